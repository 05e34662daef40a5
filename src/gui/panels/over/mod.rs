//! What lies over the window, one at a time: palette, key list, help, about.

mod list;

use crate::gui::intent::Intent;
use crate::gui::over::{Kind, Over, Wish};
use crate::gui::state::State;
use crate::gui::theme;
use egui::{Align2, Frame, Id, Margin, Modal, RichText, Stroke, Ui, vec2};

/// It, above everything else.
pub fn over_ui(ui: &mut Ui, state: &State, over: &Over) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    let window = ui.ctx().content_rect();
    let frame = Frame::new()
        .fill(tokens.panel)
        .stroke(Stroke::new(1.0, tokens.hairline))
        .corner_radius(theme::RADIUS)
        .inner_margin(Margin::same(14));
    let id = Id::unique("over");
    let place = Modal::default_area(id).anchor(Align2::CENTER_TOP, vec2(0.0, TOP));
    let width = WIDTH.min(window.width() - 60.0);
    let height = (window.height() - 2.0 * TOP).min(HEIGHT);
    let modal = Modal::new(id).area(place).frame(frame).show(ui.ctx(), |ui| {
        ui.set_width(width);
        ui.set_max_height(height);
        match over.kind {
            Kind::Palette | Kind::Keys => out.extend(list::list_ui(ui, state, over, height)),
            Kind::Help | Kind::About => {}
        }
    });
    if modal.should_close() {
        out.push(Intent::Over(Wish::Close));
    }
    out
}

/// The title, and at the right how it is put away.
fn title_ui(ui: &mut Ui, title: &str) -> bool {
    let tokens = theme::of(ui);
    ui.horizontal(|ui| {
        ui.label(RichText::new(title).font(theme::strong()).color(tokens.text));
        let close = |ui: &mut Ui| ui.button("Close").clicked();
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), close).inner
    })
    .inner
}

const WIDTH: f32 = 680.0;
const HEIGHT: f32 = 620.0;
const TOP: f32 = 72.0;
