//! The grant ledger as a table: who asked for what and why, who approved it until when, what it was used for, how it ended.
//!
//! What is odd is stated as a fact at its place, by both clocks; whether it breaks a rule is for the scan to say. One pass over the
//! rows finds the calls that name a grant, so that a use whose record is gone still shows.

use super::inspector::decisions::{Related, related};
use super::inspector::grants::{Against, against};
use super::mention::{Mention, log_name};
use super::summary::member_text;
use super::words::{counted, instant, one_line, span};
use crate::case::{Case, Evidence, Grant, Name, Row};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// One grant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GrantRow {
    /// Number in the case's ledger.
    pub number: usize,
    /// Name.
    pub grant: String,
    /// Its log, where the case has several.
    pub log: Option<String>,
    /// Who asked, and holds it once it is approved; empty: no request was read.
    pub holder: String,
    /// The request: record, time.
    pub request: Option<(Mention, i64)>,
    /// Why; `Err`: it cannot be read. `Ok(None)`: nothing recorded.
    pub justification: Result<Option<String>, String>,
    /// Ticket; empty: none.
    pub ticket: String,
    /// Scopes asked for.
    pub asked: Vec<String>,
    /// Time to live that was asked for, in seconds.
    pub ttl_s: Option<u64>,
    /// Decisions, in their order.
    pub decisions: Vec<DecisionRow>,
    /// Uses, and calls that name it, in their order; at most 1000, and 1000 against which something speaks.
    pub uses: Vec<UseRow>,
    /// How many of them there are.
    pub uses_total: usize,
    /// How it ended: record, reason.
    pub end: Option<(Mention, String)>,
    /// Records about it that take no effect: a decision whose signer may not speak for the approver, or an end that failed.
    pub without_effect: Vec<Mention>,
}

/// One decision on a grant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DecisionRow {
    /// The record.
    pub record: Mention,
    /// Who decided.
    pub approver: String,
    /// Whether that is who asked.
    pub is_own: bool,
    /// `approved` or `denied`.
    pub outcome: String,
    /// Scopes granted.
    pub scopes: Vec<String>,
    /// Scopes granted that were not asked for.
    pub beyond_asked: Vec<String>,
    /// First instant at which it counts, in microseconds since 1970.
    pub not_before: Option<i64>,
    /// First instant at which it no longer counts.
    pub expires: Option<i64>,
    /// Uses allowed.
    pub max_uses: Option<u64>,
    /// Reason; empty: none.
    pub reason: String,
    /// Whether it takes effect.
    pub effective: bool,
}

/// A use, or a call that names the grant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UseRow {
    /// The `grant.use`; `None`: only a call names the grant.
    pub record: Option<Mention>,
    /// The call.
    pub call: Option<Related>,
    /// Decisions on the call: outcome, record.
    pub decided: Vec<(String, Mention)>,
    /// What speaks against it.
    pub against: Vec<Against>,
}

/// The ledger of a case. Reads the justification of each grant and the line of each call; one pass over all rows.
pub fn ledger(case: &Case, evidence: &Evidence) -> Vec<GrantRow> {
    let mut calls = calls(case);
    let all = case.world().grants.all().iter().enumerate();
    let mut out: Vec<GrantRow> = all
        .map(|(number, grant)| {
            let named = calls.remove(&(grant.log, grant.name)).unwrap_or_default();
            grant_row(case, evidence, (number, grant), &named)
        })
        .collect();
    // Calls that name a grant of which the log says nothing else.
    for ((log, name), rows) in calls {
        let unknown = Grant { log, name, ..Grant::default() };
        let mut row = grant_row(case, evidence, (out.len(), &unknown), &rows);
        row.uses.iter_mut().for_each(|used| used.against = vec![Against::Unknown]);
        out.push(row);
    }
    out
}

/// As lines, a few a grant.
pub fn text(ledger: &[GrantRow]) -> Vec<String> {
    let mut out = Vec::new();
    for grant in ledger {
        describe(&mut out, grant);
    }
    if ledger.is_empty() {
        out.push("no grants".to_owned());
    }
    out
}

