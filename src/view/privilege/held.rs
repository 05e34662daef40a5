//! From which record to which somebody has a scope, by which way: the same rules as `case::InForce`, for everybody at once.

use super::index::Index;
use crate::case::{Case, Name, NameList, Row};
use std::collections::BTreeMap;

/// By which way a scope is held.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum By {
    /// By design: a registration.
    Baseline,
    /// A credential.
    Credential(Name),
    /// A grant, by its number in the case's ledger.
    Grant(usize),
}

/// A stretch of the log in which somebody has a scope.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    /// The scope, by its number in the index.
    pub scope: u32,
    /// By which way.
    pub by: By,
    /// The record that gives it; it counts at the records after it.
    pub from: Row,
    /// The first record at which it counts no longer.
    pub end: Row,
    /// The record that ended it; `None`: none did.
    pub ended_by: Option<Row>,
    /// First time at which it counts, in microseconds since 1970.
    pub not_before: Option<i64>,
    /// First time at which it no longer counts.
    pub expires: Option<i64>,
}

impl Span {
    /// Whether it counts at a record that claims `time` in a log whose largest time was `clock`.
    pub fn counts(&self, row: Row, time: i64, clock: i64) -> bool {
        let open = self.from < row && row < self.end && self.expires.is_none_or(|expires| time < expires);
        open && self.has_begun(time, clock)
    }

    /// Whether its first time has come. A grant begins by the later of the two clocks, a credential by the time that is claimed.
    pub fn has_begun(&self, time: i64, clock: i64) -> bool {
        let now = if matches!(self.by, By::Grant(_)) { time.max(clock) } else { time };
        self.not_before.is_none_or(|from| from <= now)
    }
}

/// Collects the spans of everybody, in the order in which they begin.
pub fn collect(case: &Case, index: &mut Index) {
    baselines(case, index);
    credentials(case, index);
    grants(case, index);
    for holder in &mut index.holders {
        holder.spans.sort_by_key(|span| (span.from, span.scope, span.by));
    }
}

fn baselines(case: &Case, index: &mut Index) {
    for ((log, name), agent) in &case.world().agents {
        let registrations: Vec<_> = agent.registrations(case).collect();
        let Some(first) = registrations.first() else { continue };
        let holder = index.holder(*log, *name);
        if let Some(holder) = index.holders.get_mut(holder) {
            holder.registered = Some(first.row);
        }
        for (at, of) in registrations.iter().enumerate() {
            // A record that only says the role again ends nothing.
            let before = at.checked_sub(1).and_then(|at| registrations.get(at));
            if before.is_some_and(|before| before.scopes == of.scopes) {
                continue;
            }
            let rest = registrations.iter().skip(at + 1).find(|next| next.scopes != of.scopes);
            let ended_by = rest.map(|next| next.row);
            let span = Stretch { by: By::Baseline, from: of.row, ended_by, not_before: None, expires: None };
            index.give(case, holder, of.scopes, &span);
        }
    }
}

fn credentials(case: &Case, index: &mut Index) {
    for ((log, name), credential) in &case.world().credentials.all {
        let states: Vec<_> = credential.states(case.names()).collect();
        for (at, (row, known, active)) in states.iter().enumerate() {
            if !active || !known.subject.is_some() {
                continue;
            }
            let ended_by = states.get(at + 1).map(|(next, ..)| *next);
            let span = Stretch {
                by: By::Credential(*name),
                from: *row,
                ended_by,
                not_before: known.not_before,
                expires: known.expires,
            };
            let holder = index.holder(*log, known.subject);
            index.give(case, holder, known.scopes, &span);
        }
    }
}

fn grants(case: &Case, index: &mut Index) {
    for (number, grant) in case.world().grants.all().iter().enumerate() {
        let Some(holder) = grant.holder.some().map(|holder| index.holder(grant.log, holder)) else { continue };
        for (at, decision) in grant.decisions.iter().enumerate() {
            index.asked(case, holder, decision.scopes, number);
            if !decision.effective || case.text(decision.outcome) != "approved" {
                continue;
            }
            let later = grant.decisions.iter().skip(at + 1).find(|later| later.effective).map(|later| later.row);
            let ended = grant.end.map(|(row, _)| row).filter(|row| *row > decision.row);
            let ended_by = later.into_iter().chain(ended).min();
            let (not_before, expires) = (decision.not_before, decision.expires);
            let span = Stretch { by: By::Grant(number), from: decision.row, ended_by, not_before, expires };
            index.give(case, holder, decision.scopes, &span);
        }
        index.asked(case, holder, grant.asked, number);
    }
}

/// A span of several scopes.
pub struct Stretch {
    by: By,
    from: Row,
    ended_by: Option<Row>,
    not_before: Option<i64>,
    expires: Option<i64>,
}

impl Stretch {
    /// For one of them. A grant no longer counts at the record that ends it; what another record takes away counts up to it.
    fn of(&self, scope: u32) -> Span {
        let after = u32::from(!matches!(self.by, By::Grant(_)));
        let end = self.ended_by.map_or(Row::MAX, |row| row.saturating_add(after));
        let Stretch { by, from, ended_by, not_before, expires } = *self;
        Span { scope, by, from, end, ended_by, not_before, expires }
    }
}

impl Index {
    /// Gives somebody scopes.
    fn give(&mut self, case: &Case, holder: usize, scopes: NameList, stretch: &Stretch) {
        let scopes = self.scopes_of(case, scopes);
        if let Some(holder) = self.holders.get_mut(holder) {
            holder.spans.extend(scopes.into_iter().map(|scope| stretch.of(scope)));
        }
    }

    /// Notes that a grant was asked for or decided on.
    fn asked(&mut self, case: &Case, holder: usize, scopes: NameList, grant: usize) {
        let scopes = self.scopes_of(case, scopes);
        if let Some(holder) = self.holders.get_mut(holder) {
            scopes.into_iter().for_each(|scope| {
                holder.grants.entry(scope).or_default().insert(grant);
            });
        }
    }

    fn scopes_of(&mut self, case: &Case, scopes: NameList) -> Vec<u32> {
        let texts: Vec<&str> = case.names().texts(scopes);
        let once: BTreeMap<&str, ()> = texts.into_iter().map(|text| (text, ())).collect();
        once.into_keys().map(|text| self.scope(text)).collect()
    }
}
