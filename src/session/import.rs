//! Adding bundles to a case: kept, verified, joined, signed for.

use super::open::{Who, keep, open_evidence, vouched};
use super::read::Reading;
use super::trusted::Trusted;
use super::{EvidenceState, Session, SessionError, Standing, evidence};
use crate::crypto::Digest;
use crate::store::{Access, Action, CaseFolder, Found, Recall, Relink, StoreError};
use crate::watch::Watch;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How evidence is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Storage {
    /// A copy in the case, by content address.
    Copy,
    /// Where it lies.
    InPlace,
}

/// Adds bundles to the case in `dir`, which is made if it is not there. Its search index is a matter of its own
/// ([`Session::indexing`]).
///
/// # Errors
/// [`SessionError`]; bundles that were copied before the error stay, and are taken up at the next opening.
pub fn import(
    dir: &Path,
    bundles: &[PathBuf],
    kept: Storage,
    who: &Who,
    trusted: &Trusted,
    watch: &Watch,
) -> Result<Session, SessionError> {
    let mut folder = match CaseFolder::open(dir, Access::Write) {
        Err(StoreError::NotACase { .. }) => CaseFolder::create(dir)?,
        opened => opened?,
    };
    let reviewer = who.reviewer(&folder)?;
    let recalled = match folder.sign_in(reviewer, watch)? {
        Recall::Yours(recalled) => Some(*recalled),
        Recall::NoLog | Recall::NotYours(_) => None,
        Recall::Doctored { why, .. } => return Err(SessionError::LogDoctored { why }),
    };
    let mut notices = Vec::new();
    // What was there before any bundle is added: afterwards there is more evidence than the model is about.
    let before = match recalled.as_ref().and_then(|recalled| Some((recalled, recalled.import.as_ref()?))) {
        Some((recalled, import)) if trusted.accepts(&import.trust) => {
            vouched(&folder, import)?.map(|case| (case, import.clone(), recalled))
        }
        _ => None,
    };
    let known: Vec<Digest> = folder.list()?.into_iter().map(|evidence| evidence.digest).collect();
    for path in bundles {
        add(&mut folder, path, kept, who, &known, &mut notices, watch)?;
    }
    // A bundle that was linked again just now lies where the log says since.
    let recalled_now = folder.recalled().cloned();
    let (mut reading, mut state) = (Reading::default(), EvidenceState::Whole);
    if let Some((case, import, recalled)) = before {
        let recalled = recalled_now.as_ref().unwrap_or(recalled);
        let (evidence, found) = open_evidence(&folder, &import, recalled, &mut notices, watch)?;
        state = found;
        reading = Reading::from(case, evidence, import.trust);
    }
    for piece in evidence::all(&folder, recalled_now.as_ref())? {
        if reading.parts.iter().any(|part| part.evidence == piece.digest.0) {
            continue;
        }
        let (path, found) = piece.look(&mut notices, watch)?;
        state = state.max(found);
        if let Some(path) = path {
            reading.add(path, piece.digest, trusted, watch)?;
        }
    }
    let used = reading.used.clone();
    let (case, evidence) = reading.finish();
    if state == EvidenceState::Whole {
        keep(&mut folder, &case, used, who.now)?;
    } else {
        notices.push("nothing was signed for, as not all evidence is what was imported".to_owned());
    }
    let recalled = folder.recalled().cloned();
    Ok(Session {
        folder: Some(folder),
        case: Arc::new(case),
        evidence: Arc::new(evidence),
        standing: Standing::Now,
        notices,
        state,
        recalled,
    })
}

/// Keeps one bundle. One that the case has, and that is gone from its place, is linked again.
fn add(
    folder: &mut CaseFolder,
    path: &Path,
    kept: Storage,
    who: &Who,
    known: &[Digest],
    notices: &mut Vec<String>,
    watch: &Watch,
) -> Result<(), SessionError> {
    let missing: Vec<Digest> = known
        .iter()
        .copied()
        .filter(|digest| matches!(folder.find(digest), Ok(Found::Missing(_) | Found::Changed(_))))
        .collect();
    for digest in missing {
        match folder.relink(&digest, path, watch) {
            Ok(_) => {
                let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string();
                notices.push(format!("{path} was in the case already and is linked again"));
                folder.act(&[Action::Relink(Relink { digest, path })], who.now)?;
                return Ok(());
            }
            Err(StoreError::OtherEvidence { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let evidence = match kept {
        Storage::Copy => folder.add_copied(path, watch)?,
        Storage::InPlace => folder.add_referenced(path, watch)?,
    };
    if known.contains(&evidence.digest) {
        notices.push(format!("{} is in the case already", path.display()));
    }
    Ok(())
}
