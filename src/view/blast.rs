//! What followed from a record or an agent, and what led to it: along references and replies, as far as the log recorded them.
//!
//! References point back, so one pass over the rows finds everything that follows: its cost is that of the edges. What no record
//! refers to is not found here; that it was not recorded does not show that it did not happen.

use super::words::{count, counted, one_line};
use crate::case::{Assurance, Case, Name, Resource, Row, Selection};
use std::collections::BTreeMap;

/// From where.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum From {
    /// One record.
    Record(Row),
    /// Every record in which an agent acted: log and name.
    Agent(usize, Name),
}

/// Which way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// What followed.
    After,
    /// What led to it.
    Before,
}

/// What is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Request {
    /// From where.
    pub from: From,
    /// Which way.
    pub way: Way,
}

/// A resource that was called on.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Touched {
    /// Type.
    pub kind: String,
    /// Id.
    pub id: String,
    /// Environment; empty if not recorded.
    pub env: String,
    /// Data class; empty if not recorded.
    pub class: String,
    /// `read`, `write`, `destructive`, `export`; empty if not recorded.
    pub effect: String,
}

/// What was reached.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Blast {
    /// Where it began.
    pub seeds: Selection,
    /// Records one step away.
    pub direct: Selection,
    /// All records reached, those one step away included, those where it began not.
    pub closure: Selection,
    /// Records by mark, of where it began and what was reached, in the order of [`Assurance::ALL`].
    pub marks: [u64; 5],
    /// Agents that acted, where it began included, with their records; most records first.
    pub agents: Vec<(String, u64)>,
    /// Environments, likewise; empty: not recorded.
    pub environments: Vec<(String, u64)>,
    /// Resources of calls, likewise, with the number of calls. That a call was recorded does not say that it was allowed.
    pub resources: Vec<(Touched, u64)>,
}

/// Follows the references of a case. One pass, O(rows + edges), a bit a row for each set.
pub fn blast(case: &Case, request: &Request) -> Blast {
    let seeds = match request.from {
        From::Record(row) => Selection::from_rows(case.len(), [row]),
        From::Agent(log, agent) => {
            Selection::of(case.len(), |row| case.context(row).agent == agent && case.log(row) == log)
        }
    };
    let (direct, reached) = match request.way {
        Way::After => after(case, &seeds),
        Way::Before => before(case, &seeds),
    };
    let closure = Selection::from_rows(case.len(), reached).and(&seeds.not());
    let direct = Selection::from_rows(case.len(), direct).and(&seeds.not());
    let mut tally = Tally::default();
    seeds.or(&closure).iter().for_each(|row| tally.add(case, row));
    Blast {
        marks: tally.marks,
        agents: tally.most(|name| case.text(*name).to_owned(), &tally.agents),
        environments: tally.most(|name| case.text(*name).to_owned(), &tally.environments),
        resources: tally.most(|touched| named(case, touched), &tally.resources),
        seeds,
        direct,
        closure,
    }
}

fn after(case: &Case, seeds: &Selection) -> (Vec<Row>, Vec<Row>) {
    let (mut direct, mut reached) = (Vec::new(), Vec::new());
    let Some(first) = seeds.next(0) else { return (direct, reached) };
    let mut is_reached = vec![false; case.len()];
    for row in first..case.len() as Row {
        let (mut from_seed, mut from_any) = (false, false);
        for cause in case.causes(row) {
            from_seed |= seeds.contains(cause);
            from_any |= is_reached.get(cause as usize).copied().unwrap_or(false);
        }
        if from_seed {
            direct.push(row);
        }
        if from_seed || from_any {
            is_reached[row as usize] = true;
            reached.push(row);
        }
    }
    (direct, reached)
}

fn before(case: &Case, seeds: &Selection) -> (Vec<Row>, Vec<Row>) {
    let direct: Vec<Row> = seeds.iter().flat_map(|row| case.causes(row)).collect();
    let mut reached = Vec::new();
    let mut is_reached = vec![false; case.len()];
    let mut left = direct.clone();
    while let Some(row) = left.pop() {
        let Some(seen) = is_reached.get_mut(row as usize).filter(|seen| !**seen) else { continue };
        *seen = true;
        reached.push(row);
        left.extend(case.causes(row));
    }
    (direct, reached)
}

