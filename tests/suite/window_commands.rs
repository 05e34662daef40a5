//! Palette, key list, file of keys, panes, the menu of a record, undo, help: by label, and by keyboard alone.

use super::window::{Window, focus_seq, is_whole, sample_incident, trustees, until, window};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use recount::gui::Desktop;
use recount::gui::commands::{Command, Group, TABLE};
use recount::gui::intent::{Centre, Intent};
use recount::gui::over::Kind;
use recount::gui::state::{Desk, State};
use recount::work::{Pane, Settings, Worker};
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

const CTRL: Modifiers = Modifiers::COMMAND;
const NONE: Modifiers = Modifiers::NONE;

fn desk(window: &Window) -> &Desk {
    window.state().state().desk.as_ref().unwrap()
}

fn over(window: &Window) -> Option<Kind> {
    window.state().state().over.as_ref().map(|over| over.kind)
}

fn press(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    window.run_steps(3);
}

fn write(window: &mut Window, text: &str) {
    window.event(Event::Text(text.to_owned()));
    window.run_steps(3);
}

fn take(window: &mut Window, intent: Intent) {
    let ctx = window.ctx.clone();
    window.state_mut().take(&ctx, vec![intent]);
    window.run_steps(3);
}

/// Through the palette.
fn call(window: &mut Window, text: &str) {
    press(window, CTRL, Key::K);
    assert_eq!(over(window), Some(Kind::Palette));
    write(window, text);
    press(window, NONE, Key::Enter);
    assert_eq!(over(window), None, "{text} did nothing");
}

fn filtered(window: &mut Window, text: &str) {
    until(window, "the filter", |state| {
        let filter = &state.desk.as_ref().unwrap().filter;
        !filter.busy && filter.holds.text() == text
    });
}

fn labels(window: &Window) -> BTreeSet<String> {
    let all = window.root().children_recursive();
    all.filter_map(|node| node.accesskit_node().label()).collect()
}

#[test]
fn every_entry_of_a_menu_is_a_command_and_every_command_of_a_menu_is_there() {
    let mut window = sample_incident();
    // What comes meanwhile is no entry of a menu.
    until(&mut window, "the timeline", |state| state.desk.as_ref().unwrap().timeline.drawn.is_some());
    for group in Group::MENUS {
        let before = labels(&window);
        window.get_by_role_and_label(Role::Button, group.word()).click();
        window.run_steps(3);
        let shown: Vec<String> = labels(&window).difference(&before).cloned().collect();
        for label in &shown {
            let is_one = TABLE.iter().any(|command| label.starts_with(command.words));
            assert!(is_one, "{label} in {} is no command", group.word());
        }
        for command in group.commands() {
            window.get_all_by_label_contains(command.words).next().unwrap();
        }
        press(&mut window, NONE, Key::Escape);
    }
}

#[test]
fn the_palette_does_commands_goes_to_records_and_filters_to_names() {
    let mut window = sample_incident();
    call(&mut window, "next failed");
    until(&mut window, "the failed record", |state| focus_seq(state) == Some(255));
    call(&mut window, "#3");
    until(&mut window, "record 3", |state| focus_seq(state) == Some(3));
    // A jump leads back.
    press(&mut window, Modifiers::ALT, Key::ArrowLeft);
    until(&mut window, "where it was before", |state| focus_seq(state) == Some(255));
    press(&mut window, CTRL.plus(Modifiers::SHIFT), Key::P);
    write(&mut window, "reporter");
    window.get_by_label_contains("Filter to agent:reporter, ");
    window.get_by_label("Filter to records with \"reporter\"");
    press(&mut window, NONE, Key::Enter);
    filtered(&mut window, "from:agent:reporter");
    // What the filter has is not added again.
    press(&mut window, CTRL, Key::K);
    write(&mut window, "agent:reporter");
    window.get_by_label("Filter to agent:reporter, the filter has it already");
    press(&mut window, NONE, Key::Escape);
    assert_eq!(over(&window), None);
    call(&mut window, "graph");
    assert_eq!(desk(&window).centre.page(), Centre::Graph);
}

