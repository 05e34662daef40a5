//! What the person at the window wants. Panels return intents; one reducer takes them in.

use super::causes::state::CausesIntent;
use super::compare::CompareIntent;
use super::completion::Completion;
use super::graph::state::GraphIntent;
use super::importing::Wish;
use super::notes::Notes;
use super::privilege::state::PrivilegeIntent;
use super::sequence::state::SequenceIntent;
use super::theme::Look;
use crate::case::Row;
use crate::work::Pane;
use std::path::PathBuf;

/// A wish.
#[derive(Clone, PartialEq, Debug)]
pub enum Intent {
    /// Open something.
    Open(Open),
    /// Files were chosen: look at them, and let the person choose how they are opened.
    Bring(Vec<PathBuf>),
    /// Choose the trust of what is open again.
    TrustAgain,
    /// What the person does on the page of an opening.
    Import(Wish),
    /// Larger, smaller, or with 0 back to 100 %.
    Zoom(i8),
    /// Take something off the list of what was opened.
    Forget(PathBuf),
    /// Ask for files in the desktop's own dialog.
    Choose(Choice),
    /// The dialog's answer; `None`: it cannot be shown here.
    Chosen(Choice, Option<Vec<PathBuf>>),
    /// The path box holds this text now.
    PathTyped(String),
    /// Open what the path box says.
    PathEntered,
    /// End the opening that runs.
    StopOpening,
    /// Back to the welcome page.
    Close,
    /// End the program.
    Quit,
    /// Fill the screen, or no longer.
    FullScreen,
    /// The keyboard to the next pane, or to the one before.
    Walk(bool),
    /// All panes as at first.
    ResetLayout,
    /// Take the last change back.
    Undo,
    /// Do it again.
    Redo,
    /// Something about what lies over the window.
    Over(super::over::Wish),
    /// Put a notice away, by its number.
    Dismiss(usize),
    /// The filter field holds this text now.
    FilterTyped(String),
    /// Add a condition to the filter.
    FilterAdd(String),
    /// Drop a condition of the filter, by its position.
    FilterDrop(usize),
    /// To a record, which is shown and scrolled to.
    Focus(Row),
    /// To a record in the table; a filter that hides it gives way.
    Reveal(Row),
    /// What gave way to a record holds again.
    PutBack,
    /// To a row of the table, by its rank.
    FocusRank(u64),
    /// A stride of the replay.
    Go(Stride),
    /// Start or stop playing.
    Play,
    /// Something of the replay.
    Replay(super::replay::Wish),
    /// Time for the next step of playing.
    Tick,
    /// Scroll the table by pixels.
    Scroll(f32),
    /// Scroll the table to a share of its length, 0 to 1.
    ScrollTo(f64),
    /// The table has room for so many pixels of rows.
    TableHeight(f32),
    /// Show a pane, or put it away.
    Toggle(Pane),
    /// Show a page of the inspector.
    Inspect(Inspect),
    /// Show a page of the centre.
    Centre(Centre),
    /// Something about the findings.
    Findings(super::findings::Wish),
    /// Something about the columns of the centre.
    Columns(super::columns::Wish),
    /// Something about the graph.
    Graph(GraphIntent),
    /// The pointer is on this in a pane, or on nothing there any more.
    Hover(super::hover::Source, Option<super::hover::Hover>),
    /// Something about the sequence chart.
    Sequence(SequenceIntent),
    /// Something about causes and consequences.
    Causes(CausesIntent),
    /// Something about the page of privileges.
    Privilege(PrivilegeIntent),
    /// The path to save the picture of the centre to holds this now; `None`: it is not to be saved.
    SaveTyped(Option<String>),
    /// Save it there.
    SaveEntered,
    /// Banner and table are about this bundle now; `None`: the table is about all.
    Bundle(Option<usize>),
    /// How the exact bytes are shown, and which of their fields is chosen.
    Raw(Raw),
    /// Something about the timeline.
    Timeline(super::timeline::Wish),
    /// Put a look on.
    Look(Look),
    /// Put a text into the clipboard.
    Copy(String),
    /// Give the keyboard to the filter field.
    FocusFilter,
    /// Something about the list under the filter field.
    Completion(Completion),
    /// Something about comparing.
    Compare(CompareIntent),
    /// Something about the notebook, citations, visits or exports.
    Notes(Notes),
}

/// What to open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Open {
    /// Files and folders: bundles, as a case without a folder, or one case folder.
    Bundles(Vec<PathBuf>),
    /// A case folder.
    Case(PathBuf),
    /// The samples that the program carries.
    Sample,
}

/// What a dialog asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Choice {
    /// Bundles.
    Bundles,
    /// A case folder.
    Case,
    /// A new file for a picture.
    Svg,
    /// A folder with a trust profile, for the page of an opening.
    TrustFolder,
    /// A folder for a case, for the page of an opening.
    CaseFolder,
}

/// A stride.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stride {
    /// So many records on, or back.
    By(i64),
    /// To the first record.
    First,
    /// To the last record.
    Last,
    /// To the next record that failed or lacks something.
    NextFailure,
    /// To the one before.
    PreviousFailure,
    /// A screen of rows down, or up.
    Screens(i64),
}

/// On the page of exact bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Raw {
    /// In hex, or as text.
    Hex(bool),
    /// Choose a field by its number; the chosen one again lets it go.
    Field(usize),
    /// Choose the field so many after the chosen one, or before.
    By(i64),
    /// The bytes of a payload, by its number, from so many bytes on; `None`: those of the record's line.
    Payload(Option<(usize, usize)>),
}

/// Pages of the inspector.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Inspect {
    /// The message in full.
    #[default]
    Message,
    /// The policy.
    Policy,
    /// The template.
    Template,
    /// Grants and scopes.
    Grants,
    /// What was checked, and how to check it elsewhere.
    Proof,
    /// The exact bytes.
    Raw,
}

impl Inspect {
    /// All, in their order.
    pub const ALL: [Inspect; 6] =
        [Inspect::Message, Inspect::Policy, Inspect::Template, Inspect::Grants, Inspect::Proof, Inspect::Raw];

    /// The word on the tab.
    pub fn word(self) -> &'static str {
        match self {
            Inspect::Message => "Message",
            Inspect::Policy => "Policy",
            Inspect::Template => "Template",
            Inspect::Grants => "Grants",
            Inspect::Proof => "Proof",
            Inspect::Raw => "Raw",
        }
    }
}

/// Pages of the centre.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Centre {
    /// The table of records.
    #[default]
    Messages,
    /// The handoff graph.
    Graph,
    /// The sequence chart.
    Sequence,
    /// What led to the record in focus, and what followed.
    Causes,
    /// Two things side by side.
    Compare,
    /// Agents by scopes.
    Privileges,
    /// The findings: why the verdict is what it is.
    Why,
}

impl Centre {
    /// All, in their order.
    pub const ALL: [Centre; 7] = [
        Centre::Messages,
        Centre::Graph,
        Centre::Sequence,
        Centre::Causes,
        Centre::Privileges,
        Centre::Compare,
        Centre::Why,
    ];

    /// The word on the tab.
    pub fn word(self) -> &'static str {
        match self {
            Centre::Messages => "Messages",
            Centre::Graph => "Graph",
            Centre::Sequence => "Sequence",
            Centre::Causes => "Causes",
            Centre::Compare => "Compare",
            Centre::Privileges => "Privileges",
            Centre::Why => "Findings",
        }
    }
}
