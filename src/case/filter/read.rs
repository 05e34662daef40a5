//! Reads a filter: text to syntax tree, by recursive descent, bounded in length and depth.
//!
//! Where a text could mean two things, it is a fault and not a guess: a filter that silently means something else hides records.

use super::field::{Key, instead_of};
use super::print::{CURLY, KEYWORDS};
use super::tree::{Expr, Term};
use super::value::{self, Glyph, Value};
use super::{DEPTH_MAX, FilterFault, REGEXES_MAX, Words};

/// Reads the whole text.
pub(super) fn read(text: &str) -> Result<Expr, FilterFault> {
    FilterFault::check_length(text)?;
    let mut reader = Reader { chars: text.chars().collect(), at: 0, depth: 0, regexes: 0 };
    let expr = reader.any()?;
    match reader.peek() {
        Some(_) => Err(reader.fault(reader.at, reader.at.saturating_add(1), "a `(` before this `)`")),
        None => Ok(expr),
    }
}

/// The text and the place in it.
struct Reader {
    chars: Vec<char>,
    at: usize,
    depth: usize,
    regexes: usize,
}

impl Reader {
    /// Alternatives, up to a `)` or the end.
    fn any(&mut self) -> Result<Expr, FilterFault> {
        let mut parts = vec![self.all()?];
        while let Some(("or", from)) = self.keyword() {
            if matches!(parts.last(), Some(Expr::All(empty)) if empty.is_empty()) {
                return Err(self.beside("or", "before", from));
            }
            self.at = from.saturating_add(2);
            if !self.term_follows() {
                return Err(self.beside("or", "after", from));
            }
            parts.push(self.all()?);
        }
        Ok(Expr::any(parts))
    }

    /// Conditions that must all hold, up to an `or`, a `)` or the end.
    fn all(&mut self) -> Result<Expr, FilterFault> {
        let mut parts = Vec::new();
        loop {
            if let Some(("and", from)) = self.keyword() {
                if parts.is_empty() {
                    return Err(self.beside("and", "before", from));
                }
                self.at = from.saturating_add(3);
                if !self.term_follows() {
                    return Err(self.beside("and", "after", from));
                }
            }
            if !self.term_follows() {
                return Ok(Expr::all(parts));
            }
            parts.push(self.one()?);
        }
    }

    fn one(&mut self) -> Result<Expr, FilterFault> {
        match self.peek() {
            Some('-') => self.nested(Reader::negative),
            Some('(') => self.nested(Reader::group),
            Some('"') => self.phrase(),
            Some('#') => self.number(),
            _ => self.word(),
        }
    }

    /// What stands in parentheses or after `-`: the only two that nest.
    fn nested(&mut self, read: fn(&mut Reader) -> Result<Expr, FilterFault>) -> Result<Expr, FilterFault> {
        if self.depth >= DEPTH_MAX {
            let expected = format!("at most {DEPTH_MAX} levels of parentheses and `-`");
            return Err(self.fault(self.at, self.at.saturating_add(1), expected));
        }
        self.depth = self.depth.saturating_add(1);
        let expr = read(self);
        self.depth = self.depth.saturating_sub(1);
        expr
    }

    fn negative(&mut self) -> Result<Expr, FilterFault> {
        let from = self.at;
        self.at = from.saturating_add(1);
        let spaced = self.peek().is_none_or(char::is_whitespace);
        if spaced || !self.term_follows() {
            return Err(self.fault(from, from.saturating_add(1), "what to leave out, directly after the `-`"));
        }
        Ok(Expr::not(self.one()?))
    }

    fn group(&mut self) -> Result<Expr, FilterFault> {
        let from = self.at;
        self.at = from.saturating_add(1);
        let inner = self.any()?;
        // `any` stops at a `)` or at the end only.
        if self.peek().is_none() {
            return Err(self.fault(from, from.saturating_add(1), "a `)` for this `(`"));
        }
        self.at = self.at.saturating_add(1);
        if matches!(&inner, Expr::All(parts) if parts.is_empty()) {
            return Err(self.fault(from, self.at, "something between the parentheses"));
        }
        Ok(inner)
    }

    fn phrase(&mut self) -> Result<Expr, FilterFault> {
        let from = self.at;
        let mut glyphs = Vec::new();
        self.quoted(&mut glyphs)?;
        if glyphs.is_empty() {
            return Err(self.fault(from, self.at, "something between the quotes"));
        }
        self.end_of_term("a space after the closing quote")?;
        Ok(Expr::Term(Term::Text(Words::of(&value::signs(&glyphs)))))
    }

