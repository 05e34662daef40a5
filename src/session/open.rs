//! Opening a case folder: from the rows that the reviewer's log vouches for, or from the evidence again.

use super::read::Reading;
use super::trusted::Trusted;
use super::{Session, SessionError, Standing};
use crate::bundle::container::{Container, ReadLimits};
use crate::case::{Case, Evidence};
use crate::crypto::Digest;
use crate::store::{
    Access, Action, CaseFolder, Found, Import, Imported, Notice, Place, Recall, Recalled, Remembered, Reviewer,
    StoreError,
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
    if let Some(import) = recalled.as_ref().and_then(|recalled| recalled.import.as_ref())
        && trusted.accepts(&import.trust)
        && let Some(case) = vouched(&folder, import)?
    {
        let (evidence, altered) = open_evidence(&folder, import, &mut notices, watch)?;
        return Ok(Session {
            folder: Some(folder),
            case: Arc::new(case),
            evidence: Arc::new(evidence),
            standing: Standing::AtImport { trust: import.trust.clone() },
            notices,
            altered,
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

/// Opens the bundles of an import; true if one of them has other bytes now.
pub(super) fn open_evidence(
    folder: &CaseFolder,
    import: &Import,
    notices: &mut Vec<String>,
    watch: &Watch,
) -> Result<(Evidence, bool), SessionError> {
    let (mut evidence, mut altered) = (Evidence::default(), false);
    for imported in &import.evidence {
        let name = name_of(imported);
        let found = match folder.find(&imported.digest) {
            Ok(found) => found,
            Err(StoreError::UnknownEvidence { .. }) => Found::Missing(PathBuf::from(&name)),
            Err(error) => return Err(error.into()),
        };
        let container = match found {
            Found::Here(path) => {
                if imported.bytes <= HASHED_AT_OPENING {
                    if !folder.rehash(&imported.digest, watch)? {
                        altered = true;
                        notices.push(format!(
                            "{name} is not what was imported: its bytes changed since ({})",
                            path.display()
                        ));
                    }
                } else {
                    notices.push(format!("{name} was not hashed again; records are checked as they are shown"));
                }
                Container::open(&path, &ReadLimits::default(), &mut Vec::new()).ok()
            }
            Found::Changed(path) => {
                altered = true;
                notices.push(format!("{name} is not what was imported: its size changed ({})", path.display()));
                Container::open(&path, &ReadLimits::default(), &mut Vec::new()).ok()
            }
            Found::Missing(path) => {
                notices.push(format!("{name} is gone from {}; import it again to link it", path.display()));
                None
            }
        };
        evidence.push(container.map(Arc::new));
    }
    Ok((evidence, altered))
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
    let mut reading = Reading::default();
    let mut altered = false;
    for evidence in in_order(&folder, recalled)? {
        let name = format!("evidence {}", short(&evidence));
        match folder.find(&evidence)? {
            Found::Here(path) | Found::Changed(path) => {
                if !folder.rehash(&evidence, watch)? {
                    altered = true;
                    notices
                        .push(format!("{name} is not what was imported: its bytes changed since ({})", path.display()));
                }
                reading.add(&path, evidence, trusted, watch)?;
            }
            Found::Missing(path) => {
                notices.push(format!("{name} is gone from {}; import it again to link it", path.display()));
            }
        }
    }
    let (case, evidence) = reading.finish();
    if signed_in && !altered && !case.parts().is_empty() {
        keep(&mut folder, &case, trusted, who.now)?;
        super::texts::index(&folder, &case, &evidence, super::texts::Begin::Anew, watch)?;
    }
    Ok(Session {
        folder: Some(folder),
        case: Arc::new(case),
        evidence: Arc::new(evidence),
        standing: Standing::Now,
        notices,
        altered,
    })
}

/// The evidence in the order of the last import, then what came since.
fn in_order(folder: &CaseFolder, recalled: Option<&Recalled>) -> Result<Vec<Digest>, SessionError> {
    let listed: Vec<Digest> = folder.list()?.into_iter().map(|evidence| evidence.digest).collect();
    let import = recalled.and_then(|recalled| recalled.import.as_ref());
    let before = import.into_iter().flat_map(|import| &import.evidence).map(|imported| imported.digest);
    let mut order: Vec<Digest> = before.filter(|digest| listed.contains(digest)).collect();
    order.extend(listed.into_iter().filter(|digest| !order.contains(digest)).collect::<Vec<_>>());
    Ok(order)
}

/// Saves the model and signs for it.
pub(super) fn keep(folder: &mut CaseFolder, case: &Case, trusted: &Trusted, now: u64) -> Result<(), SessionError> {
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
    folder.act(&[Action::Import(Import { model, evidence, trust: trusted.named() })], now)?;
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

fn name_of(imported: &Imported) -> String {
    match &imported.origin {
        Some(origin) => format!("evidence {} ({origin})", short(&imported.digest)),
        None => format!("evidence {}", short(&imported.digest)),
    }
}

fn short(digest: &Digest) -> String {
    digest.hex().chars().take(12).collect()
}
