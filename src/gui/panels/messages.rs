//! The message table: header, rows, and the strip with the whole selection in it.

use crate::gui::hover::{self, Source};
use crate::gui::intent::Intent;
use crate::gui::paint::{self, Text};
use crate::gui::state::Desk;
use crate::gui::table::columns::{Column, columns};
use crate::gui::table::draw;
use crate::gui::theme;
use crate::view::words::{count, counted};
use crate::work::Lane;
use egui::accesskit::Role;
use egui::{Rect, Sense, Ui, UiBuilder, pos2, vec2};

/// The table.
pub fn messages_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let mut out = Vec::new();
    let whole = ui.available_rect_before_wrap();
    let body = Rect::from_min_max(
        pos2(whole.left(), whole.top() + HEADER),
        pos2(whole.right() - theme::MINIMAP, whole.bottom()),
    );
    if desk.table.height != body.height() {
        out.push(Intent::TableHeight(body.height()));
    }
    let said = format!("Messages, {}", counted(desk.places() as usize, "row"));
    let builder = UiBuilder::new().max_rect(whole).accessibility_role(Role::Table).accessibility_label(said);
    ui.scope_builder(builder, |ui| {
        let digits = desk.opened.case.len().max(1).to_string().len();
        let columns = columns(body.width(), digits);
        header_ui(ui, Rect::from_min_max(whole.min, pos2(whole.right(), body.top())), &columns);
        if desk.rows() == 0 {
            out.extend(nothing_ui(ui, body, desk));
            return;
        }
        if let (None, Some(why)) = (&desk.table.page, desk.faults.get(&Lane::Page)) {
            let words = format!("These rows could not be read: {why}");
            let color = theme::of(ui).failed;
            paint::told(ui, body, &words, color);
        }
        let wheel = ui.interact(body, ui.scope_id().with("wheel"), Sense::hover());
        let scrolled = if wheel.contains_pointer() { ui.input(|input| input.smooth_scroll_delta().y) } else { 0.0 };
        if scrolled != 0.0 {
            out.push(Intent::Scroll(-scrolled));
        }
        let list = draw::List {
            table: &desk.table,
            rows: desk.rows(),
            gaps: &desk.filter.gaps,
            focus: desk.focus_rank(),
            notes: &desk.notes,
        };
        out.extend(hover::table_ui(ui, body, &list, desk, Source::Messages));
        out.extend(draw::rows_ui(ui, body, &list, &columns).map(Intent::FocusRank));
        let strip = Rect::from_min_max(pos2(body.right(), body.top()), whole.max);
        out.extend(draw::strip_ui(ui, strip, desk));
    });
    out
}

/// The heading of each column.
pub fn header_ui(ui: &mut Ui, rect: Rect, columns: &[(Column, std::ops::Range<f32>)]) {
    let tokens = theme::of(ui);
    ui.painter().rect_filled(rect, 0.0, tokens.panel);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, egui::Stroke::new(1.0, tokens.hairline));
    for (column, range) in columns {
        let cell = Rect::from_min_max(
            pos2(rect.left() + range.start, rect.top()),
            pos2(rect.left() + range.end - 8.0, rect.bottom()),
        );
        paint::part(ui, cell, column.word(), (Role::ColumnHeader, column.word()), |ui| {
            if *column != Column::Mark {
                paint::at(ui, cell, &Text::new(column.word(), theme::small(), tokens.secondary));
            }
        });
    }
}

/// Nothing to show: why, and what each condition costs.
fn nothing_ui(ui: &mut Ui, body: Rect, desk: &Desk) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    let conditions = desk.filter.holds.conditions();
    let words = if let Some(reach) = desk.filter.reach {
        let records = desk.opened.case.len();
        format!("Nothing found yet, {} of {} searched", count(reach), counted(records, "record"))
    } else if conditions.is_empty() {
        "No record could be read from this bundle".to_owned()
    } else {
        format!("No records match {}", counted(conditions.len(), "condition"))
    };
    let line = Rect::from_min_size(pos2(body.left(), body.top() + 48.0), vec2(body.width(), 24.0));
    paint::told(ui, line, &words, tokens.text);
    let place = Rect::from_center_size(line.center() + vec2(0.0, 200.0), vec2(420.0, 330.0));
    ui.scope_builder(UiBuilder::new().max_rect(place), |ui| {
        for (at, condition) in conditions.iter().enumerate() {
            let shown = crate::gui::hostile::visible(ui, condition, &theme::mono()).into_owned();
            let without = desk.filter.without.iter().find(|(known, _)| known == condition);
            let effect = without.map_or(String::new(), |(_, left)| format!(": {}", counted(*left, "record")));
            let button = egui::Button::new(format!("Without {shown}{effect}")).truncate();
            if ui.add_sized(vec2(420.0, 26.0), button).clicked() {
                out.push(Intent::FilterDrop(at));
            }
        }
    });
    out
}

/// Height of the headings.
pub const HEADER: f32 = 26.0;
