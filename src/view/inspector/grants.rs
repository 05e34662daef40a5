//! Grants and scopes at a record: what counts just then, by both clocks, and whether the grant that the record names does.
//!
//! Two clocks, because an actor can set its own back: the time that the record claims, and the largest time its log had seen.

use super::super::ledger::justification;
use super::super::mention::Mention;
use super::super::words::{counted, instant, span};
use crate::case::{Case, Evidence, Grant, Live, Name, Row, ScopeFrom};

/// A grant that counts at a record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GrantState {
    /// Number in the ledger.
    pub number: usize,
    /// Name.
    pub grant: String,
    /// Who holds it.
    pub holder: String,
    /// Whether the record's actor does.
    pub is_own: bool,
    /// What it was asked for with, where it says so; `Err`: why that cannot be read.
    pub justification: Result<Option<String>, String>,
    /// When it was approved, as the approval claims, in microseconds since 1970.
    pub since: i64,
    /// Who approved it.
    pub approver: String,
    /// The record of the approval.
    pub decision: Mention,
    /// Scopes granted.
    pub scopes: Vec<String>,
    /// First instant at which it no longer counts, in microseconds since 1970.
    pub expires: Option<i64>,
    /// Microseconds left by the record's own time; zero or less: expired.
    pub left_by_actor: Option<i64>,
    /// Microseconds left by the log's clock.
    pub left_by_log: Option<i64>,
    /// Uses recorded before this record, and how many are allowed.
    pub uses: (usize, Option<u64>),
}

/// What speaks against a use of a grant, as plain facts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Against {
    /// The log has no record of this grant before the use.
    Unknown,
    /// It was approved only later, or never.
    NotApproved(Option<Mention>),
    /// It was denied.
    Denied(Mention),
    /// Its first instant lies ahead: microseconds by the record's own time and by the log's clock.
    TooEarly(i64, i64),
    /// It had expired: microseconds since, by the record's own time and by the log's clock. Zero or less: not yet.
    Expired(i64, i64),
    /// It had been ended.
    Ended(Mention, String),
    /// It is use number `.0`, and `.1` are allowed.
    BeyondUses(usize, u64),
    /// Somebody else holds it.
    OtherHolder(String),
}

impl Against {
    /// As a sentence.
    pub fn words(&self) -> String {
        match self {
            Against::Unknown => "no record of this grant stands before it".to_owned(),
            Against::NotApproved(None) => "the grant was never approved with effect".to_owned(),
            Against::NotApproved(Some(later)) => format!("before its approval, which is {}", later.words()),
            Against::Denied(decision) => format!("the grant was denied in {}", decision.words()),
            Against::TooEarly(actor, log) => two_clocks("before its first instant", "not too early", *actor, *log),
            Against::Expired(actor, log) => two_clocks("after it expired", "not expired", *actor, *log),
            Against::Ended(end, reason) => format!("after it was ended in {} ({reason})", end.words()),
            Against::BeyondUses(number, 1) => format!("use number {number}, and only 1 is allowed"),
            Against::BeyondUses(number, allowed) => format!("use number {number}, and only {allowed} are allowed"),
            Against::OtherHolder(holder) => format!("the grant is held by {holder}"),
        }
    }
}

fn two_clocks(so: &str, not: &str, actor: i64, log: i64) -> String {
    let by = |far: i64, clock: &str| {
        if far >= 0 { format!("{} {so}, by {clock}", span(far)) } else { format!("{not}, by {clock}") }
    };
    if actor == log {
        by(actor, "both clocks")
    } else {
        format!("{}; {}", by(actor, "the record's own time"), by(log, "the log's clock"))
    }
}

impl GrantState {
    /// The share of its time that is left by the log's clock, 0 to 1; `None`: no end was stated.
    pub fn share_left(&self) -> Option<f32> {
        let whole = self.expires?.checked_sub(self.since).filter(|whole| *whole > 0)?;
        Some((self.left_by_log? as f32 / whole as f32).clamp(0.0, 1.0))
    }

    /// How long it still counts, by both clocks.
    pub fn left_words(&self) -> String {
        let by = |left: Option<i64>| match left {
            None => "no end stated".to_owned(),
            Some(left) if left > 0 => format!("{} left", span(left)),
            Some(left) => format!("expired {} before", span(left)),
        };
        if self.left_by_actor == self.left_by_log {
            by(self.left_by_actor)
        } else {
            format!("{} by the record's own time, {} by the log's clock", by(self.left_by_actor), by(self.left_by_log))
        }
    }

    /// On one line.
    pub fn words(&self) -> String {
        let uses = match self.uses {
            (used, Some(max)) => format!("{used} of {max} uses recorded"),
            (used, None) => format!("{} recorded", counted(used, "use")),
        };
        format!(
            "{} of {}: {}; {}{}; approved by {} in {}; {uses}",
            self.grant,
            self.holder,
            self.scopes.join(", "),
            self.left_words(),
            self.expires.map(|expires| format!(", until {}", instant(expires))).unwrap_or_default(),
            self.approver,
            self.decision.words(),
        )
    }
}

/// A scope and where the actor has it from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScopeState {
    /// `action:resource-type` with an optional `@env`.
    pub scope: String,
    /// `baseline`, `credential NAME`, `grant NAME`.
    pub from: Vec<String>,
}

