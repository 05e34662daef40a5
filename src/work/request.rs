//! What the window asks of the worker.
//!
//! Each request belongs to a lane; in a lane only the newest counts.

use super::notebook::Keep;
use crate::case::{Row, Selection};
use crate::view::citation::Citation;
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
    /// Files and folders that a typed path could go on to.
    Paths(String),
    /// What may stand at the cursor of the filter field, so many characters into the text.
    Complete(String, usize),
    /// Change the notebook. None of these is ever dropped for a newer one.
    Keep(Keep),
    /// Make a case folder of what is open without one; what the notebook holds is written into it.
    KeepAs(PathBuf),
    /// The citation of a record.
    Cite(Row),
    /// The record that a citation means.
    Find(Box<Citation>),
    /// Write the records of a selection to a new file, as CSV.
    Export(Arc<Selection>, PathBuf),
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
    /// Completion of the filter.
    Complete,
    /// The notebook.
    Keep,
    /// Citations, both ways.
    Cite,
    /// Writing a table to a file.
    Export,
}

impl Lane {
    /// All. The order in which waiting questions are answered: what the eye rests on first.
    pub const ALL: [Lane; 9] = [
        Lane::Step,
        Lane::Page,
        Lane::Filter,
        Lane::Paths,
        Lane::Open,
        Lane::Complete,
        Lane::Keep,
        Lane::Cite,
        Lane::Export,
    ];
}

impl Request {
    /// The lane.
    pub fn lane(&self) -> Lane {
        match self {
            Request::OpenBundles(_) | Request::OpenCase(_) | Request::OpenSample | Request::KeepAs(_) => Lane::Open,
            Request::Complete(..) => Lane::Complete,
            Request::Keep(_) => Lane::Keep,
            Request::Cite(_) | Request::Find(_) => Lane::Cite,
            Request::Export(..) => Lane::Export,
            Request::Filter { .. } => Lane::Filter,
            Request::Page { .. } => Lane::Page,
            Request::Step(_) => Lane::Step,
            Request::Paths(_) => Lane::Paths,
        }
    }
}
