//! A bundle as a plain folder: regular files only, no link followed, names compared byte for byte.

use super::{FileEntry, ReadLimits, escaped, limit, names};
use crate::bundle::{Code, Failure};
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// Folders that a bundle may have.
const INNER: [&str; 4] = ["records", "blobs", "packs", "timestamps"];

/// An opened folder.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// Lists a folder.
    pub fn open(root: &Path, limits: &ReadLimits, faults: &mut Vec<Failure>) -> io::Result<(Folder, Vec<FileEntry>)> {
        let mut walk = Walk { limits, faults, entries: Vec::new(), count: 0 };
        walk.folder(root, "")?;
        let Walk { mut entries, count, .. } = walk;
        if count > limits.files {
            faults.push(limit("number of files", limits.files, count));
        }
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        Ok((Folder { root: root.to_owned() }, entries))
    }

    /// Opens one of the listed files.
    pub fn open_file(&self, path: &str) -> io::Result<File> {
        open_regular(&self.root.join(path), false)
    }
}

struct Walk<'a> {
    limits: &'a ReadLimits,
    faults: &'a mut Vec<Failure>,
    entries: Vec<FileEntry>,
    count: u64,
}

impl Walk<'_> {
    fn folder(&mut self, dir: &Path, prefix: &str) -> io::Result<()> {
        for entry in std::fs::read_dir(dir)? {
            self.count = self.count.saturating_add(1);
            if self.count > self.limits.files {
                return Ok(());
            }
            let entry = entry?;
            let name = entry.file_name();
            let shown = format!("{prefix}{}", escaped(name.as_encoded_bytes()));
            let kind = entry.file_type()?;
            let path = name.to_str().map(|name| format!("{prefix}{name}"));
            if kind.is_dir() && prefix.is_empty() && INNER.contains(&shown.as_str()) {
                self.count = self.count.saturating_sub(1);
                self.folder(&entry.path(), &format!("{shown}/"))?;
            } else if !kind.is_file() && !kind.is_dir() {
                self.faults.push(Failure::new(Code::ZipSymlink, "a link or a device").file(shown));
            } else if let Some(path) = path.filter(|path| kind.is_file() && names::allowed(path.as_bytes())) {
                let size = entry.metadata()?.len();
                self.entries.push(FileEntry { path, size, offset: None });
            } else {
                self.faults.push(Failure::new(Code::FileUnlisted, "a name that the format does not allow").file(shown));
            }
        }
        Ok(())
    }
}

/// Opens a regular file without waiting for a pipe; a link is followed only where the user named it.
pub fn open_regular(path: &Path, follow: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // O_NONBLOCK, so that a FIFO cannot hang the program, and O_NOFOLLOW (values of Linux on x86-64 and arm64 differ).
        let no_follow = if cfg!(target_arch = "aarch64") { 0o100_000 } else { 0o400_000 };
        options.custom_flags(if follow { 0o4000 } else { 0o4000 | no_follow });
    }
    if !follow && !std::fs::symlink_metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    let file = options.open(path)?;
    if file.metadata()?.is_file() {
        return Ok(file);
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"))
}
