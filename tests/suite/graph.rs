//! The handoff graph over the samples: as text, as figures, and against a slow count of the event lines.

use super::case::{open, rows};
use super::golden;
use recount::case::{Assurance, Case, Evidence, Row, Selection};
use recount::verify::Verdict;
use recount::view::dot::dot;
use recount::view::graph::{Form, GraphView, Grouping, Request, Tools, endings};
use recount::view::layout::Rect;
use recount::view::svg::svg;
use recount::watch::Watch;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

fn request(case: &Case, evidence: &Evidence, filter: &str) -> Request {
    Request {
        selection: Arc::new(Selection::from_rows(case.len(), rows(case, evidence, filter))),
        filter: filter.to_owned(),
        grouping: Grouping::Agent,
        tools: Tools::Shown,
        form: Form::Aggregated,
        max_nodes: usize::MAX,
        max_edges: usize::MAX,
    }
}

fn graph(case: &Case, request: &Request) -> GraphView {
    GraphView::of(case, &endings(case), request, None, &Watch::new()).unwrap()
}

/// Index of an edge by the ids of its ends.
fn edge(view: &GraphView, from: &str, to: &str) -> usize {
    let is = |node: u32, id: &str| view.nodes[node as usize].id == id;
    view.edges.iter().position(|edge| is(edge.from, from) && is(edge.to, to)).unwrap()
}

/// (from, to) to (records, handoffs, calls, denied, failed), counted from event lines by the words of `events.md`.
type Counted = BTreeMap<(String, String), (u64, u64, u64, u64, u64)>;

fn counted(name: &str) -> Counted {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-logs").join(format!("{name}.events.jsonl"));
    let text = std::fs::read_to_string(path).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let ended = |id: &str, words: &[(&str, &str, &str)]| {
        lines.iter().any(|line| {
            let about = line["refs"][0].as_str();
            about == Some(id)
                && words.iter().any(|(kind, member, word)| line["type"] == *kind && line["body"][member] == *word)
        })
    };
    let mut out = Counted::new();
    for line in &lines {
        let body = &line["body"];
        let ends: BTreeSet<String> = match line["type"].as_str().unwrap() {
            "message" => match &body["to"] {
                Value::Array(to) => to.iter().map(|to| to.as_str().unwrap().to_owned()).collect(),
                to => BTreeSet::from([to.as_str().unwrap().to_owned()]),
            },
            "tool.call" => BTreeSet::from([format!("tool:{}", body["tool"].as_str().unwrap())]),
            _ => continue,
        };
        let from = body["by"].as_str().or(line["actor"].as_str()).unwrap().split('#').next().unwrap();
        let id = line["id"].as_str().unwrap();
        let denied = ended(id, &[("decision", "outcome", "deny"), ("tool.result", "status", "blocked")]);
        let failed = !denied && ended(id, &[("tool.result", "status", "error")]);
        for to in ends {
            let count = out.entry((from.to_owned(), to)).or_default();
            count.0 += 1;
            count.1 += u64::from(body["handoff"] == true);
            count.2 += u64::from(line["type"] == "tool.call");
            count.3 += u64::from(denied);
            count.4 += u64::from(failed);
        }
    }
    out
}

fn found(view: &GraphView) -> Counted {
    let id = |node: u32| view.nodes[node as usize].id.clone();
    let counts = |e: &recount::view::graph::Edge| (e.records(), e.handoffs, e.calls, e.denied, e.failed);
    view.edges.iter().map(|e| ((id(e.from), id(e.to)), counts(e))).collect()
}

#[test]
fn edges_are_those_of_the_event_lines() {
    for name in ["broad-access", "least-privilege"] {
        let (case, evidence) = open(&[&format!("{name}.sab")]);
        let view = graph(&case, &request(&case, &evidence, ""));
        let wanted = counted(name);
        assert!(wanted.len() > 20);
        assert_eq!(found(&view), wanted, "{name}");
    }
}

#[test]
fn the_rows_of_an_edge_are_its_records() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    let view = graph(&case, &request(&case, &evidence, "time:2026-05-05.."));
    for (at, edge) in view.edges.iter().enumerate() {
        let rows = view.edge_rows(&case, at);
        assert_eq!(rows.count() as u64, edge.records(), "edge {at}");
        let ends = (rows.iter().next().unwrap(), rows.iter().last().unwrap());
        assert_eq!(ends, (edge.first, edge.last));
        assert!(rows.iter().all(|row| view.request.selection.contains(row)));
    }
    assert_eq!(view.edge_rows(&case, view.edges.len()).count(), 0);
}

