//! Events to records: keys just before the first record that needs them, payloads into blobs, names into leaf hashes.

use super::body::{self, Payloads, Rewritten};
use super::error::{SealError, io_at};
use super::event::{Content, Event, EventBlob};
use super::files;
use super::keys::{KeyFolder, Role, SealKey};
use super::log_folder::Names;
use super::salt::Salts;
use super::sequencer::{BlobName, Draft, Sequencer};
use super::spans::quote;
use crate::bundle::json::Value;
use crate::bundle::key_event::KeyGrant;
use crate::bundle::{LINE_MAX, Time};
use crate::crypto::Digest;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

/// Builds records out of events, one at a time.
#[derive(Debug)]
pub(super) struct Builder {
    /// Where the records go.
    pub sequencer: Sequencer,
    /// Whose they are.
    pub keys: KeyFolder,
    /// Records of this run by actor.
    pub counts: BTreeMap<String, u64>,
    /// Versions cited that were never published: kind, name, version.
    pub unpublished: BTreeSet<(String, String, String)>,
    /// What else is worth telling.
    pub warnings: Vec<String>,
    rules: Rules,
    names: Names,
    /// Index at which this run began: names of records from there on are its own.
    first: u64,
    authority: String,
    /// The key that each actor signs with now, and how long it may.
    signers: HashMap<String, Signer>,
}

/// How events become records.
#[derive(Debug)]
pub(super) struct Rules {
    /// Whether payloads move.
    pub payloads: Payloads,
    /// Where `file` blobs come from.
    pub files: Option<PathBuf>,
    /// Who may sign for others.
    pub brokers: Vec<String>,
    /// Where salts come from.
    pub salts: Salts,
}

#[derive(Clone, Debug)]
struct Signer {
    key: Arc<SealKey>,
    grant: KeyGrant,
}

impl Builder {
    /// Goes on from where the sequencer stands.
    pub fn new(sequencer: Sequencer, keys: KeyFolder, names: Names, rules: Rules) -> Builder {
        let (first, authority) = (sequencer.state.size(), KeyFolder::authority_name(&sequencer.origin));
        Builder {
            sequencer,
            keys,
            counts: BTreeMap::new(),
            unpublished: BTreeSet::new(),
            warnings: Vec::new(),
            rules,
            names,
            first,
            authority,
            signers: HashMap::new(),
        }
    }

    /// Adds the record of one event, with a key event before it where its signer needs one.
    pub fn add(&mut self, event: &Event) -> Result<(), SealError> {
        self.refuse_reserved(event)?;
        let refs = self.refs(event)?;
        let signing = event.sign_as.as_ref().unwrap_or(&event.actor);
        let key = self.signer(signing, event)?;
        let mut blobs = self.given_blobs(event)?;
        let inserted = self.inserted(event, &blobs)?;
        let rewritten = self.rewrite(event, &inserted);
        self.moved_blobs(&rewritten, &mut blobs)?;
        let draft =
            Draft { key: &key, time: event.time, kind: &event.kind, refs: &refs, blobs: &blobs, body: &rewritten.text };
        let index = self.sequencer.state.size();
        if let Err(length) = self.sequencer.append(&draft)? {
            return Err(too_long(event, length, &rewritten.text));
        }
        self.count(signing);
        self.remember_name(event, index)
    }

    fn refuse_reserved(&self, event: &Event) -> Result<(), SealError> {
        if event.kind == "key" {
            return Err(SealError::input(
                event.line,
                "the type is key",
                "another type; recount keys writes key events",
            ));
        }
        if event.actor == self.authority || event.sign_as.as_ref().is_some_and(|name| *name == self.authority) {
            return Err(SealError::input(
                event.line,
                "the authority acts or signs",
                "an actor other than the authority",
            ));
        }
        let Some(signing) = &event.sign_as else { return Ok(()) };
        if !self.rules.brokers.iter().any(|broker| broker == signing.as_ref()) {
            let expected = format!("no sign_as, or --allow-sign-as {signing}");
            return Err(SealError::input(event.line, format!("{signing} is to sign for {}", event.actor), expected));
        }
        if event.value.get("by").is_some() {
            return Err(SealError::input(event.line, "body has by although sign_as is given", "only one of the two"));
        }
        Ok(())
    }

    fn refs(&self, event: &Event) -> Result<Vec<Digest>, SealError> {
        let leaf = |name: &Cow<str>| {
            let at = self.names.get(name.as_ref()).and_then(|index| usize::try_from(*index).ok());
            at.and_then(|at| self.sequencer.state.leaves.get(at)).copied().ok_or_else(|| {
                SealError::input(
                    event.line,
                    format!("refs names {name:?}, which no earlier line has as its id"),
                    "the id of an earlier line",
                )
            })
        };
        event.refs.iter().map(leaf).collect()
    }

