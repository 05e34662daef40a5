//! The timeline as a list, its legend, what of it has no room, and one bundle beside another.

use super::script::Script;
use super::window::{Window, is_whole, sample_incident, trustees, until};
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use recount::case::{Assurance, Row};
use recount::gui::intent::{Intent, Open};
use recount::gui::state::{Desk, State};
use recount::gui::timeline::{Size, Wish};
use recount::gui::{Desktop, install};
use recount::view::timeline::TimelineView;
use recount::work::Worker;
use std::sync::Arc;

fn view(desk: &Desk) -> Option<&TimelineView> {
    Some(&desk.timeline.drawn.as_ref()?.view)
}

/// The picture is of the filter that holds and of the cursor.
fn settled(state: &State) -> bool {
    let of = |desk: &Desk| {
        let view = view(desk)?;
        let filtered = view.hidden.by_filter == desk.opened.case.len() - desk.filter.unbrushed.count();
        Some(filtered && view.cursor.map(|cursor| cursor.row) == desk.focus && !desk.filter.busy)
    };
    state.opening.is_none() && state.desk.as_ref().and_then(of) == Some(true)
}

fn desk(window: &Window) -> &Desk {
    window.state().state().desk.as_ref().unwrap()
}

#[test]
fn nothing_of_another_bundle_is_told_beside_the_chosen_one() {
    let mut script = Script::over(Open::Sample);
    script.want(Intent::Timeline(Wish::Size(Size { width: 1000, lanes: 6, grants: 64 })));
    let of_part = |desk: &Desk, row: Row| {
        let part = desk.filter.part.unwrap();
        let rows = desk.opened.case.parts()[part].rows.len() as Row;
        (0..rows).any(|own| desk.opened.case.order().position(part, own) == row)
    };
    for (part, name) in [(0, "broad-access.sab"), (1, "least-privilege.sab"), (2, "tampered.sab")] {
        script.want(Intent::Bundle(Some(part)));
        script.until(name, settled);
        let (desk, view) = (script.desk(), view(script.desk()).unwrap());
        assert_eq!(desk.opened.names[part], name);
        assert!(view.notable.iter().all(|mark| of_part(desk, mark.row)), "{name}");
        assert!(view.promotions.iter().all(|of| of_part(desk, of.first.row())), "{name}");
        assert!(!view.promotions.is_empty(), "{name}");
        let failed = view.notable.iter().any(|mark| mark.marks.holds(Assurance::Failed));
        assert_eq!(failed, part == 2, "{name}");
    }
    // No filter hides what stands out.
    script.want(Intent::FilterTyped("kind:message".to_owned()));
    script.until("a filter", settled);
    assert!(view(script.desk()).unwrap().notable.iter().any(|mark| mark.marks.holds(Assurance::Failed)));
    script.want(Intent::FilterTyped(String::new()));
    script.until("no filter", settled);
    script.want(Intent::Bundle(None));
    script.until("all together", settled);
    let all = view(script.desk()).unwrap();
    let first = |row: Row| script.desk().opened.case.order().locate(row).0 == 0;
    assert!(all.promotions.iter().any(|promoted| first(promoted.first.row())));
}

/// By the keyboard down the list, until such a row is in sight.
fn tab_to(window: &mut Window, label: &str) {
    for _ in 0..100 {
        if window.query_all_by_label_contains(label).next().is_some() {
            return;
        }
        window.key_press(Key::Tab);
        window.run_steps(2);
    }
    panic!("no row {label}");
}

/// The row takes the keyboard, which brings all of it into sight, and is entered.
fn enter(window: &mut Window, label: &str) {
    window.get_all_by_label_contains(label).next().unwrap().focus();
    window.run_steps(3);
    window.key_press(Key::Enter);
    window.run_steps(3);
}

#[test]
fn the_list_says_and_does_what_the_picture_does() {
    let mut window = sample_incident();
    until(&mut window, "the picture", settled);
    window.get_by_label("View timeline as list").click();
    window.run_steps(3);
    until(&mut window, "every lane", |state| {
        settled(state) && view(state.desk.as_ref().unwrap()).unwrap().hidden.lanes_below == 0
    });
    window.get_by_label_contains("Timeline as a list, ");
    assert!(window.query_by_role(Role::Canvas).is_none(), "the picture has made room");
    // A lane is chosen, and its records stand below it.
    window.get_all_by_label_contains("Mark: ").next().unwrap().focus();
    tab_to(&mut window, "Lane: agent:reporter, 8 records");
    enter(&mut window, "Lane: agent:reporter, 8 records");
    let lane = desk(&window).timeline.lane;
    assert_eq!(
        lane.map(|lane| view(desk(&window)).unwrap().lanes[lane as usize].label.clone()).unwrap(),
        "agent:reporter"
    );
    tab_to(&mut window, "Records: ");
    let records = window.get_all_by_label_contains("Records: ").next().unwrap();
    let said = records.accesskit_node().label().unwrap();
    let seq: u64 = said.rsplit(' ').next().unwrap().parse().unwrap();
    enter(&mut window, &said);
    until(&mut window, "the record", |state| is_whole(state) && settled(state));
    let case = &desk(&window).opened.case;
    assert_eq!(case.index(desk(&window).focus.unwrap()), seq);
    assert_eq!(case.text(case.context(desk(&window).focus.unwrap()).agent), "agent:reporter");
    // Back to the picture, where the lane is still chosen.
    window.get_by_label("View timeline as picture").click();
    window.run_steps(3);
    window.get_by_role(Role::Canvas);
    assert_eq!(desk(&window).timeline.lane, lane);
}

#[test]
fn the_legend_names_every_shape() {
    let mut window = sample_incident();
    window.get_by_label("Legend of the timeline").click();
    window.run_steps(3);
    for word in ["records, verified", "failed record", "denied or blocked", "policy promoted", "grant in force"] {
        window.get_by_label_contains(&format!("Timeline legend: {word}"));
    }
}

#[test]
fn grants_without_a_row_are_counted() {
    // As low as the pane is in a small window, no grant has a row.
    let desktop = Desktop::new(Worker::start(trustees(None), Arc::new(|| {})));
    let built = Harness::builder().with_size([900.0, 600.0]).with_context_setup(install);
    let mut window: Window = built.build_ui_state(|ui, desktop: &mut Desktop| desktop.frame(ui), desktop);
    let ctx = window.ctx.clone();
    window.state_mut().take(&ctx, vec![Intent::Open(Open::Sample)]);
    until(&mut window, "the sample incident", settled);
    let of = view(desk(&window)).unwrap();
    let all = of.grants.len() + of.hidden.grants;
    assert!(all >= 8, "{all}");
    window.get_by_label_contains(&format!("{all} grants not drawn"));
}
