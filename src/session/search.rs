//! The records that a filter means, found stretch by stretch, so that the first are there at once however long the rest takes.
//!
//! Columns and the index of words answer quickly. What they cannot decide, a phrase or an expression, is read from the evidence.

use super::texts::about;
use super::{Session, SessionError};
use crate::case::filter::{Filter, Term, Words, fold};
use crate::case::{Case, Evidence, Row, Selection, text_fits};
use crate::store::{StoreError, TextQuery, TextSearch};
use crate::watch::Watch;
use rayon::prelude::*;
use std::path::PathBuf;
use std::sync::Arc;

/// Looks for records in an open case. It needs nothing of the session that it came from.
#[derive(Clone, Debug)]
pub struct Searcher {
    dir: Option<PathBuf>,
    case: Arc<Case>,
    evidence: Arc<Evidence>,
}

/// What a search found so far.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SoFar {
    /// The records that fit.
    pub selection: Selection,
    /// Rows below this were looked at; of the others nothing is known. All of them once the search is at its end.
    pub reach: usize,
}

/// Rows of the first stretch: less than a tenth of a second even where each is read.
const FIRST: usize = 4096;
/// Rows of the longest: what is found shows every second or two.
const LONGEST: usize = 1 << 18;

impl Session {
    /// What looks for records in this case, on any thread.
    pub fn searcher(&self) -> Searcher {
        let dir = self.folder.as_ref().map(|folder| folder.dir().to_owned());
        Searcher { dir, case: Arc::clone(&self.case), evidence: Arc::clone(&self.evidence) }
    }

    /// The records that a filter means.
    ///
    /// # Errors
    /// The search index cannot be read.
    pub fn select(&self, filter: &Filter, watch: &Watch) -> Result<Selection, SessionError> {
        self.searcher().select(filter, &Selection::all(self.case.len()), watch)
    }
}

impl Searcher {
    /// Of `among`, the records that a filter means. Fewer after a cancel.
    ///
    /// # Errors
    /// The search index cannot be read.
    pub fn select(&self, filter: &Filter, among: &Selection, watch: &Watch) -> Result<Selection, SessionError> {
        let index = self.index()?;
        self.stretch(filter, among, index.as_ref(), watch)
    }

    /// As [`Searcher::select`], telling what was found after each stretch; ever longer ones, so that there are few. A filter that
    /// looks into no text is answered in one. Ends early where `tell` says false, and after a cancel, which tells nothing more.
    ///
    /// # Errors
    /// As [`Searcher::select`].
    pub fn search(
        &self,
        filter: &Filter,
        among: &Selection,
        watch: &Watch,
        tell: &mut dyn FnMut(&SoFar) -> bool,
    ) -> Result<(), SessionError> {
        let (rows, index) = (self.case.len(), self.index()?);
        let mut long = if filter.looks_into_texts() { FIRST } else { rows };
        let mut so_far = SoFar { selection: Selection::from_rows(rows, []), reach: 0 };
        watch.expect(rows as u64);
        loop {
            let end = so_far.reach.saturating_add(long).min(rows);
            let stretch = if end - so_far.reach == rows {
                among.clone()
            } else {
                among.and(&Selection::stretch(rows, so_far.reach..end))
            };
            let found = self.stretch(filter, &stretch, index.as_ref(), watch)?;
            if watch.is_cancelled() {
                return Ok(());
            }
            watch.advance((end - so_far.reach) as u64);
            so_far = SoFar { selection: so_far.selection.or(&found), reach: end };
            if !tell(&so_far) || end == rows {
                return Ok(());
            }
            long = long.saturating_mul(2).min(LONGEST);
        }
    }

    /// The search index, if it is about these rows. One that is damaged answers nothing.
    fn index(&self) -> Result<Option<TextSearch>, SessionError> {
        let Some(dir) = &self.dir else { return Ok(None) };
        match TextSearch::open(dir, about(&self.case)) {
            Err(StoreError::Damaged { .. }) => Ok(None),
            opened => Ok(opened?),
        }
    }

    fn stretch(
        &self,
        filter: &Filter,
        among: &Selection,
        index: Option<&TextSearch>,
        watch: &Watch,
    ) -> Result<Selection, SessionError> {
        self.case.select_among(filter, among, &mut |term, among| self.in_texts(term, among, index, watch))
    }

    fn in_texts(
        &self,
        term: &Term,
        among: &Selection,
        index: Option<&TextSearch>,
        watch: &Watch,
    ) -> Result<Selection, SessionError> {
        let scan = |among: &Selection| scan(&self.case, &self.evidence, (term, among), watch);
        let (Some(first), Some(last)) = (among.next(0), among.previous(Row::MAX)) else { return Ok(among.clone()) };
        let indexed = match (term, index) {
            (Term::Text(words), Some(index)) => by_index(index, words, first..last.saturating_add(1))?,
            _ => None,
        };
        let Some((found, reach)) = indexed else { return Ok(scan(among)) };
        let rows = self.case.len();
        let found = Selection::from_rows(rows, found).and(among);
        let found = if is_plain(term) { found } else { scan(&found) };
        if reach > last {
            return Ok(found);
        }
        Ok(found.or(&scan(&among.and(&Selection::stretch(rows, reach as usize..rows)))))
    }
}

/// Of the second, the records whose texts fit the term, read from the evidence; fewer where it is cancelled.
fn scan(case: &Case, evidence: &Evidence, (term, among): (&Term, &Selection), watch: &Watch) -> Selection {
    let fits =
        |row: &Row| !watch.is_cancelled() && evidence.searchable(case, *row).is_ok_and(|text| text_fits(term, &text));
    let rows: Vec<Row> = among.iter().collect();
    Selection::from_rows(case.len(), rows.into_par_iter().filter(fits).collect::<Vec<_>>())
}

/// The rows of a stretch that the index finds, and the row up to which it reaches; `None`: it cannot answer.
fn by_index(
    index: &TextSearch,
    words: &Words,
    among: std::ops::Range<Row>,
) -> Result<Option<(Vec<Row>, Row)>, SessionError> {
    // The index knows how words begin. What follows a star may stand inside one, and is looked for among what the index gives.
    let Some(first) = words.pieces().first().filter(|_| !words.begins_anywhere()) else { return Ok(None) };
    if !fold(first).starts_with(char::is_alphanumeric) {
        return Ok(None);
    }
    let reach = index.indexed_up_to()?;
    let query = TextQuery { prefix: Some(first.clone()), ..TextQuery::default() };
    Ok(Some((index.search(&query, among.start..among.end.min(reach).max(among.start))?, reach)))
}

/// Whether the index gives exactly what the term means: one word of letters and digits.
fn is_plain(term: &Term) -> bool {
    matches!(term, Term::Text(words) if matches!(words.pieces(), [word] if fold(word).chars().all(char::is_alphanumeric)))
}
