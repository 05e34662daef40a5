//! `recount show`: the records of a bundle, each with its mark.

use super::args::Show;
use super::{Exit, Fault, complain, open, report_text, say, visible};
use crate::verify::Graded;
use std::io::Write;

/// Runs the command.
pub fn run(args: &Show) -> Result<Exit, Fault> {
    let mut rows = String::new();
    let mut raw = None;
    let (_, verification) = open::check(&args.trust, &args.limits, &args.bundle, &mut |graded| match args.record {
        Some(wanted) if wanted != graded.index() => {}
        Some(_) => {
            raw = Some(graded.line().to_vec());
            rows.push_str(&details(&graded));
        }
        None => rows.push_str(&row(&graded)),
    })?;
    if let (Some(record), None) = (args.record, &raw) {
        return Err(Fault::new(Exit::NoInput, format!("record {record} is not disclosed in this bundle")));
    }
    if let Some(raw) = raw.filter(|_| args.raw) {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(&raw).and_then(|()| out.write_all(b"\n"));
    } else {
        if rows.is_empty() {
            complain("no record could be read: recount verify says why");
        }
        say(&report_text::verdict_line(&args.bundle.display().to_string(), &verification));
        say(&rows);
        let about = verification.findings.iter().filter(|f| args.record.is_some() && f.record == args.record);
        about.for_each(|f| say(&format!("  {}\n", report_text::one_line(f))));
    }
    Ok(Exit::of(verification.verdict))
}

fn row(graded: &Graded<'_>) -> String {
    let Some(record) = graded.record() else {
        return format!("{:>9}  {:<9}  (cannot be read)\n", graded.index(), graded.mark().word());
    };
    let (time, actor) = (record.time.text(), visible(&record.actor));
    format!("{:>9}  {:<9}  {time}  {actor}  {}\n", graded.index(), graded.mark().word(), visible(&record.kind))
}

fn details(graded: &Graded<'_>) -> String {
    let mut out = row(graded);
    out.push_str(&format!("  leaf   {}\n", graded.leaf().b64()));
    if let Some(record) = graded.record() {
        out.push_str(&format!("  actor  {}, n = {}, key {}\n", visible(&record.actor), record.n, record.key.hex()));
        for blob in &record.blobs {
            let salted = if blob.salted { ", salted" } else { "" };
            out.push_str(&format!(
                "  blob   {} {} bytes, role {}{salted}\n",
                blob.id.hex(),
                blob.len,
                visible(&blob.role)
            ));
        }
    }
    out.push_str(&format!("  bytes  {}\n", visible(&String::from_utf8_lossy(graded.line()))));
    out
}
