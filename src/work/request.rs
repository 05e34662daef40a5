//! What the window asks of the worker.
//!
//! Each request belongs to a lane; in a lane only the newest counts.

use super::causes::Trace;
use super::notebook::Keep;
use super::picture::Picture;
use super::settings::Settings;
use super::trust::TrustChoice;
use crate::case::{Case, Name, Row, Selection};
use crate::session::{Looked, Storage};
use crate::view::citation::Citation;
use crate::view::compare;
use crate::view::inspector::PayloadAt;
use crate::view::privilege::{Index, Pick};
use crate::view::seek;
use crate::view::timeline::{Ask, Brush};
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
        /// The stretch of time that it is asked about; `None`: all.
        brush: Option<Brush>,
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
    /// A question about causes and consequences in a case.
    Trace(Arc<Case>, Trace),
    /// One cell of the privileges in full.
    Holding {
        /// The case.
        case: Arc<Case>,
        /// Its index.
        index: Arc<Index>,
        /// As of which record.
        row: Row,
        /// The cell.
        pick: Pick,
    },
    /// The proof of a record.
    Proof(Row),
    /// The checks of a bundle, by its number.
    Checks(usize),
    /// A part of a payload's bytes.
    Payload(PayloadAt),
    /// The timeline of a case.
    Timeline {
        /// The case.
        case: Arc<Case>,
        /// What of it.
        ask: Box<Ask>,
    },
    /// Files and folders that a typed path could go on to.
    Paths(String),
    /// What are these files? Answered at once, and once more when they were read whole.
    Look(Vec<PathBuf>),
    /// Open bundles as the person chose.
    Bring(Box<Bring>),
    /// Open a case folder under another trust, which verifies all of it again.
    OpenCaseUnder(PathBuf, TrustChoice),
    /// What is this trust worth for these files? `None`: the one that suggests itself.
    Weigh(Option<TrustChoice>, Arc<Vec<Looked>>),
    /// Keep a trust as a profile of this name.
    KeepTrust(TrustChoice, String, Arc<Vec<Looked>>),
    /// Save the settings.
    Remember(Box<Settings>),
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
    /// How do two records, runs or versions of a case differ?
    Compare(Arc<Case>, compare::Request),
    /// What of a case can be compared?
    Choices(Arc<Case>, compare::ChoicesRequest),
    /// Write the records of a selection to a new file, as CSV.
    Export(Arc<Selection>, PathBuf),
}

/// How bundles are opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bring {
    /// The bundles.
    pub paths: Vec<PathBuf>,
    /// Whose keys count.
    pub trust: TrustChoice,
    /// The case folder that they go into; `None`: they are looked at and nothing is kept.
    pub into: Option<(PathBuf, Storage)>,
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
    /// Agents by scopes.
    Privileges,
    /// One cell of them in full.
    Holding,
    /// A picture into a file.
    Save,
    /// The links of the focus.
    Links,
    /// What led to it.
    Before,
    /// What followed from it.
    After,
    /// A blast radius.
    Blast,
    /// The records of one of its groups.
    Members,
    /// The proof at the focus.
    Proof,
    /// The checks of a bundle.
    Checks,
    /// Bytes of a payload.
    Payload,
    /// The timeline.
    Timeline,
    /// Weighing and keeping a trust.
    Trust,
    /// Saving the settings.
    Settings,
    /// Completion of the filter.
    Complete,
    /// The notebook.
    Keep,
    /// Citations, both ways.
    Cite,
    /// Writing a table to a file.
    Export,
    /// Comparing.
    Compare,
    /// What can be compared.
    Choices,
}

impl Lane {
    /// All. The order in which waiting questions are answered: what the eye rests on first.
    pub const ALL: [Lane; 33] = [
        Lane::Step,
        Lane::Page,
        Lane::Links,
        Lane::Before,
        Lane::After,
        Lane::Blast,
        Lane::Members,
        Lane::EdgePage,
        Lane::Filter,
        Lane::Payload,
        Lane::Walk,
        Lane::Trust,
        Lane::Paths,
        Lane::Settings,
        Lane::Timeline,
        Lane::Stretch,
        Lane::Holding,
        Lane::Overlay,
        Lane::Privileges,
        Lane::EdgeRows,
        Lane::Sequence,
        Lane::Graph,
        Lane::Save,
        Lane::Proof,
        Lane::Checks,
        Lane::Open,
        Lane::Complete,
        Lane::Keep,
        Lane::Cite,
        Lane::Export,
        Lane::Seek,
        Lane::Compare,
        Lane::Choices,
    ];

    /// Lanes of the thread that draws graphs and sequences.
    pub(super) fn is_picture(self) -> bool {
        use Lane::{EdgeRows, Graph, Overlay, Privileges, Save, Sequence, Stretch};
        matches!(self, Privileges | Stretch | Overlay | EdgeRows | Sequence | Graph | Save)
    }
}

impl Request {
    /// The lane.
    pub fn lane(&self) -> Lane {
        match self {
            Request::OpenBundles(_) | Request::OpenCase(_) | Request::OpenSample | Request::KeepAs(_) => Lane::Open,
            Request::Look(_) | Request::Bring(_) | Request::OpenCaseUnder(..) => Lane::Open,
            Request::Weigh(..) | Request::KeepTrust(..) => Lane::Trust,
            Request::Remember(_) => Lane::Settings,
            Request::Complete(..) => Lane::Complete,
            Request::Keep(_) => Lane::Keep,
            Request::Cite(_) | Request::Find(_) => Lane::Cite,
            Request::Export(..) => Lane::Export,
            Request::Compare(..) => Lane::Compare,
            Request::Choices(..) => Lane::Choices,
            Request::Filter { .. } => Lane::Filter,
            Request::Page { .. } => Lane::Page,
            Request::Step { .. } => Lane::Step,
            Request::Walk(_) => Lane::Walk,
            Request::Seek(_) => Lane::Seek,
            Request::Timeline { .. } => Lane::Timeline,
            Request::Paths(_) => Lane::Paths,
            Request::EdgePage { .. } => Lane::EdgePage,
            Request::Holding { .. } => Lane::Holding,
            Request::Picture(_, picture) => picture.lane(),
            Request::Trace(_, trace) => trace.lane(),
            Request::Proof(_) => Lane::Proof,
            Request::Checks(_) => Lane::Checks,
            Request::Payload(_) => Lane::Payload,
        }
    }
}
