//! A log on disk: `records/`, `packs/` and `blobs/` named as in a bundle, `checkpoints/<size>` (all of them), `origin`, `names` of
//! input lines, `exports` (sizes at which a bundle was written), `input` (a digest of the lines that were sealed last).
//!
//! Salted payloads lie in packs here too, so that a million messages are not a million files and a full bundle is a copy. The
//! sequencer's state is not kept in a file of its own: it is read from the records, so that it cannot disagree with them.

use super::body::{PUBLISHED, publish_of};
use super::disk::{self, Durability};
use super::error::{SealError, go_on, io_at};
use super::keys::KeyFolder;
use super::stage::{self, Base, Stage};
use super::state::LogState;
use crate::bundle::BLOCK;
use crate::bundle::json::Value;
use crate::bundle::proof::Checkpoint;
use crate::bundle::record::Record;
use crate::crypto::{Digest, NOTE_MAX, Note, leaf_hash};
use crate::watch::Watch;
use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// A log folder, locked for as long as this lives.
#[derive(Debug)]
pub(super) struct LogFolder {
    /// Where it is.
    pub dir: PathBuf,
    /// The log's name; `None` before the first record.
    pub origin: Option<String>,
    /// Every checkpoint: size and signed note.
    pub checkpoints: BTreeMap<u64, String>,
    /// Sizes at which a bundle was written: what readers may remember.
    pub exports: Vec<u64>,
    /// What is worth telling, such as a killed run that was finished.
    pub warnings: Vec<String>,
    durability: Durability,
    made_here: bool,
    _lock: File,
}

/// Input names of earlier runs, with the index of their record.
pub(super) type Names = HashMap<String, u64>;

impl LogFolder {
    /// Opens or makes a log folder, finishes what a killed run left, and reads the log's state.
    pub fn open(dir: &Path, durability: Durability, watch: &Watch) -> Result<(LogFolder, LogState, Names), SealError> {
        let made_here = !dir.exists();
        disk::make_folder(dir)?;
        let lock = lock(dir)?;
        disk::remove_folder(&dir.join("staging.tmp"))?;
        let mut folder = LogFolder {
            dir: dir.to_path_buf(),
            origin: None,
            checkpoints: BTreeMap::new(),
            exports: Vec::new(),
            warnings: Vec::new(),
            durability,
            made_here,
            _lock: lock,
        };
        if let Some(before) = stage::roll_forward(dir, durability)? {
            folder.warnings.push(format!("a run that was interrupted after record {before} was finished first"));
        }
        folder.origin = folder.read_origin()?;
        folder.read_checkpoints()?;
        let exports = disk::read_if_there(&dir.join("exports"))?.unwrap_or_default();
        folder.exports = String::from_utf8_lossy(&exports).lines().filter_map(|line| line.parse().ok()).collect();
        let state = folder.read_records(watch)?;
        let names = folder.read_names(state.size())?;
        Ok((folder, state, names))
    }

    /// Checks that this is the log of `origin`, or of nobody yet.
    pub fn expect_origin(&self, origin: &str) -> Result<(), SealError> {
        match &self.origin {
            Some(other) if other != origin => {
                Err(SealError::usage(format!("{} is the log {other}, not {origin}", self.dir.display())))
            }
            _ => Ok(()),
        }
    }

    /// Starts an addition to a log of `size` records.
    pub fn stage(&self, origin: &str, size: u64) -> Result<Stage, SealError> {
        Stage::start(&self.dir, &Base::measure(&self.dir, origin, size)?, self.durability)
    }

    /// Whether the last addition to this log, of `size` records, was made of these very lines by a run that wrote no bundle: from
    /// which record on. A run like that was stopped between the two, and who repeats it does not want the records twice.
    pub fn sealed_already(&self, size: u64, input: &Digest) -> Result<Option<u64>, SealError> {
        let kept = disk::read_if_there(&self.dir.join("input"))?.unwrap_or_default();
        let text = String::from_utf8_lossy(&kept);
        let parsed = || {
            let (before, rest) = text.strip_suffix('\n')?.split_once(' ')?;
            let (after, digest) = rest.split_once(' ')?;
            let is_it = after.parse() == Ok(size) && digest == input.hex() && !self.exports.contains(&size);
            before.parse().ok().filter(|_| is_it)
        };
        Ok(parsed())
    }

