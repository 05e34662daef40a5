//! `recount seal`.

use super::args::Seal;
use super::{Exit, Fault, complain, say, visible};
use crate::seal::{SealError, SealOptions, Sealed, seal};
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// Runs the command.
pub fn run(args: &Seal) -> Result<Exit, Fault> {
    let events = args.events.as_path();
    let options = SealOptions {
        origin: args.origin.clone(),
        keys: args.keys.clone(),
        out: args.out.clone(),
        append: args.append.clone(),
        checkpoint_every: args.checkpoint_every,
        witness: args.witness.clone(),
        inline: args.inline,
        files: args.files.clone(),
        allow_sign_as: args.allow_sign_as.clone(),
        deterministic: args.deterministic.clone(),
        now: now(),
    };
    let mut input: Box<dyn BufRead> = if events == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        let file = File::open(events).map_err(|error| Fault::io(&events.display().to_string(), &error))?;
        Box::new(BufReader::new(file))
    };
    let sealed = seal(&mut input, &options).map_err(|error| fault(&error))?;
    tell(&args.out, &args.keys, &sealed);
    Ok(Exit::Fine)
}

/// What a seal error becomes on the command line.
pub fn fault(error: &SealError) -> Fault {
    let exit = match error.exit_status() {
        64 => Exit::Usage,
        65 => Exit::Data,
        _ => Exit::Io,
    };
    Fault::new(exit, error.to_string())
}

/// POSIX seconds.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

fn tell(out: &Path, keys: &Path, sealed: &Sealed) {
    for warning in &sealed.warnings {
        complain(&visible(warning));
    }
    let actors: Vec<String> =
        sealed.records.iter().map(|(actor, count)| format!("  {:>7}  {}\n", count, visible(actor))).collect();
    say(&format!(
        "sealed {} records of {} into {}\nroot {}\n{}check it with: recount verify --trust {} {}\n",
        sealed.size,
        visible(&sealed.origin),
        out.display(),
        sealed.root.b64(),
        actors.concat(),
        keys.display(),
        out.display()
    ));
}
