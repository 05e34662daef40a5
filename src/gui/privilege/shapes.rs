//! A shape for each way by which a scope is held, and the legend that names them.

use crate::case::Name;
use crate::gui::paint::{self, Text};
use crate::gui::theme::{self, Tokens};
use crate::view::privilege::{By, Cell};
use egui::containers::menu::MenuButton;
use egui::{Button, Color32, Painter, Pos2, Rect, Sense, Shape, Stroke, Ui, pos2, vec2};

/// A square for the baseline, a diamond for a credential, a clock for a grant; filled where it is held, hollow where it was.
pub fn way(painter: &Painter, at: Pos2, by: By, held: bool, color: Color32) {
    let line = Stroke::new(1.3, color);
    match by {
        By::Baseline => {
            let rect = Rect::from_center_size(at, vec2(7.0, 7.0));
            if held {
                painter.rect_filled(rect, 0.0, color);
            } else {
                painter.rect_stroke(rect, 0.0, line, egui::StrokeKind::Inside);
            }
        }
        By::Credential(_) => {
            let points = [vec2(0.0, -5.0), vec2(5.0, 0.0), vec2(0.0, 5.0), vec2(-5.0, 0.0)].map(|by| at + by).to_vec();
            let fill = if held { color } else { Color32::TRANSPARENT };
            painter.add(Shape::convex_polygon(points, fill, line));
        }
        By::Grant(_) => {
            painter.circle_stroke(at, 4.5, line);
            if held {
                painter.line_segment([at, at + vec2(0.0, -3.5)], line);
                painter.line_segment([at, at + vec2(2.5, 1.0)], line);
            }
        }
    }
}

/// A ring for what was never used.
pub fn unused(painter: &Painter, at: Pos2, color: Color32) {
    painter.circle_stroke(at, 3.5, Stroke::new(1.5, color));
}

/// A ring around a dot for what is wider than its use.
pub fn wide(painter: &Painter, at: Pos2, color: Color32) {
    unused(painter, at, color);
    painter.circle_filled(at, 1.6, color);
}

/// A cross for what was used and not held.
pub fn flagged(painter: &Painter, at: Pos2, color: Color32) {
    for (from, to) in [(vec2(-3.0, -3.0), vec2(3.0, 3.0)), (vec2(-3.0, 3.0), vec2(3.0, -3.0))] {
        painter.line_segment([at + from, at + to], Stroke::new(1.8, color));
    }
}

/// What a cell says first: a ring, a cross, or nothing; and the colour of its words.
pub fn sign(painter: &Painter, at: Pos2, cell: &Cell, tokens: &Tokens) -> Color32 {
    if cell.is_flagged() {
        flagged(painter, at, tokens.failed);
        tokens.failed
    } else if cell.is_unused() {
        unused(painter, at, tokens.warning);
        tokens.warning
    } else if cell.is_wide() {
        wide(painter, at, tokens.warning);
        tokens.warning
    } else {
        tokens.secondary
    }
}

/// Whether [`sign`] paints something.
pub fn has_sign(cell: &Cell) -> bool {
    cell.is_flagged() || cell.is_unused() || cell.is_wide()
}

/// A button that opens the legend, where there is no room for it.
pub fn legend_button_ui(ui: &mut Ui) {
    let button = Button::new("Legend").min_size(vec2(26.0, 24.0));
    let (response, _) = MenuButton::from_button(button).ui(ui, |ui| {
        ui.set_min_width(220.0);
        legend_ui(ui);
    });
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Legend of the privileges"));
}

type Paint = fn(&Painter, Pos2, &Tokens);

/// Every shape with its word.
pub fn legend_ui(ui: &mut Ui) {
    let tokens = theme::of(ui);
    let shapes: [(&str, Paint); 7] = [
        ("baseline", |painter, at, tokens| way(painter, at, By::Baseline, true, tokens.text)),
        ("credential", |painter, at, tokens| way(painter, at, By::Credential(Name::NONE), true, tokens.text)),
        ("grant", |painter, at, tokens| way(painter, at, By::Grant(0), true, tokens.text)),
        ("hollow: no longer, or not yet", |painter, at, tokens| {
            way(painter, at, By::Credential(Name::NONE), false, tokens.secondary);
        }),
        ("held, never used", |painter, at, tokens| unused(painter, at, tokens.warning)),
        ("wider than what was used", |painter, at, tokens| wide(painter, at, tokens.warning)),
        ("used, not held or off its grant", |painter, at, tokens| flagged(painter, at, tokens.failed)),
    ];
    for (word, paint) in shapes {
        let text = ui.painter().layout_no_wrap(word.to_owned(), theme::small(), tokens.secondary);
        let (rect, response) = ui.allocate_exact_size(vec2(text.size().x + 18.0, 16.0), Sense::hover());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, format!("Legend: {word}")));
        paint(ui.painter(), pos2(rect.left() + 6.0, rect.center().y), tokens);
        let place = Rect::from_min_max(pos2(rect.left() + 16.0, rect.top()), rect.max);
        paint::at(ui, place, &Text::new(word, theme::small(), tokens.secondary));
    }
}
