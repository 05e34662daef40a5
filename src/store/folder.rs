//! The case folder as a whole: made, opened, locked, mended.
//!
//! Everything in it but the log and the evidence can be made again, and is, when it is gone or damaged. What is damaged is set
//! aside, never deleted.

use super::copy::remove_leftovers;
use super::database::{self, Opened};
use super::error::{StoreError, io_at, sql_at};
use super::ledger::Ledger;
use super::schema::CASE;
use crate::crypto::{hex_encode, random_bytes};
use rusqlite::{Connection, OptionalExtension};
use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// Whether a case is opened to be added to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Nothing in the folder is changed; others may write at the same time.
    Read,
    /// One process at a time.
    Write,
}

/// The name of a case: 16 hex digits, drawn when it is made. Part of the origin of its logs.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct CaseId(String);

/// What happened while the case was opened or written that the reviewer should know.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Notice {
    /// A damaged database was put here and a new one made.
    SetAside(PathBuf),
    /// The database was gone and was made again; evidence that was referenced in place comes back with the log.
    Rebuilt,
    /// The log has the action; its checkpoint could not be remembered outside the case, and is at the next sign-in.
    NotRemembered(String),
    /// The log has the action; the database's mirror of it could not be written and is made again at the next sign-in.
    MirrorBehind(String),
}

/// An open case folder.
#[derive(Debug)]
pub struct CaseFolder {
    pub(super) dir: PathBuf,
    pub(super) access: Access,
    pub(super) database: Connection,
    pub(super) ledger: Option<Ledger>,
    pub(super) notices: Vec<Notice>,
    id: CaseId,
    _lock: Option<File>,
}

impl CaseFolder {
    /// Makes a new case in `dir`, which is absent, empty, or what a killed run left of a new case.
    ///
    /// # Errors
    /// [`StoreError::InTheWay`]; what cannot be written.
    pub fn create(dir: &Path) -> Result<CaseFolder, StoreError> {
        match fs::read_dir(dir) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(io_at("read", dir)(error)),
            Ok(entries) => {
                let mut entries = entries.map(|entry| entry.is_ok_and(|entry| is_left_of_a_new_case(&entry)));
                if !entries.all(|left| left) || has_rows(dir) {
                    return Err(StoreError::InTheWay { path: dir.to_path_buf() });
                }
            }
        }
        for folder in [dir.to_path_buf(), dir.join(EVIDENCE), dir.join(LOG)] {
            make_private_folder(&folder)?;
        }
        CaseFolder::open(dir, Access::Write)
    }

    /// Opens a case. For writing, a database that is absent or damaged is made again from evidence and log.
    ///
    /// # Errors
    /// [`StoreError::NotACase`], [`StoreError::Locked`], [`StoreError::ReadOnly`], [`StoreError::Newer`]; for reading also
    /// [`StoreError::Damaged`]; what cannot be read or written.
    pub fn open(dir: &Path, access: Access) -> Result<CaseFolder, StoreError> {
        if ![CASE.file, EVIDENCE, LOG].iter().any(|name| dir.join(name).exists()) {
            return Err(StoreError::NotACase { path: dir.to_path_buf() });
        }
        match access {
            Access::Read => CaseFolder::open_reading(dir),
            Access::Write => CaseFolder::open_writing(dir),
        }
    }

    /// The case's name.
    pub fn id(&self) -> &CaseId {
        &self.id
    }

    /// What it was opened for.
    pub fn access(&self) -> Access {
        self.access
    }

    /// Where the case lies.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// What the reviewer should know, in the order in which it happened.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    fn open_reading(dir: &Path) -> Result<CaseFolder, StoreError> {
        let database = database::open_reading(dir, &CASE)?;
        let id = stored_id(&database).map_err(sql_at(&dir.join(CASE.file)))?;
        let what = "it has no name of the case".to_owned();
        let id = id.ok_or_else(|| StoreError::Damaged { path: dir.join(CASE.file), what })?;
        Ok(CaseFolder {
            dir: dir.to_path_buf(),
            access: Access::Read,
            database,
            ledger: None,
            notices: Vec::new(),
            id,
            _lock: None,
        })
    }

    fn open_writing(dir: &Path) -> Result<CaseFolder, StoreError> {
        let lock = lock(dir)?;
        for folder in [dir.join(EVIDENCE), dir.join(LOG)] {
            make_private_folder(&folder)?;
        }
        remove_leftovers(&dir.join(EVIDENCE))?;
        let Opened { connection, set_aside, fresh } = database::open_writing(dir, &CASE)?;
        let at = sql_at(&dir.join(CASE.file));
        let stored = stored_id(&connection).map_err(&at)?;
        let id = match choose_id(stored.as_ref(), ids_of_logs(&dir.join(LOG))?) {
            Some(id) => id,
            None => CaseId::draw().map_err(io_at("read", Path::new("the system's random source")))?,
        };
        if stored.as_ref() != Some(&id) {
            connection.execute("INSERT OR REPLACE INTO facts VALUES ('case', ?1)", [&id.0]).map_err(&at)?;
        }
        let mut case = CaseFolder {
            dir: dir.to_path_buf(),
            access: Access::Write,
            database: connection,
            ledger: None,
            notices: set_aside.map(Notice::SetAside).into_iter().collect(),
            id,
            _lock: Some(lock),
        };
        if fresh && case.find_evidence_again()? {
            case.notices.push(Notice::Rebuilt);
        }
        Ok(case)
    }

    /// Refuses to write where the case was opened for reading.
    pub(super) fn writable(&self) -> Result<(), StoreError> {
        match self.access {
            Access::Write => Ok(()),
            Access::Read => Err(StoreError::ReadOnly { path: self.dir.clone() }),
        }
    }

    /// The path of the database, for errors.
    pub(super) fn database_path(&self) -> PathBuf {
        self.dir.join(CASE.file)
    }
}

