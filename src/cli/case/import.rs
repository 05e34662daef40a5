//! `recount import`: bundles into a case.

use super::super::args::Import;
use super::super::{Exit, Fault, complain, visible};
use crate::session::{self, Keep};
use crate::watch::Watch;

/// Runs the command.
pub fn run(args: &Import) -> Result<Exit, Fault> {
    let trusted = super::trusted(&args.trust)?;
    let kept = if args.in_place { Keep::InPlace } else { Keep::Copy };
    let mut who = super::who();
    if let Some(name) = &args.reviewer {
        who.name.clone_from(name);
    }
    let watch = Watch::new();
    let session = session::import(&args.case, &args.bundles, kept, &who, &trusted, &watch).map_err(super::fault)?;
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
    Ok(Exit::of(session.verdict()))
}
