//! The content of one entry of an archive, unpacked as it is read.
//!
//! Whatever the reader's buffer, the same bytes come out and the same faults are found: inflating goes through a buffer of its
//! own, and the end is settled together with the last byte, so a reader that stops there misses nothing. The declared size is
//! never passed.

use super::source::{Window, narrow, wide};
use crate::bundle::{Code, Failure};
use flate2::{Crc, Decompress, FlushDecompress, Status};
use std::io::{self, Read};

/// What the directory says about an entry's bytes.
#[derive(Debug, Clone, Copy)]
pub struct Declared {
    /// Position of the local header.
    pub header: u64,
    /// Bytes of the content.
    pub size: u64,
    /// Bytes in the archive.
    pub packed: u64,
    /// CRC-32 of the content.
    pub crc: u32,
}

/// A stream over an entry.
pub struct ZipStream<'a> {
    path: &'a str,
    declared: Declared,
    window: Window<'a>,
    unpacking: Option<Unpacking>,
    made: u64,
    crc: Crc,
    ended: bool,
    faults: Vec<Failure>,
}

struct Unpacking {
    inflate: Decompress,
    buffer: Vec<u8>,
    from: usize,
    filled: usize,
}

impl<'a> ZipStream<'a> {
    /// A stream over bytes that lie as they are.
    pub fn stored(path: &'a str, declared: Declared, window: Window<'a>) -> ZipStream<'a> {
        ZipStream {
            path,
            declared,
            window,
            unpacking: None,
            made: 0,
            crc: Crc::new(),
            ended: false,
            faults: Vec::new(),
        }
    }

    /// A stream over bytes that were deflated.
    pub fn deflated(path: &'a str, declared: Declared, window: Window<'a>) -> ZipStream<'a> {
        // One byte more than is declared, to see an overrun.
        let buffer = vec![0; UNPACKED.min(narrow(declared.size)).saturating_add(1)];
        let unpacking = Unpacking { inflate: Decompress::new(false), buffer, from: 0, filled: 0 };
        ZipStream { unpacking: Some(unpacking), ..ZipStream::stored(path, declared, window) }
    }

    /// Takes what was found while reading.
    pub fn faults(&mut self) -> Vec<Failure> {
        std::mem::take(&mut self.faults)
    }

    /// Whether it ended before the declared size: by damage, or because the packed size of a stored entry is another.
    pub fn is_cut(&self) -> bool {
        self.ended && self.made < self.declared.size
    }

    fn copy(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let room = out.len().min(narrow(self.declared.size.saturating_sub(self.made)));
        let bytes = self.window.fill()?;
        let read = bytes.len().min(room);
        if let (Some(from), Some(to)) = (bytes.get(..read), out.get_mut(..read)) {
            to.copy_from_slice(from);
            self.crc.update(from);
        }
        self.window.consume(read);
        self.made = self.made.saturating_add(wide(read));
        if self.made == self.declared.size {
            self.ended = true;
            // Another length than the packed one was reported on opening; the CRC of a part says nothing.
            if self.declared.packed == self.declared.size {
                self.check_crc();
            }
        } else if read == 0 {
            self.ended = true;
            if self.declared.packed == self.declared.size {
                self.fault(Code::ZipFormat, "the archive ends before the entry");
            }
        }
        Ok(read)
    }

    /// Fills the buffer of `unpacking`, or comes to the end.
    fn unpack(&mut self, unpacking: &mut Unpacking) -> io::Result<()> {
        let left = self.declared.size.saturating_sub(self.made);
        let room = if left <= wide(UNPACKED) { narrow(left).saturating_add(1) } else { UNPACKED };
        (unpacking.from, unpacking.filled) = (0, 0);
        while !self.ended && unpacking.filled < room {
            let input = self.window.fill()?;
            let output = unpacking.buffer.get_mut(unpacking.filled..room).unwrap_or_default();
            let inflate = &mut unpacking.inflate;
            let before = (inflate.total_in(), inflate.total_out());
            let result = inflate.decompress(input, output, FlushDecompress::None);
            let used = narrow(inflate.total_in().saturating_sub(before.0));
            let made = narrow(inflate.total_out().saturating_sub(before.1));
            self.window.consume(used);
            unpacking.filled = unpacking.filled.saturating_add(made);
            match result {
                Ok(Status::StreamEnd) => self.ended = true,
                Ok(Status::Ok | Status::BufError) if used != 0 || made != 0 => {}
                Ok(Status::Ok | Status::BufError) => self.broken("the deflated data ends before its end mark"),
                Err(_) => self.broken("the deflated data is damaged"),
            }
        }
        let passed = wide(unpacking.filled) > left;
        unpacking.filled = unpacking.filled.min(narrow(left));
        self.crc.update(unpacking.buffer.get(..unpacking.filled).unwrap_or_default());
        self.made = self.made.saturating_add(wide(unpacking.filled));
        if passed {
            self.ended = true;
            let failure = Failure::new(Code::ZipBomb, "it was read to the declared size");
            self.report(failure.values(format!("{} bytes", self.declared.size), "more"));
        } else if self.ended && self.faults.is_empty() {
            self.settle();
        }
        Ok(())
    }

    /// The deflated data came to its end mark: is that where it should be?
    fn settle(&mut self) {
        if self.window.left() > 0 {
            let left = self.window.left();
            self.fault(Code::ZipFormat, format!("{left} bytes follow the end of the deflated data"));
        }
        if self.made == self.declared.size {
            self.check_crc();
        } else {
            let failure = Failure::new(Code::ZipMismatch, "declared and unpacked size");
            self.report(failure.values(format!("{} bytes", self.declared.size), format!("{} bytes", self.made)));
        }
    }

    fn check_crc(&mut self) {
        let (wanted, found) = (self.declared.crc, self.crc.sum());
        if wanted != found {
            let failure = Failure::new(Code::ZipMismatch, "CRC of the content");
            self.report(failure.values(format!("{wanted:08x}"), format!("{found:08x}")));
        }
    }

    fn broken(&mut self, what: &str) {
        self.ended = true;
        self.fault(Code::ZipFormat, what);
    }

    fn fault(&mut self, code: Code, what: impl AsRef<str>) {
        self.report(Failure::new(code, what));
    }

    fn report(&mut self, failure: Failure) {
        self.faults.push(failure.file(self.path).offset(self.declared.header));
    }
}

impl Read for ZipStream<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        let Some(mut unpacking) = self.unpacking.take() else {
            return if self.ended { Ok(0) } else { self.copy(out) };
        };
        let empty = unpacking.from == unpacking.filled && !self.ended;
        let filled = if empty { self.unpack(&mut unpacking) } else { Ok(()) };
        if filled.is_err() {
            (self.ended, unpacking.from, unpacking.filled) = (true, 0, 0);
        }
        let read = unpacking.buffer.get(unpacking.from..unpacking.filled).unwrap_or_default().read(out);
        unpacking.from = unpacking.from.saturating_add(*read.as_ref().unwrap_or(&0));
        self.unpacking = Some(unpacking);
        filled.and(read)
    }
}

/// Bytes unpacked at once: twice the window of deflate, so that inflating always works on whole windows.
const UNPACKED: usize = 64 * 1024;
