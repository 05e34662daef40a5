//! Progress and cancel: plain atomics that the caller passes in.
//!
//! No channel and no callback: whoever wants to know looks; whoever works never waits.

use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Shared between a job and whoever watches it.
#[derive(Debug, Default)]
pub struct Watch {
    done: AtomicU64,
    total: AtomicU64,
    cancelled: AtomicBool,
}

impl Watch {
    /// A watch that nobody looks at.
    pub fn new() -> Watch {
        Watch::default()
    }

    /// Records done and records in all; 0 of 0 before the total is known.
    pub fn progress(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }

    /// Asks the job to stop; it does soon, at most a thousand records or a buffer of bytes later.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether the job was asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    pub(crate) fn expect(&self, total: u64) {
        self.total.store(total, Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
    }

    pub(crate) fn advance(&self, by: u64) {
        self.done.fetch_add(by, Ordering::Relaxed);
    }
}

/// A reader that ends in an error once the job was asked to stop, so that nobody waits for the end of a large file.
///
/// Whoever reads through it asks the watch before taking the error for one of the disk.
#[derive(Debug)]
pub struct Watched<'a, R> {
    inner: R,
    watch: &'a Watch,
}

impl<'a, R> Watched<'a, R> {
    /// Reads from `inner` until the watch says stop.
    pub fn new(inner: R, watch: &'a Watch) -> Watched<'a, R> {
        Watched { inner, watch }
    }

    /// The reader below.
    pub fn get_mut(&mut self) -> &mut R {
        &mut self.inner
    }
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.watch.is_cancelled() {
            // Not `Interrupted`: readers take that as a request to try again.
            return Err(io::Error::other("stopped"));
        }
        self.inner.read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopped_reader_ends_in_an_error() {
        let watch = Watch::new();
        let mut reader = Watched::new(&b"0123456789"[..], &watch);
        let mut two = [0; 2];
        assert_eq!(reader.read(&mut two).ok(), Some(2));
        watch.cancel();
        assert!(reader.read_to_end(&mut Vec::new()).is_err());
        assert_eq!(*reader.get_mut(), b"23456789");
    }
}
