//! The replay: strides over its steps, searches along the log, playing, jumping.

use super::{focus, notes};
use crate::case::{Row, Selection};
use crate::gui::intent::Stride;
use crate::gui::replay::{self, Goal, JumpBox, Pace, Search, Way, Wish, jump};
use crate::gui::state::{Desk, Effect};
use crate::view::seek::{self, Found, What};
use crate::view::words::instant;
use crate::work::{Lane, Request, Told, Walk};
use std::sync::Arc;

pub fn wish(desk: &mut Desk, wish: Wish) -> Vec<Effect> {
    match wish {
        Wish::Mode(mode) => {
            desk.playing = false;
            desk.replay.mode = mode;
            desk.replay.owed = None;
            refresh(desk)
        }
        Wish::Pace(pace) => {
            desk.replay.pace = pace;
            Vec::new()
        }
        Wish::KeepGaps(keep) => {
            desk.replay.keep_gaps = keep;
            Vec::new()
        }
        Wish::Go(stride) => stride_on(desk, stride),
        Wish::Seek(goal, way) => look_for(desk, goal, way),
        Wish::Run(way) => run(desk, way),
        Wish::StopSearch => stop_search(desk),
        Wish::StopWhen(stops) => {
            desk.playing = false;
            desk.replay.stops = stops;
            Vec::new()
        }
        Wish::ShowStops => {
            desk.replay.stops.shown = !desk.replay.stops.shown;
            Vec::new()
        }
        Wish::JumpOpen => {
            desk.replay.jump = Some(JumpBox::default());
            Vec::new()
        }
        Wish::JumpTyped(text) => {
            desk.replay.jump = Some(JumpBox { text, fault: None });
            Vec::new()
        }
        Wish::JumpEntered => jump(desk),
        Wish::JumpClose => {
            desk.replay.jump = None;
            Vec::new()
        }
    }
}

/// Asks for the steps of the mode where they are not known.
pub fn refresh(desk: &mut Desk) -> Vec<Effect> {
    let wanted = replay::wanted(desk);
    if replay::steps(desk).is_some() || wanted.is_none() || desk.replay.asked == wanted {
        return Vec::new();
    }
    desk.replay.asked = wanted;
    wanted.map(|wanted| Effect::Send(Request::Walk(wanted))).into_iter().collect()
}

/// The steps are known: what waited for them goes on.
pub fn walked(desk: &mut Desk, walk: Walk, steps: Arc<Selection>) -> Vec<Effect> {
    desk.replay.asked = None;
    desk.replay.walk = Some((walk, steps));
    match desk.replay.owed.take() {
        Some(stride) => stride_on(desk, stride),
        None if desk.playing => play(desk),
        None => Vec::new(),
    }
}

fn stride_on(desk: &mut Desk, stride: Stride) -> Vec<Effect> {
    let Some(steps) = replay::steps(desk).map(Arc::clone) else {
        return wait_for(desk, stride);
    };
    let before = desk.focus;
    let to = match stride {
        Stride::By(by) => by_steps(&steps, desk.focus, by),
        Stride::First => steps.nth(0),
        Stride::Last => steps.count().checked_sub(1).and_then(|last| steps.nth(last)),
        _ => None,
    };
    let Some(to) = to else {
        desk.replay.said = Some(format!("There is no step {}", desk.replay.mode.words()));
        return Vec::new();
    };
    let effects = focus::to(desk, to);
    if let (true, Stride::By(by)) = (before == Some(to), stride) {
        let end = if by > 0 { "last" } else { "first" };
        desk.replay.said = Some(format!("This is the {end} step, {}", desk.replay.mode.words()));
    }
    effects
}

fn wait_for(desk: &mut Desk, stride: Stride) -> Vec<Effect> {
    if replay::wanted(desk).is_none() {
        desk.replay.said = Some("The record in focus belongs to no run, so it has no handoffs to step by".to_owned());
        return Vec::new();
    }
    desk.replay.owed = Some(stride);
    refresh(desk)
}

/// It stops at the ends; a focus beside the steps goes on from its neighbour.
pub fn by_steps(steps: &Selection, focus: Option<Row>, by: i64) -> Option<Row> {
    let last = steps.count().checked_sub(1)? as i128;
    let Some(row) = focus else { return steps.nth(0) };
    let at = steps.rank(row) as i128;
    // A focus beside the steps lies before the step of its rank, so one on is that step.
    let on = if steps.contains(row) || by <= 0 { at + i128::from(by) } else { at + i128::from(by) - 1 };
    steps.nth(on.clamp(0, last) as usize)
}

fn look_for(desk: &mut Desk, goal: Goal, way: Way) -> Vec<Effect> {
    desk.playing = false;
    let what = match goal {
        Goal::Decision => What::Decision,
        Goal::Handoff => What::Handoff,
        Goal::Conversation => What::Conversation,
    };
    search(desk, what, way, Search::Go)
}

fn run(desk: &mut Desk, way: Way) -> Vec<Effect> {
    desk.playing = false;
    let stops = match desk.replay.stops.stops() {
        Ok(stops) => stops,
        Err(fault) => {
            desk.replay.said = Some(format!("Stop when: {fault}"));
            return Vec::new();
        }
    };
    if stops.is_empty() {
        desk.replay.stops.shown = true;
        desk.replay.said = Some("Choose first what to stop at".to_owned());
        return Vec::new();
    }
    let Some(steps) = replay::steps(desk).map(Arc::clone) else {
        desk.replay.said = Some("The steps of this mode are not known yet".to_owned());
        return refresh(desk);
    };
    search(desk, What::Stops(stops, steps), way, Search::Go)
}

