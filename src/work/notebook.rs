//! The reviewer's notebook as the worker keeps it: every change becomes actions, and actions go into the signed log at once.
//!
//! What cannot be written (there is no folder, the disk is full, another program holds the log) stays here and is tried again with
//! the next change, so that nothing is lost while the window is open; how much of that there is stands in every snapshot. Taking
//! back is an action, too: the log only grows.

use crate::case::{Case, Row, Selection, print_of};
use crate::crypto::{Digest, leaf_hash};
use crate::session::{Session, SessionError, Who};
use crate::store::{
    Action, Citation, Export, FilterChange, Mark, MarkChange, NoteChange, Notebook, StoreError, fresh_id,
};
use crate::view::words::counted;
use crate::watch::Watch;
use std::path::PathBuf;
use std::sync::Arc;

/// A change to the notebook.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Keep {
    /// A note on records.
    Note {
        /// The records; none: it is about the case.
        rows: Vec<Row>,
        /// What it says; empty: the step is kept without words.
        text: String,
    },
    /// Another text for a note, by its id.
    Edit(String, String),
    /// Strike a note out.
    Strike(String),
    /// Mark the records from one row to another.
    Mark(Row, Row),
    /// Take a mark off, by its id.
    Unmark(String),
    /// Save a filter under a name.
    SaveFilter(String, String),
    /// Drop a saved filter, by its name.
    DropFilter(String),
    /// A table was written to a file.
    Exported(PathBuf, Digest),
    /// Take the last change back.
    Undo,
    /// Do again what was taken back.
    Redo,
    /// Try again to write what was not kept.
    Again,
}

/// The notebook as it stands.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The case that its rows are of.
    pub case: Arc<Case>,
    /// Notes, the newest first.
    pub notes: Vec<KeptNote>,
    /// Marks, by their first row.
    pub marks: Vec<KeptMark>,
    /// Saved filters: name and text.
    pub filters: Vec<(String, String)>,
    /// Records that are marked.
    pub marked: Selection,
    /// Records that a note is about.
    pub noted: Selection,
    /// Changes that are in no log yet.
    pub unsaved: usize,
    /// Why they are not; `None`: there is no case folder, or nothing to write.
    pub why: Option<String>,
    /// What would be taken back.
    pub undo: Option<&'static str>,
    /// What would be done again.
    pub redo: Option<&'static str>,
}

/// A note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptNote {
    /// Its id.
    pub id: String,
    /// What it says.
    pub text: String,
    /// Which records it is about, in words.
    pub about: String,
    /// Those of them that are here.
    pub rows: Vec<Row>,
    /// Records that it cites and that are not here, or are not the same bytes.
    pub lost: usize,
    /// POSIX seconds of its last change.
    pub changed: u64,
}

/// A mark.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptMark {
    /// Its id.
    pub id: String,
    /// Which records, in words.
    pub about: String,
    /// Its first record that is here; `None`: none is.
    pub first: Option<Row>,
    /// Records that are here.
    pub rows: Vec<Row>,
}

/// A change and what takes it back.
#[derive(Clone, Debug)]
struct Change {
    what: &'static str,
    forth: Vec<Action>,
    back: Vec<Action>,
}

/// The notebook of one case.
#[derive(Debug, Default)]
pub(super) struct Keeper {
    notebook: Notebook,
    unsaved: Vec<Action>,
    why: Option<String>,
    done: Vec<Change>,
    undone: Vec<Change>,
}

impl Keeper {
    /// Of a case that was just opened. `before`: the notebook of the same records, opened another way; what it could not write is
    /// written now, if it can be.
    pub fn of(session: &mut Session, before: Option<Keeper>, who: &Who) -> Keeper {
        let mut keeper = before.unwrap_or_default();
        keeper.notebook = session.recalled.as_ref().map(|recalled| recalled.notebook.clone()).unwrap_or_default();
        keeper.unsaved.iter().for_each(|action| keeper.notebook.apply(action, who.now));
        keeper.write(session, who);
        keeper
    }

    /// Takes a change in. An error is one sentence, and nothing changed then.
    pub fn take(&mut self, wish: &Keep, session: &mut Session, who: &Who) -> Result<(), String> {
        let mut pushed = false;
        let change = match wish {
            Keep::Again => None,
            Keep::Undo => self.done.pop().inspect(|change| self.undone.push(change.clone())).map(|change| change.back),
            Keep::Redo => self.undone.pop().inspect(|change| self.done.push(change.clone())).map(|change| change.forth),
            wish => {
                let (what, forth) = self.actions(wish, session)?;
                // Each is taken back as the notebook stands before it, the last one first.
                let mut then = self.notebook.clone();
                let mut back = Vec::new();
                for action in &forth {
                    back.extend(then.reversal(action));
                    then.apply(action, who.now);
                }
                back.reverse();
                if !back.is_empty() {
                    self.undone.clear();
                    self.done.push(Change { what, forth: forth.clone(), back });
                    pushed = true;
                    let over = self.done.len().saturating_sub(UNDO_MAX);
                    self.done.drain(..over);
                }
                Some(forth)
            }
        };
        let actions = change.unwrap_or_default();
        let (before, written) = (self.notebook.clone(), self.unsaved.len());
        actions.iter().for_each(|action| self.notebook.apply(action, who.now));
        self.unsaved.extend(actions);
        match self.write(session, who) {
            Some(SessionError::Store(StoreError::Content { what })) => {
                // No log can hold it: it is given back to whoever wrote it.
                self.notebook = before;
                self.unsaved.truncate(written);
                if pushed {
                    self.done.pop();
                }
                self.why = None;
                Err(what)
            }
            _ => Ok(()),
        }
    }

