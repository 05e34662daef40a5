//! The graph and the sequence chart in the window: as scripts without a window, and driven by accessible labels.

use super::desk::sample;
use super::script::Script;
use super::window::{Window, is_whole, open, sample_incident, until, window, window_over};
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use recount::case::Selection;
use recount::gui::graph::state::{GraphIntent, Pick, Walk, Wants};
use recount::gui::hover::Source;
use recount::gui::intent::{Centre, Intent, Open, Stride};
use recount::gui::replay::{Goal, Way, Wish};
use recount::gui::sequence::state::SequenceIntent;
use recount::gui::state::State;
use recount::view::graph::{Around, GraphView, Tools};
use recount::view::sequence::What;
use recount::watch::Watch;
use std::sync::Arc;
use std::time::{Duration, Instant};

impl Script {
    /// Over the sample incident, which is read.
    fn new() -> Script {
        let mut script = Script::over(Open::Sample);
        script.until("the sample incident", is_whole_without_rows);
        script
    }

    /// `]`, until the worker has found where it leads.
    fn next_handoff(&mut self) {
        self.want(Intent::Replay(Wish::Seek(Goal::Handoff, Way::On)));
        self.until("the next handoff", |state| state.desk.as_ref().unwrap().replay.search.is_none());
    }

    fn graph(&mut self, intent: GraphIntent) {
        self.want(Intent::Graph(intent));
    }
}

fn is_whole_without_rows(state: &State) -> bool {
    state.opening.is_none() && state.desk.as_ref().is_some_and(|desk| desk.step.is_some() && !desk.filter.busy)
}

/// The graph stands, drawn or as a list, and with the replay on it where there is a focus.
pub fn graph_stands(state: &State) -> bool {
    let desk = state.desk.as_ref().unwrap();
    let graph = &desk.graph;
    let selected = graph.listed.as_ref().is_some_and(|view| view.request.filter == desk.filter.holds.text());
    let followed = graph.current().is_none() || graph.overlay.as_ref().map(|(row, _)| *row) == desk.focus;
    !desk.filter.busy && !graph.busy && selected && followed
}

#[test]
fn the_graph_follows_the_filter_and_keeps_what_is_selected() {
    let mut script = Script::new();
    script.want(Intent::Centre(Centre::Graph));
    script.until("the graph", graph_stands);
    let view = Arc::clone(script.desk().graph.listed.as_ref().unwrap());
    assert!(view.picture.is_some() && view.nodes.len() > 8, "{} nodes", view.nodes.len());
    let id = |view: &recount::view::graph::GraphView, at: usize| view.nodes[at].id.clone();
    let node = view.nodes.iter().position(|node| node.id == "agent:reporter").unwrap();
    script.graph(GraphIntent::Pick(Some(Pick::Node(node))));
    script.want(Intent::FilterTyped("from:agent:reporter or to:agent:reporter".to_owned()));
    script.until("the filtered graph", |state| {
        graph_stands(state) && !state.desk.as_ref().unwrap().filter.holds.is_empty()
    });
    let next = script.desk().graph.listed.as_ref().unwrap();
    assert!(next.edges.len() < view.edges.len() && !next.edges.is_empty());
    let Some(Pick::Node(kept)) = script.desk().graph.pick else { panic!("the selection is kept") };
    assert_eq!(id(next, kept), "agent:reporter");
    // What is not in the next graph is no longer selected.
    script.want(Intent::FilterTyped("from:agent:reporter to:tool:http.post".to_owned()));
    script.until("one edge", |state| {
        graph_stands(state) && state.desk.as_ref().unwrap().graph.listed.as_ref().unwrap().edges.len() == 1
    });
}

#[test]
fn an_edge_lists_its_messages_and_a_filter_says_the_same() {
    let mut script = Script::new();
    script.want(Intent::Centre(Centre::Graph));
    script.until("the graph", graph_stands);
    let view = Arc::clone(script.desk().graph.listed.as_ref().unwrap());
    let edge = view.edges.iter().position(|edge| edge.alarms.denied > 0).unwrap();
    script.graph(GraphIntent::Open(edge));
    let table = |state: &State| state.desk.as_ref().unwrap().graph.edge.as_ref().unwrap().rows.clone();
    script.until("its records", |state| table(state).is_some());
    let rows: Arc<Selection> = table(&script.state).unwrap();
    assert_eq!(rows.count() as u64, view.edges[edge].records());
    assert_eq!(script.desk().graph.pick, Some(Pick::Edge(edge)));
    script.graph(GraphIntent::EdgeHeight(240.0));
    let page = |state: &State| state.desk.as_ref().unwrap().graph.edge.as_ref().unwrap().table.page.clone();
    script.until("rows", |state| page(state).is_some());
    assert_eq!(page(&script.state).unwrap().rows[0].row, rows.nth(0).unwrap());
    let condition = recount::gui::apply::condition(script.desk(), Pick::Edge(edge)).unwrap();
    script.want(Intent::FilterAdd(condition.clone()));
    script.until("the filter", |state| graph_stands(state) && !state.desk.as_ref().unwrap().filter.holds.is_empty());
    assert_eq!(*script.desk().filter.selection, *rows, "{condition}");
    // The list stays with its edge, whatever its number is now.
    assert_eq!(script.desk().graph.edge.as_ref().unwrap().edge, 0);
}

