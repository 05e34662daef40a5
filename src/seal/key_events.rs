//! Key events on request: add, revoke, rotate the authority, snapshot (`bundle-format.md` section 1.5).
//!
//! Beside the adds that a seal makes by itself, this is the only maker of records of type `key`. What a verifier would report as
//! misuse (a revoked key added again, a key of the profile as an actor's) is refused here.

use super::build::{WINDOW, grant_members, whole_day};
use super::disk::Durability;
use super::error::SealError;
use super::keys::{KeyFolder, Role};
use super::log_folder::LogFolder;
use super::run::seconds_of;
use super::sequencer::{BlobName, Sequencer, Signers};
use super::snapshot;
use super::spans::quote;
use crate::bundle::Time;
use crate::bundle::key_event::KeyGrant;
use crate::crypto::{Digest, KeyId, KeyType, VKey};
use crate::watch::Watch;
use std::path::PathBuf;

/// What to do to the keys of a log.
#[derive(Clone, Debug)]
pub enum KeyChange {
    /// Authorises a key, or changes its window.
    Add {
        /// Which key.
        key: AddedKey,
        /// First instant; by default the beginning of today.
        from: Option<Time>,
        /// First instant at which it no longer counts; by default a year and a day later.
        until: Option<Time>,
        /// For whom it may speak; `*` for everybody.
        attests: Vec<String>,
    },
    /// Ends a key for good.
    Revoke {
        /// Whose key.
        actor: String,
        /// Its id; by default the actor's only key in force.
        key: Option<KeyId>,
        /// `superseded`, `retired` or `compromised`.
        reason: String,
        /// With `compromised`: from which index the key may have been in other hands.
        since: Option<u64>,
    },
    /// Hands the authority over to a new key, which is made in the key folder.
    RotateAuthority,
    /// States all keys and the ends of all chains, so that what comes before need not be shown.
    Snapshot,
}

/// A key to add.
#[derive(Clone, Debug)]
pub enum AddedKey {
    /// The newest key of this actor in the key folder, made if there is none.
    Actor(String),
    /// A key whose secret half is elsewhere.
    Public(VKey),
}

/// Where to write a key event, and with what.
#[derive(Clone, Debug, Default)]
pub struct KeyChangeOptions {
    /// The log folder.
    pub log: PathBuf,
    /// The key folder.
    pub keys: PathBuf,
    /// The log's name; needed only for a log without records.
    pub origin: Option<String>,
    /// Name of a demonstration witness that cosigns.
    pub witness: Option<String>,
    /// Seed for new keys; the time is that of the log's latest event, if it has one. For tests and samples only.
    pub deterministic: Option<String>,
    /// Now, in POSIX seconds.
    pub now: u64,
}

/// What was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyChanged {
    /// The log's name.
    pub origin: String,
    /// Index of the key event.
    pub index: u64,
    /// Records in the log.
    pub size: u64,
    /// Root over them.
    pub root: Digest,
    /// The key that it is about.
    pub vkey: Option<String>,
    /// What is worth telling.
    pub warnings: Vec<String>,
}

/// Appends one key event to a log folder, and a checkpoint over it.
///
/// # Errors
/// A change that makes no sense for this log; what cannot be read or written. Then nothing is written.
pub fn change_keys(options: &KeyChangeOptions, change: &KeyChange) -> Result<KeyChanged, SealError> {
    let (mut folder, state, _) = LogFolder::open(&options.log, Durability::Durable, &Watch::new())?;
    let known = folder.origin.clone().or_else(|| options.origin.clone());
    let origin = known.ok_or_else(|| SealError::usage("the log has no records yet, so its origin must be given"))?;
    if let Some(stated) = &options.origin {
        folder.expect_origin(stated)?;
    }
    let mut keys = KeyFolder::open(&options.keys, &origin, options.deterministic.as_deref())?;
    let signers = Signers::of(&mut keys, options.witness.as_deref())?;
    let seconds = seconds_of(options.deterministic.is_some(), options.now, &state);
    // The latest event to the microsecond: a key event that stands after it does not claim to be older.
    let latest = state.latest.filter(|_| options.deterministic.is_some());
    let time = latest.unwrap_or(Time::from_seconds(seconds));
    let stage = folder.stage(&origin, state.size())?;
    let mut writer = Writer {
        time: time.max(state.authority_time.unwrap_or_default()),
        sequencer: Sequencer::new(&origin, state, stage),
        keys,
        warnings: Vec::new(),
    };
    let event = writer.event(change)?;
    let index = writer.sequencer.append_key_event(&mut writer.keys, writer.time, &event.body, &event.blobs)?;
    let note = writer.sequencer.checkpoint(&signers, seconds);
    let Writer { sequencer, mut keys, mut warnings, .. } = writer;
    let Sequencer { state, mut stage, .. } = sequencer;
    stage.checkpoint(state.size(), &note)?;
    keys.save()?;
    folder.commit(stage)?;
    warnings.splice(0..0, keys.warnings().iter().chain(&folder.warnings).cloned());
    let root = state.frontier.root();
    Ok(KeyChanged { origin, index, size: state.size(), root, vkey: event.vkey, warnings })
}

