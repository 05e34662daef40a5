//! Graph and sequence beside the other panes: what the pointer is on, what limits them, what needs a look, pictures as files.

use super::script::Script;
use super::window::{Window, open, sample_incident, until, window, window_of};
use super::window_graph::graph_stands;
use egui::accesskit::Role;
use egui::{Event, Pos2};
use egui_kittest::kittest::{NodeT, Queryable};
use recount::case::{Row, Selection};
use recount::gui::columns;
use recount::gui::graph::state::{GraphIntent, Wants};
use recount::gui::hover::{Hover, Source};
use recount::gui::intent::{Centre, Intent, Open};
use recount::gui::sequence::state::SequenceIntent;
use recount::gui::state::{Desk, State};
use recount::gui::timeline::Wish;
use recount::view::sequence::What;
use std::collections::BTreeSet;
use std::time::Duration;

fn sample() -> Script {
    let mut script = Script::over(Open::Sample);
    script.until("the sample incident", |state| {
        state.opening.is_none() && state.desk.as_ref().is_some_and(|desk| desk.step.is_some() && !desk.filter.busy)
    });
    script
}

fn of(window: &Window) -> &Desk {
    window.state().state().desk.as_ref().unwrap()
}

fn take(window: &mut Window, intents: Vec<Intent>) {
    let ctx = window.ctx.clone();
    window.state_mut().take(&ctx, intents);
    window.run_steps(2);
}

#[test]
fn what_the_pointer_is_on_means_the_same_records_everywhere() {
    let mut script = sample();
    script.want(Intent::Centre(Centre::Graph));
    script.until("the graph", graph_stands);
    let desk = script.desk();
    let (case, view) = (&desk.opened.case, desk.graph.listed.as_ref().unwrap());
    let ends = |id: &str| BTreeSet::from([id.to_owned()]);
    for (at, edge) in view.edges.iter().enumerate() {
        let pair = Hover::Pair(view.members(edge.from as usize), view.members(edge.to as usize));
        let rows = view.edge_rows(case, at);
        let has = |row: Row| view.request.selection.contains(row) && pair.has(case, row);
        assert_eq!(rows, Selection::of(case.len(), has), "{:?}", view.line(at));
    }
    let agent = Hover::Ends(ends("agent:reporter"));
    let said = |row: Row| case.text(case.context(row).agent) == "agent:reporter";
    let all: Vec<Row> = (0..case.len() as Row).collect();
    assert!(all.iter().filter(|row| said(**row)).all(|row| agent.has(case, *row)));
    assert!(all.iter().any(|row| agent.has(case, *row) && !said(*row)), "what reaches it counts, too");
    assert!(all.iter().any(|row| !agent.has(case, *row)));
    // One pane does not take away what another one tells.
    script.want(Intent::Hover(Source::Graph, Some(agent.clone())));
    script.want(Intent::Hover(Source::Messages, None));
    assert_eq!(script.desk().hover, Some((Source::Graph, agent)));
    script.want(Intent::Hover(Source::Graph, None));
    assert_eq!(script.desk().hover, None);
}

#[test]
fn a_row_under_the_pointer_lights_its_edge_and_a_resting_pointer_costs_nothing() {
    let mut window = sample_incident();
    let beside = [columns::Wish::Add, columns::Wish::Show(1, Centre::Graph)];
    take(&mut window, beside.map(Intent::Columns).into());
    until(&mut window, "the graph", |state| {
        graph_stands(state) && state.desk.as_ref().unwrap().graph.current().is_some()
    });
    let of_table = |label: Option<String>| label.is_some_and(|label| label.starts_with("Record "));
    let row = window.get_all_by_role(Role::Row).filter(|node| of_table(node.accesskit_node().label())).nth(3).unwrap();
    let at = row.rect().center();
    window.event(Event::PointerMoved(at));
    window.run_steps(3);
    let Some((Source::Messages, Hover::Row(row))) = of(&window).hover.clone() else {
        panic!("{:?}", of(&window).hover)
    };
    assert!(of(&window).filter.selection.contains(row));
    window.run();
    window.step();
    let delay = window.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
    assert!(delay > Duration::from_secs(3600), "asks to be painted again in {delay:?}");
    // On a box of the graph.
    take(&mut window, vec![Intent::Graph(GraphIntent::Fit)]);
    let at = window.get_by_label_contains("Node agent:reporter, ").rect().center();
    window.event(Event::PointerMoved(at));
    window.run_steps(3);
    let told = of(&window).hover.clone();
    assert!(matches!(&told, Some((Source::Graph, Hover::Ends(ends))) if ends.contains("agent:reporter")), "{told:?}");
    window.event(Event::PointerMoved(Pos2::new(2.0, 2.0)));
    window.run_steps(3);
    assert_eq!(of(&window).hover, None);
}

