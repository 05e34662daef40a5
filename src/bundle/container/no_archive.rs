//! Why a file without an end record is no archive: another kind of file, or a bundle that was cut short.
//!
//! The two want different things done: the one is the wrong file, the other has to be fetched again. So the first bytes are looked
//! at, and where they are those of an archive, its entries are followed to the place where they stop making sense.

use super::names::escape;
use super::source::Source;
use super::zip_end::{RECORD, WIDE};
use super::zip_header::{CENTRAL, LOCAL, LOCAL_LENGTH, Local};
use crate::bundle::{Code, Failure};
use std::io;

/// Looks at a file that has no end record of an archive.
///
/// # Errors
/// The file cannot be read.
pub fn explain(source: &Source) -> io::Result<Failure> {
    let mut bytes = [0; HEAD];
    let read = source.read_at(&mut bytes, 0)?;
    let head = bytes.get(..read).unwrap_or_default();
    if head.is_empty() {
        return Ok(told(0, "The file is empty, so it is no bundle", WANTED, "0 bytes"));
    }
    if begins_as_archive(head) {
        return cut_short(source);
    }
    let what = format!("The file is no bundle: {}", kind_of(head));
    let first: Vec<String> = head.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    Ok(told(0, &what, WANTED, &format!("a file of {} bytes that begins with {}", source.length(), first.join(" "))))
}

/// Follows the entries from the first byte on.
fn cut_short(source: &Source) -> io::Result<Failure> {
    let length = source.length();
    let (mut at, mut whole) = (0u64, 0u64);
    while at < length && whole < FOLLOWED {
        let mut bytes = vec![0; LOCAL_LENGTH.saturating_add(NAME_MAX)];
        let read = source.read_at(&mut bytes, at)?;
        bytes.truncate(read);
        if !bytes.starts_with(&LOCAL) {
            return Ok(after_entries(&bytes, at, length, whole));
        }
        let Some(local) = Local::read(&bytes) else {
            return Ok(looks_cut(length, &format!("inside the header of a file at byte {at}")));
        };
        let end = at.saturating_add(local.length).saturating_add(local.common.packed);
        if end > length {
            let name = escape(&local.name);
            let missing = end.saturating_sub(length);
            let place = format!("inside {name}, which begins at byte {at} and lacks {missing} bytes");
            return Ok(looks_cut(length, &place));
        }
        at = end;
        whole = whole.saturating_add(1);
    }
    Ok(looks_cut(length, &format!("after {whole} whole files, where another or the directory should follow")))
}

/// What stands where an entry ended and no other one follows.
fn after_entries(bytes: &[u8], at: u64, length: u64, whole: u64) -> Failure {
    let beginning = |mark: &[u8]| bytes.starts_with(mark) || mark.starts_with(bytes);
    if [&CENTRAL[..], &RECORD, &WIDE].into_iter().any(beginning) {
        return looks_cut(length, &format!("inside its directory, which begins at byte {at}"));
    }
    if beginning(&LOCAL) {
        return looks_cut(length, &format!("inside the header of a file at byte {at}"));
    }
    let what = format!(
        "The archive is damaged: the bytes stop making sense at byte {at}, after {whole} whole files; fetch it again and \
         compare sizes"
    );
    told(at, &what, "another file or the directory of the archive", "neither, and no end record")
}

fn looks_cut(length: u64, place: &str) -> Failure {
    let what =
        format!("The archive looks cut short: it ends at byte {length}, {place}; fetch it again and compare sizes");
    told(length, &what, "an end record in the last 22 bytes", "none")
}

fn told(offset: u64, what: &str, expected: &str, found: &str) -> Failure {
    let mut failure = Failure::new(Code::ZipFormat, "").offset(offset).values(expected, found);
    what.clone_into(&mut failure.message);
    failure
}

fn begins_as_archive(head: &[u8]) -> bool {
    [LOCAL, RECORD].iter().any(|mark| head.starts_with(mark) || mark.starts_with(head))
}

