//! The records of one key, in the order of the log: which has this n, and which lie after an index (`bundle-format.md` section 1.5).
//!
//! Memory: 16 bytes a record.

use super::chunked::Chunked;
use super::leaves::Leaves;
use crate::bundle::record::Record;

/// What one key of one actor signed.
#[derive(Debug, Default)]
pub struct KeyUse {
    /// (n, position in `records`) where a contiguous run of n begins.
    runs: Vec<(u64, usize)>,
    /// Position and claimed time in microseconds.
    pub records: Chunked<(u32, i64)>,
    /// The largest claimed time.
    pub latest: Option<i64>,
}

impl KeyUse {
    /// Adds a record that moved its chain on.
    pub fn add(&mut self, record: &Record, position: u32) {
        if self.last_n().is_none_or(|last| last.checked_add(1) != Some(record.n)) {
            self.runs.push((record.n, self.records.len()));
        }
        let micros = record.time.micros();
        self.latest = self.latest.max(Some(micros));
        self.records.push((position, micros));
    }

    /// The place in the list of the first record at `index` or later.
    pub fn place_of(&self, index: u64, leaves: &Leaves) -> usize {
        self.records.partition_point(&|(position, _)| leaves.index_of(*position).is_some_and(|at| at < index))
    }

    fn last_n(&self) -> Option<u64> {
        let (first, start) = self.runs.last()?;
        let count = u64::try_from(self.records.len().checked_sub(*start)?).ok()?;
        first.checked_add(count)?.checked_sub(1)
    }

    /// The position of the record with sequence number `n`.
    pub fn find(&self, n: u64) -> Option<u32> {
        let at = self.runs.partition_point(|(first, _)| *first <= n).checked_sub(1)?;
        let (first, start) = *self.runs.get(at)?;
        let end = self.runs.get(at.saturating_add(1)).map_or(self.records.len(), |(_, next)| *next);
        let place = start.checked_add(usize::try_from(n.checked_sub(first)?).ok()?)?;
        self.records.get(place).filter(|_| place < end).map(|(position, _)| *position)
    }

    /// Whether the record at this position is one of them.
    pub fn holds(&self, position: u32) -> bool {
        let at = self.records.partition_point(&|(other, _)| *other < position);
        self.records.get(at).is_some_and(|(other, _)| *other == position)
    }
}
