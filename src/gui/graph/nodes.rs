//! Boxes: name, role and kind, environment and trust, marks. What a node is shows in its shape, its word and the colour of its edge.

use super::canvas::Sheet;
use super::state::Pick;
use crate::gui::theme::{self, Tokens};
use crate::gui::{hostile, paint};
use crate::view::graph::{Kind, LINE, MARK_ROOM, NAME_SIZE, Node, Part, TEXT_SIZE, inset, worst};
use egui::{Color32, FontId, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Ui, pos2, vec2};

/// One box.
pub fn node(ui: &Ui, painter: &Painter, sheet: &Sheet<'_>, at: usize) {
    if let (Some(place), Some(node)) = (sheet.picture.placement.nodes.get(at), sheet.view.nodes.get(at)) {
        draw(ui, painter, sheet, (at, node), sheet.rect(place));
    }
}

fn draw(ui: &Ui, painter: &Painter, sheet: &Sheet<'_>, (at, node): (usize, &Node), rect: Rect) {
    let tokens = theme::of(ui);
    let zoom = sheet.frame.zoom;
    let on = sheet.pick == Some(Pick::Node(at));
    let line = if on { Stroke::new(2.0, tokens.accent) } else { Stroke::new(1.0, tokens.dim) };
    outline(painter, rect, node.kind, zoom, tokens.raised, line);
    let side =
        Rect::from_min_size(rect.min + vec2(0.0, side_gap(node.kind, rect, zoom)), vec2(3.0 * zoom.max(0.6), 0.0))
            .with_max_y(rect.bottom() - side_gap(node.kind, rect, zoom));
    let side = if node.kind == Kind::Human { side.translate(vec2(8.0 * zoom, 0.0)) } else { side };
    painter.rect_filled(side, 0.0, of_kind(node.kind, tokens));
    let lines = sheet.picture.texts.get(at).map(Vec::as_slice).unwrap_or_default();
    let left = rect.left() + inset(node.kind) * zoom;
    let top = rect.top() + (rect.height() - lines.len() as f32 * LINE * zoom) / 2.0;
    for (nth, line) in lines.iter().enumerate() {
        let (size, color, strong) = match line.part {
            Part::Name => (NAME_SIZE, tokens.text, true),
            Part::Role | Part::Place => (TEXT_SIZE, tokens.secondary, false),
            Part::Marks => (TEXT_SIZE, paint::of_mark(worst(&node.marks), tokens), false),
            Part::Alarm(tone) => (TEXT_SIZE, paint::of_tone(tone, tokens), true),
        };
        let mut middle = pos2(left, top + (nth as f32 + 0.5) * LINE * zoom);
        if let Part::Alarm(tone) = line.part {
            paint::sign(painter, middle + vec2(5.0 * zoom, 0.0), (tone, zoom), tokens);
            middle.x += MARK_ROOM * zoom;
        }
        text(ui, painter, middle, &line.text, (size * zoom, strong, color), rect.right() - middle.x - 4.0 * zoom);
    }
    if zoom >= 0.45 {
        let place = pos2(rect.right() - (inset(node.kind) - 2.0) * zoom, top + LINE * zoom / 2.0);
        paint::mark(painter, place, worst(&node.marks), tokens);
    }
}

/// The coloured side keeps off round corners.
fn side_gap(kind: Kind, rect: Rect, zoom: f32) -> f32 {
    match kind {
        Kind::Human => rect.height() * 0.25,
        Kind::Agent => 6.0 * zoom,
        Kind::Tool => 9.0 * zoom,
        Kind::Service | Kind::Unknown => 0.0,
    }
}

/// One line of text from its left middle; size, strength, colour. Nothing where it could not be read.
pub fn text(ui: &Ui, painter: &Painter, at: Pos2, text: &str, (size, strong, color): (f32, bool, Color32), width: f32) {
    // Halves of a point: each size is rendered once.
    let size = (size * 2.0).round() / 2.0;
    if size < LEAST_TEXT {
        return;
    }
    let family = if strong { theme::strong().family } else { theme::body().family };
    let font = FontId { size, family };
    let shown = hostile::drawable(ui, text, &font);
    let galley = painter.layout_job(hostile::job(&shown, font, color, theme::of(ui), width.max(0.0)));
    painter.galley(pos2(at.x, at.y - galley.size().y / 2.0), galley, color);
}

/// A small box of a kind, as a sign for it.
pub fn sign(painter: &Painter, at: Pos2, kind: Kind, tokens: &Tokens) {
    let rect = Rect::from_center_size(at, vec2(30.0, 15.0));
    outline(painter, rect, kind, 0.5, tokens.raised, Stroke::new(1.2, of_kind(kind, tokens)));
}

/// A shape for each kind: agents round at the corners, people at the ends, services square, tools cut at the corners, what is not
/// known dashed.
pub fn outline(painter: &Painter, rect: Rect, kind: Kind, zoom: f32, fill: Color32, line: Stroke) {
    match kind {
        Kind::Tool => {
            let cut = (9.0 * zoom).min(rect.height() / 2.0);
            let (l, t, r, b) = (rect.left(), rect.top(), rect.right(), rect.bottom());
            let corners = [
                (l + cut, t),
                (r - cut, t),
                (r, t + cut),
                (r, b - cut),
                (r - cut, b),
                (l + cut, b),
                (l, b - cut),
                (l, t + cut),
            ];
            painter.add(Shape::convex_polygon(corners.map(|(x, y)| pos2(x, y)).to_vec(), fill, line));
        }
        Kind::Unknown => {
            painter.rect_filled(rect, 0.0, fill);
            let corners = [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom(), rect.left_top()];
            painter.extend(Shape::dashed_line(&corners, line, 5.0, 4.0));
        }
        Kind::Agent | Kind::Human | Kind::Service => {
            let radius = match kind {
                Kind::Agent => 7.0 * zoom,
                Kind::Human => (rect.height() / 2.0).min(24.0 * zoom),
                _ => 0.0,
            };
            painter.rect(rect, radius, fill, line, StrokeKind::Inside);
        }
    }
}

/// The colour of a kind, beside its shape and word.
pub fn of_kind(kind: Kind, tokens: &Tokens) -> Color32 {
    match kind {
        Kind::Agent => tokens.accent,
        Kind::Human => tokens.human,
        Kind::Service => tokens.secondary,
        Kind::Tool => tokens.verified,
        Kind::Unknown => tokens.warning,
    }
}

/// Smallest text that is drawn.
pub const LEAST_TEXT: f32 = 4.0;
