//! Everything that records may change, and the rules by which they do. Only records that passed their checks get here.

use super::authority::{Authority, Standing};
use super::blob_index::BlobIndex;
use super::chains::Chains;
use super::check::{self, Against};
use super::files::FilesRead;
use super::findings::{Findings, about, blame_actor};
use super::graded::Grade;
use super::keys::{KeyState, wrong_type};
use super::keys_blob::KeysBlobs;
use super::place::Place;
use super::status::{KeyStatus, Known};
use crate::bundle::container::Container;
use crate::bundle::key_event::{KeyEvent, SetKey, SetKeys};
use crate::bundle::record::Record;
use crate::bundle::{Class, Code, Failure};
use crate::crypto::{Digest, PublicKey, Signature, VKey};
use crate::profile::TrustProfile;
use std::collections::HashMap;
use std::sync::Arc;

/// Bytes of the salt with which a salted blob begins (`bundle-format.md` section 1.6).
pub const SALT: u64 = 32;

/// The state at the index now reached.
pub struct State<'a> {
    /// The log.
    pub origin: &'a str,
    /// Other logs that are remembered, to explain moved records.
    pub other_origins: Vec<String>,
    /// What the user trusts.
    pub profile: Option<&'a TrustProfile>,
    /// The bundle, for the keys blob of a `set`.
    pub container: &'a Container,
    /// Allowed difference of clocks.
    pub skew: i64,
    /// What was found.
    pub findings: Findings,
    /// Keys.
    pub keys: KeyState,
    /// The keys blobs of sets.
    pub keys_blobs: KeysBlobs,
    /// Authority.
    pub authority: Authority<'a>,
    /// Proven ranges.
    pub status: KeyStatus,
    /// Chains of actors.
    pub chains: Chains,
    /// Blobs that records name.
    pub blobs: BlobIndex,
    /// The files read so far.
    pub files: FilesRead,
    /// The last line of each actor and its key.
    pub last_lines: HashMap<String, (Record, Vec<u8>, PublicKey)>,
    /// Keep the last line of each actor: only where signatures are left for later.
    pub keep_last: bool,
}

