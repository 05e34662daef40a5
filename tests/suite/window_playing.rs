//! Playing and jumping in the window: times, cuts, stops, the way to other runs, and that nothing moves while nothing plays.

use super::window::{Window, focus_seq, is_whole, sample_incident, until};
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable;
use recount::case::Row;
use recount::gui::intent::{Intent, Stride};
use recount::gui::replay::{self, CUT_FROM, CUT_TO, Mode, Pace, StopWhen, Way, Wish};
use recount::gui::state::Desk;
use std::time::Duration;

fn desk(window: &Window) -> &Desk {
    window.state().state().desk.as_ref().unwrap()
}

fn take(window: &mut Window, intent: Intent) {
    let ctx = window.ctx.clone();
    window.state_mut().take(&ctx, vec![intent]);
}

fn go(window: &mut Window, intent: Intent) {
    take(window, intent);
    window.run_steps(2);
    until(window, "the replay", |state| {
        let replay = &state.desk.as_ref().unwrap().replay;
        replay.search.is_none() && replay.asked.is_none() && replay.owed.is_none() && is_whole(state)
    });
}

fn to_seq(window: &mut Window, index: u64) -> Row {
    let desk = desk(window);
    let log = desk.opened.case.order().log_of(desk.bundle);
    let row = desk.opened.case.row_of(log, index).unwrap();
    go(window, Intent::Focus(row));
    row
}

fn stop_at(window: &mut Window, filter: &str) {
    go(window, Intent::Replay(Wish::StopWhen(StopWhen { filter: filter.to_owned(), ..StopWhen::default() })));
}

/// Steps frames of 0.25 s until the focus leaves a record; gives the seconds. The worker gets real time between them.
fn seconds_until_it_moves(window: &mut Window, from: Option<Row>, most: f64) -> Option<f64> {
    let mut seconds = 0.0;
    while seconds < most {
        if desk(window).focus != from {
            return Some(seconds);
        }
        window.step();
        seconds += 0.25;
        std::thread::sleep(Duration::from_millis(5));
    }
    None
}

#[test]
fn the_box_leads_to_a_time_by_the_clock_of_the_log() {
    let mut window = sample_incident();
    window.key_press_modifiers(Modifiers::COMMAND, Key::G);
    window.run_steps(3);
    window.event(Event::Text("2026-05-04 10:30:35".to_owned()));
    window.run_steps(2);
    window.key_press(Key::Enter);
    until(&mut window, "the record", is_whole);
    assert_eq!(focus_seq(window.state().state()), Some(271), "the export that version 2 denied");
    let said = desk(&window).replay.said.clone().unwrap();
    assert!(said.starts_with("The first record at 2026-05-04T10:30:35"), "{said}");
    let (case, row) = (&desk(&window).opened.case, desk(&window).focus.unwrap());
    let (part, _) = case.order().locate(row);
    let wanted = case.clock(row) - case.clock(row) % 1_000_000;
    let before = (0..row).rev().find(|row| case.order().locate(*row).0 == part).unwrap();
    assert!(case.clock(before) < wanted);
    // Later than everything: the box stays, and says so.
    window.key_press_modifiers(Modifiers::COMMAND, Key::G);
    window.run_steps(3);
    window.event(Event::Text("2030-01-01".to_owned()));
    window.run_steps(2);
    window.key_press(Key::Enter);
    window.run_steps(3);
    window.get_by_label_contains("No record is as late as 2030-01-01");
}

#[test]
fn an_open_box_asks_for_no_frame() {
    let mut window = sample_incident();
    window.key_press_modifiers(Modifiers::COMMAND, Key::G);
    window.run_steps(3);
    window.get_by_label("Go to a record, a time or a citation");
    window.run();
    for _ in 0..3 {
        window.step();
        let delay = window.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
        assert!(delay > Duration::from_secs(3600), "asks to be painted again in {delay:?}");
    }
}

#[test]
fn the_key_for_handoffs_goes_on_to_another_run_and_says_so() {
    let mut window = sample_incident();
    to_seq(&mut window, 250);
    let mut seen = Vec::new();
    for _ in 0..40 {
        window.key_press(Key::CloseBracket);
        window.run_steps(2);
        until(&mut window, "a handoff", |state| {
            state.desk.as_ref().is_some_and(|desk| desk.replay.search.is_none()) && is_whole(state)
        });
        let desk = desk(&window);
        let (case, row) = (&desk.opened.case, desk.focus.unwrap());
        assert!(case.detail(row).handoff);
        let said = desk.replay.said.clone().unwrap();
        let changed = seen.last().is_some_and(|last| *last != case.run(row));
        if !seen.is_empty() {
            assert_eq!(said.starts_with("Next handoff, of another run"), changed, "{said}");
            assert_eq!(said.starts_with("Next handoff of this run"), !changed, "{said}");
        }
        seen.push(case.run(row));
        if changed {
            return;
        }
    }
    panic!("no other run was reached: {seen:?}");
}

