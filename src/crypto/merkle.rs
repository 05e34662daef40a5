//! The RFC 6962 tree: roots by streaming, inclusion and consistency proofs, and the subtrees that cover a gap.

use super::{Digest, node_hash};

/// Longest path or proof that can occur: sizes are below 2^64.
pub const PATH_MAX: usize = 64;

/// The right edge of a growing tree: one hash for every perfect subtree, largest first.
///
/// Nodes are pushed left to right; while the top two have the same level they merge (`bundle-format.md` section 1.8).
#[derive(Clone, Default, Debug)]
pub struct Frontier {
    stack: Vec<(u32, Digest)>,
    size: u64,
}

impl Frontier {
    /// An empty tree.
    pub fn new() -> Frontier {
        Frontier::default()
    }

    /// Number of leaves so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds one leaf hash.
    pub fn push(&mut self, leaf: Digest) {
        self.push_subtree(0, leaf);
    }

    /// Adds the root of a perfect subtree of 2^level leaves. The caller keeps it aligned.
    pub fn push_subtree(&mut self, level: u32, hash: Digest) {
        let (mut level, mut hash) = (level, hash);
        self.size = self.size.saturating_add(1u64.checked_shl(level).unwrap_or(u64::MAX));
        while let Some((_, left)) = self.stack.pop_if(|(top, _)| *top == level) {
            hash = node_hash(&left, &hash);
            level = level.saturating_add(1);
        }
        self.stack.push((level, hash));
    }

    /// The root of the tree so far; `H("")` when empty.
    pub fn root(&self) -> Digest {
        let mut right_to_left = self.stack.iter().rev().map(|(_, hash)| *hash);
        let Some(last) = right_to_left.next() else { return Digest::of(b"") };
        right_to_left.fold(last, |right, left| node_hash(&left, &right))
    }
}

/// The perfect subtrees that cover `[start, end)`, left to right, as (level, first index); `compact.RangeNodes`.
pub fn subtrees(start: u64, end: u64) -> SubtreeIter {
    SubtreeIter { at: start, end }
}

/// Iterator made by [`subtrees`].
#[derive(Clone, Debug)]
pub struct SubtreeIter {
    at: u64,
    end: u64,
}

impl Iterator for SubtreeIter {
    type Item = (u32, u64);

    fn next(&mut self) -> Option<(u32, u64)> {
        let left = self.end.checked_sub(self.at)?;
        let level = self.at.trailing_zeros().min(left.checked_ilog2()?);
        let start = self.at;
        self.at = start.checked_add(1u64.checked_shl(level)?)?;
        Some((level, start))
    }
}

/// Root of the tree over `leaves`.
pub fn tree_root(leaves: &[Digest]) -> Digest {
    let mut frontier = Frontier::new();
    for leaf in leaves {
        frontier.push(*leaf);
    }
    frontier.root()
}

/// The audit path of leaf `index` in a tree of `size` leaves (RFC 6962 section 2.1.1).
///
/// `subtree(start, end)` gives the root over `[start, end)`; `None` from it, or an index outside the tree, gives `None`.
pub fn inclusion_proof(
    index: u64,
    size: u64,
    subtree: &mut dyn FnMut(u64, u64) -> Option<Digest>,
) -> Option<Vec<Digest>> {
    if index >= size {
        return None;
    }
    let (mut start, mut end) = (0u64, size);
    let mut path = Vec::new();
    while end.checked_sub(start)? > 1 {
        let middle = start.checked_add(split_point(end.checked_sub(start)?)?)?;
        if index < middle {
            path.push(subtree(middle, end)?);
            end = middle;
        } else {
            path.push(subtree(start, middle)?);
            start = middle;
        }
    }
    path.reverse();
    Some(path)
}

