//! The key that a record names: where it comes from, since when it counts, and what state it is in at the record.
//!
//! What is said here explains; it decides nothing. Whether a record's key counted was decided when the bundle was verified.

use super::tree::{KeyAt, LogTree};
use crate::bundle::key_event::{KeyEvent, KeyGrant, SetKeys};
use crate::bundle::record::Record;
use crate::crypto::{Digest, KeyId, VKey};
use crate::profile::TrustProfile;

/// The key of a record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signer {
    /// Its name: the actor.
    pub name: String,
    /// Its id, eight hex digits.
    pub id: String,
    /// The key; `None`: no key event that was read brings it.
    pub key: Option<VKey>,
    /// Index of the key event by which it counts, where one does.
    pub since: Option<u64>,
    /// Where it comes from, in words.
    pub origin: String,
    /// Its state at the record, in words.
    pub state: String,
    /// Whether that state lets it sign.
    pub counts: bool,
}

impl Signer {
    /// Of a record at an index. `trusted`: the authority's key is one of the profile.
    pub fn of(record: &Record, index: u64, tree: &LogTree, profile: Option<&TrustProfile>) -> Signer {
        let mut signer = Signer {
            name: record.actor.clone(),
            id: record.key.hex(),
            key: None,
            since: None,
            origin: String::new(),
            state: String::new(),
            counts: false,
        };
        let before = || tree.keys.iter().take_while(|event| event.index < index);
        match profile.filter(|profile| profile.authority_name() == record.actor) {
            Some(profile) => signer.of_authority(record.key, before(), profile),
            None => signer.of_actor(record, before(), tree.keys_cut),
        }
        signer
    }

    /// SHA-256 of the 32 bytes of the public key, in groups of four digits.
    pub fn fingerprint(&self) -> Option<String> {
        Some(fingerprint(self.key.as_ref()?))
    }

    fn of_authority<'k>(&mut self, id: KeyId, before: impl Iterator<Item = &'k KeyAt>, profile: &TrustProfile) {
        let pinned = profile.authority.iter().find(|pinned| pinned.key.id == id);
        let rotated = before.filter_map(|at| match &at.event {
            KeyEvent::Authority { vkey, .. } => {
                VKey::parse(vkey).ok().filter(|key| key.id == id).map(|key| (at.index, key))
            }
            _ => None,
        });
        let rotated = rotated.last();
        self.counts = pinned.is_some() || rotated.is_some();
        (self.origin, self.key, self.since) = match (pinned, rotated) {
            (Some(pinned), _) => {
                (format!("pinned as authority by the profile {}", profile.name), Some(pinned.key.clone()), None)
            }
            (None, Some((at, key))) => (format!("the authority handed over to it in record {at}"), Some(key), Some(at)),
            (None, None) => ("no profile and no record of the authority names it".to_owned(), None, None),
        };
        self.state = if self.counts { "the authority's own key" } else { "unknown" }.to_owned();
    }

    fn of_actor<'k>(&mut self, record: &Record, before: impl Iterator<Item = &'k KeyAt>, cut: bool) {
        let mut grant: Option<KeyGrant> = None;
        let mut revoked: Option<(u64, String)> = None;
        let mut vouched = true;
        for at in before {
            match &at.event {
                KeyEvent::Add(added) => {
                    if let Some(key) = self.fits(&added.vkey) {
                        vouched = at.vouched;
                        (self.key, self.since, grant) = (Some(key), Some(at.index), Some(added.clone()));
                    }
                }
                KeyEvent::Revoke { actor, key, reason, .. } if *actor == self.name && *key == record.key => {
                    revoked.get_or_insert((at.index, reason.clone()));
                }
                KeyEvent::Set { keys: SetKeys::Inline(keys), .. } => {
                    let listed = keys.iter().find_map(|key| Some((self.fits(&key.grant.vkey)?, key)));
                    grant = listed.as_ref().map(|(_, key)| key.grant.clone());
                    if let Some((key, entry)) = listed {
                        vouched = at.vouched;
                        self.since = self.since.or(Some(at.index));
                        self.key = Some(key);
                        if let Some((since, reason, _)) = &entry.revoked {
                            revoked.get_or_insert((*since, reason.clone()));
                        }
                    }
                }
                _ => {}
            }
        }
        self.origin = match self.since {
            Some(since) if !vouched => {
                format!("record {since} brings it; that key event was not checked, so nobody vouches for it")
            }
            Some(since) => format!("the key event in record {since} brings it"),
            None if cut => "not looked up: not all key events could be read".to_owned(),
            None => "no key event before this record brings it".to_owned(),
        };
        let time = record.time;
        (self.counts, self.state) = match (revoked, grant) {
            (Some((at, reason)), _) => (false, format!("revoked by record {at}: {reason}")),
            (None, Some(_)) if !vouched => (false, "nobody whom you trust says that it counts".to_owned()),
            (None, Some(grant)) => {
                let inside = grant.from <= time && time < grant.until;
                let word = if inside { "in force" } else { "outside its window" };
                (inside && vouched, format!("{word}: from {} until {}", grant.from.text(), grant.until.text()))
            }
            (None, None) => (false, "not authorised at this record".to_owned()),
        };
    }

    fn fits(&self, vkey: &str) -> Option<VKey> {
        VKey::parse(vkey).ok().filter(|key| key.name == self.name && key.id.hex() == self.id)
    }
}

/// SHA-256 of a public key's bytes, in groups of four digits.
pub fn fingerprint(key: &VKey) -> String {
    let hex = Digest::of(&key.public).hex();
    let groups: Vec<&str> = hex.as_bytes().chunks(4).filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(" ")
}