/// As JSON: an array of grants. Absent is `null`; times are RFC 3339.
pub fn json(ledger: &[GrantRow]) -> Value {
    Value::Array(ledger.iter().map(grant_json).collect())
}

fn calls(case: &Case) -> BTreeMap<(usize, Name), Vec<Row>> {
    let mut out: BTreeMap<(usize, Name), Vec<Row>> = BTreeMap::new();
    let Some(call) = case.names().find("tool.call") else { return out };
    for row in 0..case.len() as Row {
        let grant = case.detail(row).grant;
        if grant.is_some() && case.context(row).kind == call {
            out.entry((case.log(row), grant)).or_default().push(row);
        }
    }
    out
}

fn grant_row(case: &Case, evidence: &Evidence, (number, grant): (usize, &Grant), calls: &[Row]) -> GrantRow {
    let text = |name: Name| case.text(name).to_owned();
    let list = |list| case.names().texts(list).into_iter().map(str::to_owned).collect::<Vec<_>>();
    let asked = list(grant.asked);
    let decisions = grant.decisions.iter().map(|decision| {
        let scopes = list(decision.scopes);
        DecisionRow {
            record: Mention::of(case, decision.row),
            approver: text(decision.approver),
            is_own: decision.approver.is_some() && decision.approver == grant.holder,
            outcome: text(decision.outcome),
            beyond_asked: match grant.request {
                Some(_) => scopes.iter().filter(|scope| !asked.contains(scope)).cloned().collect(),
                None => Vec::new(),
            },
            scopes,
            not_before: decision.not_before,
            expires: decision.expires,
            max_uses: decision.max_uses,
            reason: text(decision.reason),
            effective: decision.effective,
        }
    });
    let (uses, uses_total) = uses(case, evidence, grant, calls);
    GrantRow {
        number,
        grant: text(grant.name),
        log: log_name(case, grant.log),
        holder: text(grant.holder),
        request: grant.request.map(|row| (Mention::of(case, row), case.time(row))),
        justification: justification(case, evidence, grant),
        ticket: text(grant.ticket),
        decisions: decisions.collect(),
        asked,
        ttl_s: grant.ttl_s,
        uses,
        uses_total,
        end: grant.end.map(|(row, reason)| (Mention::of(case, row), text(reason))),
        without_effect: grant.without_effect.iter().map(|row| Mention::of(case, *row)).collect(),
    }
}

/// What a grant was asked for with; `Err`: why it cannot be read.
pub fn justification(case: &Case, evidence: &Evidence, grant: &Grant) -> Result<Option<String>, String> {
    let Some(row) = grant.request else { return Ok(None) };
    let line = evidence.line(case, row).map_err(|why| why.to_string())?;
    member_text((case, evidence, row), &line, "justification", "justification", JUSTIFICATION_BYTES)
        .map_err(|why| why.to_string())
}

fn uses(case: &Case, evidence: &Evidence, grant: &Grant, calls: &[Row]) -> (Vec<UseRow>, usize) {
    let covered: BTreeSet<Row> = grant.uses.iter().filter_map(|(_, call)| *call).collect();
    let mut all: Vec<(Row, Option<Row>, Option<Row>)> =
        grant.uses.iter().map(|(used, call)| (*used, Some(*used), *call)).collect();
    all.extend(calls.iter().filter(|call| !covered.contains(call)).map(|call| (*call, None, Some(*call))));
    all.sort_unstable();
    let (mut number, mut plain, mut flagged) = (0, 0, 0);
    let mut out = Vec::new();
    for (_, used, call) in &all {
        number += usize::from(used.is_some());
        // A call without a use counts as the one that should have been recorded.
        let against = against(case, grant, call.or(*used).unwrap_or_default(), number + usize::from(used.is_none()));
        let shown = if against.is_empty() { &mut plain } else { &mut flagged };
        *shown += 1;
        if *shown <= USES_MAX {
            out.push(UseRow {
                record: used.map(|row| Mention::of(case, row)),
                call: call.map(|row| related(case, evidence, row)),
                decided: call.map(|row| outcomes(case, row)).unwrap_or_default(),
                against,
            });
        }
    }
    (out, all.len())
}

