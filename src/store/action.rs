//! What a reviewer does to a case, as event lines for the log (`events.md` section 3).
//!
//! Numbers, digests and names of people's choosing stand in the record. Texts, paths and the list of evidence go into salted blobs:
//! they may quote what the evidence must not give away, so an extract of the log can withhold them (`content`, `path`, `evidence`),
//! and no record grows too long.

use super::content::Kind;
use super::notebook::Note;
use crate::bundle::Time;
use crate::crypto::Digest;
use crate::verify::Verdict;
use serde_json::{Map, Value, json};

/// One thing that a reviewer did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Action {
    /// Brought evidence in, or read it again: the state of the case from here on.
    Import(Import),
    /// Wrote, changed or struck out a note.
    Note(NoteChange),
    /// Marked records or took a mark off.
    Mark(MarkChange),
    /// Saved, dropped or used a filter.
    Filter(FilterChange),
    /// Wrote something out of the case.
    Export(Export),
    /// Linked evidence that had moved.
    Relink(Relink),
}

/// The case after an import: all evidence, and the model made of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Import {
    /// SHA-256 of the model's bytes.
    pub model: Digest,
    /// Every bundle of the case, in the order of the model.
    pub evidence: Vec<Imported>,
    /// The trust profiles that the verdicts rest on.
    pub trust: Vec<Trust>,
}

/// A bundle as it was when it was brought in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Imported {
    /// Its content address.
    pub digest: Digest,
    /// File or folder.
    pub kind: Kind,
    /// Bytes of all its files.
    pub bytes: u64,
    /// The log's name, if it could be read.
    pub origin: Option<String>,
    /// The log's size, if it could be read.
    pub size: Option<u64>,
    /// The answer of its verification then.
    pub verdict: Verdict,
    /// Where it lay, if it was not copied.
    pub path: Option<String>,
}

/// A trust profile.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trust {
    /// The name under which the reviewer keeps it.
    pub name: String,
    /// Digest of its keys and limits, as the caller computes it.
    pub fingerprint: Digest,
}

/// A record that is cited. The leaf ties the words to the bytes, whatever becomes of the index.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Citation {
    /// The log.
    pub origin: String,
    /// Index in it.
    pub index: u64,
    /// The record's leaf hash.
    pub leaf: Digest,
}

/// A change to a note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NoteChange {
    /// A new note; with the id of one that is there, its new state.
    Write {
        /// Of the caller's choosing ([`super::fresh_id`]).
        id: String,
        /// The records that it is about.
        records: Vec<Citation>,
        /// What it says.
        text: String,
    },
    /// The note is struck out; the log still has it.
    Delete {
        /// Its id.
        id: String,
    },
}

/// A mark over neighbouring records of one log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mark {
    /// Of the caller's choosing.
    pub id: String,
    /// The log.
    pub origin: String,
    /// First index.
    pub first: u64,
    /// Index after the last.
    pub end: u64,
    /// Leaf hash of the first record: tells two histories of one log apart. `None`: not known.
    pub leaf: Option<Digest>,
    /// A word.
    pub word: String,
    /// A colour's name.
    pub colour: String,
}

/// A change to a mark.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MarkChange {
    /// A new mark; with the id of one that is there, its new state.
    Set(Mark),
    /// The mark is taken off.
    Clear {
        /// Its id.
        id: String,
    },
}

/// A change to the saved filters, or the use of one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FilterChange {
    /// Kept under a name, in place of one that has it.
    Save {
        /// The name.
        name: String,
        /// The filter as it is typed.
        text: String,
    },
    /// No longer kept.
    Delete {
        /// The name.
        name: String,
    },
    /// What a finding rests on: the filter as it was then.
    Used {
        /// The finding, in the caller's words.
        finding: String,
        /// The filter as it is typed.
        text: String,
    },
}

/// Something that was written out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Export {
    /// What: report, extract, log ...
    pub what: String,
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Where to.
    pub path: String,
}

/// Evidence that lies elsewhere now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Relink {
    /// The evidence.
    pub digest: Digest,
    /// Where it lies.
    pub path: String,
}

