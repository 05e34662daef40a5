//! SHA-256 digests, and the two hashes of an RFC 6962 tree.

use super::{b64_decode, b64_encode, hex_decode, hex_encode};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::io::{self, Read};

/// A SHA-256 value: 32 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// SHA-256 of `bytes`.
    pub fn of(bytes: &[u8]) -> Digest {
        Digest(Sha256::digest(bytes).into())
    }

    /// 64 characters of lower-case hex.
    pub fn hex(&self) -> String {
        hex_encode(&self.0)
    }

    /// 44 characters of base64.
    pub fn b64(&self) -> String {
        b64_encode(&self.0)
    }

    /// Reads what [`Digest::hex`] writes.
    pub fn from_hex(text: &str) -> Option<Digest> {
        hex_decode(text).map(Digest)
    }

    /// Reads what [`Digest::b64`] writes.
    pub fn from_b64(text: &str) -> Option<Digest> {
        b64_decode(text)?.try_into().ok().map(Digest)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex())
    }
}

/// SHA-256 over bytes that arrive in pieces.
#[derive(Clone, Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// An empty hasher.
    pub fn new() -> Hasher {
        Hasher::default()
    }

    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all that was added.
    pub fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

/// `H(0x00 || data)`, the hash of a leaf (RFC 6962 section 2.1).
pub fn leaf_hash(data: &[u8]) -> Digest {
    let mut hasher = Hasher::new();
    hasher.update(&[0]);
    hasher.update(data);
    hasher.finish()
}

/// `H(0x01 || left || right)`, the hash of an inner node (RFC 6962 section 2.1).
pub fn node_hash(left: &Digest, right: &Digest) -> Digest {
    let mut bytes = [1u8; 65];
    if let Some(slot) = bytes.get_mut(1..33) {
        slot.copy_from_slice(&left.0);
    }
    if let Some(slot) = bytes.get_mut(33..65) {
        slot.copy_from_slice(&right.0);
    }
    Digest::of(&bytes)
}

impl Digest {
    /// Digest and number of bytes of a stream, read to its end.
    ///
    /// # Errors
    /// What the stream gives.
    pub fn of_stream(stream: &mut dyn Read) -> io::Result<(Digest, u64)> {
        let (mut hasher, mut length) = (Hasher::new(), 0u64);
        let mut buffer = vec![0u8; 1 << 16];
        loop {
            match stream.read(&mut buffer) {
                Ok(0) => return Ok((hasher.finish(), length)),
                Ok(read) => {
                    hasher.update(buffer.get(..read).unwrap_or_default());
                    length = length.saturating_add(u64::try_from(read).unwrap_or(0));
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}
