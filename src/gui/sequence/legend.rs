//! What arrows, signs and bars of the chart mean.

use super::rows::{Look, diamond};
use crate::gui::graph::legend_item as item;
use crate::gui::theme;
use crate::view::graph::Ending;
use egui::{Rect, Shape, Stroke, StrokeKind, Ui, vec2};

/// The legend, over as many lines as it needs.
pub fn legend_ui(ui: &mut Ui) {
    let tokens = theme::of(ui);
    let plain = (tokens.secondary, 1.3);
    let arrows = [
        ("handoff", Look::of(&None, false, (tokens.accent, 2.6), tokens)),
        ("message or call", Look::of(&None, false, plain, tokens)),
        ("result", Look { color: tokens.dim, width: 1.2, dashed: true }),
        ("denied", Look::of(&Some(Ending::Denied), false, plain, tokens)),
        ("failed", Look::of(&Some(Ending::Failed), false, plain, tokens)),
        ("denied, went on", Look::of(&Some(Ending::Overridden), false, plain, tokens)),
        ("labelled export", Look::of(&None, false, (tokens.warning, 2.0), tokens)),
        ("failed check", Look::of(&None, true, plain, tokens)),
    ];
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 2.0);
        for (word, look) in arrows {
            item(ui, word, 34.0, |painter, rect| {
                look.draw(
                    painter,
                    &[rect.left_center(), rect.right_center() - vec2(8.0, 0.0)],
                    rect.right_center(),
                    -8.0,
                );
            });
        }
        for (word, outcome) in [("allowed", "allow"), ("denied by a decision", "deny")] {
            item(ui, word, 16.0, |painter, rect| diamond(painter, rect.center(), outcome, tokens));
        }
        item(ui, "grant", 12.0, |painter, rect| {
            let bar = Rect::from_center_size(rect.center(), vec2(7.0, rect.height() - 4.0));
            let stroke = Stroke::new(1.0, tokens.warning);
            painter.rect(bar, 1.0, tokens.warning.gamma_multiply(0.35), stroke, StrokeKind::Inside);
        });
        item(ui, "lifelines are left out here", 16.0, |painter, rect| cut(painter, rect.center(), tokens.warning));
    });
}

/// The sign for lifelines that are left out.
pub fn cut(painter: &egui::Painter, at: egui::Pos2, color: egui::Color32) {
    for x in [-4.0, 0.0, 4.0] {
        painter.add(Shape::circle_filled(at + vec2(x, 0.0), 1.4, color));
    }
}
