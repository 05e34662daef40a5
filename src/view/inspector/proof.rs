//! The record as bytes: what was hashed and signed, where it stands in its actor's chain, and the line itself in hex.
//!
//! These are the values that another program needs to check the same record again.

use crate::case::Line;
use crate::crypto::{Digest, b64_encode, leaf_hash};

/// What a check of the record needs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proof {
    /// RFC 6962 leaf hash of the line, computed here.
    pub leaf: Digest,
    /// Length of the line in bytes.
    pub length: usize,
    /// What the record says of its signature; `None`: it is no record.
    pub signed: Option<Signed>,
}

/// The members of a record that bind it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signed {
    /// Signer.
    pub actor: String,
    /// Key id, eight hex digits.
    pub key: String,
    /// Sequence number of the actor.
    pub n: u64,
    /// Leaf of the actor's record before.
    pub prev: Option<Digest>,
    /// Leaves of the records that it refers to.
    pub refs: Vec<Digest>,
    /// Signature, base64.
    pub signature: String,
}

/// Sixteen bytes of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HexRow {
    /// Offset of the first byte.
    pub offset: usize,
    /// At most sixteen bytes.
    pub bytes: Vec<u8>,
}

impl HexRow {
    /// `00000010  7b 22 …  {"…`; what is not printable ASCII is a dot.
    pub fn words(&self) -> String {
        let hex: Vec<String> = self.bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let ascii: String =
            self.bytes.iter().map(|byte| if (0x20..0x7f).contains(byte) { char::from(*byte) } else { '.' }).collect();
        format!("{:08x}  {:<47}  {ascii}", self.offset, hex.join(" "))
    }
}

/// The values of a line.
pub fn proof(line: &Line) -> Proof {
    let signed = line.record().map(|record| Signed {
        actor: record.actor,
        key: record.key.hex(),
        n: record.n,
        prev: record.prev,
        refs: record.refs,
        signature: b64_encode(&record.signature.0),
    });
    Proof { leaf: leaf_hash(line.bytes()), length: line.bytes().len(), signed }
}

/// Rows of sixteen bytes, from row `first`, at most `count`.
pub fn hex_rows(line: &Line, first: usize, count: usize) -> Vec<HexRow> {
    let rows = line.bytes().chunks(16).enumerate().skip(first).take(count);
    rows.map(|(at, bytes)| HexRow { offset: at * 16, bytes: bytes.to_vec() }).collect()
}
