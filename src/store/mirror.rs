//! The notebook in the database: what is shown before the log was verified, and of reviewers whose keys are not at hand.
//!
//! A mirror only. [`CaseFolder::sign_in`] makes it anew from the log, so that a note that somebody put into the database is gone
//! as soon as the log is read.

use super::action::{Action, FilterChange, MarkChange, NoteChange};
use super::error::{StoreError, sql_at};
use super::folder::CaseFolder;
use super::notebook::Notebook;
use super::read_action::read_action;
use crate::bundle::json::Value;
use rusqlite::Connection;

impl CaseFolder {
    /// What the database says a reviewer has written; `log` is the name of the reviewer's log folder. Not verified: a hint until
    /// [`CaseFolder::recall`] is through.
    ///
    /// # Errors
    /// What the database says.
    pub fn notebook_as_stored(&self, log: &str) -> Result<Notebook, StoreError> {
        let at = sql_at(&self.database_path());
        let sql = "SELECT kind, time, body FROM notebook WHERE reviewer = ?1 ORDER BY kind, id";
        let mut query = self.database.prepare_cached(sql).map_err(&at)?;
        let rows = query.query_map([log], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).map_err(&at)?;
        let mut notebook = Notebook::default();
        for row in rows {
            let (kind, time, body): (String, i64, String) = row.map_err(&at)?;
            let body = Value::parse(&body).ok();
            if let Some(action) = body.and_then(|body| read_action(&kind, &body, &|_| None)) {
                notebook.apply(&action, u64::try_from(time).unwrap_or(0));
            }
        }
        Ok(notebook)
    }

    /// The logs of which the database has something written.
    ///
    /// # Errors
    /// What the database says.
    pub fn mirrored_logs(&self) -> Result<Vec<String>, StoreError> {
        let at = sql_at(&self.database_path());
        let sql = "SELECT DISTINCT reviewer FROM notebook ORDER BY reviewer";
        let mut query = self.database.prepare_cached(sql).map_err(&at)?;
        let rows = query.query_map([], |row| row.get(0)).map_err(&at)?;
        rows.collect::<Result<_, _>>().map_err(&at)
    }
}

/// Makes the mirror of one log anew.
pub(super) fn replace(database: &mut Connection, log: &str, notebook: &Notebook) -> rusqlite::Result<()> {
    let transaction = database.transaction()?;
    transaction.execute("DELETE FROM notebook WHERE reviewer = ?1", [log])?;
    for note in notebook.notes.values() {
        put(&transaction, log, &note.id, &note.as_action(), note.changed)?;
    }
    for mark in notebook.marks.values() {
        put(&transaction, log, &mark.id, &Action::Mark(MarkChange::Set(mark.clone())), 0)?;
    }
    for (name, text) in &notebook.filters {
        let save = FilterChange::Save { name: name.clone(), text: text.clone() };
        put(&transaction, log, name, &Action::Filter(save), 0)?;
    }
    transaction.commit()
}

/// Brings the mirror up to date with actions that were just signed.
pub(super) fn follow(database: &mut Connection, log: &str, actions: &[Action], time: u64) -> rusqlite::Result<()> {
    let transaction = database.transaction()?;
    for action in actions {
        match action {
            Action::Note(NoteChange::Write { id, .. }) => put(&transaction, log, id, action, time)?,
            Action::Mark(MarkChange::Set(mark)) => put(&transaction, log, &mark.id, action, 0)?,
            Action::Filter(FilterChange::Save { name, .. }) => put(&transaction, log, name, action, 0)?,
            Action::Note(NoteChange::Delete { id }) | Action::Mark(MarkChange::Clear { id }) => {
                remove(&transaction, log, action.kind(), id)?;
            }
            Action::Filter(FilterChange::Delete { name }) => remove(&transaction, log, action.kind(), name)?,
            Action::Filter(FilterChange::Used { .. }) | Action::Import(_) | Action::Export(_) | Action::Relink(_) => {}
        }
    }
    transaction.commit()
}

fn put(database: &Connection, log: &str, id: &str, action: &Action, time: u64) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO notebook (reviewer, kind, id, time, body) VALUES (?1, ?2, ?3, ?4, ?5)";
    let time = i64::try_from(time).unwrap_or(i64::MAX);
    let body = action.body().0.to_string();
    database.prepare_cached(sql)?.execute((log, action.kind(), id, time, body)).map(|_| ())
}

fn remove(database: &Connection, log: &str, kind: &str, id: &str) -> rusqlite::Result<()> {
    let sql = "DELETE FROM notebook WHERE reviewer = ?1 AND kind = ?2 AND id = ?3";
    database.prepare_cached(sql)?.execute((log, kind, id)).map(|_| ())
}
