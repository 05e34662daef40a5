//! The key state: which key counts for which actor, as the authority's records so far say (`bundle-format.md` section 1.5).

use crate::bundle::key_event::{KeyGrant, SetKey};
use crate::bundle::{Code, Failure, Time};
use crate::crypto::{KeyId, KeyType, PublicKey, VKey, VKeyError};
use crate::profile::TrustProfile;
use std::collections::{HashMap, HashSet};

/// Everything known about the keys of a log.
#[derive(Debug, Default)]
pub struct KeyState {
    keys: HashMap<String, HashMap<KeyId, Key>>,
    owners: HashMap<KeyId, String>,
}

/// One (actor, id).
#[derive(Clone, Debug, Default)]
pub struct Key {
    /// The public key seen for it; `None` if it was only revoked, or is weak.
    pub public: Option<PublicKey>,
    /// Its window, while it is in the state.
    pub grant: Option<KeyGrant>,
    /// Its revocation, which is final.
    pub revoked: Option<Revoked>,
    /// A key event brought it as a weak key.
    pub weak: bool,
}

/// A revocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// Index of the first revocation.
    pub index: u64,
    /// Its reason.
    pub reason: String,
}

impl KeyState {
    /// The key of (actor, id), in the state or once seen.
    pub fn get(&self, actor: &str, id: KeyId) -> Option<&Key> {
        self.keys.get(actor)?.get(&id)
    }

    /// Who else holds a key with this id.
    pub fn owner(&self, id: KeyId) -> Option<&str> {
        self.owners.get(&id).map(String::as_str)
    }

    /// Applies `add`; the failures say why it had no effect.
    pub fn add(&mut self, grant: &KeyGrant, profile: Option<&TrustProfile>) -> Option<Failure> {
        let vkey = match self.admit(grant, profile) {
            Ok(vkey) => vkey,
            Err(failure) => return Some(*failure),
        };
        if self.get(&vkey.name, vkey.id).is_some_and(|key| key.revoked.is_some()) {
            return Some(reuse(&vkey, "the key was revoked, which is final"));
        }
        self.list(&vkey, grant);
        None
    }

    /// Applies `revoke` at `index`; the first revocation stays.
    pub fn revoke(&mut self, actor: &str, id: KeyId, index: u64, reason: &str) {
        let key = self.keys.entry(actor.to_owned()).or_default().entry(id).or_default();
        key.revoked.get_or_insert_with(|| Revoked { index, reason: reason.to_owned() });
    }

    /// Applies `set` at `index`, whose record has `time`. `proven`: the state before is proven.
    pub fn set(
        &mut self,
        keys: &[SetKey],
        index: u64,
        time: Time,
        proven: bool,
        profile: Option<&TrustProfile>,
    ) -> Vec<Failure> {
        let mut failures = Vec::new();
        let mut admitted = Vec::new();
        for key in keys {
            match self.admit(&key.grant, profile) {
                Ok(vkey) => admitted.push((vkey, key)),
                Err(failure) => failures.push(*failure),
            }
        }
        if proven {
            failures.extend(self.differences(&admitted, index, time));
        }
        for key in self.keys.values_mut().flat_map(HashMap::values_mut) {
            key.grant = None;
        }
        for (vkey, key) in admitted {
            match &key.revoked {
                Some((at, reason, _)) => {
                    self.list(&vkey, &key.grant);
                    self.revoke(&vkey.name, vkey.id, *at, reason);
                }
                None if self.get(&vkey.name, vkey.id).is_some_and(|key| key.revoked.is_some()) => {
                    failures.push(reuse(&vkey, "the key was revoked, which is final"));
                }
                None => self.list(&vkey, &key.grant),
            }
        }
        failures
    }

