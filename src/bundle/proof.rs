//! The proof file and the checkpoint text: what is disclosed, and the root that it must add up to.

use super::manifest::decimal;
use super::{Code, Failure, PROOF_HEADER, SIZE_MAX};
use crate::crypto::{Digest, Note, subtrees};

/// Segments that are present and the hashes that stand for the gaps (`bundle-format.md` section 1.8).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// Half-open, ascending, disjoint, not adjacent.
    pub segments: Vec<(u64, u64)>,
    /// One hash for every perfect subtree of the gaps, left to right.
    pub hashes: Vec<Digest>,
}

impl Proof {
    /// Parses a proof for a log of `size` records.
    ///
    /// # Errors
    /// `E_PROOF_FORMAT` with the line, or `E_PROOF_COUNT`.
    pub fn parse(bytes: &[u8], size: u64) -> Result<Proof, Box<Failure>> {
        let fault = |what: &str, line: u64| Box::new(Failure::new(Code::ProofFormat, what).file("proof").line(line));
        let text = std::str::from_utf8(bytes).map_err(|_| fault("not UTF-8", 1))?;
        let body = text.strip_suffix('\n').ok_or_else(|| fault("no line feed at the end", 1))?;
        let mut proof = Proof::default();
        let mut lines = (1u64..).zip(body.split('\n'));
        if lines.next().map(|(_, line)| line) != Some(PROOF_HEADER) {
            return Err(fault("the first line is not sab/v1 proof", 1));
        }
        let mut blank = false;
        for (number, line) in lines.by_ref() {
            if line.is_empty() {
                blank = true;
                break;
            }
            let segment = segment(line).ok_or_else(|| fault("not a segment line", number))?;
            proof.add_segment(segment, size).map_err(|what| fault(what, number))?;
        }
        if !blank {
            return Err(fault("no empty line after the segments", 2));
        }
        for (number, line) in lines {
            proof.hashes.push(Digest::from_b64(line).ok_or_else(|| fault("not a hash", number))?);
        }
        proof.check_count(size)?;
        Ok(proof)
    }

    /// The gaps: the complement of the segments in `[0, size)`.
    pub fn gaps(&self, size: u64) -> Vec<(u64, u64)> {
        let mut gaps = Vec::new();
        let mut at = 0;
        for (start, end) in self.segments.iter().copied().chain([(size, size)]) {
            if at < start {
                gaps.push((at, start));
            }
            at = end;
        }
        gaps
    }

    /// Number of disclosed records.
    pub fn disclosed(&self) -> u64 {
        self.segments.iter().fold(0, |sum, (start, end)| sum.saturating_add(end.saturating_sub(*start)))
    }

    fn add_segment(&mut self, (start, end): (u64, u64), size: u64) -> Result<(), &'static str> {
        if start >= end {
            return Err("an empty segment");
        }
        if end > size {
            return Err("a segment beyond the size of the log");
        }
        if self.segments.last().is_some_and(|(_, last)| *last >= start) {
            return Err("segments overlap, touch or descend");
        }
        self.segments.push((start, end));
        Ok(())
    }

    fn check_count(&self, size: u64) -> Result<(), Box<Failure>> {
        let want: usize = self.gaps(size).into_iter().map(|(start, end)| subtrees(start, end).count()).sum();
        if want == self.hashes.len() {
            return Ok(());
        }
        let found = self.hashes.len().to_string();
        Err(Box::new(Failure::new(Code::ProofCount, "").file("proof").values(format!("{want} hashes"), found)))
    }
}

fn segment(line: &str) -> Option<(u64, u64)> {
    let (start, end) = line.strip_prefix("segment ")?.split_once(' ')?;
    Some((decimal(start)?, decimal(end)?))
}

/// The text of a checkpoint (C2SP tlog-checkpoint).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name.
    pub origin: String,
    /// Number of records.
    pub size: u64,
    /// Root over them.
    pub root: Digest,
    /// Further lines, whose meaning is not known here.
    pub extensions: Vec<String>,
}

impl Checkpoint {
    /// Parses the text of a checkpoint note.
    ///
    /// # Errors
    /// The line (from 1) and what is wrong with it.
    pub fn parse(text: &str) -> Result<Checkpoint, (u64, &'static str)> {
        let mut lines = text.split_terminator('\n');
        let origin = lines.next().filter(|line| !line.is_empty()).ok_or((1, "the origin is empty"))?;
        let size = lines.next().and_then(decimal).filter(|size| *size <= SIZE_MAX);
        let size = size.ok_or((2, "the size is no number up to 10^12"))?;
        let root = lines.next().and_then(Digest::from_b64).ok_or((3, "the root is not 32 bytes in base64"))?;
        if size == 0 && root != Digest::of(b"") {
            return Err((3, "the root of an empty log is not the hash of nothing"));
        }
        let extensions = lines.map(str::to_owned).collect();
        Ok(Checkpoint { origin: origin.to_owned(), size, root, extensions })
    }

    /// The note text of a checkpoint.
    pub fn text(origin: &str, size: u64, root: &Digest) -> String {
        format!("{origin}\n{size}\n{}\n", root.b64())
    }
}

/// The body of a consistency file: `old N`, hashes, empty line, checkpoint.
#[derive(Clone, Debug)]
pub struct ConsistencyFile<'a> {
    /// The older size.
    pub old: u64,
    /// The proof.
    pub hashes: Vec<Digest>,
    /// The checkpoint's note.
    pub note: Note<'a>,
}

impl<'a> ConsistencyFile<'a> {
    /// Parses a consistency file.
    ///
    /// # Errors
    /// `E_PROOF_FORMAT` with what is wrong.
    pub fn parse(bytes: &'a [u8]) -> Result<ConsistencyFile<'a>, Box<Failure>> {
        let fault = |what: &str| Box::new(Failure::new(Code::ProofFormat, what).file("consistency"));
        let text = std::str::from_utf8(bytes).map_err(|_| fault("not UTF-8"))?;
        let (head, note) = text.split_once("\n\n").ok_or_else(|| fault("no empty line before the checkpoint"))?;
        let mut lines = head.split('\n');
        let old = lines.next().and_then(|line| line.strip_prefix("old ")).and_then(decimal);
        let old = old.ok_or_else(|| fault("the first line is not old N"))?;
        let hashes: Option<Vec<_>> = lines.map(Digest::from_b64).collect();
        let hashes = hashes.filter(|hashes| hashes.len() <= 63).ok_or_else(|| fault("not up to 63 hashes"))?;
        let note = Note::parse(note.as_bytes(), crate::crypto::NOTE_MAX).map_err(|e| fault(e.what))?;
        Ok(ConsistencyFile { old, hashes, note })
    }
}
