//! The one focus: every pane follows it, every pane can set it. Replay is the focus, moved.

use super::replay;
use crate::case::{Assurance, Row};
use crate::gui::intent::Stride;
use crate::gui::state::{Desk, Effect};
use crate::gui::theme::ROW;
use crate::work::Request;

pub fn to(desk: &mut Desk, row: Row) -> Vec<Effect> {
    if row as usize >= desk.opened.case.len() {
        return Vec::new();
    }
    let mut effects = replay::leave(desk, row);
    if desk.focus != Some(row) {
        (desk.raw.field, desk.raw.payload) = (None, None);
    }
    desk.focus = Some(row);
    effects.push(Effect::Send(Request::Step { row, before: desk.replay.before }));
    effects.extend(replay::refresh(desk));
    if let Some(rank) = desk.focus_rank() {
        effects.extend(super::table::show(desk, rank));
    }
    effects.extend(super::proof::wanted(desk));
    effects.extend(super::timeline::ask(desk, true));
    effects
}

pub fn to_rank(desk: &mut Desk, rank: u64) -> Vec<Effect> {
    match desk.filter.selection.nth(rank as usize) {
        Some(row) => to(desk, row),
        None => Vec::new(),
    }
}

pub fn go(desk: &mut Desk, stride: Stride) -> Vec<Effect> {
    let rows = desk.rows();
    let Some(last) = rows.checked_sub(1) else { return Vec::new() };
    match stride {
        Stride::First => to_rank(desk, 0),
        Stride::Last => to_rank(desk, last),
        Stride::By(by) => by_records(desk, by),
        Stride::Screens(by) => {
            let screen = ((desk.table.height / ROW).floor() as i64 - 1).max(1);
            by_records(desk, by.saturating_mul(screen))
        }
        Stride::NextFailure => next_failure(desk, true),
        Stride::PreviousFailure => next_failure(desk, false),
    }
}

fn by_records(desk: &mut Desk, by: i64) -> Vec<Effect> {
    match replay::by_steps(&desk.filter.selection, desk.focus, by) {
        Some(row) => to(desk, row),
        None => Vec::new(),
    }
}

fn next_failure(desk: &mut Desk, on: bool) -> Vec<Effect> {
    let case = &desk.opened.case;
    let selection = &desk.filter.selection;
    let speaks = |row: &Row| case.assurance(*row) >= Assurance::Withheld;
    // The strip beside the table knows where no failure is: only a place that has one is looked through.
    let found = if on {
        walk(
            desk.focus.map_or(Some(0), |row| row.checked_add(1)),
            |row| selection.next(row),
            |row| row.checked_add(1),
            speaks,
        )
    } else {
        walk(
            desk.focus.and_then(|row| row.checked_sub(1)),
            |row| selection.previous(row),
            |row| row.checked_sub(1),
            speaks,
        )
    };
    match found {
        Some(row) => to(desk, row),
        None => Vec::new(),
    }
}

fn walk(
    from: Option<Row>,
    meet: impl Fn(Row) -> Option<Row>,
    after: impl Fn(Row) -> Option<Row>,
    wanted: impl Fn(&Row) -> bool,
) -> Option<Row> {
    let mut next = from.and_then(&meet);
    while let Some(row) = next {
        if wanted(&row) {
            return Some(row);
        }
        next = after(row).and_then(&meet);
    }
    None
}
