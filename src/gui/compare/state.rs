//! What the page knows, and what can be wished for there.

use crate::case::Row;
use crate::gui::state::Asked;
use crate::view::compare::{Choices, ChoicesRequest, Compared, Form, Kind, Request, Subject};
use std::sync::Arc;

/// The page.
#[derive(Debug, Default)]
pub struct CompareState {
    /// The record that waits to be compared with another.
    pub pinned: Option<Row>,
    /// What is compared.
    pub kind: Kind,
    /// Left and right; `None`: to be chosen.
    pub sides: [Option<Subject>; 2],
    /// The side that is chosen anew.
    pub changing: Option<usize>,
    /// What was typed to find a side.
    pub typed: [String; 2],
    /// What can be chosen.
    pub choices: Option<Arc<Choices>>,
    /// What was asked for last, to choose from.
    pub choices_asked: Option<Asked<ChoicesRequest>>,
    /// The form.
    pub form: Form,
    /// What was asked for last.
    pub asked: Option<Asked<Request>>,
    /// The answer is still to come.
    pub busy: bool,
    /// The comparison, or why there is none.
    pub shown: Option<Result<Arc<Compared>, String>>,
    /// The difference that was gone to, by its number.
    pub difference: Option<usize>,
    /// How often one was gone to: the page scrolls when this changes.
    pub gone: u64,
}

/// A wish.
#[derive(Clone, PartialEq, Debug)]
pub enum CompareIntent {
    /// The record in focus is the pinned one.
    Pin,
    /// Nothing is pinned.
    Unpin,
    /// Compare the record in focus with the pinned one; where none is pinned, pin it.
    WithPinned,
    /// Compare this one with another that is to be chosen.
    With(Subject),
    /// Compare others of this kind.
    Kind(Kind),
    /// Choose a side anew, or leave it as it is.
    Change(usize),
    /// The field to find a side holds this now.
    Typed(usize, String),
    /// This is a side.
    Take(usize, Subject),
    /// Left is right, and right is left.
    Swap,
    /// One below the other, or side by side.
    Unified(bool),
    /// With all that is alike, or without.
    Whole(bool),
    /// To the next difference, or to the one before.
    Go(bool),
}

impl CompareState {
    /// Whether a side is to be chosen now.
    pub fn is_choosing(&self, side: usize) -> bool {
        self.changing == Some(side) || self.sides.get(side).is_none_or(Option::is_none)
    }

    /// Whether any side is.
    pub fn chooses(&self) -> bool {
        (0..self.sides.len()).any(|side| self.is_choosing(side))
    }

    /// The comparison, where it stands.
    pub fn compared(&self) -> Option<&Arc<Compared>> {
        self.shown.as_ref()?.as_ref().ok()
    }
}
