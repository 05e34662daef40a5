//! `recount grants`: the grant ledger.

use super::super::args::{Form, Grants};
use super::super::progress::watch_signals;
use super::super::{Exit, Fault, say, visible};
use crate::view::ledger;

/// Runs the command.
pub fn run(args: &Grants) -> Result<Exit, Fault> {
    let session = super::open(&args.case, &args.trust, &watch_signals())?;
    let json = args.format == Form::Json;
    super::tell_verdict(&args.case, &session, json);
    let ledger = ledger::ledger(&session.case, &session.evidence);
    if json {
        say(&format!("{}\n", ledger::json(&ledger)));
    } else {
        let lines = ledger::text(&ledger);
        say(&lines.iter().map(|line| format!("{}\n", visible(line))).collect::<String>());
    }
    Ok(Exit::Fine)
}
