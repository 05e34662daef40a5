//! Grants along the axis: one bar for each decision, from when it counts to its end or expiry, and its uses.
//!
//! A use that lies outside of its bar is told as such; so is a decision that takes no effect. A grant that nobody decided on is a
//! point at its request.

use super::axis::Axis;
use super::marks::Marks;
use crate::case::{Case, Decision, Grant, Row, Selection};
use std::ops::Range;

/// How a grant was decided.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum GrantState {
    /// Asked for; no decision.
    Pending,
    /// `approved`.
    Approved,
    /// `denied`.
    Denied,
    /// Something else stands there.
    Unclear,
}

/// One decision, or one request without a decision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bar {
    /// Number of the grant in the ledger.
    pub grant: usize,
    /// The record that it begins with.
    pub row: Row,
    pub state: GrantState,
    /// The decision takes effect; of a request without a decision: it is there.
    pub effective: bool,
    /// From when it counts.
    pub from: i64,
    /// When it ends; `i64::MAX`: never, as far as is known.
    pub to: i64,
    /// First and last x that belongs to it, uses included.
    reach: (i64, i64),
    /// The record that ends it before it expires.
    end: Option<Row>,
    /// What is known about its decision, request, end and uses.
    pub marks: Marks,
    /// Its uses.
    uses: Range<usize>,
}

/// A use of a grant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Use {
    pub x: i64,
    pub row: Row,
    /// Not between the beginning and the end, by the axis or by the order of the log.
    pub outside: bool,
}

/// All bars of a case, in the order in which they begin.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Bars {
    bars: Vec<Bar>,
    uses: Vec<Use>,
}

/// Bars that a filter leaves.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Chosen {
    /// Their numbers.
    bars: Vec<u32>,
    /// When they end, sorted: to count with.
    ends: Vec<i64>,
    /// The last end in each block: what ended before a range is passed over.
    latest: Vec<i64>,
}

/// Bars in a block.
const BLOCK: usize = 64;

impl Bars {
    /// Lays out the ledger of a case.
    pub fn of(case: &Case, axis: &Axis) -> Bars {
        let mut out = Bars::default();
        for (number, grant) in case.world().grants.all().iter().enumerate() {
            out.add(case, axis, number, grant);
        }
        out.bars.sort_by_key(|bar| (bar.reach.0, bar.row, bar.grant));
        out
    }

    /// The bars of which a record is selected.
    pub fn of_selection(&self, case: &Case, selection: &Selection) -> Chosen {
        let wanted = |bar: &Bar| {
            let grant = case.world().grants.all().get(bar.grant);
            let other = grant.is_some_and(|grant| {
                grant.request.into_iter().chain(grant.end.map(|(row, _)| row)).any(|row| selection.contains(row))
            });
            other || selection.contains(bar.row) || self.uses(bar).iter().any(|used| selection.contains(used.row))
        };
        let bars: Vec<u32> =
            (0u32..).zip(&self.bars).filter(|(_, bar)| wanted(bar)).map(|(number, _)| number).collect();
        let end = |bar: &u32| self.bars.get(*bar as usize).map_or(i64::MIN, |bar| bar.reach.1);
        let latest = bars.chunks(BLOCK).map(|block| block.iter().map(end).max().unwrap_or(i64::MIN)).collect();
        let mut ends: Vec<i64> = bars.iter().map(end).collect();
        ends.sort_unstable();
        Chosen { bars, ends, latest }
    }

    /// The first `most` of the chosen bars that reach into a range, and how many there are.
    pub fn within(&self, chosen: &Chosen, range: (i64, i64), most: usize) -> (Vec<&Bar>, usize) {
        let reach = |bar: &u32| self.bars.get(*bar as usize).map_or((0, 0), |bar| bar.reach);
        let begun = chosen.bars.partition_point(|bar| reach(bar).0 < range.1);
        let count = begun - chosen.ends.partition_point(|end| *end < range.0).min(begun);
        let begun = chosen.bars.get(..begun).unwrap_or_default();
        let blocks = begun.chunks(BLOCK).zip(&chosen.latest).filter(|(_, latest)| **latest >= range.0);
        let reaching = blocks.flat_map(|(block, _)| block).filter(|bar| reach(bar).1 >= range.0);
        (reaching.take(most.min(count)).filter_map(|bar| self.bars.get(*bar as usize)).collect(), count)
    }

