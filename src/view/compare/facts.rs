//! Facts of both sides as pairs: the same names in the same order, what neither side has left out.

use super::{Cell, Line, Of, Pair, Standing};
use crate::case::{Assurance, Case, Row};
use crate::view::diff::Span;
use crate::view::mention::Mention;
use crate::view::words::{counted, one_line, short_instant};

/// A fact of one side.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fact {
    /// Its name.
    pub name: &'static str,
    /// What there is of it: nothing, one, or several under one name.
    pub values: Vec<Value>,
}

/// What a fact says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Value {
    /// In words.
    pub text: String,
    /// The record that it speaks of.
    pub record: Option<(Row, Assurance)>,
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value { text, record: None }
    }
}

/// A record of the side's own log, which stands above: `record 46 (verified)`.
pub fn record(of: &Mention) -> Value {
    Value { text: format!("record {} ({})", of.seq, of.mark.word()), record: Some((of.row, of.mark)) }
}

/// The same with its time.
pub fn record_at(case: &Case, of: &Mention) -> Value {
    let known = record(of);
    Value { text: format!("{}, {}", known.text, short_instant(case.time(of.row), None)), ..known }
}

impl Fact {
    /// A fact that has one value or none.
    pub fn new(name: &'static str, value: Option<impl Into<Value>>) -> Fact {
        Fact { name, values: value.map(Into::into).into_iter().collect() }
    }
}

/// The facts of both sides, which are named alike; `read`: both sides were, so that a fact that is absent is a difference.
pub fn pairs(sides: [Vec<Fact>; 2], read: bool) -> Vec<Line> {
    let [left, right] = sides;
    let mut out = Vec::new();
    for (left, right) in left.into_iter().zip(right) {
        let rows = left.values.len().max(right.values.len());
        let (mut a, mut b) = (left.values.into_iter(), right.values.into_iter());
        for at in 0..rows {
            let (a, b) = (a.next(), b.next());
            let same = a.as_ref().map(|value| &value.text) == b.as_ref().map(|value| &value.text);
            let standing = match (same, read || (a.is_some() && b.is_some())) {
                (true, _) => Standing::Alike,
                (false, true) => Standing::Differs,
                (false, false) => Standing::NotCompared,
            };
            let of = Of::Fact(if at == 0 { left.name } else { "" });
            out.push(Line::Pair(Pair { of, cells: [a.map(cell), b.map(cell)], standing }));
        }
    }
    out
}

fn cell(value: Value) -> Cell {
    let chars = value.text.chars().count();
    let text = if chars > FACT_CHARS {
        format!("{} ({} in all)", one_line(&value.text, FACT_CHARS), counted(chars, "character"))
    } else {
        value.text
    };
    let spans = vec![Span { text, differs: false }];
    Cell { spans, record: value.record, ..Cell::default() }
}

/// Characters of a fact that are kept; how many there are is said where there are more.
const FACT_CHARS: usize = 2_000;
