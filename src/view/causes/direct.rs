//! The links of one record: its direct causes and consequences, what leads nowhere, and how much lies behind.
//!
//! A step costs the records it lists and a bounded walk, at ten million records as at ten. Only where a reference was not followed
//! the leaves of the log are gone through, to say whether the record is here all the same: in another bundle of the log, or named
//! by a record that failed.

use super::entry::{Entry, Listed, entry, tied};
use super::lost::{self, unfollowed};
use super::tie::ties;
use super::walk::{self, Walk};
use super::{Lost, Way};
use crate::case::{Case, Evidence, Line, Row, print_of};
use crate::watch::Watch;

/// A record between what led to it and what followed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Direct {
    /// The record, with its links that lead nowhere.
    pub focus: Entry,
    /// What led to it, in the order of its references.
    pub before: Side,
    /// What followed, in the order of the case.
    pub after: Side,
}

/// One way from a record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Side {
    /// One link away.
    pub direct: Listed,
    /// All that links lead to.
    pub all: Reach,
}

/// How many records a walk reaches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reach {
    /// Records.
    pub records: usize,
    /// There are no more; else they were only counted so far.
    pub whole: bool,
}

/// Reads the links of a record; `None`: the case has no such record.
pub fn direct(case: &Case, evidence: &Evidence, row: Row) -> Option<Direct> {
    if row as usize >= case.len() {
        return None;
    }
    let line = evidence.line(case, row).ok();
    let far = line.as_ref().map_or(Far::default(), |line| Far::of(case, row, line));
    let mut focus = entry(case, evidence, row, 0);
    let before = side(case, evidence, row, Way::Before, &far);
    let after = side(case, evidence, row, Way::After, &far);
    focus.unfollowed = 0;
    focus.lost = far.lost;
    Some(Direct { focus, before, after })
}

/// All that links lead to from a record; `None`: cancelled.
pub fn walk_from(case: &Case, evidence: &Evidence, row: Row, way: Way, watch: &Watch) -> Option<Walk> {
    let line = evidence.line(case, row).ok();
    let far = line.as_ref().map_or(Far::default(), |line| Far::of(case, row, line));
    walk::of_record(case, row, &one_away(case, row, way, &far), way, usize::MAX, watch)
}

/// References that the case did not follow.
#[derive(Default)]
struct Far {
    /// Place among the references, and the record that is here all the same.
    found: Vec<(usize, Row)>,
    lost: Vec<Lost>,
}

impl Far {
    fn of(case: &Case, row: Row, line: &Line) -> Far {
        let mut out = Far::default();
        let open = unfollowed(case, row, line);
        let leaves = open.iter().map(|(_, leaf)| print_of(leaf)).collect::<Vec<_>>();
        let here = if open.is_empty() { Vec::new() } else { case.with_leaves(case.log(row), leaves) };
        for (place, leaf) in open {
            let print = print_of(&leaf);
            match here.iter().find(|(found, _)| *found == print) {
                Some((_, found)) => out.found.push((place, *found)),
                None => out.lost.push(Lost::Record(leaf.b64())),
            }
        }
        out.lost.extend(lost::names(case, row, line));
        out
    }
}

/// The records one link away, once each.
fn one_away(case: &Case, row: Row, way: Way, far: &Far) -> Vec<Row> {
    let mut out = Vec::new();
    walk::next(case, row, way, |met| out.push(met));
    match way {
        Way::After => {
            out.sort_unstable();
            out.dedup();
        }
        Way::Before => {
            let mut seen = std::collections::BTreeSet::new();
            out.extend(far.found.iter().map(|(_, found)| *found));
            out.retain(|row| seen.insert(*row));
        }
    }
    out
}

fn side(case: &Case, evidence: &Evidence, row: Row, way: Way, far: &Far) -> Side {
    let rows = one_away(case, row, way, far);
    let read = |found: &Row| {
        let mut out = entry(case, evidence, *found, 1);
        let named = far.found.iter().find(|(_, far)| far == found && way == Way::Before);
        out.ties = match named {
            Some((place, _)) => {
                ties(case, row, *found, *place == 0).into_iter().map(|tie| (case.index(row), tie)).collect()
            }
            None => tied(case, way, *found, row),
        };
        out
    };
    let entries = rows.iter().take(DIRECT_MAX).map(read).collect();
    let reach = walk::of_record(case, row, &rows, way, COUNTED_MAX, &Watch::new());
    let all = reach.map_or(Reach { records: 0, whole: false }, |walk| Reach {
        records: if walk.whole { walk.len() } else { COUNTED_MAX },
        whole: walk.whole,
    });
    Side { direct: Listed { first: 0, total: rows.len(), entries }, all }
}

/// Records one link away that are read for every step.
const DIRECT_MAX: usize = 100;
/// Records that are counted for every step; whoever wants them all asks for them.
pub const COUNTED_MAX: usize = 10_000;
