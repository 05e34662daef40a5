//! Step 7: every blob is hashed against its id, wherever it lies (`bundle-format.md` section 1.6).
//!
//! Memory: 48 bytes and a 4-byte table slot for each blob that a record names; other blobs are hashed, counted and forgotten.

use super::chunked::Chunked;
use super::findings::Findings;
use super::state::State;
use crate::bundle::container::Container;
use crate::bundle::manifest::Manifest;
use crate::bundle::record::BlobRef;
use crate::bundle::{Code, Failure, PACK_MAX};
use crate::crypto::{Digest, Hasher};
use crate::watch::Watch;
use hashbrown::HashTable;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, BufReader, Read};

/// The blobs that records name.
#[derive(Debug, Default)]
pub struct BlobIndex {
    blobs: Chunked<Blob>,
    table: HashTable<u32>,
    hasher: RandomState,
}

/// One blob that a record names.
#[derive(Debug)]
struct Blob {
    id: Digest,
    len: u64,
    record: u32,
    salted: bool,
    present: bool,
}

/// What became of the blobs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BlobCounts {
    /// Present and equal to their id.
    pub verified: u64,
    /// Declared withheld by an exporter that is trusted.
    pub withheld: u64,
    /// Neither.
    pub missing: u64,
    /// Present, named by no disclosed record.
    pub unreferenced: u64,
}

impl BlobIndex {
    /// A record at `record` names a blob; the failure says where it disagrees with an earlier reference.
    pub fn refer(&mut self, blob: &BlobRef, record: u64) -> Option<Failure> {
        if let Some(at) = self.find(&blob.id) {
            let known = self.blobs.get(at)?;
            if known.len == blob.len && known.salted == blob.salted {
                return None;
            }
            let before = format!("len {}, salted {} (record {})", known.len, known.salted, known.record);
            let values = (before, format!("len {}, salted {}", blob.len, blob.salted));
            return Some(Failure::new(Code::BlobMeta, blob.id.hex()).values(values.0, values.1));
        }
        let position = u32::try_from(self.blobs.len()).ok()?;
        let record = u32::try_from(record).unwrap_or(u32::MAX);
        self.blobs.push(Blob { id: blob.id, len: blob.len, record, salted: blob.salted, present: false });
        let BlobIndex { blobs, table, hasher } = self;
        let hash = |at: &u32| hash_at(blobs, hasher, *at);
        table.insert_unique(hasher.hash_one(blob.id), position, hash);
        None
    }

    fn find(&self, id: &Digest) -> Option<usize> {
        let same =
            |at: &u32| usize::try_from(*at).ok().and_then(|at| self.blobs.get(at)).is_some_and(|blob| blob.id == *id);
        let at = *self.table.find(self.hasher.hash_one(id), same)?;
        usize::try_from(at).ok()
    }
}

fn hash_at(blobs: &Chunked<Blob>, hasher: &RandomState, at: u32) -> u64 {
    let id = usize::try_from(at).ok().and_then(|at| blobs.get(at)).map(|blob| blob.id);
    hasher.hash_one(id.unwrap_or(Digest([0; 32])))
}

/// Checks all blobs of a bundle, then settles what is withheld and what is missing.
pub struct BlobPass<'a, 'b> {
    /// The bundle.
    pub container: &'a Container,
    /// Its manifest.
    pub manifest: Option<&'a Manifest>,
    /// Whether an exporter that is trusted signed the manifest.
    pub exporter_known: bool,
    /// Blobs that the caller hands over beside the bundle.
    pub extra: &'a [Digest],
    /// Cancel.
    pub watch: &'b Watch,
}

/// Content of one blob, read once.
struct Seen {
    digest: Digest,
    length: u64,
    salt: Option<[u8; 32]>,
    archive: bool,
}

impl BlobPass<'_, '_> {
    /// Runs the pass.
    pub fn run(&self, state: &mut State<'_>) -> BlobCounts {
        let mut counts = BlobCounts::default();
        let mut salts: HashMap<[u8; 16], u32> = HashMap::new();
        let paths = self.container.entries().iter().map(|entry| entry.path.as_str());
        for path in paths.filter(|path| path.starts_with("blobs/") || path.starts_with("packs/")) {
            if self.watch.is_cancelled() {
                break;
            }
            if let Err(error) = self.file(path, state, &mut counts, &mut salts) {
                state.findings.add(Failure::new(Code::Io, error.to_string()).file(path));
            }
        }
        for id in self.extra {
            if let Some(blob) = state.blobs.find(id).and_then(|at| state.blobs.blobs.get_mut(at))
                && !blob.present
            {
                blob.present = true;
                counts.verified = counts.verified.saturating_add(1);
            }
        }
        if !self.watch.is_cancelled() {
            self.settle(state, &mut counts);
        }
        counts
    }

