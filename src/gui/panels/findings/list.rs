//! The list of findings: only the lines in sight are laid out, however many there are.

use crate::bundle::{Class, Failure};
use crate::gui::findings::{Wish, failure, list_id};
use crate::gui::paint::{self, Text};
use crate::gui::state::Desk;
use crate::gui::theme::{self, ROW, Tokens};
use crate::gui::{hostile, lines};
use crate::view::findings::{Findings, Group, Line, Number, Place, severity_words};
use crate::view::words::{count, counted, one_line};
use egui::accesskit::Role;
use egui::{Color32, EventFilter, Id, Rect, ScrollArea, Sense, Shape, Stroke, StrokeKind, Ui, UiBuilder, pos2, vec2};
use std::sync::Arc;

/// The list; it has the keyboard as a whole, and each of its lines can be chosen.
pub fn list_ui(ui: &mut Ui, desk: &Desk, found: &Arc<Findings>) -> Vec<Wish> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    let body = ui.available_rect_before_wrap();
    let response = ui.interact(body, list_id(), Sense::click());
    let said = format!("Findings, {}", counted(found.order.len(), "row"));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &said));
    if response.has_focus() {
        let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(list_id(), filter));
    }
    let builder = UiBuilder::new().max_rect(body).accessibility_role(Role::Table).accessibility_label(said);
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        if found.lines.is_empty() {
            nothing_ui(ui, body, found);
            return;
        }
        let mut area = ScrollArea::vertical().id_salt("findings").auto_shrink(false);
        if let Some(offset) = offset(ui, desk, found, body.height()) {
            area = area.vertical_scroll_offset(offset);
        }
        let shown = area.show_rows(ui, ROW, found.lines.len(), |ui, seen| {
            for at in seen {
                if let Some(line) = found.lines.get(at) {
                    out.extend(line_ui(ui, desk, found, (at, *line)));
                }
            }
        });
        ui.data_mut(|data| data.insert_temp(offset_id(), shown.state.clamped_offset().y));
    });
    if !out.is_empty() {
        ui.memory_mut(|memory| memory.request_focus(list_id()));
    }
    if response.has_focus() {
        ui.painter().rect_stroke(body.shrink(1.0), 0.0, Stroke::new(2.0, tokens.accent), StrokeKind::Inside);
    }
    out
}

fn offset_id() -> Id {
    Id::unique("offset of the findings")
}

/// Where the list has to begin so that the chosen line is in sight: after another choice or another list, and only where it is not.
fn offset(ui: &Ui, desk: &Desk, found: &Arc<Findings>, height: f32) -> Option<f32> {
    let chosen = desk.findings.chosen;
    let of = (Arc::as_ptr(found) as usize, chosen.map_or(0, |(part, at)| ((part + 1) << 32) | at));
    if !lines::is_new(ui, "chosen finding", of) {
        return None;
    }
    let Some(line) = chosen.and_then(|chosen| found.line_of(chosen)) else { return Some(0.0) };
    let top = line as f32 * ROW;
    let now = ui.data(|data| data.get_temp::<f32>(offset_id())).unwrap_or(0.0);
    // With the headings of its group and its severity where they are close.
    let wanted = if line <= 2 { 0.0 } else { (top - height / 3.0).max(0.0) };
    (top < now || top + ROW > now + height).then_some(wanted)
}

fn nothing_ui(ui: &mut Ui, body: Rect, found: &Findings) {
    let tokens = theme::of(ui);
    let words = match found.told() {
        0 => "Nothing was found".to_owned(),
        told => format!("{} left out by the choices above", counted(told as usize, "finding")),
    };
    let response = ui.interact(body, ui.scope_id().with("nothing"), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &words));
    paint::aligned(ui, body, &Text::new(&words, theme::body(), tokens.secondary), egui::Align::Center);
}

fn line_ui(ui: &mut Ui, desk: &Desk, found: &Findings, (at, line): (usize, Line)) -> Option<Wish> {
    let tokens = theme::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    match line {
        Line::Severity(severity) => {
            let number = found.severities.get(severity as usize).copied().unwrap_or_default();
            let words = format!("{}: {}", severity_words(severity), numbered(number));
            paint::part(ui, rect, ("severity", at), (Role::Row, words.clone()), |ui| {
                paint::severity(ui.painter(), pos2(rect.left() + 17.0, rect.center().y), severity, tokens);
                let place = rect.with_min_x(rect.left() + 32.0);
                paint::at(ui, place, &Text::new(&words, theme::strong(), tokens.text));
            });
            None
        }
        Line::Group(group) => {
            let number = found.number(group);
            let said = format!("{}, {}, {}", group.1.name(), severity_words(group.0), numbered(number));
            let folded = found.request.folded.contains(&group);
            let fold = if folded { "folded" } else { "unfolded" };
            let row =
                paint::Row { id: ("group", at as u64), place: at as u64, said: format!("{said}, {fold}"), on: false };
            let (_, clicked) = paint::row(ui, rect, row, |ui| group_ui(ui, rect, found, (group, number, folded)));
            clicked.then_some(Wish::Fold(group))
        }
        Line::Finding(place) => {
            let of = failure(&desk.opened.case, place)?;
            let on = desk.findings.chosen == Some(place);
            let said = hostile::visible(ui, &said(desk, place, of), &theme::body()).into_owned();
            let row = paint::Row { id: ("finding", at as u64), place: at as u64, said, on };
            let (_, clicked) = paint::row(ui, rect, row, |ui| finding_ui(ui, rect, desk, place, of));
            clicked.then_some(Wish::Choose(place))
        }
    }
}

