//! The list under the filter field and the filters that were used before, in memory only: a filter may hold text from the evidence.

use crate::view::completion::Offers;

/// A wish about the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Completion {
    /// The cursor stands so many characters into the text, and the field has the keyboard.
    At(usize),
    /// To the next offer, or to the one before.
    Move(bool),
    /// Put an offer in, by its place; `None`: the chosen one.
    Take(Option<usize>),
    /// Put the list away.
    Close,
    /// The filter was entered: it is remembered.
    Entered,
    /// To an older filter, or to a newer one.
    Older(bool),
    /// The cursor was put where it was wanted.
    Placed,
}

/// The list.
#[derive(Debug, Default)]
pub struct CompletionState {
    /// What may stand at the cursor.
    pub offers: Offers,
    /// The chosen offer; `None`: none yet.
    pub chosen: Option<usize>,
    /// The list is shown.
    pub open: bool,
    /// Where the cursor is.
    pub at: usize,
    /// Where the cursor is wanted next.
    pub place: Option<usize>,
    /// Filters that were used, the newest last.
    pub history: Vec<String>,
    /// Which of them stands in the field, counted from the newest.
    pub back: Option<usize>,
}

impl CompletionState {
    /// Remembers a filter, once.
    pub fn remember(&mut self, text: &str) {
        self.back = None;
        if text.trim().is_empty() {
            return;
        }
        self.history.retain(|known| known != text);
        self.history.push(text.to_owned());
        let over = self.history.len().saturating_sub(HISTORY_MAX);
        self.history.drain(..over);
    }

    /// The chosen offer's place after a move.
    pub fn moved(&self, on: bool) -> Option<usize> {
        let last = self.offers.lines.len().checked_sub(1)?;
        Some(match (self.chosen, on) {
            (None, true) => 0,
            (None, false) => last,
            (Some(at), true) => {
                if at >= last {
                    0
                } else {
                    at + 1
                }
            }
            (Some(at), false) => at.checked_sub(1).unwrap_or(last),
        })
    }
}

/// Filters that are remembered.
const HISTORY_MAX: usize = 50;
