//! Reads and hashes what lies in a file, in pieces: one buffer for all of it, and a look at the watch between two pieces.
//!
//! A pack may hold sixteen million empty blobs and a file may be a terabyte: neither may cost more than its bytes, or keep a
//! cancel waiting.

use crate::crypto::{Digest, Hasher};
use crate::watch::Watch;
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
pub struct Contents<'a> {
    buffer: Vec<u8>,
    watch: &'a Watch,
}

impl<'a> Contents<'a> {
    /// A reader that stops when `watch` is cancelled.
    pub fn new(watch: &'a Watch) -> Contents<'a> {
        Contents { buffer: vec![0; 1 << 16], watch }
    }

    /// Reads up to `limit` bytes of `stream`; `None` where the caller asked to stop.
    ///
    /// # Errors
    /// What the stream gives.
    pub fn read(&mut self, stream: &mut dyn Read, limit: u64) -> io::Result<Option<Content>> {
        let mut hasher = Hasher::new();
        let mut head: Vec<u8> = Vec::new();
        let mut length = 0u64;
        let whole = self.pieces(stream, limit, &mut |bytes| {
            head.extend(bytes.iter().take(64usize.saturating_sub(head.len())));
            hasher.update(bytes);
            length = length.saturating_add(u64::try_from(bytes.len()).unwrap_or(0));
        })?;
        let archive = is_archive(&head) || head.get(32..).is_some_and(is_archive);
        let content = Content { digest: hasher.finish(), length, salt: head.first_chunk::<32>().copied(), archive };
        Ok(whole.then_some(content))
    }

    /// Reads `stream` to its end for what reading it does; false where the caller asked to stop.
    ///
    /// # Errors
    /// What the stream gives.
    pub fn drain(&mut self, stream: &mut dyn Read) -> io::Result<bool> {
        self.pieces(stream, u64::MAX, &mut |_| {})
    }

    fn pieces(&mut self, stream: &mut dyn Read, limit: u64, each: &mut dyn FnMut(&[u8])) -> io::Result<bool> {
        let mut limited = stream.take(limit);
        while !self.watch.is_cancelled() {
            match limited.read(&mut self.buffer) {
                Ok(0) => return Ok(true),
                Ok(read) => each(self.buffer.get(..read).unwrap_or_default()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(false)
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
        assert!(Contents::new(&watch).read(&mut Endless(&watch, 0), u64::MAX).unwrap().is_none());
        let watch = Watch::new();
        assert!(!Contents::new(&watch).drain(&mut Endless(&watch, 0)).unwrap());
    }

    #[test]
    fn contents_follow_each_other_in_one_stream() {
        let watch = Watch::new();
        let (mut contents, mut stream) = (Contents::new(&watch), b"PK\x03\x04second".as_slice());
        let mut next = |limit| contents.read(&mut stream, limit).unwrap().unwrap();
        let first = next(4);
        assert_eq!((first.digest, first.length, first.archive), (Digest::of(b"PK\x03\x04"), 4, true));
        assert_eq!(next(0).digest, Digest::of(b""));
        assert_eq!((next(99).length, next(99).length), (6, 0));
    }
}