    /// Writes what is not written yet, where there is a folder.
    fn write(&mut self, session: &mut Session, who: &Who) -> Option<SessionError> {
        if session.folder.is_none() || self.unsaved.is_empty() {
            self.why = None;
            return None;
        }
        match session.act(&self.unsaved, who, &Watch::new()) {
            Ok(()) => {
                self.unsaved.clear();
                self.why = None;
                // Another program may have written since the case was opened: the log has the last word.
                let recalled = session.folder.as_ref().and_then(|folder| folder.recalled());
                self.notebook = recalled.map(|recalled| recalled.notebook.clone()).unwrap_or_default();
                None
            }
            Err(error) => {
                self.why = Some(error.to_string());
                Some(error)
            }
        }
    }

    /// The notebook, with its records found in the case.
    pub fn kept(&self, case: &Arc<Case>) -> Kept {
        let mut notes: Vec<KeptNote> = self.notebook.notes.values().map(|note| kept_note(case, note)).collect();
        notes.sort_by(|a, b| b.changed.cmp(&a.changed).then_with(|| a.rows.cmp(&b.rows)));
        let mut marks: Vec<KeptMark> = self.notebook.marks.values().map(|mark| kept_mark(case, mark)).collect();
        marks.sort_by_key(|mark| (mark.first.is_none(), mark.first));
        let rows = case.len();
        Kept {
            marked: Selection::from_rows(rows, marks.iter().flat_map(|mark| mark.rows.iter().copied())),
            noted: Selection::from_rows(rows, notes.iter().flat_map(|note| note.rows.iter().copied())),
            case: Arc::clone(case),
            notes,
            marks,
            filters: self.notebook.filters.iter().map(|(name, text)| (name.clone(), text.clone())).collect(),
            unsaved: self.unsaved.len(),
            why: self.why.clone(),
            undo: self.done.last().map(|change| change.what),
            redo: self.undone.last().map(|change| change.what),
        }
    }

    /// The actions of a change, and its name.
    fn actions(&self, wish: &Keep, session: &Session) -> Result<(&'static str, Vec<Action>), String> {
        let id = || fresh_id().map_err(|error| format!("no random bytes for an id: {error}"));
        Ok(match wish {
            Keep::Note { rows, text } => {
                let records = rows.iter().map(|row| cite(session, *row)).collect();
                ("note", vec![Action::Note(NoteChange::Write { id: id()?, records, text: text.clone() })])
            }
            Keep::Edit(id, text) => {
                let note = self.notebook.notes.get(id).ok_or("this note was struck out")?;
                let records = note.records.clone();
                (
                    "change of a note",
                    vec![Action::Note(NoteChange::Write { id: id.clone(), records, text: text.clone() })],
                )
            }
            Keep::Strike(id) => ("striking out a note", vec![Action::Note(NoteChange::Delete { id: id.clone() })]),
            Keep::Mark(first, last) => ("mark", marks(session, *first, *last)?),
            Keep::Unmark(id) => ("taking a mark off", vec![Action::Mark(MarkChange::Clear { id: id.clone() })]),
            Keep::SaveFilter(name, text) => {
                let save = FilterChange::Save { name: name.clone(), text: text.clone() };
                ("saved filter", vec![Action::Filter(save)])
            }
            Keep::DropFilter(name) => {
                ("dropping a saved filter", vec![Action::Filter(FilterChange::Delete { name: name.clone() })])
            }
            Keep::Exported(path, digest) => {
                let export = Export { what: "table".to_owned(), digest: *digest, path: path.display().to_string() };
                ("export", vec![Action::Export(export)])
            }
            Keep::Undo | Keep::Redo | Keep::Again => ("", Vec::new()),
        })
    }
}

fn cite(session: &Session, row: Row) -> Citation {
    let case = &session.case;
    let origin = case.logs().get(case.log(row)).map(|log| log.origin.clone()).unwrap_or_default();
    Citation { origin, index: case.index(row), leaf: leaf(session, row).unwrap_or(NO_LINE) }
}