#[test]
fn what_cannot_be_done_says_why_and_is_not_done() {
    let mut window = window(None);
    window.run_steps(2);
    press(&mut window, CTRL, Key::K);
    write(&mut window, "mark the rec");
    window.get_by_label("Mark the record, M, nothing is open");
    press(&mut window, NONE, Key::Enter);
    assert_eq!(over(&window), Some(Kind::Palette));
    press(&mut window, NONE, Key::Escape);
    let mut window = sample_incident();
    press(&mut window, CTRL, Key::K);
    write(&mut window, "#999999");
    window.get_by_label_contains("Go to record 999999, Record 999999 is not disclosed here");
    press(&mut window, NONE, Key::Enter);
    assert_eq!(over(&window), Some(Kind::Palette));
}

#[test]
fn hostile_text_is_written_out_in_the_palette() {
    let mut window = sample_incident();
    press(&mut window, CTRL, Key::K);
    take(&mut window, Intent::Over(recount::gui::over::Wish::Typed("a\u{202e}b".to_owned())));
    window.get_by_label("Filter to records with \"a⟨U+202E⟩b\"");
}

#[test]
fn arrows_choose_and_the_list_turns_round_at_its_ends() {
    let mut window = sample_incident();
    press(&mut window, CTRL, Key::K);
    let chosen = |window: &Window| {
        let all = window.get_all_by_role(Role::ListBoxOption);
        all.filter(|node| node.accesskit_node().is_selected() == Some(true))
            .filter_map(|node| node.accesskit_node().label())
            .find(|label| label.ends_with(", File"))
    };
    assert_eq!(chosen(&window).as_deref(), Some("Open bundles…, Ctrl+O, File"));
    press(&mut window, NONE, Key::ArrowDown);
    assert_eq!(chosen(&window).as_deref(), Some("Open a case…, Ctrl+Shift+O, File"));
    press(&mut window, NONE, Key::ArrowUp);
    press(&mut window, NONE, Key::ArrowUp);
    assert_eq!(window.state().state().over.as_ref().unwrap().chosen, TABLE.len() - 1);
    press(&mut window, NONE, Key::ArrowDown);
    assert_eq!(window.state().state().over.as_ref().unwrap().chosen, 0);
}

#[test]
fn the_key_list_names_every_command_its_keys_and_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("keys.toml");
    std::fs::write(&path, "help.keys = \"F2\"\nreplay.nxt = \"L\"\nreplay.next = [\"L\", \"Right\"]\n").unwrap();
    let mut window = window(None);
    let ctx = window.ctx.clone();
    let worker = Worker::start(trustees(None), Arc::new(|| {}));
    let config = Some(dir.path().to_owned());
    *window.state_mut() = Desktop::as_left(worker, &ctx, Settings::default(), config);
    window.run_steps(3);
    let told: Vec<&str> = window.state().state().notices.iter().map(|told| told.what.as_str()).collect();
    assert!(
        matches!(told[..], [one] if one.starts_with("Line 2 of ") && one.ends_with("no command is called replay.nxt"))
    );
    window.get_by_label("Dismiss").click();
    press(&mut window, NONE, Key::Questionmark);
    assert_eq!(over(&window), None);
    press(&mut window, NONE, Key::F2);
    assert_eq!(over(&window), Some(Kind::Keys));
    write(&mut window, "next step");
    window.get_by_label_contains("Next step, L   →");
    window.get_by_label_contains("keys.toml");
    press(&mut window, NONE, Key::Escape);
    // The welcome page has no steps; the sample has.
    window.get_by_label_contains("Try the sample incident").click();
    until(&mut window, "the sample incident", is_whole);
    let before = desk(&window).focus;
    press(&mut window, NONE, Key::L);
    assert_ne!(desk(&window).focus, before);
}

