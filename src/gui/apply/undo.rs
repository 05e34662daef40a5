//! Undo and redo: what stood before is put back, and what stood until then can be put back again.

use super::{filter, settings, timeline};
use crate::gui::columns;
use crate::gui::intent::Intent;
use crate::gui::notes::Notes;
use crate::gui::state::{Desk, Effect, State};
use crate::gui::timeline::Wish;
use crate::gui::undo::{Deed, Filtered, Layout, Undo, push};
use crate::work::{Keep, Request};

/// What stands before an intent that may change the filter or the layout; `None`: this one changes neither.
pub fn before(state: &State, intent: &Intent) -> Option<Deed> {
    let desk = state.desk.as_ref()?;
    match intent {
        Intent::FilterTyped(_) | Intent::FilterAdd(_) | Intent::FilterDrop(_) | Intent::Bundle(_) => {
            Some(Deed::Filter(Filtered::of(desk)))
        }
        Intent::Timeline(Wish::Brush(_)) | Intent::Notes(Notes::Apply(_)) | Intent::Completion(_) => {
            Some(Deed::Filter(Filtered::of(desk)))
        }
        Intent::Columns(columns::Wish::Add | columns::Wish::Close(_) | columns::Wish::Show(..))
        | Intent::Toggle(_)
        | Intent::ResetLayout
        | Intent::Timeline(Wish::Toggle) => Some(Deed::Layout(Layout::of(&state.settings.hidden, desk))),
        _ => None,
    }
}

/// After an intent: what it changed is remembered. A filter that is typed is one deed.
pub fn after(state: &mut State, typed: bool, before: Option<Deed>, effects: &[Effect]) {
    let Some(desk) = &state.desk else { return };
    let changed = match &before {
        Some(Deed::Filter(was)) => *was != Filtered::of(desk),
        Some(Deed::Layout(was)) => *was != Layout::of(&state.settings.hidden, desk),
        Some(Deed::Notebook) | None => false,
    };
    let noted = effects
        .iter()
        .any(|effect| matches!(effect, Effect::Send(Request::Keep(keep)) if !matches!(keep, Keep::Undo | Keep::Redo)));
    let Some(desk) = &mut state.desk else { return };
    let goes_on = typed && desk.undo.typing;
    if let Some(deed) = before.filter(|_| changed && !goes_on) {
        desk.undo.done(deed);
    }
    if noted {
        desk.undo.done(Deed::Notebook);
    }
    if changed || noted {
        desk.undo.typing = typed;
    }
}

/// Takes the last deed back, or does it again.
pub fn undo(state: &mut State, back: bool) -> Vec<Effect> {
    let Some(desk) = &mut state.desk else { return Vec::new() };
    desk.undo.typing = false;
    desk.notes.warned = false;
    let deed = if back { desk.undo.back.pop() } else { desk.undo.on.pop() };
    let (opposite, effects) = match deed {
        Some(Deed::Filter(was)) => {
            let now = Deed::Filter(Filtered::of(desk));
            (now, put_filter(desk, was))
        }
        Some(Deed::Layout(was)) => {
            let now = Deed::Layout(Layout::of(&state.settings.hidden, desk));
            (now, put_layout(state, was))
        }
        Some(Deed::Notebook) => (Deed::Notebook, vec![keep(back)]),
        // What the notebook remembers of earlier runs.
        None => return vec![keep(back)],
    };
    if let Some(desk) = &mut state.desk {
        push(if back { &mut desk.undo.on } else { &mut desk.undo.back }, opposite);
    }
    effects
}

/// The notebook's own buttons: its last change, whatever was done elsewhere since.
pub fn notebook(state: &mut State, back: bool) -> Vec<Effect> {
    let Some(desk) = &mut state.desk else { return Vec::new() };
    desk.notes.warned = false;
    let Undo { back: done, on: undone, .. } = &mut desk.undo;
    let (from, to) = if back { (done, undone) } else { (undone, done) };
    if let Some(at) = from.iter().rposition(|deed| *deed == Deed::Notebook) {
        from.remove(at);
        push(to, Deed::Notebook);
    }
    vec![keep(back)]
}

fn keep(back: bool) -> Effect {
    Effect::Send(Request::Keep(if back { Keep::Undo } else { Keep::Redo }))
}

fn put_filter(desk: &mut Desk, was: Filtered) -> Vec<Effect> {
    let other = desk.filter.part != was.part || desk.filter.brush != was.brush;
    (desk.filter.part, desk.filter.brush) = (was.part, was.brush);
    desk.filter.completion.open = false;
    let mut effects = filter::typed(desk, was.text);
    if other && effects.is_empty() {
        effects = filter::again(desk);
    }
    effects
}

fn put_layout(state: &mut State, was: Layout) -> Vec<Effect> {
    let Some(desk) = &mut state.desk else { return Vec::new() };
    state.settings.hidden = was.hidden;
    state.settings.columns = was.columns.words();
    desk.centre = was.columns;
    let mut effects = super::centre_changed(desk);
    if desk.timeline.hidden != was.timeline_hidden {
        effects.extend(timeline::wish(desk, Wish::Toggle));
    }
    effects.push(settings::save(state));
    effects
}
