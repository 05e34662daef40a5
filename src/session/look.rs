//! A look at files that somebody wants to open, before anything is believed or kept: what they are, and whose keys they name.
//!
//! Nothing here is verified. A bundle names its log and exporter by key ids of 32 bits; the whole keys come from outside.

use crate::bundle::Failure;
use crate::bundle::container::{Container, ReadLimits};
use crate::bundle::record::Record;
use crate::crypto::{KeyId, NOTE_MAX, Note};
use crate::store;
use std::path::{Path, PathBuf};

/// A file or folder that somebody wants to open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Looked {
    /// Where it lies.
    pub path: PathBuf,
    /// What it is, in words.
    pub form: &'static str,
    /// Whether it is a case folder, which brings its own evidence.
    pub is_case: bool,
    /// Bytes of all its files.
    pub bytes: u64,
    /// The log that it says it is of; text from outside.
    pub origin: Option<String>,
    /// Records of that log, as its checkpoint says.
    pub size: Option<u64>,
    /// The keys that it names; texts from outside.
    pub keys: Vec<FoundKey>,
    /// Why it cannot be opened as a bundle.
    pub wrong: Option<Wrong>,
    /// Its content address in hex, once it was read whole.
    pub sha256: Option<String>,
}

/// Why a file is not what can be opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wrong {
    /// What is wrong.
    pub what: String,
    /// The byte where it stops making sense.
    pub offset: Option<u64>,
    /// What should be there.
    pub expected: String,
    /// What is there.
    pub found: String,
    /// What to do about it.
    pub advice: &'static str,
}

/// A key that a bundle names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FoundKey {
    /// Log, witness, exporter or authority.
    pub role: &'static str,
    /// The name of its holder.
    pub name: String,
    /// Its id.
    pub id: KeyId,
}

/// Whether a path is a case folder: a folder with the case's database or its log, and no manifest.
pub fn is_case(path: &Path) -> bool {
    !path.join("manifest").is_file() && ["case.db", "log", "evidence"].iter().any(|name| path.join(name).exists())
}

/// Looks at one path; cheap, however large it is.
pub fn glance(path: &Path) -> Looked {
    let mut looked = Looked {
        path: path.to_owned(),
        form: "",
        is_case: false,
        bytes: 0,
        origin: None,
        size: None,
        keys: Vec::new(),
        wrong: None,
        sha256: None,
    };
    match store::glance(path) {
        Ok(Some((kind, bytes))) => {
            looked.bytes = bytes;
            looked.form = if kind == store::Kind::Folder { "folder" } else { "file" };
        }
        Ok(None) => {
            looked.wrong = Some(wrong("There is nothing at this path", "nothing", LOOK_AGAIN));
            return looked;
        }
        Err(error) => {
            looked.wrong = Some(wrong(&error.to_string(), "what cannot be read", RIGHTS));
            return looked;
        }
    }
    if is_case(path) {
        (looked.form, looked.is_case) = ("case folder", true);
        return looked;
    }
    let mut faults = Vec::new();
    match Container::open(path, &ReadLimits::default(), &mut faults) {
        Ok(container) => inside(&container, &faults, &mut looked),
        Err(error) => looked.wrong = Some(wrong(&error.to_string(), "what cannot be read", RIGHTS)),
    }
    looked
}

