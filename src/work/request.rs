//! What the window asks of the worker.
//!
//! Each request belongs to a lane; in a lane only the newest counts.

use crate::case::{Row, Selection};
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
    /// The proof of a record.
    Proof(Row),
    /// The checks of a bundle, by its number.
    Checks(usize),
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
    /// The proof at the focus.
    Proof,
    /// The checks of a bundle.
    Checks,
}

impl Lane {
    /// All. The order in which waiting questions are answered: what the eye rests on first.
    pub const ALL: [Lane; 7] =
        [Lane::Step, Lane::Page, Lane::Filter, Lane::Paths, Lane::Open, Lane::Proof, Lane::Checks];
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
            Request::Proof(_) => Lane::Proof,
            Request::Checks(_) => Lane::Checks,
        }
    }
}
