//! Where a replay goes when it does not go to the next record: to the next place where something is to be seen, or back to the last.
//!
//! What it was that stopped the replay comes back in words. The search asks the watch as it goes.

use super::mention::Mention;
use crate::case::filter::{Field, Filter, Term};
use crate::case::{Artifact, Assurance, Breakpoint, Case, Citation, Cursor, Name, Row, Selection};
use crate::watch::Watch;
use std::sync::Arc;

/// What to stop at.
#[derive(Clone, Debug)]
pub enum Stop {
    /// A record that a filter means.
    Filter(Filter),
    /// The first step after another version came into force; an agent that cites another one than before.
    Version(Artifact),
    /// A record that failed or lacks something, or that a finding of verification names.
    Finding,
    /// A record in which an agent acts, as a filter says it.
    Agent(Filter),
}

/// What to look for.
#[derive(Clone, Debug)]
pub enum What {
    /// The first of these that comes, at the steps of a selection.
    Stops(Vec<Stop>, Arc<Selection>),
    /// A decision of the focus's log.
    Decision,
    /// A handoff of the focus's run.
    Handoff,
    /// A message or call of the conversation that the focus is in.
    Conversation,
}

/// A search.
#[derive(Clone, Debug)]
pub struct Request {
    /// The record to go on from; `None`: from before the first.
    pub from: Option<Row>,
    /// Backwards.
    pub back: bool,
    /// For what.
    pub what: What,
}

/// What came of a search.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// Where it leads; `None`: there is none, and the replay stays.
    pub row: Option<Row>,
    /// Why it stopped there, or what there is none of.
    pub words: String,
}

/// Answers which records a filter means; an error ends the search.
pub type Select<'a, E> = &'a mut dyn FnMut(&Filter) -> Result<Selection, E>;

/// Searches; `None`: it was cancelled.
///
/// # Errors
/// What `select` says.
pub fn find<E>(case: &Case, request: &Request, select: Select<'_, E>, watch: &Watch) -> Result<Option<Found>, E> {
    let found = match &request.what {
        What::Stops(stops, over) => at_stops(case, request, (stops, over), select)?,
        What::Decision => of_log(case, request, watch),
        What::Handoff => of_run(case, request, watch),
        What::Conversation => of_conversation(case, request, watch),
    };
    Ok((!watch.is_cancelled()).then_some(found))
}

fn at_stops<E>(
    case: &Case,
    request: &Request,
    (stops, over): (&[Stop], &Arc<Selection>),
    select: Select<'_, E>,
) -> Result<Found, E> {
    let mut breakpoints = Vec::with_capacity(stops.len());
    for stop in stops {
        breakpoints.push(match stop {
            Stop::Version(artifact) => Breakpoint::VersionChange(*artifact),
            Stop::Finding => Breakpoint::Record(Arc::new(findings(case))),
            Stop::Filter(filter) | Stop::Agent(filter) => Breakpoint::Record(Arc::new(select(filter)?)),
        });
    }
    let run = |breakpoints: &[Breakpoint]| {
        let mut cursor = Cursor::at(Arc::clone(over), request.from);
        if request.back { cursor.run_back(case, breakpoints) } else { cursor.run(case, breakpoints) }
    };
    let Some(row) = run(&breakpoints) else {
        let way = if request.back { "Nothing before" } else { "Nothing more" };
        return Ok(Found { row: None, words: format!("{way} to stop at among these steps; the replay stays") });
    };
    let met = stops.iter().zip(&breakpoints).filter(|(_, one)| run(std::slice::from_ref(one)) == Some(row));
    let why: Vec<String> = met.map(|(stop, _)| reason(case, over, row, stop)).collect();
    Ok(Found { row: Some(row), words: format!("Stopped at {}: {}", Mention::of(case, row).words(), why.join("; ")) })
}

/// The filter that means the records of an agent; a pattern as in a filter, or the agent's name as it is.
pub fn acts(name: &str) -> Option<Filter> {
    let read = |text: &str| Filter::parse(text).ok().filter(|filter| filter.conditions().len() == 1);
    let name = name.trim();
    if name.is_empty() {
        return None;
    }
    read(&format!("from:{name}")).or_else(|| read(&Term::exactly(Field::From, name).to_string()))
}

