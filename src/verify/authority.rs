//! Which authority key is in force at an index (`bundle-format.md` section 1.5, "Authority").

use crate::bundle::Time;
use crate::crypto::{KeyId, VKey};
use crate::profile::TrustProfile;

/// Follows the authority through its rotations.
#[derive(Debug)]
pub struct Authority<'p> {
    profile: Option<&'p TrustProfile>,
    in_force: Option<VKey>,
    rotated: Vec<VKey>,
    /// A(i): the largest time of authority records so far.
    pub clock: Option<Time>,
}

/// What a key named by an authority record is.
#[derive(Debug)]
pub enum Standing {
    /// The key in force.
    InForce(VKey),
    /// Known, but not in force here.
    Known(VKey),
    /// Named by nothing that is trusted.
    Stranger,
}

impl<'p> Authority<'p> {
    /// Before the first record.
    pub fn new(profile: Option<&'p TrustProfile>) -> Authority<'p> {
        Authority { profile, in_force: None, rotated: Vec::new(), clock: None }
    }

    /// Whether `actor` is the authority of the profile.
    pub fn is(&self, actor: &str) -> bool {
        self.profile.is_some_and(|profile| profile.authority_name() == actor)
    }

    /// What the key `id` is at `index`.
    pub fn standing(&self, id: KeyId, index: u64) -> Standing {
        let pinned = self.profile.map(|profile| profile.authority.as_slice()).unwrap_or_default();
        let counts = |key: &VKey| {
            let pins = pinned.iter().filter(|pin| pin.key.public == key.public);
            pins.clone().count() == 0
                || pins.into_iter().any(|pin| pin.first <= index && pin.end.is_none_or(|end| index < end))
        };
        let in_force = self.in_force.as_ref().filter(|key| counts(key));
        let known = pinned.iter().map(|pin| &pin.key).chain(&self.rotated).find(|key| key.id == id);
        match (in_force, known) {
            (Some(key), _) if key.id == id => Standing::InForce(key.clone()),
            (None, Some(key)) if counts(key) && pinned.iter().any(|pin| pin.key.id == id) => {
                Standing::InForce(key.clone())
            }
            (_, Some(key)) => Standing::Known(key.clone()),
            (_, None) => Standing::Stranger,
        }
    }

    /// An authority record by `key` was accepted.
    pub fn accept(&mut self, key: VKey, time: Time) {
        self.in_force = Some(key);
        self.clock = self.clock.max(Some(time));
    }

    /// From the next index on only `key` is in force.
    pub fn rotate(&mut self, key: VKey) {
        self.rotated.push(key.clone());
        self.in_force = Some(key);
    }
}
