//! A bundle as a folder: regular files only, no links followed, names compared byte for byte (`bundle-format.md` section 1.10).
//!
//! The folder is listed once and only listed paths are opened, so neither a file system that ignores case nor a path from the
//! manifest decides what is read. Opening never waits: a pipe that somebody put there must not hang the check.

use super::faults::Faults;
use super::names::{self, FOLDERS, allowed};
use super::source::{BUFFER, narrow};
use super::{FileEntry, Limit, Listing, ReadLimits};
use crate::bundle::{Code, Failure};
use std::fs::{self, File, FileType, OpenOptions};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Take};
use std::path::{Path, PathBuf};

/// A listed folder.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    /// What is in it.
    pub(super) listing: Listing,
}

/// One thing in a folder: its path in the bundle as bytes, where it lies, and its type.
type Found = (Vec<u8>, PathBuf, FileType);

impl Folder {
    /// Lists a folder.
    ///
    /// # Errors
    /// It cannot be listed.
    pub fn open(root: &Path, limits: &ReadLimits, faults: &mut Faults<'_>) -> io::Result<Folder> {
        let mut walk = Walk { seen: 0, limits, listing: Listing::default(), faults };
        for found in walk.children(root, b"")? {
            let (name, place, kind) = &found;
            if kind.is_dir() && FOLDERS.contains(&name.as_slice()) {
                walk.folder(place, name);
            } else {
                walk.file(found);
            }
        }
        let mut listing = walk.listing;
        listing.sort();
        listing.check_total(limits, faults);
        Ok(Folder { root: root.to_owned(), listing })
    }

    /// Opens a listed file for reading; gives at most one byte more than was listed, so that growth shows.
    ///
    /// # Errors
    /// It cannot be opened, or is no regular file any more.
    pub fn stream(&self, entry: &FileEntry) -> io::Result<BufReader<Take<File>>> {
        let limit = entry.size.saturating_add(1);
        let file = open_regular(&self.root.join(&entry.path))?;
        Ok(BufReader::with_capacity(BUFFER.min(narrow(limit)), file.take(limit)))
    }

    /// As [`Folder::stream`], from `offset` on.
    ///
    /// # Errors
    /// As [`Folder::stream`].
    pub fn stream_from(&self, entry: &FileEntry, offset: u64) -> io::Result<Take<File>> {
        let mut file = open_regular(&self.root.join(&entry.path))?;
        file.seek(SeekFrom::Start(offset.min(entry.size)))?;
        Ok(file.take(entry.size.saturating_sub(offset)))
    }
}

struct Walk<'a, 'b> {
    seen: u64,
    limits: &'a ReadLimits,
    listing: Listing,
    faults: &'a mut Faults<'b>,
}

impl Walk<'_, '_> {
    /// What lies directly in a folder, sorted, so that the report does not depend on the file system.
    fn children(&mut self, folder: &Path, prefix: &[u8]) -> io::Result<Vec<Found>> {
        let mut children = Vec::new();
        for child in fs::read_dir(folder)? {
            if self.seen >= self.limits.files {
                self.cut();
                break;
            }
            self.seen = self.seen.saturating_add(1);
            let child = child?;
            let mut path = prefix.to_vec();
            path.extend_from_slice(child.file_name().as_encoded_bytes());
            children.push((path, child.path(), child.file_type()?));
        }
        children.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(children)
    }

    fn folder(&mut self, place: &Path, name: &[u8]) {
        let prefix = [name, b"/"].concat();
        match self.children(place, &prefix) {
            Ok(children) => children.into_iter().for_each(|child| self.file(child)),
            Err(error) => {
                self.listing.cut = true;
                self.faults.add(Failure::new(Code::Io, error.to_string()).file(names::escape(name)));
            }
        }
    }

    fn file(&mut self, (path, place, kind): Found) {
        let shown = names::escape(&path);
        if !kind.is_file() && !kind.is_dir() {
            self.faults.add(Failure::new(Code::ZipSymlink, "it is not followed").file(shown));
        } else if kind.is_dir() || !allowed(&path) {
            self.faults.add(Failure::new(Code::FileUnlisted, "the format knows no such name").file(shown));
        } else {
            // An allowed name is ASCII, so escaping changed nothing. `symlink_metadata` follows no link.
            match fs::symlink_metadata(&place) {
                Ok(data) => self.listing.entries.push(FileEntry { path: shown, size: data.len(), offset: None }),
                Err(error) => {
                    // A size that cannot be told must not pass for one that differs, nor the file for one that is absent.
                    self.listing.cut = true;
                    self.faults.add(Failure::new(Code::Io, error.to_string()).file(&shown));
                }
            }
        }
    }

    fn cut(&mut self) {
        if !self.listing.cut {
            self.listing.cut = true;
            self.faults.add(self.limits.hit(Limit::Files, "more"));
        }
    }
}

