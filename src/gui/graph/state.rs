//! What the graph tab knows, and what can be wished for there.

use super::camera::Camera;
use crate::case::{Row, Selection};
use crate::gui::state::{Asked, TableState};
use crate::view::graph::{Around, Form, GraphView, Grouping, Overlay, Request, Tools};
use crate::view::layout::{Limits, Point};
use std::sync::Arc;

/// The tab.
#[derive(Debug, Default)]
pub struct GraphState {
    /// What was chosen.
    pub wants: Wants,
    /// What was asked for last.
    pub asked: Option<Asked<Request>>,
    /// The newest graph: its list.
    pub listed: Option<Arc<GraphView>>,
    /// The newest graph with a picture.
    pub drawn: Option<Arc<GraphView>>,
    /// The picture of what was asked for is still to come.
    pub busy: bool,
    /// Its list is still to come, too.
    pub counting: bool,
    /// The drawing was cancelled.
    pub stopped: bool,
    /// Where the replay is on the drawn graph.
    pub overlay: Option<(Row, Overlay)>,
    /// For which graph and record that was asked.
    pub overlay_asked: Option<(Arc<GraphView>, Row)>,
    /// Which part of the picture is seen.
    pub camera: Camera,
    /// Width and height of the pane, in points.
    pub pane: (f32, f32),
    /// What is selected.
    pub pick: Option<Pick>,
    /// The list is shown, not the picture.
    pub as_list: bool,
    /// What the shapes mean is shown.
    pub legend: bool,
    /// The records of an edge, below.
    pub edge: Option<EdgeTable>,
}

/// What was chosen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wants {
    /// What a node is.
    pub grouping: Grouping,
    /// Whether tools are nodes.
    pub tools: Tools,
    /// The run of the focus, step by step.
    pub as_it_ran: bool,
    /// Everything, however much.
    pub everything: bool,
    /// A picture even where it takes long.
    pub patient: bool,
    /// Only what is near a node.
    pub around: Option<Around>,
}

/// What is selected, by its number in the newest graph.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pick {
    /// A node.
    Node(usize),
    /// An edge.
    Edge(usize),
}

/// The records of an edge.
#[derive(Debug)]
pub struct EdgeTable {
    /// Number of the edge in the newest graph.
    pub edge: usize,
    /// Its records, once they are found.
    pub rows: Option<Arc<Selection>>,
    /// The place in them.
    pub table: TableState,
}

/// A wish.
#[derive(Clone, PartialEq, Debug)]
pub enum GraphIntent {
    /// Other choices.
    Wants(Wants),
    /// Show what the choices hide.
    Reveal,
    /// Stop drawing.
    Stop,
    /// Draw after all.
    Draw,
    /// The pane has this width and height.
    Pane(f32, f32),
    /// Move the picture by points of the screen.
    Pan(f32, f32),
    /// Zoom by a factor around a point of the screen, from the pane's left top; `None`: its middle.
    Zoom(f32, Option<(f32, f32)>),
    /// All of it in sight.
    Fit,
    /// A point of the picture into the middle.
    Centre(Point),
    /// Select.
    Pick(Option<Pick>),
    /// Go on from what is selected.
    Walk(Walk),
    /// Show the records of an edge.
    Open(usize),
    /// Put them away.
    CloseEdge,
    /// Scroll them by pixels.
    ScrollEdge(f32),
    /// Scroll them to a share of their length.
    ScrollEdgeTo(f64),
    /// There is room for so many pixels of them.
    EdgeHeight(f32),
    /// The list in place of the picture, or not.
    AsList(bool),
    /// What the shapes mean, or no more.
    Legend,
}

/// A step by keyboard.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Walk {
    /// From a node to an edge that leaves it, from an edge to where it ends.
    Forward,
    /// From a node to an edge that enters it, from an edge to where it begins.
    Back,
    /// To the next node, or the next edge of the same node.
    Next,
    /// To the one before.
    Previous,
    /// What a click does: the records of an edge; around a node.
    Enter,
}

impl Wants {
    /// As the request for these records. `run` is the run of the focus.
    pub fn request(&self, selection: &Arc<Selection>, filter: &str) -> Request {
        let patience = |limits: Limits| Limits {
            max_nodes: limits.max_nodes * PATIENCE,
            max_edges: limits.max_edges * PATIENCE,
            max_dummies: limits.max_dummies * PATIENCE,
            ..limits
        };
        let limits = Limits::default();
        Request {
            selection: Arc::clone(selection),
            filter: filter.to_owned(),
            grouping: self.grouping,
            tools: self.tools,
            form: if self.as_it_ran { Form::AsItRan { max_records: STEPS_MAX } } else { Form::Aggregated },
            max_nodes: if self.everything { usize::MAX } else { NODES_MAX },
            max_edges: if self.everything { usize::MAX } else { EDGES_MAX },
            around: self.around.clone(),
            limits: if self.patient { patience(limits) } else { limits },
        }
    }
}

impl GraphState {
    /// The picture, if it is that of the newest graph.
    pub fn current(&self) -> Option<&Arc<GraphView>> {
        let (drawn, listed) = (self.drawn.as_ref()?, self.listed.as_ref()?);
        (drawn.request == listed.request && !self.busy).then_some(drawn)
    }
}

/// Nodes and edges that one can take in; the rest is counted, and a click shows it.
pub const NODES_MAX: usize = 60;
/// As above.
pub const EDGES_MAX: usize = 180;
/// Messages and calls of a graph as it ran.
const STEPS_MAX: u64 = 400;
/// How much more a picture may cost for somebody who wants to wait.
const PATIENCE: usize = 8;