#[test]
fn what_is_cut_is_counted() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    let whole = request(&case, &evidence, "");
    let all = graph(&case, &whole);
    let sum = |view: &GraphView| {
        (
            view.nodes.len() + view.hidden.nodes,
            view.edges.len() + view.hidden.edges,
            view.edges.iter().map(|e| e.records()).sum::<u64>() + view.hidden.records,
            view.edges.iter().map(|e| e.denied).sum::<u64>() + view.hidden.denied,
        )
    };
    let cut = graph(&case, &Request { max_nodes: 9, max_edges: 7, ..whole.clone() });
    let no_tools = graph(&case, &Request { tools: Tools::Hidden, ..whole.clone() });
    assert_eq!((cut.nodes.len(), cut.edges.len()), (9, 7));
    assert!(no_tools.nodes.iter().all(|node| !node.id.starts_with("tool:")) && no_tools.hidden.denied > 0);
    for view in [&cut, &no_tools] {
        assert_eq!(sum(view), sum(&all));
        assert!(svg(view).contains(&format!("{} nodes and {} edges", view.hidden.nodes, view.hidden.edges)));
    }
    let least = cut.nodes.iter().map(|node| node.messages).min().unwrap();
    let dropped = all.nodes.iter().filter(|node| !cut.nodes.iter().any(|kept| kept.id == node.id));
    assert!(dropped.map(|node| node.messages).max().unwrap() <= least);
    let none = graph(&case, &Request { max_nodes: 0, ..whole });
    assert_eq!((none.nodes.len(), none.edges.len(), sum(&none)), (0, 0, sum(&all)));
}

#[test]
fn roles_and_folded_tools_lose_no_record() {
    let (case, evidence) = open(&["broad-access.sab"]);
    let by_agent = request(&case, &evidence, "");
    let by_role = Request { grouping: Grouping::Role, tools: Tools::Folded, ..by_agent.clone() };
    let (agents, roles) = (graph(&case, &by_agent), graph(&case, &by_role));
    let records =
        |view: &GraphView| view.edges.iter().map(|e| (e.records(), e.handoffs, e.denied)).fold((0, 0, 0), add);
    assert_eq!(records(&agents), records(&roles));
    let desk = roles.nodes.iter().find(|node| node.id == "role:approval-agent").unwrap();
    assert_eq!((desk.members, desk.label.as_str()), (5, "approval-agent"));
    assert!(roles.edges.iter().any(|edge| edge.from == edge.to), "the desks talk among themselves");
    let tools = roles.nodes.iter().find(|node| node.id == "tools").unwrap();
    assert_eq!(tools.members as usize, agents.nodes.iter().filter(|node| node.id.starts_with("tool:")).count());
}

fn add(a: (u64, u64, u64), b: (u64, u64, u64)) -> (u64, u64, u64) {
    (a.0 + b.0, a.1 + b.1, a.2 + b.2)
}

#[test]
fn as_it_ran_needs_one_run_and_says_so() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    let ran = |filter: &str, max_records| {
        graph(&case, &Request { form: Form::AsItRan { max_records }, ..request(&case, &evidence, filter) })
    };
    let run = ran("run:r-101", 100);
    assert!(run.as_it_ran && run.notes.is_empty());
    let steps: BTreeSet<u32> = run.nodes.iter().filter_map(|node| node.step).collect();
    assert_eq!(steps.len(), run.nodes.len(), "each step is one node");
    let on_edges: BTreeSet<Row> =
        (0..run.edges.len()).flat_map(|at| run.edge_rows(&case, at).iter().collect::<Vec<_>>()).collect();
    let wanted = rows(&case, &evidence, "run:r-101 (kind:message or kind:tool.call)");
    assert_eq!(on_edges.into_iter().collect::<Vec<_>>(), wanted);
    for (filter, limit, why) in [("", 10_000, "runs are selected"), ("run:r-101", 3, "the picture holds 3")] {
        let instead = ran(filter, limit);
        assert!(!instead.as_it_ran && instead.notes[0].contains(why), "{:?}", instead.notes);
        assert!(svg(&instead).contains(why));
    }
}

#[test]
fn marks_of_records_reach_edges_and_figures() {
    let (good, evidence) = open(&["least-privilege.sab"]);
    let view = graph(&good, &request(&good, &evidence, ""));
    assert_eq!(view.verdict, Verdict::Verified);
    assert!(view.edges.iter().all(|edge| edge.worst == Assurance::Verified));
    let (bad, evidence) = open(&["tampered.sab"]);
    let view = graph(&bad, &request(&bad, &evidence, ""));
    assert_eq!(view.verdict, Verdict::Contradicted);
    let failed: Vec<&recount::view::graph::Edge> = view.edges.iter().filter(|e| e.worst == Assurance::Failed).collect();
    assert!(!failed.is_empty() && failed.len() < view.edges.len());
    let figure = svg(&view);
    assert!(figure.contains(">Contradicted<") && figure.contains("1 failed check"));
    assert!(dot(&view).contains("comment=\"failed\""));
    assert!(view.text().contains("failed check"));
}

