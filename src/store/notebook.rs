//! Notes, marks and saved filters as they stand after a run of actions.

use super::action::{Action, Citation, FilterChange, Mark, MarkChange, NoteChange};
use std::collections::BTreeMap;

/// What a reviewer has written.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Notebook {
    /// Notes by id.
    pub notes: BTreeMap<String, Note>,
    /// Marks by id.
    pub marks: BTreeMap<String, Mark>,
    /// Saved filters: name and text.
    pub filters: BTreeMap<String, String>,
}

/// A note as it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// Its id.
    pub id: String,
    /// The records that it is about.
    pub records: Vec<Citation>,
    /// What it says.
    pub text: String,
    /// POSIX seconds at which it was written first, as far as is known here.
    pub written: u64,
    /// POSIX seconds of its last change.
    pub changed: u64,
}

impl Notebook {
    /// Takes in an action done at `time` (POSIX seconds). Those that write nothing here change nothing.
    pub fn apply(&mut self, action: &Action, time: u64) {
        match action {
            Action::Note(NoteChange::Write { id, records, text }) => {
                let written = self.notes.get(id).map_or(time, |note| note.written);
                let (id, records, text) = (id.clone(), records.clone(), text.clone());
                self.notes.insert(id.clone(), Note { id, records, text, written, changed: time });
            }
            Action::Note(NoteChange::Delete { id }) => {
                self.notes.remove(id);
            }
            Action::Mark(MarkChange::Set(mark)) => {
                self.marks.insert(mark.id.clone(), mark.clone());
            }
            Action::Mark(MarkChange::Clear { id }) => {
                self.marks.remove(id);
            }
            Action::Filter(FilterChange::Save { name, text }) => {
                self.filters.insert(name.clone(), text.clone());
            }
            Action::Filter(FilterChange::Delete { name }) => {
                self.filters.remove(name);
            }
            Action::Filter(FilterChange::Used { .. }) | Action::Import(_) | Action::Export(_) | Action::Relink(_) => {}
        }
    }
    /// What takes an action back, as the notebook stands before it; `None` for one that writes nothing here, or changes nothing.
    pub fn reversal(&self, action: &Action) -> Option<Action> {
        match action {
            Action::Note(NoteChange::Write { id, .. }) => Some(match self.notes.get(id) {
                Some(before) => before.as_action(),
                None => Action::Note(NoteChange::Delete { id: id.clone() }),
            }),
            Action::Note(NoteChange::Delete { id }) => self.notes.get(id).map(Note::as_action),
            Action::Mark(MarkChange::Set(mark)) => Some(Action::Mark(match self.marks.get(&mark.id) {
                Some(before) => MarkChange::Set(before.clone()),
                None => MarkChange::Clear { id: mark.id.clone() },
            })),
            Action::Mark(MarkChange::Clear { id }) => {
                self.marks.get(id).map(|before| Action::Mark(MarkChange::Set(before.clone())))
            }
            Action::Filter(FilterChange::Save { name, .. }) => Some(match self.filters.get(name) {
                Some(text) => save(name, text),
                None => Action::Filter(FilterChange::Delete { name: name.clone() }),
            }),
            Action::Filter(FilterChange::Delete { name }) => self.filters.get(name).map(|text| save(name, text)),
            Action::Filter(FilterChange::Used { .. }) | Action::Import(_) | Action::Export(_) | Action::Relink(_) => {
                None
            }
        }
    }
}

fn save(name: &str, text: &str) -> Action {
    Action::Filter(FilterChange::Save { name: name.to_owned(), text: text.to_owned() })
}
