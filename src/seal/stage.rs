//! What one run wants to add to a log, written beside it first: complete and named `staging`, or thrown away.
//!
//! A run that is killed before [`Stage::close`] leaves the log as it was; one killed after it is finished by the next run that
//! opens the log ([`roll_forward`]), which can be repeated any number of times. So a run is added whole or not at all.

use super::disk::{self, Durability};
use super::error::{SealError, io_at};
use crate::bundle::{BLOCK, PACK_MAX};
use crate::crypto::{Digest, Hasher};
use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// An addition in the making.
#[derive(Debug)]
pub(super) struct Stage {
    log: PathBuf,
    dir: PathBuf,
    durability: Durability,
    records: BufWriter<File>,
    packed: BufWriter<File>,
    names: BufWriter<File>,
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
        for folder in ["blobs", "checkpoints"] {
            disk::make_folder(&dir.join(folder))?;
        }
        disk::write_whole(&dir.join("base"), base.text().as_bytes(), durability)?;
        let file = |name: &str| {
            let path = dir.join(name);
            File::create(&path).map(BufWriter::new).map_err(io_at("create", &path))
        };
        let (records, packed, names) = (file("records")?, file("packed")?, file("names")?);
        Ok(Stage {
            log: log.to_path_buf(),
            durability,
            records,
            packed,
            names,
            unpacked: HashSet::new(),
            open: true,
            dir,
        })
    }

    /// Adds a record line, without its LF.
    pub fn line(&mut self, line: &[u8]) -> Result<(), SealError> {
        let written = self.records.write_all(line).and_then(|()| self.records.write_all(b"\n"));
        written.map_err(io_at("write", &self.dir.join("records")))
    }

    /// Adds a salted blob: into a pack, or into a file of its own where a pack cannot hold it.
    pub fn salted_blob(&mut self, salt: &[u8; 32], content: &[u8]) -> Result<(Digest, u64), SealError> {
        let (id, length) = measure(&[salt, content]);
        let prefix = u32::try_from(length).ok().filter(|_| length.saturating_add(4) <= PACK_MAX);
        let Some(prefix) = prefix else {
            return self.blob_file(id, &[salt, content]).map(|()| (id, length));
        };
        let mut write = || {
            self.packed.write_all(&prefix.to_be_bytes())?;
            self.packed.write_all(salt)?;
            self.packed.write_all(content)
        };
        write().map_err(io_at("write", &self.dir.join("packed")))?;
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
        writeln!(self.names, "{index} {quoted}").map_err(io_at("write", &self.dir.join("names")))
    }

    /// Adds a signed checkpoint.
    pub fn checkpoint(&mut self, size: u64, note: &str) -> Result<(), SealError> {
        disk::write_whole(&self.dir.join("checkpoints").join(size.to_string()), note.as_bytes(), self.durability)
    }

    /// Makes the addition complete: from here on it will be part of the log, whatever happens.
    pub fn close(mut self) -> Result<(), SealError> {
        for (name, file) in [("records", &mut self.records), ("packed", &mut self.packed), ("names", &mut self.names)] {
            let path = self.dir.join(name);
            file.flush().map_err(io_at("write", &path))?;
            disk::sync(file.get_ref(), &path, self.durability)?;
        }
        for inside in ["blobs/x", "checkpoints/x", "base"] {
            disk::sync_folder_of(&self.dir.join(inside), self.durability)?;
        }
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
    if !sizes.last().is_some_and(|last| checkpoints.join(last.to_string()).exists()) {
        for folder in ["blobs", "packs", "records", "checkpoints"] {
            disk::make_folder(&log.join(folder))?;
        }
        move_blobs(log, durability)?;
        append_packed(log, &base, durability)?;
        append_records(log, &base, durability)?;
        append_names(log, &base, durability)?;
        disk::write_whole(&log.join("origin"), format!("{}\n", base.origin).as_bytes(), durability)?;
        for size in sizes {
            let name = size.to_string();
            let from = staging.join("checkpoints").join(&name);
            let note = fs::read(&from).map_err(io_at("read", &from))?;
            disk::write_whole(&checkpoints.join(&name), &note, durability)?;
        }
    }
    disk::remove_folder(&staging)?;
    Ok(Some(base.size))
}

