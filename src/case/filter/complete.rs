//! What may stand at the cursor: data for the list under the filter field.
//!
//! Fields and words of known lists are offered here. Names of agents, runs and the like are in the case, which is not known here;
//! the offer says whose names are wanted, and how one must be written.

use super::Artifact;
use super::LENGTH_MAX;
use super::field::{Field, Key, ROWS};
use super::pattern::Pattern;
use super::print;
use super::read::{closing_slash, is_end, name_length};

/// An offer, and the characters that it replaces.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Completion {
    /// Characters before the first that is replaced.
    pub start: usize,
    /// Characters before the first that stays.
    pub end: usize,
    /// What to put there.
    pub offer: Offer,
}

/// What may stand at the cursor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Offer {
    /// This text.
    Insert {
        /// To be put in as it is.
        text: String,
        /// A few words on it; empty where it speaks for itself.
        meaning: &'static str,
    },
    /// One of the case's names that begin with what was typed, written as [`Names::write`] says.
    Names {
        /// Whose names.
        of: Names,
        /// What was typed of it, without quotes; `*` perhaps in it.
        typed: String,
    },
    /// A time or a range of times.
    Time,
    /// A record number or a range of them.
    Seq,
}

/// Whose names are wanted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Names {
    /// The values of a field.
    Field(Field),
    /// The names of artifacts.
    Artifact(Artifact),
    /// The versions of an artifact.
    Version {
        /// Policy, template or code.
        artifact: Artifact,
        /// Its name as typed.
        name: String,
    },
}

impl Names {
    /// A name as it must be written in the filter: in quotes and with escapes where it needs them.
    pub fn write(&self, name: &str) -> String {
        match self {
            Names::Field(field) => print::value(*field, &Pattern::exact(name)),
            Names::Artifact(_) | Names::Version { .. } => print::part(&Pattern::exact(name)),
        }
    }
}

/// What may stand where the cursor is, `at` characters into `text`; nothing inside of phrases, text and regular expressions.
pub fn complete(text: &str, at: usize) -> Vec<Completion> {
    let chars: Vec<char> = text.chars().take(LENGTH_MAX).collect();
    let at = at.min(chars.len());
    let mut start = 0;
    loop {
        // Here a term may begin.
        let skipped = chars.iter().skip(start).take_while(|c| is_end(**c) || **c == '-').count();
        let first = start.saturating_add(skipped);
        if first >= at {
            return names_of_fields(&chars, at, at, at);
        }
        let end = end_of_token(&chars, first);
        if end >= at {
            return within(&chars, first, at, end);
        }
        start = end;
    }
}

/// The cursor is in the token `first..end`, or directly after it.
fn within(chars: &[char], first: usize, at: usize, end: usize) -> Vec<Completion> {
    let token = chars.get(first..end).unwrap_or_default();
    match token.first() {
        Some('"') => return Vec::new(),
        Some('#') => return vec![Completion { start: first, end, offer: Offer::Seq }],
        _ => {}
    }
    let colon = name_length(token).map(|length| first.saturating_add(length));
    match colon.filter(|colon| *colon < at) {
        None => names_of_fields(chars, first, at, colon.map_or(end, |colon| colon.saturating_add(1))),
        Some(colon) => {
            let name: String = chars.get(first..colon).unwrap_or_default().iter().collect();
            Key::named(&name).map_or_else(Vec::new, |key| values(chars, key, colon.saturating_add(1), at, end))
        }
    }
}

/// Fields, and known words with their field, that begin with what was typed.
fn names_of_fields(chars: &[char], first: usize, at: usize, end: usize) -> Vec<Completion> {
    let typed: String = chars.get(first..at).unwrap_or_default().iter().collect();
    let typed = typed.to_ascii_lowercase();
    let mut out = Vec::new();
    let mut offer = |text: String, meaning| {
        out.push(Completion { start: first, end, offer: Offer::Insert { text, meaning } });
    };
    for row in ROWS.iter().filter(|row| row.name.starts_with(&typed)) {
        let slash = if row.key == Key::Regex { "/" } else { "" };
        offer(format!("{}:{slash}", row.name), row.meaning);
    }
    // A letter alone would offer half of all words.
    if typed.len() >= 2 {
        for row in ROWS {
            let Key::Field(field) = row.key else { continue };
            for word in field.known().unwrap_or_default().iter().filter(|word| word.starts_with(&typed)) {
                offer(format!("{}:{word}", row.name), row.meaning);
            }
        }
    }
    if typed.is_empty() {
        offer("#".to_owned(), "the record's number");
    }
    if "or".starts_with(&typed) && !chars.iter().take(first).all(|c| is_end(*c) || *c == '-') {
        offer("or".to_owned(), "either what stands before or what follows");
    }
    out
}

/// Values of a field; they replace what stands after the colon.
fn values(chars: &[char], key: Key, start: usize, at: usize, end: usize) -> Vec<Completion> {
    let typed =
        |from: usize| -> String { chars.get(from..at).unwrap_or_default().iter().filter(|c| **c != '"').collect() };
    let names = |of, start| vec![Completion { start, end, offer: Offer::Names { of, typed: typed(start) } }];
    match key {
        Key::Text | Key::Regex => Vec::new(),
        Key::Time => vec![Completion { start, end, offer: Offer::Time }],
        Key::Versioned(artifact) => {
            let before = chars.get(start..at).unwrap_or_default();
            match last_divider(before) {
                None => names(Names::Artifact(artifact), start),
                Some(divider) => {
                    let name = before.iter().take(divider).filter(|c| **c != '"').collect();
                    names(Names::Version { artifact, name }, start.saturating_add(divider).saturating_add(1))
                }
            }
        }
        Key::Field(field) => match field.known() {
            None => names(Names::Field(field), start),
            Some(known) => {
                let typed = typed(start).to_ascii_lowercase();
                let words = known.iter().filter(|word| word.starts_with(&typed));
                let insert = |word: &&str| Offer::Insert { text: (*word).to_owned(), meaning: "" };
                words.map(|word| Completion { start, end, offer: insert(word) }).collect()
            }
        },
    }
}

/// The last `@` outside of quotes.
fn last_divider(typed: &[char]) -> Option<usize> {
    let mut in_quotes = false;
    let mut found = None;
    for (at, c) in typed.iter().enumerate() {
        match c {
            '"' => in_quotes = !in_quotes,
            '@' if !in_quotes => found = Some(at),
            _ => {}
        }
    }
    found
}

/// The end of the token that begins at `first`, whole or not.
fn end_of_token(chars: &[char], first: usize) -> usize {
    let run = chars.iter().skip(first).take_while(|c| !is_end(**c) && **c != '"').count();
    let run = chars.get(first..first.saturating_add(run)).unwrap_or_default();
    let mut at = first;
    if let Some(length) = name_length(run) {
        let name: String = run.iter().take(length).collect();
        at = first.saturating_add(length).saturating_add(1);
        if Key::named(&name) == Some(Key::Regex) && chars.get(at) == Some(&'/') {
            at = closing_slash(chars, at).map_or(chars.len(), |close| close.saturating_add(1));
        }
    }
    let mut in_quotes = false;
    while let Some(c) = chars.get(at) {
        match c {
            '"' => in_quotes = !in_quotes,
            '\\' if in_quotes && matches!(chars.get(at.saturating_add(1)), Some('"' | '\\')) => {
                at = at.saturating_add(1);
            }
            c if !in_quotes && is_end(*c) => break,
            _ => {}
        }
        at = at.saturating_add(1);
    }
    at.min(chars.len())
}
