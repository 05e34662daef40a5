//! The timeline: which stretch of which axis, in which lanes; what it asks the worker; the brush.

use super::filter;
use crate::gui::state::{Desk, Effect};
use crate::gui::timeline::{Size, Wish};
use crate::view::timeline::{Ask, Brush, Request as Wanted, Scale, Shown};
use crate::work::{Lane, Request};
use std::sync::Arc;

/// Takes a wish in.
pub fn wish(desk: &mut Desk, wish: Wish) -> Vec<Effect> {
    let timeline = &mut desk.timeline;
    match wish {
        Wish::Toggle => {
            timeline.hidden = !timeline.hidden;
            if timeline.hidden {
                return vec![Effect::Cancel(Lane::Timeline)];
            }
        }
        // The cursor comes into sight with it.
        Wish::Show => {
            timeline.hidden = false;
            return ask(desk, true);
        }
        Wish::List(list) => {
            timeline.list = list;
            return Vec::new();
        }
        Wish::Size(size) if size == timeline.size => return Vec::new(),
        Wish::Size(size) => timeline.size = size,
        Wish::By(by) => (timeline.by, timeline.top, timeline.lane) = (by, 0, None),
        Wish::Axis(axis) => (timeline.axis, timeline.range) = (Some(axis), None),
        Wish::Zoom { pixel, factor } => match now(desk) {
            Some(scale) => desk.timeline.range = Some(scale.zoomed(pixel, factor)),
            None => return Vec::new(),
        },
        Wish::Pan(pixels) => match panned(desk, pixels) {
            Some(range) => desk.timeline.range = Some(range),
            None => return Vec::new(),
        },
        Wish::Nearer(nearer) => {
            let cursor = timeline.drawn.as_ref().and_then(|drawn| drawn.view.cursor?.pixel);
            let pixel = cursor.unwrap_or(timeline.size.width / 2);
            return self::wish(desk, Wish::Zoom { pixel, factor: if nearer { 0.5 } else { 2.0 } });
        }
        Wish::Along(on) => {
            let step = f64::from(timeline.size.width) / 8.0;
            return self::wish(desk, Wish::Pan(if on { step } else { -step }));
        }
        Wish::Fit => desk.timeline.range = fit(desk),
        Wish::Lanes(by) => {
            let most = timeline.lane_count().saturating_sub(timeline.size.lanes);
            let top = timeline.top.saturating_add_signed(by).min(most);
            if top == timeline.top {
                return Vec::new();
            }
            timeline.top = top;
        }
        Wish::Lane(lane) => return choose(desk, lane),
        Wish::Brush(range) => return brush(desk, range),
    }
    ask(desk, false)
}

/// A lane for the keys, which is brought into sight.
fn choose(desk: &mut Desk, lane: Option<u32>) -> Vec<Effect> {
    let timeline = &mut desk.timeline;
    timeline.lane = lane.map(|lane| lane.min(timeline.lane_count().saturating_sub(1)));
    let Some(lane) = timeline.lane else { return Vec::new() };
    let rows = timeline.size.lanes.max(1);
    let top = timeline.top.clamp((lane + 1).saturating_sub(rows), lane);
    if top == timeline.top {
        return Vec::new();
    }
    timeline.top = top;
    ask(desk, false)
}

/// Keeps the records to a stretch of the axis that is drawn, or to none. The filter stays.
fn brush(desk: &mut Desk, range: Option<(i64, i64)>) -> Vec<Effect> {
    let axis = desk.timeline.drawn.as_ref().map(|drawn| drawn.view.axis);
    let brush = range.zip(axis).map(|(range, axis)| Brush { axis, range });
    if brush == desk.filter.brush {
        return Vec::new();
    }
    (desk.filter.brush, desk.filter.lifted) = (brush, None);
    filter::again(desk)
}

/// What is seen now: the stretch that was asked for last, which may not be drawn yet, with the folds that are.
fn now(desk: &Desk) -> Option<Scale> {
    let view = &desk.timeline.drawn.as_ref()?.view;
    match desk.timeline.range {
        Some(range) if range != view.scale.range() => {
            let folds: Vec<(i64, i64)> =
                view.gaps.iter().filter(|gap| gap.folded).map(|gap| (gap.from, gap.to)).collect();
            Some(Scale::of(range, view.scale.width, &folds))
        }
        _ => Some(view.scale.clone()),
    }
}

fn panned(desk: &Desk, pixels: f64) -> Option<(i64, i64)> {
    let scale = now(desk)?;
    let range = scale.panned(pixels, desk.timeline.drawn.as_ref()?.overview.scale.range());
    (range != scale.range()).then_some(range)
}

/// The brush; where that is what is seen, or there is none, all of the filter.
fn fit(desk: &Desk) -> Option<(i64, i64)> {
    let drawn = desk.timeline.drawn.as_ref()?;
    let brush = desk.filter.brush.filter(|brush| brush.axis == drawn.view.axis)?;
    (desk.timeline.range != Some(brush.range)).then_some(brush.range)
}

/// Asks for the picture; `follow`: the cursor has moved, and has to be in it.
pub fn ask(desk: &mut Desk, follow: bool) -> Vec<Effect> {
    let timeline = &mut desk.timeline;
    let Size { width, lanes, grants } = timeline.size;
    if timeline.hidden || width == 0 || desk.opened.case.is_empty() {
        return Vec::new();
    }
    // A picture that the next one overtakes must not lose that the cursor moved.
    timeline.follow |= follow;
    let case = Arc::clone(&desk.opened.case);
    let request = Wanted {
        by: timeline.by,
        axis: timeline.axis.unwrap_or(Wanted::whole(0, width).axis),
        filter: String::new(),
        selection: Arc::clone(&desk.filter.unbrushed),
        part: desk.filter.part,
        // No rule is run over a case yet: nothing to mark.
        findings: Arc::default(),
        range: timeline.range.unwrap_or((i64::MIN, i64::MAX)),
        lanes: timeline.top..timeline.top.saturating_add(lanes),
        cursor: desk.focus,
        grants: grants as usize,
        ..Wanted::whole(0, width)
    };
    let (usual, fit) = (timeline.axis.is_none(), timeline.range.is_none());
    let ask = Ask { request, usual, fit, follow: timeline.follow && !fit, sign: SIGN };
    vec![Effect::Send(Request::Timeline { case, ask: Box::new(ask) })]
}

/// The picture came.
pub fn answered(desk: &mut Desk, shown: Arc<Shown>) -> Vec<Effect> {
    let timeline = &mut desk.timeline;
    timeline.follow = false;
    timeline.axis = Some(shown.view.axis);
    if timeline.range.is_some() {
        timeline.range = Some(shown.view.scale.range());
    }
    timeline.drawn = Some(shown);
    let most = timeline.lane_count().saturating_sub(timeline.size.lanes);
    timeline.lane = timeline.lane.filter(|lane| *lane < timeline.lane_count());
    if timeline.top <= most {
        return Vec::new();
    }
    // Another filter left fewer lanes than the pane was scrolled by.
    timeline.top = most;
    ask(desk, false)
}

/// Pixels of a sign of the ruler.
const SIGN: u32 = 7;
