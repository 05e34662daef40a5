//! Rows in sight with all that is drawn on them, so that a frame asks nothing of the case.

use super::{Bar, Sequence, Step};
use crate::case::Case;
use crate::view::graph::Ended;
use std::ops::Range;

/// Rows from `first` on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Number of the first row, from 0.
    pub first: usize,
    /// The rows.
    pub lines: Vec<Line>,
    /// Grants that count in one of them, in the order of the ledger.
    pub bars: Vec<Bar>,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What is drawn.
    pub step: Step,
    /// The same in words; what deceives is made visible.
    pub words: String,
}

impl Sequence {
    /// The rows of a range with their words and grants.
    pub fn stretch(&self, case: &Case, endings: &[Ended], range: Range<usize>) -> Stretch {
        let first = range.start;
        let steps = self.rows(case, endings, range);
        let end = first + steps.len();
        let bars = self.bars.iter().filter(|bar| bar.from < end && first < bar.until).cloned().collect();
        let line = |step: Step| Line { words: self.words(case, &step), step };
        Stretch { first, lines: steps.into_iter().map(line).collect(), bars }
    }
}