    fn number(&mut self) -> Result<Expr, FilterFault> {
        let from = self.at;
        self.at = self.end_of_run(from);
        self.end_of_term("a space after the number")?;
        value::seq(&self.chars, from, self.at).map(|range| Expr::Term(Term::Seq(range)))
    }

    /// A field with its value, or a bare word.
    fn word(&mut self) -> Result<Expr, FilterFault> {
        let from = self.at;
        let end = self.end_of_run(from);
        let run = self.chars.get(from..end).unwrap_or_default();
        if let Some(length) = name_length(run) {
            return self.field(from, from.saturating_add(length)).map(Expr::Term);
        }
        if run.first().is_some_and(|c| CURLY.contains(c)) {
            return Err(self.fault(from, from.saturating_add(1), "straight quotes: `\"`"));
        }
        if is_word(run, "not") {
            return Err(self.fault(
                from,
                end,
                "`-` directly before what to leave out, or quotes around the word `not`",
            ));
        }
        let glyphs: Vec<Glyph> = run.iter().zip(from..).map(|(c, at)| Glyph { c: *c, quoted: false, at }).collect();
        self.at = end;
        self.end_of_term("a space here, or quotes around it all")?;
        Ok(Expr::Term(Term::Text(Words::of(&value::signs(&glyphs)))))
    }

    /// `from` to `colon` is the name.
    fn field(&mut self, from: usize, colon: usize) -> Result<Term, FilterFault> {
        let name: String = self.chars.get(from..colon).unwrap_or_default().iter().collect();
        let Some(key) = Key::named(&name) else {
            let expected = match instead_of(&name) {
                Some(near) => format!("a known field (did you mean `{near}`?), or quotes around the text"),
                None => "a known field, or quotes around the text".to_owned(),
            };
            return Err(self.fault(from, colon, expected));
        };
        self.at = colon.saturating_add(1);
        if key == Key::Regex {
            return self.regex();
        }
        let value = self.value(key)?;
        value::term(&self.chars, key, &value)
    }

    /// What stands after the colon: bare and quoted runs, one directly after the other.
    fn value(&mut self, key: Key) -> Result<Value, FilterFault> {
        let start = self.at;
        let mut glyphs = Vec::new();
        loop {
            match self.peek() {
                Some('"') => self.quoted(&mut glyphs)?,
                Some('(') if self.at > start => {
                    return Err(self.fault(
                        self.at,
                        self.at.saturating_add(1),
                        "a space here, or quotes around the value",
                    ));
                }
                Some(c) if !is_end(c) => {
                    glyphs.push(Glyph { c, quoted: false, at: self.at });
                    self.at = self.at.saturating_add(1);
                }
                _ => break,
            }
        }
        if self.at == start {
            let expected = format!("a value directly after `{}:`", key.name());
            return Err(self.fault(start, start.saturating_add(1), expected));
        }
        Ok(Value { glyphs, start, end: self.at })
    }

    /// A quoted run; the place is its opening quote.
    fn quoted(&mut self, glyphs: &mut Vec<Glyph>) -> Result<(), FilterFault> {
        let from = self.at;
        let mut at = from.saturating_add(1);
        loop {
            let next = self.chars.get(at.saturating_add(1)).copied();
            let (c, length) = match (self.chars.get(at).copied(), next) {
                (None, _) => return Err(self.fault(from, from.saturating_add(1), "a closing quote for this one")),
                (Some('"'), _) => break,
                (Some('\\'), Some(escaped @ ('"' | '\\'))) => (escaped, 2),
                (Some('\\'), Some('u')) if self.chars.get(at.saturating_add(2)) == Some(&'{') => self.code_point(at)?,
                (Some(c), _) => (c, 1),
            };
            glyphs.push(Glyph { c, quoted: true, at });
            at = at.saturating_add(length);
        }
        self.at = at.saturating_add(1);
        Ok(())
    }

