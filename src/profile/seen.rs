//! Checkpoints seen before: one file each, in the folder of a profile.
//!
//! Nothing is judged here: `verify` checks a remembered note like any other before it believes it, so a note that anyone puts into
//! the folder can at worst be ignored.

use super::files::{read_at_most, write_atomically};
use crate::crypto::{Digest, NOTE_MAX, Note};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;

/// Most files in a folder of remembered checkpoints.
///
/// One a quarter of an hour for almost three years. A fuller folder is an error, as leaving some out could hide a fork.
pub const SEEN_MAX: usize = 100_000;

/// A remembered checkpoint, as its file holds it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SeenNote {
    /// Where it lies.
    pub path: String,
    /// At most [`NOTE_MAX`] + 1 bytes, so that a note that is too long is seen to be so.
    pub bytes: Vec<u8>,
}

/// The remembered checkpoints of `dir`, sorted by file name; none where there is no such folder.
///
/// Links, folders and files whose name begins with a dot are left out.
///
/// # Errors
/// What the file system says, and a folder of more than [`SEEN_MAX`] files.
pub fn load_seen(dir: &Path) -> io::Result<Vec<SeenNote>> {
    let mut notes = Vec::new();
    for name in names_in(dir)? {
        let path = dir.join(name);
        match read_at_most(&path, READ_MAX) {
            Ok(bytes) => notes.push(SeenNote { path: path.display().to_string(), bytes }),
            // Removed since the folder was listed.
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(notes)
}

/// Remembers a checkpoint note; true if its text was not there yet. A note with the same text stays as it was.
///
/// # Errors
/// What the file system says; `InvalidInput` for bytes that are not a note with a size on its second line.
pub fn remember(dir: &Path, checkpoint: &[u8]) -> io::Result<bool> {
    let invalid = |fault: String| io::Error::new(io::ErrorKind::InvalidInput, fault);
    let note = Note::parse(checkpoint, NOTE_MAX).map_err(|fault| invalid(fault.to_string()))?;
    let size = note.text.lines().nth(1).and_then(super::lines::number);
    let size = size.ok_or_else(|| invalid("the second line of the checkpoint is not a size".to_owned()))?;
    fs::create_dir_all(dir)?;
    let hex = Digest::of(note.text.as_bytes()).hex();
    let long = dir.join(format!("{size}-{hex}.checkpoint"));
    let short = dir.join(format!("{size}-{}.checkpoint", hex.get(..16).unwrap_or(&hex)));
    // A damaged file, or another text ground to the same 64 bits, keeps its name; it must not stop this one from being remembered.
    for path in [&short, &long] {
        match text_at(path)? {
            Found::Nothing => return write_atomically(path, checkpoint).map(|()| true),
            Found::Text(text) if text == note.text => return Ok(false),
            Found::Text(_) | Found::Other => {}
        }
    }
    write_atomically(&long, checkpoint).map(|()| true)
}

/// What lies under a name.
enum Found {
    Nothing,
    Text(String),
    Other,
}

fn text_at(path: &Path) -> io::Result<Found> {
    match fs::symlink_metadata(path) {
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(fault) => return Err(fault),
        Ok(meta) if !meta.is_file() => return Ok(Found::Other),
        Ok(_) => {}
    }
    let bytes = read_at_most(path, READ_MAX)?;
    Ok(Note::parse(&bytes, NOTE_MAX).map_or(Found::Other, |note| Found::Text(note.text.to_owned())))
}

fn names_in(dir: &Path) -> io::Result<Vec<OsString>> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(fault) => return Err(fault),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        if name.as_encoded_bytes().starts_with(b".") || !entry.file_type()?.is_file() {
            continue;
        }
        if names.len() >= SEEN_MAX {
            let what = format!("{} holds more than {SEEN_MAX} files", dir.display());
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        names.push(name);
    }
    names.sort();
    Ok(names)
}

/// [`NOTE_MAX`] + 1.
const READ_MAX: u64 = 512 * 1024 + 1;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::{KeyType, SecretKey, VKey, note_line};

    fn checkpoint(size: u64, root: u8, lines: usize) -> Vec<u8> {
        let text = format!("log.example\n{size}\n{}\n", Digest([root; 32]).b64());
        let line = |seed: usize| {
            let key = SecretKey::from_seed(&[u8::try_from(seed).unwrap(); 32]);
            note_line(&key, &VKey::new("log.example", KeyType::Note, &key.public()), &text, None)
        };
        let lines: String = (1..=lines).map(line).collect();
        format!("{text}\n{lines}").into_bytes()
    }

    #[test]
    fn a_text_is_remembered_once() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("a/b");
        assert_eq!(load_seen(&dir).unwrap(), []);
        assert!(remember(&dir, &checkpoint(5, 1, 1)).unwrap());
        assert!(!remember(&dir, &checkpoint(5, 1, 2)).unwrap(), "same text, more signatures");
        assert!(remember(&dir, &checkpoint(5, 2, 1)).unwrap());
        assert!(remember(&dir, &checkpoint(40, 1, 1)).unwrap());
        let notes = load_seen(&dir).unwrap();
        assert!(notes.is_sorted_by(|a, b| a.path < b.path));
        let mut bytes: Vec<_> = notes.into_iter().map(|note| note.bytes).collect();
        bytes.sort();
        let mut expected = [checkpoint(5, 1, 1), checkpoint(5, 2, 1), checkpoint(40, 1, 1)];
        expected.sort();
        assert_eq!(bytes, expected);
        let name = fs::read_dir(&dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).min().unwrap();
        assert_eq!(name.len(), "40-0123456789abcdef.checkpoint".len());
    }

    #[test]
    fn a_damaged_file_does_not_suppress_a_note() {
        let dir = tempfile::tempdir().unwrap();
        remember(dir.path(), &checkpoint(5, 1, 1)).unwrap();
        let path = load_seen(dir.path()).unwrap().remove(0).path;
        fs::write(path, b"").unwrap();
        assert!(remember(dir.path(), &checkpoint(5, 1, 1)).unwrap());
        assert!(!remember(dir.path(), &checkpoint(5, 1, 1)).unwrap());
        assert_eq!(load_seen(dir.path()).unwrap().len(), 2);
    }

    #[test]
    fn only_regular_files_without_a_dot_are_read_and_never_more_than_the_limit() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(".new-1"), b"x").unwrap();
        fs::create_dir(dir.path().join("folder")).unwrap();
        fs::write(dir.path().join("long"), vec![b'x'; NOTE_MAX + 10]).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(dir.path().join("long"), dir.path().join("link")).unwrap();
        let notes = load_seen(dir.path()).unwrap();
        assert_eq!(notes.iter().map(|note| note.bytes.len()).collect::<Vec<_>>(), [NOTE_MAX + 1]);
    }

    #[test]
    fn what_is_not_a_checkpoint_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let mut no_size = checkpoint(5, 1, 1);
        no_size[12] = b'x';
        for bytes in [b"".to_vec(), b"a\n5\n".to_vec(), no_size] {
            assert_eq!(remember(dir.path(), &bytes).unwrap_err().kind(), io::ErrorKind::InvalidInput);
        }
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