#[test]
fn what_is_hidden_is_counted_and_shown_on_demand() {
    let mut script = Script::new();
    script.want(Intent::Centre(Centre::Graph));
    script.graph(GraphIntent::Wants(Wants { tools: Tools::Hidden, ..Wants::default() }));
    script.until("no tools", graph_stands);
    let records = |script: &Script| {
        let view = script.desk().graph.listed.as_ref().unwrap();
        let shown: u64 = view.edges.iter().map(|edge| edge.records()).sum();
        (view.hidden.nodes, view.hidden.edges, shown + view.hidden.records)
    };
    let (nodes, edges, all) = records(&script);
    assert!(nodes > 0 && edges > 0);
    script.graph(GraphIntent::Reveal);
    script.until("everything", graph_stands);
    assert_eq!(records(&script), (0, 0, all));
    let around = Around { id: "agent:reporter".to_owned(), step: None, hops: 1 };
    script.graph(GraphIntent::Wants(Wants { around: Some(around), ..Wants::default() }));
    script.until("near the reporter", graph_stands);
    let view = Arc::clone(script.desk().graph.listed.as_ref().unwrap());
    let at = view.nodes.iter().position(|node| node.id == "agent:reporter").unwrap() as u32;
    let near =
        |node: u32| node == at || view.edges.iter().any(|e| [(e.from, e.to), (e.to, e.from)].contains(&(at, node)));
    assert!((0..view.nodes.len() as u32).all(near) && view.hidden.nodes > 0);
    assert_eq!(records(&script).2, all);
}

#[test]
fn keys_walk_from_node_to_edge_to_node() {
    let mut script = Script::new();
    script.want(Intent::Centre(Centre::Graph));
    script.until("the graph", graph_stands);
    let view = Arc::clone(script.desk().graph.listed.as_ref().unwrap());
    let step = |script: &mut Script, walk| {
        script.graph(GraphIntent::Walk(walk));
        script.desk().graph.pick.unwrap()
    };
    assert_eq!(step(&mut script, Walk::Next), Pick::Node(0));
    let start = view.edges.iter().position(|edge| edge.from != edge.to).map(|at| view.edges[at].from as usize).unwrap();
    script.graph(GraphIntent::Pick(Some(Pick::Node(start))));
    let Pick::Edge(edge) = step(&mut script, Walk::Forward) else { panic!("an edge") };
    assert_eq!(view.edges[edge].from as usize, start);
    assert_eq!(step(&mut script, Walk::Forward), Pick::Node(view.edges[edge].to as usize));
    let Pick::Edge(back) = step(&mut script, Walk::Back) else { panic!("an edge") };
    assert_eq!(view.edges[back].to, view.edges[edge].to);
    let Pick::Edge(_) = step(&mut script, Walk::Next) else { panic!("an edge beside it") };
    script.graph(GraphIntent::Walk(Walk::Enter));
    assert!(script.desk().graph.edge.is_some());
    script.graph(GraphIntent::AsList(true));
    script.graph(GraphIntent::Pick(Some(Pick::Edge(0))));
    assert_eq!(step(&mut script, Walk::Next), Pick::Edge(1));
    assert_eq!(step(&mut script, Walk::Previous), Pick::Edge(0));
}

#[test]
fn a_cancelled_drawing_leaves_the_list_and_can_be_taken_up_again() {
    let mut script = Script::new();
    script.want(Intent::Centre(Centre::Graph));
    script.graph(GraphIntent::Stop);
    assert!(!script.desk().graph.busy && script.desk().graph.stopped);
    script.graph(GraphIntent::Draw);
    script.until("the graph", graph_stands);
    assert!(!script.desk().graph.stopped && script.desk().graph.current().is_some());
}

