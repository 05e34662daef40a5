//! Input that is hashed as it is read, so that the same lines are known when they come again.

use crate::crypto::{Digest, Hasher};
use std::io::{self, BufRead, Read};

/// A reader that hashes what is taken from it.
pub(super) struct Digested<'a> {
    inner: &'a mut dyn BufRead,
    hasher: Hasher,
}

impl<'a> Digested<'a> {
    /// Over `inner`, from where it stands.
    pub fn of(inner: &'a mut dyn BufRead) -> Digested<'a> {
        Digested { inner, hasher: Hasher::new() }
    }

    /// Of all that was taken.
    pub fn digest(self) -> Digest {
        self.hasher.finish()
    }
}

impl Read for Digested<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hasher.update(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}

impl BufRead for Digested<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        // What was shown by `fill_buf` is still there: asking again reads nothing.
        if let Some(taken) = self.inner.fill_buf().ok().filter(|_| amount > 0).and_then(|buffer| buffer.get(..amount)) {
            self.hasher.update(taken);
        }
        self.inner.consume(amount);
    }
}
