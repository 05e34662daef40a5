//! All nodes and edges of a selection, before anything is hidden.
//!
//! Counts come from the pass over the rows; denied and failed are few and looked up one by one.

use super::alarms::Alarms;
use super::endings::{self, Ended};
use super::plan::{Act, Does, Plan, Scope, Way};
use super::tally::{self, Among, Tally};
use super::{Cancelled, Edge, Form, Found, Group, Grouping, Key, Kind, Node, Request, Tools, ran};
use crate::case::{Case, Row};
use crate::watch::Watch;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Nodes and edges in no order yet.
pub struct Draft {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    pub found: Found,
    pub nowhere: u64,
    pub as_it_ran: bool,
    pub notes: Vec<String>,
}

/// Everything that was selected.
pub fn of(case: &Case, endings: &[Ended], request: &Request, watch: &Watch) -> Result<Draft, Cancelled> {
    let plan = Arc::new(Plan::of(case, Scope::Traffic));
    let among = Among { selection: &request.selection, rows: 0..Row::MAX, run: None };
    let tallies = tally::count(case, &plan, &among, watch);
    if watch.is_cancelled() {
        return Err(Cancelled);
    }
    let records = tallies.iter().map(|(_, tally)| tally.records).sum();
    let mut notes = Vec::new();
    if let Form::AsItRan { max_records } = request.form {
        match ran::rows(case, request, &plan, records, max_records) {
            Ok(rows) => return Ok(ran::of(case, endings, request, &plan, &rows)),
            Err(why) => notes.push(why),
        }
    }
    Ok(Draft { notes, ..aggregated(case, endings, request, &plan, &tallies) })
}

fn aggregated(
    case: &Case,
    endings: &[Ended],
    request: &Request,
    plan: &Arc<Plan>,
    tallies: &[(tally::Key, Tally)],
) -> Draft {
    let mut sketch = Sketch::new(case, plan, request);
    let mut nowhere = 0;
    for ((log, act, way), tally) in tallies {
        let (Some(act), Some(way)) = (plan.act(*act), plan.way(*way)) else { continue };
        let reached = plan.reached(act, way);
        if reached.is_empty() {
            nowhere += tally.records;
        }
        let from = sketch.node(*log, act.agent, None);
        sketch.acted(from, act, tally.records);
        let mut touched = BTreeSet::from([from]);
        for node in reached.iter().map(|end| sketch.node(*log, *end, None)).collect::<BTreeSet<_>>() {
            touched.insert(node);
            sketch.edge(from, node, (act, way), tally);
        }
        touched.into_iter().for_each(|node| sketch.touch(node, (act, way), tally));
    }
    for said in endings.chunk_by(|a, b| a.row == b.row) {
        let Some(row) = said.first().map(|ended| ended.row) else { continue };
        if !request.selection.contains(row) {
            continue;
        }
        let Some((log, act, way)) = parts(case, plan, row) else { continue };
        let from = sketch.node(log, act.agent, None);
        let mut touched = BTreeSet::from([from]);
        for node in plan.reached(act, way).iter().map(|end| sketch.node(log, *end, None)).collect::<BTreeSet<_>>() {
            touched.insert(node);
            sketch.end(from, node, (act, way), said);
        }
        touched.into_iter().for_each(|node| sketch.end_at(node, (act, way), said));
    }
    let Sketch { nodes, edges, edge_of, node_of, .. } = sketch;
    let found = Found::Aggregated { plan: Arc::clone(plan), node_of, edge_of };
    Draft { nodes, edges, found, nowhere, as_it_ran: false, notes: Vec::new() }
}

/// Log, act and way of a record; `None`: it is no message or call.
pub fn parts<'a>(case: &Case, plan: &'a Plan, row: Row) -> Option<(u32, &'a Act, &'a Way)> {
    let cells = case.cells(row)?;
    let act = plan.act(plan.act_number(cells.context)?)?;
    Some((cells.log as u32, act, plan.way(plan.way_number(cells.detail))?))
}

/// Nodes and edges as they are found.
pub struct Sketch<'a> {
    case: &'a Case,
    plan: &'a Plan,
    request: &'a Request,
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    numbers: BTreeMap<Key, u32>,
    pub node_of: BTreeMap<(u32, u32), u32>,
    pub edge_of: BTreeMap<(u32, u32), u32>,
    members: BTreeSet<(u32, u32)>,
}