#[test]
fn replay_knows_where_the_run_was_and_can_go() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    let view = graph(&case, &request(&case, &evidence, ""));
    let in_run = rows(&case, &evidence, "run:r-101 (kind:message or kind:tool.call)");
    let mut been: BTreeSet<usize> = BTreeSet::new();
    for row in in_run {
        let overlay = view.overlay(&case, row, &Watch::new()).unwrap();
        assert_eq!(overlay.seen, been.iter().copied().collect::<Vec<_>>(), "row {row}");
        assert!(!overlay.current.is_empty());
        for next in &overlay.next {
            let from = view.edges[*next].from;
            assert!(overlay.current.iter().any(|at| [view.edges[*at].from, view.edges[*at].to].contains(&from)));
        }
        been.extend(overlay.current);
    }
    let handoff = rows(&case, &evidence, "run:r-133 kind:handoff")[0];
    let overlay = view.overlay(&case, handoff, &Watch::new()).unwrap();
    let report = view.nodes.iter().position(|node| node.id == "agent:report").unwrap() as u32;
    assert!(overlay.next.iter().all(|at| view.edges[*at].from == report), "control has passed");
    let elsewhere = rows(&case, &evidence, "kind:policy")[0];
    assert!(view.overlay(&case, elsewhere, &Watch::new()).unwrap().current.is_empty());
}

#[test]
fn a_picture_keeps_its_order_and_no_label_lies_on_a_box() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    let wanted = request(&case, &evidence, "");
    let (said, watch) = (endings(&case), Watch::new());
    let view = GraphView::of(&case, &said, &wanted, None, &watch).unwrap();
    let again = GraphView::of(&case, &said, &wanted, None, &watch).unwrap();
    assert_eq!(view.picture, again.picture);
    let kept = GraphView::of(&case, &said, &wanted, Some(&view), &watch).unwrap();
    let ranks = |view: &GraphView| view.picture.as_ref().unwrap().placement.ranks.clone();
    assert_eq!(ranks(&kept), ranks(&view));
    let picture = view.picture.as_ref().unwrap();
    let touch =
        |a: &Rect, b: &Rect| a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
    for (at, label) in picture.labels.iter().enumerate() {
        assert!(!picture.placement.nodes.iter().any(|node| touch(node, &label.rect)), "label {at}");
        assert!(!picture.labels[..at].iter().any(|other| touch(&other.rect, &label.rect)), "label {at}");
    }
}

#[test]
fn texts_and_json_stay_as_they_are() {
    for (sample, filter, name) in [
        ("least-privilege", "", "least-privilege"),
        ("tampered", "from:agent:reporter or to:agent:reporter", "tampered-reporter"),
        ("broad-access", "run:r-6", "broad-access-r-6"),
    ] {
        let (case, evidence) = open(&[&format!("{sample}.sab")]);
        let view = graph(&case, &request(&case, &evidence, filter));
        golden::same(&format!("graph/{name}.txt"), &view.text());
        golden::same(&format!("graph/{name}.dot.txt"), &dot(&view));
        golden::same(&format!("graph/{name}.svg.txt"), &svg(&view));
        golden::same(&format!("graph/{name}.json.txt"), &format!("{:#}\n", view.json()));
    }
    let (case, evidence) = open(&["least-privilege.sab"]);
    let ran = Request { form: Form::AsItRan { max_records: 100 }, ..request(&case, &evidence, "run:r-133") };
    golden::same("graph/r-133-as-it-ran.txt", &graph(&case, &ran).text());
}

#[test]
fn json_has_the_members_that_others_read() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    let view = graph(&case, &request(&case, &evidence, "run:r-133"));
    let json = view.json();
    assert_eq!((&json["verdict"], &json["hidden"]), (&"verified".into(), &serde_json::json!({"nodes": 0, "edges": 0})));
    let at = edge(&view, "agent:report", "tool:mail.send");
    let edge = &json["edges"][at];
    assert_eq!((edge["from"].as_str(), edge["to"].as_str()), (Some("agent:report"), Some("tool:mail.send")));
    assert_eq!((&edge["messages"], &edge["handoffs"], &edge["denied"]), (&1.into(), &0.into(), &1.into()));
    for node in json["nodes"].as_array().unwrap() {
        assert!(node["id"].is_string() && node["role"].is_string() && node["messages"].is_u64());
        assert!(["agent", "human", "service", "tool", "unknown"].contains(&node["kind"].as_str().unwrap()));
    }
}
