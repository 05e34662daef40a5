//! Opening a case folder: from the rows that the reviewer's log vouches for, or from the evidence again.

use super::evidence::{self, Piece};
use super::read::Reading;
use super::trusted::Trusted;
use super::{EvidenceState, Session, SessionError, Standing};
use crate::bundle::container::{Container, ReadLimits};
use crate::case::{Case, Evidence};
use crate::crypto::Digest;
use crate::store::{
    Access, Action, CaseFolder, Found, Import, Imported, Notice, Place, Recall, Recalled, Remembered, Reviewer,
    StoreError, Trust,
};
use crate::watch::Watch;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Who opens the case, and when.
#[derive(Clone, Debug)]
pub struct Who {
    /// The user's configuration folder, which holds the reviewer's keys; `None`: there is none.
    pub config: Option<PathBuf>,
    /// The reviewer's name.
    pub name: String,
    /// POSIX seconds.
    pub now: u64,
}

impl Who {
    pub(super) fn reviewer(&self, folder: &CaseFolder) -> Result<Reviewer, SessionError> {
        let config = self.config.as_ref().ok_or(SessionError::NoConfig)?;
        Ok(Reviewer::open(config, folder.id(), &self.name)?)
    }
}

/// Evidence up to this size is hashed whenever a case is opened: about a second.
const HASHED_AT_OPENING: u64 = 1 << 30;

/// Opens a case folder for reading. Where its rows cannot be believed it is made again from the evidence, and kept if it can be.
///
/// # Errors
/// No case, or one that cannot be read; evidence that is gone is a notice, not an error.
pub fn open(dir: &Path, who: &Who, trusted: &Trusted, watch: &Watch) -> Result<Session, SessionError> {
    let folder = match CaseFolder::open(dir, Access::Read) {
        Ok(folder) => folder,
        Err(error @ (StoreError::NotACase { .. } | StoreError::Newer { .. })) => return Err(error.into()),
        // A database that is gone or damaged is made again, which takes writing.
        Err(_) => CaseFolder::open(dir, Access::Write)?,
    };
    let mut notices = told(&folder);
    let recalled = match who.reviewer(&folder).map(|reviewer| folder.recall(&reviewer, watch)) {
        Ok(Ok(Recall::Yours(recalled))) => Some(*recalled),
        Ok(Ok(recall)) => {
            notices.push(why_not(&recall));
            None
        }
        Ok(Err(error)) => {
            notices.push(format!("your log of this case cannot be read: {error}"));
            None
        }
        Err(error) => {
            notices.push(error.to_string());
            None
        }
    };
    if let Some(recalled) = &recalled
        && let Some(import) = &recalled.import
        && trusted.accepts(&import.trust)
        && let Some(case) = vouched(&folder, import)?
    {
        let (evidence, state) = open_evidence(&folder, import, recalled, &mut notices, watch)?;
        return Ok(Session {
            folder: Some(folder),
            case: Arc::new(case),
            evidence: Arc::new(evidence),
            standing: Standing::AtImport { trust: import.trust.clone() },
            notices,
            state,
            recalled: Some(recalled.clone()),
        });
    }
    drop(folder);
    rebuild(dir, who, trusted, recalled.as_ref(), notices, watch)
}

/// The stored model, if it is the one that was signed for and is about all evidence that lies in the case.
pub(super) fn vouched(folder: &CaseFolder, import: &Import) -> Result<Option<Case>, SessionError> {
    let listed = folder.list()?;
    if listed.iter().any(|evidence| !import.evidence.iter().any(|known| known.digest == evidence.digest)) {
        return Ok(None);
    }
    let Some(mut reader) = folder.load_model()? else { return Ok(None) };
    let mut bytes = Vec::new();
    if reader.read_to_end(&mut bytes).is_err() || reader.finish().ok() != Some(import.model) {
        return Ok(None);
    }
    // The digest is the signed one, so these are the bytes that this program wrote.
    Ok(Case::load(&bytes))
}

