//! The rows in sight and the strip beside them.
//!
//! A row that was not read yet is an empty row, never a wrong one.

use super::columns::Column;
use super::gap;
use crate::case::Assurance;
use crate::gui::hostile;
use crate::gui::intent::Intent;
use crate::gui::notes::NotesState;
use crate::gui::paint::{self, Text, short};
use crate::gui::state::{Desk, TableState};
use crate::gui::theme::{self, ROW, Tokens};
use crate::view::gaps::{Gaps, Place};
use crate::view::table::{RecordRow, Standing};
use crate::view::words::instant;
use egui::accesskit::Role;
use egui::{Color32, Rect, Sense, Stroke, Ui, UiBuilder, pos2, vec2};
use std::ops::Range;

/// Where a column begins and ends, from the table's left edge.
type Columns = [(Column, Range<f32>)];

/// Records as a list.
#[derive(Clone, Copy, Debug)]
pub struct List<'a> {
    /// Its place, and the rows that were read.
    pub table: &'a TableState,
    /// Records in all.
    pub rows: u64,
    /// Where others of them are missing.
    pub gaps: &'a Gaps,
    /// Rank of the record in focus.
    pub focus: Option<u64>,
    /// What the reviewer keeps of them.
    pub notes: &'a NotesState,
}

/// The rows in sight; gives the rank of one that was chosen.
pub fn rows_ui(ui: &mut Ui, body: Rect, list: &List<'_>, columns: &Columns) -> Option<u64> {
    let mut out = None;
    let anchor = list.table.anchor;
    ui.scope_builder(UiBuilder::new().max_rect(body), |ui| {
        ui.shrink_clip_rect(body);
        for place in anchor.visible(list.gaps.places(list.rows), body.height()) {
            let top = body.top() + (place - anchor.top) as f32 * ROW - anchor.sub;
            let rect = Rect::from_min_size(pos2(body.left(), top.round()), vec2(body.width(), ROW));
            let rank = match list.gaps.at(place) {
                Place::Record(rank) => rank,
                Place::Gap(_, gap) => {
                    gap::gap_ui(ui, rect, place, gap);
                    continue;
                }
            };
            let record = read(list.table, rank);
            let kept = record.map_or((false, false), |record| list.notes.of(record.row));
            if row_ui(ui, rect, (rank, place), (record, kept), list.focus == Some(rank), columns) {
                out = Some(rank);
            }
        }
    });
    out
}

fn read(table: &TableState, rank: u64) -> Option<&RecordRow> {
    let page = table.page.as_ref()?;
    page.rows.get((rank as usize).checked_sub(page.first)?)
}

/// One row; true if it was chosen.
fn row_ui(
    ui: &mut Ui,
    rect: Rect,
    (rank, place): (u64, u64),
    (record, kept): (Option<&RecordRow>, (bool, bool)),
    on: bool,
    columns: &Columns,
) -> bool {
    let tokens = theme::of(ui);
    let said = record.map_or("not read yet".to_owned(), |record| {
        let kept = match kept {
            (true, true) => ", marked, with a note",
            (true, false) => ", marked",
            (false, true) => ", with a note",
            (false, false) => "",
        };
        let words = format!("Record {}, {}, {} {}{kept}", record.seq, record.mark.word(), from_to(record), record.kind);
        hostile::visible(ui, &words, &theme::body()).into_owned()
    });
    let row = paint::Row { id: ("row", rank), place, said, on };
    let (read, clicked) = paint::row(ui, rect, row, |ui| {
        let Some(record) = record else { return false };
        paint::kept(ui.painter(), rect, kept, tokens);
        for (column, range) in columns {
            let left = rect.left() + range.start;
            let cell = Rect::from_min_max(pos2(left, rect.top()), pos2(rect.left() + range.end - 8.0, rect.bottom()));
            cell_ui(ui, cell, *column, record, tokens);
        }
        true
    });
    read && clicked
}

fn cell_ui(ui: &mut Ui, cell: Rect, column: Column, record: &RecordRow, tokens: &'static Tokens) {
    let (text, font, color) = content(column, record, tokens);
    let said = match column {
        Column::Mark => record.mark.word().to_owned(),
        _ => hostile::visible(ui, &text, &font).into_owned(),
    };
    paint::part(ui, cell, column.word(), (Role::Cell, said), |ui| {
        if column == Column::Mark {
            paint::mark(ui.painter(), pos2(cell.left() + 17.0, cell.center().y), record.mark, tokens);
        } else {
            paint::at(ui, cell, &Text::new(&text, font, color));
        }
    });
}