#[test]
fn each_condition_stands_above_the_graph_and_can_be_dropped() {
    let mut window = sample_incident();
    take(&mut window, vec![Intent::FilterTyped("kind:message or kind:tool.call".to_owned())]);
    until(&mut window, "the filter", |state| !state.desk.as_ref().unwrap().filter.holds.is_empty());
    take(&mut window, vec![Intent::Bundle(Some(0)), Intent::Centre(Centre::Graph)]);
    until(&mut window, "the graph", |state| {
        graph_stands(state) && state.desk.as_ref().unwrap().graph.current().is_some()
    });
    take(&mut window, vec![Intent::Graph(GraphIntent::Wants(Wants { as_it_ran: true, ..Wants::default() }))]);
    until(&mut window, "the run", graph_stands);
    let bundle = of(&window).opened.names[0].clone();
    let (case, rows) = (&of(&window).opened.case, &of(&window).filter.selection);
    let times: Vec<i64> = rows.iter().map(|row| case.time(row)).collect();
    take(&mut window, vec![Intent::Timeline(Wish::Brush(Some((times[0], times[times.len() / 2]))))]);
    until(&mut window, "the brush", |state| {
        let filter = &state.desk.as_ref().unwrap().filter;
        !filter.busy && filter.brush.is_some() && filter.selection.count() < times.len() && graph_stands(state)
    });
    window.get_by_label_contains("Show more than time ").click();
    window.run_steps(3);
    until(&mut window, "all times", |state| graph_stands(state) && state.desk.as_ref().unwrap().filter.brush.is_none());
    window.get_by_label_contains("Show more than run ").click();
    window.run_steps(3);
    assert!(!of(&window).graph.wants.as_it_ran);
    window.get_by_label(&format!("Show more than bundle {bundle}")).click();
    window.run_steps(3);
    until(&mut window, "all bundles", |state| state.desk.as_ref().unwrap().filter.part.is_none());
    until(&mut window, "the graph", graph_stands);
    window.get_by_label("Show more than filter kind:message or kind:tool.call").click();
    window.run_steps(3);
    until(&mut window, "no filter", |state| state.desk.as_ref().unwrap().filter.holds.is_empty());
    assert!(window.query_by_label_contains("Show more than").is_none());
    // The sequence says the same of itself.
    take(&mut window, vec![Intent::Centre(Centre::Sequence), Intent::Sequence(SequenceIntent::OnlyRun(true))]);
    window.get_by_label_contains("Show more than run ").click();
    window.run_steps(3);
    assert!(!of(&window).sequence.only_run);
}

#[test]
fn legends_say_what_shapes_mean() {
    let mut window = sample_incident();
    take(&mut window, vec![Intent::Bundle(None), Intent::Centre(Centre::Graph)]);
    until(&mut window, "the graph", |state| graph_stands(state) && state.desk.as_ref().unwrap().filter.part.is_none());
    window.get_by_label("What the shapes mean").click();
    window.run_steps(3);
    for word in ["agent", "passes control", "all denied", "possible next", "export of what is labelled secret or pii"] {
        window.get_by_label(word);
    }
    take(&mut window, vec![Intent::Centre(Centre::Sequence)]);
    window.get_by_label("What the signs mean").click();
    window.run_steps(3);
    for word in ["handoff", "denied by a decision", "grant", "lifelines are left out here"] {
        window.get_by_label(word);
    }
}

