//! The arguments of every command.

use super::Exit;
#[cfg(feature = "store")]
pub use super::args_case::*;
use crate::bundle::container::{Limit, ReadLimits};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

/// Opens signed audit bundles offline and says what can be believed.
#[derive(Parser, Debug)]
#[command(
    name = "recount",
    version,
    after_help = "Exit status: 0 verified or done, 1 contradicted, 2 undecidable, 64 wrong usage, 65 bad input, 66 no such input, 69 no display, 74 nothing could be read or written, 130 stopped"
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

/// The commands.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Check bundles and say what can be believed
    Verify(Verify),
    /// Write a signed bundle from event lines, or an extract of a bundle
    Seal(Seal),
    /// Make and show keys, and write key events into a log
    #[command(subcommand)]
    Keys(Keys),
    /// Keep trust profiles
    #[command(subcommand)]
    Trust(Trust),
    /// Write the C2SP tlog-proof of one record
    Proof(Proof),
    /// Check a C2SP tlog-proof against a record line
    CheckProof(CheckProof),
    /// Show the records of a bundle with their marks, or one record of a case with what was in force
    Show(Show),
    /// Open bundles or a case in a window; recount without a command opens an empty one
    #[cfg(feature = "gui")]
    Open(Open),
    /// Add bundles to a case
    #[cfg(feature = "store")]
    Import(Import),
    /// Find records of a case
    #[cfg(feature = "store")]
    Search(Search),
    /// Step through the records of a case, with what was in force at each
    #[cfg(feature = "store")]
    Replay(Replay),
    /// Draw who handed what to whom
    #[cfg(feature = "store")]
    Graph(Graph),
    /// Draw a case over time
    #[cfg(feature = "store")]
    Timeline(Timeline),
    /// Show who was granted what, why, until when, and what it was used for
    #[cfg(feature = "store")]
    Grants(Grants),
    /// Compare two versions of a policy, a template or code
    #[cfg(feature = "store")]
    Diff(Diff),
    /// Show what the reviewer did to a case, or write it as a signed bundle
    #[cfg(feature = "store")]
    Log(Log),
}

/// `recount open`
#[cfg(feature = "gui")]
#[derive(Args, Debug, Default)]
pub struct Open {
    #[command(flatten)]
    pub trust: TrustFrom,
    /// Bundles, or one case folder
    #[arg(value_name = "FILE")]
    pub paths: Vec<PathBuf>,
}

/// Where trust comes from.
#[derive(Args, Debug, Default)]
pub struct TrustFrom {
    /// Folder with policy, authority and exporters, or the name of a profile
    #[arg(long, value_name = "DIR|PROFILE")]
    pub trust: Option<PathBuf>,
}

/// How much is read at most.
#[derive(Args, Debug, Default)]
pub struct Limits {
    /// Raise or lower a limit of reading: files, bytes, manifest or proof; K, M, G and T stand for powers of 1024. May be
    /// given several times
    #[arg(long = "limit", value_name = "NAME=VALUE", value_parser = limit)]
    pub changed: Vec<(Limit, u64)>,
}

impl Limits {
    /// The limits to read with; of one that is given twice the last counts.
    pub fn read(&self) -> ReadLimits {
        let mut limits = ReadLimits::default();
        self.changed.iter().for_each(|(limit, value)| limits.set(*limit, *value));
        limits
    }
}

/// `recount verify`
#[derive(Args, Debug)]
pub struct Verify {
    #[command(flatten)]
    pub trust: TrustFrom,
    #[command(flatten)]
    pub limits: Limits,
    /// Folder with remembered checkpoints
    #[arg(long, value_name = "DIR", conflicts_with = "no_seen")]
    pub seen: Option<PathBuf>,
    /// Use no memory of earlier checkpoints
    #[arg(long)]
    pub no_seen: bool,
    /// The bundle must be the newest state that is remembered
    #[arg(long)]
    pub current: bool,
    /// The log that the bundle must be of
    #[arg(long, value_name = "O")]
    pub expect_origin: Option<String>,
    /// At least so many witnesses
    #[arg(long, value_name = "K", default_value_t = 0)]
    pub require_witness: u64,
    /// Folder with blobs handed over beside the bundle
    #[arg(long, value_name = "DIR")]
    pub blobs: Option<PathBuf>,
    /// The time to judge age by: POSIX seconds or YYYY-MM-DDTHH:MM:SSZ
    #[arg(long, value_name = "T", value_parser = time)]
    pub now: Option<u64>,
    /// Oldest acceptable checkpoint, in seconds
    #[arg(long, value_name = "D")]
    pub max_age: Option<u64>,
    /// Allowed difference of clocks, in seconds
    #[arg(long, value_name = "D")]
    pub skew: Option<u64>,
    /// Form of the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Print only the verdict line of each bundle
    #[arg(long)]
    pub quiet: bool,
    /// A .sab file, a folder with the same files, or a folder of bundles
    #[arg(required = true, value_name = "BUNDLE")]
    pub bundles: Vec<PathBuf>,
}