#[test]
fn the_run_of_the_focus_is_drawn_as_it_ran() {
    let mut script = Script::new();
    script.next_handoff();
    script.want(Intent::Centre(Centre::Graph));
    script.graph(GraphIntent::Wants(Wants { as_it_ran: true, ..Wants::default() }));
    script.until("the run", graph_stands);
    let desk = script.desk();
    let view = desk.graph.listed.as_ref().unwrap();
    assert!(view.as_it_ran, "{:?}", view.notes);
    let case = &desk.opened.case;
    let run = case.run(desk.focus.unwrap());
    assert!(view.request.selection.iter().all(|row| case.run(row) == run));
    assert_eq!(desk.graph.overlay.as_ref().unwrap().1.current.len(), 1);
}

#[test]
fn the_sequence_scrolls_to_the_focus_and_follows_handoffs() {
    let mut script = Script::new();
    script.want(Intent::Centre(Centre::Sequence));
    script.want(Intent::Sequence(SequenceIntent::Pane(480.0, 4)));
    let stands = |state: &State| {
        let sequence = &state.desk.as_ref().unwrap().sequence;
        !sequence.busy && sequence.stretch.is_some()
    };
    script.until("the chart", stands);
    assert_eq!(script.desk().sequence.rows(), script.desk().rows());
    script.want(Intent::Go(Stride::First));
    for _ in 0..6 {
        script.next_handoff();
        let focus = script.desk().focus.unwrap();
        let line = move |state: &State| {
            let desk = state.desk.as_ref().unwrap();
            desk.sequence
                .stretch
                .as_ref()?
                .lines
                .iter()
                .find(|line| line.step.row == focus)
                .map(|line| line.step.clone())
        };
        script.until("its row", |state| line(state).is_some());
        let step = line(&script.state).unwrap();
        assert!(matches!(step.what, What::Message { handoff: true, .. }), "{step:?}");
        let sequence = &script.desk().sequence;
        assert!(sequence.anchor.visible(sequence.rows(), sequence.height).contains(&sequence.row_of(focus).unwrap()));
        let lane = step.at.unwrap();
        assert!((sequence.lane..sequence.lane + sequence.lanes).contains(&lane));
    }
    let all = script.desk().sequence.rows();
    script.want(Intent::Sequence(SequenceIntent::OnlyRun(true)));
    script.until("the run", stands);
    assert!((2..all).contains(&script.desk().sequence.rows()));
    assert_eq!(script.desk().centre.page(), Centre::Sequence, "the focus leaves the page as it is");
}

#[test]
fn a_picture_is_saved_to_a_new_file_and_never_over_another() {
    let dir = tempfile::tempdir().unwrap();
    let mut script = Script::new();
    for (page, name) in [(Centre::Graph, "graph.svg"), (Centre::Sequence, "sequence.svg")] {
        script.want(Intent::Centre(page));
        script.until("the page", |state| {
            let desk = state.desk.as_ref().unwrap();
            if page == Centre::Graph {
                graph_stands(state)
            } else {
                desk.sequence.chart.is_some() && !desk.sequence.busy
            }
        });
        let path = dir.path().join(name);
        for told in [1, 2] {
            script.state.notices.clear();
            script.want(Intent::SaveTyped(Some(path.display().to_string())));
            script.want(Intent::SaveEntered);
            script.until("a notice", |state| !state.notices.is_empty());
            assert_eq!(script.desk().save.is_none(), told == 1, "{:?}", script.state.notices);
        }
        assert!(script.state.notices[0].what.contains("not written"), "{:?}", script.state.notices);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("<svg") && text.contains("reporter") && text.trim_end().ends_with("</svg>"));
    }
}

fn graph_tab() -> Window {
    let mut window = sample_incident();
    window.get_by_role_and_label(Role::Tab, "Graph").click();
    window.run_steps(2);
    until(&mut window, "the graph", |state| {
        graph_stands(state) && state.desk.as_ref().unwrap().graph.current().is_some()
    });
    window
}

