//! The timeline: a strip of the whole case with the brush, lanes of what is in view, and what the pointer and the keys do there.
//!
//! A frame paints what the worker drew, at most a few shapes a pixel: its cost hangs on the pane's size, never on the case's.

mod bands;
mod bars;
mod header;
mod lanes;
mod point;
mod strip;
mod traverse;

use crate::gui::hostile;
use crate::gui::intent::Intent;
use crate::gui::paint::{self, Text};
use crate::gui::state::Desk;
use crate::gui::theme::{self, Tokens};
use crate::gui::timeline::Wish;
use crate::view::timeline::{Shown, summary};
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
    if bands.size() != desk.timeline.size {
        out.push(Intent::Timeline(Wish::Size(bands.size())));
    }
    ui.scope_builder(UiBuilder::new().max_rect(bands.header), |ui| out.extend(header::header_ui(ui, desk)));
    match (&desk.timeline.drawn, why_empty(desk)) {
        (_, Some(why)) => told(ui, &bands, why),
        (None, None) => told(ui, &bands, "Reading the case…"),
        (Some(shown), None) => out.extend(picture_ui(ui, desk, shown, &bands)),
    }
    out
}

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
