//! Records of a list, a row each: how far, which, by which link, who, what. A row leads to its record.

use super::state::CausesIntent;
use crate::gui::intent::Intent;
use crate::gui::paint::{self, Text, short};
use crate::gui::{hostile, theme};
use crate::view::causes::{Entry, LISTED_MAX, Listed, Way};
use crate::view::words::{counted, instant};
use egui::{Rect, ScrollArea, Sense, Stroke, Ui, pos2, vec2};

/// A list and what it is a list of.
pub struct List<'a> {
    /// Its records.
    pub listed: &'a Listed,
    /// The way that led to them; `None`: they are in no order but that of the case.
    pub way: Option<Way>,
    /// It goes beyond direct links, so distances are told.
    pub is_chain: bool,
    /// Its first record is to have the keyboard.
    pub takes_keys: bool,
    /// What brings the records from a rank on; `None`: there is no way on.
    pub from: Option<&'a dyn Fn(usize) -> CausesIntent>,
}

/// The rows, with the way to those before and after them.
pub fn list_ui(ui: &mut Ui, salt: &str, list: &List<'_>) -> Vec<Intent> {
    let mut out = Vec::new();
    let Listed { first, total, entries } = list.listed;
    let cut = *first > 0 || first + entries.len() < *total;
    let foot = if cut { FOOT } else { 0.0 };
    let room = (ui.available_height() - foot).max(theme::ROW);
    let places = Places::of(ui.available_width(), list);
    let area = ScrollArea::vertical().id_salt((salt, *first)).max_height(room).auto_shrink([false, true]);
    area.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (at, entry) in entries.iter().enumerate() {
            let (response, rect) = row_ui(ui, entry, list, &places);
            if list.takes_keys && at == 0 {
                response.request_focus();
                out.push(Intent::Causes(CausesIntent::KeysTaken));
            }
            if response.gained_focus() {
                ui.scroll_to_rect(rect, None);
            }
            if response.clicked() {
                out.push(Intent::Focus(entry.of.record.row));
            }
        }
    });
    if cut {
        out.extend(foot_ui(ui, list));
    }
    out
}

fn foot_ui(ui: &mut Ui, list: &List<'_>) -> Option<Intent> {
    let tokens = theme::of(ui);
    let Listed { first, total, entries } = list.listed;
    let end = first + entries.len();
    let mut out = None;
    ui.horizontal(|ui| {
        ui.set_height(FOOT);
        ui.add_space(10.0);
        ui.label(egui::RichText::new(list.listed.words()).color(tokens.warning));
        let Some(from) = list.from else { return };
        for (word, enabled, to) in
            [("Before", *first > 0, first.saturating_sub(LISTED_MAX)), ("Next", end < *total, end)]
        {
            let said = format!("{word} {}", counted(LISTED_MAX, "record"));
            let response = ui.add_enabled(enabled, egui::Button::new(word).min_size(vec2(24.0, 24.0)));
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, enabled, &said));
            if response.clicked() {
                out = Some(Intent::Causes(from(to)));
            }
        }
    });
    out
}

/// Where the parts of a row begin, from its left edge.
struct Places {
    distance: f32,
    mark: f32,
    /// Room of a number.
    number: f32,
    /// Room of the indents.
    indents: f32,
    /// Room of the links; 0: they are not told.
    ties: f32,
    /// Room of who acted; 0: there is none.
    who: f32,
}

impl Places {
    fn of(width: f32, list: &List<'_>) -> Places {
        let digits = list.listed.entries.iter().map(|entry| entry.of.record.seq.to_string().len()).max().unwrap_or(1);
        let distance = 12.0;
        let mark = if list.is_chain { distance + 30.0 } else { distance };
        let deepest = list.listed.entries.iter().map(|entry| indent(entry.distance)).fold(0.0, f32::max);
        let indents = if list.is_chain { deepest } else { 0.0 };
        let ties = if list.way.is_some() { (width * 0.22).clamp(120.0, 200.0) } else { 0.0 };
        let who = if width < WIDE { 0.0 } else { (width * 0.16).clamp(100.0, 170.0) };
        Places { distance, mark, number: 12.0 + digits as f32 * 8.0, indents, ties, who }
    }
}

