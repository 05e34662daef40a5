//! One seal from end to end: read events, build records, add them to a log whole, write the bundle.

use super::body::Payloads;
use super::build::{Builder, Rules};
use super::bundle_out::refuse_overwriting;
use super::digested::Digested;
use super::disk::Durability;
use super::error::{SealError, go_on, settled};
use super::export::Export;
use super::input::read_in_order;
use super::keys::KeyFolder;
use super::log_folder::LogFolder;
use super::salt::Salts;
use super::sequencer::{Sequencer, Signers};
use super::state::LogState;
use super::work::Workplace;
use crate::bundle::proof::Checkpoint;
use crate::crypto::{Digest, note_line};
use crate::watch::Watch;
use std::collections::BTreeMap;
use std::io::BufRead;
use std::path::{Path, PathBuf};

/// What to seal, with what, to where.
#[derive(Clone, Debug, Default)]
pub struct SealOptions {
    /// The log's name.
    pub origin: String,
    /// The key folder; missing keys are made in it.
    pub keys: PathBuf,
    /// The bundle: a ZIP, or a folder if it ends in a slash.
    pub out: PathBuf,
    /// A log folder to continue; without one the log is only in the bundle.
    pub append: Option<PathBuf>,
    /// A checkpoint whenever the log's size is a multiple of this.
    pub checkpoint_every: Option<u64>,
    /// Name of a demonstration witness that cosigns.
    pub witness: Option<String>,
    /// Payloads stay in the records.
    pub inline: bool,
    /// Where `file` blobs come from.
    pub files: Option<PathBuf>,
    /// Who may sign for others.
    pub allow_sign_as: Vec<String>,
    /// Seed for keys and salts; times come from the events. For tests and samples only.
    pub deterministic: Option<String>,
    /// Now, in POSIX seconds.
    pub now: u64,
}

/// What was sealed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sealed {
    /// The log's name.
    pub origin: String,
    /// Records in the log.
    pub size: u64,
    /// Root over them.
    pub root: Digest,
    /// Records that this run added, by actor.
    pub records: BTreeMap<String, u64>,
    /// What is worth telling.
    pub warnings: Vec<String>,
}

/// Seals event lines (`events.md` section 3) into a bundle.
///
/// # Errors
/// Bad input, with its line; wrong usage; what cannot be read or written. Where the input is bad, nothing is written: no key, no
/// record, no bundle. That the caller asked to stop: either the log is as it was, or it has all new records and only the bundle
/// is not written; the error says which.
pub fn seal(input: &mut dyn BufRead, options: &SealOptions, watch: &Watch) -> Result<Sealed, SealError> {
    let mut left = "nothing was written".to_owned();
    let done = steps(input, options, watch, &mut left);
    settled(done, watch, &left)
}

/// `left` says at any time what a stop leaves behind.
fn steps(
    input: &mut dyn BufRead,
    options: &SealOptions,
    watch: &Watch,
    left: &mut String,
) -> Result<Sealed, SealError> {
    check(options)?;
    let mut keys = KeyFolder::open(&options.keys, &options.origin, options.deterministic.as_deref())?;
    let signers = Signers::of(&mut keys, options.witness.as_deref())?;
    let work = Workplace::beside(&options.out)?;
    let (dir, durability) = match &options.append {
        Some(log) => (log.clone(), Durability::Durable),
        None => (work.dir.join("log"), Durability::Scratch),
    };
    let (mut folder, state, names) = LogFolder::open(&dir, durability, watch)?;
    folder.expect_origin(&options.origin)?;
    let before = state.size();
    let stage = folder.stage(&options.origin, before)?;
    let sequencer = Sequencer::new(&options.origin, state, stage);
    let mut builder = Builder::new(sequencer, keys, names, rules(options, before));
    let mut input = Digested::of(input);
    read_events(&mut input, &mut builder, options, &signers, watch)?;
    let lines = input.digest();

    let Builder { sequencer, mut keys, mut counts, unpublished, mut warnings, .. } = builder;
    let Sequencer { mut state, mut stage, .. } = sequencer;
    if let Some(first) = folder.sealed_already(before, &lines)? {
        drop((folder, stage));
        (folder, state, _) = LogFolder::open(&dir, durability, watch)?;
        stage = folder.stage(&options.origin, before)?;
        counts.clear();
        warnings = vec![format!(
            "these lines are in the log already, as records {first} to {}: a run that was stopped sealed them and wrote no bundle. \
             Nothing was added; the bundle is written now",
            before.saturating_sub(1)
        )];
    }
    if state.size() == 0 {
        return Err(SealError::input(1, "there is no event line", "at least one event line"));
    }
    // From here to the end of the commit nothing stops the run: keys and records belong together.
    go_on(watch)?;
    let exporter = keys.exporter()?;
    keys.save()?;
    let seconds = seconds(options, &state);
    if state.size() > before {
        let text = Checkpoint::text(&options.origin, state.size(), &state.frontier.root());
        stage.checkpoint(state.size(), &signers.sign(&text, seconds))?;
        stage.input(before, state.size(), &lines)?;
        folder.commit(stage)?;
    } else {
        drop(stage);
        cover(&mut folder, &state, &options.origin, &signers, seconds)?;
    }
    *left = without_bundle(options);
    let export = Export {
        folder: &folder,
        state: &state,
        origin: &options.origin,
        old: folder.older(state.size()).filter(|_| options.append.is_some()),
        exported: seconds,
        exporter: &exporter,
    };
    export.write(&options.out, &work.dir, watch)?;
    folder.note_export(state.size())?;
    warnings.splice(0..0, keys.warnings().iter().chain(&folder.warnings).cloned());
    warnings.extend(remarks(options, &keys, &unpublished));
    Ok(Sealed {
        origin: options.origin.clone(),
        size: state.size(),
        root: state.frontier.root(),
        records: counts,
        warnings,
    })
}

