//! Slices, filtered and redacted bundles out of a full one, signed anew by the exporter.
//!
//! Every record of the authority goes along, whatever was asked for: without them nobody could tell which keys counted
//! (`bundle-format.md` section 1.5). The records, the checkpoint and the blobs that stay are the same bytes.

use super::bundle_out::{self, Part, Sheet, Source};
use super::error::{SealError, settled};
use super::full::{FullBundle, Wanted};
use super::keys::KeyFolder;
use super::pick::Picker;
use super::work::Workplace;
use crate::bundle::container::ReadLimits;
use crate::crypto::{Digest, subtrees, tree_root};
use crate::watch::Watch;
use std::path::PathBuf;

/// What to take out of a full bundle.
#[derive(Clone, Debug, Default)]
pub struct ExtractOptions {
    /// The full bundle: a ZIP or a folder.
    pub from: PathBuf,
    /// The key folder, for the exporter's key.
    pub keys: PathBuf,
    /// The new bundle: a ZIP, or a folder if it ends in a slash.
    pub out: PathBuf,
    /// Half-open ranges of indices; empty for all.
    pub segments: Vec<(u64, u64)>,
    /// Actors, with their workers `NAME#k`; empty for all. With segments, both must hold.
    pub actors: Vec<String>,
    /// Roles whose blobs are left out, with the reason for it.
    pub withhold: Vec<(String, String)>,
    /// How much of the full bundle is read at most.
    pub limits: ReadLimits,
    /// Seed for a missing exporter key; the time comes from the records. For tests and samples only.
    pub deterministic: Option<String>,
    /// Now, in POSIX seconds.
    pub now: u64,
}

/// What was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Extracted {
    /// The log's name.
    pub origin: String,
    /// Records in the log.
    pub size: u64,
    /// Root over them.
    pub root: Digest,
    /// Half-open ranges that are disclosed.
    pub segments: Vec<(u64, u64)>,
    /// Blobs that are withheld.
    pub withheld: u64,
    /// What is worth telling.
    pub warnings: Vec<String>,
}

/// Writes a slice, a filtered or a redacted bundle out of a full one.
///
/// # Errors
/// A bundle that is damaged or not full; ranges outside the log, an unknown actor, a reason that is no token; what cannot be read
/// or written; that the caller asked to stop. Then there is no bundle.
pub fn extract(options: &ExtractOptions, watch: &Watch) -> Result<Extracted, SealError> {
    settled(steps(options, watch), watch, "no bundle was written")
}

fn steps(options: &ExtractOptions, watch: &Watch) -> Result<Extracted, SealError> {
    check(options)?;
    let bundle = FullBundle::open(&options.from, &options.limits)?;
    let size = bundle.checkpoint.size;
    if let Some((start, end)) = options.segments.iter().find(|(start, end)| start >= end || *end > size) {
        return Err(SealError::usage(format!("{start}-{end} is no range of a log of {size} records")));
    }
    let work = Workplace::beside(&options.out)?;
    let wanted = Wanted { segments: &options.segments, actors: &options.actors };
    let disclosed = bundle.records(&wanted, &options.withhold, &work.dir, watch)?;
    if let Some(name) = options.actors.iter().find(|name| !disclosed.actors.contains(*name)) {
        return Err(SealError::usage(format!("no record of {name} is in the bundle")));
    }
    for (at, (role, _)) in options.withhold.iter().enumerate() {
        if !disclosed.blobs.values().any(|how| how.withheld == Some(at)) {
            let what = "no disclosed record names a blob of the role";
            return Err(SealError::usage(format!(
                "{what} {role}, so nothing would be withheld (text has the role content)"
            )));
        }
    }
    let mut picker = Picker::new(&disclosed.blobs, &bundle.manifest.withheld, &options.withhold);
    let mut parts = bundle.blobs(&mut picker, &work.dir, watch)?;
    parts.extend(bundle.kept_as_they_are()?);
    parts.extend(disclosed.files.iter().cloned());
    let proof = bundle_out::proof_text(&disclosed.segments, &gap_hashes(&disclosed.leaves, &disclosed.segments));
    parts.push(Part { path: "proof".to_owned(), source: Source::Bytes(proof.into_bytes()) });

    let origin = &bundle.checkpoint.origin;
    let mut keys = KeyFolder::open(&options.keys, origin, options.deterministic.as_deref())?;
    let exporter = keys.exporter()?;
    keys.save()?;
    let latest = u64::try_from(disclosed.latest.seconds).unwrap_or(0);
    let exported = if options.deterministic.is_some() { latest } else { options.now };
    let scope = scope(options);
    let (withheld, mut warnings) = picker.finish();
    let sheet = Sheet { origin, exported, scope: scope.as_deref(), withheld: &withheld, exporter: &exporter };
    bundle_out::write_bundle(&options.out, &work.dir, parts, &sheet, watch)?;
    warnings.splice(0..0, keys.warnings().iter().cloned());
    warnings.extend(disclosed.unproven.map(unproven));
    Ok(Extracted {
        origin: origin.clone(),
        size,
        root: bundle.checkpoint.root,
        segments: disclosed.segments,
        withheld: u64::try_from(withheld.len()).unwrap_or(u64::MAX),
        warnings,
    })
}

fn check(options: &ExtractOptions) -> Result<(), SealError> {
    for (role, reason) in &options.withhold {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let mut bytes = reason.bytes();
        let token = bytes.next().is_some_and(plain) && bytes.all(|byte| plain(byte) || b"._-".contains(&byte));
        if !token || reason.len() > 64 {
            return Err(SealError::usage(format!("the reason {reason:?} is not 1 to 64 of a-z 0-9 . _ -")));
        }
        if role == "keys" {
            return Err(SealError::usage("blobs of the role keys are never withheld"));
        }
    }
    let same = options.from.components().eq(options.out.components());
    if same {
        return Err(SealError::usage("the new bundle cannot take the place of the full one"));
    }
    bundle_out::refuse_overwriting(&options.out, false)
}

/// One hash for every perfect subtree of the gaps (`bundle-format.md` section 1.8).
fn gap_hashes(leaves: &[Digest], segments: &[(u64, u64)]) -> Vec<Digest> {
    let size = u64::try_from(leaves.len()).unwrap_or(0);
    let mut hashes = Vec::new();
    let mut at = 0;
    for (start, end) in segments.iter().copied().chain([(size, size)]) {
        for (level, first) in subtrees(at, start) {
            let range = usize::try_from(first).ok().zip(usize::try_from(first + (1u64 << level)).ok());
            hashes.extend(range.and_then(|(first, last)| leaves.get(first..last)).map(tree_root));
        }
        at = end;
    }
    hashes
}

/// What was asked for, in words that the manifest carries.
fn scope(options: &ExtractOptions) -> Option<String> {
    let mut parts = Vec::new();
    if !options.segments.is_empty() {
        let ranges: Vec<String> = options.segments.iter().map(|(start, end)| format!("{start}-{end}")).collect();
        parts.push(format!("segments {}", ranges.join(",")));
    }
    if !options.actors.is_empty() {
        parts.push(format!("actors {}", options.actors.join(",")));
    }
    if !options.withhold.is_empty() {
        let roles: Vec<String> = options.withhold.iter().map(|(role, reason)| format!("{role}={reason}")).collect();
        parts.push(format!("withheld {}", roles.join(",")));
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn unproven(from: u64) -> String {
    format!(
        "the log has no record of the authority after record {from}, so the keys of later records in this bundle are not proven: seal a \
         snapshot first (recount keys snapshot)"
    )
}
