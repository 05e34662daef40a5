//! Records as a sequence chart: a lifeline for each participant, time down, one row for each record.
//!
//! Every selected record has its row, also those of no interest here: nothing is cut. Rows are read when they are shown, so that
//! ten million of them cost one pass for the participants and nothing more.

mod bars;
mod stretch;
mod svg;
mod text;

pub use bars::{Bar, End};
pub use stretch::{Line, Stretch};
pub use svg::{ROWS_MAX, svg};

use super::graph::{Among, Cancelled, Ended, Ending, Plan, Scope, count, exported, of_row, verdict};
use crate::case::{Assurance, Case, Row, Selection};
use crate::verify::Verdict;
use crate::watch::Watch;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// What chart is wanted. Equal requests over one case give equal charts.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The records, usually those of a run.
    pub selection: Arc<Selection>,
    /// The filter that selected them.
    pub filter: String,
}

/// The chart.
#[derive(Clone, Debug)]
pub struct Sequence {
    /// What was wanted.
    pub request: Request,
    /// Verdict on the case.
    pub verdict: Verdict,
    /// Lifelines, in the order in which they appear.
    pub participants: Vec<Participant>,
    /// Grants that count while the chart runs, held by a participant.
    pub bars: Vec<Bar>,
    /// Grants that count meanwhile and are held by nobody in the chart.
    pub other_grants: usize,
    plan: Arc<Plan>,
    lane_of: BTreeMap<u32, usize>,
}

/// A lifeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// Agent, or `tool:` and a tool. As the evidence has it.
    pub id: String,
    /// Whether it is the tool of some call.
    pub is_tool: bool,
    /// First selected record that it takes part in.
    pub first: Row,
}

/// One row of the chart. Lanes are indices of participants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The record.
    pub row: Row,
    /// Its index in its log.
    pub index: u64,
    /// Time that it claims, in microseconds since 1970.
    pub time: i64,
    /// What is known about it.
    pub assurance: Assurance,
    /// Lane of who acted; `None`: the record could not be read.
    pub at: Option<usize>,
    /// What happened.
    pub what: What,
}

/// What a row shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Arrows to the receivers.
    Message {
        /// Lanes of the receivers.
        to: Vec<usize>,
        /// Control is passed.
        handoff: bool,
        /// Denied or failed.
        ending: Option<Ending>,
    },
    /// An arrow to a tool.
    Call {
        /// Lane of the tool.
        tool: Option<usize>,
        /// `read`, `write`, `destructive` or `export`; of an export also as what it is labelled.
        effect: String,
        /// It is an export labelled secret or pii.
        labelled: bool,
        /// Denied or failed.
        ending: Option<Ending>,
    },
    /// An arrow back from the tool to who called it.
    Result {
        /// Lanes of tool and caller; `None`: the call was not read.
        between: Option<(usize, usize)>,
        /// `ok`, `error` or `blocked`.
        status: String,
        /// The call.
        about: Option<Row>,
    },
    /// A diamond.
    Decision {
        /// `allow` or `deny`.
        outcome: String,
        /// What was decided on.
        about: Option<Row>,
        /// Lane of who was decided on.
        on: Option<usize>,
    },
    /// A request, decision, use or end of a grant.
    Grant {
        /// Record type.
        kind: String,
        /// The grant.
        grant: String,
        /// `approved` or `denied`, of a decision.
        outcome: String,
    },
    /// A run begins.
    RunStart,
    /// A run ends.
    RunEnd,
    /// Another record: a dot with its type.
    Other {
        /// Record type.
        kind: String,
    },
}

impl Step {
    /// The lanes that it is about: of who acted first, then of whom it reaches.
    pub fn lanes(&self) -> Vec<usize> {
        let mut out: Vec<usize> = self.at.into_iter().collect();
        match &self.what {
            What::Message { to, .. } => out.extend(to),
            What::Call { tool, .. } => out.extend(tool),
            What::Result { between, .. } => out.extend(between.iter().flat_map(|(tool, caller)| [*tool, *caller])),
            What::Decision { on, .. } => out.extend(on),
            What::Grant { .. } | What::RunStart | What::RunEnd | What::Other { .. } => {}
        }
        out
    }
}

