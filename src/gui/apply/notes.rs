//! The notebook: notes, marks, saved filters, citations, visits, and the questions that they ask.

use super::{filter, focus};
use crate::case::Row;
use crate::gui::notes::{Asked, Exporting, Notes, Question};
use crate::gui::state::{Desk, Effect, State};
use crate::view::citation::{Citation, Found};
use crate::view::csv;
use crate::view::minimap::PLACES;
use crate::view::words::{count, counted};
use crate::work::{Keep, Kept, Lane, Request, Stage, Told};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub fn apply(desk: &mut Desk, wish: Notes) -> Vec<Effect> {
    let notes = &mut desk.notes;
    match wish {
        Notes::Typed(text) => notes.draft = text,
        Notes::Add => return add(desk),
        Notes::KeepStep => return keep_step(desk),
        Notes::Edit(id) => {
            let Some(note) = notes.kept.as_ref().and_then(|kept| kept.notes.iter().find(|note| note.id == id)) else {
                return Vec::new();
            };
            (notes.draft, notes.editing) = (note.text.clone(), Some(id));
            return vec![Effect::FocusNote];
        }
        Notes::Go(row) => return focus::to(desk, row),
        Notes::EditDrop => (notes.draft, notes.editing) = (String::new(), None),
        Notes::Keep(wish) => return keep(desk, wish),
        Notes::Mark => return mark(desk),
        Notes::MarkRange => return mark_range(desk),
        Notes::GoMark(on) => return go_mark(desk, on),
        Notes::Search(text) => {
            notes.search = text;
            notes.list();
        }
        Notes::Apply(text) => {
            let mut effects = filter::typed(desk, text.clone());
            desk.filter.completion.remember(&text);
            desk.filter.completion.open = false;
            effects.push(Effect::Cancel(Lane::Complete));
            return effects;
        }
        Notes::Cite => return desk.focus.map_or(Vec::new(), |row| vec![Effect::Send(Request::Cite(row))]),
        Notes::CopyRow => return copy_row(desk),
        Notes::Ask(what) => notes.question = Some(Question { what, text: String::new() }),
        Notes::Answer(text) => {
            if let Some(question) = &mut notes.question {
                question.text = text;
            }
        }
        Notes::Answered => return answered(desk),
        Notes::Unasked => notes.question = None,
        Notes::StopExport => {
            notes.exporting = None;
            return vec![Effect::Cancel(Lane::Export)];
        }
        Notes::Back => return travel(desk, false),
        Notes::Forward => return travel(desk, true),
    }
    Vec::new()
}

fn keep(desk: &mut Desk, wish: Keep) -> Vec<Effect> {
    desk.notes.warned = false;
    vec![Effect::Send(Request::Keep(wish))]
}

fn note(rows: Vec<Row>, text: String) -> Keep {
    Keep::Note { rows, text }
}

fn add(desk: &mut Desk) -> Vec<Effect> {
    let text = desk.notes.draft.trim().to_owned();
    if text.is_empty() {
        return vec![Effect::FocusNote];
    }
    // The field keeps its text until the worker has it.
    desk.notes.sent = Some(desk.notes.draft.clone());
    let wish = match desk.notes.editing.clone() {
        Some(id) => Keep::Edit(id, text),
        None => note(desk.focus.into_iter().collect(), text),
    };
    keep(desk, wish)
}

/// A step is kept once.
fn keep_step(desk: &mut Desk) -> Vec<Effect> {
    let Some(row) = desk.focus else { return Vec::new() };
    let notes = desk.notes.kept.as_ref().map(|kept| kept.notes.as_slice()).unwrap_or_default();
    if notes.iter().any(|note| note.text.is_empty() && note.rows.contains(&row)) {
        desk.notes.said = Some("This step is kept already".to_owned());
        return Vec::new();
    }
    keep(desk, note(vec![row], String::new()))
}

/// A record that has a mark of its own loses it.
fn mark(desk: &mut Desk) -> Vec<Effect> {
    let Some(row) = desk.focus else { return Vec::new() };
    let marks = desk.notes.kept.as_ref().map(|kept| kept.marks.as_slice()).unwrap_or_default();
    let own = marks.iter().find(|mark| mark.rows.contains(&row) && mark.rows.len() == 1);
    let wish = own.map_or(Keep::Mark(row, row), |mark| Keep::Unmark(mark.id.clone()));
    keep(desk, wish)
}

fn mark_range(desk: &mut Desk) -> Vec<Effect> {
    match (desk.notes.range.take(), desk.focus) {
        (Some(first), Some(last)) => keep(desk, Keep::Mark(first, last)),
        (None, focus) => {
            desk.notes.range = focus;
            Vec::new()
        }
        (Some(_), None) => Vec::new(),
    }
}

