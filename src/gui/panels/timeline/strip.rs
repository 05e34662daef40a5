//! The strip: the whole case, what the filter means of it in the accent, all else grey; and the brush.

use super::bands::Bands;
use super::lanes;
use crate::gui::intent::Intent;
use crate::gui::state::Desk;
use crate::gui::theme::{self, Tokens};
use crate::gui::timeline::Wish;
use crate::view::timeline::{Overview, Shown, moment, under};
use crate::view::words::{count, counted};
use egui::{Color32, CursorIcon, Mesh, Pos2, Rect, Response, Sense, Shape, Stroke, Ui, pos2};

/// The strip.
pub fn strip_ui(ui: &mut Ui, desk: &Desk, shown: &Shown, bands: &Bands) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let response = ui.interact(bands.strip, ui.scope_id().with("strip"), Sense::CLICK | Sense::DRAG);
    let brush = brushed(desk, shown);
    let drag = drag(ui, &response, bands, brush);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Slider, true, said(desk, shown)));
    ui.painter().rect_filled(bands.strip, 0.0, tokens.background);
    for piece in shown.overview.scale.pieces.iter().filter(|piece| piece.folded) {
        lanes::hatch(ui.painter(), bands.x(piece.left)..=bands.x(piece.right), bands.strip.y_range(), tokens);
    }
    density(ui, &shown.overview, bands, tokens);
    if let Some((left, right)) = drag.map(|drag| drag.pixels).or(brush) {
        outside(ui, bands.strip, bands, (left, right), tokens);
        edges(ui, bands, (left, right), tokens);
    }
    viewport(ui, shown, bands, tokens);
    let mut out = Vec::new();
    if let Some(drag) = drag.filter(|drag| drag.done) {
        let (left, right) = drag.pixels;
        out.push(Intent::Timeline(Wish::Brush(Some(shown.overview.scale.between(left, right.saturating_sub(1))))));
    }
    let Some(at) = response.hover_pos().or(response.interact_pointer_pos()) else { return out };
    let pixel = bands.pixel(at.x);
    if response.clicked() {
        out.extend(nearest(&shown.overview, pixel).map(Intent::Focus));
    }
    let grip = brush.is_some_and(|(left, right)| pixel.abs_diff(left) <= GRIP || pixel.abs_diff(right) <= GRIP);
    ui.set_cursor_icon(if grip { CursorIcon::ResizeHorizontal } else { CursorIcon::Default });
    if drag.is_none() {
        let words = hover(shown, pixel);
        response.on_hover_text_at_pointer(words);
    }
    out
}

/// Pixels of the strip that the brush covers.
fn brushed(desk: &Desk, shown: &Shown) -> Option<(u32, u32)> {
    let brush = desk.filter.brush.filter(|brush| brush.axis == shown.view.axis)?;
    let scale = &shown.overview.scale;
    Some((scale.pixel(brush.range.0), scale.pixel(brush.range.1.saturating_sub(1)) + 1))
}

fn said(desk: &Desk, shown: &Shown) -> String {
    let total: usize = shown.overview.strips.iter().map(|strip| strip.total).sum();
    let known: usize = shown.overview.strips.iter().map(|strip| strip.count).sum();
    let brush = desk.filter.brush.map_or("no time range".to_owned(), |brush| format!("time range {}", brush.words()));
    format!("Density of {}, {} of the filter; {brush}", counted(total, "record"), count(known))
}

fn hover(shown: &Shown, pixel: u32) -> String {
    let overview = &shown.overview;
    let Some(strip) = overview.strips.get(pixel as usize) else { return String::new() };
    let words = under(strip.count, strip.total, strip.marks);
    format!(
        "{}\n{words}\nDrag: keep to a time range. Click: go to the nearest record",
        moment(shown.view.axis, overview.scale.x_at(pixel))
    )
}

/// The first record of the filter nearest to a pixel.
fn nearest(overview: &Overview, pixel: u32) -> Option<u32> {
    let records = (0u32..).zip(&overview.strips).filter_map(|(at, strip)| Some((at.abs_diff(pixel), strip.first?)));
    records.min_by_key(|(away, _)| *away).map(|(_, row)| row)
}

/// Two tones: all records, and those of the filter. Heights grow with the root, so that single records stay visible.
fn density(ui: &Ui, overview: &Overview, bands: &Bands, tokens: &Tokens) {
    let strip = bands.strip;
    let most = overview.strips.iter().map(|strip| strip.total).max().unwrap_or(0).max(1) as f32;
    let room = strip.height() - 3.0;
    let mut mesh = Mesh::default();
    let mut bar = |at: usize, number: usize, color: Color32| {
        if number > 0 {
            let height = ((number as f32 / most).sqrt() * room).max(2.0);
            let x = strip.left() + at as f32;
            mesh.add_colored_rect(
                Rect::from_min_max(pos2(x, strip.bottom() - height), pos2(x + 1.0, strip.bottom())),
                color,
            );
        }
    };
    for (at, strip) in overview.strips.iter().enumerate() {
        bar(at, strip.total, tokens.dim);
        bar(at, strip.count, tokens.accent);
    }
    ui.painter().add(Shape::mesh(mesh));
    ui.painter().hline(strip.x_range(), strip.bottom() - 0.5, Stroke::new(1.0, tokens.hairline));
}

