//! What the reviewer did last, so that it can be taken back: changes of the notebook, of the filter and of the layout.

use super::columns::Columns;
use super::state::Desk;
use crate::view::timeline::Brush;
use crate::work::Pane;
use std::collections::BTreeSet;

/// What was done, and what was taken back.
#[derive(Debug, Default)]
pub struct Undo {
    /// The newest last.
    pub back: Vec<Deed>,
    /// Taken back, the newest last.
    pub on: Vec<Deed>,
    /// The filter is being typed: that is one deed.
    pub typing: bool,
}

/// Something that was done, with what stood before.
#[derive(Clone, PartialEq, Debug)]
pub enum Deed {
    /// A change of the notebook; the worker knows what stood before.
    Notebook,
    /// Another filter, bundle or time range.
    Filter(Filtered),
    /// Another layout.
    Layout(Layout),
}

/// Which records are shown.
#[derive(Clone, PartialEq, Debug)]
pub struct Filtered {
    /// The text of the filter.
    pub text: String,
    /// The bundle; `None`: all.
    pub part: Option<usize>,
    /// The time range; `None`: all.
    pub brush: Option<Brush>,
}

/// Which panes are shown.
#[derive(Clone, PartialEq, Debug)]
pub struct Layout {
    /// The columns of the centre.
    pub columns: Columns,
    /// Panes that are put away.
    pub hidden: BTreeSet<Pane>,
    /// So is the timeline.
    pub timeline_hidden: bool,
}

impl Undo {
    /// Notes a deed; what was taken back before is gone.
    pub fn done(&mut self, deed: Deed) {
        self.on.clear();
        push(&mut self.back, deed);
    }

    /// What undo takes back, in a word; `None`: nothing.
    pub fn word(&self, desk: &Desk) -> Option<&'static str> {
        let noted = desk.notes.kept.as_ref().and_then(|kept| kept.undo);
        word(self.back.last(), noted)
    }

    /// What redo does again, in a word; `None`: nothing.
    pub fn word_on(&self, desk: &Desk) -> Option<&'static str> {
        let noted = desk.notes.kept.as_ref().and_then(|kept| kept.redo);
        word(self.on.last(), noted)
    }
}

/// Notes a deed of one of the two lists, which stay short.
pub fn push(list: &mut Vec<Deed>, deed: Deed) {
    list.push(deed);
    let over = list.len().saturating_sub(DEEDS_MOST);
    list.drain(..over);
}

fn word(deed: Option<&Deed>, noted: Option<&'static str>) -> Option<&'static str> {
    match deed {
        Some(Deed::Filter(_)) => Some("the filter"),
        Some(Deed::Layout(_)) => Some("the layout"),
        // The notebook remembers more than this run.
        Some(Deed::Notebook) | None => noted,
    }
}

impl Filtered {
    /// As they are now.
    pub fn of(desk: &Desk) -> Filtered {
        Filtered { text: desk.filter.text.clone(), part: desk.filter.part, brush: desk.filter.brush }
    }
}

impl Layout {
    /// As it is now.
    pub fn of(hidden: &BTreeSet<Pane>, desk: &Desk) -> Layout {
        Layout { columns: desk.centre.clone(), hidden: hidden.clone(), timeline_hidden: desk.timeline.hidden }
    }
}

/// More is not remembered (`ui.md` section 5).
const DEEDS_MOST: usize = 200;
