//! What the person should know: each stays until it is put away.

use crate::gui::hostile;
use crate::gui::intent::Intent;
use crate::gui::theme;
use crate::work::Told;
use egui::accesskit::Role;
use egui::{Align2, Area, Frame, Id, Margin, RichText, Stroke, Ui, UiBuilder, vec2};

/// The notices, at the lower right.
pub fn notices_ui(ui: &mut Ui, notices: &[Told]) -> Vec<Intent> {
    let mut out = Vec::new();
    if notices.is_empty() {
        return out;
    }
    let tokens = theme::of(ui);
    Area::new(Id::unique("notices")).anchor(Align2::RIGHT_BOTTOM, vec2(-16.0, -76.0)).show(ui.ctx(), |ui| {
        for (at, told) in notices.iter().enumerate() {
            let frame = Frame::new()
                .fill(tokens.failed_back)
                .stroke(Stroke::new(1.0, tokens.failed))
                .corner_radius(theme::RADIUS)
                .inner_margin(Margin::same(12));
            frame.show(ui, |ui| {
                let builder = UiBuilder::new().accessibility_role(Role::Alert).accessibility_label(told.what.clone());
                ui.scope_builder(builder, |ui| {
                    ui.set_width(420.0);
                    let what = hostile::visible(ui, &told.what, &theme::body()).into_owned();
                    ui.add(egui::Label::new(hostile::wrapped(&what, theme::strong(), tokens.text, tokens, 420.0)));
                    ui.label(RichText::new(&told.hint).color(tokens.secondary));
                    ui.add_space(6.0);
                    ui.horizontal(|ui| {
                        if ui.button("Dismiss").clicked() {
                            out.push(Intent::Dismiss(at));
                        }
                        if ui.button("Copy details").clicked() {
                            out.push(Intent::Copy(format!("{what}\n{}", told.hint)));
                        }
                    });
                });
            });
            ui.add_space(8.0);
        }
    });
    out
}