fn go_mark(desk: &mut Desk, on: bool) -> Vec<Effect> {
    let Some(kept) = &desk.notes.kept else { return Vec::new() };
    let marked = kept.marked.and(&desk.filter.selection);
    let found = match (desk.focus, on) {
        (None, _) => marked.next(0),
        (Some(row), true) => row.checked_add(1).and_then(|row| marked.next(row)),
        (Some(row), false) => row.checked_sub(1).and_then(|row| marked.previous(row)),
    };
    match found {
        Some(row) => focus::to(desk, row),
        None => {
            let way = if on { "after" } else { "before" };
            desk.notes.said = Some(format!("No marked record {way} this one in the filter"));
            Vec::new()
        }
    }
}

/// The line of the row in focus, as the table shows it.
fn copy_row(desk: &mut Desk) -> Vec<Effect> {
    let Some(step) = desk.step.as_ref().filter(|step| Some(step.state.record.row) == desk.focus) else {
        return Vec::new();
    };
    desk.notes.said = Some(format!("Record {} copied as CSV", step.state.record.seq));
    vec![Effect::Copy(format!("{}\r\n{}\r\n", csv::head(), csv::line(&step.state.record)))]
}

fn answered(desk: &mut Desk) -> Vec<Effect> {
    let Some(question) = desk.notes.question.take_if(|question| !question.text.trim().is_empty()) else {
        return Vec::new();
    };
    let text = question.text.trim().to_owned();
    match question.what {
        Asked::FilterName => {
            let filter = desk.filter.holds.text().to_owned();
            keep(desk, Keep::SaveFilter(text, filter))
        }
        Asked::Folder => {
            desk.notes.keeping = true;
            vec![Effect::Send(Request::KeepAs(PathBuf::from(text)))]
        }
        Asked::Table if desk.opened.stage == Stage::Beginning => {
            desk.notes.said = Some("Not all records are read yet: write the table as soon as they are".to_owned());
            Vec::new()
        }
        Asked::Table if desk.filter.busy || desk.filter.reach.is_some() => {
            desk.notes.said =
                Some("No table was written, as it would lack records: not all were searched yet".to_owned());
            Vec::new()
        }
        Asked::Table => {
            let path = PathBuf::from(text);
            desk.notes.exporting = Some(Exporting { path: path.clone(), watch: Arc::default() });
            vec![Effect::Send(Request::Export(Arc::clone(&desk.filter.selection), path))]
        }
    }
}

fn travel(desk: &mut Desk, on: bool) -> Vec<Effect> {
    match desk.notes.trail.step(on, desk.focus) {
        Some(row) => focus::to(desk, row),
        None => Vec::new(),
    }
}

/// The person jumped to the record in focus.
pub fn jumped(desk: &mut Desk, from: Option<Row>) {
    if let Some(to) = desk.focus.filter(|to| Some(*to) != from) {
        desk.notes.trail.jumped(from, to);
        desk.notes.list();
    }
}

/// The notebook came. One of a case that is not shown yet waits for it.
pub fn kept(state: &mut State, kept: Arc<Kept>) {
    state.early = Some(kept);
    if let Some(desk) = &mut state.desk {
        put(desk, &mut state.early);
    }
}

/// Puts a notebook that waits on the desk that it is of.
pub fn put(desk: &mut Desk, early: &mut Option<Arc<Kept>>) {
    let Some(kept) = early.take_if(|kept| Arc::ptr_eq(&kept.case, &desk.opened.case)) else { return };
    let notes = &mut desk.notes;
    if notes.sent.take_if(|sent| *sent == notes.draft).is_some() {
        (notes.draft, notes.editing) = (String::new(), None);
    }
    notes.kept = Some(kept);
    notes.list();
    ticks(desk);
}

/// Where in the strip beside the table the marked records lie.
pub fn ticks(desk: &mut Desk) {
    desk.notes.ticks = Vec::new();
    let Some(kept) = desk.notes.kept.as_ref().filter(|kept| kept.marked.rows() == desk.filter.selection.rows()) else {
        return;
    };
    let (marked, count) = (kept.marked.and(&desk.filter.selection), desk.filter.selection.count());
    let places = PLACES.min(count);
    let mut ticks = vec![false; places];
    let mut next = marked.next(0);
    while let Some(row) = next {
        let place = desk.filter.selection.rank(row) * places / count.max(1);
        if let Some(tick) = ticks.get_mut(place) {
            *tick = true;
        }
        // The rest of the place says nothing new.
        let after = ((place + 1) * count).div_ceil(places.max(1));
        next = desk.filter.selection.nth(after).and_then(|row| marked.next(row));
    }
    desk.notes.ticks = ticks;
}

