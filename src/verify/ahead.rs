//! Reads and parses the next slice of a record file while the one before it changes the state.
//!
//! Reading, hashing and parsing know nothing of the log's state, so they can run ahead; the slices come in the order of the file.

use super::lines::{Batch, Line, Lines};
use crate::bundle::container::FileStream;
use crate::bundle::record::Record;
use crate::bundle::{Code, Failure, LINE_MAX};
use crate::crypto::{Digest, leaf_hash};
use rayon::prelude::*;
use std::io;
use std::ops::Range;
use std::sync::Arc;

/// Lines in a slice at most; also how soon a cancel is seen.
const SLICE: usize = 2048;

/// Lines that one thread parses at least: below that, handing them over takes longer.
const TOGETHER: usize = 64;

/// Lines that follow each other, parsed.
pub struct Slice {
    batch: Arc<Batch>,
    range: Range<usize>,
    /// What each line is.
    pub parsed: Vec<Parsed>,
    /// A last line within which the container cut its file. It is not among the lines: its bytes are not those of the log.
    pub torn: Option<Line>,
}

/// A line after the work that needs no state.
pub struct Parsed {
    /// Its leaf.
    pub leaf: Digest,
    /// The record, or why it is none.
    pub record: Result<Record, Box<Failure>>,
}

impl Slice {
    /// The lines.
    pub fn lines(&self) -> &[Line] {
        self.batch.lines.get(self.range.clone()).unwrap_or_default()
    }

    /// The bytes of a line without its LF.
    pub fn bytes(&self, line: &Line) -> &[u8] {
        self.batch.bytes(line)
    }
}

/// The slices of a file.
pub struct Ahead<'a> {
    lines: Lines<FileStream<'a>>,
    batch: Arc<Batch>,
    torn: Option<Line>,
    at: usize,
}

impl<'a> Ahead<'a> {
    /// Slices of a stream.
    pub fn new(stream: FileStream<'a>) -> Ahead<'a> {
        Ahead { lines: Lines::new(stream), batch: Arc::default(), torn: None, at: 0 }
    }

    /// The next slice, which may hold no line yet; `None` at the end.
    ///
    /// # Errors
    /// What the stream gives.
    pub fn next(&mut self) -> io::Result<Option<Slice>> {
        if self.at >= self.batch.lines.len() {
            let Some(mut batch) = self.lines.next_batch()? else { return Ok(None) };
            let is_cut = self.lines.input().is_cut();
            self.torn = if is_cut { batch.lines.pop_if(|line| !line.ended) } else { None };
            (self.batch, self.at) = (Arc::new(batch), 0);
        }
        let range = self.at..self.at.saturating_add(SLICE).min(self.batch.lines.len());
        self.at = range.end;
        let lines = self.batch.lines.get(range.clone()).unwrap_or_default();
        let parsed = lines.par_iter().with_min_len(TOGETHER).map(|line| parse(&self.batch, line)).collect();
        let torn = if self.at >= self.batch.lines.len() { self.torn.take() } else { None };
        Ok(Some(Slice { batch: Arc::clone(&self.batch), range, parsed, torn }))
    }

    /// Bytes read so far.
    pub fn length(&self) -> u64 {
        self.lines.length
    }

    /// The stream, and the digest of all bytes read.
    pub fn finish(self) -> (FileStream<'a>, Digest) {
        self.lines.finish()
    }
}

fn parse(batch: &Batch, line: &Line) -> Parsed {
    let bytes = batch.bytes(line);
    match line.long {
        Some((leaf, length)) => {
            let failure = Failure::new(Code::LineTooLong, "").offset(0);
            let failure = failure.values(format!("at most {LINE_MAX} bytes"), format!("{length} bytes"));
            Parsed { leaf, record: Err(Box::new(failure)) }
        }
        None => Parsed { leaf: leaf_hash(bytes), record: Record::parse(bytes) },
    }
}
