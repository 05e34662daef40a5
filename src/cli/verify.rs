//! `recount verify`.

use super::args::{Format, Verify};
use super::progress::{of_records, watch_signals, with_progress};
use super::trust::{self, Chosen};
use super::{Exit, Fault, complain, report_json, report_text, say};
use crate::bundle::container::Container;
use crate::crypto::{Digest, NOTE_MAX};
use crate::profile::{ProfileStore, SeenNote, remember};
use crate::verify::{Depth, GivenBlob, Options, Verification, verify};
use crate::watch::{Watch, Watched};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Runs the command.
pub fn run(args: &Verify) -> Result<Exit, Fault> {
    let chosen = trust::choose(&args.trust)?;
    let seen_dir = if args.no_seen { None } else { args.seen.clone().or(chosen.seen.clone()) };
    let seen = trust::seen(seen_dir.as_deref())?;
    let given = args.blobs.as_deref().map(given_blobs).transpose()?.unwrap_or_default();
    let watch = watch_signals();
    let mut json = Vec::new();
    let mut exits = Vec::new();
    let mut paths = Vec::new();
    for path in &args.bundles {
        match expand(path) {
            Ok(found) => paths.extend(found),
            Err(fault) => {
                complain(&fault.message);
                exits.push(fault.exit);
            }
        }
    }
    warn_of_demands(args, &seen);
    for path in paths {
        match one(args, &path, &chosen, &seen, &given, &watch) {
            Ok((verification, sha256, sealed)) => {
                exits.push(Exit::of(verification.verdict));
                let shown = path.display().to_string();
                let profile = chosen.profile.as_ref().map(|profile| profile.name.as_str());
                match args.format {
                    Format::Json => json.push(report_json::bundle(&shown, sha256, &verification)),
                    Format::Text if args.quiet => say(&report_text::verdict_line(&shown, &verification)),
                    Format::Text => {
                        say(&report_text::report(&shown, sealed.as_deref(), profile, args.now, &verification))
                    }
                }
                keep(seen_dir.as_deref(), &verification);
            }
            Err(fault) => {
                complain(&fault.message);
                exits.push(fault.exit);
            }
        }
    }
    if args.format == Format::Json {
        say(&format!("{:#}\n", report_json::report(json)));
    }
    Ok(worst(&exits))
}

/// 1 over 2 over 0; a bundle that could not be read makes the whole undecidable, and nothing readable keeps its own status.
fn worst(exits: &[Exit]) -> Exit {
    let has = |exit: Exit| exits.contains(&exit);
    let read = [Exit::Fine, Exit::Contradicted, Exit::Undecidable].into_iter().any(has);
    if !read {
        return exits.first().copied().unwrap_or(Exit::NoInput);
    }
    match () {
        () if has(Exit::Contradicted) => Exit::Contradicted,
        () if exits.iter().any(|exit| *exit != Exit::Fine) => Exit::Undecidable,
        () => Exit::Fine,
    }
}

/// The bundles that a path stands for: itself, or those of a folder that is no bundle.
fn expand(path: &Path) -> Result<Vec<PathBuf>, Fault> {
    let told = |error: std::io::Error| Fault::io(&path.display().to_string(), &error);
    let meta = std::fs::metadata(path).map_err(told)?;
    if !meta.is_dir() || path.join("manifest").exists() || path.join("checkpoint").exists() {
        return Ok(vec![path.to_owned()]);
    }
    let mut inner = Vec::new();
    for entry in std::fs::read_dir(path).map_err(told)? {
        let inside = entry.map_err(told)?.path();
        if inside.extension().is_some_and(|extension| extension == "sab") || inside.join("manifest").is_file() {
            inner.push(inside);
        }
    }
    if inner.is_empty() {
        let message = format!("{}: neither a bundle (no manifest) nor a folder that holds bundles", path.display());
        return Err(Fault::new(Exit::NoInput, message));
    }
    inner.sort();
    Ok(inner)
}

/// Says on standard error which checks were asked for and cannot be made.
fn warn_of_demands(args: &Verify, seen: &[SeenNote]) {
    if args.max_age.is_some() && args.now.is_none() {
        complain("--max-age was not assessed: it needs --now");
    }
    if args.current && seen.is_empty() {
        complain("--current was not assessed: no checkpoint is remembered (see --seen)");
    }
}

fn one(
    args: &Verify,
    path: &Path,
    chosen: &Chosen,
    seen: &[SeenNote],
    given: &[GivenBlob],
    watch: &Watch,
) -> Result<(Verification, Option<String>, Option<String>), Fault> {
    let told = |error: std::io::Error| Fault::io(&path.display().to_string(), &error);
    let options = Options {
        profile: chosen.profile.as_ref(),
        profile_failures: chosen.failures.clone(),
        seen,
        current: args.current,
        expect_origin: args.expect_origin.as_deref(),
        require_witnesses: args.require_witness,
        now: args.now,
        max_age: args.max_age,
        skew: args.skew,
        given_blobs: given,
        depth: Depth::Full,
        limits: args.limits.read(),
    };
    let mut faults = Vec::new();
    let container = Container::open(path, &options.limits, &mut faults).map_err(told)?;
    let verification = with_progress(watch, of_records, || verify(&container, faults, &options, watch, &mut |_| {}));
    // After a cancel the whole file is not read once more.
    let sha256 = if watch.is_cancelled() { None } else { digest_of(&container, watch).ok().flatten() };
    Ok((verification, sha256.map(|digest| digest.hex()), sealed_here(&container)))
}

/// That the log was sealed on this machine, in words.
fn sealed_here(container: &Container) -> Option<String> {
    let checkpoint = container.read_at("checkpoint", 0, NOTE_MAX as u64).ok()?;
    ProfileStore::user()?.sealed_here(&checkpoint).map(|sealed| sealed.words())
}

/// SHA-256 of the file; of a folder, that of its manifest.
fn digest_of(container: &Container, watch: &Watch) -> std::io::Result<Option<Digest>> {
    let stream: Box<dyn Read + '_> = match container.whole() {
        Some(whole) => whole,
        None if container.entry("manifest").is_some() => Box::new(container.open_file("manifest")?),
        None => return Ok(None),
    };
    Digest::of_stream(&mut Watched::new(stream, watch)).map(|(digest, _)| Some(digest))
}

/// The files of a folder: blobs that were handed over beside the bundle.
fn given_blobs(dir: &Path) -> Result<Vec<GivenBlob>, Fault> {
    let told = |error: std::io::Error| Fault::io(&dir.display().to_string(), &error);
    let mut out = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(told)? {
        let path = entry.map_err(told)?.path();
        if std::fs::symlink_metadata(&path).map_err(told)?.is_file() {
            let mut file = std::fs::File::open(&path).map_err(told)?;
            out.push((
                path.display().to_string(),
                GivenBlob::read(path.display().to_string(), &mut file).map_err(told)?,
            ));
        }
    }
    out.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(out.into_iter().map(|(_, blob)| blob).collect())
}

fn keep(dir: Option<&Path>, verification: &Verification) {
    if let (Some(dir), Some(note)) = (dir, &verification.remember)
        && let Err(error) = remember(dir, note)
    {
        complain(&format!("the checkpoint could not be remembered in {}: {error}", dir.display()));
    }
}