impl Sequence {
    /// Finds participants and grants. Costs a pass over the columns.
    ///
    /// # Errors
    /// The watch was cancelled.
    pub fn of(case: &Case, request: &Request, watch: &Watch) -> Result<Sequence, Cancelled> {
        let plan = Arc::new(Plan::of(case, Scope::Everything));
        let (participants, lane_of) = participants(case, &plan, &request.selection, watch);
        if watch.is_cancelled() {
            return Err(Cancelled);
        }
        let mut sequence = Sequence {
            request: request.clone(),
            verdict: case.verdict(),
            participants,
            bars: Vec::new(),
            other_grants: 0,
            plan,
            lane_of,
        };
        (sequence.bars, sequence.other_grants) = bars::of(case, &sequence);
        Ok(sequence)
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.request.selection.count()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The rows of a range, from 0; what lies beyond the end is left out. Costs as many looks as there are rows in it.
    pub fn rows(&self, case: &Case, endings: &[Ended], range: Range<usize>) -> Vec<Step> {
        let selection = &self.request.selection;
        let Some(first) = selection.nth(range.start) else { return Vec::new() };
        let wanted = range.end.saturating_sub(range.start);
        let after = |row: &Row| row.checked_add(1).and_then(|next| selection.next(next));
        std::iter::successors(Some(first), after).take(wanted).map(|row| self.step(case, endings, row)).collect()
    }

    /// Lane of an agent.
    fn lane(&self, end: u32) -> Option<usize> {
        self.lane_of.get(&end).copied()
    }

    /// Lane of who acted in a record.
    fn actor(&self, case: &Case, row: Row) -> Option<usize> {
        let act = self.plan.act_number(case.cells(row)?.context).and_then(|act| self.plan.act(act))?;
        self.lane(act.agent)
    }

    fn step(&self, case: &Case, endings: &[Ended], row: Row) -> Step {
        let (index, time, assurance) = (case.index(row), case.time(row), case.assurance(row));
        Step { row, index, time, assurance, at: self.actor(case, row), what: self.what(case, endings, row) }
    }

    fn what(&self, case: &Case, endings: &[Ended], row: Row) -> What {
        let (context, detail) = (case.context(row), case.detail(row));
        let way = self.plan.way(self.plan.way_number(case.detail_number(row)));
        let outcome = case.text(detail.outcome).to_owned();
        let ending = || verdict(of_row(endings, row));
        let about = || case.subject(row);
        match case.text(context.kind) {
            "message" => {
                let to = way.map(|way| way.to.iter().filter_map(|end| self.lane(*end)).collect()).unwrap_or_default();
                What::Message { to, handoff: detail.handoff, ending: ending() }
            }
            "tool.call" => {
                let tool = way.and_then(|way| way.tool).and_then(|end| self.lane(end));
                let act = self.plan.act_number(case.context_number(row)).and_then(|act| self.plan.act(act));
                let classes = act.zip(way).map(|(act, way)| exported(act, way)).unwrap_or_default();
                let effect = case.text(detail.effect);
                let effect = if classes.is_empty() { effect.to_owned() } else { format!("{effect} of {classes}") };
                What::Call { tool, effect, labelled: !classes.is_empty(), ending: ending() }
            }
            "tool.result" => What::Result { between: self.between(case, about()), status: outcome, about: about() },
            "decision" => {
                What::Decision { outcome, about: about(), on: about().and_then(|about| self.actor(case, about)) }
            }
            kind @ ("grant.request" | "grant.decision" | "grant.use" | "grant.end") => {
                What::Grant { kind: kind.to_owned(), grant: case.text(detail.grant).to_owned(), outcome }
            }
            "run.start" => What::RunStart,
            "run.end" => What::RunEnd,
            kind => What::Other { kind: kind.to_owned() },
        }
    }

    /// Lanes of the tool and the caller of a call.
    fn between(&self, case: &Case, call: Option<Row>) -> Option<(usize, usize)> {
        let call = call.filter(|call| case.text(case.context(*call).kind) == "tool.call")?;
        let way = self.plan.way(self.plan.way_number(case.detail_number(call)))?;
        Some((self.lane(way.tool?)?, self.actor(case, call)?))
    }
}

/// Everybody who acts or is reached, by first appearance, and the lane of each end.
fn participants(
    case: &Case,
    plan: &Plan,
    selection: &Selection,
    watch: &Watch,
) -> (Vec<Participant>, BTreeMap<u32, usize>) {
    let among = Among { selection, rows: 0..Row::MAX, run: None };
    // Who acts comes before whom it reaches in the same record.
    let mut first: BTreeMap<u32, (Row, usize)> = BTreeMap::new();
    for ((_, act, way), tally) in count(case, plan, &among, watch) {
        let (Some(act), Some(way)) = (plan.act(act), plan.way(way)) else { continue };
        let ends = std::iter::once(&act.agent).chain(plan.reached(act, way));
        for (place, end) in ends.enumerate() {
            let at = first.entry(*end).or_insert((tally.first, place));
            *at = (*at).min((tally.first, place));
        }
    }
    let mut order: Vec<((Row, usize), u32)> = first.into_iter().map(|(end, at)| (at, end)).collect();
    order.sort_unstable();
    let participant = |((first, _), end): &((Row, usize), u32)| Participant {
        id: plan.end(*end).to_owned(),
        is_tool: plan.is_tool(*end),
        first: *first,
    };
    let lane_of = order.iter().enumerate().map(|(lane, (_, end))| (*end, lane)).collect();
    (order.iter().map(participant).collect(), lane_of)
}
