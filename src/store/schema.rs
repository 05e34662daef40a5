//! The layouts of the two databases, as steps that are only ever added to (`user_version` counts them).
//!
//! A step that was released is never changed or removed. The search index can be thrown away, yet has its steps too, so that an
//! index of hours is not made again for a new column.

/// A database of the case.
#[derive(Debug)]
pub(super) struct Layout {
    /// The file in the case folder.
    pub file: &'static str,
    /// `application_id`, which tells a file of ours from any other database.
    pub application: i32,
    /// The steps, in order.
    pub steps: &'static [&'static str],
    /// Bytes of a page.
    pub page: u32,
}

/// What was brought in, the model, the mirror of the notebook, checkpoints remembered.
pub(super) const CASE: Layout = Layout {
    file: "case.db",
    application: 0x5265_6331,
    // Long blobs lie in chains of pages: larger pages, shorter chains.
    page: 16_384,
    steps: &["CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
         CREATE TABLE evidence (
             added INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, kind INTEGER NOT NULL, bytes INTEGER NOT NULL, path TEXT);
         CREATE TABLE model (part INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
         CREATE TABLE notebook (
             reviewer TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, time INTEGER NOT NULL, body TEXT NOT NULL,
             PRIMARY KEY (reviewer, kind, id)) WITHOUT ROWID;
         CREATE TABLE checkpoints (
             origin TEXT NOT NULL, size INTEGER NOT NULL, text BLOB NOT NULL, note BLOB NOT NULL,
             PRIMARY KEY (origin, size, text)) WITHOUT ROWID;"],
};

/// The full-text index over message texts; the row of a text is its record's row and one.
pub(super) const SEARCH: Layout = Layout {
    file: "search.db",
    application: 0x5265_6332,
    page: 4096,
    // Contentless: the text itself stays in the evidence. Accents count, as where texts are read without the index.
    steps: &[
        "CREATE TABLE progress (one INTEGER PRIMARY KEY CHECK (one = 1), rows INTEGER NOT NULL);
         INSERT INTO progress VALUES (1, 0);
         CREATE VIRTUAL TABLE text USING fts5(body, content='', tokenize=\"unicode61 remove_diacritics 0\");",
        // What the rows mean: an index about other rows answers nothing.
        "ALTER TABLE progress ADD COLUMN about BLOB;",
    ],
};