/// What there is once keys and records are written.
fn without_bundle(options: &SealOptions) -> String {
    match &options.append {
        Some(log) => format!(
            "the log in {} has the records of this run, and the bundle was not written; the same command writes it, and adds \
             nothing twice",
            log.display()
        ),
        None => "no bundle was written; the keys that were made are kept".to_owned(),
    }
}

fn check(options: &SealOptions) -> Result<(), SealError> {
    if options.checkpoint_every == Some(0) {
        return Err(SealError::usage("a checkpoint every 0 records is none"));
    }
    let same = |path: &Path| path.components().eq(options.out.components());
    if options.append.as_deref().is_some_and(same) || same(&options.keys) {
        return Err(SealError::usage("the bundle, the log folder and the key folder cannot be the same"));
    }
    refuse_overwriting(&options.out, options.append.is_some())
}

fn rules(options: &SealOptions, before: u64) -> Rules {
    Rules {
        payloads: if options.inline { Payloads::Inline } else { Payloads::Moved },
        files: options.files.clone(),
        brokers: options.allow_sign_as.clone(),
        salts: Salts::of(options.deterministic.as_deref(), &options.origin, before),
    }
}

fn read_events(
    input: &mut dyn BufRead,
    builder: &mut Builder,
    options: &SealOptions,
    signers: &Signers,
    watch: &Watch,
) -> Result<(), SealError> {
    let mut covered = builder.sequencer.state.size();
    read_in_order(input, &mut |event| {
        go_on(watch)?;
        watch.advance(1);
        builder.add(&event)?;
        let size = builder.sequencer.state.size();
        // A key event may stand between: the first size at or after a multiple counts.
        if options.checkpoint_every.is_some_and(|every| size / every > covered / every) {
            let note = builder.sequencer.checkpoint(signers, seconds(options, &builder.sequencer.state));
            builder.sequencer.stage.checkpoint(size, &note)?;
            covered = size;
        }
        Ok(())
    })
}

/// The time of checkpoints, cosignatures and the export.
pub(super) fn seconds_of(deterministic: bool, now: u64, state: &LogState) -> u64 {
    match state.latest {
        Some(latest) if deterministic => u64::try_from(latest.seconds).unwrap_or(0),
        _ => now,
    }
}

fn seconds(options: &SealOptions, state: &LogState) -> u64 {
    seconds_of(options.deterministic.is_some(), options.now, state)
}

/// Sees to it that a log without new records has a checkpoint, cosigned by the witness that was asked for.
fn cover(
    folder: &mut LogFolder,
    state: &LogState,
    origin: &str,
    signers: &Signers,
    seconds: u64,
) -> Result<(), SealError> {
    let size = state.size();
    let text = Checkpoint::text(origin, size, &state.frontier.root());
    let note = match (folder.checkpoints.get(&size), &signers.witness) {
        (None, _) => signers.sign(&text, seconds),
        (Some(note), Some(witness)) if !note.contains(&format!("\n\u{2014} {} ", witness.vkey.name)) => {
            format!("{note}{}", note_line(&witness.secret, &witness.vkey, &text, Some(seconds)))
        }
        (Some(_), _) => return Ok(()),
    };
    folder.keep_checkpoint(size, &note)
}

fn remarks(
    options: &SealOptions,
    keys: &KeyFolder,
    unpublished: &std::collections::BTreeSet<(String, String, String)>,
) -> Vec<String> {
    let mut remarks = Vec::new();
    if options.witness.is_none() && keys.has_witness() {
        remarks.push("the policy in the key folder asks for a witness, and none cosigned".to_owned());
    }
    if options.checkpoint_every.is_some() && options.append.is_none() {
        remarks.push("checkpoints between are kept only in a log folder (--append)".to_owned());
    }
    let names: Vec<String> =
        unpublished.iter().take(5).map(|(kind, name, version)| format!("{kind} {name} {version}")).collect();
    if !names.is_empty() {
        let more = unpublished.len().saturating_sub(names.len());
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        remarks.push(format!("cited without an id, and never published before: {}{rest}", names.join(", ")));
    }
    remarks
}
