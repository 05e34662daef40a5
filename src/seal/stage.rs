//! What one run wants to add to a log, written beside it first: complete and named `staging`, or thrown away.
//!
//! A run that is killed before [`Stage::close`] leaves the log as it was; one killed after it is finished by the next run that
//! opens the log ([`roll_forward`]), which can be repeated any number of times. So a run is added whole or not at all.

use super::disk::{self, Durability};
use super::error::{SealError, io_at};
use crate::bundle::{BLOCK, PACK_MAX};
use crate::crypto::{Digest, Hasher};
use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// An addition in the making.
#[derive(Debug)]
pub(super) struct Stage {
    log: PathBuf,
    dir: PathBuf,
    durability: Durability,
    /// Index of the next record.
    index: u64,
    records: Option<Writing>,
    /// Number of the pack that is written, and its bytes with those that the log has of it.
    pack: u64,
    pack_bytes: u64,
    packed: Option<Writing>,
    names: Writing,
    unpacked: HashSet<Digest>,
    open: bool,
}

/// Where a log ended when the run began: what comes after it belongs to the run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Base {
    /// The log's name.
    pub origin: String,
    /// Number of records.
    pub size: u64,
    /// Bytes in the record file that goes on.
    pub block: u64,
    /// Number of the pack that goes on.
    pub pack: u64,
    /// Bytes in it.
    pub pack_bytes: u64,
    /// Bytes in the file of names.
    pub names: u64,
}

impl Base {
    /// Measures a log of `size` records.
    pub fn measure(log: &Path, origin: &str, size: u64) -> Result<Base, SealError> {
        let pack = u64::try_from(disk::names(&log.join("packs"))?.len()).unwrap_or(0).saturating_sub(1);
        Ok(Base {
            origin: origin.to_owned(),
            size,
            block: disk::length(&record_file(log, size))?,
            pack,
            pack_bytes: disk::length(&pack_file(log, pack))?,
            names: disk::length(&log.join("names"))?,
        })
    }

    fn text(&self) -> String {
        let Base { origin, size, block, pack, pack_bytes, names } = self;
        format!("{origin}\n{size} {block} {pack} {pack_bytes} {names}\n")
    }

    fn read(path: &Path) -> Result<Base, SealError> {
        let text = fs::read_to_string(path).map_err(io_at("read", path))?;
        let parse = || {
            let (origin, rest) = text.strip_suffix('\n')?.split_once('\n')?;
            let numbers: Option<Vec<u64>> = rest.split(' ').map(|number| number.parse().ok()).collect();
            let [size, block, pack, pack_bytes, names] = numbers?.try_into().ok()?;
            Some(Base { origin: origin.to_owned(), size, block, pack, pack_bytes, names })
        };
        parse().ok_or_else(|| SealError::LogDamaged {
            path: path.to_path_buf(),
            what: "the base of an addition cannot be read".into(),
        })
    }
}

impl Stage {
    /// Starts an addition to the log in `log`.
    pub fn start(log: &Path, base: &Base, durability: Durability) -> Result<Stage, SealError> {
        let dir = log.join("staging.tmp");
        disk::remove_folder(&dir)?;
        for folder in FOLDERS {
            disk::make_folder(&dir.join(folder))?;
        }
        disk::write_whole(&dir.join("base"), base.text().as_bytes(), durability)?;
        Ok(Stage {
            names: Writing::create(dir.join("names"), durability)?,
            log: log.to_path_buf(),
            dir,
            durability,
            index: base.size,
            records: None,
            pack: base.pack,
            pack_bytes: base.pack_bytes,
            packed: None,
            unpacked: HashSet::new(),
            open: true,
        })
    }

    /// Adds a record line, without its LF.
    pub fn line(&mut self, line: &[u8]) -> Result<(), SealError> {
        if self.index.is_multiple_of(BLOCK) {
            close(self.records.take())?;
        }
        let file = match &mut self.records {
            Some(file) => file,
            None => self.records.insert(Writing::create(record_file(&self.dir, self.index), self.durability)?),
        };
        self.index = self.index.saturating_add(1);
        file.write(&[line, b"\n"])
    }

