//! Step 7: every blob is hashed against its id, wherever it lies (`bundle-format.md` section 1.6).
//!
//! Blobs that no record names are hashed, counted and forgotten. Of salts 8 bytes are kept (see `salts`).

use super::blob_index::BlobIndex;
use super::content::{Content, Contents};
use super::files::FilesRead;
use super::findings::Findings;
use super::salts::Salts;
use super::state::{SALT, State};
use super::{BlobPlace, Seen};
use crate::bundle::container::Container;
use crate::bundle::manifest::Manifest;
use crate::bundle::{Code, Failure, PACK_MAX};
use crate::crypto::{Digest, Hasher};
use crate::watch::{Watch, Watched};
use std::io::{self, BufReader, Read};

/// What became of the blobs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
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

/// A blob that was handed over beside the bundle; its digest decides what it is.
#[derive(Clone, Debug)]
pub struct GivenBlob {
    path: String,
    content: Content,
}

impl GivenBlob {
    /// Reads a blob to its end; `path` is how reports name it.
    ///
    /// # Errors
    /// What the stream gives.
    pub fn read(path: String, stream: &mut dyn Read) -> io::Result<GivenBlob> {
        Ok(GivenBlob { path, content: Contents::default().read(stream, u64::MAX)? })
    }
}

/// Where blobs come from, and what the manifest says of them.
pub struct Sources<'a> {
    /// The bundle.
    pub container: &'a Container,
    /// Its manifest.
    pub manifest: Option<&'a Manifest>,
    /// Whether an exporter that is trusted signed the manifest.
    pub exporter_known: bool,
    /// Blobs handed over beside the bundle.
    pub given: &'a [GivenBlob],
    /// Cancel.
    pub watch: &'a Watch,
}

/// Checks all blobs, then settles what is withheld and what is missing.
pub fn check(sources: &Sources<'_>, state: &mut State<'_>, sink: &mut dyn FnMut(Seen<'_>)) -> BlobCounts {
    let State { blobs, findings, files, .. } = state;
    check_pack_numbers(sources.container, findings);
    let salts = Salts::new(blobs);
    let (counts, contents) = (BlobCounts::default(), Contents::default());
    let mut tally = Tally { sources, blobs, findings, counts, salts, contents, sink };
    for entry in sources.container.entries() {
        let path = entry.path.as_str();
        let is_blob = path.starts_with("blobs/") || path.starts_with("packs/");
        if !is_blob || sources.watch.is_cancelled() {
            continue;
        }
        let read = tally.file(path, files);
        if let Some(error) = read.err().filter(|_| !sources.watch.is_cancelled()) {
            tally.findings.add(Failure::new(Code::Io, error.to_string()).file(path));
        }
    }
    sources.given.iter().for_each(|given| tally.given(given));
    if !sources.watch.is_cancelled() {
        tally.settle();
    }
    tally.counts
}

struct Tally<'a, 'b> {
    sources: &'a Sources<'b>,
    blobs: &'a mut BlobIndex,
    findings: &'a mut Findings,
    counts: BlobCounts,
    salts: Salts,
    contents: Contents,
    sink: &'a mut dyn FnMut(Seen<'_>),
}

impl Tally<'_, '_> {
    fn file(&mut self, path: &str, files: &mut FilesRead) -> io::Result<()> {
        let mut stream = Counting::new(Watched::new(self.sources.container.open_file(path)?, self.sources.watch));
        let whole = match path.strip_prefix("blobs/") {
            Some(_) => Some(self.contents.read(&mut stream, u64::MAX)?),
            None => {
                self.pack(&mut stream, path)?;
                None
            }
        };
        // What a malformed pack leaves unread still belongs to the file's digest.
        io::copy(&mut stream, &mut io::sink())?;
        let (mut inner, digest, length) = stream.finish();
        let cut = files.note(path, (digest, length), inner.get_mut(), self.findings);
        if let Some(content) = whole.filter(|_| !cut) {
            let named = path.strip_prefix("blobs/").unwrap_or_default();
            if Digest::from_hex(named) == Some(content.digest) {
                self.take(&content, path, 0);
            } else {
                let found = content.digest.hex();
                self.findings.add(Failure::new(Code::BlobHash, "").file(path).values(named, found));
            }
        }
        Ok(())
    }

    fn pack(&mut self, stream: &mut impl Read, path: &str) -> io::Result<()> {
        let mut at = 0u64;
        let size = self.sources.container.entry(path).map_or(0, |entry| entry.size);
        let malformed = |what: &str, at: u64| Failure::new(Code::PackFormat, what).file(path).offset(at);
        if size > PACK_MAX {
            self.findings.add(malformed("a pack over 64 MiB", PACK_MAX));
        }
        while !self.sources.watch.is_cancelled() {
            let mut head = [0u8; 4];
            match read_full(stream, &mut head)? {
                4 => {}
                0 if at > 0 => return Ok(()),
                read => {
                    let what = if read == 0 { "an empty pack" } else { "a length is cut off" };
                    self.findings.add(malformed(what, at));
                    return Ok(());
                }
            }
            let length = u64::from(u32::from_be_bytes(head));
            let start = at.saturating_add(4);
            at = start.saturating_add(length);
            let content = self.contents.read(stream, length)?;
            if content.length != length {
                let found = format!("{} bytes", content.length);
                let failure = malformed("a length runs past the end", start).values(format!("{length} bytes"), found);
                self.findings.add(failure);
                return Ok(());
            }
            self.take(&content, path, start);
        }
        Ok(())
    }

