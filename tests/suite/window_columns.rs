//! Pages of the centre side by side: they show one focus, and the layout is kept.

use super::window::{Window, is_whole, sample_incident, until};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use recount::gui::intent::{Centre, Intent};
use recount::gui::state::{Desk, State};

fn desk(window: &Window) -> &Desk {
    window.state().state().desk.as_ref().unwrap()
}

fn click(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    window.run_steps(3);
}

fn all_stand(state: &State) -> bool {
    let desk = state.desk.as_ref().unwrap();
    let graph = desk.graph.overlay.as_ref().map(|(row, _)| *row);
    let chart = desk.sequence.chart.is_some() && !desk.sequence.busy;
    is_whole(state) && graph == desk.focus && chart
}

#[test]
fn graph_and_sequence_stand_beside_the_table_and_move_with_it() {
    let mut window = sample_incident();
    click(&mut window, "Show another page beside");
    assert_eq!(desk(&window).centre.words(), ["Messages", "Graph"]);
    window.get_all_by_label("Show another page beside").next_back().unwrap().click();
    window.run_steps(3);
    assert_eq!(desk(&window).centre.words(), ["Messages", "Graph", "Sequence"]);
    assert!(window.query_by_label("Show another page beside").is_none(), "there is room for three");
    until(&mut window, "all three", all_stand);
    let before = desk(&window).focus;
    window.key_press(Key::ArrowRight);
    window.run_steps(3);
    assert_ne!(desk(&window).focus, before);
    until(&mut window, "all three at the next record", all_stand);
    let borders: Vec<_> =
        window.get_all_by_label("Border between columns").map(|border| border.rect().center().x).collect();
    let graph = window.get_by_label_contains("Graph, ").rect();
    let [left, right] = borders[..] else { panic!("{borders:?}") };
    assert!(left < graph.left() && graph.right() < right, "the graph lies between {borders:?}: {graph:?}");
    window.get_all_by_label("Close this column").next().unwrap().click();
    window.run_steps(3);
    assert_eq!(desk(&window).centre.words(), ["Graph", "Sequence"]);
    assert_eq!(window.state().state().settings.columns, ["Graph", "Sequence"]);
}

#[test]
fn a_border_is_moved_with_the_keyboard() {
    let mut window = sample_incident();
    click(&mut window, "Show another page beside");
    let share = |window: &Window| desk(window).centre.all()[0].share;
    let before = share(&window);
    window.get_by_label("Border between columns").focus();
    window.run_steps(2);
    window.key_press(Key::ArrowRight);
    window.run_steps(2);
    assert!(share(&window) > before);
}

#[test]
fn a_new_case_opens_beside_each_other_as_it_was_left() {
    let mut window = sample_incident();
    click(&mut window, "Show another page beside");
    let ctx = window.ctx.clone();
    window.state_mut().take(&ctx, vec![Intent::Centre(Centre::Sequence), Intent::Close]);
    window.run_steps(3);
    window.get_by_label_contains("Try the sample incident").click();
    until(&mut window, "the sample incident", is_whole);
    assert_eq!(desk(&window).centre.words(), ["Messages", "Sequence"]);
}

#[test]
fn panes_are_put_away_and_a_note_brings_the_notebook_back() {
    let mut window = sample_incident();
    assert!(window.query_by_label("Notebook").is_some());
    for key in [Key::Num1, Key::Num2, Key::Num3] {
        window.key_press_modifiers(Modifiers::COMMAND, key);
        window.run_steps(2);
    }
    assert!(window.query_by_label("Notebook").is_none());
    assert!(window.query_by_label("Proof").is_none(), "the inspector is away");
    window.key_press_modifiers(Modifiers::COMMAND, Key::Num2);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    window.run_steps(3);
    assert!(window.query_by_label("Notebook").is_some());
    assert!(window.query_by_label("Proof").is_some());
}
