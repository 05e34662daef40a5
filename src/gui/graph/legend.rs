//! What shapes and lines of the picture mean, and the keys that walk over it.

use super::edges::Style;
use super::nodes;
use crate::case::Assurance;
use crate::gui::{paint, theme};
use crate::view::graph::{GraphView, Kind, Node, SIGNS, Tone, edge_tone};
use egui::{Painter, Rect, RichText, Sense, Stroke, Ui, pos2, vec2};

/// What stands in the graph, over as many lines as it needs.
pub fn legend_ui(ui: &mut Ui, view: &GraphView) {
    let tokens = theme::of(ui);
    let nodes = |is: &dyn Fn(&Node) -> bool| view.nodes.iter().any(is);
    let kinds = [Kind::Agent, Kind::Human, Kind::Service, Kind::Tool, Kind::Unknown];
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 2.0);
        for kind in kinds.into_iter().filter(|kind| nodes(&|node| node.kind == *kind)) {
            item(ui, kind.word(), 26.0, |painter, rect| {
                let line = Stroke::new(1.0, tokens.dim);
                nodes::outline(painter, rect.shrink2(vec2(1.0, 3.0)), kind, 0.6, tokens.raised, line);
                let side = Rect::from_min_size(rect.min + vec2(4.0, 6.0), vec2(2.5, rect.height() - 12.0));
                painter.rect_filled(side, 0.0, nodes::of_kind(kind, tokens));
            });
        }
        let tones: Vec<Tone> = view.edges.iter().map(edge_tone).collect();
        for (word, tone, style) in Style::legend(tokens) {
            if tone.is_none_or(|tone| tones.contains(&tone)) {
                item(ui, word, 30.0, |painter, rect| style.sample(painter, rect));
            }
        }
        let met = |tone: Tone| nodes(&|node| node.alarms.words(node.messages).iter().any(|word| word.tone == tone));
        for (tone, word) in SIGNS.into_iter().filter(|(tone, _)| met(*tone)) {
            item(ui, word, 14.0, |painter, rect| paint::sign(painter, rect.center(), (tone, 1.0), tokens));
        }
        for (at, mark) in Assurance::ALL.into_iter().enumerate() {
            if nodes(&|node| node.marks.get(at).is_some_and(|count| *count > 0)) {
                item(ui, mark.word(), 14.0, |painter, rect| paint::mark(painter, rect.center(), mark, tokens));
            }
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
