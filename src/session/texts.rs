//! Texts of a case put into the search index: behind everything else, and to be gone on with at any time.
//!
//! The index finds words; the evidence has the last word. Where the index does not reach, the evidence is read (`search`).

use super::{Session, SessionError};
use crate::case::{Case, Evidence, Row};
use crate::crypto::Digest;
use crate::store::{TextIndexer, TextSearch};
use crate::watch::Watch;
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};
use std::path::PathBuf;
use std::sync::Arc;

/// The work of bringing the search index up to a case. It needs nothing of the session that it came from, and no lock of the case.
#[derive(Clone, Debug)]
pub struct Indexing {
    dir: PathBuf,
    case: Arc<Case>,
    evidence: Arc<Evidence>,
}

/// Rows whose texts are read at once.
const BATCH: usize = 4096;

impl Session {
    /// What is left to do for the search index; `None`: it holds all texts, or there is no folder for it.
    pub fn indexing(&self) -> Option<Indexing> {
        let dir = self.folder.as_ref()?.dir().to_owned();
        let search = TextSearch::open(&dir, about(&self.case)).ok().flatten();
        let reach = search.and_then(|search| search.indexed_up_to().ok()).unwrap_or(0);
        let wanted = (reach as usize) < self.case.len();
        wanted.then(|| Indexing { dir, case: Arc::clone(&self.case), evidence: Arc::clone(&self.evidence) })
    }
}

impl Indexing {
    /// Indexes what is not indexed yet. Gives the number of records that the index holds then: all of them, or fewer after a
    /// cancel. What was written stays, and the next run goes on there.
    ///
    /// # Errors
    /// The index cannot be written; the case was imported into meanwhile.
    pub fn run(&self, watch: &Watch) -> Result<usize, SessionError> {
        let (case, evidence) = (&*self.case, &*self.evidence);
        let mut indexer = TextIndexer::open(&self.dir, about(case))?;
        watch.expect(case.len() as u64);
        watch.advance(u64::from(indexer.next_row()));
        loop {
            let at = indexer.next_row() as usize;
            if at >= case.len() || watch.is_cancelled() {
                indexer.commit()?;
                return Ok(at.min(case.len()));
            }
            let end = (at + BATCH).min(case.len());
            let texts: Vec<(Row, String)> = (at..end)
                .into_par_iter()
                .filter_map(|row| Some((row as Row, evidence.searchable(case, row as Row).ok()?)))
                .filter(|(_, text)| !text.is_empty())
                .collect();
            for (row, text) in &texts {
                indexer.add(*row, text)?;
            }
            indexer.pass(end as Row);
            watch.advance((end - at) as u64);
        }
    }
}

/// What the rows of a case mean: the bundles in their order fix the order of the records.
pub(super) fn about(case: &Case) -> Digest {
    let mut hasher = Sha256::new();
    for part in case.parts() {
        hasher.update(part.evidence);
    }
    hasher.update((case.len() as u64).to_le_bytes());
    Digest(hasher.finalize().into())
}