impl<'a> Sketch<'a> {
    /// Nothing yet.
    pub fn new(case: &'a Case, plan: &'a Plan, request: &'a Request) -> Sketch<'a> {
        Sketch {
            case,
            plan,
            request,
            nodes: Vec::new(),
            edges: Vec::new(),
            numbers: BTreeMap::new(),
            node_of: BTreeMap::new(),
            edge_of: BTreeMap::new(),
            members: BTreeSet::new(),
        }
    }

    /// Notes the environment of so many acts, and whose word they are.
    pub fn acted(&mut self, node: u32, act: &Act, records: u64) {
        let env = self.case.text(act.env).to_owned();
        let Some(node) = self.nodes.get_mut(node as usize) else { return };
        if let Some(voice) = node.voices.get_mut(act.voice as usize) {
            *voice += records;
        }
        if let (false, Err(at)) = (env.is_empty(), node.envs.binary_search(&env)) {
            node.envs.insert(at, env);
        }
    }

    /// The node of an end of a log; of one of its steps, if that is given.
    pub fn node(&mut self, log: u32, end: u32, step: Option<u32>) -> u32 {
        if let (None, Some(node)) = (step, self.node_of.get(&(log, end))) {
            return *node;
        }
        let registered = Registered::of(self.case, self.plan, log, end);
        let group = self.group(end, &registered);
        let key = Key { group, step };
        let fresh = self.nodes.len() as u32;
        let node = *self.numbers.entry(key.clone()).or_insert(fresh);
        let is_member = self.members.insert((node, end));
        match self.nodes.get_mut(node as usize) {
            None => self.nodes.push(blank(key, self.plan.end(end), registered)),
            Some(node) => join(node, registered, is_member),
        }
        if step.is_none() {
            self.node_of.insert((log, end), node);
        }
        node
    }

    fn group(&self, end: u32, registered: &Registered) -> Group {
        match (registered.kind, self.request.tools, self.request.grouping) {
            (Kind::Tool, Tools::Folded, _) => Group::Tools,
            (Kind::Tool, _, _) | (_, _, Grouping::Agent) => Group::End(self.plan.end(end).to_owned()),
            (_, _, Grouping::Role) => Group::Role(registered.role.clone()),
        }
    }

    /// Counts records at a node.
    pub fn touch(&mut self, node: u32, (act, way): (&Act, &Way), tally: &Tally) {
        if let Some(node) = self.nodes.get_mut(node as usize) {
            node.messages += tally.records;
            node.alarms.count(act, way, tally);
            node.marks.iter_mut().zip(tally.marks).for_each(|(mark, more)| *mark += more);
        }
    }

    /// Counts records on an edge; gives its number.
    pub fn edge(&mut self, from: u32, to: u32, (act, way): (&Act, &Way), tally: &Tally) -> u32 {
        let fresh = self.edges.len() as u32;
        let number = *self.edge_of.entry((from, to)).or_insert(fresh);
        if number == fresh {
            self.edges.push(Edge {
                from,
                to,
                messages: 0,
                handoffs: 0,
                calls: 0,
                alarms: Alarms::default(),
                marks: [0; 5],
                worst: tally.worst(),
                first: tally.first,
                last: tally.last,
            });
        }
        if let Some(edge) = self.edges.get_mut(number as usize) {
            match act.does {
                Does::Call => edge.calls += tally.records,
                Does::Message | Does::Other => edge.messages += tally.records,
            }
            edge.handoffs += if way.handoff && act.does == Does::Message { tally.records } else { 0 };
            edge.alarms.count(act, way, tally);
            edge.marks.iter_mut().zip(tally.marks).for_each(|(mark, more)| *mark += more);
            edge.worst = edge.worst.max(tally.worst());
            (edge.first, edge.last) = (edge.first.min(tally.first), edge.last.max(tally.last));
        }
        number
    }

    /// Notes how a record that touches a node ended.
    pub fn end_at(&mut self, node: u32, (act, way): (&Act, &Way), said: &[Ended]) {
        if let Some(node) = self.nodes.get_mut(node as usize) {
            node.alarms.end(endings::verdict(said), act, way);
        }
    }

    /// Notes how a record of an edge ended.
    pub fn end(&mut self, from: u32, to: u32, (act, way): (&Act, &Way), said: &[Ended]) {
        let edge = self.edge_of.get(&(from, to)).and_then(|edge| self.edges.get_mut(*edge as usize));
        let Some(edge) = edge else { return };
        edge.alarms.end(endings::verdict(said), act, way);
        edge.worst = said.iter().map(|ended| ended.assurance).fold(edge.worst, |worst, one| worst.max(one));
    }
}

fn blank(key: Key, end: &str, registered: Registered) -> Node {
    let id = match &key.group {
        Group::End(_) => end.to_owned(),
        Group::Role(role) if role.is_empty() => "no role".to_owned(),
        Group::Role(role) => format!("role:{role}"),
        Group::Tools => "tools".to_owned(),
    };
    Node {
        label: id.clone(),
        id,
        step: key.step,
        role: registered.role,
        kind: registered.kind,
        members: 1,
        messages: 0,
        envs: Vec::new(),
        voices: [0; 3],
        marks: [0; 5],
        alarms: Alarms::default(),
        key,
    }
}

/// Another member of a node, or the same in another log.
fn join(node: &mut Node, registered: Registered, is_member: bool) {
    node.members += u32::from(is_member);
    if node.kind != registered.kind {
        node.kind = if node.kind == Kind::Unknown && !is_member { registered.kind } else { Kind::Unknown };
    }
    let known = node.role.split(", ").any(|role| role == registered.role);
    if !known && !registered.role.is_empty() {
        node.role = if node.role.is_empty() { registered.role } else { format!("{}, {}", node.role, registered.role) };
    }
}

/// What the log says of an end, by the last registration that takes effect.
struct Registered {
    kind: Kind,
    role: String,
}

impl Registered {
    fn of(case: &Case, plan: &Plan, log: u32, end: u32) -> Registered {
        let name = case.names().find(plan.end(end));
        let agent = name.and_then(|name| case.world().agents.get(&(log as usize, name)));
        let kind = if plan.is_tool(end) { Kind::Tool } else { Kind::Unknown };
        let Some(last) = agent.and_then(|agent| agent.latest(case)) else {
            return Registered { kind, role: String::new() };
        };
        let kind = match case.text(last.kind) {
            "agent" => Kind::Agent,
            "human" => Kind::Human,
            "service" => Kind::Service,
            _ => kind,
        };
        Registered { kind, role: case.text(last.role).to_owned() }
    }
}
