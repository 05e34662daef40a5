//! Opens a database of the case as what it is: a file that anybody may have written.
//!
//! Journal: WAL. A killed process leaves a whole database, and readers go on while the search index grows. `synchronous` is NORMAL:
//! a loss of power can lose the last transactions, never more; what must last is in the signed log, which is synced.
//!
//! Before anything of a file is used its layout is compared, statement by statement, with the one that this program makes, so that
//! no trigger, view or table of somebody else's ever runs.

use super::error::{StoreError, io_at, sql_at};
use super::schema::Layout;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A database that is open, and where a damaged one was put that stood in its place.
#[derive(Debug)]
pub(super) struct Opened {
    /// The connection.
    pub connection: Connection,
    /// A damaged file that was set aside.
    pub set_aside: Option<PathBuf>,
    /// The file was made now.
    pub fresh: bool,
}

/// Opens the database for writing, makes it where it is absent, brings an older one up to date, and sets a damaged one aside.
pub(super) fn open_writing(dir: &Path, layout: &Layout) -> Result<Opened, StoreError> {
    let path = dir.join(layout.file);
    let fresh = !fs::metadata(&path).is_ok_and(|data| data.len() > 0);
    match try_writing(&path, layout) {
        Ok(connection) => Ok(Opened { connection, set_aside: None, fresh }),
        Err(StoreError::Damaged { .. }) => {
            let aside = set_aside(&path)?;
            let connection = try_writing(&path, layout)?;
            Ok(Opened { connection, set_aside: Some(aside), fresh: true })
        }
        Err(error) => Err(error),
    }
}

/// Opens the database for reading. Where the folder cannot be written to, not even by the readers' own lock files, it is read as
/// it lies there; then what a killed process left in the journal is not seen.
pub(super) fn open_reading(dir: &Path, layout: &Layout) -> Result<Connection, StoreError> {
    let path = dir.join(layout.file);
    if !path.exists() {
        return Err(StoreError::Damaged { path, what: "it is absent".to_owned() });
    }
    let known = |connection: Connection| {
        let version = check(&connection, &path, layout)?;
        if version < known_version(layout) {
            let what = "it has an older layout".to_owned();
            return Err(StoreError::Damaged { path: path.clone(), what });
        }
        Ok(connection)
    };
    let plain = connect(&path, OpenFlags::SQLITE_OPEN_READ_ONLY).and_then(known);
    match plain {
        Err(StoreError::Database { source, .. }) if cannot_open(&source) => {
            connect(&immutable(&path), OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI).and_then(known)
        }
        other => other,
    }
}

fn try_writing(path: &Path, layout: &Layout) -> Result<Connection, StoreError> {
    let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    connection.pragma_update(None, "page_size", layout.page).map_err(sql_at(path))?;
    let version = check(&connection, path, layout)?;
    let journal: String =
        connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0)).map_err(sql_at(path))?;
    if journal != "wal" {
        let what = format!("its journal is {journal}, and cannot be made wal");
        return Err(StoreError::Damaged { path: path.to_path_buf(), what });
    }
    migrate(&connection, layout, version).map_err(sql_at(path))?;
    Ok(connection)
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let connection = Connection::open_with_flags(path, flags).map_err(sql_at(path))?;
    harden(&connection).map_err(sql_at(path))?;
    Ok(connection)
}

/// What SQLite advises for files from strangers (sqlite.org/security.html).
fn harden(connection: &Connection) -> rusqlite::Result<()> {
    for (config, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
    ] {
        connection.set_db_config(config, on)?;
    }
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LENGTH_MAX)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "mmap_size", 0)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "journal_size_limit", JOURNAL_KEPT)
}

/// Gives the layout's version, if the file is empty or holds exactly what that version makes.
fn check(connection: &Connection, path: &Path, layout: &Layout) -> Result<usize, StoreError> {
    let damaged = |what: &str| StoreError::Damaged { path: path.to_path_buf(), what: what.to_owned() };
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let version = number("user_version").map_err(sql_at(path))?;
    let application = number("application_id").map_err(sql_at(path))?;
    let found = statements(connection).map_err(sql_at(path))?;
    if version == 0 && application == 0 && found.is_empty() {
        return Ok(0);
    }
    if application != i64::from(layout.application) {
        return Err(damaged("it is another database"));
    }
    let known = known_version(layout);
    let Some(version) = usize::try_from(version).ok().filter(|version| (1..=known).contains(version)) else {
        let known = i64::try_from(known).unwrap_or(i64::MAX);
        return match version > known {
            true => Err(StoreError::Newer { path: path.to_path_buf(), found: version, known }),
            false => Err(damaged("its version is none")),
        };
    };
    let model = Connection::open_in_memory().map_err(sql_at(path))?;
    for step in layout.steps.iter().take(version) {
        model.execute_batch(step).map_err(sql_at(path))?;
    }
    if statements(&model).map_err(sql_at(path))? != found {
        return Err(damaged("its tables are not the ones that this program makes"));
    }
    Ok(version)
}

fn statements(connection: &Connection) -> rusqlite::Result<Vec<(String, String, Option<String>)>> {
    let mut query = connection.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    rows.collect()
}

fn known_version(layout: &Layout) -> usize {
    layout.steps.len()
}

fn migrate(connection: &Connection, layout: &Layout, version: usize) -> rusqlite::Result<()> {
    if version == known_version(layout) {
        return Ok(());
    }
    let transaction = connection.unchecked_transaction()?;
    for step in layout.steps.iter().skip(version) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "application_id", layout.application)?;
    transaction.pragma_update(None, "user_version", i64::try_from(known_version(layout)).unwrap_or(i64::MAX))?;
    transaction.commit()
}

/// Renames a database and its journal to the first free `<file>.damaged-N`. It is never deleted.
fn set_aside(path: &Path) -> Result<PathBuf, StoreError> {
    let free = |number: &u32| !beside(path, &format!(".damaged-{number}")).exists();
    let number = (1u32..).find(free).unwrap_or(u32::MAX);
    let aside = beside(path, &format!(".damaged-{number}"));
    fs::rename(path, &aside).map_err(io_at("rename", path))?;
    for journal in ["-wal", "-shm"] {
        let left = beside(path, journal);
        if left.exists() {
            fs::rename(&left, beside(&aside, journal)).map_err(io_at("rename", &left))?;
        }
    }
    Ok(aside)
}

/// `path` with `suffix` after its last part.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn cannot_open(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::CannotOpen)
}

/// A URI that tells SQLite that nobody writes to the file now.
pub(super) fn immutable(path: &Path) -> PathBuf {
    let mut uri = "file:".to_owned();
    for c in path.to_string_lossy().chars() {
        match c {
            '%' => uri.push_str("%25"),
            '?' => uri.push_str("%3f"),
            '#' => uri.push_str("%23"),
            other => uri.push(other),
        }
    }
    uri.push_str("?immutable=1");
    PathBuf::from(uri)
}

/// Longest value that is read out of a database: far more than a part of the model.
const LENGTH_MAX: i32 = 64 << 20;
/// How long a writer waits for another connection's transaction.
const PATIENCE: Duration = Duration::from_secs(20);
/// Bytes that the journal keeps on disk once it was emptied.
const JOURNAL_KEPT: i64 = 16 << 20;
