//! The arguments of the commands over a case.

use super::args::TrustFrom;
use crate::case::Artifact;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `recount import`
#[derive(Args, Debug)]
pub struct Import {
    #[command(flatten)]
    pub trust: TrustFrom,
    /// Leave the bundles where they are; without it they are copied into the case
    #[arg(long)]
    pub in_place: bool,
    /// Name of the reviewer, for the case's log
    #[arg(long, value_name = "NAME")]
    pub reviewer: Option<String>,
    /// The case folder; it is made if it is not there
    pub case: PathBuf,
    /// Bundles
    #[arg(required = true, value_name = "BUNDLE")]
    pub bundles: Vec<PathBuf>,
}

/// `recount log`
#[derive(Args, Debug)]
pub struct Log {
    /// The case folder
    pub case: PathBuf,
    /// Write the log as a signed bundle
    #[arg(long, value_name = "FILE.sab")]
    pub out: Option<PathBuf>,
}

/// Text or JSON.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub enum Form {
    /// For people
    #[default]
    Text,
    /// One JSON object a line
    Json,
}

/// Form of a list of records.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Rows {
    /// For people
    Text,
    /// One JSON object a line
    Json,
    /// For spreadsheets
    Csv,
}

/// `recount search`
#[derive(Args, Debug)]
pub struct Search {
    #[command(flatten)]
    pub trust: TrustFrom,
    /// Form of the list
    #[arg(long, value_enum, default_value_t = Rows::Text)]
    pub format: Rows,
    /// Show so many records at most
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// A case folder or a bundle
    pub case: PathBuf,
    /// Which records, e.g. 'kind:handoff from:agent:analyst -to:tool:* "refund"'; all without it
    #[arg(default_value = "", allow_hyphen_values = true)]
    pub filter: String,
}

/// `recount replay`
#[derive(Args, Debug)]
pub struct Replay {
    #[command(flatten)]
    pub trust: TrustFrom,
    /// Step through this run only
    #[arg(long, value_name = "R")]
    pub run: Option<String>,
    /// Begin at this record
    #[arg(long, value_name = "N")]
    pub from: Option<u64>,
    /// Show so many steps at most
    #[arg(long, value_name = "K")]
    pub steps: Option<usize>,
    /// The log that --from counts in, where the case has several
    #[arg(long, value_name = "ORIGIN")]
    pub log: Option<String>,
    /// Form of the steps
    #[arg(long, value_enum, default_value_t = Form::Text)]
    pub format: Form,
    /// A case folder or a bundle
    pub case: PathBuf,
}

/// What a node of the graph is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum By {
    /// An agent
    Agent,
    /// All agents of a role
    Role,
}

/// Form of the graph.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum GraphForm {
    /// A list, for people
    Text,
    /// A picture
    Svg,
    /// The same picture as PNG
    #[cfg(feature = "png")]
    Png,
    /// Graphviz
    Dot,
    /// One JSON object
    Json,
}

/// `recount graph`
#[derive(Args, Debug)]
pub struct Graph {
    #[command(flatten)]
    pub trust: TrustFrom,
    /// Form of the graph
    #[arg(long, value_enum, default_value_t = GraphForm::Text)]
    pub format: GraphForm,
    /// What a node is
    #[arg(long, value_enum, default_value_t = By::Agent)]
    pub by: By,
    /// Leave tools out
    #[arg(long)]
    pub without_tools: bool,
    /// One node for each step of an agent, in the order in which they ran
    #[arg(long)]
    pub as_it_ran: bool,
    /// Show so many nodes at most; how many are hidden is told
    #[arg(long, value_name = "N")]
    pub max_nodes: Option<usize>,
    /// Show so many edges at most; how many are hidden is told
    #[arg(long, value_name = "N")]
    pub max_edges: Option<usize>,
    /// A case folder or a bundle
    pub case: PathBuf,
    /// Which records; all without it
    #[arg(default_value = "", allow_hyphen_values = true)]
    pub filter: String,
}

/// What makes a lane.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum LanesBy {
    /// An agent
    Agent,
    /// A run
    Run,
    /// A type of record
    Kind,
}

/// `recount timeline`
#[derive(Args, Debug)]
pub struct Timeline {
    #[command(flatten)]
    pub trust: TrustFrom,
    /// What makes a lane
    #[arg(long, value_enum, default_value_t = LanesBy::Agent)]
    pub by: LanesBy,
    /// Signs in a lane
    #[arg(long, value_name = "N", default_value_t = 80, value_parser = clap::value_parser!(u32).range(8..=1000))]
    pub width: u32,
    /// A case folder or a bundle
    pub case: PathBuf,
    /// Which records; all without it
    #[arg(default_value = "", allow_hyphen_values = true)]
    pub filter: String,
}

/// `recount grants`
#[derive(Args, Debug)]
pub struct Grants {
    #[command(flatten)]
    pub trust: TrustFrom,
    /// Form of the ledger
    #[arg(long, value_enum, default_value_t = Form::Text)]
    pub format: Form,
    /// A case folder or a bundle
    pub case: PathBuf,
}

/// A kind of artifact.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum ArtifactKind {
    /// A policy
    Policy,
    /// A prompt template
    Template,
    /// Agent code
    Code,
}

impl ArtifactKind {
    /// The same, as the case knows it.
    pub fn artifact(self) -> Artifact {
        match self {
            ArtifactKind::Policy => Artifact::Policy,
            ArtifactKind::Template => Artifact::Template,
            ArtifactKind::Code => Artifact::Code,
        }
    }
}

/// `recount diff`
#[derive(Args, Debug)]
pub struct Diff {
    #[command(flatten)]
    pub trust: TrustFrom,
    /// The log to look in, where the case has several
    #[arg(long, value_name = "ORIGIN")]
    pub log: Option<String>,
    /// A case folder or a bundle
    pub case: PathBuf,
    /// policy, template or code
    #[arg(value_enum)]
    pub artifact: ArtifactKind,
    /// The old version
    #[arg(value_name = "NAME@A")]
    pub old: String,
    /// The new version
    #[arg(value_name = "NAME@B")]
    pub new: String,
}
