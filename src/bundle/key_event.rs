//! The body of a `type: "key"` record: the four ways in which the authority says which keys count (`bundle-format.md` section 1.5).
//!
//! Grammar only. What an event does is decided in `verify`.

use super::json::Value;
use super::record::{blob_id, json_failure, schema};
use super::{Code, Failure, Time};
use crate::crypto::{Digest, KeyId, b64_decode};

/// A key event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyEvent {
    /// Authorises a key from the next index on.
    Add(KeyGrant),
    /// Ends a key for good.
    Revoke {
        /// Whose key.
        actor: String,
        /// Its id.
        key: KeyId,
        /// `superseded`, `retired` or `compromised`.
        reason: String,
        /// From which index the key may have been in other hands.
        since: Option<u64>,
        /// Chain ends that the authority states.
        heads: Vec<Head>,
    },
    /// Replaces the whole state.
    Set {
        /// The keys, here or in a blob.
        keys: SetKeys,
        /// Chain ends that the authority states.
        heads: Vec<Head>,
    },
    /// Hands the authority over to a new key.
    Authority {
        /// The new key.
        vkey: String,
        /// The new key's signature.
        sig2: [u8; 64],
    },
}

/// Where the keys of a `set` are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetKeys {
    /// In the record.
    Inline(Vec<SetKey>),
    /// In an unsalted blob, JSON Lines.
    Blob(Digest),
}

/// A key with its window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyGrant {
    /// The text of the key.
    pub vkey: String,
    /// First instant at which it counts.
    pub from: Time,
    /// First instant at which it no longer counts.
    pub until: Time,
    /// For whom its holder may speak; sorted.
    pub attests: Vec<String>,
}

/// One key of a `set`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetKey {
    /// The key and its window.
    pub grant: KeyGrant,
    /// Index and reason of its revocation, and since when it may have been in other hands.
    pub revoked: Option<(u64, String, Option<u64>)>,
}

/// The end of an actor's chain, as the authority states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Whose chain.
    pub actor: String,
    /// Sequence number of its last record.
    pub n: u64,
    /// That record's leaf.
    pub leaf: Digest,
}

impl KeyEvent {
    /// Reads the body of a key event.
    ///
    /// # Errors
    /// `E_SCHEMA` naming the member, `E_UNSUPPORTED` for an unknown `op`.
    pub fn read(body: &Value) -> Result<KeyEvent, Box<Failure>> {
        let op = text(body, "op")?;
        match op {
            "add" => KeyGrant::read(body).map(KeyEvent::Add),
            "revoke" => revoke(body),
            "set" => Ok(KeyEvent::Set { keys: set_keys(body)?, heads: heads(body)? }),
            "authority" => {
                let bytes = b64_decode(text(body, "sig2")?).and_then(|bytes| bytes.try_into().ok());
                let sig2 = bytes.ok_or_else(|| schema("body.sig2", "64 bytes in base64"))?;
                Ok(KeyEvent::Authority { vkey: text(body, "vkey")?.to_owned(), sig2 })
            }
            other => Err(Box::new(
                Failure::new(Code::Unsupported, "the kind of key event").values("add, revoke, set or authority", other),
            )),
        }
    }
}

/// Reads a keys blob: JSON Lines, ascending by actor and id.
///
/// # Errors
/// What is wrong with the first bad line.
pub fn read_set(text: &str) -> Result<Vec<SetKey>, Box<Failure>> {
    let mut keys: Vec<SetKey> = Vec::new();
    for line in text.split_terminator('\n') {
        let key = SetKey::read(&Value::parse(line).map_err(json_failure)?)?;
        if keys.last().is_some_and(|last| last.holder() >= key.holder()) {
            return Err(schema("keys", "lines ascending by actor and id, each once"));
        }
        keys.push(key);
    }
    Ok(keys)
}

impl KeyEvent {
    /// What is wrong with the indices that the event names, if its record stands at `index`.
    pub fn index_fault(&self, index: u64) -> Option<Box<Failure>> {
        match self {
            KeyEvent::Revoke { since: Some(since), .. } if *since > index => {
                Some(schema("since", "an index up to that of the revocation"))
            }
            KeyEvent::Set { keys: SetKeys::Inline(keys), .. } if keys.iter().any(|key| !key.was_before(index)) => {
                Some(schema("revoked_at", "an index before that of the set"))
            }
            _ => None,
        }
    }
}

