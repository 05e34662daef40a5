//! Copies evidence into the case: under a name of no meaning first, and under its digest once it is whole and synced.

use super::content::{self, Kind, Measure};
use super::error::{StoreError, io_at};
use super::folder::names;
use crate::crypto::{Digest, hex_encode, random_bytes};
use crate::watch::Watch;
use std::fs;
use std::path::{Path, PathBuf};

/// Copies the bundle at `from` into `evidence`; where one of its digest lies there already, that one stays.
pub(super) fn copy_in(from: &Path, evidence: &Path, watch: &Watch) -> Result<Measure, StoreError> {
    let random = random_bytes().map_err(io_at("read", Path::new("the system's random source")))?;
    let staged = evidence.join(format!("{STAGED}{}", hex_encode(random.get(..8).unwrap_or(&random))));
    if fs::metadata(from).is_ok_and(|data| data.is_dir()) {
        fs::create_dir(&staged).map_err(io_at("create", &staged))?;
    }
    let done = content::measure(from, Some(&staged), watch).and_then(|measure| {
        put(&staged, &place(evidence, &measure.digest, measure.kind), watch, &measure)?;
        Ok(measure)
    });
    if done.is_err() {
        // The first fault is the one to tell; what stays has a dot name and is removed at the next opening.
        let _ = remove(&staged);
    }
    let measure = done?;
    content::sync_folder(evidence)?;
    Ok(measure)
}

/// Where evidence of this digest lies.
pub(super) fn place(evidence: &Path, digest: &Digest, kind: Kind) -> PathBuf {
    match kind {
        Kind::File => evidence.join(format!("{}{SUFFIX}", digest.hex())),
        Kind::Folder => evidence.join(digest.hex()),
    }
}

/// Digest and form of a name in the evidence folder.
pub(super) fn of_name(name: &str) -> Option<(Digest, Kind)> {
    match name.strip_suffix(SUFFIX) {
        Some(hex) => Some((Digest::from_hex(hex)?, Kind::File)),
        None => Some((Digest::from_hex(name)?, Kind::Folder)),
    }
}

/// Removes what a copy that was killed left.
pub(super) fn remove_leftovers(evidence: &Path) -> Result<(), StoreError> {
    for name in names(evidence)?.into_iter().filter(|name| name.starts_with(STAGED)) {
        remove(&evidence.join(name))?;
    }
    Ok(())
}

/// Gives a copy its name. What has the name already is kept if it is what the name says, else moved aside: it was changed.
fn put(staged: &Path, place: &Path, watch: &Watch, measure: &Measure) -> Result<(), StoreError> {
    if place.exists() {
        if content::measure(place, None, watch).is_ok_and(|there| there == *measure) {
            return remove(staged);
        }
        let free = |number: &u32| !super::database::beside(place, &format!(".damaged-{number}")).exists();
        let number = (1u32..).find(free).unwrap_or(u32::MAX);
        let aside = super::database::beside(place, &format!(".damaged-{number}"));
        fs::rename(place, &aside).map_err(io_at("rename", place))?;
    }
    fs::rename(staged, place).map_err(io_at("rename", staged))
}

fn remove(path: &Path) -> Result<(), StoreError> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    removed.map_err(io_at("remove", path))
}

const STAGED: &str = ".new-";
const SUFFIX: &str = ".sab";
