//! `recount replay` and `recount show CASE --record N`: one step after the other, and one record with all that held at it.

use super::super::args::{Form, Replay, Show};
use super::super::progress::watch_signals;
use super::super::{Exit, Fault, complain, say, visible};
use crate::case::filter::{Field, Term};
use crate::case::{Cursor, Selection};
use crate::session::Session;
use crate::view::changed::changed_since;
use crate::view::record_text::Depth;
use crate::view::replay::{Request, State, state};
use crate::view::{record_json, record_text};
use std::io::Write;
use std::sync::Arc;

/// Lines of a text that are printed.
const LINES: usize = 400;

/// Runs `recount replay`.
pub fn run(args: &Replay) -> Result<Exit, Fault> {
    let watch = watch_signals();
    let session = super::open(&args.case, &args.trust, &watch)?;
    let json = args.format == Form::Json;
    super::tell_verdict(&args.case, &session, json);
    let filter = args.run.as_ref().map(|run| Term::exactly(Field::Run, run).to_string());
    let filter = super::filter(&filter.unwrap_or_default())?;
    let mut selection = session.select(&filter, &watch).map_err(super::fault)?;
    if let Some(wanted) = &args.log {
        let logs = super::logs(&session.case, Some(wanted));
        if logs.is_empty() {
            return Err(Fault::new(Exit::NoInput, "no log of this case has that name or number"));
        }
        selection = selection.and(&Selection::of(session.case.len(), |row| logs.contains(&session.case.log(row))));
    }
    tell_histories(&session, &selection);
    if let (Some(run), 0) = (&args.run, selection.count()) {
        return Err(Fault::new(Exit::NoInput, format!("no record of this case is of the run {}", visible(run))));
    }
    let mut cursor = Cursor::over(Arc::new(selection));
    let mut next = match args.from {
        Some(index) => cursor.jump(super::row_of(&session, index, args.log.as_deref())?),
        None => cursor.step(),
    };
    let (mut before, mut shown): (Option<State>, usize) = (None, 0);
    while let Some(row) = next {
        if shown >= args.steps.unwrap_or(usize::MAX) || watch.is_cancelled() {
            break;
        }
        let Some(now) = state(&session.case, &session.evidence, &Request { row, lines: LINES }) else { break };
        if json {
            say(&format!("{}\n", record_json::record(&now.record)));
        } else {
            step(&session, &cursor, before.as_ref(), &now);
        }
        (before, shown) = (Some(now), shown + 1);
        next = cursor.step();
    }
    if next.is_some() && !json {
        let (_, all) = cursor.progress();
        complain(&format!("{shown} of {all} steps were shown"));
    }
    Ok(if watch.is_cancelled() { Exit::Interrupted } else { Exit::Fine })
}

/// Steps that lead through two histories of one log are no course of events: said before the first.
fn tell_histories(session: &Session, over: &Selection) {
    let case = &session.case;
    let met = |log: &usize| over.iter().any(|row| case.log(row) == *log);
    let twins = |log: &usize| case.logs().iter().filter(|other| other.origin == case.logs()[*log].origin).count() > 1;
    let forked: Vec<usize> = (0..case.logs().len()).filter(twins).filter(met).collect();
    if forked.len() > 1 {
        let numbers: Vec<String> = forked.iter().map(|log| format!("--log {}", log + 1)).collect();
        complain(&format!(
            "these steps are of several histories of one log, which exclude each other; each step says which, and its state is \
             of that history alone. Replay one of them: {}",
            numbers.join(" or ")
        ));
    }
}

fn step(session: &Session, cursor: &Cursor, before: Option<&State>, now: &State) {
    let (at, all) = cursor.progress();
    let mut out = format!("\nstep {at} of {all}\n");
    for line in record_text::state(now, Depth::Step) {
        out.push_str(&format!("{}\n", visible(&line)));
    }
    let changes = before.map(|before| changed_since(&session.case, before, now)).unwrap_or_default();
    for change in changes {
        out.push_str(&format!("  changed      {}\n", visible(&change.text)));
    }
    say(&out);
}

/// Runs `recount show` on a case.
pub fn show(args: &Show) -> Result<Exit, Fault> {
    let watch = watch_signals();
    let session = super::open(&args.bundle, &args.trust, &watch)?;
    let json = args.format == Form::Json;
    super::tell_verdict(&args.bundle, &session, json || args.raw);
    let Some(index) = args.record else {
        return Err(Fault::new(Exit::Usage, "show which record of the case: --record N (recount search lists them)"));
    };
    let row = super::row_of(&session, index, args.log.as_deref())?;
    if args.raw {
        let line =
            session.evidence.line(&session.case, row).map_err(|error| Fault::new(Exit::Io, error.to_string()))?;
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(line.bytes()).and_then(|()| out.write_all(b"\n"));
        return Ok(Exit::Fine);
    }
    let Some(now) = state(&session.case, &session.evidence, &Request { row, lines: LINES }) else {
        return Err(Fault::new(Exit::NoInput, format!("record {index} is not in this case")));
    };
    if json {
        say(&format!("{}\n", record_json::state(&now)));
    } else {
        let lines = record_text::state(&now, Depth::Whole);
        say(&lines.iter().map(|line| format!("{}\n", visible(line))).collect::<String>());
    }
    Ok(Exit::Fine)
}
