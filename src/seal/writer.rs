//! A log that stays open: one addition after another, without reading the records again for each, and without a bundle.
//!
//! For a program that signs small things one at a time (the log of a case). [`super::seal`] opens the log, adds and exports in one
//! run; here an addition costs what its own bytes cost.

use super::body::Payloads;
use super::build::{Builder, Rules};
use super::error::SealError;
use super::input::read_in_order;
use super::keys::KeyFolder;
use super::log_folder::{LogFolder, Names};
use super::salt::Salts;
use super::sequencer::{Sequencer, Signers};
use super::state::LogState;
use crate::bundle::proof::Checkpoint;
use crate::crypto::Digest;
use crate::watch::Watch;
use std::path::Path;

/// A log folder that is open and locked, and the keys that sign for it.
#[derive(Debug)]
pub struct LogWriter {
    folder: LogFolder,
    state: LogState,
    keys: KeyFolder,
    origin: String,
    /// An addition was complete but could not be put in place: the folder knows more than this does.
    behind: bool,
}

impl LogWriter {
    /// Opens or makes the log of `origin` in the folder `dir`; an addition that was interrupted is finished first. A folder made
    /// here is taken away again if nothing is added. Whether the signatures in it are good is not asked: that is `verify`.
    ///
    /// # Errors
    /// A folder in use, of another log, or with records that do not follow on each other; what cannot be read or written.
    pub fn open(dir: &Path, origin: &str, keys: KeyFolder) -> Result<LogWriter, SealError> {
        let (folder, state, _) = LogFolder::open(dir, super::disk::Durability::Durable, &Watch::new())?;
        folder.expect_origin(origin)?;
        Ok(LogWriter { folder, state, keys, origin: origin.to_owned(), behind: false })
    }

    /// Records in the log.
    pub fn size(&self) -> u64 {
        self.state.size()
    }

    /// Root over them.
    pub fn root(&self) -> Digest {
        self.state.frontier.root()
    }

    /// Adds event lines (`events.md` section 3) under a checkpoint of their own, whole or not at all; gives the signed note. The
    /// members that `seal` moves into salted blobs are moved here too.
    ///
    /// # Errors
    /// As [`super::seal`]. After [`SealError::Io`] the lines may still become part of the log when it is opened again.
    pub fn append(&mut self, lines: &[u8], now: u64) -> Result<String, SealError> {
        if self.behind {
            let what = "an addition could not be finished; open the log again".to_owned();
            return Err(SealError::LogDamaged { path: self.folder.dir.clone(), what });
        }
        let mut keys = self.keys.clone();
        let signers = Signers::of(&mut keys, None)?;
        let stage = self.folder.stage(&self.origin, self.state.size())?;
        let sequencer = Sequencer::new(&self.origin, self.state.clone(), stage);
        let rules = Rules { payloads: Payloads::Moved, files: None, brokers: Vec::new(), salts: Salts::System };
        let mut builder = Builder::new(sequencer, keys, Names::new(), rules);
        read_in_order(&mut &*lines, &mut |event| builder.add(&event))?;
        let Builder { sequencer, mut keys, .. } = builder;
        let Sequencer { state, mut stage, .. } = sequencer;
        if state.size() == self.state.size() {
            return Err(SealError::input(1, "there is no event line", "at least one event line"));
        }
        keys.save()?;
        self.keys = keys;
        let note = signers.sign(&Checkpoint::text(&self.origin, state.size(), &state.frontier.root()), now);
        stage.checkpoint(state.size(), &note)?;
        self.behind = true;
        self.folder.commit(stage)?;
        self.behind = false;
        self.state = state;
        Ok(note)
    }
}
