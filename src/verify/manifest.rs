//! Step 2: the manifest, its signature, and the set of files (`bundle-format.md` section 1.9).

use super::findings::Findings;
use crate::bundle::container::{Container, ReadLimits};
use crate::bundle::manifest::Manifest;
use crate::bundle::{Code, Failure};
use crate::crypto::{Digest, Hasher, Note};
use crate::profile::TrustProfile;
use crate::watch::Watch;
use std::collections::BTreeMap;
use std::io::Read;

/// Largest of the small files that are read whole: a proof with 1.5 million hashes is 70 MB.
const SMALL_MAX: u64 = 1 << 30;

/// A manifest and what is known about its signers.
pub struct Signed {
    /// The manifest.
    pub manifest: Manifest,
    /// An exporter of the profile signed it.
    pub known: bool,
}

/// Reads a whole small file; `None` if it is not there or cannot be read (which is reported).
pub fn read_small(
    container: &Container,
    path: &str,
    digests: &mut BTreeMap<String, (Digest, u64, bool)>,
    findings: &mut Findings,
) -> Option<Vec<u8>> {
    container.entry(path)?;
    let mut bytes = Vec::new();
    let read = container.open_file(path).and_then(|mut stream| {
        (&mut stream).take(SMALL_MAX).read_to_end(&mut bytes)?;
        Ok(stream.faults())
    });
    match read {
        Ok(faults) => {
            let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            digests.insert(path.to_owned(), (Digest::of(&bytes), length, !faults.is_empty()));
            findings.extend(faults);
            Some(bytes)
        }
        Err(error) => {
            findings.add(Failure::new(Code::Io, error.to_string()).file(path));
            None
        }
    }
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
        let found = format!("{} bytes", bytes.len());
        findings
            .add(Failure::new(Code::Limit, "size of the manifest").file("manifest").values(limit.to_string(), found));
        return None;
    }
    match Manifest::parse(bytes, limit) {
        Ok((manifest, note)) => {
            let known = signature(&note, profile, findings);
            check_limits(&manifest, limits, findings);
            Some(Signed { manifest, known })
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

fn check_limits(manifest: &Manifest, limits: &ReadLimits, findings: &mut Findings) {
    let files = u64::try_from(manifest.files.len()).unwrap_or(u64::MAX);
    let total = manifest.files.iter().fold(0u64, |sum, file| sum.saturating_add(file.bytes));
    if files > limits.files {
        let failure = Failure::new(Code::Limit, "number of files").file("manifest");
        findings.add(failure.values(format!("at most {}", limits.files), files.to_string()));
    }
    if total > limits.total {
        let failure = Failure::new(Code::Limit, "total size of the files").file("manifest");
        findings.add(failure.values(format!("at most {} bytes", limits.total), format!("{total} bytes")));
    }
}

/// Compares the set of files with the manifest.
pub fn check_set(container: &Container, manifest: &Manifest, findings: &mut Findings) {
    for entry in container.entries() {
        if entry.path != "manifest" && manifest.file(&entry.path).is_none() {
            findings.add(Failure::new(Code::FileUnlisted, "").file(&entry.path));
        }
        if let Some(hex) = entry.path.strip_prefix("blobs/")
            && Digest::from_hex(hex).is_some_and(|id| manifest.reason(&id).is_some())
        {
            findings.add(Failure::new(Code::ManifestFormat, "a blob is both withheld and present").file("manifest"));
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

/// Hashes the listed files that nothing else read.
pub fn hash_the_rest(
    container: &Container,
    manifest: &Manifest,
    watch: &Watch,
    digests: &mut BTreeMap<String, (Digest, u64, bool)>,
    findings: &mut Findings,
) {
    for file in manifest.files.iter().filter(|file| container.entry(&file.path).is_some()) {
        if digests.contains_key(&file.path) || watch.is_cancelled() {
            continue;
        }
        match hash(container, &file.path) {
            Ok((digest, length, faults)) => {
                digests.insert(file.path.clone(), (digest, length, !faults.is_empty()));
                findings.extend(faults);
            }
            Err(error) => findings.add(Failure::new(Code::Io, error.to_string()).file(&file.path)),
        }
    }
}

fn hash(container: &Container, path: &str) -> std::io::Result<(Digest, u64, Vec<Failure>)> {
    let mut stream = container.open_file(path)?;
    let (mut hasher, mut length) = (Hasher::new(), 0u64);
    let mut buffer = vec![0u8; 1 << 16];
    loop {
        let read = stream.read(&mut buffer)?;
        if read == 0 {
            return Ok((hasher.finish(), length, stream.faults()));
        }
        hasher.update(buffer.get(..read).unwrap_or_default());
        length = length.saturating_add(u64::try_from(read).unwrap_or(0));
    }
}

/// Compares what was read with the manifest, once everything was.
pub fn check_digests(manifest: &Manifest, read: &BTreeMap<String, (Digest, u64, bool)>, findings: &mut Findings) {
    for file in &manifest.files {
        // What the container damaged was reported there; its bytes are not the ones that somebody signed or changed.
        let Some((digest, length, false)) = read.get(&file.path) else { continue };
        if *length != file.bytes {
            let values = (format!("{} bytes", file.bytes), format!("{length} bytes"));
            findings.add(Failure::new(Code::FileSize, "").file(&file.path).values(values.0, values.1));
        } else if *digest != file.digest {
            findings.add(Failure::new(Code::FileHash, "").file(&file.path).values(file.digest.hex(), digest.hex()));
        }
    }
}