struct Writer {
    sequencer: Sequencer,
    keys: KeyFolder,
    time: Time,
    warnings: Vec<String>,
}

#[derive(Default)]
struct Event {
    body: String,
    blobs: Vec<BlobName>,
    vkey: Option<String>,
}

impl Writer {
    fn event(&mut self, change: &KeyChange) -> Result<Event, SealError> {
        match change {
            KeyChange::Add { key, from, until, attests } => self.add(key, *from, *until, attests),
            KeyChange::Revoke { actor, key, reason, since } => self.revoke(actor, *key, reason, *since),
            KeyChange::RotateAuthority => self.rotate(),
            KeyChange::Snapshot => self.snapshot(),
        }
    }

    fn add(
        &mut self,
        key: &AddedKey,
        from: Option<Time>,
        until: Option<Time>,
        attests: &[String],
    ) -> Result<Event, SealError> {
        let vkey = match key {
            AddedKey::Public(vkey) => vkey.clone(),
            AddedKey::Actor(name) => self.own_key(name)?,
        };
        self.refuse_misuse(&vkey)?;
        let from = from.unwrap_or_else(|| whole_day(self.time));
        let until = until.unwrap_or_else(|| whole_day(self.time.max(from)).plus(WINDOW));
        if from >= until {
            return Err(SealError::usage(format!(
                "the key would end at {} before it begins at {}",
                until.text(),
                from.text()
            )));
        }
        if until <= self.time {
            self.warnings.push(format!("the key ends at {}, before this event", until.text()));
        }
        let grant = KeyGrant { vkey: vkey.text(), from, until, attests: attests.to_vec() };
        let body = format!("{{\"op\":\"add\",{}}}", grant_members(&grant));
        Ok(Event { body, vkey: Some(grant.vkey), ..Event::default() })
    }

    fn own_key(&mut self, name: &str) -> Result<VKey, SealError> {
        if let Some(fault) = crate::crypto::key_name_fault(name) {
            return Err(SealError::usage(format!("the actor's name {fault}")));
        }
        let state = &self.sequencer.state;
        let good = |id: KeyId| state.keys.get(&(name.to_owned(), id)).is_none_or(|entry| entry.revoked.is_none());
        match self.keys.of(Role::Actor, name).iter().rev().find(|key| good(key.vkey.id)) {
            Some(key) => Ok(key.vkey.clone()),
            None => self.keys.make(Role::Actor, name).map(|key| key.vkey.clone()),
        }
    }

    /// `E_KEY_AUTHORITY` and `E_KEY_REUSE`, before they can happen.
    fn refuse_misuse(&self, vkey: &VKey) -> Result<(), SealError> {
        if vkey.kind != KeyType::Record {
            return Err(SealError::usage(format!("{} is no key for records", vkey.text())));
        }
        if vkey.name == KeyFolder::authority_name(&self.sequencer.origin) {
            return Err(SealError::usage("a key of the authority comes by rotation only"));
        }
        let of_profile = |(role, other): &(Role, VKey)| *role != Role::Actor && other.public == vkey.public;
        if self.keys.list().iter().any(of_profile) {
            return Err(SealError::usage(
                "that public key is one of the log, the authority, the exporter or a witness",
            ));
        }
        let Some(entry) = self.sequencer.state.keys.get(&(vkey.name.clone(), vkey.id)) else { return Ok(()) };
        if entry.revoked.is_some() {
            return Err(SealError::usage(format!(
                "the key {} of {} was revoked, which is final",
                vkey.id.hex(),
                vkey.name
            )));
        }
        if entry.grant.as_ref().is_some_and(|grant| grant.vkey != vkey.text()) {
            return Err(SealError::usage(format!("{} has another key with the id {}", vkey.name, vkey.id.hex())));
        }
        Ok(())
    }

