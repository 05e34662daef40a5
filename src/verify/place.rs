//! Where a record stands: in the log, and in the bundle.

use crate::bundle::Failure;
use crate::crypto::Digest;

/// Where a record stands.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Log index.
    pub index: u64,
    /// Record file.
    pub file: &'a str,
    /// Byte offset of the line in it.
    pub offset: u64,
    /// Line in it, from 1.
    pub line: u64,
    /// The line's leaf hash.
    pub leaf: Digest,
}

impl Place<'_> {
    /// Puts the place into a failure whose own offset counts inside the line.
    pub fn of(&self, mut failure: Failure) -> Failure {
        failure.file = Some(self.file.to_owned());
        failure.offset = Some(self.offset.saturating_add(failure.offset.unwrap_or(0)));
        failure.line = Some(self.line);
        failure.record = Some(self.index);
        failure
    }
}