#[test]
fn f6_walks_the_panes_and_steps_go_on_from_any_of_them() {
    let mut window = sample_incident();
    let focused = |window: &Window| window.ctx.memory(|memory| memory.focused());
    let mut seen = Vec::new();
    for _ in 0..8 {
        press(&mut window, NONE, Key::F6);
        seen.push(focused(&window).unwrap());
    }
    assert_eq!(seen.iter().collect::<HashSet<_>>().len(), 8, "{seen:?}");
    press(&mut window, NONE, Key::F6);
    assert_eq!(focused(&window), Some(seen[0]));
    assert!(window.get_by_role_and_label(Role::Pane, "Banner").is_focused());
    press(&mut window, Modifiers::SHIFT, Key::F6);
    assert_eq!(focused(&window), Some(seen[7]));
    assert!(window.get_by_role_and_label(Role::Pane, "Replay").is_focused());
    // A pane as such needs no key: arrows and letters do what they do.
    let before = desk(&window).focus;
    press(&mut window, NONE, Key::ArrowRight);
    assert_ne!(desk(&window).focus, before);
    assert_eq!(focused(&window), Some(seen[7]));
    // What lies over the window gives the keyboard back.
    press(&mut window, CTRL, Key::K);
    assert_ne!(focused(&window), Some(seen[7]));
    press(&mut window, NONE, Key::Escape);
    assert_eq!(focused(&window), Some(seen[7]));
    // Letters count also while a button has the keyboard; Enter is the button's.
    press(&mut window, NONE, Key::Tab);
    assert_ne!(focused(&window), Some(seen[7]));
    press(&mut window, NONE, Key::E);
    until(&mut window, "a failure", |state| focus_seq(state) == Some(255));
    // A pane that is put away is passed by.
    press(&mut window, CTRL, Key::Num1);
    for _ in 0..7 {
        press(&mut window, NONE, Key::F6);
        assert!(window.query_by_role_and_label(Role::Pane, "Contents").is_none());
    }
}

#[test]
fn a_right_click_goes_to_a_record_and_opens_its_menu() {
    let mut window = sample_incident();
    let row = |window: &Window| {
        let rows = window.get_all_by_role(Role::Row);
        let mut said = rows.filter_map(|node| node.accesskit_node().label()).filter(|said| said.starts_with("Record "));
        said.nth(3).unwrap()
    };
    let said = row(&window);
    window.get_by_label(&said).click_secondary();
    window.run_steps(4);
    assert_eq!(over(&window), Some(Kind::Record));
    assert!(said.starts_with(&format!("Record {},", focus_seq(window.state().state()).unwrap())));
    window.get_by_label("Copy the citation, Ctrl+Shift+C, Case");
    window.get_by_label_contains("Exclude kind ");
    let filter = labels(&window).into_iter().find(|label| label.starts_with("Filter to sender ")).unwrap();
    window.get_by_label(&filter).click();
    window.run_steps(3);
    assert_eq!(over(&window), None);
    until(&mut window, "the filter", |state| !state.desk.as_ref().unwrap().filter.busy);
    assert!(desk(&window).filter.holds.text().starts_with("from:"));
    // By keyboard, where a graph and a sequence are a line away.
    press(&mut window, Modifiers::SHIFT, Key::F10);
    assert_eq!(over(&window), Some(Kind::Record));
    window.get_by_label_contains("Show in the sequence").click();
    window.run_steps(3);
    assert_eq!(desk(&window).centre.page(), Centre::Sequence);
}

#[test]
fn filter_and_layout_are_taken_back_and_done_again_in_their_order() {
    let mut window = sample_incident();
    let all = desk(&window).rows();
    take(&mut window, Intent::FilterAdd("from:agent:reporter".to_owned()));
    filtered(&mut window, "from:agent:reporter");
    press(&mut window, CTRL, Key::Num2);
    let hidden = |window: &Window| window.state().state().settings.hidden.contains(&Pane::Inspector);
    assert!(hidden(&window));
    for text in ["k", "kind", "kind:handoff"] {
        take(&mut window, Intent::FilterTyped(text.to_owned()));
    }
    filtered(&mut window, "kind:handoff");
    let ways = [(CTRL, Key::Z), (CTRL.plus(Modifiers::SHIFT), Key::Z)];
    for _ in 0..2 {
        press(&mut window, ways[0].0, ways[0].1);
        filtered(&mut window, "from:agent:reporter");
        assert!(hidden(&window));
        press(&mut window, ways[0].0, ways[0].1);
        assert!(!hidden(&window));
        press(&mut window, ways[0].0, ways[0].1);
        filtered(&mut window, "");
        assert_eq!(desk(&window).rows(), all);
        assert!((Command::of_id("case.undo").unwrap().when)(window.state().state()).is_err());
        for _ in 0..3 {
            press(&mut window, ways[1].0, ways[1].1);
        }
        filtered(&mut window, "kind:handoff");
        assert!(hidden(&window));
    }
    // What is done anew ends what could be done again.
    press(&mut window, ways[0].0, ways[0].1);
    filtered(&mut window, "from:agent:reporter");
    take(&mut window, Intent::FilterTyped(String::new()));
    assert!((Command::of_id("case.redo").unwrap().when)(window.state().state()).is_err());
}