/// (resource, effect).
type Call = (Resource, Name);

#[derive(Default)]
struct Tally {
    marks: [u64; 5],
    agents: BTreeMap<Name, u64>,
    environments: BTreeMap<Name, u64>,
    resources: BTreeMap<Call, u64>,
}

impl Tally {
    fn add(&mut self, case: &Case, row: Row) {
        let (context, detail) = (case.context(row), case.detail(row));
        let mark = case.assurance(row);
        let place = Assurance::ALL.iter().position(|known| *known == mark);
        if let Some(count) = place.and_then(|place| self.marks.get_mut(place)) {
            *count += 1;
        }
        *self.agents.entry(context.agent).or_default() += 1;
        *self.environments.entry(context.env).or_default() += 1;
        if detail.tool.is_some() && detail.resource != Resource::default() {
            *self.resources.entry((detail.resource, detail.effect)).or_default() += 1;
        }
    }

    /// Most first, then by text: numbers of names are no order that a reader could follow.
    fn most<K, T: Ord>(&self, name: impl Fn(&K) -> T, counts: &BTreeMap<K, u64>) -> Vec<(T, u64)> {
        let mut out: Vec<(T, u64)> = counts.iter().map(|(key, count)| (name(key), *count)).collect();
        out.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        out
    }
}

fn named(case: &Case, (resource, effect): &Call) -> Touched {
    let text = |name: Name| case.text(name).to_owned();
    Touched {
        kind: text(resource.kind),
        id: text(resource.id),
        env: text(resource.env),
        class: text(resource.class),
        effect: text(*effect),
    }
}

/// As lines.
pub fn text(case: &Case, request: &Request, blast: &Blast) -> Vec<String> {
    let from = match request.from {
        From::Record(row) => super::mention::Mention::of(case, row).words(),
        From::Agent(_, name) => format!("{} of {}", counted(blast.seeds.count(), "record"), case.text(name)),
    };
    let heading = match request.way {
        Way::After => format!("What followed from {from}"),
        Way::Before => format!("What led to {from}"),
    };
    let mut out = vec![one_line(&heading, LINE_CHARS)];
    let mut say = |name: &str, text: &str| out.push(one_line(&format!("  {name:<13}{text}"), LINE_CHARS));
    say(
        "reached",
        &format!("{}, {} of them directly", counted(blast.closure.count(), "record"), count(blast.direct.count())),
    );
    say("", "along recorded references and replies; what no record refers to is not among them");
    let marks = Assurance::ALL.iter().zip(&blast.marks).filter(|(_, count)| **count > 0);
    let marks: Vec<String> = marks.map(|(mark, count)| format!("{count} {}", mark.word())).collect();
    say("marks", &marks.join(", "));
    let or = |text: &str| if text.is_empty() { "not recorded".to_owned() } else { text.to_owned() };
    for (name, list) in [("agents", &blast.agents), ("environments", &blast.environments)] {
        let mut shown: Vec<String> =
            list.iter().take(SHOWN).map(|(text, count)| format!("{} {count}", or(text))).collect();
        shown.extend(
            list.len().checked_sub(SHOWN).filter(|more| *more > 0).map(|more| format!("{more} more not listed")),
        );
        say(name, &shown.join(", "));
    }
    for (touched, calls) in blast.resources.iter().take(SHOWN) {
        let Touched { kind, id, env, class, effect } = touched;
        let calls = counted(*calls as usize, "call");
        say("resource", &format!("{kind} {id}: {}, env {}, class {}, {calls}", or(effect), or(env), or(class)));
    }
    match blast.resources.len().checked_sub(SHOWN) {
        Some(more) if more > 0 => say("", &format!("{} not listed", counted(more, "resource"))),
        _ if blast.resources.is_empty() => say("resources", "none"),
        _ => {}
    }
    out
}

/// Agents, environments and resources that a text lists.
const SHOWN: usize = 50;
/// Characters of a line.
const LINE_CHARS: usize = 2000;
