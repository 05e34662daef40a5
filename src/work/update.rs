//! What the worker tells the window.
//!
//! Everything is a snapshot behind an `Arc`; nothing here changes once it is sent.

use super::Wake;
use super::causes::Traced;
use super::notebook::{Keep, Kept};
use super::picture::Drawn;
use super::request::{Lane, Walk};
use super::trust::Weighed;
use crate::case::{Assurance, Case, Row, Selection};
use crate::session::{Looked, Standing};
use crate::verify::Verdict;
use crate::view::changed::Change;
use crate::view::citation::{Citation, Found};
use crate::view::compare::{Choices, Compared};
use crate::view::completion::Offers;
use crate::view::contents::{BundleItem, Section};
use crate::view::gaps::Gaps;
use crate::view::inspector::{Lines, PayloadPart};
use crate::view::mention::Mention;
use crate::view::minimap::Minimap;
use crate::view::previous::Differences;
use crate::view::privilege;
use crate::view::proof::{BundleChecks, Field, RecordProof};
use crate::view::replay;
use crate::view::seek;
use crate::view::table::Page;
use crate::view::timeline::{Brush, Shown};
use crate::watch::Watch;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;

/// News, with the generation of the request that it answers.
#[derive(Debug)]
pub enum Update {
    /// Something is open, or more is known about it.
    Opened(u64, Box<Opened>),
    /// The records that a filter means.
    Filtered(u64, Box<Filtered>),
    /// Rows.
    Page(u64, Arc<Page>),
    /// The state at a record; `None`: there is no such record.
    Step(u64, Option<Arc<Step>>),
    /// The records that a mode of the replay steps over.
    Walk(u64, Walk, Arc<Selection>),
    /// What came of a search.
    Sought(u64, seek::Found),
    /// A cell of the privileges in full; `None`: nothing is recorded of it there.
    Holding(u64, Option<Arc<privilege::Detail>>),
    /// The proof of a record.
    Proof(u64, Box<Proved>),
    /// The checks of a bundle.
    Checks(u64, Arc<BundleChecks>),
    /// Bytes of a payload.
    Payload(u64, Box<PayloadPart>),
    /// The timeline.
    Timeline(u64, Arc<Shown>),
    /// Where a typed path could go on to.
    Paths(u64, Vec<String>),
    /// Rows of the records of an edge.
    EdgePage(u64, Arc<Page>),
    /// A picture, or what hangs on one.
    Drawn(u64, Lane, Drawn),
    /// Causes, consequences, or what hangs on them.
    Traced(u64, Lane, Traced),
    /// What files are.
    Looked(u64, Arc<Vec<Looked>>),
    /// What a trust is worth for them.
    Weighed(u64, Box<Weighed>),
    /// The settings were saved; of each thing that was opened before, whether it is gone.
    Remembered(u64, Vec<bool>),
    /// What may stand at the cursor of the filter field.
    Offers(u64, Box<Offers>),
    /// The notebook, as it stands after a change or an opening.
    Kept(Arc<Kept>),
    /// The citation of a record, or one sentence on why there is none.
    Cited(u64, Result<String, String>),
    /// What a citation means here.
    Found(u64, Box<Citation>, Found),
    /// A table was written: the file, its records, and the change that notes it in the log.
    Exported(u64, PathBuf, usize, Keep),
    /// A comparison, or one sentence on why there is none.
    Compared(u64, Result<Arc<Compared>, String>),
    /// What can be compared.
    Choices(u64, Arc<Choices>),
    /// The search index of a case is being made, behind everything else.
    Indexing(Arc<Case>, Arc<Watch>),
    /// It is made, or why it is not.
    Indexed(Arc<Case>, Result<(), Told>),
    /// A job could not be done.
    Failed(u64, Lane, Told),
}

/// Why a job could not be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Told {
    /// What happened.
    pub what: String,
    /// What it means, and what to do.
    pub hint: String,
    /// The caller asked for the end: nothing to tell.
    pub cancelled: bool,
}

/// How far an opening is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// The first records of a large bundle can be read; the others are still to come, and so are signatures.
    Beginning,
    /// Records can be read; their signatures are still to come, and nothing is verified.
    Glance,
    /// All that will be checked was checked.
    Whole,
}

