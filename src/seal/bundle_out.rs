//! Writes a bundle: manifest over its parts, then a ZIP of stored files or a folder, whole or not at all.

use super::disk::{self, Durability};
use super::error::{SealError, io_at};
use super::keys::SealKey;
use crate::bundle::container::ZipWriter;
use crate::bundle::{MANIFEST_HEADER, PROOF_HEADER};
use crate::crypto::{Digest, Hasher, b64_encode, note_line};
use crate::watch::{Watch, Watched};
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// A file of the bundle.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// Its path in the bundle.
    pub path: String,
    /// Its bytes.
    pub source: Source,
}

/// Where the bytes of a part are.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// In memory.
    Bytes(Vec<u8>),
    /// In a file.
    File(PathBuf),
}

/// What the manifest says beside the files.
#[derive(Clone, Debug)]
pub(super) struct Sheet<'a> {
    /// The log's name.
    pub origin: &'a str,
    /// POSIX seconds of the export.
    pub exported: u64,
    /// What was asked for.
    pub scope: Option<&'a str>,
    /// Blobs left out, ascending, with their reasons.
    pub withheld: &'a [(Digest, String)],
    /// Who signs.
    pub exporter: &'a SealKey,
}

/// Writes the bundle to `out`: a folder if it ends in a slash or is one, else a ZIP. `work` is on the same disk as `out`.
///
/// # Errors
/// What cannot be read or written; a folder in the way that is no bundle.
pub(super) fn write_bundle(
    out: &Path,
    work: &Path,
    mut parts: Vec<Part>,
    sheet: &Sheet,
    watch: &Watch,
) -> Result<(), SealError> {
    let as_folder = is_folder(out);
    if as_folder {
        refuse_other_folder(out)?;
    }
    parts.sort_by(|a, b| a.path.cmp(&b.path));
    // Every byte is read twice: to be hashed, and to be copied.
    let bytes = parts.iter().map(Part::length).try_fold(0u64, |sum, length| Ok(sum.saturating_add(length?)))?;
    watch.expect(bytes.saturating_mul(2));
    let measured: Vec<Measured> = parts.into_iter().map(|part| Measured::of(part, watch)).collect::<Result<_, _>>()?;
    let manifest = Part { path: "manifest".to_owned(), source: Source::Bytes(manifest(&measured, sheet).into_bytes()) };
    let all = in_zip_order(Measured::of(manifest, watch)?, measured);
    let temporary = work.join("bundle");
    if as_folder {
        write_folder(&temporary, &all, watch)?;
        replace_folder(&temporary, out)
    } else {
        write_zip(&temporary, &all, watch)?;
        fs::rename(&temporary, out).map_err(io_at("write", out))?;
        disk::sync_folder_of(out, Durability::Durable)
    }
}

/// The text of the manifest over parts in the order of their paths.
///
/// # Errors
/// What cannot be read.
pub(super) fn manifest_of(parts: Vec<Part>, sheet: &Sheet) -> Result<String, SealError> {
    let measured: Vec<Measured> =
        parts.into_iter().map(|part| Measured::of(part, &Watch::new())).collect::<Result<_, _>>()?;
    Ok(manifest(&measured, sheet))
}

/// Whether `out` asks for a folder.
pub(super) fn is_folder(out: &Path) -> bool {
    out.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR]) || out.is_dir()
}

/// Refuses to put a bundle where something else lies. A log that goes on may replace a bundle, nothing may replace anything else.
pub(super) fn refuse_overwriting(out: &Path, goes_on: bool) -> Result<(), SealError> {
    if is_folder(out) {
        return match disk::names(out)?.is_empty() || goes_on {
            true => refuse_other_folder(out),
            false => Err(in_the_way(out)),
        };
    }
    if !out.exists() {
        return Ok(());
    }
    let mut head = Vec::new();
    let opened = std::fs::File::open(out).map_err(io_at("read", out))?;
    opened.take(ZIP_HEAD.len() as u64).read_to_end(&mut head).map_err(io_at("read", out))?;
    if goes_on && head == ZIP_HEAD { Ok(()) } else { Err(in_the_way(out)) }
}

fn in_the_way(out: &Path) -> SealError {
    SealError::usage(format!(
        "{} is there already and is not overwritten; name another, or move it away",
        out.display()
    ))
}

/// How a ZIP begins.
const ZIP_HEAD: &[u8] = b"PK\x03\x04";

/// The text of a proof file.
pub(super) fn proof_text(segments: &[(u64, u64)], hashes: &[Digest]) -> String {
    let mut text = format!("{PROOF_HEADER}\n");
    for (start, end) in segments {
        text += &format!("segment {start} {end}\n");
    }
    text.push('\n');
    for hash in hashes {
        text += &hash.b64();
        text.push('\n');
    }
    text
}

/// The text of a consistency file.
pub(super) fn consistency_text(old: u64, hashes: &[Digest], checkpoint: &str) -> String {
    let hashes: String = hashes.iter().map(|hash| hash.b64() + "\n").collect();
    format!("old {old}\n{hashes}\n{checkpoint}")
}