impl KeyGrant {
    fn read(value: &Value) -> Result<KeyGrant, Box<Failure>> {
        let time = |member: &str| {
            let text = value.get(member).and_then(Value::as_str);
            text.and_then(Time::parse).ok_or_else(|| schema(member, "a time YYYY-MM-DDTHH:MM:SS[.fraction]Z"))
        };
        let mut attests = match value.get("attests") {
            None => Vec::new(),
            Some(names) => {
                let names = names.as_array().ok_or_else(|| schema("attests", "an array of names"))?;
                let names = names.iter().map(|name| name.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>();
                names.ok_or_else(|| schema("attests", "an array of names"))?
            }
        };
        attests.sort();
        Ok(KeyGrant { vkey: text(value, "vkey")?.to_owned(), from: time("from")?, until: time("until")?, attests })
    }
}

impl SetKey {
    /// Actor and id, as the key's text states them.
    fn holder(&self) -> (&str, &str) {
        let mut parts = self.grant.vkey.splitn(3, '+');
        (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
    }

    /// Whether its revocation, if there is one, lies before `index`.
    pub fn was_before(&self, index: u64) -> bool {
        self.revoked.as_ref().is_none_or(|(at, ..)| *at < index)
    }

    fn read(value: &Value) -> Result<SetKey, Box<Failure>> {
        let grant = KeyGrant::read(value)?;
        let (reason, since) = (optional_text(value, "reason")?, optional_integer(value, "since")?);
        let revoked = match (optional_integer(value, "revoked_at")?, reason) {
            (None, None) if since.is_none() => None,
            (None, _) => return Err(schema("revoked_at", "an index, as reason or since is there")),
            (Some(_), None) => return Err(schema("reason", "a reason, as revoked_at is there")),
            (Some(at), Some(reason)) => {
                check_reason(reason, since, at)?;
                Some((at, reason.to_owned(), since))
            }
        };
        Ok(SetKey { grant, revoked })
    }
}

fn revoke(body: &Value) -> Result<KeyEvent, Box<Failure>> {
    let reason = text(body, "reason")?;
    let since = optional_integer(body, "since")?;
    check_reason(reason, since, u64::MAX)?;
    let key = KeyId::from_hex(text(body, "key")?).ok_or_else(|| schema("body.key", "8 lower-case hex digits"))?;
    let actor = text(body, "actor")?.to_owned();
    Ok(KeyEvent::Revoke { actor, key, reason: reason.to_owned(), since, heads: heads(body)? })
}

fn check_reason(reason: &str, since: Option<u64>, at: u64) -> Result<(), Box<Failure>> {
    if !["superseded", "retired", "compromised"].contains(&reason) {
        return Err(schema("reason", "superseded, retired or compromised"));
    }
    match since {
        Some(_) if reason != "compromised" => Err(schema("since", "absent, as the reason is not compromised")),
        Some(since) if since > at => Err(schema("since", "an index up to that of the revocation")),
        _ => Ok(()),
    }
}

fn set_keys(body: &Value) -> Result<SetKeys, Box<Failure>> {
    match (body.get("keys"), body.get("blob")) {
        (Some(Value::Array(keys)), None) => {
            keys.iter().map(SetKey::read).collect::<Result<_, _>>().map(SetKeys::Inline)
        }
        (None, Some(blob)) => {
            let id = blob.as_str().and_then(blob_id);
            id.map(SetKeys::Blob).ok_or_else(|| schema("body.blob", "sha256: and 64 hex digits"))
        }
        _ => Err(schema("body.keys", "either keys (an array) or blob")),
    }
}

fn heads(body: &Value) -> Result<Vec<Head>, Box<Failure>> {
    let Some(heads) = body.get("heads") else { return Ok(Vec::new()) };
    let read = |head: &Value| {
        Some(Head {
            actor: head.get("actor")?.as_str()?.to_owned(),
            n: head.get("n")?.as_integer()?,
            leaf: Digest::from_b64(head.get("leaf")?.as_str()?)?,
        })
    };
    let heads = heads.as_array().map(|heads| heads.iter().map(read).collect::<Option<_>>());
    heads.flatten().ok_or_else(|| schema("body.heads", "an array of {actor, n, leaf}"))
}

fn text<'a>(value: &'a Value, member: &str) -> Result<&'a str, Box<Failure>> {
    value.get(member).and_then(Value::as_str).ok_or_else(|| schema(member, "a string"))
}

fn optional_text<'a>(value: &'a Value, member: &str) -> Result<Option<&'a str>, Box<Failure>> {
    value.get(member).map(|found| found.as_str().ok_or_else(|| schema(member, "a string"))).transpose()
}

fn optional_integer(value: &Value, member: &str) -> Result<Option<u64>, Box<Failure>> {
    value.get(member).map(|found| found.as_integer().ok_or_else(|| schema(member, "an integer from 0"))).transpose()
}
