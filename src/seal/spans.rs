//! Where the members of a JSON object lie in its text, so that bytes can be copied as they were written.
//!
//! Only for text that `bundle::json` has accepted: nothing is checked a second time, and text of another kind gives fewer members
//! but never a panic.

use std::borrow::Cow;

/// One member of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member<'a> {
    /// The name, unescaped.
    pub name: Cow<'a, str>,
    /// Name, colon and value, as written.
    pub text: &'a str,
    /// The value, as written.
    pub value: &'a str,
}

/// The members of an object, in the order of its text.
pub(super) fn members(object: &str) -> Vec<Member<'_>> {
    let bytes = object.as_bytes();
    let mut found = Vec::new();
    let mut at = object.find('{').map_or(object.len(), |start| start + 1);
    loop {
        at = skip(bytes, at, |byte| byte.is_ascii_whitespace() || byte == b',');
        if bytes.get(at) != Some(&b'"') {
            return found;
        }
        let name_end = string_end(bytes, at);
        let value_start = skip(bytes, name_end, |byte| byte.is_ascii_whitespace() || byte == b':');
        let end = value_end(bytes, value_start);
        let (Some(name), Some(text), Some(value)) =
            (object.get(at..name_end).and_then(unquote), object.get(at..end), object.get(value_start..end))
        else {
            return found;
        };
        found.push(Member { name, text, value });
        at = end;
    }
}

/// The text of a JSON string; `None` for any other value.
pub(super) fn unquote(value: &str) -> Option<Cow<'_, str>> {
    let inner = value.strip_prefix('"')?.strip_suffix('"')?;
    if inner.contains('\\') {
        return serde_json::from_str(value).ok().map(Cow::Owned);
    }
    Some(Cow::Borrowed(inner))
}

/// A JSON string with this text.
pub(super) fn quote(text: &str) -> String {
    if text.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
        return ["\"", text, "\""].concat();
    }
    serde_json::Value::from(text).to_string()
}

fn skip(bytes: &[u8], from: usize, passes: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or(&[]);
    from + rest.iter().position(|byte| !passes(*byte)).unwrap_or(rest.len())
}

/// The position after the string that starts at `at`.
fn string_end(bytes: &[u8], at: usize) -> usize {
    let mut at = at + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The position after the value that starts at `at`.
fn value_end(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(b'"') => string_end(bytes, at),
        Some(b'{' | b'[') => nested_end(bytes, at),
        _ => skip(bytes, at, |byte| !byte.is_ascii_whitespace() && !matches!(byte, b',' | b'}' | b']')),
    }
}

fn nested_end(bytes: &[u8], at: usize) -> usize {
    let (mut at, mut depth) = (at, 0usize);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at = string_end(bytes, at);
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return at;
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_the_bytes_as_written() {
        let text = r#"{ "a" : 1e-0 ,"b\u0062":{"x":["}\"",{}]}, "c":"\\","d":[ ] }"#;
        let found: Vec<_> = members(text).into_iter().map(|m| (m.name.into_owned(), m.text, m.value)).collect();
        assert_eq!(
            found,
            [
                ("a".to_owned(), r#""a" : 1e-0"#, "1e-0"),
                ("bb".to_owned(), r#""b\u0062":{"x":["}\"",{}]}"#, r#"{"x":["}\"",{}]}"#),
                ("c".to_owned(), r#""c":"\\""#, r#""\\""#),
                ("d".to_owned(), r#""d":[ ]"#, "[ ]"),
            ]
        );
        assert_eq!(unquote("\"a\\n\""), Some(Cow::Owned("a\n".to_owned())));
        assert_eq!(quote("é\"\n"), "\"é\\\"\\n\"");
        for odd in ["", "{", "{\"", "{\"a", "{\"a\":", "{\"a\":[", "7"] {
            assert!(members(odd).len() < 2, "{odd}");
        }
    }
}