/// Something could not be kept: what was typed stays in its field.
pub fn failed(desk: &mut Desk, lane: Lane) {
    match lane {
        Lane::Keep => desk.notes.sent = None,
        Lane::Export => desk.notes.exporting = None,
        Lane::Open => desk.notes.keeping = false,
        _ => {}
    }
}

pub fn exported(desk: &mut Desk, path: &Path, rows: usize, wish: Keep) -> Vec<Effect> {
    desk.notes.exporting = None;
    desk.notes.said = Some(format!("{} written to {}", counted(rows, "record"), path.display()));
    if desk.opened.folder.is_none() {
        return Vec::new();
    }
    keep(desk, wish)
}

/// The citation of the record in focus, or why there is none.
pub fn cited(state: &mut State, cited: Result<String, String>) -> Vec<Effect> {
    match cited {
        Ok(citation) => {
            if let Some(desk) = &mut state.desk {
                desk.notes.said = Some("Citation copied".to_owned());
            }
            vec![Effect::Copy(citation)]
        }
        Err(why) => {
            let what = format!("This record cannot be cited yet: {why}");
            tell(state, what, "Nothing was copied");
            Vec::new()
        }
    }
}

/// Somebody pasted a citation; `None`: the text is none.
pub fn pasted(desk: &mut Desk, text: &str) -> Option<Vec<Effect>> {
    match Citation::parse(text)? {
        Ok(citation) => Some(vec![Effect::Send(Request::Find(Box::new(citation)))]),
        Err(why) => {
            desk.notes.said = Some(why);
            Some(Vec::new())
        }
    }
}

/// What a citation means here.
pub fn found(state: &mut State, citation: &Citation, found: &Found) -> Vec<Effect> {
    let record = count(usize::try_from(citation.record).unwrap_or(usize::MAX));
    let bundle = format!("sha256:{}…", citation.bundle.hex().chars().take(12).collect::<String>());
    let row = match found {
        Found::Here(row) | Found::InAnotherBundle(row) | Found::Differs(row) | Found::Unread(row) => Some(*row),
        Found::NoBundle | Found::NoRecord => None,
    };
    let told = match found {
        Found::Here(_) => None,
        Found::InAnotherBundle(_) => Some((
            format!("The cited bundle {bundle} is not in this case; the same record {record} is in another bundle"),
            "Its hash is the cited one. What the citation says of the bundle's verdict is not about this bundle",
        )),
        Found::NoBundle => Some((
            format!("The cited bundle {bundle} is not in this case"),
            "Open that bundle, or add it to the case; its digest is in the citation",
        )),
        Found::NoRecord => Some((
            format!("Bundle {bundle} discloses no record {record}"),
            "The citation was changed, or is of records that this bundle withholds",
        )),
        Found::Differs(_) => Some((
            format!("Record {record} of bundle {bundle} is NOT the record that was cited: its hash is another one"),
            "Either the citation was changed, or the evidence was after it was cited. Compare both with their sources",
        )),
        Found::Unread(_) => Some((
            format!("Record {record} of bundle {bundle} cannot be read here, so its hash was not compared"),
            "Nothing says that it is the record that was cited",
        )),
    };
    if let Some((what, hint)) = told {
        tell(state, what, hint);
    }
    let Some(desk) = &mut state.desk else { return Vec::new() };
    let Some(row) = row else { return Vec::new() };
    let from = desk.focus;
    let effects = focus::to(desk, row);
    let hidden = desk.focus_rank().is_none();
    let words = if hidden { " The filter hides it in the table" } else { "" };
    desk.notes.said = Some(format!("Record {record}, as cited: {}.{words}", citation.mark.word()));
    jumped(desk, from);
    effects
}

/// Before something else is opened: what would be lost is told once.
pub fn may_leave(state: &mut State) -> bool {
    let Some(desk) = state.desk.as_mut().filter(|desk| desk.notes.unsaved() > 0 && !desk.notes.warned) else {
        return true;
    };
    desk.notes.warned = true;
    let what = format!("{} in the notebook would be lost", counted(desk.notes.unsaved(), "change"));
    tell(state, what, "Choose Case, Keep this as a case. To leave without it, do the same once more");
    false
}

fn tell(state: &mut State, what: String, hint: &str) {
    state.notices.push(Told { what, hint: hint.to_owned(), cancelled: false });
}
