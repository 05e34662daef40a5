//! The bytes of an archive, read by position: one open file for all threads, or bytes in memory.
//!
//! No seek and no shared cursor, so streams over one handle do not disturb each other. No memory map: a file that shrinks while
//! it is mapped kills the process, and this program must not die of its evidence.

use std::fs::File;
use std::io::{self, Read};

/// Where the bytes of an archive lie.
#[derive(Debug)]
pub enum Source {
    /// An open file and its length at that time.
    File(File, u64),
    /// Bytes in memory.
    Bytes(Vec<u8>),
}

impl Source {
    /// Takes an open file.
    ///
    /// # Errors
    /// Its length cannot be told.
    pub fn file(file: File) -> io::Result<Source> {
        let length = file.metadata()?.len();
        Ok(Source::File(file, length))
    }

    /// Bytes in all.
    pub fn length(&self) -> u64 {
        match self {
            Source::File(_, length) => *length,
            Source::Bytes(bytes) => wide(bytes.len()),
        }
    }

    /// Fills `buffer` from position `at` on, as far as there are bytes; gives their number.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        let mut filled = 0usize;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            let place = at.saturating_add(wide(filled));
            let read = match self {
                Source::File(file, _) => match positional(file, rest, place) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    read => read?,
                },
                Source::Bytes(bytes) => bytes.get(narrow(place)..).unwrap_or_default().read(rest)?,
            };
            if read == 0 {
                break;
            }
            filled = filled.saturating_add(read);
        }
        Ok(filled)
    }
}

#[cfg(unix)]
fn positional(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, at)
}

#[cfg(windows)]
fn positional(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, at)
}

/// A buffered view of one range of a source.
pub struct Window<'a> {
    source: &'a Source,
    buffer: Vec<u8>,
    from: usize,
    filled: usize,
    next: u64,
    end: u64,
}

impl<'a> Window<'a> {
    /// The range of `length` bytes from `start` on, as far as the source reaches; the buffer is no longer than that.
    pub fn new(source: &'a Source, start: u64, length: u64) -> Window<'a> {
        let end = start.saturating_add(length).min(source.length());
        let start = start.min(end);
        let buffer = vec![0; BUFFER.min(narrow(end.saturating_sub(start)))];
        Window { source, buffer, from: 0, filled: 0, next: start, end }
    }

    /// The bytes that come next; none at the end of the range.
    ///
    /// # Errors
    /// The file cannot be read, or became shorter.
    pub fn fill(&mut self) -> io::Result<&[u8]> {
        if self.from >= self.filled && self.next < self.end {
            let wanted = self.buffer.len().min(narrow(self.end.saturating_sub(self.next)));
            let read = self.source.read_at(self.buffer.get_mut(..wanted).unwrap_or_default(), self.next)?;
            if read == 0 {
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file became shorter while it was read"));
            }
            (self.from, self.filled) = (0, read);
            self.next = self.next.saturating_add(wide(read));
        }
        Ok(self.buffer.get(self.from..self.filled).unwrap_or_default())
    }

    /// Marks bytes that [`Window::fill`] gave as used.
    pub fn consume(&mut self, count: usize) {
        self.from = self.from.saturating_add(count).min(self.filled);
    }

    /// Position in the source of the byte that comes next.
    pub fn position(&self) -> u64 {
        self.next.saturating_sub(wide(self.filled.saturating_sub(self.from)))
    }

    /// Bytes to the end of the range.
    pub fn left(&self) -> u64 {
        self.end.saturating_sub(self.position())
    }

    /// Moves the next `count` bytes into `out`, or gives false where there are not as many.
    ///
    /// # Errors
    /// As [`Window::fill`].
    pub fn pull(&mut self, count: usize, out: &mut Vec<u8>) -> io::Result<bool> {
        out.clear();
        if self.left() < wide(count) {
            return Ok(false);
        }
        while out.len() < count {
            let bytes = self.fill()?;
            let part = bytes.get(..count.saturating_sub(out.len())).unwrap_or(bytes);
            out.extend_from_slice(part);
            let used = part.len();
            self.consume(used);
        }
        Ok(true)
    }
}

impl Read for Window<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

/// A length in memory as a length in a file.
pub fn wide(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// A length in a file as one in memory; the longest there is where it does not fit.
pub fn narrow(length: u64) -> usize {
    usize::try_from(length).unwrap_or(usize::MAX)
}

/// Bytes read at once: large enough that the calls do not count beside hashing, small enough for one stream a thread.
pub const BUFFER: usize = 256 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_shows_its_range() {
        let source = Source::Bytes((0..=255).collect());
        let mut window = Window::new(&source, 10, 20);
        let mut out = Vec::new();
        assert!(window.pull(5, &mut out).unwrap());
        assert_eq!((out.as_slice(), window.position(), window.left()), (&[10, 11, 12, 13, 14][..], 15, 15));
        assert!(!window.pull(16, &mut out).unwrap());
        window.read_to_end(&mut out).unwrap();
        assert_eq!(out, (15..30).collect::<Vec<u8>>());
        assert_eq!(window.left(), 0);
    }

    #[test]
    fn a_window_past_the_end_is_empty() {
        let source = Source::Bytes(vec![1, 2, 3]);
        let mut out = Vec::new();
        Window::new(&source, u64::MAX, u64::MAX).read_to_end(&mut out).unwrap();
        assert!(out.is_empty());
        Window::new(&source, 1, u64::MAX).read_to_end(&mut out).unwrap();
        assert_eq!(out, [2, 3]);
    }

    #[test]
    fn a_file_that_shrinks_is_an_error_of_reading() {
        let file = tempfile::tempfile().unwrap();
        file.set_len(100).unwrap();
        let source = Source::file(file.try_clone().unwrap()).unwrap();
        file.set_len(10).unwrap();
        let error = Window::new(&source, 0, 100).read_to_end(&mut Vec::new()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    }
}