    /// The uses of a bar, along the axis.
    pub fn uses(&self, bar: &Bar) -> &[Use] {
        self.uses.get(bar.uses.clone()).unwrap_or_default()
    }

    fn add(&mut self, case: &Case, axis: &Axis, number: usize, grant: &Grant) {
        // What takes no effect has no uses; where nothing takes effect, the first decision is what they went by.
        let any = grant.decisions.iter().any(|decision| decision.effective);
        let mut first = Row::MIN;
        let mut ends = next_effective(grant).into_iter().rev();
        for (at, decision) in grant.decisions.iter().enumerate() {
            let next = ends.next().flatten();
            let owner = decision.effective || (at == 0 && !any);
            let until = next.unwrap_or(Row::MAX);
            let uses = if owner { first..until } else { 0..0 };
            first = if owner { until } else { first };
            self.push(case, axis, grant, decided(case, axis, number, grant, decision, next), uses);
        }
        if grant.decisions.is_empty() {
            let ends = grant.end.map(|(row, _)| row);
            let Some(row) = grant.request.or(grant.uses.first().map(|(row, _)| *row)).or(ends) else { return };
            let x = axis.x(case, row);
            let bar = Bar {
                grant: number,
                row,
                state: GrantState::Pending,
                effective: grant.request.is_some(),
                from: x,
                to: x,
                reach: (x, x),
                end: None,
                marks: known(case, [Some(row), grant.request, ends]),
                uses: 0..0,
            };
            self.push(case, axis, grant, bar, Row::MIN..Row::MAX);
        }
    }

    /// Adds a bar with those uses of its grant that lie in these rows.
    fn push(&mut self, case: &Case, axis: &Axis, grant: &Grant, mut bar: Bar, rows: Range<Row>) {
        let start = self.uses.len();
        let good = bar.state == GrantState::Approved && bar.effective;
        // Uses are in the order of the case.
        let place = |wanted: Row| grant.uses.partition_point(|(row, _)| *row < wanted);
        for (row, _) in grant.uses.get(place(rows.start)..place(rows.end)).unwrap_or_default() {
            let x = axis.x(case, *row);
            let inside =
                good && (bar.from..bar.to).contains(&x) && (bar.row..bar.end.unwrap_or(Row::MAX)).contains(row);
            self.uses.push(Use { x, row: *row, outside: !inside });
            bar.reach = (bar.reach.0.min(x), bar.reach.1.max(x));
            bar.marks = bar.marks.and(Marks::of(case.assurance(*row)));
        }
        self.uses[start..].sort_unstable();
        bar.uses = start..self.uses.len();
        self.bars.push(bar);
    }
}

/// For each decision from the last to the first, the effective one after it.
fn next_effective(grant: &Grant) -> Vec<Option<Row>> {
    let mut next = None;
    let step = |decision: &Decision| {
        let after = next;
        next = if decision.effective { Some(decision.row) } else { next };
        after
    };
    grant.decisions.iter().rev().map(step).collect()
}

/// The bar of a decision, without its uses; `next` is the effective decision after it.
fn decided(case: &Case, axis: &Axis, number: usize, grant: &Grant, decision: &Decision, next: Option<Row>) -> Bar {
    let state = match case.text(decision.outcome) {
        "approved" => GrantState::Approved,
        "denied" => GrantState::Denied,
        _ => GrantState::Unclear,
    };
    let ended = grant.end.map(|(row, _)| row).filter(|row| *row > decision.row);
    let end = next.into_iter().chain(ended).min();
    let stands = axis.x(case, decision.row);
    let from = decision.not_before.map_or(stands, |time| axis.x_of_time(case, time).max(stands));
    let lasts = state == GrantState::Approved && decision.effective;
    let expires = decision.expires.map(|time| axis.x_of_time(case, time));
    let until = end.map(|row| axis.x(case, row)).into_iter().chain(expires).min().unwrap_or(i64::MAX);
    let to = if lasts { until.max(from) } else { from };
    let asked = grant.request.map_or(stands, |row| axis.x(case, row));
    Bar {
        grant: number,
        row: decision.row,
        state,
        effective: decision.effective,
        from,
        to,
        reach: (stands.min(asked), to),
        end,
        marks: known(case, [Some(decision.row), grant.request, end]),
        uses: 0..0,
    }
}

fn known(case: &Case, rows: [Option<Row>; 3]) -> Marks {
    rows.into_iter().flatten().fold(Marks::default(), |marks, row| marks.and(Marks::of(case.assurance(row))))
}
