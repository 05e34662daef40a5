//! The exact bytes of a payload, a part at a time: what a window holds and draws of it does not grow with its length.

use super::super::proof::{Field, fields};
use super::text::TEXT_BYTES;
use crate::case::{Case, Evidence, Row, Unreadable};

/// What part of a payload.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PayloadAt {
    /// The record that names it.
    pub row: Row,
    /// Its number among the payloads of the record.
    pub number: usize,
    /// The byte to begin at; the first byte after a salt is 0.
    pub from: usize,
}

/// A part of a payload.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PayloadPart {
    /// Where it is.
    pub at: PayloadAt,
    /// Its bytes; `Err`: they cannot be shown: a sentence.
    pub bytes: Result<Vec<u8>, String>,
    /// Bytes of the whole payload, without its salt.
    pub total: usize,
    /// Bytes of the salt before it, which the digest is over, too.
    pub salt: usize,
    /// Whether the whole payload is text in UTF-8; a part begins and ends between two of its characters then.
    pub is_text: bool,
    /// Where its fields stand, if it is one JSON object or array in one part.
    pub fields: Vec<Field>,
}

/// Reads a payload, compares it with what the record names, and cuts out a part.
pub fn payload_part(case: &Case, evidence: &Evidence, at: PayloadAt) -> PayloadPart {
    let mut out = PayloadPart { at, bytes: Ok(Vec::new()), total: 0, salt: 0, is_text: false, fields: Vec::new() };
    let whole = evidence.line(case, at.row).and_then(|line| {
        let blobs = line.record().map(|record| record.blobs).unwrap_or_default();
        let blob = blobs.get(at.number).ok_or(Unreadable::Absent)?;
        if blob.len > TEXT_BYTES {
            return Err(Unreadable::TooLong(blob.len));
        }
        let bytes = evidence.payload(case, at.row, blob)?.bytes;
        Ok((blob.len as usize, bytes))
    });
    let (length, bytes) = match whole {
        Ok(whole) => whole,
        Err(why) => return PayloadPart { bytes: Err(why.to_string()), ..out },
    };
    (out.total, out.salt) = (bytes.len(), length.saturating_sub(bytes.len()));
    out.is_text = std::str::from_utf8(&bytes).is_ok();
    let edge = |at: usize| if out.is_text { boundary(&bytes, at) } else { at.min(bytes.len()) };
    let (start, end) = (edge(at.from), edge(at.from.saturating_add(PART)));
    let part = bytes.get(start..end).unwrap_or_default().to_vec();
    if part.len() == bytes.len() {
        out.fields = fields(&part);
    }
    PayloadPart { at: PayloadAt { from: start, ..at }, bytes: Ok(part), ..out }
}

/// The first byte at or after a place at which a character begins, of text in UTF-8.
pub fn boundary(text: &[u8], at: usize) -> usize {
    let follows = |byte: &&u8| **byte & 0b1100_0000 == 0b1000_0000;
    let rest = text.get(at..).unwrap_or_default();
    at.min(text.len()) + rest.iter().take_while(follows).count()
}

/// Bytes of a part: as many rows as a list of even heights can hold.
pub const PART: usize = 2 << 20;