fn group_ui(ui: &Ui, rect: Rect, found: &Findings, (group, number, folded): (Group, Number, bool)) {
    let tokens = theme::of(ui);
    let centre = pos2(rect.left() + 40.0, rect.center().y);
    let points = match folded {
        true => vec![centre + vec2(-2.0, -4.0), centre + vec2(3.0, 0.0), centre + vec2(-2.0, 4.0)],
        false => vec![centre + vec2(-4.0, -2.0), centre + vec2(4.0, -2.0), centre + vec2(0.0, 3.0)],
    };
    ui.painter().add(Shape::convex_polygon(points, tokens.secondary, Stroke::NONE));
    let numbers = numbered(number);
    let right = rect.with_max_x(rect.right() - 12.0);
    paint::aligned(ui, right, &Text::new(&numbers, theme::body(), tokens.secondary), egui::Align::Max);
    let room = ui.painter().layout_no_wrap(numbers, theme::body(), tokens.text).size().x + 16.0;
    let left = rect.with_min_x(rect.left() + 52.0).with_max_x(right.right() - room);
    let end = paint::at(ui, left, &Text::new(group.1.name(), theme::mono(), color(group.0, tokens)));
    let cause = cause(found, group);
    let words = cause.as_deref().unwrap_or(group.1.means());
    paint::at(ui, left.with_min_x(end + 12.0), &Text::new(words, theme::body(), tokens.secondary));
}

/// What a whole group follows from, as a sentence.
fn cause(found: &Findings, group: Group) -> Option<String> {
    let first = found.order_of(group).next()?;
    let follow = found.follow(first)?;
    let whole = found.order_of(group).count() == follow.listed.len();
    whole.then(|| follow.words())
}

fn finding_ui(ui: &Ui, rect: Rect, desk: &Desk, place: Place, of: &Failure) {
    let tokens = theme::of(ui);
    let record = of.record.map_or("bundle".to_owned(), |record| format!("record {record}"));
    let cell = rect.with_min_x(rect.left() + 52.0).with_max_x(rect.left() + 52.0 + RECORD);
    paint::at(ui, cell, &Text::new(&record, theme::mono(), tokens.text));
    let mut left = cell.right();
    // Numbers are those of a log: where several bundles are listed, whose they are.
    let several =
        desk.findings.found().is_some_and(|found| found.request.part.is_none()) && desk.opened.names.len() > 1;
    if let Some(name) = desk.opened.names.get(place.0).filter(|_| several) {
        let cell = rect.with_min_x(left).with_max_x(left + BUNDLE - 8.0);
        paint::at(ui, cell, &Text::new(name.trim_end_matches(".sab"), theme::body(), tokens.secondary));
        left += BUNDLE;
    }
    let rest = rect.with_min_x(left).with_max_x(rect.right() - 12.0);
    paint::at(ui, rest, &Text::new(&short(of), theme::body(), tokens.text));
}

fn said(desk: &Desk, place: Place, of: &Failure) -> String {
    let record = of.record.map_or("the bundle".to_owned(), |record| format!("record {record}"));
    let bundle = desk.opened.names.get(place.0).filter(|_| desk.opened.names.len() > 1);
    let bundle = bundle.map(|name| format!(" of {name}")).unwrap_or_default();
    format!("{}, {}, {record}{bundle}: {}", of.code.name(), severity_words(of.class), one_line(&of.message, SHORT))
}

/// What this finding says beyond its code: its own words, else where it is.
fn short(of: &Failure) -> String {
    let own = of.message.strip_prefix(of.code.means()).map(|rest| rest.trim_start_matches(": "));
    match own {
        Some("") => super::detail::place(of),
        Some(own) => one_line(own, SHORT),
        None => one_line(&of.message, SHORT),
    }
}

fn numbered(number: Number) -> String {
    let more = number.told.saturating_sub(number.listed as u64);
    let more = if more > 0 { format!(" and {} only counted", count(more as usize)) } else { String::new() };
    format!("{}{more}", counted(number.listed, "finding"))
}

pub(super) fn color(severity: Class, tokens: &Tokens) -> Color32 {
    match severity {
        Class::Contradicted => tokens.failed,
        Class::Undecidable => tokens.warning,
        Class::Warning => tokens.secondary,
    }
}

/// Width of the column of records, and of bundles.
const RECORD: f32 = 112.0;
const BUNDLE: f32 = 120.0;
/// Characters of a finding in its line.
const SHORT: usize = 240;
