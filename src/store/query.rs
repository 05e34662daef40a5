//! What a reviewer looks for, in the query language of FTS5, in which every word is quoted so that none is an operator.

use super::spelling::spell;

/// Words that must all be in a text, in any order; a phrase; the beginning of a word. What is empty asks for nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TextQuery {
    /// Each must be there.
    pub words: Vec<String>,
    /// Words that must stand side by side in this order.
    pub phrase: Option<String>,
    /// A word that is still being typed.
    pub prefix: Option<String>,
}

impl TextQuery {
    /// The query; `None` where nothing that can be found is asked for: no letter and no digit.
    pub(super) fn fts5(&self) -> Option<String> {
        let mut parts: Vec<String> = self.words.iter().filter_map(|word| quoted(word)).collect();
        parts.extend(self.phrase.as_deref().and_then(quoted));
        parts.extend(self.prefix.as_deref().and_then(begun));
        (!parts.is_empty()).then(|| parts.join(" AND "))
    }
}

/// A string of FTS5. A text without letters and digits has no token, and would match nothing or be dropped.
fn quoted(text: &str) -> Option<String> {
    let words = spell(text);
    (!words.is_empty()).then(|| format!("\"{words}\""))
}

/// The last word may go on, unless the text went on after it already.
fn begun(text: &str) -> Option<String> {
    let star = if text.ends_with(char::is_alphanumeric) { " *" } else { "" };
    quoted(text).map(|words| words + star)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_is_an_operator() {
        let query = TextQuery {
            words: vec!["a\"b".to_owned(), "OR".to_owned(), "--".to_owned(), "x\0y".to_owned()],
            phrase: Some("NEAR(a, b)".to_owned()),
            prefix: Some("body:*".to_owned()),
        };
        let wanted = r#""a b" AND "or" AND "x y" AND "near a b" AND "body""#;
        assert_eq!(query.fts5().as_deref(), Some(wanted));
        let typing = TextQuery { prefix: Some("page Three".to_owned()), ..TextQuery::default() };
        assert_eq!(typing.fts5().as_deref(), Some(r#""page three" *"#));
        let nothing = TextQuery { words: vec!["*".to_owned()], phrase: Some(String::new()), prefix: None };
        assert_eq!(nothing.fts5(), None);
    }
}