#[test]
fn the_leak_has_its_word_in_graph_and_list() {
    let mut window = sample_incident();
    take(
        &mut window,
        vec![Intent::Bundle(None), Intent::FilterTyped("run:r-6".to_owned()), Intent::Centre(Centre::Graph)],
    );
    until(&mut window, "the run", |state| {
        graph_stands(state) && state.desk.as_ref().unwrap().graph.current().is_some_and(|view| view.edges.len() < 12)
    });
    take(&mut window, vec![Intent::Graph(GraphIntent::Fit)]);
    window.get_by_label_contains("Edge agent:reporter to tool:http.post, 1, 1 export of secret, ");
    window.get_by_label_contains("Node tool:http.post, tool, 1 messages and calls, 1 export of secret");
    window.get_by_label("View as list").click();
    window.run_steps(3);
    let row = window.get_by_label_contains("Edge agent:reporter to tool:http.post, 1, 1 export of secret, ");
    assert_eq!(row.accesskit_node().role(), Role::Row);
}

/// The lifelines of the record in focus, once its row was read.
fn lifelines(state: &State) -> Option<(Vec<usize>, Vec<usize>)> {
    let desk = state.desk.as_ref()?;
    let lines = &desk.sequence.stretch.as_ref().filter(|_| !desk.sequence.busy)?.lines;
    let step = &lines.iter().find(|line| Some(line.step.row) == desk.focus)?.step;
    Some((step.lanes(), desk.sequence.lanes(desk.sequence.lanes).shown))
}

#[test]
fn both_ends_of_the_focused_arrow_are_in_sight_and_the_rest_is_named() {
    let mut script = sample();
    script.want(Intent::Bundle(None));
    script.want(Intent::FilterTyped("run:r-6".to_owned()));
    script.want(Intent::Centre(Centre::Sequence));
    script.want(Intent::Sequence(SequenceIntent::Pane(480.0, 4)));
    script.until("the run", |state| {
        let desk = state.desk.as_ref().unwrap();
        !desk.filter.busy && !desk.sequence.busy && desk.sequence.chart.as_ref().is_some_and(|chart| chart.len() == 24)
    });
    let rows: Vec<Row> = script.desk().filter.selection.iter().collect();
    let mut far = 0;
    for row in rows {
        script.want(Intent::Focus(row));
        script.until("its row", |state| lifelines(state).is_some());
        let (needed, shown) = lifelines(&script.state).unwrap();
        assert!(needed.iter().all(|lane| shown.contains(lane)), "row {row}: {needed:?} of {shown:?}");
        assert_eq!(shown.len(), 4);
        far += usize::from(shown.windows(2).any(|pair| pair[0] + 1 < pair[1]));
    }
    assert!(far > 0, "the upload goes to a lifeline far away");
    // One that is put away comes back for the record that needs it.
    let sequence = &script.desk().sequence;
    let upload = sequence.stretch.as_ref().unwrap().lines.iter().find(|line| line.words.contains("http.post")).unwrap();
    let (row, What::Call { tool: Some(tool), .. }) = (upload.step.row, &upload.step.what) else { panic!("a call") };
    let (tool, id) = (*tool, sequence.chart.as_ref().unwrap().participants[*tool].id.clone());
    script.want(Intent::Sequence(SequenceIntent::Away(id.clone(), true)));
    script.want(Intent::Focus(row));
    script.until("its row", |state| lifelines(state).is_some());
    assert!(lifelines(&script.state).unwrap().1.contains(&tool));
    script.want(Intent::Sequence(SequenceIntent::NoneAway));
    assert!(script.desk().sequence.away.is_empty());
}

#[test]
fn by_label_lifelines_are_chosen_and_the_missing_ones_are_named() {
    let mut window = sample_incident();
    take(
        &mut window,
        vec![Intent::Bundle(None), Intent::FilterTyped("run:r-6".to_owned()), Intent::Centre(Centre::Sequence)],
    );
    until(&mut window, "the run", |state| {
        let sequence = &state.desk.as_ref().unwrap().sequence;
        !sequence.busy && sequence.stretch.is_some() && sequence.chart.as_ref().unwrap().len() == 24
    });
    window.get_by_label_contains("no room for ");
    window.get_by_label("Choose lifelines").click();
    window.run_steps(3);
    window.get_by_role_and_label(Role::CheckBox, "agent:finance").click();
    window.run_steps(3);
    assert!(of(&window).sequence.away.contains("agent:finance"));
    window.get_by_label_contains("put away finance");
    assert!(window.query_by_role_and_label(Role::ColumnHeader, "agent:finance").is_none());
}

