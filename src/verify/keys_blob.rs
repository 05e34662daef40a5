//! The keys blobs of `set` events: unsalted files of JSON Lines, read when the `set` is (`bundle-format.md` section 1.5).
//!
//! A `set` whose keys cannot be read ends the proven range, and never in silence: every way to fail is a finding of class U. A
//! record of 450 bytes may name a blob of 256 MiB, so what all sets together may cost is bounded.

use crate::bundle::container::Container;
use crate::bundle::key_event::{SetKey, read_set};
use crate::bundle::{Against, Code, Failure};
use crate::crypto::Digest;
use std::io::{self, Read};
use std::sync::Arc;

/// Largest blob of keys that is read into memory.
const ONE_MAX: u64 = 256 << 20;
/// Bytes of keys that all sets together may bring, each time that one is named: twenty million keys.
const ALL_MAX: u64 = 4 << 30;

/// Reads keys blobs; keeps the last one, as an exporter that asks for a `set` a day names the same one again and again.
#[derive(Debug)]
pub struct KeysBlobs {
    last: Option<Parsed>,
    one_max: u64,
    left: u64,
}

#[derive(Debug)]
struct Parsed {
    id: Digest,
    bytes: u64,
    keys: Arc<Vec<SetKey>>,
}

impl Default for KeysBlobs {
    fn default() -> Self {
        KeysBlobs { last: None, one_max: ONE_MAX, left: ALL_MAX }
    }
}

impl KeysBlobs {
    /// The keys of the blob `id` for a `set` at `index`.
    ///
    /// # Errors
    /// `E_BLOB_MISSING` where the file is not there or holds other bytes, `E_IO`, `E_LIMIT`, and what is wrong with its lines;
    /// with its file where it lies there and not in the record.
    pub fn read(&mut self, container: &Container, id: &Digest, index: u64) -> Result<Arc<Vec<SetKey>>, Box<Failure>> {
        let path = format!("blobs/{}", id.hex());
        let told = |failure: Failure| Box::new(failure.file(&path));
        let parsed = match self.last.take().filter(|last| last.id == *id) {
            Some(last) => last,
            None => load(container, id, &path, self.one_max)?,
        };
        let Some(left) = self.left.checked_sub(parsed.bytes) else {
            let failure = Failure::new(Code::Limit, "the keys blobs of all sets together");
            return Err(told(failure.values(format!("at most {ALL_MAX} bytes"), "more")));
        };
        self.left = left;
        let Parsed { keys, .. } = self.last.insert(parsed);
        if keys.iter().any(|key| !key.was_before(index)) {
            let failure = Failure::new(Code::Schema, "member revoked_at of the keys of a set");
            let failure = failure.values("an index before that of the set", "one that is not");
            return Err(told(failure.against(Against::Authority)));
        }
        Ok(Arc::clone(keys))
    }
}

fn load(container: &Container, id: &Digest, path: &str, most: u64) -> Result<Parsed, Box<Failure>> {
    let told = |failure: Failure| Box::new(failure.file(path));
    let bytes = match content(container, path, most) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let failure = Failure::new(Code::BlobMissing, "the keys of a set, which are never withheld");
            return Err(Box::new(failure.values(id.hex(), "absent")));
        }
        Err(error) => return Err(told(Failure::new(Code::Io, error.to_string()))),
    };
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if length > most {
        let failure = Failure::new(Code::Limit, "size of the keys blob of a set");
        return Err(told(failure.values(format!("at most {most} bytes"), "more")));
    }
    let found = Digest::of(&bytes);
    if found != *id {
        let failure =
            Failure::new(Code::BlobMissing, "the keys of a set: the file holds other bytes, or was cut short");
        return Err(told(failure.values(id.hex(), found.hex())));
    }
    let keys = parse(&bytes).map_err(|failure| told(failure.against(Against::Authority)))?;
    Ok(Parsed { id: *id, bytes: length, keys: Arc::new(keys) })
}

fn content(container: &Container, path: &str, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    container.open_file(path)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn parse(bytes: &[u8]) -> Result<Vec<SetKey>, Box<Failure>> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = u64::try_from(error.valid_up_to()).unwrap_or(u64::MAX);
        Box::new(Failure::new(Code::Utf8, "the keys of a set").offset(at))
    })?;
    read_set(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn line(name: &str) -> Vec<u8> {
        let window = "\"from\":\"2026-07-01T00:00:00Z\",\"until\":\"2026-10-01T00:00:00Z\"";
        format!("{{\"vkey\":\"{name}+00000000+x\",{window}}}\n").into_bytes()
    }

    #[test]
    fn one_blob_and_all_together_are_bounded() {
        let blobs = [line("a"), line("b"), [line("a"), line("b")].concat()];
        let ids = [0, 1, 2].map(|at: usize| Digest::of(&blobs[at]));
        let files: BTreeMap<String, Vec<u8>> =
            ids.iter().zip(&blobs).map(|(id, blob)| (format!("blobs/{}", id.hex()), blob.clone())).collect();
        let container = Container::from_files(files);
        let length = u64::try_from(blobs[0].len()).unwrap();
        let mut sets = KeysBlobs { last: None, one_max: length, left: 3 * length };
        let mut read = |at: usize| sets.read(&container, &ids[at], 0).map(|keys| keys.len()).map_err(|f| f.code);
        assert_eq!(read(2), Err(Code::Limit));
        assert_eq!([read(0), read(0), read(1), read(1), read(0)], {
            [Ok(1), Ok(1), Ok(1), Err(Code::Limit), Err(Code::Limit)]
        });
    }
}