    /// A blob of the bundle, at `offset` of `path`.
    fn take(&mut self, content: &Content, path: &str, offset: u64) {
        let told = |code| Failure::new(code, content.digest.hex()).file(path).offset(offset);
        if content.archive {
            self.findings.add_built(Code::WarnNestedArchive, &|| told(Code::WarnNestedArchive));
        }
        if self.sources.manifest.is_some_and(|manifest| manifest.reason(&content.digest).is_some()) {
            self.findings.add_built(Code::ManifestFormat, &|| {
                let failure = Failure::new(Code::ManifestFormat, "a blob is both withheld and present");
                failure.file("manifest").values("absent", format!("{} in {path}", content.digest.hex()))
            });
        }
        match self.blobs.get_mut(&content.digest).map(|blob| blob.is_present()) {
            None => {
                self.counts.unreferenced = self.counts.unreferenced.saturating_add(1);
                self.findings.add_built(Code::WarnBlobUnreferenced, &|| told(Code::WarnBlobUnreferenced));
            }
            Some(true) => return self.findings.add_built(Code::BlobDup, &|| told(Code::BlobDup)),
            Some(false) => self.settle_one(content, path, offset),
        }
        // Also where no record that counts names it: a record that nobody vouches for has its payload all the same.
        (self.sink)(Seen::Blob(BlobPlace { id: content.digest, path, offset, len: content.length }));
    }

    /// A blob from beside the bundle: of use only where a record names it and the bundle lacks it.
    fn given(&mut self, given: &GivenBlob) {
        if self.blobs.get_mut(&given.content.digest).is_some_and(|blob| !blob.is_present()) {
            self.settle_one(&given.content, &given.path, 0);
        }
    }

    /// Compares a named blob with what its record states.
    fn settle_one(&mut self, content: &Content, path: &str, offset: u64) {
        let Some(position) = self.blobs.find(&content.digest) else { return };
        let Some(blob) = self.blobs.get_mut(&content.digest) else { return };
        blob.set_present();
        self.counts.verified = self.counts.verified.saturating_add(1);
        let (record, stated, salted) = (blob.record(), blob.len(), blob.is_salted());
        let told = |code, detail: &str| Failure::new(code, detail).file(path).offset(offset).record(record);
        let id = content.digest.hex();
        let found = format!("{} bytes", content.length);
        if stated != content.length {
            self.findings.add(told(Code::BlobLen, &id).values(format!("{stated} bytes"), &found));
        }
        match content.salt {
            // A length below that of the salt was told where the record states it.
            None if salted && stated >= SALT => {
                self.findings.add(told(Code::BlobSalt, &id).values("32 bytes or more", &found))
            }
            Some(salt) if salted => self.salts.add(position, &salt),
            _ => {}
        }
    }

    fn settle(&mut self) {
        if self.blobs.is_full() {
            let failure = Failure::new(Code::Limit, "blobs beyond 2^32 that records name; this limit is fixed");
            self.findings.add(failure.values("at most 4294967296 blobs", "more"));
        }
        for blob in self.blobs.iter().filter(|blob| !blob.is_present()) {
            let id = blob.id.hex();
            let declared = self.sources.manifest.is_some_and(|manifest| manifest.reason(&blob.id).is_some());
            let withheld = declared && self.sources.exporter_known && !blob.is_told_missing();
            (self.sink)(Seen::Lost { record: blob.record(), withheld });
            if blob.is_told_missing() {
                self.counts.missing = self.counts.missing.saturating_add(1);
                continue;
            }
            match self.sources.manifest.and_then(|manifest| manifest.reason(&blob.id)) {
                Some(reason) if self.sources.exporter_known => {
                    self.counts.withheld = self.counts.withheld.saturating_add(1);
                    let failure =
                        Failure::new(Code::WarnBlobWithheld, format!("reason {reason}")).record(blob.record());
                    self.findings.add(failure.values(id, "withheld"));
                }
                claimed => {
                    self.counts.missing = self.counts.missing.saturating_add(1);
                    let who = claimed.map(|why| format!("somebody you do not trust declared it withheld ({why})"));
                    let failure = Failure::new(Code::BlobMissing, who.unwrap_or_default()).record(blob.record());
                    self.findings.add(failure.values(id, "absent"));
                }
            }
        }
        let withheld = self.sources.manifest.map(|manifest| manifest.withheld.as_slice()).unwrap_or_default();
        for (id, reason) in withheld.iter().filter(|(id, _)| !self.blobs.contains(id)) {
            let failure = Failure::new(Code::WarnWithheldUnreferenced, format!("reason {reason}"));
            self.findings.add(failure.file("manifest").values("a record that names it", id.hex()));
        }
        // The table is let go before the salts are sorted, so that both never stand in memory together.
        self.blobs.forget_ids();
        self.salts.report(self.blobs, self.findings);
    }
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
fn check_pack_numbers(container: &Container, findings: &mut Findings) {
    let packs = container.entries().iter().filter(|entry| entry.path.starts_with("packs/"));
    for (number, entry) in packs.enumerate() {
        let wanted = format!("packs/{number:012}.pack");
        if entry.path != wanted {
            let failure = Failure::new(Code::PackFormat, "a gap in the numbers of the packs").file(&entry.path);
            return findings.add(failure.values(wanted, &entry.path));
        }
    }
}
