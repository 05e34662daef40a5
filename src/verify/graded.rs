//! A record with its grade: the only form in which a record leaves this layer.

use crate::bundle::record::Record;
use crate::bundle::{Class, Code, Failure};
use crate::crypto::Digest;

/// What is known about a record (`architecture.md` section 4).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// Its own checks passed, signature included. The verdict on the whole is another matter.
    Verified,
    /// Read and hashed; its signature is still to come, or there is no key to check it with.
    Unchecked,
    /// A check of its own failed.
    Failed,
}

/// What the checks of one record ended in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Grade {
    /// All passed.
    Verified,
    /// All passed but the signature, which is left for later.
    Unchecked,
    /// The signature does not fit.
    FalseSignature,
    /// The signature fits; another check was tested and failed.
    Failed,
    /// No key that could be trusted: nothing was tested, so nothing failed.
    Untested,
}

impl Grade {
    /// The grade of a record with these failures of its own.
    pub(super) fn of(failures: &[Failure]) -> Grade {
        if failures.iter().any(|failure| failure.code == Code::SigInvalid) {
            Grade::FalseSignature
        } else if failures.iter().any(|failure| failure.class == Class::Contradicted) {
            Grade::Failed
        } else {
            Grade::Untested
        }
    }

    pub(super) fn mark(self) -> Mark {
        match self {
            Grade::Verified => Mark::Verified,
            Grade::Unchecked | Grade::Untested => Mark::Unchecked,
            Grade::FalseSignature | Grade::Failed => Mark::Failed,
        }
    }
}

impl Mark {
    /// The word used on screens and in reports.
    pub fn word(self) -> &'static str {
        match self {
            Mark::Verified => "verified",
            Mark::Unchecked => "unchecked",
            Mark::Failed => "failed",
        }
    }
}

/// A graded record. Only `verify` makes one.
#[derive(Clone, Copy, Debug)]
pub struct Graded<'a> {
    index: u64,
    line: &'a [u8],
    record: Option<&'a Record>,
    leaf: Digest,
    mark: Mark,
}

impl<'a> Graded<'a> {
    pub(super) fn new(index: u64, line: &'a [u8], record: Option<&'a Record>, leaf: Digest, mark: Mark) -> Graded<'a> {
        Graded { index, line, record, leaf, mark }
    }

    /// Log index.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// The exact bytes, without the line feed.
    pub fn line(&self) -> &'a [u8] {
        self.line
    }

    /// The parsed record, where the line could be parsed.
    pub fn record(&self) -> Option<&'a Record> {
        self.record
    }

    /// The leaf hash of the line.
    pub fn leaf(&self) -> Digest {
        self.leaf
    }

    /// The grade.
    pub fn mark(&self) -> Mark {
        self.mark
    }
}
