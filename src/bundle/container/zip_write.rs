//! Writes an archive that the strict profile accepts: stored entries, no data descriptors, ZIP64 only where a value does not fit.

use flate2::Crc;
use std::io::{self, Read, Write};

/// 1980-01-01 00:00: an archive says nothing about when it was made.
const STAMP: u32 = 0x0021_0000;
const FULL: u32 = 0xffff_ffff;

/// Streams entries into `W`, in the order in which they are added.
pub struct ZipWriter<W> {
    out: W,
    at: u64,
    directory: Vec<u8>,
    count: u64,
}

/// Size and CRC-32 of a stream.
///
/// # Errors
/// What the stream gives.
pub fn crc32_of(content: &mut dyn Read) -> io::Result<(u64, u32)> {
    copy(content, &mut io::sink())
}

impl<W: Write> ZipWriter<W> {
    /// Begins an archive.
    pub fn new(out: W) -> ZipWriter<W> {
        ZipWriter { out, at: 0, directory: Vec::new(), count: 0 }
    }

    /// Adds a stored entry of known size and CRC-32.
    ///
    /// # Errors
    /// `InvalidData` where the content is not of that size and CRC; else what the streams give.
    pub fn add_stored(&mut self, path: &str, size: u64, crc32: u32, content: &mut dyn Read) -> io::Result<()> {
        let start = self.at;
        let (short, wide) = narrow(size);
        let extra = if wide { extra_field(&[size, size]) } else { Vec::new() };
        let name_len = u16::try_from(path.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
        let version: u16 = if wide || narrow(start).1 { 45 } else { 20 };
        let mut middle = Vec::new();
        middle.extend_from_slice(&version.to_le_bytes());
        middle.extend_from_slice(&[0; 4]);
        middle.extend_from_slice(&STAMP.to_le_bytes());
        for value in [crc32, short, short] {
            middle.extend_from_slice(&value.to_le_bytes());
        }
        middle.extend_from_slice(&name_len.to_le_bytes());
        let extra_len = u16::try_from(extra.len()).unwrap_or(0);
        self.write(b"PK\x03\x04")?;
        self.write(&middle)?;
        self.write(&extra_len.to_le_bytes())?;
        self.write(path.as_bytes())?;
        self.write(&extra)?;
        let (written, crc) = copy(content, &mut self.out)?;
        self.at = self.at.saturating_add(written);
        if (written, crc) != (size, crc32) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, format!("{path} changed while it was written")));
        }
        self.central(path, &middle, size, start);
        Ok(())
    }

    fn central(&mut self, path: &str, middle: &[u8], size: u64, start: u64) {
        let (short_start, wide_start) = narrow(start);
        let mut wide = if narrow(size).1 { vec![size, size] } else { Vec::new() };
        wide.extend(wide_start.then_some(start));
        let extra = extra_field(&wide);
        self.directory.extend_from_slice(b"PK\x01\x02\x14\x03");
        self.directory.extend_from_slice(middle);
        self.directory.extend_from_slice(&u16::try_from(extra.len()).unwrap_or(0).to_le_bytes());
        // No comment, disk 0, no internal attributes; a regular file, mode 0644.
        self.directory.extend_from_slice(&[0; 6]);
        self.directory.extend_from_slice(&(0o100_644u32 << 16).to_le_bytes());
        self.directory.extend_from_slice(&short_start.to_le_bytes());
        self.directory.extend_from_slice(path.as_bytes());
        self.directory.extend_from_slice(&extra);
        self.count = self.count.saturating_add(1);
    }

    /// Writes the directory and gives the stream back.
    ///
    /// # Errors
    /// What the stream gives.
    pub fn finish(mut self) -> io::Result<W> {
        let start = self.at;
        let directory = std::mem::take(&mut self.directory);
        self.write(&directory)?;
        let size = self.at.saturating_sub(start);
        let many = self.count >= 0xffff;
        if many || narrow(size).1 || narrow(start).1 {
            self.end64(start, size)?;
        }
        let count = if many { 0xffff } else { u16::try_from(self.count).unwrap_or(0xffff) };
        self.write(b"PK\x05\x06\0\0\0\0")?;
        self.write(&count.to_le_bytes())?;
        self.write(&count.to_le_bytes())?;
        self.write(&narrow(size).0.to_le_bytes())?;
        self.write(&narrow(start).0.to_le_bytes())?;
        self.write(&[0; 2])?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn end64(&mut self, start: u64, size: u64) -> io::Result<()> {
        let at = self.at;
        self.write(b"PK\x06\x06")?;
        self.write(&44u64.to_le_bytes())?;
        self.write(&[45, 3, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0])?;
        for value in [self.count, self.count, size, start] {
            self.write(&value.to_le_bytes())?;
        }
        self.write(b"PK\x06\x07\0\0\0\0")?;
        self.write(&at.to_le_bytes())?;
        self.write(&1u32.to_le_bytes())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.at = self.at.saturating_add(u64::try_from(bytes.len()).unwrap_or(0));
        Ok(())
    }
}

