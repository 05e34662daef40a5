//! The page: choices above, then the lists to choose from or the comparison.

use super::places::Places;
use super::sheet::{Sheet, TICKS, sheet};
use super::{CompareIntent, chooser, draw, head, tools};
use crate::gui::commands;
use crate::gui::intent::Intent;
use crate::gui::paint::{self, Text};
use crate::gui::state::Desk;
use crate::gui::theme;
use crate::view::compare::{Compared, Form};
use egui::accesskit::Role;
use egui::{
    Align, EventFilter, Id, Key, Modifiers, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, UiBuilder, pos2, vec2,
};
use std::sync::Arc;

/// The page.
pub fn compare_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let mut out = tools::tools_ui(ui, desk);
    let whole = ui.available_rect_before_wrap();
    let top = Rect::from_min_size(whole.min, vec2(whole.width(), head::height(whole.width())));
    let rest = Rect::from_min_max(top.left_bottom(), whole.max);
    let state = &desk.compare;
    let begun = state.sides.iter().any(Option::is_some);
    if begun {
        out.extend(head::heads_ui(ui, top, desk));
    }
    match (&state.shown, state.chooses()) {
        (_, true) => out.extend(choosers_ui(ui, if begun { rest } else { whole }, desk, begun)),
        (None, false) => said_ui(ui, rest, "Comparing"),
        (Some(Err(why)), false) => said_ui(ui, rest, why),
        (Some(Ok(compared)), false) => out.extend(comparison_ui(ui, rest, desk, compared)),
    }
    out
}

fn said_ui(ui: &mut Ui, body: Rect, words: &str) {
    let tokens = theme::of(ui);
    let shown = crate::gui::hostile::visible(ui, words, &theme::body()).into_owned();
    let response = ui.interact(body, ui.scope_id().with("compare said"), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &shown));
    paint::aligned(ui, body, &Text::new(words, theme::body(), tokens.secondary), Align::Center);
}

/// How to begin, and the list of each side that is to be chosen.
fn choosers_ui(ui: &mut Ui, mut body: Rect, desk: &Desk, begun: bool) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    if !begun {
        let key = commands::way_to(ui, &Intent::Compare(CompareIntent::WithPinned));
        let words =
            format!("Choose both sides. Two records also so: {key} on the one, go to the other, and {key} there.");
        let place = Rect::from_min_size(body.min + vec2(theme::PAD, 8.0), vec2(body.width() - 2.0 * theme::PAD, 60.0));
        let shown = ui.scope_builder(UiBuilder::new().max_rect(place), |ui| {
            paint::paragraph(ui, &words, theme::body(), tokens.secondary);
        });
        body.min.y = shown.response.rect.bottom() + 8.0;
    }
    let (left, right) = if body.width() < head::TWO_SIDES {
        body.split_top_bottom_at_fraction(0.5)
    } else {
        body.split_left_right_at_fraction(0.5)
    };
    let border = Stroke::new(1.0, tokens.hairline);
    ui.painter().line_segment(
        [right.left_top(), if left.top() == right.top() { right.left_bottom() } else { right.right_top() }],
        border,
    );
    for (side, rect) in [left, right].into_iter().enumerate() {
        if !desk.compare.is_choosing(side) {
            continue;
        }
        let inner = rect.shrink2(vec2(theme::PAD, 8.0));
        ui.scope_builder(UiBuilder::new().max_rect(inner).id_salt(("chooser", side)), |ui| {
            ui.shrink_clip_rect(rect);
            out.extend(chooser::chooser_ui(ui, desk, side));
        });
    }
    out
}

