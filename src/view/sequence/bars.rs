//! Grants as bars beside the lifeline of their holder: from the decision to the end, the expiry, or the next decision.
//!
//! Expiry is judged by the largest time that the log has seen, which no late clock of one actor can turn back.

use super::Sequence;
use crate::case::{Assurance, Case, Cursor, Decision, Grant, Row};
use std::sync::Arc;

/// A grant that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Name of the grant, as the evidence has it.
    pub grant: String,
    /// Lane of its holder.
    pub lane: usize,
    /// First row of the chart at or after the decision.
    pub from: usize,
    /// First row at which it no longer counts; the number of rows, if it counts to the end.
    pub until: usize,
    /// How it ends.
    pub end: End,
    /// The decision's record.
    pub decision: Row,
    /// Worst mark of the records that begin and end it.
    pub assurance: Assurance,
}

/// How a grant ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It does not, in these records.
    Open,
    /// Its time is over.
    Expired,
    /// A record ends it.
    Ended(Row),
    /// Another decision takes its place.
    Superseded(Row),
}

/// The bars of a chart in the order of the ledger, and how many grants beside them count meanwhile.
pub fn of(case: &Case, sequence: &Sequence) -> (Vec<Bar>, usize) {
    let (mut bars, mut others) = (Vec::new(), 0);
    for grant in case.world().grants.all() {
        for (at, decision) in grant.decisions.iter().enumerate() {
            if !decision.effective || case.text(decision.outcome) != "approved" {
                continue;
            }
            let end = end(case, sequence, grant, at, decision);
            let Some((from, until)) = extent(sequence, decision.row, &end) else { continue };
            match lane(case, sequence, grant) {
                None => others += 1,
                Some(lane) => bars.push(Bar {
                    grant: case.text(grant.name).to_owned(),
                    lane,
                    from,
                    until,
                    end: end.0,
                    decision: decision.row,
                    assurance: worst(case, decision.row, &end.0),
                }),
            }
        }
    }
    (bars, others)
}

/// How it ends, and the first row at which it no longer counts.
fn end(case: &Case, sequence: &Sequence, grant: &Grant, at: usize, decision: &Decision) -> (End, Option<Row>) {
    let next = grant.decisions.iter().skip(at + 1).find(|later| later.effective);
    let ended = grant.end.map(|(row, _)| row).filter(|row| *row > decision.row);
    let expired = decision
        .expires
        .and_then(|expires| Cursor::over(Arc::clone(&sequence.request.selection)).jump_to_time(case, expires));
    let ends = [
        next.map(|next| (next.row, End::Superseded(next.row))),
        ended.map(|row| (row, End::Ended(row))),
        expired.map(|row| (row.max(decision.row), End::Expired)),
    ];
    let first = ends.into_iter().flatten().min_by_key(|(row, _)| *row);
    first.map_or((End::Open, None), |(row, end)| (end, Some(row)))
}

/// Rows of the chart that a grant spans; `None`: it does not count in any.
fn extent(sequence: &Sequence, decision: Row, (_, end): &(End, Option<Row>)) -> Option<(usize, usize)> {
    let selection = &sequence.request.selection;
    let from = selection.rank(decision);
    let until = end.map_or(selection.count(), |row| selection.rank(row));
    (from < until).then_some((from, until))
}

fn lane(case: &Case, sequence: &Sequence, grant: &Grant) -> Option<usize> {
    let holder = case.text(grant.holder);
    sequence.participants.iter().position(|participant| participant.id == holder)
}

fn worst(case: &Case, decision: Row, end: &End) -> Assurance {
    match end {
        End::Ended(row) | End::Superseded(row) => case.assurance(decision).max(case.assurance(*row)),
        End::Open | End::Expired => case.assurance(decision),
    }
}
