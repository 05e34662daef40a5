//! Decisions on a record, and the records around it: what it refers to, what refers to it.
//!
//! A record can be referred to a million times: a bounded number is read, and the whole number is stated.

use super::super::mention::Mention;
use super::super::summary::summary;
use super::super::table::{Artifact, mark_now};
use crate::case::{Case, Event, Evidence, Line, Row, Unreadable, print_of, strings};

/// A decision on a record, as it was recorded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DecisionState {
    /// The record of the decision.
    pub record: Mention,
    /// Who decided.
    pub by: String,
    /// `allow` or `deny`.
    pub outcome: String,
    /// `enforce` or `log_only`.
    pub mode: String,
    /// Rules that determined it.
    pub determining: Vec<String>,
    /// Errors of the engine.
    pub errors: Vec<String>,
    /// The policy that it cites.
    pub policy: Option<Artifact>,
    /// Engine.
    pub engine: String,
}

impl DecisionState {
    /// On one line.
    pub fn words(&self) -> String {
        let rules = match self.determining.as_slice() {
            [] => ", no rule named,".to_owned(),
            rules => format!(" by {}", rules.join(", ")),
        };
        let policy = self.policy.as_ref().map(|policy| format!(" of {}", policy.words())).unwrap_or_default();
        let mode = match self.mode.as_str() {
            "" => ", mode not recorded".to_owned(),
            "log_only" => ", only logged".to_owned(),
            mode => format!(", {mode}"),
        };
        let errors =
            if self.errors.is_empty() { String::new() } else { format!("; errors: {}", self.errors.join("; ")) };
        let outcome = if self.outcome.is_empty() { "no outcome recorded" } else { &self.outcome };
        format!("{outcome}{rules}{policy}{mode}, taken by {} in {}{errors}", self.by, self.record.words())
    }
}

/// Another record, with what it says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Related {
    /// The record.
    pub record: Mention,
    /// Type.
    pub kind: String,
    /// Who acted.
    pub from: String,
    /// What it says, on one line.
    pub summary: String,
}

/// Some of the related records.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RelatedSome {
    /// The first ones.
    pub shown: Vec<Related>,
    /// Number in all.
    pub total: usize,
}

/// The decisions on a record, or what the record itself decided if it is a decision; at most [`RELATED_MAX`] are read.
pub fn decisions(case: &Case, evidence: &Evidence, row: Row) -> Vec<DecisionState> {
    let is_decision = |row: Row| case.text(case.context(row).kind) == "decision";
    let rows: Vec<Row> = if is_decision(row) {
        vec![row]
    } else {
        case.effects(row).iter().copied().filter(|effect| is_decision(*effect)).take(RELATED_MAX).collect()
    };
    rows.into_iter().filter_map(|found| decision(case, evidence, found, row)).collect()
}

fn decision(case: &Case, evidence: &Evidence, found: Row, on: Row) -> Option<DecisionState> {
    let read = evidence.line(case, found);
    let mark = mark_now(case.assurance(found), &read);
    let line = read.ok()?;
    if found != on && !is_about(case, &line, on) {
        return None;
    }
    let event = line.event()?;
    let text = |member: &str| event.written(member).unwrap_or_default().to_owned();
    let list = |member: &str| event.member(member).map(strings).unwrap_or_default().into_iter().map(str::to_owned);
    Some(DecisionState {
        record: Mention { mark, ..Mention::of(case, found) },
        by: actor(&event),
        outcome: text("outcome"),
        mode: text("mode"),
        determining: list("determining").collect(),
        errors: list("errors").collect(),
        policy: event.cited("policy").map(|cited| Artifact {
            name: cited.name.to_owned(),
            version: cited.version.to_owned(),
            id: cited.id.to_owned(),
        }),
        engine: text("engine"),
    })
}

/// Whether the first reference of a line is to `row`: that is what a decision is about (`events.md` section 2). A later
/// reference is no decision on it.
fn is_about(case: &Case, line: &Line, row: Row) -> bool {
    let (part, at) = case.order().locate(row);
    let print = case.parts().get(part).and_then(|part| part.rows.leaf.get(at));
    let first = line.record().and_then(|record| record.refs.first().map(print_of));
    first.is_some() && first.as_ref() == print
}

/// The records that a record refers to or answers.
pub fn causes(case: &Case, evidence: &Evidence, row: Row) -> RelatedSome {
    let rows: Vec<Row> = case.causes(row).collect();
    some(case, evidence, &rows)
}

/// The records that refer to a record or answer it.
pub fn effects(case: &Case, evidence: &Evidence, row: Row) -> RelatedSome {
    some(case, evidence, case.effects(row))
}

fn some(case: &Case, evidence: &Evidence, rows: &[Row]) -> RelatedSome {
    let shown = rows.iter().take(RELATED_MAX).map(|row| related(case, evidence, *row)).collect();
    RelatedSome { shown, total: rows.len() }
}

/// A record as another one speaks of it; its line is read.
pub fn related(case: &Case, evidence: &Evidence, row: Row) -> Related {
    related_of(case, evidence, row, &evidence.line(case, row))
}

/// As [`related`], where reading the line gave `line`.
pub fn related_of(case: &Case, evidence: &Evidence, row: Row, line: &Result<Line, Unreadable>) -> Related {
    let mark = mark_now(case.assurance(row), line);
    let context = case.context(row);
    Related {
        record: Mention { mark, ..Mention::of(case, row) },
        kind: case.text(context.kind).to_owned(),
        from: case.text(context.actor).to_owned(),
        summary: summary(case, evidence, row, line),
    }
}

fn actor(event: &Event<'_>) -> String {
    event.text("by").unwrap_or(event.signer()).to_owned()
}

/// Related records that are read for one look.
pub const RELATED_MAX: usize = 32;
