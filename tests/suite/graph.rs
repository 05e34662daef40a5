//! The handoff graph over the samples: as text, as figures, and against a slow count of the event lines.

use super::case::{open, rows};
use super::golden;
use recount::bundle::container::{Container, ReadLimits};
use recount::case::{
    Assurance, BlobPlaces, Case, Context, Detail, Evidence, Name, NewRow, Part, Row, Rows, Selection, Tables, base_name,
};
use recount::crypto::Digest;
use recount::verify::{Options, Verdict, verify};
use recount::view::dot::dot;
use recount::view::graph::{Form, GraphView, Grouping, Request, Tools, endings, worst};
use recount::view::layout::{Limits, Rect};
use recount::view::sequence;
use recount::view::svg::svg;
use recount::watch::Watch;
use serde_json::{Value, json};
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
        around: None,
        limits: Limits::default(),
    }
}

pub fn graph(case: &Case, request: &Request) -> GraphView {
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
    let counts = |e: &recount::view::graph::Edge| (e.records(), e.handoffs, e.calls, e.alarms.denied, e.alarms.failed);
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
            view.edges.iter().map(|e| e.alarms.denied).sum::<u64>() + view.hidden.denied,
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
        |view: &GraphView| view.edges.iter().map(|e| (e.records(), e.handoffs, e.alarms.denied)).fold((0, 0, 0), add);
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
    clear_labels(&view);
    for run in ["r-101", "r-131", "r-142"] {
        let wanted = request(&case, &evidence, &format!("run:{run}"));
        clear_labels(&graph(&case, &Request { form: Form::AsItRan { max_records: 100 }, ..wanted }));
    }
}

