//! The syntax tree of a filter, and the filter that holds it.
//!
//! A filter is made by reading text only, so that every filter has a text that can be shown, saved and cited in a report.

use super::Artifact;
use super::field::Field;
use super::pattern::{Pattern, Words};
use super::range::{SeqRange, TimeRange};
use super::regexp::TextRegex;
use super::{FilterFault, read};

/// Which records are meant. Two filters are equal if their canonical texts are.
#[derive(Clone, Debug)]
pub struct Filter {
    expr: Expr,
    text: String,
}

/// What a record has to fit. In a [`Filter`], lists in lists of the same kind and double negations are resolved; only the empty
/// filter holds an empty list.
#[derive(Clone, PartialEq, Debug)]
pub enum Expr {
    /// Every one; all records if there is none.
    All(Vec<Expr>),
    /// At least one.
    Any(Vec<Expr>),
    /// Whatever does not fit, records included that lack what is asked for.
    Not(Box<Expr>),
    /// One condition.
    Term(Term),
}

/// One condition on a record.
#[derive(Clone, PartialEq, Debug)]
pub enum Term {
    /// One of the field's values fits.
    Field(Field, Pattern),
    /// The record cites such a version, or is about it.
    Versioned {
        /// Policy, template or code.
        artifact: Artifact,
        /// Its name.
        name: Pattern,
        /// Its version; `None` for any.
        version: Option<Pattern>,
    },
    /// The record's own time lies within.
    Time(TimeRange),
    /// The record's number in the log lies within.
    Seq(SeqRange),
    /// The text contains it.
    Text(Words),
    /// The expression finds something in the text.
    Regex(TextRegex),
}

impl Default for Filter {
    /// All records.
    fn default() -> Filter {
        Filter { expr: Expr::All(Vec::new()), text: String::new() }
    }
}

impl Filter {
    /// Reads a filter. An empty text means all records.
    ///
    /// # Errors
    /// The first fault in the text, with its place.
    pub fn parse(text: &str) -> Result<Filter, FilterFault> {
        let expr = read::read(text)?;
        let canonical = expr.to_string();
        // Quotes and escapes can make the canonical form longer than what was typed, and it must be readable again.
        FilterFault::check_length(&canonical).map_err(|fault| FilterFault {
            at: 0,
            length: text.chars().count(),
            expected: format!("{} once quotes and escapes are added", fault.expected),
            ..fault
        })?;
        Ok(Filter { expr, text: canonical })
    }

    /// The tree.
    pub fn expr(&self) -> &Expr {
        &self.expr
    }

    /// The canonical text: short, one line, visible characters only. [`Filter::parse`] reads it back to an equal filter.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether texts must be looked into, which takes longer than all else.
    pub fn looks_into_texts(&self) -> bool {
        self.expr.looks_into_texts()
    }

    /// True if all records fit.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The texts of the conditions that must all hold, in the order written: the chips of the window.
    pub fn conditions(&self) -> Vec<String> {
        match &self.expr {
            Expr::All(parts) => parts.iter().map(Expr::to_string).collect(),
            one => vec![one.to_string()],
        }
    }

    /// This filter without its condition `position` of [`Filter::conditions`]; itself if there is no such condition.
    pub fn without(&self, position: usize) -> Filter {
        let mut parts = match &self.expr {
            Expr::All(parts) => parts.clone(),
            one => vec![one.clone()],
        };
        if position < parts.len() {
            parts.remove(position);
        }
        let expr = Expr::all(parts);
        Filter { text: expr.to_string(), expr }
    }

    /// The records that fit both.
    ///
    /// # Errors
    /// The two together are too long, nest too deeply, or have too many regular expressions.
    pub fn and(&self, other: &Filter) -> Result<Filter, FilterFault> {
        let expr = Expr::all(vec![self.expr.clone(), other.expr.clone()]);
        Filter::parse(&expr.to_string())
    }
}

impl PartialEq for Filter {
    fn eq(&self, other: &Filter) -> bool {
        self.text == other.text
    }
}

impl Eq for Filter {}

impl Expr {
    pub(in crate::case) fn looks_into_texts(&self) -> bool {
        match self {
            Expr::All(inner) | Expr::Any(inner) => inner.iter().any(Expr::looks_into_texts),
            Expr::Not(inner) => inner.looks_into_texts(),
            Expr::Term(term) => matches!(term, Term::Text(_) | Term::Regex(_)),
        }
    }

    /// Every one of the parts.
    pub(super) fn all(parts: Vec<Expr>) -> Expr {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Expr::All(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        if flat.len() == 1 { flat.remove(0) } else { Expr::All(flat) }
    }

    /// At least one of the parts, of which there is one at least.
    pub(super) fn any(parts: Vec<Expr>) -> Expr {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Expr::Any(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        if flat.len() == 1 { flat.remove(0) } else { Expr::Any(flat) }
    }

    /// All but these.
    pub(super) fn not(expr: Expr) -> Expr {
        match expr {
            Expr::Not(inner) => *inner,
            other => Expr::Not(Box::new(other)),
        }
    }
}

impl Term {
    /// The field has exactly this value, as "filter to this" wants it. Put `-` before its text to exclude the value.
    pub fn exactly(field: Field, value: &str) -> Term {
        Term::Field(field, Pattern::exact(value))
    }

    /// Exactly this version of an artifact.
    pub fn version(artifact: Artifact, name: &str, version: &str) -> Term {
        Term::Versioned { artifact, name: Pattern::exact(name), version: Some(Pattern::exact(version)) }
    }
}