impl<'a> State<'a> {
    /// What the records of the next stretch are checked against.
    pub fn against(&self, signatures: bool) -> Against<'_> {
        Against {
            origin: self.origin,
            other_origins: &self.other_origins,
            keys: &self.keys,
            clock: self.authority.clock,
            skew: self.skew,
            signatures,
        }
    }

    /// An index that is not read.
    pub fn skip(&mut self, index: u64, leaf: Option<Digest>) {
        self.status.skip();
        self.chains.skip(index, leaf);
    }

    /// A failure whose class depends on the key status; for key events an unknown key is somebody who acts as the authority.
    pub fn by_status(&mut self, failure: Failure, record: &Record) -> Grade {
        let grade = match (self.status.now(), failure.code) {
            (Known::Proven, Code::KeyValidity) => Grade::Failed,
            _ => Grade::Untested,
        };
        let mut failure = failure;
        if failure.code == Code::KeyUnknown && record.key_event.is_some() && self.status.now() == Known::Waiting {
            failure.code = Code::AuthorityUnknown;
            failure = failure.class(Class::Undecidable);
            failure.message = Code::AuthorityUnknown.means().to_owned();
        }
        self.status.report(failure, &mut self.findings);
        grade
    }

    /// For whom the key of a record may speak.
    pub fn attests(&self, record: &Record) -> &[String] {
        let key = self.keys.get(&record.actor, record.key);
        key.and_then(|key| key.grant.as_ref()).map(|grant| grant.attests.as_slice()).unwrap_or_default()
    }

    /// A record of an ordinary actor that passed its checks; gives the log indices of the records that it refers to.
    pub fn ordinary_record(&mut self, record: &Record, bytes: &[u8], place: &Place<'_>) -> Vec<Option<u64>> {
        if self.status.now() == Known::Waiting {
            let failure =
                about(Failure::new(Code::KeyStatusUnproven, ""), &record.actor, record.n).key(record.key.hex());
            self.status.report(place.of(failure), &mut self.findings);
        }
        if record.key_event.is_some() {
            let class = if self.status.is_clean() { Class::Contradicted } else { Class::Undecidable };
            let failure =
                Failure::new(Code::KeyAuthority, "a key event by an actor").class(class).key(record.key.hex());
            self.findings.add(place.of(about(blame_actor(failure), &record.actor, record.n)));
        }
        self.status.read(place.index);
        let Some(parents) = self.chains.accept(record, place, &mut self.findings) else {
            return Vec::new();
        };
        self.name_blobs(record, place);
        if self.keep_last
            && let Some(public) = self.keys.get(&record.actor, record.key).and_then(|key| key.public.clone())
        {
            self.last_lines.insert(record.actor.clone(), (record.clone(), bytes.to_vec(), public));
        }
        parents
    }

    /// Takes in the blobs that a record names.
    fn name_blobs(&mut self, record: &Record, place: &Place<'_>) {
        for blob in &record.blobs {
            if blob.salted && blob.len < SALT {
                let failure = Failure::new(Code::BlobSalt, blob.id.hex());
                let failure = failure.values(format!("{SALT} bytes or more"), format!("{} bytes", blob.len));
                self.findings.add(place.of(about(failure, &record.actor, record.n)));
            }
            if let Some((first, failure)) = self.blobs.refer(blob, place.index) {
                // Against the actor only where both references are its own (section 2.1).
                let own = self.chains.has_signed(&record.actor, first);
                let failure = if own { blame_actor(failure) } else { failure };
                self.findings.add(place.of(about(failure, &record.actor, record.n)));
            }
        }
    }

    /// A record under the authority's name.
    pub fn authority_record(&mut self, record: &Record, bytes: &[u8], place: &Place<'_>) -> Grade {
        let told = |failure: Failure| place.of(about(failure, &record.actor, record.n).key(record.key.hex()));
        let (key, in_force) = match self.authority.standing(record.key, place.index) {
            Standing::InForce(key) => (key, true),
            Standing::Known(key) => (key, false),
            Standing::Stranger => {
                self.findings.add(told(Failure::new(Code::AuthorityUnknown, "")));
                self.skip(place.index, Some(place.leaf));
                return Grade::Untested;
            }
        };
        let failures = match key.ed25519() {
            Some(public) => check::signature(record, bytes, &public, &self.against(true)),
            None => Some(vec![Failure::new(Code::KeyWeak, "")]),
        };
        if let Some(failures) = failures {
            let grade = Grade::of(&failures);
            self.findings.extend(failures.into_iter().map(told));
            self.skip(place.index, Some(place.leaf));
            return grade;
        }
        if !in_force {
            let class = if self.status.is_clean() { Class::Contradicted } else { Class::Undecidable };
            self.findings.add(told(Failure::new(Code::KeyAuthority, "this key is not in force here").class(class)));
            self.skip(place.index, Some(place.leaf));
            return Grade::Failed;
        }
        if self.chains.accept(record, place, &mut self.findings).is_none() {
            self.status.read(place.index);
            return Grade::Verified;
        }
        self.name_blobs(record, place);
        self.take_effect(record, key, place);
        Grade::Verified
    }

    fn take_effect(&mut self, record: &Record, key: VKey, place: &Place<'_>) {
        let told = |failure: Failure| place.of(about(failure, &record.actor, record.n));
        let before = self.status.would_be_proven(record.n, record.prev);
        let set = match &record.key_event {
            Some(KeyEvent::Set { keys, .. }) => Some(self.keys_of(keys, place, &told)),
            _ => None,
        };
        let readable = matches!(set, Some(Some(_)));
        let begins = record.n == 0 || readable;
        self.status.authority(place.index, record.n, record.prev, place.leaf, begins, &mut self.findings);
        if matches!(set, Some(None)) {
            self.status.end_run();
        }
        self.authority.accept(key, record.time);
        match &record.key_event {
            Some(KeyEvent::Add(grant)) => {
                let failure = self.keys.add(grant, self.profile);
                self.findings.extend(failure.map(told));
            }
            Some(KeyEvent::Revoke { actor, key, reason, since, heads }) => {
                let since = if reason == "compromised" { Some(since.unwrap_or(0)) } else { None };
                self.keys.revoke(actor, *key, place.index, reason);
                self.windows(record, actor, *key, since, &told);
                self.chains.heads(heads, place.index, &mut self.findings, &told);
            }
            Some(KeyEvent::Set { heads, .. }) => {
                if let Some(Some(keys)) = set {
                    let failures = self.keys.set(&keys, place.index, record.time, before, self.profile);
                    self.findings.extend(failures.into_iter().map(told));
                }
                self.chains.heads(heads, place.index, &mut self.findings, &told);
            }
            Some(KeyEvent::Authority { vkey, sig2 }) => self.rotate(record, vkey, sig2, &told),
            None => {}
        }
    }

    /// Tells what a revocation casts doubt on.
    fn windows(
        &mut self,
        record: &Record,
        actor: &str,
        key: crate::crypto::KeyId,
        since: Option<u64>,
        told: &dyn Fn(Failure) -> Failure,
    ) {
        if let Some((count, first, last)) = since.and_then(|since| self.chains.signed_since(actor, key, since)) {
            let found = format!("{count} records, from {first} to {last}");
            let failure = Failure::new(Code::WarnKeyCompromiseWindow, format!("key {} of {actor}", key.hex()));
            self.findings.add(told(failure.values("no record in the window", found)));
        }
        let delayed = self.chains.delayed(actor, key, record.time).unwrap_or_else(|failure| {
            self.findings.add(told(*failure));
            None
        });
        if let Some((count, first, last)) = delayed {
            let found = format!("{count} records, from {first} to {last}");
            let failure = Failure::new(Code::WarnRevokeDelayed, format!("key {} of {actor}", key.hex()));
            self.findings.add(told(failure.values(format!("no record from {} on", record.time.text()), found)));
        }
    }

    fn rotate(&mut self, record: &Record, text: &str, sig2: &[u8; 64], told: &dyn Fn(Failure) -> Failure) {
        let vkey = match self.keys.parse(text) {
            Ok(vkey) => vkey,
            Err(failure) => return self.findings.add(told(*failure)),
        };
        let foreign = self.profile.is_some_and(|profile| {
            vkey.name != record.actor || (profile.owns_key(&vkey.public) && !profile.pins_authority(&vkey.public))
        });
        if foreign {
            let failure = Failure::new(Code::KeyAuthority, "the new key of the rotation");
            return self.findings.add(told(failure.key(vkey.id.hex())));
        }
        if let Some(failure) = wrong_type(&vkey) {
            return self.findings.add(told(failure));
        }
        let prev = record.prev.map(|prev| prev.b64()).unwrap_or_default();
        let message = format!("sab/v1 authority\n{}\n{}\n{prev}\n{text}", self.origin, record.n);
        let valid = vkey.ed25519().is_some_and(|key| key.check(message.as_bytes(), &Signature(*sig2)).is_ok());
        if !valid {
            let failure = Failure::new(Code::SigInvalid, "the new authority key did not sign the rotation");
            return self.findings.add(told(failure.against(crate::bundle::Against::Authority).key(vkey.id.hex())));
        }
        self.authority.rotate(vkey);
    }

    /// The keys of a `set`; `None` if its blob cannot be read.
    fn keys_of(
        &mut self,
        keys: &SetKeys,
        place: &Place<'_>,
        told: &dyn Fn(Failure) -> Failure,
    ) -> Option<Arc<Vec<SetKey>>> {
        let id = match keys {
            SetKeys::Inline(keys) => return Some(Arc::new(keys.clone())),
            SetKeys::Blob(id) => id,
        };
        match self.keys_blobs.read(self.container, id, place.index) {
            Ok(keys) => Some(keys),
            Err(failure) => {
                if failure.code == Code::BlobMissing {
                    self.blobs.tell_missing(id);
                }
                let (file, at) = (failure.file.clone(), failure.offset);
                let mut failure = told(*failure);
                if file.is_some() {
                    (failure.file, failure.offset, failure.line) = (file, at, None);
                }
                self.findings.add(failure);
                None
            }
        }
    }
}
