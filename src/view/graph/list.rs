//! The graph as a list, for keyboards, screen readers and terminals (`ui.md`, section 11: a table equivalent).

use super::words::{counted, of_edge};
use super::{Form, GraphView};
use crate::case::Assurance;
use crate::view::text::visible;

/// One edge in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Index of the edge.
    pub edge: usize,
    /// Id of the node that acted, as the evidence has it.
    pub from: String,
    /// Id of the node that it reached.
    pub to: String,
    /// What passed: counts, denied, failed, marks.
    pub what: String,
    /// Worst mark.
    pub assurance: Assurance,
}

impl GraphView {
    /// The edges in words, in their order: the heaviest first, or as they ran.
    pub fn list(&self) -> Vec<Line> {
        (0..self.edges.len()).filter_map(|edge| self.line(edge)).collect()
    }

    /// One edge in words.
    pub fn line(&self, edge: usize) -> Option<Line> {
        let of = self.edges.get(edge)?;
        let words: Vec<String> = of_edge(of).into_iter().map(|word| word.text).collect();
        let (from, to) = (self.node_id(of.from as usize), self.node_id(of.to as usize));
        Some(Line { edge, from, to, what: words.join(", "), assurance: of.worst })
    }

    /// Id of a node, with its step where it has one; as the evidence has it.
    pub fn node_id(&self, node: usize) -> String {
        self.nodes.get(node).map_or(String::new(), |node| match node.step {
            Some(step) => format!("{} step {step}", node.id),
            None => node.id.clone(),
        })
    }

    /// One line about the whole: filter, verdict, sizes, and what is hidden.
    pub fn summary(&self) -> String {
        let filter = if self.request.filter.trim().is_empty() { "all records" } else { &self.request.filter };
        let form = match (self.as_it_ran, self.request.form) {
            (true, _) => "as it ran",
            (false, Form::Aggregated) => "aggregated",
            (false, Form::AsItRan { .. }) => "aggregated instead",
        };
        let sum: u64 = self.edges.iter().map(super::Edge::records).sum();
        format!(
            "{} \u{b7} {form} \u{b7} {} \u{b7} {}, {}, {} \u{b7} {}",
            visible(filter),
            self.verdict.word(),
            counted(self.nodes.len() as u64, "node"),
            counted(self.edges.len() as u64, "edge"),
            records(sum),
            self.hidden_words()
        )
    }

    /// What is hidden, in words.
    pub fn hidden_words(&self) -> String {
        let hidden = &self.hidden;
        let mut words = match (hidden.nodes, hidden.edges) {
            (0, 0) => "nothing hidden".to_owned(),
            (nodes, edges) => format!("{nodes} nodes and {edges} edges with {} records hidden", hidden.records),
        };
        if hidden.denied > 0 {
            words.push_str(&format!(", {} of them denied", hidden.denied));
        }
        if hidden.nowhere > 0 {
            words.push_str(&format!(", {} records name no receiver", hidden.nowhere));
        }
        words
    }

    /// Summary, notes, nodes and edges as plain text; what deceives is made visible.
    pub fn text(&self) -> String {
        let mut out = format!("{}\n", self.summary());
        self.notes.iter().for_each(|note| out.push_str(&format!("note: {note}\n")));
        out.push_str("\nnodes\n");
        for node in &self.nodes {
            let step = node.step.map_or(String::new(), |step| format!(" step {step}"));
            let role = if node.role.is_empty() { "no role" } else { &node.role };
            let envs =
                if node.envs.is_empty() { "acts nowhere".to_owned() } else { format!("env {}", node.envs.join(" ")) };
            let voices: String = (super::Voice::ALL.iter().zip(node.voices))
                .filter(|(_, count)| *count > 0)
                .map(|(voice, count)| format!(", {count} {}", voice.word()))
                .collect();
            let alarms: String =
                node.alarms.words(node.messages).into_iter().map(|word| format!(", {}", word.text)).collect();
            out.push_str(&visible(&format!(
                "  {}{step}  {role}, {}, {}, {envs}{voices}{alarms}, {}",
                node.id,
                node.kind.word(),
                records(node.messages),
                super::worst(&node.marks).word()
            )));
            out.push('\n');
        }
        out.push_str("\nedges\n");
        for line in self.list() {
            let text = format!("  {} -> {}  {}, {}", line.from, line.to, line.what, line.assurance.word());
            out.push_str(&visible(&text));
            out.push('\n');
        }
        out
    }
}

fn records(count: u64) -> String {
    if count == 1 { "1 message or call".to_owned() } else { format!("{count} messages and calls") }
}
