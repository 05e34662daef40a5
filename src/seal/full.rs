//! Reads a full bundle for extracts: streams its records and blobs into files of the new one.
//!
//! The root is checked, so that an extract is of the log that the checkpoint is about; signatures are for `verify`.

use super::bundle_out::{Part, Source};
use super::disk;
use super::error::{SealError, go_on, io_at};
use super::pick::Picker;
use crate::bundle::container::{Container, FileStream, Limit, ReadLimits};
use crate::bundle::manifest::Manifest;
use crate::bundle::proof::{Checkpoint, Proof};
use crate::bundle::record::Record;
use crate::bundle::{BLOCK, Failure, LINE_MAX, PACK_MAX, Time};
use crate::crypto::{Digest, Frontier, Hasher, NOTE_MAX, Note, leaf_hash};
use crate::watch::{Watch, Watched};
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// A bundle that discloses its whole log.
pub(super) struct FullBundle {
    /// Its manifest.
    pub manifest: Manifest,
    /// Its checkpoint.
    pub checkpoint: Checkpoint,
    path: PathBuf,
    container: Container,
}

/// Which records are asked for.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    /// Half-open ranges; empty for all.
    pub segments: &'a [(u64, u64)],
    /// Actors; empty for all.
    pub actors: &'a [String],
}

/// The records that go along.
#[derive(Debug, Default)]
pub(super) struct Disclosed {
    /// Half-open, ascending, not adjacent.
    pub segments: Vec<(u64, u64)>,
    /// Their files.
    pub files: Vec<Part>,
    /// Leaf of every record of the log.
    pub leaves: Vec<Digest>,
    /// Blobs that they name.
    pub blobs: HashMap<Digest, BlobUse>,
    /// Those of the asked actors that have records.
    pub actors: HashSet<String>,
    /// Largest time of any record of the log.
    pub latest: Time,
    /// Index of the authority's last record, if the keys of a disclosed record after it are not proven.
    pub unproven: Option<u64>,
}

/// How disclosed records name a blob.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct BlobUse {
    /// Which of the roles that are withheld it has.
    pub withheld: Option<usize>,
    /// Whether it has a salt.
    pub salted: bool,
}

impl FullBundle {
    /// Opens a bundle and sees that it is whole.
    pub fn open(path: &Path, limits: &ReadLimits) -> Result<FullBundle, SealError> {
        let mut faults = Vec::new();
        let container = Container::open(path, limits, &mut faults).map_err(io_at("read", path))?;
        refuse(path, &faults)?;
        let small = |name, limit| {
            let bytes = read_file(&container, path, name, limits.of(limit))?;
            let over = u64::try_from(bytes.len()).is_ok_and(|length| length > limits.of(limit));
            if over { Err(bad(path, limits.hit(limit, "more").message)) } else { Ok(bytes) }
        };
        let bytes = small("manifest", Limit::Manifest)?;
        let (manifest, _) = Manifest::parse(&bytes, limits).map_err(|e| bad(path, e.message))?;
        if manifest.over {
            return Err(bad(path, limits.hit(Limit::Files, "more").message));
        }
        let bytes = small("checkpoint", Limit::Proof)?;
        let note = Note::parse(&bytes, NOTE_MAX).map_err(|e| bad(path, format!("checkpoint: {e}")))?;
        let checkpoint = Checkpoint::parse(note.text).map_err(|(_, what)| bad(path, format!("checkpoint: {what}")))?;
        let bytes = small("proof", Limit::Proof)?;
        let proof = Proof::parse(&bytes, checkpoint.size).map_err(|e| bad(path, e.message))?;
        if checkpoint.size == 0 || proof.segments != [(0, checkpoint.size)] {
            return Err(bad(path, "it does not hold the whole log: extracts are made from a full bundle"));
        }
        Ok(FullBundle { manifest, checkpoint, path: path.to_path_buf(), container })
    }

