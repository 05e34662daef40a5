//! The keys blob of a `set`: an unsalted file of JSON Lines, read when the `set` is (`bundle-format.md` section 1.5).
//!
//! A `set` whose keys cannot be read ends the proven range, and never in silence: every way to fail is a finding of class U.

use crate::bundle::container::Container;
use crate::bundle::key_event::{SetKey, read_set};
use crate::bundle::{Against, Code, Failure};
use crate::crypto::Digest;
use std::io::{self, Read};

/// Largest blob of keys that is read into memory.
const BLOB_MAX: u64 = 256 * 1024 * 1024;

/// Reads the keys of the blob `id` for a `set` at `index`.
///
/// # Errors
/// `E_BLOB_MISSING` where the file is not there or holds other bytes, `E_IO`, `E_LIMIT`, and what is wrong with its lines.
pub fn read(container: &Container, id: &Digest, index: u64) -> Result<Vec<SetKey>, Box<Failure>> {
    let path = format!("blobs/{}", id.hex());
    let told = |failure: Failure| Box::new(failure.file(&path));
    let bytes = match content(container, &path, BLOB_MAX) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let failure = Failure::new(Code::BlobMissing, "the keys of a set, which are never withheld");
            return Err(Box::new(failure.values(id.hex(), "absent")));
        }
        Err(error) => return Err(told(Failure::new(Code::Io, error.to_string()))),
    };
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if length > BLOB_MAX {
        let failure = Failure::new(Code::Limit, "size of the keys blob of a set");
        return Err(told(failure.values(format!("at most {BLOB_MAX} bytes"), "more")));
    }
    if Digest::of(&bytes) != *id {
        let failure =
            Failure::new(Code::BlobMissing, "the keys of a set: the file holds other bytes, or was cut short");
        return Err(told(failure.values(id.hex(), Digest::of(&bytes).hex())));
    }
    parse(&bytes, index).map_err(|failure| told(failure.against(Against::Authority)))
}

fn content(container: &Container, path: &str, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    container.open_file(path)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn parse(bytes: &[u8], index: u64) -> Result<Vec<SetKey>, Failure> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = u64::try_from(error.valid_up_to()).unwrap_or(u64::MAX);
        Failure::new(Code::Utf8, "the keys of a set").offset(at)
    })?;
    let keys = read_set(text).map_err(|failure| *failure)?;
    match keys.iter().find(|key| !key.was_before(index)) {
        Some(_) => Err(Failure::new(Code::Schema, "member revoked_at of the keys of a set")
            .values("an index before that of the set", "one that is not")),
        None => Ok(keys),
    }
}