    /// The key that signs, added to the log first if it is not authorised for this record (`bundle-format.md` section 1.5).
    fn signer(&mut self, name: &str, event: &Event) -> Result<Arc<SealKey>, SealError> {
        let attests = self.rules.brokers.iter().any(|broker| broker == name);
        let latest = self.sequencer.state.authority_time;
        if let Some(signer) = self.signers.get(name).filter(|signer| covers(&signer.grant, event.time, latest, attests))
        {
            return Ok(Arc::clone(&signer.key));
        }
        let key = self.key_of(name)?;
        let place = (name.to_owned(), key.vkey.id);
        let known = self.sequencer.state.keys.get(&place).and_then(|entry| entry.grant.clone());
        let grant = match known.filter(|grant| covers(grant, event.time, latest, attests)) {
            Some(grant) => grant,
            None => self.authorise(&key, event, attests)?,
        };
        self.signers.insert(name.to_owned(), Signer { key: Arc::clone(&key), grant });
        Ok(key)
    }

    /// The actor's newest key that was not revoked, or a new one.
    fn key_of(&mut self, name: &str) -> Result<Arc<SealKey>, SealError> {
        let keys = &self.sequencer.state.keys;
        let revoked =
            |key: &SealKey| keys.get(&(name.to_owned(), key.vkey.id)).is_some_and(|entry| entry.revoked.is_some());
        if let Some(key) = self.keys.of(Role::Actor, name).iter().rev().find(|key| !revoked(key)) {
            return Ok(Arc::clone(key));
        }
        if self.sequencer.state.chains.contains_key(name) {
            self.warnings
                .push(format!("{name} goes on with a new key: the key folder has none of its keys that is still good"));
        }
        self.keys.make(Role::Actor, name)
    }

    fn authorise(&mut self, key: &SealKey, event: &Event, attests: bool) -> Result<KeyGrant, SealError> {
        let time = self.sequencer.state.authority_time.map_or(event.time, |latest| latest.max(event.time));
        let place = (key.vkey.name.clone(), key.vkey.id);
        let before = self.sequencer.state.keys.get(&place).and_then(|entry| entry.grant.as_ref());
        let (day, end) = (whole_day(event.time), whole_day(time).plus(WINDOW));
        let grant = KeyGrant {
            vkey: key.vkey.text(),
            from: before.map_or(day, |grant| grant.from.min(day)),
            until: before.map_or(end, |grant| grant.until.max(end)),
            attests: match before {
                Some(grant) if !attests || grant.attests.iter().any(|name| name == "*") => grant.attests.clone(),
                _ if attests => vec!["*".to_owned()],
                _ => Vec::new(),
            },
        };
        let synthetic = event.value.get("time_source").and_then(Value::as_str) == Some("synthetic");
        let source = if synthetic { ",\"time_source\":\"synthetic\"" } else { "" };
        let body = format!("{{\"op\":\"add\",{}{source}}}", grant_members(&grant));
        self.sequencer.append_key_event(&mut self.keys, time, &body, &[])?;
        let authority = self.authority.clone();
        self.count(&authority);
        Ok(grant)
    }

    fn given_blobs(&mut self, event: &Event) -> Result<Vec<BlobName>, SealError> {
        event.blobs.iter().map(|blob| self.given_blob(blob, event.line)).collect()
    }

    fn given_blob(&mut self, blob: &EventBlob, line: u64) -> Result<BlobName, SealError> {
        let content: Cow<[u8]> = match &blob.content {
            Content::Text(text) => Cow::Borrowed(text.as_bytes()),
            Content::Bytes(bytes) => Cow::Borrowed(bytes),
            Content::File(path) => Cow::Owned(files::read(self.rules.files.as_deref(), path, line)?),
        };
        let (id, len) = if blob.salted {
            self.sequencer
                .stage
                .salted_blob(&self.rules.salts.next().map_err(io_at("read", "the random source".as_ref()))?, &content)?
        } else {
            self.sequencer.stage.plain_blob(&content)?
        };
        let name = blob.name.as_ref().map(|name| name.clone().into_owned());
        Ok(BlobName { id, len, role: blob.role.clone().into_owned(), name, salted: blob.salted })
    }

    fn moved_blobs(&mut self, rewritten: &Rewritten, blobs: &mut Vec<BlobName>) -> Result<(), SealError> {
        for (role, content) in &rewritten.moved {
            let salt = self.rules.salts.next().map_err(io_at("read", "the random source".as_ref()))?;
            let (id, len) = self.sequencer.stage.salted_blob(&salt, content.as_bytes())?;
            blobs.push(BlobName { id, len, role: (*role).to_owned(), name: None, salted: true });
        }
        Ok(())
    }

