//! Who works on a case: the reviewer's keys and memory, in a folder outside the case.
//!
//! Each case has keys of its own, so that the key given to somebody to check one log says nothing about another case. The memory is
//! the newest checkpoint of the reviewer's own log: whoever cuts the log back is found out by it.

use super::error::{StoreError, io_at};
use super::folder::CaseId;
use crate::crypto::{KeyId, hex_encode, key_name_fault, random_bytes};
use crate::profile::{SeenNote, TrustProfile, load_seen, remember};
use crate::seal::{KeyFolder, Role};
use std::fs;
use std::path::{Path, PathBuf};

/// A reviewer of one case.
#[derive(Debug)]
pub struct Reviewer {
    dir: PathBuf,
    keys: KeyFolder,
    actor: String,
    origin: String,
    log: KeyId,
}

impl Reviewer {
    /// Reads the keys in `<config>/reviewer/<case>/`. Missing ones are made, and written at the first sign-in. `name` becomes the
    /// actor `reviewer:<name>`.
    ///
    /// # Errors
    /// [`StoreError::Name`]; keys that cannot be read or are of another case; no random bytes.
    pub fn open(config: &Path, case: &CaseId, name: &str) -> Result<Reviewer, StoreError> {
        let actor = format!("reviewer:{name}");
        if let Some(fault) = key_name_fault(&actor).or(name.is_empty().then_some("is empty")) {
            return Err(StoreError::Name { name: name.to_owned(), fault });
        }
        let dir = config.join("reviewer").join(case.to_string());
        let origin = case.origin();
        let mut keys = KeyFolder::open(&dir.join(KEYS), &origin, None)?;
        keys.authority()?;
        keys.exporter()?;
        if keys.of(Role::Actor, &actor).is_empty() {
            keys.make(Role::Actor, &actor)?;
        }
        let log = keys.log()?.vkey.id;
        Ok(Reviewer { dir, keys, actor, origin, log })
    }

    /// The name of this reviewer's log folder: the id of its key, in hex.
    pub fn log_name(&self) -> String {
        self.log.hex()
    }

    /// The key folder, which is also the trust folder for `recount verify --trust`.
    pub fn key_folder(&self) -> PathBuf {
        self.dir.join(KEYS)
    }

    /// The actor in the log.
    pub(super) fn actor(&self) -> &str {
        &self.actor
    }

    /// The origin of the log.
    pub(super) fn origin(&self) -> &str {
        &self.origin
    }

    /// The keys, with those that are new.
    pub(super) fn keys(&self) -> &KeyFolder {
        &self.keys
    }

    /// Writes new keys.
    pub(super) fn save_keys(&mut self) -> Result<(), StoreError> {
        self.keys.save().map_err(StoreError::from)
    }

    /// The trust in the key folder; `None` where no key was ever written.
    pub(super) fn profile(&self) -> Option<Result<TrustProfile, Vec<crate::bundle::Failure>>> {
        let folder = self.key_folder();
        folder.join("policy").exists().then(|| TrustProfile::load(&folder, "reviewer"))
    }

    /// Checkpoints of this log that were remembered.
    pub(super) fn seen(&self) -> Result<Vec<SeenNote>, StoreError> {
        let seen = self.dir.join(SEEN);
        load_seen(&seen).map_err(io_at("read", &seen))
    }

    /// Remembers the newest checkpoint and forgets those before it: the log that it covers holds theirs.
    pub(super) fn remember(&self, note: &str) -> Result<(), StoreError> {
        let seen = self.dir.join(SEEN);
        let before = load_seen(&seen).map_err(io_at("read", &seen))?;
        let fresh = remember(&seen, note.as_bytes()).map_err(io_at("write", &seen))?;
        for old in before.iter().filter(|_| fresh) {
            fs::remove_file(&old.path).map_err(io_at("remove", Path::new(&old.path)))?;
        }
        Ok(())
    }
}

/// A fresh id for a note or a mark: 16 hex digits from the system's random source.
///
/// # Errors
/// No random bytes.
pub fn fresh_id() -> std::io::Result<String> {
    let bytes = random_bytes()?;
    Ok(hex_encode(bytes.get(..8).unwrap_or(&bytes)))
}

const KEYS: &str = "keys";
const SEEN: &str = "seen";
