//! Steps 5 to 9 of `bundle-format.md` section 1.11, once it is known what the bundle claims to be.

use super::authority::Authority;
use super::blob_index::BlobIndex;
use super::blobs::{self, Sources};
use super::chains::Chains;
use super::checkpoint::CheckedNote;
use super::clocks::Clocks;
use super::files::FilesRead;
use super::findings::{Findings, about};
use super::keys::KeyState;
use super::keys_blob::KeysBlobs;
use super::manifest::Signed;
use super::outcome::{self, Coverage, RootCheck};
use super::records::{self, Input, Pass};
use super::state::State;
use super::status::KeyStatus;
use super::{Depth, Options, Seen, Verdict, Verification, check, memory};
use crate::bundle::container::Container;
use crate::bundle::proof::Proof;
use crate::bundle::{Code, Failure, Time};
use crate::profile::TrustProfile;
use crate::watch::Watch;
use std::collections::{BTreeSet, HashMap};

/// What the first steps found out.
pub struct Job<'a> {
    /// The bundle.
    pub container: &'a Container,
    /// What the caller wants.
    pub options: &'a Options<'a>,
    /// Progress and cancel.
    pub watch: &'a Watch,
    /// The checkpoint, if it could be parsed.
    pub note: Option<&'a CheckedNote>,
    /// Its bytes.
    pub note_bytes: Option<&'a [u8]>,
    /// Remembered checkpoints of this log.
    pub seen: &'a [CheckedNote],
    /// The proof, if it could be parsed.
    pub proof: Option<&'a Proof>,
    /// The manifest, if it could be parsed.
    pub signed: Option<&'a Signed>,
}

