//! The state at one step of a replay: the record in full, and everything that held just then.
//!
//! A step costs its own record, its artifacts and a bounded number of related records, at ten million records as at ten. The
//! request decides by `==` whether anything has to be read again.

use super::inspector::artifacts::{Rendering, VersionState, rendering, versions};
use super::inspector::decisions::{self, DecisionState, RelatedSome};
use super::inspector::grants::{self, Against, GrantState, ScopeState};
use super::inspector::text::{PayloadOf, TextOf, payloads, texts};
use super::inspector::{Agreement, Proof, proof};
use super::table::{RecordRow, record_row_of};
use crate::case::{Assurance, Case, Evidence, Row};

/// Which record, and how much of its texts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Request {
    /// The record.
    pub row: Row,
    /// Lines of each text that are kept.
    pub lines: usize,
}

/// The state at a record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct State {
    /// The record as the table shows it, with its mark.
    pub record: RecordRow,
    /// The log that it is in, by number.
    pub log: usize,
    /// The agent that the actor is a worker of.
    pub agent: String,
    /// Data classes.
    pub labels: Vec<String>,
    /// Delegation chain, outermost first.
    pub on_behalf_of: Vec<String>,
    /// The largest time that the log had seen, in microseconds since 1970.
    pub clock: i64,
    /// The order of the times is real, their distances are not.
    pub synthetic: bool,
    /// Its texts.
    pub texts: Vec<TextOf>,
    /// Its payloads.
    pub payloads: Vec<PayloadOf>,
    /// Cited artifacts beside those in force.
    pub versions: Vec<VersionState>,
    /// The cited template, filled.
    pub rendering: Option<Rendering>,
    /// Grants that count, the actor's own first.
    pub grants: Vec<GrantState>,
    /// The grant that the record uses, and what speaks against that.
    pub named_grant: Option<(String, Vec<Against>)>,
    /// What the actor could do, and where it has that from.
    pub scopes: Vec<ScopeState>,
    /// Decisions on the record.
    pub decisions: Vec<DecisionState>,
    /// What it refers to or answers.
    pub causes: RelatedSome,
    /// What refers to it or answers it.
    pub effects: RelatedSome,
    /// Its bytes; `None`: they cannot be read.
    pub proof: Option<Proof>,
}

impl State {
    /// Whether all that can be compared agrees.
    pub fn agreement(&self) -> Agreement {
        let all = || self.versions.iter().map(|version| version.agreement);
        if all().any(|one| one == Agreement::Differs) {
            Agreement::Differs
        } else if all().any(|one| one == Agreement::Agrees) {
            Agreement::Agrees
        } else {
            Agreement::NotRecorded
        }
    }
}

/// Reads the state at a record; `None`: the case has no such record.
pub fn state(case: &Case, evidence: &Evidence, request: &Request) -> Option<State> {
    let row = request.row;
    if row as usize >= case.len() {
        return None;
    }
    let read = evidence.line(case, row);
    let mut record = record_row_of(case, evidence, row, &read);
    let line = read.as_ref().ok();
    let (context, names) = (case.context(row), case.names());
    let in_force = case.in_force(row);
    let versions = versions(case, evidence, row);
    let payloads = line.map(|line| payloads(case, evidence, row, line)).unwrap_or_default();
    if payloads.iter().any(|payload| payload.gone.is_some()) && record.mark == Assurance::Verified {
        // It was there when the bundle was verified: what is known of the record is no longer all true.
        record.mark = Assurance::Missing;
    }
    let owned = |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect();
    Some(State {
        log: case.log(row),
        agent: names.text(context.agent).to_owned(),
        labels: owned(names.texts(context.labels)),
        on_behalf_of: owned(names.texts(context.on_behalf_of)),
        clock: case.clock(row),
        synthetic: context.synthetic,
        texts: line.map(|line| texts(case, evidence, row, line, request.lines)).unwrap_or_default(),
        payloads,
        rendering: line.and_then(|line| rendering(case, evidence, row, line, &versions, request.lines)),
        versions,
        grants: grants::live(case, evidence, row, &in_force.grants),
        named_grant: grants::named(case, row),
        scopes: grants::scopes(case, &in_force.scopes),
        decisions: decisions::decisions(case, evidence, row),
        causes: decisions::causes(case, evidence, row),
        effects: decisions::effects(case, evidence, row),
        proof: line.map(proof),
        record,
    })
}
