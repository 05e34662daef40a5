//! Records that the filter hides: it gives way where somebody asked for such a record by name, says so, and can be put back.

use super::{filter, focus};
use crate::case::Row;
use crate::gui::state::{Desk, Effect, Lifted};

/// To a record, which is in sight afterwards: what hides it is lifted.
pub fn reveal(desk: &mut Desk, row: Row) -> Vec<Effect> {
    if row as usize >= desk.opened.case.len() {
        return Vec::new();
    }
    desk.centre.open(crate::gui::intent::Centre::Messages);
    let mut effects = Vec::new();
    if !desk.filter.busy && !desk.filter.selection.contains(row) {
        effects = lift(desk, row);
    }
    effects.extend(focus::to(desk, row));
    effects
}

/// Lifts what hides a record: the time range alone where that is enough, else the filter too; another bundle than its own gives
/// way to its own.
fn lift(desk: &mut Desk, row: Row) -> Vec<Effect> {
    let old = &desk.filter;
    let only_brush = old.unbrushed.contains(row);
    let text = if only_brush { old.holds.text().to_owned() } else { String::new() };
    let case = &desk.opened.case;
    // Several bundles of a log can have it: the one that is looked at, if it does.
    let has = |part: &usize| {
        let rows = case.parts().get(*part).map(|of| &of.rows);
        case.order().log_of(*part) == case.log(row) && rows.is_some_and(|rows| rows.row_of(case.index(row)).is_some())
    };
    let part = old.part.filter(has).unwrap_or_else(|| case.order().locate(row).0);
    let lifted = Lifted {
        row,
        text: Some(old.holds.text().to_owned()).filter(|old| *old != text),
        part: old.part.filter(|old| *old != part),
        brush: old.brush,
    };
    let part = old.part.map(|_| part);
    let effects = filter::put(desk, text, part, None);
    desk.filter.lifted = Some(lifted);
    effects
}

/// What was lifted holds again.
pub fn put_back(desk: &mut Desk) -> Vec<Effect> {
    let Some(lifted) = desk.filter.lifted.take() else { return Vec::new() };
    let text = lifted.text.unwrap_or_else(|| desk.filter.holds.text().to_owned());
    let part = lifted.part.or(desk.filter.part);
    filter::put(desk, text, part, lifted.brush)
}
