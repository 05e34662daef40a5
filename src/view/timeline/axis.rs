//! Where records stand on the time axis, and in which order.
//!
//! An actor claims a time; the log gives an order. Both are true of different things, and clocks go back. So there are three axes,
//! and each gives every record a whole number, its x:
//! - claimed: what the record says. The order along x is then not that of the log.
//! - log: the largest time claimed so far. The order is that of the log; records of a clock that runs behind stand together.
//! - position: the record's place in the case.
//!
//! A record of a source without a clock (`events.md` section 1, `time_source`), or one that cannot be read, has no time of its own.
//! On the first two axes it stands where the log stood then, and its invented time moves nothing. A case of such records alone is
//! shown by position.
//!
//! The place of a record is its number along x. Where clocks never go back place and row are the same; else the difference is kept
//! in two bytes, which is enough for clocks that differ by tens of thousands of records, and a list holds the rest.

use crate::case::{Case, Row, Selection};
use rayon::prelude::*;

/// What x means.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AxisKind {
    /// The time that the record claims, in microseconds since 1970.
    Claimed,
    /// The largest time that the log has seen up to the record, in microseconds since 1970.
    Log,
    /// The record's number in the case.
    Position,
}

/// The axis of a case. About a quarter of a byte a record, and 2 more where claimed clocks go back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Axis {
    kind: AxisKind,
    rows: usize,
    /// Largest time of a clock before each block of rows.
    log: Vec<i64>,
    /// x of the first place of each block of places.
    samples: Vec<i64>,
    order: Shifts,
    range: (i64, i64),
}

/// Rows or places in a block.
const BLOCK: usize = 64;

impl Axis {
    /// The axis of a case; one pass, and a sort where clocks go back.
    pub fn of(case: &Case, kind: AxisKind) -> Axis {
        let rows = case.len();
        let log = clocks(case);
        let mut axis = Axis { kind, rows, log, samples: Vec::new(), order: Shifts::default(), range: (0, 1) };
        let mut xs = vec![0i64; rows];
        xs.par_chunks_mut(BLOCK).enumerate().for_each(|(block, xs)| axis.fill(case, block, xs));
        let sorted = xs.par_windows(2).all(|pair| pair[0] <= pair[1]);
        let mut places: Vec<Row> = Vec::new();
        if !sorted {
            places = (0..rows as Row).collect();
            // Equal times keep the order of the log.
            places.par_sort_by_key(|row| xs[*row as usize]);
            axis.order = Shifts::of(&places);
        }
        let x_at = |place: usize| xs[places.get(place).map_or(place, |row| *row as usize)];
        axis.samples = (0..rows).step_by(BLOCK).map(x_at).collect();
        if let Some(last) = rows.checked_sub(1) {
            axis.range = (x_at(0), x_at(last).saturating_add(1));
        }
        axis
    }

    /// The axis to begin with: claimed times, if any record has a clock; else the position.
    pub fn usual(case: &Case) -> AxisKind {
        let clock = (0..case.len() as Row).into_par_iter().any(|row| clock_time(case, row).is_some());
        if clock { AxisKind::Claimed } else { AxisKind::Position }
    }

    /// The records whose x lies in a half-open range; two passes.
    pub fn within(case: &Case, kind: AxisKind, range: (i64, i64)) -> Selection {
        let (rows, log) = (case.len(), clocks(case));
        let axis = Axis { kind, rows, log, samples: Vec::new(), order: Shifts::default(), range: (0, 1) };
        let word = |block: usize| {
            let mut xs = [0i64; BLOCK];
            let xs = &mut xs[..BLOCK.min(rows - block * BLOCK)];
            axis.fill(case, block, xs);
            xs.iter().enumerate().fold(0u64, |word, (at, x)| word | u64::from((range.0..range.1).contains(x)) << at)
        };
        let words: Vec<u64> = (0..rows.div_ceil(BLOCK)).into_par_iter().with_min_len(64).map(word).collect();
        let bit =
            |row: Row| words.get(row as usize / BLOCK).is_some_and(|word| word >> (row as usize % BLOCK) & 1 == 1);
        Selection::of(rows, bit)
    }

