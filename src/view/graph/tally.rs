//! Counts of records by act and way, in one pass over the columns on all cores.
//!
//! Ten million records take about a tenth of a second (`ui.md`, budgets: 300 ms for the whole graph). Sums do not depend on how
//! the pass is cut, and the result is sorted: any number of threads gives the same.

use super::plan::Plan;
use crate::case::{Assurance, Case, Name, Row, Selection};
use crate::watch::Watch;
use hashbrown::HashTable;
use rayon::prelude::*;
use std::ops::Range;

/// What records are told apart by: log, act, way.
pub(crate) type Key = (u32, u32, u32);

/// Records of one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tally {
    /// How many.
    pub records: u64,
    /// The first.
    pub first: Row,
    /// The last.
    pub last: Row,
    /// How many of each assurance, in the order of [`Assurance::ALL`].
    pub marks: [u64; 5],
    /// How many cite another policy than the one in force.
    pub differs: u64,
}

/// Which records to count.
#[derive(Clone, Debug)]
pub(crate) struct Among<'a> {
    /// These.
    pub selection: &'a Selection,
    /// In this stretch.
    pub rows: Range<Row>,
    /// Of this run of this log only.
    pub run: Option<(usize, Name)>,
}

/// Counts; sorted by key. A cancelled pass gives what it has: ask the watch.
pub(crate) fn count(case: &Case, plan: &Plan, among: &Among<'_>, watch: &Watch) -> Vec<(Key, Tally)> {
    let end = among.rows.end.min(case.len() as Row);
    let start = among.rows.start.min(end);
    let chunks = (end - start).div_ceil(CHUNK);
    let counted = (0..chunks).into_par_iter().fold(Counts::default, |mut counts, chunk| {
        if !watch.is_cancelled() {
            let from = start + chunk * CHUNK;
            counts.add_chunk(case, plan, among, from..from.saturating_add(CHUNK).min(end));
        }
        counts
    });
    let mut all = counted.reduce(Counts::default, Counts::join).found;
    all.sort_unstable_by_key(|(key, _)| *key);
    all
}

/// Rows looked at between two looks at the watch.
const CHUNK: Row = 1 << 16;

impl Tally {
    /// One record.
    pub fn of(row: Row, assurance: Assurance, differs: bool) -> Tally {
        let marks = Assurance::ALL.map(|other| u64::from(other == assurance));
        Tally { records: 1, first: row, last: row, marks, differs: u64::from(differs) }
    }

    /// Both together.
    pub fn plus(self, other: Tally) -> Tally {
        let mut marks = self.marks;
        marks.iter_mut().zip(other.marks).for_each(|(mark, more)| *mark += more);
        Tally {
            records: self.records + other.records,
            first: self.first.min(other.first),
            last: self.last.max(other.last),
            marks,
            differs: self.differs + other.differs,
        }
    }

    /// The worst assurance among its records.
    pub fn worst(&self) -> Assurance {
        let counted = Assurance::ALL.into_iter().zip(self.marks).filter(|(_, count)| *count > 0);
        counted.map(|(assurance, _)| assurance).max().unwrap_or(Assurance::Verified)
    }
}

#[derive(Default)]
struct Counts {
    table: HashTable<usize>,
    found: Vec<(Key, Tally)>,
}

impl Counts {
    fn add_chunk(&mut self, case: &Case, plan: &Plan, among: &Among<'_>, rows: Range<Row>) {
        for row in rows.filter(|row| among.selection.contains(*row)) {
            let Some(cells) = case.cells(row) else { continue };
            let Some(act) = plan.act_number(cells.context) else { continue };
            if among.run.is_some_and(|run| run != (cells.log, cells.run)) {
                continue;
            }
            let key = (cells.log as u32, act, plan.way_number(cells.detail));
            let differs = plan.differs(cells.context, cells.log, row);
            self.add(key, Tally::of(row, cells.assurance, differs));
        }
    }

    fn add(&mut self, key: Key, tally: Tally) {
        let Counts { table, found } = self;
        let known = table.find(hash(&key), |at| found.get(*at).is_some_and(|(other, _)| *other == key));
        match known.and_then(|at| found.get_mut(*at)) {
            Some((_, sum)) => *sum = sum.plus(tally),
            None => {
                let at = found.len();
                found.push((key, tally));
                table.insert_unique(hash(&key), at, |at| found.get(*at).map_or(0, |(key, _)| hash(key)));
            }
        }
    }

    fn join(self, other: Counts) -> Counts {
        let (mut large, small) = if self.found.len() < other.found.len() { (other, self) } else { (self, other) };
        small.found.into_iter().for_each(|(key, tally)| large.add(key, tally));
        large
    }
}

/// The numbers of a key are small and dense; nobody outside chooses them.
fn hash((log, act, way): &Key) -> u64 {
    let mixed = (u64::from(*act) << 32 | u64::from(*way)) ^ u64::from(*log).rotate_left(48);
    let product = u128::from(mixed ^ 0x9e37_79b9_7f4a_7c15) * 0xd6e8_feb8_6659_fd93;
    (product as u64) ^ (product >> 64) as u64
}
