//! Lanes with their boxes, the marks above them, silences, the ruler, and names at the left.

use super::bands::{Bands, LANE};
use super::strip;
use crate::case::Assurance;
use crate::gui::hostile;
use crate::gui::intent::Intent;
use crate::gui::paint::{self, Text, short};
use crate::gui::state::Desk;
use crate::gui::theme::{self, Tokens};
use crate::gui::timeline::Wish;
use crate::view::timeline::{Boxed, Flag, LaneView, Marks, Shown, under};
use crate::view::words::count;
use egui::{Align, Color32, Mesh, Painter, Pos2, Rect, Sense, Shape, Stroke, Ui, pos2, vec2};

/// Everything below the strip but flags, grants and cursor.
pub fn paint(ui: &Ui, desk: &Desk, shown: &Shown, bands: &Bands, tokens: &Tokens) {
    let painter = ui.painter();
    let body = Rect::from_min_max(bands.lanes.min, bands.grants.max);
    painter.rect_filled(body, 0.0, tokens.background);
    silences(painter, shown, bands, tokens);
    let mut mesh = Mesh::default();
    for (at, lane) in shown.view.lanes.iter().enumerate() {
        let row = Bands::row(bands.lanes, at, LANE);
        painter.hline(row.x_range(), row.bottom() - 0.5, Stroke::new(1.0, tokens.panel));
        boxes(&mut mesh, lane, row, bands, tokens);
    }
    painter.add(Shape::mesh(mesh));
    if let Some(brush) = desk.filter.brush.filter(|brush| brush.axis == shown.view.axis) {
        let (from, to) = shown.view.scale.range();
        let left = if brush.range.0 <= from { 0 } else { shown.view.scale.pixel(brush.range.0) };
        let right =
            if brush.range.1 >= to { bands.size().width } else { shown.view.scale.pixel(brush.range.1 - 1) + 1 };
        let (left, right) = if brush.range.1 <= from || brush.range.0 >= to { (0, 0) } else { (left, right) };
        strip::outside(ui, body, bands, (left, right), tokens);
    }
    for notable in &shown.view.notable {
        let middle = (bands.x(notable.left) + bands.x(notable.right)) / 2.0;
        stands_out(painter, pos2(middle, bands.marks.center().y), notable.marks, tokens);
    }
    ruler(ui, shown, bands, tokens);
}

/// The gravest of a set, by its shape: a mark, or a diamond for a no, or a triangle for a finding.
fn stands_out(painter: &Painter, at: Pos2, marks: Marks, tokens: &Tokens) {
    match marks.worst().filter(|worst| *worst >= Assurance::Withheld) {
        Some(worst) => paint::mark(painter, at, worst, tokens),
        None if marks.has(Flag::Finding) => {
            let points = vec![at + vec2(0.0, -4.0), at + vec2(4.5, 4.0), at + vec2(-4.5, 4.0)];
            painter.add(Shape::convex_polygon(points, tokens.warning, Stroke::NONE));
        }
        None => {
            let points = vec![at + vec2(0.0, -4.0), at + vec2(4.0, 0.0), at + vec2(0.0, 4.0), at + vec2(-4.0, 0.0)];
            painter.add(Shape::closed_line(points, Stroke::new(1.3, tokens.warning)));
        }
    }
}

/// Boxes that need a look reach over the whole lane; unchecked ones are hollow; what the filter hides is a thin line.
fn boxes(mesh: &mut Mesh, lane: &LaneView, row: Rect, bands: &Bands, tokens: &Tokens) {
    let agent = lane.label.starts_with("agent:");
    let plain = if agent { tokens.accent } else { tokens.secondary };
    let width = bands.size().width;
    for of in &lane.boxes {
        let (left, mut right) = (bands.x(of.left), bands.x(of.right.min(width)));
        if lane.exact {
            right = right.max(left + 3.0).min(bands.strip.right());
        }
        let mut fill = |top: f32, bottom: f32, color: Color32| {
            let part = Rect::from_min_max(pos2(left, row.top() + top), pos2(right, row.top() + bottom));
            mesh.add_colored_rect(part, color);
        };
        match worst(of) {
            None => fill(6.5, 7.5, tokens.dim),
            Some(Assurance::Verified) => fill(3.0, 11.0, plain),
            Some(Assurance::Unchecked) => {
                fill(3.0, 4.5, plain);
                fill(9.5, 11.0, plain);
            }
            Some(Assurance::Withheld) => fill(6.0, 9.0, tokens.secondary),
            Some(Assurance::Missing) => {
                fill(1.0, 3.0, tokens.failed);
                fill(6.0, 8.0, tokens.failed);
                fill(11.0, 13.0, tokens.failed);
            }
            Some(Assurance::Failed) => fill(0.0, 14.0, tokens.failed),
        }
    }
}

fn worst(of: &Boxed) -> Option<Assurance> {
    of.marks.worst().filter(|_| of.count > 0)
}

