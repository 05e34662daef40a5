//! Promotions, rollbacks and retirements along the axis.

use super::axis::Axis;
use crate::case::{ArtifactKey, Assurance, Case, Move, Row};

/// One change of what is in force.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Promotion {
    /// Log, artifact and its name.
    pub key: ArtifactKey,
    /// What moved where, and whether it takes effect.
    pub moved: Move,
    /// What is known about its record.
    pub assurance: Assurance,
}

impl Promotion {
    /// The record.
    pub fn row(&self) -> Row {
        self.moved.row
    }
}

/// All of a case, each with its x, in the order of the axis.
pub fn of(case: &Case, axis: &Axis) -> Vec<(i64, Promotion)> {
    let mut out = Vec::new();
    for (key, versions) in &case.world().versions.all {
        for moved in versions.iter().flat_map(|version| &version.moves) {
            let assurance = case.assurance(moved.row);
            out.push((axis.x(case, moved.row), Promotion { key: *key, moved: *moved, assurance }));
        }
    }
    out.sort_by_key(|(x, promotion)| (*x, promotion.moved.row));
    out
}
