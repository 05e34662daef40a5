//! Commands that repeat a check outside this program: `openssl`, `sha256sum`, `recount verify`, for a POSIX shell.
//!
//! Whatever comes from a bundle stands in single quotes, in base64, or as octal in the format of `printf`; so nothing of it is
//! ever read as a command, and nothing of it reaches a terminal as a control character. Each command makes its own input.

use crate::bundle::record::is_suspicious;
use crate::crypto::{Digest, b64_encode};
use std::path::Path;

/// Where a command finds the bytes of a bundle.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Source {
    /// In an archive.
    Archive(String),
    /// In a folder.
    Folder(String),
    /// In the command itself, in base64: the bundle has no file, or one whose name no command should hold.
    Carried,
}

/// A part of a file of the bundle.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cut<'a> {
    /// Path inside the bundle.
    pub file: &'a str,
    /// Offset of the first byte.
    pub offset: u64,
    /// Its bytes.
    pub bytes: &'a [u8],
}

impl<'a> Cut<'a> {
    /// A piece of it: `length` bytes from `start` on.
    pub fn piece(&self, start: usize, length: usize) -> Cut<'a> {
        let bytes = self.bytes.get(start..).unwrap_or_default();
        let bytes = bytes.get(..length).unwrap_or(bytes);
        Cut { offset: self.offset.saturating_add(start as u64), bytes, ..*self }
    }
}

impl Source {
    /// Of a bundle's path. `unzip` reads `*`, `?` and brackets in a name as a pattern, and control characters in a command are a
    /// trap: such a name is in no command.
    pub fn of(path: Option<&Path>) -> Source {
        let Some((path, text)) = path.and_then(|path| Some((path, path.to_str()?))) else { return Source::Carried };
        if text.starts_with('-') || !is_plain(text) {
            Source::Carried
        } else if path.is_dir() {
            Source::Folder(text.to_owned())
        } else {
            Source::Archive(text.to_owned())
        }
    }

    /// A pipeline that gives the bytes of a cut; `None`: they are too many to carry.
    pub fn read(&self, cut: &Cut<'_>) -> Option<String> {
        let from = format!("tail -c +{}", cut.offset.saturating_add(1));
        let head = format!("head -c {}", cut.bytes.len());
        match self {
            Source::Archive(path) if is_plain(cut.file) => {
                Some(format!("unzip -p {} {} | {from} | {head}", quoted(path), quoted(cut.file)))
            }
            Source::Folder(path) if is_plain(cut.file) => {
                Some(format!("{from} {} | {head}", quoted(&format!("{path}/{}", cut.file))))
            }
            _ => (cut.bytes.len() <= CARRIED_MAX).then(|| carried(cut.bytes)),
        }
    }

    /// The bundle as one argument.
    pub fn argument(&self) -> Option<String> {
        match self {
            Source::Archive(path) | Source::Folder(path) => Some(quoted(path)),
            Source::Carried => None,
        }
    }
}

fn is_plain(name: &str) -> bool {
    !name.chars().any(|c| c.is_control() || is_suspicious(c) || "*?[]\\".contains(c))
}

/// A text as one word of a shell.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// A command that prints these bytes.
pub fn carried(bytes: &[u8]) -> String {
    format!("printf %s '{}' | base64 -d", b64_encode(bytes))
}

/// A `printf` of a text: what is not plain ASCII, or means something to `printf` or the shell, is in octal.
pub fn printf(text: &str) -> String {
    let mut out = String::from("printf '");
    for byte in text.bytes() {
        match byte {
            b'\n' => out.push_str("\\n"),
            b'\'' | b'\\' | b'%' => out.push_str(&format!("\\{byte:03o}").replace("\\045", "%%")),
            0x20..=0x7e => out.push(char::from(byte)),
            _ => out.push_str(&format!("\\{byte:03o}")),
        }
    }
    out.push('\'');
    out
}

/// Succeeds where the SHA-256 of what the parts print is this one, which it prints then.
pub fn digest(parts: &[String], expected: &Digest) -> String {
    format!("{{ {}; }} | sha256sum | grep '^{}'", parts.join("; "), expected.hex())
}

/// Succeeds where `openssl` finds that the signature fits the message under an Ed25519 key.
pub fn signature(public: &[u8; 32], message: &[String], signature: &str) -> String {
    let der: Vec<u8> = DER.iter().chain(public).copied().collect();
    format!(
        "d=$(mktemp -d) && {} >\"$d/key\" && {{ {}; }} >\"$d/signed\" && {{ {signature}; }} >\"$d/sig\" && openssl pkeyutl \
         -verify -pubin -keyform DER -inkey \"$d/key\" -rawin -in \"$d/signed\" -sigfile \"$d/sig\"; r=$?; rm -rf \"$d\"; \
         (exit $r)",
        carried(&der),
        message.join("; ")
    )
}

/// Verifies a bundle under a trust folder that the command writes.
pub fn verify(bundle: &str, trust: &[(&'static str, String)]) -> String {
    let mut out = "d=$(mktemp -d)".to_owned();
    for (name, text) in trust {
        out.push_str(&format!(" && {} >\"$d/{name}\"", printf(text)));
    }
    let used = if trust.is_empty() { "" } else { "--trust \"$d\" " };
    out.push_str(&format!(" && recount verify --no-seen {used}{bundle}; r=$?; rm -rf \"$d\"; (exit $r)"));
    out
}

/// SubjectPublicKeyInfo of an Ed25519 key, before its 32 bytes (RFC 8410).
const DER: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
/// Most bytes inside one command: a longest record line. In base64 that is still below what a system takes as one argument.
const CARRIED_MAX: usize = 65_535;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hostile_is_read_as_a_command_or_reaches_a_terminal() {
        assert_eq!(quoted("a'; touch x #"), "'a'\\''; touch x #'");
        assert_eq!(printf("a'b%\\\n\u{1b}é"), "printf 'a\\047b%%\\134\\n\\033\\303\\251'");
        for name in ["a\nb", "a\u{202e}b", "a\u{1b}b", "*.sab", "a[1].sab", "-x"] {
            assert_eq!(Source::of(Some(Path::new(name))), Source::Carried, "{name:?}");
        }
        assert_eq!(Source::of(Some(Path::new("/x/a'b.sab"))), Source::Archive("/x/a'b.sab".to_owned()));
        let cut = Cut { file: "records/0", offset: 4, bytes: b"xyz" };
        assert_eq!(Source::Carried.read(&cut).unwrap(), "printf %s 'eHl6' | base64 -d");
        let read = Source::Archive("/x/a'b.sab".to_owned()).read(&cut).unwrap();
        assert_eq!(read, "unzip -p '/x/a'\\''b.sab' 'records/0' | tail -c +5 | head -c 3");
        assert_eq!(Source::Carried.read(&Cut { bytes: &vec![0; 70_000], ..cut }), None);
    }
}
