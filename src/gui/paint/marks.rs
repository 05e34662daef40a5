//! The marks: tick, cross, triangle, dashed box, bar, three dots, and the break for what was not disclosed.

use crate::bundle::Class;
use crate::case::Assurance;
use crate::gui::theme::Tokens;
use crate::verify::Verdict;
use crate::view::graph;
use crate::view::graph::Tone;
use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, Vec2, pos2, vec2};

/// The mark of a record, 10 pixels wide.
pub fn mark(painter: &Painter, centre: Pos2, mark: Assurance, tokens: &Tokens) {
    match mark {
        Assurance::Verified => tick(painter, centre, tokens.verified),
        Assurance::Unchecked => dots(painter, centre, tokens.secondary),
        Assurance::Withheld => bar(painter, centre, tokens.secondary),
        Assurance::Missing => dashed_box(painter, centre, tokens.failed),
        Assurance::Failed => cross(painter, centre, tokens.failed),
    }
}

/// The mark of records that a bundle does not disclose: the two strokes of a broken axis.
pub fn not_disclosed(painter: &Painter, at: Pos2, tokens: &Tokens) {
    for x in [-2.0, 2.0] {
        painter.line_segment([at + vec2(x - 1.5, 4.0), at + vec2(x + 1.5, -4.0)], Stroke::new(1.4, tokens.secondary));
    }
}

/// The mark of how much a finding weighs.
pub fn severity(painter: &Painter, centre: Pos2, severity: Class, tokens: &Tokens) {
    match severity {
        Class::Contradicted => cross(painter, centre, tokens.failed),
        Class::Undecidable => triangle(painter, centre, tokens.warning),
        Class::Warning => {
            painter.circle_stroke(centre, 4.0, Stroke::new(1.4, tokens.secondary));
        }
    }
}

/// The mark of a verdict; `None`: it is not there yet.
pub fn verdict(painter: &Painter, centre: Pos2, verdict: Option<Verdict>, tokens: &Tokens) {
    match verdict {
        Some(Verdict::Verified) => tick(painter, centre, tokens.verified),
        Some(Verdict::Contradicted) => cross(painter, centre, tokens.failed),
        Some(Verdict::Undecidable) => triangle(painter, centre, tokens.warning),
        None => dots(painter, centre, tokens.secondary),
    }
}

/// What the reviewer put on a row: a bar at its edge for a mark, a dog-ear for a note.
pub fn kept(painter: &Painter, row: Rect, (marked, noted): (bool, bool), tokens: &Tokens) {
    if marked {
        let bar = Rect::from_min_max(row.min, pos2(row.left() + 4.0, row.bottom()));
        painter.rect_filled(bar.shrink2(vec2(0.0, 1.0)), 0.0, tokens.accent);
    }
    if noted {
        let corner = row.left_top() + vec2(6.0, 3.0);
        let points = vec![corner, corner + vec2(6.0, 0.0), corner + vec2(0.0, 6.0)];
        painter.add(Shape::convex_polygon(points, tokens.accent, Stroke::NONE));
    }
}

/// The sign of what needs a look, so many times ten pixels wide, or the mark of a record; nothing for what has neither.
pub fn sign(painter: &Painter, centre: Pos2, (tone, scale): (Tone, f32), tokens: &Tokens) {
    if let Tone::Mark(assurance) = tone {
        mark(painter, centre, assurance, tokens);
    }
    for stroke in graph::sign(tone) {
        let points = stroke.iter().map(|at| centre + vec2(at.x, at.y) * scale).collect();
        painter.add(Shape::line(points, Stroke::new(1.4 * scale.max(0.7), of_tone(tone, tokens))));
    }
}

/// The colour of a word, beside its sign.
pub fn of_tone(tone: Tone, tokens: &Tokens) -> Color32 {
    match tone {
        Tone::Plain => tokens.secondary,
        Tone::Handoff => tokens.text,
        Tone::Denied | Tone::Overridden => tokens.failed,
        Tone::Failed | Tone::Differs | Tone::Exported => tokens.warning,
        Tone::Mark(assurance) => of_mark(assurance, tokens),
    }
}

/// The colour of a mark, beside its shape and word.
pub fn of_mark(mark: Assurance, tokens: &Tokens) -> Color32 {
    match mark {
        Assurance::Verified => tokens.verified,
        Assurance::Unchecked | Assurance::Withheld => tokens.secondary,
        Assurance::Missing | Assurance::Failed => tokens.failed,
    }
}

/// A tick.
pub fn tick(painter: &Painter, at: Pos2, color: Color32) {
    let points = vec![at + vec2(-4.5, 0.5), at + vec2(-1.5, 3.5), at + vec2(4.5, -3.0)];
    painter.add(Shape::line(points, Stroke::new(1.8, color)));
}

fn cross(painter: &Painter, at: Pos2, color: Color32) {
    let stroke = Stroke::new(1.8, color);
    painter.line_segment([at + vec2(-3.5, -3.5), at + vec2(3.5, 3.5)], stroke);
    painter.line_segment([at + vec2(-3.5, 3.5), at + vec2(3.5, -3.5)], stroke);
}

fn triangle(painter: &Painter, at: Pos2, color: Color32) {
    let points = vec![at + vec2(0.0, -5.0), at + vec2(5.0, 4.0), at + vec2(-5.0, 4.0)];
    painter.add(Shape::closed_line(points, Stroke::new(1.5, color)));
    painter.line_segment([at + vec2(0.0, -1.5), at + vec2(0.0, 2.0)], Stroke::new(1.3, color));
}

fn dots(painter: &Painter, at: Pos2, color: Color32) {
    for x in [-4.0, 0.0, 4.0] {
        painter.circle_filled(pos2(at.x + x, at.y), 1.2, color);
    }
}

fn bar(painter: &Painter, at: Pos2, color: Color32) {
    painter.rect_filled(Rect::from_center_size(at, Vec2::new(9.0, 4.0)), 0.0, color);
}

fn dashed_box(painter: &Painter, at: Pos2, color: Color32) {
    let rect = Rect::from_center_size(at, Vec2::splat(9.0));
    let corners = [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom(), rect.left_top()];
    painter.extend(Shape::dashed_line(&corners, Stroke::new(1.4, color), 2.0, 1.6));
}
