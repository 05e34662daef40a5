//! The result of a verification: verdict, findings and coverage (`bundle-format.md` section 2.1).

use super::blobs::BlobCounts;
use super::findings::Findings;
use super::state::State;
use crate::bundle::{Class, Code, Failure};
use std::collections::BTreeMap;

/// The three-valued answer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
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
#[derive(Clone, Debug)]
pub struct Verification {
    /// Name of the log, if it could be read.
    pub origin: Option<String>,
    /// Size of the log, if it could be read.
    pub size: Option<u64>,
    /// Disclosed segments, half-open.
    pub segments: Vec<(u64, u64)>,
    /// The answer.
    pub verdict: Verdict,
    /// Findings, at most a hundred of each code, sorted by file and offset.
    pub findings: Vec<Failure>,
    /// How often each code was found.
    pub counts: BTreeMap<Code, u64>,
    /// What was looked at.
    pub coverage: Coverage,
    /// The checkpoint's note, if it was accepted and may be remembered.
    pub remember: Option<Vec<u8>>,
}

/// What was looked at, and how much.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Records read.
    pub records_present: u64,
    /// Records whose own checks all passed.
    pub records_passed: u64,
    /// Signatures checked.
    pub signatures_checked: u64,
    /// Blobs.
    pub blobs: BlobCounts,
    /// Witnesses that signed, and witnesses that the quorum rests on.
    pub witnesses: (u64, u64),
    /// Half-open ranges of indices for which the key status is proven.
    pub key_status_proven: Vec<(u64, u64)>,
    /// An exporter of the profile signed the manifest.
    pub exporter_known: bool,
    /// Whether the age of the checkpoint was looked at: only with a stated now and a limit.
    pub age_assessed: bool,
    /// POSIX seconds at which the quorum had signed.
    pub checkpoint_time: Option<u64>,
    /// Each actor's chain.
    pub actors: Vec<ActorCoverage>,
}

/// What is known about one actor's chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActorCoverage {
    /// The actor.
    pub actor: String,
    /// The verdict as far as it concerns this actor.
    pub verdict: Verdict,
    /// First and last disclosed sequence number.
    pub n: (u64, u64),
    /// Ranges of n that are absent, at most a hundred.
    pub gaps: Vec<(u64, u64)>,
    /// Nothing is known about this actor after this index; `None`: complete to the end of the log.
    pub unknown_after: Option<u64>,
}

/// The chains as coverage; `size` is that of the log.
pub fn actors(state: &State<'_>, size: u64, end: u64) -> Vec<ActorCoverage> {
    let beyond = state.findings.worst_beyond_actors();
    let chains = state.chains.actors.iter();
    chains
        .filter_map(|(actor, chain)| {
            let (last, _, index) = chain.head?;
            let whole = end == size && state.chains.all_read_since(Some(index));
            let vouched = chain.complete_to.map_or(index, |at| at.max(index));
            // What contradicts the whole does not contradict this actor, but leaves undecided what it holds.
            let verdict = match (state.findings.worst_of(actor), beyond) {
                (Some(Class::Contradicted), _) => Verdict::Contradicted,
                (Some(Class::Undecidable), _) => Verdict::Undecidable,
                (_, Some(Class::Contradicted | Class::Undecidable)) => Verdict::Undecidable,
                _ => Verdict::Verified,
            };
            let unknown_after = (!whole).then_some(vouched);
            Some(ActorCoverage {
                actor: actor.clone(),
                verdict,
                n: (chain.first, last),
                gaps: chain.gaps.clone(),
                unknown_after,
            })
        })
        .collect()
}
