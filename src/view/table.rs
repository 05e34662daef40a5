//! The message table: pages of rows, each read from the evidence when it is asked for.
//!
//! A page costs its own rows and nothing else: ten million records are never walked. Numbers are those of the log and never
//! change with the filter.

use super::mention::log_name;
use super::summary::summary;
use crate::case::{self, Assurance, Case, Event, Evidence, Line, Names, Row, Selection, Unreadable};
use std::sync::Arc;

/// Which rows are wanted: `count` of the selection, from the one with `first` before it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageRequest {
    /// What the filter left.
    pub selection: Arc<Selection>,
    /// Rank of the first row in the selection, from 0.
    pub first: usize,
    /// Number of rows, at most [`PAGE_ROWS`].
    pub count: usize,
}

/// Some rows of a selection.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// Rank of the first row.
    pub first: usize,
    /// The rows.
    pub rows: Vec<RecordRow>,
    /// Rows in the selection.
    pub selected: usize,
    /// Records in the case: what the filter hides is the difference.
    pub records: usize,
}

/// An artifact by name and version; empty where it is not stated.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Artifact {
    /// Name.
    pub name: String,
    /// Version.
    pub version: String,
    /// `sha256:` and hex.
    pub id: String,
}

/// How the acting agent's name came into the record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// The signer acted.
    Signed,
    /// Somebody signed for the actor, with a key that may.
    Attested,
    /// Somebody signed for the actor, with a key that may not: a claim without effect (`events.md` section 1, `by`).
    Claimed,
}

/// A record as a row of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecordRow {
    /// Its row.
    pub row: Row,
    /// Its index in its log.
    pub seq: u64,
    /// Its log, where the case has several.
    pub log: Option<String>,
    /// The time that it claims, in microseconds since 1970.
    pub time: Option<i64>,
    /// What is known of it now, after its line was read again.
    pub mark: Assurance,
    /// Its type.
    pub kind: String,
    /// Who acted.
    pub from: String,
    /// Who signed.
    pub signer: String,
    /// How `from` is known.
    pub standing: Standing,
    /// Receivers; `tool:NAME` for a call.
    pub to: Vec<String>,
    /// Run.
    pub run: Option<String>,
    /// Environment.
    pub env: Option<String>,
    /// Cited policy.
    pub policy: Option<Artifact>,
    /// Cited template.
    pub template: Option<Artifact>,
    /// What it says, on one line.
    pub summary: String,
}

impl RecordRow {
    /// `signed by X` or `attested by X`, with what takes away from it.
    pub fn by_words(&self) -> String {
        let (signer, from) = (&self.signer, &self.from);
        let how = if self.standing == Standing::Signed { "signed" } else { "attested" };
        match (self.mark, self.standing) {
            (Assurance::Failed, _) => format!("says it is {how} by {signer}; a check of it failed"),
            (Assurance::Unchecked, _) => format!("{how} by {signer}, not checked"),
            (_, Standing::Claimed) => format!("attested by {signer}, whose key may not speak for {from}"),
            _ => format!("{how} by {signer}"),
        }
    }
}

impl Artifact {
    /// `name@version`.
    pub fn words(&self) -> String {
        format!("{}@{}", self.name, if self.version.is_empty() { "?" } else { &self.version })
    }

    /// From a citation in the case's tables.
    pub fn of(names: &Names, cited: &case::Citation) -> Artifact {
        let text = |name| names.text(name).to_owned();
        Artifact { name: text(cited.name), version: text(cited.version), id: text(cited.id) }
    }

    fn cited(event: &Event<'_>, artifact: &str) -> Option<Artifact> {
        let cited = event.cited(artifact)?;
        Some(Artifact { name: cited.name.into(), version: cited.version.into(), id: cited.id.into() })
    }
}

