//! Puts records in order: number, link, sign, stage. The only maker of record lines (`bundle-format.md` section 1.4).

use super::error::SealError;
use super::keys::{KeyFolder, SealKey};
use super::spans::quote;
use super::stage::Stage;
use super::state::LogState;
use crate::bundle::json::Value;
use crate::bundle::key_event::KeyEvent;
use crate::bundle::proof::Checkpoint;
use crate::bundle::record::SUFFIX;
use crate::bundle::{LINE_MAX, Time};
use crate::crypto::{Digest, b64_encode, leaf_hash, note_line};
use std::sync::Arc;

/// The end of a log in memory, and the addition that it writes to.
#[derive(Debug)]
pub(super) struct Sequencer {
    /// The log's name.
    pub origin: String,
    /// Where the log stands, this run included.
    pub state: LogState,
    /// What this run adds.
    pub stage: Stage,
    /// `sab/v1 record` LF origin LF.
    head: Vec<u8>,
    /// The signed message of the record in the making: `head`, then the line so far.
    message: Vec<u8>,
}

/// A record before it is numbered.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    /// Signs; its name is the actor.
    pub key: &'a SealKey,
    /// The time claimed.
    pub time: Time,
    /// The type.
    pub kind: &'a str,
    /// Leaves of the records referred to.
    pub refs: &'a [Digest],
    /// Blobs named.
    pub blobs: &'a [BlobName],
    /// The body.
    pub body: &'a str,
}

/// A blob as a record names it.
#[derive(Clone, Debug)]
pub(super) struct BlobName {
    /// SHA-256 of its bytes.
    pub id: Digest,
    /// Their number.
    pub len: u64,
    /// What it is for.
    pub role: String,
    /// Its name.
    pub name: Option<String>,
    /// Whether it begins with a salt.
    pub salted: bool,
}

/// Who signs checkpoints.
#[derive(Clone, Debug)]
pub(super) struct Signers {
    /// The log.
    pub log: Arc<SealKey>,
    /// The demonstration witness.
    pub witness: Option<Arc<SealKey>>,
}

impl Sequencer {
    /// Goes on from `state`.
    pub fn new(origin: &str, state: LogState, stage: Stage) -> Sequencer {
        let head = format!("sab/v1 record\n{origin}\n").into_bytes();
        Sequencer { origin: origin.to_owned(), state, stage, message: Vec::new(), head }
    }

    /// Writes, signs and links a record; gives its leaf.
    ///
    /// # Errors
    /// The number of bytes, if the line would be too long; then nothing has changed.
    pub fn append(&mut self, draft: &Draft) -> Result<Result<Digest, usize>, SealError> {
        self.compose(draft);
        let length = self.message.len().saturating_sub(self.head.len()).saturating_add(SUFFIX);
        if length > LINE_MAX {
            return Ok(Err(length));
        }
        let signature = draft.key.secret.sign(&self.message);
        let suffix = format!(",\"sig\":\"{}\"}}", b64_encode(&signature.0));
        self.message.extend_from_slice(suffix.as_bytes());
        let line = self.message.get(self.head.len()..).unwrap_or(&[]);
        let leaf = leaf_hash(line);
        self.stage.line(line)?;
        self.state.admit(&draft.key.vkey.name, draft.time, leaf);
        Ok(Ok(leaf))
    }

    /// Writes a key event with the authority's key in force; gives its index.
    ///
    /// # Errors
    /// An authority key that the folder lacks; a body that is no key event or too long.
    pub fn append_key_event(
        &mut self,
        keys: &mut KeyFolder,
        time: Time,
        body: &str,
        blobs: &[BlobName],
    ) -> Result<u64, SealError> {
        let key = self.authority(keys)?;
        let bad = || SealError::usage(format!("not a key event that can be written: {body}"));
        let event = KeyEvent::read(&Value::parse(body).map_err(|_| bad())?).map_err(|_| bad())?;
        let index = self.state.size();
        let draft = Draft { key: &key, time, kind: "key", refs: &[], blobs, body };
        if let Err(length) = self.append(&draft)? {
            return Err(SealError::usage(format!("a key event of {length} bytes is longer than {LINE_MAX}")));
        }
        self.state.key_event(index, key.vkey.id, time, &event);
        Ok(index)
    }

    /// The authority's key in force.
    ///
    /// # Errors
    /// It is not in the folder.
    pub fn authority(&self, keys: &mut KeyFolder) -> Result<Arc<SealKey>, SealError> {
        match self.state.authority {
            None => keys.authority(),
            Some(id) => keys
                .authority_by_id(id)
                .ok_or_else(|| SealError::usage(format!("the authority's key {} is not in the key folder", id.hex()))),
        }
    }

    /// The checkpoint of the log as it stands.
    pub fn checkpoint(&self, signers: &Signers, seconds: u64) -> String {
        signers.sign(&Checkpoint::text(&self.origin, self.state.size(), &self.state.frontier.root()), seconds)
    }

    fn compose(&mut self, draft: &Draft) {
        let (n, prev) = self.state.next(&draft.key.vkey.name);
        let message = &mut self.message;
        message.clear();
        message.extend_from_slice(&self.head);
        let mut put = |text: &str| message.extend_from_slice(text.as_bytes());
        put("{\"v\":1,\"actor\":");
        put(&quote(&draft.key.vkey.name));
        put(&format!(",\"key\":\"{}\",\"n\":{n},\"prev\":\"", draft.key.vkey.id.hex()));
        put(&prev.map_or(String::new(), |leaf| leaf.b64()));
        put("\",\"time\":\"");
        put(&draft.time.text());
        put("\",\"type\":");
        put(&quote(draft.kind));
        for (at, leaf) in draft.refs.iter().enumerate() {
            put(if at == 0 { ",\"refs\":[\"" } else { "\",\"" });
            put(&leaf.b64());
        }
        put(if draft.refs.is_empty() { "" } else { "\"]" });
        for (at, blob) in draft.blobs.iter().enumerate() {
            put(if at == 0 { ",\"blobs\":[" } else { "," });
            put(&blob.text());
        }
        put(if draft.blobs.is_empty() { "" } else { "]" });
        put(",\"body\":");
        put(draft.body);
    }
}

impl BlobName {
    fn text(&self) -> String {
        let mut text =
            format!("{{\"id\":\"sha256:{}\",\"len\":{},\"role\":{}", self.id.hex(), self.len, quote(&self.role));
        if let Some(name) = &self.name {
            text.push_str(",\"name\":");
            text.push_str(&quote(name));
        }
        text.push_str(if self.salted { ",\"salted\":true}" } else { "}" });
        text
    }
}

impl Signers {
    /// The keys that sign, made where they are missing.
    pub fn of(keys: &mut KeyFolder, witness: Option<&str>) -> Result<Signers, SealError> {
        let witness = witness.map(|name| keys.witness(name)).transpose()?;
        Ok(Signers { log: keys.log()?, witness })
    }

    /// A note: the text, the log's line, the witness's line.
    pub fn sign(&self, text: &str, seconds: u64) -> String {
        let mut note = format!("{text}\n{}", note_line(&self.log.secret, &self.log.vkey, text, None));
        if let Some(witness) = &self.witness {
            note += &note_line(&witness.secret, &witness.vkey, text, Some(seconds));
        }
        note
    }
}
