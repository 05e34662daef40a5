//! What the shapes of the timeline mean.

use super::bars;
use crate::case::{Artifact, Assurance};
use crate::gui::paint::{self, Text};
use crate::gui::theme::{self, Tokens};
use egui::{Button, Painter, Pos2, Rect, Sense, Shape, Stroke, Ui, pos2, vec2};

/// A button that opens it.
pub fn legend_ui(ui: &mut Ui) {
    let button = Button::new("Legend").min_size(vec2(26.0, 22.0));
    let (response, _) = egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
        ui.set_width(330.0);
        ui.spacing_mut().item_spacing.y = 0.0;
        SHAPES.iter().for_each(|(word, paint)| line_ui(ui, word, *paint));
    });
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Legend of the timeline"));
}

fn line_ui(ui: &mut Ui, word: &str, paint: Paint) {
    let tokens = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, format!("Timeline legend: {word}")));
    paint(ui.painter(), pos2(rect.left() + 18.0, rect.center().y), tokens);
    let place = Rect::from_min_max(pos2(rect.left() + 40.0, rect.top()), rect.max);
    paint::at(ui, place, &Text::new(word, theme::body(), tokens.text));
}

type Paint = fn(&Painter, Pos2, &Tokens);

const SHAPES: &[(&str, Paint)] = &[
    ("records, verified", |painter, at, tokens| bar(painter, at, -4.0..4.0, tokens.accent)),
    ("unchecked records: two thin lines", |painter, at, tokens| {
        bar(painter, at, -4.0..-2.5, tokens.accent);
        bar(painter, at, 2.5..4.0, tokens.accent);
    }),
    ("withheld payload", |painter, at, tokens| bar(painter, at, -1.5..1.5, tokens.secondary)),
    ("missing payload: three lines", |painter, at, tokens| {
        for top in [-6.0, -1.0, 4.0] {
            bar(painter, at, top..top + 2.0, tokens.failed);
        }
    }),
    ("failed record: the whole height", |painter, at, tokens| bar(painter, at, -7.0..7.0, tokens.failed)),
    ("hidden by the filter", |painter, at, tokens| bar(painter, at, -0.5..0.5, tokens.dim)),
    ("failed, or a use that its grant does not cover", |painter, at, tokens| {
        paint::mark(painter, at, Assurance::Failed, tokens);
    }),
    ("missing", |painter, at, tokens| paint::mark(painter, at, Assurance::Missing, tokens)),
    ("denied or blocked", |painter, at, tokens| {
        let points = [vec2(0.0, -4.0), vec2(4.0, 0.0), vec2(0.0, 4.0), vec2(-4.0, 0.0)].map(|by| at + by).to_vec();
        painter.add(Shape::closed_line(points, Stroke::new(1.3, tokens.warning)));
    }),
    ("policy promoted", |painter, at, tokens| bars::flag(painter, at - vec2(3.0, 5.0), Artifact::Policy, tokens.text)),
    ("template promoted", |painter, at, tokens| {
        bars::flag(painter, at - vec2(3.0, 5.0), Artifact::Template, tokens.text);
    }),
    ("code promoted", |painter, at, tokens| bars::flag(painter, at - vec2(3.0, 5.0), Artifact::Code, tokens.text)),
    ("grant in force, with a use", |painter, at, tokens| {
        let body = Rect::from_center_size(at, vec2(22.0, 5.0));
        painter.rect_filled(body, 1.0, tokens.warning);
        painter.vline(at.x, at.y - 4.5..=at.y + 4.5, Stroke::new(1.5, tokens.text));
    }),
    ("grant not decided, denied or without effect", |painter, at, tokens| {
        let body = Rect::from_center_size(at, vec2(22.0, 5.0));
        painter.rect_stroke(body, 1.0, Stroke::new(1.0, tokens.secondary), egui::StrokeKind::Inside);
    }),
    ("no records for a while", |painter, at, tokens| {
        let place = Rect::from_center_size(at, vec2(22.0, 14.0));
        super::lanes::hatch(painter, place.x_range().into(), place.y_range(), tokens);
    }),
    ("the record in focus", |painter, at, tokens| {
        painter.vline(at.x, at.y - 7.0..=at.y + 7.0, Stroke::new(1.5, tokens.text));
    }),
];

fn bar(painter: &Painter, at: Pos2, down: std::ops::Range<f32>, color: egui::Color32) {
    let rect = Rect::from_min_max(at + vec2(-8.0, down.start), at + vec2(8.0, down.end));
    painter.rect_filled(rect, 0.0, color);
}
