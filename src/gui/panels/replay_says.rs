//! What the replay says of its last move, the search that runs, and the row of what to stop at.

use crate::gui::intent::Intent;
use crate::gui::paint::{self, Text};
use crate::gui::replay::{StopWhen, Way, Wish};
use crate::gui::state::Desk;
use crate::gui::theme;
use egui::accesskit::Role;
use egui::{Align, Button, Frame, Layout, Margin, Panel, Rect, Stroke, TextEdit, Ui, UiBuilder, pos2, vec2};

/// Rows above the transport; none where there is nothing to say.
pub fn replay_says_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    let plain = Frame::new().fill(tokens.raised).inner_margin(Margin::symmetric(12, 0));
    if desk.replay.stops.shown {
        Panel::bottom("stop when").resizable(false).frame(plain.inner_margin(Margin::symmetric(12, 5))).show(
            ui,
            |ui| {
                out.extend(stops_ui(ui, &desk.replay.stops));
            },
        );
    }
    let searching = desk.replay.search.is_some();
    let words =
        if searching { Some("Searching for the next place to stop at…") } else { desk.replay.said.as_deref() };
    if let Some(words) = words {
        Panel::bottom("replay says").exact_size(26.0).frame(plain).show(ui, |ui| {
            out.extend(said_ui(ui, words, searching));
        });
    }
    out
}

fn said_ui(ui: &mut Ui, words: &str, searching: bool) -> Option<Intent> {
    let tokens = theme::of(ui);
    let rect = ui.max_rect();
    let mut out = None;
    let builder = UiBuilder::new().max_rect(rect).layout(Layout::right_to_left(Align::Center));
    let left = ui.scope_builder(builder, |ui| {
        if searching && ui.add(Button::new("Cancel").small()).clicked() {
            out = Some(Intent::Replay(Wish::StopSearch));
        }
        ui.min_rect().left()
    });
    let place = Rect::from_min_max(rect.min, pos2(left.inner - 8.0, rect.bottom()));
    let said = crate::gui::hostile::visible(ui, words, &theme::body()).into_owned();
    let builder = UiBuilder::new().max_rect(place).accessibility_role(Role::Status).accessibility_label(said);
    let shown = ui.scope_builder(builder, |ui| {
        paint::at(ui, place, &Text::new(words, theme::body(), tokens.text));
    });
    shown.response.on_hover_text(crate::gui::hostile::visible(ui, words, &theme::body()));
    out
}

/// What to stop at: any of these.
fn stops_ui(ui: &mut Ui, stops: &StopWhen) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    let mut now = stops.clone();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(10.0, 4.0);
        field_ui(ui, "Filter matches", "effect:export", &mut now.filter, 210.0);
        field_ui(ui, "Agent acts", "agent:reporter", &mut now.agent, 150.0);
        ui.checkbox(&mut now.policy, "Policy version changes");
        ui.checkbox(&mut now.template, "Template version changes");
        ui.checkbox(&mut now.finding, "Finding");
        for (word, way) in [("Back to the last", Way::Back), ("On to the next", Way::On)] {
            if ui.button(word).clicked() {
                out.push(Intent::Replay(Wish::Run(way)));
            }
        }
    });
    if let Err(fault) = now.stops() {
        ui.label(egui::RichText::new(crate::gui::hostile::visible(ui, &fault, &theme::body())).color(tokens.failed));
    }
    if now != *stops {
        out.insert(0, Intent::Replay(Wish::StopWhen(now)));
    }
    out
}

fn field_ui(ui: &mut Ui, name: &str, hint: &str, text: &mut String, width: f32) {
    let tokens = theme::of(ui);
    let label = ui.label(egui::RichText::new(name).color(tokens.text));
    let frame = Frame::new()
        .fill(tokens.background)
        .stroke(Stroke::new(1.0, tokens.hairline))
        .corner_radius(theme::RADIUS)
        .inner_margin(Margin::symmetric(8, 2));
    let field = TextEdit::singleline(text)
        .font(theme::mono())
        .frame(frame)
        .hint_text(egui::RichText::new(hint).color(tokens.dim))
        .desired_width(width)
        .show(ui);
    field.response.response.labelled_by(label.id);
}