#[test]
fn by_label_a_node_is_selected_and_an_edge_lists_its_messages() {
    let mut window = graph_tab();
    window.get_by_label("Fit the graph into the pane (F)").click();
    window.run_steps(2);
    window.get_by_label_contains("Node agent:reporter, ").click();
    window.run_steps(3);
    window.get_by_label_contains("Graph, selected agent:reporter, ");
    let edge = "Edge agent:reporter to tool:http.post, ";
    window.get_by_label_contains(edge).click();
    window.run_steps(3);
    until(&mut window, "its messages", |state| {
        state.desk.as_ref().unwrap().graph.edge.as_ref().is_some_and(|edge| edge.table.page.is_some())
    });
    window.get_by_label_contains("Graph, selected agent:reporter to tool:http.post");
    assert!(window.query_all_by_label_contains("reporter → http.post").count() > 1);
    // A row of the list is a record to go to, and the graph stays.
    window
        .get_all_by_label_contains("reporter → http.post")
        .rfind(|node| node.accesskit_node().role() == Role::Row)
        .unwrap()
        .click_accesskit();
    window.run_steps(3);
    until(&mut window, "the record", |state| graph_stands(state) && is_whole(state));
    assert_eq!(window.state().state().desk.as_ref().unwrap().centre.page(), Centre::Graph);
    window.get_by_label_contains("reporter → http.post (thick)");
    window.get_by_label("Filter to it").click();
    window.run_steps(3);
    until(&mut window, "the filter", |state| !state.desk.as_ref().unwrap().filter.busy);
    let desk = window.state().state().desk.as_ref().unwrap();
    assert_eq!(
        (desk.centre.page(), desk.filter.text.as_str()),
        (Centre::Messages, "from:agent:reporter to:tool:http.post")
    );
}

#[test]
fn by_label_the_list_has_the_same_edges_and_actions() {
    let mut window = graph_tab();
    let view = Arc::clone(window.state().state().desk.as_ref().unwrap().graph.current().unwrap());
    window.get_by_label("View as list").click();
    window.run_steps(3);
    for line in view.list().iter().take(8) {
        window.get_by_role_and_label(
            Role::Row,
            &format!("Edge {} to {}, {}, {}", line.from, line.to, line.what, line.assurance.word()),
        );
    }
    let first = &view.list()[0];
    window.get_by_label_contains(&format!("Edge {} to {}, ", first.from, first.to)).click();
    window.run_steps(3);
    window.key_press(Key::ArrowDown);
    window.run_steps(3);
    window.key_press(Key::Enter);
    window.run_steps(3);
    until(&mut window, "the messages of the second", |state| {
        state.desk.as_ref().unwrap().graph.edge.as_ref().is_some_and(|edge| edge.edge == 1 && edge.table.page.is_some())
    });
    window.get_by_label("View as picture").click();
    window.run_steps(3);
    assert_eq!(window.state().state().desk.as_ref().unwrap().graph.pick, Some(Pick::Edge(1)));
}

#[test]
fn by_label_hidden_nodes_are_stated_and_the_replay_moves_over_the_edges() {
    let mut window = graph_tab();
    window.get_by_label("No tools").click();
    window.run_steps(2);
    until(&mut window, "no tools", graph_stands);
    let hidden = window.state().state().desk.as_ref().unwrap().graph.listed.as_ref().unwrap().hidden_words();
    window.get_by_label(&hidden);
    window.get_by_label("Show what is hidden").click();
    window.run_steps(2);
    until(&mut window, "everything", graph_stands);
    assert!(window.query_by_label("Show what is hidden").is_none());
    let mut seen = Vec::new();
    for _ in 0..3 {
        window.key_press(Key::CloseBracket);
        window.run_steps(2);
        until(&mut window, "the replay", |state| {
            state.desk.as_ref().unwrap().replay.search.is_none() && graph_stands(state) && is_whole(state)
        });
        let graph = &window.state().state().desk.as_ref().unwrap().graph;
        let (row, overlay) = graph.overlay.as_ref().unwrap();
        assert_eq!(overlay.current.len(), 1);
        seen.push(*row);
    }
    seen.dedup();
    assert_eq!(seen.len(), 3);
    window.get_by_label_contains(" possible next (dotted)");
}

#[test]
fn by_label_a_row_of_the_sequence_is_the_focus() {
    let mut window = sample_incident();
    window.get_by_role_and_label(Role::Tab, "Sequence").click();
    window.run_steps(2);
    let rows = |state: &State| state.desk.as_ref().unwrap().sequence.stretch.is_some();
    until(&mut window, "rows", rows);
    window.get_by_label_contains("Sequence, ");
    window.get_by_role_and_label(Role::ColumnHeader, "agent:reporter");
    let row = |state: &State| {
        let line = &state.desk.as_ref().unwrap().sequence.stretch.as_ref().unwrap().lines[5];
        (line.step.row, format!("Record {}, {}, {}", line.step.index, line.step.assurance.word(), line.words))
    };
    let (wanted, said) = row(window.state().state());
    window.get_by_role_and_label(Role::Row, &said).click_accesskit();
    window.run_steps(2);
    until(&mut window, "the record", is_whole);
    let desk = window.state().state().desk.as_ref().unwrap();
    assert_eq!((desk.focus, desk.centre.page()), (Some(wanted), Centre::Sequence));
    window.get_by_label("Only the run of the record in focus").click();
    window.run_steps(2);
    until(&mut window, "the run", |state| rows(state) && !state.desk.as_ref().unwrap().sequence.busy);
    let desk = window.state().state().desk.as_ref().unwrap();
    let records = desk.sequence.rows() as usize;
    window.get_by_label_contains(&format!("{records} record"));
}

