//! Parsed to graded: the trusted core. The only maker of a [`Graded`] record and of a [`Verdict`].
//!
//! # Threat model
//! Whoever hands over a bundle may have written every byte of it, may run the log, and may hold some agents' keys. What is
//! trusted is only the profile, which comes from outside: log, witness, authority and exporter keys. A key inside a bundle counts
//! only because an authority record, checked against the profile, says so at that index. The worst outcome is a wrong
//! "verified"; so class U never turns into silence, nothing is skipped without a finding, and a last check refuses "verified"
//! unless every disclosed record was read, signed and under the root ([`verify`]).
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

mod authority;
mod blobs;
mod chains;
mod check;
mod checkpoint;
mod chunked;
mod findings;
mod graded;
mod keys;
mod lines;
mod manifest;
mod outcome;
mod records;
mod state;
mod status;

pub use blobs::BlobCounts;
pub use findings::SHOWN;
pub use graded::{Graded, Mark};
pub use outcome::{ActorCoverage, Coverage, Verdict, Verification};
pub use records::file_name as record_file_name;

use crate::bundle::container::{Container, ReadLimits};
use crate::bundle::proof::{ConsistencyFile, Proof};
use crate::bundle::{Code, Failure, Time};
use crate::crypto::{Digest, verify_consistency};
use crate::profile::{SeenNote, TrustProfile};
use crate::watch::Watch;
use checkpoint::{CheckedNote, Demands};
use findings::Findings;
use records::{Input, Pass};
use state::State;
use std::collections::{BTreeMap, HashMap};

/// How thoroughly records are checked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Depth {
    /// Every signature.
    #[default]
    Full,
    /// Tree, links, authority signatures and the last signature of each actor, which vouches for the actor's visible chain.
    /// Provisional: never verified.
    Integrity,
}

/// What a verification depends on beside the bundle.
#[derive(Default)]
pub struct Options<'a> {
    /// What the user trusts.
    pub profile: Option<&'a TrustProfile>,
    /// Why a profile could not be used.
    pub profile_failures: Vec<Failure>,
    /// Checkpoints remembered from before; only those that the profile accepts count.
    pub seen: &'a [SeenNote],
    /// The bundle must be the newest state that is remembered.
    pub current: bool,
    /// The log that the caller expects.
    pub expect_origin: Option<&'a str>,
    /// Witnesses wanted beyond the policy.
    pub require_witnesses: u64,
    /// POSIX seconds; without it the age is not assessed.
    pub now: Option<u64>,
    /// Oldest acceptable checkpoint in seconds; overrides the profile.
    pub max_age: Option<u64>,
    /// Allowed difference of clocks in seconds; overrides the profile.
    pub skew: Option<u64>,
    /// Digests of blobs that were handed over beside the bundle.
    pub extra_blobs: &'a [Digest],
    /// How thoroughly.
    pub depth: Depth,
    /// Limits for reading.
    pub limits: ReadLimits,
}

/// Seconds by which clocks may differ, where neither caller nor profile says (`bundle-format.md` section 1.12).
const SKEW: u64 = 300;

