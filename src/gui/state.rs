//! All that the window knows: plain data, changed only by `apply`, read by the panels.

use super::intent::{Centre, Choice, Inspect};
use super::replay::Replay;
use super::table::Anchor;
use super::theme::Look;
use crate::case::filter::{Filter, FilterFault};
use crate::case::{Row, Selection};
use crate::view::banner::Banner;
use crate::view::minimap::Minimap;
use crate::view::table::Page;
use crate::watch::Watch;
use crate::work::{Lane, Opened, Request, Step, Told};
use std::sync::Arc;

/// The window.
#[derive(Debug, Default)]
pub struct State {
    /// How it looks.
    pub look: Look,
    /// What is being opened.
    pub opening: Option<Job>,
    /// What is open; `None`: the welcome page stands.
    pub desk: Option<Desk>,
    /// The path box.
    pub path: PathBox,
    /// What the person should know, newest last.
    pub notices: Vec<Told>,
    /// For each lane the newest request that was sent.
    pub sent: [u64; Lane::ALL.len()],
}

/// An opening that runs.
#[derive(Debug)]
pub struct Job {
    /// What is opened.
    pub what: String,
    /// Its progress.
    pub watch: Arc<Watch>,
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
    /// The opening was ended before everything was checked.
    pub stopped: bool,
    /// The filter.
    pub filter: FilterState,
    /// The table.
    pub table: TableState,
    /// The record that everything is about.
    pub focus: Option<Row>,
    /// The state there, once it was read.
    pub step: Option<Arc<Step>>,
    /// Page of the inspector.
    pub inspect: Inspect,
    /// Page of the centre.
    pub centre: Centre,
    /// Replay goes on by itself.
    pub playing: bool,
    /// The replay.
    pub replay: Replay,
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
    /// Its records.
    pub selection: Arc<Selection>,
    /// Where records of which mark lie in it.
    pub minimap: Arc<Minimap>,
    /// A newer filter is being answered.
    pub busy: bool,
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
    /// Give the keyboard to the filter field.
    FocusFilter,
}

impl State {
    /// Notes that a request went out; updates of older ones are dropped from now on.
    pub fn note_sent(&mut self, lane: Lane, generation: u64, watch: Arc<Watch>) {
        if let Some(sent) = self.sent.get_mut(lane as usize) {
            *sent = generation;
        }
        if let (Lane::Open, Some(job)) = (lane, &mut self.opening) {
            job.watch = watch;
        }
    }

    /// Whether an update answers the newest request of its lane.
    pub fn is_current(&self, lane: Lane, generation: u64) -> bool {
        self.sent.get(lane as usize) == Some(&generation)
    }
}

impl Desk {
    /// Rows of the table.
    pub fn rows(&self) -> u64 {
        self.filter.selection.count() as u64
    }

    /// The rank of the focus in the filter; `None`: it is hidden, or there is none.
    pub fn focus_rank(&self) -> Option<u64> {
        let focus = self.focus.filter(|row| self.filter.selection.contains(*row))?;
        Some(self.filter.selection.rank(focus) as u64)
    }

    /// The banner that stands.
    pub fn banner(&self) -> Option<&Banner> {
        self.banners.get(self.bundle)
    }
}