/// Form of a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// One JSON object
    Json,
}

/// `recount seal`
#[derive(Args, Debug)]
pub struct Seal {
    /// Name of the log
    #[arg(long, value_name = "O", required_unless_present = "from")]
    pub origin: Option<String>,
    /// Folder with the keys; missing keys are made there
    #[arg(long, value_name = "DIR")]
    pub keys: PathBuf,
    /// The bundle to write; a folder if it ends in /
    #[arg(long, value_name = "FILE.sab")]
    pub out: PathBuf,
    /// Keep and continue a log in this folder
    #[arg(long, value_name = "LOGDIR")]
    pub append: Option<PathBuf>,
    /// Sign a checkpoint after every N records
    #[arg(long, value_name = "N")]
    pub checkpoint_every: Option<u64>,
    /// Cosign with a demonstration witness of this name
    #[arg(long, value_name = "NAME")]
    pub witness: Option<String>,
    /// Leave text, args, vars, justification and comment in the records
    #[arg(long)]
    pub inline: bool,
    /// Folder that file blobs come from
    #[arg(long, value_name = "DIR")]
    pub files: Option<PathBuf>,
    /// This signer may sign for others
    #[arg(long, value_name = "NAME")]
    pub allow_sign_as: Vec<String>,
    /// Derive keys and salts from SEED and take times from the events: for tests and samples only
    #[arg(long, value_name = "SEED")]
    pub deterministic: Option<String>,
    /// Write an extract of this full bundle
    #[arg(long, value_name = "FULL.sab", conflicts_with_all = ["events", "append"])]
    pub from: Option<PathBuf>,
    /// Disclose only these half-open ranges of indices, A-B,...
    #[arg(long, value_name = "A-B,...", value_delimiter = ',', value_parser = range, requires = "from")]
    pub segments: Vec<(u64, u64)>,
    /// Disclose only these actors, and the authority
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', requires = "from")]
    pub actors: Vec<String>,
    /// Withhold the blobs of a role, giving a reason
    #[arg(long, value_name = "ROLE=REASON", value_parser = pair, requires = "from")]
    pub withhold: Vec<(String, String)>,
    #[command(flatten)]
    pub limits: Limits,
    /// Event lines; - is standard input
    #[arg(value_name = "EVENTS.jsonl", required_unless_present = "from")]
    pub events: Option<PathBuf>,
}

/// `recount keys`
#[derive(Subcommand, Debug)]
pub enum Keys {
    /// Make the keys of a log in a folder
    New {
        /// Folder
        #[arg(long, value_name = "DIR")]
        keys: PathBuf,
        /// Name of the log
        #[arg(long, value_name = "O")]
        origin: String,
    },
    /// Show the public key of a name
    Show {
        /// Folder
        #[arg(long, value_name = "DIR")]
        keys: PathBuf,
        /// Name of the holder
        name: String,
    },
    /// List the public keys of a folder
    List {
        /// Folder
        #[arg(long, value_name = "DIR")]
        keys: PathBuf,
    },
    /// Authorise an actor's key in a log
    Add {
        #[command(flatten)]
        log: LogArgs,
        /// The actor
        actor: String,
        /// First time at which the key counts, YYYY-MM-DDTHH:MM:SSZ
        #[arg(long)]
        from: Option<String>,
        /// First time at which it no longer counts
        #[arg(long)]
        until: Option<String>,
        /// For whom it may speak; * for all
        #[arg(long)]
        attests: Vec<String>,
    },
    /// Revoke an actor's key
    Revoke {
        #[command(flatten)]
        log: LogArgs,
        /// The actor
        actor: String,
        /// Id of the key, 8 hex digits
        key: String,
        /// superseded, retired or compromised
        #[arg(long)]
        reason: String,
        /// Index from which the key may have been in other hands
        #[arg(long)]
        since: Option<u64>,
    },
    /// Hand the authority over to a new key
    RotateAuthority {
        #[command(flatten)]
        log: LogArgs,
    },
    /// Write the whole key state and the chain ends
    Snapshot {
        #[command(flatten)]
        log: LogArgs,
    },
}

/// A log folder and its keys.
#[derive(Args, Debug)]
pub struct LogArgs {
    /// The log
    #[arg(long, value_name = "LOGDIR")]
    pub append: PathBuf,
    /// Folder with the keys
    #[arg(long, value_name = "DIR")]
    pub keys: PathBuf,
    /// Derive new keys from SEED and take the time of the log's latest event: for tests and samples only
    #[arg(long, value_name = "SEED")]
    pub deterministic: Option<String>,
}