/// The grants that count at a record, the actor's own first; the justifications of the first [`JUSTIFIED_MAX`] are read.
pub fn live(case: &Case, evidence: &Evidence, row: Row, grants: &[Live]) -> Vec<GrantState> {
    let names = case.names();
    let agent = case.context(row).agent;
    let mut out: Vec<GrantState> = Vec::new();
    for live in grants {
        let Some(grant) = case.world().grants.all().get(live.grant) else { continue };
        out.push(GrantState {
            number: live.grant,
            grant: names.text(grant.name).to_owned(),
            holder: names.text(grant.holder).to_owned(),
            is_own: grant.holder == agent,
            justification: Ok(None),
            since: case.time(live.decision.row),
            approver: names.text(live.decision.approver).to_owned(),
            decision: Mention::of(case, live.decision.row),
            scopes: names.texts(live.decision.scopes).into_iter().map(str::to_owned).collect(),
            expires: live.decision.expires,
            left_by_actor: live.left_by_actor,
            left_by_log: live.left_by_log,
            uses: (grant.uses.partition_point(|(used, _)| *used < row), live.decision.max_uses),
        });
    }
    out.sort_by_key(|state| (!state.is_own, state.number));
    for state in out.iter_mut().take(JUSTIFIED_MAX) {
        if let Some(grant) = case.world().grants.all().get(state.number) {
            state.justification = justification(case, evidence, grant);
        }
    }
    out
}

/// The actor's scopes, each once, with all its sources.
pub fn scopes(case: &Case, scopes: &[(Name, ScopeFrom)]) -> Vec<ScopeState> {
    let mut out: Vec<ScopeState> = Vec::new();
    for (scope, from) in scopes {
        let from = match from {
            ScopeFrom::Baseline => "baseline".to_owned(),
            ScopeFrom::Credential(name) => format!("credential {}", case.text(*name)),
            ScopeFrom::Grant(number) => {
                let name = case.world().grants.all().get(*number).map_or(Name::NONE, |grant| grant.name);
                format!("grant {}", case.text(name))
            }
        };
        let scope = case.text(*scope);
        match out.last_mut() {
            Some(last) if last.scope == scope => last.from.push(from),
            _ => out.push(ScopeState { scope: scope.to_owned(), from: vec![from] }),
        }
    }
    out
}

/// What speaks against using `grant` at a call; `number` counts the uses, this one included.
pub fn against(case: &Case, grant: &Grant, call: Row, number: usize) -> Vec<Against> {
    let mut out = Vec::new();
    let agent = case.context(call).agent;
    if grant.holder.is_some() && grant.holder != agent {
        out.push(Against::OtherHolder(case.text(grant.holder).to_owned()));
    }
    let approved = |outcome: Name| case.text(outcome) == "approved";
    let decided = grant.decisions.iter().rfind(|decision| decision.effective && decision.row < call);
    let Some(decision) = decided else {
        let later = grant.decisions.iter().find(|decision| decision.effective && approved(decision.outcome));
        out.push(Against::NotApproved(later.map(|later| Mention::of(case, later.row))));
        return out;
    };
    if !approved(decision.outcome) {
        out.push(Against::Denied(Mention::of(case, decision.row)));
        return out;
    }
    let (time, clock) = (case.time(call), case.clock(call));
    if let Some(from) = decision.not_before.filter(|from| *from > time || *from > clock) {
        // Ahead by how much: at least one microsecond on the clock that says so.
        out.push(Against::TooEarly(ahead(from, time), ahead(from, clock)));
    }
    if let Some(expires) = decision.expires.filter(|expires| *expires <= time || *expires <= clock) {
        out.push(Against::Expired(time.saturating_sub(expires), clock.saturating_sub(expires)));
    }
    if let Some((end, reason)) = grant.end.filter(|(end, _)| *end > decision.row && *end < call) {
        out.push(Against::Ended(Mention::of(case, end), case.text(reason).to_owned()));
    }
    if let Some(max) = decision.max_uses.filter(|max| number as u64 > *max) {
        out.push(Against::BeyondUses(number, max));
    }
    out
}

/// How far an instant lies ahead, or -1 if it has come.
fn ahead(instant: i64, now: i64) -> i64 {
    if instant > now { instant.saturating_sub(now) } else { -1 }
}

/// The grant that a record names, and what speaks against using it there; `None`: it names none.
pub fn named(case: &Case, row: Row) -> Option<(String, Vec<Against>)> {
    let name = case.detail(row).grant.some()?;
    let is_use = matches!(case.text(case.context(row).kind), "tool.call" | "grant.use");
    let text = case.text(name).to_owned();
    let Some(grant) = case.world().grants.find(case.log(row), name).filter(|_| is_use) else {
        return is_use.then(|| (text, vec![Against::Unknown]));
    };
    // A use is judged at the call that it covers; a call counts as the use that will be recorded for it.
    let covered = grant.uses.iter().find(|(used, _)| *used == row).and_then(|(_, call)| *call);
    let call = covered.unwrap_or(row);
    let before = grant.uses.iter().filter(|(used, of)| *used < row && *of != Some(row)).count();
    Some((text, against(case, grant, call, before + 1)))
}

/// Live grants whose justification is read for one look; each costs a record.
pub const JUSTIFIED_MAX: usize = 50;