    /// Streams the records, writes those that go along below `work`.
    pub fn records(
        &self,
        wanted: &Wanted,
        withhold: &[(String, String)],
        work: &Path,
        watch: &Watch,
    ) -> Result<Disclosed, SealError> {
        disk::make_folder(&work.join("records"))?;
        let out = Disclosed::default();
        let mut pass = Pass { wanted, withhold, work, out, file: None, authority: None, last_key: 0, gap: None };
        let mut frontier = Frontier::new();
        let mut line = Vec::new();
        let mut start = 0;
        while start < self.checkpoint.size {
            let name = format!("records/{start:012}.jsonl");
            let stream = self.container.open_file(&name).map_err(io_at("read", &self.path.join(&name)))?;
            let mut reader = BufReader::with_capacity(1 << 17, stream);
            for index in start..self.checkpoint.size.min(start.saturating_add(BLOCK)) {
                go_on(watch)?;
                watch.advance(1);
                line.clear();
                let limit = u64::try_from(LINE_MAX).unwrap_or(u64::MAX).saturating_add(1);
                reader
                    .by_ref()
                    .take(limit)
                    .read_until(b'\n', &mut line)
                    .map_err(io_at("read", &self.path.join(&name)))?;
                if line.pop_if(|byte| *byte == b'\n').is_none() {
                    return Err(bad(&self.path, format!("record {index} is missing, torn or too long")));
                }
                let record =
                    Record::parse(&line).map_err(|e| bad(&self.path, format!("record {index}: {}", e.message)))?;
                let leaf = leaf_hash(&line);
                frontier.push(leaf);
                pass.out.leaves.push(leaf);
                pass.record(index, &record, &line)?;
            }
            self.refuse_rest(&name, reader)?;
            start = start.saturating_add(BLOCK);
        }
        if frontier.root() != self.checkpoint.root {
            return Err(bad(&self.path, "its records do not add up to the root of its checkpoint"));
        }
        pass.finish()
    }

    /// A stream must be at its end, and without a fault.
    fn refuse_rest(&self, name: &str, mut reader: BufReader<FileStream>) -> Result<(), SealError> {
        if !reader.fill_buf().map_err(io_at("read", &self.path.join(name)))?.is_empty() {
            return Err(bad(&self.path, format!("{name} goes on after its last record or blob")));
        }
        refuse(&self.path, &reader.get_mut().faults())
    }

    /// Streams the blobs, writes those that go along below `work`: unsalted artifacts and large ones as files, the rest packed.
    pub fn blobs(&self, picker: &mut Picker, work: &Path, watch: &Watch) -> Result<Vec<Part>, SealError> {
        let mut parts = Vec::new();
        let mut packs = Packs::new(work);
        for entry in self.container.entries() {
            go_on(watch)?;
            if let Some(hex) = entry.path.strip_prefix("blobs/") {
                let id = Digest::from_hex(hex).ok_or_else(|| bad(&self.path, "a blob's name is no digest"))?;
                if picker.take(&id) {
                    parts.push(self.copy_blob(&entry.path, id, work, watch)?);
                }
            } else if entry.path.starts_with("packs/") {
                self.repack(&entry.path, entry.size, picker, &mut packs)?;
            }
        }
        parts.extend(packs.finish()?);
        Ok(parts)
    }

    /// The files that are copied whole.
    pub fn kept_as_they_are(&self) -> Result<Vec<Part>, SealError> {
        let mut parts = Vec::new();
        for entry in self.container.entries() {
            if ["checkpoint", "consistency"].contains(&entry.path.as_str()) || entry.path.starts_with("timestamps/") {
                let bytes = read_file(&self.container, &self.path, &entry.path, entry.size)?;
                parts.push(Part { path: entry.path.clone(), source: Source::Bytes(bytes) });
            }
        }
        Ok(parts)
    }

