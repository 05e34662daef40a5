//! Full-text search over message texts: an index that is built in the background, in a database and on a connection of its own, so
//! that neither notes nor the window ever wait for it.
//!
//! It finds rows and shows nothing: what is shown is read from the evidence and checked. An index that somebody changed can hide
//! a row, so no claim that something is absent may rest on it alone. Scripts without spaces between words are found by whole runs
//! of characters and their beginnings only.
//!
//! An index is about the rows of one case as it stood (`about`). After another import the rows mean other records: then it answers
//! nothing, and the next indexer begins anew.

use super::database::{self, Opened};
use super::error::{StoreError, sql_at};
use super::query::TextQuery;
use super::schema::SEARCH;
use super::spelling::spell;
use crate::crypto::Digest;
use rusqlite::{Connection, TransactionBehavior};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Adds texts to the index, in the order of their rows; may be moved to a thread of its own.
#[derive(Debug)]
pub struct TextIndexer {
    path: PathBuf,
    database: Connection,
    about: Digest,
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
    about: Digest,
}

impl TextIndexer {
    /// The writer of the search index in a case folder; `about` says what its rows mean. It goes on after the last row that was
    /// committed ([`TextIndexer::next_row`]). An index about other rows is emptied; one that is damaged is set aside, and a new one
    /// is begun. It needs no lock of the case: notes are written beside it.
    ///
    /// # Errors
    /// What the database says, where the folder cannot be written to.
    pub fn open(dir: &Path, about: Digest) -> Result<TextIndexer, StoreError> {
        let path = dir.join(SEARCH.file);
        let Opened { connection, .. } = database::open_writing(dir, &SEARCH)?;
        tune(&connection).map_err(sql_at(&path))?;
        let mut indexer = TextIndexer { path, database: connection, about, next: 0, waiting: Vec::new(), bytes: 0 };
        indexer.begin().map_err(sql_at(&indexer.path))?;
        Ok(indexer)
    }

    /// Takes up what was begun about the same rows, or begins anew.
    fn begin(&mut self) -> rusqlite::Result<()> {
        let transaction = self.database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        match progress(&transaction, &self.about)? {
            Some(rows) => self.next = rows,
            None => {
                transaction.execute("INSERT INTO text (text) VALUES ('delete-all')", [])?;
                transaction.execute("UPDATE progress SET rows = 0, about = ?1", [&self.about.0])?;
            }
        }
        transaction.commit()
    }

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
        self.waiting.push((row, spell(text)));
        if self.waiting.len() >= BATCH_ROWS || self.bytes >= BATCH_BYTES { self.commit() } else { Ok(()) }
    }

    /// Notes that the rows below `rows` were given, also where the last have no text.
    pub fn pass(&mut self, rows: u32) {
        self.next = self.next.max(rows);
    }

    /// Writes what waits. Nothing is locked between two commits; what another process wrote since is passed over.
    ///
    /// # Errors
    /// As [`TextIndexer::add`]; [`StoreError::OtherRows`].
    pub fn commit(&mut self) -> Result<(), StoreError> {
        let at = sql_at(&self.path);
        let transaction = self.database.transaction_with_behavior(TransactionBehavior::Immediate).map_err(&at)?;
        let Some(there) = progress(&transaction, &self.about).map_err(&at)? else {
            return Err(StoreError::OtherRows { path: self.path.clone() });
        };
        {
            let mut insert =
                transaction.prepare_cached("INSERT INTO text (rowid, body) VALUES (?1, ?2)").map_err(&at)?;
            for (row, text) in self.waiting.iter().filter(|(row, _)| *row >= there) {
                insert.execute((i64::from(*row).saturating_add(1), text)).map_err(&at)?;
            }
        }
        transaction.execute("UPDATE progress SET rows = max(rows, ?1)", [self.next]).map_err(&at)?;
        transaction.commit().map_err(&at)?;
        self.next = self.next.max(there);
        self.waiting.clear();
        self.bytes = 0;
        Ok(())
    }

    /// Writes what waits and notes that all rows below `rows` are in the index, also where the last have no text.
    ///
    /// # Errors
    /// As [`TextIndexer::add`].
    pub fn finish(mut self, rows: u32) -> Result<(), StoreError> {
        self.pass(rows);
        self.commit()
    }
}

impl TextSearch {
    /// A reader of the search index in a case folder; `None` where there is none about these rows.
    ///
    /// # Errors
    /// [`StoreError::Damaged`]: the next indexer sets it aside and begins anew; what the database says.
    pub fn open(dir: &Path, about: Digest) -> Result<Option<TextSearch>, StoreError> {
        let path = dir.join(SEARCH.file);
        if !path.exists() {
            return Ok(None);
        }
        let search = TextSearch { database: database::open_reading(dir, &SEARCH)?, path, about };
        let is_ours = progress(&search.database, &about).map_err(sql_at(&search.path))?.is_some();
        Ok(is_ours.then_some(search))
    }

    /// Rows below this are in the index.
    ///
    /// # Errors
    /// What the database says.
    pub fn indexed_up_to(&self) -> Result<u32, StoreError> {
        Ok(progress(&self.database, &self.about).map_err(sql_at(&self.path))?.unwrap_or(0))
    }

    /// The rows of a stretch whose text has all that is asked for, ascending. The index is walked no further than that.
    ///
    /// # Errors
    /// What the database says.
    pub fn search(&self, query: &TextQuery, among: Range<u32>) -> Result<Vec<u32>, StoreError> {
        let Some(query) = query.fts5() else { return Ok(Vec::new()) };
        let at = sql_at(&self.path);
        let sql = "SELECT rowid FROM text WHERE text MATCH ?1 AND rowid > ?2 AND rowid <= ?3 ORDER BY rowid";
        let mut prepared = self.database.prepare_cached(sql).map_err(&at)?;
        let rows = prepared.query_map((query, among.start, among.end), |row| row.get::<_, i64>(0)).map_err(&at)?;
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

/// Rows below this are in the index; `None`: it is about other rows.
fn progress(database: &Connection, about: &Digest) -> rusqlite::Result<Option<u32>> {
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, Option<Vec<u8>>>(1)?));
    let (rows, of) = database.query_row("SELECT rows, about FROM progress WHERE one = 1", [], read)?;
    Ok((of.as_deref() == Some(&about.0)).then(|| u32::try_from(rows).unwrap_or(0)))
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
