//! What held at a record: versions in force beside the cited ones, live grants, the scopes that the actor could use.
//!
//! Two things that can differ are shown both: what the record cites and what was promoted; the actor's clock and the log's.

use super::grants::Live;
use super::happening::Artifact;
use super::names::{Name, NameList};
use super::rows::{Citation, Context};
use super::{Case, Row};
use std::ops::Range;

/// A cited artifact beside the one in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VersionInForce {
    /// Policy, template or code.
    pub artifact: Artifact,
    /// What the record cites.
    pub cited: Citation,
    /// What was promoted last to the record's environment, and by which record; `None`: not recorded.
    pub in_force: Option<(Row, Citation)>,
    /// Whether they agree; `None` where there is nothing to compare.
    pub agrees: Option<bool>,
}

/// Where an actor has a scope from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ScopeFrom {
    /// By design: its registration.
    Baseline,
    /// A credential.
    Credential(Name),
    /// A grant, by its number in the ledger.
    Grant(usize),
}

/// The state at a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    /// Each artifact that the record cites.
    pub versions: Vec<VersionInForce>,
    /// Grants that count, of everybody in this log.
    pub grants: Vec<Live>,
    /// The actor's scopes, sorted by text; one that it has twice stands twice.
    pub scopes: Vec<(Name, ScopeFrom)>,
}

impl InForce {
    /// What is known of one artifact.
    pub fn version(&self, artifact: Artifact) -> Option<&VersionInForce> {
        self.versions.iter().find(|version| version.artifact == artifact)
    }

    /// Whether all that can be compared agrees; `None` if nothing can.
    pub fn agrees(&self) -> Option<bool> {
        let known: Vec<bool> = self.versions.iter().filter_map(|version| version.agrees).collect();
        (!known.is_empty()).then(|| known.iter().all(|agrees| *agrees))
    }
}

/// The state at `row`: what stood before it, judged by its own time.
pub fn at(case: &Case, row: Row) -> InForce {
    let (log, time, clock) = (case.log(row), case.time(row), case.clock(row));
    let versions = Artifact::ALL.into_iter().filter_map(|artifact| version(case, row, artifact)).collect();
    let grants = case.world().grants.live(log, row, time, clock);
    InForce { versions, scopes: scopes(case, row, &grants), grants }
}

/// One artifact that a record cites, beside the one in force.
pub fn version(case: &Case, row: Row, artifact: Artifact) -> Option<VersionInForce> {
    let context = case.context(row);
    let cited = context.cites(artifact);
    let key = (case.log(row), artifact, cited.name.some()?);
    let in_force = case.world().versions.in_force(key, context.env, row);
    let agrees = in_force.map(|(_, promoted)| same(&cited, &promoted));
    Some(VersionInForce { artifact, cited, in_force, agrees })
}

/// Where records of a log with this context cite another version than the one in force; empty: nowhere.
pub fn out_of_force(case: &Case, log: usize, context: &Context, artifact: Artifact) -> Vec<Range<Row>> {
    let cited = context.cites(artifact);
    let moves =
        cited.name.some().map_or(&[][..], |name| case.world().versions.moves((log, artifact, name), context.env));
    let ends = moves.iter().skip(1).map(|(row, _)| *row).chain([Row::MAX - 1]);
    let differs = |promoted: &Option<Citation>| promoted.is_some_and(|promoted| !same(&cited, &promoted));
    let stretches = moves.iter().zip(ends).filter(|((_, promoted), _)| differs(promoted));
    // A change is in force from the record after it on.
    stretches.map(|((from, _), until)| from + 1..until + 1).collect()
}

/// Equal versions, and equal digests where both are stated.
fn same(cited: &Citation, promoted: &Citation) -> bool {
    let ids_differ = cited.id.is_some() && promoted.id.is_some() && cited.id != promoted.id;
    cited.version == promoted.version && !ids_differ
}

fn scopes(case: &Case, row: Row, grants: &[Live]) -> Vec<(Name, ScopeFrom)> {
    let (log, agent) = (case.log(row), case.context(row).agent);
    let names = case.names();
    let mut out: Vec<(Name, ScopeFrom)> = Vec::new();
    let mut add = |list: NameList, from: ScopeFrom| {
        out.extend(names.names(list).iter().map(|scope| (*scope, from)));
    };
    let registered = case.world().agents.get(&(log, agent)).and_then(|known| known.registration(row, case));
    if let Some(registered) = registered {
        add(registered.scopes, ScopeFrom::Baseline);
    }
    for (credential, scopes) in case.world().credentials.live(log, agent, row, case.time(row), names) {
        add(scopes, ScopeFrom::Credential(credential));
    }
    for live in grants.iter().filter(|live| live.counts_by_actor()) {
        if case.world().grants.all()[live.grant].holder == agent {
            add(live.decision.scopes, ScopeFrom::Grant(live.grant));
        }
    }
    out.sort_by(|a, b| names.text(a.0).cmp(names.text(b.0)).then(a.1.cmp(&b.1)));
    out
}
