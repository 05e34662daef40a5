//! Writes an archive in the strict ZIP profile (`bundle-format.md` section 1.10), entry by entry, nothing compressed.
//!
//! A local header stands before the bytes and there are no data descriptors, so size and CRC must be known before: [`crc32_of`].
//! All times are 1980-01-01, all modes 0644: the same files give the same archive. Compression is left out on purpose, as it
//! would have to run twice or be kept in memory, and stored records can be searched with plain tools.

use super::names::{allowed, order};
use super::source::{BUFFER, narrow, wide};
use super::zip_end::{LOCATOR, MARK_16, RECORD, WIDE, WIDE_REST, ZIP64_VERSION};
use super::zip_header::{CENTRAL, LOCAL, MARK, ZIP64_ID};
use flate2::Crc;
use std::io::{self, Read, Write};

/// An archive that is being written. After an error it must be thrown away.
pub struct ZipWriter<W: Write> {
    out: W,
    position: u64,
    directory: Vec<u8>,
    count: u64,
    last: Option<String>,
}

impl<W: Write> ZipWriter<W> {
    /// Starts an archive.
    pub fn new(out: W) -> ZipWriter<W> {
        ZipWriter { out, position: 0, directory: Vec::new(), count: 0, last: None }
    }

    /// Writes one file; `size` and `crc32` are those of `content`.
    ///
    /// # Errors
    /// `InvalidInput`: the format does not allow the name, or not after the one before. `InvalidData`: the content is not of that
    /// size and CRC. Others: those of reading and writing.
    pub fn add_stored(&mut self, path: &str, size: u64, crc32: u32, content: &mut dyn Read) -> io::Result<()> {
        let key = order(path.as_bytes());
        if !allowed(path.as_bytes()) || self.last.as_ref().is_some_and(|last| order(last.as_bytes()) >= key) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("{path:?} may not follow in a bundle")));
        }
        let entry = Entry { path, size, crc32, offset: self.position };
        self.put(&entry.local())?;
        entry.central(&mut self.directory);
        self.last = Some(path.to_owned());
        self.count = self.count.saturating_add(1);
        let position = self.position;
        let crc = self.copy(content, size)?;
        let copied = self.position.saturating_sub(position);
        if (copied, crc) != (size, crc32) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, format!("{path} changed while it was written")));
        }
        Ok(())
    }

    /// Writes the directory and gives the writer back.
    ///
    /// # Errors
    /// Those of writing.
    pub fn finish(mut self) -> io::Result<W> {
        let (start, size, count) = (self.position, wide(self.directory.len()), self.count);
        let directory = std::mem::take(&mut self.directory);
        self.put(&directory)?;
        let end = end_records(start, size, count);
        self.put(&end)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.position = self.position.saturating_add(wide(bytes.len()));
        Ok(())
    }

    /// Copies at most one byte more than `size`, to see that there is more; gives the CRC.
    fn copy(&mut self, content: &mut dyn Read, size: u64) -> io::Result<u32> {
        let mut crc = Crc::new();
        let wanted = size.saturating_add(1);
        pieces(&mut content.take(wanted), BUFFER.min(narrow(wanted)), |bytes| {
            crc.update(bytes);
            self.put(bytes)
        })?;
        Ok(crc.sum())
    }
}

/// Size and CRC-32 of all that a reader gives.
///
/// # Errors
/// Those of reading.
pub fn crc32_of(reader: &mut dyn Read) -> io::Result<(u64, u32)> {
    let (mut crc, mut size) = (Crc::new(), 0u64);
    pieces(reader, BUFFER, |bytes| {
        crc.update(bytes);
        size = size.saturating_add(wide(bytes.len()));
        Ok(())
    })?;
    Ok((size, crc.sum()))
}

fn pieces(reader: &mut dyn Read, size: usize, mut each: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
    let mut buffer = vec![0; size];
    loop {
        let read = match reader.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        each(buffer.get(..read).unwrap_or_default())?;
    }
}

/// What the headers of one file say.
pub(super) struct Entry<'a> {
    pub path: &'a str,
    pub size: u64,
    pub crc32: u32,
    pub offset: u64,
}

