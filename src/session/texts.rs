//! Texts of a case: put into the search index, and found by it.
//!
//! The index finds words; the evidence has the last word. Where the index does not reach, the evidence is read.

use super::{Session, SessionError};
use crate::case::filter::{Filter, Term, Words};
use crate::case::{Case, Evidence, Row, Selection, text_fits};
use crate::store::{CaseFolder, TextQuery};
use crate::watch::Watch;
use rayon::prelude::*;

/// Where indexing begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Begin {
    /// At the first row, in an empty index.
    Anew,
    /// Anew, unless the rows mean the same records as before.
    AnewUnless(bool),
}

/// Rows whose texts are read at once.
const BATCH: usize = 4096;

/// Brings the search index up to the case. A cancel leaves one that goes on there.
pub(super) fn index(
    folder: &CaseFolder,
    case: &Case,
    evidence: &Evidence,
    begin: Begin,
    watch: &Watch,
) -> Result<(), SessionError> {
    let mut indexer = folder.text_indexer()?;
    if begin != Begin::AnewUnless(true) {
        indexer.start_again()?;
    }
    let mut at = indexer.next_row() as usize;
    watch.expect((case.len() - at.min(case.len())) as u64);
    while at < case.len() && !watch.is_cancelled() {
        let end = (at + BATCH).min(case.len());
        let texts: Vec<(Row, String)> = (at..end)
            .into_par_iter()
            .filter_map(|row| Some((row as Row, evidence.searchable(case, row as Row).ok()?)))
            .filter(|(_, text)| !text.is_empty())
            .collect();
        for (row, text) in &texts {
            indexer.add(*row, text)?;
        }
        watch.advance((end - at) as u64);
        at = end;
    }
    Ok(indexer.finish(at as u32)?)
}

impl Session {
    /// The records that a filter means.
    ///
    /// # Errors
    /// The search index cannot be read.
    pub fn select(&self, filter: &Filter, watch: &Watch) -> Result<Selection, SessionError> {
        self.case.select(filter, &mut |term, among| self.in_texts(term, among, watch))
    }

    fn in_texts(&self, term: &Term, among: &Selection, watch: &Watch) -> Result<Selection, SessionError> {
        let indexed = match (term, &self.folder) {
            (Term::Text(words), Some(folder)) => by_index(folder, words)?,
            _ => None,
        };
        let Some((found, reach)) = indexed else { return Ok(self.scan(term, among, watch)) };
        let rows = self.case.len();
        let found = Selection::from_rows(rows, found).and(among);
        let found = if is_plain(term) { found } else { self.scan(term, &found, watch) };
        let beyond = among.and(&Selection::of(rows, |row| row >= reach));
        Ok(if beyond.count() == 0 { found } else { found.or(&self.scan(term, &beyond, watch)) })
    }

    fn scan(&self, term: &Term, among: &Selection, watch: &Watch) -> Selection {
        scan(&self.case, &self.evidence, (term, among), watch)
    }
}

/// Of the second, the records whose texts fit the term, read from the evidence; fewer where it is cancelled.
pub fn scan(case: &Case, evidence: &Evidence, (term, among): (&Term, &Selection), watch: &Watch) -> Selection {
    let fits =
        |row: &Row| !watch.is_cancelled() && evidence.searchable(case, *row).is_ok_and(|text| text_fits(term, &text));
    let rows: Vec<Row> = among.iter().collect();
    Selection::from_rows(case.len(), rows.into_par_iter().filter(fits).collect::<Vec<_>>())
}

/// The rows that the index finds, and the row up to which it reaches; `None`: it cannot answer.
fn by_index(folder: &CaseFolder, words: &Words) -> Result<Option<(Vec<Row>, Row)>, SessionError> {
    // The index knows how words begin. What follows a star may stand inside one, and is looked for among what the index gives.
    let Some(first) = words.pieces().first().filter(|_| !words.begins_anywhere()) else { return Ok(None) };
    if !first.starts_with(char::is_alphanumeric) {
        return Ok(None);
    }
    let Some(search) = folder.text_search()? else { return Ok(None) };
    let reach = search.indexed_up_to()?;
    let query = TextQuery { prefix: Some(first.clone()), ..TextQuery::default() };
    Ok(Some((search.search(&query, None, u32::MAX)?, reach)))
}

/// Whether the index gives exactly what the term means: one word of letters and digits.
fn is_plain(term: &Term) -> bool {
    matches!(term, Term::Text(words) if matches!(words.pieces(), [word] if word.chars().all(char::is_alphanumeric)))
}
