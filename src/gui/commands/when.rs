//! When a command can be done, and in a few words why it cannot.

use crate::gui::columns::Columns;
use crate::gui::importing::Source;
use crate::gui::intent::Centre;
use crate::gui::state::{Desk, State};

fn of(state: &State) -> Result<&Desk, &'static str> {
    state.desk.as_ref().ok_or("nothing is open")
}

fn holds(truth: bool, why: &'static str) -> Result<(), &'static str> {
    if truth { Ok(()) } else { Err(why) }
}

pub fn always(_: &State) -> Result<(), &'static str> {
    Ok(())
}

pub fn desk(state: &State) -> Result<(), &'static str> {
    of(state).map(|_| ())
}

pub fn closable(state: &State) -> Result<(), &'static str> {
    holds(state.desk.is_some() || state.opening.is_some(), "nothing is open")
}

pub fn trustable(state: &State) -> Result<(), &'static str> {
    of(state)?;
    holds(!matches!(state.source, None | Some(Source::Sample)), "the sample has demonstration keys of its own")
}

pub fn focus(state: &State) -> Result<(), &'static str> {
    holds(of(state)?.focus.is_some(), "no record is in focus")
}

pub fn undo(state: &State) -> Result<(), &'static str> {
    let desk = of(state)?;
    holds(desk.undo.word(desk).is_some(), "nothing was done that can be undone")
}

pub fn redo(state: &State) -> Result<(), &'static str> {
    let desk = of(state)?;
    holds(desk.undo.word_on(desk).is_some(), "nothing was undone")
}

pub fn exportable(state: &State) -> Result<(), &'static str> {
    holds(of(state)?.notes.exporting.is_none(), "a table is being written")
}

pub fn exporting(state: &State) -> Result<(), &'static str> {
    holds(of(state)?.notes.exporting.is_some(), "no table is being written")
}

pub fn filtered(state: &State) -> Result<(), &'static str> {
    holds(!of(state)?.filter.holds.text().is_empty(), "there is no filter")
}

pub fn without_folder(state: &State) -> Result<(), &'static str> {
    holds(of(state)?.opened.folder.is_none(), "this is kept as a case already")
}

pub fn room_beside(state: &State) -> Result<(), &'static str> {
    holds(of(state)?.centre.all().len() < Columns::MOST, "no more can be read beside each other")
}

pub fn brushed(state: &State) -> Result<(), &'static str> {
    holds(of(state)?.filter.brush.is_some(), "all times are shown")
}

pub fn picture_shown(state: &State) -> Result<(), &'static str> {
    let page = of(state)?.centre.page();
    holds(matches!(page, Centre::Graph | Centre::Sequence), "neither the graph nor the sequence is worked in")
}

pub fn sequence_shown(state: &State) -> Result<(), &'static str> {
    holds(of(state)?.centre.shows(Centre::Sequence), "the sequence is not shown")
}

pub fn graph(state: &State) -> Result<(), &'static str> {
    holds(of(state)?.centre.shows(Centre::Graph), "the graph is not shown")
}

pub fn compared(state: &State) -> Result<(), &'static str> {
    let desk = of(state)?;
    holds(desk.centre.shows(Centre::Compare) && desk.compare.compared().is_some(), "no comparison is shown")
}

pub fn timeline(state: &State) -> Result<(), &'static str> {
    holds(!of(state)?.timeline.hidden, "the timeline is hidden")
}