/// Reads a page. Costs one read of the evidence a row, and one more where its text is a payload.
pub fn page(case: &Case, evidence: &Evidence, request: &PageRequest) -> Page {
    let selection = &request.selection;
    let mut rows = Vec::new();
    let mut next = selection.nth(request.first);
    while let Some(row) = next.filter(|_| rows.len() < request.count.min(PAGE_ROWS)) {
        rows.push(record_row(case, evidence, row));
        next = row.checked_add(1).and_then(|after| selection.next(after));
    }
    Page { first: request.first, rows, selected: selection.count(), records: case.len() }
}

/// Reads one row.
pub fn record_row(case: &Case, evidence: &Evidence, row: Row) -> RecordRow {
    let line = evidence.line(case, row);
    record_row_of(case, evidence, row, &line)
}

/// The row of a line that was just read.
pub fn record_row_of(case: &Case, evidence: &Evidence, row: Row, line: &Result<Line, Unreadable>) -> RecordRow {
    let event = line.as_ref().ok().and_then(Line::event);
    let mut out = match &event {
        Some(event) => of_event(case, row, event),
        None => of_columns(case, row),
    };
    out.mark = mark_now(case.assurance(row), line);
    out.summary = summary(case, evidence, row, line);
    out
}

/// What can be said of a record now that its line was read again: other bytes are a failure, and a line that is not at hand is
/// unchecked, whatever was known of it before.
pub fn mark_now(known: Assurance, line: &Result<Line, Unreadable>) -> Assurance {
    match line {
        Ok(_) => known,
        Err(Unreadable::Altered) => Assurance::Failed,
        Err(_) if known == Assurance::Failed => Assurance::Failed,
        Err(_) => Assurance::Unchecked,
    }
}

fn of_event(case: &Case, row: Row, event: &Event<'_>) -> RecordRow {
    let owned = |text: &str| text.to_owned();
    let mut to: Vec<String> = event.texts("to").into_iter().map(owned).collect();
    to.extend(event.text("tool").map(|tool| format!("tool:{tool}")));
    let from = event.text("by").unwrap_or(event.signer());
    let context = case.context(row);
    RecordRow {
        time: event.time(),
        kind: event.kind().to_owned(),
        from: owned(from),
        signer: event.signer().to_owned(),
        standing: match (from == event.signer(), context.attested) {
            (true, _) => Standing::Signed,
            (false, true) => Standing::Attested,
            (false, false) => Standing::Claimed,
        },
        to,
        run: event.text("run").map(owned),
        env: event.text("env").map(owned),
        policy: Artifact::cited(event, "policy"),
        template: Artifact::cited(event, "template"),
        ..of_columns(case, row)
    }
}

/// What the case knows without the line.
fn of_columns(case: &Case, row: Row) -> RecordRow {
    let (context, detail, names) = (case.context(row), case.detail(row), case.names());
    let text = |name| names.some(name).map(str::to_owned);
    let mut to: Vec<String> = names.texts(detail.to).into_iter().map(str::to_owned).collect();
    to.extend(names.some(detail.tool).map(|tool| format!("tool:{tool}")));
    let cited = |cited: &case::Citation| cited.name.is_some().then(|| Artifact::of(names, cited));
    RecordRow {
        row,
        seq: case.index(row),
        log: log_name(case, case.log(row)),
        time: Some(case.time(row)).filter(|_| context.kind.is_some()),
        mark: case.assurance(row),
        kind: text(context.kind).unwrap_or_default(),
        from: text(context.actor).unwrap_or_default(),
        signer: text(context.signer).unwrap_or_default(),
        standing: match (context.is_relayed(), context.attested) {
            (false, _) => Standing::Signed,
            (true, true) => Standing::Attested,
            (true, false) => Standing::Claimed,
        },
        to,
        run: text(case.run(row)),
        env: text(context.env),
        policy: cited(&context.policy),
        template: cited(&context.template),
        summary: String::new(),
    }
}

/// Rows of a page: more than any screen has.
pub const PAGE_ROWS: usize = 1000;