    fn file(
        &self,
        path: &str,
        state: &mut State<'_>,
        counts: &mut BlobCounts,
        salts: &mut HashMap<[u8; 16], u32>,
    ) -> io::Result<()> {
        let mut stream = Counting::new(self.container.open_file(path)?);
        match path.strip_prefix("blobs/") {
            Some(hex) => {
                let seen = read_blob(&mut stream, u64::MAX)?;
                let wanted = Digest::from_hex(hex);
                if wanted == Some(seen.digest) {
                    take(&seen, path, 0, state, counts, salts);
                } else {
                    let failure = Failure::new(Code::BlobHash, "").file(path).values(hex, seen.digest.hex());
                    state.findings.add(failure);
                }
            }
            None => self.pack(&mut stream, path, state, counts, salts)?,
        }
        // What a malformed pack leaves unread still belongs to the file's digest.
        io::copy(&mut stream, &mut io::sink())?;
        let (mut inner, digest, length) = stream.finish();
        let faults = inner.faults();
        let damaged = !faults.is_empty();
        state.findings.extend(faults);
        state.digests.insert(path.to_owned(), (digest, length, damaged));
        Ok(())
    }

    fn pack(
        &self,
        stream: &mut impl Read,
        path: &str,
        state: &mut State<'_>,
        counts: &mut BlobCounts,
        salts: &mut HashMap<[u8; 16], u32>,
    ) -> io::Result<()> {
        let mut at = 0u64;
        let size = self.container.entry(path).map_or(0, |entry| entry.size);
        let malformed = |what: &str, at: u64| Failure::new(Code::PackFormat, what).file(path).offset(at);
        if size > PACK_MAX {
            state.findings.add(malformed("a pack over 64 MiB", PACK_MAX));
        }
        while !self.watch.is_cancelled() {
            let mut head = [0u8; 4];
            match read_full(stream, &mut head)? {
                4 => {}
                0 if at > 0 => return Ok(()),
                read => {
                    let what = if read == 0 { "an empty pack" } else { "a length is cut off" };
                    state.findings.add(malformed(what, at));
                    return Ok(());
                }
            }
            let length = u64::from(u32::from_be_bytes(head));
            let start = at.saturating_add(4);
            at = start.saturating_add(length);
            let seen = read_blob(stream, length)?;
            if seen.length != length {
                let found = format!("{} bytes", seen.length);
                let failure = malformed("a length runs past the end", start).values(format!("{length} bytes"), found);
                state.findings.add(failure);
                return Ok(());
            }
            take(&seen, path, start, state, counts, salts);
        }
        Ok(())
    }

    fn settle(&self, state: &mut State<'_>, counts: &mut BlobCounts) {
        let State { blobs, findings, .. } = state;
        for blob in blobs.blobs.iter().filter(|blob| !blob.present) {
            let record = u64::from(blob.record);
            match self.manifest.and_then(|manifest| manifest.reason(&blob.id)) {
                Some(reason) if self.exporter_known => {
                    counts.withheld = counts.withheld.saturating_add(1);
                    let failure = Failure::new(Code::WarnBlobWithheld, format!("reason {reason}")).record(record);
                    findings.add(failure.values(blob.id.hex(), "withheld"));
                }
                claimed => {
                    counts.missing = counts.missing.saturating_add(1);
                    let who =
                        claimed.map(|reason| format!("somebody you do not trust declared it withheld ({reason})"));
                    let failure = Failure::new(Code::BlobMissing, who.unwrap_or_default()).record(record);
                    findings.add(failure.values(blob.id.hex(), "absent"));
                }
            }
        }
        let withheld = self.manifest.map(|manifest| manifest.withheld.as_slice()).unwrap_or_default();
        for (id, reason) in withheld {
            if blobs.find(id).is_none() {
                let failure = Failure::new(Code::WarnWithheldUnreferenced, format!("reason {reason}"));
                findings.add(failure.file("manifest").values("a record that names it", id.hex()));
            }
        }
    }
}

