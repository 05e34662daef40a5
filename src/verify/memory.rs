//! What is remembered from before, and what it says about this bundle (`bundle-format.md` section 1.12).

use super::checkpoint::{self, CheckedNote};
use super::findings::Findings;
use super::options::Options;
use crate::bundle::proof::ConsistencyFile;
use crate::bundle::{Code, Failure};
use crate::crypto::{Digest, verify_consistency};
use std::collections::BTreeMap;

/// The remembered notes of this log that the profile accepts.
pub fn recall(options: &Options<'_>, origin: &str) -> Vec<CheckedNote> {
    let Some(profile) = options.profile else { return Vec::new() };
    let of_this_log = options.seen.iter().filter(|seen| origin_of(&seen.bytes) == Some(origin));
    of_this_log.filter_map(|seen| checkpoint::remembered(&seen.bytes, profile)).collect()
}

/// The other logs that are remembered, to explain records that were moved.
pub fn other_origins(options: &Options<'_>, origin: &str) -> Vec<String> {
    let mut others: Vec<String> =
        options.seen.iter().filter_map(|seen| origin_of(&seen.bytes)).map(str::to_owned).collect();
    others.sort();
    others.dedup();
    others.retain(|other| other != origin);
    others
}

/// Compares a note with the remembered ones before the records are read.
pub fn compare(note: &CheckedNote, seen: &[CheckedNote], current: bool, findings: &mut Findings) {
    let told = |failure: Failure| failure.file("checkpoint");
    for old in seen {
        if old.checkpoint.size == note.checkpoint.size && old.checkpoint.root != note.checkpoint.root && note.accepted {
            findings.add(told(Failure::new(Code::Fork, "the same size, another root").values(&old.text, &note.text)));
        }
    }
    let newest = seen.iter().max_by_key(|old| old.checkpoint.size);
    if let Some(newest) = newest.filter(|newest| newest.checkpoint.size > note.checkpoint.size) {
        let code = if current { Code::Rollback } else { Code::WarnOlder };
        findings.add(told(Failure::new(code, "").values(&newest.text, &note.text)));
    }
}

/// Compares the roots that the records gave at remembered sizes. Only where the whole adds up and the note is accepted.
pub fn compare_roots(note: &CheckedNote, seen: &[CheckedNote], roots: &BTreeMap<u64, Digest>, findings: &mut Findings) {
    for old in seen.iter().filter(|old| old.checkpoint.size < note.checkpoint.size) {
        if roots.get(&old.checkpoint.size).is_some_and(|root| *root != old.checkpoint.root) {
            let detail = format!("the log had another root at size {}", old.checkpoint.size);
            findings.add(Failure::new(Code::Fork, detail).file("checkpoint").values(&old.text, &note.text));
        }
    }
}

/// Checks the consistency file against the remembered checkpoint of its old size.
pub fn check_consistency(bytes: &[u8], note: &CheckedNote, seen: &[CheckedNote], findings: &mut Findings) {
    let file = match ConsistencyFile::parse(bytes) {
        Ok(file) => file,
        Err(failure) => return findings.add(*failure),
    };
    let told = |failure: Failure| failure.file("consistency");
    if file.note.text != note.text {
        let failure = Failure::new(Code::ProofFormat, "its checkpoint is not that of the bundle");
        return findings.add(told(failure.values(&note.text, file.note.text)));
    }
    // A proof from an empty tree proves nothing.
    let old: Vec<&CheckedNote> = seen.iter().filter(|seen| seen.checkpoint.size == file.old && file.old > 0).collect();
    // Of a checkpoint that nobody trusted signed, a proof shows nothing about the log either.
    if old.is_empty() || !note.accepted {
        let why = format!("no older checkpoint of its size {} is known", file.old);
        let why = if note.accepted { why } else { "the checkpoint of the bundle is not accepted".to_owned() };
        return findings.add(told(Failure::new(Code::WarnConsistencyUnused, why)));
    }
    for old in old {
        let (from, to) = (&old.checkpoint, &note.checkpoint);
        if !verify_consistency(from.size, to.size, &file.hashes, &from.root, &to.root) {
            let shown = |size: u64, root: &Digest| format!("size {size} root {}", root.b64());
            let values = (shown(from.size, &from.root), shown(to.size, &to.root));
            findings.add(told(Failure::new(Code::Consistency, "").values(values.0, values.1)));
        }
    }
}

fn origin_of(note: &[u8]) -> Option<&str> {
    std::str::from_utf8(note).ok()?.lines().next()
}
