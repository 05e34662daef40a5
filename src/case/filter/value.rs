//! Turns what stands after a colon, a `#` or between slashes into a term.
//!
//! Each character keeps its place in the filter, so that a fault in the middle of a quoted value still points at the right one.

use super::Artifact;
use super::field::{Field, Key, nearest};
use super::pattern::{Pattern, Sign, Words};
use super::print::is_plain;
use super::range::{Moment, SeqRange, TimeRange, full_text};
use super::regexp::{Letters, TextRegex, Unusable};
use super::tree::Term;
use super::{FilterFault, REGEX_SIZE_MAX};

/// A character of a value, its escapes resolved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    pub(super) c: char,
    pub(super) quoted: bool,
    /// Its place in the filter.
    pub(super) at: usize,
}

/// What stands after a colon.
pub(super) struct Value {
    pub(super) glyphs: Vec<Glyph>,
    /// Its first character, a quote included.
    pub(super) start: usize,
    /// After its last.
    pub(super) end: usize,
}

/// The term of a field and its value.
pub(super) fn term(chars: &[char], key: Key, value: &Value) -> Result<Term, FilterFault> {
    match key {
        Key::Field(field) => match field.known() {
            Some(known) => word_of(chars, field, known, value),
            None => Ok(Term::Field(field, Pattern::of(&signs(&value.glyphs)))),
        },
        Key::Versioned(artifact) => versioned(chars, artifact, value),
        Key::Time => time(chars, value).map(Term::Time),
        Key::Text | Key::Regex if value.glyphs.is_empty() => {
            Err(FilterFault::over(chars, value.start, value.end, "something between the quotes"))
        }
        Key::Text | Key::Regex => Ok(Term::Text(Words::of(&signs(&value.glyphs)))),
    }
}

/// The characters as a pattern has them: a star in quotes is itself.
pub(super) fn signs(glyphs: &[Glyph]) -> Vec<Sign> {
    glyphs.iter().map(|glyph| if glyph.c == '*' && !glyph.quoted { Sign::Star } else { Sign::Char(glyph.c) }).collect()
}

/// `#5`, `#10..20`, `#10..` or `#..20`, from the `#` on.
pub(super) fn seq(chars: &[char], from: usize, to: usize) -> Result<SeqRange, FilterFault> {
    let text: String = chars.get(from.saturating_add(1)..to).unwrap_or_default().iter().collect();
    let fault = |expected: &str| FilterFault::over(chars, from, to, expected);
    let number = |digits: &str| {
        let all = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let number = if all { digits.parse::<u64>().ok() } else { None };
        number.ok_or_else(|| fault("a record number or a range of them: `#5`, `#10..20`, `#10..` or `#..20`"))
    };
    let (first, last) = match text.split_once("..") {
        None => number(&text).map(|one| (one, Some(one)))?,
        Some((first, "")) => (number(first)?, None),
        Some(("", last)) => (0, Some(number(last)?)),
        Some((first, last)) => (number(first)?, Some(number(last)?)),
    };
    SeqRange::new(first, last).ok_or_else(|| fault("the smaller number first"))
}

/// The flags of a regular expression.
pub(super) fn flags(chars: &[char], from: usize, to: usize) -> Result<Letters, FilterFault> {
    match chars.get(from..to).unwrap_or_default() {
        [] => Ok(Letters::Exact),
        ['i'] => Ok(Letters::AnyCase),
        _ => Err(FilterFault::over(
            chars,
            from,
            to,
            "a space, or the flag `i` that ignores letter case; a `/` within is `\\/`",
        )),
    }
}

/// A regular expression; `from` to `to` stand between the slashes.
pub(super) fn regex(chars: &[char], from: usize, to: usize, letters: Letters) -> Result<TextRegex, FilterFault> {
    let part = chars.get(from..to).unwrap_or_default();
    if part.is_empty() {
        return Err(FilterFault::over(
            chars,
            from.saturating_sub(1),
            to.saturating_add(1),
            "something between the slashes",
        ));
    }
    // The canonical text holds visible characters only, and cannot put an expression into quotes.
    if let Some(hidden) = part.iter().position(|c| !is_plain(*c)) {
        let at = from.saturating_add(hidden);
        let code = part.get(hidden).map_or(0, |c| u32::from(*c));
        return Err(FilterFault::over(
            chars,
            at,
            at.saturating_add(1),
            format!("`\\x{{{code:x}}}` for this invisible character"),
        ));
    }
    let source: String = part.iter().collect();
    TextRegex::compile(&source, letters).map_err(|unusable| match unusable {
        Unusable::TooLarge => {
            let expected =
                format!("a regular expression that compiles to less than {} KiB", REGEX_SIZE_MAX.div_euclid(1024));
            FilterFault::over(chars, from, to, expected)
        }
        Unusable::Wrong { from: first, to: last, why } => {
            let place = |byte: usize| from.saturating_add(source.get(..byte).unwrap_or(&source).chars().count());
            // The parser points between two characters where one is missing.
            let (first, last) = (place(first), place(last));
            let expected = format!("a regular expression that can be read ({why})");
            FilterFault::over(chars, first, last.max(first.saturating_add(1)).min(to.max(first)), expected)
        }
    })
}