    /// The character of an escape `\u{202e}` at `from`, and the length of the escape.
    fn code_point(&self, from: usize) -> Result<(char, usize), FilterFault> {
        let digits = self.chars.iter().skip(from.saturating_add(3)).take(7);
        let digits: String = digits.take_while(|c| c.is_ascii_hexdigit()).collect();
        let end = from.saturating_add(3).saturating_add(digits.len());
        let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
        match code.filter(|_| self.chars.get(end) == Some(&'}')) {
            Some(c) => Ok((c, digits.len().saturating_add(4))),
            None => Err(self.fault(from, end, "a character's number in hexadecimal, as in `\\u{202e}`")),
        }
    }

    /// `/expression/` and its flags.
    fn regex(&mut self) -> Result<Term, FilterFault> {
        let slash = self.at;
        if self.peek() != Some('/') {
            return Err(self.fault(
                slash,
                slash.saturating_add(1),
                "`/` directly after `re:`, as in `re:/refund(ed)?/i`",
            ));
        }
        self.regexes = self.regexes.saturating_add(1);
        if self.regexes > REGEXES_MAX {
            let expected = format!("at most {REGEXES_MAX} regular expressions");
            return Err(self.fault(slash, slash.saturating_add(1), expected));
        }
        let Some(close) = closing_slash(&self.chars, slash) else {
            return Err(self.fault(slash, slash.saturating_add(1), "a closing `/` for this one"));
        };
        let flags = close.saturating_add(1);
        self.at = self.end_of_run(flags);
        let letters = value::flags(&self.chars, flags, self.at)?;
        self.end_of_term("a space after the regular expression")?;
        value::regex(&self.chars, slash.saturating_add(1), close, letters).map(Term::Regex)
    }

    /// Refuses a quote or a `(` glued to the end of a term: two terms, or one that needs quotes?
    fn end_of_term(&self, expected: &str) -> Result<(), FilterFault> {
        match self.peek() {
            Some(c) if !c.is_whitespace() && c != ')' => Err(self.fault(self.at, self.at.saturating_add(1), expected)),
            _ => Ok(()),
        }
    }

    /// Skips spaces; true if a term begins here.
    fn term_follows(&mut self) -> bool {
        let keyword = self.keyword();
        !matches!(self.peek(), None | Some(')')) && keyword.is_none()
    }

    /// Skips spaces; the `and` or `or` here, and its place.
    fn keyword(&mut self) -> Option<(&'static str, usize)> {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at = self.at.saturating_add(1);
        }
        let end = self.end_of_run(self.at);
        let run = self.chars.get(self.at..end)?;
        let joins = KEYWORDS.iter().filter(|word| **word != "not");
        joins.copied().find(|word| is_word(run, word)).map(|word| (word, self.at))
    }

    /// The end of the run of characters that neither end a term nor begin a quote or a group.
    fn end_of_run(&self, from: usize) -> usize {
        let run = self.chars.iter().skip(from).take_while(|c| !is_end(**c) && **c != '"');
        from.saturating_add(run.count())
    }

    fn beside(&self, word: &str, side: &str, from: usize) -> FilterFault {
        let to = from.saturating_add(word.len());
        self.fault(from, to, format!("something {side} `{word}`, or quotes around the word"))
    }

    fn fault(&self, from: usize, to: usize, expected: impl Into<String>) -> FilterFault {
        FilterFault::over(&self.chars, from, to.min(self.chars.len()), expected)
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }
}

/// The place of the next `/` after the one at `slash` that no backslash stands before.
pub(super) fn closing_slash(chars: &[char], slash: usize) -> Option<usize> {
    let mut escaped = false;
    let mut rest = chars.iter().enumerate().skip(slash.saturating_add(1));
    let close = rest.find(|(_, c)| {
        let closes = **c == '/' && !escaped;
        escaped = **c == '\\' && !escaped;
        closes
    });
    close.map(|(at, _)| at)
}

/// The length of the field name that a run begins with: a letter and whatever else a name might hold, before the first colon.
/// A run like `12:30` is text.
pub(super) fn name_length(run: &[char]) -> Option<usize> {
    let colon = run.iter().position(|c| *c == ':')?;
    let name = run.get(..colon)?;
    let inside = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    (name.first()?.is_alphabetic() && name.iter().all(inside)).then_some(colon)
}

/// True if a bare run or a value ends before this character.
pub(super) fn is_end(c: char) -> bool {
    c.is_whitespace() || c == '(' || c == ')'
}

fn is_word(run: &[char], word: &str) -> bool {
    run.len() == word.len() && run.iter().zip(word.chars()).all(|(c, other)| c.eq_ignore_ascii_case(&other))
}