/// The records that failed or lack something, and those that a finding names.
fn findings(case: &Case) -> Selection {
    let marked = Selection::of(case.len(), |row| case.assurance(row) >= Assurance::Missing);
    let named = case.parts().iter().enumerate().flat_map(|(part, of)| {
        let log = case.order().log_of(part);
        of.verification.findings.iter().filter_map(move |finding| case.row_of(log, finding.record?))
    });
    marked.or(&Selection::from_rows(case.len(), named))
}

fn reason(case: &Case, over: &Selection, row: Row, stop: &Stop) -> String {
    match stop {
        Stop::Filter(filter) => format!("it matches {}", filter.text()),
        Stop::Agent(_) => format!("{} acts", case.text(case.context(row).actor)),
        Stop::Finding => finding_words(case, row),
        Stop::Version(artifact) => version_words(case, over, row, *artifact),
    }
}

fn finding_words(case: &Case, row: Row) -> String {
    let log = case.log(row);
    let of_log = case.parts().iter().enumerate().filter(|(part, _)| case.order().log_of(*part) == log);
    let mut findings = of_log.flat_map(|(_, part)| part.verification.findings.iter());
    match findings.find(|finding| finding.record == Some(case.index(row))) {
        Some(finding) => format!("a finding, {}: {}", finding.code.name(), finding.message),
        None => format!("it is {}", case.assurance(row).word()),
    }
}

/// Which versions changed since the step before.
fn version_words(case: &Case, over: &Selection, row: Row, artifact: Artifact) -> String {
    let word = artifact.word();
    let versions = &case.world().versions;
    let since = row.checked_sub(1).and_then(|before| over.previous(before)).unwrap_or_default();
    let changes = versions.changes(artifact);
    let (start, end) = (changes.partition_point(|at| *at < since), changes.partition_point(|at| *at < row));
    let mut out = Vec::new();
    for change in changes.get(start..end).unwrap_or_default().iter().take(CHANGES_SAID) {
        let Some((name, env, old, new)) = versions.changed_by(artifact, *change) else { continue };
        let (name, env) = (case.text(name), place(case.text(env)));
        let by = Mention::of(case, *change).words();
        let (old, new) = (version(case, old), version(case, new));
        out.push(format!("{word} {name} {old} → {new} in force in {env}, by {by}"));
    }
    if end.saturating_sub(start) > CHANGES_SAID {
        out.push(format!("{} more changes", end - start - CHANGES_SAID));
    }
    if case.rollouts(artifact).binary_search(&row).is_ok() {
        let context = case.context(row);
        let cited = context.cites(artifact);
        let (agent, name) = (case.text(context.agent), case.text(cited.name));
        out.push(format!("{agent} cites {word} {name} {}, not what it cited before", version(case, Some(cited))));
    }
    out.join("; ")
}

fn version(case: &Case, cited: Option<Citation>) -> String {
    match cited {
        None => "none".to_owned(),
        Some(cited) if cited.version == Name::NONE => "(no version)".to_owned(),
        Some(cited) => case.text(cited.version).to_owned(),
    }
}

fn place(env: &str) -> &str {
    if env.is_empty() { "no environment" } else { env }
}

fn of_log(case: &Case, request: &Request, watch: &Watch) -> Found {
    let log = request.from.map_or(0, |row| case.log(row));
    let is_decision = by_kind(case, "decision");
    let wanted = |row: Row| is_decision(row) && case.log(row) == log;
    let bounds = (0, case.len().saturating_sub(1) as Row);
    said(case, request, scan(request, bounds, wanted, watch), "decision of this log")
}

/// The next handoff of the focus's run; where there is none, that of the log.
fn of_run(case: &Case, request: &Request, watch: &Watch) -> Found {
    if let Some((bounds, is_in_run)) = request.from.and_then(|row| run_of(case, row)) {
        let found = scan(request, bounds, |row| case.detail(row).handoff && is_in_run(row), watch);
        if found.is_some() {
            return said(case, request, found, "handoff of this run");
        }
    }
    let log = request.from.map(|row| case.log(row));
    let is_wanted = |row| case.detail(row).handoff && log.is_none_or(|log| case.log(row) == log);
    let found = scan(request, (0, case.len().saturating_sub(1) as Row), is_wanted, watch);
    let what = if found.is_some() { "handoff, of another run" } else { "handoff of this log" };
    said(case, request, found, what)
}

