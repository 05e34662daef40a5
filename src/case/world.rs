//! What the happenings of a case add up to: agents, runs, grants, credentials, versions, and the rest as it was written.
//!
//! One pass over the rows counts; one over the happenings, in the order of the case, builds the histories. What takes no effect
//! (`events.md` section 1, `by`) is kept and marked, and changes nothing.

use super::agents::{self, Agent};
use super::credentials::{self, Credentials};
use super::grants::{self, Grants};
use super::happening::{Happening, What};
use super::names::Name;
use super::runs::{self, Run};
use super::versions::{self, Versions};
use super::{Case, Row};
use std::collections::BTreeMap;

/// A happening at its place in the case.
#[derive(Clone, Copy, Debug)]
pub struct At<'a> {
    /// Its record.
    pub row: Row,
    /// The log that it is in. What happens in one log changes nothing in another.
    pub log: usize,
    /// The record that it is about, if that was read.
    pub about: Option<Row>,
    /// Whether it takes effect.
    pub effective: bool,
    /// What it says.
    pub what: &'a What,
}

/// The state of the world over the whole case.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// By name.
    pub agents: BTreeMap<(usize, Name), Agent>,
    /// By log and name.
    pub runs: BTreeMap<(usize, Name), Run>,
    /// The grant ledger.
    pub grants: Grants,
    /// Credentials.
    pub credentials: Credentials,
    /// Versions of policies, templates and code.
    pub versions: Versions,
}

impl World {
    /// Adds up a case.
    pub fn of(case: &Case) -> World {
        let happenings = all(case);
        let (mut agents, mut runs) = runs::count(case);
        agents::add(case, &happenings, &mut agents);
        runs::add(&happenings, case, &mut runs);
        World {
            agents,
            runs,
            grants: grants::of(case, &happenings),
            credentials: credentials::of(&happenings),
            versions: versions::of(case, &happenings),
        }
    }
}

/// All happenings of a case, in its order, each record once.
pub fn all(case: &Case) -> Vec<At<'_>> {
    let mut out = Vec::new();
    for (part, of) in case.parts().iter().enumerate() {
        for Happening { row, about, effective, what } in &of.happenings {
            let at = case.order().position(part, *row);
            if case.order().locate(at) != (part, *row as usize) {
                continue;
            }
            let about = about.map(|about| case.order().position(part, about));
            out.push(At { row: at, log: case.order().log_of(part), about, effective: *effective, what });
        }
    }
    out.sort_by_key(|at| at.row);
    out
}
