//! `recount diff`: two versions of a policy, a template or code.

use super::super::args::Diff;
use super::super::progress::watch_signals;
use super::super::{Exit, Fault, say, visible};
use crate::view::versions::{Request, compare, text};

/// Runs the command.
pub fn run(args: &Diff) -> Result<Exit, Fault> {
    let (old, new) = (named(&args.old)?, named(&args.new)?);
    if old.0 != new.0 {
        return Err(Fault::new(Exit::Usage, "compare two versions of one name: NAME@A NAME@B"));
    }
    let session = super::open(&args.case, &args.trust, &watch_signals())?;
    super::tell_verdict(&args.case, &session, false);
    let mut faults = Vec::new();
    for (log, of) in session.case.logs().iter().enumerate() {
        if args.log.as_ref().is_some_and(|wanted| *wanted != of.origin) {
            continue;
        }
        let versions = [old.1.clone(), new.1.clone()];
        let request = Request { log, artifact: args.artifact.artifact(), name: old.0.clone(), versions };
        match compare(&session.case, &session.evidence, &request) {
            Ok(compared) => {
                let lines = text(&request, &compared);
                say(&lines.iter().map(|line| format!("{}\n", visible(line))).collect::<String>());
                return Ok(Exit::Fine);
            }
            Err(fault) => faults.push(fault),
        }
    }
    Err(Fault::new(Exit::NoInput, faults.pop().unwrap_or_else(|| "there is no such log in this case".to_owned())))
}

fn named(text: &str) -> Result<(String, String), Fault> {
    let parts = text.rsplit_once('@').filter(|(name, version)| !name.is_empty() && !version.is_empty());
    let usage = || Fault::new(Exit::Usage, format!("{}: NAME@VERSION is wanted", visible(text)));
    parts.map(|(name, version)| (name.to_owned(), version.to_owned())).ok_or_else(usage)
}
