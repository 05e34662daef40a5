//! The slots of lanes that a filter means: counted between any two, with the marks that occur between them.
//!
//! One bit a slot, and per 64 slots a count and the OR of the marks: about a fifth of a byte a record, made in one pass when the
//! filter changes. A stretch of slots then costs its 64ths, read as bytes, and its two ends.

use super::axis::Axis;
use super::grants::Chosen;
use super::lanes::{LaneBy, Lanes};
use super::marks::Marks;
use super::pyramid::Pyramid;
use crate::case::{Case, Selection};
use rayon::prelude::*;
use std::ops::Range;

/// A selection as the lanes of a pyramid see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Filtered {
    pub(super) lanes: Tally,
    pub(super) whole: Tally,
    /// Lanes with a record of the selection, in their order; of actors the agents come first.
    pub(super) shown: Vec<u32>,
    /// Grants of which a record is in the selection.
    pub(super) grants: Chosen,
    pub(super) count: usize,
    /// The bundle that is looked at; `None`: all.
    pub(super) part: Option<Ground>,
}

/// A bundle: whatever the filter, nothing of another one is told beside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ground {
    /// Its records.
    pub(super) rows: Selection,
    /// The same, along the axis.
    pub(super) whole: Tally,
}

impl Filtered {
    /// One pass over the records, on all cores.
    pub fn of(case: &Case, pyramid: &Pyramid, selection: &Selection) -> Filtered {
        let lanes = Tally::of(&pyramid.axis, &pyramid.lanes, selection);
        let whole = Tally::of(&pyramid.axis, &pyramid.whole, selection);
        let numbers = (0..pyramid.lanes.len() as u32).into_par_iter();
        let mut shown: Vec<u32> = numbers.filter(|lane| lanes.count(pyramid.lanes.slots(*lane)) > 0).collect();
        if pyramid.by == LaneBy::Agent {
            // What agents did is what is asked about; the services around them often come first in a log.
            shown.sort_by_key(|lane| !case.text(pyramid.lanes.key(*lane).1).starts_with("agent:"));
        }
        let grants = pyramid.grants.of_selection(case, selection);
        let count = whole.count(0..pyramid.whole.slot_count());
        Filtered { lanes, whole, shown, grants, count, part: None }
    }

    /// The same, where one bundle is looked at.
    pub fn within(self, case: &Case, pyramid: &Pyramid, part: Option<usize>) -> Filtered {
        let ground = |part: usize| {
            let rows = Selection::of_part(case, part);
            Ground { whole: Tally::of(&pyramid.axis, &pyramid.whole, &rows), rows }
        };
        Filtered { part: part.map(ground), ..self }
    }

    /// The first and last place of a record of the selection; `None`: there is none.
    pub(super) fn ends(&self) -> Option<(u32, u32)> {
        let first = self.whole.first(0..self.whole.bits.len() * BITS)?;
        Some((first as u32, self.whole.last()? as u32))
    }

    /// Lanes with a record of the selection.
    pub fn lane_count(&self) -> usize {
        self.shown.len()
    }

    /// Bytes that it holds.
    pub fn bytes(&self) -> usize {
        self.lanes.bytes() + self.whole.bytes() + self.shown.len() * 4
    }
}

/// Bits, ranks and marks over slots.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tally {
    bits: Vec<u64>,
    ranks: Vec<u32>,
    blocks: Vec<u8>,
}

const BITS: usize = u64::BITS as usize;

impl Tally {
    /// One pass over the slots.
    pub fn of(axis: &Axis, lanes: &Lanes, selection: &Selection) -> Tally {
        let all = selection.rows() == lanes.slot_count() && selection.count() == selection.rows();
        let word = |at: usize| {
            let slots = at * BITS..((at + 1) * BITS).min(lanes.slot_count());
            if all {
                return u64::MAX >> (BITS - slots.len());
            }
            let wanted = |slot: usize| selection.contains(axis.row(lanes.place(slot)));
            slots.clone().fold(0u64, |word, slot| word | u64::from(wanted(slot)) << (slot - slots.start))
        };
        let words = (0..lanes.slot_count().div_ceil(BITS)).into_par_iter().with_min_len(64);
        let bits: Vec<u64> = words.map(word).collect();
        let block = |(at, word): (usize, &u64)| masked(lanes, at, *word);
        let blocks = bits.par_iter().enumerate().with_min_len(64).map(block).collect();
        let mut ranks = Vec::with_capacity(bits.len());
        let mut count = 0;
        for word in &bits {
            ranks.push(count);
            count += word.count_ones();
        }
        Tally { bits, ranks, blocks }
    }