    /// Members that are put last: the id of what is published, and who acted where another signs.
    fn inserted(&mut self, event: &Event, blobs: &[BlobName]) -> Result<Vec<String>, SealError> {
        let mut inserted = Vec::new();
        if let Some((name, version, stated)) = body::publish_of(&event.kind, &event.value) {
            if stated.is_none() && event.value.get("id").is_some() {
                // The id put in would be the second of that name: a line that no reader takes, in a log that only grows.
                return Err(SealError::input(event.line, "the id published is no string", "a string, or no id"));
            }
            let artifact = blobs.iter().find(|blob| blob.role == event.kind && !blob.salted);
            let artifact = artifact.map(|blob| format!("sha256:{}", blob.id.hex()));
            if let (Some(stated), Some(artifact)) = (&stated, &artifact)
                && stated != artifact
            {
                self.warnings
                    .push(format!("line {}: the id published is {stated}, but the blob is {artifact}", event.line));
            }
            if let (None, Some(artifact)) = (&stated, &artifact) {
                inserted.push(format!("\"id\":{}", quote(artifact)));
            }
            if let Some(id) = stated.or(artifact) {
                self.publish(event, &name, &version, &id)?;
            }
        }
        if event.sign_as.is_some() {
            inserted.push(format!("\"by\":{}", quote(&event.actor)));
        }
        Ok(inserted)
    }

    fn publish(&mut self, event: &Event, name: &str, version: &str, id: &str) -> Result<(), SealError> {
        match self.sequencer.state.publish(&event.kind, name, version, id) {
            None => Ok(()),
            Some(before) => {
                let what = format!("{} {name} version {version} was published before as {before}", event.kind);
                Err(SealError::input(event.line, what, "another version, or the same id"))
            }
        }
    }

    fn rewrite<'a>(&mut self, event: &Event<'a>, inserted: &[String]) -> Rewritten<'a> {
        let (state, unpublished) = (&self.sequencer.state, &mut self.unpublished);
        let mut id_of = |kind: &str, name: &str, version: &str| {
            let id = state.published(kind, name, version).map(str::to_owned);
            if id.is_none() {
                unpublished.insert((kind.to_owned(), name.to_owned(), version.to_owned()));
            }
            id
        };
        body::rewrite(event.body, self.rules.payloads, &mut id_of, inserted)
    }

    fn count(&mut self, actor: &str) {
        match self.counts.get_mut(actor) {
            Some(count) => *count = count.saturating_add(1),
            None => {
                self.counts.insert(actor.to_owned(), 1);
            }
        }
    }

    fn remember_name(&mut self, event: &Event, index: u64) -> Result<(), SealError> {
        let Some(id) = &event.id else { return Ok(()) };
        let before = self.names.insert(id.clone().into_owned(), index);
        if before.is_some_and(|before| before >= self.first) {
            let what = format!("the id {id:?} stands on an earlier line too");
            return Err(SealError::input(event.line, what, "each id once"));
        }
        self.sequencer.stage.name(index, &quote(id))
    }
}

/// The members of an `add` or of an entry of `set`, without braces.
pub(super) fn grant_members(grant: &KeyGrant) -> String {
    let mut text = format!(
        "\"vkey\":{},\"from\":\"{}\",\"until\":\"{}\"",
        quote(&grant.vkey),
        short_time(grant.from),
        short_time(grant.until)
    );
    if !grant.attests.is_empty() {
        let names: Vec<String> = grant.attests.iter().map(|name| quote(name)).collect();
        text += &format!(",\"attests\":[{}]", names.join(","));
    }
    text
}

/// A time without its fraction where that is zero.
fn short_time(time: Time) -> String {
    time.text().replace(".000000Z", "Z")
}

/// The beginning of a day.
pub(super) fn whole_day(time: Time) -> Time {
    Time { seconds: time.seconds.saturating_sub(time.seconds.rem_euclid(86_400)), nanos: 0 }
}

/// How long a key is good for: a year and a day.
pub(super) const WINDOW: i64 = 366 * 86_400;

/// Whether a record of `time` by this key is authorised, and will be by the authority's clock too.
fn covers(grant: &KeyGrant, time: Time, latest: Option<Time>, attests: bool) -> bool {
    let attested = !attests || grant.attests.iter().any(|name| name == "*");
    attested && grant.from <= time && time < grant.until && latest.is_none_or(|latest| latest < grant.until)
}

fn too_long(event: &Event, length: usize, text: &str) -> SealError {
    let member = body::largest_member(text).unwrap_or_else(|| "refs or blobs".to_owned());
    let what = format!("its record has {length} bytes, {} more than {LINE_MAX}", length.saturating_sub(LINE_MAX));
    SealError::input(event.line, what, format!("the member {member} of body in a blob (blobs: [{{role, text}}])"))
}