/// Opens the bundles of an import. What is gone does not touch the verdict of then: its records just cannot be shown.
pub(super) fn open_evidence(
    folder: &CaseFolder,
    import: &Import,
    recalled: &Recalled,
    notices: &mut Vec<String>,
    watch: &Watch,
) -> Result<(Evidence, EvidenceState), SessionError> {
    let (mut evidence, mut worst) = (Evidence::default(), EvidenceState::Whole);
    for imported in &import.evidence {
        let piece = Piece::signed(folder, imported, recalled)?;
        let (path, state) = match &piece.found {
            Found::Here(path) if imported.bytes > HASHED_AT_OPENING => {
                notices.push(format!("{} was not hashed again; records are checked as they are shown", piece.name));
                (Some(path.as_path()), EvidenceState::Whole)
            }
            _ => piece.look(notices, watch)?,
        };
        if state != EvidenceState::Incomplete {
            worst = worst.max(state);
        }
        let container = path.and_then(|path| Container::open(path, &ReadLimits::default(), &mut Vec::new()).ok());
        evidence.push(container.map(Arc::new));
    }
    Ok((evidence, worst))
}

/// Verifies all evidence again and, where the folder can be written to, keeps what came out.
fn rebuild(
    dir: &Path,
    who: &Who,
    trusted: &Trusted,
    recalled: Option<&Recalled>,
    mut notices: Vec<String>,
    watch: &Watch,
) -> Result<Session, SessionError> {
    let (mut folder, mut signed_in) = match CaseFolder::open(dir, Access::Write) {
        Ok(folder) => (folder, true),
        Err(error) => {
            notices.push(format!("what is found out now is not kept: {error}"));
            (CaseFolder::open(dir, Access::Read)?, false)
        }
    };
    notices.extend(told(&folder));
    if signed_in {
        let recall = who.reviewer(&folder).and_then(|reviewer| Ok(folder.sign_in(reviewer, watch)?));
        signed_in = matches!(recall, Ok(Recall::NoLog | Recall::NotYours(_) | Recall::Yours(_)));
    }
    if recalled.is_some() || !trusted.explicit {
        notices.push("every bundle was verified again".to_owned());
    }
    let (mut reading, mut state) = (Reading::default(), EvidenceState::Whole);
    for piece in evidence::all(&folder, recalled)? {
        let (path, found) = piece.look(&mut notices, watch)?;
        state = state.max(found);
        if let Some(path) = path {
            reading.add(path, piece.digest, trusted, watch)?;
        }
    }
    let used = reading.used.clone();
    let (case, evidence) = reading.finish();
    if signed_in && state == EvidenceState::Whole && !case.parts().is_empty() {
        keep(&mut folder, &case, used, who.now)?;
    }
    let recalled = folder.recalled().or(recalled).cloned();
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

/// Saves the model and signs for it.
pub(super) fn keep(folder: &mut CaseFolder, case: &Case, trust: Vec<Trust>, now: u64) -> Result<(), SessionError> {
    let model = folder.save_model(&mut |out| case.save(out))?;
    let listed = folder.list()?;
    let mut evidence = Vec::new();
    for part in case.parts() {
        let digest = Digest(part.evidence);
        let Some(kept) = listed.iter().find(|kept| kept.digest == digest) else { continue };
        let path = match &kept.place {
            Place::Copied => None,
            Place::Referenced(path) => Some(path.display().to_string()),
        };
        evidence.push(Imported {
            digest,
            kind: kept.kind,
            bytes: kept.bytes,
            origin: part.verification.origin.clone(),
            size: part.verification.size,
            verdict: part.verification.verdict,
            path,
        });
    }
    folder.act(&[Action::Import(Import { model, evidence, trust })], now)?;
    for part in case.parts() {
        if let (Some(note), Some(size)) = (&part.verification.remember, part.verification.size) {
            let remembered = Remembered { origin: part.origin().to_owned(), size, note: note.clone() };
            folder.remember_checkpoint(&remembered)?;
        }
    }
    Ok(())
}

fn told(folder: &CaseFolder) -> Vec<String> {
    let one = |notice: &Notice| match notice {
        Notice::SetAside(path) => format!("a damaged database was set aside as {}", path.display()),
        Notice::Rebuilt => "the case's database was gone and is made again".to_owned(),
        Notice::NotRemembered(why) => format!("your log's newest state could not be remembered: {why}"),
        Notice::MirrorBehind(why) => format!("notes are in the log, not yet in the database: {why}"),
    };
    folder.notices().iter().map(one).collect()
}

fn why_not(recall: &Recall) -> String {
    match recall {
        Recall::NotYours(names) => {
            format!("this case was made by another reviewer (key {}); its old verdict is not yours", names.join(", "))
        }
        Recall::Doctored { why, .. } => format!("your log of this case is not what you signed: {why}"),
        Recall::NoLog | Recall::Yours(_) => "nobody has signed for what is kept in this case".to_owned(),
    }
}
