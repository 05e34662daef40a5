//! A layered picture of a directed graph: boxes and lines, computed from plain data (`ui.md`, the graph tab).
//!
//! Written here because the layout crates do not return on cyclic graphs of a hundred nodes. The method is that of Sugiyama:
//! break cycles, give ranks, order within the ranks, give coordinates, draw lines. There is no clock: the effort is bounded by
//! counted steps, so two reviewers with the same evidence see the same picture, whatever their machines.

mod compact;
mod components;
mod coordinates;
mod crossings;
mod cycles;
mod extents;
mod layers;
mod merge;
mod order;
mod pack;
mod placement;
mod ports;
mod ranks;
mod routes;
mod simplex;
mod steps;
#[cfg(test)]
mod tests;

pub use placement::{Effort, Kind, Placement, Point, Rect, Route};

use crate::watch::Watch;
use components::Part;
use layers::Layers;
use routes::Sheet;
use steps::Steps;

/// The graph to draw.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Input {
    /// One box for each node. Sizes that are no number count as 0, others are held to 0 ..= 4096.
    pub nodes: Vec<NodeBox>,
    /// Edges by index into `nodes`; parallel edges and self-loops are allowed.
    pub edges: Vec<Edge>,
    /// Middle of each node in a former picture of the same direction; empty where there was none. Order follows it.
    pub former: Vec<Option<Point>>,
    /// Which way the ranks run.
    pub direction: Direction,
    /// Free room between things.
    pub spacing: Spacing,
}

/// Size of a node, in points.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct NodeBox {
    /// Left to right.
    pub width: f32,
    /// Top to bottom.
    pub height: f32,
}

/// An edge, or `count` equal ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Index of the node that it leaves.
    pub from: u32,
    /// Index of the node that it enters.
    pub to: u32,
    /// How many it stands for; heavier ones are kept shorter and rather drawn forwards.
    pub count: u64,
}

/// Which way the ranks run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// Edges run to the right; a rank is a column.
    #[default]
    LeftToRight,
    /// Edges run down; a rank is a row.
    TopDown,
}

/// Free room between things, in points; held to 4 ..= 1024.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spacing {
    /// Between two boxes of one rank.
    pub node: f32,
    /// Between two lines, or a line and a box.
    pub edge: f32,
    /// Between two ranks at least; steep bundles of lines get up to three times as much.
    pub rank: f32,
}

/// What a picture may cost. Nothing here is time: a step is about one look at a node or an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Nodes at most; more is an error.
    pub max_nodes: usize,
    /// Different pairs (from, to) at most; more is an error.
    pub max_edges: usize,
    /// Bends of edges that cross ranks, at most; more is an error.
    pub max_dummies: usize,
    /// Passes over the ranks that look for fewer crossings.
    pub max_sweeps: u32,
    /// Steps after which a picture is no longer improved, only finished.
    pub max_steps: u64,
}

/// Why there is no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    /// The watch was cancelled.
    #[error("cancelled")]
    Cancelled,
    /// The graph is over a limit. The caller shows a list instead.
    #[error("{found} {what}, and a picture holds {limit}")]
    TooLarge {
        /// What there are too many of: nodes, edges, or bends.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there may be.
        limit: usize,
    },
    /// An edge names a node that is not there.
    #[error("edge {edge} names node {node}, which is not there")]
    NoSuchNode {
        /// Index of the edge.
        edge: usize,
        /// The node that it names.
        node: u32,
    },
}