    /// Makes an addition part of the log.
    pub fn commit(&mut self, stage: Stage) -> Result<(), SealError> {
        stage.close()?;
        stage::roll_forward(&self.dir, self.durability)?;
        self.made_here = false;
        // What is known already is not read again: a log that stays open may have thousands.
        self.read_checkpoints()
    }

    /// Keeps a checkpoint of records that are there already, in place of one of the same size.
    pub fn keep_checkpoint(&mut self, size: u64, note: &str) -> Result<(), SealError> {
        let folder = self.dir.join("checkpoints");
        disk::make_folder(&folder)?;
        disk::write_whole(&folder.join(size.to_string()), note.as_bytes(), self.durability)?;
        self.checkpoints.insert(size, note.to_owned());
        Ok(())
    }

    /// The newest checkpoint below `size` that went out with a bundle; else the newest one below it.
    pub fn older(&self, size: u64) -> Option<u64> {
        let exported = self.exports.iter().copied().filter(|old| *old < size).max();
        exported.or_else(|| self.checkpoints.range(..size).next_back().map(|(old, _)| *old))
    }

    /// Notes that a bundle of this size was written.
    pub fn note_export(&mut self, size: u64) -> Result<(), SealError> {
        if self.exports.contains(&size) {
            return Ok(());
        }
        self.exports.push(size);
        let text: String = self.exports.iter().map(|size| format!("{size}\n")).collect();
        disk::write_whole(&self.dir.join("exports"), text.as_bytes(), self.durability)
    }

    fn read_origin(&self) -> Result<Option<String>, SealError> {
        let bytes = disk::read_if_there(&self.dir.join("origin"))?;
        Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).trim_end_matches('\n').to_owned()))
    }

    fn read_checkpoints(&mut self) -> Result<(), SealError> {
        let folder = self.dir.join("checkpoints");
        for name in disk::names(&folder)? {
            let Some(size) = name.parse::<u64>().ok().filter(|size| !self.checkpoints.contains_key(size)) else {
                continue;
            };
            let path = folder.join(&name);
            self.checkpoints.insert(size, fs::read_to_string(&path).map_err(io_at("read", &path))?);
        }
        Ok(())
    }

    fn read_records(&self, watch: &Watch) -> Result<LogState, SealError> {
        let mut state = LogState::default();
        let files = disk::names(&self.dir.join("records"))?;
        for name in &files {
            let path = self.dir.join("records").join(name);
            if disk::length(&path)? == 0 {
                continue;
            }
            if path != stage::record_file(&self.dir, state.size()) || !state.size().is_multiple_of(BLOCK) {
                return Err(damaged(&path, "it does not follow on the record file before it"));
            }
            self.read_block(&path, &mut state, watch)?;
        }
        if let Some((covered, _)) = self.checkpoints.last_key_value().filter(|(covered, _)| **covered > state.size()) {
            let what = format!("a checkpoint covers {covered} records, and {} are there", state.size());
            return Err(damaged(&self.dir, what));
        }
        Ok(state)
    }

    fn read_block(&self, path: &Path, state: &mut LogState, watch: &Watch) -> Result<(), SealError> {
        let mut source = BufReader::new(File::open(path).map_err(io_at("read", path))?);
        let authority = KeyFolder::authority_name(self.origin.as_deref().unwrap_or_default());
        let mut whole = 0u64;
        let mut line = Vec::new();
        loop {
            go_on(watch)?;
            line.clear();
            let read = source.read_until(b'\n', &mut line).map_err(io_at("read", path))?;
            if read == 0 {
                return Ok(());
            }
            if line.pop_if(|byte| *byte == b'\n').is_none() {
                return self.cut(path, whole, state.size());
            }
            take_in(&line, &authority, state)
                .map_err(|what| damaged(path, format!("record {}: {what}", state.size())))?;
            self.check_root(state)?;
            whole = whole.saturating_add(u64::try_from(read).unwrap_or(0));
        }
    }

    /// Cuts off a last line without LF, unless a checkpoint covers it (`bundle-format.md` section 1.16).
    fn cut(&self, path: &Path, whole: u64, size: u64) -> Result<(), SealError> {
        if self.checkpoints.last_key_value().is_some_and(|(covered, _)| *covered > size) {
            return Err(damaged(path, format!("record {size} is torn, and a checkpoint covers it")));
        }
        let file = OpenOptions::new().write(true).open(path).map_err(io_at("open", path))?;
        file.set_len(whole).map_err(io_at("write", path))?;
        disk::sync(&file, path, self.durability)
    }

    fn check_root(&self, state: &LogState) -> Result<(), SealError> {
        let Some(note) = self.checkpoints.get(&state.size()) else { return Ok(()) };
        let path = self.dir.join("checkpoints").join(state.size().to_string());
        let parsed = Note::parse(note.as_bytes(), NOTE_MAX).map_err(|e| damaged(&path, e.to_string()))?;
        let checkpoint = Checkpoint::parse(parsed.text).map_err(|(_, what)| damaged(&path, what))?;
        if checkpoint.size == state.size() && checkpoint.root == state.frontier.root() {
            return Ok(());
        }
        Err(damaged(&path, "the records before it are not those that it was made over"))
    }

    fn read_names(&self, size: u64) -> Result<Names, SealError> {
        let path = self.dir.join("names");
        let bytes = disk::read_if_there(&path)?.unwrap_or_default();
        let text = String::from_utf8(bytes).map_err(|_| damaged(&path, "it is not text"))?;
        let read = |line: &str| {
            let (index, name) = line.split_once(' ')?;
            Some((serde_json::from_str(name).ok()?, index.parse().ok()?))
        };
        let all: Option<Vec<(String, u64)>> = text.split_terminator('\n').map(read).collect();
        let all = all.ok_or_else(|| damaged(&path, "a line is no index and name"))?;
        Ok(all.into_iter().filter(|(_, index)| *index < size).collect())
    }
}

