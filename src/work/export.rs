//! A table written to a file, on a thread of its own: millions of rows take minutes, and the window goes on.
//!
//! A file that is there is never written over. The rows go into `NAME.partial`, which gets its name when it is whole and is
//! removed when it is stopped.

use super::notebook::Keep;
use super::request::Lane;
use super::update::{Outbox, Told, Update};
use crate::case::{Case, Evidence, Row, Selection};
use crate::crypto::{Digest, Hasher};
use crate::session::Session;
use crate::view::csv;
use crate::view::table::record_row;
use crate::watch::Watch;
use rayon::prelude::*;
use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Begins to write.
pub(super) fn begin(
    session: &Session,
    selection: &Arc<Selection>,
    path: &Path,
    (generation, watch): (u64, &Arc<Watch>),
    out: &Outbox,
) {
    let (case, evidence) = (Arc::clone(&session.case), Arc::clone(&session.evidence));
    let (selection, path, watch, out) = (Arc::clone(selection), path.to_owned(), Arc::clone(watch), out.clone());
    std::thread::spawn(move || {
        let written = write(&case, &evidence, &selection, &path, &watch);
        out.send(match written {
            Ok(digest) => {
                let keep = Keep::Exported(path.clone(), digest);
                Update::Exported(generation, path, selection.count(), keep)
            }
            Err(error) => {
                let cancelled = watch.is_cancelled();
                let what = format!("{} was not written: {error}", path.display());
                let hint = "The evidence is untouched, and no half file was left".to_owned();
                Update::Failed(generation, Lane::Export, Told { what, hint, cancelled })
            }
        });
    });
}

/// Writes the whole file; gives its digest.
fn write(case: &Case, evidence: &Evidence, selection: &Selection, path: &Path, watch: &Watch) -> io::Result<Digest> {
    if path.exists() {
        return Err(io::Error::new(ErrorKind::AlreadyExists, "a file is there already; name another one"));
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    let partial: PathBuf = path.with_file_name(name);
    // One that another program writes is left to it.
    let file = File::create_new(&partial)?;
    // A second name fails where the first is taken by now, which a renaming would not.
    let written =
        rows(case, evidence, selection, file, watch).and_then(|digest| named(&partial, path).map(|()| digest));
    let _ = fs::remove_file(&partial);
    written
}

fn named(partial: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(partial, path) {
        // Some file systems know no second names.
        Err(_) if !path.exists() => fs::rename(partial, path),
        linked => linked,
    }
}

fn rows(case: &Case, evidence: &Evidence, selection: &Selection, file: File, watch: &Watch) -> io::Result<Digest> {
    watch.expect(selection.count() as u64);
    let (mut out, mut hasher) = (BufWriter::new(file), Hasher::new());
    let mut put = |text: &str| {
        hasher.update(text.as_bytes());
        out.write_all(text.as_bytes())
    };
    put(&format!("{}\r\n", csv::head()))?;
    let mut next = selection.next(0);
    while next.is_some() {
        if watch.is_cancelled() {
            return Err(io::Error::new(ErrorKind::Interrupted, "it was stopped"));
        }
        let mut batch: Vec<Row> = Vec::with_capacity(BATCH);
        while let Some(row) = next.filter(|_| batch.len() < BATCH) {
            batch.push(row);
            next = row.checked_add(1).and_then(|after| selection.next(after));
        }
        let line = |row: &Row| format!("{}\r\n", csv::line(&record_row(case, evidence, *row)));
        let lines: Vec<String> = batch.par_iter().map(line).collect();
        lines.iter().try_for_each(|line| put(line))?;
        watch.advance(batch.len() as u64);
    }
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    Ok(hasher.finish())
}

/// Rows that are read at once.
const BATCH: usize = 1024;
