//! Two records, runs or versions side by side: their facts, their texts and their steps, aligned.
//!
//! One form for all of them: lines with a cell for each side. How they are laid out, side by side or unified, whole or without
//! what is alike, is chosen afterwards and costs no second reading. What was not compared says why, and what was cut how much.

mod choices;
mod facts;
mod form;
mod records;
mod runs;
mod texts;
mod versions;

pub use choices::{CHOICES_MAX, Choice, Choices, ChoicesRequest, Listed, choices};
pub use form::{Form, Shown, text};
pub use runs::STEPS_MAX;

use super::diff::Span;
use super::mention::{Mention, log_name};
use crate::case::{Artifact, Assurance, Case, Evidence, Row};
use crate::watch::Watch;

/// What can be compared with its like.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Kind {
    /// Records.
    #[default]
    Record,
    /// Runs.
    Run,
    /// Versions of policies, templates or code.
    Version(Artifact),
}

impl Kind {
    /// All, in the order in which they are offered.
    pub const ALL: [Kind; 5] = [
        Kind::Record,
        Kind::Run,
        Kind::Version(Artifact::Policy),
        Kind::Version(Artifact::Template),
        Kind::Version(Artifact::Code),
    ];

    /// The word for several.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Record => "Records",
            Kind::Run => "Runs",
            Kind::Version(Artifact::Policy) => "Policies",
            Kind::Version(Artifact::Template) => "Templates",
            Kind::Version(Artifact::Code) => "Code",
        }
    }
}

/// One side.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Subject {
    /// A record.
    Record(Row),
    /// A run of a log.
    Run {
        /// Number of the log.
        log: usize,
        /// Its name.
        name: String,
    },
    /// A version of an artifact.
    Version {
        /// Number of the log.
        log: usize,
        /// Policy, template or code.
        artifact: Artifact,
        /// Its name.
        name: String,
        /// The version.
        version: String,
    },
}

impl Subject {
    /// What it can be compared with.
    pub fn kind(&self) -> Kind {
        match self {
            Subject::Record(_) => Kind::Record,
            Subject::Run { .. } => Kind::Run,
            Subject::Version { artifact, .. } => Kind::Version(*artifact),
        }
    }

    /// What it is called. A record has a mark besides, and everything a log: see [`Head`].
    fn words(&self, case: &Case) -> String {
        match self {
            Subject::Record(row) => format!("record {}", case.index(*row)),
            Subject::Run { name, .. } => format!("run {name}"),
            Subject::Version { artifact, name, version, .. } => format!("{} {name} {version}", artifact.word()),
        }
    }

    /// Number of its log.
    fn log(&self, case: &Case) -> usize {
        match self {
            Subject::Record(row) => case.log(*row),
            Subject::Run { log, .. } | Subject::Version { log, .. } => *log,
        }
    }
}

/// Which two are compared. Equal requests over one case give equal answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// Left and right: old and new, where the unified form speaks of removed and added.
    pub sides: [Subject; 2],
}

/// What a side is called.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Head {
    /// In words; text from the evidence is in it.
    pub words: String,
    /// Its log, where the case has several.
    pub log: Option<String>,
    /// The mark, where it is a record, or where one record published it.
    pub record: Option<(Row, Assurance)>,
}

impl Head {
    /// What a side is called; `record`: it is one, or was published in one.
    pub fn of(case: &Case, subject: &Subject, record: Option<(Row, Assurance)>) -> Head {
        Head { words: subject.words(case), log: log_name(case, subject.log(case)), record }
    }
}

/// How the two sides of a pair stand to each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// The same.
    Alike,
    /// Not the same; a side that is absent has nothing of it.
    Differs,
    /// One side could not be read, so nothing is said about sameness.
    NotCompared,
}

/// What a pair is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Of {
    /// A fact with a name; an empty name goes on with the one above.
    Fact(&'static str),
    /// Lines of a text.
    Text,
    /// Steps of a run.
    Step,
}

/// One side of a pair.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Cell {
    /// Number of the line or index of the record; `None`: it has none.
    pub number: Option<u64>,
    /// What it says, in pieces.
    pub spans: Vec<Span>,
    /// What goes beside it: the time since the run began.
    pub aside: String,
    /// The record that it speaks of, with its mark.
    pub record: Option<(Row, Assurance)>,
}