    /// Parses the text of a key that an event brings.
    ///
    /// # Errors
    /// `E_KEY_ID`, `E_KEY_WEAK` or, for a type that is not known here, `E_UNSUPPORTED`.
    pub fn parse(&mut self, text: &str) -> Result<VKey, Box<Failure>> {
        match self.known(text) {
            Some(vkey) => Ok(vkey),
            None => VKey::parse(text).map_err(|error| self.refuse(text, &error)),
        }
    }

    /// A key that was parsed before. To see that a key is strong takes a hundred times as long, and a set names all keys again.
    fn known(&self, text: &str) -> Option<VKey> {
        let mut parts = text.splitn(3, '+');
        let (name, id) = (parts.next()?, KeyId::from_hex(parts.next()?)?);
        let public = self.get(name, id)?.public.as_ref()?;
        let vkey = VKey { name: name.to_owned(), id, kind: KeyType::Record, public: public.bytes().to_vec() };
        (vkey.text() == text).then_some(vkey)
    }

    /// Parses a key that an event brings and checks it against the profile and what was seen.
    fn admit(&mut self, grant: &KeyGrant, profile: Option<&TrustProfile>) -> Result<VKey, Box<Failure>> {
        let vkey = self.parse(&grant.vkey)?;
        if let Some(profile) = profile
            && (profile.owns_key(&vkey.public) || profile.authority_name() == vkey.name)
        {
            let what = "a key event brings a key of the trust profile, or one under the authority's name";
            return Err(Box::new(Failure::new(Code::KeyAuthority, what).key(vkey.id.hex())));
        }
        if let Some(failure) = wrong_type(&vkey) {
            return Err(Box::new(failure));
        }
        let seen = self.get(&vkey.name, vkey.id).and_then(|key| key.public.as_ref());
        if seen.is_some_and(|seen| seen.bytes().as_slice() != vkey.public) {
            return Err(Box::new(reuse(&vkey, "another public key has this id")));
        }
        Ok(vkey)
    }

    fn refuse(&mut self, text: &str, error: &VKeyError) -> Box<Failure> {
        let failure = match error {
            VKeyError::Id { stated, computed } => {
                Failure::new(Code::KeyId, "").values(computed.hex(), stated.hex()).key(stated.hex())
            }
            VKeyError::Weak => {
                self.note_weak(text);
                Failure::new(Code::KeyWeak, "").values("a key of prime order", text)
            }
            VKeyError::Type => Failure::new(Code::Unsupported, "the type of a key").values("0xff sab-record-v1", text),
            other => Failure::new(Code::KeyId, other.to_string()).values("NAME+ID+BASE64", text),
        };
        Box::new(failure)
    }

    fn note_weak(&mut self, text: &str) {
        let mut parts = text.splitn(3, '+');
        if let (Some(name), Some(id)) = (parts.next(), parts.next().and_then(KeyId::from_hex)) {
            self.keys.entry(name.to_owned()).or_default().entry(id).or_default().weak = true;
        }
    }

    fn list(&mut self, vkey: &VKey, grant: &KeyGrant) {
        let key = self.keys.entry(vkey.name.clone()).or_default().entry(vkey.id).or_default();
        // To read a point from its bytes costs more than all else here, and a set lists all keys again.
        if key.public.as_ref().is_none_or(|public| public.bytes().as_slice() != vkey.public) {
            key.public = vkey.ed25519();
        }
        key.grant = Some(grant.clone());
        self.owners.entry(vkey.id).or_insert_with(|| vkey.name.clone());
    }

