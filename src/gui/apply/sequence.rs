//! The sequence tab: which chart and which rows have to be read, and where it stands.

use crate::gui::sequence::state::SequenceIntent;
use crate::gui::state::{Asked, Desk, Effect};
use crate::gui::table::Anchor;
use crate::view::sequence::{Request, Sequence, Stretch};
use crate::work::{Lane, Picture, Request as Ask};
use std::sync::Arc;

pub fn take(desk: &mut Desk, intent: SequenceIntent) {
    let state = &mut desk.sequence;
    let (rows, height) = (state.rows(), state.height);
    match intent {
        SequenceIntent::OnlyRun(only) => state.only_run = only,
        SequenceIntent::Scroll(pixels) => state.anchor = state.anchor.scrolled(pixels, rows, height),
        SequenceIntent::ScrollTo(share) => state.anchor = Anchor::at(share, rows, height),
        SequenceIntent::Pane(height, lanes) => {
            if state.height == 0.0 {
                state.shown = None;
            }
            state.height = height;
            state.lanes = lanes;
            state.anchor = state.anchor.inside(rows, height);
            lane(desk, desk.sequence.lane);
        }
        SequenceIntent::Lane(at) => lane(desk, at),
        SequenceIntent::Away(id, true) => {
            state.away.insert(id);
        }
        SequenceIntent::Away(id, false) => {
            state.away.remove(&id);
        }
        SequenceIntent::NoneAway => state.away.clear(),
        SequenceIntent::Legend => state.legend = !state.legend,
    }
}

fn lane(desk: &mut Desk, at: usize) {
    let state = &mut desk.sequence;
    let all = state.chart.as_ref().map_or(0, |chart| chart.participants.len());
    state.lane = at.min(all.saturating_sub(state.lanes));
}

/// Asks for what the tab lacks; nothing, where it is there or on its way.
pub fn follow(desk: &mut Desk) -> Vec<Effect> {
    let run = desk.focus.filter(|_| desk.sequence.only_run).map(|row| super::graph::run_of(desk, row));
    let request =
        Request { selection: Arc::clone(&desk.filter.selection), filter: desk.filter.holds.text().to_owned() };
    let asked = Asked { case: Arc::clone(&desk.opened.case), request, run };
    if desk.sequence.asked.as_ref() != Some(&asked) {
        let picture = Picture::Sequence { request: asked.request.clone(), run, verdict: desk.opened.verdict };
        let case = Arc::clone(&asked.case);
        desk.sequence.asked = Some(asked);
        desk.sequence.busy = true;
        return vec![Effect::Cancel(Lane::Stretch), Effect::Send(Ask::Picture(case, picture))];
    }
    if desk.sequence.busy || desk.sequence.height == 0.0 {
        return Vec::new();
    }
    to_focus(desk);
    read(desk)
}

pub fn charted(desk: &mut Desk, chart: Arc<Sequence>) {
    let state = &mut desk.sequence;
    state.chart = Some(chart);
    state.busy = false;
    state.stretch = None;
    state.stretch_asked = None;
    state.shown = None;
    (state.lane_shown, state.needed) = (None, Vec::new());
    state.anchor = state.anchor.inside(state.rows(), state.height);
    lane(desk, desk.sequence.lane);
}

pub fn stretched(desk: &mut Desk, stretch: Arc<Stretch>) {
    desk.sequence.stretch = Some(stretch);
    lanes_to_focus(desk);
}

/// A focus that moved is brought into sight.
fn to_focus(desk: &mut Desk) {
    let state = &mut desk.sequence;
    if state.shown == desk.focus {
        return;
    }
    state.shown = desk.focus;
    let Some(rank) = desk.focus.and_then(|focus| state.row_of(focus)) else { return };
    let (rows, height) = (state.rows(), state.height);
    let seen = state.anchor.visible(rows, height);
    let near = rank.saturating_add(NEAR) >= seen.start && rank <= seen.end.saturating_add(NEAR);
    state.anchor = if near { state.anchor.showing(rank, rows, height) } else { Anchor::centred(rank, rows, height) };
    lanes_to_focus(desk);
}

/// The lifelines that the focus runs between are brought into sight.
fn lanes_to_focus(desk: &mut Desk) {
    let state = &mut desk.sequence;
    let line = desk
        .focus
        .zip(state.stretch.as_ref())
        .and_then(|(focus, stretch)| stretch.lines.iter().find(|line| line.step.row == focus));
    let Some(step) = line.map(|line| &line.step).filter(|_| state.lane_shown != desk.focus) else { return };
    state.needed = step.lanes();
    state.lane_shown = desk.focus;
    let at = step.at.filter(|at| *at < state.lane || *at >= state.lane + state.lanes.max(1));
    if let Some(at) = at {
        lane(desk, at.saturating_sub(desk.sequence.lanes / 2));
    }
}

/// Three screens, so that scrolling meets rows that are there.
fn read(desk: &mut Desk) -> Vec<Effect> {
    let state = &mut desk.sequence;
    let Some(chart) = &state.chart else { return Vec::new() };
    let seen =
        super::table::lacking(state.anchor.visible(chart.len() as u64, state.height), state.stretch_asked, chart.len());
    let Some((first, count)) = seen else { return Vec::new() };
    state.stretch_asked = Some((first, count));
    let picture = Picture::Stretch { chart: Arc::clone(chart), first, count };
    vec![Effect::Send(Ask::Picture(Arc::clone(&desk.opened.case), picture))]
}

/// Rows out of sight to which the chart scrolls by its own height at most.
const NEAR: u64 = 2;
