//! Where the blobs of a bundle lie: 16 bytes each, found by digest.
//!
//! A print of eight bytes finds the place; what is read there is hashed against the whole id before anybody sees it.

use crate::bundle::container::Container;
use crate::crypto::Digest;
use crate::verify::BlobPlace;
use serde::{Deserialize, Serialize};

/// Places by the first eight bytes of the digest.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct BlobPlaces {
    /// (print, file number and offset), sorted.
    places: Vec<(u64, u64)>,
    /// Paths of the files that hold blobs.
    files: Vec<String>,
}

/// Bits of an offset: a pack has at most 64 MiB; a single blob lies at 0.
const OFFSET_BITS: u32 = 27;

impl BlobPlaces {
    /// Before the first blob of a container.
    pub fn of(container: &Container) -> BlobPlaces {
        let holds = |path: &&str| path.starts_with("blobs/") || path.starts_with("packs/");
        let files = container.entries().iter().map(|entry| entry.path.as_str()).filter(holds).map(str::to_owned);
        BlobPlaces { places: Vec::new(), files: files.collect() }
    }

    /// Adds a place.
    pub fn add(&mut self, place: &BlobPlace<'_>) {
        let Ok(file) = self.files.binary_search_by(|file| file.as_str().cmp(place.path)) else { return };
        if place.offset >> OFFSET_BITS == 0 {
            self.places.push((print(&place.id), ((file as u64) << OFFSET_BITS) | place.offset));
        }
    }

    /// Ready to be asked.
    pub fn sorted(mut self) -> BlobPlaces {
        self.places.sort_unstable();
        self.places.shrink_to_fit();
        self
    }

    /// Files and offsets at which a blob may lie; the caller hashes what is there.
    pub fn find(&self, id: &Digest) -> impl Iterator<Item = (&str, u64)> {
        let wanted = print(id);
        let start = self.places.partition_point(|(print, _)| *print < wanted);
        let rest = self.places.get(start..).unwrap_or_default();
        rest.iter().take_while(move |(print, _)| *print == wanted).filter_map(|(_, place)| {
            let file = self.files.get((place >> OFFSET_BITS) as usize)?;
            Some((file.as_str(), place & ((1 << OFFSET_BITS) - 1)))
        })
    }

    /// Number of blobs.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }
}

fn print(id: &Digest) -> u64 {
    id.0.first_chunk::<8>().map_or(0, |bytes| u64::from_be_bytes(*bytes))
}