impl Action {
    /// The type of its record.
    pub fn kind(&self) -> &'static str {
        match self {
            Action::Import(_) => "case.import",
            Action::Note(_) => "case.note",
            Action::Mark(_) => "case.mark",
            Action::Filter(_) => "case.filter",
            Action::Export(_) => "case.export",
            Action::Relink(_) => "case.relink",
        }
    }

    /// The event line, with its line feed.
    pub(super) fn line(&self, actor: &str, time: Time) -> String {
        let (body, payload) = self.body();
        let mut line = json!({"actor": actor, "time": time.text(), "type": self.kind(), "body": body});
        if let (Some((role, text)), Some(members)) = (payload, line.as_object_mut()) {
            members.insert("blobs".to_owned(), json!([{"role": role, "text": text}]));
        }
        format!("{line}\n")
    }

    /// The body, and what goes into a blob beside it: role and text. `text` in the body is moved by the sealer.
    pub(super) fn body(&self) -> (Value, Option<(&'static str, String)>) {
        match self {
            Action::Import(import) => (import_body(import), Some(("evidence", evidence_list(import)))),
            Action::Note(NoteChange::Write { id, records, text }) => {
                let records: Vec<Value> = records.iter().map(citation).collect();
                (json!({"op": "write", "note": id, "records": records, "text": text}), None)
            }
            Action::Note(NoteChange::Delete { id }) => (json!({"op": "delete", "note": id}), None),
            Action::Mark(MarkChange::Set(mark)) => {
                let Mark { id, origin, first, end, leaf, word, colour } = mark;
                let mut body = json!({"op": "set", "mark": id, "origin": origin, "first": first, "end": end,
                                      "word": word, "colour": colour});
                if let (Some(leaf), Some(members)) = (leaf, body.as_object_mut()) {
                    members.insert("leaf".to_owned(), leaf.b64().into());
                }
                (body, None)
            }
            Action::Mark(MarkChange::Clear { id }) => (json!({"op": "clear", "mark": id}), None),
            Action::Filter(FilterChange::Save { name, text }) => {
                (json!({"op": "save", "name": name, "text": text}), None)
            }
            Action::Filter(FilterChange::Delete { name }) => (json!({"op": "delete", "name": name}), None),
            Action::Filter(FilterChange::Used { finding, text }) => {
                (json!({"op": "used", "finding": finding, "text": text}), None)
            }
            Action::Export(Export { what, digest, path }) => {
                (json!({"what": what, "digest": id_text(digest)}), Some(("path", path.clone())))
            }
            Action::Relink(Relink { digest, path }) => {
                (json!({"evidence": id_text(digest)}), Some(("path", path.clone())))
            }
        }
    }
}

impl Note {
    /// The change that makes this note.
    pub(super) fn as_action(&self) -> Action {
        let Note { id, records, text, .. } = self.clone();
        Action::Note(NoteChange::Write { id, records, text })
    }
}

fn import_body(import: &Import) -> Value {
    let trust: Vec<Value> = import
        .trust
        .iter()
        .map(|trust| json!({"name": trust.name, "fingerprint": id_text(&trust.fingerprint)}))
        .collect();
    json!({"model": id_text(&import.model), "bundles": import.evidence.len(), "trust": trust})
}

fn evidence_list(import: &Import) -> String {
    let one = |imported: &Imported| {
        let mut members = Map::new();
        let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
        put("id", id_text(&imported.digest).into());
        put("kind", imported.kind.word().into());
        put("bytes", imported.bytes.into());
        put("verdict", imported.verdict.word().into());
        if let Some(origin) = &imported.origin {
            put("origin", origin.as_str().into());
        }
        if let Some(size) = imported.size {
            put("size", size.into());
        }
        if let Some(path) = &imported.path {
            put("path", path.as_str().into());
        }
        Value::Object(members)
    };
    Value::Array(import.evidence.iter().map(one).collect()).to_string()
}

fn citation(citation: &Citation) -> Value {
    json!({"origin": citation.origin, "index": citation.index, "leaf": citation.leaf.b64()})
}

fn id_text(digest: &Digest) -> String {
    format!("sha256:{}", digest.hex())
}
