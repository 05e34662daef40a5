//! A check as a row: what went in, what was expected, what was found, by which rule, and the command that repeats it.

use crate::bundle::{Class, Failure};
use crate::case::Row;

/// What a check ended in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It was made and holds.
    Holds,
    /// It was made and is false.
    Fails,
    /// It could not be made, or not yet.
    NotTested,
}

impl Outcome {
    /// The word beside its shape.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Holds => "holds",
            Outcome::Fails => "fails",
            Outcome::NotTested => "not tested",
        }
    }

    /// Of a check that was made.
    pub fn of(holds: bool) -> Outcome {
        if holds { Outcome::Holds } else { Outcome::Fails }
    }

    /// Of what the findings with these codes say; without any it holds.
    pub fn of_findings(findings: &[Failure], prefixes: &[&str]) -> Outcome {
        let of = |class| {
            let mut found = findings.iter().filter(|failure| failure.class == class);
            found.any(|failure| prefixes.iter().any(|prefix| failure.code.name().starts_with(prefix)))
        };
        match (of(Class::Contradicted), of(Class::Undecidable)) {
            (true, _) => Outcome::Fails,
            (false, true) => Outcome::NotTested,
            (false, false) => Outcome::Holds,
        }
    }

    /// The graver of two.
    pub fn and(self, other: Outcome) -> Outcome {
        match (self, other) {
            (Outcome::Fails, _) | (_, Outcome::Fails) => Outcome::Fails,
            (Outcome::NotTested, _) | (_, Outcome::NotTested) => Outcome::NotTested,
            (Outcome::Holds, Outcome::Holds) => Outcome::Holds,
        }
    }
}

/// A check.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Check {
    /// What it is called.
    pub name: String,
    /// What went in.
    pub input: String,
    /// What should come out.
    pub expected: String,
    /// What came out.
    pub found: String,
    /// Where the rule stands.
    pub rule: &'static str,
    /// What it ended in.
    pub outcome: Outcome,
    /// A command for a POSIX shell that succeeds where the check holds; or why there is none.
    pub command: Result<String, &'static str>,
    /// The record that it is about, where that is another than the one in focus.
    pub record: Option<(Row, u64)>,
}

impl Check {
    /// One line: `leaf hash: holds`.
    pub fn words(&self) -> String {
        format!("{}: {}", self.name, self.outcome.word())
    }
}

/// Why a check has no command: its input is no file, and too long to stand in a command.
pub const TOO_LONG: &str = "its input is too long for a command, and the bundle has no file that a command could read";
/// Why a check has no command: it takes more than one step.
pub const MANY_STEPS: &str = "recount verify repeats it, with the other checks of the whole bundle";
/// Why there is no command for the whole bundle.
pub const NO_FILE: &str = "the bundle has no file of its own that a command could read";
