//! From one record to all that its links lead to, the nearest first.

use super::Way;
use crate::case::{Case, Row, Selection};
use crate::watch::Watch;

/// All records that links lead to from somewhere, by distance. A record is told once, at its least distance.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Walk {
    /// Which way.
    pub way: Way,
    /// Where it began, where that was one record.
    pub from: Option<Row>,
    /// Nearest first; those of one distance in the order of the case.
    order: Vec<Row>,
    /// Where each distance begins in it, from distance 1.
    starts: Vec<usize>,
    /// The walk went to its end.
    pub whole: bool,
}

impl Walk {
    /// Records reached.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Those at this distance.
    pub fn at(&self, distance: usize) -> &[Row] {
        let start = distance.checked_sub(1).and_then(|at| self.starts.get(at)).copied().unwrap_or(self.order.len());
        let end = self.starts.get(distance).copied().unwrap_or(self.order.len());
        self.order.get(start..end).unwrap_or_default()
    }

    /// The record of this rank, and its distance.
    pub fn nth(&self, rank: usize) -> Option<(Row, usize)> {
        let row = *self.order.get(rank)?;
        Some((row, self.starts.partition_point(|start| *start <= rank)))
    }

    /// The largest distance.
    pub fn depth(&self) -> usize {
        self.starts.len()
    }

    /// All, nearest first.
    pub fn rows(&self) -> &[Row] {
        &self.order
    }
}

/// The records one link away; once each, in no order.
pub fn next(case: &Case, row: Row, way: Way, mut meet: impl FnMut(Row)) {
    match way {
        Way::Before => {
            case.causes(row).for_each(&mut meet);
            case.named().causes(row).for_each(|(cause, _)| meet(cause));
        }
        Way::After => {
            case.effects(row).iter().copied().for_each(&mut meet);
            case.named().effects(row).for_each(meet);
        }
    }
}

/// From a record whose direct links are `first`; at most about `limit` records are looked for. `None`: cancelled.
pub fn of_record(case: &Case, row: Row, first: &[Row], way: Way, limit: usize, watch: &Watch) -> Option<Walk> {
    let mut walker = Walker { case, way, seen: vec![0; case.len().div_ceil(64)], limit, watch };
    walker.is_new(row);
    let first = first.iter().copied().filter(|row| walker.is_new(*row)).collect();
    walker.walk(Some(row), first)
}

/// From all these records, which are not told themselves.
pub fn of_all(case: &Case, seeds: &Selection, way: Way, watch: &Watch) -> Option<Walk> {
    let mut walker = Walker { case, way, seen: vec![0; case.len().div_ceil(64)], limit: usize::MAX, watch };
    for row in seeds.iter() {
        walker.is_new(row);
    }
    let first = walker.from(seeds.iter())?;
    walker.walk(None, first)
}

struct Walker<'a> {
    case: &'a Case,
    way: Way,
    seen: Vec<u64>,
    limit: usize,
    watch: &'a Watch,
}

impl Walker<'_> {
    /// Notes a record; whether it was met for the first time.
    fn is_new(&mut self, row: Row) -> bool {
        let bit = 1u64 << (row % 64);
        let word = self.seen.get_mut(row as usize / 64).filter(|word| **word & bit == 0);
        word.map(|word| *word |= bit).is_some()
    }

    fn walk(mut self, from: Option<Row>, first: Vec<Row>) -> Option<Walk> {
        let (mut order, mut starts, mut level) = (Vec::new(), Vec::new(), first);
        while !level.is_empty() {
            level.sort_unstable();
            starts.push(order.len());
            order.extend_from_slice(&level);
            if order.len() > self.limit {
                return Some(Walk { way: self.way, from, order, starts, whole: false });
            }
            level = self.from(level.into_iter())?;
        }
        Some(Walk { way: self.way, from, order, starts, whole: true })
    }

    /// What is met for the first time one link away from these.
    fn from(&mut self, rows: impl Iterator<Item = Row>) -> Option<Vec<Row>> {
        let (case, way) = (self.case, self.way);
        let mut out = Vec::new();
        let mut told = 0;
        for (at, row) in rows.enumerate() {
            if at % LOOK == 0 {
                self.watch.advance((out.len() - told) as u64);
                told = out.len();
                if self.watch.is_cancelled() {
                    return None;
                }
            }
            // A hub can have a million links: where few are wanted, few are taken.
            next(case, row, way, |met| {
                if out.len() <= self.limit && self.is_new(met) {
                    out.push(met);
                }
            });
        }
        self.watch.advance((out.len() - told) as u64);
        Some(out)
    }
}

/// Records between two looks at the watch.
const LOOK: usize = 1024;