/// `recount trust`
#[derive(Subcommand, Debug)]
pub enum Trust {
    /// Keep a trust folder as a profile
    Add {
        /// Name of the profile
        name: String,
        /// Folder with policy, authority and exporters
        dir: PathBuf,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// List the profiles
    List,
    /// Show the keys of a profile
    Show {
        /// Name of the profile
        name: String,
    },
    /// Forget a profile
    Remove {
        /// Name of the profile
        name: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

/// `recount proof`
#[derive(Args, Debug)]
pub struct Proof {
    #[command(flatten)]
    pub trust: TrustFrom,
    #[command(flatten)]
    pub limits: Limits,
    /// The bundle
    pub bundle: PathBuf,
    /// Index of the record
    pub record: u64,
}

/// `recount check-proof`
#[derive(Args, Debug)]
pub struct CheckProof {
    #[command(flatten)]
    pub trust: TrustFrom,
    /// The proof
    pub file: PathBuf,
    /// File with the record line
    #[arg(long, value_name = "LINEFILE")]
    pub record: PathBuf,
}

/// `recount show`
#[derive(Args, Debug)]
pub struct Show {
    #[command(flatten)]
    pub trust: TrustFrom,
    #[command(flatten)]
    pub limits: Limits,
    /// The bundle
    pub bundle: PathBuf,
    /// Index of the record
    #[arg(long, value_name = "N")]
    pub record: Option<u64>,
    /// Print the exact bytes of the line
    #[arg(long, requires = "record")]
    pub raw: bool,
    /// Form of a record of a case
    #[cfg(feature = "store")]
    #[arg(long, value_enum, default_value_t = Form::Text)]
    pub format: Form,
    /// The log that --record counts in, where the case has several
    #[cfg(feature = "store")]
    #[arg(long, value_name = "ORIGIN")]
    pub log: Option<String>,
}

/// Parses the arguments.
///
/// # Errors
/// The exit status: 0 for help and version, 64 for wrong usage.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, Exit> {
    match Cli::try_parse_from(arguments) {
        Ok(Cli { command: Some(command) }) => Ok(command),
        #[cfg(feature = "gui")]
        Ok(Cli { command: None }) => Ok(Command::Open(Open::default())),
        #[cfg(not(feature = "gui"))]
        Ok(Cli { command: None }) => {
            let _ = <Cli as clap::CommandFactory>::command().print_help();
            Err(Exit::Usage)
        }
        Err(error) => {
            let _ = error.print();
            Err(if error.use_stderr() { Exit::Usage } else { Exit::Fine })
        }
    }
}

fn time(text: &str) -> Result<u64, String> {
    let instant = crate::bundle::Time::parse(text).and_then(|time| u64::try_from(time.seconds).ok());
    instant.or_else(|| text.parse().ok()).ok_or_else(|| "POSIX seconds or YYYY-MM-DDTHH:MM:SSZ".to_owned())
}

fn limit(text: &str) -> Result<(Limit, u64), String> {
    let (name, value) = text.split_once('=').ok_or("NAME=VALUE")?;
    let known = || Limit::ALL.map(Limit::name).join(", ");
    let limit = Limit::ALL.into_iter().find(|limit| limit.name() == name);
    let limit = limit.ok_or_else(|| format!("no limit of this name; there are {}", known()))?;
    let shift = |letter: char| "KMGT".find(letter.to_ascii_uppercase()).map(|at| 10 * (at + 1));
    let (digits, shift) = match value.char_indices().next_back() {
        Some((at, letter)) if letter.is_ascii_alphabetic() => {
            (value.split_at(at).0, shift(letter).ok_or("K, M, G or T may follow the number")?)
        }
        _ => (value, 0),
    };
    let number: u64 = digits.parse().map_err(|_| "the value is a whole number, K, M, G or T may follow it")?;
    number.checked_mul(1 << shift).map(|value| (limit, value)).ok_or_else(|| "the value is too large".to_owned())
}

fn range(text: &str) -> Result<(u64, u64), String> {
    let parsed = text.split_once('-').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
    parsed.filter(|(a, b)| a < b).ok_or_else(|| "A-B with A below B; B itself is not included".to_owned())
}

fn pair(text: &str) -> Result<(String, String), String> {
    let parsed = text.split_once('=').filter(|(role, reason)| !role.is_empty() && !reason.is_empty());
    parsed.map(|(a, b)| (a.to_owned(), b.to_owned())).ok_or_else(|| "ROLE=REASON".to_owned())
}