impl Drop for LogFolder {
    /// A folder made for a run that came to nothing is taken away again. Best effort.
    fn drop(&mut self) {
        if self.made_here {
            let _ = fs::remove_file(self.dir.join("lock"));
            let _ = fs::remove_dir(&self.dir);
        }
    }
}

/// Takes the lock of a folder: an advisory lock on a file in it, gone with the process whatever ends it.
pub(super) fn lock(dir: &Path) -> Result<File, SealError> {
    let path = dir.join("lock");
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(&path).map_err(io_at("open", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(SealError::Locked { path: dir.to_path_buf() }),
        Err(TryLockError::Error(e)) => Err(io_at("lock", &path)(e)),
    }
}

fn damaged(path: &Path, what: impl Into<String>) -> SealError {
    SealError::LogDamaged { path: path.to_path_buf(), what: what.into() }
}

/// Takes in a line. Only the key events of `authority` count: another actor's would have no effect for a verifier either.
fn take_in(line: &[u8], authority: &str, state: &mut LogState) -> Result<(), String> {
    let record = Record::parse(line).map_err(|failure| failure.message)?;
    if (record.n, record.prev) != state.next(&record.actor) {
        return Err(format!("it does not follow on the record before it of {}", record.actor));
    }
    let index = state.size();
    state.admit(&record.actor, record.time, leaf_hash(line));
    if let Some(event) = record.key_event.as_ref().filter(|_| record.actor == authority) {
        state.key_event(index, record.key, record.time, event);
    }
    if PUBLISHED.contains(&record.kind.as_str()) {
        let value = std::str::from_utf8(line).ok().and_then(|text| Value::parse(text).ok());
        let publish = value.as_ref().and_then(|value| publish_of(&record.kind, value.get("body")?));
        if let Some((name, version, Some(id))) = publish {
            state.publish(&record.kind, &name, &version, &id);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_events_count_only_from_the_authority() {
        let vkey = crate::crypto::SecretKey::from_seed(&[5; 32]);
        let vkey = crate::crypto::VKey::new("agent:a", crate::crypto::KeyType::Record, &vkey.public()).text();
        let window = "\"from\":\"2026-07-01T00:00:00Z\",\"until\":\"2026-10-01T00:00:00Z\"";
        let line = |actor: &str| {
            let members = "\"n\":0,\"prev\":\"\",\"time\":\"2026-07-01T12:00:00.000000Z\",\"type\":\"key\"";
            let body = format!("{{\"op\":\"add\",\"vkey\":\"{vkey}\",{window}}}");
            let sig = format!("{}==", "A".repeat(86));
            format!(
                "{{\"v\":1,\"actor\":\"{actor}\",\"key\":\"00000000\",{members},\"body\":{body},\"sig\":\"{sig}\"}}"
            )
        };
        let mut state = LogState::default();
        for (actor, keys) in [("agent:b", 0), ("authority.o", 1)] {
            take_in(line(actor).as_bytes(), "authority.o", &mut state).unwrap();
            assert_eq!((state.keys.len(), state.authority.is_some()), (keys, keys == 1));
        }
    }
}