/// Verifies a bundle: the steps of `bundle-format.md` section 1.11, in their order.
///
/// `faults` are those of opening the container. Never fails: what cannot be checked is a finding. `sink` gets every disclosed
/// line in the order of the log, with its grade.
pub fn verify(
    container: &Container,
    faults: Vec<Failure>,
    options: &Options<'_>,
    watch: &Watch,
    sink: &mut dyn FnMut(Graded<'_>),
) -> Verification {
    let mut findings = Findings::default();
    findings.extend(faults);
    findings.extend(options.profile_failures.iter().cloned());
    let mut digests = BTreeMap::new();
    let mut small = |path: &str, findings: &mut Findings| manifest::read_small(container, path, &mut digests, findings);

    let manifest_bytes = small("manifest", &mut findings);
    let signed = manifest::read(manifest_bytes.as_deref(), options.profile, &options.limits, &mut findings);
    if let Some(signed) = &signed {
        manifest::check_set(container, &signed.manifest, &mut findings);
    }
    let checkpoint_bytes = small("checkpoint", &mut findings);
    let note = read_checkpoint(checkpoint_bytes.as_deref(), options, &mut findings);
    let proof_bytes = small("proof", &mut findings);
    let consistency_bytes = small("consistency", &mut findings);
    hash_timestamps(container, &mut small, &mut findings);

    let Some(note) = note else {
        return without_records(container, watch, None, signed.as_ref(), digests, findings);
    };
    if let Some(signed) = signed.as_ref().filter(|signed| signed.manifest.origin != note.checkpoint.origin) {
        let failure = Failure::new(Code::Origin, "").file("manifest");
        findings.add(failure.values(&note.checkpoint.origin, &signed.manifest.origin));
    }
    let seen = remembered(options, &note);
    checkpoint::compare(&note, &seen, options.current, &mut findings);
    if let Some(bytes) = &consistency_bytes {
        check_consistency(bytes, &note, &seen, &mut findings);
    }
    let Some(proof) = read_proof(proof_bytes.as_deref(), note.checkpoint.size, &mut findings) else {
        return without_records(container, watch, Some(&note), signed.as_ref(), digests, findings);
    };
    let job = Job { container, options, watch, note: &note, seen: &seen, proof: &proof, signed: signed.as_ref() };
    let mut verification = job.run(findings, digests, sink);
    verification.remember = checkpoint_bytes.filter(|_| note.accepted && verification.remember.is_some());
    verification
}

/// Opens a bundle and verifies it, for callers that want no records.
///
/// # Errors
/// Nothing at all could be read.
pub fn verify_path(path: &std::path::Path, options: &Options<'_>, watch: &Watch) -> std::io::Result<Verification> {
    let mut faults = Vec::new();
    let container = Container::open(path, &options.limits, &mut faults)?;
    Ok(verify(&container, faults, options, watch, &mut |_| {}))
}

fn read_checkpoint(bytes: Option<&[u8]>, options: &Options<'_>, findings: &mut Findings) -> Option<CheckedNote> {
    let Some(bytes) = bytes else {
        findings.add(Failure::new(Code::CkptFormat, "it is missing").file("checkpoint"));
        return None;
    };
    let note = checkpoint::check(bytes, options.profile, findings)?;
    let demands = Demands {
        origin: options.expect_origin,
        witnesses: options.require_witnesses,
        now: options.now,
        max_age: options.max_age.or(options.profile.and_then(|profile| profile.max_age)),
        skew: skew(options),
    };
    checkpoint::demands(&note, &demands, findings);
    Some(note)
}

fn skew(options: &Options<'_>) -> u64 {
    options.skew.or(options.profile.map(|profile| profile.skew)).unwrap_or(SKEW)
}

fn remembered(options: &Options<'_>, note: &CheckedNote) -> Vec<CheckedNote> {
    let Some(profile) = options.profile else { return Vec::new() };
    let notes = options.seen.iter().filter_map(|seen| checkpoint::remembered(&seen.bytes, profile));
    notes.filter(|seen| seen.checkpoint.origin == note.checkpoint.origin).collect()
}

fn read_proof(bytes: Option<&[u8]>, size: u64, findings: &mut Findings) -> Option<Proof> {
    if size == 0 {
        findings.add(Failure::new(Code::Nothing, "the log has size 0").file("checkpoint"));
    }
    let Some(bytes) = bytes else {
        findings.add(Failure::new(Code::ProofFormat, "it is missing").file("proof"));
        return None;
    };
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

fn hash_timestamps(
    container: &Container,
    small: &mut dyn FnMut(&str, &mut Findings) -> Option<Vec<u8>>,
    findings: &mut Findings,
) {
    for entry in container.entries().iter().filter(|entry| entry.path.starts_with("timestamps/")) {
        small(&entry.path, findings);
        findings.add(Failure::new(Code::WarnNotChecked, "an RFC 3161 time stamp").file(&entry.path));
    }
}

fn check_consistency(bytes: &[u8], note: &CheckedNote, seen: &[CheckedNote], findings: &mut Findings) {
    let file = match ConsistencyFile::parse(bytes) {
        Ok(file) => file,
        Err(failure) => return findings.add(*failure),
    };
    let told = |failure: Failure| failure.file("consistency");
    if file.note.text != note.text {
        let failure = Failure::new(Code::ProofFormat, "its checkpoint is not that of the bundle");
        return findings.add(told(failure.values(&note.text, file.note.text)));
    }
    let old: Vec<&CheckedNote> = seen.iter().filter(|seen| seen.checkpoint.size == file.old && file.old > 0).collect();
    if old.is_empty() {
        return findings.add(told(Failure::new(Code::WarnConsistencyUnused, format!("size {}", file.old))));
    }
    for old in old {
        let (from, to) = (&old.checkpoint, &note.checkpoint);
        if !verify_consistency(from.size, to.size, &file.hashes, &from.root, &to.root) {
            let values = (
                format!("size {} root {}", from.size, from.root.b64()),
                format!("size {} root {}", to.size, to.root.b64()),
            );
            findings.add(told(Failure::new(Code::Consistency, "").values(values.0, values.1)));
        }
    }
}

/// Where no record can be placed: the files are still compared with the manifest, so that damage is told as such.
fn without_records(
    container: &Container,
    watch: &Watch,
    note: Option<&CheckedNote>,
    signed: Option<&manifest::Signed>,
    mut digests: BTreeMap<String, (Digest, u64, bool)>,
    mut findings: Findings,
) -> Verification {
    if let Some(signed) = signed {
        manifest::hash_the_rest(container, &signed.manifest, watch, &mut digests, &mut findings);
        manifest::check_digests(&signed.manifest, &digests, &mut findings);
    }
    let verdict = Verdict::of(&findings);
    let (findings, counts) = findings.finish();
    let origin = note.map(|note| &note.checkpoint.origin).or(signed.map(|signed| &signed.manifest.origin));
    Verification {
        origin: origin.cloned(),
        size: note.map(|note| note.checkpoint.size),
        segments: Vec::new(),
        verdict,
        findings,
        counts,
        coverage: Coverage::default(),
        remember: None,
    }
}

/// Steps 5 to 9, once it is known what the bundle claims to be.
struct Job<'a> {
    container: &'a Container,
    options: &'a Options<'a>,
    watch: &'a Watch,
    note: &'a CheckedNote,
    seen: &'a [CheckedNote],
    proof: &'a Proof,
    signed: Option<&'a manifest::Signed>,
}

impl Job<'_> {
    fn run(
        &self,
        findings: Findings,
        digests: BTreeMap<String, (Digest, u64, bool)>,
        sink: &mut dyn FnMut(Graded<'_>),
    ) -> Verification {
        let mut state = self.state(findings, digests);
        let wanted: Vec<u64> = self.seen.iter().map(|seen| seen.checkpoint.size).collect();
        let input = Input {
            container: self.container,
            proof: self.proof,
            size: self.note.checkpoint.size,
            depth: self.options.depth,
            watch: self.watch,
            roots_wanted: &wanted,
        };
        let mut pass = records::run(&input, &mut state, sink);
        let rooted = self.check_root(&pass, &mut state.findings);
        self.last_signatures(&mut state, &mut pass);
        let exporter_known = self.signed.is_some_and(|signed| signed.known);
        blobs::check_pack_numbers(self.container, &mut state.findings);
        let blob_pass = blobs::BlobPass {
            container: self.container,
            manifest: self.signed.map(|signed| &signed.manifest),
            exporter_known,
            extra: self.options.extra_blobs,
            watch: self.watch,
        };
        let blobs = blob_pass.run(&mut state);
        if let Some(signed) = self.signed.filter(|_| !self.watch.is_cancelled()) {
            manifest::check_digests(&signed.manifest, &state.digests, &mut state.findings);
        }
        let size = self.note.checkpoint.size;
        if !pass.interrupted {
            state.chains.finish(size, &mut state.findings);
        }
        let proven = std::mem::take(&mut state.status).finish(&mut state.findings);
        self.refuse_the_unchecked(&pass, rooted, &mut state.findings);
        let end = self.proof.segments.last().map_or(0, |(_, end)| *end);
        let coverage = Coverage {
            records_present: pass.present,
            records_passed: pass.passed,
            signatures_checked: pass.signatures,
            blobs,
            witnesses: self.witnesses(),
            key_status_proven: proven,
            exporter_known,
            age_assessed: self.options.now.is_some(),
            checkpoint_time: self.note.time,
            actors: outcome::actors(&state, size, end),
        };
        let verdict = Verdict::of(&state.findings);
        let remember = (rooted && self.note.accepted).then(Vec::new);
        let (findings, counts) = state.findings.finish();
        Verification {
            origin: Some(self.note.checkpoint.origin.clone()),
            size: Some(size),
            segments: self.proof.segments.clone(),
            verdict,
            findings,
            counts,
            coverage,
            remember,
        }
    }

    fn state(&self, findings: Findings, digests: BTreeMap<String, (Digest, u64, bool)>) -> State<'_> {
        let own = std::iter::once(self.note).filter(|note| note.accepted);
        let timed =
            own.chain(self.seen).filter_map(|note| Some((note.checkpoint.size, Time::from_seconds(note.time?))));
        let mut checkpoints: Vec<(u64, Time)> = timed.collect();
        checkpoints.sort_unstable();
        let skew = i64::try_from(skew(self.options)).unwrap_or(i64::MAX);
        let mut other_origins: Vec<String> =
            self.options.seen.iter().filter_map(|seen| origin_of(&seen.bytes)).collect();
        other_origins.sort();
        other_origins.dedup();
        other_origins.retain(|origin| *origin != self.note.checkpoint.origin);
        State {
            origin: &self.note.checkpoint.origin,
            other_origins,
            profile: self.options.profile,
            container: self.container,
            skew,
            findings,
            keys: keys::KeyState::default(),
            authority: authority::Authority::new(self.options.profile),
            status: status::KeyStatus::default(),
            chains: chains::Chains::new(&self.proof.segments, chains::Clocks { skew, checkpoints }),
            blobs: blobs::BlobIndex::default(),
            digests,
            last_lines: HashMap::new(),
            keep_last: self.options.depth == Depth::Integrity,
        }
    }

    /// Compares the roots; `true` if the records add up to what the operator signed.
    fn check_root(&self, pass: &Pass, findings: &mut Findings) -> bool {
        let wanted = self.note.checkpoint.root;
        let Some(root) = pass.root.filter(|_| !self.proof.segments.is_empty()) else { return false };
        if root != wanted {
            let detail = "every record that verifies is as signed, so the fault is in order, number or proof";
            let detail = if pass.passed == pass.present { detail } else { "see the records that fail" };
            findings.add(Failure::new(Code::Root, detail).file("checkpoint").values(wanted.b64(), root.b64()));
            return false;
        }
        for old in self.seen.iter().filter(|_| self.note.accepted) {
            let there = pass.roots.get(&old.checkpoint.size).filter(|root| **root != old.checkpoint.root);
            if old.checkpoint.size < self.note.checkpoint.size && there.is_some() {
                let failure =
                    Failure::new(Code::Fork, format!("the log had another root at size {}", old.checkpoint.size));
                findings.add(failure.file("checkpoint").values(&old.text, &self.note.text));
            }
        }
        true
    }

    /// In the integrity stage: the last signature of each actor.
    fn last_signatures(&self, state: &mut State<'_>, pass: &mut Pass) {
        let mut last: Vec<_> = std::mem::take(&mut state.last_lines).into_values().collect();
        last.sort_by(|a, b| a.0.actor.cmp(&b.0.actor));
        for (record, line, public) in last {
            pass.signatures = pass.signatures.saturating_add(1);
            let failures = check::signature(&record, &line, &public, &state.against(true)).unwrap_or_default();
            let told = |failure| findings::about(failure, &record.actor, record.n).key(record.key.hex());
            state.findings.extend(failures.into_iter().map(told));
        }
    }

    /// The last gate: nothing is called verified unless everything disclosed was read, signed and under the root.
    fn refuse_the_unchecked(&self, pass: &Pass, rooted: bool, findings: &mut Findings) {
        if pass.interrupted || self.watch.is_cancelled() {
            let done = format!("{} records", pass.present);
            findings
                .add(Failure::new(Code::Interrupted, "").values(format!("{} records", self.proof.disclosed()), done));
        } else if self.options.depth == Depth::Integrity {
            let found = format!("{} of {}", pass.signatures, pass.present);
            findings.add(Failure::new(Code::Limit, "only integrity was asked for").values("all signatures", found));
        }
        let whole = pass.present == self.proof.disclosed()
            && pass.passed == pass.present
            && pass.signatures == pass.present
            && pass.present > 0;
        let sound = whole && rooted && self.note.accepted && self.options.profile.is_some();
        if !sound && Verdict::of(findings) == Verdict::Verified {
            findings.add(Failure::new(Code::Limit, "not every disclosed record was checked"));
        }
    }

    fn witnesses(&self) -> (u64, u64) {
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        let all = self.options.profile.map_or(0, |profile| profile.policy.quorum_witnesses().len());
        (count(self.note.cosigned.len()), count(all))
    }
}

fn origin_of(note: &[u8]) -> Option<String> {
    std::str::from_utf8(note).ok()?.lines().next().map(str::to_owned)
}

/// The checkpoint of a note, if the profile's log key and quorum signed it.
pub fn accepted_checkpoint(note: &[u8], profile: &TrustProfile) -> Option<crate::bundle::proof::Checkpoint> {
    checkpoint::remembered(note, profile).map(|note| note.checkpoint)
}