/// What was decided on a call. A decision is on its first reference only; one that only mentions the call is none on it.
pub(crate) fn outcomes(case: &Case, call: Row) -> Vec<(String, Mention)> {
    let decisions = case.effects(call).iter().filter(|row| case.text(case.context(**row).kind) == "decision");
    let on_call = decisions.filter(|row| case.subject(**row) == Some(call)).take(USES_MAX);
    on_call.map(|row| (case.text(case.detail(*row).outcome).to_owned(), Mention::of(case, *row))).collect()
}

fn describe(out: &mut Vec<String>, grant: &GrantRow) {
    let log = grant.log.as_ref().map(|log| format!(" of {log}")).unwrap_or_default();
    out.push(one_line(&format!("{}{log}", grant.grant), LINE_CHARS));
    let mut say = |name: &str, text: String| out.push(one_line(&format!("  {name:<12}{text}"), LINE_CHARS));
    match &grant.request {
        Some((record, time)) => {
            let ttl = grant.ttl_s.map(|ttl| format!(" for {}", span_of_seconds(ttl))).unwrap_or_default();
            let ticket = if grant.ticket.is_empty() { String::new() } else { format!(", ticket {}", grant.ticket) };
            let (asked, at) = (grant.asked.join(", "), instant(*time));
            say("asked", format!("{asked}{ttl} by {} at {at} in {}{ticket}", grant.holder, record.words()));
            match &grant.justification {
                Ok(Some(why)) => say("because", why.clone()),
                Ok(None) => say("because", "(no justification recorded)".to_owned()),
                Err(why) => say("because", format!("({why})")),
            }
        }
        None => say("asked", "no request stands in this log".to_owned()),
    }
    for decision in &grant.decisions {
        say("decided", decision_words(decision));
        decision_flags(decision).iter().for_each(|flag| say("", format!("! {flag}")));
    }
    if grant.decisions.is_empty() {
        say("decided", "no decision stands in this log".to_owned());
    }
    for used in &grant.uses {
        say(if used.record.is_some() { "used" } else { "named" }, use_words(used));
        used.against.iter().for_each(|against| say("", format!("! {}", against.words())));
    }
    if grant.uses_total > grant.uses.len() {
        say("", format!("{} not listed", counted(grant.uses_total - grant.uses.len(), "use")));
    }
    match &grant.end {
        Some((record, reason)) => say("ended", format!("{reason} in {}", record.words())),
        None => say("ended", "no end stands in this log".to_owned()),
    }
    for record in &grant.without_effect {
        say("", format!("! {} takes no effect", record.words()));
    }
}

fn decision_words(decision: &DecisionRow) -> String {
    let outcome = if decision.outcome.is_empty() { "(no outcome recorded)" } else { &decision.outcome };
    let mut out =
        format!("{outcome} by {} in {}: {}", decision.approver, decision.record.words(), decision.scopes.join(", "));
    if outcome == "approved" {
        let expires = decision.expires.map_or("no end stated".to_owned(), |until| format!("until {}", instant(until)));
        let from = decision.not_before.map(|from| format!("from {} ", instant(from))).unwrap_or_default();
        let uses = decision.max_uses.map_or("any number of uses".to_owned(), |max| counted(max as usize, "use"));
        out.push_str(&format!("; {from}{expires}; {uses}"));
    }
    if !decision.reason.is_empty() {
        out.push_str(&format!("; {}", decision.reason));
    }
    out
}

