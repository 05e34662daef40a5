//! The result of a verification: verdict, findings and coverage (`bundle-format.md` section 2.1).

use super::blobs::BlobCounts;
use super::findings::Findings;
use super::manifest::Signed;
use super::state::State;
use crate::bundle::{Class, Code, Failure};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The three-valued answer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Verdict {
    /// All E-checks passed.
    Verified,
    /// Something could not be tested.
    Undecidable,
    /// Something was tested and is false.
    Contradicted,
}

impl Verdict {
    /// The word used in machine output.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Verified => "verified",
            Verdict::Undecidable => "undecidable",
            Verdict::Contradicted => "contradicted",
        }
    }

    /// From the classes of what was found.
    pub fn of(findings: &Findings) -> Verdict {
        if findings.has(Class::Contradicted) {
            Verdict::Contradicted
        } else if findings.has(Class::Undecidable) {
            Verdict::Undecidable
        } else {
            Verdict::Verified
        }
    }
}

/// Everything that a verification says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Verification {
    /// Name of the log, if it could be read.
    pub origin: Option<String>,
    /// Size of the log, if it could be read.
    pub size: Option<u64>,
    /// Disclosed segments, half-open.
    pub segments: Vec<(u64, u64)>,
    /// The answer.
    pub verdict: Verdict,
    /// Findings, at most a hundred of each code and class, sorted by file and offset.
    pub findings: Vec<Failure>,
    /// How often each code was found.
    pub counts: BTreeMap<Code, u64>,
    /// What was looked at.
    pub coverage: Coverage,
    /// The checkpoint's note, if it was accepted and may be remembered.
    pub remember: Option<Vec<u8>>,
}

/// Whether the records add up to the root of the checkpoint.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum RootCheck {
    /// They do.
    Matches,
    /// They do not.
    Differs,
    /// The root cannot be computed: a part is missing, damaged or was not read.
    #[default]
    NotComputed,
}

impl RootCheck {
    /// The words used in reports.
    pub fn words(self) -> &'static str {
        match self {
            RootCheck::Matches => "matches",
            RootCheck::Differs => "differs",
            RootCheck::NotComputed => "not computed",
        }
    }
}

/// What was looked at, and how much.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Records read.
    pub records_present: u64,
    /// Records whose own checks all passed.
    pub records_passed: u64,
    /// Signatures checked.
    pub signatures_checked: u64,
    /// Those of them that do not fit.
    pub signatures_false: u64,
    /// Whether the records add up to the root that the operator signed.
    pub root: RootCheck,
    /// Blobs.
    pub blobs: BlobCounts,
    /// Witnesses that the quorum rests on: how many of them signed, and how many there are.
    pub witnesses: (u64, u64),
    /// Half-open ranges of indices for which the key status is proven.
    pub key_status_proven: Vec<(u64, u64)>,
    /// An exporter of the profile signed the manifest.
    pub exporter_known: bool,
    /// Whether the age of the checkpoint was looked at: only with a stated now, a limit and a cosignature.
    pub age_assessed: bool,
    /// POSIX seconds at which the quorum had signed.
    pub checkpoint_time: Option<u64>,
    /// Each actor's chain.
    pub actors: Vec<ActorCoverage>,
}

/// What is known about one actor's chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorCoverage {
    /// The actor.
    pub actor: String,
    /// The verdict as far as it concerns this actor.
    pub verdict: Verdict,
    /// First and last sequence number that was read; `None` if no record of this actor passed its checks.
    pub n: Option<(u64, u64)>,
    /// Ranges of n that were not read, at most a hundred.
    pub gaps: Vec<(u64, u64)>,
    /// Nothing is known about this actor after this index; `None`: complete to the end of the log.
    pub unknown_after: Option<u64>,
}

/// What the findings leave standing where no record was read: nothing.
pub fn without_records(findings: Vec<Failure>) -> Vec<Failure> {
    findings.into_iter().map(Failure::nothing_remains).collect()
}

/// The result where the limits of the user forbid to read on.
pub fn nothing_read(findings: Findings, signed: &Signed) -> Verification {
    let verdict = Verdict::of(&findings);
    let (findings, counts) = findings.finish();
    Verification {
        origin: Some(signed.manifest.origin.clone()),
        size: None,
        segments: Vec::new(),
        verdict,
        findings: without_records(findings),
        counts,
        coverage: Coverage { exporter_known: signed.known, ..Coverage::default() },
        remember: None,
    }
}

/// The chains as coverage; `to_the_end`: the disclosed segments reach the end of the log.
pub fn actors(state: &State<'_>, to_the_end: bool) -> Vec<ActorCoverage> {
    let beyond = state.findings.worst_beyond_actors();
    let chains = state.chains.actors.iter().filter_map(|(actor, chain)| {
        let (last, _, index) = chain.head?;
        let whole = to_the_end && state.chains.all_read_since(Some(index));
        let vouched = chain.complete_to.map_or(index, |at| at.max(index));
        Some(ActorCoverage {
            actor: actor.clone(),
            verdict: verdict_on(state.findings.worst_of(actor), beyond),
            n: Some((chain.first, last)),
            gaps: chain.gaps.clone(),
            unknown_after: (!whole).then_some(vouched),
        })
    });
    let headless = state.findings.actors().filter(|(actor, _)| state.chains.head(actor).is_none());
    let failed = headless.map(|(actor, class)| ActorCoverage {
        actor: actor.to_owned(),
        verdict: verdict_on(Some(class), beyond),
        n: None,
        gaps: Vec::new(),
        unknown_after: None,
    });
    let mut actors: Vec<ActorCoverage> = chains.chain(failed).collect();
    actors.sort_by(|a, b| a.actor.cmp(&b.actor));
    actors
}

/// What contradicts the whole does not contradict an actor, but leaves undecided what it holds.
fn verdict_on(own: Option<Class>, beyond: Option<Class>) -> Verdict {
    match (own, beyond) {
        (Some(Class::Contradicted), _) => Verdict::Contradicted,
        (Some(Class::Undecidable), _) | (_, Some(Class::Contradicted | Class::Undecidable)) => Verdict::Undecidable,
        _ => Verdict::Verified,
    }
}