impl Job<'_> {
    /// Runs the steps.
    pub fn run(&self, findings: Findings, files: FilesRead, sink: &mut dyn FnMut(Seen<'_>)) -> Verification {
        let origin = self.origin();
        let mut state = self.state(&origin, findings, files);
        let roots_wanted: BTreeSet<u64> = self.seen.iter().map(|seen| seen.checkpoint.size).collect();
        let input = Input {
            container: self.container,
            proof: self.proof.zip(self.size()),
            depth: self.options.depth,
            watch: self.watch,
            roots_wanted: &roots_wanted,
        };
        let mut pass = records::run(&input, &mut state, sink);
        let root = self.check_root(&pass, &mut state.findings);
        self.last_signatures(&mut state, &mut pass);
        let end = self.proof.and_then(|proof| proof.segments.last()).map(|(_, end)| *end);
        state.chains.finish(end.is_some() && end == self.size(), &mut state.findings);
        let blobs = blobs::check(&self.blob_sources(), &mut state, sink);
        self.check_files(&mut state);
        let key_status_proven = std::mem::take(&mut state.status).finish(&mut state.findings);
        self.refuse_the_unchecked(&pass, root, &mut state.findings);
        let coverage = Coverage {
            records_present: pass.present,
            records_passed: pass.passed,
            signatures_checked: pass.signatures,
            signatures_false: pass.false_signatures,
            root,
            blobs,
            witnesses: self.witnesses(),
            key_status_proven,
            exporter_known: self.exporter_known(),
            age_assessed: self.age_assessed(),
            checkpoint_time: self.note.and_then(|note| note.time),
            actors: outcome::actors(&state, end.is_some() && end == self.size()),
        };
        let verdict = Verdict::of(&state.findings);
        let (mut findings, counts) = state.findings.finish();
        if pass.present == 0 {
            findings = outcome::without_records(findings);
        }
        let accepted = self.note.is_some_and(|note| note.accepted) && root == RootCheck::Matches;
        let claimed = self.signed.map(|signed| signed.manifest.origin.clone());
        Verification {
            origin: self.note.map(|note| note.checkpoint.origin.clone()).or(claimed),
            size: self.size(),
            segments: self.proof.map(|proof| proof.segments.clone()).unwrap_or_default(),
            verdict,
            findings,
            counts,
            coverage,
            remember: self.note_bytes.filter(|_| accepted).map(<[u8]>::to_vec),
        }
    }

    fn size(&self) -> Option<u64> {
        self.note.map(|note| note.checkpoint.size)
    }

    /// The log that record signatures are bound to: without a checkpoint that of the profile, which is trusted.
    fn origin(&self) -> String {
        let stated = self.note.map(|note| note.checkpoint.origin.as_str());
        let trusted = self.options.profile.map(TrustProfile::origin);
        let claimed = self.signed.map(|signed| signed.manifest.origin.as_str());
        stated.or(trusted).or(claimed).unwrap_or_default().to_owned()
    }

    fn state<'s>(&'s self, origin: &'s str, findings: Findings, files: FilesRead) -> State<'s> {
        let own = self.note.into_iter().filter(|note| note.accepted);
        let timed =
            own.chain(self.seen).filter_map(|note| Some((note.checkpoint.size, Time::from_seconds(note.time?))));
        let skew = i64::try_from(self.options.skew()).unwrap_or(i64::MAX);
        State {
            origin,
            other_origins: memory::other_origins(self.options, origin),
            profile: self.options.profile,
            container: self.container,
            skew,
            findings,
            keys: KeyState::default(),
            keys_blobs: KeysBlobs::default(),
            authority: Authority::new(self.options.profile),
            status: KeyStatus::default(),
            chains: Chains::new(Clocks::new(skew, timed.collect())),
            blobs: BlobIndex::default(),
            files,
            last_lines: HashMap::new(),
            keep_last: self.options.depth == Depth::Integrity,
        }
    }

    /// Compares the root, and those at remembered sizes.
    fn check_root(&self, pass: &Pass, findings: &mut Findings) -> RootCheck {
        let disclosed = self.proof.is_some_and(|proof| !proof.segments.is_empty());
        let (Some(note), Some(root)) = (self.note, pass.root.filter(|_| disclosed)) else {
            return RootCheck::NotComputed;
        };
        let wanted = note.checkpoint.root;
        if root != wanted {
            let detail = "every record that verifies is as signed, so the fault is in order, number or proof";
            let detail = if pass.passed == pass.present { detail } else { "see the records that fail" };
            findings.add(Failure::new(Code::Root, detail).file("checkpoint").values(wanted.b64(), root.b64()));
            return RootCheck::Differs;
        }
        if note.accepted {
            memory::compare_roots(note, self.seen, &pass.roots, findings);
        }
        RootCheck::Matches
    }

    /// In the integrity stage: the last signature of each actor.
    fn last_signatures(&self, state: &mut State<'_>, pass: &mut Pass) {
        let mut last: Vec<_> = std::mem::take(&mut state.last_lines).into_values().collect();
        last.sort_by(|a, b| a.0.actor.cmp(&b.0.actor));
        for (record, line, public) in last {
            pass.signatures = pass.signatures.saturating_add(1);
            let failures = check::signature(&record, &line, &public, &state.against(true)).unwrap_or_default();
            let told = |failure| about(failure, &record.actor, record.n).key(record.key.hex());
            state.findings.extend(failures.into_iter().map(told));
        }
    }

    fn blob_sources(&self) -> Sources<'_> {
        Sources {
            container: self.container,
            manifest: self.signed.map(|signed| &signed.manifest),
            exporter_known: self.exporter_known(),
            given: self.options.given_blobs,
            watch: self.watch,
        }
    }

    fn check_files(&self, state: &mut State<'_>) {
        let State { files, findings, .. } = state;
        if let Some(signed) = self.signed {
            files.hash_the_rest(self.container, &signed.manifest, self.watch, findings);
            files.compare(self.container, &signed.manifest, findings);
        }
    }

    /// The last gate: nothing is called verified unless everything disclosed was read, signed and under the root.
    fn refuse_the_unchecked(&self, pass: &Pass, root: RootCheck, findings: &mut Findings) {
        let disclosed = self.proof.map_or(0, Proof::disclosed);
        if pass.interrupted || self.watch.is_cancelled() {
            let values = (format!("{disclosed} records"), format!("{} records", pass.present));
            findings.add(Failure::new(Code::Interrupted, "").values(values.0, values.1));
        } else if self.options.depth == Depth::Integrity {
            let found = format!("{} of {}", pass.signatures, pass.present);
            findings.add(Failure::new(Code::Limit, "only integrity was asked for").values("all signatures", found));
        }
        let whole = pass.present == disclosed
            && pass.passed == pass.present
            && pass.signatures == pass.present
            && pass.present > 0;
        let accepted = self.note.is_some_and(|note| note.accepted) && self.options.profile.is_some();
        let sound = whole && accepted && root == RootCheck::Matches;
        if !sound && Verdict::of(findings) == Verdict::Verified {
            findings.add(Failure::new(Code::Limit, "not every disclosed record was checked"));
        }
    }

    /// The age is that of the newest cosignature, against a limit.
    fn age_assessed(&self) -> bool {
        let dated = self.note.is_some_and(|note| !note.cosigned.is_empty());
        dated && self.options.now.is_some() && self.options.max_age().is_some()
    }

    fn exporter_known(&self) -> bool {
        self.signed.is_some_and(|signed| signed.known)
    }

    fn witnesses(&self) -> (u64, u64) {
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        let all = self.options.profile.map(|profile| profile.policy.quorum_witnesses()).unwrap_or_default();
        let cosigned = self.note.map(|note| note.cosigned.as_slice()).unwrap_or_default();
        let signed = all.iter().filter(|witness| cosigned.iter().any(|(name, _)| *name == witness.name));
        (count(signed.count()), count(all.len()))
    }
}
