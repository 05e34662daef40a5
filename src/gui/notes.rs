//! What the reviewer keeps while looking: the notebook as the window knows it, the records visited, the questions that are open.

use crate::case::Row;
use crate::watch::Watch;
use crate::work::{Keep, Kept, KeptMark, KeptNote};
use std::path::PathBuf;
use std::sync::Arc;

/// A wish about the notebook, citations, visits and exports.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Notes {
    /// The note's field holds this text now.
    Typed(String),
    /// Keep what is typed; where nothing is, give the keyboard to the field.
    Add,
    /// Keep the record in focus without words.
    KeepStep,
    /// Change a note: its text goes into the field.
    Edit(String),
    /// To the record that an entry is about.
    Go(Row),
    /// Leave the note as it is.
    EditDrop,
    /// A change that needs nothing more from the window.
    Keep(Keep),
    /// Mark the record in focus, or take its mark off.
    Mark,
    /// Begin a range of records to mark, or end it.
    MarkRange,
    /// To the next marked record, or to the one before.
    GoMark(bool),
    /// The notebook's search field holds this text now.
    Search(String),
    /// Apply a saved filter.
    Apply(String),
    /// Copy the citation of the record in focus.
    Cite,
    /// Copy the record in focus as a line of CSV.
    CopyRow,
    /// Ask for a name or a path.
    Ask(Asked),
    /// The question's field holds this text now.
    Answer(String),
    /// The question is answered.
    Answered,
    /// The question is put away.
    Unasked,
    /// End the writing of a table.
    StopExport,
    /// Back to the record that was looked at before.
    Back,
    /// On again.
    Forward,
}

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    /// The folder of a new case.
    Folder,
    /// The name of the filter that holds.
    FilterName,
    /// The file for the table.
    Table,
}

/// A question and what is typed as its answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    /// What.
    pub what: Asked,
    /// The answer so far.
    pub text: String,
}

/// A table that is being written.
#[derive(Debug)]
pub struct Exporting {
    /// Where to.
    pub path: PathBuf,
    /// How far.
    pub watch: Arc<Watch>,
}

/// The notebook of the open case.
#[derive(Debug, Default)]
pub struct NotesState {
    /// As the worker keeps it; `None`: not heard of yet.
    pub kept: Option<Arc<Kept>>,
    /// What is shown of it, in order.
    pub shown: Vec<Shown>,
    /// What is typed into the note's field.
    pub draft: String,
    /// What was sent and is not kept yet.
    pub sent: Option<String>,
    /// The note that is being changed, by its id.
    pub editing: Option<String>,
    /// What is searched for.
    pub search: String,
    /// Where a range of records to mark begins.
    pub range: Option<Row>,
    /// Places of the strip at which a marked record lies.
    pub ticks: Vec<bool>,
    /// The question that is open.
    pub question: Option<Question>,
    /// The table that is being written.
    pub exporting: Option<Exporting>,
    /// What was done last, in words.
    pub said: Option<String>,
    /// A case folder is being made of what is open.
    pub keeping: bool,
    /// The person was told that leaving drops what is not kept.
    pub warned: bool,
    /// Records that were jumped to.
    pub trail: Trail,
}

/// A line of the notebook.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shown {
    /// A note, by its place in the list of the worker.
    Note(usize),
    /// A mark, likewise.
    Mark(usize),
    /// A saved filter, likewise.
    Filter(usize),
    /// A record that was visited and is not kept.
    Visit(Row),
}

/// Records that were jumped to, and where in them the person is.
#[derive(Debug, Default)]
pub struct Trail {
    /// The oldest first.
    pub rows: Vec<Row>,
    /// The place of the record in focus.
    pub at: usize,
}

impl Trail {
    /// Takes note of a jump from one record to another. What lay ahead is gone.
    pub fn jumped(&mut self, from: Option<Row>, to: Row) {
        self.rows.truncate(self.at.saturating_add(1));
        if let Some(from) = from.filter(|from| self.rows.last() != Some(from)) {
            self.rows.push(from);
        }
        if self.rows.last() != Some(&to) {
            self.rows.push(to);
        }
        let over = self.rows.len().saturating_sub(TRAIL_MAX);
        self.rows.drain(..over);
        self.at = self.rows.len().saturating_sub(1);
    }