    /// What x means.
    pub fn kind(&self) -> AxisKind {
        self.kind
    }

    /// Number of records.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// x of the first record, and one after that of the last.
    pub fn range(&self) -> (i64, i64) {
        self.range
    }

    /// The part of a range that has anything on it; never empty, never turned round.
    pub fn clamped(&self, range: (i64, i64)) -> (i64, i64) {
        let (first, end) = self.range;
        let from = range.0.clamp(first, end - 1);
        (from, range.1.clamp(from + 1, end))
    }

    /// x of a record.
    pub fn x(&self, case: &Case, row: Row) -> i64 {
        let log = || self.log_time(case, row);
        match self.kind {
            AxisKind::Position => i64::from(row),
            AxisKind::Log => log(),
            AxisKind::Claimed => clock_time(case, row).unwrap_or_else(log),
        }
    }

    /// x of a time that no record stands at, such as an expiry; on the axis of positions the first record whose log has seen it.
    pub fn x_of_time(&self, case: &Case, time: i64) -> i64 {
        if self.kind != AxisKind::Position {
            return time;
        }
        let (mut low, mut high) = (0, self.rows as Row);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.log_time(case, middle) < time { low = middle + 1 } else { high = middle }
        }
        i64::from(low)
    }

    /// The record at a place.
    pub fn row(&self, place: u32) -> Row {
        self.order.row(place)
    }

    /// Number of records before x.
    pub fn place(&self, case: &Case, x: i64) -> u32 {
        let block = self.samples.partition_point(|first| *first < x);
        let Some(before) = block.checked_sub(1) else { return 0 };
        let (mut low, mut high) = (before * BLOCK + 1, (block * BLOCK).min(self.rows));
        if self.kind == AxisKind::Log {
            // Place and row are the same, and the first row that claims x or more is the first that stands there.
            let claims = |row: &usize| clock_time(case, *row as Row).is_some_and(|time| time >= x);
            return (low..high).find(claims).unwrap_or(high) as u32;
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if self.x(case, self.row(middle as u32)) < x { low = middle + 1 } else { high = middle }
        }
        low as u32
    }

    /// Stretches longer than `longest` in which no record stands, between two records: (last x before, first x after).
    pub fn gaps(&self, case: &Case, range: (i64, i64), longest: i64) -> Vec<(i64, i64)> {
        if self.kind == AxisKind::Position {
            return Vec::new();
        }
        let x_at = |place: usize| self.x(case, self.row(place as u32));
        let (start, end) = (self.place(case, range.0) as usize, self.place(case, range.1) as usize);
        let (start, end) = (start.saturating_sub(1), (end + 1).min(self.rows));
        let mut out = Vec::new();
        let mut block = start / BLOCK;
        while block * BLOCK < end {
            let (first, next) = (block * BLOCK, ((block + 1) * BLOCK).min(self.rows - 1));
            // x never falls along places: a block that spans no more holds no such stretch.
            let after = self.samples.get(block + 1).copied().unwrap_or(self.range.1);
            if self.samples.get(block).is_some_and(|before| after.saturating_sub(*before) > longest) {
                for place in first.max(start)..next.min(end.saturating_sub(1)) {
                    let (a, b) = (x_at(place), x_at(place + 1));
                    if b.saturating_sub(a) > longest {
                        out.push((a, b));
                    }
                }
            }
            block += 1;
        }
        out
    }

    /// Bytes that it holds.
    pub fn bytes(&self) -> usize {
        (self.log.len() + self.samples.len() + self.order.far.len()) * 8 + self.order.near.len() * 2
    }

    fn log_time(&self, case: &Case, row: Row) -> i64 {
        let block = row as usize / BLOCK;
        let before = self.log.get(block).copied().unwrap_or_default();
        ((block * BLOCK) as Row..=row).filter_map(|row| clock_time(case, row)).fold(before, i64::max)
    }

    fn fill(&self, case: &Case, block: usize, xs: &mut [i64]) {
        let mut log = self.log.get(block).copied().unwrap_or_default();
        for (at, x) in xs.iter_mut().enumerate() {
            let row = (block * BLOCK + at) as Row;
            let time = clock_time(case, row);
            log = log.max(time.unwrap_or(log));
            *x = match self.kind {
                AxisKind::Claimed => time.unwrap_or(log),
                AxisKind::Log => log,
                AxisKind::Position => i64::from(row),
            };
        }
    }
}

