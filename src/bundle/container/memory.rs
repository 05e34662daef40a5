//! A bundle whose files lie in memory, for tests and fuzzing.
//!
//! It has no container that could be at fault, so a name that the format does not allow is listed too: it is for the check
//! against the manifest to find.

use super::FileEntry;
use std::collections::BTreeMap;

/// Files in memory.
#[derive(Debug)]
pub struct Memory {
    files: BTreeMap<String, Vec<u8>>,
    entries: Vec<FileEntry>,
}

impl Memory {
    /// Takes the files.
    pub fn new(files: BTreeMap<String, Vec<u8>>) -> Memory {
        let entry = |(path, bytes): (&String, &Vec<u8>)| FileEntry {
            path: path.clone(),
            size: super::source::wide(bytes.len()),
            offset: None,
        };
        let entries = files.iter().map(entry).collect();
        Memory { files, entries }
    }

    /// The files, sorted.
    pub fn entries(&self) -> &[FileEntry] {
        &self.entries
    }

    /// The content of one.
    pub fn content(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }
}
