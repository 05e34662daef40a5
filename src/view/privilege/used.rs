//! Which calls need which scope, and what speaks against a call: that nothing held covers it, that it was denied, that the grant
//! which it names does not count.
//!
//! One pass over the rows finds calls and decisions; what a call needs is its `effect`, the type of its resource, and the
//! environment of the resource or else of the record.

use super::held::Span;
use super::index::{Holder, Index};
use super::scope::Scope;
use crate::case::{Assurance, Case, Context, Detail, Name, Row};
use crate::view::graph::Cancelled;
use crate::view::inspector::grants::against;
use crate::watch::Watch;
use std::collections::BTreeMap;

/// Calls of one agent that need the same. All lists are in the order of the log.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Used {
    /// What they need, by its number in the index.
    pub need: u32,
    /// The calls.
    pub calls: Vec<Row>,
    /// Decisions that denied one of them, the first of each call.
    pub denied: Vec<Row>,
    /// Calls that no scope covers which was held just then.
    pub not_held: Vec<Row>,
    /// The same, from before a baseline was recorded: nobody can say what was not held.
    pub unknown: Vec<Row>,
    /// Calls that name a grant which does not count there.
    pub against_grant: Vec<Row>,
    /// The first call with each mark, in the order of [`Assurance::ALL`].
    pub first_of: [Option<Row>; Assurance::ALL.len()],
}

/// Collects the calls of everybody.
pub fn collect(case: &Case, index: &mut Index, watch: &Watch) -> Result<(), Cancelled> {
    let mut pass = Pass::of(case);
    for row in 0..case.len() as Row {
        if row.is_multiple_of(STRIDE) && watch.is_cancelled() {
            return Err(Cancelled);
        }
        pass.see(case, index, row);
    }
    let Pass { calls, by_grant, .. } = pass;
    let mut denied: Vec<(u32, u32, Row)> =
        calls.into_iter().filter(|call| call.denied != 0).map(|call| (call.holder, call.used, call.denied)).collect();
    denied.sort_unstable_by_key(|(.., decision)| *decision);
    for (holder, used, decision) in denied {
        if let Some(used) = of(index, holder, used) {
            used.denied.push(decision);
        }
    }
    grants(case, index, &by_grant);
    cover(index);
    not_held(case, index, watch)
}

fn of(index: &mut Index, holder: u32, used: u32) -> Option<&mut Used> {
    index.holders.get_mut(holder as usize)?.uses.get_mut(used as usize)
}

/// A call, as long as the pass lasts.
struct Call {
    row: Row,
    holder: u32,
    used: u32,
    /// The decision that denied it; 0: none, for the first record of a case decides on nothing before it.
    denied: Row,
}

/// Log, agent, effect, type, environment.
type Key = (usize, Name, Name, Name, Name);

struct Pass {
    kinds: (Option<Name>, Option<Name>),
    deny: Option<Name>,
    places: BTreeMap<Key, Option<(u32, u32)>>,
    /// The place of the newest key: calls of one kind come in bunches.
    last: Option<(Key, Option<(u32, u32)>)>,
    calls: Vec<Call>,
    by_grant: BTreeMap<(usize, Name), Vec<Row>>,
}

impl Pass {
    fn of(case: &Case) -> Pass {
        let find = |text: &str| case.names().find(text);
        Pass {
            kinds: (find("tool.call"), find("decision")),
            deny: find("deny"),
            places: BTreeMap::new(),
            last: None,
            calls: Vec::new(),
            by_grant: BTreeMap::new(),
        }
    }

    fn see(&mut self, case: &Case, index: &mut Index, row: Row) {
        let Some(cells) = case.cells(row) else { return };
        let (contexts, details) = (&case.tables().contexts, &case.tables().details);
        let Some(context) = contexts.get(cells.context) else { return };
        let kind = Some(context.kind);
        if kind == self.kinds.1 {
            let outcome = details.get(cells.detail).map(|detail| detail.outcome);
            if outcome == self.deny && outcome.is_some() && cells.assurance.has_effect() {
                self.deny(case, row);
            }
        } else if kind == self.kinds.0
            && let Some(detail) = details.get(cells.detail)
        {
            self.call(case, index, (row, cells.log, cells.assurance), context, detail);
        }
    }

    fn deny(&mut self, case: &Case, decision: Row) {
        let Some(subject) = case.subject(decision) else { return };
        let found = self.calls.binary_search_by_key(&subject, |call| call.row).ok();
        if let Some(call) = found.and_then(|at| self.calls.get_mut(at)).filter(|call| call.denied == 0) {
            call.denied = decision;
        }
    }

    fn call(
        &mut self,
        case: &Case,
        index: &mut Index,
        (row, log, mark): (Row, usize, Assurance),
        context: &Context,
        detail: &Detail,
    ) {
        if detail.grant.is_some() {
            self.by_grant.entry((log, detail.grant)).or_default().push(row);
        }
        let env = detail.resource.env.some().unwrap_or(context.env);
        let key = (log, context.agent, detail.effect, detail.resource.kind, env);
        let place = match self.last {
            Some((last, place)) if last == key => place,
            _ => *self.places.entry(key).or_insert_with(|| place(case, index, key)),
        };
        self.last = Some((key, place));
        let Some((holder, used)) = place else {
            let holder = index.holder(log, context.agent);
            index.holders.get_mut(holder).into_iter().for_each(|holder| holder.untold.push(row));
            return;
        };
        if let Some(of) = of(index, holder, used) {
            of.calls.push(row);
            let place = Assurance::ALL.iter().position(|known| *known == mark);
            if let Some(first) = place.and_then(|place| of.first_of.get_mut(place)) {
                first.get_or_insert(row);
            }
        }
        self.calls.push(Call { row, holder, used, denied: 0 });
    }
}

