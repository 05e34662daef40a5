//! Checkpoints of the logs under review that were met in this case: hints, each verified again before it is used.

use super::error::{StoreError, sql_at};
use super::folder::CaseFolder;
use crate::crypto::{Digest, NOTE_MAX};

/// A checkpoint that was remembered. Nothing in it is believed: anybody may have written it into the database.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Remembered {
    /// The log.
    pub origin: String,
    /// Its size then.
    pub size: u64,
    /// The signed note.
    pub note: Vec<u8>,
}

impl CaseFolder {
    /// Remembers a checkpoint. One that differs from another of its size is kept beside it: that is a fork to be found.
    ///
    /// # Errors
    /// [`StoreError::Content`] for a note that is too long; what the database says.
    pub fn remember_checkpoint(&mut self, checkpoint: &Remembered) -> Result<(), StoreError> {
        self.writable()?;
        if checkpoint.note.len() > NOTE_MAX {
            return Err(StoreError::Content { what: "the checkpoint is longer than a note can be".to_owned() });
        }
        let at = sql_at(&self.database_path());
        let sql = "INSERT OR IGNORE INTO checkpoints (origin, size, text, note) VALUES (?1, ?2, ?3, ?4)";
        let size = i64::try_from(checkpoint.size).unwrap_or(i64::MAX);
        let text = Digest::of(&checkpoint.note).0;
        let mut insert = self.database.prepare_cached(sql).map_err(&at)?;
        insert.execute((&checkpoint.origin, size, text, &checkpoint.note)).map(|_| ()).map_err(&at)
    }

    /// The newest checkpoints of a log, largest first, at most `limit`.
    ///
    /// # Errors
    /// What the database says.
    pub fn remembered_checkpoints(&self, origin: &str, limit: u32) -> Result<Vec<Remembered>, StoreError> {
        let at = sql_at(&self.database_path());
        let sql = "SELECT size, note FROM checkpoints WHERE origin = ?1 ORDER BY size DESC, text DESC LIMIT ?2";
        let mut query = self.database.prepare_cached(sql).map_err(&at)?;
        let read = |row: &rusqlite::Row<'_>| {
            let size = u64::try_from(row.get::<_, i64>(0)?).unwrap_or(0);
            Ok(Remembered { origin: origin.to_owned(), size, note: row.get(1)? })
        };
        let rows = query.query_map((origin, limit), read).map_err(&at)?;
        rows.collect::<Result<_, _>>().map_err(&at)
    }
}