    fn copy_blob(&self, name: &str, id: Digest, work: &Path, watch: &Watch) -> Result<Part, SealError> {
        let path = work.join(name);
        disk::make_folder(&work.join("blobs"))?;
        let stream = self.container.open_file(name).map_err(io_at("read", &self.path.join(name)))?;
        let mut stream = Watched::new(stream, watch);
        let mut file = File::create(&path).map_err(io_at("create", &path))?;
        let mut hasher = Hasher::new();
        let mut buffer = vec![0u8; 1 << 16];
        loop {
            let read = stream.read(&mut buffer).map_err(io_at("read", &self.path.join(name)))?;
            let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
            hasher.update(bytes);
            file.write_all(bytes).map_err(io_at("write", &path))?;
        }
        if hasher.finish() != id {
            return Err(bad(&self.path, format!("{name} is not what its name says")));
        }
        Ok(Part { path: name.to_owned(), source: Source::File(path) })
    }

    fn repack(&self, name: &str, size: u64, picker: &mut Picker, packs: &mut Packs) -> Result<(), SealError> {
        let torn = || bad(&self.path, format!("{name} ends within a blob"));
        let mut reader = BufReader::new(self.container.open_file(name).map_err(io_at("read", &self.path.join(name)))?);
        let mut left = size;
        let mut blob = Vec::new();
        while left > 0 {
            let mut prefix = [0u8; 4];
            reader.read_exact(&mut prefix).map_err(|_| torn())?;
            let length = u64::from(u32::from_be_bytes(prefix));
            left = left.checked_sub(length.saturating_add(4)).filter(|_| size <= PACK_MAX).ok_or_else(torn)?;
            blob.resize(usize::try_from(length).unwrap_or(usize::MAX), 0);
            reader.read_exact(&mut blob).map_err(|_| torn())?;
            if picker.take(&Digest::of(&blob)) {
                packs.add(&blob)?;
            }
        }
        self.refuse_rest(name, reader)
    }
}

/// One pass over the records.
struct Pass<'a> {
    wanted: &'a Wanted<'a>,
    withhold: &'a [(String, String)],
    work: &'a Path,
    out: Disclosed,
    file: Option<(PathBuf, BufWriter<File>)>,
    /// Who says which keys count.
    authority: Option<String>,
    /// Index of its last record.
    last_key: u64,
    /// First undisclosed index after that.
    gap: Option<u64>,
}

impl Pass<'_> {
    fn record(&mut self, index: u64, record: &Record, line: &[u8]) -> Result<(), SealError> {
        self.out.latest = self.out.latest.max(record.time);
        // Nobody else can be authorised at index 0, so whoever signs there is the authority.
        let authority = self.authority.get_or_insert_with(|| record.actor.clone());
        let by_authority = *authority == record.actor;
        if !by_authority && record.kind != "key" && !self.asked_for(index, &record.actor) {
            self.gap = self.gap.or(Some(index));
            return self.close();
        }
        if by_authority {
            (self.last_key, self.gap, self.out.unproven) = (index, None, None);
        } else if self.gap.is_some() {
            self.out.unproven = Some(self.last_key);
        }
        for blob in &record.blobs {
            let place = self.withhold.iter().position(|(role, _)| *role == blob.role);
            let known = self.out.blobs.entry(blob.id).or_default();
            known.withheld = known.withheld.or(place);
            known.salted |= blob.salted;
        }
        match self.out.segments.last_mut().filter(|(_, end)| *end == index) {
            Some((_, end)) => *end = index.saturating_add(1),
            None => self.out.segments.push((index, index.saturating_add(1))),
        }
        self.write(index, line)
    }

    fn asked_for(&mut self, index: u64, actor: &str) -> bool {
        let segments = self.wanted.segments;
        if !segments.is_empty() && !segments.iter().any(|(start, end)| (*start..*end).contains(&index)) {
            return false;
        }
        if self.wanted.actors.is_empty() {
            return true;
        }
        // Workers of one agent sign as name#1, name#2 (`bundle-format.md` section 1.4).
        let base = actor.split_once('#').map_or(actor, |(base, _)| base);
        let asked = self.wanted.actors.iter().filter(|name| *name == actor || *name == base);
        let before = self.out.actors.len();
        let names: Vec<String> = asked.cloned().collect();
        let any = !names.is_empty();
        if before < self.wanted.actors.len() {
            self.out.actors.extend(names);
        }
        any
    }

    fn write(&mut self, index: u64, line: &[u8]) -> Result<(), SealError> {
        if index.is_multiple_of(BLOCK) {
            self.close()?;
        }
        let (path, file) = match &mut self.file {
            Some(open) => open,
            None => {
                let name = format!("records/{index:012}.jsonl");
                let path = self.work.join(&name);
                let file = File::create(&path).map_err(io_at("create", &path))?;
                self.out.files.push(Part { path: name, source: Source::File(path.clone()) });
                self.file.insert((path, BufWriter::new(file)))
            }
        };
        file.write_all(line).and_then(|()| file.write_all(b"\n")).map_err(io_at("write", path))
    }

    fn close(&mut self) -> Result<(), SealError> {
        match self.file.take() {
            Some((path, mut file)) => file.flush().map_err(io_at("write", &path)),
            None => Ok(()),
        }
    }

    fn finish(mut self) -> Result<Disclosed, SealError> {
        self.close()?;
        Ok(self.out)
    }
}