impl Cell {
    /// What it says, in one piece.
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }
}

/// Two cells side by side.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pair {
    /// What they are of.
    pub of: Of,
    /// Left and right.
    pub cells: [Option<Cell>; 2],
    /// How they stand to each other.
    pub standing: Standing,
}

/// A line of a comparison.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Line {
    /// What follows, and on which records each side rests.
    Heading(String, [Option<Mention>; 2]),
    /// A sentence about all that follows, or about one side of it.
    Note(Option<usize>, String),
    /// Why a side of what follows is not there, so that it is not compared.
    Gone(usize, String),
    /// Two cells.
    Pair(Pair),
}

impl Line {
    fn cells(&self) -> impl Iterator<Item = &Cell> {
        let cells = match self {
            Line::Pair(pair) => pair.cells.as_slice(),
            Line::Heading(..) | Line::Note(..) | Line::Gone(..) => &[],
        };
        cells.iter().flatten()
    }

    /// Whether it is a pair that differs.
    pub fn differs(&self) -> bool {
        matches!(self, Line::Pair(Pair { standing: Standing::Differs, .. }))
    }

    fn is_uncompared(&self) -> bool {
        matches!(self, Line::Gone(..) | Line::Pair(Pair { standing: Standing::NotCompared, .. }))
    }

    /// The sentence, with the side that it is about.
    pub fn note(&self) -> Option<(Option<usize>, &str)> {
        match self {
            Line::Note(side, text) => Some((*side, text)),
            Line::Gone(side, text) => Some((Some(*side), text)),
            Line::Heading(..) | Line::Pair(_) => None,
        }
    }
}

/// A comparison.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Compared {
    /// What was compared.
    pub request: Request,
    /// Left and right.
    pub heads: [Head; 2],
    /// The lines.
    pub lines: Vec<Line>,
    /// The lines at which a stretch begins that differs, or that is not compared.
    pub places: Vec<usize>,
    /// How many of these are not compared.
    pub uncompared: usize,
    /// Digits of the largest number in front of a cell.
    pub digits: usize,
}

/// Why there is no comparison.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotCompared {
    /// The watch was cancelled.
    Cancelled,
    /// The sides are not of one kind, or the case does not have one of them: a sentence.
    Because(String),
}

/// Compares. Reads the texts of both sides; a run costs a pass over the records from its first to its last.
///
/// # Errors
/// See [`NotCompared`].
pub fn compare(case: &Case, evidence: &Evidence, request: &Request, watch: &Watch) -> Result<Compared, NotCompared> {
    let (heads, lines) = match &request.sides {
        [Subject::Record(a), Subject::Record(b)] => records::lines(case, evidence, [*a, *b], watch)?,
        [Subject::Run { log: a, name: of_a }, Subject::Run { log: b, name: of_b }] => {
            runs::lines(case, [(*a, of_a), (*b, of_b)], watch)?
        }
        [a @ Subject::Version { .. }, b @ Subject::Version { .. }] if a.kind() == b.kind() => {
            versions::lines(case, evidence, [a, b])?
        }
        _ => return Err(NotCompared::Because("Only two of one kind can be compared".to_owned())),
    };
    if watch.is_cancelled() {
        return Err(NotCompared::Cancelled);
    }
    let begins = |at: usize, is_of: fn(&Line) -> bool| {
        let before = at.checked_sub(1).and_then(|before| lines.get(before));
        lines.get(at).is_some_and(is_of) && !before.is_some_and(is_of)
    };
    let place = |at: &usize| begins(*at, Line::differs) || begins(*at, Line::is_uncompared);
    let places = (0..lines.len()).filter(place).collect();
    let uncompared = (0..lines.len()).filter(|at| begins(*at, Line::is_uncompared)).count();
    let numbers = lines.iter().flat_map(Line::cells).filter_map(|cell| cell.number);
    let digits = numbers.max().map_or(0, |number| number.to_string().len());
    Ok(Compared { request: request.clone(), heads, lines, places, uncompared, digits })
}

/// What each kind gives: the heads, and the lines.
type Lines = ([Head; 2], Vec<Line>);
