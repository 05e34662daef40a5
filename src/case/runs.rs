//! Runs: when they began and ended, who took part.

use super::agents::{self, Agent};
use super::happening::What;
use super::names::Name;
use super::world::At;
use super::{Case, Row};
use std::collections::BTreeMap;

/// One run (session, conversation, trace).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// Its first record.
    pub first: Row,
    /// Its last record.
    pub last: Row,
    /// Number of its records.
    pub records: u64,
    /// Number of its handoffs.
    pub handoffs: u64,
    /// Agents that acted in it, in the order in which they came.
    pub participants: Vec<Name>,
    /// The goal of `run.start`.
    pub goal: Name,
    /// The outcome of `run.end`.
    pub outcome: Name,
    /// The record of type `run.start`.
    pub start: Option<Row>,
    /// The record of type `run.end`.
    pub end: Option<Row>,
}

/// By log and name.
pub type ByName<T> = BTreeMap<(usize, Name), T>;

/// Counts the rows: agents and runs, without what happenings say of them.
pub fn count(case: &Case) -> (ByName<Agent>, ByName<Run>) {
    let (mut agents, mut runs) = (ByName::<Agent>::new(), ByName::<Run>::new());
    // Records of one run come in bunches: the map is asked only where the run changes.
    let mut current: Option<((usize, Name), Run)> = None;
    let mut tallies = vec![Vec::new(); case.logs().len()];
    for row in 0..case.len() as Row {
        let (log, context) = (case.log(row), case.context_number(row));
        agents::tally(&mut tallies[log], context, row);
        let name = case.run(row);
        if !name.is_some() {
            continue;
        }
        if current.as_ref().is_none_or(|(key, _)| *key != (log, name)) {
            if let Some((key, run)) = current.take() {
                runs.insert(key, run);
            }
            let fresh = Run { first: row, ..Run::default() };
            current = Some(((log, name), runs.remove(&(log, name)).unwrap_or(fresh)));
        }
        if let Some((_, run)) = &mut current {
            run.last = row;
            run.records += 1;
            run.handoffs += u64::from(case.detail(row).handoff);
            let agent = case.context(row).agent;
            if !run.participants.contains(&agent) {
                run.participants.push(agent);
            }
        }
    }
    runs.extend(current);
    for (log, tallies) in tallies.iter().enumerate() {
        agents::add_up(case, log, tallies, &mut agents);
    }
    (agents, runs)
}

/// Adds what `run.start` and `run.end` say.
pub fn add(happenings: &[At<'_>], case: &Case, runs: &mut ByName<Run>) {
    for at in happenings {
        let Some(run) = runs.get_mut(&(at.log, case.run(at.row))) else { continue };
        match at.what {
            What::RunStart { goal } if run.start.is_none() => (run.start, run.goal) = (Some(at.row), *goal),
            What::RunEnd { outcome } => (run.end, run.outcome) = (Some(at.row), *outcome),
            _ => {}
        }
    }
}
