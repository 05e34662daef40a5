//! The end of an archive: where its directory is (APPNOTE 4.3.14 to 4.3.16).
//!
//! The strict profile has the end record in the last 22 bytes. Where it is not there, the last one in reach is used, so that the
//! bytes can still be checked; but the fault is reported, as other programs may find another directory in the same file.

use super::faults::Faults;
use super::no_archive;
use super::source::{Source, narrow, wide};
use super::zip_header::{CENTRAL, Fields, MARK};
use crate::bundle::{Code, Failure};
use std::io;

/// Where the directory of an archive is.
#[derive(Debug, PartialEq, Eq)]
pub struct End {
    /// Where it starts.
    pub directory: u64,
    /// Where the end records start, so where it must end.
    pub tail: u64,
    /// Entries that it is said to have.
    pub count: u64,
    /// Bytes that it is said to have.
    pub size: u64,
    /// By how much all stated positions are too low: the length of what was put before the archive.
    pub shift: u64,
}

/// Finds the directory; `None` (and a fault) where there is no archive.
///
/// # Errors
/// The file cannot be read.
pub fn find(source: &Source, faults: &mut Faults<'_>) -> io::Result<Option<End>> {
    let Some(at) = find_record(source, faults)? else { return Ok(None) };
    let mut bytes = [0; RECORD_LENGTH];
    source.read_at(&mut bytes, at)?;
    let record = Record::read(&bytes);
    record.check(at, source.length(), faults);
    let mut end = End { directory: record.offset, tail: at, count: record.count, size: record.size, shift: 0 };
    if record.is_marked() {
        widen(source, &record, &mut end, faults)?;
    }
    place(source, end, faults)
}

fn find_record(source: &Source, faults: &mut Faults<'_>) -> io::Result<Option<u64>> {
    let length = source.length();
    let window = length.min(REACH);
    let start = length.saturating_sub(window);
    let mut bytes = vec![0; narrow(window)];
    source.read_at(&mut bytes, start)?;
    let whole =
        |at: &usize| bytes.get(*at..).is_some_and(|rest| rest.starts_with(&RECORD) && rest.len() >= RECORD_LENGTH);
    let Some(found) = (0..bytes.len()).rev().find(whole) else {
        faults.add(no_archive::explain(source)?);
        return Ok(None);
    };
    Ok(Some(start.saturating_add(wide(found))))
}

/// The end record.
struct Record {
    disks: [u16; 2],
    count_here: u64,
    count: u64,
    size: u64,
    offset: u64,
    comment: u16,
}

impl Record {
    fn read(bytes: &[u8; RECORD_LENGTH]) -> Record {
        let mut fields = Fields(bytes.get(4..).unwrap_or_default());
        Record {
            disks: [fields.u16(), fields.u16()],
            count_here: u64::from(fields.u16()),
            count: u64::from(fields.u16()),
            size: u64::from(fields.u32()),
            offset: u64::from(fields.u32()),
            comment: fields.u16(),
        }
    }

    fn check(&self, at: u64, length: u64, faults: &mut Faults<'_>) {
        if self.disks != [0, 0] || self.count_here != self.count {
            faults.format(at, "it is spread over several disks");
        }
        let end = at.saturating_add(wide(RECORD_LENGTH));
        if self.comment != 0 || end != length {
            let after = length.saturating_sub(end);
            faults.format(end, format!("a comment of {} bytes is stated, {after} bytes follow", self.comment));
        }
    }

    fn is_marked(&self) -> bool {
        self.count == MARK_16 || self.size == MARK || self.offset == MARK
    }
}

/// Takes the numbers of the ZIP64 end record, which must be there where one does not fit into the plain one, and only there.
fn widen(source: &Source, record: &Record, end: &mut End, faults: &mut Faults<'_>) -> io::Result<()> {
    let mut bytes = [0; WIDE_LENGTH + LOCATOR_LENGTH];
    let at = end.tail.saturating_sub(wide(bytes.len()));
    source.read_at(&mut bytes, at)?;
    let (large, locator) = bytes.split_at(WIDE_LENGTH);
    if !large.starts_with(&WIDE) || !locator.starts_with(&LOCATOR) {
        faults.format(end.tail, "a number does not fit into the end record, but there is no ZIP64 record before it");
        return Ok(());
    }
    let mut fields = Fields(locator.get(4..).unwrap_or_default());
    let located = (fields.u32(), fields.u64(), fields.u32()) == (0, at, 1);
    let mut fields = Fields(large.get(4..).unwrap_or_default());
    let (length, _made_by, needed) = (fields.u64(), fields.u16(), fields.u16());
    let disks = [fields.u32(), fields.u32()];
    let count_here = fields.u64();
    (end.count, end.size, end.directory, end.tail) = (fields.u64(), fields.u64(), fields.u64(), at);
    if !located {
        faults.format(at.saturating_add(wide(WIDE_LENGTH)), "the ZIP64 locator does not point to the record before it");
    }
    if (length, needed, disks) != (WIDE_REST, ZIP64_VERSION, [0, 0]) || count_here != end.count {
        faults.format(at, "a ZIP64 end record of another length, version or number of disks");
    }
    let plain = (end.count.min(MARK_16), end.size.min(MARK), end.directory.min(MARK));
    if plain != (record.count, record.size, record.offset) {
        faults.format(at, "a ZIP64 end record that does not agree with the end record, or that nothing needs");
    }
    Ok(())
}

/// Settles where the directory starts: where the record says, or directly before the end records.
fn place(source: &Source, mut end: End, faults: &mut Faults<'_>) -> io::Result<Option<End>> {
    let stated = end.directory;
    if stated <= end.tail && (starts(source, stated)? || (stated == end.tail && end.size == 0)) {
        return Ok(Some(end));
    }
    let computed = end.tail.saturating_sub(end.size);
    let failure = Failure::new(Code::ZipFormat, "the directory is not where the end record says").offset(end.tail);
    if end.size != 0 && starts(source, computed)? {
        faults.add(failure.values(stated.to_string(), computed.to_string()));
        end.directory = computed;
        end.shift = computed.saturating_sub(stated);
        return Ok(Some(end));
    }
    faults.add(failure.values(stated.to_string(), "no directory"));
    Ok(None)
}

fn starts(source: &Source, at: u64) -> io::Result<bool> {
    let mut bytes = [0; CENTRAL.len()];
    let read = source.read_at(&mut bytes, at)?;
    Ok(read == bytes.len() && bytes == CENTRAL)
}

/// Version needed for ZIP64 (APPNOTE 4.4.3.2).
pub const ZIP64_VERSION: u16 = 45;
/// Signature of the end record.
pub const RECORD: [u8; 4] = *b"PK\x05\x06";
/// Signature of the ZIP64 end record.
pub const WIDE: [u8; 4] = *b"PK\x06\x06";
/// Signature of the ZIP64 locator.
pub const LOCATOR: [u8; 4] = *b"PK\x06\x07";
/// Stands where a number does not fit into 16 bits.
pub const MARK_16: u64 = 0xffff;
/// What a ZIP64 end record states as its own length: all after that field.
pub const WIDE_REST: u64 = 44;
/// Length of the end record.
const RECORD_LENGTH: usize = 22;
/// Length of the ZIP64 end record.
const WIDE_LENGTH: usize = 56;
/// Length of the ZIP64 locator.
const LOCATOR_LENGTH: usize = 20;
/// How far from the end other programs look for the end record: its length and the longest comment.
const REACH: u64 = 22 + 0xffff;