/// First and last record of a record's run, and whether a record is in it.
fn run_of(case: &Case, row: Row) -> Option<((Row, Row), impl Fn(Row) -> bool)> {
    let (log, name) = (case.log(row), case.run(row).some()?);
    let run = case.world().runs.get(&(log, name))?;
    Some(((run.first, run.last), move |row| case.run(row) == name && case.log(row) == log))
}

/// By recorded references first; where there is none, by what the run says of the same two.
fn of_conversation(case: &Case, request: &Request, watch: &Watch) -> Found {
    let Some(row) = request.from else {
        return Found {
            row: None,
            words: "There is no record in focus whose conversation could be followed".to_owned(),
        };
    };
    let speaks =
        |other: Row| case.detail(other).to.0 != 0 || case.detail(other).tool.is_some() || is_result(case, other);
    if let Some(linked) = linked(case, row, request.back, speaks) {
        let (to, here) = (Mention::of(case, linked).words(), Mention::of(case, row).words());
        let words = if request.back {
            format!("{here} refers to {to} or answers it")
        } else {
            format!("{to} refers to {here} or answers it")
        };
        return Found { row: Some(linked), words: format!("Conversation, by reference: {words}") };
    }
    let pair = pair(case, row);
    let (Some((bounds, is_in_run)), Some(pair)) = (run_of(case, row), pair) else {
        return Found {
            row: None,
            words: "No reference leads on from here, and the record names no two participants of a run".to_owned(),
        };
    };
    let found = scan(request, bounds, |other| is_in_run(other) && self::pair(case, other) == Some(pair), watch);
    let words = match found {
        Some(found) => format!(
            "Conversation, inferred: no reference leads on; {} is of the same run and the same two, {} and {}",
            Mention::of(case, found).words(),
            case.text(pair.0),
            case.text(pair.1)
        ),
        None => format!("The conversation {} here", if request.back { "begins" } else { "ends" }),
    };
    Found { row: found, words }
}

fn linked(case: &Case, row: Row, back: bool, speaks: impl Fn(Row) -> bool) -> Option<Row> {
    if back {
        case.causes(row).filter(|cause| *cause < row && speaks(*cause)).max()
    } else {
        let effects = case.effects(row);
        effects.get(effects.partition_point(|effect| *effect <= row)..)?.iter().copied().find(|effect| speaks(*effect))
    }
}

fn is_result(case: &Case, row: Row) -> bool {
    case.text(case.context(row).kind) == "tool.result"
}

/// The two that a message or call is between, in a fixed order; a message to several counts by its first receiver.
fn pair(case: &Case, row: Row) -> Option<(Name, Name)> {
    let detail = case.detail(row);
    let to = case.names().names(detail.to).first().copied().or(detail.tool.some())?;
    let from = case.context(row).agent;
    Some((from.min(to), from.max(to)))
}

fn by_kind<'c>(case: &'c Case, kind: &str) -> impl Fn(Row) -> bool + 'c {
    let name = case.names().find(kind);
    move |row| name.is_some_and(|name| case.context(row).kind == name)
}

/// The nearest wanted row within bounds, both included.
fn scan(request: &Request, (first, last): (Row, Row), wanted: impl Fn(Row) -> bool, watch: &Watch) -> Option<Row> {
    let go = |row: &Row| row.is_multiple_of(LOOK) && watch.is_cancelled();
    if request.back {
        let end = request.from?.min(last.saturating_add(1));
        (first..end).rev().take_while(|row| !go(row)).find(|row| wanted(*row))
    } else {
        let start = request.from.map_or(0, |row| row.saturating_add(1)).max(first);
        (start..=last).take_while(|row| !go(row)).find(|row| wanted(*row))
    }
}

fn said(case: &Case, request: &Request, found: Option<Row>, what: &str) -> Found {
    let way = match (request.back, found.is_some()) {
        (true, true) => "Previous",
        (false, true) => "Next",
        (true, false) => "No earlier",
        (false, false) => "No further",
    };
    let words = match found {
        Some(row) => format!("{way} {what}: {}", Mention::of(case, row).words()),
        None => format!("{way} {what}; the replay stays"),
    };
    Found { row: found, words }
}

/// Rows between two looks at the watch.
const LOOK: Row = 1 << 14;
/// Changes of versions that are named at one stop.
const CHANGES_SAID: usize = 3;
