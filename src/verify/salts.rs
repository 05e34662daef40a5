//! Finds a salt that two blobs have in common (`W_BLOB_SALT`, `bundle-format.md` section 2.2).
//!
//! Of each salt a keyed print of 8 bytes is kept, at the blob's place in the index: two that meet by chance are one in 10^8 at a
//! million blobs, and a meeting is only a warning. Whose blobs they are is asked of the index, when it is known that two met.

use super::blob_index::BlobIndex;
use super::findings::Findings;
use crate::bundle::{Code, Failure};
use std::hash::{BuildHasher, RandomState};

/// A print for each blob of the index; 0 where none is known.
pub struct Salts {
    prints: Vec<u64>,
    hasher: RandomState,
}

impl Salts {
    /// Room for the blobs of `index`, if any of them has a salt.
    pub fn new(index: &BlobIndex) -> Salts {
        let room = if index.has_salted() { index.len() } else { 0 };
        Salts { prints: vec![0; room], hasher: RandomState::new() }
    }

    /// Notes the salt of the blob at `position`.
    pub fn add(&mut self, position: u32, salt: &[u8; 32]) {
        let print = self.hasher.hash_one(salt).max(1);
        if let Some(slot) = usize::try_from(position).ok().and_then(|at| self.prints.get_mut(at)) {
            *slot = print;
        }
    }

    /// Tells of salts used twice, in the order of the records that use them again.
    pub fn report(&self, index: &BlobIndex, findings: &mut Findings) {
        let mut order: Vec<u32> =
            (0u32..).zip(&self.prints).filter(|(_, print)| **print != 0).map(|(at, _)| at).collect();
        let print = |at: &u32| usize::try_from(*at).ok().and_then(|at| self.prints.get(at));
        order.sort_unstable_by_key(|at| (print(at), *at));
        let record = |at: u32| index.at(at).map_or(0, super::blob_index::Blob::record);
        let met = order.array_windows().filter(|[a, b]| print(a) == print(b));
        let mut twice: Vec<(u64, u64)> = met.map(|[a, b]| (record(*b), record(*a))).collect();
        twice.sort_unstable();
        for (record, first) in twice {
            findings.add_built(Code::WarnBlobSalt, &|| {
                let found = format!("the salt of a blob of record {first}");
                Failure::new(Code::WarnBlobSalt, "").record(record).values("a salt of its own", found)
            });
        }
    }
}
