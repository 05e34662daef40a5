//! The replay in the window: strides, searches, jumps; and that a seek leads to the state that stepping leads to.

use super::window::{Window, focus_seq, is_whole, sample_incident, trustees, until};
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable;
use recount::gui::apply::{apply, receive};
use recount::gui::intent::{Intent, Open, Stride};
use recount::gui::replay::{self, Goal, Mode, StopWhen, Way, Wish};
use recount::gui::state::{Desk, Effect, State};
use recount::work::{Lane, Request, Told, Update, Worker};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

fn desk(window: &Window) -> &Desk {
    window.state().state().desk.as_ref().unwrap()
}

fn take(window: &mut Window, wish: Wish) {
    let ctx = window.ctx.clone();
    window.state_mut().take(&ctx, vec![Intent::Replay(wish)]);
    window.run_steps(2);
}

fn settled(window: &mut Window) {
    until(window, "the replay", |state| {
        let replay = &state.desk.as_ref().unwrap().replay;
        replay.search.is_none() && replay.asked.is_none() && replay.owed.is_none() && is_whole(state)
    });
}

fn go(window: &mut Window, wish: Wish) {
    take(window, wish);
    settled(window);
}

fn jump(window: &mut Window, text: &str) {
    window.key_press_modifiers(Modifiers::COMMAND, Key::G);
    window.run_steps(3);
    window.get_by_label("Go to a record, a time or a citation");
    window.event(Event::Text(text.to_owned()));
    window.run_steps(2);
    window.key_press(Key::Enter);
    window.run_steps(3);
}

#[test]
fn decisions_are_stepped_over_in_their_order_and_the_ends_stay() {
    let mut window = sample_incident();
    go(&mut window, Wish::Mode(Mode::Decision));
    let steps = replay::steps(desk(&window)).unwrap().clone();
    assert!(steps.count() > 1);
    go(&mut window, Wish::Go(Stride::First));
    for row in steps.iter() {
        assert_eq!(desk(&window).focus, Some(row));
        let case = &desk(&window).opened.case;
        assert_eq!(case.text(case.context(row).kind), "decision");
        go(&mut window, Wish::Go(Stride::By(1)));
    }
    assert_eq!(desk(&window).focus, steps.iter().last());
    assert_eq!(desk(&window).replay.said.as_deref(), Some("This is the last step, by decision"));
}

#[test]
fn a_change_of_policy_stops_the_replay_with_its_reason_and_a_seek_shows_what_a_step_shows() {
    let mut window = sample_incident();
    go(&mut window, Wish::Mode(Mode::Record));
    go(&mut window, Wish::Go(Stride::First));
    go(&mut window, Wish::StopWhen(StopWhen { policy: true, ..StopWhen::default() }));
    go(&mut window, Wish::Run(Way::On));
    let said = desk(&window).replay.said.clone().unwrap();
    assert!(said.starts_with("Stopped at ") && said.contains("policy "), "{said}");
    let (row, sought) = (desk(&window).focus.unwrap(), desk(&window).step.as_ref().unwrap().state.clone());
    go(&mut window, Wish::Go(Stride::By(-1)));
    assert_ne!(desk(&window).focus, Some(row));
    go(&mut window, Wish::Go(Stride::By(1)));
    assert_eq!(desk(&window).focus, Some(row));
    assert_eq!(desk(&window).step.as_ref().unwrap().state, sought);
}

#[test]
fn the_box_leads_to_a_record_and_tells_what_it_cannot_read() {
    let mut window = sample_incident();
    let seq = focus_seq(window.state().state()).unwrap_or(0);
    jump(&mut window, "not a place");
    assert!(desk(&window).replay.jump.as_ref().unwrap().fault.as_ref().unwrap().starts_with("Type the number"));
    window.key_press(Key::Escape);
    window.run_steps(3);
    assert!(desk(&window).replay.jump.is_none());
    let other = if seq == 3 { 4 } else { 3 };
    jump(&mut window, &other.to_string());
    assert_eq!(focus_seq(window.state().state()), Some(other));
    // A damaged citation is told in the box, too.
    jump(&mut window, "bundle sha256:nothing");
    assert!(desk(&window).replay.jump.as_ref().unwrap().fault.is_some());
}

