//! What the sequence tab knows, and what can be wished for there.

use super::lanes::Lanes;
use crate::case::Row;
use crate::gui::state::Asked;
use crate::gui::table::Anchor;
use crate::view::sequence::{Request, Sequence, Stretch};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The tab.
#[derive(Debug, Default)]
pub struct SequenceState {
    /// Only the run of the focus.
    pub only_run: bool,
    /// What was asked for last: of which case, what, of which run.
    pub asked: Option<Asked<Request>>,
    /// The chart.
    pub chart: Option<Arc<Sequence>>,
    /// A newer chart is being made.
    pub busy: bool,
    /// The row at the top.
    pub anchor: Anchor,
    /// Pixels of rows that fit.
    pub height: f32,
    /// The lifeline at the left edge.
    pub lane: usize,
    /// Lifelines that fit.
    pub lanes: usize,
    /// Lifelines that were put away, by their ids.
    pub away: BTreeSet<String>,
    /// The lifelines that the record in focus runs between.
    pub needed: Vec<usize>,
    /// What the signs mean is shown.
    pub legend: bool,
    /// Rows that were read.
    pub stretch: Option<Arc<Stretch>>,
    /// The rows that were asked for: the first, and number.
    pub stretch_asked: Option<(usize, usize)>,
    /// The focus that was scrolled to.
    pub shown: Option<Row>,
    /// The focus whose lifeline was scrolled to.
    pub lane_shown: Option<Row>,
}

/// A wish.
#[derive(Clone, PartialEq, Debug)]
pub enum SequenceIntent {
    /// Only the run of the focus, or all records of the filter.
    OnlyRun(bool),
    /// Scroll by pixels.
    Scroll(f32),
    /// Scroll to a share of the length, 0 to 1.
    ScrollTo(f64),
    /// There is room for so many pixels of rows, and so many lifelines.
    Pane(f32, usize),
    /// Another lifeline at the left edge.
    Lane(usize),
    /// Put a lifeline away, or show it again, by its id.
    Away(String, bool),
    /// Show all lifelines that were put away.
    NoneAway,
    /// What the signs mean, or no more.
    Legend,
}

impl SequenceState {
    /// Rows of the chart.
    pub fn rows(&self) -> u64 {
        self.chart.as_ref().map_or(0, |chart| chart.len() as u64)
    }

    /// The lifelines in sight, where so many fit.
    pub fn lanes(&self, fit: usize) -> Lanes {
        let participants = self.chart.as_ref().map_or(&[][..], |chart| &chart.participants);
        let away = participants.iter().enumerate().filter(|(_, participant)| self.away.contains(&participant.id));
        Lanes::of(participants.len(), &away.map(|(lane, _)| lane).collect(), (self.lane, fit), &self.needed)
    }

    /// The row of a record in the chart; `None`: it is not in it.
    pub fn row_of(&self, row: Row) -> Option<u64> {
        let selection = &self.chart.as_ref()?.request.selection;
        selection.contains(row).then(|| selection.rank(row) as u64)
    }
}
