//! Step 2: the manifest, its signature, and the set of files (`bundle-format.md` section 1.9).

use super::findings::Findings;
use crate::bundle::container::{Container, Limit, ReadLimits};
use crate::bundle::manifest::Manifest;
use crate::bundle::{Code, Failure};
use crate::crypto::Note;
use crate::profile::TrustProfile;

/// A manifest and what is known about its signers.
pub struct Signed {
    /// The manifest.
    pub manifest: Manifest,
    /// An exporter of the profile signed it.
    pub known: bool,
    /// It lists no more than the user's limits allow: the files may be read.
    pub within_limits: bool,
}

/// Parses the manifest and checks its signatures.
pub fn read(
    bytes: Option<&[u8]>,
    profile: Option<&TrustProfile>,
    limits: &ReadLimits,
    findings: &mut Findings,
) -> Option<Signed> {
    let Some(bytes) = bytes else {
        findings.add(Failure::new(Code::ManifestFormat, "it is missing").file("manifest"));
        return None;
    };
    let limit = usize::try_from(limits.manifest).unwrap_or(usize::MAX);
    if bytes.len() > limit {
        findings.add(limits.hit(Limit::Manifest, "more").file("manifest"));
        return None;
    }
    match Manifest::parse(bytes, limits) {
        Ok((manifest, note)) => {
            let known = signature(&note, profile, findings);
            let within_limits = check_limits(&manifest, limits, findings);
            Some(Signed { manifest, known, within_limits })
        }
        Err(failure) => {
            findings.add(*failure);
            None
        }
    }
}

fn signature(note: &Note<'_>, profile: Option<&TrustProfile>, findings: &mut Findings) -> bool {
    let (mut good, mut bad) = (false, false);
    for key in profile.map(|profile| profile.exporters.as_slice()).unwrap_or_default() {
        for line in note.lines_of(key) {
            if key.ed25519().is_some_and(|public| line.check(&public, note.text).is_ok()) {
                good = true;
            } else {
                bad = true;
                let failure = Failure::new(Code::ManifestSig, &key.name).file("manifest").key(key.id.hex());
                findings.add(failure.values("a signature over this manifest", "one that does not fit"));
            }
        }
    }
    if !good && !bad {
        let seen: Vec<String> = note.lines.iter().map(|line| format!("{}+{}", line.name, line.id.hex())).collect();
        let failure = Failure::new(Code::WarnExporterUnknown, "").file("manifest");
        findings.add(failure.values("an exporter of the profile", seen.join(", ")));
    }
    good && !bad
}

fn check_limits(manifest: &Manifest, limits: &ReadLimits, findings: &mut Findings) -> bool {
    let files = u64::try_from(manifest.files.len()).unwrap_or(u64::MAX);
    let total = manifest.files.iter().fold(0u64, |sum, file| sum.saturating_add(file.bytes));
    let more = if manifest.over { " or more" } else { "" };
    let all = [(Limit::Files, limits.files, files), (Limit::Bytes, limits.bytes, total)];
    let over = || all.into_iter().filter(|(_, most, found)| found > most);
    let hit = |limit, found| limits.hit(limit, format!("{found}{more} in the manifest")).file("manifest");
    findings.extend(over().map(|(limit, _, found)| hit(limit, found)));
    over().next().is_none()
}

/// Compares the set of files with the manifest.
pub fn check_set(container: &Container, manifest: &Manifest, findings: &mut Findings) {
    for entry in container.entries() {
        if entry.path != "manifest" && manifest.file(&entry.path).is_none() {
            findings.add(Failure::new(Code::FileUnlisted, "").file(&entry.path));
        }
    }
    if container.is_cut() {
        // The listing stopped at a limit or at damage, which is told already: what it does not show may be there.
        return;
    }
    for file in manifest.files.iter().filter(|file| container.entry(&file.path).is_none()) {
        findings.add(Failure::new(Code::FileMissing, "").file(&file.path).values(file.digest.hex(), "absent"));
    }
}