/// The 32-bit form of a value, and whether it needs the wide one.
fn narrow(value: u64) -> (u32, bool) {
    match u32::try_from(value) {
        Ok(short) if short != FULL => (short, false),
        _ => (FULL, true),
    }
}

fn extra_field(values: &[u64]) -> Vec<u8> {
    if values.is_empty() {
        return Vec::new();
    }
    let length = u16::try_from(values.len().saturating_mul(8)).unwrap_or(0);
    let mut out = vec![1, 0];
    out.extend_from_slice(&length.to_le_bytes());
    values.iter().for_each(|value| out.extend_from_slice(&value.to_le_bytes()));
    out
}

fn copy(content: &mut dyn Read, out: &mut dyn Write) -> io::Result<(u64, u32)> {
    let mut crc = Crc::new();
    let mut length = 0u64;
    let mut buffer = vec![0u8; 1 << 16];
    loop {
        let read = content.read(&mut buffer)?;
        let bytes = buffer.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            return Ok((length, crc.sum()));
        }
        crc.update(bytes);
        out.write_all(bytes)?;
        length = length.saturating_add(u64::try_from(read).unwrap_or(0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::container::{Container, ReadLimits};

    fn archive() -> Vec<u8> {
        let mut zip = ZipWriter::new(Vec::new());
        for (path, content) in [("manifest", "m\n"), ("checkpoint", "c\n"), ("proof", "p\n"), ("consistency", "old\n")]
        {
            let (size, crc) = crc32_of(&mut content.as_bytes()).unwrap();
            zip.add_stored(path, size, crc, &mut content.as_bytes()).unwrap();
        }
        zip.finish().unwrap()
    }

    fn read(bytes: Vec<u8>) -> (Vec<(String, Vec<u8>)>, usize) {
        let mut faults = Vec::new();
        let container = Container::from_zip_bytes(bytes, &ReadLimits::default(), &mut faults);
        let mut files = Vec::new();
        for entry in container.entries() {
            let mut content = Vec::new();
            let mut stream = container.open_file(&entry.path).unwrap();
            stream.read_to_end(&mut content).unwrap();
            faults.extend(stream.faults());
            files.push((entry.path.clone(), content));
        }
        (files, faults.len())
    }

    #[test]
    fn what_is_written_reads_back_without_a_fault() {
        let (files, faults) = read(archive());
        assert_eq!(faults, 0);
        assert_eq!(files[0], ("checkpoint".to_owned(), b"c\n".to_vec()));
        assert_eq!(files.len(), 4);
    }

    #[test]
    fn no_changed_byte_goes_unnoticed_but_the_meaningless_ones() {
        let good = archive();
        let directory = good.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
        for at in 0..good.len() {
            for bit in [1u8, 0x80] {
                let mut changed = good.clone();
                changed[at] ^= bit;
                let central =
                    good.windows(4).enumerate().filter(|(start, four)| *start >= directory && *four == b"PK\x01\x02");
                let meaningless = central
                    .map(|(start, _)| start)
                    .any(|start| (start + 4..start + 6).contains(&at) || (start + 36..start + 42).contains(&at));
                let (files, faults) = read(changed);
                assert!(faults > 0 || meaningless, "byte {at} bit {bit}: {files:?}");
            }
        }
    }

    #[test]
    fn a_writer_that_is_lied_to_says_so() {
        let mut zip = ZipWriter::new(Vec::new());
        assert!(zip.add_stored("proof", 3, 0, &mut b"abc".as_slice()).is_err());
    }
}