impl CaseId {
    /// Reads 16 lower-case hex digits.
    pub fn parse(text: &str) -> Option<CaseId> {
        let hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        (text.len() == ID_DIGITS && text.bytes().all(hex)).then(|| CaseId(text.to_owned()))
    }

    /// The origin of the logs of this case: `case.<id>.recount`.
    pub fn origin(&self) -> String {
        format!("case.{}.recount", self.0)
    }

    /// The case of an origin.
    pub fn of_origin(origin: &str) -> Option<CaseId> {
        CaseId::parse(origin.strip_prefix("case.")?.strip_suffix(".recount")?)
    }

    fn draw() -> std::io::Result<CaseId> {
        let bytes = random_bytes()?;
        Ok(CaseId(hex_encode(&bytes).chars().take(ID_DIGITS).collect()))
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a run that was killed while it made a case can have left this.
fn is_left_of_a_new_case(entry: &fs::DirEntry) -> bool {
    match entry.file_name().to_str() {
        Some(EVIDENCE | LOG) => fs::read_dir(entry.path()).is_ok_and(|mut inside| inside.next().is_none()),
        Some(name) => name == LOCK || name.starts_with(CASE.file),
        None => false,
    }
}

/// Whether the folder has a database that names a case: then it is more than the rest of a run that was killed.
fn has_rows(dir: &Path) -> bool {
    let path = dir.join(CASE.file);
    path.exists()
        && database::open_reading(dir, &CASE).is_ok_and(|found| stored_id(&found).is_ok_and(|id| id.is_some()))
}

fn stored_id(database: &Connection) -> rusqlite::Result<Option<CaseId>> {
    let found: Option<String> =
        database.query_row("SELECT value FROM facts WHERE name = 'case'", [], |row| row.get(0)).optional()?;
    Ok(found.and_then(|text| CaseId::parse(&text)))
}

/// What the database says counts only where no log speaks against it: a row is easier to change than a log. With logs of several
/// cases, which nobody put there by right, the database decides, else the first by name.
fn choose_id(stored: Option<&CaseId>, of_logs: Vec<CaseId>) -> Option<CaseId> {
    let confirmed = stored.filter(|id| of_logs.contains(id)).cloned();
    confirmed.or(of_logs.into_iter().next()).or(stored.cloned())
}

/// The cases that the logs in the folder are of.
fn ids_of_logs(log: &Path) -> Result<Vec<CaseId>, StoreError> {
    let origin = |name: String| {
        let path = log.join(name).join("origin");
        let mut text = String::new();
        let file = File::open(&path).ok().filter(|_| fs::metadata(&path).is_ok_and(|data| data.is_file()))?;
        file.take(ORIGIN_MAX).read_to_string(&mut text).ok()?;
        CaseId::of_origin(text.trim_end_matches('\n'))
    };
    Ok(names(log)?.into_iter().filter_map(origin).collect())
}

/// Names in a folder, sorted; none if it is not there.
pub(super) fn names(folder: &Path) -> Result<Vec<String>, StoreError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(io_at("read", folder)(error)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let name = entry.map_err(io_at("read", folder))?.file_name();
        found.extend(name.into_string());
    }
    found.sort_unstable();
    Ok(found)
}

/// Takes the lock of the case: gone with the process, whatever ends it.
fn lock(dir: &Path) -> Result<File, StoreError> {
    let path = dir.join(LOCK);
    let opened = OpenOptions::new().write(true).create(true).truncate(false).open(&path);
    let file = match opened {
        Ok(file) => file,
        Err(error) if matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) => {
            return Err(StoreError::ReadOnly { path: dir.to_path_buf() });
        }
        Err(error) => return Err(io_at("open", &path)(error)),
    };
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Locked { path: dir.to_path_buf() }),
        Err(TryLockError::Error(error)) => Err(io_at("lock", &path)(error)),
    }
}

/// Makes a folder that only its owner may enter: a case holds what its evidence holds.
fn make_private_folder(path: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(io_at("create", path))
}

/// Folder of what was copied in.
pub(super) const EVIDENCE: &str = "evidence";
/// Folder of the logs.
pub(super) const LOG: &str = "log";
const LOCK: &str = "case.lock";
const ID_DIGITS: usize = 16;
/// A name of 255 bytes, and room to see that it is none.
const ORIGIN_MAX: u64 = 1024;
