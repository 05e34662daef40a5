//! Reads and hashes what lies in a file, in pieces through one buffer for all of it.
//!
//! A pack may hold sixteen million empty blobs: none of them may cost more than its bytes. Who may be asked to stop gives a reader
//! that looks at the watch (`Watched`).

use crate::crypto::{Digest, Hasher};
use std::io::{self, Read};

/// Content of one blob, read once.
#[derive(Clone, Debug)]
pub struct Content {
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// How many there are.
    pub length: u64,
    /// The first 32 of them.
    pub salt: Option<[u8; 32]>,
    /// It begins like an archive, with or without a salt before it.
    pub archive: bool,
}

/// Reads contents.
pub struct Contents {
    buffer: Vec<u8>,
}

impl Default for Contents {
    fn default() -> Contents {
        Contents { buffer: vec![0; 1 << 16] }
    }
}

impl Contents {
    /// Reads up to `limit` bytes of `stream`.
    ///
    /// # Errors
    /// What the stream gives.
    pub fn read(&mut self, stream: &mut dyn Read, limit: u64) -> io::Result<Content> {
        let mut limited = stream.take(limit);
        let mut hasher = Hasher::new();
        let mut head: Vec<u8> = Vec::new();
        let mut length = 0u64;
        loop {
            let read = match limited.read(&mut self.buffer) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let bytes = self.buffer.get(..read).unwrap_or_default();
            head.extend(bytes.iter().take(64usize.saturating_sub(head.len())));
            hasher.update(bytes);
            length = length.saturating_add(u64::try_from(read).unwrap_or(0));
        }
        let archive = is_archive(&head) || head.get(32..).is_some_and(is_archive);
        Ok(Content { digest: hasher.finish(), length, salt: head.first_chunk::<32>().copied(), archive })
    }
}

fn is_archive(head: &[u8]) -> bool {
    [b"PK\x03\x04".as_slice(), b"\x1f\x8b\x08", b"7z\xbc\xaf\x27\x1c", b"\xfd7zXZ\x00", b"BZh", b"Rar!\x1a\x07"]
        .iter()
        .any(|magic| head.starts_with(magic))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::{Watch, Watched};

    /// Endless zeros; asks to stop after some reads.
    struct Endless<'a>(&'a Watch, u32);

    impl Read for Endless<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.1 = self.1.saturating_add(1);
            if self.1 == 3 {
                self.0.cancel();
            }
            assert!(self.1 <= 3, "it reads on after the cancel");
            Ok(buffer.len())
        }
    }

    #[test]
    fn a_cancel_ends_the_largest_file() {
        let watch = Watch::new();
        let mut endless = Watched::new(Endless(&watch, 0), &watch);
        assert!(Contents::default().read(&mut endless, u64::MAX).is_err());
    }

    #[test]
    fn contents_follow_each_other_in_one_stream() {
        let (mut contents, mut stream) = (Contents::default(), b"PK\x03\x04second".as_slice());
        let mut next = |limit| contents.read(&mut stream, limit).unwrap();
        let first = next(4);
        assert_eq!((first.digest, first.length, first.archive), (Digest::of(b"PK\x03\x04"), 4, true));
        assert_eq!(next(0).digest, Digest::of(b""));
        assert_eq!((next(99).length, next(99).length), (6, 0));
    }
}
