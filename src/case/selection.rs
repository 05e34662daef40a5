//! A set of records, as one bit each: counted, and walked from any place.
//!
//! A table of ten million rows, a cursor and a timeline all ask the same: how many, which is the k-th, which comes next.

use super::{Case, Row};
use rayon::prelude::*;

/// Records of a case that are meant.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Selection {
    words: Vec<u64>,
    /// Selected rows before each block of words.
    ranks: Vec<u32>,
    rows: usize,
    count: usize,
}

/// Words in a block.
const BLOCK: usize = 8;
const BITS: usize = u64::BITS as usize;

impl Selection {
    /// The rows, of `rows` in all, for which `wanted` holds; asked on all cores.
    pub fn of(rows: usize, wanted: impl Fn(Row) -> bool + Sync) -> Selection {
        let word = |at: usize| {
            let start = at * BITS;
            (start..(start + BITS).min(rows))
                .fold(0u64, |word, row| word | (u64::from(wanted(row as Row)) << (row - start)))
        };
        Selection::counted((0..rows.div_ceil(BITS)).into_par_iter().with_min_len(256).map(word).collect(), rows)
    }

    /// All rows.
    pub fn all(rows: usize) -> Selection {
        Selection::of(rows, |_| true)
    }

    /// The rows of a range.
    pub fn stretch(rows: usize, range: std::ops::Range<usize>) -> Selection {
        Selection::of(rows, |row| range.contains(&(row as usize)))
    }

    /// These rows, in any order; those beyond the end are left out.
    pub fn from_rows(rows: usize, wanted: impl IntoIterator<Item = Row>) -> Selection {
        let mut words = vec![0u64; rows.div_ceil(BITS)];
        for row in wanted.into_iter().filter(|row| (*row as usize) < rows) {
            words[row as usize / BITS] |= 1 << (row as usize % BITS);
        }
        Selection::counted(words, rows)
    }

    /// The rows of a bundle, by its number among the case's parts.
    pub fn of_part(case: &Case, part: usize) -> Selection {
        let rows = case.parts().get(part).map_or(0, |part| part.rows.len());
        Selection::from_rows(case.len(), (0..rows as Row).map(|row| case.order().position(part, row)))
    }

    fn counted(words: Vec<u64>, rows: usize) -> Selection {
        let mut ranks = Vec::with_capacity(words.len().div_ceil(BLOCK));
        let mut count = 0usize;
        for block in words.chunks(BLOCK) {
            ranks.push(count as u32);
            count += block.iter().map(|word| word.count_ones() as usize).sum::<usize>();
        }
        Selection { words, ranks, rows, count }
    }

    fn combined(&self, other: &Selection, join: impl Fn(u64, u64) -> u64) -> Selection {
        let words = self.words.iter().zip(&other.words).map(|(a, b)| join(*a, *b)).collect();
        Selection::counted(words, self.rows)
    }

    /// Rows in both.
    pub fn and(&self, other: &Selection) -> Selection {
        self.combined(other, |a, b| a & b)
    }

    /// Rows in one of them.
    pub fn or(&self, other: &Selection) -> Selection {
        self.combined(other, |a, b| a | b)
    }

    /// Rows that are not in it.
    pub fn not(&self) -> Selection {
        self.combined(&Selection::all(self.rows), |a, all| !a & all)
    }

    /// Number of rows in it.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Number of rows of the case.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Whether the row is in it.
    pub fn contains(&self, row: Row) -> bool {
        self.words.get(row as usize / BITS).is_some_and(|word| word >> (row as usize % BITS) & 1 == 1)
    }

    /// Number of rows in it before `row`.
    pub fn rank(&self, row: Row) -> usize {
        let at = row as usize / BITS;
        if at >= self.words.len() {
            return self.count;
        }
        let block = at / BLOCK;
        let whole: usize = self.words[block * BLOCK..at].iter().map(|word| word.count_ones() as usize).sum();
        let below = self.words[at] & ((1u64 << (row as usize % BITS)) - 1);
        self.ranks[block] as usize + whole + below.count_ones() as usize
    }

    /// The row with `rank` rows before it.
    pub fn nth(&self, rank: usize) -> Option<Row> {
        if rank >= self.count {
            return None;
        }
        let block = self.ranks.partition_point(|before| *before as usize <= rank) - 1;
        let mut left = rank - self.ranks[block] as usize;
        for (at, word) in self.words.iter().enumerate().skip(block * BLOCK) {
            let ones = word.count_ones() as usize;
            if left < ones {
                let mut rest = *word;
                for _ in 0..left {
                    rest &= rest - 1;
                }
                return Some((at * BITS) as Row + rest.trailing_zeros());
            }
            left -= ones;
        }
        None
    }

    /// The first row in it at or after `row`.
    pub fn next(&self, row: Row) -> Option<Row> {
        self.nth(self.rank(row))
    }

    /// The last row in it at or before `row`.
    pub fn previous(&self, row: Row) -> Option<Row> {
        self.nth(self.rank(row.saturating_add(1)).checked_sub(1)?)
    }

    /// All rows in it, in their order.
    pub fn iter(&self) -> impl Iterator<Item = Row> {
        self.words.iter().enumerate().flat_map(|(at, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros())?;
                rest &= rest - 1;
                Some((at * BITS) as Row + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_and_rows_are_each_others_inverse() {
        for rows in [0usize, 1, 63, 64, 65, 1000, 70_000] {
            let wanted = |row: Row| row % 7 == 3 || (600..700).contains(&row);
            let selection = Selection::of(rows, wanted);
            let plain: Vec<Row> = (0..rows as Row).filter(|row| wanted(*row)).collect();
            assert_eq!(selection.iter().collect::<Vec<_>>(), plain);
            assert_eq!(selection.count(), plain.len());
            for (rank, row) in plain.iter().enumerate() {
                assert_eq!((selection.nth(rank), selection.rank(*row)), (Some(*row), rank));
            }
            assert_eq!(selection.nth(plain.len()), None);
            assert_eq!(selection.not().count(), rows - plain.len());
            assert_eq!(selection.and(&selection.not()).count(), 0);
            assert_eq!(selection.or(&selection.not()), Selection::all(rows));
            assert_eq!(Selection::from_rows(rows, plain.iter().copied()), selection);
        }
        let selection = Selection::from_rows(100, [10, 20, 99]);
        assert_eq!((selection.next(0), selection.next(10), selection.next(11)), (Some(10), Some(10), Some(20)));
        assert_eq!((selection.previous(9), selection.previous(20), selection.previous(98)), (None, Some(20), Some(20)));
        assert_eq!((selection.next(100), selection.previous(1000)), (None, Some(99)));
    }
}
