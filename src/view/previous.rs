//! The version of an artifact beside the one before it, and beside the one in force: how their texts differ.
//!
//! Which version came before is recorded where its publish names a parent; else it is inferred from the order of the log, and
//! that is said.

use super::diff::{self, Diff, Side, Unified};
use super::inspector::{ArtifactText, VersionState, artifact_text};
use crate::case::{Case, Citation, Evidence, Row, Version};

/// How it is known which of two versions came before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Before {
    /// The publish of the newer one names the older one as its parent.
    Recorded,
    /// No parent is recorded: the log knew the older one first.
    Inferred,
}

/// Two versions of one artifact.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// The older version, or the cited one.
    pub old: String,
    /// The newer version, or the one in force.
    pub new: String,
    /// How the order of the two is known.
    pub before: Before,
    /// The unified form; `Err`: a sentence in its place.
    pub rows: Result<Vec<Unified>, String>,
    /// Lines that were left out at the end.
    pub cut: usize,
}

/// What an artifact is compared with.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Differences {
    /// The version before the cited one, and the cited one; `None`: the log knows no earlier one.
    pub previous: Option<Difference>,
    /// The cited version and the one in force; `None`: they are the same, or none is recorded.
    pub in_force: Option<Difference>,
}

/// Compares what a record cites.
pub fn differences(case: &Case, evidence: &Evidence, row: Row, state: &VersionState) -> Differences {
    Differences { previous: previous(case, evidence, row, state), in_force: in_force(state) }
}

fn previous(case: &Case, evidence: &Evidence, row: Row, state: &VersionState) -> Option<Difference> {
    let log = case.log(row);
    let name = case.names().find(&state.cited.name)?;
    let versions = case.world().versions.of((log, state.artifact, name));
    let at = versions.iter().position(|version| case.text(version.version) == state.cited.version)?;
    let cited = versions.get(at)?;
    let (old, before) = before(versions, at, cited)?;
    let citation = Citation { name, version: old.version, id: old.id };
    let text = artifact_text(case, evidence, log, state.artifact, &citation);
    Some(difference(case.text(old.version), &state.cited.version, before, &text, &state.cited_text))
}

/// Some write the parent's version, some its id.
fn before<'v>(versions: &'v [Version], at: usize, cited: &Version) -> Option<(&'v Version, Before)> {
    let parent = cited.parent.some();
    let is_parent = |known: &&Version| Some(known.version) == parent || Some(known.id) == parent;
    match versions.iter().filter(|known| known.version != cited.version).find(is_parent) {
        Some(parent) => Some((parent, Before::Recorded)),
        // A parent that this log does not know is not replaced by a guess.
        None if parent.is_some() => None,
        None => versions.get(at.checked_sub(1)?).map(|old| (old, Before::Inferred)),
    }
}

fn in_force(state: &VersionState) -> Option<Difference> {
    let (_, now) = state.in_force.as_ref().filter(|(_, now)| now.version != state.cited.version)?;
    let text = state.in_force_text.as_ref()?;
    Some(difference(&state.cited.version, &now.version, Before::Recorded, &state.cited_text, text))
}

fn difference(old: &str, new: &str, before: Before, from: &ArtifactText, to: &ArtifactText) -> Difference {
    let mut cut = 0;
    let rows = match (from, to) {
        (ArtifactText::Gone(why), _) => Err(format!("the text of version {old} is not there: {why}")),
        (_, ArtifactText::Gone(why)) => Err(format!("the text of version {new} is not there: {why}")),
        (ArtifactText::Text(from), ArtifactText::Text(to)) => match diff::diff(from, to) {
            Diff::Lines(pairs) => {
                let mut rows = diff::unified(&pairs, CONTEXT);
                cut = rows.len().saturating_sub(ROWS_MAX);
                rows.truncate(ROWS_MAX);
                Ok(rows)
            }
            whole => Err(diff::text(&whole).concat()),
        },
    };
    Difference { old: old.to_owned(), new: new.to_owned(), before, rows, cut }
}

impl Difference {
    /// Lines that were removed, and that were added.
    pub fn counts(&self) -> (usize, usize) {
        let rows = self.rows.as_deref().unwrap_or_default();
        let of = |wanted: fn(&Unified) -> bool| rows.iter().filter(|row| wanted(row)).count();
        (of(|row| matches!(row, Unified::Removed(_))), of(|row| matches!(row, Unified::Added(_))))
    }
}

/// A row as text: its sign, the number of its line (`None` for what was skipped), and what it says.
pub fn row_words(row: &Unified) -> (char, Option<usize>, String) {
    let of = |sign, side: &Side| {
        let text: String = side.spans.iter().map(|span| span.text.as_str()).collect();
        (sign, Some(side.number), text)
    };
    match row {
        Unified::Skipped(1) => (' ', None, "1 line alike".to_owned()),
        Unified::Skipped(count) => (' ', None, format!("{count} lines alike")),
        Unified::Same(side) => of(' ', side),
        Unified::Removed(side) => of('-', side),
        Unified::Added(side) => of('+', side),
    }
}

/// Lines around a change.
const CONTEXT: usize = 3;
/// Rows that are kept; what is more is counted.
const ROWS_MAX: usize = 5_000;
