//! The container of a bundle: an archive in the strict ZIP profile, a folder, or files in memory (`bundle-format.md` section 1.10).
//!
//! One cheap open handle for all threads; every file is a stream that starts afresh. What is wrong with the container is
//! reported beside the bytes, never instead of them: what can still be read is still checked. Nothing is ever unpacked to disk.

mod faults;
mod folder;
mod limits;
mod memory;
mod names;
mod no_archive;
mod source;
#[cfg(test)]
mod tests;
mod zip;
mod zip_end;
mod zip_header;
mod zip_stream;
mod zip_write;

pub use limits::{Limit, ReadLimits};
pub use names::allowed;
pub use zip_write::{ZipWriter, crc32_of};

use crate::bundle::{Code, Failure};
use faults::Faults;
use source::{Source, Window, narrow};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Take};
use std::path::Path;

/// An open bundle.
#[derive(Debug)]
pub enum Container {
    /// A folder.
    Folder(folder::Folder),
    /// An archive.
    Zip(zip::Zip),
    /// Files in memory.
    Memory(memory::Memory),
}

/// A file of a bundle, as the container states it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileEntry {
    /// Its path inside the bundle.
    pub path: String,
    /// In an archive the declared size after unpacking, in a folder the length when it was opened.
    pub size: u64,
    /// In an archive the position of the local header.
    pub offset: Option<u64>,
}

impl Container {
    /// Opens an archive or a folder. What is wrong with it goes to `faults`, and what can still be read is readable.
    ///
    /// # Errors
    /// Nothing at all can be read.
    pub fn open(path: &Path, limits: &ReadLimits, faults: &mut Vec<Failure>) -> io::Result<Container> {
        let kind = std::fs::metadata(path)?.file_type();
        let mut faults = Faults::new(faults);
        let container = if kind.is_dir() {
            Container::Folder(folder::Folder::open(path, limits, &mut faults)?)
        } else if kind.is_file() {
            Container::Zip(zip::Zip::open(Source::file(File::open(path)?)?, limits, &mut faults)?)
        } else {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "neither a file nor a folder"));
        };
        faults.finish();
        Ok(container)
    }

    /// Opens the bytes of an archive.
    pub fn from_zip_bytes(bytes: Vec<u8>, limits: &ReadLimits, faults: &mut Vec<Failure>) -> Container {
        let mut faults = Faults::new(faults);
        let zip = zip::Zip::open(Source::Bytes(bytes), limits, &mut faults).unwrap_or_else(|error| {
            // Bytes in memory can be read; this arm is for the type.
            faults.add(Failure::new(Code::Io, error.to_string()));
            zip::Zip::empty()
        });
        faults.finish();
        Container::Zip(zip)
    }

    /// A bundle of files in memory, for tests and fuzzing. Names that the format does not allow are listed too.
    pub fn from_files(files: BTreeMap<String, Vec<u8>>) -> Container {
        Container::Memory(memory::Memory::new(files))
    }

    /// The files, sorted by the bytes of their paths, without duplicates.
    pub fn entries(&self) -> &[FileEntry] {
        match self {
            Container::Folder(folder) => &folder.listing.entries,
            Container::Zip(zip) => &zip.listing.entries,
            Container::Memory(memory) => memory.entries(),
        }
    }

    /// The file at `path`.
    pub fn entry(&self, path: &str) -> Option<&FileEntry> {
        let entries = self.entries();
        let at = entries.binary_search_by(|entry| entry.path.as_str().cmp(path)).ok()?;
        entries.get(at)
    }

    /// A stream over the content of one file, from its start. It gives no more than the entry's size, in a folder one byte more.
    ///
    /// # Errors
    /// `NotFound`: there is no such file. `Unsupported`: encrypted, or an unknown method; `InvalidData`: its bytes could not be
    /// told; `QuotaExceeded`: the files are larger than the limit (all three are among the faults of opening already). Others:
    /// the system's.
    pub fn open_file(&self, path: &str) -> io::Result<FileStream<'_>> {
        let entry = self.entry(path).ok_or(io::ErrorKind::NotFound)?;
        if self.listing().is_some_and(|listing| listing.refuses(path)) {
            return Err(io::Error::new(io::ErrorKind::QuotaExceeded, "the files are larger than the limit"));
        }
        let inner = match self {
            Container::Folder(folder) => Inner::File(folder.stream(entry)?),
            Container::Zip(zip) => Inner::Zip(Box::new(zip.stream(entry)?)),
            Container::Memory(memory) => Inner::Bytes(memory.content(path).ok_or(io::ErrorKind::NotFound)?),
        };
        Ok(FileStream { inner })
    }

    /// `length` bytes of a file from `offset` on, fewer at its end. Quick where the file lies in the container as it is; what is
    /// packed has to be unpacked from its start. Nothing is checked here: the caller knows what the bytes must hash to.
    ///
    /// # Errors
    /// As [`Container::open_file`].
    pub fn read_at(&self, path: &str, offset: u64, length: u64) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        let entry = self.entry(path).ok_or(io::ErrorKind::NotFound)?;
        match self {
            Container::Zip(zip) if let Some((start, size)) = zip.stored_range(entry) => {
                let left = size.saturating_sub(offset).min(length);
                Window::new(zip.source(), start.saturating_add(offset), left).pull(narrow(left), &mut out)?;
            }
            Container::Folder(folder) => {
                let mut stream = folder.stream_from(entry, offset)?;
                stream.by_ref().take(length).read_to_end(&mut out)?;
            }
            _ => {
                let mut stream = self.open_file(path)?;
                io::copy(&mut stream.by_ref().take(offset), &mut io::sink())?;
                stream.take(length).read_to_end(&mut out)?;
            }
        }
        Ok(out)
    }

    /// Whether it is a folder.
    pub fn is_folder(&self) -> bool {
        matches!(self, Container::Folder(_))
    }

    /// Whether the list of files was cut at a limit or could not be read to its end, so that a file's absence shows nothing.
    pub fn is_cut(&self) -> bool {
        self.listing().is_some_and(|listing| listing.cut)
    }

    /// The raw bytes of an archive; none for a folder or files in memory.
    pub fn whole(&self) -> Option<Box<dyn Read + '_>> {
        match self {
            Container::Zip(zip) => Some(Box::new(Window::new(zip.source(), 0, u64::MAX))),
            Container::Folder(_) | Container::Memory(_) => None,
        }
    }

    fn listing(&self) -> Option<&Listing> {
        match self {
            Container::Folder(folder) => Some(&folder.listing),
            Container::Zip(zip) => Some(&zip.listing),
            Container::Memory(_) => None,
        }
    }
}