/// A part with what manifest and ZIP say of it.
struct Measured {
    part: Part,
    digest: Digest,
    size: u64,
    crc: u32,
}

impl Measured {
    fn of(part: Part, watch: &Watch) -> Result<Measured, SealError> {
        let (mut hasher, mut crc, mut size) = (Hasher::new(), flate2::Crc::new(), 0u64);
        let mut reader = part.open(watch)?;
        let mut buffer = vec![0u8; 1 << 16];
        loop {
            let read = reader.read(&mut buffer).map_err(io_at("read", &part.place()))?;
            let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
            hasher.update(bytes);
            crc.update(bytes);
            let read = u64::try_from(read).unwrap_or(0);
            size = size.saturating_add(read);
            watch.advance(read);
        }
        drop(reader);
        Ok(Measured { part, digest: hasher.finish(), size, crc: crc.sum() })
    }
}

impl Part {
    fn open<'a>(&'a self, watch: &'a Watch) -> Result<Watched<'a, Box<dyn Read + 'a>>, SealError> {
        let inner: Box<dyn Read> = match &self.source {
            Source::Bytes(bytes) => Box::new(bytes.as_slice()),
            Source::File(path) => Box::new(BufReader::new(File::open(path).map_err(io_at("read", path))?)),
        };
        Ok(Watched::new(inner, watch))
    }

    fn length(&self) -> Result<u64, SealError> {
        match &self.source {
            Source::Bytes(bytes) => Ok(u64::try_from(bytes.len()).unwrap_or(u64::MAX)),
            Source::File(path) => disk::length(path),
        }
    }

    fn place(&self) -> PathBuf {
        match &self.source {
            Source::Bytes(_) => PathBuf::from(&self.path),
            Source::File(path) => path.clone(),
        }
    }
}

fn manifest(parts: &[Measured], sheet: &Sheet) -> String {
    let mut text = format!("{MANIFEST_HEADER}\norigin {}\nexported {}\n", sheet.origin, sheet.exported);
    if let Some(scope) = sheet.scope {
        text += &format!("scope {}\n", b64_encode(scope.as_bytes()));
    }
    for part in parts {
        text += &format!("file {} {} {}\n", part.digest.hex(), part.size, part.part.path);
    }
    for (id, reason) in sheet.withheld {
        text += &format!("withheld {} {reason}\n", id.hex());
    }
    let line = note_line(&sheet.exporter.secret, &sheet.exporter.vkey, &text, None);
    format!("{text}\n{line}")
}

/// manifest, checkpoint, proof, then the paths in byte order (`bundle-format.md` section 1.10).
fn in_zip_order(manifest: Measured, parts: Vec<Measured>) -> Vec<Measured> {
    let (first, rest): (Vec<_>, Vec<_>) =
        parts.into_iter().partition(|part| part.part.path == "checkpoint" || part.part.path == "proof");
    std::iter::once(manifest).chain(first).chain(rest).collect()
}

fn write_zip(path: &Path, parts: &[Measured], watch: &Watch) -> Result<(), SealError> {
    let file = BufWriter::with_capacity(1 << 18, File::create(path).map_err(io_at("create", path))?);
    let mut zip = ZipWriter::new(file);
    for part in parts {
        let mut reader = part.part.open(watch)?;
        zip.add_stored(&part.part.path, part.size, part.crc, &mut reader).map_err(io_at("write", path))?;
        watch.advance(part.size);
    }
    let mut file = zip.finish().map_err(io_at("write", path))?;
    file.flush().map_err(io_at("write", path))?;
    disk::sync(file.get_ref(), path, Durability::Durable)
}

fn write_folder(folder: &Path, parts: &[Measured], watch: &Watch) -> Result<(), SealError> {
    disk::make_folder(folder)?;
    for part in parts {
        let path = folder.join(&part.part.path);
        if let Some(above) = path.parent() {
            disk::make_folder(above)?;
        }
        let mut file = File::create(&path).map_err(io_at("create", &path))?;
        std::io::copy(&mut part.part.open(watch)?, &mut file).map_err(io_at("write", &path))?;
        watch.advance(part.size);
    }
    Ok(())
}

/// A folder that holds something else is never removed.
fn refuse_other_folder(out: &Path) -> Result<(), SealError> {
    let names = disk::names(out)?;
    if names.is_empty() || names.iter().any(|name| name == "manifest") {
        return Ok(());
    }
    Err(SealError::usage(format!("the folder {} holds something that is no bundle", out.display())))
}

fn replace_folder(temporary: &Path, out: &Path) -> Result<(), SealError> {
    let bare: PathBuf = out.components().collect();
    let old = temporary.with_file_name("replaced");
    if bare.exists() {
        fs::rename(&bare, &old).map_err(io_at("replace", &bare))?;
    }
    fs::rename(temporary, &bare).map_err(io_at("write", &bare))?;
    disk::remove_folder(&old)?;
    disk::sync_folder_of(&bare, Durability::Durable)
}
