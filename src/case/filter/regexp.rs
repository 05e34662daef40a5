//! Regular expressions over the text of a record.
//!
//! The `regex` crate matches in time linear in the text, whatever the expression. What an expression may cost in memory is bounded
//! here, as `\w{1000}` is short to write and large to compile.

use regex_syntax::ast::Span;

/// Most bytes that one compiled expression may take for each of its automata.
///
/// Forty Unicode `\w` in a row fit; [`REGEXES_MAX`] of them take 0.2 s to compile and less than fifty megabytes.
pub const REGEX_SIZE_MAX: usize = 2 * 1024 * 1024;
/// Most expressions in one filter.
pub const REGEXES_MAX: usize = 16;

/// A regular expression, compiled. Equal if written alike.
#[derive(Clone, Debug)]
pub struct TextRegex {
    source: String,
    letters: Letters,
    compiled: regex::Regex,
}

/// Whether letter case counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Letters {
    Exact,
    AnyCase,
}

/// Why an expression cannot be used.
pub(super) enum Unusable {
    /// Bytes of the source at fault, and the words of the parser.
    Wrong { from: usize, to: usize, why: String },
    /// Over [`REGEX_SIZE_MAX`].
    TooLarge,
}

impl TextRegex {
    /// True if the expression finds something in `text`.
    pub fn matches(&self, text: &str) -> bool {
        self.compiled.is_match(text)
    }

    /// What stands between the slashes, a slash as `\/`.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// True for the flag `i`.
    pub fn ignores_case(&self) -> bool {
        self.letters == Letters::AnyCase
    }

    pub(super) fn compile(source: &str, letters: Letters) -> Result<TextRegex, Unusable> {
        let any_case = letters == Letters::AnyCase;
        // Parsed first with the parser that `regex` uses, because its own error does not say where.
        let parsed =
            regex_syntax::ParserBuilder::new().nest_limit(NEST_MAX).case_insensitive(any_case).build().parse(source);
        parsed.map_err(|fault| wrong(&fault, source.len()))?;
        let compiled = regex::RegexBuilder::new(source)
            .case_insensitive(any_case)
            .nest_limit(NEST_MAX)
            .size_limit(REGEX_SIZE_MAX)
            .dfa_size_limit(REGEX_SIZE_MAX)
            .build()
            .map_err(|_| Unusable::TooLarge)?;
        Ok(TextRegex { source: source.to_owned(), letters, compiled })
    }
}

impl PartialEq for TextRegex {
    fn eq(&self, other: &TextRegex) -> bool {
        self.source == other.source && self.letters == other.letters
    }
}

fn wrong(fault: &regex_syntax::Error, length: usize) -> Unusable {
    let (span, why) = match fault {
        regex_syntax::Error::Parse(fault) => (Some(fault.span()), fault.kind().to_string()),
        regex_syntax::Error::Translate(fault) => (Some(fault.span()), fault.kind().to_string()),
        _ => (None, "it cannot be read".to_owned()),
    };
    let (from, to) = span.map_or((0, length), |Span { start, end }| (start.offset, end.offset));
    Unusable::Wrong { from, to, why }
}

/// Deepest nesting of groups in an expression.
const NEST_MAX: u32 = 64;
