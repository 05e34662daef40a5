//! The two sides of a comparison by name and mark, and the way to choose them anew.

use super::CompareIntent;
use crate::gui::intent::Intent;
use crate::gui::paint::{self, Text};
use crate::gui::state::Desk;
use crate::gui::{hostile, theme};
use crate::view::compare::Head;
use crate::view::text::fitted;
use egui::{Button, Rect, Sense, Ui, UiBuilder, pos2, vec2};

/// The two sides, by name and mark.
pub fn heads_ui(ui: &mut Ui, rect: Rect, desk: &Desk) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    ui.painter().rect_filled(rect, 0.0, tokens.panel);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, egui::Stroke::new(1.0, tokens.hairline));
    let (left, right) = if rect.width() < TWO_SIDES {
        rect.split_top_bottom_at_fraction(0.5)
    } else {
        rect.split_left_right_at_fraction(0.5)
    };
    if left.top() == right.top() {
        ui.painter().vline(right.left(), rect.y_range(), egui::Stroke::new(1.0, tokens.hairline));
    }
    for (side, rect) in [left, right].into_iter().enumerate() {
        ui.scope_builder(UiBuilder::new().max_rect(rect).id_salt(("compare head", side)), |ui| {
            out.extend(head_ui(ui, rect, desk, side));
        });
    }
    out
}

fn head_ui(ui: &mut Ui, rect: Rect, desk: &Desk, side: usize) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let state = &desk.compare;
    let mut out = Vec::new();
    let Some(subject) = state.sides.get(side).and_then(Option::as_ref) else {
        let place = rect.shrink2(vec2(theme::PAD, 0.0));
        paint::at(ui, place, &Text::new("Not chosen yet", theme::body(), tokens.secondary));
        return out;
    };
    let case = &desk.opened.case;
    let known = state.compared().and_then(|compared| compared.heads.get(side)).cloned();
    let head = known.unwrap_or_else(|| Head::of(case, subject, None));
    let (sign, color) = if side == 0 { (false, tokens.failed) } else { (true, tokens.verified) };
    super::draw::sign(ui.painter(), pos2(rect.left() + 16.0, rect.center().y), sign, color);
    let button = Rect::from_min_max(pos2(rect.right() - 96.0, rect.top() + 5.0), rect.max - vec2(8.0, 5.0));
    let word = if state.changing == Some(side) { "Keep it" } else { "Change…" };
    let response = ui.put(button, Button::new(word).wrap_mode(egui::TextWrapMode::Extend));
    let said = format!("{word} ({})", if side == 0 { "left" } else { "right" });
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &said));
    if response.clicked() {
        out.push(Intent::Compare(CompareIntent::Change(side)));
    }
    let mut place = Rect::from_min_max(pos2(rect.left() + 30.0, rect.top()), pos2(button.left() - 8.0, rect.bottom()));
    let mark = head.record.map_or("", |(_, mark)| mark.word());
    let parts = [head.words.as_str(), mark, head.log.as_deref().unwrap_or_default()];
    let said = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let said = hostile::visible(ui, &said, &theme::strong()).into_owned();
    let sense = if head.record.is_some() { Sense::click() } else { Sense::hover() };
    let response = ui.interact(place, ui.scope_id().with(("compare title", side)), sense);
    let side_word = if side == 0 { "Left" } else { "Right" };
    let role = if head.record.is_some() { egui::Role::Link } else { egui::Role::Label };
    let said = format!("{side_word}: {said}");
    response.widget_info(|| egui::WidgetInfo::labeled(role, true, &said));
    if let Some((row, mark)) = head.record {
        paint::mark(ui.painter(), pos2(place.left() + 6.0, rect.center().y), mark, tokens);
        place.min.x += 18.0;
        if response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text("Go to the record").clicked() {
            out.push(Intent::Focus(row));
        }
    }
    let end = paint::at(ui, place, &Text::new(&head.words, theme::strong(), tokens.text));
    let rest = Rect::from_min_max(pos2(end + 10.0, place.top()), place.max);
    let end = paint::at(ui, rest, &Text::new(mark, theme::body(), tokens.secondary));
    // Two of one log need not be told apart by it, and its name is long; it is a fact below.
    let logs = state.compared().map(|compared| compared.heads.each_ref().map(|head| head.log.clone()));
    if let (Some([left, right]), Some(log)) = (logs, &head.log)
        && left != right
    {
        let place = Rect::from_min_max(pos2(end + 10.0, place.top()), place.max);
        let log = fitted(log, theme::body().size, place.width());
        paint::at(ui, place, &Text::new(&log, theme::body(), tokens.secondary));
    }
    out
}

/// Height of the two sides.
pub fn height(width: f32) -> f32 {
    if width < TWO_SIDES { 2.0 * LINE } else { LINE }
}

/// Least width for two sides; in a narrower column one stands below the other.
pub const TWO_SIDES: f32 = 460.0;
/// Height of a side.
const LINE: f32 = 34.0;
