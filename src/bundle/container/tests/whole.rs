//! Archives that are as they should be, the writer, ZIP64, the limits, and the shared vectors.
//!
//! The shared vectors lie outside of the repository; where they are not there, their tests have nothing to look at.

use super::super::source::wide;
use super::super::zip_write::{Entry, end_records};
use super::super::{Container, ReadLimits, ZipWriter, crc32_of};
use super::{SEVEN, archive, codes, deflated, noise, read_all, read_zip, written};
use crate::bundle::Code;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

#[test]
fn what_was_written_is_read() {
    let long = vec![7u8; 600_000];
    let files = [("manifest", &b"m"[..]), ("checkpoint", b""), ("proof", b"p"), (SEVEN, &long)];
    let bytes = written(&files);
    let mut faults = Vec::new();
    let container = Container::from_zip_bytes(bytes.clone(), &ReadLimits::default(), &mut faults);
    let mut whole = Vec::new();
    container.whole().unwrap().read_to_end(&mut whole).unwrap();
    assert_eq!(whole, bytes);
    assert!(!container.is_folder() && !container.is_cut());
    assert_eq!(container.entry(SEVEN).unwrap().size, 600_000);
    assert_eq!(container.entry("manifest").unwrap().offset, Some(0));
    assert!(container.entry("packs/000000000000.pack").is_none());
    let (read, faults) = read_all(&container, faults);
    assert_eq!(codes(&faults), [""; 0]);
    assert_eq!(read.len(), 4);
    assert!(files.iter().all(|(path, content)| read[*path] == *content));
}

#[test]
fn a_container_is_shared_between_threads() {
    let content = noise(3_000_000);
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&archive(&[deflated(b"manifest", &content)])).unwrap();
    let container = Container::open(file.path(), &ReadLimits::default(), &mut Vec::new()).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(read_all(&container, Vec::new()).0["manifest"], content));
        }
    });
}

#[test]
fn the_writer_refuses_what_the_profile_forbids() {
    let add = |zip: &mut ZipWriter<Vec<u8>>, path: &str, size, crc| zip.add_stored(path, size, crc, &mut &b"ab"[..]);
    let (size, crc) = crc32_of(&mut &b"ab"[..]).unwrap();
    let mut zip = ZipWriter::new(Vec::new());
    add(&mut zip, "checkpoint", size, crc).unwrap();
    for path in ["manifest", "checkpoint", "blobs/x", ""] {
        assert_eq!(add(&mut zip, path, size, crc).unwrap_err().kind(), std::io::ErrorKind::InvalidInput);
    }
    for (size, crc) in [(1, crc), (3, crc), (2, 0)] {
        let mut zip = ZipWriter::new(Vec::new());
        assert_eq!(add(&mut zip, "proof", size, crc).unwrap_err().kind(), std::io::ErrorKind::InvalidData);
    }
}

#[test]
fn an_empty_archive_has_no_fault() {
    assert_eq!(codes(&read_zip(&written(&[])).1), [""; 0]);
}

#[test]
fn limits_are_kept() {
    let bytes = written(&[("manifest", b"mmmm"), ("proof", b"pppp"), (SEVEN, b"rrrr")]);
    let mut faults = Vec::new();
    let container =
        Container::from_zip_bytes(bytes.clone(), &ReadLimits { files: 2, ..ReadLimits::default() }, &mut faults);
    assert_eq!((codes(&faults), container.entries().len(), container.is_cut()), (vec!["E_LIMIT"], 2, true));
    let mut faults = Vec::new();
    let container = Container::from_zip_bytes(bytes, &ReadLimits { bytes: 11, ..ReadLimits::default() }, &mut faults);
    assert_eq!((codes(&faults), container.entries().len()), (vec!["E_LIMIT"], 3));
    assert!(container.open_file("manifest").is_ok());
    assert_eq!(container.open_file(SEVEN).map(|_| ()).unwrap_err().kind(), std::io::ErrorKind::QuotaExceeded);
}

