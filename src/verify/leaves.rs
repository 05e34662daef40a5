//! The index over the leaves: which record has this leaf, and where it stands (`bundle-format.md` section 1.11).
//!
//! 32 bytes a record and a 4-byte slot in a table. Positions count the lines that were read; they become log indices through the
//! few places where indices jump.

use super::chunked::Chunked;
use crate::crypto::Digest;
use hashbrown::HashTable;
use std::hash::{BuildHasher, RandomState};

/// Lines in the order of the log, found by leaf.
#[derive(Debug, Default)]
pub struct Leaves {
    leaves: Chunked<Digest>,
    table: HashTable<u32>,
    hasher: RandomState,
    /// (position, log index) where a run of following indices begins.
    runs: Vec<(u32, u64)>,
    next: Option<u64>,
    full: bool,
}

impl Leaves {
    /// Adds the leaf of the line at `index`; gives its position. `None` when the index is full.
    pub fn push(&mut self, index: u64, leaf: Digest) -> Option<u32> {
        let Ok(position) = u32::try_from(self.leaves.len()) else {
            self.full = true;
            return None;
        };
        if self.next != Some(index) {
            self.runs.push((position, index));
        }
        self.next = index.checked_add(1);
        self.leaves.push(leaf);
        Some(position)
    }

    /// Whether lines had to be left out: then a leaf that is not found may be there all the same.
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// Makes a pushed line findable by its leaf.
    pub fn insert(&mut self, position: u32) {
        let Leaves { table, leaves, hasher, .. } = self;
        let hash = |at: &u32| hasher.hash_one(leaf_at(leaves, *at));
        table.insert_unique(hash(&position), position, hash);
    }

    /// The position of the line with this leaf.
    pub fn find(&self, leaf: &Digest) -> Option<u32> {
        let same = |at: &u32| leaf_at(&self.leaves, *at) == Some(leaf);
        self.table.find(self.hasher.hash_one(Some(leaf)), same).copied()
    }

    /// The leaf at a position.
    pub fn leaf(&self, position: u32) -> Option<Digest> {
        leaf_at(&self.leaves, position).copied()
    }

    /// The position of the line at a log index.
    pub fn position_of(&self, index: u64) -> Option<u32> {
        let at = self.runs.partition_point(|(_, first)| *first <= index).checked_sub(1)?;
        let (position, first) = *self.runs.get(at)?;
        let position = position.checked_add(u32::try_from(index.checked_sub(first)?).ok()?)?;
        (self.index_of(position) == Some(index) && self.leaf(position).is_some()).then_some(position)
    }

    /// The log index of a position.
    pub fn index_of(&self, position: u32) -> Option<u64> {
        let at = self.runs.partition_point(|(first, _)| *first <= position).checked_sub(1)?;
        let (first, index) = *self.runs.get(at)?;
        index.checked_add(u64::from(position.checked_sub(first)?))
    }
}

fn leaf_at(leaves: &Chunked<Digest>, position: u32) -> Option<&Digest> {
    leaves.get(usize::try_from(position).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_become_indices_over_gaps() {
        let mut leaves = Leaves::default();
        let indices = [0u64, 1, 2, 70_000, 70_001, 1 << 40];
        for index in indices {
            let leaf = Digest::of(&index.to_be_bytes());
            let position = leaves.push(index, leaf).unwrap();
            leaves.insert(position);
        }
        for index in indices {
            let position = leaves.find(&Digest::of(&index.to_be_bytes())).unwrap();
            assert_eq!(leaves.index_of(position), Some(index));
            assert_eq!(leaves.position_of(index), Some(position));
        }
        assert_eq!(leaves.find(&Digest::of(b"absent")), None);
        assert_eq!([3, 69_999, 70_002, (1 << 40) + 1].map(|index| leaves.position_of(index)), [None; 4]);
    }
}
