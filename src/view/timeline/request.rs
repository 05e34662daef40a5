//! What a timeline is asked for. Equal requests about one case have equal answers.

use super::axis::AxisKind;
use super::lanes::LaneBy;
use crate::case::{Row, Selection};
use std::ops::Range;
use std::sync::Arc;

/// One picture.
#[derive(Clone, PartialEq, Debug)]
pub struct Request {
    /// What makes a lane.
    pub by: LaneBy,
    /// What x means.
    pub axis: AxisKind,
    /// The filter as it is written, for the words of the view.
    pub filter: String,
    /// The records that it means.
    pub selection: Arc<Selection>,
    /// The bundle that is looked at: what stands out and what was promoted is told of it alone. `None`: of all.
    pub part: Option<usize>,
    /// The records that the scan speaks of.
    pub findings: Arc<Selection>,
    /// Half-open, in units of the axis. What lies beyond the case is cut off.
    pub range: (i64, i64),
    /// Pixels that the range is drawn on.
    pub width: u32,
    /// Pixels of a box that stands for many records, at least 1.
    pub box_width: u32,
    /// Lanes to show: numbers among those that the filter leaves.
    pub lanes: Range<u32>,
    /// Where the reader stands.
    pub cursor: Option<Row>,
    /// Silences longer than this are told, and folded where there is room, in microseconds. The view may raise it to a 64th of the
    /// range: more gaps than that are no gaps. `None`: no folds.
    pub fold: Option<i64>,
    /// Grants to show at most.
    pub grants: usize,
}

impl Request {
    /// Everything, for a first look: lanes by agent, claimed times, no filter, up to 40 lanes and 12 grants.
    pub fn whole(rows: usize, width: u32) -> Request {
        Request {
            by: LaneBy::Agent,
            axis: AxisKind::Claimed,
            filter: String::new(),
            selection: Arc::new(Selection::all(rows)),
            part: None,
            findings: Arc::new(Selection::from_rows(rows, [])),
            range: (i64::MIN, i64::MAX),
            width,
            box_width: 2,
            lanes: 0..40,
            cursor: None,
            fold: Some(3_600_000_000),
            grants: 12,
        }
    }
}
