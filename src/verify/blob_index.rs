//! The blobs that records name, found by id.
//!
//! Memory: 44 bytes a blob and a 4-byte slot with its control byte in a table, which is at most 7/8 full: 6 to 12 bytes.

use super::chunked::Chunked;
use crate::bundle::record::BlobRef;
use crate::bundle::{Code, Failure};
use crate::crypto::Digest;
use hashbrown::HashTable;
use std::hash::{BuildHasher, RandomState};

/// All blobs that a disclosed record names.
#[derive(Debug, Default)]
pub struct BlobIndex {
    blobs: Chunked<Blob>,
    table: HashTable<u32>,
    hasher: RandomState,
    salted: bool,
    full: bool,
}

/// One blob, as the first record that names it states it.
#[derive(Debug)]
pub struct Blob {
    /// SHA-256 of its bytes.
    pub id: Digest,
    record_low: u32,
    len_low: u32,
    /// From the top: 8 bits of the record's index (at most 10^12), 21 of the length (at most 2^53 - 1), three flags.
    high: u32,
}

const SALTED: u32 = 1;
const PRESENT: u32 = 2;
const TOLD: u32 = 4;

impl Blob {
    fn new(blob: &BlobRef, record: u64) -> Blob {
        let flag = if blob.salted { SALTED } else { 0 };
        let high = (low(record >> 32) << 24) | ((low(blob.len >> 32) & 0x1f_ffff) << 3) | flag;
        Blob { id: blob.id, record_low: low(record), len_low: low(blob.len), high }
    }

    /// Index of the first record that names it.
    pub fn record(&self) -> u64 {
        (u64::from(self.high >> 24) << 32) | u64::from(self.record_low)
    }

    /// Length in bytes, salt included.
    pub fn len(&self) -> u64 {
        (u64::from((self.high >> 3) & 0x1f_ffff) << 32) | u64::from(self.len_low)
    }

    /// Whether the first 32 bytes are salt.
    pub fn is_salted(&self) -> bool {
        self.high & SALTED != 0
    }

    /// Whether its bytes were found.
    pub fn is_present(&self) -> bool {
        self.high & PRESENT != 0
    }

    /// Whether it was told already that it is missing, where its keys were needed.
    pub fn is_told_missing(&self) -> bool {
        self.high & TOLD != 0
    }

    /// Marks its bytes as found.
    pub fn set_present(&mut self) {
        self.high |= PRESENT;
    }
}

/// The lower half of a number.
fn low(number: u64) -> u32 {
    u32::try_from(number & u64::from(u32::MAX)).unwrap_or(u32::MAX)
}

impl BlobIndex {
    /// A record at `record` names a blob; the failure says where it disagrees with the first reference, whose index stands beside.
    pub fn refer(&mut self, blob: &BlobRef, record: u64) -> Option<(u64, Failure)> {
        if let Some(known) = self.get_mut(&blob.id) {
            let (len, salted) = (known.len(), known.is_salted());
            if len == blob.len && salted == blob.salted {
                return None;
            }
            let before = format!("len {len}, salted {salted} (record {})", known.record());
            let values = (before, format!("len {}, salted {}", blob.len, blob.salted));
            return Some((known.record(), Failure::new(Code::BlobMeta, blob.id.hex()).values(values.0, values.1)));
        }
        let Ok(position) = u32::try_from(self.blobs.len()) else {
            self.full = true;
            return None;
        };
        self.salted |= blob.salted;
        self.blobs.push(Blob::new(blob, record));
        let BlobIndex { blobs, table, hasher, .. } = self;
        let hash = |at: &u32| hasher.hash_one(at_position(blobs, *at).map(|blob| blob.id));
        table.insert_unique(hash(&position), position, hash);
        None
    }

    /// Notes that it was told that this blob is missing.
    pub fn tell_missing(&mut self, id: &Digest) {
        if let Some(blob) = self.get_mut(id) {
            blob.high |= TOLD;
        }
    }

    /// The blob with this id, to change it.
    pub fn get_mut(&mut self, id: &Digest) -> Option<&mut Blob> {
        let position = self.find(id)?;
        self.blobs.get_mut(usize::try_from(position).ok()?)
    }

    /// Whether a record names this blob.
    pub fn contains(&self, id: &Digest) -> bool {
        self.find(id).is_some()
    }

    /// All blobs, in the order of the first record that names them.
    pub fn iter(&self) -> impl Iterator<Item = &Blob> {
        self.blobs.iter()
    }

    /// Number of blobs.
    pub fn len(&self) -> usize {
        self.blobs.len()
    }

    /// Whether any of them has a salt.
    pub fn has_salted(&self) -> bool {
        self.salted
    }

    /// The blob at a position, in the order of the first record that names it.
    pub fn at(&self, position: u32) -> Option<&Blob> {
        at_position(&self.blobs, position)
    }

    /// Lets go of what finds blobs by their id.
    pub fn forget_ids(&mut self) {
        self.table = HashTable::new();
    }

    /// Whether blobs had to be left out.
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// The position of the blob with this id.
    pub fn find(&self, id: &Digest) -> Option<u32> {
        let same = |at: &u32| at_position(&self.blobs, *at).is_some_and(|blob| blob.id == *id);
        self.table.find(self.hasher.hash_one(Some(*id)), same).copied()
    }
}

fn at_position(blobs: &Chunked<Blob>, at: u32) -> Option<&Blob> {
    blobs.get(usize::try_from(at).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blob_is_small_and_keeps_what_it_is_told() {
        assert_eq!(size_of::<Blob>(), 44);
        for (record, len) in [(0, 0), (1_000_000_000_000, (1 << 53) - 1), (u64::from(u32::MAX), 1 << 32), (7, 31)] {
            for salted in [false, true] {
                let given = BlobRef { id: Digest::of(b"x"), len, salted, role: String::new() };
                let mut blob = Blob::new(&given, record);
                assert_eq!((blob.record(), blob.len(), blob.is_salted()), (record, len, salted));
                assert!(!blob.is_present() && !blob.is_told_missing());
                blob.set_present();
                blob.high |= TOLD;
                assert!(blob.is_present() && blob.is_told_missing());
                assert_eq!((blob.record(), blob.len(), blob.is_salted()), (record, len, salted));
            }
        }
    }
}