/// The comparison itself: what is in sight of it, a strip that shows where it differs, and the keys of the pane.
fn comparison_ui(ui: &mut Ui, body: Rect, desk: &Desk, compared: &Arc<Compared>) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    let strip = Rect::from_min_max(pos2(body.right() - theme::MINIMAP, body.top()), body.max);
    let body = Rect::from_min_max(body.min, pos2(strip.left(), body.bottom()));
    let form = desk.compare.form;
    let form = Form { unified: form.unified || strip.right() - body.left() < head::TWO_SIDES, ..form };
    let places = Places::of(ui, body, form.unified, compared);
    let sheet = sheet(ui, form, compared, &places);
    let response = ui.interact(body, body_id(), Sense::click());
    let said = format!("Comparison, {} rows", sheet.rows.len());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &said));
    if response.clicked() {
        response.request_focus();
    }
    let keys = if response.has_focus() { keys(ui, body.height()) } else { Move::None };
    let offset = place(ui, desk, compared, (&sheet, body.height()), keys);
    let builder = UiBuilder::new()
        .max_rect(body)
        .accessibility_role(Role::Table)
        .accessibility_label(format!("{} beside {}", compared.heads[0].words, compared.heads[1].words));
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut area = ScrollArea::vertical().id_salt("comparison").auto_shrink(false);
        if let Some(offset) = offset {
            area = area.vertical_scroll_offset(offset);
        }
        let shown = area.show_viewport(ui, |ui, seen| {
            ui.set_height(sheet.height + BELOW);
            let origin = ui.max_rect().top();
            for row in sheet.seen(seen.top(), seen.bottom()) {
                out.extend(draw::row_ui(ui, origin, row, compared, &places, desk));
            }
        });
        ui.data_mut(|data| data.insert_temp(body_id(), shown.state.clamped_offset().y));
    });
    if response.has_focus() {
        ui.painter().rect_stroke(body.shrink(1.0), 0.0, Stroke::new(2.0, tokens.accent), StrokeKind::Inside);
    }
    strip_ui(ui, strip, &sheet);
    out
}

/// Where it differs, over its whole length.
fn strip_ui(ui: &Ui, strip: Rect, sheet: &Sheet) {
    let tokens = theme::of(ui);
    ui.painter().rect_filled(strip, 0.0, tokens.panel);
    ui.painter().vline(strip.left() + 0.5, strip.y_range(), Stroke::new(1.0, tokens.hairline));
    // A short comparison does not fill its pane.
    let height = strip.height().min(sheet.height);
    for tick in &sheet.ticks {
        let y = (strip.top() + height * *tick as f32 / TICKS as f32).floor() + 1.0;
        ui.painter().hline(strip.left() + 3.0..=strip.right() - 1.0, y, Stroke::new(2.0, tokens.warning));
    }
}

/// What the keyboard does to the place.
enum Move {
    None,
    By(f32),
    To(f32),
}

/// Arrows and pages scroll.
fn keys(ui: &Ui, height: f32) -> Move {
    let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(body_id(), filter));
    ui.input_mut(|input| {
        let by = [
            (Key::ArrowDown, theme::LINE * 2.0),
            (Key::ArrowUp, theme::LINE * -2.0),
            (Key::PageDown, height - theme::ROW),
            (Key::PageUp, theme::ROW - height),
        ];
        for (key, pixels) in by {
            if input.consume_key(Modifiers::NONE, key) {
                return Move::By(pixels);
            }
        }
        if input.consume_key(Modifiers::NONE, Key::Home) {
            return Move::To(0.0);
        }
        if input.consume_key(Modifiers::NONE, Key::End) { Move::To(f32::MAX) } else { Move::None }
    })
}

/// Where the page is to stand, if not where it stood: a key, a difference that was gone to, or another comparison.
fn place(ui: &Ui, desk: &Desk, compared: &Arc<Compared>, (sheet, height): (&Sheet, f32), keys: Move) -> Option<f32> {
    let state = &desk.compare;
    let most = (sheet.height + BELOW - height).max(0.0);
    let now = ui.data(|data| data.get_temp::<f32>(body_id())).unwrap_or(0.0);
    let id = body_id().with("gone");
    let this = (Arc::as_ptr(compared) as usize, state.gone);
    let before = ui.data(|data| data.get_temp::<(usize, u64)>(id));
    ui.data_mut(|data| data.insert_temp(id, this));
    let line = state.difference.and_then(|at| compared.places.get(at));
    if before.is_some_and(|before| before.1 != this.1)
        && let Some(top) = line.and_then(|line| sheet.top_of(*line))
    {
        return Some((top - ABOVE.min(height / 4.0)).clamp(0.0, most));
    }
    if before.is_some_and(|before| before.0 != this.0) && state.difference.is_none() {
        return Some(0.0);
    }
    match keys {
        Move::None => None,
        Move::By(pixels) => Some((now + pixels).clamp(0.0, most)),
        Move::To(pixels) => Some(pixels.min(most)),
    }
}

/// The body, to give it the keyboard.
fn body_id() -> Id {
    Id::unique("comparison body")
}

/// Space below the last row, and above a difference that was gone to.
const BELOW: f32 = 24.0;
const ABOVE: f32 = 60.0;
