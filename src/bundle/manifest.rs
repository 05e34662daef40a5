//! The manifest: which files there are, what was withheld, by whom exported (`bundle-format.md` section 1.9).

use super::container::{self, ReadLimits};
use super::{Code, Failure, MANIFEST_HEADER};
use crate::crypto::{Digest, Note, b64_decode};

/// A parsed manifest.
#[derive(Clone, Debug, Default)]
pub struct Manifest {
    /// The log that it claims to be of.
    pub origin: String,
    /// POSIX seconds of the export.
    pub exported: u64,
    /// What was asked for.
    pub scope: Option<String>,
    /// Listed files, ascending by path.
    pub files: Vec<ListedFile>,
    /// Withheld blobs, ascending by id, with their reason.
    pub withheld: Vec<(Digest, String)>,
    /// It lists more files than the limit: what comes after the first beyond it was not looked at.
    pub over: bool,
}

/// A `file` line.
#[derive(Clone, Debug)]
pub struct ListedFile {
    /// SHA-256 of the file.
    pub digest: Digest,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its path.
    pub path: String,
}

impl Manifest {
    /// Parses a manifest's bytes as far as the limits allow; gives the note too, for its signatures.
    ///
    /// # Errors
    /// The first fault, with its line.
    pub fn parse<'a>(bytes: &'a [u8], limits: &ReadLimits) -> Result<(Manifest, Note<'a>), Box<Failure>> {
        let limit = usize::try_from(limits.manifest).unwrap_or(usize::MAX);
        let note = Note::parse(bytes, limit).map_err(|e| {
            let at = u64::try_from(e.offset).unwrap_or(u64::MAX);
            Box::new(Failure::new(Code::ManifestFormat, e.what).file("manifest").offset(at))
        })?;
        let mut manifest = Manifest::default();
        let mut stage = 0u8;
        for (number, line) in (1u64..).zip(note.text.split_terminator('\n')) {
            manifest
                .line(line, number, &mut stage)
                .map_err(|what| Box::new(Failure::new(Code::ManifestFormat, what).file("manifest").line(number)))?;
            if u64::try_from(manifest.files.len()).is_ok_and(|files| files > limits.files) {
                manifest.over = true;
                break;
            }
        }
        if stage < 3 {
            return Err(Box::new(
                Failure::new(Code::ManifestFormat, "it ends before its exported line").file("manifest"),
            ));
        }
        Ok((manifest, note))
    }

    /// Whether the manifest lists `path`.
    pub fn file(&self, path: &str) -> Option<&ListedFile> {
        let at = self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        self.files.get(at)
    }

    /// The reason for which a blob was withheld.
    pub fn reason(&self, id: &Digest) -> Option<&str> {
        let at = self.withheld.binary_search_by(|(other, _)| other.cmp(id)).ok()?;
        self.withheld.get(at).map(|(_, reason)| reason.as_str())
    }

    /// Lines come in the order header, origin, exported, scope?, file*, withheld*; `stage` says how far it is.
    fn line(&mut self, line: &str, number: u64, stage: &mut u8) -> Result<(), &'static str> {
        if number != 2 && !line.is_ascii() {
            return Err("a line other than the origin is not ASCII");
        }
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let next = match (word, *stage) {
            _ if *stage == 0 => {
                if line != MANIFEST_HEADER {
                    return Err("the first line is not sab/v1 manifest");
                }
                1
            }
            ("origin", 1) => {
                if rest.is_empty() {
                    return Err("the origin is empty");
                }
                rest.clone_into(&mut self.origin);
                2
            }
            ("exported", 2) => {
                self.exported = decimal(rest).ok_or("the time of the export is no number")?;
                3
            }
            ("scope", 3) => {
                let scope = b64_decode(rest).and_then(|bytes| String::from_utf8(bytes).ok());
                self.scope = Some(scope.ok_or("the scope is not UTF-8 text in base64")?);
                4
            }
            ("file", 3..=5) => {
                self.file_line(rest)?;
                5
            }
            ("withheld", 3..=6) => {
                self.withheld_line(rest)?;
                6
            }
            _ => return Err("an unknown line, or one out of order"),
        };
        *stage = next;
        Ok(())
    }

    fn file_line(&mut self, rest: &str) -> Result<(), &'static str> {
        let mut parts = rest.splitn(3, ' ');
        let (Some(hex), Some(bytes), Some(path)) = (parts.next(), parts.next(), parts.next()) else {
            return Err("a file line has not three parts");
        };
        let digest = Digest::from_hex(hex).ok_or("a file digest is not 64 hex digits")?;
        let bytes = decimal(bytes).ok_or("a file size is no number")?;
        if path == "manifest" || !container::allowed(path.as_bytes()) {
            return Err("a path that the format does not allow");
        }
        if self.files.last().is_some_and(|last| last.path.as_str() >= path) {
            return Err("file lines are not ascending, or one stands twice");
        }
        self.files.push(ListedFile { digest, bytes, path: path.to_owned() });
        Ok(())
    }

    fn withheld_line(&mut self, rest: &str) -> Result<(), &'static str> {
        let (hex, reason) = rest.split_once(' ').ok_or("a withheld line has not two parts")?;
        let id = Digest::from_hex(hex).ok_or("a withheld id is not 64 hex digits")?;
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let mut bytes = reason.bytes();
        if reason.len() > 64 || !bytes.next().is_some_and(plain) || !bytes.all(|b| plain(b) || b"._-".contains(&b)) {
            return Err("a reason that is no token");
        }
        if self.withheld.last().is_some_and(|(last, _)| *last >= id) {
            return Err("withheld lines are not ascending, or one stands twice");
        }
        self.withheld.push((id, reason.to_owned()));
        Ok(())
    }
}

/// A number as the format writes it: ASCII decimal, no sign, no leading zero, below 2^63.
pub fn decimal(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !plain || (text.len() > 1 && text.starts_with('0')) {
        return None;
    }
    text.parse().ok().filter(|number| *number < 1 << 63)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_beyond_the_limit_of_files_are_not_looked_at() {
        let mut text = format!("{MANIFEST_HEADER}\norigin o\nexported 1\n");
        for start in 0..3 {
            text += &format!("file {} 0 records/{start:012}.jsonl\n", "0".repeat(64));
        }
        let note = format!("{text}nonsense\n\n\u{2014} name AAAAAAAA\n");
        let parse = |files| Manifest::parse(note.as_bytes(), &ReadLimits { files, ..ReadLimits::default() });
        let (manifest, _) = parse(2).unwrap();
        assert_eq!((manifest.files.len(), manifest.over), (3, true));
        assert_eq!(parse(3).unwrap_err().code, Code::ManifestFormat);
    }
}
