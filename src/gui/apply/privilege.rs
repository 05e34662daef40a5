//! The page of privileges: what has to be asked for, and which cell is chosen.

use crate::case::Row;
use crate::gui::privilege::state::PrivilegeIntent;
use crate::gui::state::{Desk, Effect};
use crate::view::privilege::{Detail, Index, Pick, PrivilegeView, Request};
use crate::work::{Lane, Picture, Request as Ask};
use std::sync::Arc;

pub fn take(desk: &mut Desk, intent: PrivilegeIntent) {
    let state = &mut desk.privilege;
    match intent {
        PrivilegeIntent::List(list) => state.list = list,
        PrivilegeIntent::Sort(sort) => state.sort = sort,
        PrivilegeIntent::Only(only) => state.only = only,
        PrivilegeIntent::Column(at) => state.column = at,
        PrivilegeIntent::Columns(fit) => state.columns = fit,
        PrivilegeIntent::Pick(pick) => state.pick = pick,
        PrivilegeIntent::Move(right, down) => step(desk, right, down),
        PrivilegeIntent::Again => {
            (state.asked, state.detail_asked) = (None, None);
            (state.failed, state.detail_failed) = (None, None);
        }
    }
    in_sight(desk);
}

/// Asks for what the page lacks; nothing, where it is there or on its way.
pub fn follow(desk: &mut Desk) -> Vec<Effect> {
    let case = &desk.opened.case;
    let end = (case.len() as Row).checked_sub(1);
    let Some(row) = desk.focus.or(end) else { return Vec::new() };
    let state = &mut desk.privilege;
    let request = Request { row, sort: state.sort, only: state.only };
    let is_asked = state.asked.as_ref().is_some_and(|(of, asked)| Arc::ptr_eq(of, case) && *asked == request);
    if !is_asked {
        state.asked = Some((Arc::clone(case), request));
        (state.busy, state.failed) = (true, None);
        return vec![Effect::Send(Ask::Picture(Arc::clone(case), Picture::Privileges(request)))];
    }
    let Some((index, pick)) = state.index.clone().zip(state.pick.clone()).filter(|_| !state.busy) else {
        return Vec::new();
    };
    let wanted = (index, row, pick);
    let is_same = |(index, row, pick): &(Arc<Index>, Row, Pick)| {
        Arc::ptr_eq(index, &wanted.0) && (*row, pick) == (wanted.1, &wanted.2)
    };
    if state.detail_asked.as_ref().is_some_and(is_same) {
        return Vec::new();
    }
    state.detail_failed = None;
    state.detail_asked = Some(wanted.clone());
    let (index, row, pick) = wanted;
    vec![Effect::Send(Ask::Holding { case: Arc::clone(case), index, row, pick })]
}

/// The view came.
pub fn answered(desk: &mut Desk, index: Arc<Index>, view: Arc<PrivilegeView>) {
    let state = &mut desk.privilege;
    (state.index, state.view) = (Some(index), Some(view));
    state.busy = false;
    in_sight(desk);
}

/// The chosen cell came; `None`: nothing is recorded of it at this record.
pub fn detailed(desk: &mut Desk, detail: Option<Arc<Detail>>) {
    desk.privilege.detail = detail;
}

/// There is none.
pub fn failed(desk: &mut Desk, lane: Lane, what: &str) {
    let state = &mut desk.privilege;
    if lane == Lane::Holding {
        state.detail_failed = Some(what.to_owned());
    } else {
        (state.busy, state.failed) = (false, Some(what.to_owned()));
    }
}

/// The column of the chosen cell is brought into sight, and no empty room is left at the right.
fn in_sight(desk: &mut Desk) {
    let state = &mut desk.privilege;
    let Some(view) = &state.view else { return };
    let fit = state.columns.max(1);
    let most = view.scopes.len().saturating_sub(fit);
    state.column = state.column.min(most);
}

/// The cell beside the chosen one. Where there is none the first is chosen.
fn step(desk: &mut Desk, right: i32, down: i32) {
    let state = &mut desk.privilege;
    let Some(view) = &state.view else { return };
    let now = state.pick.as_ref().and_then(|pick| view.find(pick));
    let next = match now {
        None if state.list => view.nth(0),
        None => view.cells.first(),
        Some(now) if state.list => {
            let next = view.place(now).and_then(|at| at.checked_add_signed((down + right) as isize));
            next.and_then(|at| view.nth(at))
        }
        Some(now) => view.beside(now, right, down),
    };
    let Some(cell) = next else { return };
    let (scope, fit) = (cell.scope, state.columns.max(1));
    state.column = state.column.clamp((scope + 1).saturating_sub(fit), scope);
    state.pick = view.pick(cell);
}
