//! A filter in a plain English sentence.
//!
//! It is shown beside the field and stands in reports, for readers who do not know the language. Values are written as in the
//! filter, so that a doctored name cannot end the sentence and begin another.

use super::field::Field;
use super::pattern::Pattern;
use super::print;
use super::range::{SeqRange, TimeRange, full_text};
use super::tree::{Expr, Filter, Term};

/// What the filter selects, as one sentence without a full stop.
pub fn explain(filter: &Filter) -> String {
    if filter.is_empty() {
        return "All records".to_owned();
    }
    format!("Records where {}", clause(filter.expr()))
}

fn clause(expr: &Expr) -> String {
    match expr {
        Expr::All(parts) => parts.iter().map(grouped).collect::<Vec<String>>().join(" and "),
        Expr::Any(parts) => format!("either {}", parts.iter().map(grouped).collect::<Vec<String>>().join(" or ")),
        Expr::Not(inner) => match inner.as_ref() {
            Expr::Term(term) => says(term, Sense::Denied),
            other => format!("it is not so that ({})", clause(other)),
        },
        Expr::Term(term) => says(term, Sense::Asserted),
    }
}

/// In parentheses where "and" and "or" would meet.
fn grouped(expr: &Expr) -> String {
    match expr {
        Expr::All(_) | Expr::Any(_) => format!("({})", clause(expr)),
        Expr::Not(_) | Expr::Term(_) => clause(expr),
    }
}

/// A term, or its contrary.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sense {
    Asserted,
    Denied,
}

fn says(term: &Term, sense: Sense) -> String {
    match term {
        Term::Field(field, pattern) => {
            format!("{} {} {}", subject(noun(*field), sense), verb(pattern), print::value(*field, pattern))
        }
        Term::Versioned { artifact, name, version } => {
            let what = subject(artifact.word(), sense);
            let version = version.as_ref().map(|version| format!(" in version {}", print::part(version)));
            format!("{what} {} {}{}", verb(name), print::part(name), version.unwrap_or_default())
        }
        Term::Time(range) => format!("the time {} {}", is(sense), when(*range)),
        Term::Seq(range) => format!("the record number {} {}", is(sense), which(*range)),
        Term::Text(words) if words.pieces().is_empty() => format!("{} is present", subject("text", sense)),
        Term::Text(words) => {
            let all: Vec<String> = words.pieces().iter().map(|piece| print::quoted(piece)).collect();
            let contains = if sense == Sense::Denied { "does not contain" } else { "contains" };
            format!("the text {contains} {} in any letter case", all.join(", later "))
        }
        Term::Regex(regex) => {
            let fits = if sense == Sense::Denied { "does not match" } else { "matches" };
            let case = if regex.ignores_case() { " in any letter case" } else { "" };
            format!("the text {fits} the regular expression /{}/{case}", regex.source())
        }
    }
}

/// "no" rather than "is not", since a record may have several values or none.
fn subject(noun: &str, sense: Sense) -> String {
    format!("{} {noun}", if sense == Sense::Denied { "no" } else { "the" })
}

fn verb(pattern: &Pattern) -> &'static str {
    if pattern.literal().is_some() { "is" } else { "is like" }
}

fn is(sense: Sense) -> &'static str {
    if sense == Sense::Denied { "is not" } else { "is" }
}

fn noun(field: Field) -> &'static str {
    match field {
        Field::From => "sender",
        Field::To => "recipient",
        Field::By => "claimed actor",
        Field::Actor => "signer",
        Field::Run => "run",
        Field::Env => "environment",
        Field::Kind => "kind",
        Field::Effect => "effect",
        Field::Outcome => "outcome",
        Field::Mark => "mark",
        Field::Tool => "tool",
        Field::Grant => "grant",
        Field::Scope => "scope",
        Field::Label => "label",
    }
}

fn when(range: TimeRange) -> String {
    match (range.from(), range.until()) {
        (Some(from), Some(until)) => format!("from {} to before {}", full_text(from), full_text(until)),
        (Some(from), None) => format!("{} or later", full_text(from)),
        (None, until) => format!("before {}", until.map(full_text).unwrap_or_default()),
    }
}

fn which(range: SeqRange) -> String {
    match range.last() {
        None => format!("{} or higher", range.first()),
        Some(last) if last == range.first() => format!("{last}"),
        Some(last) => format!("from {} to {last}, both included", range.first()),
    }
}
