//! The budget of a picture: counted steps and the wish to stop.
//!
//! Counting instead of a clock keeps the picture the same on a slow machine. Stages that a picture cannot do without go on when
//! the steps are gone; the limits on nodes, edges and bends bound those.

use super::LayoutError;
use crate::watch::Watch;

pub(super) struct Steps<'a> {
    left: u64,
    spent: u64,
    watch: &'a Watch,
}

impl<'a> Steps<'a> {
    pub(super) fn new(most: u64, watch: &'a Watch) -> Steps<'a> {
        Steps { left: most, spent: 0, watch }
    }

    /// Pays for work about to be done. Called at least once for every few thousand steps, so that cancel is soon heard.
    pub(super) fn take(&mut self, steps: usize) -> Result<(), LayoutError> {
        if self.watch.is_cancelled() {
            return Err(LayoutError::Cancelled);
        }
        self.left = self.left.saturating_sub(steps as u64);
        self.spent = self.spent.saturating_add(steps as u64);
        Ok(())
    }

    /// Whether the picture may still be improved.
    pub(super) fn are_left(&self) -> bool {
        self.left > 0
    }

    pub(super) fn spent(&self) -> u64 {
        self.spent
    }
}
