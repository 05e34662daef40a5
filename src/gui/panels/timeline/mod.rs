//! The timeline: a strip of the whole case with the brush, lanes of what is in view, and what the pointer and the keys do there.
//!
//! A frame paints what the worker drew, at most a few shapes a pixel: its cost hangs on the pane's size, never on the case's.

mod bands;
mod bars;
mod header;
mod lanes;
mod legend;
mod list;
mod point;
mod strip;
mod traverse;

use crate::gui::hostile;
use crate::gui::intent::Intent;
use crate::gui::paint::{self, Text};
use crate::gui::state::Desk;
use crate::gui::theme::{self, Tokens};
use crate::gui::timeline::{Size, Wish};
use crate::view::timeline::{Shown, summary};
use crate::work::Lane;
use bands::Bands;
use egui::{Align, Id, Rect, Sense, Stroke, StrokeKind, Ui, UiBuilder};

/// Least height: header, strip, marks, one lane and the ruler.
pub const LEAST: f32 = 96.0;
/// Height to begin with.
pub const USUAL: f32 = 200.0;
/// Greatest height.
pub const MOST: f32 = 260.0;

/// The pane.
pub fn timeline_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let mut out = Vec::new();
    let whole = ui.available_rect_before_wrap();
    ui.allocate_rect(whole, Sense::hover());
    let shown = desk.timeline.drawn.as_ref();
    let granted = shown.is_some_and(|shown| !shown.view.grants.is_empty() || shown.view.hidden.grants > 0);
    let bands = Bands::of(whole, granted);
    // In the list a lane is a row, and rows scroll.
    let size = bands.size();
    let size = if desk.timeline.list { Size { lanes: LISTED, grants: LISTED, ..size } } else { size };
    if size != desk.timeline.size {
        out.push(Intent::Timeline(Wish::Size(size)));
    }
    let grants = undrawn(desk, &bands);
    ui.scope_builder(UiBuilder::new().max_rect(bands.header), |ui| out.extend(header::header_ui(ui, desk, grants)));
    match (&desk.timeline.drawn, why_empty(desk)) {
        (_, Some(why)) => told(ui, &bands, why),
        (None, None) => told(ui, &bands, &desk.waits(Lane::Timeline, "Reading the case…")),
        (Some(shown), None) if desk.timeline.list => {
            let body = Rect::from_min_max(egui::pos2(whole.left(), bands.header.bottom()), whole.max);
            list::list_ui(ui, body, desk, shown, &mut out);
        }
        (Some(shown), None) => out.extend(picture_ui(ui, desk, shown, &bands)),
    }
    out
}

/// Grants in view that have no row: those that were not asked for, and those for which the rows had no room.
fn undrawn(desk: &Desk, bands: &Bands) -> header::Grants {
    let Some(shown) = &desk.timeline.drawn else { return header::Grants { hidden: 0, away: false } };
    let drawn = if desk.timeline.list { shown.view.grants.len() } else { bars::placed(shown, bands).len() };
    let hidden = shown.view.grants.len() - drawn + shown.view.hidden.grants;
    header::Grants { hidden, away: !desk.timeline.list && drawn == 0 }
}

/// Lanes and grants of the list.
const LISTED: u32 = 64;

/// Why there is nothing over time.
fn why_empty(desk: &Desk) -> Option<&'static str> {
    desk.opened.case.is_empty().then_some("No record could be read: there is nothing to show over time")
}

fn told(ui: &mut Ui, bands: &Bands, words: &str) {
    let tokens = theme::of(ui);
    let place = Rect::from_min_max(bands.strip.min, bands.ruler.max);
    let response = ui.interact(place, ui.scope_id().with("timeline says"), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, words));
    paint::aligned(ui, place, &Text::new(words, theme::body(), tokens.secondary), Align::Center);
}

fn picture_ui(ui: &mut Ui, desk: &Desk, shown: &Shown, bands: &Bands) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = strip::strip_ui(ui, desk, shown, bands);
    let canvas = bands.canvas();
    let response = ui.interact(canvas, canvas_id(), Sense::click_and_drag());
    let index = desk.focus.map(|row| desk.opened.case.index(row));
    let said = hostile::visible(ui, &said(desk, shown, index), &theme::body()).into_owned();
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Canvas, true, &said));
    lanes::paint(ui, desk, shown, bands, tokens);
    bars::paint(ui, shown, bands, tokens);
    cursor(ui, shown, bands, tokens);
    if shown.view.lanes.is_empty() {
        let words = "The filter leaves no record; what it hides stands grey in the strip";
        told(ui, bands, words);
    }
    out.extend(lanes::names_ui(ui, desk, shown, bands));
    if response.has_focus() {
        ui.painter().rect_stroke(canvas, 2.0, Stroke::new(2.0, tokens.accent), StrokeKind::Inside);
    }
    out.extend(traverse::keys(ui, &response, desk, shown));
    out.extend(point::pointer(ui, response, desk, shown, bands));
    out
}

/// The picture, to give it the keyboard.
pub fn canvas_id() -> Id {
    Id::unique("timeline")
}

/// The summary, and the lane that the keys are in.
fn said(desk: &Desk, shown: &Shown, index: Option<u64>) -> String {
    let mut out = summary(&shown.view, index);
    let lane = desk.timeline.lane.and_then(|lane| shown.view.lanes.iter().find(|view| view.number == lane));
    if let Some(lane) = lane {
        out.push_str(&format!("; in lane {}", lanes::words(lane)));
    }
    out
}

/// The cursor through everything, with its head where the marks are.
fn cursor(ui: &Ui, shown: &Shown, bands: &Bands, tokens: &Tokens) {
    let Some(cursor) = shown.view.cursor else { return };
    let painter = ui.painter();
    let x = bands.x(shown.overview.scale.pixel(cursor.x));
    painter.vline(x, bands.strip.y_range(), Stroke::new(1.0, tokens.text));
    let Some(pixel) = cursor.pixel else { return };
    let x = bands.x(pixel) + 0.5;
    painter.vline(x, bands.marks.top()..=bands.ruler.top() + 5.0, Stroke::new(1.5, tokens.text));
    let top = bands.marks.top();
    let head = vec![egui::pos2(x - 4.5, top), egui::pos2(x + 4.5, top), egui::pos2(x, top + 5.0)];
    painter.add(egui::Shape::convex_polygon(head, tokens.text, Stroke::NONE));
}
