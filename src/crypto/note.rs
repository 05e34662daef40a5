//! C2SP signed notes: a text, an empty line, and signature lines `— NAME BASE64`.
//!
//! Parsing says nothing about trust: whose lines count is for the caller.

use super::{KeyId, PublicKey, SecretKey, Signature, SignatureFault, VKey, b64_decode, b64_encode};
use thiserror::Error;

/// Longest note, in bytes (`bundle-format.md` section 1.9).
pub const NOTE_MAX: usize = 512 * 1024;
/// Most signature lines in a note (`bundle-format.md` section 2.2, `E_NOTE_FORMAT`).
pub const SIGNATURES_MAX: usize = 64;

/// A parsed note that borrows its bytes.
#[derive(Clone, Debug)]
pub struct Note<'a> {
    /// The signed text, with its final LF.
    pub text: &'a str,
    /// The signature lines, in order.
    pub lines: Vec<NoteLine<'a>>,
}

/// One signature line.
#[derive(Clone, Debug)]
pub struct NoteLine<'a> {
    /// The signer's key name.
    pub name: &'a str,
    /// The key's id.
    pub id: KeyId,
    /// What follows the id: 64 bytes for Ed25519, 72 for a cosignature.
    pub signature: Vec<u8>,
}

/// Why bytes are not a note.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("{what} at byte {offset}")]
pub struct NoteError {
    /// Byte offset of the fault.
    pub offset: usize,
    /// The fault.
    pub what: &'static str,
}

impl<'a> Note<'a> {
    /// Parses a note of at most `limit` bytes.
    ///
    /// # Errors
    /// The first fault, with its offset.
    pub fn parse(bytes: &'a [u8], limit: usize) -> Result<Note<'a>, NoteError> {
        let fault = |offset, what| NoteError { offset, what };
        if bytes.len() > limit {
            return Err(fault(limit, "note longer than the limit"));
        }
        let all = std::str::from_utf8(bytes).map_err(|e| fault(e.valid_up_to(), "invalid UTF-8"))?;
        if let Some((offset, _)) = all.char_indices().find(|(_, c)| c.is_control() && *c != '\n') {
            return Err(fault(offset, "control character"));
        }
        if !all.ends_with('\n') {
            return Err(fault(all.len(), "no line feed at the end"));
        }
        let end = all.rfind("\n\n").ok_or(fault(all.len(), "no empty line before the signatures"))?.saturating_add(1);
        let (text, rest) = all.split_at(end);
        let mut offset = end.saturating_add(1);
        let mut lines = Vec::new();
        for line in rest.get(1..).unwrap_or("").split_terminator('\n') {
            if lines.len() >= SIGNATURES_MAX {
                return Err(fault(offset, "more than 64 signature lines"));
            }
            lines.push(NoteLine::parse(line).ok_or(fault(offset, "not a signature line"))?);
            offset = offset.saturating_add(line.len()).saturating_add(1);
        }
        if lines.is_empty() {
            return Err(fault(offset, "no signature line"));
        }
        Ok(Note { text, lines })
    }

    /// The lines of this key: name and id both match.
    pub fn lines_of<'s>(&'s self, key: &'s VKey) -> impl Iterator<Item = &'s NoteLine<'a>> {
        self.lines.iter().filter(move |line| line.name == key.name && line.id == key.id)
    }
}

impl<'a> NoteLine<'a> {
    fn parse(line: &'a str) -> Option<NoteLine<'a>> {
        let (name, b64) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
        if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c == '+') {
            return None;
        }
        let bytes = b64_decode(b64)?;
        let (id, signature) = bytes.split_first_chunk::<4>()?;
        if signature.is_empty() {
            return None;
        }
        Some(NoteLine { name, id: KeyId(*id), signature: signature.to_vec() })
    }

    /// Checks a plain Ed25519 line over the note's text.
    ///
    /// # Errors
    /// The fault of the signature; a wrong length is one too.
    pub fn check(&self, key: &PublicKey, text: &str) -> Result<(), SignatureFault> {
        let bytes = self.signature.as_slice().try_into().map_err(|_| BAD_LENGTH)?;
        key.check(text.as_bytes(), &Signature(bytes))
    }

    /// Checks a type 0x04 line and gives its time in POSIX seconds.
    ///
    /// # Errors
    /// The fault of the signature; a wrong length is one too.
    pub fn check_cosignature(&self, key: &PublicKey, text: &str) -> Result<u64, SignatureFault> {
        let (time, signature) = self.signature.split_first_chunk::<8>().ok_or(BAD_LENGTH)?;
        let time = u64::from_be_bytes(*time);
        let bytes = signature.try_into().map_err(|_| BAD_LENGTH)?;
        key.check(cosignature_message(time, text).as_bytes(), &Signature(bytes)).map(|()| time)
    }
}

const BAD_LENGTH: SignatureFault = SignatureFault { non_canonical: false, lax: None };

/// The message that a witness signs (C2SP tlog-cosignature, type 0x04).
pub fn cosignature_message(time: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

/// One signature line over `text`, with its LF. `time` makes it a cosignature.
pub fn note_line(key: &SecretKey, vkey: &VKey, text: &str, time: Option<u64>) -> String {
    let mut bytes = vkey.id.0.to_vec();
    let signature = match time {
        None => key.sign(text.as_bytes()),
        Some(time) => {
            bytes.extend_from_slice(&time.to_be_bytes());
            key.sign(cosignature_message(time, text).as_bytes())
        }
    };
    bytes.extend_from_slice(&signature.0);
    format!("\u{2014} {} {}\n", vkey.name, b64_encode(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::KeyType;

    #[test]
    fn a_note_made_here_reads_back() {
        let key = SecretKey::from_seed(&[3; 32]);
        let vkey = VKey::new("log.example", KeyType::Note, &key.public());
        let text = "a\n\nb\n";
        let note = format!("{text}\n{}", note_line(&key, &vkey, text, None));
        let parsed = Note::parse(note.as_bytes(), NOTE_MAX).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(parsed.text, text);
        assert_eq!(parsed.lines_of(&vkey).map(|l| l.check(&key.public(), text)).collect::<Vec<_>>(), [Ok(())]);
    }

    #[test]
    fn faults_say_where() {
        for (bytes, what) in [
            ("a\n", "no empty line before the signatures"),
            ("a\n\n", "no signature line"),
            ("a\r\n\nx\n", "control character"),
            ("a\n\n— b\n", "not a signature line"),
            ("a", "no line feed at the end"),
        ] {
            assert_eq!(Note::parse(bytes.as_bytes(), NOTE_MAX).map(|_| ()).map_err(|e| e.what), Err(what), "{bytes:?}");
        }
    }
}
