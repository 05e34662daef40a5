//! What the window asks of the worker.
//!
//! Each request belongs to a lane; in a lane only the newest counts.

use crate::case::{Name, Row, Selection};
use crate::view::seek;
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
    Step {
        /// The record.
        row: Row,
        /// The step before, to say what changed since; `None`: there was none.
        before: Option<Row>,
    },
    /// The records that a mode of the replay steps over.
    Walk(Walk),
    /// The next place to stop at.
    Seek(seek::Request),
    /// Files and folders that a typed path could go on to.
    Paths(String),
}

/// What a replay steps over, other than the records of the filter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Walk {
    /// The bundle that is looked at; `None`: all.
    pub part: Option<usize>,
    /// Which of its records.
    pub steps: Steps,
}

/// Which records are steps.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Steps {
    /// All.
    All,
    /// Decisions.
    Decisions,
    /// The handoffs of a run of a log.
    Handoffs(usize, Name),
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
    /// The steps of the replay's mode.
    Walk,
    /// The next place to stop at.
    Seek,
    /// Completion of paths.
    Paths,
}

impl Lane {
    /// All. The order in which waiting questions are answered: what the eye rests on first.
    pub const ALL: [Lane; 7] =
        [Lane::Step, Lane::Page, Lane::Filter, Lane::Walk, Lane::Paths, Lane::Seek, Lane::Open];
}

impl Request {
    /// The lane.
    pub fn lane(&self) -> Lane {
        match self {
            Request::OpenBundles(_) | Request::OpenCase(_) | Request::OpenSample => Lane::Open,
            Request::Filter { .. } => Lane::Filter,
            Request::Page { .. } => Lane::Page,
            Request::Step { .. } => Lane::Step,
            Request::Walk(_) => Lane::Walk,
            Request::Seek(_) => Lane::Seek,
            Request::Paths(_) => Lane::Paths,
        }
    }
}
