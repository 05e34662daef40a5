//! The pointer over the lanes: what lies under it, where a click goes, wheel and drag.

use super::bands::{Bands, GRANT, LANE};
use super::{bars, lanes, strip};
use crate::case::Row;
use crate::gui::hostile;
use crate::gui::intent::Intent;
use crate::gui::paint;
use crate::gui::state::Desk;
use crate::gui::theme;
use crate::gui::timeline::Wish;
use crate::view::timeline::{AxisKind, GrantBar, LaneView, Notable, Promotions, Shown, moment, stands_out, under};
use egui::{PointerButton, Pos2, Response, Ui};

/// What is under the pointer.
pub enum Under<'s> {
    /// A mark.
    Mark(&'s Notable),
    /// A flag.
    Flag(&'s Promotions),
    /// A lane.
    Lane(&'s LaneView),
    /// A grant.
    Grant(&'s GrantBar),
    /// Nothing of that.
    Time,
}

/// Wishes of the pointer.
pub fn pointer(ui: &mut Ui, response: Response, desk: &Desk, shown: &Shown, bands: &Bands) -> Vec<Intent> {
    let mut out = wheel(ui, &response, bands);
    let brushing = ui.input(|input| input.modifiers.shift);
    let drag = if brushing || response.drag_stopped() { strip::drag(ui, &response, bands, None) } else { None };
    if let Some(drag) = drag.filter(|_| brushing) {
        strip::outside(ui, bands.lanes, bands, drag.pixels, theme::of(ui));
        if drag.done {
            let (left, right) = drag.pixels;
            out.push(Wish::Brush(Some(shown.view.scale.between(left, right.saturating_sub(1)))));
        }
    } else if response.dragged() && response.drag_delta().x != 0.0 {
        out.push(Wish::Pan(f64::from(-response.drag_delta().x)));
    }
    let mut out: Vec<Intent> = out.into_iter().map(Intent::Timeline).collect();
    let Some(at) = response.interact_pointer_pos().or(response.hover_pos()) else { return out };
    if at.x < bands.strip.left() {
        return out;
    }
    let pixel = bands.pixel(at.x);
    if response.double_clicked_by(PointerButton::Primary) {
        out.push(Intent::Timeline(Wish::Zoom { pixel, factor: 0.125 }));
    } else if paint::chosen(&response) {
        out.extend(goal(shown, bands, at).map(Intent::Focus));
    }
    if response.contains_pointer() && !response.dragged() {
        let words = hover(ui, desk, shown, bands, at);
        response.on_hover_text_at_pointer(words);
    }
    out
}

/// The wheel zooms about the pointer; sideways, or with Shift, it moves; over the names it scrolls the lanes.
fn wheel(ui: &Ui, response: &Response, bands: &Bands) -> Vec<Wish> {
    let Some(at) = response.hover_pos().filter(|_| response.contains_pointer()) else { return Vec::new() };
    let (scrolled, pinched) = ui.input(|input| (input.smooth_scroll_delta(), input.zoom_delta()));
    if at.x < bands.strip.left() {
        return lanes_on(ui, response, scrolled.y).map(Wish::Lanes).into_iter().collect();
    }
    let mut out = Vec::new();
    let factor = f64::from(-scrolled.y / 160.0).exp2() / f64::from(pinched);
    if factor != 1.0 {
        out.push(Wish::Zoom { pixel: bands.pixel(at.x), factor });
    }
    if scrolled.x != 0.0 {
        out.push(Wish::Pan(f64::from(-scrolled.x)));
    }
    out
}

/// Over the names the wheel scrolls the lanes: so many, once that many pixels are together.
fn lanes_on(ui: &Ui, response: &Response, pixels: f32) -> Option<i32> {
    let id = response.id.with("lanes wheel");
    let gathered = ui.data(|data| data.get_temp::<f32>(id)).unwrap_or_default() - pixels;
    let lanes = (gathered / LANE).trunc();
    ui.data_mut(|data| data.insert_temp(id, gathered - lanes * LANE));
    (lanes != 0.0).then_some(lanes as i32)
}

fn find<'s>(shown: &'s Shown, bands: &Bands, at: Pos2) -> Under<'s> {
    let pixel = bands.pixel(at.x);
    let view = &shown.view;
    if bands.marks.y_range().contains(at.y) {
        let near = view.notable.iter().find(|mark| mark.left <= pixel + 1 && pixel <= mark.right);
        if let Some(mark) = near {
            return Under::Mark(mark);
        }
    }
    if bands.flags.y_range().contains(at.y) {
        let near = view.promotions.iter().min_by_key(|of| of.pixel.abs_diff(pixel));
        // A flag waves to the right.
        return near.filter(|of| of.pixel.abs_diff(pixel) <= 8).map_or(Under::Time, Under::Flag);
    }
    if bands.lanes.y_range().contains(at.y) {
        let row = ((at.y - bands.lanes.top()) / LANE) as usize;
        return view.lanes.get(row).map_or(Under::Time, Under::Lane);
    }
    if bands.grants.y_range().contains(at.y) {
        let row = ((at.y - bands.grants.top()) / GRANT) as usize;
        let in_row = bars::placed(shown, bands).into_iter().filter(|(at, _)| *at == row);
        let near = in_row.min_by_key(|(_, grant)| away(grant, pixel)).filter(|(_, grant)| away(grant, pixel) <= 8);
        return near.map_or(Under::Time, |(_, grant)| Under::Grant(grant));
    }
    Under::Time
}

fn away(grant: &GrantBar, pixel: u32) -> u32 {
    let bar = grant.pixels.map(|(left, right)| left.saturating_sub(pixel).max((pixel + 1).saturating_sub(right)));
    let uses = grant.uses.iter().map(|used| used.pixel.abs_diff(pixel));
    bar.into_iter().chain(uses).min().unwrap_or(u32::MAX)
}

/// Where a click goes: to what is under it, else to the nearest record of the lane, else of any lane.
fn goal(shown: &Shown, bands: &Bands, at: Pos2) -> Option<Row> {
    let pixel = bands.pixel(at.x);
    match find(shown, bands, at) {
        Under::Mark(mark) => Some(mark.row),
        Under::Flag(of) => Some(of.first.row()),
        Under::Grant(grant) => {
            let used = grant.uses.iter().min_by_key(|used| used.pixel.abs_diff(pixel));
            Some(used.filter(|used| used.pixel.abs_diff(pixel) <= 4).map_or(grant.row, |used| used.row))
        }
        Under::Lane(lane) => nearest(std::slice::from_ref(lane), pixel),
        Under::Time => nearest(&shown.view.lanes, pixel),
    }
}

/// The record of the filter that is nearest to a pixel.
pub fn nearest(lanes: &[LaneView], pixel: u32) -> Option<Row> {
    let boxes = lanes.iter().flat_map(|lane| &lane.boxes);
    let records = boxes.filter_map(|of| {
        let away = of.left.saturating_sub(pixel).max((pixel + 1).saturating_sub(of.right));
        Some((away, of.first?))
    });
    records.min_by_key(|(away, _)| *away).map(|(_, row)| row)
}

fn hover(ui: &Ui, desk: &Desk, shown: &Shown, bands: &Bands, at: Pos2) -> String {
    let (axis, pixel) = (shown.view.axis, bands.pixel(at.x));
    let here = moment(axis, shown.view.scale.x_at(pixel));
    let words = match find(shown, bands, at) {
        Under::Mark(mark) => {
            let index = desk.opened.case.index(mark.row);
            format!("{}\nClick: go to record {index}", stands_out(mark.marks).unwrap_or_default())
        }
        Under::Flag(of) => bars::promoted(of),
        Under::Grant(grant) => bars::granted(grant, axis != AxisKind::Position),
        Under::Lane(lane) => {
            let near = lane.boxes.iter().find(|of| of.left <= pixel + 2 && pixel < of.right + 3);
            let what = near.map_or("no record here".to_owned(), |of| under(of.count, of.total, of.marks));
            format!("{}\n{here}\n{what}", lanes::words(lane))
        }
        Under::Time => here,
    };
    let lines = words.lines().map(|line| hostile::visible(ui, line, &theme::body()).into_owned());
    lines.collect::<Vec<_>>().join("\n")
}
