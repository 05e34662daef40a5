//! The five files of a profile on disk, read with bounds, and writing that is never seen half done.

use super::ProfileError;
use crate::crypto::{hex_encode, random_bytes};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// The texts of a profile's files; an optional one that is absent is `None`.
#[derive(Debug)]
pub(super) struct ProfileFiles {
    pub policy: String,
    pub authority: String,
    pub exporters: Option<String>,
    pub limits: Option<String>,
    pub tsa: Option<String>,
}

impl ProfileFiles {
    /// Reads the five known files of `dir`; others are ignored.
    pub fn read(dir: &Path) -> Result<ProfileFiles, Vec<ProfileError>> {
        if !dir.is_dir() {
            return Err(vec![ProfileError::whole("policy", format!("there is no folder {}", dir.display()))]);
        }
        let mut faults = Vec::new();
        let mut read = |name| text_of(dir, name).map_err(|fault| faults.push(fault)).ok().flatten();
        let texts = ["policy", "authority", "exporters", "limits", "tsa"].map(&mut read);
        let [policy, authority, exporters, limits, tsa] = texts;
        for (name, text) in [("policy", &policy), ("authority", &authority)] {
            if text.is_none() && !faults.iter().any(|fault| fault.file == name) {
                faults.push(ProfileError::whole(name, format!("the file is missing in {}", dir.display())));
            }
        }
        match (policy, authority) {
            (Some(policy), Some(authority)) if faults.is_empty() => {
                Ok(ProfileFiles { policy, authority, exporters, limits, tsa })
            }
            _ => Err(faults),
        }
    }

    /// Writes the files that are present into the folder `dir`.
    pub fn write(&self, dir: &Path) -> io::Result<()> {
        let texts = [
            ("policy", Some(&self.policy)),
            ("authority", Some(&self.authority)),
            ("exporters", self.exporters.as_ref()),
            ("limits", self.limits.as_ref()),
            ("tsa", self.tsa.as_ref()),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                write_new(&dir.join(name), text.as_bytes())?;
            }
        }
        Ok(())
    }
}

/// Puts `bytes` at `path`, replacing what is there; a reader sees the old or the new file, never a part.
pub(super) fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = temporary_beside(path)?;
    let written = write_new(&temporary, bytes).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        // The first fault is the one to tell; what is left has a dot name and is never read.
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// A name in the folder of `path` that nothing has and that readers skip, as it begins with a dot.
pub(super) fn temporary_beside(path: &Path) -> io::Result<PathBuf> {
    let random = random_bytes()?;
    Ok(path.with_file_name(format!(".new-{}", hex_encode(random.get(..8).unwrap_or(&random)))))
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// The text of one file; `None` where there is none.
fn text_of(dir: &Path, name: &'static str) -> Result<Option<String>, ProfileError> {
    let path = dir.join(name);
    let unreadable =
        |fault: io::Error| ProfileError::whole(name, format!("{} cannot be read: {fault}", path.display()));
    match fs::metadata(&path) {
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(fault) => return Err(unreadable(fault)),
        Ok(meta) if !meta.is_file() => return Err(ProfileError::whole(name, "not a regular file")),
        Ok(_) => {}
    }
    let bytes = read_at_most(&path, FILE_MAX.saturating_add(1)).map_err(unreadable)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > FILE_MAX) {
        return Err(ProfileError::whole(name, "the file is larger than 1 MiB"));
    }
    String::from_utf8(bytes).map(Some).map_err(|fault| {
        let good = fault.as_bytes().get(..fault.utf8_error().valid_up_to()).unwrap_or_default();
        let line = good.iter().filter(|byte| **byte == b'\n').zip(2..).last().map_or(1, |(_, line)| line);
        ProfileError::at(name, line, "not valid UTF-8")
    })
}

/// The first `limit` bytes of a file.
pub(super) fn read_at_most(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Largest file of a profile: thousands of keys, far more than anyone reviews by hand.
const FILE_MAX: u64 = 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_of_all_files_are_told_at_once() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("policy"), b"ok\nok\n\xff").unwrap();
        fs::write(dir.path().join("limits"), vec![b' '; 1024 * 1024 + 1]).unwrap();
        fs::create_dir(dir.path().join("exporters")).unwrap();
        let faults = ProfileFiles::read(dir.path()).unwrap_err();
        let told: Vec<_> = faults.iter().map(|fault| (fault.file, fault.line)).collect();
        assert_eq!(told, [("policy", Some(3)), ("exporters", None), ("limits", None), ("authority", None)]);
        assert_eq!(ProfileFiles::read(&dir.path().join("none")).unwrap_err().len(), 1);
    }

    #[test]
    fn a_file_of_exactly_one_mebibyte_is_read() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("policy"), vec![b' '; 1024 * 1024]).unwrap();
        assert!(text_of(dir.path(), "policy").unwrap().is_some());
        assert!(text_of(dir.path(), "tsa").unwrap().is_none());
    }

    #[test]
    fn writing_replaces_and_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("default");
        write_atomically(&path, b"one").unwrap();
        write_atomically(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
