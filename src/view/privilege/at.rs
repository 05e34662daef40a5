//! The view at a record: what the index says of one log, as of then.

use super::held::By;
use super::index::{Holder, Index};
use super::used::Used;
use super::ways::{self, Moment, Stamp, Way};
use super::{AgentRow, Cell, PrivilegeView, Request, ScopeColumn, Sort, Uses};
use crate::case::{Assurance, Case, Row};
use crate::view::mention::Mention;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

impl PrivilegeView {
    /// Agents by scopes at a record.
    pub fn of(case: &Case, index: &Index, request: &Request) -> PrivilegeView {
        let at = moment(case, request.row);
        let log = case.log(request.row);
        let mut draft = Draft::default();
        for holder in index.holders.iter().filter(|holder| holder.log == log) {
            draft.add(case, index, holder, (at, request));
        }
        let known: BTreeSet<_> = draft.agents.iter().map(|agent| agent.key).collect();
        let acted = case.world().agents.iter().filter(|((of, _), agent)| *of == log && agent.first <= request.row);
        let silent = acted.filter(|(key, _)| !known.contains(*key)).count();
        let mut view = PrivilegeView {
            request: *request,
            at: Mention::of(case, request.row),
            time: at.time,
            clock: at.clock,
            agents: draft.agents,
            scopes: Vec::new(),
            cells: draft.cells,
            listed: Vec::new(),
            counts: [0; 3],
            left_out: draft.left_out,
            silent,
        };
        view.order(index);
        view
    }

    /// Puts rows and columns into their order. Until now a cell's scope is its number in the index.
    fn order(&mut self, index: &Index) {
        let mut unused: BTreeMap<usize, usize> = BTreeMap::new();
        for cell in &self.cells {
            *unused.entry(cell.scope).or_default() += usize::from(cell.is_unused() || cell.is_wide());
        }
        let mut columns: Vec<(usize, ScopeColumn)> = unused
            .into_iter()
            .filter_map(|(number, unused)| {
                let scope = index.named(number as u32)?.clone();
                Some((number, ScopeColumn { scope, unused }))
            })
            .collect();
        let by_use = self.request.sort == Sort::Unused;
        let first = |count: usize| Reverse(if by_use { count } else { 0 });
        // One that allows more than any call needs stands before those that are merely unused.
        let wide = |column: &ScopeColumn| first(usize::from(column.scope.is_wide() && column.unused > 0));
        columns
            .sort_by(|(_, a), (_, b)| (wide(a), first(a.unused), &a.scope).cmp(&(wide(b), first(b.unused), &b.scope)));
        let mut agents: Vec<(usize, AgentRow)> = std::mem::take(&mut self.agents).into_iter().enumerate().collect();
        agents.sort_by(|(_, a), (_, b)| {
            let key = |agent: &AgentRow| (first(agent.wide), first(agent.unused), first(agent.flagged));
            (key(a), &a.name).cmp(&(key(b), &b.name))
        });
        let column: BTreeMap<usize, usize> =
            columns.iter().enumerate().map(|(at, (number, _))| (*number, at)).collect();
        let row: BTreeMap<usize, usize> = agents.iter().enumerate().map(|(at, (number, _))| (*number, at)).collect();
        for cell in &mut self.cells {
            cell.scope = column.get(&cell.scope).copied().unwrap_or_default();
            cell.agent = row.get(&cell.agent).copied().unwrap_or_default();
        }
        self.cells.sort_by_key(|cell| (cell.agent, cell.scope));
        self.listed = (0..self.cells.len()).collect();
        if by_use {
            let key = |cell: &Cell| (!cell.is_wide(), !cell.is_unused(), !cell.is_flagged());
            self.listed.sort_by_key(|at| self.cells.get(*at).map(key));
        }
        let count = |wanted: fn(&Cell) -> bool| self.cells.iter().filter(|cell| wanted(cell)).count();
        self.counts = [count(Cell::is_unused), count(Cell::is_wide), count(Cell::is_flagged)];
        self.agents = agents.into_iter().map(|(_, agent)| agent).collect();
        self.scopes = columns.into_iter().map(|(_, column)| column).collect();
    }
}

/// A record with its two times.
pub fn moment(case: &Case, row: Row) -> Moment {
    Moment { row, time: case.time(row), clock: case.clock(row) }
}

#[derive(Default)]
struct Draft {
    agents: Vec<AgentRow>,
    cells: Vec<Cell>,
    left_out: usize,
}

impl Draft {
    fn add(&mut self, case: &Case, index: &Index, holder: &Holder, (at, request): (Moment, &Request)) {
        let cells = cells(case, index, holder, at);
        let untold = upto(&holder.untold, at.row);
        let registered = holder.registered.filter(|row| *row < at.row);
        if cells.is_empty() && untold == 0 && registered.is_none() {
            return;
        }
        let registration =
            case.world().agents.get(&(holder.log, holder.name)).and_then(|agent| agent.registration(at.row, case));
        // A call that is flagged twice is counted once, and a scope that covers it is not the call.
        let flagged = holder.uses.iter().map(|used| flagged(used, at.row)).sum();
        let mut row = AgentRow {
            name: case.text(holder.name).to_owned(),
            key: (holder.log, holder.name),
            role: registration.map(|of| case.text(of.role).to_owned()).unwrap_or_default(),
            registered: registered.map(|row| Stamp::of(case, row)),
            unused: 0,
            wide: 0,
            flagged,
            untold,
        };
        let agent = self.agents.len();
        let before = self.cells.len();
        for cell in cells {
            row.unused += usize::from(cell.is_unused());
            row.wide += usize::from(cell.is_wide());
            if request.only.shows(&cell) {
                self.cells.push(Cell { agent, ..cell });
            } else {
                self.left_out += 1;
            }
        }
        if request.only.is_all() || self.cells.len() > before {
            self.agents.push(row);
        }
    }
}