#[test]
fn the_layout_is_reset() {
    let mut window = sample_incident();
    for key in [Key::Num1, Key::Num2, Key::Num4] {
        press(&mut window, CTRL, key);
    }
    call(&mut window, "another page");
    assert_eq!(desk(&window).centre.all().len(), 2);
    call(&mut window, "reset layout");
    let state = window.state().state();
    assert!(state.settings.hidden.is_empty() && !desk(&window).timeline.hidden);
    assert_eq!(desk(&window).centre.all().len(), 1);
    window.get_by_role_and_label(Role::Pane, "Contents");
}

#[test]
fn help_and_about_say_what_marks_mean_and_what_the_program_is_made_of() {
    let mut window = window(None);
    window.run_steps(2);
    press(&mut window, NONE, Key::F1);
    for start in ["Verified: Every check passed", "Contradicted: ", "Undecidable: ", "withheld: ", "missing: "] {
        window.get_by_label_contains(start);
    }
    window.get_by_label("That the content is true.");
    window.get_by_label("Close").click();
    window.run_steps(3);
    assert_eq!(over(&window), None);
    press(&mut window, CTRL, Key::K);
    write(&mut window, "about");
    press(&mut window, NONE, Key::Enter);
    assert_eq!(over(&window), Some(Kind::About));
    window.get_all_by_label_contains("Works offline").next().unwrap();
    window.get_by_label_contains(&format!("Version: {}", env!("CARGO_PKG_VERSION")));
    window.get_by_label("Drawn by: not a real window");
    window.get_by_label_contains("egui 0.37");
    press(&mut window, NONE, Key::Escape);
    assert_eq!(over(&window), None);
}

/// The reviewer has no mouse: from the welcome page through failure, steps, filter, note, palette, graph, and back.
#[test]
fn the_whole_incident_is_walked_with_the_keyboard_alone() {
    let mut window = window(None);
    window.run_steps(2);
    for _ in 0..40 {
        if window.get_by_label_contains("Try the sample incident").is_focused() {
            break;
        }
        press(&mut window, NONE, Key::Tab);
    }
    assert!(window.get_by_label_contains("Try the sample incident").is_focused());
    press(&mut window, NONE, Key::Enter);
    until(&mut window, "the sample incident", is_whole);
    press(&mut window, NONE, Key::E);
    until(&mut window, "the failed record", |state| focus_seq(state) == Some(255) && is_whole(state));
    press(&mut window, NONE, Key::ArrowRight);
    until(&mut window, "a step", |state| focus_seq(state) == Some(256) && is_whole(state));
    press(&mut window, NONE, Key::Slash);
    write(&mut window, "from:agent:reporter");
    press(&mut window, NONE, Key::Enter);
    filtered(&mut window, "from:agent:reporter");
    press(&mut window, NONE, Key::Escape);
    press(&mut window, CTRL, Key::Enter);
    write(&mut window, "who allowed this?");
    press(&mut window, CTRL, Key::Enter);
    let noted =
        |state: &State| state.desk.as_ref().unwrap().notes.kept.as_ref().is_some_and(|kept| kept.notes.len() == 1);
    until(&mut window, "the note", noted);
    press(&mut window, NONE, Key::Escape);
    call(&mut window, "show the proof");
    call(&mut window, "graph");
    until(&mut window, "the graph", |state| state.desk.as_ref().unwrap().graph.current().is_some());
    for _ in 0..8 {
        if window.ctx.memory(|memory| memory.focused()).is_some()
            && window.query_all_by_label_contains("Graph, ").any(|node| node.is_focused())
        {
            break;
        }
        press(&mut window, NONE, Key::F6);
    }
    press(&mut window, NONE, Key::ArrowRight);
    assert!(desk(&window).graph.pick.is_some(), "arrows walk the graph");
    call(&mut window, "messages");
    // Undo the note, then the filter; then back along the records that were visited.
    press(&mut window, CTRL, Key::Z);
    until(&mut window, "the note to be gone", |state| !noted(state));
    press(&mut window, CTRL, Key::Z);
    filtered(&mut window, "");
    press(&mut window, NONE, Key::Home);
    press(&mut window, Modifiers::ALT, Key::ArrowLeft);
    until(&mut window, "the failed record again", |state| focus_seq(state) == Some(255));
}
