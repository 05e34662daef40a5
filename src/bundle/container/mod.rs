//! Where the files of a bundle come from: a strict ZIP, a folder, or memory.
//!
//! A container gives bytes and says what is wrong with itself; what the bytes mean is for others. Damage inside it ends a stream
//! and is told beside it, so that the bytes that came out are still checked.

mod folder;
mod names;
mod zip;
mod zip_write;

pub use names::allowed;
pub use zip_write::{ZipWriter, crc32_of};

use super::{Code, Failure};
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::Path;

/// A bundle's files.
#[derive(Debug)]
pub struct Container {
    entries: Vec<FileEntry>,
    source: Source,
}

#[derive(Debug)]
enum Source {
    Folder(folder::Folder),
    Zip(zip::Zip),
    Memory(BTreeMap<String, Vec<u8>>),
}

/// One file.
#[derive(Clone, Debug)]
pub struct FileEntry {
    /// Its path inside the bundle.
    pub path: String,
    /// Its size in bytes: as declared by an archive, as found at opening in a folder.
    pub size: u64,
    /// Offset of its header in an archive.
    pub offset: Option<u64>,
}

/// How much may be read (`bundle-format.md` section 1.9).
#[derive(Clone, Copy, Debug)]
pub struct ReadLimits {
    /// Most files.
    pub files: u64,
    /// Most bytes in all files together.
    pub total: u64,
    /// Most bytes of the manifest.
    pub manifest: u64,
}

impl Default for ReadLimits {
    fn default() -> ReadLimits {
        ReadLimits { files: 1 << 20, total: 1 << 40, manifest: 1 << 30 }
    }
}

impl Container {
    /// Opens a `.sab` file or a folder; what is wrong with it goes to `faults`, and what can be read all the same is readable.
    ///
    /// # Errors
    /// Nothing at all can be read.
    pub fn open(path: &Path, limits: &ReadLimits, faults: &mut Vec<Failure>) -> io::Result<Container> {
        if std::fs::metadata(path)?.is_dir() {
            let (folder, entries) = folder::Folder::open(path, limits, faults)?;
            return Ok(Container { entries, source: Source::Folder(folder) });
        }
        let file = folder::open_regular(path, true)?;
        Container::from_archive(zip::Archive::File(file), limits, faults)
    }

    /// An archive that lies in memory.
    pub fn from_zip_bytes(bytes: Vec<u8>, limits: &ReadLimits, faults: &mut Vec<Failure>) -> Container {
        Container::from_archive(zip::Archive::Memory(bytes), limits, faults)
            .unwrap_or_else(|_| Container::from_files(BTreeMap::new()))
    }

    fn from_archive(archive: zip::Archive, limits: &ReadLimits, faults: &mut Vec<Failure>) -> io::Result<Container> {
        let (zip, mut entries) = zip::Zip::open(archive, limits, faults)?;
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Container { entries, source: Source::Zip(zip) })
    }

    /// Files that lie in memory: for tests and fuzzing.
    pub fn from_files(files: BTreeMap<String, Vec<u8>>) -> Container {
        let entry = |(path, bytes): (&String, &Vec<u8>)| FileEntry {
            path: path.clone(),
            size: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            offset: None,
        };
        Container { entries: files.iter().map(entry).collect(), source: Source::Memory(files) }
    }

    /// The files whose names the format allows, ascending by path, each once.
    pub fn entries(&self) -> &[FileEntry] {
        &self.entries
    }

    /// The file of this path.
    pub fn entry(&self, path: &str) -> Option<&FileEntry> {
        let at = self.entries.binary_search_by(|entry| entry.path.as_str().cmp(path)).ok()?;
        self.entries.get(at)
    }

    /// A stream over one file.
    ///
    /// # Errors
    /// `NotFound`, or what the system says.
    pub fn open_file(&self, path: &str) -> io::Result<FileStream<'_>> {
        let entry = self.entry(path).ok_or(io::ErrorKind::NotFound)?;
        let kind = match &self.source {
            Source::Folder(folder) => Stream::Folder(folder.open_file(path)?),
            Source::Zip(zip) => Stream::Zip(Box::new(zip.open_file(entry)?)),
            Source::Memory(files) => Stream::Memory(files.get(path).map(Vec::as_slice).ok_or(io::ErrorKind::NotFound)?),
        };
        Ok(FileStream(kind))
    }

    /// The raw bytes of an archive; `None` for what is no single file.
    pub fn whole(&self) -> Option<Box<dyn Read + '_>> {
        match &self.source {
            Source::Zip(zip) => Some(Box::new(zip.whole())),
            _ => None,
        }
    }
}

/// The content of one file.
pub struct FileStream<'a>(Stream<'a>);

enum Stream<'a> {
    Folder(std::fs::File),
    Zip(Box<zip::EntryStream<'a>>),
    Memory(&'a [u8]),
}

impl Read for FileStream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.0 {
            Stream::Folder(file) => file.read(buffer),
            Stream::Zip(stream) => stream.read(buffer),
            Stream::Memory(bytes) => bytes.read(buffer),
        }
    }
}

impl FileStream<'_> {
    /// Takes what was found wrong while reading.
    pub fn faults(&mut self) -> Vec<Failure> {
        match &mut self.0 {
            Stream::Zip(stream) => std::mem::take(&mut stream.faults),
            _ => Vec::new(),
        }
    }
}

/// A name from outside, made visible.
fn escaped(name: &[u8]) -> String {
    String::from_utf8_lossy(name).escape_debug().to_string()
}

fn limit(what: &str, most: u64, found: u64) -> Failure {
    Failure::new(Code::Limit, what).values(format!("at most {most}"), found.to_string())
}