/// Silences are hatched; a folded one is cut by two lines, too.
fn silences(painter: &Painter, shown: &Shown, bands: &Bands, tokens: &Tokens) {
    for gap in &shown.view.gaps {
        let across = bands.x(gap.left)..=bands.x(gap.right);
        hatch(painter, across.clone(), (bands.lanes.top()..=bands.grants.bottom()).into(), tokens);
        if gap.folded {
            for x in [across.start() + 0.5, across.end() - 0.5] {
                painter.vline(x, bands.lanes.top()..=bands.ruler.top() + 5.0, Stroke::new(1.0, tokens.dim));
            }
        }
    }
}

/// Slanted lines; the wider the place, the further apart, so that they stay few.
pub fn hatch(painter: &Painter, across: std::ops::RangeInclusive<f32>, down: egui::Rangef, tokens: &Tokens) {
    let place = Rect::from_x_y_ranges(across, down);
    let inside = painter.with_clip_rect(place.intersect(painter.clip_rect()));
    let step = (place.width() / 60.0).max(5.0);
    let mut x = place.left() - place.height();
    while x < place.right() {
        let line = [pos2(x, place.bottom()), pos2(x + place.height(), place.top())];
        inside.line_segment(line, Stroke::new(1.0, tokens.dim.gamma_multiply(0.7)));
        x += step;
    }
}

fn ruler(ui: &Ui, shown: &Shown, bands: &Bands, tokens: &Tokens) {
    let (painter, ruler) = (ui.painter(), bands.ruler);
    painter.hline(ruler.x_range(), ruler.top() + 0.5, Stroke::new(1.0, tokens.hairline));
    let font = egui::FontId::monospace(10.5);
    for tick in &shown.ticks {
        let x = bands.x(tick.pixel) + 0.5;
        painter.vline(x, ruler.top()..=ruler.top() + 4.0, Stroke::new(1.0, tokens.dim));
        let top = ruler.top() + 3.0;
        painter.text(pos2(x + 3.0, top), egui::Align2::LEFT_TOP, &tick.label, font.clone(), tokens.secondary);
        let below = pos2(x + 3.0, top + 10.0);
        painter.text(below, egui::Align2::LEFT_TOP, &tick.above, font.clone(), tokens.secondary);
    }
    let place =
        Rect::from_min_max(pos2(bands.header.left() + 14.0, ruler.top()), pos2(ruler.left(), ruler.top() + 16.0));
    let word = if shown.view.axis == crate::view::timeline::AxisKind::Position { "position" } else { "UTC" };
    paint::at(ui, place, &Text::new(word, theme::small(), tokens.secondary));
}

/// The names of the bands; a name that is cut is told in full under the pointer.
pub fn names_ui(ui: &mut Ui, desk: &Desk, shown: &Shown, bands: &Bands) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    let left = bands.header.left() + 14.0;
    let gutter = |row: Rect| Rect::from_min_max(pos2(left, row.top()), pos2(bands.strip.left() - 10.0, row.bottom()));
    for (at, lane) in shown.view.lanes.iter().enumerate() {
        let place = gutter(Bands::row(bands.lanes, at, LANE));
        let on = desk.timeline.lane == Some(lane.number);
        if on {
            let row = Rect::from_min_max(place.min - vec2(14.0, 0.0), pos2(bands.strip.left(), place.bottom()));
            ui.painter().rect_filled(row, 0.0, tokens.selection);
        }
        let number = count(lane.count);
        let room = 7.0 * number.len() as f32;
        paint::aligned(ui, place, &Text::new(&number, egui::FontId::monospace(10.5), tokens.secondary), Align::Max);
        let name = Rect::from_min_max(place.min, place.max - vec2(room + 6.0, 0.0));
        paint::at(ui, name, &Text::new(short(label(lane)), egui::FontId::proportional(12.0), tokens.text));
        let response = ui.interact(place, ui.scope_id().with(("lane", lane.number)), Sense::CLICK);
        let told = hostile::visible(ui, &words(lane), &theme::body()).into_owned();
        let said = format!("Lane {told}");
        response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Row, true, on, &said));
        if response.clicked() {
            out.push(Intent::Timeline(Wish::Lane(if on { None } else { Some(lane.number) })));
        }
        response.on_hover_text(told);
    }
    let word = |band: Rect, word: &str| {
        paint::at(ui, gutter(band), &Text::new(word, theme::small(), tokens.secondary));
    };
    word(bands.strip, "All records");
    word(bands.marks, if bands.flags == bands.marks { "Marks, versions" } else { "Marks" });
    if bands.flags != bands.marks {
        word(bands.flags, "Versions promoted");
    }
    if bands.grants.height() > 0.0 {
        word(Bands::row(bands.grants, 0, super::bands::GRANT), "Grants");
    }
    out
}

fn label(lane: &LaneView) -> &str {
    if lane.name.is_some() { &lane.label } else { "none stated" }
}

/// A lane in words; its name as it is in the evidence.
pub fn words(lane: &LaneView) -> String {
    let marks = lane.boxes.iter().fold(Marks::default(), |all, of| all.and(of.marks));
    format!("{}, {}", label(lane), under(lane.count, lane.total, marks))
}
