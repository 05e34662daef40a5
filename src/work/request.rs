//! What the window asks of the worker.
//!
//! Each request belongs to a lane; in a lane only the newest counts.

use super::picture::Picture;
use crate::case::{Case, Row, Selection};
use std::path::PathBuf;
use std::sync::Arc;

/// A question or an order.
#[derive(Clone, Debug)]
pub enum Request {
    /// Open bundles, without a case folder; one folder that is no bundle is opened as a case.
    OpenBundles(Vec<PathBuf>),
    /// Open a case folder.
    OpenCase(PathBuf),
    /// Open the samples that the program carries, under their own keys.
    OpenSample,
    /// Which records does this filter mean?
    Filter {
        /// The filter.
        text: String,
        /// The bundle that it is asked about, by its number; `None`: all.
        part: Option<usize>,
    },
    /// Rows of the table: `count` of the selection from rank `first`.
    Page {
        /// What the filter left.
        selection: Arc<Selection>,
        /// Rank of the first row.
        first: usize,
        /// Number of rows.
        count: usize,
    },
    /// The state at a record.
    Step(Row),
    /// Rows of the records of an edge, as [`Request::Page`].
    EdgePage {
        /// The records of the edge.
        selection: Arc<Selection>,
        /// Rank of the first row.
        first: usize,
        /// Number of rows.
        count: usize,
    },
    /// A question about a picture of a case.
    Picture(Arc<Case>, Picture),
    /// Files and folders that a typed path could go on to.
    Paths(String),
}

/// Requests of which only the newest counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Lane {
    /// Opening.
    Open,
    /// Filter.
    Filter,
    /// Table rows.
    Page,
    /// The state at the focus.
    Step,
    /// Completion of paths.
    Paths,
    /// The handoff graph.
    Graph,
    /// The replay on the graph.
    Overlay,
    /// The records of an edge.
    EdgeRows,
    /// Rows of them.
    EdgePage,
    /// The sequence chart.
    Sequence,
    /// Rows of it.
    Stretch,
    /// A picture into a file.
    Save,
}

impl Lane {
    /// All. The order in which waiting questions are answered: what the eye rests on first.
    pub const ALL: [Lane; 12] = [
        Lane::Step,
        Lane::Page,
        Lane::EdgePage,
        Lane::Filter,
        Lane::Paths,
        Lane::Stretch,
        Lane::Overlay,
        Lane::EdgeRows,
        Lane::Sequence,
        Lane::Graph,
        Lane::Save,
        Lane::Open,
    ];

    /// Lanes of the thread that draws.
    pub(super) fn is_picture(self) -> bool {
        use Lane::{EdgeRows, Graph, Overlay, Save, Sequence, Stretch};
        matches!(self, Stretch | Overlay | EdgeRows | Sequence | Graph | Save)
    }
}

impl Request {
    /// The lane.
    pub fn lane(&self) -> Lane {
        match self {
            Request::OpenBundles(_) | Request::OpenCase(_) | Request::OpenSample => Lane::Open,
            Request::Filter { .. } => Lane::Filter,
            Request::Page { .. } => Lane::Page,
            Request::Step(_) => Lane::Step,
            Request::Paths(_) => Lane::Paths,
            Request::EdgePage { .. } => Lane::EdgePage,
            Request::Picture(_, picture) => picture.lane(),
        }
    }
}