fn cost(window: &mut Window, what: &str, mut turn: impl FnMut(usize) -> Intent) {
    let mut costs: Vec<Duration> = Vec::new();
    for at in 0..200 {
        let ctx = window.ctx.clone();
        window.state_mut().take(&ctx, vec![turn(at)]);
        let begun = Instant::now();
        window.step();
        let shapes = window.output().shapes.clone();
        let _ = window.ctx.tessellate(shapes, 1.0);
        costs.push(begun.elapsed());
    }
    costs.sort();
    println!("{what}: median {:?}, worst of 200 {:?}", costs[100], costs[199]);
}

#[test]
#[ignore = "figures, not a check: cargo test --release picture_cost -- --ignored --nocapture"]
fn picture_cost() {
    let (_desk, mut window) = window_over(100, 290, 2_000);
    window.get_by_role_and_label(Role::Tab, "Graph").click();
    window.run_steps(2);
    until(&mut window, "the graph", graph_stands);
    let ctx = window.ctx.clone();
    let begun = Instant::now();
    window.state_mut().take(&ctx, vec![Intent::Graph(GraphIntent::Reveal)]);
    until(&mut window, "all of it", graph_stands);
    println!("100 nodes and 290 edges counted and drawn in {:?}", begun.elapsed());
    let view = Arc::clone(window.state().state().desk.as_ref().unwrap().graph.current().unwrap());
    assert_eq!((view.nodes.len(), view.edges.len()), (100, 290));
    let begun = Instant::now();
    let again = GraphView::clone(&view).drawn(None, &Watch::new()).unwrap();
    println!("of that, drawing: {:?}, {:?}", begun.elapsed(), again.picture.map(|picture| picture.placement.effort));
    let pan = |at: usize| Intent::Graph(GraphIntent::Pan(if at % 40 < 20 { 12.0 } else { -12.0 }, 3.0));
    cost(&mut window, "a frame of the desk with 100 nodes and 290 edges, while panning", pan);
    window.state_mut().take(&ctx, vec![Intent::Graph(GraphIntent::Fit)]);
    let nothing = |_| Intent::Hover(Source::Messages, None);
    cost(&mut window, "the same, all in sight, where nothing changes", nothing);
    cost(&mut window, "the same, another node selected", |at| {
        Intent::Graph(GraphIntent::Pick(Some(Pick::Node(at % 100))))
    });
    window.state_mut().take(&ctx, vec![Intent::Graph(GraphIntent::Pick(None)), Intent::Graph(GraphIntent::Fit)]);
    let zoom = |at: usize| Intent::Graph(GraphIntent::Zoom(if at % 40 < 20 { 1.03 } else { 1.0 / 1.03 }, None));
    cost(&mut window, "the same, while zooming", zoom);
    let (_desk, mut window) = window_over(30, 90, 100_000);
    window.get_by_role_and_label(Role::Tab, "Sequence").click();
    window.run_steps(2);
    until(&mut window, "rows", |state| state.desk.as_ref().unwrap().sequence.stretch.is_some());
    let scroll = |at: usize| Intent::Sequence(SequenceIntent::Scroll(if at % 40 < 20 { 90.0 } else { -90.0 }));
    cost(&mut window, "a frame of the desk with a sequence of 100 000 rows, while scrolling", scroll);
    window.state_mut().take(&ctx, vec![Intent::Sequence(SequenceIntent::ScrollTo(0.9))]);
    cost(&mut window, "the same, far down", scroll);
}

#[test]
fn the_sample_as_a_bundle_of_its_own_is_drawn_without_trust_too() {
    let mut window = window(None);
    open(&mut window, sample("least-privilege.sab"));
    window.get_by_role_and_label(Role::Tab, "Graph").click();
    window.run_steps(2);
    until(&mut window, "the graph", graph_stands);
    // Said once, not at each line.
    window.get_by_label("Every message and call is unchecked");
    assert!(window.query_by_label("verified").is_none());
}