/// Packs in the making: numbered from 0, each at most 64 MiB.
struct Packs<'a> {
    work: &'a Path,
    parts: Vec<Part>,
    open: Option<(PathBuf, BufWriter<File>, u64)>,
}

impl<'a> Packs<'a> {
    fn new(work: &'a Path) -> Packs<'a> {
        Packs { work, parts: Vec::new(), open: None }
    }

    fn add(&mut self, blob: &[u8]) -> Result<(), SealError> {
        let length = u32::try_from(blob.len()).unwrap_or(u32::MAX);
        let whole = u64::from(length).saturating_add(4);
        if self.open.as_ref().is_some_and(|(_, _, bytes)| bytes.saturating_add(whole) > PACK_MAX) {
            self.close()?;
        }
        let (path, file, bytes) = match &mut self.open {
            Some(open) => open,
            None => {
                disk::make_folder(&self.work.join("packs"))?;
                let name = format!("packs/{:012}.pack", self.parts.len());
                let path = self.work.join(&name);
                let file = File::create(&path).map_err(io_at("create", &path))?;
                self.parts.push(Part { path: name, source: Source::File(path.clone()) });
                self.open.insert((path, BufWriter::new(file), 0))
            }
        };
        *bytes = bytes.saturating_add(whole);
        file.write_all(&length.to_be_bytes()).and_then(|()| file.write_all(blob)).map_err(io_at("write", path))
    }

    fn close(&mut self) -> Result<(), SealError> {
        match self.open.take() {
            Some((path, mut file, _)) => file.flush().map_err(io_at("write", &path)),
            None => Ok(()),
        }
    }

    fn finish(mut self) -> Result<Vec<Part>, SealError> {
        self.close()?;
        Ok(self.parts)
    }
}

fn read_file(container: &Container, path: &Path, name: &str, limit: u64) -> Result<Vec<u8>, SealError> {
    let stream = container.open_file(name).map_err(io_at("read", &path.join(name)))?;
    let mut bytes = Vec::new();
    stream.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(io_at("read", &path.join(name)))?;
    Ok(bytes)
}

fn refuse(path: &Path, faults: &[Failure]) -> Result<(), SealError> {
    match faults.first() {
        None => Ok(()),
        Some(first) => Err(bad(path, format!("{} {}", first.code.name(), first.message))),
    }
}

fn bad(path: &Path, what: impl Into<String>) -> SealError {
    SealError::Source { path: path.to_path_buf(), what: what.into() }
}
