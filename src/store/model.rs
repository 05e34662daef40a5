//! The model as bytes: what `case` wrote, kept in parts, hashed on the way in and on the way out.
//!
//! What it means is not known here. Whether it may be used the caller tells by comparing its digest with the one in the reviewer's
//! signed import.

use super::error::{StoreError, sql_at};
use super::folder::CaseFolder;
use crate::crypto::{Digest, Hasher};
use rusqlite::{CachedStatement, Connection, OptionalExtension};
use std::io::{self, Read, Write};

/// The model's bytes, read in order. Errors of the database come as `io::ErrorKind::Other`.
#[derive(Debug)]
pub struct ModelReader<'a> {
    database: &'a Connection,
    hasher: Hashed,
    part: Vec<u8>,
    /// Bytes of the part that were given.
    given: usize,
    next: i64,
}

/// A hasher that shows nothing of itself.
#[derive(Default)]
struct Hashed(Hasher);

impl std::fmt::Debug for Hashed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hasher")
    }
}

impl CaseFolder {
    /// Puts a model in the place of the one before, whole or not at all, and gives the SHA-256 of its bytes. Sign it with
    /// [`super::Action::Import`]; until then it counts for nothing.
    ///
    /// # Errors
    /// What `write` says, as [`StoreError::Io`]; [`StoreError::Full`]. The model before is still there then.
    pub fn save_model(
        &mut self,
        write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> Result<Digest, StoreError> {
        self.writable()?;
        let at = sql_at(&self.database_path());
        // Deleted first: the new parts take the room of the old ones, so that the file holds one model.
        let transaction = self.database.transaction().map_err(&at)?;
        transaction.execute("DELETE FROM model", []).map_err(&at)?;
        let digest = {
            let insert = transaction.prepare_cached("INSERT INTO model (part, bytes) VALUES (?1, ?2)").map_err(&at)?;
            let mut parts = PartWriter { insert, hasher: Hasher::new(), part: Vec::new(), number: 0, fault: None };
            let written = write(&mut parts).and_then(|()| parts.finish());
            if let Some(fault) = parts.fault.take() {
                return Err(at(fault));
            }
            written.map_err(super::error::io_at("write", std::path::Path::new("the model")))?;
            parts.hasher.finish()
        };
        transaction.commit().map_err(&at)?;
        // Best effort: the journal is as large as the model, and is emptied as soon as no reader needs it.
        let _ = self.database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        Ok(digest)
    }

    /// A reader of the stored model; `None` if there is none.
    ///
    /// # Errors
    /// What the database says.
    pub fn load_model(&self) -> Result<Option<ModelReader<'_>>, StoreError> {
        let sql = "SELECT 1 FROM model WHERE part = 0";
        let found = self.database.query_row(sql, [], |_| Ok(())).optional();
        let found = found.map_err(sql_at(&self.database_path()))?;
        let reader =
            || ModelReader { database: &self.database, hasher: Hashed::default(), part: Vec::new(), given: 0, next: 0 };
        Ok(found.map(|()| reader()))
    }

    /// Drops the model, as it was not the one that was signed for.
    ///
    /// # Errors
    /// What the database says.
    pub fn drop_model(&mut self) -> Result<(), StoreError> {
        self.writable()?;
        self.database.execute("DELETE FROM model", []).map(|_| ()).map_err(sql_at(&self.database_path()))
    }
}

impl ModelReader<'_> {
    /// Reads what is left and gives the SHA-256 of all the bytes that are stored.
    ///
    /// # Errors
    /// What the database says.
    pub fn finish(mut self) -> io::Result<Digest> {
        while self.fetch()? {}
        Ok(self.hasher.0.finish())
    }

    /// Takes the next part; false after the last.
    fn fetch(&mut self) -> io::Result<bool> {
        self.part.clear();
        self.given = 0;
        let mut query =
            self.database.prepare_cached("SELECT bytes FROM model WHERE part = ?1").map_err(io::Error::other)?;
        let part = &mut self.part;
        let found = query
            .query_row([self.next], |row| {
                part.extend_from_slice(row.get_ref(0)?.as_blob()?);
                Ok(())
            })
            .optional()
            .map_err(io::Error::other)?;
        self.hasher.0.update(&self.part);
        self.next = self.next.saturating_add(1);
        Ok(found.is_some())
    }
}

impl Read for ModelReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given >= self.part.len() {
            if !self.fetch()? {
                return Ok(0);
            }
        }
        let mut rest = self.part.get(self.given..).unwrap_or_default();
        let read = rest.read(buffer)?;
        self.given = self.given.saturating_add(read);
        Ok(read)
    }
}

/// Cuts a stream into parts.
struct PartWriter<'a> {
    insert: CachedStatement<'a>,
    hasher: Hasher,
    part: Vec<u8>,
    number: i64,
    /// What the database said; the stream is told no more than that it failed.
    fault: Option<rusqlite::Error>,
}

impl PartWriter<'_> {
    fn put(&mut self) -> io::Result<()> {
        self.hasher.update(&self.part);
        if let Err(error) = self.insert.execute((self.number, &self.part)) {
            self.fault = Some(error);
            return Err(io::Error::other("the database refused a part of the model"));
        }
        self.number = self.number.saturating_add(1);
        self.part.clear();
        Ok(())
    }

    /// A model without bytes still has a part: it is there.
    fn finish(&mut self) -> io::Result<()> {
        if self.part.is_empty() && self.number > 0 { Ok(()) } else { self.put() }
    }
}

impl Write for PartWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = PART.saturating_sub(self.part.len()).min(bytes.len());
        self.part.extend_from_slice(bytes.get(..room).unwrap_or_default());
        if self.part.len() >= PART {
            self.put()?;
        }
        Ok(room)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Bytes of a part: few rows for a model of hundreds of megabytes, and little memory for one.
const PART: usize = 1 << 20;
