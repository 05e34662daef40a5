//! `recount search`: the records that a filter means.

use super::super::args::{Rows, Search};
use super::super::progress::watch_signals;
use super::super::{Exit, Fault, complain, say, visible};
use crate::case::Row;
use crate::session::Session;
use crate::view::table::{RecordRow, record_row};
use crate::view::{record_json, record_text};

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
        say(&format!("{}\n", COLUMNS.join(",")));
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
        Rows::Csv => format!("{}\n", csv(&record)),
    }
}

const COLUMNS: [&str; 12] =
    ["record", "time", "type", "actor", "by", "to", "run", "env", "policy", "template", "mark", "summary"];

/// As RFC 4180 has it. A field that a spreadsheet would take for a formula gets an apostrophe: evidence must not calculate.
fn csv(record: &RecordRow) -> String {
    let value = record_json::record(record);
    let artifact = |name: &str| {
        let of = |member: &str| value[name][member].as_str().unwrap_or_default().to_owned();
        if value[name].is_null() { String::new() } else { format!("{}@{}", of("name"), of("version")) }
    };
    let field = |name: &&str| {
        let text = match *name {
            "policy" | "template" => artifact(name),
            "to" => record.to.join(" "),
            "record" => record.seq.to_string(),
            other => value[other].as_str().unwrap_or_default().to_owned(),
        };
        let text = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text };
        format!("\"{}\"", visible(&text).replace('"', "\"\""))
    };
    COLUMNS.iter().map(field).collect::<Vec<_>>().join(",")
}