/// A blob whose bytes were read, at `offset` of `path`.
fn take(
    seen: &Seen,
    path: &str,
    offset: u64,
    state: &mut State<'_>,
    counts: &mut BlobCounts,
    salts: &mut HashMap<[u8; 16], u32>,
) {
    let State { blobs, findings, .. } = state;
    let told = |failure: Failure| failure.file(path).offset(offset);
    if seen.archive {
        findings.add(told(Failure::new(Code::WarnNestedArchive, seen.digest.hex())));
    }
    let Some(at) = blobs.find(&seen.digest) else {
        counts.unreferenced = counts.unreferenced.saturating_add(1);
        return findings.add(told(Failure::new(Code::WarnBlobUnreferenced, seen.digest.hex())));
    };
    let Some(blob) = blobs.blobs.get_mut(at) else { return };
    let record = u64::from(blob.record);
    if std::mem::replace(&mut blob.present, true) {
        return findings.add(told(Failure::new(Code::BlobDup, seen.digest.hex())));
    }
    counts.verified = counts.verified.saturating_add(1);
    if blob.len != seen.length {
        let values = (format!("{} bytes", blob.len), format!("{} bytes", seen.length));
        findings.add(told(Failure::new(Code::BlobLen, seen.digest.hex()).record(record).values(values.0, values.1)));
    }
    match seen.salt {
        None if blob.salted => {
            let found = format!("{} bytes", seen.length);
            findings.add(told(
                Failure::new(Code::BlobSalt, seen.digest.hex()).record(record).values("32 bytes or more", found),
            ));
        }
        Some(salt) if blob.salted => {
            // 16 bytes of the salt's digest: honest salts never meet, and a meeting is only a warning.
            let Digest(print) = Digest::of(&salt);
            let key = print.first_chunk::<16>().copied().unwrap_or_default();
            if let Some(first) = salts.insert(key, blob.record) {
                let failure = Failure::new(Code::WarnBlobSalt, seen.digest.hex()).record(record);
                findings
                    .add(told(failure.values("a salt of its own", format!("the salt of a blob of record {first}"))));
            }
        }
        _ => {}
    }
}

fn read_blob(stream: &mut impl Read, limit: u64) -> io::Result<Seen> {
    let mut hasher = Hasher::new();
    let mut head: Vec<u8> = Vec::new();
    let mut buffer = [0u8; 16 * 1024];
    let mut limited = stream.take(limit);
    let mut length = 0u64;
    loop {
        let read = limited.read(&mut buffer)?;
        let bytes = buffer.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            break;
        }
        head.extend(bytes.iter().take(64usize.saturating_sub(head.len())));
        hasher.update(bytes);
        length = length.saturating_add(u64::try_from(read).unwrap_or(0));
    }
    let archive = is_archive(&head) || head.get(32..).is_some_and(is_archive);
    Ok(Seen { digest: hasher.finish(), length, salt: head.first_chunk::<32>().copied(), archive })
}

fn is_archive(head: &[u8]) -> bool {
    [b"PK\x03\x04".as_slice(), b"\x1f\x8b\x08", b"7z\xbc\xaf\x27\x1c", b"\xfd7zXZ\x00", b"BZh", b"Rar!\x1a\x07"]
        .iter()
        .any(|magic| head.starts_with(magic))
}

fn read_full(stream: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut have = 0usize;
    while let Some(slot) = buffer.get_mut(have..).filter(|slot| !slot.is_empty()) {
        let read = stream.read(slot)?;
        if read == 0 {
            break;
        }
        have = have.saturating_add(read);
    }
    Ok(have)
}

/// Counts and hashes what passes through.
struct Counting<R> {
    inner: BufReader<R>,
    hasher: Hasher,
    length: u64,
}

impl<R: Read> Counting<R> {
    fn new(inner: R) -> Counting<R> {
        Counting { inner: BufReader::with_capacity(1 << 16, inner), hasher: Hasher::new(), length: 0 }
    }

    fn finish(self) -> (R, Digest, u64) {
        (self.inner.into_inner(), self.hasher.finish(), self.length)
    }
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hasher.update(buffer.get(..read).unwrap_or_default());
        self.length = self.length.saturating_add(u64::try_from(read).unwrap_or(0));
        Ok(read)
    }
}

/// Gaps in the numbers of the packs.
pub fn check_pack_numbers(container: &Container, findings: &mut Findings) {
    let packs = container.entries().iter().filter(|entry| entry.path.starts_with("packs/"));
    for (number, entry) in packs.enumerate() {
        let wanted = format!("packs/{number:012}.pack");
        if entry.path != wanted {
            let failure = Failure::new(Code::PackFormat, "a gap in the numbers of the packs").file(&entry.path);
            return findings.add(failure.values(wanted, &entry.path));
        }
    }
}
