//! From a pixel to records, and from gestures to ranges.

use super::filtered::Filtered;
use super::picture::TimelineView;
use super::pyramid::Pyramid;
use crate::case::{Case, Row};

/// What is under a pixel of a lane.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Hit {
    /// These records, each shown alone.
    Rows(Vec<Row>),
    /// A box: its x, half-open, and how many records of the filter and in all.
    Many {
        /// First x and one after the last.
        range: (i64, i64),
        /// Records of the filter.
        count: usize,
        /// Records.
        total: usize,
    },
}

impl TimelineView {
    /// What is under a pixel of the lane with this number; at most `reach` pixels beside it. The nearest box, the left one of two.
    pub fn hit(&self, lane: u32, pixel: u32, reach: u32) -> Option<Hit> {
        let lane = self.lanes.iter().find(|view| view.number == lane)?;
        let away = |left: u32, right: u32| left.saturating_sub(pixel).max((pixel + 1).saturating_sub(right));
        let after = lane.boxes.partition_point(|of| of.left <= pixel);
        let near = lane.boxes.get(after.saturating_sub(1)..(after + 1).min(lane.boxes.len())).unwrap_or_default();
        let of = near.iter().min_by_key(|of| away(of.left, of.right))?;
        if away(of.left, of.right) > reach {
            return None;
        }
        Some(if lane.exact && of.count > 0 {
            Hit::Rows(of.rows.clone())
        } else {
            let range = (self.scale.x_at(of.left), self.scale.x_at(of.right));
            Hit::Many { range, count: of.count, total: of.total }
        })
    }

    /// The range between two pixels, in any order, both included; at least one tick.
    pub fn brush(&self, a: u32, b: u32) -> (i64, i64) {
        self.scale.between(a, b)
    }

    /// The range after zooming about a pixel: below 1 nearer, above 1 further. What is under the pixel stays there.
    pub fn zoom(&self, pixel: u32, factor: f64) -> (i64, i64) {
        self.scale.zoomed(pixel, factor)
    }
}

impl Pyramid {
    /// A range moved along the axis; its length stays, also at the ends of the case.
    pub fn moved(&self, range: (i64, i64), by: i64) -> (i64, i64) {
        super::scale::moved(self.axis.range(), self.axis.clamped(range), by)
    }

    /// From the first record of the filter to the last; the whole case where there is none.
    pub fn extent(&self, case: &Case, filtered: &Filtered) -> (i64, i64) {
        let Some((first, last)) = filtered.ends() else { return self.axis.range() };
        let x = |place: u32| self.axis.x(case, self.axis.row(place));
        (x(first), x(last).saturating_add(1))
    }

    /// The records of the filter in a lane and a range, the first `most` along the axis, and how many there are. `lane` is its
    /// number among those that the filter leaves.
    pub fn rows(
        &self,
        case: &Case,
        filtered: &Filtered,
        lane: u32,
        range: (i64, i64),
        most: usize,
    ) -> (Vec<Row>, usize) {
        let Some(lane) = filtered.shown.get(lane as usize) else { return (Vec::new(), 0) };
        let slots = self.lanes.slots(*lane);
        let start = self.lanes.slot_of(slots.clone(), self.axis.place(case, range.0));
        let end = self.lanes.slot_of(start..slots.end, self.axis.place(case, range.1));
        let wanted = (start..end).filter(|slot| filtered.lanes.holds(*slot));
        let rows = wanted.take(most).map(|slot| self.axis.row(self.lanes.place(slot))).collect();
        (rows, filtered.lanes.count(start..end))
    }
}
