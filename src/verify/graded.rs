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

/// What a verification hands out while it runs: records in the order of the log, then blobs in the order of their files.
#[derive(Clone, Copy, Debug)]
pub enum Seen<'a> {
    /// A disclosed line.
    Record(Graded<'a>),
    /// A blob, and the id that its bytes have; whether a record names it is not said.
    Blob(BlobPlace<'a>),
    /// A blob that is not there.
    Lost {
        /// Log index of the first record that names it.
        record: u64,
        /// An exporter that is trusted declared it withheld.
        withheld: bool,
    },
}

/// Where a blob lies, so that it can be read again without a walk through every pack.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BlobPlace<'a> {
    /// SHA-256 of its bytes.
    pub id: Digest,
    /// The file that holds it.
    pub path: &'a str,
    /// Where it begins in that file.
    pub offset: u64,
    /// Its length in bytes, salt included.
    pub len: u64,
}

/// A graded record. Only `verify` makes one.
#[derive(Clone, Copy, Debug)]
pub struct Graded<'a> {
    pub(super) index: u64,
    pub(super) line: &'a [u8],
    pub(super) record: Option<&'a Record>,
    pub(super) leaf: Digest,
    pub(super) mark: Mark,
    pub(super) file: &'a str,
    pub(super) offset: u64,
    pub(super) parents: &'a [Option<u64>],
    pub(super) attests: &'a [String],
}

impl<'a> Graded<'a> {
    /// The record file, and where in it the line begins.
    pub fn place(&self) -> (&'a str, u64) {
        (self.file, self.offset)
    }

    /// Log indices of the records that its `refs` name, `None` for one that was not read; empty where this record had no effect.
    pub fn parents(&self) -> &'a [Option<u64>] {
        self.parents
    }

    /// For whom the signing key may speak; `*` is everybody (`attests`, `bundle-format.md` section 1.5).
    pub fn attests(&self) -> &'a [String] {
        self.attests
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