    /// Number of records of the selection in slots.
    pub fn count(&self, slots: Range<usize>) -> usize {
        self.rank(slots.end).saturating_sub(self.rank(slots.start)) as usize
    }

    /// The first slot of the selection in a stretch; reads a bit a slot at most.
    pub fn first(&self, slots: Range<usize>) -> Option<usize> {
        self.first_with(slots, |_, word| word)
    }

    /// The first slot of the selection in a stretch that has one of these marks.
    pub fn first_marked(&self, lanes: &Lanes, slots: Range<usize>, wanted: Marks) -> Option<usize> {
        let marked = |at: usize, word: u64| {
            if self.blocks.get(at).is_none_or(|marks| marks & wanted.0 == 0) {
                return 0;
            }
            let marks = lanes.marks.get(at * BITS..).unwrap_or_default();
            let bit = |(bit, marks): (usize, &u8)| u64::from(marks & wanted.0 != 0) << bit;
            marks.iter().take(BITS).enumerate().map(bit).fold(0, |all, bit| all | bit) & word
        };
        self.first_with(slots, marked)
    }

    /// The first slot whose bit is left of its word.
    fn first_with(&self, slots: Range<usize>, left: impl Fn(usize, u64) -> u64) -> Option<usize> {
        if slots.is_empty() {
            return None;
        }
        let words = slots.start / BITS..slots.end.div_ceil(BITS);
        words.clone().find_map(|at| {
            let from = if at == words.start { u64::MAX << (slots.start % BITS) } else { u64::MAX };
            let bits = left(at, self.bits.get(at)? & from);
            let slot = at * BITS + bits.trailing_zeros() as usize;
            (bits != 0 && slot < slots.end).then_some(slot)
        })
    }

    /// The last slot of the selection.
    fn last(&self) -> Option<usize> {
        let at = self.bits.iter().rposition(|word| *word != 0)?;
        Some(at * BITS + self.bits.get(at)?.ilog2() as usize)
    }

    /// Whether a slot's record is in the selection.
    pub fn holds(&self, slot: usize) -> bool {
        self.bits.get(slot / BITS).is_some_and(|word| word >> (slot % BITS) & 1 == 1)
    }

    /// What occurs among the records of the selection in slots.
    pub fn marks(&self, lanes: &Lanes, slots: Range<usize>) -> Marks {
        if slots.is_empty() {
            return Marks::default();
        }
        let (first, last) = (slots.start / BITS, slots.end / BITS);
        let from = u64::MAX << (slots.start % BITS);
        let until = (1u64 << (slots.end % BITS)) - 1;
        let word = |at: usize| self.bits.get(at).copied().unwrap_or_default();
        if first == last {
            return Marks(masked(lanes, first, word(first) & from & until));
        }
        let ends = masked(lanes, first, word(first) & from) | masked(lanes, last, word(last) & until);
        let between = self.blocks.get(first + 1..last).unwrap_or_default();
        Marks(between.iter().fold(ends, |all, marks| all | marks))
    }

    fn rank(&self, slot: usize) -> u32 {
        let word = self.bits.get(slot / BITS).copied().unwrap_or_default();
        let below = word & ((1u64 << (slot % BITS)) - 1);
        match self.ranks.get(slot / BITS) {
            Some(rank) => rank + below.count_ones(),
            None => self.ranks.last().map_or(0, |rank| rank + self.bits.last().map_or(0, |word| word.count_ones())),
        }
    }

    fn bytes(&self) -> usize {
        self.bits.len() * 8 + self.ranks.len() * 4 + self.blocks.len()
    }
}

/// The marks of those slots of a block whose bits are set.
fn masked(lanes: &Lanes, block: usize, mut bits: u64) -> u8 {
    let marks = lanes.marks.get(block * BITS..).unwrap_or_default();
    let marks = &marks[..marks.len().min(BITS)];
    if bits == u64::MAX {
        return marks.iter().fold(0, |all, marks| all | marks);
    }
    let mut all = 0;
    while bits != 0 {
        all |= marks.get(bits.trailing_zeros() as usize).copied().unwrap_or_default();
        bits &= bits - 1;
    }
    all
}
