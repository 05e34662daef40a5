//! What the page of causes knows.

use crate::case::Row;
use crate::gui::state::Asked;
use crate::view::causes::blast::{self, Blast, Group};
use crate::view::causes::{Direct, Listed, Walk, Way};
use crate::watch::Watch;
use std::sync::Arc;

/// The page.
#[derive(Debug, Default)]
pub struct CausesState {
    /// Which of its two.
    pub page: Page,
    /// What the links were asked for.
    pub asked: Option<Asked<Row>>,
    /// The links of a record; of the one before, until those of the focus are read.
    pub direct: Option<Arc<Direct>>,
    /// They are being read.
    pub busy: bool,
    /// What led to it and what followed, as far as all was asked for; in the order of [`Way::ALL`].
    chains: [Option<Chain>; Way::ALL.len()],
    /// The blast radius.
    pub blast: BlastState,
    /// The first record of this list is to have the keyboard.
    pub keys_to: Option<Way>,
}

/// A half of the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Page {
    /// Causes and consequences.
    #[default]
    Links,
    /// The blast radius.
    Blast,
}

/// All that links lead to, one way.
#[derive(Debug, Default)]
pub struct Chain {
    /// It is being walked or read.
    pub busy: bool,
    /// How far that is.
    pub watch: Arc<Watch>,
    /// The walk.
    pub walk: Option<Arc<Walk>>,
    /// Some of its records.
    pub listed: Option<Arc<Listed>>,
}

/// The blast radius.
#[derive(Debug, Default)]
pub struct BlastState {
    /// Of the agent that acted in the focus; else of the focus alone.
    pub of_agent: bool,
    /// What was asked.
    pub asked: Option<Asked<blast::Request>>,
    /// It is being counted.
    pub busy: bool,
    /// How far that is.
    pub watch: Arc<Watch>,
    /// What came of it.
    pub found: Option<Arc<Blast>>,
    /// The group of which the records are listed.
    pub group: Option<Group>,
    /// They.
    pub members: Option<Arc<Listed>>,
}

/// What the person does there.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum CausesIntent {
    /// Bring the page in front, with this half of it; the keyboard goes to a list.
    Open(Page, Option<Way>),
    /// The list has the keyboard.
    KeysTaken,
    /// Walk all links this way.
    All(Way),
    /// Only the direct links again; ends a walk that runs.
    Direct(Way),
    /// The records of a walk from this rank on.
    From(Way, usize),
    /// Of the agent, or of the record alone.
    OfAgent(bool),
    /// End counting.
    StopBlast,
    /// Count again.
    Count,
    /// List the records of a group, or of none.
    Group(Option<Group>),
    /// From this rank on.
    MembersFrom(usize),
}

impl CausesState {
    /// What was asked of all links this way.
    pub fn chain(&self, way: Way) -> Option<&Chain> {
        self.chains.get(way as usize)?.as_ref()
    }

    /// The place for it.
    pub fn chain_mut(&mut self, way: Way) -> &mut Option<Chain> {
        let [before, after] = &mut self.chains;
        match way {
            Way::Before => before,
            Way::After => after,
        }
    }

    /// Whether something runs that shows how far it is.
    pub fn is_busy(&self) -> bool {
        let walks = self.chains.iter().flatten().any(|chain| chain.busy);
        walks || self.blast.busy
    }
}
