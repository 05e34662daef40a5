//! Reading records and payloads again, for the moment in which somebody looks at them.
//!
//! What is shown is read from the evidence and compared with its leaf or its digest right then. A file that changed since it was
//! verified therefore shows as altered, never as what it says now.

use super::filter::Term;
use super::rows::{Citation, print_of};
use super::{Case, Event, Row, Selection};
use crate::bundle::container::Container;
use crate::bundle::json::Value;
use crate::bundle::record::{BlobRef, Record, blob_id};
use crate::crypto::{Digest, leaf_hash};
use crate::watch::Watch;
use std::io;
use std::sync::Arc;

/// The open bundles of a case, in the order of its parts; `None`: not at hand.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    containers: Vec<Option<Arc<Container>>>,
}

/// Why something cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The bundle is not at hand.
    #[error("the evidence is not at hand")]
    Away,
    /// The system's answer.
    #[error("the evidence cannot be read: {0}")]
    Io(#[from] io::Error),
    /// Other bytes than those that were verified.
    #[error("the evidence changed since it was verified: these are other bytes")]
    Altered,
    /// The payload is not in the bundle.
    #[error("the payload is not in the bundle")]
    Absent,
    /// The line is not a record.
    #[error("the line cannot be read as a record")]
    NoRecord,
    /// More bytes than may be held for a look.
    #[error("it has {0} bytes, too many to show")]
    TooLong(u64),
}

/// A record line, read again and equal to its leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line(Vec<u8>);

impl Line {
    /// The exact bytes, without the line feed.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// What it says; `None` if it is no JSON object.
    pub fn event(&self) -> Option<Event<'_>> {
        Event::parse(&self.0)
    }

    /// The record, if it can be parsed.
    pub fn record(&self) -> Option<Record> {
        Record::parse(&self.0).ok()
    }
}

/// A payload of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    /// What it is for: `content`, `args`, `result`, `vars`, ...
    pub role: String,
    /// Its bytes, without salt.
    pub bytes: Vec<u8>,
}

impl Payload {
    /// Its text; what is not UTF-8 is replaced by U+FFFD.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

impl Evidence {
    /// The bundles of a case.
    pub fn new(containers: Vec<Option<Arc<Container>>>) -> Evidence {
        Evidence { containers }
    }

    /// Adds the bundle of the next part.
    pub fn push(&mut self, container: Option<Arc<Container>>) {
        self.containers.push(container);
    }

    /// The line of a record.
    ///
    /// # Errors
    /// It cannot be read, or is not the line that was verified.
    pub fn line(&self, case: &Case, row: Row) -> Result<Line, Unreadable> {
        let (part, at) = case.order().locate(row);
        let rows = &case.parts().get(part).ok_or(Unreadable::Away)?.rows;
        let (path, offset, length) = rows.place(at).ok_or(Unreadable::Away)?;
        let bytes = self.container(part)?.read_at(path, offset, length)?;
        match rows.leaf.get(at) {
            Some(print) if print_of(&leaf_hash(&bytes)) == *print => Ok(Line(bytes)),
            _ => Err(Unreadable::Altered),
        }
    }

    /// A payload that a record of this row names.
    ///
    /// # Errors
    /// It is not in the bundle, cannot be read, or is not what the record names.
    pub fn payload(&self, case: &Case, row: Row, blob: &BlobRef) -> Result<Payload, Unreadable> {
        let (part, _) = case.order().locate(row);
        let mut bytes = self.blob(case, part, blob)?;
        if blob.salted {
            bytes.drain(..bytes.len().min(SALT));
        }
        Ok(Payload { role: blob.role.clone(), bytes })
    }

    fn blob(&self, case: &Case, part: usize, blob: &BlobRef) -> Result<Vec<u8>, Unreadable> {
        // Another bundle of the same log may hold what this one withholds.
        let same_log = &case.logs()[case.order().log_of(part)].parts;
        let mut fault = Unreadable::Absent;
        for part in std::iter::once(part).chain(same_log.iter().copied().filter(|other| *other != part)) {
            for (path, offset) in case.parts()[part].blobs.find(&blob.id) {
                match self.container(part).and_then(|container| Ok(container.read_at(path, offset, blob.len)?)) {
                    Ok(bytes) if Digest::of(&bytes) == blob.id => return Ok(bytes),
                    Ok(_) => fault = Unreadable::Altered,
                    Err(error) => fault = error,
                }
            }
        }
        Err(fault)
    }

    /// An artifact by its id: a policy, a template or code as it was published. Looked for in `log` first, then in every bundle,
    /// for the id fixes the bytes. At most [`ARTIFACT_MAX`] bytes.
    ///
    /// # Errors
    /// No bundle has it, or it cannot be read.
    pub fn artifact(&self, case: &Case, log: usize, cited: &Citation) -> Result<Vec<u8>, Unreadable> {
        let id = blob_id(case.text(cited.id)).ok_or(Unreadable::Absent)?;
        let of_log = case.logs().get(log).map_or(&[][..], |log| log.parts.as_slice());
        let others = (0..case.parts().len()).filter(|part| !of_log.contains(part));
        let mut fault = Unreadable::Absent;
        for part in of_log.iter().copied().chain(others) {
            // Artifacts lie in `blobs/`, a file each (`bundle-format.md` section 1.6), so the file's size is theirs.
            let places = case.parts().get(part).into_iter().flat_map(|part| part.blobs.find(&id));
            for (path, _) in places.filter(|(path, _)| path.starts_with("blobs/")) {
                match self.container(part).and_then(|container| whole(container, path)) {
                    Ok(bytes) if Digest::of(&bytes) == id => return Ok(bytes),
                    Ok(_) => fault = Unreadable::Altered,
                    Err(error) => fault = error,
                }
            }
        }
        if !matches!(fault, Unreadable::Absent) {
            return Err(fault);
        }
        self.published(case, &id, cited)
    }