fn content(column: Column, record: &RecordRow, tokens: &Tokens) -> (String, egui::FontId, Color32) {
    let bad = matches!(record.mark, Assurance::Failed | Assurance::Missing);
    match column {
        Column::Mark => (String::new(), theme::body(), tokens.text),
        Column::Record => (record.seq.to_string(), theme::mono(), tokens.secondary),
        Column::Time => (time(record), theme::mono(), tokens.secondary),
        Column::FromTo => (from_to(record), theme::body(), if bad { tokens.failed } else { tokens.text }),
        Column::Kind => (record.kind.clone(), theme::body(), tokens.secondary),
        Column::Policy => {
            let policy = record.policy.as_ref();
            let words = policy.map_or(String::new(), |policy| format!("{} {}", policy.name, policy.version));
            (words, theme::mono(), tokens.secondary)
        }
        Column::Summary => (said(record), theme::body(), if bad { tokens.failed } else { tokens.text }),
    }
}

/// The summary without what the column beside it says already: there is little room for what is said.
fn said(record: &RecordRow) -> String {
    let to = record.to.join(", ");
    let without = |how: &str| record.summary.strip_prefix(&format!("{} {how} {to}: ", record.from));
    match (without("→"), without("hands over to")) {
        (Some(said), _) => said.to_owned(),
        (None, Some(said)) => format!("hands over: {said}"),
        (None, None) => record.summary.clone(),
    }
}

/// Month and day, and the time to the millisecond; the whole instant is in the inspector.
fn time(record: &RecordRow) -> String {
    let full = record.time.map_or(String::new(), instant);
    let (day, rest) = full.split_once('T').unwrap_or(("", &full));
    let clock = rest.get(..12).unwrap_or(rest);
    format!("{} {clock}", day.get(5..).unwrap_or(day))
}

/// Who to whom, without the part of a name that says what kind of actor it is.
fn from_to(record: &RecordRow) -> String {
    let mut out = short(&record.from).to_owned();
    if record.standing == Standing::Claimed {
        out.push_str(" (claimed)");
    }
    if !record.to.is_empty() {
        let to: Vec<&str> = record.to.iter().map(|to| short(to)).collect();
        out.push_str(&format!(" → {}", to.join(", ")));
    }
    out
}

/// The whole selection in a strip: what needs a look, the part in sight, the focus. A click goes there.
pub fn strip_ui(ui: &mut Ui, strip: Rect, desk: &Desk) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let response = ui.interact(strip, ui.scope_id().with("strip"), Sense::click_and_drag());
    let said = "Scroll the table";
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Slider, true, said));
    ui.painter().rect_filled(strip, 0.0, tokens.panel);
    ui.painter().vline(strip.left() + 0.5, strip.y_range(), Stroke::new(1.0, tokens.hairline));
    let (rows, height) = (desk.places(), desk.table.height);
    let seen = desk.table.anchor.visible(rows, height);
    let share = (seen.end - seen.start) as f32 / rows.max(1) as f32;
    let thumb = (strip.height() * share).clamp(18.0_f32.min(strip.height()), strip.height());
    let top = strip.top() + (strip.height() - thumb) * desk.table.anchor.share(rows, height) as f32;
    let handle = Rect::from_min_size(pos2(strip.left() + 2.0, top), vec2(strip.width() - 3.0, thumb));
    if thumb < strip.height() {
        ui.painter().rect_filled(handle, 2.0, tokens.hairline);
    }
    let places = &desk.filter.minimap.places;
    for (at, mark) in places.iter().enumerate() {
        let Some(mark) = mark else { continue };
        let y = strip.top() + strip.height() * (at as f32 + 0.5) / places.len() as f32;
        let color = if *mark == Assurance::Withheld { tokens.secondary } else { tokens.failed };
        let tick = Rect::from_center_size(pos2(strip.center().x, y), vec2(strip.width() - 4.0, 2.0));
        ui.painter().rect_filled(tick, 0.0, color);
    }
    let ticks = &desk.notes.ticks;
    for (at, _) in ticks.iter().enumerate().filter(|(_, marked)| **marked) {
        let y = strip.top() + strip.height() * (at as f32 + 0.5) / ticks.len() as f32;
        let tick = Rect::from_center_size(pos2(strip.left() + 3.0, y), vec2(4.0, 4.0));
        ui.painter().rect_filled(tick, 0.0, tokens.accent);
    }
    if let Some(rank) = desk.focus_rank() {
        let place = desk.filter.gaps.place(rank);
        let y = strip.top() + strip.height() * (place as f32 + 0.5) / rows.max(1) as f32;
        ui.painter().hline(strip.left() + 1.0..=strip.right(), y, Stroke::new(1.0, tokens.accent));
    }
    match response.interact_pointer_pos().filter(|_| response.clicked() || response.dragged()) {
        Some(at) => {
            let share = (at.y - strip.top() - thumb / 2.0) / (strip.height() - thumb).max(1.0);
            vec![Intent::ScrollTo(f64::from(share))]
        }
        None => Vec::new(),
    }
}
