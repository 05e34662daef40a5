//! What the replay asks: the state at a step and what changed since the one before, the steps of a mode, the next place to stop at.

use super::request::{Lane, Steps, Walk};
use super::update::{Changes, Outbox, Step, Told, Update};
use crate::case::filter::Filter;
use crate::case::{Case, Row, Selection};
use crate::session::Session;
use crate::view::changed::changed_since;
use crate::view::inspector::{ArtifactText, Lines, VersionState};
use crate::view::mention::Mention;
use crate::view::previous::differences;
use crate::view::proof::fields;
use crate::view::replay::{self, State};
use crate::view::seek;
use crate::watch::Watch;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// The state at a record, and what changed since `before`. `last` is the state that was read last: mostly the one before.
pub(super) fn step(session: &Session, row: Row, before: Option<Row>, last: &mut Option<State>) -> Option<Step> {
    let (case, evidence) = (&session.case, &session.evidence);
    let read = |row| replay::state(case, evidence, &replay::Request { row, lines: LINES_MAX });
    let state = read(row)?;
    let kept = last.take().filter(|kept| Some(kept.record.row) == before);
    let before = kept.or_else(|| before.filter(|before| *before != row).and_then(read));
    let changes = before.map(|before| Changes {
        since: Mention { mark: before.record.mark, ..Mention::of(case, before.record.row) },
        list: changed_since(case, &before, &state),
    });
    *last = Some(state.clone());
    let bytes = evidence.line(case, row).ok().map(|line| line.bytes().to_vec());
    let differences = state.versions.iter().map(|version| differences(case, evidence, row, version)).collect();
    let fields = bytes.as_deref().map_or(Vec::new(), fields);
    Some(Step { texts: state.versions.iter().map(texts).collect(), differences, changes, state, bytes, fields })
}

fn texts(version: &VersionState) -> (Option<Lines>, Option<Lines>) {
    let lines = |text: &ArtifactText| match text {
        ArtifactText::Text(text) => Some(Lines::of(text, LINES_MAX)),
        ArtifactText::Gone(_) => None,
    };
    let in_force = version.in_force_text.as_ref().filter(|text| **text != version.cited_text);
    (lines(&version.cited_text), in_force.and_then(lines))
}

/// The records that a mode steps over.
pub(super) fn walk(case: &Case, walk: Walk) -> Selection {
    let rows = case.len();
    let selection = match walk.steps {
        Steps::All => Selection::all(rows),
        Steps::Decisions => {
            let name = case.names().find("decision");
            Selection::of(rows, |row| name.is_some_and(|name| case.context(row).kind == name))
        }
        Steps::Handoffs(log, run) => {
            let of = case.world().runs.get(&(log, run));
            let bounds = of.into_iter().flat_map(|of| of.first..=of.last);
            let is_wanted = |row: &Row| case.detail(*row).handoff && case.run(*row) == run && case.log(*row) == log;
            Selection::from_rows(rows, bounds.filter(is_wanted))
        }
    };
    match walk.part {
        // The handoffs of a run are those of its log already.
        Some(part) if !matches!(walk.steps, Steps::Handoffs(..)) => selection.and(&Selection::of_part(case, part)),
        _ => selection,
    }
}

/// Looks for the next place to stop at, on a thread of its own: a pass over the texts takes minutes, and pages and steps go on.
pub(super) fn seek(session: &Session, request: &seek::Request, (generation, watch): (u64, &Arc<Watch>), out: &Outbox) {
    let (case, searcher) = (Arc::clone(&session.case), session.searcher());
    let (request, watch, out) = (request.clone(), Arc::clone(watch), out.clone());
    std::thread::spawn(move || {
        let all = Selection::all(case.len());
        let mut select = |filter: &Filter| searcher.select(filter, &all, &watch);
        let answer = match catch_unwind(AssertUnwindSafe(|| seek::find(&case, &request, &mut select, &watch))) {
            Ok(Ok(found)) => found.map(|found| Update::Sought(generation, found)),
            Ok(Err(error)) => Some(Update::Failed(generation, Lane::Seek, Told::of(&error))),
            Err(panic) => Some(Update::Failed(generation, Lane::Seek, Told::panicked(&*panic))),
        };
        if let Some(answer) = answer.filter(|_| !watch.is_cancelled()) {
            out.send(answer);
        }
    });
}

/// Lines of a text that are kept for the inspector; the rest is stated.
const LINES_MAX: usize = 5_000;