    fn revoke(
        &mut self,
        actor: &str,
        key: Option<KeyId>,
        reason: &str,
        since: Option<u64>,
    ) -> Result<Event, SealError> {
        if !["superseded", "retired", "compromised"].contains(&reason) {
            return Err(SealError::usage(format!("the reason {reason} is not superseded, retired or compromised")));
        }
        let index = self.sequencer.state.size();
        if since.is_some_and(|since| reason != "compromised" || since > index) {
            return Err(SealError::usage(format!("since needs the reason compromised and an index up to {index}")));
        }
        let key = match key {
            Some(key) => key,
            None => self.only_key(actor)?,
        };
        if !self.sequencer.state.keys.contains_key(&(actor.to_owned(), key)) {
            self.warnings.push(format!("{actor} has no key {} in this log so far", key.hex()));
        }
        let since = since.map_or(String::new(), |since| format!(",\"since\":{since}"));
        let (name, key) = (quote(actor), key.hex());
        let body = format!("{{\"op\":\"revoke\",\"actor\":{name},\"key\":\"{key}\",\"reason\":\"{reason}\"{since}}}");
        Ok(Event { body, ..Event::default() })
    }

    fn only_key(&self, actor: &str) -> Result<KeyId, SealError> {
        let of_actor =
            self.sequencer.state.keys.iter().filter(|((name, _), entry)| name == actor && entry.revoked.is_none());
        let ids: Vec<KeyId> = of_actor.map(|((_, id), _)| *id).collect();
        match ids.as_slice() {
            [only] => Ok(*only),
            [] => Err(SealError::usage(format!("{actor} has no key in force"))),
            several => {
                let ids: Vec<String> = several.iter().map(|id| id.hex()).collect();
                Err(SealError::usage(format!("{actor} has several keys, name one of {}", ids.join(", "))))
            }
        }
    }

    fn rotate(&mut self) -> Result<Event, SealError> {
        let origin = self.sequencer.origin.clone();
        let name = KeyFolder::authority_name(&origin);
        // On a log without records the old key must exist before the new one.
        self.sequencer.state.authority = Some(self.sequencer.authority(&mut self.keys)?.vkey.id);
        let new = self.keys.make(Role::Authority, &name)?;
        let (n, prev) = self.sequencer.state.next(&name);
        let prev = prev.map_or(String::new(), |leaf| leaf.b64());
        let vkey = new.vkey.text();
        let message = format!("sab/v1 authority\n{origin}\n{n}\n{prev}\n{vkey}");
        let sig2 = crate::crypto::b64_encode(&new.secret.sign(message.as_bytes()).0);
        let body = format!("{{\"op\":\"authority\",\"vkey\":{},\"sig2\":\"{sig2}\"}}", quote(&vkey));
        Ok(Event { body, vkey: Some(vkey), ..Event::default() })
    }

    fn snapshot(&mut self) -> Result<Event, SealError> {
        let made = snapshot::of(&self.sequencer.state, &KeyFolder::authority_name(&self.sequencer.origin));
        let (body, blobs) = match made {
            snapshot::Snapshot::Inline(body) => (body, Vec::new()),
            snapshot::Snapshot::Blob { lines, body_of } => {
                let (id, len) = self.sequencer.stage.plain_blob(lines.as_bytes())?;
                let blob = BlobName { id, len, role: "keys".to_owned(), name: None, salted: false };
                (body_of.replace("BLOB", &format!("sha256:{}", id.hex())), vec![blob])
            }
        };
        Ok(Event { body, blobs, vkey: None })
    }
}