fn inside(container: &Container, faults: &[Failure], looked: &mut Looked) {
    let known = |name: &str| container.entry(name).is_some();
    if !known("manifest") && !known("checkpoint") && !container.entries().iter().any(|e| e.path.starts_with("records/"))
    {
        // What can be opened and has none of a bundle's files is something else, whatever the strict profile says of it.
        let fault = faults.first().filter(|_| container.entries().is_empty());
        // A file of another kind makes no sense from its first byte on; one that was cut or damaged did so for a while.
        let stops = fault.filter(|fault| fault.offset.is_some_and(|offset| offset > 0));
        let advice = match stops {
            // Only of a file without the end of an archive is it said what should have stood there.
            Some(fault) if fault.expected.is_none() => PACKED_ANEW,
            Some(_) => FETCH_AGAIN,
            None if looked.bytes == 0 && !container.is_folder() => FETCH_AGAIN,
            None => ANOTHER,
        };
        let form = if container.is_folder() { "A folder" } else { "A ZIP archive" };
        let other = || format!("{form}, but no bundle: it holds no manifest, no checkpoint and no records");
        looked.wrong = Some(Wrong {
            advice,
            what: fault.map_or_else(other, |fault| fault.message.clone()),
            offset: fault.and_then(|fault| fault.offset),
            expected: fault.and_then(|fault| fault.expected.clone()).unwrap_or_else(|| EXPECTED.to_owned()),
            found: fault.and_then(|fault| fault.found.clone()).unwrap_or_else(|| names_of(container)),
        });
        return;
    }
    looked.form = if container.is_folder() { "bundle folder" } else { "ZIP bundle" };
    let read = |name: &str| container.read_at(name, 0, NOTE_MAX as u64 + 1).unwrap_or_default();
    let checkpoint = read("checkpoint");
    if let Ok(note) = Note::parse(&checkpoint, NOTE_MAX) {
        let mut lines = note.text.lines();
        looked.origin = lines.next().map(str::to_owned);
        looked.size = lines.next().and_then(|size| size.parse().ok());
        let is_log = |name: &str| Some(name) == looked.origin.as_deref();
        looked.keys.extend(note.lines.iter().map(|line| {
            let role = if is_log(line.name) { "log" } else { "witness" };
            FoundKey { role, name: line.name.to_owned(), id: line.id }
        }));
    }
    // The manifest lists all files, and its signatures stand at its end.
    let manifest = container.read_at("manifest", 0, ReadLimits::default().manifest).unwrap_or_default();
    if let Ok(note) = Note::parse(&manifest, manifest.len()) {
        let signed =
            |line: &crate::crypto::NoteLine<'_>| FoundKey { role: "exporter", name: line.name.to_owned(), id: line.id };
        looked.keys.extend(note.lines.iter().map(signed));
    }
    looked.keys.extend(authority(container));
}

/// Who signed the first key record that is disclosed: the authority, if the log is what it says.
fn authority(container: &Container) -> Option<FoundKey> {
    let first = container.entries().iter().find(|entry| entry.path.starts_with("records/"))?;
    let bytes = container.read_at(&first.path, 0, FIRST_RECORDS).ok()?;
    let mut records = bytes.split(|byte| *byte == b'\n').filter_map(|line| Record::parse(line).ok());
    let record = records.find(|record| record.kind == "key")?;
    Some(FoundKey { role: "authority", name: record.actor, id: record.key })
}

fn names_of(container: &Container) -> String {
    let names: Vec<&str> = container.entries().iter().take(3).map(|entry| entry.path.as_str()).collect();
    match names.as_slice() {
        [] => "no file".to_owned(),
        names => format!("{} and so on", names.join(", ")),
    }
}

fn wrong(what: &str, found: &str, advice: &'static str) -> Wrong {
    Wrong { what: what.to_owned(), offset: None, expected: EXPECTED.to_owned(), found: found.to_owned(), advice }
}

const LOOK_AGAIN: &str = "See whether the path is right, and whether the disk or share is there.";
const RIGHTS: &str = "See to the rights to the file, and to the disk or share that it lies on.";
const FETCH_AGAIN: &str = "Fetch it again from where it came from, and compare its size with the sender's: a copy that ended too \
                           early looks like this.";
const PACKED_ANEW: &str = "It is a ZIP archive, but not as exporters write them: another archive, or a bundle that was unpacked and \
                           packed anew. Look for the original .sab file, or open the folder that it was unpacked into.";
const ANOTHER: &str = "It is another file than a bundle. Look for one that ends in .sab, or for a folder that holds a file named \
                       manifest; event lines become a bundle with recount seal.";

const EXPECTED: &str = "a .sab file (a ZIP archive with a manifest, a checkpoint and records), a folder with the same files, or a case folder";
/// Far more than the first records of any log take.
const FIRST_RECORDS: u64 = 256 * 1024;