    /// Adds a salted blob: into a pack, or into a file of its own where a pack cannot hold it.
    pub fn salted_blob(&mut self, salt: &[u8; 32], content: &[u8]) -> Result<(Digest, u64), SealError> {
        let (id, length) = measure(&[salt, content]);
        let whole = length.saturating_add(4);
        let Some(prefix) = u32::try_from(length).ok().filter(|_| whole <= PACK_MAX) else {
            return self.blob_file(id, &[salt, content]).map(|()| (id, length));
        };
        if self.pack_bytes.saturating_add(whole) > PACK_MAX {
            close(self.packed.take())?;
            (self.pack, self.pack_bytes) = (self.pack.saturating_add(1), 0);
        }
        self.pack_bytes = self.pack_bytes.saturating_add(whole);
        let file = match &mut self.packed {
            Some(file) => file,
            None => self.packed.insert(Writing::create(pack_file(&self.dir, self.pack), self.durability)?),
        };
        file.write(&[&prefix.to_be_bytes(), salt, content])?;
        Ok((id, length))
    }

    /// Adds an unsalted blob; the same bytes are kept once.
    pub fn plain_blob(&mut self, content: &[u8]) -> Result<(Digest, u64), SealError> {
        let (id, length) = measure(&[content]);
        self.blob_file(id, &[content])?;
        Ok((id, length))
    }

    fn blob_file(&mut self, id: Digest, parts: &[&[u8]]) -> Result<(), SealError> {
        if !self.unpacked.insert(id) || self.log.join("blobs").join(id.hex()).exists() {
            return Ok(());
        }
        let path = self.dir.join("blobs").join(id.hex());
        let mut file = File::create(&path).map_err(io_at("create", &path))?;
        for part in parts {
            file.write_all(part).map_err(io_at("write", &path))?;
        }
        disk::sync(&file, &path, self.durability)
    }

    /// Adds the name of a record's input line, so that later runs can refer to it.
    pub fn name(&mut self, index: u64, quoted: &str) -> Result<(), SealError> {
        self.names.write(&[index.to_string().as_bytes(), b" ", quoted.as_bytes(), b"\n"])
    }

    /// Adds a signed checkpoint.
    pub fn checkpoint(&mut self, size: u64, note: &str) -> Result<(), SealError> {
        disk::write_whole(&self.dir.join("checkpoints").join(size.to_string()), note.as_bytes(), self.durability)
    }

    /// Notes which lines the addition was made of.
    pub fn input(&mut self, before: u64, after: u64, lines: &Digest) -> Result<(), SealError> {
        let text = format!("{before} {after} {}\n", lines.hex());
        disk::write_whole(&self.dir.join("input"), text.as_bytes(), self.durability)
    }

    /// Makes the addition complete: from here on it will be part of the log, whatever happens.
    pub fn close(mut self) -> Result<(), SealError> {
        close(self.records.take())?;
        close(self.packed.take())?;
        self.names.finish()?;
        for folder in FOLDERS {
            disk::sync_folder_of(&self.dir.join(folder).join("x"), self.durability)?;
        }
        disk::sync_folder_of(&self.dir.join("base"), self.durability)?;
        let staging = self.log.join("staging");
        fs::rename(&self.dir, &staging).map_err(io_at("rename", &self.dir))?;
        self.open = false;
        disk::sync_folder_of(&staging, self.durability)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if self.open {
            // Best effort: what stays is removed by the next run.
            let _ = disk::remove_folder(&self.dir);
        }
    }
}

