//! `recount log`: what the reviewer did to a case, and the same as a signed bundle.

use super::super::args::Log;
use super::super::{Exit, Fault, complain, say, visible};
use crate::bundle::Time;
use crate::crypto::Digest;
use crate::session::SessionError;
use crate::store::{Access, Action, CaseFolder, Export, Recall, Reviewer};
use crate::watch::Watch;

/// Runs the command.
pub fn run(args: &Log) -> Result<Exit, Fault> {
    let who = super::who();
    let access = if args.out.is_some() { Access::Write } else { Access::Read };
    let told = |error: crate::store::StoreError| super::fault(SessionError::Store(error));
    let mut folder = CaseFolder::open(&args.case, access).map_err(told)?;
    let config = who.config.as_ref().ok_or_else(|| super::fault(SessionError::NoConfig))?;
    let reviewer = Reviewer::open(config, folder.id(), &who.name).map_err(told)?;
    let keys = reviewer.key_folder();
    let watch = Watch::new();
    let recall = match access {
        Access::Write => folder.sign_in(reviewer, &watch).map_err(told)?,
        Access::Read => folder.recall(&reviewer, &watch).map_err(told)?,
    };
    let recalled = match recall {
        Recall::Yours(recalled) => recalled,
        Recall::NoLog => return Err(Fault::new(Exit::NoInput, "nobody has signed anything in this case")),
        Recall::NotYours(names) => {
            let names = names.join(", ");
            return Err(Fault::new(Exit::NoInput, format!("the log of this case is not yours; it is of key {names}")));
        }
        Recall::Doctored { why, .. } => {
            return Err(Fault::new(Exit::Contradicted, format!("your log of this case is not what you signed: {why}")));
        }
    };
    say(&format!(
        "✓ VERIFIED  your log of {}: {} actions\n",
        visible(&args.case.display().to_string()),
        recalled.actions
    ));
    for index in &recalled.unread {
        complain(&format!("record {index} of the log is no action that this version knows"));
    }
    if let Some(import) = &recalled.import {
        for imported in &import.evidence {
            let origin = imported.origin.as_deref().unwrap_or("unknown log");
            let (verdict, digest) = (imported.verdict.word(), imported.digest.hex());
            say(&format!("  evidence {digest}  {verdict}  {}\n", visible(origin)));
        }
    }
    for note in recalled.notebook.notes.values() {
        let time = Time::from_seconds(note.written).text();
        let text = if note.text.is_empty() { "kept step".to_owned() } else { visible(&note.text) };
        let about: String = note.records.iter().map(|cited| format!("record {}: ", cited.index)).collect();
        say(&format!("  note {time}  {about}{text}\n"));
    }
    for mark in recalled.notebook.marks.values() {
        let (last, origin) = (mark.end.saturating_sub(1), visible(&mark.origin));
        say(&format!("  mark  records {} to {last} of {origin}  {}\n", mark.first, visible(&mark.word)));
    }
    for (name, text) in &recalled.notebook.filters {
        say(&format!("  filter {}  {}\n", visible(name), visible(text)));
    }
    if let Some(out) = &args.out {
        let sealed = folder.export_log(out, who.now).map_err(told)?;
        // A bundle in a folder is named by its manifest.
        let file = if out.is_dir() { out.join("manifest") } else { out.clone() };
        let bytes = std::fs::read(&file).map_err(|error| Fault::io(&file.display().to_string(), &error))?;
        let path = out.display().to_string();
        let export = Export { what: "log".to_owned(), digest: Digest::of(&bytes), path };
        folder.act(&[Action::Export(export)], who.now).map_err(told)?;
        let (size, out) = (sealed.size, out.display());
        say(&format!("  {size} records written to {out}; verify with --trust {}\n", keys.display()));
    }
    Ok(Exit::Fine)
}
