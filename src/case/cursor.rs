//! The replay cursor: where a reviewer stands, and where each step leads. Pure; the same steps always end at the same record.
//!
//! Jumping makes a selection, once; a step after that asks the selection and costs no more at ten million records than at ten.

use super::happening::Artifact;
use super::{Case, Row, Selection};
use std::sync::Arc;

/// What the cursor walks over, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    over: Arc<Selection>,
    at: Option<Row>,
}

/// Where to stop on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Breakpoint {
    /// At a record of this selection: a filter, the records with findings, those of an agent.
    Record(Arc<Selection>),
    /// Where another version of an artifact is in force, or cited, than at the record before, in one agent's records.
    VersionChange(Artifact),
}

impl Cursor {
    /// Over a selection, before its first record.
    pub fn over(selection: Arc<Selection>) -> Cursor {
        Cursor { over: selection, at: None }
    }

    /// The record it stands at; `None`: before the first.
    pub fn row(&self) -> Option<Row> {
        self.at
    }

    /// What it walks over.
    pub fn selection(&self) -> &Arc<Selection> {
        &self.over
    }

    /// The step it is at, from 1, and the number of steps.
    pub fn progress(&self) -> (usize, usize) {
        (self.at.map_or(0, |row| self.over.rank(row) + usize::from(self.over.contains(row))), self.over.count())
    }

    /// One step on; at the end it stays and gives `None`.
    pub fn step(&mut self) -> Option<Row> {
        let from = self.at.map_or(0, |row| row.saturating_add(1));
        let next = self.over.next(from)?;
        self.at = Some(next);
        Some(next)
    }

    /// One step back; at the start it stays and gives `None`.
    pub fn step_back(&mut self) -> Option<Row> {
        let before = self.over.previous(self.at?.checked_sub(1)?)?;
        self.at = Some(before);
        Some(before)
    }

    /// To a record, or the next one that is walked over; `None`: there is none, and it stays.
    pub fn jump(&mut self, row: Row) -> Option<Row> {
        let to = self.over.next(row)?;
        self.at = Some(to);
        Some(to)
    }

    /// To the first record whose log has seen `time` (microseconds since 1970).
    pub fn jump_to_time(&mut self, case: &Case, time: i64) -> Option<Row> {
        // The clock of one bundle never goes back; across bundles the case is ordered by it.
        let (mut low, mut high) = (0, case.len() as Row);
        while low < high {
            let middle = low + (high - low) / 2;
            if case.clock(middle) < time { low = middle + 1 } else { high = middle }
        }
        self.jump(low)
    }

    /// Walks over something else; stays at its record, or the next one.
    pub fn walk_over(&mut self, selection: Arc<Selection>) {
        self.over = selection;
        self.at = self.at.and_then(|row| self.over.next(row).or_else(|| self.over.previous(row)));
    }

    /// On to the next record at which one of the breakpoints stops; `None`: there is none, and it stays.
    pub fn run(&mut self, case: &Case, breakpoints: &[Breakpoint]) -> Option<Row> {
        let from = self.at.map_or(0, |row| row.saturating_add(1));
        let mut best: Option<Row> = None;
        for breakpoint in breakpoints {
            let limit = best.unwrap_or(Row::MAX);
            let found = match breakpoint {
                Breakpoint::Record(wanted) => self.meet(wanted, from, limit),
                Breakpoint::VersionChange(artifact) => self.change(case, *artifact, from, limit),
            };
            best = found.or(best);
        }
        self.at = best.or(self.at);
        best
    }

    /// The first row before `limit` that both selections hold.
    fn meet(&self, wanted: &Selection, from: Row, limit: Row) -> Option<Row> {
        let mut at = self.over.next(from)?;
        loop {
            let other = wanted.next(at)?;
            at = self.over.next(other)?;
            if at >= limit {
                return None;
            }
            if at == other {
                return Some(at);
            }
        }
    }

    /// The first row before `limit` that is under another version than the record of the same agent before it.
    fn change(&self, case: &Case, artifact: Artifact, from: Row, limit: Row) -> Option<Row> {
        let mut known = std::collections::BTreeMap::new();
        let under = |row: Row| {
            let state = case.cited_and_in_force(row, artifact)?;
            Some(((case.log(row), case.context(row).agent, state.cited.name), (state.cited, state.in_force)))
        };
        let mut row = self.over.next(0)?;
        while row < limit {
            if let Some((who, version)) = under(row) {
                let before = known.insert(who, version);
                if row >= from && before.is_some_and(|before| before != version) {
                    return Some(row);
                }
            }
            row = self.over.next(row.checked_add(1)?)?;
        }
        None
    }
}