#[test]
fn the_name_of_the_file_says_whether_it_is_png_or_svg() {
    let dir = tempfile::tempdir().unwrap();
    let mut script = sample();
    script.want(Intent::FilterTyped("run:r-6".to_owned()));
    for (page, name, begins) in [
        (Centre::Graph, "graph.png", Some("\u{89}PNG")),
        (Centre::Sequence, "sequence.PNG", Some("\u{89}PNG")),
        (Centre::Graph, "graph.svg", Some("<svg")),
        (Centre::Graph, "graph.gif", None),
    ] {
        script.want(Intent::Centre(page));
        script.until("the page", |state| {
            let desk = state.desk.as_ref().unwrap();
            let drawn = desk.sequence.chart.is_some() && !desk.sequence.busy;
            if page == Centre::Graph { graph_stands(state) } else { drawn && !desk.filter.busy }
        });
        let path = dir.path().join(name);
        script.state.notices.clear();
        script.want(Intent::SaveTyped(Some(path.display().to_string())));
        script.want(Intent::SaveEntered);
        script.until("a notice", |state| !state.notices.is_empty());
        let written = std::fs::read(&path).ok();
        match begins {
            Some(begins) => {
                let begins: Vec<u8> = begins.chars().map(|c| c as u8).collect();
                assert!(written.unwrap().starts_with(&begins), "{name}");
            }
            None => {
                let told = &script.state.notices[0];
                assert!(written.is_none() && told.what.contains("neither .svg nor .png"), "{told:?}");
            }
        }
    }
}

/// Work that is handed on from one agent to the next, so many times.
fn chain(agents: usize) -> String {
    let line = |at: usize| {
        format!(
            "{{\"actor\":\"agent:a{at:03}\",\"time\":\"2026-01-05T09:{:02}:{:02}Z\",\"type\":\"message\",\"body\":{{\"to\":\"agent:a{:03}\",\"handoff\":true}}}}\n",
            at / 60,
            at % 60,
            at + 1
        )
    };
    (1..agents).map(line).collect()
}

#[test]
fn what_is_out_of_sight_is_not_painted() {
    let shapes = |agents| {
        let (_desk, mut window) = window_of(&chain(agents));
        // The page of findings has as many in either; what the other panes paint does not count here.
        take(&mut window, vec![Intent::Centre(Centre::Why)]);
        until(&mut window, "checks and timeline", |state| {
            let desk = state.desk.as_ref().unwrap();
            desk.checks.is_some() && desk.timeline.drawn.is_some()
        });
        let others = window.output().shapes.len();
        take(&mut window, vec![Intent::Centre(Centre::Graph)]);
        until(&mut window, "the graph", graph_stands);
        take(&mut window, vec![Intent::Graph(GraphIntent::Reveal)]);
        until(&mut window, "all of it", graph_stands);
        assert_eq!(of(&window).graph.current().unwrap().nodes.len(), agents);
        take(&mut window, vec![Intent::Graph(GraphIntent::Fit)]);
        let whole = window.output().shapes.len();
        take(&mut window, vec![Intent::Graph(GraphIntent::Zoom(100.0, None))]);
        (whole as i64 - others as i64, window.output().shapes.len() as i64 - others as i64)
    };
    let (few, few_near) = shapes(40);
    let (many, many_near) = shapes(200);
    assert!(many > few + 300, "{many} shapes of 200 agents, {few} of 40");
    assert!(many_near < few_near + 20, "{many_near} of {many} shapes, {few_near} of {few}");
}

#[test]
fn a_graph_of_another_case_is_not_shown_with_what_was_kept() {
    let mut window = window(None);
    for (bundle, agent) in [("broad-access.sab", "agent:intake"), ("least-privilege.sab", "agent:analyst")] {
        open(&mut window, super::desk::sample(bundle));
        take(&mut window, vec![Intent::Centre(Centre::Graph)]);
        until(&mut window, "the graph", |state| {
            graph_stands(state) && state.desk.as_ref().unwrap().graph.current().is_some()
        });
        take(&mut window, vec![Intent::Graph(GraphIntent::Fit)]);
        window.get_by_label_contains(&format!("Node {agent}, "));
    }
}