/// What the first bytes look like, in words.
fn kind_of(head: &[u8]) -> String {
    if let Some((_, name)) = KINDS.iter().find(|(mark, _)| head.starts_with(mark)) {
        return format!("it begins like {name}");
    }
    if head.get(257..).is_some_and(|rest| rest.starts_with(b"ustar")) {
        return "it begins like a tar archive".to_owned();
    }
    if head.iter().all(|byte| *byte == 0) {
        return "it begins with nothing but zero bytes, as a copy that failed does; fetch it again".to_owned();
    }
    let text = match std::str::from_utf8(head) {
        Ok(text) => Some(text),
        // The last character may lie across the end of what was read.
        Err(error) if error.error_len().is_none() => {
            head.get(..error.valid_up_to()).and_then(|head| std::str::from_utf8(head).ok())
        }
        Err(_) => None,
    };
    match text.filter(|text| !text.is_empty() && !text.chars().any(|c| c.is_control() && !c.is_whitespace())) {
        Some(text) if text.trim_start().starts_with('<') => "it is text, and begins like a web page".to_owned(),
        Some(text) if text.trim_start().starts_with('{') => {
            "it is text, and begins like JSON; lines of events are sealed with recount seal".to_owned()
        }
        Some(_) => "it is plain text".to_owned(),
        None => "its first bytes are those of no kind of file that is known here".to_owned(),
    }
}

/// What a bundle is.
const WANTED: &str = "a ZIP archive, which begins with 50 4b 03 04 (PK), or a folder with the same files";
/// Bytes looked at: up to the mark of a tar archive.
const HEAD: usize = 512;
/// Longest name that is shown; those of the format are shorter.
const NAME_MAX: usize = 128;
/// Entries that are followed: as many as a bundle has at most by default.
const FOLLOWED: u64 = 1 << 20;
/// What people give by mistake.
const KINDS: &[(&[u8], &str)] = &[
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF-", "a PDF document"),
    (b"\x1f\x8b", "a gzip file; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd file; unpack it first"),
    (b"\xfd7zXZ\x00", "an xz file; unpack it first"),
    (b"BZh", "a bzip2 file; unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"sab/v1 manifest\n", "the manifest of a bundle, without its other files"),
    (b"sab/v1 proof\n", "the proof of a bundle, without its other files"),
    (b"{\"v\":1,\"actor\":", "the record lines of a bundle, without its other files"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::container::{ZipWriter, crc32_of};

    fn explained(bytes: &[u8]) -> (String, Option<u64>) {
        let failure = explain(&Source::Bytes(bytes.to_vec())).unwrap();
        assert_eq!(failure.code, Code::ZipFormat);
        (failure.message, failure.offset)
    }

    #[test]
    fn what_is_no_archive_is_called_by_its_name() {
        for (bytes, wanted) in [
            (&b""[..], "The file is empty"),
            (b"\x89PNG\r\n\x1a\n...", "a PNG image"),
            (b"hello\n\xe2\x82", "plain text"),
            (b"<!DOCTYPE html>", "a web page"),
            (b"{\"v\":1,\"actor\":\"a\"", "record lines of a bundle"),
            (b"{\"a\":1}", "JSON"),
            (b"\0\0\0", "zero bytes"),
            (b"\x01\xfe\x92\x11", "no kind of file"),
            (b"\xff\xff", "no kind of file"),
        ] {
            let (message, offset) = explained(bytes);
            assert!(message.contains(wanted) && !message.contains("cut short"), "{message}");
            assert_eq!(offset, Some(0));
        }
    }

    #[test]
    fn a_cut_at_any_byte_is_told_with_its_place() {
        let mut zip = ZipWriter::new(io::Cursor::new(Vec::new()));
        for (path, content) in [("manifest", &b"first"[..]), ("checkpoint", b"second")] {
            let (size, crc) = crc32_of(&mut &content[..]).unwrap();
            zip.add_stored(path, size, crc, &mut &content[..]).unwrap();
        }
        let whole = zip.finish().unwrap().into_inner();
        let second = 30 + 8 + 5;
        let directory = second + 30 + 10 + 6;
        for cut in 1..whole.len() {
            let (message, offset) = explained(&whole[..cut]);
            assert!(message.contains(&format!("looks cut short: it ends at byte {cut}, ")), "{cut}: {message}");
            assert_eq!(offset, u64::try_from(cut).ok());
            let place = match cut {
                _ if cut > second + 40 && cut < directory => "inside checkpoint, which begins at byte 43 and lacks",
                _ if cut > directory => "inside its directory, which begins at byte 89",
                _ if cut == second || cut == directory => "whole files, where another",
                _ => "",
            };
            assert!(message.contains(place), "{cut}: {message}");
        }
        let mut damaged = whole[..directory].to_vec();
        damaged[second] = b'X';
        let (message, offset) = explained(&damaged);
        assert!(message.contains("stop making sense at byte 43, after 1 whole files"), "{message}");
        assert_eq!(offset, Some(43));
    }
}