/// Every cell of somebody, in the order of the scopes' numbers.
fn cells(case: &Case, index: &Index, holder: &Holder, at: Moment) -> Vec<Cell> {
    let begun = holder.spans.partition_point(|span| span.from < at.row);
    let mut spans: BTreeMap<(u32, By), Vec<_>> = BTreeMap::new();
    for span in holder.spans.iter().take(begun).filter(|span| !matches!(span.by, By::Grant(_))) {
        spans.entry((span.scope, span.by)).or_default().push(span);
    }
    let mut ways: BTreeMap<u32, Vec<Way>> = BTreeMap::new();
    for ((scope, by), spans) in &spans {
        ways.entry(*scope).or_default().extend(ways::standing(case, *by, spans, at));
    }
    for (scope, grants) in &holder.grants {
        let Some(text) = index.named(*scope).map(|scope| scope.text.as_str()) else { continue };
        let found: Vec<Way> = grants.iter().filter_map(|number| ways::granted(case, *number, text, at)).collect();
        if !found.is_empty() {
            ways.entry(*scope).or_default().extend(found);
        }
    }
    for used in holder.uses.iter().filter(|used| upto(&used.calls, at.row) > 0) {
        ways.entry(used.need).or_default();
    }
    let held: Vec<u32> =
        ways.iter().filter(|(_, ways)| ways.iter().any(|way| way.state.is_held())).map(|(scope, _)| *scope).collect();
    let cell = |(scope, ways): (u32, Vec<Way>)| {
        let uses = uses(case, index, holder, scope, at.row);
        let wider = |other: &&u32| **other != scope && covers(index, **other, scope);
        let under = held.iter().filter(wider).filter_map(|other| Some(index.named(*other)?.text.clone())).collect();
        let rests = ways.iter().flat_map(|way| [Some(way.since), way.renewed, way.ended]).flatten();
        let mark = rests.map(|stamp| stamp.mark).chain(marks(holder, scope, at.row)).max();
        let mark = mark.unwrap_or(Assurance::Unchecked);
        Cell { agent: 0, scope: scope as usize, ways, under, uses, mark }
    };
    ways.into_iter().map(cell).collect()
}

fn covers(index: &Index, held: u32, scope: u32) -> bool {
    index.named(held).zip(index.named(scope)).is_some_and(|(held, scope)| held.covers(scope))
}

/// The uses that a scope covers.
pub fn covered(holder: &Holder, scope: u32) -> impl Iterator<Item = &Used> {
    let uses = holder.covered.get(&scope).map_or(&[] as &[u32], Vec::as_slice);
    uses.iter().filter_map(|at| holder.uses.get(*at as usize))
}

fn uses(case: &Case, index: &Index, holder: &Holder, scope: u32, row: Row) -> Uses {
    let told = index.named(scope).is_some_and(super::Scope::is_told_by_calls);
    let wide = index.named(scope).is_some_and(super::Scope::is_wide);
    let mut out = Uses { told, ..Uses::default() };
    let (mut first, mut last): (Option<Row>, Option<Row>) = (None, None);
    for used in covered(holder, scope) {
        let calls = upto(&used.calls, row);
        out.calls += calls;
        out.needs += usize::from(wide && calls > 0);
        out.denied += upto(&used.denied, row);
        out.not_held += upto(&used.not_held, row);
        out.unknown += upto(&used.unknown, row);
        out.against_grant += upto(&used.against_grant, row);
        first = first.into_iter().chain(used.calls.first().copied().filter(|_| calls > 0)).min();
        last = last.max(calls.checked_sub(1).and_then(|at| used.calls.get(at)).copied());
    }
    out.first = first.map(|row| Stamp::of(case, row));
    out.last = last.map(|row| Stamp::of(case, row));
    out
}

/// The marks of the calls of a cell.
fn marks(holder: &Holder, scope: u32, row: Row) -> impl Iterator<Item = Assurance> {
    let marks = move |used: &Used| {
        let seen = Assurance::ALL.into_iter().zip(used.first_of);
        seen.filter(move |(_, first)| first.is_some_and(|first| first <= row)).map(|(mark, _)| mark).collect::<Vec<_>>()
    };
    covered(holder, scope).flat_map(marks)
}

/// Calls that something speaks against.
fn flagged(used: &Used, row: Row) -> usize {
    let not_held = upto(&used.not_held, row);
    let against = used.against_grant.iter().take(upto(&used.against_grant, row));
    not_held + against.filter(|call| used.not_held.binary_search(call).is_err()).count()
}

/// Rows up to a record, itself included.
pub fn upto(rows: &[Row], row: Row) -> usize {
    rows.partition_point(|at| *at <= row)
}
