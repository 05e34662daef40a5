//! Why something could not be kept or found.
//!
//! Evidence that is bad is no error here: it is kept as it is, and `verify` says what it is worth.

use crate::crypto::Digest;
use crate::seal::SealError;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why the case folder could not do what was asked. Nothing has changed then, unless the variant says otherwise.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The folder is none of ours.
    #[error("{path} is not a case folder: it has no case.db, no evidence and no log")]
    NotACase {
        /// The folder.
        path: PathBuf,
    },
    /// A new case was to be made where something lies.
    #[error("{path} is there already and is not empty; name another folder for the new case")]
    InTheWay {
        /// The folder.
        path: PathBuf,
    },
    /// Another process writes to the case.
    #[error("the case {path} is open for writing in another process; close it there, or open it for reading")]
    Locked {
        /// The case folder.
        path: PathBuf,
    },
    /// The case was opened for reading, or its folder cannot be written to.
    #[error("the case {path} cannot be written to; copy it to a folder of your own to add to it")]
    ReadOnly {
        /// The case folder.
        path: PathBuf,
    },
    /// No space, or a limit on the size of files.
    #[error("{path} cannot grow: the disk is full, or a limit on the size of files is reached; nothing was changed")]
    Full {
        /// What was written.
        path: PathBuf,
    },
    /// The database was made by a later version of the program.
    #[error("{path} was made by a newer version of recount (layout {found}, this one knows {known}); use that version")]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its layout.
        found: i64,
        /// The newest layout that this program knows.
        known: i64,
    },
    /// The database is damaged, and the case is open for reading only, so that it cannot be set aside.
    #[error("{path} is damaged ({what}); open the case for writing, and it is set aside and made again")]
    Damaged {
        /// The database.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// The search index was begun anew for another import, while this one was written into it.
    #[error("{path} is being made for another import of the case")]
    OtherRows {
        /// The database.
        path: PathBuf,
    },
    /// The database refused.
    #[error("{path}: {source}")]
    Database {
        /// The database.
        path: PathBuf,
        /// What it said.
        source: rusqlite::Error,
    },
    /// What was to be added cannot be evidence.
    #[error("{path} cannot be kept as evidence: {what}")]
    NotEvidence {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        what: String,
    },
    /// A file that should take the place of evidence is another one.
    #[error("{path} is not this evidence: its digest is {found:?}, not {expected:?}")]
    OtherEvidence {
        /// The file or folder.
        path: PathBuf,
        /// The digest wanted.
        expected: Digest,
        /// Its digest.
        found: Digest,
    },
    /// The case has no evidence of this digest.
    #[error("the case has no evidence {digest:?}")]
    UnknownEvidence {
        /// The digest asked for.
        digest: Digest,
    },
    /// The reviewer's name cannot stand in a log.
    #[error("the reviewer's name {name:?} {fault}")]
    Name {
        /// The name.
        name: String,
        /// What is wrong with it.
        fault: &'static str,
    },
    /// Nobody signed in, so that nothing can be written into a log.
    #[error("no reviewer has signed in to the case, so the action cannot be signed; sign in first")]
    NotSignedIn,
    /// The reviewer's own log was changed from outside: to go on with it would sign a second history.
    #[error("your log of this case was changed by somebody else, and nothing is added to it: {why}; make a new case")]
    LogDoctored {
        /// What is wrong with it.
        why: String,
    },
    /// The caller's watch asked to stop.
    #[error("it was stopped")]
    Stopped,
    /// A text that the log cannot hold.
    #[error("{what}")]
    Content {
        /// What is wrong.
        what: String,
    },
    /// The log could not be read or written.
    #[error(transparent)]
    Log(SealError),
    /// The file system refused.
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

impl From<SealError> for StoreError {
    fn from(error: SealError) -> StoreError {
        match error {
            SealError::Io { doing, path, source } => StoreError::of_io(doing, path, source),
            SealError::Locked { path } => StoreError::Locked { path },
            other => StoreError::Log(other),
        }
    }
}

impl StoreError {
    fn of_io(doing: &'static str, path: PathBuf, source: io::Error) -> StoreError {
        use io::ErrorKind::{FileTooLarge, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
        match source.kind() {
            StorageFull | QuotaExceeded | FileTooLarge => StoreError::Full { path },
            ReadOnlyFilesystem => StoreError::ReadOnly { path },
            _ => StoreError::Io { doing, path, source },
        }
    }
}

/// Gives an I/O error its place.
pub(super) fn io_at(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> StoreError + use<> {
    let path = path.to_path_buf();
    move |source| StoreError::of_io(doing, path, source)
}

/// Gives an error of the database its place and its meaning.
pub(super) fn sql_at(path: &Path) -> impl Fn(rusqlite::Error) -> StoreError + use<> {
    let path = path.to_path_buf();
    move |source| {
        let path = path.clone();
        match source.sqlite_error().map(|error| (error.code, error.extended_code)) {
            // A limit on file sizes is told by the system as EFBIG, which SQLite gives as a failed write.
            Some((rusqlite::ErrorCode::DiskFull, _)) | Some((_, IOERR_WRITE | IOERR_SHMSIZE)) => {
                StoreError::Full { path }
            }
            Some((rusqlite::ErrorCode::ReadOnly, _)) => StoreError::ReadOnly { path },
            Some((rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase, _)) => {
                StoreError::Damaged { path, what: source.to_string() }
            }
            _ => StoreError::Database { path, source },
        }
    }
}

const IOERR_WRITE: i32 = rusqlite::ffi::SQLITE_IOERR_WRITE;
const IOERR_SHMSIZE: i32 = rusqlite::ffi::SQLITE_IOERR_SHMSIZE;