fn open_regular(path: &Path) -> io::Result<File> {
    let refuse = || io::Error::new(io::ErrorKind::InvalidData, "it is not a regular file");
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(refuse());
    }
    let mut options = OpenOptions::new();
    options.read(true);
    no_follow(&mut options);
    let file = options.open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(refuse()) }
}

/// Closes the time between look and open: no link is followed, no pipe waited for.
#[cfg(unix)]
fn no_follow(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.custom_flags(FLAGS);
}

#[cfg(not(unix))]
fn no_follow(_options: &mut OpenOptions) {}

/// `O_NOFOLLOW | O_NONBLOCK` of `fcntl.h`; the numbers belong to the system and the processor. Elsewhere the look before must do.
#[cfg(unix)]
const FLAGS: i32 = if cfg!(target_os = "macos") {
    0x100 | 0x4
} else if cfg!(all(target_os = "linux", any(target_arch = "x86", target_arch = "x86_64", target_arch = "riscv64"))) {
    0o400_000 | 0o4_000
} else if cfg!(all(target_os = "linux", any(target_arch = "arm", target_arch = "aarch64"))) {
    0o100_000 | 0o4_000
} else {
    0
};

#[cfg(test)]
mod tests {
    use super::super::{Container, ReadLimits};
    use crate::bundle::{Code, Failure};
    use std::fs;
    use std::io::Read;

    fn codes(faults: &[Failure]) -> Vec<(Code, &str)> {
        faults.iter().map(|fault| (fault.code, fault.file.as_deref().unwrap_or(""))).collect()
    }

    #[test]
    fn lists_and_reads_regular_files() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["records", "blobs", "packs"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        fs::write(folder.path().join("manifest"), "m").unwrap();
        fs::write(folder.path().join("records/000000000000.jsonl"), "line").unwrap();
        let mut faults = Vec::new();
        let container = Container::open(folder.path(), &ReadLimits::default(), &mut faults).unwrap();
        assert!(faults.is_empty() && container.is_folder() && container.whole().is_none());
        let paths: Vec<&str> = container.entries().iter().map(|entry| entry.path.as_str()).collect();
        assert_eq!(paths, ["manifest", "records/000000000000.jsonl"]);
        let mut text = String::new();
        container.open_file("records/000000000000.jsonl").unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "line");
        let missing = container.open_file("proof").map(|_| ()).unwrap_err();
        assert_eq!(missing.kind(), std::io::ErrorKind::NotFound);
    }

    #[test]
    fn growth_shows_as_one_byte_more() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("manifest"), "four").unwrap();
        let container = Container::open(folder.path(), &ReadLimits::default(), &mut Vec::new()).unwrap();
        fs::write(folder.path().join("manifest"), "four and more").unwrap();
        let mut text = String::new();
        container.open_file("manifest").unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "four ");
    }

    #[cfg(unix)]
    #[test]
    fn follows_no_link_and_waits_for_no_pipe() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::write(root.join("manifest"), "m").unwrap();
        fs::write(root.join(".DS_Store"), "").unwrap();
        fs::create_dir_all(root.join("blobs/deep")).unwrap();
        fs::create_dir(root.join("other")).unwrap();
        std::os::unix::fs::symlink("manifest", root.join("checkpoint")).unwrap();
        std::os::unix::fs::symlink("blobs", root.join("records")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(root.join("proof")).unwrap();
        let odd = std::os::unix::ffi::OsStrExt::from_bytes(b"odd\xff");
        fs::write(root.join::<&std::ffi::OsStr>(odd), "").unwrap();
        let mut faults = Vec::new();
        let container = Container::open(root, &ReadLimits::default(), &mut faults).unwrap();
        let (unlisted, link) = (Code::FileUnlisted, Code::ZipSymlink);
        let wanted = [
            (unlisted, ".DS_Store"),
            (unlisted, "blobs/deep"),
            (link, "checkpoint"),
            (unlisted, "odd\\xff"),
            (unlisted, "other"),
            (link, "proof"),
            (link, "records"),
        ];
        assert_eq!(codes(&faults), wanted);
        assert_eq!(container.entries().len(), 1);
        fs::remove_file(root.join("manifest")).unwrap();
        std::os::unix::fs::symlink(".DS_Store", root.join("manifest")).unwrap();
        assert!(container.open_file("manifest").is_err());
    }

    #[test]
    fn stops_at_the_limits() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["manifest", "checkpoint", "proof"] {
            fs::write(folder.path().join(name), "0123456789").unwrap();
        }
        let mut faults = Vec::new();
        let limits = ReadLimits { files: 2, ..ReadLimits::default() };
        let container = Container::open(folder.path(), &limits, &mut faults).unwrap();
        assert_eq!((faults[0].code, faults.len(), container.entries().len()), (Code::Limit, 1, 2));
        assert!(container.is_cut());
    }
}
