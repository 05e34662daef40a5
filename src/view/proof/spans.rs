//! Where the fields of a record stand in its line: each value with its path and its range of bytes.
//!
//! A walker of its own beside `bundle::json`: that parser judges hostile bytes, keeps no places, and is to stay as fast as it is.
//! This one only walks over what it accepted.

use crate::bundle::json::Value;
use std::ops::Range;

/// A field of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    /// Its path as the line spells it: `body.args[2].name`.
    pub path: String,
    /// Its own name and its value in the line, quotes included.
    pub whole: Range<usize>,
    /// Its value.
    pub value: Range<usize>,
    /// The field that it is in, by number.
    pub parent: Option<usize>,
    /// How deep it lies; a member of the record is at 0.
    pub depth: usize,
}

/// The fields of a line in the order of its bytes; none where it is not JSON.
pub fn fields(line: &[u8]) -> Vec<Field> {
    let Some(text) = std::str::from_utf8(line).ok().filter(|text| Value::parse(text).is_ok()) else {
        return Vec::new();
    };
    let mut walk = Walk { text, at: 0, out: Vec::new() };
    walk.space();
    // What was accepted above walks to its end; should it not, what was found until then is still right.
    let _ = walk.inside(None, "", 0);
    walk.out
}

/// The innermost field at a byte.
pub fn field_at(fields: &[Field], byte: usize) -> Option<usize> {
    let mut at = fields.partition_point(|field| field.whole.start <= byte).checked_sub(1);
    while let Some(field) = at.and_then(|at| fields.get(at)) {
        if field.whole.contains(&byte) {
            return at;
        }
        at = field.parent;
    }
    None
}

struct Walk<'a> {
    text: &'a str,
    at: usize,
    out: Vec<Field>,
}

impl<'a> Walk<'a> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Takes a byte and the space after it.
    fn take(&mut self, byte: u8) -> bool {
        let taken = self.byte() == Some(byte);
        if taken {
            self.at += 1;
            self.space();
        }
        taken
    }

    /// The fields of the value that stands here, and past it.
    fn inside(&mut self, parent: Option<usize>, path: &str, depth: usize) -> Option<()> {
        let object = match self.byte()? {
            b'{' => true,
            b'[' => false,
            _ => return self.scalar(),
        };
        let close = if object { b'}' } else { b']' };
        self.at += 1;
        self.space();
        let mut number = 0usize;
        while self.byte()? != close {
            let start = self.at;
            let path = if object {
                let name = self.string()?;
                self.space();
                self.take(b':').then_some(())?;
                if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
            } else {
                format!("{path}[{number}]")
            };
            let own = self.out.len();
            let value = self.at;
            self.out.push(Field { path: path.clone(), whole: start..value, value: value..value, parent, depth });
            self.inside(Some(own), &path, depth + 1)?;
            let field = self.out.get_mut(own)?;
            (field.whole.end, field.value.end) = (self.at, self.at);
            self.space();
            self.take(b',');
            number += 1;
        }
        self.at += 1;
        Some(())
    }

    /// A string, without its quotes, as the line spells it.
    fn string(&mut self) -> Option<&'a str> {
        let start = self.at + 1;
        self.at = start;
        loop {
            match self.byte()? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        self.text.get(start..self.at - 1)
    }

    fn scalar(&mut self) -> Option<()> {
        if self.byte() == Some(b'"') {
            return self.string().map(|_| ());
        }
        while !matches!(self.byte(), None | Some(b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_its_bytes_and_every_byte_its_field() {
        let line = r#"{"v":1,"actor":"a\"}b","refs":["x", {"y":[]}],"body":{"n":-1.5e3,"t":"é","u":null},"sig":"s"}"#;
        let found = fields(line.as_bytes());
        let said: Vec<(&str, &str)> =
            found.iter().map(|field| (field.path.as_str(), &line[field.value.clone()])).collect();
        let expected = [
            ("v", "1"),
            ("actor", r#""a\"}b""#),
            ("refs", r#"["x", {"y":[]}]"#),
            ("refs[0]", r#""x""#),
            ("refs[1]", r#"{"y":[]}"#),
            ("refs[1].y", "[]"),
            ("body", r#"{"n":-1.5e3,"t":"é","u":null}"#),
            ("body.n", "-1.5e3"),
            ("body.t", r#""é""#),
            ("body.u", "null"),
            ("sig", r#""s""#),
        ];
        assert_eq!(said, expected);
        assert_eq!(&line[found[1].whole.clone()], r#""actor":"a\"}b""#);
        for byte in 0..line.len() {
            let smallest =
                (0..found.len()).filter(|at| found[*at].whole.contains(&byte)).min_by_key(|at| found[*at].whole.len());
            assert_eq!(field_at(&found, byte), smallest, "byte {byte}");
        }
        assert_eq!(field_at(&found, line.len()), None);
    }

    #[test]
    fn what_is_no_json_has_no_fields_and_the_longest_line_has_all() {
        for bad in [&b"{\"a\":1"[..], b"{\"a\":1,\"a\":2}", b"\xff{}", b""] {
            assert_eq!(fields(bad), []);
        }
        let items: Vec<String> = (0..32_000).map(|n| (n % 10).to_string()).collect();
        let line = format!("{{\"a\":[{}]}}", items.join(","));
        assert_eq!(fields(line.as_bytes()).len(), 32_001);
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(63), "]".repeat(63));
        assert_eq!(fields(deep.as_bytes()).len(), 63);
    }
}