/// Dims what lies outside of the brush.
pub fn outside(ui: &Ui, band: Rect, bands: &Bands, (left, right): (u32, u32), tokens: &Tokens) {
    let veil = tokens.panel.gamma_multiply(0.72);
    let (left, right) =
        (bands.x(left).clamp(band.left(), band.right()), bands.x(right).clamp(band.left(), band.right()));
    for part in
        [Rect::from_min_max(band.min, pos2(left, band.bottom())), Rect::from_min_max(pos2(right, band.top()), band.max)]
    {
        ui.painter().rect_filled(part, 0.0, veil);
    }
}

fn edges(ui: &Ui, bands: &Bands, (left, right): (u32, u32), tokens: &Tokens) {
    for x in [bands.x(left), bands.x(right)] {
        ui.painter().vline(x, bands.strip.y_range(), Stroke::new(1.5, tokens.accent));
    }
    ui.painter().hline(bands.x(left)..=bands.x(right), bands.strip.top() + 0.5, Stroke::new(1.0, tokens.accent));
}

/// Which part of the case the lanes below show.
fn viewport(ui: &Ui, shown: &Shown, bands: &Bands, tokens: &Tokens) {
    let (from, to) = shown.view.scale.range();
    let scale = &shown.overview.scale;
    let (left, right) = (bands.x(scale.pixel(from)), bands.x(scale.pixel(to - 1) + 1));
    ui.painter().hline(left..=right.max(left + 3.0), bands.strip.bottom() - 1.0, Stroke::new(2.0, tokens.secondary));
}

/// A brush that is being drawn.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Drag {
    /// Pixels: first, and one after the last.
    pub pixels: (u32, u32),
    /// The button was let go.
    pub done: bool,
}

/// Follows a drag from where the button went down.
pub fn drag(ui: &Ui, response: &Response, bands: &Bands, brush: Option<(u32, u32)>) -> Option<Drag> {
    let id = response.id.with("drag");
    if response.drag_started() {
        let start = ui.input(|input| input.pointer.press_origin()).or(response.interact_pointer_pos());
        ui.data_mut(|data| data.insert_temp(id, start));
    }
    let active = response.dragged() || response.drag_stopped();
    let start = ui.data(|data| data.get_temp::<Option<Pos2>>(id)).flatten().filter(|_| active)?;
    let now = response.interact_pointer_pos().or(ui.input(|input| input.pointer.latest_pos()))?;
    let pixels = reshaped(brush, bands.pixel(start.x), bands.pixel(now.x), bands.size().width);
    Some(Drag { pixels, done: response.drag_stopped() })
}

/// The brush after a drag from one pixel to another: an edge that was taken hold of follows, the middle moves all of it, and
/// elsewhere a new one begins.
fn reshaped(brush: Option<(u32, u32)>, start: u32, now: u32, width: u32) -> (u32, u32) {
    let between = |a: u32, b: u32| (a.min(b), a.max(b) + 1);
    match brush {
        Some((left, right)) if start.abs_diff(left) <= GRIP && left > 0 => between(now, right.saturating_sub(1)),
        Some((left, right)) if start.abs_diff(right) <= GRIP && right < width => between(left, now),
        Some((left, right)) if (left..right).contains(&start) && (left, right) != (0, width) => {
            let by = i64::from(now) - i64::from(start);
            let by = by.clamp(-i64::from(left), i64::from(width.saturating_sub(right)));
            ((i64::from(left) + by) as u32, (i64::from(right) + by) as u32)
        }
        _ => between(start, now),
    }
}

/// Pixels beside an edge that take hold of it.
const GRIP: u32 = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brush_is_drawn_moved_and_resized_within_the_strip() {
        assert_eq!(reshaped(None, 30, 10, 100), (10, 31));
        assert_eq!(reshaped(Some((20, 40)), 21, 5, 100), (5, 40));
        assert_eq!(reshaped(Some((20, 40)), 39, 60, 100), (20, 61));
        assert_eq!(reshaped(Some((20, 40)), 30, 35, 100), (25, 45));
        assert_eq!(reshaped(Some((20, 40)), 30, 99, 100), (80, 100));
        assert_eq!(reshaped(Some((20, 40)), 30, 0, 100), (0, 20));
        assert_eq!(reshaped(Some((20, 40)), 70, 80, 100), (70, 81));
        assert_eq!(reshaped(Some((0, 100)), 50, 60, 100), (50, 61));
    }
}
