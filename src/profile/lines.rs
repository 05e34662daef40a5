//! Lines of the text files of a profile: white space, comments, characters, integers (C2SP tlog-policy, "Structure").
//!
//! All five files follow the same rules (`bundle-format.md` section 2.1).

use crate::bundle::{Code, Failure};
use crate::crypto::{KeyType, VKey};
use thiserror::Error;

/// Why a file of a profile cannot be used.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("{file}{}: {what}", line.map(|line| format!(", line {line}")).unwrap_or_default())]
pub struct ProfileError {
    /// Name of the file inside the profile's folder.
    pub file: &'static str,
    /// Line, from 1; `None` for the file as a whole.
    pub line: Option<u64>,
    /// What is wrong, in plain words.
    pub what: String,
}

impl ProfileError {
    /// A fault of one line.
    pub(super) fn at(file: &'static str, line: u64, what: impl Into<String>) -> ProfileError {
        ProfileError { file, line: Some(line), what: what.into() }
    }

    /// A fault of the whole file.
    pub(super) fn whole(file: &'static str, what: impl Into<String>) -> ProfileError {
        ProfileError { file, line: None, what: what.into() }
    }

    /// The finding `E_PROFILE`.
    pub fn failure(&self) -> Failure {
        let failure = Failure::new(Code::Profile, self.to_string()).file(self.file);
        match self.line {
            Some(line) => failure.line(line),
            None => failure,
        }
    }
}

/// One line that says something.
#[derive(Debug)]
pub(super) struct Line<'a> {
    /// From 1.
    pub number: u64,
    /// The items between spaces and tabs, at least one.
    pub items: Vec<&'a str>,
}

/// The lines of `text` that are neither empty nor a comment.
pub(super) fn lines<'a>(file: &'static str, text: &'a str) -> impl Iterator<Item = Result<Line<'a>, ProfileError>> {
    text.split('\n').zip(1..).filter_map(move |(line, number)| {
        if let Some(what) = character_fault(line) {
            return Some(Err(ProfileError::at(file, number, what)));
        }
        let items: Vec<&str> = line.split([' ', '\t']).filter(|item| !item.is_empty()).collect();
        let silent = items.first().is_none_or(|item| item.starts_with('#'));
        (!silent).then_some(Ok(Line { number, items }))
    })
}

/// Reads every line with `read`; what is wrong goes to `faults`.
pub(super) fn collect<T>(
    file: &'static str,
    text: &str,
    faults: &mut Vec<ProfileError>,
    read: impl Fn(&Line<'_>) -> Result<T, String>,
) -> Vec<(u64, T)> {
    let read = |line: Line<'_>| match read(&line) {
        Ok(value) => Ok((line.number, value)),
        Err(what) => Err(ProfileError::at(file, line.number, what)),
    };
    lines(file, text).filter_map(|line| line.and_then(read).map_err(|fault| faults.push(fault)).ok()).collect()
}

/// A vkey that has one of `kinds`.
pub(super) fn key(text: &str, kinds: &[KeyType]) -> Result<VKey, String> {
    let key = VKey::parse(text).map_err(|fault| format!("the key {} is unusable: {fault}", shown(text)))?;
    if kinds.contains(&key.kind) {
        return Ok(key);
    }
    let names: Vec<&str> = kinds.iter().map(|kind| type_name(*kind)).collect();
    Err(format!("the key {} is of type {}, but must be {}", shown(text), type_name(key.kind), names.join(" or ")))
}

/// An integer as section 1.2 writes it: decimal, no sign, no leading zero, < 2^63.
pub(super) fn number(text: &str) -> Option<u64> {
    let decimal = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !decimal || (text.len() > 1 && text.starts_with('0')) {
        return None;
    }
    u64::try_from(text.parse::<i64>().ok()?).ok()
}

/// `text` as a message shows it: quoted, escaped and cut.
pub(super) fn shown(text: &str) -> String {
    let cut: String = text.chars().take(SHOWN_MAX).collect();
    if cut.len() < text.len() { format!("{cut:?}…") } else { format!("{cut:?}") }
}

fn character_fault(line: &str) -> Option<&'static str> {
    if line.contains('\r') {
        return Some("a carriage return; lines end in a line feed alone");
    }
    let control = |c: char| c.is_ascii_control() && c != '\t';
    line.contains(control).then_some("a control character")
}

fn type_name(kind: KeyType) -> &'static str {
    match kind {
        KeyType::Note => "0x01 (log or exporter)",
        KeyType::Cosignature => "0x04 (witness)",
        KeyType::MlDsa44 => "0x06 (witness, ML-DSA-44)",
        KeyType::Record => "0xff sab-record-v1 (authority or actor)",
    }
}

/// Characters of a word that a message repeats: enough for a name, short enough for a terminal line.
const SHOWN_MAX: usize = 80;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_white_space_are_skipped() {
        let text = "# one\n\n \t# two\n\tlog \t a  b\nlog c";
        let read: Vec<_> =
            lines("policy", text).map(|line| line.map(|line| (line.number, line.items.join("|")))).collect();
        assert_eq!(read, [Ok((4, "log|a|b".to_owned())), Ok((5, "log|c".to_owned()))]);
    }

    #[test]
    fn control_characters_are_faults_even_in_comments() {
        let faults: Vec<_> = lines("limits", "# a\r\nskew 1\0\n# \u{85}é").filter_map(Result::err).collect();
        let at: Vec<_> = faults.iter().map(|fault| (fault.line, fault.what.as_str())).collect();
        assert_eq!(
            at,
            [(Some(1), "a carriage return; lines end in a line feed alone"), (Some(2), "a control character")]
        );
        assert_eq!(faults[1].to_string(), "limits, line 2: a control character");
    }

    #[test]
    fn integers_are_strict() {
        assert_eq!(["0", "10", "9223372036854775807"].map(number), [Some(0), Some(10), Some(9223372036854775807)]);
        assert_eq!(["", "00", "01", "+1", "-1", "1 ", "9223372036854775808", "１"].map(number), [None; 8]);
    }

    #[test]
    fn words_are_cut_and_escaped() {
        assert_eq!(shown("a\u{1b}"), "\"a\\u{1b}\"");
        assert_eq!(shown(&"x".repeat(100)).chars().count(), SHOWN_MAX + 3);
    }
}