    /// The record before or after, which is where the person is then. `here`: the record in focus.
    pub fn step(&mut self, on: bool, here: Option<Row>) -> Option<Row> {
        // Steps after the last jump lead back to it first.
        let stands = self.rows.get(self.at).copied() == here;
        let to = match on {
            true => self.at.checked_add(1)?,
            false if !stands => self.at,
            false => self.at.checked_sub(1)?,
        };
        let row = *self.rows.get(to)?;
        self.at = to;
        Some(row)
    }
}

impl NotesState {
    /// Chooses what is shown: all that fits the search, and the newest visits.
    pub fn list(&mut self) {
        let wanted = self.search.to_lowercase();
        let fits = |text: &str| wanted.is_empty() || text.to_lowercase().contains(&wanted);
        let mut shown = Vec::new();
        let mut noted = None;
        if let Some(kept) = &self.kept {
            let notes = kept.notes.iter().enumerate();
            shown
                .extend(notes.filter(|(_, note)| fits(&note.text) || fits(&note.about)).map(|(at, _)| Shown::Note(at)));
            let marks = kept.marks.iter().enumerate();
            shown.extend(marks.filter(|(_, mark)| fits(&mark.about)).map(|(at, _)| Shown::Mark(at)));
            let filters = kept.filters.iter().enumerate();
            let filters = filters.filter(|(_, (name, text))| fits(name) || fits(text));
            shown.extend(filters.map(|(at, _)| Shown::Filter(at)));
            noted = Some(&kept.noted);
        }
        let mut visits: Vec<Row> = Vec::new();
        for row in self.trail.rows.iter().rev().filter(|_| wanted.is_empty()) {
            if visits.len() < VISITS_SHOWN && !visits.contains(row) && !noted.is_some_and(|noted| noted.contains(*row))
            {
                visits.push(*row);
            }
        }
        shown.extend(visits.into_iter().map(Shown::Visit));
        self.shown = shown;
    }

    /// The note of a place.
    pub fn note(&self, at: usize) -> Option<&KeptNote> {
        self.kept.as_ref()?.notes.get(at)
    }

    /// The mark of a place.
    pub fn mark(&self, at: usize) -> Option<&KeptMark> {
        self.kept.as_ref()?.marks.get(at)
    }

    /// Whether a record is marked, and whether a note is about it.
    pub fn of(&self, row: Row) -> (bool, bool) {
        self.kept.as_ref().map_or((false, false), |kept| (kept.marked.contains(row), kept.noted.contains(row)))
    }

    /// Changes that closing would drop.
    pub fn unsaved(&self) -> usize {
        self.kept.as_ref().map_or(0, |kept| kept.unsaved)
    }
}

/// Jumps that are remembered.
const TRAIL_MAX: usize = 200;
/// Visits that the notebook shows.
const VISITS_SHOWN: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trail_leads_back_and_on_and_forgets_what_lay_ahead() {
        let mut trail = Trail::default();
        trail.jumped(None, 5);
        trail.jumped(Some(5), 9);
        // From 9 the person stepped to 11 and jumped from there.
        trail.jumped(Some(11), 2);
        assert_eq!(trail.rows, [5, 9, 11, 2]);
        let mut here = Some(2);
        for expected in [11, 9, 5] {
            here = trail.step(false, here);
            assert_eq!(here, Some(expected));
        }
        assert_eq!(trail.step(false, here), None);
        assert_eq!(trail.step(true, here), Some(9));
        // Steps lead back to the jump before them.
        assert_eq!(trail.step(false, Some(10)), Some(9));
        trail.jumped(Some(9), 40);
        assert_eq!(trail.rows, [5, 9, 40]);
        assert_eq!(trail.step(true, Some(40)), None);
    }
}
