//! Full-text search over message texts: an index that is built in the background, in a database and on a connection of its own, so
//! that neither notes nor the window ever wait for it.
//!
//! It finds rows and shows nothing: what is shown is read from the evidence and checked. An index that somebody changed can hide
//! a row, so no claim that something is absent may rest on it alone. Scripts without spaces between words are found by whole runs
//! of characters and their beginnings only.

use super::database::{self, Opened};
use super::error::{StoreError, sql_at};
use super::folder::CaseFolder;
use super::query::TextQuery;
use super::schema::SEARCH;
use rusqlite::Connection;
use std::path::PathBuf;

/// Adds texts to the index, in the order of their rows; may be moved to a thread of its own.
#[derive(Debug)]
pub struct TextIndexer {
    path: PathBuf,
    database: Connection,
    /// Rows below this are in the index or wait to be.
    next: u32,
    waiting: Vec<(u32, String)>,
    bytes: usize,
}

/// Searches the index while it grows; may be moved to a thread of its own.
#[derive(Debug)]
pub struct TextSearch {
    path: PathBuf,
    database: Connection,
}

impl CaseFolder {
    /// The writer of the search index. It goes on after the last row that was committed ([`TextIndexer::next_row`]). An index that
    /// is damaged is set aside, and a new one is begun.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`]; what the database says.
    pub fn text_indexer(&self) -> Result<TextIndexer, StoreError> {
        self.writable()?;
        let path = self.dir.join(SEARCH.file);
        let Opened { connection, .. } = database::open_writing(&self.dir, &SEARCH)?;
        tune(&connection).map_err(sql_at(&path))?;
        let next = progress(&connection).map_err(sql_at(&path))?;
        Ok(TextIndexer { path, database: connection, next, waiting: Vec::new(), bytes: 0 })
    }

    /// A reader of the search index; `None` where there is none yet.
    ///
    /// # Errors
    /// [`StoreError::Damaged`]: the next indexer sets it aside and begins anew; what the database says.
    pub fn text_search(&self) -> Result<Option<TextSearch>, StoreError> {
        let path = self.dir.join(SEARCH.file);
        if !path.exists() {
            return Ok(None);
        }
        let database = database::open_reading(&self.dir, &SEARCH)?;
        Ok(Some(TextSearch { path, database }))
    }
}

impl TextIndexer {
    /// The first row that is not in the index and does not wait to be.
    pub fn next_row(&self) -> u32 {
        self.next
    }

    /// Adds the text of a row. Rows below [`TextIndexer::next_row`] are passed over: they are there. Rows without text need not be
    /// given. Texts are committed in batches; a reader sees whole batches.
    ///
    /// # Errors
    /// [`StoreError::Full`]; what the database says. The rows that wait are tried again with the next.
    pub fn add(&mut self, row: u32, text: &str) -> Result<(), StoreError> {
        if row < self.next {
            return Ok(());
        }
        self.next = row.saturating_add(1);
        self.bytes = self.bytes.saturating_add(text.len());
        self.waiting.push((row, text.to_owned()));
        if self.waiting.len() >= BATCH_ROWS || self.bytes >= BATCH_BYTES { self.commit() } else { Ok(()) }
    }

    /// Writes what waits. Nothing is locked between two commits.
    ///
    /// # Errors
    /// As [`TextIndexer::add`].
    pub fn commit(&mut self) -> Result<(), StoreError> {
        let at = sql_at(&self.path);
        let transaction = self.database.transaction().map_err(&at)?;
        {
            let mut insert =
                transaction.prepare_cached("INSERT INTO text (rowid, body) VALUES (?1, ?2)").map_err(&at)?;
            for (row, text) in &self.waiting {
                insert.execute((i64::from(*row).saturating_add(1), text)).map_err(&at)?;
            }
        }
        transaction.execute("UPDATE progress SET rows = ?1", [self.next]).map_err(&at)?;
        transaction.commit().map_err(&at)?;
        self.waiting.clear();
        self.bytes = 0;
        Ok(())
    }

    /// Writes what waits and notes that all rows below `rows` are in the index, also where the last have no text.
    ///
    /// # Errors
    /// As [`TextIndexer::add`].
    pub fn finish(mut self, rows: u32) -> Result<(), StoreError> {
        self.next = self.next.max(rows);
        self.commit()
    }

    /// Empties the index: the rows mean other records now.
    ///
    /// # Errors
    /// What the database says.
    pub fn start_again(&mut self) -> Result<(), StoreError> {
        let at = sql_at(&self.path);
        let transaction = self.database.transaction().map_err(&at)?;
        transaction.execute("INSERT INTO text (text) VALUES ('delete-all')", []).map_err(&at)?;
        transaction.execute("UPDATE progress SET rows = 0", []).map_err(&at)?;
        transaction.commit().map_err(&at)?;
        (self.next, self.bytes) = (0, 0);
        self.waiting.clear();
        Ok(())
    }
}

impl TextSearch {
    /// Rows below this are in the index.
    ///
    /// # Errors
    /// What the database says.
    pub fn indexed_up_to(&self) -> Result<u32, StoreError> {
        progress(&self.database).map_err(sql_at(&self.path))
    }

    /// The first `limit` rows after `after` (from the beginning without it) whose text has all that is asked for, ascending. The
    /// index is walked no further than that.
    ///
    /// # Errors
    /// What the database says.
    pub fn search(&self, query: &TextQuery, after: Option<u32>, limit: u32) -> Result<Vec<u32>, StoreError> {
        let Some(query) = query.fts5() else { return Ok(Vec::new()) };
        let at = sql_at(&self.path);
        let sql = "SELECT rowid FROM text WHERE text MATCH ?1 AND rowid > ?2 ORDER BY rowid LIMIT ?3";
        let mut prepared = self.database.prepare_cached(sql).map_err(&at)?;
        let after = after.map_or(0, |row| i64::from(row).saturating_add(1));
        let rows = prepared.query_map((query, after, limit), |row| row.get::<_, i64>(0)).map_err(&at)?;
        let mut found = Vec::new();
        for row in rows {
            // A row that is no row of a case is from a doctored index.
            found.extend(u32::try_from(row.map_err(&at)?.saturating_sub(1)));
        }
        Ok(found)
    }

    /// Whether the index may still be used for what it says of itself: an integrity check of SQLite's own. Slow; for tests and
    /// repairs.
    ///
    /// # Errors
    /// What the database says.
    pub fn is_sound(&self) -> Result<bool, StoreError> {
        let told = self.database.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
        told.map(|word| word == "ok").map_err(sql_at(&self.path))
    }
}

fn progress(database: &Connection) -> rusqlite::Result<u32> {
    let rows: i64 = database.query_row("SELECT rows FROM progress WHERE one = 1", [], |row| row.get(0))?;
    Ok(u32::try_from(rows).unwrap_or(0))
}

/// Larger pieces in memory before they are written: fewer merges.
fn tune(database: &Connection) -> rusqlite::Result<()> {
    database.execute("INSERT INTO text (text, rank) VALUES ('hashsize', ?1)", [HASH_BYTES])?;
    database.pragma_update(None, "cache_size", -CACHE_KIB)
}

/// Rows in a batch: a tenth of a second of work, after which readers see more.
const BATCH_ROWS: usize = 20_000;
/// Bytes of text in a batch, where texts are long.
const BATCH_BYTES: usize = 8 << 20;
const HASH_BYTES: i64 = 16 << 20;
const CACHE_KIB: i64 = 32 << 10;