fn clear_labels(view: &GraphView) {
    let picture = view.picture.as_ref().unwrap();
    let touch =
        |a: &Rect, b: &Rect| a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
    assert_eq!(picture.labels.len(), view.edges.len());
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
    golden::same("graph/r-133-as-it-ran.svg.txt", &svg(&graph(&case, &ran)));
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

/// A case of `count` records without bundle: some agents, 30 tools, some denied.
fn made(count: u64, agents: u64) -> Case {
    let mut tables = Tables::default();
    let names: Vec<Name> = (0..agents).map(|at| tables.names.name(&format!("agent:a{at}#{}", at % 3))).collect();
    let [message, call, decision, deny] =
        ["message", "tool.call", "decision", "deny"].map(|text| tables.names.name(text));
    let mut part = Part {
        evidence: [0; 32],
        verification: verify(
            &Container::from_files(BTreeMap::new()),
            Vec::new(),
            &Options::default(),
            &Watch::new(),
            &mut |_| {},
        ),
        rows: Rows::default(),
        happenings: Vec::new(),
        blobs: BlobPlaces::default(),
        replies: Vec::new(),
    };
    for index in 0..count {
        let mixed = index.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
        let actor = names[(mixed % agents) as usize];
        let text = tables.names.text(actor).to_owned();
        let agent = tables.names.name(base_name(&text));
        let (kind, detail) = match index % 10 {
            9 => (decision, Detail { outcome: if mixed % 16 == 0 { deny } else { Name::NONE }, ..Detail::default() }),
            6..=8 => {
                let tool = tables.names.name(&format!("t{}", mixed / 40 % 30));
                (call, Detail { tool, ..Detail::default() })
            }
            _ => {
                let to = tables.names.text(names[(mixed / 64 % agents) as usize]).to_owned();
                let to = tables.names.list([to.as_str()]);
                (message, Detail { to, handoff: mixed % 5 == 0, ..Detail::default() })
            }
        };
        let context = tables.contexts.number(Context { kind, signer: actor, actor, agent, ..Context::default() });
        let detail = tables.details.number(detail);
        part.rows.push(&NewRow {
            index,
            place: ("records/0", index * 300),
            length: 299,
            leaf: Digest([0; 32]),
            time: index as i64,
            context,
            run: Name::NONE,
            detail,
            assurance: if index % 1000 == 7 { Assurance::Failed } else { Assurance::Verified },
        });
        if kind == decision {
            part.rows.parent(index as u32 - 1);
        }
    }
    Case::of(Arc::new(tables), vec![Arc::new(part)])
}

pub fn everything(case: &Case) -> Request {
    Request {
        selection: Arc::new(Selection::all(case.len())),
        filter: String::new(),
        grouping: Grouping::Agent,
        tools: Tools::Shown,
        form: Form::Aggregated,
        max_nodes: 40,
        max_edges: 120,
        around: None,
        limits: Limits::default(),
    }
}

#[test]
fn any_number_of_threads_counts_the_same_and_nothing_twice() {
    let case = made(300_000, 10);
    let request = Request { max_nodes: usize::MAX, max_edges: usize::MAX, ..everything(&case) };
    let view = graph(&case, &request);
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let alone = one.install(|| graph(&case, &request));
    assert_eq!((&view.nodes, &view.edges, &view.picture), (&alone.nodes, &alone.edges, &alone.picture));
    let sums = view.edges.iter().fold((0, 0, 0), |(m, c, d), e| (m + e.messages, c + e.calls, d + e.alarms.denied));
    assert_eq!((sums.0, sums.1, view.nodes.len()), (180_000, 90_000, 40));
    let deny = case.names().find("deny").unwrap();
    let denied = (0..case.len() as Row).filter(|row| case.detail(*row).outcome == deny).count();
    assert!(denied > 1000);
    assert_eq!(sums.2, denied as u64);
    let failed: u64 = view.edges.iter().map(|edge| edge.marks[4]).sum();
    assert_eq!(failed, 300, "one in a thousand, all of them calls");
}

/// `cargo test --release -- --ignored --nocapture ten_million`: the budget is 300 ms for the counts (`ui.md` section 14).
#[test]
#[ignore = "takes a gigabyte and a minute"]
fn ten_million_records() {
    let case = made(10_000_000, 40);
    let time = |what: &str, done: &mut dyn FnMut()| {
        let start = std::time::Instant::now();
        done();
        eprintln!("{what}: {:?}", start.elapsed());
    };
    let (mut said, request) = (Vec::new(), everything(&case));
    time("endings, once for a case", &mut || said = endings(&case));
    let mut view = None;
    time("graph without picture", &mut || {
        drop(GraphView::of(&case, &said, &Request { max_nodes: 0, ..request.clone() }, None, &Watch::new()).unwrap());
    });
    time("graph of 40 nodes and 120 edges", &mut || {
        view = Some(GraphView::of(&case, &said, &request, None, &Watch::new()).unwrap());
    });
    let view = view.unwrap();
    time("rows of an edge", &mut || drop(view.edge_rows(&case, 0)));
    time("overlay at the end", &mut || drop(view.overlay(&case, 9_999_990, &Watch::new()).unwrap()));
    let wanted = sequence::Request { selection: Arc::clone(&request.selection), filter: String::new() };
    let mut chart = None;
    time("sequence", &mut || chart = Some(sequence::Sequence::of(&case, &wanted, &Watch::new()).unwrap()));
    time("100 rows of it", &mut || drop(chart.as_ref().unwrap().rows(&case, &said, 9_000_000..9_000_100)));
}

/// Seals event lines and opens them without trust.
fn sealed(events: &str) -> Case {
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str| dir.path().join(name);
    std::fs::write(file("events.jsonl"), events).unwrap();
    let made = std::process::Command::new(env!("CARGO_BIN_EXE_recount"))
        .args(["seal", "--origin", "t.example/hostile", "--deterministic", "graph"])
        .arg("--keys")
        .arg(file("keys"))
        .arg("--out")
        .arg(file("out.sab"))
        .arg(file("events.jsonl"))
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let mut tables = Tables::default();
    let container = Container::open(&file("out.sab"), &ReadLimits::default(), &mut Vec::new()).unwrap();
    let options = Options::default();
    let part = Part::read(&container, Vec::new(), Digest([1; 32]), &options, &mut tables, &Watch::new());
    Case::of(Arc::new(tables), vec![Arc::new(part)])
}

#[test]
fn hostile_names_stay_text() {
    let names = [
        "x</text><script>alert(1)</script>",
        "\u{202e}gnorts\u{200b}",
        "q\"];evil[label=\"\\",
        "\u{0}\u{1b}[31m\u{ffff}\n  agent:fake -> agent:real  9 handoffs",
        "tool:t",
        "agent:b#7",
    ];
    let mut events = String::new();
    let mut line = |kind: &str, body: Value| {
        let line = json!({ "actor": "agent:a", "time": "2026-01-05T09:00:00Z", "type": kind, "body": body });
        events.push_str(&format!("{line}\n"));
    };
    for name in names {
        line("message", json!({ "to": [name, name] }));
        line("tool.call", json!({ "tool": name }));
    }
    line("message", json!({ "to": "agent:b" }));
    line("message", json!({ "to": [] }));
    line("tool.call", json!({ "effect": "read" }));
    let case = sealed(&events);
    let view = graph(&case, &everything(&case));
    assert_eq!((view.hidden.nowhere, view.verdict), (2, Verdict::Undecidable));
    assert!(view.nodes.iter().all(|node| worst(&node.marks) == Assurance::Unchecked));
    assert_eq!(view.edges[edge(&view, "agent:a", "agent:b")].messages, 2, "a worker counts as its agent");
    let (figure, text, other) = (svg(&view), view.text(), dot(&view));
    for out in [&figure, &text, &other] {
        let loud = |c: char| c != '\n' && (c.is_control() || matches!(c, '\u{202e}' | '\u{200b}' | '\u{ffff}'));
        assert!(!out.contains(loud), "{out}");
    }
    assert!(!figure.contains("<script") && figure.contains("&lt;script&gt;") && figure.contains("⟨U+202E⟩"));
    let tags = figure.matches('<').count();
    let (closed, closing) = (figure.matches("/>").count(), figure.matches("</").count());
    assert_eq!(tags, closed + 2 * closing, "every tag is closed");
    assert!(!other.lines().any(|line| line.trim_start().starts_with("evil")));
    for line in other.lines() {
        let bare = line.replace("\\\\", "").replace("\\\"", "");
        assert_eq!(bare.matches('"').count() % 2, 0, "{line}");
    }
    assert_eq!(text.lines().filter(|line| line.contains("9 handoffs")).count(), 4, "each is one line of its own");
    assert!(!text.lines().any(|line| line.starts_with("  agent:fake")));
}
