//! All that the window knows: plain data, changed only by `apply`, read by the panels.

use super::causes::state::CausesState;
use super::columns::Columns;
use super::compare::CompareState;
use super::completion::CompletionState;
use super::findings::FindingsState;
use super::graph::state::GraphState;
use super::hover::{self, Hover};
use super::importing::{self, Source};
use super::intent::{Choice, Inspect};
use super::notes::NotesState;
use super::over::Over;
use super::pace::Pace;
use super::privilege::state::PrivilegeState;
use super::replay::Replay;
use super::sequence::state::SequenceState;
use super::table::Anchor;
use super::theme::Look;
use super::timeline::TimelineState;
use super::undo::Undo;
use crate::case::filter::{Filter, FilterFault};
use crate::case::{Case, Row, Selection};
use crate::view::banner::Banner;
use crate::view::gaps::Gaps;
use crate::view::inspector::{PayloadAt, PayloadPart};
use crate::view::minimap::Minimap;
use crate::view::proof::{BundleChecks, Field};
use crate::view::table::Page;
use crate::view::timeline::Brush;
use crate::watch::Watch;
use crate::work::{Kept, Lane, Opened, Proved, Request, Run, Settings, Step, Told};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// The window.
#[derive(Debug, Default)]
pub struct State {
    /// How it looks.
    pub look: Look,
    /// What is being opened.
    pub opening: Option<Job>,
    /// An opening that is being chosen; its page stands in front.
    pub import: Option<importing::Page>,
    /// What is open, or is being opened.
    pub source: Option<Source>,
    /// What is remembered from one run to the next.
    pub settings: Settings,
    /// Files cannot be dragged in here.
    pub no_drops: bool,
    /// What is open; `None`: the welcome page stands.
    pub desk: Option<Desk>,
    /// The path box.
    pub path: PathBox,
    /// What lies over the window.
    pub over: Option<Over>,
    /// Where other keys can be set; `None`: nowhere.
    pub keys_file: Option<PathBuf>,
    /// What draws the window, in words; `None`: it is not a real one.
    pub renderer: Option<String>,
    /// What the person should know, newest last.
    pub notices: Vec<Told>,
    /// A notebook of a case that is not shown yet.
    pub early: Option<Arc<Kept>>,
    /// For each lane the newest request that was sent.
    pub sent: BTreeMap<Lane, u64>,
}

/// An opening that runs.
#[derive(Debug)]
pub struct Job {
    /// What is opened.
    pub what: String,
    /// Its progress.
    pub watch: Arc<Watch>,
    /// How fast it is.
    pub pace: Pace,
    /// What is open already is opened again: everything stays where it is.
    pub again: bool,
}

impl Job {
    /// A job that begins.
    pub fn new(what: String, again: bool) -> Job {
        Job { what, watch: Arc::default(), pace: Pace::default(), again }
    }
}

/// The path box of the welcome page.
#[derive(Debug, Default)]
pub struct PathBox {
    /// What was typed.
    pub text: String,
    /// Where it could go on to.
    pub offers: Vec<String>,
}

