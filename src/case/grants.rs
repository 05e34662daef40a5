//! The grant ledger: who asked for what and why, who approved it until when, what it was used for, how it ended.

use super::happening::What;
use super::names::{Name, NameList};
use super::rows::Resource;
use super::world::At;
use super::{Case, Row};
use std::collections::BTreeMap;

/// One grant, from request to end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grant {
    /// The log that it is in.
    pub log: usize,
    /// Its name.
    pub name: Name,
    /// Who asked: the agent that holds it once it is approved.
    pub holder: Name,
    /// The request.
    pub request: Option<Row>,
    /// Scopes asked for.
    pub asked: NameList,
    /// Resource asked for.
    pub resource: Resource,
    /// Justification where it stands in the record; else it is a payload of the request.
    pub justification: Name,
    /// Ticket.
    pub ticket: Name,
    /// Time to live that was asked for, in seconds.
    pub ttl_s: Option<u64>,
    /// Decisions, in their order.
    pub decisions: Vec<Decision>,
    /// (record of the use, call that it covered).
    pub uses: Vec<(Row, Option<Row>)>,
    /// How it ended: record, reason, effect.
    pub end: Option<(Row, Name)>,
    /// Records about it that take no effect.
    pub without_effect: Vec<Row>,
}

/// One `grant.decision`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The record.
    pub row: Row,
    /// Whether it takes effect.
    pub effective: bool,
    /// Who decided.
    pub approver: Name,
    /// `approved` or `denied`.
    pub outcome: Name,
    /// Scopes granted.
    pub scopes: NameList,
    /// First time at which it counts, in microseconds since 1970.
    pub not_before: Option<i64>,
    /// First time at which it no longer counts.
    pub expires: Option<i64>,
    /// How often it may be used.
    pub max_uses: Option<u64>,
    /// Reason.
    pub reason: Name,
}

/// A grant that counts at a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Live {
    /// Number of the grant in the ledger.
    pub grant: usize,
    /// Its decision.
    pub decision: Decision,
    /// Microseconds left by the time that the record claims; `None`: no end was stated. Zero or less: expired.
    pub left_by_actor: Option<i64>,
    /// Microseconds left by the largest time that the log has seen.
    pub left_by_log: Option<i64>,
}

impl Live {
    /// Whether the two clocks agree that it counts.
    pub fn clocks_agree(&self) -> bool {
        let counts = |left: Option<i64>| left.is_none_or(|left| left > 0);
        counts(self.left_by_actor) == counts(self.left_by_log)
    }

    /// Whether it counts by the time that the record claims.
    pub fn counts_by_actor(&self) -> bool {
        self.left_by_actor.is_none_or(|left| left > 0)
    }
}

/// All grants, in the order of their first record.
#[derive(Clone, Debug, Default)]
pub struct Grants {
    all: Vec<Grant>,
    /// Approved spans, by the record of the approval: (decision row, end row, expiry, grant, number of the decision).
    spans: Vec<Span>,
    /// Of each block of spans, the latest end and expiry: a block that ended before is skipped.
    blocks: Vec<(Row, i64)>,
}

#[derive(Clone, Copy, Debug)]
struct Span {
    from: Row,
    end: Row,
    expires: i64,
    grant: usize,
    decision: usize,
}

/// Spans in a block.
const BLOCK: usize = 64;

impl Grants {
    /// All grants.
    pub fn all(&self) -> &[Grant] {
        &self.all
    }

    /// The grant of a name in a log.
    pub fn find(&self, log: usize, name: Name) -> Option<&Grant> {
        self.all.iter().find(|grant| grant.log == log && grant.name == name)
    }

