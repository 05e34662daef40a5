//! `recount seal`.

use super::args::Seal;
use super::input::Waiting;
use super::progress::{per_second, watch_signals, with_progress};
use super::{Exit, Fault, complain, say, visible};
use crate::crypto::Digest;
use crate::profile::ProfileStore;
use crate::seal::{ExtractOptions, KeyFolder, Role, SealError, SealOptions, Sealed, extract, seal};
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Runs the command.
pub fn run(args: &Seal) -> Result<Exit, Fault> {
    match &args.from {
        Some(from) => write_extract(args, from),
        None => write_bundle(args),
    }
}

fn write_bundle(args: &Seal) -> Result<Exit, Fault> {
    let usage = |what: &str| Fault::new(Exit::Usage, what);
    let options = SealOptions {
        origin: args.origin.clone().ok_or_else(|| usage("--origin names the log and is needed here"))?,
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
    let events = args.events.as_deref().ok_or_else(|| usage("event lines are needed; - is standard input"))?;
    let file = if events == Path::new("-") {
        None
    } else {
        Some(File::open(events).map_err(|error| Fault::io(&events.display().to_string(), &error))?)
    };
    let watch = watch_signals();
    let mut input: Box<dyn BufRead> = match file {
        None => Box::new(BufReader::new(Waiting::on(io::stdin(), &watch))),
        Some(file) if file.metadata().is_ok_and(|data| data.is_file()) => Box::new(BufReader::new(file)),
        Some(pipe) => Box::new(BufReader::new(Waiting::on(pipe, &watch))),
    };
    let sealed =
        with_progress(&watch, progress, || seal(&mut input, &options, &watch)).map_err(|error| fault(&error))?;
    tell(args, &sealed);
    note_sealed(&args.keys, sealed.size, &sealed.root);
    Ok(Exit::Fine)
}

/// Notes in the configuration folder that a log was sealed on this machine. What cannot be noted is told; the seal stands.
pub fn note_sealed(keys: &Path, size: u64, root: &Digest) {
    let log = KeyFolder::origin_of(keys).ok().flatten().and_then(|origin| {
        let folder = KeyFolder::open(keys, &origin, None).ok()?;
        Some(folder.of(Role::Log, &origin).last()?.vkey.clone())
    });
    let (Some(log), Some(store)) = (log, ProfileStore::user()) else { return };
    if let Err(error) = store.note_sealed(&log, size, root, now()) {
        complain(&format!("that the log was sealed here could not be noted in {}: {error}", store.root().display()));
    }
}

fn write_extract(args: &Seal, from: &Path) -> Result<Exit, Fault> {
    let options = ExtractOptions {
        from: from.to_owned(),
        keys: args.keys.clone(),
        out: args.out.clone(),
        segments: args.segments.clone(),
        actors: args.actors.clone(),
        withhold: args.withhold.clone(),
        deterministic: args.deterministic.clone(),
        limits: args.limits.read(),
        now: now(),
    };
    let watch = watch_signals();
    let extracted = with_progress(&watch, progress, || extract(&options, &watch)).map_err(|error| fault(&error))?;
    warn(&extracted.warnings);
    let disclosed: u64 = extracted.segments.iter().map(|(start, end)| end - start).sum();
    say(&format!(
        "extracted {disclosed} of {} records of {} into {}, {} blobs withheld\n{}",
        extracted.size,
        visible(&extracted.origin),
        args.out.display(),
        extracted.withheld,
        hint(args)
    ));
    Ok(Exit::Fine)
}

/// The line of progress: records first, then the bytes of the bundle, which are read twice.
fn progress((done, total): (u64, u64), took: Duration) -> String {
    match (done, total) {
        (0, 0) => "… reading".to_owned(),
        (records, 0) => format!("… {records} records, {} records/s", per_second(records, took)),
        (done, total) => format!("… writing the bundle, {} %", u128::from(done) * 100 / u128::from(total)),
    }
}

/// What a seal error becomes on the command line.
pub fn fault(error: &SealError) -> Fault {
    let exit = match error.exit_status() {
        64 => Exit::Usage,
        65 => Exit::Data,
        130 => Exit::Interrupted,
        _ => Exit::Io,
    };
    Fault::new(exit, visible(&error.to_string()))
}

/// POSIX seconds.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Tells what is worth telling on standard error.
pub fn warn(warnings: &[String]) {
    warnings.iter().for_each(|warning| complain(&visible(warning)));
}

fn hint(args: &Seal) -> String {
    format!("check it with: recount verify --trust {} {}\n", args.keys.display(), args.out.display())
}

fn tell(args: &Seal, sealed: &Sealed) {
    warn(&sealed.warnings);
    let actors: Vec<String> =
        sealed.records.iter().map(|(actor, count)| format!("  {count:>7}  {}\n", visible(actor))).collect();
    say(&format!(
        "sealed {} records of {} into {}\nroot {}\n{}{}",
        sealed.size,
        visible(&sealed.origin),
        args.out.display(),
        sealed.root.b64(),
        actors.concat(),
        hint(args)
    ));
}
