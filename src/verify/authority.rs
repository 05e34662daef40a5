//! Which authority key is in force at an index (`bundle-format.md` section 1.5, "Authority").

use crate::bundle::Time;
use crate::crypto::{KeyId, VKey};
use crate::profile::{AuthorityKey, TrustProfile};

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
        let pin_of = |key: &VKey| pinned.iter().find(|pin| pin.key.public == key.public);
        let ended = |pin: &AuthorityKey| pin.end.is_some_and(|end| end <= index);
        let counts = |pin: &AuthorityKey| pin.first <= index && !ended(pin);
        // Only the END of the key in force brings the pinned keys back. While it waits for its FIRST, nothing is in force.
        let in_force = self.in_force.as_ref().filter(|key| !pin_of(key).is_some_and(ended));
        let acts = match in_force {
            Some(key) => Some(key).filter(|key| key.id == id && pin_of(key).is_none_or(counts)),
            None => pinned.iter().find(|pin| pin.key.id == id && counts(pin)).map(|pin| &pin.key),
        };
        let known = pinned.iter().map(|pin| &pin.key).chain(&self.rotated).find(|key| key.id == id);
        match (acts, known) {
            (Some(key), _) => Standing::InForce(key.clone()),
            (None, Some(key)) => Standing::Known(key.clone()),
            (None, None) => Standing::Stranger,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::{KeyType, SecretKey};

    fn key(name: &str, kind: KeyType, seed: u8) -> VKey {
        VKey::new(name, kind, &SecretKey::from_seed(&[seed; 32]).public())
    }

    #[test]
    fn exactly_one_key_is_in_force_around_a_rotation_to_a_pinned_one() {
        let (old, new) = (key("authority.example", KeyType::Record, 2), key("authority.example", KeyType::Record, 3));
        let policy = format!("log {}\nquorum none\n", key("log.example", KeyType::Note, 1).text());
        let pins = format!("{}\n{} 100 200\n", old.text(), new.text());
        let profile = TrustProfile::from_texts("test", &policy, &pins, "", "").unwrap();
        let mut authority = Authority::new(Some(&profile));
        let in_force = |authority: &Authority, index: u64| {
            [&old, &new].map(|key| matches!(authority.standing(key.id, index), Standing::InForce(_)))
        };
        assert_eq!([0, 99, 100, 199, 200].map(|index| in_force(&authority, index)), {
            let (only_old, both) = ([true, false], [true, true]);
            [only_old, only_old, both, both, only_old]
        });
        authority.accept(old.clone(), Time { seconds: 0, nanos: 0 });
        authority.rotate(new.clone());
        let after = [1, 99, 100, 199, 200].map(|index| in_force(&authority, index));
        assert_eq!(after, [[false, false], [false, false], [false, true], [false, true], [true, false]]);
    }
}
