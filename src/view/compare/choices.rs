//! What there is to choose a side from: runs of the case, versions of its artifacts, or the records of a number.

use super::{Kind, Subject};
use crate::case::{Case, Row};
use crate::view::contents::natural;
use crate::view::mention::{Mention, log_name};
use crate::view::words::counted;

/// What is asked.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ChoicesRequest {
    /// Of which kind.
    pub kind: Kind,
    /// For each side what was typed to find it.
    pub typed: [String; 2],
    /// Records that are offered without their number.
    pub near: Vec<Row>,
}

/// One that can be chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// What it is.
    pub subject: Subject,
    /// Its name, or a record's number and mark.
    pub name: String,
    /// What else helps to tell it apart.
    pub aside: String,
}

/// A list of choices.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Listed {
    /// At most [`CHOICES_MAX`].
    pub list: Vec<Choice>,
    /// How many fit what was typed.
    pub total: usize,
}

/// The lists of both sides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choices {
    /// What was asked.
    pub request: ChoicesRequest,
    /// Left and right.
    pub sides: [Listed; 2],
    /// The kinds that the case has at least one of.
    pub kinds: Vec<Kind>,
}

/// The lists. Costs a pass over the names of the case, not over its records.
pub fn choices(case: &Case, request: &ChoicesRequest) -> Choices {
    let all = match request.kind {
        Kind::Record => Vec::new(),
        kind => all(case, kind),
    };
    let sides = request.typed.each_ref().map(|typed| match request.kind {
        Kind::Record => records(case, typed, &request.near),
        _ => named(&all, typed),
    });
    let has = |kind: &Kind| match kind {
        Kind::Record => !case.is_empty(),
        Kind::Run => !case.world().runs.is_empty(),
        Kind::Version(artifact) => case.world().versions.all.keys().any(|(_, of, _)| of == artifact),
    };
    Choices { request: request.clone(), sides, kinds: Kind::ALL.into_iter().filter(has).collect() }
}

/// The records of an index, in every log that discloses one; without a number those that are near.
fn records(case: &Case, typed: &str, near: &[Row]) -> Listed {
    let rows: Vec<Row> = match typed.trim().trim_start_matches('#').parse::<u64>() {
        Ok(index) => (0..case.logs().len()).filter_map(|log| case.row_of(log, index)).collect(),
        Err(_) if typed.trim().is_empty() => near.iter().copied().filter(|row| (*row as usize) < case.len()).collect(),
        Err(_) => Vec::new(),
    };
    let choice = |row: &Row| {
        let mention = Mention::of(case, *row);
        let (context, to) = (case.context(*row), case.names().texts(case.detail(*row).to).join(", "));
        let to = if to.is_empty() { to } else { format!(" → {to}") };
        let log = mention.log.as_ref().map(|log| format!(" · {log}")).unwrap_or_default();
        Choice {
            subject: Subject::Record(*row),
            name: format!("record {} ({})", mention.seq, mention.mark.word()),
            aside: format!("{}{to} · {}{log}", case.text(context.actor), case.text(context.kind)),
        }
    };
    Listed { list: rows.iter().take(CHOICES_MAX).map(choice).collect(), total: rows.len() }
}

fn all(case: &Case, kind: Kind) -> Vec<Choice> {
    let world = case.world();
    let of = |log: usize| log_name(case, log).map(|log| format!(" · {log}")).unwrap_or_default();
    let mut out: Vec<Choice> = match kind {
        Kind::Record => Vec::new(),
        Kind::Run => (world.runs.iter())
            .map(|((log, name), run)| Choice {
                subject: Subject::Run { log: *log, name: case.text(*name).to_owned() },
                name: case.text(*name).to_owned(),
                aside: format!("{}{}", counted(run.records as usize, "record"), of(*log)),
            })
            .collect(),
        Kind::Version(artifact) => (world.versions.all.iter())
            .filter(|((_, found, _), _)| *found == artifact)
            .flat_map(|((log, _, name), versions)| versions.iter().map(move |version| (*log, *name, version)))
            .map(|(log, name, version)| {
                let (name, number) = (case.text(name).to_owned(), case.text(version.version).to_owned());
                let published = version.published.map(|row| format!("record {}", case.index(row)));
                let published = published.unwrap_or_else(|| "no publish".to_owned());
                Choice {
                    name: format!("{name} {number}"),
                    aside: format!("{published}{}", of(log)),
                    subject: Subject::Version { log, artifact, name, version: number },
                }
            })
            .collect(),
    };
    // One log after the other: what is compared mostly lies in one.
    let log = |choice: &Choice| match &choice.subject {
        Subject::Run { log, .. } | Subject::Version { log, .. } => *log,
        Subject::Record(_) => 0,
    };
    out.sort_by_cached_key(|choice| (log(choice), natural(&choice.name)));
    out
}

fn named(all: &[Choice], typed: &str) -> Listed {
    let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    let fits = |choice: &&Choice| {
        let name = format!("{} {}", choice.name, choice.aside).to_lowercase();
        words.iter().all(|word| name.contains(word))
    };
    let mut fit: Vec<&Choice> = all.iter().filter(fits).collect();
    // What is called so comes before what only has such a number beside it.
    let whole = typed.trim().to_lowercase();
    fit.sort_by_key(|choice| !choice.name.to_lowercase().contains(&whole));
    Listed { total: fit.len(), list: fit.into_iter().take(CHOICES_MAX).cloned().collect() }
}

/// Choices of a list: more than anybody scrolls through; what was typed finds the others.
pub const CHOICES_MAX: usize = 300;
