//! The handoff graph: who handed what to whom (`events.md` section 2), as boxes and lines with their counts and marks.
//!
//! A [`Request`] says what is wanted; the caller keeps the last one and asks again only if it differs. A [`GraphView`] is plain
//! data. Nothing is left out without being counted in [`Hidden`]. Texts are as the evidence has them: who prints escapes them.

mod alarms;
mod draft;
mod endings;
mod json;
mod list;
mod members;
mod overlay;
mod picture;
mod plan;
mod ran;
mod rows;
mod signs;
mod tally;
mod thin;
mod trim;
mod words;

pub use alarms::Alarms;
pub use endings::{Ended, Ending, endings};
pub use list::Line;
pub use overlay::Overlay;
pub use picture::{BoxLine, Label, Part, Picture};
pub use signs::{SIGNS, sign};
pub use words::{
    Tone, Word, of_edge as edge_words, of_line as edge_tone, of_marks as mark_words, of_node as node_words,
    of_place as node_place,
};

pub(crate) use alarms::exported;
pub(crate) use endings::{of_row, verdict};
pub(crate) use picture::{LABEL_LINE, LINE, MARK_ROOM, NAME_SIZE, TEXT_SIZE, inset};
pub(crate) use plan::{Plan, Scope};
pub(crate) use tally::{Among, count};
pub(crate) use words::counted;

use crate::case::{Assurance, Case, Row, Selection};
use crate::verify::Verdict;
use crate::view::layout::{Limits, Placement};
use crate::watch::Watch;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What graph is wanted. Equal requests over one case give equal graphs.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The records that count.
    pub selection: Arc<Selection>,
    /// The filter that selected them, for the title.
    pub filter: String,
    /// What a node is.
    pub grouping: Grouping,
    /// Whether tools are nodes.
    pub tools: Tools,
    /// One node for each agent, or one for each of its steps.
    pub form: Form,
    /// Nodes at most; those with most records stay.
    pub max_nodes: usize,
    /// Edges at most; those with most records stay.
    pub max_edges: usize,
    /// Only what is near one node; `None`: all.
    pub around: Option<Around>,
    /// What the picture may cost; beyond it there is the list.
    pub limits: Limits,
}

impl Request {
    /// Everything, aggregated by agent: up to 200 nodes and 600 edges.
    pub fn whole(rows: usize) -> Request {
        Request {
            selection: Arc::new(Selection::all(rows)),
            filter: String::new(),
            grouping: Grouping::Agent,
            tools: Tools::Shown,
            form: Form::Aggregated,
            max_nodes: 200,
            max_edges: 600,
            around: None,
            limits: Limits::default(),
        }
    }
}

/// A node and how far from it the graph goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Around {
    /// Id of the node.
    pub id: String,
    /// Its step, where the graph is as it ran.
    pub step: Option<u32>,
    /// Edges away from it at most, in either direction.
    pub hops: u32,
}

/// What a node is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grouping {
    /// An agent.
    #[default]
    Agent,
    /// All agents of a role, by the role that each was last given in its log.
    Role,
}

/// What becomes of tools.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tools {
    /// A node for each.
    #[default]
    Shown,
    /// One node for all.
    Folded,
    /// None; the hidden ones are counted.
    Hidden,
}

/// One node for each agent, or for each of its steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// One node for each agent.
    #[default]
    Aggregated,
    /// One node for each step of an agent, in their order. Needs a single run; else the graph is aggregated and says why.
    AsItRan {
        /// Messages and calls at most.
        max_records: u64,
    },
}

/// What a node stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Registered as an agent.
    Agent,
    /// Registered as a person.
    Human,
    /// Registered as a service.
    Service,
    /// A tool that was called.
    Tool,
    /// Not registered, or as something else; a group of several kinds.
    Unknown,
}

impl Kind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Agent => "agent",
            Kind::Human => "human",
            Kind::Service => "service",
            Kind::Tool => "tool",
            Kind::Unknown => "unknown",
        }
    }
}

/// Whose word it is that an agent acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Voice {
    /// The broker's, with a key that may speak for others.
    Attested,
    /// Its own: it signed itself.
    SelfSigned,
    /// That of somebody whose key may not speak for it: a claim without effect.
    Claimed,
}

impl Voice {
    /// All, in their order.
    pub const ALL: [Voice; 3] = [Voice::Attested, Voice::SelfSigned, Voice::Claimed];

    /// The words for it.
    pub fn word(self) -> &'static str {
        match self {
            Voice::Attested => "attested",
            Voice::SelfSigned => "self-signed",
            Voice::Claimed => "only claimed",
        }
    }
}

/// How many records have each assurance, in the order of [`Assurance::ALL`].
pub type Marks = [u64; 5];

/// The worst assurance that is counted; none counts as verified.
pub fn worst(marks: &Marks) -> Assurance {
    let counted = Assurance::ALL.into_iter().zip(marks).filter(|(_, count)| **count > 0);
    counted.map(|(assurance, _)| assurance).max().unwrap_or(Assurance::Verified)
}

/// An agent, a role, a tool, or a step of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Agent, `tool:` and a tool, or `role:` and a role.
    pub id: String,
    /// Number of the step from 1, where the graph is as it ran.
    pub step: Option<u32>,
    /// The id, or what stands after its kind where that is no less clear.
    pub label: String,
    /// Role by its registration; several are joined with a comma; empty: none.
    pub role: String,
    /// Kind by its registration.
    pub kind: Kind,
    /// Agents or tools that it stands for.
    pub members: u32,
    /// Messages and calls that it sent or received.
    pub messages: u64,
    /// Environments in which it acted, sorted.
    pub envs: Vec<String>,
    /// How many of the messages and calls that it sent came in which voice, in the order of [`Voice::ALL`].
    pub voices: [u64; 3],
    /// Marks of these messages and calls.
    pub marks: Marks,
    /// How many of them need a look, and why.
    pub alarms: Alarms,
    key: Key,
}

