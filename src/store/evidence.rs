//! What was brought into the case: copied, or referenced where it lies; listed, found, linked again.
//!
//! Nothing here says that evidence is sound: after every opening it is read and verified again.

use super::action::Imported;
use super::content::{self, Kind, Measure, not_evidence};
use super::copy;
use super::error::{StoreError, sql_at};
use super::folder::{CaseFolder, EVIDENCE, names};
use crate::crypto::Digest;
use crate::watch::Watch;
use rusqlite::{OptionalExtension, Row};
use std::path::{Path, PathBuf};

/// A bundle of the case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Evidence {
    /// Its content address: of a file its SHA-256, of a folder that of the list of its files.
    pub digest: Digest,
    /// File or folder.
    pub kind: Kind,
    /// Bytes of all its files.
    pub bytes: u64,
    /// Where it is kept.
    pub place: Place,
}

/// Where evidence is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// A copy in the case.
    Copied,
    /// Where it lay when it was brought in: an absolute path.
    Referenced(PathBuf),
}

/// What lies now where evidence should.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    /// Something of the right form and size. Whether it is the same bytes only [`CaseFolder::rehash`] tells.
    Here(PathBuf),
    /// Nothing.
    Missing(PathBuf),
    /// Something of another form or size.
    Changed(PathBuf),
}

impl CaseFolder {
    /// Copies a bundle into the case. One that is there already stays as it is.
    ///
    /// # Errors
    /// [`StoreError::NotEvidence`], [`StoreError::Full`]; what cannot be read or written. No part of the copy stays.
    pub fn add_copied(&mut self, path: &Path, watch: &Watch) -> Result<Evidence, StoreError> {
        self.writable()?;
        let measure = copy::copy_in(path, &self.dir.join(EVIDENCE), watch)?;
        self.keep(&measure, None)?;
        Ok(of(&measure, Place::Copied))
    }

    /// Reads a bundle whole and notes where it lies; its bytes stay there.
    ///
    /// # Errors
    /// [`StoreError::NotEvidence`], also for a path that is no text; what cannot be read or written.
    pub fn add_referenced(&mut self, path: &Path, watch: &Watch) -> Result<Evidence, StoreError> {
        self.writable()?;
        let measure = content::measure(path, None, watch)?;
        let (path, text) = absolute(path)?;
        self.keep(&measure, Some(&text))?;
        Ok(of(&measure, Place::Referenced(path)))
    }

    /// All evidence, in the order in which it was brought in.
    ///
    /// # Errors
    /// What the database says.
    pub fn list(&self) -> Result<Vec<Evidence>, StoreError> {
        let at = sql_at(&self.database_path());
        let sql = "SELECT digest, kind, bytes, path FROM evidence ORDER BY added";
        let mut query = self.database.prepare_cached(sql).map_err(&at)?;
        let rows = query.query_map([], evidence_of).map_err(&at)?;
        rows.collect::<Result<_, _>>().map_err(&at)
    }

    /// Where the evidence of this digest lies now, without reading it.
    ///
    /// # Errors
    /// [`StoreError::UnknownEvidence`]; what cannot be read.
    pub fn find(&self, digest: &Digest) -> Result<Found, StoreError> {
        let known = self.known(digest)?;
        let path = self.path_of(&known);
        Ok(match content::glance(&path)? {
            None => Found::Missing(path),
            Some(found) if found == (known.kind, known.bytes) => Found::Here(path),
            Some(_) => Found::Changed(path),
        })
    }