fn leaf(session: &Session, row: Row) -> Option<Digest> {
    session.evidence.line(&session.case, row).ok().map(|line| leaf_hash(line.bytes()))
}

/// One mark for each log between two rows; where both are of one log, of that log only.
fn marks(session: &Session, one: Row, other: Row) -> Result<Vec<Action>, String> {
    let case = &session.case;
    let (first, last) = (one.min(other), one.max(other));
    if last as usize >= case.len() {
        return Err("there is no such record".to_owned());
    }
    let logs = if case.log(first) == case.log(last) { vec![case.log(first)] } else { (0..case.logs().len()).collect() };
    let mut out = Vec::new();
    for log in logs {
        let mut rows = (first..=last).filter(|row| case.log(*row) == log);
        let Some(begin) = rows.next() else { continue };
        let end = rows.next_back().unwrap_or(begin);
        out.push(Action::Mark(MarkChange::Set(Mark {
            id: fresh_id().map_err(|error| format!("no random bytes for an id: {error}"))?,
            origin: case.logs().get(log).map(|log| log.origin.clone()).unwrap_or_default(),
            first: case.index(begin),
            end: case.index(end).saturating_add(1),
            leaf: leaf(session, begin),
            word: "marked".to_owned(),
            colour: "blue".to_owned(),
        })));
    }
    Ok(out)
}

fn kept_note(case: &Case, note: &crate::store::Note) -> KeptNote {
    // One record can stand in two histories of a log: before they part they share it.
    let find = |cited: &Citation| -> Vec<Row> {
        let leaf = Some(cited.leaf).filter(|leaf| *leaf != NO_LINE);
        let rows = logs_of(case, &cited.origin).filter_map(|log| case.row_of(log, cited.index));
        rows.filter(|row| is_it(case, *row, leaf)).collect()
    };
    let found: Vec<Vec<Row>> = note.records.iter().map(find).collect();
    let lost = found.iter().filter(|rows| rows.is_empty()).count();
    let rows: Vec<Row> = found.into_iter().flatten().collect();
    let about = match note.records.as_slice() {
        [] => "The case".to_owned(),
        [one] => format!("Record {}{}", one.index, log_words(case, &rows)),
        [first, more @ ..] => format!("Record {} and {}", first.index, counted(more.len(), "more record")),
    };
    KeptNote { id: note.id.clone(), text: note.text.clone(), about, rows, lost, changed: note.changed }
}

fn kept_mark(case: &Case, mark: &Mark) -> KeptMark {
    let rows_in = |log: usize| {
        let begins = case.row_of(log, mark.first);
        let fits = begins.is_none_or(|row| is_it(case, row, mark.leaf));
        let range = mark.first..mark.end.min(mark.first.saturating_add(MARKED_MAX));
        range.filter_map(move |index| case.row_of(log, index).filter(|_| fits))
    };
    let rows: Vec<Row> = logs_of(case, &mark.origin).flat_map(rows_in).collect();
    let first = rows.iter().copied().min();
    let words = log_words(case, &rows);
    let about = match mark.end.saturating_sub(mark.first) {
        0 | 1 => format!("Record {}{words}", mark.first),
        _ => format!("Records {} to {}{words}", mark.first, mark.end.saturating_sub(1)),
    };
    KeptMark { id: mark.id.clone(), about, first, rows }
}

fn logs_of<'c>(case: &'c Case, origin: &'c str) -> impl Iterator<Item = usize> + 'c {
    case.logs().iter().enumerate().filter(move |(_, log)| log.origin == origin).map(|(log, _)| log)
}

/// Whether a row has this leaf. One that was never known fits.
fn is_it(case: &Case, row: Row, leaf: Option<Digest>) -> bool {
    let (part, at) = case.order().locate(row);
    let print = case.parts().get(part).and_then(|part| part.rows.leaf.get(at));
    leaf.is_none_or(|leaf| print == Some(&print_of(&leaf)))
}

/// Names the log of rows that are all of one, where the case has several.
fn log_words(case: &Case, rows: &[Row]) -> String {
    let mut logs: Vec<usize> = rows.iter().map(|row| case.log(*row)).collect();
    logs.sort_unstable();
    logs.dedup();
    match (logs.as_slice(), case.logs()) {
        ([log], all) if all.len() > 1 => {
            let origin = all.get(*log).map(|log| log.origin.as_str()).unwrap_or_default();
            let twins = all.iter().filter(|other| other.origin == origin).count();
            if twins > 1 { format!(" (log {})", log + 1) } else { format!(" of {origin}") }
        }
        _ => String::new(),
    }
}

/// Leaf of a record whose line is not at hand.
const NO_LINE: Digest = Digest([0; 32]);
/// Changes that can be taken back.
const UNDO_MAX: usize = 200;
/// Records of one mark that are looked up.
const MARKED_MAX: u64 = 1_000_000;