/// What tells nodes apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    group: Group,
    step: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    End(String),
    Role(String),
    Tools,
}

/// All messages and calls from one node to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Index of the node that acted.
    pub from: u32,
    /// Index of the node that it reached.
    pub to: u32,
    /// Messages.
    pub messages: u64,
    /// Of these, those that pass control.
    pub handoffs: u64,
    /// Tool calls.
    pub calls: u64,
    /// How many of them need a look, and why.
    pub alarms: Alarms,
    /// Marks of its messages and calls.
    pub marks: Marks,
    /// Worst mark of its messages and calls, and of the decisions and results that denied or failed one or are unsound.
    pub worst: Assurance,
    /// First record.
    pub first: Row,
    /// Last record.
    pub last: Row,
}

impl Edge {
    /// Messages and calls.
    pub fn records(&self) -> u64 {
        self.messages + self.calls
    }

    /// How wide its line is, from 0 to 1, beside one of `most` records.
    pub fn weight(&self, most: u64) -> f32 {
        ((self.records() as f32).ln_1p() / (most as f32).ln_1p().max(1.0)).clamp(0.0, 1.0)
    }
}

/// What is not in the graph, though it was selected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    /// Nodes.
    pub nodes: usize,
    /// Edges.
    pub edges: usize,
    /// Messages and calls of these edges; one with several receivers counts on each edge.
    pub records: u64,
    /// Of these, those denied.
    pub denied: u64,
    /// Messages and calls that name no receiver or tool: they are on no edge.
    pub nowhere: u64,
}

/// The graph.
#[derive(Clone, Debug)]
pub struct GraphView {
    /// What was wanted.
    pub request: Request,
    /// Verdict on the case.
    pub verdict: Verdict,
    /// By weight; by step where it is as it ran.
    pub nodes: Vec<Node>,
    /// By weight; by first record where it is as it ran.
    pub edges: Vec<Edge>,
    /// What is not in it.
    pub hidden: Hidden,
    /// Whether it is as it ran.
    pub as_it_ran: bool,
    /// What the reader has to know: why it is not as it ran, or why there is no picture.
    pub notes: Vec<String>,
    /// Where all stands; `None`: the list is shown instead, and a note says why.
    pub picture: Option<Picture>,
    found: Found,
}

/// How rows lead to edges.
#[derive(Clone, Debug)]
enum Found {
    /// Node of each (log, end), and edge of each pair of nodes.
    Aggregated { plan: Arc<Plan>, node_of: BTreeMap<(u32, u32), u32>, edge_of: BTreeMap<(u32, u32), u32> },
    /// Rows of each edge.
    AsItRan { rows: Vec<Vec<Row>> },
}

/// The job was cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

impl GraphView {
    /// Makes the graph. `endings` are those of the case; with `former`, what stays keeps its order in the picture.
    ///
    /// # Errors
    /// The watch was cancelled.
    pub fn of(
        case: &Case,
        endings: &[Ended],
        request: &Request,
        former: Option<&GraphView>,
        watch: &Watch,
    ) -> Result<GraphView, Cancelled> {
        GraphView::counted(case, endings, request, watch)?.drawn(former, watch)
    }

    /// As [`GraphView::of`], without the picture: nodes, edges and what is hidden.
    ///
    /// # Errors
    /// The watch was cancelled.
    pub fn counted(case: &Case, endings: &[Ended], request: &Request, watch: &Watch) -> Result<GraphView, Cancelled> {
        let draft = draft::of(case, endings, request, watch)?;
        let mut view = trim::trimmed(case, request, draft);
        view.notes
            .extend(picture::common(&view.edges).map(|mark| format!("Every message and call is {}", mark.word())));
        Ok(view)
    }

    /// With the picture, or a note that says why there is none.
    ///
    /// # Errors
    /// The watch was cancelled.
    pub fn drawn(mut self, former: Option<&GraphView>, watch: &Watch) -> Result<GraphView, Cancelled> {
        let placed = former.and_then(|former| former.picture.as_ref().map(|picture| (former, picture)));
        match picture::of(&self, placed, watch)? {
            Ok(picture) => self.picture = Some(picture),
            Err(why) => self.notes.push(format!("Shown as a list: {why}")),
        }
        Ok(self)
    }

    /// The edges that a record is on.
    pub fn edges_of<'a>(&'a self, case: &'a Case, row: Row) -> Box<dyn Iterator<Item = usize> + 'a> {
        match &self.found {
            Found::AsItRan { rows } => {
                Box::new(rows.iter().enumerate().filter(move |(_, rows)| rows.contains(&row)).map(|(edge, _)| edge))
            }
            Found::Aggregated { plan, node_of, edge_of } => {
                let parts = self.request.selection.contains(row).then(|| draft::parts(case, plan, row)).flatten();
                let edges = parts.into_iter().flat_map(move |(log, act, way)| {
                    let of = move |end: &u32| {
                        let pair = (*node_of.get(&(log, act.agent))?, *node_of.get(&(log, *end))?);
                        edge_of.get(&pair).map(|edge| *edge as usize)
                    };
                    plan.reached(act, way).iter().filter_map(of)
                });
                Box::new(edges)
            }
        }
    }

    /// The placement of the picture's engine, for whoever draws lines.
    pub fn placement(&self) -> Option<&Placement> {
        self.picture.as_ref().map(|picture| &picture.placement)
    }
}