/// A value of a field that knows its words.
fn word_of(chars: &[char], field: Field, known: &[&'static str], value: &Value) -> Result<Term, FilterFault> {
    let quoted = value.glyphs.iter().any(|glyph| glyph.quoted) || value.glyphs.is_empty();
    let mut signs = signs(&value.glyphs);
    if !quoted {
        for sign in &mut signs {
            if let Sign::Char(c) = sign {
                c.make_ascii_lowercase();
            }
        }
    }
    let pattern = Pattern::of(&signs);
    // The marks are this program's own words: there are no others.
    let open = quoted && field != Field::Mark;
    if open || known.iter().any(|word| pattern.matches(word)) {
        return Ok(Term::Field(field, pattern));
    }
    let near = pattern.literal().and_then(|word| meant(word, field, known));
    let near = near.map(|word| format!(" (did you mean `{word}`?)")).unwrap_or_default();
    let other = if field == Field::Mark { "" } else { ", or any other word in quotes" };
    let expected = format!("one of {}{other}{near}", known.join(", "));
    Err(FilterFault::over(chars, value.start, value.end, expected))
}

/// The nearest word of the field, one that the typed word is a part of, or the other field that knows the word.
fn meant(word: &str, field: Field, known: &[&'static str]) -> Option<String> {
    let near = nearest(word, known.iter().copied());
    let holds = |known: &&&str| word.chars().count() >= PART_MIN && known.contains(word);
    let near = near.or_else(|| known.iter().find(holds).copied()).map(str::to_owned);
    let knows = |other: &Field| *other != field && other.known().is_some_and(|words| words.contains(&word));
    near.or_else(|| Field::WITH_WORDS.into_iter().find(knows).map(|other| format!("{}:{word}", other.name())))
}

fn versioned(chars: &[char], artifact: Artifact, value: &Value) -> Result<Term, FilterFault> {
    // The last one, since a version is less likely to hold an `@` than a name.
    let divider = value.glyphs.iter().rposition(|glyph| glyph.c == '@' && !glyph.quoted);
    let Some((divider, place)) = divider.and_then(|at| Some((at, value.glyphs.get(at)?.at))) else {
        return Ok(Term::Versioned { artifact, name: Pattern::of(&signs(&value.glyphs)), version: None });
    };
    let fault = |expected: &str| FilterFault::over(chars, place, place.saturating_add(1), expected);
    if place == value.start {
        return Err(fault("a name before the `@`, or `*` for any"));
    }
    if place.saturating_add(1) == value.end {
        return Err(fault("a version after the `@`"));
    }
    let name = Pattern::of(&signs(value.glyphs.get(..divider).unwrap_or_default()));
    let version = Pattern::of(&signs(value.glyphs.get(divider.saturating_add(1)..).unwrap_or_default()));
    Ok(Term::Versioned { artifact, name, version: Some(version) })
}

fn time(chars: &[char], value: &Value) -> Result<TimeRange, FilterFault> {
    let glyphs = value.glyphs.as_slice();
    let whole = |expected: &str| FilterFault::over(chars, value.start, value.end, expected);
    let dots = glyphs.windows(2).position(|pair| pair.iter().all(|glyph| glyph.c == '.'));
    let Some(dots) = dots else {
        let range = moment(chars, glyphs)?.and_then(Moment::whole);
        return range.ok_or_else(|| whole(TIME_EXPECTED));
    };
    let from = moment(chars, glyphs.get(..dots).unwrap_or_default())?;
    let until = moment(chars, glyphs.get(dots.saturating_add(2)..).unwrap_or_default())?;
    let (start, end) = (from.map(|from| from.start), until.map(|until| until.start));
    TimeRange::new(start, end).ok_or_else(|| match (start, end) {
        (None, None) => whole("a time on at least one side of the `..`"),
        (Some(same), Some(end)) if same == end => whole("an end after the beginning: the end itself is not included"),
        _ => whole("the earlier time first"),
    })
}

/// One side of a range; `None` if nothing stands there.
fn moment(chars: &[char], glyphs: &[Glyph]) -> Result<Option<Moment>, FilterFault> {
    let (Some(first), Some(last)) = (glyphs.first(), glyphs.last()) else { return Ok(None) };
    let text: String = glyphs.iter().map(|glyph| glyph.c).collect();
    let fault = |expected: &str| FilterFault::over(chars, first.at, last.at.saturating_add(1), expected);
    Moment::parse(&text)
        .map(Some)
        .ok_or_else(|| fault(if looks_like_time(&text) { TIME_UNREAL } else { TIME_EXPECTED }))
}

/// True if only the numbers can be wrong.
fn looks_like_time(text: &str) -> bool {
    let shape = full_text(0);
    let shape = shape.trim_end_matches('Z');
    let same = |(c, other): (char, char)| {
        if other.is_ascii_digit() { c.is_ascii_digit() } else { c.eq_ignore_ascii_case(&other) }
    };
    let text = text.trim_end_matches(['Z', 'z']);
    matches!(text.len(), 10 | 16 | 19 | 21..=26) && text.chars().zip(shape.chars()).all(same)
}

/// Letters from which on a part of a word suggests it.
const PART_MIN: usize = 3;
const TIME_EXPECTED: &str =
    "a UTC time such as 2026-11-02, 2026-11-02T09:14 or 2026-11-02T09:14:07Z, or a range of them with `..`";
const TIME_UNREAL: &str = "a date and a time of day that exist";