#[test]
fn what_fails_is_told_and_nothing_waits_for_it() {
    let worker = Worker::start(trustees(None), Arc::new(|| {}));
    let mut state = State::default();
    perform(&mut state, &worker, Intent::Open(Open::Sample));
    let begun = Instant::now();
    while !is_whole(&state) {
        perform(&mut state, &worker, Intent::TableHeight(600.0));
        assert!(begun.elapsed() < Duration::from_secs(60), "waited too long for the sample");
        let Some(update) = worker.next() else {
            std::thread::sleep(Duration::from_millis(5));
            continue;
        };
        let effects = receive(&mut state, update);
        send(&mut state, &worker, effects);
    }
    let told = || Told { what: "the disk is gone".to_owned(), hint: String::new(), cancelled: false };
    // Not sent: the failure is the only answer that comes.
    apply(&mut state, Intent::Replay(Wish::Mode(Mode::Decision)));
    apply(&mut state, Intent::Replay(Wish::Go(Stride::By(1))));
    assert!(state.desk.as_ref().unwrap().replay.asked.is_some() && state.desk.as_ref().unwrap().replay.owed.is_some());
    let newest = state.newest(Lane::Walk);
    receive(&mut state, Update::Failed(newest, Lane::Walk, told()));
    let of = &state.desk.as_ref().unwrap().replay;
    assert!(of.asked.is_none() && of.owed.is_none() && of.said.as_ref().unwrap().contains("the disk is gone"));
    // The next wish asks again.
    let again = apply(&mut state, Intent::Replay(Wish::Go(Stride::By(1))));
    assert!(again.iter().any(|effect| matches!(effect, Effect::Send(Request::Walk(_)))));
    apply(&mut state, Intent::Replay(Wish::Seek(Goal::Decision, Way::On)));
    let newest = state.newest(Lane::Seek);
    receive(&mut state, Update::Failed(newest, Lane::Seek, told()));
    let of = &state.desk.as_ref().unwrap().replay;
    assert!(of.search.is_none() && of.said.as_ref().unwrap().starts_with("The search failed: the disk is gone"));
}

fn perform(state: &mut State, worker: &Worker, intent: Intent) {
    let effects = apply(state, intent);
    send(state, worker, effects);
}

fn send(state: &mut State, worker: &Worker, effects: Vec<Effect>) {
    for effect in effects {
        if let Effect::Send(request) = effect {
            let lane = request.lane();
            let (generation, watch) = worker.send(request);
            state.note_sent(lane, generation, watch);
        }
    }
}

#[test]
fn a_seek_leads_to_the_state_that_stepping_leads_to() {
    let mut window = sample_incident();
    go(&mut window, Wish::Mode(Mode::Record));
    go(&mut window, Wish::Go(Stride::First));
    let mut stepped = BTreeMap::new();
    for _ in 0..120 {
        let state = desk(&window).step.as_ref().unwrap().state.clone();
        stepped.insert(state.record.row, state);
        go(&mut window, Wish::Go(Stride::By(1)));
    }
    let mut sought = 0;
    for goal in [Goal::Decision, Goal::Handoff, Goal::Conversation] {
        go(&mut window, Wish::Go(Stride::First));
        let mut last = None;
        while let Some(row) = desk(&window).focus.filter(|row| Some(*row) != last && stepped.contains_key(row)) {
            assert_eq!(desk(&window).step.as_ref().unwrap().state, stepped[&row]);
            (last, sought) = (Some(row), sought + 1);
            go(&mut window, Wish::Seek(goal, Way::On));
        }
    }
    assert!(sought > 6, "{sought}");
}

#[test]
fn a_search_that_is_cancelled_leaves_the_replay_where_it_was() {
    let mut window = sample_incident();
    let before = desk(&window).focus;
    let ctx = window.ctx.clone();
    window.state_mut().take(&ctx, vec![Intent::Replay(Wish::Seek(Goal::Decision, Way::On))]);
    window.state_mut().take(&ctx, vec![Intent::Replay(Wish::StopSearch)]);
    window.run_steps(5);
    assert_eq!(desk(&window).focus, before);
    assert!(desk(&window).replay.said.as_ref().unwrap().starts_with("The search was stopped"));
}