/// An open case.
#[derive(Debug)]
pub struct Desk {
    /// What the worker said of it.
    pub opened: Arc<Opened>,
    /// The verdict on each bundle, in words.
    pub banners: Vec<Banner>,
    /// The bundle that the banner is about.
    pub bundle: usize,
    /// The search index that is being made.
    pub indexing: Option<Job>,
    /// The opening was ended before everything was checked.
    pub stopped: bool,
    /// The filter.
    pub filter: FilterState,
    /// The table.
    pub table: TableState,
    /// The timeline.
    pub timeline: TimelineState,
    /// The record that everything is about.
    pub focus: Option<Row>,
    /// The state there, once it was read.
    pub step: Option<Arc<Step>>,
    /// The proof of a record, once it was asked for.
    pub proof: Option<Proved>,
    /// The checks of a bundle, once they were asked for.
    pub checks: Option<Arc<BundleChecks>>,
    /// How the exact bytes are shown.
    pub raw: RawState,
    /// Bytes of a payload, once they were asked for.
    pub payload: Option<PayloadPart>,
    /// Page of the inspector.
    pub inspect: Inspect,
    /// The pages of the centre.
    pub centre: Columns,
    /// The graph.
    pub graph: GraphState,
    /// The sequence chart.
    pub sequence: SequenceState,
    /// Causes and consequences.
    pub causes: CausesState,
    /// The comparison.
    pub compare: CompareState,
    /// Agents by scopes.
    pub privilege: PrivilegeState,
    /// The path that a picture is saved to, while it is typed.
    pub save: Option<String>,
    /// What the pointer is on, and in which pane.
    pub hover: Option<(hover::Source, Hover)>,
    /// The findings.
    pub findings: FindingsState,
    /// What the reviewer keeps.
    pub notes: NotesState,
    /// What could not be read last, by its lane, and why; until it is asked for again.
    pub faults: BTreeMap<Lane, String>,
    /// Replay goes on by itself.
    pub playing: bool,
    /// The replay.
    pub replay: Replay,
    /// What can be taken back.
    pub undo: Undo,
}

/// The filter field and what came of it.
#[derive(Debug)]
pub struct FilterState {
    /// What is typed.
    pub text: String,
    /// What is wrong with it.
    pub fault: Option<FilterFault>,
    /// The filter that holds.
    pub holds: Filter,
    /// The bundle that is looked at; `None`: all.
    pub part: Option<usize>,
    /// The stretch of time that is looked at; `None`: all. No part of the filter, and put away alone.
    pub brush: Option<Brush>,
    /// Its records.
    pub selection: Arc<Selection>,
    /// Its records, were there no brush.
    pub unbrushed: Arc<Selection>,
    /// Where records of which mark lie in it.
    pub minimap: Arc<Minimap>,
    /// Records that are not there, between them.
    pub gaps: Arc<Gaps>,
    /// A newer filter is being answered.
    pub busy: bool,
    /// Rows that were looked at, where not all were: more records may fit.
    pub reach: Option<usize>,
    /// Where it has no records: for each condition how many there would be without it.
    pub without: Vec<(String, usize)>,
    /// What may be typed next, and what was before.
    pub completion: CompletionState,
    /// What gave way to show a record, until something else is chosen.
    pub lifted: Option<Lifted>,
}

/// What was lifted so that a record can be seen.
#[derive(Clone, PartialEq, Debug)]
pub struct Lifted {
    /// The record.
    pub row: Row,
    /// The filter.
    pub text: Option<String>,
    /// The bundle, which gave way to that of the record.
    pub part: Option<usize>,
    /// The time range.
    pub brush: Option<Brush>,
}

/// The page of exact bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RawState {
    /// In hex; else as text.
    pub hex: bool,
    /// The chosen field, by its number.
    pub field: Option<usize>,
    /// The payload whose bytes are shown, by its number, and from which byte on; `None`: the record's line.
    pub payload: Option<(usize, usize)>,
}

/// The table.
#[derive(Debug, Default)]
pub struct TableState {
    /// Its place.
    pub anchor: Anchor,
    /// Pixels of rows that fit.
    pub height: f32,
    /// Rows that were read.
    pub page: Option<Arc<Page>>,
    /// The rows that were asked for: rank of the first, and number.
    pub asked: Option<(usize, usize)>,
}

/// What a picture was asked for.
#[derive(Clone, Debug)]
pub struct Asked<R> {
    /// Of which case.
    pub case: Arc<Case>,
    /// What.
    pub request: R,
    /// Only of this run.
    pub run: Option<Run>,
}

impl<R: PartialEq> PartialEq for Asked<R> {
    fn eq(&self, other: &Asked<R>) -> bool {
        Arc::ptr_eq(&self.case, &other.case) && self.request == other.request && self.run == other.run
    }
}

