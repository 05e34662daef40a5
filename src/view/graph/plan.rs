//! Whom a record joins, by the numbers of its context and its detail.
//!
//! Ten million records share few contexts and details. What they say about edges is worked out once for each of them, so that the
//! pass over the records touches numbers only (`events.md` section 2, the handoff graph).

use super::Voice;
use super::alarms::CLASSES;
use crate::case::{Artifact, Case, Context, Name, Row, base_name};
use std::collections::BTreeMap;
use std::ops::Range;

/// Which records count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Messages and tool calls.
    Traffic,
    /// Every record of an agent.
    Everything,
}

/// What a record does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Does {
    Message,
    Call,
    Other,
}

/// What a context says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Act {
    /// End of the acting agent.
    pub agent: u32,
    /// Environment.
    pub env: Name,
    /// What is done.
    pub does: Does,
    /// How the agent's name came into the record.
    pub voice: Voice,
    /// The classes that it is labelled as, by bit in the order of [`CLASSES`].
    pub classes: u8,
}

/// What a detail says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Way {
    /// Ends of a message's receivers, each once.
    pub to: Vec<u32>,
    /// End of a call's tool.
    pub tool: Option<u32>,
    /// The message passes control.
    pub handoff: bool,
    /// The call's effect is an export.
    pub exports: bool,
}

/// Acts and ways of a case, by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    act_of: Vec<u32>,
    way_of: Vec<u32>,
    acts: Vec<Act>,
    ways: Vec<Way>,
    ends: Vec<String>,
    tool_ends: Vec<bool>,
    /// For each context, and each log: the rows that cite another policy than the one in force.
    differs: Vec<Vec<Vec<Range<Row>>>>,
}

/// No act: the record does not count.
const NONE: u32 = u32::MAX;

impl Plan {
    /// Reads the dictionaries of a case. Costs one look at each context and each detail.
    pub fn of(case: &Case, scope: Scope) -> Plan {
        let mut ends = Ends { case, by_name: BTreeMap::new(), by_text: BTreeMap::new(), texts: Vec::new() };
        let mut acts = BTreeMap::new();
        let act_of = case.tables().contexts.all().iter().map(|context| {
            let does = match case.text(context.kind) {
                "message" => Does::Message,
                "tool.call" => Does::Call,
                _ if scope == Scope::Everything => Does::Other,
                _ => return NONE,
            };
            if !context.agent.is_some() {
                return NONE;
            }
            let voice = match (context.is_relayed(), context.attested) {
                (false, _) => Voice::SelfSigned,
                (true, true) => Voice::Attested,
                (true, false) => Voice::Claimed,
            };
            let classes = CLASSES.iter().enumerate().filter(|(_, class)| labelled(case, context, class));
            let classes = classes.fold(0, |bits, (at, _)| bits | 1 << at);
            let act = Act { agent: ends.agent(context.agent), env: context.env, does, voice, classes };
            let next = acts.len() as u32;
            *acts.entry(act).or_insert(next)
        });
        let act_of: Vec<u32> = act_of.collect();
        let mut ways = BTreeMap::new();
        let mut tools = Vec::new();
        let way_of = case.tables().details.all().iter().map(|detail| {
            let mut to = Vec::new();
            for name in case.names().names(detail.to).iter().filter(|name| name.is_some()) {
                let end = ends.agent(*name);
                if !to.contains(&end) {
                    to.push(end);
                }
            }
            let tool = detail.tool.some().map(|tool| ends.tool(tool));
            tools.extend(tool);
            let next = ways.len() as u32;
            let exports = case.text(detail.effect) == "export";
            *ways.entry(Way { to, tool, handoff: detail.handoff, exports }).or_insert(next)
        });
        let way_of = way_of.collect();
        let mut tool_ends = vec![false; ends.texts.len()];
        for tool in tools {
            if let Some(is_tool) = tool_ends.get_mut(tool as usize) {
                *is_tool = true;
            }
        }
        let differs = differs(case, &act_of);
        Plan { act_of, way_of, acts: in_order(acts), ways: in_order(ways), ends: ends.texts, tool_ends, differs }
    }

