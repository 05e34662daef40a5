//! The blobs that records name, found by id.
//!
//! Memory: 48 bytes a blob and a 4-byte slot in a table.

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
    salted: usize,
    full: bool,
}

/// One blob, as the first record that names it states it.
#[derive(Debug)]
pub struct Blob {
    /// SHA-256 of its bytes.
    pub id: Digest,
    /// Index of the first record that names it.
    pub record: u64,
    /// The length, at most 2^53 - 1, and three flags below it.
    packed: u64,
}

const SALTED: u64 = 1;
const PRESENT: u64 = 2;
const TOLD: u64 = 4;

impl Blob {
    fn new(blob: &BlobRef, record: u64) -> Blob {
        Blob { id: blob.id, record, packed: (blob.len << 3) | if blob.salted { SALTED } else { 0 } }
    }

    /// Length in bytes, salt included.
    pub fn len(&self) -> u64 {
        self.packed >> 3
    }

    /// Whether the first 32 bytes are salt.
    pub fn is_salted(&self) -> bool {
        self.packed & SALTED != 0
    }

    /// Whether its bytes were found.
    pub fn is_present(&self) -> bool {
        self.packed & PRESENT != 0
    }

    /// Whether it was told already that it is missing, where its keys were needed.
    pub fn is_told_missing(&self) -> bool {
        self.packed & TOLD != 0
    }

    /// Marks its bytes as found.
    pub fn set_present(&mut self) {
        self.packed |= PRESENT;
    }
}

impl BlobIndex {
    /// A record at `record` names a blob; the failure says where it disagrees with the first reference, whose index stands beside.
    pub fn refer(&mut self, blob: &BlobRef, record: u64) -> Option<(u64, Failure)> {
        if let Some(known) = self.get_mut(&blob.id) {
            let (len, salted) = (known.len(), known.is_salted());
            if len == blob.len && salted == blob.salted {
                return None;
            }
            let before = format!("len {len}, salted {salted} (record {})", known.record);
            let values = (before, format!("len {}, salted {}", blob.len, blob.salted));
            return Some((known.record, Failure::new(Code::BlobMeta, blob.id.hex()).values(values.0, values.1)));
        }
        let Ok(position) = u32::try_from(self.blobs.len()) else {
            self.full = true;
            return None;
        };
        self.salted = self.salted.saturating_add(usize::from(blob.salted));
        self.blobs.push(Blob::new(blob, record));
        let BlobIndex { blobs, table, hasher, .. } = self;
        let hash = |at: &u32| hasher.hash_one(at_position(blobs, *at).map(|blob| blob.id));
        table.insert_unique(hash(&position), position, hash);
        None
    }

    /// Notes that it was told that this blob is missing.
    pub fn tell_missing(&mut self, id: &Digest) {
        if let Some(blob) = self.get_mut(id) {
            blob.packed |= TOLD;
        }
    }

    /// The blob with this id.
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

    /// Number of salted blobs.
    pub fn salted(&self) -> usize {
        self.salted
    }

    /// Whether blobs had to be left out.
    pub fn is_full(&self) -> bool {
        self.full
    }

    fn find(&self, id: &Digest) -> Option<u32> {
        let same = |at: &u32| at_position(&self.blobs, *at).is_some_and(|blob| blob.id == *id);
        self.table.find(self.hasher.hash_one(Some(*id)), same).copied()
    }
}

fn at_position(blobs: &Chunked<Blob>, at: u32) -> Option<&Blob> {
    blobs.get(usize::try_from(at).ok()?)
}
