//! `recount import`: bundles into a case.

use super::super::args::Import;
use super::super::progress::{of_records, watch_signals, with_progress};
use super::super::{Exit, Fault, complain, visible};
use crate::session::{self, Session, SessionError, Storage};
use crate::watch::Watch;

/// Runs the command.
pub fn run(args: &Import) -> Result<Exit, Fault> {
    let trusted = super::trusted(&args.trust)?;
    let kept = if args.in_place { Storage::InPlace } else { Storage::Copy };
    let mut who = super::who();
    if let Some(name) = &args.reviewer {
        who.name.clone_from(name);
    }
    let watch = watch_signals();
    let imported =
        with_progress(&watch, of_records, || session::import(&args.case, &args.bundles, kept, &who, &trusted, &watch));
    let session = imported.map_err(|error| match error {
        SessionError::Cancelled => Fault::new(
            Exit::Undecidable,
            "interrupted: nothing is signed for yet; what was copied stays in the case and is verified at its next opening"
                .to_owned(),
        ),
        error => super::fault(error),
    })?;
    session.notices.iter().for_each(|notice| complain(&visible(notice)));
    super::tell_verdict(&args.case, &session, false);
    let world = session.case.world();
    super::say(&format!(
        "  {} records, {} agents, {} runs, {} grants\n",
        session.case.len(),
        world.agents.len(),
        world.runs.len(),
        world.grants.all().len()
    ));
    index(&session, &watch);
    Ok(Exit::of(session.verdict()))
}

/// Builds the search index. The case is whole without it, so neither an interrupt nor a full disk changes how the import ended.
fn index(session: &Session, watch: &Watch) {
    let Some(indexing) = session.indexing() else { return };
    let records = session.case.len();
    super::super::say("  the case can be used from now on; its search index is made, and may be interrupted\n");
    match with_progress(watch, of_records, || indexing.run(watch)) {
        Ok(indexed) if indexed < records => complain(&format!(
            "interrupted: the search index holds {indexed} of {records} records; texts of the others are read when they are \
             searched, until `recount import` with the same case, or the window, goes on with it"
        )),
        Ok(_) => {}
        Err(error) => complain(&format!("the search index is not whole, so that searching takes longer: {error}")),
    }
}
