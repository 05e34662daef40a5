//! A stretch of an axis that records are kept to, beside the filter.

use super::axis::{Axis, AxisKind};
use crate::case::{Case, Selection};
use crate::view::words::{count, instant};

/// The stretch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Brush {
    /// What x means.
    pub axis: AxisKind,
    /// Half-open, in units of the axis.
    pub range: (i64, i64),
}

impl Brush {
    /// The records that stand in it; two passes over the case.
    pub fn selection(&self, case: &Case) -> Selection {
        Axis::within(case, self.axis, self.range)
    }

    /// From and to, both included, in full.
    pub fn words(&self) -> String {
        let last = self.range.1.saturating_sub(1);
        match self.axis {
            AxisKind::Position => format!("positions {} to {}", position(self.range.0), position(last)),
            AxisKind::Claimed | AxisKind::Log => format!("{} to {}", instant(self.range.0), instant(last)),
        }
    }

    /// The same, to the second, with a day only where it is needed.
    pub fn short(&self) -> String {
        let last = self.range.1.saturating_sub(1);
        if self.axis == AxisKind::Position {
            return self.words();
        }
        let (from, to) = (instant(self.range.0), instant(last));
        let day = |text: &str| text.get(..10).unwrap_or_default().to_owned();
        // The year and the zone are in the full words; what a chip has to tell is day and time.
        let part = |text: &str, at: usize| text.get(at..19).unwrap_or(text).replace('T', " ");
        if day(&from) == day(&to) {
            format!("{} to {} UTC", part(&from, 5), part(&to, 11))
        } else {
            format!("{} to {} UTC", part(&from, 5), part(&to, 5))
        }
    }
}

fn position(x: i64) -> String {
    usize::try_from(x).map_or_else(|_| x.to_string(), count)
}
