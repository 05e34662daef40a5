//! The bytes of an archive: bounded, the same for every reader, and one reading only.
//!
//! An archive without a fault must say the same to a reader that knows only the directory and to one that knows only the local
//! headers (`bundle-format.md` section 1.10): that is what the strict profile is for.

use recount::bundle::Failure;
use recount::bundle::container::{Container, FileEntry, ReadLimits, allowed};
use std::collections::BTreeMap;
use std::io::Read;

type Files = BTreeMap<String, Vec<u8>>;

/// Opens the bytes with narrow limits and with the usual ones.
pub fn run(bytes: &[u8]) {
    let narrow = ReadLimits { files: 4, bytes: 1 << 12, manifest: 1 << 10, proof: 1 << 10 };
    for limits in [narrow, ReadLimits::default()] {
        let mut faults = Vec::new();
        let container = Container::from_zip_bytes(bytes.to_vec(), &limits, &mut faults);
        let entries = container.entries();
        assert!(entries.len() as u64 <= limits.files, "more files than the limit");
        assert!(entries.windows(2).all(|pair| pair[0].path < pair[1].path), "files out of order, or one twice");
        let mut files = Files::new();
        let mut total = 0;
        for entry in entries {
            assert!(allowed(entry.path.as_bytes()), "{:?} is listed", entry.path);
            assert!(container.entry(&entry.path) == Some(entry));
            if let Some(content) = content(&container, entry, &mut faults) {
                total += if entry.path.contains('/') { content.len() as u64 } else { 0 };
                files.insert(entry.path.clone(), content);
            }
        }
        assert!(total <= limits.bytes, "more was unpacked than the limit");
        if faults.is_empty() {
            assert_eq!(forward(bytes), Some(files), "another reader sees other files");
        }
    }
}

/// Reads a file in pieces of several lengths, which must not matter; never more than is declared.
fn content(container: &Container, entry: &FileEntry, faults: &mut Vec<Failure>) -> Option<Vec<u8>> {
    if entry.size > LARGE {
        let mut stream = container.open_file(&entry.path).ok()?;
        let read = std::io::copy(&mut (&mut stream).take(LARGE), &mut std::io::sink());
        assert!(read.is_ok_and(|read| read <= entry.size));
        faults.push(Failure::new(recount::bundle::Code::Limit, "too large for a fuzz target"));
        return None;
    }
    let read = |piece: usize| -> Option<(Vec<u8>, Vec<Failure>)> {
        let mut stream = container.open_file(&entry.path).ok()?;
        let (mut all, mut buffer) = (Vec::new(), vec![0; piece]);
        loop {
            let read = stream.read(&mut buffer).unwrap();
            all.extend_from_slice(&buffer[..read]);
            if read == 0 {
                return Some((all, stream.faults()));
            }
        }
    };
    let Some(whole) = read(1 << 17) else {
        assert!(!faults.is_empty(), "{} cannot be read, but nothing is said", entry.path);
        return None;
    };
    assert_eq!(read(7).as_ref(), Some(&whole), "the reader's buffer matters");
    let (content, found) = whole;
    let length = content.len() as u64;
    assert!(length <= entry.size, "more than declared");
    assert!(length == entry.size || !(found.is_empty() && faults.is_empty()), "a silent cut");
    faults.extend(found);
    Some(content)
}

/// Reads an archive as a program would that gets it over a pipe: local headers only, one after the other.
fn forward(mut rest: &[u8]) -> Option<Files> {
    let mut files = Files::new();
    while let Some(header) = rest.strip_prefix(b"PK\x03\x04") {
        let u16_at = |at: usize| Some(u16::from_le_bytes(header.get(at..at + 2)?.try_into().ok()?));
        let u32_at = |at: usize| Some(u32::from_le_bytes(header.get(at..at + 4)?.try_into().ok()?));
        let (method, packed, name) = (u16_at(4)?, u32_at(14)? as usize, usize::from(u16_at(22)?));
        // A 64-bit size would need an archive larger than any input.
        let start = 26 + name + usize::from(u16_at(24)?);
        let data = header.get(start..start + packed)?;
        let content = if method == 8 {
            let mut content = Vec::new();
            flate2::read::DeflateDecoder::new(data).read_to_end(&mut content).ok()?;
            content
        } else {
            data.to_vec()
        };
        let path = std::str::from_utf8(header.get(26..26 + name)?).ok()?.to_owned();
        if files.insert(path, content).is_some() {
            return None;
        }
        rest = header.get(start + packed..)?;
    }
    (rest.starts_with(b"PK\x01\x02") || rest.starts_with(b"PK\x05\x06")).then_some(files)
}

/// Above this a file is read in part: an input of a few bytes may declare, and deflate may make, far more than fits the time.
const LARGE: u64 = 1 << 20;
