//! What is wrong with a filter, where, and what was expected there.
//!
//! The filter is shown with a caret under the fault, so the line is made safe first: a doctored name that was pasted into a filter
//! must neither move the caret nor speak to the terminal.

use super::LENGTH_MAX;
use super::print::is_plain;
use std::fmt;
use unicode_width::UnicodeWidthChar;

/// The first fault in a filter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FilterFault {
    /// Where it begins: characters before it.
    pub at: usize,
    /// How many characters it spans; 0 at the end of the filter.
    pub length: usize,
    /// What should have stood there.
    pub expected: String,
    /// What stands there.
    pub found: String,
}

impl FilterFault {
    /// Three lines: the filter, carets under the fault, and the words. `filter` is the text that was read.
    ///
    /// Of a long filter only the part around the fault is shown, with `…` where it was cut. What cannot be seen is shown as `�`.
    pub fn render(&self, filter: &str) -> String {
        let start = self.at.saturating_sub(BEFORE);
        let mut shown = String::from(if start > 0 { "…" } else { "" });
        let mut before = usize::from(start > 0);
        let mut under: usize = 0;
        let mut chars = filter.chars().enumerate().skip(start);
        for (at, c) in chars.by_ref().take(WINDOW) {
            let c = visible(c);
            let width = c.width().unwrap_or(0);
            shown.push(c);
            if at < self.at {
                before = before.saturating_add(width);
            } else if at < self.at.saturating_add(self.length) {
                under = under.saturating_add(width);
            }
        }
        if chars.next().is_some() {
            shown.push('…');
        }
        format!("{shown}\n{}{}\n{self}", " ".repeat(before), "^".repeat(under.max(1)))
    }

    /// Refuses what is longer than a filter may be.
    pub(super) fn check_length(text: &str) -> Result<(), FilterFault> {
        let length = text.chars().count();
        let over = length.saturating_sub(LENGTH_MAX);
        if over == 0 {
            return Ok(());
        }
        let expected = format!("at most {LENGTH_MAX} characters");
        Err(FilterFault { at: LENGTH_MAX, length: over, expected, found: format!("{length}") })
    }

    /// A fault that spans `chars[from..to]`.
    pub(super) fn over(chars: &[char], from: usize, to: usize, expected: impl Into<String>) -> FilterFault {
        let part = chars.get(from..to).unwrap_or_default();
        FilterFault { at: from, length: part.len(), expected: expected.into(), found: found(part) }
    }
}

impl fmt::Display for FilterFault {
    /// One line; characters are counted from 1 here, as people do.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.at.saturating_add(1);
        write!(f, "character {at}: expected {}; found {}", self.expected, self.found)
    }
}

impl std::error::Error for FilterFault {}

/// What stands there, in words: short, and safe to print.
fn found(part: &[char]) -> String {
    if part.is_empty() {
        return "the end of the filter".to_owned();
    }
    let mut text: String = part.iter().take(FOUND_MAX).map(|c| visible(*c)).collect();
    if part.len() > FOUND_MAX {
        text.push('…');
    }
    if text.trim().is_empty() { "a space".to_owned() } else { format!("`{text}`") }
}

/// The character as it may be shown.
fn visible(c: char) -> char {
    let c = if c.is_whitespace() { ' ' } else { c };
    if is_plain(c) { c } else { char::REPLACEMENT_CHARACTER }
}

/// Characters shown before a fault; half of a line of 120.
const BEFORE: usize = 60;
/// Characters shown in all.
const WINDOW: usize = 110;
/// Characters of the filter repeated in the words of a fault.
const FOUND_MAX: usize = 40;
