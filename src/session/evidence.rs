//! Where the evidence of a case lies, and whether it is still what was brought in.
//!
//! What the reviewer signed for comes first, with the place, size and form that were signed; the database only adds what nobody has
//! signed for yet. So no change to the database makes sound evidence look gone or altered, or hides a bundle.

use super::{EvidenceState, SessionError};
use crate::crypto::Digest;
use crate::store::{CaseFolder, Found, Imported, Recalled};
use crate::watch::Watch;
use std::path::{Path, PathBuf};

/// A piece of evidence.
#[derive(Debug)]
pub(super) struct Piece {
    /// Its content address.
    pub digest: Digest,
    /// What it is called in notices.
    pub name: String,
    /// What lies where it should.
    pub found: Found,
}

impl Piece {
    /// What was signed for.
    pub fn signed(folder: &CaseFolder, imported: &Imported, recalled: &Recalled) -> Result<Piece, SessionError> {
        let moved = recalled.relinked.iter().rev().find(|(digest, _)| *digest == imported.digest);
        let found = folder.find_signed(imported, moved.map(|(_, path)| path.as_str()))?;
        let origin = imported.origin.as_ref().map(|origin| format!(" ({origin})")).unwrap_or_default();
        Ok(Piece { digest: imported.digest, name: format!("evidence {}{origin}", short(&imported.digest)), found })
    }

    /// Where it can be read, and its state; what is wrong is told.
    pub fn look(
        &self,
        notices: &mut Vec<String>,
        watch: &Watch,
    ) -> Result<(Option<&Path>, EvidenceState), SessionError> {
        let changed =
            |path: &PathBuf| format!("{} is not what was imported: {} changed since", self.name, path.display());
        Ok(match &self.found {
            Found::Here(path) if CaseFolder::is_at(path, &self.digest, watch)? => (Some(path), EvidenceState::Whole),
            Found::Here(path) | Found::Changed(path) => {
                notices.push(changed(path));
                (Some(path), EvidenceState::Altered)
            }
            Found::Missing(path) => {
                notices.push(format!("{} is gone from {}; import it again to link it", self.name, path.display()));
                (None, EvidenceState::Incomplete)
            }
        })
    }
}

/// All evidence of a case: that of the last import in its order, then what came since.
pub(super) fn all(folder: &CaseFolder, recalled: Option<&Recalled>) -> Result<Vec<Piece>, SessionError> {
    let mut pieces: Vec<Piece> = Vec::new();
    if let Some((recalled, import)) = recalled.and_then(|recalled| Some((recalled, recalled.import.as_ref()?))) {
        for imported in &import.evidence {
            pieces.push(Piece::signed(folder, imported, recalled)?);
        }
    }
    for kept in folder.list()? {
        if !pieces.iter().any(|piece| piece.digest == kept.digest) {
            let (digest, name) = (kept.digest, format!("evidence {}", short(&kept.digest)));
            pieces.push(Piece { digest, name, found: folder.find(&digest)? });
        }
    }
    Ok(pieces)
}

fn short(digest: &Digest) -> String {
    digest.hex().chars().take(12).collect()
}
