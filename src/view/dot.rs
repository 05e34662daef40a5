//! A graph as Graphviz text, for other programs.
//!
//! Nodes are numbered, so that no text of the evidence is ever a name or an attribute of its own; quotes and backslashes are
//! escaped, so that none ends a string or starts a Graphviz escape.

use super::graph::{Edge, GraphView, Kind, worst};
use super::palette;
use super::text::visible;
use std::fmt::Write;

/// The graph as Graphviz text.
pub fn dot(view: &GraphView) -> String {
    let direction = if view.as_it_ran { "TB" } else { "LR" };
    let mut out = format!("digraph handoffs {{\n  rankdir={direction};\n  node [fontname=\"sans-serif\"];\n");
    let notes: Vec<String> = std::iter::once(view.summary()).chain(view.notes.iter().cloned()).collect();
    let _ = writeln!(out, "  label={};\n  labelloc=t;", quoted(&notes.join("; ")));
    for (at, node) in view.nodes.iter().enumerate() {
        let marks: String =
            super::graph::mark_words(&node.marks).iter().map(|word| format!("\n{}", word.text)).collect();
        let label = format!("{}\n{}{marks}", visible(&node.label), visible(&super::graph::node_words(node)));
        let shape = match node.kind {
            Kind::Agent => "shape=box, style=rounded",
            Kind::Human => "shape=oval",
            Kind::Service => "shape=box",
            Kind::Tool => "shape=octagon",
            Kind::Unknown => "shape=box, style=dashed",
        };
        let _ = writeln!(
            out,
            "  n{at} [label={}, id={}, {shape}, color=\"{}\", comment={}];",
            lines(&label),
            quoted(&visible(&node.id)),
            palette::of_kind(node.kind),
            quoted(worst(&node.marks).word())
        );
    }
    for edge in &view.edges {
        let _ = writeln!(out, "  n{} -> n{} [{}];", edge.from, edge.to, attributes(edge));
    }
    out.push_str("}\n");
    out
}

fn attributes(edge: &Edge) -> String {
    let words: Vec<String> = super::graph::edge_words(edge).into_iter().map(|word| word.text).collect();
    let all = edge.records();
    let look = match (edge.alarms.denied == all, edge.alarms.failed == all, edge.handoffs > 0) {
        (true, _, _) => format!("style=dashed, color=\"{}\"", palette::FAILED),
        (_, true, _) => format!("style=dashed, color=\"{}\"", palette::WARNING),
        (_, _, true) => format!("penwidth=3, color=\"{}\"", palette::HANDOFF),
        _ => format!("color=\"{}\"", palette::TRAFFIC),
    };
    format!("label={}, weight={all}, {look}, comment={}", lines(&words.join("\n")), quoted(edge.worst.word()))
}

/// A string of Graphviz on one line.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A string of Graphviz of several lines.
fn lines(text: &str) -> String {
    quoted(text).replace('\n', "\\n")
}
