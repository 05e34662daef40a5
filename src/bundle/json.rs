//! RFC 8259 JSON, judged strictly: one pass that sees every member name (`bundle-format.md` sections 1.4 and 2.3).
//!
//! Written here because the usual parsers keep one of two equal member names silently, and because numbers must stay text.
//! The tree borrows from the line; only strings with escapes are copied.

use std::borrow::Cow;
use std::collections::HashSet;

/// Deepest nesting, with the outermost value at depth 1.
pub const DEPTH_MAX: usize = 64;

/// A JSON value that borrows its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it was written.
    Number(&'a str),
    /// A string, unescaped.
    String(Cow<'a, str>),
    /// An array.
    Array(Vec<Value<'a>>),
    /// An object, in the order of the text.
    Object(Vec<(Cow<'a, str>, Value<'a>)>),
}

/// Why a text is not acceptable JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonError {
    /// Not one JSON value; the byte offset and what was wrong there.
    Syntax(usize, &'static str),
    /// One member name twice: byte offset and path of the second.
    Duplicate(usize, String),
}

impl<'a> Value<'a> {
    /// Parses exactly one value; white space around it is allowed.
    ///
    /// # Errors
    /// A syntax error wins over a duplicate name that comes before it.
    pub fn parse(text: &'a str) -> Result<Value<'a>, JsonError> {
        let mut parser = Parser { text, at: 0, duplicate: None, path: Vec::new() };
        parser.skip_space();
        let value = parser.value(1)?;
        parser.skip_space();
        if parser.at != text.len() {
            return Err(parser.fault("bytes after the value"));
        }
        match parser.duplicate {
            Some((at, path)) => Err(JsonError::Duplicate(at, path)),
            None => Ok(value),
        }
    }

    /// The member of an object.
    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        match self {
            Value::Object(members) => members.iter().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The elements of an array.
    pub fn as_array(&self) -> Option<&[Value<'a>]> {
        match self {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// An integer of the format: `0|[1-9][0-9]*`, at most 2^53 - 1.
    pub fn as_integer(&self) -> Option<u64> {
        match self {
            Value::Number(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                text.parse().ok().filter(|number| *number <= INTEGER_MAX)
            }
            _ => None,
        }
    }

    /// Calls `see` with every string and member name.
    pub fn each_string(&self, see: &mut dyn FnMut(&str)) {
        match self {
            Value::String(text) => see(text),
            Value::Array(items) => items.iter().for_each(|item| item.each_string(see)),
            Value::Object(members) => {
                for (name, value) in members {
                    see(name);
                    value.each_string(see);
                }
            }
            _ => {}
        }
    }
}

/// Largest integer that every JSON program reads alike: 2^53 - 1.
const INTEGER_MAX: u64 = 9_007_199_254_740_991;
/// Above this many members a set finds duplicates; below it comparing is faster.
const FEW_MEMBERS: usize = 16;

struct Parser<'a> {
    text: &'a str,
    at: usize,
    duplicate: Option<(usize, String)>,
    path: Vec<Cow<'a, str>>,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn advance(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    fn fault(&self, what: &'static str) -> JsonError {
        JsonError::Syntax(self.at, what)
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.advance();
        }
    }

    fn expect(&mut self, byte: u8, what: &'static str) -> Result<(), JsonError> {
        if self.peek() != Some(byte) {
            return Err(self.fault(what));
        }
        self.advance();
        Ok(())
    }

    fn value(&mut self, depth: usize) -> Result<Value<'a>, JsonError> {
        match self.peek() {
            Some(b'{' | b'[') if depth > DEPTH_MAX => Err(self.fault("nested deeper than 64")),
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => self.string().map(Value::String),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'n') => self.word("null", Value::Null),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(_) => Err(self.fault("no JSON value")),
            None => Err(self.fault("the text ends too early")),
        }
    }

    fn word(&mut self, word: &str, value: Value<'a>) -> Result<Value<'a>, JsonError> {
        let end = self.at.saturating_add(word.len());
        if self.text.get(self.at..end) != Some(word) {
            return Err(self.fault("no JSON value"));
        }
        self.at = end;
        Ok(value)
    }

    fn array(&mut self, depth: usize) -> Result<Value<'a>, JsonError> {
        self.advance();
        let mut items = Vec::new();
        self.skip_space();
        if self.peek() == Some(b']') {
            self.advance();
            return Ok(Value::Array(items));
        }
        loop {
            self.skip_space();
            items.push(self.value(depth.saturating_add(1))?);
            self.skip_space();
            match self.peek() {
                Some(b',') => self.advance(),
                Some(b']') => break,
                _ => return Err(self.fault("expected , or ] in an array")),
            }
        }
        self.advance();
        Ok(Value::Array(items))
    }

    fn object(&mut self, depth: usize) -> Result<Value<'a>, JsonError> {
        self.advance();
        let mut members: Vec<(Cow<'a, str>, Value<'a>)> = Vec::new();
        let mut seen: HashSet<Cow<'a, str>> = HashSet::new();
        self.skip_space();
        if self.peek() == Some(b'}') {
            self.advance();
            return Ok(Value::Object(members));
        }
        loop {
            self.skip_space();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.fault("expected a member name"));
            }
            let name = self.string()?;
            self.note_duplicate(start, &name, &members, &mut seen);
            self.skip_space();
            self.expect(b':', "expected : after a member name")?;
            self.skip_space();
            self.path.push(name.clone());
            let value = self.value(depth.saturating_add(1))?;
            self.path.pop();
            members.push((name, value));
            self.skip_space();
            match self.peek() {
                Some(b',') => self.advance(),
                Some(b'}') => break,
                _ => return Err(self.fault("expected , or } in an object")),
            }
        }
        self.advance();
        Ok(Value::Object(members))
    }

    fn note_duplicate(
        &mut self,
        start: usize,
        name: &str,
        members: &[(Cow<'a, str>, Value<'a>)],
        seen: &mut HashSet<Cow<'a, str>>,
    ) {
        let twice = if members.len() < FEW_MEMBERS {
            members.iter().any(|(other, _)| other == name)
        } else {
            if seen.is_empty() {
                seen.extend(members.iter().map(|(name, _)| name.clone()));
            }
            !seen.insert(Cow::Owned(name.to_owned()))
        };
        if twice && self.duplicate.is_none() {
            let mut path: String = self.path.iter().flat_map(|part| [part.as_ref(), "."]).collect();
            path.push_str(name);
            self.duplicate = Some((start, path));
        }
    }

    fn string(&mut self) -> Result<Cow<'a, str>, JsonError> {
        self.advance();
        let start = self.at;
        let mut owned: Option<String> = None;
        let mut run = start;
        loop {
            self.skip_plain();
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    let text = self.text.get(run..self.at).unwrap_or("");
                    let buffer = owned.get_or_insert_default();
                    buffer.push_str(text);
                    let c = self.escape()?;
                    owned.get_or_insert_default().push(c);
                    run = self.at;
                }
                Some(_) => return Err(self.fault("control character in a string")),
                None => return Err(self.fault("string without end")),
            }
        }
        let tail = self.text.get(run..self.at).unwrap_or("");
        self.advance();
        Ok(match owned {
            None => Cow::Borrowed(tail),
            Some(mut text) => {
                text.push_str(tail);
                Cow::Owned(text)
            }
        })
    }

    /// To the next byte of a string that means something: a quote, a backslash, a control character; else to the end.
    fn skip_plain(&mut self) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let run = rest.get(..memchr::memchr2(b'"', b'\\', rest).unwrap_or(rest.len())).unwrap_or_default();
        // First whether there is a control character at all, which runs over many bytes at once; there hardly ever is.
        let has_control = run.iter().fold(false, |found, byte| found | (*byte < 0x20));
        let control = if has_control { run.iter().position(|byte| *byte < 0x20) } else { None };
        self.at = self.at.saturating_add(control.unwrap_or(run.len()));
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        self.advance();
        let c = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => return Err(self.fault("unknown escape")),
        };
        self.advance();
        Ok(c)
    }

    fn unicode_escape(&mut self) -> Result<char, JsonError> {
        let first = self.four_hex()?;
        if !(0xd800..0xe000).contains(&first) {
            return char::from_u32(first).ok_or(self.fault("lone surrogate"));
        }
        if first >= 0xdc00 || self.peek() != Some(b'\\') {
            return Err(self.fault("lone surrogate"));
        }
        self.advance();
        if self.peek() != Some(b'u') {
            return Err(self.fault("lone surrogate"));
        }
        let second = self.four_hex()?;
        if !(0xdc00..0xe000).contains(&second) {
            return Err(self.fault("lone surrogate"));
        }
        let code = 0x1_0000u32.saturating_add((first & 0x3ff) << 10).saturating_add(second & 0x3ff);
        char::from_u32(code).ok_or(self.fault("lone surrogate"))
    }

    /// Reads `uXXXX`, the position being at the `u`.
    fn four_hex(&mut self) -> Result<u32, JsonError> {
        self.advance();
        let end = self.at.saturating_add(4);
        let digits = self.text.get(self.at..end).filter(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let code = digits.and_then(|text| u32::from_str_radix(text, 16).ok());
        let code = code.ok_or(self.fault("expected four hex digits"))?;
        self.at = end;
        Ok(code)
    }

    fn number(&mut self) -> Result<Value<'a>, JsonError> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.advance();
        }
        if self.peek() == Some(b'0') {
            self.advance();
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.advance();
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.advance();
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.advance();
            }
            self.digits()?;
        }
        Ok(Value::Number(self.text.get(start..self.at).unwrap_or("")))
    }

    fn digits(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.advance();
        }
        if start == self.at { Err(self.fault("expected a digit")) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests;
