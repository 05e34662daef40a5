//! Signing: a reviewer signs in to a case, and what is done from there on goes into the reviewer's log.
//!
//! The order is fixed: the log first (synced), then the memory outside the case, then the database. A run that is killed between
//! them leaves a log that knows more than the others, never less; both follow at the next sign-in.

use super::action::Action;
use super::content::Kind;
use super::error::{StoreError, sql_at};
use super::evidence::{Evidence, Place};
use super::folder::{CaseFolder, LOG, Notice};
use super::mirror;
use super::recall::{Recall, Recalled};
use super::reviewer::Reviewer;
use crate::bundle::Time;
use crate::crypto::Digest;
use crate::seal::{LogWriter, SealOptions, Sealed, seal};
use crate::watch::Watch;
use std::path::{Path, PathBuf};

/// A reviewer who has signed in, and the log that is open.
#[derive(Debug)]
pub(super) struct Ledger {
    reviewer: Reviewer,
    /// `None` once it failed: the log must be read and verified again.
    writer: Option<LogWriter>,
    recalled: Recalled,
}

impl CaseFolder {
    /// Opens the reviewer's log for writing, verifies it, and makes the database agree with it: notes, marks and filters as the log
    /// has them, evidence that only the log knows. With [`Recall::Doctored`] nothing is opened and nothing can be signed.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`]; what cannot be read or written.
    pub fn sign_in(&mut self, mut reviewer: Reviewer, watch: &Watch) -> Result<Recall, StoreError> {
        self.writable()?;
        self.ledger = None;
        // A log that is gone although it was signed in must be told before an empty one takes its place.
        let first = self.recall(&reviewer, watch)?;
        if matches!(first, Recall::Doctored { .. }) {
            return Ok(first);
        }
        reviewer.save_keys()?;
        let writer = match LogWriter::open(&self.log_of(&reviewer), reviewer.origin(), reviewer.keys().clone()) {
            Ok(writer) => writer,
            Err(error) => match StoreError::from(error) {
                StoreError::Log(error) => {
                    return Ok(Recall::Doctored { why: error.to_string(), findings: Vec::new() });
                }
                other => return Err(other),
            },
        };
        // Verified with the log open and locked, after an interrupted addition was finished.
        let recall = self.recall(&reviewer, watch)?;
        let recalled = match &recall {
            Recall::Doctored { .. } => return Ok(recall),
            Recall::NoLog | Recall::NotYours(_) => Recalled::default(),
            Recall::Yours(recalled) => (**recalled).clone(),
        };
        let found = (writer.size(), writer.root());
        if found != recalled.state.unwrap_or((0, empty_root())) {
            let why = "the log changed while it was read".to_owned();
            return Ok(Recall::Doctored { why, findings: Vec::new() });
        }
        self.agree(&reviewer, &recalled)?;
        self.ledger = Some(Ledger { reviewer, writer: Some(writer), recalled });
        Ok(recall)
    }

    /// Signs actions, all or none, into the log of the reviewer who has signed in. `now` in POSIX seconds.
    ///
    /// # Errors
    /// [`StoreError::NotSignedIn`], [`StoreError::Content`], [`StoreError::Full`]; after one of writing, sign in again: the log may
    /// have the actions, and is read anew.
    pub fn act(&mut self, actions: &[Action], now: u64) -> Result<(), StoreError> {
        self.writable()?;
        let ledger = self.ledger.as_mut().ok_or(StoreError::NotSignedIn)?;
        let mut writer = ledger.writer.take().ok_or(StoreError::NotSignedIn)?;
        if actions.is_empty() {
            ledger.writer = Some(writer);
            return Ok(());
        }
        let time = Time::from_seconds(now);
        let lines: String = actions.iter().map(|action| action.line(ledger.reviewer.actor(), time)).collect();
        let note = match writer.append(lines.as_bytes(), now) {
            Ok(note) => note,
            Err(error @ crate::seal::SealError::Input { .. }) => {
                ledger.writer = Some(writer);
                return Err(StoreError::Content { what: error.to_string() });
            }
            Err(error) => return Err(error.into()),
        };
        ledger.writer = Some(writer);
        actions.iter().for_each(|action| ledger.recalled.apply(action.clone(), now));
        // The action is signed and synced: what follows makes up for itself, and an error would have it done twice.
        if let Err(error) = ledger.reviewer.remember(&note) {
            self.notices.push(Notice::NotRemembered(error.to_string()));
        }
        if let Err(error) = mirror::follow(&mut self.database, &ledger.reviewer.log_name(), actions, now) {
            self.notices.push(Notice::MirrorBehind(error.to_string()));
        }
        Ok(())
    }

    /// What the signed-in reviewer's log says now.
    pub fn recalled(&self) -> Option<&Recalled> {
        self.ledger.as_ref().map(|ledger| &ledger.recalled)
    }

    /// Writes the log of the signed-in reviewer as a Signed Audit Bundle, which `recount verify --trust` accepts with the files of
    /// the reviewer's key folder. A bundle that lies at `out` is replaced, nothing else is.
    ///
    /// # Errors
    /// [`StoreError::NotSignedIn`]; a log without actions; what cannot be read or written.
    pub fn export_log(&mut self, out: &Path, now: u64) -> Result<Sealed, StoreError> {
        self.writable()?;
        let ledger = self.ledger.as_mut().ok_or(StoreError::NotSignedIn)?;
        let log = self.dir.join(LOG).join(ledger.reviewer.log_name());
        let options = SealOptions {
            origin: ledger.reviewer.origin().to_owned(),
            keys: ledger.reviewer.key_folder(),
            out: out.to_path_buf(),
            append: Some(log.clone()),
            now,
            ..SealOptions::default()
        };
        // The folder is locked by whoever has it open: the writer lets go and takes it up again.
        let writer = ledger.writer.take().ok_or(StoreError::NotSignedIn)?;
        let state = (writer.size(), writer.root());
        drop(writer);
        let sealed = seal(&mut std::io::empty(), &options, &Watch::new());
        let again = LogWriter::open(&log, ledger.reviewer.origin(), ledger.reviewer.keys().clone());
        ledger.writer = again.ok().filter(|writer| (writer.size(), writer.root()) == state);
        Ok(sealed?)
    }

    fn log_of(&self, reviewer: &Reviewer) -> PathBuf {
        self.dir.join(LOG).join(reviewer.log_name())
    }

    /// Makes the database and the memory agree with a log that was verified.
    fn agree(&mut self, reviewer: &Reviewer, recalled: &Recalled) -> Result<(), StoreError> {
        let log = self.log_of(reviewer);
        if let Some((size, _)) = recalled.state {
            let path = log.join("checkpoints").join(size.to_string());
            let note = std::fs::read_to_string(&path).map_err(super::error::io_at("read", &path))?;
            reviewer.remember(&note)?;
        }
        let at = sql_at(&self.database_path());
        mirror::replace(&mut self.database, &reviewer.log_name(), &recalled.notebook).map_err(at)?;
        for imported in recalled.import.iter().flat_map(|import| &import.evidence) {
            let moved = recalled.relinked.iter().rev().find(|(digest, _)| *digest == imported.digest);
            let path = moved.map(|(_, path)| path).or(imported.path.as_ref());
            let place = path.map_or(Place::Copied, |path| Place::Referenced(PathBuf::from(path)));
            let (digest, kind, bytes): (Digest, Kind, u64) = (imported.digest, imported.kind, imported.bytes);
            self.adopt(&Evidence { digest, kind, bytes, place })?;
        }
        Ok(())
    }
}

/// The root of a log without records.
fn empty_root() -> Digest {
    Digest::of(b"")
}