/// What is to be done about a change, outside the state.
#[derive(Debug)]
pub enum Effect {
    /// Ask the worker.
    Send(Request),
    /// Cancel a lane.
    Cancel(Lane),
    /// Show a dialog.
    Ask(Choice),
    /// Put a text into the clipboard.
    Copy(String),
    /// Put a look on.
    Wear(Look),
    /// Make everything this large.
    Zoom(f32),
    /// Give the keyboard to the filter field.
    FocusFilter,
    /// Give the keyboard to the list of findings.
    FocusFindings,
    /// Give the keyboard to the note's field.
    FocusNote,
    /// Close the window.
    Quit,
    /// Fill the screen, or no longer.
    FullScreen,
    /// Give the keyboard to the next pane, or to the one before.
    Walk(bool),
    /// Let go of the sizes of all panels.
    ResetPanels,
}

impl State {
    /// Notes that a request went out; updates of older ones are dropped from now on.
    pub fn note_sent(&mut self, lane: Lane, generation: u64, watch: Arc<Watch>) {
        self.sent.insert(lane, generation);
        if let Some(desk) = &mut self.desk {
            super::apply::causes_watched(desk, lane, Arc::clone(&watch));
            desk.faults.remove(&lane);
        }
        let exporting = self.desk.as_mut().and_then(|desk| desk.notes.exporting.as_mut());
        match (lane, &mut self.opening, &mut self.import, exporting) {
            (Lane::Open, Some(job), ..) => job.watch = watch,
            (Lane::Open, None, Some(page), _) => page.watch = watch,
            (Lane::Export, _, _, Some(exporting)) => exporting.watch = watch,
            _ => {}
        }
    }

    /// The newest request of a lane; 0: none was ever sent.
    pub fn newest(&self, lane: Lane) -> u64 {
        self.sent.get(&lane).copied().unwrap_or_default()
    }

    /// Whether an update answers the newest request of its lane.
    pub fn is_current(&self, lane: Lane, generation: u64) -> bool {
        self.newest(lane) == generation
    }
}

impl Desk {
    /// Shown records.
    pub fn rows(&self) -> u64 {
        self.filter.selection.count() as u64
    }

    /// The rank of the focus in the filter; `None`: it is hidden, or there is none.
    pub fn focus_rank(&self) -> Option<u64> {
        let focus = self.focus.filter(|row| self.filter.selection.contains(*row))?;
        Some(self.filter.selection.rank(focus) as u64)
    }

    /// Places of the table: the shown records, and the rows for those that are not there.
    pub fn places(&self) -> u64 {
        self.filter.gaps.places(self.rows())
    }

    /// What stands in the place of something that is not there yet: what is being done, or why it will not come.
    pub fn waits(&self, lane: Lane, words: &str) -> String {
        self.faults.get(&lane).map_or(words.to_owned(), |why| format!("This could not be read: {why}"))
    }

    /// The payload whose bytes are to be shown.
    pub fn payload_wanted(&self) -> Option<PayloadAt> {
        let ((number, from), row) = (self.raw.payload?, self.focus?);
        Some(PayloadAt { row, number, from })
    }

    /// The part of it that is to be shown, once it came.
    pub fn payload_shown(&self) -> Option<&PayloadPart> {
        let wanted = self.payload_wanted()?;
        self.payload.as_ref().filter(|part| part.at == wanted)
    }

    /// Fields of the bytes that are shown.
    pub fn raw_fields(&self) -> &[Field] {
        match self.raw.payload {
            Some(_) => self.payload_shown().map_or(&[], |part| &part.fields),
            None => self.step.as_ref().map_or(&[], |step| &step.fields),
        }
    }

    /// The banner that stands.
    pub fn banner(&self) -> Option<&Banner> {
        self.banners.get(self.bundle)
    }
}