#[test]
fn a_long_gap_is_cut_to_a_second_and_told_and_can_be_waited_for() {
    let mut window = sample_incident();
    go(&mut window, Intent::Replay(Wish::Mode(Mode::Record)));
    go(&mut window, Intent::Replay(Wish::Pace(Pace::Clock(1))));
    let mut row = to_seq(&mut window, 255);
    while !replay::wait(desk(&window)).is_some_and(|wait| wait.cut && wait.gap.is_some_and(|gap| gap > 5_000_000)) {
        go(&mut window, Intent::Go(Stride::By(1)));
        assert_ne!(desk(&window).focus, Some(row), "no long gap in the log");
        row = desk(&window).focus.unwrap();
    }
    let wait = replay::wait(desk(&window)).unwrap();
    assert!(wait.seconds == CUT_TO && wait.gap.unwrap() as f64 / 1e6 > CUT_FROM);
    window.get_by_label_contains("cut: [");
    take(&mut window, Intent::Play);
    let took = seconds_until_it_moves(&mut window, Some(row), 10.0).unwrap();
    assert!((CUT_TO..=CUT_TO + 1.0).contains(&took), "it moved after {took} s");
    // Kept, the same gap is waited for.
    take(&mut window, Intent::Play);
    go(&mut window, Intent::Focus(row));
    go(&mut window, Intent::Replay(Wish::KeepGaps(true)));
    let wait = replay::wait(desk(&window)).unwrap();
    assert!(!wait.cut && wait.seconds > CUT_FROM);
    window.get_by_label_contains("next after [");
    take(&mut window, Intent::Play);
    assert_eq!(seconds_until_it_moves(&mut window, Some(row), wait.seconds - 0.5), None);
    let took = seconds_until_it_moves(&mut window, Some(row), 3.0).unwrap();
    assert!(took <= 1.5, "it moved {took} s late");
}

#[test]
fn playing_ends_exactly_at_a_stop_and_says_why() {
    let mut window = sample_incident();
    go(&mut window, Intent::Replay(Wish::Mode(Mode::Record)));
    go(&mut window, Intent::Replay(Wish::Pace(Pace::Records(16))));
    to_seq(&mut window, 262);
    stop_at(&mut window, "#271");
    take(&mut window, Intent::Play);
    until(&mut window, "the stop", |state| {
        let desk = state.desk.as_ref().unwrap();
        !desk.playing && is_whole(state)
    });
    assert_eq!(focus_seq(window.state().state()), Some(271));
    let said = desk(&window).replay.said.clone().unwrap();
    assert!(said.starts_with("Stopped at ") && said.contains("it matches #271"), "{said}");
    // It rests there.
    let focus = desk_focus(&window);
    assert_eq!(seconds_until_it_moves(&mut window, focus, 2.0), None);
}

fn desk_focus(window: &Window) -> Option<Row> {
    desk(window).focus
}

#[test]
fn running_back_leads_to_the_last_match_before() {
    let mut window = sample_incident();
    let from = to_seq(&mut window, 300);
    stop_at(&mut window, "kind:decision");
    go(&mut window, Intent::Replay(Wish::Run(Way::Back)));
    let desk = desk(&window);
    let (case, row) = (&desk.opened.case, desk.focus.unwrap());
    let is_decision = |row: &Row| case.text(case.context(*row).kind) == "decision";
    let of_part = |row: &Row| case.order().locate(*row).0 == desk.bundle;
    assert!(row < from && is_decision(&row) && of_part(&row));
    assert!(!(row + 1..from).any(|row| of_part(&row) && is_decision(&row)), "a nearer decision was passed over");
    let said = desk.replay.said.clone().unwrap();
    assert!(said.contains("it matches kind:decision"), "{said}");
    // Before the first there is nothing, and the replay stays.
    go(&mut window, Intent::Replay(Wish::Go(Stride::First)));
    let first = desk_focus(&window);
    go(&mut window, Intent::Replay(Wish::Run(Way::Back)));
    assert_eq!(desk_focus(&window), first);
    let said = super::window_playing::desk(&window).replay.said.clone().unwrap();
    assert!(said.starts_with("Nothing before to stop at"), "{said}");
}