/// Where calls of a kind are counted; `None`: they do not say what they need.
fn place(case: &Case, index: &mut Index, (log, agent, effect, kind, env): Key) -> Option<(u32, u32)> {
    let (action, of) = (case.names().some(effect)?, case.names().some(kind)?);
    let at = case.names().some(env).map(|env| format!("@{env}")).unwrap_or_default();
    let need = index.scope(&format!("{action}:{of}{at}"));
    let number = index.holder(log, agent);
    let holder = index.holders.get_mut(number)?;
    let used = holder.uses.iter().position(|used| used.need == need).unwrap_or_else(|| {
        holder.uses.push(Used { need, ..Used::default() });
        holder.uses.len() - 1
    });
    Some((number as u32, used as u32))
}

/// Calls that name a grant which does not count there.
fn grants(case: &Case, index: &mut Index, by_grant: &BTreeMap<(usize, Name), Vec<Row>>) {
    let all = case.world().grants.all();
    let numbers: BTreeMap<(usize, Name), usize> =
        all.iter().enumerate().map(|(number, grant)| ((grant.log, grant.name), number)).collect();
    let mut wrong: Vec<Row> = Vec::new();
    for (named, calls) in by_grant {
        let grant = numbers.get(named).and_then(|number| all.get(*number));
        let is_wrong = |call: &Row| match grant {
            // A call counts as the use that will be recorded for it.
            Some(grant) => {
                let before = grant.uses.partition_point(|(used, _)| used < call);
                !against(case, grant, *call, before + 1).is_empty()
            }
            None => true,
        };
        wrong.extend(calls.iter().copied().filter(is_wrong));
    }
    wrong.sort_unstable();
    for used in index.holders.iter_mut().flat_map(|holder| &mut holder.uses) {
        // The shorter list is walked, the longer one searched.
        if wrong.len() < used.calls.len() {
            used.against_grant = wrong.iter().copied().filter(|row| used.calls.binary_search(row).is_ok()).collect();
        } else {
            used.against_grant = used.calls.iter().copied().filter(|row| wrong.binary_search(row).is_ok()).collect();
        }
    }
}

/// For each scope that somebody has to do with, the uses that it covers.
fn cover(index: &mut Index) {
    let Index { scopes, holders, .. } = index;
    let covers = |held: u32, need: u32| match (scopes.get(held as usize), scopes.get(need as usize)) {
        (Some(held), Some(need)) => held.text == need.text || Scope::covers(held, need),
        _ => false,
    };
    for holder in holders {
        let own = holder.spans.iter().map(|span| span.scope);
        let own = own.chain(holder.uses.iter().map(|used| used.need)).chain(holder.grants.keys().copied());
        let own: std::collections::BTreeSet<u32> = own.collect();
        let uses = |scope: u32| (0u32..).zip(&holder.uses).filter(move |(_, used)| covers(scope, used.need));
        holder.covered = own.into_iter().map(|scope| (scope, uses(scope).map(|(at, _)| at).collect())).collect();
    }
}

/// Calls that nothing held covers.
fn not_held(case: &Case, index: &mut Index, watch: &Watch) -> Result<(), Cancelled> {
    for holder in &mut index.holders {
        let Holder { spans, uses, covered, registered, .. } = holder;
        for (at, used) in (0u32..).zip(uses) {
            let covering = |span: &&Span| covered.get(&span.scope).is_some_and(|uses| uses.contains(&at));
            let spans: Vec<&Span> = spans.iter().filter(covering).collect();
            let uncovered = uncovered(case, &spans, &used.calls, watch)?;
            let recorded = uncovered.partition_point(|row| registered.is_none_or(|first| *row <= first));
            let (unknown, not_held) = uncovered.split_at(recorded);
            (used.unknown, used.not_held) = (unknown.to_vec(), not_held.to_vec());
        }
    }
    Ok(())
}

/// The calls at which none of the spans counts. The spans are in the order in which they begin.
fn uncovered(case: &Case, spans: &[&Span], calls: &[Row], watch: &Watch) -> Result<Vec<Row>, Cancelled> {
    let (mut next, mut open): (usize, Vec<&Span>) = (0, Vec::new());
    let mut out = Vec::new();
    for (at, row) in (0u32..).zip(calls) {
        if at.is_multiple_of(STRIDE) && watch.is_cancelled() {
            return Err(Cancelled);
        }
        while let Some(span) = spans.get(next).filter(|span| span.from < *row) {
            open.push(span);
            next += 1;
        }
        let time = case.time(*row);
        // The newest is the likeliest; what is over is let go only where it is met.
        let found = open.iter().rposition(|span| span.counts(*row, time, clock(case, span, *row)));
        match found {
            Some(_) => {}
            None => {
                open.retain(|span| *row < span.end);
                out.push(*row);
            }
        }
    }
    Ok(out)
}

/// The log's clock, where the span has to do with it.
fn clock(case: &Case, span: &Span, row: Row) -> i64 {
    if span.not_before.is_some() { case.clock(row) } else { i64::MIN }
}

/// Records between two looks at the watch.
const STRIDE: u32 = 16_384;
