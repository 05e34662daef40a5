//! The trust that bundles are opened under: for each log the profile that is for it.

use crate::bundle::Failure;
use crate::bundle::container::Container;
use crate::crypto::NOTE_MAX;
use crate::profile::TrustProfile;
use crate::store::Trust;

/// The profiles to choose from.
#[derive(Clone, Debug, Default)]
pub struct Trusted {
    /// Candidates, the most wanted first.
    pub profiles: Vec<TrustProfile>,
    /// Why a profile that was asked for cannot be used.
    pub failures: Vec<Failure>,
    /// Whether the user named one for this very command.
    pub explicit: bool,
}

impl Trusted {
    /// The profile for the log that a bundle claims to be of; where none is for it the most wanted one, which will say so.
    pub fn profile_for(&self, container: &Container) -> Option<&TrustProfile> {
        let origin = claimed_origin(container);
        let fitting = self.profiles.iter().find(|profile| Some(profile.origin()) == origin.as_deref());
        fitting.or(self.profiles.first())
    }

    /// Whether a verdict that rests on `used` is one under this trust. Where the user named a profile nothing may rest on another.
    pub fn accepts(&self, used: &[Trust]) -> bool {
        let wanted = |trust: &Trust| self.profiles.iter().any(|profile| trust.fingerprint == profile.fingerprint());
        !self.explicit || (self.failures.is_empty() && !used.is_empty() && used.iter().all(wanted))
    }
}

/// A profile as the log names it.
pub(super) fn named(profile: &TrustProfile) -> Trust {
    Trust { name: profile.name.clone(), fingerprint: profile.fingerprint() }
}

fn claimed_origin(container: &Container) -> Option<String> {
    let bytes = container.read_at("checkpoint", 0, NOTE_MAX as u64).ok()?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    text.lines().next().map(str::to_owned)
}