    /// The grants that count at a record of `log` that claims `time`, where the log's largest time so far is `clock`: approved
    /// before it, not ended before it, and not expired by one of the two clocks.
    pub fn live(&self, log: usize, row: Row, time: i64, clock: i64) -> Vec<Live> {
        let earlier = time.min(clock);
        let until = self.spans.partition_point(|span| span.from < row);
        let mut out = Vec::new();
        for (block, (end, expires)) in self.blocks.iter().enumerate() {
            let start = block * BLOCK;
            if start >= until {
                break;
            }
            if *end <= row || *expires <= earlier {
                continue;
            }
            for span in &self.spans[start..until.min(start + BLOCK)] {
                let grant = &self.all[span.grant];
                let decision = grant.decisions[span.decision];
                let begun = decision.not_before.is_none_or(|from| from <= time.max(clock));
                if span.end > row && span.expires > earlier && begun && grant.log == log {
                    let left = |now: i64| decision.expires.map(|expires| expires.saturating_sub(now));
                    out.push(Live { grant: span.grant, decision, left_by_actor: left(time), left_by_log: left(clock) });
                }
            }
        }
        out.sort_by_key(|live| live.grant);
        out
    }
}

/// Builds the ledger.
pub fn of(case: &Case, happenings: &[At<'_>]) -> Grants {
    let mut ledger = Ledger { case, numbers: BTreeMap::new(), all: Vec::new() };
    happenings.iter().for_each(|at| ledger.add(at));
    let mut all = ledger.all;
    all.shrink_to_fit();
    let mut spans = Vec::new();
    for (number, grant) in all.iter().enumerate() {
        for (at, decision) in grant.decisions.iter().enumerate() {
            if !decision.effective || case.names().text(decision.outcome) != "approved" {
                continue;
            }
            let next = grant.decisions[at + 1..].iter().find(|later| later.effective).map(|later| later.row);
            let ended = grant.end.map(|(row, _)| row).filter(|row| *row > decision.row);
            let end = next.into_iter().chain(ended).min().unwrap_or(Row::MAX);
            let expires = decision.expires.unwrap_or(i64::MAX);
            spans.push(Span { from: decision.row, end, expires, grant: number, decision: at });
        }
    }
    spans.sort_by_key(|span| span.from);
    let latest = |block: &[Span]| {
        block.iter().fold((0, i64::MIN), |(end, expires), span| (span.end.max(end), span.expires.max(expires)))
    };
    let blocks = spans.chunks(BLOCK).map(latest).collect();
    Grants { all, spans, blocks }
}

struct Ledger<'a> {
    case: &'a Case,
    numbers: BTreeMap<(usize, Name), usize>,
    all: Vec<Grant>,
}

impl Ledger<'_> {
    fn grant(&mut self, log: usize, name: Name) -> &mut Grant {
        let number = *self.numbers.entry((log, name)).or_insert_with(|| {
            self.all.push(Grant { log, name, ..Grant::default() });
            self.all.len() - 1
        });
        &mut self.all[number]
    }

    fn add(&mut self, at: &At<'_>) {
        let actor = self.case.context(at.row).agent;
        match *at.what {
            What::GrantRequest { grant, scopes, resource, justification, ticket, ttl_s } => {
                let grant = self.grant(at.log, grant);
                if grant.request.is_none() {
                    (grant.request, grant.holder, grant.asked) = (Some(at.row), actor, scopes);
                    (grant.resource, grant.justification) = (resource, justification);
                    (grant.ticket, grant.ttl_s) = (ticket, ttl_s);
                }
            }
            What::GrantDecision { grant, outcome, scopes, not_before, expires, max_uses, reason } => {
                let grant = self.grant(at.log, grant);
                let (row, effective, approver) = (at.row, at.effective, actor);
                if !effective {
                    grant.without_effect.push(row);
                }
                grant.decisions.push(Decision {
                    row,
                    effective,
                    approver,
                    outcome,
                    scopes,
                    not_before,
                    expires,
                    max_uses,
                    reason,
                });
            }
            What::GrantUse { grant } => self.grant(at.log, grant).uses.push((at.row, at.about)),
            What::GrantEnd { grant, reason } => {
                // The signer of an end need not be an approver; what counts is that the record itself holds.
                let holds = self.case.assurance(at.row).has_effect();
                let grant = self.grant(at.log, grant);
                if holds {
                    grant.end.get_or_insert((at.row, reason));
                } else {
                    grant.without_effect.push(at.row);
                }
            }
            _ => {}
        }
    }
}
