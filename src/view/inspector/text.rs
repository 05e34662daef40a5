//! Texts of a record in full: what was said, with which arguments, what came back, why.
//!
//! A text is cut into lines here, so that a window draws only those in sight. Whatever is cut says how much there was.

use super::super::summary::member_text;
use crate::case::{Case, Evidence, Line, Row, Unreadable};

/// Lines of a text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Lines {
    /// The first lines; one that is longer than [`LINE_CHARS`] is cut there.
    pub lines: Vec<String>,
    /// Lines in all.
    pub total: usize,
    /// Bytes in all.
    pub bytes: usize,
    /// How many of `lines` were cut.
    pub cut: usize,
    /// Whether any of `lines` has letters that are read from right to left.
    pub right_to_left: bool,
}

impl Lines {
    /// The first `max` lines of a text.
    pub fn of(text: &str, max: usize) -> Lines {
        // `lines` also ends a line at CR LF; a CR anywhere else stays and is shown.
        let mut out = Lines { bytes: text.len(), total: text.lines().count(), ..Lines::default() };
        for line in text.lines().take(max) {
            let kept: String = line.chars().take(LINE_CHARS).collect();
            out.cut += usize::from(kept.len() < line.len());
            out.right_to_left = out.right_to_left || kept.chars().any(is_right_to_left);
            out.lines.push(kept);
        }
        out
    }

    /// What is not shown, as a sentence; `None`: all is.
    pub fn missing(&self) -> Option<String> {
        let hidden = self.total - self.lines.len();
        if hidden == 0 && self.cut == 0 {
            return None;
        }
        let mut out = format!("{} of {} lines shown, {} bytes in all", self.lines.len(), self.total, self.bytes);
        if self.cut > 0 {
            out.push_str(&format!("; {} of them cut at {LINE_CHARS} characters", self.cut));
        }
        Some(out)
    }
}

/// Letters of Hebrew, Arabic, Syriac and their like: the blocks whose default direction is right to left (Unicode 16,
/// `DerivedBidiClass.txt`).
pub fn is_right_to_left(c: char) -> bool {
    matches!(u32::from(c), 0x590..=0x8FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFE | 0x1_0800..=0x1_0FFF | 0x1_E800..=0x1_EFFF)
}

/// A text that a record has or should have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Content {
    /// It was read.
    Text(Lines),
    /// It cannot be read: why.
    Gone(String),
}

/// A text of a record by its role.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TextOf {
    /// `content`, `args`, `result`, `justification`, `comment`.
    pub role: &'static str,
    /// What it says.
    pub content: Content,
}

/// A payload that a record names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PayloadOf {
    /// Role.
    pub role: String,
    /// `sha256:` and hex.
    pub id: String,
    /// Length in bytes, with salt.
    pub length: u64,
    /// Whether it begins with a salt.
    pub salted: bool,
    /// Why it cannot be read; `None`: it is there, and is what the record names.
    pub gone: Option<String>,
}

/// The texts of a record, at most `max` lines each; what it does not have is left out.
pub fn texts(case: &Case, evidence: &Evidence, row: Row, line: &Line, max: usize) -> Vec<TextOf> {
    let content = |read: Result<String, Unreadable>| match read {
        Ok(text) => Content::Text(Lines::of(&text, max)),
        Err(why) => Content::Gone(why.to_string()),
    };
    let read = full(case, evidence, row, line).into_iter();
    read.map(|(role, read)| TextOf { role, content: content(read) }).collect()
}

/// The texts of a record by their roles, whole; what it does not have is left out.
pub fn full(
    case: &Case,
    evidence: &Evidence,
    row: Row,
    line: &Line,
) -> Vec<(&'static str, Result<String, Unreadable>)> {
    let read = |(member, role)| match member_text((case, evidence, row), line, member, role, TEXT_BYTES) {
        Ok(None) | Err(Unreadable::NoRecord) => None,
        Ok(Some(text)) => Some((role, Ok(text))),
        Err(why) => Some((role, Err(why))),
    };
    TEXTS.into_iter().filter_map(read).collect()
}

/// The payloads of a record; each is read and compared with its id.
pub fn payloads(case: &Case, evidence: &Evidence, row: Row, line: &Line) -> Vec<PayloadOf> {
    let blobs = line.record().map(|record| record.blobs).unwrap_or_default();
    let look = |blob: &crate::bundle::record::BlobRef| {
        let read =
            if blob.len > TEXT_BYTES { Err(Unreadable::TooLong(blob.len)) } else { evidence.payload(case, row, blob) };
        PayloadOf {
            role: blob.role.clone(),
            id: format!("sha256:{}", blob.id.hex()),
            length: blob.len,
            salted: blob.salted,
            gone: read.err().map(|why| why.to_string()),
        }
    };
    blobs.iter().map(look).collect()
}

/// Members that `seal` moves into payloads, and the roles of those (`events.md` section 3); a result has no member.
pub(in crate::view) const TEXTS: [(&str, &str); 5] = [
    ("text", "content"),
    ("args", "args"),
    ("result", "result"),
    ("justification", "justification"),
    ("comment", "comment"),
];
/// Characters of one line that are kept: one screen full of text.
pub const LINE_CHARS: usize = 4000;
/// Bytes of a payload that are read for a look.
pub const TEXT_BYTES: u64 = 64 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_says_so() {
        let text = format!("a\r\nb\u{1b}c\n{}\nd", "x".repeat(LINE_CHARS + 1));
        let whole = Lines::of(&text, 10);
        assert_eq!((whole.total, whole.cut, whole.lines[1].as_str()), (4, 1, "b\u{1b}c"));
        assert_eq!(whole.missing().unwrap(), "4 of 4 lines shown, 4010 bytes in all; 1 of them cut at 4000 characters");
        assert_eq!(Lines::of(&text, 2).missing().unwrap(), "2 of 4 lines shown, 4010 bytes in all");
        assert_eq!(Lines::of("a\nb", 2).missing(), None);
    }
}