impl Entry<'_> {
    /// The local header.
    pub(super) fn local(&self) -> Vec<u8> {
        let mut header = LOCAL.to_vec();
        // APPNOTE 4.5.3: the local field always has both sizes.
        let large = if self.size >= MARK { vec![self.size, self.size] } else { Vec::new() };
        self.common(&mut header);
        finish_header(&mut header, self.path, &large, &[]);
        header
    }

    /// Adds the header of the directory.
    pub(super) fn central(&self, directory: &mut Vec<u8>) {
        let mut header = CENTRAL.to_vec();
        header.extend(MADE_BY.to_le_bytes());
        self.common(&mut header);
        let large: Vec<u64> = [self.size, self.size, self.offset].into_iter().filter(|value| *value >= MARK).collect();
        let mut rest = vec![0; 6];
        rest.extend(REGULAR_0644.to_le_bytes());
        rest.extend(low_32(self.offset).to_le_bytes());
        finish_header(&mut header, self.path, &large, &rest);
        directory.extend(header);
    }

    fn common(&self, header: &mut Vec<u8>) {
        let needed = if self.size >= MARK || self.offset >= MARK { ZIP64_VERSION } else { PLAIN_VERSION };
        for value in [needed, 0, 0, 0, DAY_ONE] {
            header.extend(value.to_le_bytes());
        }
        for value in [self.crc32, low_32(self.size), low_32(self.size)] {
            header.extend(value.to_le_bytes());
        }
    }
}

/// Lengths, what follows them, name, ZIP64 field.
fn finish_header(header: &mut Vec<u8>, path: &str, large: &[u64], rest: &[u8]) {
    let mut extra = Vec::new();
    if !large.is_empty() {
        extra.extend(ZIP64_ID.to_le_bytes());
        extra.extend(low_16(wide(large.len()).saturating_mul(8)).to_le_bytes());
        large.iter().for_each(|value| extra.extend(value.to_le_bytes()));
    }
    header.extend(low_16(wide(path.len())).to_le_bytes());
    header.extend(low_16(wide(extra.len())).to_le_bytes());
    header.extend(rest);
    header.extend(path.as_bytes());
    header.extend(extra);
}

/// The end record, and the ZIP64 records where a number does not fit into it.
pub(super) fn end_records(start: u64, size: u64, count: u64) -> Vec<u8> {
    let mut out = Vec::new();
    if count >= MARK_16 || size >= MARK || start >= MARK {
        out.extend(WIDE);
        out.extend(WIDE_REST.to_le_bytes());
        out.extend(MADE_BY.to_le_bytes());
        out.extend(ZIP64_VERSION.to_le_bytes());
        out.extend([0; 8]);
        [count, count, size, start].iter().for_each(|value| out.extend(value.to_le_bytes()));
        out.extend(LOCATOR);
        out.extend([0; 4]);
        out.extend(start.saturating_add(size).to_le_bytes());
        out.extend(1u32.to_le_bytes());
    }
    out.extend(RECORD);
    out.extend([0; 4]);
    out.extend(low_16(count).to_le_bytes());
    out.extend(low_16(count).to_le_bytes());
    out.extend(low_32(size).to_le_bytes());
    out.extend(low_32(start).to_le_bytes());
    out.extend([0; 2]);
    out
}

/// The value, or the marker where it does not fit.
fn low_32(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// The value, or the marker where it does not fit.
fn low_16(value: u64) -> u16 {
    u16::try_from(value).unwrap_or(u16::MAX)
}

/// Version needed of an entry without ZIP64 (APPNOTE 4.4.3.2; the one that everybody writes).
const PLAIN_VERSION: u16 = 20;
/// Made by: Unix, version 2.0.
const MADE_BY: u16 = 0x0314;
/// 1980-01-01 as an MS-DOS date.
const DAY_ONE: u16 = 0x0021;
/// Unix mode of a regular file, 0644, as external attributes.
const REGULAR_0644: u32 = 0o100_644 << 16;