/// Finishes a complete addition, if there is one: blobs, then records, then checkpoints (`bundle-format.md` section 1.16).
///
/// Gives the number of records that the log had before.
pub(super) fn roll_forward(log: &Path, durability: Durability) -> Result<Option<u64>, SealError> {
    let staging = log.join("staging");
    if !staging.exists() {
        return Ok(None);
    }
    let base = Base::read(&staging.join("base"))?;
    let mut sizes: Vec<u64> =
        disk::names(&staging.join("checkpoints"))?.iter().filter_map(|name| name.parse().ok()).collect();
    sizes.sort_unstable();
    let checkpoints = log.join("checkpoints");
    disk::make_folder(&checkpoints)?;
    if !sizes.last().is_some_and(|last| checkpoints.join(last.to_string()).exists()) {
        let packs = pack_file(Path::new(""), base.pack);
        let block = record_file(Path::new(""), base.size);
        move_files(log, "blobs", None, durability)?;
        move_files(log, "packs", packs.file_name().map(|name| (name, base.pack_bytes)), durability)?;
        move_files(log, "records", block.file_name().map(|name| (name, base.block)), durability)?;
        append(&staging.join("names"), &log.join("names"), base.names, durability)?;
        if let Some(input) = disk::read_if_there(&staging.join("input"))? {
            disk::write_whole(&log.join("input"), &input, durability)?;
        }
        disk::write_whole(&log.join("origin"), format!("{}\n", base.origin).as_bytes(), durability)?;
        for size in sizes {
            let name = size.to_string();
            let from = staging.join("checkpoints").join(&name);
            let note = fs::read(&from).map_err(io_at("read", &from))?;
            disk::write_whole(&checkpoints.join(&name), &note, durability)?;
        }
    }
    // Under its former name first, as it is removed in steps: a kill between them must not leave a `staging` without its base.
    let done = log.join("staging.tmp");
    disk::remove_folder(&done)?;
    fs::rename(&staging, &done).map_err(io_at("rename", &staging))?;
    disk::sync_folder_of(&done, durability)?;
    disk::remove_folder(&done)?;
    Ok(Some(base.size))
}

/// Moves staged files to their place; the one that goes on is put behind the bytes that the log had of it.
fn move_files(
    log: &Path,
    folder: &str,
    goes_on: Option<(&OsStr, u64)>,
    durability: Durability,
) -> Result<(), SealError> {
    let (from, to) = (log.join("staging").join(folder), log.join(folder));
    disk::make_folder(&to)?;
    for name in disk::names(&from)? {
        let (staged, place) = (from.join(&name), to.join(&name));
        match goes_on {
            Some((this, kept)) if kept > 0 && this == name.as_str() => append(&staged, &place, kept, durability)?,
            _ => fs::rename(&staged, &place).map_err(io_at("rename", &staged))?,
        }
    }
    disk::sync_folder_of(&to.join("x"), durability)
}

/// Puts a file behind the first `kept` bytes of another: what lies beyond them is left from an attempt that was killed.
fn append(from: &Path, to: &Path, kept: u64, durability: Durability) -> Result<(), SealError> {
    let mut source = File::open(from).map_err(io_at("read", from))?;
    let opened = OpenOptions::new().append(true).create(true).open(to);
    let mut file = opened.and_then(|file| file.set_len(kept).map(|()| file)).map_err(io_at("open", to))?;
    std::io::copy(&mut source, &mut file).map_err(io_at("write", to))?;
    disk::sync(&file, to, durability)?;
    disk::sync_folder_of(to, durability)
}

/// A file in the making.
#[derive(Debug)]
struct Writing {
    file: BufWriter<File>,
    path: PathBuf,
    durability: Durability,
}

impl Writing {
    fn create(path: PathBuf, durability: Durability) -> Result<Writing, SealError> {
        let file = File::create(&path).map_err(io_at("create", &path))?;
        Ok(Writing { file: BufWriter::with_capacity(1 << 16, file), path, durability })
    }

    fn write(&mut self, parts: &[&[u8]]) -> Result<(), SealError> {
        parts.iter().try_for_each(|part| self.file.write_all(part)).map_err(io_at("write", &self.path))
    }

    fn finish(&mut self) -> Result<(), SealError> {
        self.file.flush().map_err(io_at("write", &self.path))?;
        disk::sync(self.file.get_ref(), &self.path, self.durability)
    }
}

fn close(file: Option<Writing>) -> Result<(), SealError> {
    file.map_or(Ok(()), |mut file| file.finish())
}

/// What an addition can hold, each folder named as in the log.
const FOLDERS: [&str; 4] = ["blobs", "packs", "records", "checkpoints"];

/// The record file that holds `index`.
pub(super) fn record_file(log: &Path, index: u64) -> PathBuf {
    log.join("records").join(format!("{:012}.jsonl", index - index % BLOCK))
}

fn pack_file(log: &Path, number: u64) -> PathBuf {
    log.join("packs").join(format!("{number:012}.pack"))
}

fn measure(parts: &[&[u8]]) -> (Digest, u64) {
    let mut hasher = Hasher::new();
    parts.iter().for_each(|part| hasher.update(part));
    let length: usize = parts.iter().map(|part| part.len()).sum();
    (hasher.finish(), u64::try_from(length).unwrap_or(u64::MAX))
}