    /// Number of the act of a context; `None`: its records do not count.
    pub fn act_number(&self, context: u32) -> Option<u32> {
        self.act_of.get(context as usize).copied().filter(|act| *act != NONE)
    }

    /// Number of the way of a detail.
    pub fn way_number(&self, detail: u32) -> u32 {
        self.way_of.get(detail as usize).copied().unwrap_or_default()
    }

    /// Whether a row of a context and a log cites another policy than the one in force.
    pub fn differs(&self, context: u32, log: usize, row: Row) -> bool {
        let logs = self.differs.get(context as usize).filter(|logs| !logs.is_empty());
        logs.and_then(|logs| logs.get(log)).is_some_and(|rows| rows.iter().any(|rows| rows.contains(&row)))
    }

    /// The act of a number.
    pub fn act(&self, number: u32) -> Option<&Act> {
        self.acts.get(number as usize)
    }

    /// The way of a number.
    pub fn way(&self, number: u32) -> Option<&Way> {
        self.ways.get(number as usize)
    }

    /// All acts, by number.
    pub fn acts(&self) -> &[Act] {
        &self.acts
    }

    /// All ways, by number.
    pub fn ways(&self) -> &[Way] {
        &self.ways
    }

    /// The id of an end: an agent's name without its worker, or `tool:` and a tool's name.
    pub fn end(&self, number: u32) -> &str {
        self.ends.get(number as usize).map_or("", String::as_str)
    }

    /// Whether the end is the tool of some call.
    pub fn is_tool(&self, end: u32) -> bool {
        self.tool_ends.get(end as usize).copied().unwrap_or(false)
    }

    /// Ends that an act reaches on a way: the receivers of a message, or the tool of a call.
    pub fn reached<'a>(&self, act: &Act, way: &'a Way) -> &'a [u32] {
        match act.does {
            Does::Message => &way.to,
            Does::Call => way.tool.as_slice(),
            Does::Other => &[],
        }
    }
}

fn labelled(case: &Case, context: &Context, class: &str) -> bool {
    case.names().names(context.labels).iter().any(|label| case.text(*label) == class)
}

/// By context and log; empty where nothing differs, as almost everywhere.
fn differs(case: &Case, act_of: &[u32]) -> Vec<Vec<Vec<Range<Row>>>> {
    let logs = case.logs().len();
    let of = |(context, act): (&Context, &u32)| {
        if *act == NONE || !context.policy.name.is_some() {
            return Vec::new();
        }
        let rows: Vec<_> = (0..logs).map(|log| case.cited_out_of_force(log, context, Artifact::Policy)).collect();
        if rows.iter().all(Vec::is_empty) { Vec::new() } else { rows }
    };
    case.tables().contexts.all().iter().zip(act_of).map(of).collect()
}

/// Values by the number that each was given.
fn in_order<T: Ord>(numbered: BTreeMap<T, u32>) -> Vec<T> {
    let mut pairs: Vec<(T, u32)> = numbered.into_iter().collect();
    pairs.sort_by_key(|(_, number)| *number);
    pairs.into_iter().map(|(value, _)| value).collect()
}

/// Texts of ends by number. A message to a worker goes to its agent, as what the worker does counts for the agent.
struct Ends<'a> {
    case: &'a Case,
    by_name: BTreeMap<(Name, bool), u32>,
    by_text: BTreeMap<String, u32>,
    texts: Vec<String>,
}

impl Ends<'_> {
    fn agent(&mut self, name: Name) -> u32 {
        if let Some(end) = self.by_name.get(&(name, false)) {
            return *end;
        }
        let text = base_name(self.case.text(name)).to_owned();
        self.enter((name, false), text)
    }

    fn tool(&mut self, name: Name) -> u32 {
        if let Some(end) = self.by_name.get(&(name, true)) {
            return *end;
        }
        let text = format!("tool:{}", self.case.text(name));
        self.enter((name, true), text)
    }

    fn enter(&mut self, key: (Name, bool), text: String) -> u32 {
        let texts = &mut self.texts;
        let end = *self.by_text.entry(text).or_insert_with_key(|text| {
            texts.push(text.clone());
            texts.len() as u32 - 1
        });
        self.by_name.insert(key, end);
        end
    }
}
