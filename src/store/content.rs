//! The content address of a bundle: of a file the SHA-256 of its bytes, of a folder that of a list of its files.
//!
//! The list of a folder is `recount folder v1` LF, then for each file in the byte order of the paths its SHA-256 in hex, its size
//! and its path. The digest of the manifest alone would not do: two folders with one manifest can differ in every record, and the
//! second would pass for the first.

use super::error::{StoreError, io_at};
use crate::crypto::{Digest, Hasher};
use crate::watch::Watch;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// The form of a bundle.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// One file.
    File,
    /// A folder.
    Folder,
}

impl Kind {
    /// The word used in the log.
    pub fn word(self) -> &'static str {
        match self {
            Kind::File => "file",
            Kind::Folder => "folder",
        }
    }

    /// Reads what [`Kind::word`] writes.
    pub fn of_word(word: &str) -> Option<Kind> {
        [Kind::File, Kind::Folder].into_iter().find(|kind| kind.word() == word)
    }
}

/// What a bundle on disk measures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Measure {
    /// Its content address.
    pub digest: Digest,
    /// File or folder.
    pub kind: Kind,
    /// Bytes of all its files.
    pub bytes: u64,
}

/// Reads a bundle whole and gives what it measures; the watch is told the bytes.
///
/// # Errors
/// What cannot be read or is no evidence by its form; a cancel.
pub fn address(path: &Path, watch: &Watch) -> Result<Measure, StoreError> {
    read_whole(path, None, watch, &|bytes| watch.advance(bytes))
}

/// Reads a bundle whole and gives what it measures; `copy_to` gets the same bytes under the same names, synced. The watch counts
/// records while bundles are brought in, so it is not told the bytes.
pub(super) fn measure(path: &Path, copy_to: Option<&Path>, watch: &Watch) -> Result<Measure, StoreError> {
    read_whole(path, copy_to, watch, &|_| {})
}

fn read_whole(path: &Path, copy_to: Option<&Path>, watch: &Watch, tell: &dyn Fn(u64)) -> Result<Measure, StoreError> {
    let data = fs::metadata(path).map_err(io_at("read", path))?;
    if data.is_file() {
        let (digest, bytes) = read_file(path, copy_to, watch, tell)?;
        return Ok(Measure { digest, kind: Kind::File, bytes });
    }
    if !data.is_dir() {
        return Err(not_evidence(path, "it is neither a file nor a folder"));
    }
    let (mut list, mut total) = (Hasher::new(), 0u64);
    list.update(b"recount folder v1\n");
    for file in files_of(path)? {
        let target = copy_to.map(|to| to.join(&file.name));
        if let Some(above) = target.as_deref().and_then(Path::parent) {
            fs::create_dir_all(above).map_err(io_at("create", above))?;
        }
        let (digest, bytes) = read_file(&path.join(&file.name), target.as_deref(), watch, tell)?;
        list.update(format!("{} {bytes} {}\n", digest.hex(), file.name).as_bytes());
        total = total.saturating_add(bytes);
    }
    if let Some(to) = copy_to {
        sync_folders(to)?;
    }
    Ok(Measure { digest: list.finish(), kind: Kind::Folder, bytes: total })
}

/// Form and bytes of what lies at `path`, without reading it; `None` if nothing does.
///
/// # Errors
/// What cannot be listed, or is no evidence by its form.
pub fn glance(path: &Path) -> Result<Option<(Kind, u64)>, StoreError> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io_at("read", path)(error)),
        Ok(data) if data.is_file() => Ok(Some((Kind::File, data.len()))),
        Ok(_) => {
            let files = files_of(path)?;
            Ok(Some((Kind::Folder, files.iter().fold(0u64, |sum, file| sum.saturating_add(file.bytes)))))
        }
    }
}

struct Listed {
    /// With `/` between its parts.
    name: String,
    bytes: u64,
}

/// The files below a folder, in the byte order of their names.
fn files_of(folder: &Path) -> Result<Vec<Listed>, StoreError> {
    let mut found = Vec::new();
    let mut waiting: Vec<(PathBuf, String, usize)> = vec![(folder.to_path_buf(), String::new(), 0)];
    while let Some((place, prefix, depth)) = waiting.pop() {
        if depth > DEPTH_MAX || found.len() > FILES_MAX {
            return Err(not_evidence(folder, "it holds more files or deeper folders than a bundle can"));
        }
        for entry in fs::read_dir(&place).map_err(io_at("read", &place))? {
            let entry = entry.map_err(io_at("read", &place))?;
            let path = entry.path();
            let Some(name) = entry.file_name().to_str().map(|name| format!("{prefix}{name}")) else {
                return Err(not_evidence(&path, "its name is no text"));
            };
            let kind = entry.file_type().map_err(io_at("read", &path))?;
            if kind.is_dir() {
                waiting.push((path, format!("{name}/"), depth.saturating_add(1)));
            } else if kind.is_file() && !name.contains('\n') {
                let bytes = entry.metadata().map_err(io_at("read", &path))?.len();
                found.push(Listed { name, bytes });
            } else {
                return Err(not_evidence(&path, "it is a link, a device, or has a line end in its name"));
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// Reads a file once: digest, length, and the same bytes to another place.
fn read_file(from: &Path, to: Option<&Path>, watch: &Watch, tell: &dyn Fn(u64)) -> Result<(Digest, u64), StoreError> {
    let mut source = File::open(from).map_err(io_at("read", from))?;
    let mut target = match to {
        Some(to) => Some((to, File::create_new(to).map_err(io_at("create", to))?)),
        None => None,
    };
    let (mut hasher, mut length) = (Hasher::new(), 0u64);
    let mut buffer = vec![0u8; CHUNK];
    loop {
        if watch.is_cancelled() {
            return Err(StoreError::Stopped);
        }
        let read = match source.read(&mut buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            other => other.map_err(io_at("read", from))?,
        };
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        hasher.update(bytes);
        tell(u64::try_from(read).unwrap_or(0));
        length = length.saturating_add(u64::try_from(read).unwrap_or(0));
        if let Some((to, file)) = &mut target {
            file.write_all(bytes).map_err(io_at("write", to))?;
        }
    }
    if let Some((to, file)) = &target {
        file.sync_all().map_err(io_at("sync", to))?;
    }
    Ok((hasher.finish(), length))
}

/// Syncs a folder and those in it, so that the names in them last.
fn sync_folders(folder: &Path) -> Result<(), StoreError> {
    for entry in fs::read_dir(folder).map_err(io_at("read", folder))? {
        let path = entry.map_err(io_at("read", folder))?.path();
        if path.is_dir() {
            sync_folders(&path)?;
        }
    }
    sync_folder(folder)
}

/// Syncs the names in one folder. Windows cannot, and need not.
pub(super) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    File::open(folder).and_then(|handle| handle.sync_all()).map_err(io_at("sync", folder))
}

pub(super) fn not_evidence(path: &Path, what: &str) -> StoreError {
    StoreError::NotEvidence { path: path.to_path_buf(), what: what.to_owned() }
}

/// A bundle is two deep (`bundle-format.md` section 1.2); what is deeper cannot be one.
const DEPTH_MAX: usize = 8;
/// As the reader's own limit.
const FILES_MAX: usize = 1 << 20;
/// Large enough for the disk, small enough to be stopped at once.
const CHUNK: usize = 1 << 20;
