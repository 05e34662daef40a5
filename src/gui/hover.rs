//! What the pointer is on, in whichever pane: every pane that has it shows it (`ui.md` section 3).
//!
//! A pane tells a change once, so a pointer that rests costs no frame.

use super::intent::Intent;
use super::state::Desk;
use super::table::draw::List;
use super::theme::{self, ROW};
use crate::case::{Case, Row, base_name};
use crate::view::gaps::Place;
use egui::{Rect, Ui, pos2, vec2};
use std::collections::BTreeSet;

/// Where the pointer is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// The table of messages.
    Messages,
    /// The graph.
    Graph,
    /// The messages of an edge.
    Edge,
    /// The sequence chart.
    Sequence,
}

/// What it is on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Hover {
    /// A record.
    Row(Row),
    /// Agents or tools.
    Ends(BTreeSet<String>),
    /// What passes from the first to the second.
    Pair(BTreeSet<String>, BTreeSet<String>),
    /// Records.
    Rows(BTreeSet<Row>),
}

impl Hover {
    /// Whether a record belongs to it.
    pub fn has(&self, case: &Case, row: Row) -> bool {
        match self {
            Hover::Row(known) => *known == row,
            Hover::Rows(rows) => rows.contains(&row),
            Hover::Ends(ends) => ends.contains(agent(case, row)) || reached(case, row, |end| ends.contains(end)),
            Hover::Pair(from, to) => {
                let passes = matches!(case.text(case.context(row).kind), "message" | "tool.call");
                passes && from.contains(agent(case, row)) && reached(case, row, |end| to.contains(end))
            }
        }
    }
}

fn agent(case: &Case, row: Row) -> &str {
    base_name(case.text(case.context(row).agent))
}

/// Whether a receiver or the tool of a record is one of these.
fn reached(case: &Case, row: Row, is: impl Fn(&str) -> bool) -> bool {
    let detail = case.detail(row);
    let to = case.names().names(detail.to).iter().filter(|name| name.is_some());
    let mut to = to.map(|name| base_name(case.text(*name)));
    to.any(&is) || detail.tool.some().is_some_and(|tool| is(&format!("tool:{}", case.text(tool))))
}

/// What a pane tells of the pointer; nothing, if that is known.
pub fn look(desk: &Desk, source: Source, found: Option<Hover>) -> Option<Intent> {
    let known = desk.hover.as_ref().filter(|(from, _)| *from == source).map(|(_, hover)| hover);
    (known != found.as_ref()).then_some(Intent::Hover(source, found))
}

/// A pane lost the pointer, or has it on something.
pub fn take(desk: &mut Desk, source: Source, found: Option<Hover>) {
    match found {
        Some(hover) => desk.hover = Some((source, hover)),
        None if desk.hover.as_ref().is_some_and(|(from, _)| *from == source) => desk.hover = None,
        None => {}
    }
}

/// Shows in a table what the pointer is on elsewhere, below its rows, and tells the row that it is on here.
pub fn table_ui(ui: &Ui, body: Rect, list: &List<'_>, desk: &Desk, source: Source) -> Option<Intent> {
    let case = &desk.opened.case;
    let mut found = None;
    let pointer = ui.ctx().pointer_hover_pos().filter(|at| ui.rect_contains_pointer(body) && body.contains(*at));
    let marked = desk.hover.as_ref().filter(|(from, _)| *from != source).map(|(_, hover)| hover);
    let anchor = list.table.anchor;
    for place in anchor.visible(list.gaps.places(list.rows), body.height()) {
        let Place::Record(rank) = list.gaps.at(place) else { continue };
        let page = list.table.page.as_ref();
        let record = page.and_then(|page| page.rows.get((rank as usize).checked_sub(page.first)?));
        let Some(record) = record else { continue };
        let top = (body.top() + (place as i64 - anchor.top as i64) as f32 * ROW - anchor.sub).round();
        let rect = Rect::from_min_size(pos2(body.left(), top), vec2(body.width(), ROW));
        if marked.is_some_and(|hover| hover.has(case, record.row)) {
            mark(ui, rect.intersect(body));
        }
        if pointer.is_some_and(|at| rect.contains(at)) {
            found = Some(Hover::Row(record.row));
        }
    }
    look(desk, source, found)
}

/// Behind what belongs to where the pointer is: a tint, and a line at its left edge.
pub fn mark(ui: &Ui, rect: Rect) {
    let accent = theme::of(ui).accent;
    ui.painter().rect_filled(rect, 0.0, accent.gamma_multiply(0.14));
    ui.painter().vline(rect.left() + 1.0, rect.y_range(), egui::Stroke::new(2.0, accent));
}
