//! What a pane of the centre is limited to: each condition that applies, with a way to drop it (`ui.md` section 3).

use crate::gui::intent::Intent;
use crate::gui::state::Desk;
use crate::gui::timeline::Wish;
use crate::gui::{hostile, theme};
use egui::{RichText, Stroke, Ui};

/// Filter, bundle and stretch of time, and what the pane adds of its own: in words, with what drops it. They stand where `ui` is.
pub fn applies_ui(ui: &mut Ui, desk: &Desk, own: Vec<(String, Intent)>) -> Vec<Intent> {
    let filter = &desk.filter;
    let mut all = Vec::new();
    if !filter.holds.is_empty() {
        all.push((format!("filter {}", filter.holds.text()), Intent::FilterTyped(String::new())));
    }
    if let Some(name) = filter.part.and_then(|part| desk.opened.names.get(part)) {
        all.push((format!("bundle {name}"), Intent::Bundle(None)));
    }
    if let Some(brush) = filter.brush {
        all.push((format!("time {}", brush.short()), Intent::Timeline(Wish::Brush(None))));
    }
    all.extend(own);
    if !all.is_empty() {
        ui.label(RichText::new("Only").color(theme::of(ui).secondary));
    }
    all.into_iter().filter_map(|(words, drop)| dropped(ui, &words).then_some(drop)).collect()
}

fn dropped(ui: &mut Ui, words: &str) -> bool {
    let tokens = theme::of(ui);
    let shown = hostile::visible(ui, words, &theme::mono()).into_owned();
    let mut short: String = shown.chars().take(MOST).collect();
    if short.len() < shown.len() {
        short.push('\u{2026}');
    }
    let text = RichText::new(format!("{short}  \u{d7}")).font(theme::mono()).color(tokens.text);
    let response = ui.add(egui::Button::new(text).fill(tokens.selection).stroke(Stroke::NONE));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Show more than {shown}")));
    response.on_hover_text(shown).clicked()
}

/// Characters of a condition; all of it is under the pointer.
const MOST: usize = 44;
