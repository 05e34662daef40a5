//! Records of a chain as lines: what each says, how far it is, and the links by which it was reached.

use super::lost::unfollowed;
use super::tie::{Tie, ties};
use super::walk::{Walk, next};
use super::{Lost, Way};
use crate::case::{Assurance, Case, Evidence, Row, Selection};
use crate::view::inspector::{Related, related_of};
use crate::view::words::counted;

/// A record of a chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The record and what it says.
    pub of: Related,
    /// The time that it claims, in microseconds since 1970.
    pub time: i64,
    /// Links between it and where the chain began.
    pub distance: usize,
    /// What links it with records one step nearer: the number of each, and how.
    pub ties: Vec<(u64, Tie)>,
    /// Links to nearer records that are not told.
    pub more: usize,
    /// References that were not followed from here.
    pub unfollowed: usize,
    /// Its links that lead to no record; looked for only where the chain began.
    pub lost: Vec<Lost>,
}

impl Entry {
    /// The links by which it was reached, as one sentence.
    pub fn tie_words(&self, way: Way) -> String {
        let mut words: Vec<String> = self.ties.iter().map(|(other, tie)| tie.words(way, *other)).collect();
        words.extend((self.more > 0).then(|| counted(self.more, "more link")));
        words.join("; ")
    }

    /// Where its own links end; `None`: nowhere.
    pub fn end_words(&self) -> Option<String> {
        let references = counted(self.unfollowed, "reference");
        match (self.unfollowed, self.of.record.mark) {
            (0, _) => None,
            (_, Assurance::Failed) => Some(format!("{references} of a record that failed, not followed")),
            (1, _) => Some(format!("{references} leads to no record of its bundle")),
            _ => Some(format!("{references} lead to no record of its bundle")),
        }
    }
}

/// Some of the records of a list.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Listed {
    /// Rank of the first one.
    pub first: usize,
    /// Records of the list.
    pub total: usize,
    /// The records from there, at most [`LISTED_MAX`].
    pub entries: Vec<Entry>,
}

/// The records of a walk from a rank on.
pub fn page(case: &Case, evidence: &Evidence, walk: &Walk, first: usize) -> Listed {
    let ranks = first..walk.len().min(first.saturating_add(LISTED_MAX));
    let entries = ranks.filter_map(|rank| reached(case, evidence, walk, rank)).collect();
    Listed { first, total: walk.len(), entries }
}

/// The records of a selection from a rank on, as they lie in the case.
pub fn listed(case: &Case, evidence: &Evidence, rows: &Selection, first: usize) -> Listed {
    let ranks = first..rows.count().min(first.saturating_add(LISTED_MAX));
    let entries = ranks.filter_map(|rank| Some(entry(case, evidence, rows.nth(rank)?, 0))).collect();
    Listed { first, total: rows.count(), entries }
}

/// A record alone, so many links away.
pub fn entry(case: &Case, evidence: &Evidence, row: Row, distance: usize) -> Entry {
    let line = evidence.line(case, row);
    Entry {
        of: related_of(case, evidence, row, &line),
        time: case.time(row),
        distance,
        ties: Vec::new(),
        more: 0,
        unfollowed: line.map_or(0, |line| unfollowed(case, row, &line).len()),
        lost: Vec::new(),
    }
}

fn reached(case: &Case, evidence: &Evidence, walk: &Walk, rank: usize) -> Option<Entry> {
    let (row, distance) = walk.nth(rank)?;
    let mut out = entry(case, evidence, row, distance);
    let nearer = walk.at(distance - 1);
    let is_nearer = |other: &Row| match distance {
        1 => walk.from == Some(*other),
        _ => nearer.binary_search(other).is_ok(),
    };
    let mut others = Vec::new();
    next(case, row, walk.way.back(), |other| {
        if is_nearer(&other) && !others.contains(&other) {
            match others.len() < TIES_MAX {
                true => others.push(other),
                false => out.more += 1,
            }
        }
    });
    // A link that only the bytes of the record tell was found from the other end.
    if others.is_empty() && distance == 1 {
        others.extend(walk.from);
    }
    out.ties = others.into_iter().flat_map(|other| tied(case, walk.way, row, other)).collect();
    Some(out)
}

/// How `row`, that a way led to, is linked with the record it led from.
pub fn tied(case: &Case, way: Way, row: Row, other: Row) -> Vec<(u64, Tie)> {
    let (later, earlier) = match way {
        Way::Before => (other, row),
        Way::After => (row, other),
    };
    let first = case.subject(later) == Some(earlier);
    ties(case, later, earlier, first).into_iter().map(|tie| (case.index(other), tie)).collect()
}

/// Records that are read for one list.
pub const LISTED_MAX: usize = 500;
/// Nearer records that a line names.
const TIES_MAX: usize = 2;