/// The content of one file. Damage ends the stream and is found in [`FileStream::faults`]; an error of reading is the system's.
pub struct FileStream<'a> {
    inner: Inner<'a>,
}

enum Inner<'a> {
    File(BufReader<Take<File>>),
    Zip(Box<zip_stream::ZipStream<'a>>),
    Bytes(&'a [u8]),
}

impl FileStream<'_> {
    /// Takes what was found while reading; complete once the last byte was read.
    pub fn faults(&mut self) -> Vec<Failure> {
        match &mut self.inner {
            Inner::Zip(stream) => stream.faults(),
            Inner::File(_) | Inner::Bytes(_) => Vec::new(),
        }
    }
}

impl FileStream<'_> {
    /// Whether it ended before the size that the archive declares: known once it was read to its end.
    pub fn is_cut(&self) -> bool {
        match &self.inner {
            Inner::Zip(stream) => stream.is_cut(),
            Inner::File(_) | Inner::Bytes(_) => false,
        }
    }
}

impl Read for FileStream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.inner {
            Inner::File(stream) => stream.read(buffer),
            Inner::Zip(stream) => stream.read(buffer),
            Inner::Bytes(bytes) => bytes.read(buffer),
        }
    }
}

/// The files of a container and how far the limits let them be known.
#[derive(Debug, Default)]
struct Listing {
    /// Sorted by path.
    entries: Vec<FileEntry>,
    /// There may be more.
    cut: bool,
    /// Together they are larger than the limit.
    over: bool,
}

impl Listing {
    fn sort(&mut self) {
        self.entries.sort_by(|a, b| a.path.cmp(&b.path));
    }

    fn check_total(&mut self, limits: &ReadLimits, faults: &mut Faults<'_>) {
        let total = self.entries.iter().fold(0u64, |sum, entry| sum.saturating_add(entry.size));
        if total > limits.bytes {
            self.over = true;
            faults.add(limits.hit(Limit::Bytes, format!("{total} in the container")));
        }
    }

    /// Over the limit only the few files outside of folders are read: they say what the bundle is.
    fn refuses(&self, path: &str) -> bool {
        self.over && path.contains('/')
    }
}
