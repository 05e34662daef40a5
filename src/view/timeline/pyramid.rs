//! What a timeline asks about a case, built once for a grouping and an axis.
//!
//! Lanes of one grouping, all records as one lane for the overview, promotions and grants. About 6.5 bytes a record, and 2 more
//! where claimed clocks go back; another grouping is built when it is asked for, not kept beside.

use super::axis::{Axis, AxisKind};
use super::filtered::Tally;
use super::grants::Bars;
use super::lanes::{LaneBy, Lanes};
use super::promotions::{self, Promotion};
use crate::case::{Case, Selection};
use std::convert::Infallible;

/// The timeline of a case before any filter and zoom.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pyramid {
    pub(super) axis: Axis,
    pub(super) by: LaneBy,
    pub(super) lanes: Lanes,
    pub(super) whole: Lanes,
    /// Everything in `whole`, whatever the filter.
    pub(super) all: Tally,
    pub(super) promotions: Vec<(i64, Promotion)>,
    pub(super) grants: Bars,
}

impl Pyramid {
    /// Builds it. `findings` are the records that the scan speaks of.
    pub fn of(case: &Case, by: LaneBy, kind: AxisKind, findings: &Selection) -> Pyramid {
        let Ok(built) = Pyramid::build(case, by, kind, findings, || Ok::<(), Infallible>(()));
        built
    }

    /// As [`Pyramid::of`]; `go` is asked between its parts, each of which is a pass or a sort.
    ///
    /// # Errors
    /// What `go` says.
    pub fn build<E>(
        case: &Case,
        by: LaneBy,
        kind: AxisKind,
        findings: &Selection,
        go: impl Fn() -> Result<(), E>,
    ) -> Result<Pyramid, E> {
        let axis = Axis::of(case, kind);
        go()?;
        let lanes = Lanes::of(case, &axis, by, findings);
        go()?;
        let whole = Lanes::of(case, &axis, LaneBy::Nothing, findings);
        go()?;
        let all = Tally::of(&axis, &whole, &Selection::all(case.len()));
        go()?;
        let promotions = promotions::of(case, &axis);
        let grants = Bars::of(case, &axis);
        Ok(Pyramid { axis, by, lanes, whole, all, promotions, grants })
    }

    /// Lanes by something else; all that does not hang on it stays.
    pub fn regrouped(self, case: &Case, by: LaneBy, findings: &Selection) -> Pyramid {
        let lanes = Lanes::of(case, &self.axis, by, findings);
        Pyramid { lanes, by, ..self }
    }

    /// The axis.
    pub fn axis(&self) -> &Axis {
        &self.axis
    }

    /// Number of lanes.
    pub fn lane_count(&self) -> usize {
        self.lanes.len()
    }

    /// Bytes that lanes and axis hold.
    pub fn bytes(&self) -> usize {
        self.lanes.bytes() + self.whole.bytes() + self.axis.bytes()
    }
}
