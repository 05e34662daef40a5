//! Files that are whole or absent: written under another name, synced, renamed; and secrets for the owner only.

use super::error::{SealError, io_at};
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Whether what is written must survive a loss of power.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Durability {
    /// A log that goes on: every step is synced before the next.
    Durable,
    /// A working copy that is thrown away.
    Scratch,
}

/// Writes a whole file: temporary name, sync, rename.
pub(super) fn write_whole(path: &Path, bytes: &[u8], durability: Durability) -> Result<(), SealError> {
    let temporary = beside(path, ".tmp");
    let mut file = File::create(&temporary).map_err(io_at("create", &temporary))?;
    file.write_all(bytes).map_err(io_at("write", &temporary))?;
    sync(&file, &temporary, durability)?;
    fs::rename(&temporary, path).map_err(io_at("rename", &temporary))?;
    sync_folder_of(path, durability)
}

/// Writes a file that only its owner may read, and that must not be there yet.
pub(super) fn write_secret(path: &Path, bytes: &[u8]) -> Result<(), SealError> {
    let temporary = beside(path, ".tmp");
    // What a killed run left of it may have any mode.
    if temporary.exists() {
        fs::remove_file(&temporary).map_err(io_at("remove", &temporary))?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&temporary).map_err(io_at("create", &temporary))?;
    file.write_all(bytes).map_err(io_at("write", &temporary))?;
    sync(&file, &temporary, Durability::Durable)?;
    if path.exists() {
        return Err(io_at("create", path)(std::io::ErrorKind::AlreadyExists.into()));
    }
    fs::rename(&temporary, path).map_err(io_at("rename", &temporary))?;
    sync_folder_of(path, Durability::Durable)
}

/// Makes a folder, and those above it, that only its owner may enter.
pub(super) fn make_secret_folder(path: &Path) -> Result<(), SealError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(io_at("create", path))
}

/// Makes a folder and those above it.
pub(super) fn make_folder(path: &Path) -> Result<(), SealError> {
    fs::create_dir_all(path).map_err(io_at("create", path))
}

/// Reads a file; `None` if it is not there.
pub(super) fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, SealError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(io_at("read", path)(e)),
    }
}

/// Length of a file; 0 if it is not there.
pub(super) fn length(path: &Path) -> Result<u64, SealError> {
    match fs::metadata(path) {
        Ok(data) => Ok(data.len()),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(0),
        Err(e) => Err(io_at("read", path)(e)),
    }
}

/// Names in a folder, sorted; none if it is not there.
pub(super) fn names(folder: &Path) -> Result<Vec<String>, SealError> {
    let listing = match fs::read_dir(folder) {
        Ok(listing) => listing,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(io_at("list", folder)(e)),
    };
    let mut found = Vec::new();
    for file in listing {
        let file = file.map_err(io_at("list", folder))?;
        if let Some(name) = file.file_name().to_str() {
            found.push(name.to_owned());
        }
    }
    found.sort();
    Ok(found)
}

/// Removes a folder and what is in it; one that is not there is fine.
pub(super) fn remove_folder(path: &Path) -> Result<(), SealError> {
    match fs::remove_dir_all(path) {
        Err(e) if e.kind() != ErrorKind::NotFound => Err(io_at("remove", path)(e)),
        _ => Ok(()),
    }
}

/// Syncs a file where it has to last.
pub(super) fn sync(file: &File, path: &Path, durability: Durability) -> Result<(), SealError> {
    match durability {
        Durability::Durable => file.sync_all().map_err(io_at("sync", path)),
        Durability::Scratch => Ok(()),
    }
}

/// Syncs the folder that holds `path`, so that a name lasts too. Windows cannot, and need not.
pub(super) fn sync_folder_of(path: &Path, durability: Durability) -> Result<(), SealError> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    if cfg!(not(unix)) || durability == Durability::Scratch {
        return Ok(());
    }
    let handle = File::open(folder).map_err(io_at("open", folder))?;
    sync(&handle, folder, durability)
}

/// `path` with `suffix` after its last part.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