    /// Where a `set` differs from the proven state before it.
    fn differences(&self, admitted: &[(VKey, &SetKey)], index: u64, time: Time) -> Vec<Failure> {
        let mut wrong: Vec<String> = Vec::new();
        for (vkey, listed) in admitted {
            let before = self.get(&vkey.name, vkey.id);
            let same_grant = before.is_some_and(|key| key.grant.as_ref() == Some(&listed.grant));
            let revoked_before = before.and_then(|key| key.revoked.as_ref()).map(|revoked| revoked.index);
            let revoked_now = listed.revoked.as_ref().map(|(at, ..)| *at);
            let late = !listed.was_before(index);
            let gone = revoked_before.is_some() && before.is_some_and(|key| key.grant.is_none());
            if !(same_grant || gone) || late || (revoked_now.is_some() && revoked_now != revoked_before) {
                wrong.push(format!("{}+{}", vkey.name, vkey.id.hex()));
            }
        }
        let listed: HashSet<(&str, KeyId)> = admitted.iter().map(|(vkey, _)| (vkey.name.as_str(), vkey.id)).collect();
        for (actor, keys) in &self.keys {
            for (id, key) in keys {
                let open = key.grant.as_ref().is_some_and(|grant| grant.until >= time) && key.revoked.is_none();
                if open && !listed.contains(&(actor.as_str(), *id)) {
                    wrong.push(format!("{actor}+{} is left out", id.hex()));
                }
            }
        }
        wrong.sort();
        let (Some(first), count) = (wrong.first(), wrong.len()) else { return Vec::new() };
        let detail = format!("{count} of its keys differ, the first is {first}");
        let shown = wrong.iter().take(20).map(String::as_str).collect::<Vec<_>>().join(", ");
        vec![Failure::new(Code::KeySet, detail).values("the state that the key events before it give", shown)]
    }
}

/// What is said of a key whose type is another than that of record keys. It comes last: a U must not hide a T.
pub fn wrong_type(vkey: &VKey) -> Option<Failure> {
    let failure = || Failure::new(Code::Unsupported, "the type of the key is not that of record keys");
    (vkey.kind != KeyType::Record).then(|| failure().key(vkey.id.hex()))
}

fn reuse(vkey: &VKey, what: &str) -> Failure {
    Failure::new(Code::KeyReuse, what).key(vkey.id.hex()).values("a key never used for this name and id", vkey.text())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::record::Record;
    use crate::crypto::{SecretKey, b64_encode};
    use crate::verify::check::{self, Against, Outcome};

    /// 32 bits of id can be ground out, so a weak key may come under the id of a sound one.
    #[test]
    fn a_weak_key_under_the_id_of_a_sound_one_does_not_hide_a_false_signature() {
        let secret = SecretKey::from_seed(&[5; 32]);
        let vkey = VKey::new("agent:a", KeyType::Record, &secret.public());
        let mut keys = KeyState::default();
        let time = |text: &str| Time::parse(text).unwrap();
        let (from, until) = (time("2026-07-01T00:00:00Z"), time("2026-10-01T00:00:00Z"));
        assert_eq!(keys.add(&KeyGrant { vkey: vkey.text(), from, until, attests: Vec::new() }, None), None);
        keys.note_weak(&vkey.text());
        let id = vkey.id.hex();
        let members = "\"n\":0,\"prev\":\"\",\"time\":\"2026-07-01T12:00:00.000000Z\",\"type\":\"x\",\"body\":{}";
        let prefix = format!("{{\"v\":1,\"actor\":\"agent:a\",\"key\":\"{id}\",{members}");
        let codes = |message: &str| {
            let line = format!("{prefix},\"sig\":\"{}\"}}", b64_encode(&secret.sign(message.as_bytes()).0));
            let against =
                Against { origin: "log", other_origins: &[], keys: &keys, clock: None, skew: 0, signatures: true };
            match check::check(&Record::parse(line.as_bytes()).unwrap(), line.as_bytes(), &against) {
                Outcome::Failed(failures) => failures.into_iter().map(|failure| failure.code).collect(),
                outcome => {
                    assert!(matches!(outcome, Outcome::Passed(true)), "{outcome:?}");
                    Vec::new()
                }
            }
        };
        assert_eq!(codes(&format!("sab/v1 record\nlog\n{prefix}")), []);
        assert_eq!(codes("another message"), [Code::SigInvalid]);
    }
}
