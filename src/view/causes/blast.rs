//! The blast radius of a record or an agent: which agents, resources and environments the links lead to, and in which records.
//!
//! References point back, so what follows is found through the links turned around: the cost is that of the records reached.

use super::entry::{Listed, listed};
use super::walk::of_all;
use super::{Way, walk_from};
use crate::case::{Assurance, Case, Evidence, Name, Resource, Row, Selection};
use crate::view::mention::Mention;
use crate::view::words::{count, counted, one_line};
use crate::watch::Watch;
use std::collections::BTreeMap;

/// From where.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum From {
    /// One record.
    Record(Row),
    /// Every record in which an agent acted: log and name.
    Agent(usize, Name),
}

/// What is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Request {
    /// From where.
    pub from: From,
    /// Which way.
    pub way: Way,
}

/// A group of the records reached.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Group {
    /// All of them, where it began included.
    All,
    /// Those of this mark.
    Mark(Assurance),
    /// Those in which this agent acted.
    Agent(Name),
    /// Those of this environment; none: not recorded.
    Environment(Name),
    /// Calls on this resource with this effect.
    Resource(Resource, Name),
}

/// A group with its name and size.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Counted {
    /// Which.
    pub group: Group,
    /// Its name; empty: not recorded.
    pub name: String,
    /// Its records.
    pub records: u64,
}

/// A resource that was called on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Touched {
    /// Which.
    pub group: Group,
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
    /// Calls.
    pub calls: Calls,
}

/// Calls, by what was decided on them. A decision that failed its checks decides nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Calls {
    /// All.
    pub all: u64,
    /// Allowed by every decision on them.
    pub allowed: u64,
    /// Denied by a decision on them.
    pub denied: u64,
}

impl Calls {
    /// Calls on which no decision was recorded.
    pub fn undecided(self) -> u64 {
        self.all - self.allowed - self.denied
    }

    /// `3 calls: 2 allowed, 1 denied`.
    pub fn words(self) -> String {
        let parts = [(self.allowed, "allowed"), (self.denied, "denied"), (self.undecided(), "without a decision")];
        let parts = parts.iter().filter(|(calls, _)| *calls > 0);
        let parts: Vec<String> = parts.map(|(calls, word)| format!("{} {word}", count(*calls as usize))).collect();
        format!("{}: {}", counted(self.all as usize, "call"), parts.join(", "))
    }
}

/// What was reached.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Blast {
    /// What was asked.
    pub request: Request,
    /// Where it began.
    pub seeds: Selection,
    /// Records one step away.
    pub direct: Selection,
    /// All records reached, those one step away included, those where it began not.
    pub closure: Selection,
    /// By mark, where it began included, from good to bad; marks that none carries are left out.
    pub marks: Vec<Counted>,
    /// Agents that acted, likewise, most records first.
    pub agents: Vec<Counted>,
    /// Environments, likewise.
    pub environments: Vec<Counted>,
    /// Resources of calls, likewise, most calls first.
    pub resources: Vec<Touched>,
}

/// Follows the links of a case; `None`: cancelled.
pub fn blast(case: &Case, evidence: &Evidence, request: &Request, watch: &Watch) -> Option<Blast> {
    let (seeds, walk) = match request.from {
        From::Record(row) => {
            (Selection::from_rows(case.len(), [row]), walk_from(case, evidence, row, request.way, watch)?)
        }
        From::Agent(log, agent) => {
            let acted: Vec<bool> = case.tables().contexts.all().iter().map(|context| context.agent == agent).collect();
            let is_seed =
                |row: Row| acted.get(case.context_number(row) as usize) == Some(&true) && case.log(row) == log;
            let seeds = Selection::of(case.len(), is_seed);
            let walk = of_all(case, &seeds, request.way, watch)?;
            (seeds, walk)
        }
    };
    let closure = Selection::from_rows(case.len(), walk.rows().iter().copied());
    let direct = Selection::from_rows(case.len(), walk.at(1).iter().copied());
    let mut tally = Tally::of(case);
    for (at, row) in seeds.or(&closure).iter().enumerate() {
        if at % 1024 == 0 && watch.is_cancelled() {
            return None;
        }
        tally.add(row);
    }
    let (marks, agents, environments) = (tally.marks(), tally.agents(), tally.environments());
    Some(Blast { request: *request, direct, marks, agents, environments, resources: tally.resources(), seeds, closure })
}

