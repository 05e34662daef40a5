//! Why nothing was sealed.
//!
//! Four kinds, so that the command line can tell them apart: the input is bad (65), a file cannot be read or written (74), the
//! request itself makes no sense (64), the caller asked to stop (130).

use crate::watch::Watch;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why a bundle, an extract or a key event was not written.
#[derive(Debug, Error)]
pub enum SealError {
    /// A line of the input cannot be sealed.
    #[error("line {line}: {what}; expected {expected}")]
    Input {
        /// Line of the input, from 1.
        line: u64,
        /// What is wrong with it.
        what: String,
        /// What would have been right.
        expected: String,
    },
    /// The bundle to extract from cannot be used.
    #[error("{path}: {what}")]
    Source {
        /// The bundle.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// A log folder holds what no log of ours holds.
    #[error("the log in {path} is damaged: {what}")]
    LogDamaged {
        /// The log folder, or the file in it.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// A secret key file cannot be used.
    #[error("the key file {path}: {what}")]
    KeyFile {
        /// The file.
        path: PathBuf,
        /// What is wrong; never a part of the secret.
        what: String,
    },
    /// Somebody else writes there now.
    #[error("{path} is in use by another run")]
    Locked {
        /// The folder.
        path: PathBuf,
    },
    /// The caller asked to stop.
    #[error("stopped: {left}")]
    Interrupted {
        /// What was written and what was not.
        left: String,
    },
    /// The request makes no sense.
    #[error("{what}")]
    Usage {
        /// What is wrong with it.
        what: String,
    },
    /// Reading or writing failed.
    #[error("cannot {doing} {path}: {source}")]
    Io {
        /// The verb: read, write ...
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl SealError {
    /// The exit status of the command that ran into it: 64 usage, 65 bad input, 74 reading or writing, 130 stopped.
    pub fn exit_status(&self) -> u8 {
        match self {
            SealError::Usage { .. } => 64,
            SealError::Input { .. }
            | SealError::Source { .. }
            | SealError::LogDamaged { .. }
            | SealError::KeyFile { .. } => 65,
            SealError::Locked { .. } | SealError::Io { .. } => 74,
            SealError::Interrupted { .. } => 130,
        }
    }

    pub(super) fn usage(what: impl Into<String>) -> SealError {
        SealError::Usage { what: what.into() }
    }

    pub(super) fn input(line: u64, what: impl Into<String>, expected: impl Into<String>) -> SealError {
        SealError::Input { line, what: what.into(), expected: expected.into() }
    }
}

/// An error where the caller asked to stop; what was written until then the caller of this knows.
pub(super) fn go_on(watch: &Watch) -> Result<(), SealError> {
    if watch.is_cancelled() { Err(SealError::Interrupted { left: String::new() }) } else { Ok(()) }
}

/// The result of a job that may have been stopped, however that showed: a reader that was stopped gives an I/O error.
pub(super) fn settled<T>(done: Result<T, SealError>, watch: &Watch, left: &str) -> Result<T, SealError> {
    match done {
        Err(_) if watch.is_cancelled() => Err(SealError::Interrupted { left: left.to_owned() }),
        done => done,
    }
}

/// Gives an I/O error its place.
pub(super) fn io_at(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> SealError {
    let path = path.to_path_buf();
    move |source| SealError::Io { doing, path, source }
}
