//! Parsed to graded: the trusted core. The only maker of a [`Graded`] record and of a [`Verdict`].
//!
//! # Threat model
//! Whoever hands over a bundle may have written every byte of it, may run the log, and may hold some agents' keys. What is
//! trusted is only the profile, which comes from outside: log, witness, authority and exporter keys. A key inside a bundle counts
//! only because an authority record, checked against the profile, says so at that index. The worst outcome is a wrong
//! "verified"; so class U never turns into silence, nothing is skipped without a finding, and a last check refuses "verified"
//! unless every disclosed record was read, signed and under the root. The next worst is a U that hides a T: where checkpoint or
//! proof cannot be read, the records are checked all the same.
//!
//! No clock, no file system of its own, no environment: the result depends on the bundle, the profile, the remembered
//! checkpoints and the stated `now`. It is the same for any number of threads.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "hostile bytes must never stop an investigation"
)]

mod ahead;
mod authority;
mod blob_index;
mod blobs;
mod chains;
mod check;
mod checkpoint;
mod chunked;
mod clocks;
mod content;
mod files;
mod findings;
mod graded;
mod job;
mod key_use;
mod keys;
mod keys_blob;
mod leaves;
mod lines;
mod manifest;
mod memory;
mod options;
mod outcome;
mod place;
mod record_files;
mod records;
mod salts;
mod settle;
mod state;
mod status;

pub use blobs::{BlobCounts, GivenBlob};
pub use findings::SHOWN;
pub use graded::{BlobPlace, Graded, Mark, Seen};
pub use options::{Depth, Options};
pub use outcome::{ActorCoverage, Coverage, RootCheck, Verdict, Verification};

use crate::bundle::container::{Container, Limit, ReadLimits};
use crate::bundle::proof::{Checkpoint, Proof};
use crate::bundle::{Code, Failure};

use crate::profile::TrustProfile;
use crate::watch::Watch;
use checkpoint::{CheckedNote, Demands};
use files::FilesRead;
use findings::Findings;
use job::Job;
use std::io;
use std::path::Path;

/// Largest checkpoint or consistency file that is looked at: a note and 63 hashes, and one more so that too long is seen.
const SMALL_MAX: u64 = 2 * 512 * 1024;

/// Verifies a bundle: the steps of `bundle-format.md` section 1.11, in their order.
///
/// `faults` are those of opening the container. Never fails: what cannot be checked is a finding. `sink` gets every disclosed
/// line in the order of the log, with its grade, then every blob that a record names.
pub fn verify(
    container: &Container,
    faults: Vec<Failure>,
    options: &Options<'_>,
    watch: &Watch,
    sink: &mut dyn FnMut(Seen<'_>),
) -> Verification {
    let mut findings = Findings::default();
    findings.extend(faults);
    findings.extend(options.profile_failures.iter().cloned());
    let mut files = FilesRead::default();
    let mut small = |path: &str, limit, findings: &mut Findings| files.small(container, path, limit, findings);

    let manifest_bytes = small("manifest", options.limits.manifest, &mut findings);
    let signed = manifest::read(manifest_bytes.as_deref(), options.profile, &options.limits, &mut findings);
    drop(manifest_bytes);
    if let Some(signed) = &signed {
        manifest::check_set(container, &signed.manifest, &mut findings);
        if !signed.within_limits {
            return outcome::nothing_read(findings, signed);
        }
    }
    let checkpoint_bytes = small("checkpoint", SMALL_MAX, &mut findings);
    let note = read_checkpoint(checkpoint_bytes.as_deref(), options, &mut findings);
    if let (Some(signed), Some(note)) = (&signed, &note)
        && signed.manifest.origin != note.checkpoint.origin
    {
        let failure = Failure::new(Code::Origin, "").file("manifest");
        findings.add(failure.values(&note.checkpoint.origin, &signed.manifest.origin));
    }
    let seen = note.as_ref().map_or(Vec::new(), |note| memory::recall(options, &note.checkpoint.origin));
    let consistency_bytes = small("consistency", SMALL_MAX, &mut findings);
    if let Some(note) = &note {
        memory::compare(note, &seen, options.current, &mut findings);
        if let Some(bytes) = &consistency_bytes {
            memory::check_consistency(bytes, note, &seen, &mut findings);
        }
    }
    let proof_bytes = small("proof", options.limits.proof, &mut findings);
    let size = note.as_ref().map(|note| note.checkpoint.size);
    let proof = size.and_then(|size| read_proof(proof_bytes.as_deref(), size, &options.limits, &mut findings));
    drop(proof_bytes);
    for entry in container.entries().iter().filter(|entry| entry.path.starts_with("timestamps/")) {
        findings.add(Failure::new(Code::WarnNotChecked, "an RFC 3161 time stamp").file(&entry.path));
    }
    let job = Job {
        container,
        options,
        watch,
        note: note.as_ref(),
        note_bytes: checkpoint_bytes.as_deref(),
        seen: &seen,
        proof: proof.as_ref(),
        signed: signed.as_ref(),
    };
    job.run(findings, files, sink)
}

/// Opens a bundle and verifies it, for callers that want no records.
///
/// # Errors
/// Nothing at all could be read.
pub fn verify_path(path: &Path, options: &Options<'_>, watch: &Watch) -> io::Result<Verification> {
    let mut faults = Vec::new();
    let container = Container::open(path, &options.limits, &mut faults)?;
    Ok(verify(&container, faults, options, watch, &mut |_| {}))
}

/// The checkpoint of a note, if the profile's log key and quorum signed it.
pub fn accepted_checkpoint(note: &[u8], profile: &TrustProfile) -> Option<Checkpoint> {
    checkpoint::remembered(note, profile).map(|note| note.checkpoint)
}

fn read_checkpoint(bytes: Option<&[u8]>, options: &Options<'_>, findings: &mut Findings) -> Option<CheckedNote> {
    let Some(bytes) = bytes else {
        findings.add(Failure::new(Code::CkptFormat, "it is missing or cannot be read").file("checkpoint"));
        return None;
    };
    let note = checkpoint::check(bytes, options.profile, findings)?;
    let demands = Demands {
        origin: options.expect_origin,
        witnesses: options.require_witnesses,
        now: options.now,
        max_age: options.max_age(),
        skew: options.skew(),
    };
    checkpoint::demands(&note, &demands, findings);
    Some(note)
}

fn read_proof(bytes: Option<&[u8]>, size: u64, limits: &ReadLimits, findings: &mut Findings) -> Option<Proof> {
    if size == 0 {
        findings.add(Failure::new(Code::Nothing, "the log has size 0").file("checkpoint"));
    }
    let Some(bytes) = bytes else {
        findings.add(Failure::new(Code::ProofFormat, "it is missing or cannot be read").file("proof"));
        return None;
    };
    if u64::try_from(bytes.len()).is_ok_and(|length| length > limits.proof) {
        findings.add(limits.hit(Limit::Proof, "more").file("proof"));
        return None;
    }
    match Proof::parse(bytes, size) {
        Ok(proof) => {
            if proof.segments.is_empty() {
                findings.add(Failure::new(Code::Nothing, "no segment is disclosed").file("proof"));
            }
            Some(proof)
        }
        Err(failure) => {
            findings.add(*failure);
            None
        }
    }
}