/// The consistency proof from `old` to `size` leaves (RFC 6962 section 2.1.2); empty when they are equal or `old` is 0.
pub fn consistency_proof(
    old: u64,
    size: u64,
    subtree: &mut dyn FnMut(u64, u64) -> Option<Digest>,
) -> Option<Vec<Digest>> {
    if old > size {
        return None;
    }
    if old == 0 || old == size {
        return Some(Vec::new());
    }
    let (mut start, mut end) = (0u64, size);
    let mut path = Vec::new();
    let mut whole = true;
    while old != end {
        let middle = start.checked_add(split_point(end.checked_sub(start)?)?)?;
        if old <= middle {
            path.push(subtree(middle, end)?);
            end = middle;
        } else {
            path.push(subtree(start, middle)?);
            start = middle;
            whole = false;
        }
    }
    if !whole {
        path.push(subtree(start, end)?);
    }
    path.reverse();
    Some(path)
}

/// Whether `path` proves that `leaf` is leaf `index` of the tree with `root` and `size` (RFC 9162 section 2.1.3.2).
pub fn verify_inclusion(index: u64, size: u64, leaf: &Digest, path: &[Digest], root: &Digest) -> bool {
    if index >= size {
        return false;
    }
    let (mut node, mut last) = (index, size.saturating_sub(1));
    let mut hash = *leaf;
    for sibling in path {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Whether `proof` shows that the tree (`old`, `old_root`) is a prefix of (`size`, `root`) (RFC 9162 section 2.1.4.2).
///
/// Equal sizes need equal roots and an empty proof. An old size of 0 proves nothing, so it is never accepted.
pub fn verify_consistency(old: u64, size: u64, proof: &[Digest], old_root: &Digest, root: &Digest) -> bool {
    if old > size || old == 0 {
        return false;
    }
    if old == size {
        return proof.is_empty() && old_root == root;
    }
    let (mut node, mut last) = (old.saturating_sub(1), size.saturating_sub(1));
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    let mut rest = proof.iter();
    // An old tree that is one perfect subtree is its own first hash.
    let Some(first) = (if node == 0 { Some(old_root) } else { rest.next() }) else { return false };
    let (mut old_hash, mut new_hash) = (*first, *first);
    for sibling in rest {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && old_hash == *old_root && new_hash == *root
}

/// Largest power of two below `size`, for size >= 2.
fn split_point(size: u64) -> Option<u64> {
    let bits = size.checked_sub(1)?.checked_ilog2()?;
    1u64.checked_shl(bits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::leaf_hash;

    #[test]
    fn proofs_made_here_verify_for_every_size_and_index() {
        let leaves: Vec<Digest> = (0u8..37).map(|n| leaf_hash(&[n])).collect();
        for size in 1..=leaves.len() {
            let all = &leaves[..size];
            let root = tree_root(all);
            let size = u64::try_from(size).unwrap_or(0);
            let mut subtree =
                |a: u64, b: u64| Some(tree_root(all.get(usize::try_from(a).ok()?..usize::try_from(b).ok()?)?));
            for index in 0..size {
                let leaf = all[usize::try_from(index).unwrap_or(0)];
                let path = inclusion_proof(index, size, &mut subtree).unwrap_or_default();
                assert!(verify_inclusion(index, size, &leaf, &path, &root), "{index} of {size}");
                assert!(size == 1 || !verify_inclusion(index, size, &leaf_hash(b"other"), &path, &root));
            }
            for old in 1..=size {
                let old_root = tree_root(&all[..usize::try_from(old).unwrap_or(0)]);
                let proof = consistency_proof(old, size, &mut subtree).unwrap_or_default();
                assert!(verify_consistency(old, size, &proof, &old_root, &root), "{old} to {size}");
                assert!(!verify_consistency(old, size, &proof, &leaf_hash(b"other"), &root));
            }
        }
    }

    #[test]
    fn a_gap_is_cut_into_perfect_subtrees() {
        let cut: Vec<_> = subtrees(3, 12).collect();
        assert_eq!(cut, [(0, 3), (2, 4), (2, 8)]);
        assert_eq!(subtrees(5, 5).count(), 0);
    }
}
