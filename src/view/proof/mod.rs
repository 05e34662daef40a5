//! The proof of one record and the checks of its bundle, each with what went in, what was expected and found, and the command
//! that repeats it outside this program.
//!
//! Everything is computed again from the evidence; nothing here decides what counts as verified.

mod bundle;
mod check;
mod head;
pub mod shell;
mod signer;
mod spans;
mod text;
mod tree;

pub use bundle::{BundleChecks, bundle_checks};
pub use check::{Check, Outcome};
pub use head::{Head, HeadKey};
pub use shell::Source;
pub use signer::{Signer, fingerprint};
pub use spans::{Field, field_at, fields};
pub use text::{bundle_text, record_text};
pub use tree::{LogTree, PathStep};

use crate::bundle::record::{BlobRef, Record, SUFFIX, signed_message};
use crate::case::{Assurance, Case, Evidence, Part, Row, print_of};
use crate::crypto::{Digest, leaf_hash};
use crate::profile::TrustProfile;
use crate::view::inspector::{Lines, is_right_to_left};
use check::{MANY_STEPS, TOO_LONG};
use shell::Cut;

/// A bundle of a case, with what a proof needs beside it.
#[derive(Clone, Copy, Debug)]
pub struct Proving<'a> {
    /// The case.
    pub case: &'a Case,
    /// Its bundles.
    pub evidence: &'a Evidence,
    /// The number of the bundle.
    pub part: usize,
    /// Its tree.
    pub tree: &'a LogTree,
    /// The profile that it was verified under.
    pub profile: Option<&'a TrustProfile>,
    /// Where commands find it.
    pub source: &'a Source,
}

/// What shows that a record is what it is said to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecordProof {
    /// The record.
    pub row: Row,
    /// Its index in the log.
    pub index: u64,
    /// What is known of it since its bundle was verified.
    pub mark: Assurance,
    /// The message that its actor signed: domain, log, and the record without its signature. Lines are not cut.
    pub signed: Lines,
    /// SHA-256 of that message.
    pub signed_digest: Digest,
    /// SHA-256 of the whole line.
    pub line_digest: Digest,
    /// RFC 6962 leaf hash of the line.
    pub leaf: Digest,
    /// Its key; `None`: the line is no record.
    pub signer: Option<Signer>,
    /// From the leaf to the root; or why that cannot be computed.
    pub path: Result<Vec<PathStep>, String>,
    /// For each step of the path the command that repeats it.
    pub steps: Vec<String>,
    /// What was signed about the whole log.
    pub head: Option<Head>,
    /// The checks of this record alone.
    pub checks: Vec<Check>,
    /// Payloads that are not among the checks.
    pub more_payloads: usize,
}

impl RecordProof {
    /// What was checked for this record alone, in one sentence.
    pub fn sentence(&self) -> String {
        let of = |outcome| {
            let names: Vec<&str> =
                self.checks.iter().filter(|check| check.outcome == outcome).map(|check| check.name.as_str()).collect();
            (!names.is_empty()).then(|| names.join(", "))
        };
        let parts = [("holds", Outcome::Holds), ("fails", Outcome::Fails), ("not tested", Outcome::NotTested)];
        let said = parts.into_iter().filter_map(|(word, outcome)| Some(format!("{word}: {}", of(outcome)?)));
        said.collect::<Vec<_>>().join(". ")
    }
}

/// The proof of a record of the bundle.
///
/// # Errors
/// Why its line cannot be read, as a sentence.
pub fn record_proof(proving: &Proving<'_>, row: Row) -> Result<RecordProof, String> {
    let (case, evidence) = (proving.case, proving.evidence);
    let line = evidence.line(case, row).map_err(|why| why.to_string())?;
    let (number, at) = case.order().locate(row);
    let part = case.parts().get(number).ok_or("the bundle is not at hand")?;
    let index = part.rows.index(at);
    let record = line.record();
    let (file, offset, _) = part.rows.place(at).ok_or("the record has no place")?;
    let cut = Cut { file, offset, bytes: line.bytes() };
    let message = signed_message(part.origin(), line.bytes());
    let signer = record.as_ref().map(|record| Signer::of(record, index, proving.tree, proving.profile));
    let path = proving.tree.path(evidence, number, part, index);
    let head = head::head(proving);
    let leaf = leaf_hash(line.bytes());
    let mut checks = Vec::new();
    if let (Some(record), Some(signer)) = (&record, &signer) {
        checks.push(signature(proving, &cut, record, signer));
        checks.push(key(record, signer));
    }
    checks.push(leaf_check(proving, &cut, &leaf));
    checks.push(path_check(&path, head.as_ref()));
    let mut more_payloads = 0;
    if let Some(record) = &record {
        checks.push(chain(proving, part, record));
        more_payloads = record.blobs.len().saturating_sub(PAYLOADS);
        checks.extend(record.blobs.iter().take(PAYLOADS).map(|blob| payload(proving, part, blob)));
    }
    let steps = path.as_ref().map_or(Vec::new(), |path| path.iter().map(step_command).collect());
    Ok(RecordProof {
        row,
        index,
        mark: case.assurance(row),
        signed: signed_lines(&message),
        signed_digest: Digest::of(&message),
        line_digest: Digest::of(line.bytes()),
        leaf,
        signer,
        path,
        steps,
        head,
        checks,
        more_payloads,
    })
}