#[test]
fn zip64_counts_need_zip64_records() {
    let mut zip = ZipWriter::new(Vec::new());
    for number in 0..65_535u32 {
        zip.add_stored(&format!("packs/{number:012}.pack"), 0, 0, &mut &b""[..]).unwrap();
    }
    let bytes = zip.finish().unwrap();
    let mut faults = Vec::new();
    let container = Container::from_zip_bytes(bytes.clone(), &ReadLimits::default(), &mut faults);
    assert_eq!((codes(&faults), container.entries().len()), (vec![], 65_535));
    let start = bytes.len() - 98;
    for (at, name) in [(start + 4, "length"), (start + 14, "version"), (start + 24, "count"), (start + 64, "locator")] {
        let mut broken = bytes.clone();
        broken[at] ^= 1;
        let container = Container::from_zip_bytes(broken, &ReadLimits::default(), &mut faults);
        assert!(codes(&faults).contains(&"E_ZIP_FORMAT"), "{name}");
        assert_eq!(container.entries().len(), 65_535);
        faults.clear();
    }
    let without = [&bytes[..start], &bytes[bytes.len() - 22..]].concat();
    Container::from_zip_bytes(without, &ReadLimits::default(), &mut faults);
    assert_eq!(codes(&faults), ["E_ZIP_FORMAT"]);
}

#[test]
fn zip64_sizes_and_positions_are_read() {
    // A sparse file: only its headers are written.
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let size = (1u64 << 32) + 10;
    let hex = "a".repeat(64);
    let blob = format!("blobs/{hex}");
    let large = Entry { path: &blob, size, crc32: 1, offset: 0 };
    file.write_all(&large.local()).unwrap();
    let offset = wide(large.local().len()) + size;
    file.seek(SeekFrom::Start(offset)).unwrap();
    let (_, crc32) = crc32_of(&mut &b"line"[..]).unwrap();
    let late = Entry { path: SEVEN, size: 4, crc32, offset };
    let mut directory = Vec::new();
    large.central(&mut directory);
    late.central(&mut directory);
    let start = offset + wide(late.local().len()) + 4;
    for bytes in [late.local(), b"line".to_vec(), directory.clone(), end_records(start, wide(directory.len()), 2)] {
        file.write_all(&bytes).unwrap();
    }
    let mut faults = Vec::new();
    let container = Container::open(file.path(), &ReadLimits::default(), &mut faults).unwrap();
    assert_eq!(codes(&faults), [""; 0]);
    assert_eq!(container.entry(&blob).unwrap().size, size);
    let mut text = String::new();
    let mut stream = container.open_file(SEVEN).unwrap();
    stream.read_to_string(&mut text).unwrap();
    assert_eq!((text.as_str(), codes(&stream.faults())), ("line", vec![]));
    assert_eq!(container.open_file(&blob).unwrap().read(&mut [1; 9]).unwrap(), 9);
}

#[test]
fn the_shared_bundles_have_no_fault() {
    for path in shared("sab").into_iter().filter(|path| path.extension().is_some_and(|end| end == "sab")) {
        let mut faults = Vec::new();
        let zip = Container::open(&path, &ReadLimits::default(), &mut faults).unwrap();
        let zip = read_all(&zip, faults);
        assert_eq!(codes(&zip.1), [""; 0], "{path:?}");
        let mut faults = Vec::new();
        let folder = Container::open(&path.with_extension(""), &ReadLimits::default(), &mut faults).unwrap();
        assert_eq!(zip, read_all(&folder, faults), "{path:?}");
    }
}

#[test]
fn the_shared_cases_have_their_codes() {
    for path in shared("sab-cases") {
        let bundle = path.join("bundle.sab");
        if !bundle.is_file() {
            continue;
        }
        let expected = std::fs::read_to_string(path.join("expected.json")).unwrap();
        let mut wanted: Vec<&str> = Vec::new();
        for code in Code::ALL.iter().filter(|code| code.name().starts_with("E_ZIP")) {
            wanted.extend(std::iter::repeat_n(code.name(), expected.matches(&format!("\"{}\"", code.name())).count()));
        }
        wanted.sort_unstable();
        let mut faults = Vec::new();
        let container = Container::open(&bundle, &ReadLimits::default(), &mut faults).unwrap();
        assert_eq!(codes(&read_all(&container, faults).1), wanted, "{path:?}");
    }
}

fn shared(folder: &str) -> Vec<PathBuf> {
    let root = std::env::var_os("RECOUNT_VECTORS");
    let root = root.map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let Ok(entries) = std::fs::read_dir(root.join("vectors").join(folder)) else {
        eprintln!("SKIPPED: {} is absent; set RECOUNT_VECTORS to the shared folder", root.display());
        return Vec::new();
    };
    entries.map(|entry| entry.unwrap().path()).collect()
}