/// A case that is open.
#[derive(Clone, Debug)]
pub struct Opened {
    /// How far.
    pub stage: Stage,
    /// The records.
    pub case: Arc<Case>,
    /// A name for each bundle, in the order of the case's parts.
    pub names: Vec<String>,
    /// The bundles.
    pub bundles: Vec<BundleItem>,
    /// What else there is to choose from.
    pub sections: Vec<Section>,
    /// The same for each bundle alone; empty where there is only one.
    pub part_sections: Vec<Vec<Section>>,
    /// The trust profile of each bundle; `None`: none.
    pub under: Vec<Option<String>>,
    /// For each bundle that its log was sealed on this machine, in words; `None`: not as far as is known.
    pub sealed: Vec<Option<String>>,
    /// When it was opened, in POSIX seconds.
    pub when: u64,
    /// The case folder.
    pub folder: Option<PathBuf>,
    /// The verdict on everything.
    pub verdict: Verdict,
    /// When it was found.
    pub standing: Standing,
    /// What the reviewer should know.
    pub notices: Vec<String>,
    /// All records.
    pub all: Arc<Selection>,
    /// Where records of which mark lie.
    pub minimap: Arc<Minimap>,
    /// Records that are not there.
    pub gaps: Arc<Gaps>,
    /// How many records carry each mark, in the order of [`Assurance::ALL`].
    pub marks: [u64; Assurance::ALL.len()],
}

impl Opened {
    /// What else there is to choose from in a bundle, or in all.
    pub fn sections_of(&self, part: Option<usize>) -> &[Section] {
        part.and_then(|part| self.part_sections.get(part)).unwrap_or(&self.sections)
    }
}

/// The state at a record, with its long texts cut into lines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// The state.
    pub state: replay::State,
    /// For each of its versions the text of the cited artifact and of the one in force; `None`: not there, or the same.
    pub texts: Vec<(Option<Lines>, Option<Lines>)>,
    /// For each of its versions how it differs from the one before, and from the one in force.
    pub differences: Vec<Differences>,
    /// What changed since the step before; `None`: there was none.
    pub changes: Option<Changes>,
    /// The record's exact bytes; `None`: they cannot be read.
    pub bytes: Option<Vec<u8>>,
    /// Where its fields stand in them.
    pub fields: Vec<Field>,
}

/// The proof of a record, or why there is none.
#[derive(Clone, Debug)]
pub struct Proved {
    /// The record.
    pub row: Row,
    /// Its proof.
    pub proof: Result<Arc<RecordProof>, String>,
}

/// What changed since another step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Changes {
    /// The other step.
    pub since: Mention,
    /// The changes.
    pub list: Vec<Change>,
}

/// A filter, answered.
#[derive(Clone, Debug)]
pub struct Filtered {
    /// The filter.
    pub text: String,
    /// The bundle that it was asked about; `None`: all.
    pub part: Option<usize>,
    /// The stretch of time that it was asked about; `None`: all.
    pub brush: Option<Brush>,
    /// The case that was searched.
    pub case: Arc<Case>,
    /// Rows below this were looked at: all of them at the end. Others that fit may still come.
    pub reach: usize,
    /// Its records, as far as they are known.
    pub selection: Arc<Selection>,
    /// Its records, were there no brush.
    pub unbrushed: Arc<Selection>,
    /// Where records of which mark lie in it.
    pub minimap: Arc<Minimap>,
    /// Records that are not there, between them.
    pub gaps: Arc<Gaps>,
    /// Where it has no records: for each of its conditions how many there would be without it.
    pub without: Vec<(String, usize)>,
}

/// The way out, with the wake call behind it.
#[derive(Clone)]
pub(super) struct Outbox {
    sender: Sender<Update>,
    wake: Wake,
}

impl Outbox {
    pub fn new(sender: Sender<Update>, wake: Wake) -> Outbox {
        Outbox { sender, wake }
    }

    /// Sends, and wakes the window. A window that is gone hears nothing.
    pub fn send(&self, update: Update) {
        if self.sender.send(update).is_ok() {
            (self.wake)();
        }
    }
}