/// The three lines of a message, whole.
fn signed_lines(message: &[u8]) -> Lines {
    let text = String::from_utf8_lossy(message);
    let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let right_to_left = text.chars().any(is_right_to_left);
    Lines { total: lines.len(), bytes: message.len(), lines, cut: 0, right_to_left }
}

/// The command that repeats the signature check of a record.
fn signature_command(proving: &Proving<'_>, cut: &Cut<'_>, public: &[u8; 32]) -> Result<String, &'static str> {
    let origin = proving.case.parts().get(proving.part).map_or("", |part| part.origin());
    let signed = cut.bytes.len().saturating_sub(SUFFIX);
    let before = shell::printf(&format!("sab/v1 record\n{origin}\n"));
    let (message, text) = proving
        .source
        .read(&cut.piece(0, signed))
        .zip(proving.source.read(&cut.piece(signed + SIG_AT, SIG_CHARS)))
        .ok_or(TOO_LONG)?;
    Ok(shell::signature(public, &[before, message], &format!("{{ {text}; }} | base64 -d")))
}

fn signature(proving: &Proving<'_>, cut: &Cut<'_>, record: &Record, signer: &Signer) -> Check {
    let origin = proving.case.parts().get(proving.part).map_or("", |part| part.origin());
    let message = signed_message(origin, cut.bytes);
    let public = signer.key.as_ref().and_then(|key| key.ed25519());
    let fits = public.as_ref().map(|public| public.check(&message, &record.signature).is_ok());
    Check {
        name: "signature".to_owned(),
        input: format!("{} bytes: sab/v1 record, the log's name, the record without its signature", message.len()),
        expected: format!("a signature by key {} of {}", signer.id, signer.name),
        found: match fits {
            Some(true) => "a signature that fits",
            Some(false) => "a signature that does not fit",
            None => "no public key to check it with",
        }
        .to_owned(),
        rule: "bundle-format 1.4: Ed25519 (RFC 8032), strict",
        outcome: fits.map_or(Outcome::NotTested, Outcome::of),
        command: match public {
            Some(public) => signature_command(proving, cut, &public.bytes()),
            None => Err("there is no public key to check it with"),
        },
        record: None,
    }
}

fn key(record: &Record, signer: &Signer) -> Check {
    let outcome = if signer.counts { Outcome::Holds } else { Outcome::NotTested };
    Check {
        name: "key".to_owned(),
        input: format!("{} of {}, {}", signer.id, signer.name, signer.origin),
        expected: format!("authorised at this record, at {}", record.time.text()),
        found: signer.state.clone(),
        rule: "bundle-format 1.5: key events act from the next index on",
        outcome: if signer.state.starts_with("revoked") { Outcome::Fails } else { outcome },
        command: Err(MANY_STEPS),
        record: None,
    }
}

fn leaf_check(proving: &Proving<'_>, cut: &Cut<'_>, leaf: &Digest) -> Check {
    Check {
        name: "leaf hash".to_owned(),
        input: format!("a zero byte and the line, {} bytes", cut.bytes.len() + 1),
        expected: "the leaf that was verified".to_owned(),
        found: leaf.hex(),
        rule: "RFC 6962 2.1: SHA-256 of 0x00 and the line",
        // A line that is read again is compared with its leaf before anybody sees it.
        outcome: Outcome::Holds,
        command: leaf_command(proving, cut, leaf),
        record: None,
    }
}

fn leaf_command(proving: &Proving<'_>, cut: &Cut<'_>, leaf: &Digest) -> Result<String, &'static str> {
    let line = proving.source.read(cut).ok_or(TOO_LONG)?;
    Ok(shell::digest(&["printf '\\000'".to_owned(), line], leaf))
}

