//! The shapes of the help page, drawn as the panes draw them.

use crate::gui::graph::sign;
use crate::gui::paint;
use crate::gui::theme::{self, Tokens};
use crate::view::graph::Kind;
use egui::{Align2, Color32, Painter, Pos2, Rect, Shape, Stroke, Vec2, vec2};

fn line(p: &Painter, at: Pos2, stroke: Stroke, dash: Option<(f32, f32)>) {
    let (from, tip) = (at - vec2(15.0, 0.0), at + vec2(15.0, 0.0));
    let points = [from, tip - vec2(7.0, 0.0)];
    match dash {
        Some((dash, gap)) => p.extend(Shape::dashed_line(&points, stroke, dash, gap)),
        None => {
            p.line_segment(points, stroke);
        }
    }
    let head = vec![tip, tip + vec2(-8.0, -4.0), tip + vec2(-8.0, 4.0)];
    p.add(Shape::convex_polygon(head, stroke.color, Stroke::NONE));
}

fn filled(p: &Painter, at: Pos2, size: Vec2, color: Color32) {
    p.rect_filled(Rect::from_center_size(at, size), 0.0, color);
}

/// A dash: one of a list.
pub fn none(p: &Painter, at: Pos2, t: &Tokens) {
    filled(p, at, vec2(6.0, 1.5), t.secondary);
}

pub fn brackets(p: &Painter, at: Pos2, t: &Tokens) {
    p.text(at, Align2::CENTER_CENTER, "[ ]", theme::mono(), t.text);
}

pub fn escape(p: &Painter, at: Pos2, t: &Tokens) {
    filled(p, at, vec2(14.0, 12.0), t.warning_back);
    p.text(at, Align2::CENTER_CENTER, "⟨⟩", theme::mono(), t.warning);
}

pub fn marked(p: &Painter, at: Pos2, t: &Tokens) {
    paint::kept(p, Rect::from_center_size(at, vec2(20.0, 16.0)), (true, false), t);
}

pub fn noted(p: &Painter, at: Pos2, t: &Tokens) {
    paint::kept(p, Rect::from_center_size(at, vec2(20.0, 12.0)), (false, true), t);
}

pub fn agent(p: &Painter, at: Pos2, t: &Tokens) {
    sign(p, at, Kind::Agent, t);
}

pub fn human(p: &Painter, at: Pos2, t: &Tokens) {
    sign(p, at, Kind::Human, t);
}

pub fn service(p: &Painter, at: Pos2, t: &Tokens) {
    sign(p, at, Kind::Service, t);
}

pub fn tool(p: &Painter, at: Pos2, t: &Tokens) {
    sign(p, at, Kind::Tool, t);
}

pub fn unknown(p: &Painter, at: Pos2, t: &Tokens) {
    sign(p, at, Kind::Unknown, t);
}

pub fn handoff(p: &Painter, at: Pos2, t: &Tokens) {
    line(p, at, Stroke::new(3.0, t.secondary), None);
}

pub fn denied(p: &Painter, at: Pos2, t: &Tokens) {
    line(p, at, Stroke::new(2.0, t.failed), Some((6.0, 3.0)));
}

pub fn current(p: &Painter, at: Pos2, t: &Tokens) {
    line(p, at, Stroke::new(4.0, t.accent), None);
}

pub fn next(p: &Painter, at: Pos2, t: &Tokens) {
    line(p, at, Stroke::new(2.0, t.accent), Some((2.0, 4.0)));
}

pub fn arrow(p: &Painter, at: Pos2, t: &Tokens) {
    line(p, at, Stroke::new(1.3, t.secondary), None);
}

pub fn result(p: &Painter, at: Pos2, t: &Tokens) {
    let (from, tip) = (at + vec2(15.0, 0.0), at - vec2(15.0, 0.0));
    p.extend(Shape::dashed_line(&[from, tip + vec2(7.0, 0.0)], Stroke::new(1.2, t.dim), 5.0, 3.0));
    p.add(Shape::convex_polygon(vec![tip, tip + vec2(8.0, -4.0), tip + vec2(8.0, 4.0)], t.dim, Stroke::NONE));
}

fn diamond(at: Pos2) -> Vec<Pos2> {
    vec![at + vec2(0.0, -6.5), at + vec2(6.5, 0.0), at + vec2(0.0, 6.5), at + vec2(-6.5, 0.0)]
}

pub fn allowed(p: &Painter, at: Pos2, t: &Tokens) {
    p.add(Shape::closed_line(diamond(at), Stroke::new(1.6, t.verified)));
}

pub fn refused(p: &Painter, at: Pos2, t: &Tokens) {
    p.add(Shape::convex_polygon(diamond(at), t.failed, Stroke::NONE));
}

pub fn bar(p: &Painter, at: Pos2, t: &Tokens) {
    let rect = Rect::from_center_size(at, vec2(7.0, 16.0));
    p.rect(rect, 1.0, t.warning.gamma_multiply(0.35), Stroke::new(1.0, t.warning), egui::StrokeKind::Inside);
}

pub fn full_box(p: &Painter, at: Pos2, t: &Tokens) {
    filled(p, at, vec2(18.0, 8.0), t.accent);
}

pub fn hollow_box(p: &Painter, at: Pos2, t: &Tokens) {
    filled(p, at - vec2(0.0, 3.25), vec2(18.0, 1.5), t.accent);
    filled(p, at + vec2(0.0, 3.25), vec2(18.0, 1.5), t.accent);
}

pub fn tall_box(p: &Painter, at: Pos2, t: &Tokens) {
    filled(p, at, vec2(6.0, 14.0), t.failed);
}

pub fn flag(p: &Painter, at: Pos2, t: &Tokens) {
    let top = at - vec2(3.0, 6.0);
    p.line_segment([top, top + vec2(0.0, 12.0)], Stroke::new(1.0, t.text));
    let pennant = vec![top, top + vec2(7.0, 3.0), top + vec2(0.0, 6.0)];
    p.add(Shape::convex_polygon(pennant, t.text, Stroke::NONE));
}

pub fn hatched(p: &Painter, at: Pos2, t: &Tokens) {
    for x in [-10.0, -4.0, 2.0] {
        p.line_segment([at + vec2(x, 6.0), at + vec2(x + 8.0, -6.0)], Stroke::new(1.0, t.dim));
    }
}

pub fn thin(p: &Painter, at: Pos2, t: &Tokens) {
    filled(p, at, vec2(18.0, 1.0), t.dim);
}
