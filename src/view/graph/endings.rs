//! How messages and calls ended, as far as that was not well: denied, denied and gone on all the same, or failed.
//!
//! Said by the `decision` or `tool.result` that refers to them (`events.md` section 2). These are few beside all records, so they
//! are looked for once and each is followed to what it is about.

use crate::case::{Assurance, Case, Name, Row, Selection};

/// How a message or call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// A result says error.
    Failed,
    /// A decision says deny, or a result says blocked.
    Denied,
    /// The decision or result did not pass its own checks, and says none of these.
    Doubtful,
    /// A later decision allows what one before it denied, or its result says ok.
    Overridden,
}

/// What was said about a record, and how much that is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ended {
    /// The message or call.
    pub row: Row,
    /// How it ended.
    pub ending: Ending,
    /// Mark of the record that says so.
    pub assurance: Assurance,
    /// The record that says so.
    pub said_by: Row,
}

/// All endings of a case, by the record that they are about. One pass over the rows on all cores.
pub fn endings(case: &Case) -> Vec<Ended> {
    let words = Words::of(case);
    let kinds: Vec<Option<Kind>> =
        case.tables().contexts.all().iter().map(|context| Kind::of(case.text(context.kind))).collect();
    let outcomes: Vec<Name> = case.tables().details.all().iter().map(|detail| detail.outcome).collect();
    let of = |row: Row| {
        let cells = case.cells(row)?;
        let kind = kinds.get(cells.context as usize).copied().flatten()?;
        let outcome = outcomes.get(cells.detail as usize).copied().unwrap_or_default();
        words.ending(kind, outcome, cells.assurance)
    };
    let mut found = Vec::new();
    for row in Selection::of(case.len(), |row| of(row).is_some()).iter() {
        let (Some(ending), Some(about)) = (of(row), case.subject(row)) else { continue };
        // The first reference is what was decided on; a decision that names something else says nothing about an edge.
        if matches!(case.text(case.context(about).kind), "message" | "tool.call") {
            found.push(Ended { row: about, ending, assurance: case.assurance(row), said_by: row });
        }
    }
    found.sort_unstable();
    let later = overridden(case, &kinds, &outcomes, &found);
    found.extend(later);
    found.sort_unstable();
    found
}

/// What lets go on what was denied before it. Only where something was denied does it cost a further pass.
fn overridden(case: &Case, kinds: &[Option<Kind>], outcomes: &[Name], found: &[Ended]) -> Vec<Ended> {
    let denials: Vec<&Ended> = found.iter().filter(|ended| ended.ending == Ending::Denied).collect();
    let (allow, ok) = (case.names().find("allow"), case.names().find("ok"));
    if denials.is_empty() || allow.is_none() && ok.is_none() {
        return Vec::new();
    }
    let goes_on = |row: Row| {
        let cells = case.cells(row)?;
        let outcome = outcomes.get(cells.detail as usize).copied()?;
        let said = match kinds.get(cells.context as usize).copied().flatten()? {
            Kind::Decision => allow == Some(outcome),
            Kind::Result => ok == Some(outcome),
        };
        let about = case.subject(row).filter(|_| said)?;
        let first = denials.get(denials.partition_point(|denial| denial.row < about))?;
        let after = first.row == about && first.said_by < row;
        after.then_some(Ended { row: about, ending: Ending::Overridden, assurance: cells.assurance, said_by: row })
    };
    Selection::of(case.len(), |row| goes_on(row).is_some()).iter().filter_map(goes_on).collect()
}

/// What a list of [`endings`] says about one record.
pub fn of_row(endings: &[Ended], row: Row) -> &[Ended] {
    let start = endings.partition_point(|ended| ended.row < row);
    let end = endings.partition_point(|ended| ended.row <= row);
    endings.get(start..end).unwrap_or_default()
}

/// Whether a record was denied and went on, else denied, else failed, by what is said about it.
pub fn verdict(said: &[Ended]) -> Option<Ending> {
    let found = |ending: Ending| said.iter().any(|ended| ended.ending == ending).then_some(ending);
    found(Ending::Overridden).or_else(|| found(Ending::Denied)).or_else(|| found(Ending::Failed))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Decision,
    Result,
}

impl Kind {
    fn of(kind: &str) -> Option<Kind> {
        match kind {
            "decision" => Some(Kind::Decision),
            "tool.result" => Some(Kind::Result),
            _ => None,
        }
    }
}

struct Words {
    deny: Option<Name>,
    blocked: Option<Name>,
    error: Option<Name>,
}

impl Words {
    fn of(case: &Case) -> Words {
        let find = |text: &str| case.names().find(text);
        Words { deny: find("deny"), blocked: find("blocked"), error: find("error") }
    }

    fn ending(&self, kind: Kind, outcome: Name, assurance: Assurance) -> Option<Ending> {
        let is = |word: Option<Name>| word == Some(outcome);
        match kind {
            Kind::Decision if is(self.deny) => Some(Ending::Denied),
            Kind::Result if is(self.blocked) => Some(Ending::Denied),
            Kind::Result if is(self.error) => Some(Ending::Failed),
            _ => (!assurance.has_effect()).then_some(Ending::Doubtful),
        }
    }
}