    /// The artifact as the payload of a publish that states this id: another writer may have packed it.
    fn published(&self, case: &Case, id: &Digest, cited: &Citation) -> Result<Vec<u8>, Unreadable> {
        let versions = case.world().versions.all.values().flatten();
        for row in versions.filter(|version| version.id == cited.id).filter_map(|version| version.published) {
            let Some(record) = self.line(case, row)?.record() else { continue };
            for blob in record.blobs.iter().filter(|blob| blob.id == *id && !blob.salted) {
                if blob.len > ARTIFACT_MAX {
                    return Err(Unreadable::TooLong(blob.len));
                }
                match self.payload(case, row, blob) {
                    Err(Unreadable::Absent) => {}
                    found => return found.map(|payload| payload.bytes),
                }
            }
        }
        Err(Unreadable::Absent)
    }

    /// The text of a member that `seal` moves into a payload: inline as `member`, or the payload of `role`.
    ///
    /// # Errors
    /// As [`Evidence::payload`]; `Ok(None)`: the record has neither.
    pub fn text(
        &self,
        case: &Case,
        row: Row,
        line: &Line,
        member: &str,
        role: &str,
    ) -> Result<Option<String>, Unreadable> {
        let event = line.event().ok_or(Unreadable::NoRecord)?;
        if let Some(value) = event.member(member) {
            return Ok(Some(spelled(value)));
        }
        let record = line.record().ok_or(Unreadable::NoRecord)?;
        let mut found = None;
        for blob in record.blobs.iter().filter(|blob| blob.role == role) {
            let payload = self.payload(case, row, blob)?;
            found.get_or_insert_with(String::new).push_str(&payload.text());
        }
        Ok(found)
    }

    /// Everything in a record that full-text search looks at: the texts that people and agents wrote.
    ///
    /// # Errors
    /// The line cannot be read. A payload that is not there is left out.
    pub fn searchable(&self, case: &Case, row: Row) -> Result<String, Unreadable> {
        let line = self.line(case, row)?;
        let (Some(event), Some(record)) = (line.event(), line.record()) else { return Ok(String::new()) };
        let mut out = String::new();
        for member in SEARCHED_MEMBERS {
            if let Some(value) = event.member(member) {
                out.push_str(&spelled(value));
                out.push('\n');
            }
        }
        for blob in record.blobs.iter().filter(|blob| SEARCHED_ROLES.contains(&blob.role.as_str())) {
            if let Ok(payload) = self.payload(case, row, blob) {
                out.push_str(&payload.text());
                out.push('\n');
            }
        }
        Ok(out)
    }

    /// Of `among`, the records whose texts fit a term; each is read from the evidence. Slow and exact: what an index answers
    /// quickly, this answers without one. A record whose line cannot be read does not fit; a cancel ends it with what was found.
    ///
    /// # Errors
    /// None so far; the type is that of [`Case::select`].
    pub fn scan(&self, case: &Case, term: &Term, among: &Selection, watch: &Watch) -> Result<Selection, Unreadable> {
        let fits = |row: Row| {
            let wanted = among.contains(row) && !watch.is_cancelled();
            wanted && self.searchable(case, row).is_ok_and(|text| text_fits(term, &text))
        };
        Ok(Selection::of(case.len(), fits))
    }

    /// The bundle of a part.
    ///
    /// # Errors
    /// It is not there.
    pub fn container(&self, part: usize) -> Result<&Container, Unreadable> {
        self.containers.get(part).and_then(Option::as_deref).ok_or(Unreadable::Away)
    }
}

fn whole(container: &Container, path: &str) -> Result<Vec<u8>, Unreadable> {
    let size = container.entry(path).ok_or(Unreadable::Absent)?.size;
    if size > ARTIFACT_MAX { Err(Unreadable::TooLong(size)) } else { Ok(container.read_at(path, 0, size)?) }
}

/// Whether a text fits a term that looks into texts.
pub fn text_fits(term: &Term, text: &str) -> bool {
    match term {
        Term::Text(words) => words.matches(text),
        Term::Regex(expression) => expression.matches(text),
        _ => false,
    }
}

/// A value as text: a string as it is, all else as compact JSON.
pub fn spelled(value: &Value<'_>) -> String {
    match value {
        Value::String(text) => text.clone().into_owned(),
        other => json(other),
    }
}

fn json(value: &Value<'_>) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(text) => (*text).to_owned(),
        Value::String(text) => quoted(text),
        Value::Array(items) => format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(",")),
        Value::Object(members) => {
            let members: Vec<String> =
                members.iter().map(|(name, value)| format!("{}:{}", quoted(name), json(value))).collect();
            format!("{{{}}}", members.join(","))
        }
    }
}

/// Bytes of an artifact that are read for a look: a hundred times the largest policy set met so far.
pub const ARTIFACT_MAX: u64 = 16 << 20;
/// Length of a salt (`bundle-format.md` section 1.6).
const SALT: usize = 32;
const SEARCHED_MEMBERS: [&str; 9] =
    ["text", "args", "justification", "comment", "goal", "outcome", "message", "reason", "status"];
const SEARCHED_ROLES: [&str; 5] = ["content", "args", "result", "justification", "comment"];