fn row_ui(ui: &mut Ui, entry: &Entry, list: &List<'_>, places: &Places) -> (egui::Response, Rect) {
    let tokens = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), Sense::click());
    // A row out of sight is named in short: it comes into sight once it has the keyboard.
    let is_seen = ui.is_rect_visible(rect);
    let said = if is_seen { said(entry, list) } else { name(entry, list) };
    let said = hostile::visible(ui, &said, &theme::body()).into_owned();
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Row, true, &said));
    if !is_seen {
        return (response, rect);
    }
    if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, tokens.panel);
    }
    paint_row(ui, rect, entry, list, places);
    if response.has_focus() {
        let ring = Stroke::new(2.0, tokens.accent);
        ui.painter().rect_stroke(rect.shrink(1.0), 2.0, ring, egui::StrokeKind::Inside);
    }
    (response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(said), rect)
}

fn paint_row(ui: &Ui, rect: Rect, entry: &Entry, list: &List<'_>, places: &Places) {
    let tokens = theme::of(ui);
    let of = &entry.of;
    let cell = |left: f32, right: f32| {
        Rect::from_min_max(
            pos2(rect.left() + left, rect.top()),
            pos2((rect.left() + right).min(rect.right()), rect.bottom()),
        )
    };
    let mut left = places.mark;
    if list.is_chain {
        let far = entry.distance.to_string();
        paint::at(ui, cell(places.distance, places.mark), &Text::new(&far, theme::mono(), tokens.secondary));
        left += indent(entry.distance);
    }
    paint::mark(ui.painter(), pos2(rect.left() + left + 5.0, rect.center().y), of.record.mark, tokens);
    left += 18.0;
    let number = of.record.seq.to_string();
    paint::at(ui, cell(left, left + places.number), &Text::new(&number, theme::mono(), tokens.text));
    left += places.number;
    // Who and what stand below each other, however far a record is.
    let end = places.mark + 18.0 + places.number + places.indents + places.ties;
    if let Some(way) = list.way {
        let ties = entry.tie_words(way);
        paint::at(ui, cell(left, end - 10.0), &Text::new(&ties, theme::body(), tokens.secondary));
    }
    left = end;
    if places.who > 0.0 {
        let who = cell(left, left + places.who - 10.0);
        paint::at(ui, who, &Text::new(short(&of.from), theme::body(), tokens.text));
        left += places.who;
    }
    let right = rect.width() - 10.0;
    let end = entry.end_words();
    let summary = cell(left, if end.is_some() { left + (right - left) * 0.6 } else { right });
    let stop = paint::at(ui, summary, &Text::new(&of.summary, theme::body(), tokens.text)) - rect.left();
    if let Some(end) = end {
        paint::at(ui, cell(stop + 10.0, right), &Text::new(&end, theme::body(), tokens.failed));
    }
}

fn indent(distance: usize) -> f32 {
    STEP * distance.saturating_sub(1).min(STEPS) as f32
}

/// Which record, and how far.
fn name(entry: &Entry, list: &List<'_>) -> String {
    let of = &entry.of;
    let far = if list.is_chain { format!(", {} away", counted(entry.distance, "link")) } else { String::new() };
    format!("Record {}, {}, {}{far}", of.record.seq, of.record.mark.word(), of.kind)
}

/// All that a row tells, in one sentence.
fn said(entry: &Entry, list: &List<'_>) -> String {
    let of = &entry.of;
    let mut words = vec![name(entry, list)];
    words.extend(list.way.map(|way| entry.tie_words(way)));
    words.extend(entry.end_words());
    words.push(format!("{} at {}: {}", of.from, instant(entry.time), of.summary));
    words.join(", ")
}

/// Width from which on who acted has a column.
const WIDE: f32 = 560.0;
/// Indent of a link, and how many are shown so; the distance is told as a number, too.
const STEP: f32 = 10.0;
const STEPS: usize = 10;
/// Height of the line that says what is not listed.
const FOOT: f32 = 32.0;