/// What is odd about a decision, as plain facts.
fn decision_flags(decision: &DecisionRow) -> Vec<String> {
    let mut out = Vec::new();
    if decision.is_own {
        out.push("the approver is the one who asked".to_owned());
    }
    if !decision.beyond_asked.is_empty() {
        out.push(format!("not asked for: {}", decision.beyond_asked.join(", ")));
    }
    if !decision.effective {
        out.push("it takes no effect: its signer may not speak for the approver, or a check of it failed".to_owned());
    }
    out
}

fn use_words(used: &UseRow) -> String {
    let decided: String =
        used.decided.iter().map(|(outcome, record)| format!(", {outcome} in {}", record.words())).collect();
    let call = match &used.call {
        Some(call) => format!("{} {} in {}{decided}", call.from, call.summary, call.record.words()),
        None => "the call that it covered is not in this bundle".to_owned(),
    };
    match &used.record {
        Some(record) => format!("{call}, noted in {}", record.words()),
        None => format!("{call}; no use was recorded"),
    }
}

fn span_of_seconds(seconds: u64) -> String {
    i64::try_from(seconds).ok().and_then(|seconds| seconds.checked_mul(1_000_000)).map_or(format!("{seconds} s"), span)
}

fn grant_json(grant: &GrantRow) -> Value {
    let stated = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
    let decisions: Vec<Value> = grant
        .decisions
        .iter()
        .map(|decision| {
            json!({
                "record": decision.record.seq, "mark": decision.record.mark.word(), "approver": stated(&decision.approver),
                "outcome": stated(&decision.outcome), "scopes": decision.scopes,
                "not_before": decision.not_before.map(instant), "expires": decision.expires.map(instant),
                "max_uses": decision.max_uses, "reason": stated(&decision.reason), "effective": decision.effective,
                "self_approved": decision.is_own, "not_asked_for": decision.beyond_asked,
            })
        })
        .collect();
    let uses: Vec<Value> = grant
        .uses
        .iter()
        .map(|used| {
            json!({
                "record": used.record.as_ref().map(|record| record.seq),
                "mark": used.record.as_ref().map(|record| record.mark.word()),
                "call": used.call.as_ref().map(|call| json!({
                    "record": call.record.seq, "mark": call.record.mark.word(), "by": call.from, "summary": call.summary,
                })),
                "decided": used.decided.iter().map(|(outcome, record)| json!({
                    "record": record.seq, "mark": record.mark.word(), "outcome": outcome,
                })).collect::<Vec<_>>(),
                "against": used.against.iter().map(Against::words).collect::<Vec<_>>(),
            })
        })
        .collect();
    let (justification, unreadable) = match &grant.justification {
        Ok(text) => (json!(text), Value::Null),
        Err(why) => (Value::Null, json!(why)),
    };
    let end = |(record, reason): &(Mention, String)| json!({ "record": record.seq, "mark": record.mark.word(), "reason": stated(reason) });
    let request = |(record, time): &(Mention, i64)| json!({ "record": record.seq, "mark": record.mark.word(), "time": instant(*time) });
    let mut out = json!({
        "grant": grant.grant, "holder": stated(&grant.holder), "request": grant.request.as_ref().map(request),
        "justification": justification, "justification_unreadable": unreadable, "ticket": stated(&grant.ticket),
        "asked": grant.asked, "ttl_s": grant.ttl_s, "decisions": decisions, "uses": uses, "uses_total": grant.uses_total,
        "end": grant.end.as_ref().map(end),
        "without_effect": grant.without_effect.iter().map(|record| json!({
            "record": record.seq, "mark": record.mark.word(),
        })).collect::<Vec<_>>(),
    });
    if let (Some(log), Some(members)) = (&grant.log, out.as_object_mut()) {
        members.insert("log".to_owned(), json!(log));
    }
    out
}

/// Uses of one grant that are listed, and as many more against which something speaks; each costs a read.
const USES_MAX: usize = 1000;
/// Bytes of a justification that are read.
const JUSTIFICATION_BYTES: u64 = 1 << 20;
/// Characters of a line.
const LINE_CHARS: usize = 2000;
