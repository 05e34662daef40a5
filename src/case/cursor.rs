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
    /// At the first step after another version of an artifact came into force, anywhere; and where an agent cites another one than
    /// in its record before.
    VersionChange(Artifact),
}

impl Cursor {
    /// Over a selection, before its first record.
    pub fn over(selection: Arc<Selection>) -> Cursor {
        Cursor { over: selection, at: None }
    }

    /// Over a selection, at a record that may lie beside it; `None`: before its first record.
    pub fn at(selection: Arc<Selection>, at: Option<Row>) -> Cursor {
        Cursor { over: selection, at }
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
        let found = breakpoints.iter().filter_map(|breakpoint| self.ahead(case, breakpoint, from)).min();
        self.at = found.or(self.at);
        found
    }

    /// Back to the last record before at which one of the breakpoints stops; `None`: there is none, and it stays.
    pub fn run_back(&mut self, case: &Case, breakpoints: &[Breakpoint]) -> Option<Row> {
        let before = self.at?.checked_sub(1)?;
        let found = breakpoints.iter().filter_map(|breakpoint| self.behind(case, breakpoint, before)).max();
        self.at = found.or(self.at);
        found
    }

    fn ahead(&self, case: &Case, breakpoint: &Breakpoint, from: Row) -> Option<Row> {
        match breakpoint {
            Breakpoint::Record(wanted) => self.meet(from, |row| wanted.next(row)),
            Breakpoint::VersionChange(artifact) => {
                let cited = case.rollouts(*artifact);
                let cites = self.meet(from, |row| cited.get(cited.partition_point(|at| *at < row)).copied());
                [self.under_another(case, *artifact, from), cites].into_iter().flatten().min()
            }
        }
    }

    fn behind(&self, case: &Case, breakpoint: &Breakpoint, before: Row) -> Option<Row> {
        match breakpoint {
            Breakpoint::Record(wanted) => self.meet_back(before, |row| wanted.previous(row)),
            Breakpoint::VersionChange(artifact) => {
                let cited = case.rollouts(*artifact);
                let back = |row: Row| cited.partition_point(|at| *at <= row).checked_sub(1);
                let cites = self.meet_back(before, |row| cited.get(back(row)?).copied());
                [self.was_under_another(case, *artifact, before), cites].into_iter().flatten().max()
            }
        }
    }

    /// The first row from `from` on that is walked over and wanted; `next` gives the first wanted one at or after a row.
    fn meet(&self, from: Row, next: impl Fn(Row) -> Option<Row>) -> Option<Row> {
        let mut at = self.over.next(from)?;
        loop {
            let other = next(at)?;
            at = self.over.next(other)?;
            if at == other {
                return Some(at);
            }
        }
    }

    fn meet_back(&self, before: Row, previous: impl Fn(Row) -> Option<Row>) -> Option<Row> {
        let mut at = self.over.previous(before)?;
        loop {
            let other = previous(at)?;
            at = self.over.previous(other)?;
            if at == other {
                return Some(at);
            }
        }
    }

    /// The first row from `from` on before which, since the step before it, another version came into force.
    fn under_another(&self, case: &Case, artifact: Artifact, from: Row) -> Option<Row> {
        let changes = case.world().versions.changes(artifact);
        // A change holds from the record after it; one at the step before `from` counts for the step after that.
        let first = changes.get(changes.partition_point(|at| at.saturating_add(1) < from))?;
        self.over.next(first.checked_add(1)?)
    }

    /// The last row up to `before` before which, since the step before it, another version came into force.
    fn was_under_another(&self, case: &Case, artifact: Artifact, before: Row) -> Option<Row> {
        let changes = case.world().versions.changes(artifact);
        let last = self.over.previous(before)?;
        let change = changes.get(changes.partition_point(|at| *at < last).checked_sub(1)?)?;
        self.over.next(change.checked_add(1)?)
    }
}
