//! One cell in full: every record that it rests on, who gave it and why, and the calls. Reads the lines of those calls.

use super::at::{covered, moment, upto};
use super::held::By;
use super::index::{Holder, Index};
use super::ways::{Moment, Way};
use super::{PrivilegeView, Request};
use crate::case::{Case, Evidence, Grant, Name, Row};
use crate::view::inspector::decisions::{Related, related};
use crate::view::inspector::grants::named;
use crate::view::ledger::{justification, outcomes};
use crate::view::mention::Mention;
use crate::view::words::{counted, instant, span};

/// A cell by its names, which hold at every record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pick {
    /// Log and agent.
    pub agent: (usize, Name),
    /// The scope.
    pub scope: String,
}

/// A cell in full.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Detail {
    /// Which cell.
    pub pick: Pick,
    /// At which record.
    pub row: Row,
    /// The agent's name.
    pub agent: String,
    /// What is known of each way, those that count first; at most [`WAYS_MAX`].
    pub ways: Vec<Facts>,
    /// Ways that are not listed.
    pub ways_more: usize,
    /// What its calls needed of it, with their number: less than the scope allows, where it is a wide one.
    pub needed: Vec<(String, usize)>,
    /// Calls, in the order of the log: those that something speaks against, and the newest; at most [`CALLS_MAX`] of each.
    pub calls: Vec<CallRow>,
    /// How many there are.
    pub calls_total: usize,
}

/// What is known of one way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Facts {
    /// The way on one line.
    pub title: String,
    /// Whether it counts.
    pub held: bool,
    /// The facts, in the order of the log.
    pub facts: Vec<Fact>,
    /// Facts that are not listed.
    pub more: usize,
}

/// One fact.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fact {
    /// Its name.
    pub name: &'static str,
    /// What.
    pub text: String,
    /// The record that says so.
    pub record: Option<Mention>,
    /// It speaks against the way.
    pub against: bool,
}

/// One call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CallRow {
    /// The record, and what it says.
    pub call: Related,
    /// When, as it claims.
    pub time: i64,
    /// Decisions on it up to the record: outcome, record.
    pub decided: Vec<(String, Mention)>,
    /// What speaks against it.
    pub against: Vec<String>,
}

/// Everything about a cell, as of a record; `None`: there is no such cell there.
pub fn detail(case: &Case, evidence: &Evidence, index: &Index, (row, pick): (Row, &Pick)) -> Option<Detail> {
    let at = moment(case, row);
    let request = Request { row, sort: Default::default(), only: Default::default() };
    let (holder, scope) = index.find(pick.agent.0, pick.agent.1, &pick.scope)?;
    let view = PrivilegeView::of(case, index, &request);
    let cell = view.find(pick)?;
    let holder = index.holders.get(holder)?;
    let (held, not): (Vec<&Way>, Vec<&Way>) = cell.ways.iter().partition(|way| way.state.is_held());
    // Of those that no longer count the newest.
    let shown = held.into_iter().chain(not.into_iter().rev()).take(WAYS_MAX);
    let ways: Vec<Facts> = shown.map(|way| facts(case, evidence, holder, (way, scope), at)).collect();
    let ways_more = cell.ways.len() - ways.len();
    let mut needed: Vec<(String, usize)> = covered(holder, scope)
        .filter_map(|used| Some((index.named(used.need)?.text.clone(), upto(&used.calls, row))))
        .filter(|(_, calls)| *calls > 0)
        .collect();
    needed.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let (calls, calls_total) = calls(case, evidence, holder, scope, row);
    Some(Detail {
        pick: pick.clone(),
        row,
        agent: case.text(pick.agent.1).to_owned(),
        ways,
        ways_more,
        needed,
        calls,
        calls_total,
    })
}

impl Detail {
    /// Whether the scope allows more than its calls needed.
    pub fn is_wide(&self) -> bool {
        self.needed.iter().any(|(needed, _)| *needed != self.pick.scope)
    }
}

fn facts(case: &Case, evidence: &Evidence, holder: &Holder, (way, scope): (&Way, u32), at: Moment) -> Facts {
    let mut facts = match way.by {
        By::Grant(number) => match case.world().grants.all().get(number) {
            Some(grant) => of_grant(case, evidence, grant, at),
            None => Vec::new(),
        },
        By::Baseline | By::Credential(_) => of_spans(case, holder, (way, scope), at),
    };
    let more = facts.len().saturating_sub(FACTS_MAX);
    // The newest stay.
    facts.drain(..more);
    Facts { title: way.line((at.time, at.clock)), held: way.state.is_held(), facts, more }
}

/// The records that gave it, and those that took it away.
fn of_spans(case: &Case, holder: &Holder, (way, scope): (&Way, u32), at: Moment) -> Vec<Fact> {
    let mut out: Vec<Fact> = Vec::new();
    let by = |row: Row| case.text(case.context(row).agent).to_owned();
    let spans = holder.spans.iter().filter(|span| span.scope == scope && span.by == way.by && span.from < at.row);
    let spans: Vec<_> = spans.collect();
    for (number, of) in spans.iter().enumerate() {
        let until = of.expires.map(|until| format!(", until {}", instant(until))).unwrap_or_default();
        let name = if number == 0 { "Given" } else { "Given again" };
        let text = format!("by {} at {}{until}", by(of.from), instant(case.time(of.from)));
        out.push(Fact { name, text, record: Some(Mention::of(case, of.from)), against: false });
        let next = spans.get(number + 1).map(|next| next.from);
        if let Some(end) = of.ended_by.filter(|end| *end <= at.row && Some(*end) != next) {
            let text = format!("by {} at {}", by(end), instant(case.time(end)));
            out.push(Fact { name: "Taken away", text, record: Some(Mention::of(case, end)), against: false });
        }
    }
    out
}

