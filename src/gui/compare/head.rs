//! Above the comparison: what is compared, in which form, the way from difference to difference, and what each side is.

use super::CompareIntent;
use crate::gui::intent::Intent;
use crate::gui::paint::{self, Text};
use crate::gui::state::Desk;
use crate::gui::{hostile, theme};
use crate::view::compare::{Head, Kind};
use crate::view::text::fitted;
use crate::view::words::count;
use egui::{Button, Frame, Label, Margin, Panel, Rect, RichText, Sense, Ui, UiBuilder, pos2, vec2};

/// Kinds, form, differences.
pub fn tools_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let state = &desk.compare;
    let mut out = Vec::new();
    let bar = Frame::new().fill(tokens.background).inner_margin(Margin::symmetric(10, 4));
    Panel::top("compare tools").resizable(false).show_separator_line(false).frame(bar).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            ui.spacing_mut().button_padding.x = 7.0;
            let mut choice = |ui: &mut Ui, word: &str, said: &str, on: bool, then: CompareIntent| {
                let response = ui.add(Button::selectable(on, word).min_size(vec2(0.0, 24.0)));
                response.widget_info(|| egui::WidgetInfo::selected(egui::Role::RadioButton, true, on, said));
                if response.on_hover_text(said).clicked() {
                    out.push(Intent::Compare(then));
                }
            };
            let kinds = state.choices.as_ref().map(|choices| choices.kinds.clone());
            for kind in kinds.unwrap_or_else(|| Kind::ALL.to_vec()) {
                let said = format!("Compare two: {}", kind.word());
                choice(ui, kind.word(), &said, state.kind == kind, CompareIntent::Kind(kind));
            }
            ui.separator();
            for (word, unified) in [("Side by side", false), ("Unified", true)] {
                choice(ui, word, word, state.form.unified == unified, CompareIntent::Unified(unified));
            }
            ui.separator();
            for (word, said, whole) in
                [("Differences", "Differences, with a few lines around each", false), ("All", "All lines", true)]
            {
                choice(ui, word, said, state.form.whole == whole, CompareIntent::Whole(whole));
            }
            ui.separator();
            out.extend(differences_ui(ui, desk));
        });
    });
    out
}

/// How many differences there are, and the way to them.
fn differences_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let state = &desk.compare;
    let mut out = Vec::new();
    let found = state.compared().map_or(0, |compared| compared.places.len());
    let ready = found > 0 && !state.chooses();
    for (word, said, on) in [("Previous", "Previous difference", false), ("Next", "Next difference", true)] {
        let response = ui.add_enabled(ready, Button::new(word).min_size(vec2(24.0, 24.0)));
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, ready, said));
        if response.clicked() {
            out.push(Intent::Compare(CompareIntent::Go(on)));
        }
    }
    let swap = state.sides.iter().any(Option::is_some);
    let response = ui.add_enabled(swap, Button::new("Swap").min_size(vec2(24.0, 24.0)));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, swap, "Swap the sides"));
    if response.clicked() {
        out.push(Intent::Compare(CompareIntent::Swap));
    }
    if state.compared().is_some() && !state.chooses() {
        let words = match (state.difference, found) {
            (_, 0) => "no difference".to_owned(),
            (Some(at), _) => format!("place {} of {}", count(at + 1), count(found)),
            (None, _) => places_words(found, state.compared().map_or(0, |compared| compared.uncompared)),
        };
        ui.add_space(6.0);
        ui.add(Label::new(RichText::new(words).color(theme::of(ui).secondary)).extend());
    }
    out
}

/// How many places differ, and how many are not compared.
fn places_words(all: usize, uncompared: usize) -> String {
    let differ = match all - uncompared.min(all) {
        0 => "no difference".to_owned(),
        1 => "1 place differs".to_owned(),
        more => format!("{} places differ", count(more)),
    };
    if uncompared > 0 { format!("{differ}, {} not compared", count(uncompared)) } else { differ }
}

/// The two sides, by name and mark.
pub fn heads_ui(ui: &mut Ui, rect: Rect, desk: &Desk) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    ui.painter().rect_filled(rect, 0.0, tokens.panel);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, egui::Stroke::new(1.0, tokens.hairline));
    let (left, right) = rect.split_left_right_at_fraction(0.5);
    ui.painter().vline(right.left(), rect.y_range(), egui::Stroke::new(1.0, tokens.hairline));
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

/// Height of the line with the two sides.
pub const HEIGHT: f32 = 34.0;
