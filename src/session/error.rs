//! Why a case could not be opened or added to.

use crate::store::StoreError;
use std::io;
use std::path::PathBuf;

/// Nothing was changed, unless the words say otherwise.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The case folder could not do it.
    #[error(transparent)]
    Store(StoreError),
    /// A bundle cannot be read.
    #[error("{path}: {source}")]
    Bundle {
        /// The bundle.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The reviewer's own log is not what was signed.
    #[error("your log of this case is not what you signed, so nothing is added to it: {why}")]
    LogDoctored {
        /// What is wrong with it.
        why: String,
    },
    /// There is no folder for the reviewer's keys.
    #[error("there is no configuration folder to keep a reviewer's keys in")]
    NoConfig,
    /// There is no case folder to write into.
    #[error("these bundles were opened without a case folder, so that nothing can be kept")]
    NoFolder,
    /// The caller asked for the end.
    #[error("interrupted")]
    Cancelled,
}

impl From<StoreError> for SessionError {
    fn from(error: StoreError) -> SessionError {
        match error {
            StoreError::Stopped => SessionError::Cancelled,
            error => SessionError::Store(error),
        }
    }
}
