//! The canonical text of a filter.
//!
//! It is saved, cited in reports and shown in logs, so it holds visible characters only; all others are written as escapes in quotes.

use super::field::Field;
use super::pattern::{Pattern, Words};
use super::tree::{Expr, Filter, Term};
use std::fmt;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expr::All(parts) => join(f, parts, " ", |part| matches!(part, Expr::Any(_))),
            Expr::Any(parts) => join(f, parts, " or ", |_| false),
            Expr::Not(inner) if matches!(**inner, Expr::Term(_)) => write!(f, "-{inner}"),
            Expr::Not(inner) => write!(f, "-({inner})"),
            Expr::Term(term) => term.fmt(f),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Term::Field(field, pattern) => write!(f, "{}:{}", field.name(), value(*field, pattern)),
            Term::Versioned { artifact, name, version } => {
                write!(f, "{}:{}", artifact.word(), part(name))?;
                version.iter().try_for_each(|version| write!(f, "@{}", part(version)))
            }
            Term::Time(range) => write!(f, "time:{range}"),
            Term::Seq(range) => range.fmt(f),
            Term::Text(words) => f.write_str(&text(words)),
            Term::Regex(regex) => {
                write!(f, "re:/{}/{}", regex.source(), if regex.ignores_case() { "i" } else { "" })
            }
        }
    }
}

/// A field's value as it must be written after the colon.
pub(super) fn value(field: Field, pattern: &Pattern) -> String {
    let as_known = |known: &[&str]| {
        let lower = pattern.pieces().iter().all(|piece| !piece.bytes().any(|byte| byte.is_ascii_uppercase()));
        lower && known.iter().any(|word| pattern.matches(word))
    };
    // Only in quotes may a word stand that the field does not know.
    if field.known().is_none_or(as_known) {
        pieces(pattern.pieces(), is_bare)
    } else {
        pieces(pattern.pieces(), |_| false)
    }
}

/// The name or the version of an artifact; a bare `@` would divide it.
pub(super) fn part(pattern: &Pattern) -> String {
    pieces(pattern.pieces(), |piece| is_bare(piece) && !piece.contains('@'))
}

/// True if the character can be seen, and is what it looks like: not a control, a format character (bidirectional controls, zero
/// widths), a separator other than the space, or a code point without a character.
pub(super) fn is_plain(c: char) -> bool {
    c == ' '
        || !matches!(
            c.general_category(),
            GeneralCategory::Control
                | GeneralCategory::Format
                | GeneralCategory::Surrogate
                | GeneralCategory::PrivateUse
                | GeneralCategory::Unassigned
                | GeneralCategory::LineSeparator
                | GeneralCategory::ParagraphSeparator
                | GeneralCategory::SpaceSeparator
        )
}

/// True if a bare word of this text would be read as something else.
pub(super) fn is_taken(word: &str) -> bool {
    KEYWORDS.iter().any(|keyword| keyword.eq_ignore_ascii_case(word))
        || word.contains(':')
        || word.starts_with(|c| c == '-' || c == '#' || CURLY.contains(&c))
}

fn join(f: &mut fmt::Formatter<'_>, parts: &[Expr], between: &str, grouped: fn(&Expr) -> bool) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        let between = if at == 0 { "" } else { between };
        if grouped(part) { write!(f, "{between}({part})")? } else { write!(f, "{between}{part}")? }
    }
    Ok(())
}

fn text(words: &Words) -> String {
    let star = if words.begins_anywhere() { "*" } else { "" };
    let bare = |all: &[String]| format!("{star}{}", all.join("*"));
    match words.pieces() {
        [] => "*".to_owned(),
        all if all.iter().all(|piece| is_bare(piece)) && !is_taken(&bare(all)) => bare(all),
        [one] if star.is_empty() => quoted(one),
        several => format!("text:{star}{}", pieces(several, is_bare)),
    }
}

fn pieces(pieces: &[String], bare: impl Fn(&str) -> bool) -> String {
    if let [one] = pieces
        && one.is_empty()
    {
        return quoted("");
    }
    let write = |piece: &String| if piece.is_empty() || bare(piece) { piece.clone() } else { quoted(piece) };
    pieces.iter().map(write).collect::<Vec<String>>().join("*")
}

fn is_bare(piece: &str) -> bool {
    piece.chars().all(|c| is_plain(c) && !c.is_whitespace() && !matches!(c, '"' | '(' | ')' | '*'))
}

pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if is_plain(c) => out.push(c),
            c => out.push_str(&c.escape_unicode().to_string()),
        }
    }
    out.push('"');
    out
}

impl fmt::Display for Pattern {
    /// As it is written after most fields.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&pieces(self.pieces(), is_bare))
    }
}

impl fmt::Display for Words {
    /// The condition as written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text(self))
    }
}

/// The words that are not text unless in quotes.
pub(super) const KEYWORDS: &[&str] = &["and", "or", "not"];
/// Quotation marks that editors and chats put in place of `"`; refused at the start of a word, lest they be searched for.
pub(super) const CURLY: &[char] = &['“', '”', '„', '‟', '«', '»'];
