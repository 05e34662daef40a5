//! The keys of the timeline: zoom, move, fit while it has the keyboard or the pointer; lanes and records while it has the keyboard.

use super::point::nearest;
use crate::gui::commands::{self, Reach};
use crate::gui::intent::{Intent, Stride};
use crate::gui::state::Desk;
use crate::gui::timeline::Wish;
use crate::view::timeline::{LaneView, Shown};
use egui::{EventFilter, Key, Modifiers, Response, Ui};

/// Wishes of the keys.
pub fn keys(ui: &Ui, response: &Response, desk: &Desk, shown: &Shown) -> Vec<Intent> {
    let focused = response.has_focus();
    let pointed = response.contains_pointer() && !ui.egui_wants_keyboard_input();
    if !focused && !pointed {
        return Vec::new();
    }
    let keymap = commands::keymap(ui.ctx());
    let taken = ui.input_mut(|input| commands::take(input, &keymap, |command, _| command.reach == Reach::Timeline));
    let mut out: Vec<Intent> = taken.into_iter().map(|command| command.intent.clone()).collect();
    if focused {
        let held =
            EventFilter { horizontal_arrows: true, vertical_arrows: true, escape: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, held));
        out.extend(traversal(ui, response, desk, shown));
    }
    out
}

fn traversal(ui: &Ui, response: &Response, desk: &Desk, shown: &Shown) -> Option<Intent> {
    let pressed = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let lane = desk.timeline.lane;
    let view = lane.and_then(|lane| shown.view.lanes.iter().find(|view| view.number == lane));
    let go = |stride| Some(Intent::Go(stride));
    let to_lane = |lane| Some(Intent::Timeline(Wish::Lane(lane)));
    if pressed(Key::ArrowDown) {
        return to_lane(Some(lane.map_or(desk.timeline.top, |lane| lane + 1)));
    }
    if pressed(Key::ArrowUp) {
        return to_lane(lane.and_then(|lane| lane.checked_sub(1)));
    }
    for (key, on) in [(Key::ArrowRight, true), (Key::ArrowLeft, false)] {
        if pressed(key) {
            let Some(view) = view else { return go(Stride::By(if on { 1 } else { -1 })) };
            return beside(desk, shown, view, on);
        }
    }
    if pressed(Key::Enter) {
        let at = shown.view.cursor.and_then(|cursor| cursor.pixel).unwrap_or(0);
        return view.and_then(|view| nearest(std::slice::from_ref(view), at)).map(Intent::Focus);
    }
    if pressed(Key::Escape) {
        if lane.is_none() && desk.filter.brush.is_none() {
            response.surrender_focus();
            return None;
        }
        return if lane.is_some() { to_lane(None) } else { Some(Intent::Timeline(Wish::Brush(None))) };
    }
    let screen = i32::try_from(desk.timeline.size.lanes).unwrap_or(1);
    for (key, by) in [(Key::PageDown, screen), (Key::PageUp, -screen)] {
        if pressed(key) {
            return Some(Intent::Timeline(Wish::Lanes(by)));
        }
    }
    let others =
        [(Key::Space, Intent::Play), (Key::Home, Intent::Go(Stride::First)), (Key::End, Intent::Go(Stride::Last))];
    others.into_iter().find(|(key, _)| pressed(*key)).map(|(_, intent)| intent)
}

/// The next box of a lane, or the one before; at the edge of the view the view moves on.
fn beside(desk: &Desk, shown: &Shown, lane: &LaneView, on: bool) -> Option<Intent> {
    let at = shown.view.cursor.and_then(|cursor| cursor.pixel);
    let mut records = lane.boxes.iter().filter_map(|of| Some((of.left, of.right, of.first?)));
    let found = match (at, on) {
        (None, true) => records.next(),
        (None, false) => records.next_back(),
        (Some(at), true) => records.find(|(left, _, row)| *left > at && Some(*row) != desk.focus),
        (Some(at), false) => records.rfind(|(_, right, row)| *right <= at && Some(*row) != desk.focus),
    };
    let more = if on { shown.view.hidden.after } else { shown.view.hidden.before };
    let half = f64::from(shown.view.scale.width) / if on { 2.0 } else { -2.0 };
    match found {
        Some((_, _, row)) => Some(Intent::Focus(row)),
        None => (more > 0).then_some(Intent::Timeline(Wish::Pan(half))),
    }
}
