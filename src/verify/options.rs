//! What a verification depends on beside the bundle.

use super::GivenBlob;
use crate::bundle::Failure;
use crate::bundle::container::ReadLimits;
use crate::profile::{SeenNote, TrustProfile};

/// Seconds by which clocks may differ, where neither caller nor profile says (`bundle-format.md` section 1.12).
const SKEW: u64 = 300;

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

/// Trust, memory, demands and limits of the caller.
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
    /// Blobs that were handed over beside the bundle.
    pub given_blobs: &'a [GivenBlob],
    /// How thoroughly.
    pub depth: Depth,
    /// Limits for reading.
    pub limits: ReadLimits,
}

impl Options<'_> {
    /// Allowed difference of clocks in seconds.
    pub(super) fn skew(&self) -> u64 {
        self.skew.or(self.profile.map(|profile| profile.skew)).unwrap_or(SKEW)
    }

    /// Oldest acceptable checkpoint in seconds.
    pub(super) fn max_age(&self) -> Option<u64> {
        self.max_age.or(self.profile.and_then(|profile| profile.max_age))
    }
}