/// Draws a graph in layers. Equal input and limits give an equal placement, bit for bit.
///
/// # Errors
/// [`LayoutError`]: cancelled, over a limit, or an edge to nowhere.
pub fn layered(input: &Input, limits: &Limits, watch: &Watch) -> Result<Placement, LayoutError> {
    over("nodes", input.nodes.len(), limits.max_nodes)?;
    let mut steps = Steps::new(limits.max_steps, watch);
    let merged = merge::merge(input, &mut steps)?;
    over("edges", merged.links.len(), limits.max_edges)?;
    let extents = extents::extents(input, &merged);
    let room = extents::room(input);
    let parts = components::split(input.nodes.len(), &merged, &mut steps)?;
    let mut sheets = Vec::with_capacity(parts.len());
    let mut dummies_left = limits.max_dummies;
    for part in &parts {
        let own = part.nodes.iter().map(|node| extents[*node]).collect();
        let drawing = Drawing { extents: own, former: former(input, part), room };
        let sheet = draw(part, &drawing, dummies_left, limits, &mut steps)?;
        dummies_left = dummies_left.saturating_sub(sheet.effort.dummies);
        sheets.push(sheet);
    }
    Ok(pack::pack(input, &merged, &parts, sheets, &extents, &steps))
}

/// What the stages of one connected part share.
struct Drawing {
    extents: Vec<extents::Extent>,
    former: Vec<Option<extents::Spot>>,
    room: extents::Room,
}

/// One connected part, stage by stage.
fn draw(
    part: &Part,
    drawing: &Drawing,
    max_dummies: usize,
    limits: &Limits,
    steps: &mut Steps,
) -> Result<Sheet, LayoutError> {
    let (reversed, arcs, ranks) = ranked(part, drawing, steps)?;
    over("bends", ranks::dummies(&ranks, &arcs), max_dummies)?;
    let mut layers = Layers::new(&ranks, &arcs);
    let crossings = order::order(&mut layers, &drawing.former, limits.max_sweeps, steps)?;
    let across = coordinates::across(&layers, &drawing.extents, &drawing.room, steps)?;
    Ok(routes::sheet(&layers, &across, drawing, &reversed, crossings))
}

/// For each link whether it is reversed, the links as arcs, and the rank of each node.
type Ranked = (Vec<bool>, Vec<ranks::Arc>, Vec<usize>);

/// Few lines back; or more of them, where that makes a much smaller picture of a large tangle.
fn ranked(part: &Part, drawing: &Drawing, steps: &mut Steps) -> Result<Ranked, LayoutError> {
    let cut = cycles::cut(part, &drawing.former, steps)?;
    let arcs = ranks::arcs(part, &cut.reversed);
    let ranks = ranks::ranks(part.nodes.len(), &arcs, steps)?;
    let bends = ranks::dummies(&ranks, &arcs);
    if bends > part.nodes.len() * LONG {
        let reversed = compact::reversed(part, &cut);
        let fewer_arcs = ranks::arcs(part, &reversed);
        let fewer = ranks::ranks(part.nodes.len(), &fewer_arcs, steps)?;
        if ranks::dummies(&fewer, &fewer_arcs) < bends / 2 {
            return Ok((reversed, fewer_arcs, fewer));
        }
    }
    Ok((cut.reversed, arcs, ranks))
}

/// Bends for each node from which a picture counts as too long to follow by eye.
const LONG: usize = 4;

fn over(what: &'static str, found: usize, limit: usize) -> Result<(), LayoutError> {
    if found > limit { Err(LayoutError::TooLarge { what, found, limit }) } else { Ok(()) }
}

fn former(input: &Input, part: &Part) -> Vec<Option<extents::Spot>> {
    let of = |node: &usize| input.former.get(*node).copied().flatten().and_then(|at| input.direction.turned(at));
    part.nodes.iter().map(of).collect()
}

impl Edge {
    /// A single edge.
    pub fn one(from: u32, to: u32) -> Edge {
        Edge { from, to, count: 1 }
    }
}

impl Default for Spacing {
    fn default() -> Spacing {
        Spacing { node: 24.0, edge: 12.0, rank: 56.0 }
    }
}

impl Default for Limits {
    /// Such that a picture of 400 nodes and 1200 edges stays under half a second (`ui.md`, budgets).
    fn default() -> Limits {
        Limits { max_nodes: 2_000, max_edges: 8_000, max_dummies: 60_000, max_sweeps: 60, max_steps: 24_000_000 }
    }
}
