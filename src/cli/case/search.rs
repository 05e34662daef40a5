//! `recount search`: the records that a filter means.

use super::super::args::{Rows, Search};
use super::super::progress::watch_signals;
use super::super::{Exit, Fault, complain, say, visible};
use crate::case::Row;
use crate::session::Session;
use crate::view::table::record_row;
use crate::view::{csv, record_json, record_text};

/// Rows printed at once.
const PAGE: usize = 256;

/// Runs the command.
pub fn run(args: &Search) -> Result<Exit, Fault> {
    let filter = super::filter(&args.filter)?;
    let watch = watch_signals();
    let session = super::open(&args.case, &args.trust, &watch)?;
    super::tell_verdict(&args.case, &session, args.format != Rows::Text);
    let selection = session.select(&filter, &watch).map_err(super::fault)?;
    let rows: Vec<Row> = selection.iter().take(args.limit.unwrap_or(usize::MAX)).collect();
    if args.format == Rows::Csv {
        say(&format!("{}\n", csv::head()));
    }
    for page in rows.chunks(PAGE) {
        if watch.is_cancelled() {
            complain("interrupted: not all records are shown");
            return Ok(Exit::Interrupted);
        }
        say(&page.iter().map(|row| one(&session, *row, args.format)).collect::<String>());
    }
    if args.format == Rows::Text {
        let (shown, all) = (rows.len(), selection.count());
        let beyond = if shown < all { format!("; {shown} are shown, --limit says so") } else { String::new() };
        say(&format!("{all} of {} records{beyond}\n", session.case.len()));
    }
    Ok(Exit::Fine)
}

fn one(session: &Session, row: Row, format: Rows) -> String {
    let record = record_row(&session.case, &session.evidence, row);
    match format {
        Rows::Text => format!("{}\n", visible(&record_text::row(&record))),
        Rows::Json => format!("{}\n", record_json::record(&record)),
        Rows::Csv => format!("{}\n", csv::line(&record)),
    }
}
