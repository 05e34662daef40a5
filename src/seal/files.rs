//! Blobs that lie in files: only below the folder of `--files`, without `..`, following no link.
//!
//! Whoever can write below that folder must not be able to bring in a file from elsewhere. A look before opening would leave
//! them the time between; so each part of the path is opened by itself, below the part before it, and the system refuses links.

use super::error::{SealError, io_at};
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path};

/// Reads the file that a blob names.
pub(super) fn read(folder: Option<&Path>, path: &str, line: u64) -> Result<Vec<u8>, SealError> {
    let Some(folder) = folder else {
        return Err(SealError::input(line, format!("a blob is the file {path:?}"), "text or base64, or --files DIR"));
    };
    let fault =
        |what: String| SealError::input(line, what, "a regular file below the folder of --files, no .. and no links");
    let plain = |part| match part {
        Component::Normal(name) => Some(name),
        _ => None,
    };
    let parts: Option<Vec<&OsStr>> = Path::new(path).components().map(plain).collect();
    let parts = parts.filter(|parts| !parts.is_empty() && !path.contains('\0'));
    let parts = parts.ok_or_else(|| fault(format!("the path {path:?} is not a plain relative one")))?;
    let mut file = open(folder, &parts).map_err(|e| fault(format!("the file {path:?} of a blob: {e}")))?;
    if !file.metadata().is_ok_and(|data| data.is_file()) {
        return Err(fault(format!("{path:?} is no regular file")));
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(io_at("read", &folder.join(path)))?;
    Ok(bytes)
}

/// Opens part after part, none of which may be a link. Nothing is waited for, such as a pipe that somebody put there.
#[cfg(unix)]
fn open(folder: &Path, parts: &[&OsStr]) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags, open, openat};
    use rustix::io::Errno;
    let told = |error: Errno| match error {
        Errno::LOOP | Errno::MLINK | Errno::NOTDIR => io::Error::other("the path goes over a link, or over a file"),
        error => error.into(),
    };
    let inside = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let whole = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    // The folder itself is the user's own choice, and may be a link.
    let mut at = open(folder, inside, Mode::empty())?;
    let mut rest = parts.iter().peekable();
    while let Some(part) = rest.next() {
        let how = if rest.peek().is_some() { inside } else { whole };
        at = openat(&at, *part, how | OFlags::NOFOLLOW, Mode::empty()).map_err(told)?;
    }
    Ok(File::from(at))
}

/// Opens a file after a look at each part, and looks again afterwards. There is no call here that does both at once: what is a
/// link only for the moment between is not seen.
#[cfg(not(unix))]
fn open(folder: &Path, parts: &[&OsStr]) -> io::Result<File> {
    let look = || {
        let mut at = folder.to_path_buf();
        for part in parts {
            at.push(part);
            if std::fs::symlink_metadata(&at)?.is_symlink() {
                return Err(io::Error::other("the path goes over a link"));
            }
        }
        Ok(at)
    };
    let file = File::open(look()?)?;
    look()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn only_plain_files_below_the_folder() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("in")).unwrap();
        fs::write(dir.path().join("in/a"), b"x").unwrap();
        fs::write(dir.path().join("out"), b"secret").unwrap();
        let inside = dir.path().join("in");
        assert_eq!(read(Some(&inside), "a", 1).unwrap(), b"x");
        #[cfg(unix)]
        std::os::unix::fs::symlink("../out", inside.join("link")).unwrap();
        for path in ["../out", "/etc/hostname", "", "link", "none", ".", "a\0"] {
            let told = read(Some(&inside), path, 3).err().map(|e| e.to_string()).unwrap_or_default();
            assert!(told.starts_with("line 3: "), "{path}: {told}");
        }
        assert!(read(None, "a", 1).is_err());
    }

    /// Somebody swaps a folder for a link to another one again and again, while the blob is read again and again.
    #[cfg(unix)]
    #[test]
    fn a_link_that_comes_and_goes_is_never_followed() {
        use std::sync::atomic::{AtomicBool, Ordering};
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        for (folder, content) in [("in/d", "plain"), ("out", "secret")] {
            fs::create_dir_all(at(folder)).unwrap();
            fs::write(at(folder).join("f"), content).unwrap();
        }
        std::os::unix::fs::symlink("../out", at("in/link")).unwrap();
        let (inside, done) = (at("in"), AtomicBool::new(false));
        let (mut plain, mut refused) = (0, 0);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    for (from, to) in [("d", "away"), ("link", "d"), ("d", "link"), ("away", "d")] {
                        fs::rename(inside.join(from), inside.join(to)).unwrap();
                    }
                }
            });
            let until = std::time::Instant::now() + std::time::Duration::from_millis(700);
            while std::time::Instant::now() < until {
                match read(Some(&inside), "d/f", 1) {
                    Ok(bytes) if bytes == b"plain" => plain += 1,
                    Ok(bytes) => {
                        done.store(true, Ordering::Relaxed);
                        panic!("read {:?} over a link", String::from_utf8_lossy(&bytes));
                    }
                    Err(_) => refused += 1,
                }
            }
            done.store(true, Ordering::Relaxed);
        });
        assert!(plain > 0 && refused > 0, "{plain} read, {refused} refused: nothing was swapped in time");
    }
}
