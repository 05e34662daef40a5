//! The timeline as a list: what is in view in words, each row with what a click in the picture does. For keyboard and screen reader.

use super::{bars, lanes};
use crate::case::{Assurance, Row};
use crate::gui::intent::Intent;
use crate::gui::paint::{self, Text};
use crate::gui::state::Desk;
use crate::gui::timeline::Wish;
use crate::gui::{hostile, theme};
use crate::view::timeline::{AxisKind, Boxed, GrantBar, LaneView, Marks, Notable, Promotions, Shown, UseMark, moment};
use crate::view::timeline::{stands_out, under};
use crate::view::words::{count, counted, span};
use egui::accesskit::Role;
use egui::{Rect, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

/// One row.
#[derive(Clone, Copy)]
enum Line<'s> {
    Lane(&'s LaneView),
    /// Records of the chosen lane.
    Records(&'s Boxed),
    Mark(&'s Notable),
    Version(&'s Promotions),
    Grant(&'s GrantBar),
    Use(&'s GrantBar, &'s UseMark),
    Silence(i64, i64),
    /// Lanes that are not listed: how many, and which way.
    More(usize, i32),
}

/// The list.
pub fn list_ui(ui: &mut Ui, body: Rect, desk: &Desk, shown: &Shown, out: &mut Vec<Intent>) {
    let lines = lines(desk, shown);
    let (from, to) = shown.view.scale.range();
    let axis = shown.view.axis;
    let said = format!(
        "Timeline as a list, {}, from {} to {}",
        counted(lines.len(), "row"),
        moment(axis, from),
        moment(axis, to - 1)
    );
    let builder = UiBuilder::new().max_rect(body).accessibility_role(Role::Table).accessibility_label(said);
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let area = ScrollArea::vertical().id_salt("timeline list").auto_shrink([false, false]);
        area.show_rows(ui, HEIGHT, lines.len(), |ui, seen| {
            for at in seen {
                let Some(line) = lines.get(at) else { continue };
                if row_ui(ui, desk, shown, at, *line) {
                    out.extend(taken(desk, *line));
                }
            }
        });
    });
}

/// In the order of the picture: what stands out, what was promoted, lanes, the chosen one with its records; grants; silences.
fn lines<'s>(desk: &Desk, shown: &'s Shown) -> Vec<Line<'s>> {
    let view = &shown.view;
    let screen = i32::try_from(view.lanes.len()).unwrap_or(i32::MAX);
    let mut out = Vec::new();
    let more = |hidden: usize, by: i32| (hidden > 0).then_some(Line::More(hidden, by));
    out.extend(view.notable.iter().map(Line::Mark));
    out.extend(view.promotions.iter().map(Line::Version));
    out.extend(more(view.hidden.lanes_above, -screen));
    for lane in &view.lanes {
        out.push(Line::Lane(lane));
        if desk.timeline.lane == Some(lane.number) {
            out.extend(lane.boxes.iter().filter(|of| of.count > 0).map(Line::Records));
        }
    }
    out.extend(more(view.hidden.lanes_below, screen));
    for grant in &view.grants {
        out.push(Line::Grant(grant));
        out.extend(grant.uses.iter().map(|used| Line::Use(grant, used)));
    }
    out.extend(view.gaps.iter().map(|gap| Line::Silence(gap.from, gap.to)));
    out
}

/// What a click does: the same as in the picture.
fn taken(desk: &Desk, line: Line<'_>) -> Option<Intent> {
    let lane = |lane: &LaneView| {
        let chosen = desk.timeline.lane == Some(lane.number);
        Some(Intent::Timeline(Wish::Lane((!chosen).then_some(lane.number))))
    };
    match line {
        Line::Lane(of) => lane(of),
        Line::More(_, by) => Some(Intent::Timeline(Wish::Lanes(by))),
        _ => record(line).map(Intent::Focus),
    }
}

/// The record that a row leads to.
fn record(line: Line<'_>) -> Option<Row> {
    match line {
        Line::Records(of) => of.first,
        Line::Mark(mark) => Some(mark.row),
        Line::Version(of) => Some(of.first.row()),
        Line::Grant(grant) => Some(grant.row),
        Line::Use(_, used) => Some(used.row),
        Line::Lane(_) | Line::Silence(..) | Line::More(..) => None,
    }
}

/// Its kind, and what it says.
fn words(line: Line<'_>, shown: &Shown) -> (&'static str, String) {
    let axis = shown.view.axis;
    let at = |pixel: u32| moment(axis, shown.view.scale.x_at(pixel));
    match line {
        Line::Lane(lane) => ("Lane", lanes::words(lane)),
        Line::Records(of) => ("Records", format!("{}, from {}", under(of.count, of.total, of.marks), at(of.left))),
        Line::Mark(mark) => ("Mark", format!("{}, from {}", stands_out(mark.marks).unwrap_or_default(), at(mark.left))),
        Line::Version(of) => ("Version", format!("{}, at {}", bars::promoted(of), at(of.pixel))),
        Line::Grant(grant) => ("Grant", bars::granted(grant, axis != AxisKind::Position)),
        Line::Use(grant, used) => {
            let outside = match used.outside {
                0 => String::new(),
                outside => format!(", {} not covered by it", count(outside)),
            };
            ("Use", format!("{} of {}, at {}{outside}", counted(used.count, "use"), grant.name, at(used.pixel)))
        }
        Line::Silence(from, to) => {
            let long = if axis == AxisKind::Position { String::new() } else { format!("[{}] ", span(to - from)) };
            ("Silence", format!("{long}without a record, from {} to {}", moment(axis, from), moment(axis, to)))
        }
        Line::More(hidden, by) => {
            let side = if by < 0 { "above" } else { "below" };
            ("Lanes", format!("{} {side}: show them", counted(hidden, "more lane")))
        }
    }
}

/// The worst that is known of its records.
fn mark(line: Line<'_>) -> Option<Assurance> {
    let marks = match line {
        Line::Lane(lane) => {
            lane.boxes.iter().filter(|of| of.count > 0).fold(Marks::default(), |all, of| all.and(of.marks))
        }
        Line::Records(of) => of.marks,
        Line::Mark(mark) => mark.marks,
        Line::Version(of) => of.marks,
        Line::Grant(grant) => grant.marks,
        Line::Use(..) | Line::Silence(..) | Line::More(..) => return None,
    };
    marks.worst()
}

fn row_ui(ui: &mut Ui, desk: &Desk, shown: &Shown, at: usize, line: Line<'_>) -> bool {
    let tokens = theme::of(ui);
    let acts = !matches!(line, Line::Silence(..));
    let sense = if acts { Sense::click() } else { Sense::hover() };
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let response = ui.interact(rect, ui.scope_id().with(("timeline row", at)), sense);
    let (kind, text) = words(line, shown);
    let record = record(line);
    let leads = record.map(|row| format!(", go to record {}", desk.opened.case.index(row))).unwrap_or_default();
    let said = hostile::visible(ui, &format!("{kind}: {text}{leads}"), &theme::body()).into_owned();
    let on = match line {
        Line::Lane(lane) => desk.timeline.lane == Some(lane.number),
        _ => record.is_some() && record == desk.focus,
    };
    response.widget_info(|| WidgetInfo::selected(egui::Role::Row, acts, on, &said));
    if on {
        ui.painter().rect_filled(rect, 0.0, tokens.selection);
    } else if acts && response.hovered() {
        ui.painter().rect_filled(rect, 0.0, tokens.raised);
    }
    let indent = if matches!(line, Line::Records(_) | Line::Use(..)) { 16.0 } else { 0.0 };
    if let Some(mark) = mark(line) {
        paint::mark(ui.painter(), pos2(rect.left() + 20.0, rect.center().y), mark, tokens);
    }
    let kinds =
        Rect::from_min_max(pos2(rect.left() + 36.0 + indent, rect.top()), pos2(rect.left() + 110.0, rect.bottom()));
    paint::at(ui, kinds, &Text::new(kind, theme::small(), tokens.secondary));
    let place = Rect::from_min_max(pos2(rect.left() + 110.0, rect.top()), pos2(rect.right() - 14.0, rect.bottom()));
    paint::at(ui, place, &Text::new(&text, theme::body(), tokens.text));
    if response.has_focus() {
        let ring = egui::Stroke::new(2.0, tokens.accent);
        ui.painter().rect_stroke(rect.shrink(1.0), 2.0, ring, egui::StrokeKind::Inside);
        response.scroll_to_me(None);
    }
    response.clicked()
}

/// Height of a row.
const HEIGHT: f32 = 22.0;