fn move_blobs(log: &Path, durability: Durability) -> Result<(), SealError> {
    let (from, to) = (log.join("staging").join("blobs"), log.join("blobs"));
    for name in disk::names(&from)? {
        fs::rename(from.join(&name), to.join(&name)).map_err(io_at("rename", &from.join(&name)))?;
    }
    disk::sync_folder_of(&to.join("x"), durability)
}

fn append_packed(log: &Path, base: &Base, durability: Durability) -> Result<(), SealError> {
    let from = log.join("staging").join("packed");
    let mut left = disk::length(&from)?;
    if left == 0 {
        return Ok(());
    }
    let mut source = BufReader::new(File::open(&from).map_err(io_at("read", &from))?);
    let mut number = base.pack;
    let mut bytes = base.pack_bytes;
    let mut pack = Growing::open(pack_file(log, number), bytes, durability)?;
    let mut blob = Vec::new();
    while left > 0 {
        let mut prefix = [0u8; 4];
        source.read_exact(&mut prefix).map_err(io_at("read", &from))?;
        blob.resize(usize::try_from(u32::from_be_bytes(prefix)).unwrap_or(usize::MAX), 0);
        source.read_exact(&mut blob).map_err(io_at("read", &from))?;
        let whole = u64::from(u32::from_be_bytes(prefix)).saturating_add(4);
        if bytes.saturating_add(whole) > PACK_MAX {
            pack.close()?;
            (number, bytes) = (number.saturating_add(1), 0);
            pack = Growing::open(pack_file(log, number), 0, durability)?;
        }
        pack.write(&prefix)?;
        pack.write(&blob)?;
        bytes = bytes.saturating_add(whole);
        left = left.saturating_sub(whole);
    }
    pack.close()
}

fn append_records(log: &Path, base: &Base, durability: Durability) -> Result<(), SealError> {
    let from = log.join("staging").join("records");
    let mut source = BufReader::new(File::open(&from).map_err(io_at("read", &from))?);
    let mut index = base.size;
    let mut block: Option<Growing> = None;
    let mut line = Vec::new();
    while source.read_until(b'\n', &mut line).map_err(io_at("read", &from))? > 0 {
        if let Some(full) = block.take_if(|_| index.is_multiple_of(BLOCK)) {
            full.close()?;
        }
        let file = match &mut block {
            Some(file) => file,
            None => {
                let kept = if index == base.size { base.block } else { 0 };
                block.insert(Growing::open(record_file(log, index), kept, durability)?)
            }
        };
        file.write(&line)?;
        line.clear();
        index = index.saturating_add(1);
    }
    block.map_or(Ok(()), Growing::close)
}

fn append_names(log: &Path, base: &Base, durability: Durability) -> Result<(), SealError> {
    let from = log.join("staging").join("names");
    let added = fs::read(&from).map_err(io_at("read", &from))?;
    if added.is_empty() {
        return Ok(());
    }
    let mut names = Growing::open(log.join("names"), base.names, durability)?;
    names.write(&added)?;
    names.close()
}

/// A file that goes on at a known length.
struct Growing {
    file: BufWriter<File>,
    path: PathBuf,
    durability: Durability,
}

impl Growing {
    /// Opens a file and cuts off what lies beyond `kept` bytes: the remains of an attempt that was killed.
    fn open(path: PathBuf, kept: u64, durability: Durability) -> Result<Growing, SealError> {
        let opened = OpenOptions::new().append(true).create(true).open(&path);
        let file = opened.and_then(|file| file.set_len(kept).map(|()| file)).map_err(io_at("open", &path))?;
        Ok(Growing { file: BufWriter::new(file), path, durability })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), SealError> {
        self.file.write_all(bytes).map_err(io_at("write", &self.path))
    }

    fn close(mut self) -> Result<(), SealError> {
        self.file.flush().map_err(io_at("write", &self.path))?;
        disk::sync(self.file.get_ref(), &self.path, self.durability)?;
        disk::sync_folder_of(&self.path, self.durability)
    }
}

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
