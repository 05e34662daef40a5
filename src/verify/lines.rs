//! Cuts a stream into lines in bounded memory: a batch at a time, with the digest of the whole file beside.

use crate::bundle::LINE_MAX;
use crate::crypto::{Digest, Hasher};
use std::io::{self, Read};
use std::ops::Range;

/// Bytes read at once.
const READ: usize = 1 << 20;

/// A batch of lines that share one buffer.
#[derive(Debug, Default)]
pub struct Batch {
    buffer: Vec<u8>,
    /// The lines, in order.
    pub lines: Vec<Line>,
}

/// One line.
#[derive(Clone, Debug)]
pub struct Line {
    range: Range<usize>,
    /// Byte offset in the file.
    pub offset: u64,
    /// From 1.
    pub number: u64,
    /// Leaf hash of a line too long to keep, and its length.
    pub long: Option<(Digest, u64)>,
    /// Whether an LF ended it.
    pub ended: bool,
}

impl Batch {
    /// The bytes of a line without its LF; of a line that is too long, its beginning.
    pub fn bytes(&self, line: &Line) -> &[u8] {
        self.buffer.get(line.range.clone()).unwrap_or_default()
    }
}

/// Reads lines from a stream.
pub struct Lines<R> {
    input: R,
    rest: Vec<u8>,
    long: Option<(Hasher, u64)>,
    offset: u64,
    number: u64,
    hasher: Hasher,
    /// Bytes read so far.
    pub length: u64,
    ended: bool,
}

impl<R: Read> Lines<R> {
    /// Lines of `input`.
    pub fn new(input: R) -> Lines<R> {
        Lines {
            input,
            rest: Vec::new(),
            long: None,
            offset: 0,
            number: 1,
            hasher: Hasher::new(),
            length: 0,
            ended: false,
        }
    }

    /// The stream, to see how it stands.
    pub fn input(&self) -> &R {
        &self.input
    }

    /// The stream, and the digest of all bytes read.
    pub fn finish(self) -> (R, Digest) {
        (self.input, self.hasher.finish())
    }

    /// The next batch, which may hold no whole line yet; `None` at the end.
    ///
    /// # Errors
    /// What the stream gives.
    pub fn next_batch(&mut self) -> io::Result<Option<Batch>> {
        while !self.ended {
            let mut batch = Batch { buffer: std::mem::take(&mut self.rest), lines: Vec::new() };
            let have = batch.buffer.len();
            batch.buffer.resize(have.saturating_add(READ), 0);
            let read = self.fill(&mut batch.buffer, have)?;
            batch.buffer.truncate(have.saturating_add(read));
            self.ended = read == 0;
            self.cut(&mut batch);
            if !self.ended || !batch.lines.is_empty() {
                return Ok(Some(batch));
            }
        }
        Ok(None)
    }

    fn fill(&mut self, buffer: &mut [u8], from: usize) -> io::Result<usize> {
        let slot = buffer.get_mut(from..).unwrap_or_default();
        loop {
            match self.input.read(slot) {
                Ok(read) => {
                    self.hasher.update(slot.get(..read).unwrap_or_default());
                    self.length = self.length.saturating_add(u64::try_from(read).unwrap_or(0));
                    return Ok(read);
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }

    fn cut(&mut self, batch: &mut Batch) {
        let mut start = 0;
        while let Some(length) = batch.buffer.get(start..).and_then(|rest| memchr::memchr(b'\n', rest)) {
            let end = start.saturating_add(length);
            self.push(batch, start..end, true);
            start = end.saturating_add(1);
        }
        let tail = batch.buffer.len().saturating_sub(start);
        if self.ended {
            if tail > 0 || self.long.is_some() {
                self.push(batch, start..batch.buffer.len(), false);
            }
        } else if tail > LINE_MAX {
            let bytes = batch.buffer.get(start..).unwrap_or_default();
            let (hasher, length) = self.long.get_or_insert_with(|| (leaf_hasher(), 0));
            hasher.update(bytes);
            *length = length.saturating_add(u64::try_from(tail).unwrap_or(0));
        } else {
            self.rest = batch.buffer.get(start..).unwrap_or_default().to_vec();
        }
    }

    fn push(&mut self, batch: &mut Batch, range: Range<usize>, ended: bool) {
        let bytes = batch.buffer.get(range.clone()).unwrap_or_default();
        let mut length = u64::try_from(bytes.len()).unwrap_or(0);
        let long = self.long.take().map(|(mut hasher, before)| {
            hasher.update(bytes);
            length = length.saturating_add(before);
            (hasher.finish(), length)
        });
        batch.lines.push(Line { range, offset: self.offset, number: self.number, long, ended });
        self.offset = self.offset.saturating_add(length).saturating_add(1);
        self.number = self.number.saturating_add(1);
    }
}

fn leaf_hasher() -> Hasher {
    let mut hasher = Hasher::new();
    hasher.update(&[0]);
    hasher
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::leaf_hash;

    #[test]
    fn a_line_without_an_end_gives_the_reader_a_chance_to_stop() {
        let mut lines = Lines::new(std::io::repeat(b'x'));
        for _ in 0..5 {
            assert!(lines.next_batch().unwrap().unwrap().lines.is_empty());
        }
        assert_eq!(lines.length, 5 << 20);
    }

    #[test]
    fn lines_longer_than_the_buffer_keep_their_leaf_and_offset() {
        let long = vec![b'x'; 3 * READ];
        let mut input = b"one\n".to_vec();
        input.extend_from_slice(&long);
        input.extend_from_slice(b"\n\nlast");
        let mut lines = Lines::new(input.as_slice());
        let mut seen = Vec::new();
        while let Some(batch) = lines.next_batch().unwrap() {
            for line in &batch.lines {
                let leaf = line.long.map_or_else(|| leaf_hash(batch.bytes(line)), |(leaf, _)| leaf);
                seen.push((line.offset, line.number, leaf, line.ended));
            }
        }
        let end = 5 + (3 << 20);
        assert_eq!(
            seen,
            [
                (0, 1, leaf_hash(b"one"), true),
                (4, 2, leaf_hash(&long), true),
                (end, 3, leaf_hash(b""), true),
                (end + 1, 4, leaf_hash(b"last"), false)
            ]
        );
        assert_eq!(lines.finish().1, Digest::of(&input));
    }
}
