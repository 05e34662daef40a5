//! What shapes and lines of the picture mean, and the keys that walk over it.

use super::edges::Style;
use super::nodes;
use crate::case::Assurance;
use crate::gui::{paint, theme};
use crate::view::graph::{Kind, SIGNS, Tone};
use egui::{Painter, Rect, RichText, Sense, Stroke, Ui, pos2, vec2};

/// The legend, over as many lines as it needs.
pub fn legend_ui(ui: &mut Ui) {
    let tokens = theme::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 2.0);
        for kind in [Kind::Agent, Kind::Human, Kind::Service, Kind::Tool, Kind::Unknown] {
            item(ui, kind.word(), 26.0, |painter, rect| {
                nodes::outline(
                    painter,
                    rect.shrink2(vec2(1.0, 3.0)),
                    kind,
                    0.6,
                    tokens.raised,
                    Stroke::new(1.0, tokens.dim),
                );
                let side = Rect::from_min_size(rect.min + vec2(4.0, 6.0), vec2(2.5, rect.height() - 12.0));
                painter.rect_filled(side, 0.0, nodes::of_kind(kind, tokens));
            });
        }
        for (word, style) in Style::legend(tokens) {
            item(ui, word, 30.0, |painter, rect| style.sample(painter, rect));
        }
        for (tone, word) in SIGNS {
            item(ui, word, 14.0, |painter, rect| paint::sign(painter, rect.center(), tone, tokens));
        }
        for mark in Assurance::ALL {
            item(ui, mark.word(), 14.0, |painter, rect| paint::sign(painter, rect.center(), Tone::Mark(mark), tokens));
        }
    });
    let keys = "Click or arrow keys: node, edge, node. Enter: what a click does. W A S D, + and \u{2212}: move and zoom. F: fit";
    ui.label(RichText::new(keys).color(tokens.secondary));
}

/// A sample and its word.
pub fn item(ui: &mut Ui, word: &str, width: f32, draw: impl FnOnce(&Painter, Rect)) {
    let tokens = theme::of(ui);
    let galley = ui.painter().layout_no_wrap(word.to_owned(), theme::body(), tokens.secondary);
    let size = vec2(width + 5.0 + galley.size().x + 8.0, 20.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, word));
    let sample = Rect::from_min_size(rect.min, vec2(width, rect.height()));
    draw(&ui.painter_at(rect), sample);
    let left = sample.right() + 5.0;
    ui.painter().galley(pos2(left, (rect.center().y - galley.size().y / 2.0).round()), galley, tokens.secondary);
}