/// The time that a record claims, if it has a clock and could be read.
fn clock_time(case: &Case, row: Row) -> Option<i64> {
    // Context 0 is that of lines that are no event.
    let number = case.context_number(row);
    let context = case.tables().contexts.get(number)?;
    (number != 0 && !context.synthetic).then(|| case.time(row))
}

/// Largest time of a clock before each block; before the first clock, the first time.
fn clocks(case: &Case) -> Vec<i64> {
    let rows = case.len();
    let of_block = |block: usize| {
        let block = (block * BLOCK) as Row..((block + 1) * BLOCK).min(rows) as Row;
        block
            .filter_map(|row| clock_time(case, row))
            .fold(None, |max: Option<i64>, time| Some(max.map_or(time, |max| max.max(time))))
    };
    let blocks: Vec<Option<i64>> = (0..rows.div_ceil(BLOCK)).into_par_iter().map(of_block).collect();
    let first_block = blocks.iter().position(Option::is_some).unwrap_or_default() * BLOCK;
    let first = (first_block as Row..rows as Row).take(BLOCK).find_map(|row| clock_time(case, row));
    let mut log = first.unwrap_or_default();
    let mut out = Vec::with_capacity(blocks.len());
    for block in blocks {
        out.push(log);
        log = log.max(block.unwrap_or(log));
    }
    out
}

/// How far each place is from its row. Empty: not at all.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Shifts {
    near: Vec<i16>,
    /// (place, row) of those that are further, by place.
    far: Vec<(u32, Row)>,
}

/// Stands for: look among the far ones.
const FAR: i16 = i16::MIN;

impl Shifts {
    fn of(places: &[Row]) -> Shifts {
        let mut shifts = Shifts { near: Vec::with_capacity(places.len()), far: Vec::new() };
        for (place, row) in places.iter().enumerate() {
            let near = i16::try_from(i64::from(*row) - place as i64).ok().filter(|shift| *shift != FAR);
            if near.is_none() {
                shifts.far.push((place as u32, *row));
            }
            shifts.near.push(near.unwrap_or(FAR));
        }
        shifts
    }

    fn row(&self, place: u32) -> Row {
        match self.near.get(place as usize) {
            None => place,
            Some(&FAR) => {
                let at = self.far.binary_search_by_key(&place, |(place, _)| *place);
                at.ok().and_then(|at| self.far.get(at)).map_or(place, |(_, row)| *row)
            }
            Some(shift) => place.wrapping_add_signed(i32::from(*shift)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifts_give_back_any_permutation() {
        let rows = 200_000u32;
        let mut places: Vec<Row> = (0..rows).collect();
        places[..150_000].rotate_left(70_000);
        places.swap(3, 9);
        places.swap(100_000, 100_500);
        let shifts = Shifts::of(&places);
        assert!(!shifts.far.is_empty() && shifts.far.len() < rows as usize);
        assert!((0..rows).all(|place| shifts.row(place) == places[place as usize]));
        // A shift of exactly the number that stands for "far" is far.
        let mut edge: Vec<Row> = (0..40_000).collect();
        edge.rotate_right(32_768);
        let shifts = Shifts::of(&edge);
        assert!((0..40_000).all(|place| shifts.row(place) == edge[place as usize]));
    }
}