    /// Where evidence lies now by what the reviewer signed for; `moved` is where it was linked again since. The database is not
    /// asked: whoever changed it could make sound evidence look gone, or other than it is.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn find_signed(&self, imported: &Imported, moved: Option<&str>) -> Result<Found, StoreError> {
        let copied = copy::place(&self.dir.join(EVIDENCE), &imported.digest, imported.kind);
        let referenced = moved.or(imported.path.as_deref()).map(PathBuf::from);
        let path = referenced.unwrap_or(copied);
        Ok(match content::glance(&path)? {
            None => Found::Missing(path),
            Some(found) if found == (imported.kind, imported.bytes) => Found::Here(path),
            Some(_) => Found::Changed(path),
        })
    }

    /// Reads what lies at `path` whole and tells whether it has this digest.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn is_at(path: &Path, digest: &Digest, watch: &Watch) -> Result<bool, StoreError> {
        Ok(content::measure(path, None, watch)?.digest == *digest)
    }

    /// The content address that a bundle outside of any case would have.
    ///
    /// # Errors
    /// What cannot be read, or is no evidence by its form; a cancel.
    pub fn content_address(path: &Path, watch: &Watch) -> Result<Digest, StoreError> {
        Ok(content::measure(path, None, watch)?.digest)
    }

    /// Reads the evidence whole and tells whether it still has its digest.
    ///
    /// # Errors
    /// [`StoreError::UnknownEvidence`]; what cannot be read.
    pub fn rehash(&self, digest: &Digest, watch: &Watch) -> Result<bool, StoreError> {
        CaseFolder::is_at(&self.path_of(&self.known(digest)?), digest, watch)
    }

    /// Takes note that evidence lies at `path` now, after its digest was checked there. Sign it with [`super::Action::Relink`].
    ///
    /// # Errors
    /// [`StoreError::UnknownEvidence`], [`StoreError::OtherEvidence`]; what cannot be read or written.
    pub fn relink(&mut self, digest: &Digest, path: &Path, watch: &Watch) -> Result<Evidence, StoreError> {
        self.writable()?;
        self.known(digest)?;
        let measure = content::measure(path, None, watch)?;
        if measure.digest != *digest {
            let path = path.to_path_buf();
            return Err(StoreError::OtherEvidence { path, expected: *digest, found: measure.digest });
        }
        let (path, text) = absolute(path)?;
        self.keep(&measure, Some(&text))?;
        Ok(of(&measure, Place::Referenced(path)))
    }

    /// Lists the copies that lie in the evidence folder again, for a database that was made anew; whether there were any.
    pub(super) fn find_evidence_again(&mut self) -> Result<bool, StoreError> {
        let folder = self.dir.join(EVIDENCE);
        let mut any = false;
        for name in names(&folder)? {
            let Some((digest, kind)) = copy::of_name(&name) else { continue };
            if let Some((found, bytes)) = content::glance(&folder.join(&name))?
                && found == kind
            {
                self.keep(&Measure { digest, kind, bytes }, None)?;
                any = true;
            }
        }
        Ok(any)
    }

    /// Lists evidence that the reviewer's log names and the database does not.
    pub(super) fn adopt(&mut self, evidence: &Evidence) -> Result<(), StoreError> {
        if !matches!(self.known(&evidence.digest), Err(StoreError::UnknownEvidence { .. })) {
            return Ok(());
        }
        let measure = Measure { digest: evidence.digest, kind: evidence.kind, bytes: evidence.bytes };
        let path = match &evidence.place {
            Place::Copied => None,
            Place::Referenced(path) => Some(absolute(path)?.1),
        };
        self.keep(&measure, path.as_deref())
    }

    /// A copy is never given up for a reference to something outside.
    fn keep(&self, measure: &Measure, path: Option<&str>) -> Result<(), StoreError> {
        let copied = copy::place(&self.dir.join(EVIDENCE), &measure.digest, measure.kind);
        let path = path.filter(|_| content::glance(&copied).ok().flatten() != Some((measure.kind, measure.bytes)));
        let bytes = i64::try_from(measure.bytes).unwrap_or(i64::MAX);
        let sql = "INSERT INTO evidence (digest, kind, bytes, path) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (digest) DO UPDATE SET kind = ?2, bytes = ?3, path = ?4";
        let values = (measure.digest.0, kind_number(measure.kind), bytes, path);
        let mut insert = self.database.prepare_cached(sql).map_err(sql_at(&self.database_path()))?;
        insert.execute(values).map(|_| ()).map_err(sql_at(&self.database_path()))
    }

    fn known(&self, digest: &Digest) -> Result<Evidence, StoreError> {
        let at = sql_at(&self.database_path());
        let sql = "SELECT digest, kind, bytes, path FROM evidence WHERE digest = ?1";
        let mut query = self.database.prepare_cached(sql).map_err(&at)?;
        let found = query.query_row([digest.0], evidence_of).optional().map_err(&at)?;
        found.ok_or(StoreError::UnknownEvidence { digest: *digest })
    }

    fn path_of(&self, evidence: &Evidence) -> PathBuf {
        match &evidence.place {
            Place::Copied => copy::place(&self.dir.join(EVIDENCE), &evidence.digest, evidence.kind),
            Place::Referenced(path) => path.clone(),
        }
    }
}

fn of(measure: &Measure, place: Place) -> Evidence {
    Evidence { digest: measure.digest, kind: measure.kind, bytes: measure.bytes, place }
}

fn absolute(path: &Path) -> Result<(PathBuf, String), StoreError> {
    let absolute = std::path::absolute(path).map_err(super::error::io_at("find", path))?;
    let text = absolute.to_str().map(str::to_owned);
    let text = text.ok_or_else(|| not_evidence(path, "its path is no text; copy it into the case instead"))?;
    Ok((absolute, text))
}

fn evidence_of(row: &Row<'_>) -> rusqlite::Result<Evidence> {
    let path: Option<String> = row.get(3)?;
    Ok(Evidence {
        digest: Digest(row.get(0)?),
        kind: if row.get::<_, i64>(1)? == kind_number(Kind::Folder) { Kind::Folder } else { Kind::File },
        bytes: u64::try_from(row.get::<_, i64>(2)?).unwrap_or(0),
        place: path.map_or(Place::Copied, |path| Place::Referenced(PathBuf::from(path))),
    })
}

fn kind_number(kind: Kind) -> i64 {
    match kind {
        Kind::File => 0,
        Kind::Folder => 1,
    }
}