fn path_check(path: &Result<Vec<PathStep>, String>, head: Option<&Head>) -> Check {
    let root = head.map(|head| head.root);
    let end = path.as_ref().ok().map(|path| path.last().map(|step| step.result));
    let (found, outcome) = match (path, end, root) {
        (Err(why), ..) => (why.clone(), Outcome::NotTested),
        (Ok(_), Some(Some(end)), Some(root)) => (format!("the path leads to {}", end.hex()), Outcome::of(end == root)),
        (Ok(_), Some(None), _) => ("the only record of the log: its leaf is the root".to_owned(), Outcome::Holds),
        _ => ("the checkpoint states no root".to_owned(), Outcome::NotTested),
    };
    Check {
        name: "path to the root".to_owned(),
        input: path.as_ref().map_or("the leaf".to_owned(), |path| format!("the leaf and {} hashes", path.len())),
        expected: root.map_or("a root".to_owned(), |root| format!("the root of the checkpoint, {}", root.hex())),
        found,
        rule: "RFC 6962 2.1.1: SHA-256 of 0x01, left and right, step by step",
        outcome,
        command: Err("each step of the path below has its own"),
        record: None,
    }
}

/// The command that repeats one step of a path.
fn step_command(step: &PathStep) -> String {
    let (left, right) = step.sides();
    let parts = ["printf '\\001'".to_owned(), shell::carried(&left.0), shell::carried(&right.0)];
    shell::digest(&parts, &step.result)
}

/// The link to the actor's record before.
fn chain(proving: &Proving<'_>, part: &Part, record: &Record) -> Check {
    let mut check = Check {
        name: "chain of the actor".to_owned(),
        input: format!("n = {} of {}", record.n, record.actor),
        expected: "the leaf of the actor's record before".to_owned(),
        found: "first of its chain".to_owned(),
        rule: "bundle-format 1.4: prev commits to the whole line before",
        outcome: Outcome::Holds,
        command: Err("there is no record before it"),
        record: None,
    };
    let Some(prev) = record.prev else { return check };
    check.expected = prev.hex();
    let print = print_of(&prev);
    let row = part.rows.leaf.iter().position(|leaf| *leaf == print).and_then(|row| u32::try_from(row).ok());
    let read = row.and_then(|row| {
        let line = proving.evidence.line(proving.case, proving.case.order().position(proving.part, row)).ok()?;
        (leaf_hash(line.bytes()) == prev).then_some((row, line))
    });
    let Some((row, line)) = read else {
        (check.found, check.outcome) = ("not in this bundle".to_owned(), Outcome::NotTested);
        check.command = Err("the record before is not in this bundle");
        return check;
    };
    let index = part.rows.index(row as usize);
    let before =
        line.record().filter(|before| before.actor == record.actor && before.n.checked_add(1) == Some(record.n));
    check.outcome = Outcome::of(before.is_some());
    check.found = match before {
        Some(before) => format!("record {index}, n = {}, has this leaf", before.n),
        None => format!("record {index} has this leaf, and is not the record before"),
    };
    check.record = Some((proving.case.order().position(proving.part, row), index));
    check.command = part
        .rows
        .place(row as usize)
        .ok_or(TOO_LONG)
        .and_then(|(file, offset, _)| leaf_command(proving, &Cut { file, offset, bytes: line.bytes() }, &prev));
    check
}

/// A payload against the id that the record names.
fn payload(proving: &Proving<'_>, part: &Part, blob: &BlobRef) -> Check {
    let mut check = Check {
        name: format!("payload {}", blob.role),
        input: format!("{} bytes{}", blob.len, if blob.salted { ", the first 32 are salt" } else { "" }),
        expected: blob.id.hex(),
        found: "not in this bundle: withheld or missing".to_owned(),
        rule: "bundle-format 1.6: the id is the SHA-256 of the bytes",
        outcome: Outcome::NotTested,
        command: Err("its bytes are not in this bundle"),
        record: None,
    };
    if blob.len > PAYLOAD_BYTES {
        check.found = "too long to be read for a look".to_owned();
        return check;
    }
    for (file, offset) in part.blobs.find(&blob.id) {
        let read = proving.evidence.container(proving.part).ok().and_then(|of| of.read_at(file, offset, blob.len).ok());
        let Some(bytes) = read else { continue };
        let digest = Digest::of(&bytes);
        (check.found, check.outcome) = (digest.hex(), Outcome::of(digest == blob.id));
        let pipeline = proving.source.read(&Cut { file, offset, bytes: &bytes });
        check.command = pipeline.map(|read| shell::digest(&[read], &blob.id)).ok_or(TOO_LONG);
        if digest == blob.id {
            break;
        }
    }
    check
}

/// Payloads of a record that are checked for its page; how many there are more is said.
const PAYLOADS: usize = 40;
/// Bytes of a payload that are read for its check.
const PAYLOAD_BYTES: u64 = 64 << 20;
/// Where in the suffix of a line the signature stands, and its length.
const SIG_AT: usize = 8;
const SIG_CHARS: usize = 88;
