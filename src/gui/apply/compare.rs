//! The page that compares: which sides, and what has to be asked for.

use crate::case::Row;
use crate::gui::compare::{CompareIntent, CompareState};
use crate::gui::intent::Centre;
use crate::gui::state::{Asked, Desk, Effect};
use crate::view::compare::{ChoicesRequest, Compared, Kind, Request, Subject};
use crate::work::{Lane, Request as Ask};
use std::sync::Arc;

/// Takes a wish in; whether the page was opened for it.
pub fn take(desk: &mut Desk, intent: CompareIntent) -> bool {
    let state = &mut desk.compare;
    match intent {
        CompareIntent::Pin => pin(desk),
        CompareIntent::Unpin => state.pinned = None,
        CompareIntent::WithPinned => return with_pinned(desk),
        CompareIntent::With(subject) => {
            with(desk, subject);
            return true;
        }
        CompareIntent::Kind(kind) => of_kind(state, kind),
        CompareIntent::Change(side) => {
            state.changing = if state.changing == Some(side) { None } else { Some(side) };
        }
        CompareIntent::Typed(side, text) => {
            if let Some(typed) = state.typed.get_mut(side) {
                *typed = text;
            }
        }
        CompareIntent::Take(side, subject) => chosen(state, side, subject),
        CompareIntent::Swap => {
            state.sides.swap(0, 1);
            state.typed.swap(0, 1);
            state.changing = state.changing.map(|side| 1 - side.min(1));
        }
        CompareIntent::Unified(unified) => state.form.unified = unified,
        CompareIntent::Whole(whole) => state.form.whole = whole,
        CompareIntent::Go(on) => go(state, on),
    }
    false
}

fn pin(desk: &mut Desk) {
    let Some(focus) = desk.focus else { return };
    desk.compare.pinned = Some(focus);
    let index = desk.opened.case.index(focus);
    desk.notes.said = Some(format!("Record {index} is pinned: go to another record and compare with it"));
}

fn with_pinned(desk: &mut Desk) -> bool {
    match (desk.compare.pinned, desk.focus) {
        (Some(pinned), Some(focus)) if pinned != focus => {
            of_kind(&mut desk.compare, Kind::Record);
            desk.compare.sides = [pinned, focus].map(Subject::Record).map(Some);
            desk.compare.changing = None;
            desk.notes.said = None;
            desk.centre.open(Centre::Compare);
            true
        }
        _ => {
            pin(desk);
            false
        }
    }
}

/// A version beside its like: the list to choose the other from shows those of the same name.
fn with(desk: &mut Desk, subject: Subject) {
    let state = &mut desk.compare;
    of_kind(state, subject.kind());
    let name = match &subject {
        Subject::Version { name, .. } => name.clone(),
        Subject::Record(_) | Subject::Run { .. } => String::new(),
    };
    state.typed = [String::new(), name];
    state.sides = [Some(subject), None];
    state.changing = None;
    desk.centre.open(Centre::Compare);
}

fn of_kind(state: &mut CompareState, kind: Kind) {
    if state.kind == kind {
        return;
    }
    state.kind = kind;
    (state.sides, state.typed, state.changing) = Default::default();
}

fn chosen(state: &mut CompareState, side: usize, subject: Subject) {
    of_kind(state, subject.kind());
    if let Some(of) = state.sides.get_mut(side) {
        *of = Some(subject);
    }
    state.changing = state.changing.filter(|changing| *changing != side);
}

fn go(state: &mut CompareState, on: bool) {
    let Some(count) = state.compared().map(|compared| compared.places.len()).filter(|count| *count > 0) else {
        return;
    };
    let next = match state.difference {
        None if on => 0,
        None => count - 1,
        Some(at) if on => (at + 1).min(count - 1),
        Some(at) => at.saturating_sub(1),
    };
    state.difference = Some(next);
    state.gone += 1;
}

/// Asks for what the page lacks; nothing, where it is there or on its way.
pub fn follow(desk: &mut Desk) -> Vec<Effect> {
    let mut out = Vec::new();
    let case = Arc::clone(&desk.opened.case);
    let state = &desk.compare;
    let near: Vec<Row> = match state.kind {
        Kind::Record if state.chooses() => {
            let others = desk.focus.filter(|focus| Some(*focus) != state.pinned);
            state.pinned.into_iter().chain(others).collect()
        }
        _ => Vec::new(),
    };
    let request = ChoicesRequest { kind: state.kind, typed: state.typed.clone(), near };
    let asked = Asked { case: Arc::clone(&case), request, run: None };
    // Also while nothing is to be chosen: it says which kinds there are.
    if state.choices_asked.as_ref() != Some(&asked) {
        out.push(Effect::Send(Ask::Choices(Arc::clone(&case), asked.request.clone())));
        desk.compare.choices_asked = Some(asked);
    }
    out.extend(compare(&mut desk.compare, case));
    out
}

fn compare(state: &mut CompareState, case: Arc<crate::case::Case>) -> Option<Effect> {
    let [Some(left), Some(right)] = &state.sides else {
        let was = state.asked.take().is_some();
        (state.shown, state.busy, state.difference) = (None, false, None);
        return was.then_some(Effect::Cancel(Lane::Compare));
    };
    let request = Request { sides: [left.clone(), right.clone()] };
    let asked = Asked { case, request, run: None };
    if state.asked.as_ref() == Some(&asked) {
        return None;
    }
    // The same two of a case that was read again stay in sight until they come with their marks.
    if state.asked.as_ref().is_none_or(|before| before.request != asked.request) {
        (state.shown, state.difference) = (None, None);
    }
    let send = Ask::Compare(Arc::clone(&asked.case), asked.request.clone());
    state.asked = Some(asked);
    state.busy = true;
    Some(Effect::Send(send))
}

pub fn compared(desk: &mut Desk, compared: Result<Arc<Compared>, String>) {
    desk.compare.shown = Some(compared);
    desk.compare.busy = false;
}