/// The records of a group from a rank on.
pub fn members(case: &Case, evidence: &Evidence, blast: &Blast, group: Group, first: usize) -> Listed {
    let all = blast.seeds.or(&blast.closure);
    let is_member = |row: Row| {
        let (context, detail) = (case.context(row), case.detail(row));
        match group {
            Group::All => true,
            Group::Mark(mark) => case.assurance(row) == mark,
            Group::Agent(agent) => context.agent == agent,
            Group::Environment(env) => context.env == env,
            Group::Resource(resource, effect) => {
                detail.tool.is_some() && detail.resource == resource && detail.effect == effect
            }
        }
    };
    let rows = Selection::of(case.len(), |row| all.contains(row) && is_member(row));
    listed(case, evidence, &rows, first)
}

/// Counts rows by the numbers of their contexts and details, of which there are few.
struct Tally<'a> {
    case: &'a Case,
    marks: [u64; Assurance::ALL.len()],
    contexts: Vec<u64>,
    calls: BTreeMap<u32, Calls>,
    /// `decision`, `allow`, `deny`.
    words: [Option<Name>; 3],
}

impl<'a> Tally<'a> {
    fn of(case: &'a Case) -> Tally<'a> {
        let words = ["decision", "allow", "deny"].map(|word| case.names().find(word));
        let contexts = vec![0; case.tables().contexts.all().len()];
        Tally { case, marks: Default::default(), contexts, calls: BTreeMap::new(), words }
    }

    fn add(&mut self, row: Row) {
        let case = self.case;
        let Some(cells) = case.cells(row) else { return };
        let mark = Assurance::ALL.iter().position(|mark| *mark == cells.assurance);
        if let Some(count) = mark.and_then(|mark| self.marks.get_mut(mark)) {
            *count += 1;
        }
        if let Some(count) = self.contexts.get_mut(cells.context as usize) {
            *count += 1;
        }
        let detail = case.detail(row);
        if detail.tool.is_some() && detail.resource != Resource::default() {
            let decided = self.decided(row);
            let calls = self.calls.entry(cells.detail).or_default();
            calls.all += 1;
            calls.allowed += u64::from(decided == Some(true));
            calls.denied += u64::from(decided == Some(false));
        }
    }

    /// Whether a call was allowed, by the decisions of which it is the subject.
    fn decided(&self, call: Row) -> Option<bool> {
        let (case, [decision, allow, deny]) = (self.case, self.words);
        let mut out = None;
        for row in case.effects(call) {
            let is_one = Some(case.context(*row).kind) == decision && case.subject(*row) == Some(call);
            if !is_one || !case.assurance(*row).has_effect() {
                continue;
            }
            match Some(case.detail(*row).outcome) {
                said if said == deny => return Some(false),
                said if said == allow => out = Some(true),
                _ => {}
            }
        }
        out
    }

    fn marks(&self) -> Vec<Counted> {
        let counts = Assurance::ALL.iter().zip(self.marks).filter(|(_, records)| *records > 0);
        let of = |(mark, records): (&Assurance, u64)| Counted {
            group: Group::Mark(*mark),
            name: mark.word().to_owned(),
            records,
        };
        counts.map(of).collect()
    }

    fn agents(&self) -> Vec<Counted> {
        self.by(|context| context.agent, Group::Agent)
    }

    fn environments(&self) -> Vec<Counted> {
        self.by(|context| context.env, Group::Environment)
    }

    /// Most first, then by text: numbers of names are no order that a reader could follow.
    fn by(&self, name: impl Fn(&crate::case::Context) -> Name, group: impl Fn(Name) -> Group) -> Vec<Counted> {
        let mut counts: BTreeMap<Name, u64> = BTreeMap::new();
        for (context, records) in self.case.tables().contexts.all().iter().zip(&self.contexts) {
            if *records > 0 {
                *counts.entry(name(context)).or_default() += records;
            }
        }
        let of = |(name, records): (Name, u64)| Counted {
            group: group(name),
            name: self.case.text(name).to_owned(),
            records,
        };
        let mut out: Vec<Counted> = counts.into_iter().map(of).collect();
        out.sort_by(|a, b| b.records.cmp(&a.records).then_with(|| a.name.cmp(&b.name)));
        out
    }

    fn resources(&self) -> Vec<Touched> {
        let mut counts: BTreeMap<(Resource, Name), Calls> = BTreeMap::new();
        for (detail, calls) in &self.calls {
            let Some(detail) = self.case.tables().details.get(*detail) else { continue };
            let sum = counts.entry((detail.resource, detail.effect)).or_default();
            sum.all += calls.all;
            sum.allowed += calls.allowed;
            sum.denied += calls.denied;
        }
        let text = |name: Name| self.case.text(name).to_owned();
        let of = |((resource, effect), calls): ((Resource, Name), Calls)| Touched {
            group: Group::Resource(resource, effect),
            kind: text(resource.kind),
            id: text(resource.id),
            env: text(resource.env),
            class: text(resource.class),
            effect: text(effect),
            calls,
        };
        let mut out: Vec<Touched> = counts.into_iter().map(of).collect();
        let key = |of: &Touched| {
            let texts = [&of.kind, &of.id, &of.env, &of.class, &of.effect].map(String::clone);
            (std::cmp::Reverse(of.calls.all), texts)
        };
        out.sort_by_cached_key(key);
        out
    }
}

/// From where, and which way, as the heading of what was reached.
pub fn heading(case: &Case, blast: &Blast) -> String {
    let from = match blast.request.from {
        From::Record(row) => Mention::of(case, row).words(),
        From::Agent(_, name) => format!("{} of {}", counted(blast.seeds.count(), "record"), case.text(name)),
    };
    match blast.request.way {
        Way::After => format!("What followed from {from}"),
        Way::Before => format!("What led to {from}"),
    }
}

/// How much was reached.
pub fn reached(blast: &Blast) -> String {
    format!("{}, {} of them directly", counted(blast.closure.count(), "record"), count(blast.direct.count()))
}

/// As lines.
pub fn text(case: &Case, blast: &Blast) -> Vec<String> {
    let mut out = vec![one_line(&heading(case, blast), LINE_CHARS)];
    let mut say = |name: &str, text: &str| out.push(one_line(&format!("  {name:<13}{text}"), LINE_CHARS));
    say("reached", &reached(blast));
    say("", "along recorded references, answers and names; what no record links to is not among them");
    let or = |text: &str| if text.is_empty() { "not recorded".to_owned() } else { text.to_owned() };
    let marks: Vec<String> = blast.marks.iter().map(|one| format!("{} {}", one.records, one.name)).collect();
    say("marks", &marks.join(", "));
    for (name, list) in [("agents", &blast.agents), ("environments", &blast.environments)] {
        let mut shown: Vec<String> =
            list.iter().take(SHOWN).map(|one| format!("{} {}", or(&one.name), one.records)).collect();
        shown.extend(
            list.len().checked_sub(SHOWN).filter(|more| *more > 0).map(|more| format!("{more} more not listed")),
        );
        say(name, &shown.join(", "));
    }
    for Touched { kind, id, env, class, effect, calls, .. } in blast.resources.iter().take(SHOWN) {
        let what = format!("{kind} {id}: {}, env {}, class {}", or(effect), or(env), or(class));
        say("resource", &format!("{what}; {}", calls.words()));
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
