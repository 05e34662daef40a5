//! A full bundle of a log folder: its files as they lie there, under a checkpoint, with a proof and a manifest.

use super::bundle_out::{self, Part, Sheet, Source};
use super::disk;
use super::error::SealError;
use super::keys::SealKey;
use super::log_folder::LogFolder;
use super::state::LogState;
use crate::crypto::consistency_proof;
use crate::watch::Watch;
use std::path::Path;

/// What to export.
#[derive(Debug)]
pub(super) struct Export<'a> {
    /// The log.
    pub folder: &'a LogFolder,
    /// Its state.
    pub state: &'a LogState,
    /// Its name.
    pub origin: &'a str,
    /// An older size that readers may remember.
    pub old: Option<u64>,
    /// POSIX seconds of the export.
    pub exported: u64,
    /// Who signs the manifest.
    pub exporter: &'a SealKey,
}

impl Export<'_> {
    /// Writes the bundle.
    pub fn write(&self, out: &Path, work: &Path, watch: &Watch) -> Result<(), SealError> {
        let size = self.state.size();
        let checkpoint = self.folder.checkpoints.get(&size).ok_or_else(|| SealError::LogDamaged {
            path: self.folder.dir.clone(),
            what: format!("there is no checkpoint of its {size} records"),
        })?;
        let mut parts = self.files()?;
        parts.push(part("checkpoint", checkpoint.clone()));
        parts.push(part("proof", bundle_out::proof_text(&[(0, size)], &[])));
        if let Some(old) = self.old.filter(|old| *old < size) {
            let hashes =
                consistency_proof(old, size, &mut |start, end| self.state.subtree(start, end)).unwrap_or_default();
            parts.push(part("consistency", bundle_out::consistency_text(old, &hashes, checkpoint)));
        }
        let sheet =
            Sheet { origin: self.origin, exported: self.exported, scope: None, withheld: &[], exporter: self.exporter };
        bundle_out::write_bundle(out, work, parts, &sheet, watch)
    }

    fn files(&self) -> Result<Vec<Part>, SealError> {
        let mut parts = Vec::new();
        for folder in ["records", "packs", "blobs"] {
            let inside = self.folder.dir.join(folder);
            for name in disk::names(&inside)?.into_iter().filter(|name| !name.ends_with(".tmp")) {
                parts.push(Part { path: format!("{folder}/{name}"), source: Source::File(inside.join(&name)) });
            }
        }
        Ok(parts)
    }
}

fn part(path: &str, text: String) -> Part {
    Part { path: path.to_owned(), source: Source::Bytes(text.into_bytes()) }
}
