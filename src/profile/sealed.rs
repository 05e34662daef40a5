//! Which logs were sealed on this machine, and when: one line a seal in the file `sealed-here` of the configuration folder.
//!
//! A bundle of such a log is worth less as evidence to others: whoever sealed it here could have sealed anything. The file grants
//! no trust and takes none away; it only adds a sentence.

use super::ProfileStore;
use super::files::read_at_most;
use crate::bundle::Time;
use crate::crypto::{Digest, NOTE_MAX, Note, VKey};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};

/// That a bundle's log was sealed on this machine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SealedHere {
    /// The day, `YYYY-MM-DD`, UTC.
    pub day: String,
    /// Whether this very state of the log was sealed then; otherwise that is when its key was first used here.
    pub exact: bool,
}

impl SealedHere {
    /// The sentence that stands beside a verdict.
    pub fn words(&self) -> String {
        let when = if self.exact { "sealed here on" } else { "sealed with a key used here since" };
        format!("{when} {}; says nothing about what happened before", self.day)
    }
}

impl ProfileStore {
    /// Notes that a log was sealed here: its key, the size and root of the log then, and the time in POSIX seconds.
    ///
    /// # Errors
    /// What the file system says.
    pub fn note_sealed(&self, log: &VKey, size: u64, root: &Digest, now: u64) -> io::Result<()> {
        fs::create_dir_all(self.root())?;
        let mut file = OpenOptions::new().append(true).create(true).open(self.root().join(FILE))?;
        // One write: two programs that seal at once do not mix their lines.
        file.write_all(format!("{} {size} {} {now}\n", log.text(), root.hex()).as_bytes())
    }

    /// Whether the log of a bundle was sealed here, by the bytes of its checkpoint. The signature is checked, since 32 bits of a key
    /// id are ground out in no time.
    pub fn sealed_here(&self, checkpoint: &[u8]) -> Option<SealedHere> {
        let bytes = read_at_most(&self.root().join(FILE), READ_MAX).ok()?;
        let note = Note::parse(checkpoint, NOTE_MAX).ok()?;
        let mut lines = note.text.lines();
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let (mut first, mut exact) = (None, None);
        let text = String::from_utf8_lossy(&bytes);
        let mut signed: Option<(&str, bool)> = None;
        for line in text.lines() {
            let mut items = line.split(' ');
            let (Some(key), Some(of), Some(hex), Some(time)) = (items.next(), items.next(), items.next(), items.next())
            else {
                continue;
            };
            if !key.starts_with(origin) {
                continue;
            }
            // A log has few keys, so its signature is checked about once.
            let fits = match signed {
                Some((known, fits)) if known == key => fits,
                _ => signs(&note, key),
            };
            signed = Some((key, fits));
            let Some(time) = time.parse().ok().filter(|_| fits) else { continue };
            first = first.or(Some(time));
            if of == size && Digest::from_b64(root).is_some_and(|root| root.hex() == hex) {
                exact = exact.or(Some(time));
            }
        }
        let day = |time| Time::from_seconds(time).text().get(..10).unwrap_or_default().to_owned();
        Some(SealedHere { day: day(exact.or(first)?), exact: exact.is_some() })
    }
}

/// Whether the key signed the note.
fn signs(note: &Note<'_>, key: &str) -> bool {
    let Some((vkey, public)) = VKey::parse(key).ok().and_then(|vkey| vkey.ed25519().map(|key| (vkey, key))) else {
        return false;
    };
    note.lines_of(&vkey).any(|line| line.check(&public, note.text).is_ok())
}

const FILE: &str = "sealed-here";
/// Seals of many years; what is beyond is not looked at, which costs a sentence and nothing else.
const READ_MAX: u64 = 16 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::{KeyType, SecretKey, note_line};

    #[test]
    fn only_a_checkpoint_that_the_noted_key_signed_was_sealed_here() {
        let dir = tempfile::tempdir().unwrap();
        let store = ProfileStore::at(dir.path().join("config"));
        let secret = SecretKey::from_seed(&[1; 32]);
        let log = VKey::new("o.example/log", KeyType::Note, &secret.public());
        let signed = |size: u64, root: &Digest, secret: &SecretKey| {
            let text = format!("o.example/log\n{size}\n{}\n", root.b64());
            let vkey = VKey::new("o.example/log", KeyType::Note, &secret.public());
            format!("{text}\n{}", note_line(secret, &vkey, &text, None))
        };
        let (one, two) = (Digest::of(b"1"), Digest::of(b"2"));
        assert_eq!(store.sealed_here(signed(1, &one, &secret).as_bytes()), None);
        store.note_sealed(&log, 1, &one, 1_767_603_600).unwrap();
        store.note_sealed(&log, 2, &two, 1_778_256_351).unwrap();
        let words = |bytes: String| store.sealed_here(bytes.as_bytes()).map(|here| here.words());
        let said = |day: &str| Some(format!("sealed here on {day}; says nothing about what happened before"));
        assert_eq!(words(signed(1, &one, &secret)), said("2026-01-05"));
        assert_eq!(words(signed(2, &two, &secret)), said("2026-05-08"));
        // Another state of the log, with the same key.
        let other = words(signed(3, &two, &secret)).unwrap();
        assert!(other.starts_with("sealed with a key used here since 2026-01-05"), "{other}");
        // Another key of the same name, and a signature that does not fit.
        assert_eq!(words(signed(1, &one, &SecretKey::from_seed(&[2; 32]))), None);
        assert_eq!(words(signed(1, &one, &secret).replace("\n1\n", "\n7\n")), None);
        assert_eq!(words("no note".to_owned()), None);
    }
}