fn of_grant(case: &Case, evidence: &Evidence, grant: &Grant, at: Moment) -> Vec<Fact> {
    let mut out = Vec::new();
    let mut say = |name: &'static str, text: String, row: Option<Row>, against: bool| {
        out.push(Fact { name, text, record: row.map(|row| Mention::of(case, row)), against });
    };
    match grant.request.filter(|row| *row < at.row) {
        Some(request) => {
            let ttl = grant.ttl_s.map(|ttl| format!(" for {}", seconds(ttl))).unwrap_or_default();
            let scopes = case.names().texts(grant.asked).join(", ");
            let (who, when) = (case.text(grant.holder), instant(case.time(request)));
            say("Asked", format!("by {who} at {when}{ttl}: {scopes}"), Some(request), false);
            let why = match justification(case, evidence, grant) {
                Ok(Some(why)) => why,
                Ok(None) => "no justification recorded".to_owned(),
                Err(why) => format!("cannot be read: {why}"),
            };
            say("Because", why, None, false);
            let ticket = case.names().some(grant.ticket);
            ticket.into_iter().for_each(|ticket| say("Ticket", ticket.to_owned(), None, false));
        }
        None => say("Asked", "no request stands before this record".to_owned(), None, false),
    }
    for decision in grant.decisions.iter().filter(|decision| decision.row < at.row) {
        let outcome = case.names().some(decision.outcome).unwrap_or("no outcome recorded");
        let until = match decision.expires {
            Some(until) if outcome == "approved" => format!(", until {}", instant(until)),
            None if outcome == "approved" => ", no end stated".to_owned(),
            _ => String::new(),
        };
        let uses = decision.max_uses.map(|most| format!(", {} at most", counted(most as usize, "use")));
        let reason = case.names().some(decision.reason).map(|reason| format!(": {reason}")).unwrap_or_default();
        let (who, when) = (case.text(decision.approver), instant(case.time(decision.row)));
        let text = format!("{outcome} by {who} at {when}{until}{}{reason}", uses.unwrap_or_default());
        say("Decided", text, Some(decision.row), false);
        if decision.approver.is_some() && decision.approver == grant.holder {
            say("", "the approver is the one who asked".to_owned(), None, true);
        }
        if !decision.effective {
            let why = "it takes no effect: its signer may not speak for the approver, or a check of it failed";
            say("", why.to_owned(), None, true);
        }
    }
    // A use is an act at its record, as a call is.
    for (used, call) in grant.uses.iter().filter(|(used, _)| *used <= at.row) {
        let text = call.map_or("the call that it covered is not in this bundle".to_owned(), |call| {
            format!("for the call in record {}", case.index(call))
        });
        let against = named(case, *used).map(|(_, against)| against).unwrap_or_default();
        say("Used", text, Some(*used), false);
        against.iter().for_each(|against| say("", against.words(), None, true));
    }
    if let Some((end, reason)) = grant.end.filter(|(end, _)| *end <= at.row) {
        let reason = case.names().some(reason).unwrap_or("no reason recorded");
        say("Ended", format!("{reason} at {}", instant(case.time(end))), Some(end), false);
    }
    out
}

fn calls(case: &Case, evidence: &Evidence, holder: &Holder, scope: u32, row: Row) -> (Vec<CallRow>, usize) {
    let (mut wrong, mut all): (Vec<Row>, Vec<Row>) = (Vec::new(), Vec::new());
    let mut total = 0;
    for used in covered(holder, scope) {
        let lists = [&used.not_held, &used.against_grant];
        wrong.extend(lists.iter().flat_map(|rows| rows.iter().take(upto(rows, row))));
        let calls = upto(&used.calls, row);
        total += calls;
        all.extend(used.calls.iter().take(calls).rev().take(CALLS_MAX));
    }
    all.sort_unstable_by(|a, b| b.cmp(a));
    all.truncate(CALLS_MAX);
    wrong.sort_unstable();
    wrong.dedup();
    all.extend(wrong.into_iter().take(CALLS_MAX));
    all.sort_unstable();
    all.dedup();
    let is = |call: Row, rows: fn(&super::used::Used) -> &Vec<Row>| {
        covered(holder, scope).any(|used| rows(used).binary_search(&call).is_ok())
    };
    let read = |call: Row| {
        let mut against = Vec::new();
        if is(call, |used| &used.not_held) {
            against.push("no scope that was held then covers it".to_owned());
        }
        if is(call, |used| &used.unknown) {
            against.push("no recorded scope covers it; no baseline was recorded before it".to_owned());
        }
        let (grant, words) = named(case, call).unwrap_or_default();
        against.extend(words.iter().map(|words| format!("grant {grant}: {}", words.words())));
        let mut decided = outcomes(case, call);
        decided.retain(|(_, record)| record.row <= row);
        CallRow { call: related(case, evidence, call), time: case.time(call), decided, against }
    };
    (all.into_iter().map(read).collect(), total)
}

fn seconds(seconds: u64) -> String {
    let micros = i64::try_from(seconds).ok().and_then(|seconds| seconds.checked_mul(1_000_000));
    micros.map_or(format!("{seconds} s"), span)
}

/// Calls of a cell that are read for one look, twice: of those that something speaks against, and of the newest.
pub const CALLS_MAX: usize = 100;
/// Ways that are listed.
pub const WAYS_MAX: usize = 40;
/// Facts of a way that are listed.
const FACTS_MAX: usize = 200;
