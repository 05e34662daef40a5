//! A log folder as the files of a full bundle in memory, up to its newest checkpoint, for `verify` to judge.
//!
//! It takes no lock and writes nothing, so it works where the folder cannot be written to. The folder may come from anybody: what
//! does not fit is left for `verify` to find. What lies beyond the checkpoint (an addition that was interrupted) is left out.

use super::bundle_out::{self, Part, Sheet, Source};
use super::disk;
use super::error::{SealError, io_at};
use super::keys::SealKey;
use crate::bundle::container::allowed;
use crate::bundle::record::Record;
use crate::crypto::{Digest, NOTE_MAX};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

/// The files of a bundle by their path in it; `None` where the log has no checkpoint. `exporter` signs the manifest; one that the
/// reader's profile does not name is a warning, no more.
///
/// # Errors
/// What cannot be read, and a log of more than 1 GiB.
pub fn log_as_bundle(dir: &Path, exporter: &SealKey) -> Result<Option<BTreeMap<String, Vec<u8>>>, SealError> {
    let checkpoints = dir.join("checkpoints");
    let sizes = disk::names(&checkpoints)?.into_iter().filter_map(|name| Some((name.parse::<u64>().ok()?, name)));
    let Some((size, name)) = sizes.max() else { return Ok(None) };
    let mut room = ROOM;
    let note = read(&checkpoints.join(name), &mut (NOTE_MAX as u64).saturating_add(1))?;
    let origin = String::from_utf8_lossy(note.split(|byte| *byte == b'\n').next().unwrap_or_default()).into_owned();
    let mut files = BTreeMap::new();
    let mut blobs = BTreeSet::new();
    let mut left = size;
    for name in disk::names(&dir.join("records"))? {
        let bytes = read(&dir.join("records").join(&name), &mut room)?;
        let kept = first_lines(&bytes, &mut left, &mut blobs);
        let path = format!("records/{name}");
        if !kept.is_empty() && allowed(path.as_bytes()) {
            files.insert(path, kept.to_vec());
        }
    }
    read_blobs(dir, &mut room, &blobs, &mut files)?;
    files.insert("checkpoint".to_owned(), note);
    files.insert("proof".to_owned(), bundle_out::proof_text(&[(0, size)], &[]).into_bytes());
    let sheet = Sheet { origin: &origin, exported: 0, scope: None, withheld: &[], exporter };
    let part = |(path, bytes): (&String, &Vec<u8>)| Part { path: path.clone(), source: Source::Bytes(bytes.clone()) };
    let manifest = bundle_out::manifest_of(files.iter().map(part).collect(), &sheet)?;
    files.insert("manifest".to_owned(), manifest.into_bytes());
    Ok(Some(files))
}

/// The lines of `bytes` that are still wanted, and the blobs that they name.
fn first_lines<'a>(bytes: &'a [u8], left: &mut u64, blobs: &mut BTreeSet<Digest>) -> &'a [u8] {
    let mut end = 0usize;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if *left == 0 {
            break;
        }
        *left = left.saturating_sub(1);
        end = end.saturating_add(line.len());
        if let Ok(record) = Record::parse(line.strip_suffix(b"\n").unwrap_or(line)) {
            blobs.extend(record.blobs.iter().map(|blob| blob.id));
        }
    }
    bytes.get(..end).unwrap_or_default()
}

/// The blobs that are named, each as a file of its own, out of packs and files.
fn read_blobs(
    dir: &Path,
    room: &mut u64,
    named: &BTreeSet<Digest>,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), SealError> {
    let mut keep = |blob: &[u8]| {
        let id = Digest::of(blob);
        if named.contains(&id) {
            files.insert(format!("blobs/{}", id.hex()), blob.to_vec());
        }
    };
    for name in disk::names(&dir.join("packs"))? {
        let pack = read(&dir.join("packs").join(name), room)?;
        let mut rest = pack.as_slice();
        while let Some((length, after)) = rest.split_first_chunk::<4>() {
            let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
            let Some((blob, after)) = after.split_at_checked(length) else { break };
            keep(blob);
            rest = after;
        }
    }
    for name in disk::names(&dir.join("blobs"))? {
        keep(&read(&dir.join("blobs").join(name), room)?);
    }
    Ok(())
}

/// Reads a file and takes its bytes off the room that is left.
fn read(path: &Path, room: &mut u64) -> Result<Vec<u8>, SealError> {
    let what = |what: &str| SealError::Source { path: path.to_path_buf(), what: what.to_owned() };
    // A pipe would be waited for without end.
    if !fs::metadata(path).map_err(io_at("read", path))?.is_file() {
        return Err(what("it is no file"));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(io_at("read", path))?;
    file.take(room.saturating_add(1)).read_to_end(&mut bytes).map_err(io_at("read", path))?;
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    match room.checked_sub(length) {
        Some(rest) => *room = rest,
        None => return Err(what("it is larger than can be held")),
    }
    Ok(bytes)
}

/// A person's actions are kilobytes each: a thousand times a thousand of them.
const ROOM: u64 = 1 << 30;
