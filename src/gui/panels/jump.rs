//! The box to jump with: to the number of a record, to a time or to what a citation means.

use crate::gui::intent::Intent;
use crate::gui::paint;
use crate::gui::replay::{JumpBox, Wish};
use crate::gui::theme;
use egui::{Align2, Area, Frame, Id, Key, Margin, Order, Stroke, TextEdit, Ui, vec2};

/// The box, over everything, with the keyboard.
pub fn jump_ui(ui: &mut Ui, open: &JumpBox) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    let frame = Frame::new()
        .fill(tokens.raised)
        .stroke(Stroke::new(1.0, tokens.accent))
        .corner_radius(theme::RADIUS)
        .inner_margin(Margin::same(12));
    Area::new(Id::unique("jump")).order(Order::Foreground).anchor(Align2::CENTER_TOP, vec2(0.0, 120.0)).show(
        ui.ctx(),
        |ui| {
            frame.show(ui, |ui| {
                ui.set_width(WIDTH);
                out.extend(field_ui(ui, open));
            });
        },
    );
    if ui.input(|input| input.key_pressed(Key::Escape)) {
        out = vec![Intent::Replay(Wish::JumpClose)];
    }
    out
}

fn field_ui(ui: &mut Ui, open: &JumpBox) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    let label =
        ui.label(egui::RichText::new("Go to a record, a time or a citation").font(theme::strong()).color(tokens.text));
    let mut text = open.text.clone();
    let id = Id::unique("jump field");
    let entered = ui.input(|input| input.key_pressed(Key::Enter));
    let frame = Frame::new()
        .fill(tokens.background)
        .stroke(Stroke::new(1.0, if open.fault.is_some() { tokens.failed } else { tokens.hairline }))
        .corner_radius(theme::RADIUS)
        .inner_margin(Margin::symmetric(8, 4));
    let field = TextEdit::singleline(&mut text)
        .id(id)
        .font(theme::mono())
        .frame(frame)
        .hint_text(egui::RichText::new("255, #255 or 2026-05-04T09:41:00Z").color(tokens.dim))
        .desired_width(WIDTH - 16.0)
        .show(ui)
        .response
        .response;
    let field = field.labelled_by(label.id);
    // It has the keyboard as long as it is there; asked for again, an idle window would repaint for ever.
    if !field.has_focus() {
        field.request_focus();
    }
    if text != open.text {
        out.push(Intent::Replay(Wish::JumpTyped(text)));
    }
    if entered {
        out.push(Intent::Replay(Wish::JumpEntered));
    }
    match &open.fault {
        Some(fault) => paint::paragraph(ui, fault, theme::body(), tokens.failed),
        None => paint::paragraph(ui, "Enter goes there, Esc puts this away", theme::body(), tokens.secondary),
    }
    out
}

const WIDTH: f32 = 380.0;