fn search(desk: &mut Desk, what: What, way: Way, search: Search) -> Vec<Effect> {
    desk.replay.search = Some(search);
    desk.replay.said = None;
    vec![Effect::Send(Request::Seek(seek::Request { from: desk.focus, back: way == Way::Back, what }))]
}

/// A search ended.
pub fn found(desk: &mut Desk, found: Found) -> Vec<Effect> {
    match (desk.replay.search.take(), found.row) {
        (Some(Search::Go), Some(row)) => {
            let effects = focus::to(desk, row);
            desk.replay.said = Some(found.words);
            effects
        }
        (Some(Search::Go), None) => {
            desk.replay.said = Some(found.words);
            Vec::new()
        }
        (Some(Search::Play), row) => {
            desk.replay.until = row.map(|row| (row, found.words));
            Vec::new()
        }
        (None, _) => Vec::new(),
    }
}

pub fn stop_search(desk: &mut Desk) -> Vec<Effect> {
    if desk.replay.search.take().is_none() {
        return Vec::new();
    }
    desk.playing = false;
    desk.replay.said = Some("The search was stopped; the replay stays where it was".to_owned());
    vec![Effect::Cancel(Lane::Seek)]
}

/// The worker could not find the steps, or the next place to stop at: nothing waits for them any more.
pub fn failed(desk: &mut Desk, lane: Lane, told: &Told) {
    let what = if lane == Lane::Walk {
        // Asked for again with the next wish; the mode would never leave its wait otherwise.
        (desk.replay.asked, desk.replay.owed) = (None, None);
        "The steps were not found"
    } else {
        desk.replay.search = None;
        "The search failed"
    };
    desk.playing = false;
    if !told.cancelled {
        desk.replay.said = Some(format!("{what}: {}; the replay stays where it was", told.what));
    }
}

/// Starts or stops playing.
pub fn toggle(desk: &mut Desk) -> Vec<Effect> {
    if desk.playing {
        desk.playing = false;
        let searches = desk.replay.search.take().is_some();
        return if searches { vec![Effect::Cancel(Lane::Seek)] } else { Vec::new() };
    }
    desk.replay.said = None;
    desk.playing = true;
    play(desk)
}

/// Begins to play over steps that are known; looks first for where to stop.
fn play(desk: &mut Desk) -> Vec<Effect> {
    desk.replay.until = None;
    let Some(steps) = replay::steps(desk).map(Arc::clone) else {
        let effects = refresh(desk);
        desk.playing = replay::wanted(desk).is_some();
        return effects;
    };
    match desk.replay.stops.stops() {
        Ok(stops) if stops.is_empty() => match desk.replay.pace {
            Pace::Records(_) => tick(desk),
            Pace::Clock(_) => Vec::new(),
        },
        Ok(stops) => search(desk, What::Stops(stops, steps), Way::On, Search::Play),
        Err(fault) => {
            desk.playing = false;
            desk.replay.said = Some(format!("Stop when: {fault}"));
            Vec::new()
        }
    }
}

/// One step of playing; it waits for a search, and for the step before to be shown.
pub fn tick(desk: &mut Desk) -> Vec<Effect> {
    let is_shown = desk.step.as_ref().map(|step| step.state.record.row) == desk.focus;
    if !desk.playing || desk.replay.search.is_some() || !is_shown || replay::steps(desk).is_none() {
        return Vec::new();
    }
    let Some(row) = replay::next(desk) else {
        desk.playing = false;
        desk.replay.said = Some(format!("The replay ends here: this is the last step, {}", desk.replay.mode.words()));
        return Vec::new();
    };
    let effects = focus::to(desk, row);
    match desk.replay.until.take() {
        Some((until, words)) if until == row => desk.replay.said = Some(words),
        until => {
            desk.replay.until = until;
            desk.playing = true;
        }
    }
    effects
}

/// The focus moves: what was said of the move before no longer holds.
pub fn leave(desk: &mut Desk, to: Row) -> Vec<Effect> {
    if desk.focus != Some(to) {
        // What held in one log says nothing of what changed in another.
        let case = &desk.opened.case;
        desk.replay.before = desk.focus.filter(|before| case.log(*before) == case.log(to));
    }
    desk.playing = false;
    desk.replay.said = None;
    let searches = desk.replay.search.take().is_some();
    if searches { vec![Effect::Cancel(Lane::Seek)] } else { Vec::new() }
}

fn jump(desk: &mut Desk) -> Vec<Effect> {
    let Some(text) = desk.replay.jump.as_ref().map(|open| open.text.clone()) else { return Vec::new() };
    if let Some(effects) = notes::pasted(desk, &text) {
        return cited(desk, text, effects);
    }
    let target = match jump::target(&text) {
        Ok(target) => target,
        Err(fault) => return fault_in_jump(desk, text, fault),
    };
    match jump::resolve(desk, target) {
        Ok(row) => {
            desk.replay.jump = None;
            let effects = focus::to(desk, row);
            if let jump::Target::Time(micros) = target {
                desk.replay.said =
                    Some(format!("The first record at {} or later, by its log's clock", instant(micros)));
            }
            effects
        }
        Err(fault) => fault_in_jump(desk, text, fault),
    }
}

/// What was typed is a citation: the worker finds its record, or the box says what is wrong with it.
fn cited(desk: &mut Desk, text: String, effects: Vec<Effect>) -> Vec<Effect> {
    if effects.is_empty() {
        let fault = desk.notes.said.take().unwrap_or_default();
        return fault_in_jump(desk, text, fault);
    }
    desk.replay.jump = None;
    effects
}

fn fault_in_jump(desk: &mut Desk, text: String, fault: String) -> Vec<Effect> {
    desk.replay.jump = Some(JumpBox { text, fault: Some(fault) });
    Vec::new()
}
