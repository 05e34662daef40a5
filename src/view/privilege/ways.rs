//! How somebody holds a scope at a record, one way at a time: baseline, credential, grant; also what no longer counts.

use super::held::{By, Span};
use crate::case::{Assurance, Case, Decision, Grant, Row};

/// A record and when it was, as it claims.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stamp {
    /// The row.
    pub row: Row,
    /// Its index in its log.
    pub seq: u64,
    /// Microseconds since 1970.
    pub time: i64,
    /// What the case knows of it.
    pub mark: Assurance,
}

impl Stamp {
    /// Of a row.
    pub fn of(case: &Case, row: Row) -> Stamp {
        Stamp { row, seq: case.index(row), time: case.time(row), mark: case.assurance(row) }
    }
}

/// What became of it, as of the record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WayState {
    /// It counts.
    Held,
    /// It counts by the time that the record claims; by the log's clock it has expired.
    ExpiredByLog,
    /// Its first time lies ahead.
    NotYet,
    /// It has expired.
    Expired,
    /// A record ended it.
    Ended,
    /// Asked for; nobody has decided.
    Asked,
    /// Asked for, and denied.
    Denied,
    /// Asked for, and the approval leaves this scope out.
    NotGranted,
    /// Decided without effect: the signer may not speak for the approver, or a check of the record failed.
    NoEffect,
}

impl WayState {
    /// Whether it counts at the record.
    pub fn is_held(self) -> bool {
        matches!(self, WayState::Held | WayState::ExpiredByLog)
    }
}

/// One way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Way {
    /// Which.
    pub by: By,
    /// Name of the credential or the grant; empty for the baseline.
    pub name: String,
    /// What became of it.
    pub state: WayState,
    /// The record that first gave it; of a grant without approval the request.
    pub since: Stamp,
    /// The record that gave it last, where that is another one.
    pub renewed: Option<Stamp>,
    /// How often it was given.
    pub times: usize,
    /// Who gave it: who registered, issued or approved; of a grant without a decision nobody.
    pub giver: String,
    /// First time at which it no longer counts, in microseconds since 1970; `None`: no end stated.
    pub until: Option<i64>,
    /// The record that ended it.
    pub ended: Option<Stamp>,
}

/// The record that is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    pub row: Row,
    pub time: i64,
    pub clock: i64,
}

/// Ways by registration and credential. `spans` are all of one scope and one way, begun before the record, in their order.
pub fn standing(case: &Case, by: By, spans: &[&Span], at: Moment) -> Option<Way> {
    let (first, last) = (spans.first()?, spans.last()?);
    let held = spans.iter().rfind(|span| span.counts(at.row, at.time, at.clock));
    let shown = held.copied().unwrap_or(last);
    let state = match held {
        Some(span) if span.expires.is_some_and(|expires| expires <= at.clock) => WayState::ExpiredByLog,
        Some(_) => WayState::Held,
        None if shown.end <= at.row => WayState::Ended,
        None if !shown.has_begun(at.time, at.clock) => WayState::NotYet,
        None => WayState::Expired,
    };
    let name = match by {
        By::Credential(name) => case.text(name).to_owned(),
        By::Baseline | By::Grant(_) => String::new(),
    };
    Some(Way {
        by,
        name,
        state,
        since: Stamp::of(case, first.from),
        renewed: (spans.len() > 1).then(|| Stamp::of(case, shown.from)),
        times: spans.len(),
        giver: case.text(case.context(shown.from).agent).to_owned(),
        until: shown.expires,
        ended: shown.ended_by.filter(|_| state == WayState::Ended).map(|row| Stamp::of(case, row)),
    })
}

/// The way by a grant, whatever became of it; `None`: the record comes before it.
pub fn granted(case: &Case, number: usize, scope: &str, at: Moment) -> Option<Way> {
    let grant = case.world().grants.all().get(number)?;
    let begun = grant.request.into_iter().chain(grant.decisions.first().map(|first| first.row)).min()?;
    if begun >= at.row {
        return None;
    }
    let decided = grant.decisions.iter().rfind(|decision| decision.effective && decision.row < at.row);
    let state = match decided {
        Some(decision) => of_decision(case, grant, decision, scope, at),
        None if grant.decisions.iter().any(|decision| decision.row < at.row) => WayState::NoEffect,
        None => WayState::Asked,
    };
    let since = decided.map_or(begun, |decision| decision.row);
    let approver = decided.map(|decision| case.text(decision.approver).to_owned());
    let ended = grant.end.map(|(row, _)| row).filter(|row| state == WayState::Ended && *row <= at.row);
    Some(Way {
        by: By::Grant(number),
        name: case.text(grant.name).to_owned(),
        state,
        since: Stamp::of(case, since),
        renewed: None,
        times: 1,
        giver: approver.unwrap_or_default(),
        until: decided.and_then(|decision| decision.expires),
        ended: ended.map(|row| Stamp::of(case, row)),
    })
}

fn of_decision(case: &Case, grant: &Grant, decision: &Decision, scope: &str, at: Moment) -> WayState {
    if case.text(decision.outcome) != "approved" {
        return WayState::Denied;
    }
    if !case.names().texts(decision.scopes).contains(&scope) {
        return WayState::NotGranted;
    }
    let ended = grant.end.is_some_and(|(row, _)| row > decision.row && row <= at.row);
    match (decision.not_before, decision.expires) {
        _ if ended => WayState::Ended,
        (Some(from), _) if from > at.time.max(at.clock) => WayState::NotYet,
        (_, Some(expires)) if expires <= at.time => WayState::Expired,
        (_, Some(expires)) if expires <= at.clock => WayState::ExpiredByLog,
        _ => WayState::Held,
    }
}
