//! What a log has come to: chains, keys, versions published, leaves. Kept while sealing and rebuilt from the records.
//!
//! The judge of a log is `verify`; this is the sequencer's own memory of what it admitted.

use crate::bundle::Time;
use crate::bundle::key_event::{KeyEvent, KeyGrant, SetKey, SetKeys};
use crate::crypto::{Digest, Frontier, KeyId, VKey};
use std::collections::{BTreeMap, HashMap};

/// The state of a log at its end.
#[derive(Clone, Debug, Default)]
pub(super) struct LogState {
    /// The tree.
    pub frontier: Frontier,
    /// Leaf hash of every record: 32 bytes a record.
    pub leaves: Vec<Digest>,
    /// The end of each actor's chain.
    pub chains: HashMap<String, Chain>,
    /// Keys by actor and id.
    pub keys: BTreeMap<(String, KeyId), KeyEntry>,
    /// The authority's key in force, once the authority has signed.
    pub authority: Option<KeyId>,
    /// Largest time of the authority's records.
    pub authority_time: Option<Time>,
    /// Largest time of any record.
    pub latest: Option<Time>,
    /// What was published: kind, name, version, and the id.
    pub published: HashMap<(String, String, String), String>,
}

/// The end of an actor's chain.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chain {
    /// Sequence number of the last record.
    pub n: u64,
    /// Its leaf.
    pub leaf: Digest,
}

/// What is known of a key.
#[derive(Clone, Debug, Default)]
pub(super) struct KeyEntry {
    /// Its window; `None` for a key that was revoked without having been added.
    pub grant: Option<KeyGrant>,
    /// Index, reason and `since` of its revocation.
    pub revoked: Option<(u64, String, Option<u64>)>,
}

impl LogState {
    /// Number of records.
    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// Sequence number and `prev` of an actor's next record.
    pub fn next(&self, actor: &str) -> (u64, Option<Digest>) {
        self.chains.get(actor).map_or((0, None), |chain| (chain.n.saturating_add(1), Some(chain.leaf)))
    }

    /// Takes in a record of `actor` with its leaf.
    pub fn admit(&mut self, actor: &str, time: Time, leaf: Digest) {
        match self.chains.get_mut(actor) {
            Some(chain) => *chain = Chain { n: chain.n.saturating_add(1), leaf },
            None => {
                self.chains.insert(actor.to_owned(), Chain { n: 0, leaf });
            }
        }
        self.frontier.push(leaf);
        self.leaves.push(leaf);
        self.latest = self.latest.max(Some(time));
    }

    /// Takes in a key event that stands at `index`, signed by `key`.
    pub fn key_event(&mut self, index: u64, key: KeyId, time: Time, event: &KeyEvent) {
        self.authority = Some(key);
        self.authority_time = self.authority_time.max(Some(time));
        match event {
            KeyEvent::Add(grant) => self.add(grant),
            KeyEvent::Revoke { actor, key, reason, since, .. } => {
                let entry = self.keys.entry((actor.clone(), *key)).or_default();
                let first = entry.revoked.as_ref().map_or(index, |(first, ..)| *first);
                entry.revoked = Some((first, reason.clone(), *since));
            }
            KeyEvent::Set { keys: SetKeys::Inline(keys), .. } => self.set(keys),
            // The sequencer writes a blob only of its own state, so it changes nothing.
            KeyEvent::Set { keys: SetKeys::Blob(_), .. } => {}
            KeyEvent::Authority { vkey, .. } => {
                self.authority = VKey::parse(vkey).ok().map(|vkey| vkey.id).or(self.authority);
            }
        }
    }

    fn add(&mut self, grant: &KeyGrant) {
        let Ok(vkey) = VKey::parse(&grant.vkey) else { return };
        let entry = self.keys.entry((vkey.name, vkey.id)).or_default();
        if entry.revoked.is_none() {
            entry.grant = Some(grant.clone());
        }
    }

    fn set(&mut self, keys: &[SetKey]) {
        self.keys.retain(|_, entry| entry.revoked.is_some());
        for key in keys {
            self.add(&key.grant);
            let Ok(vkey) = VKey::parse(&key.grant.vkey) else { continue };
            if let (Some(revoked), Some(entry)) = (&key.revoked, self.keys.get_mut(&(vkey.name, vkey.id))) {
                entry.revoked.get_or_insert_with(|| revoked.clone());
            }
        }
    }

    /// Root over the leaves `[start, end)`.
    pub fn subtree(&self, start: u64, end: u64) -> Option<Digest> {
        let range = usize::try_from(start).ok()?..usize::try_from(end).ok()?;
        self.leaves.get(range).map(crate::crypto::tree_root)
    }

    /// Remembers a publish; gives the id published before under the same name and version where it differs.
    pub fn publish(&mut self, kind: &str, name: &str, version: &str, id: &str) -> Option<String> {
        let place = (kind.to_owned(), name.to_owned(), version.to_owned());
        match self.published.insert(place, id.to_owned()) {
            Some(before) if before != id => Some(before),
            _ => None,
        }
    }

    /// The id published last under this name and version.
    pub fn published(&self, kind: &str, name: &str, version: &str) -> Option<&str> {
        let place = (kind.to_owned(), name.to_owned(), version.to_owned());
        self.published.get(&place).map(String::as_str)
    }
}
