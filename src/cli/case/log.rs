//! `recount log`: what the reviewer did to a case, and the same as a signed bundle.

use super::super::args::Log;
use super::super::{Exit, Fault, complain, say, visible};
use crate::bundle::Time;
use crate::crypto::Digest;
use crate::session::SessionError;
use crate::store::{Access, Action, CaseFolder, Export, FilterChange, MarkChange, NoteChange, Recall, Reviewer};
use crate::view::words::counted;
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
    let reviewer_name = who.name.clone();
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
    let name = visible(&reviewer_name);
    for (time, action) in &recalled.done {
        say(&format!("  {}  {name}  {}\n", Time::from_seconds(*time).text(), visible(&words(action))));
        if let Action::Import(import) = action {
            for imported in &import.evidence {
                let origin = imported.origin.as_deref().unwrap_or("unknown log");
                let (verdict, digest) = (imported.verdict.word(), imported.digest.hex());
                say(&format!("    evidence {digest}  {verdict}  {}\n", visible(origin)));
            }
        }
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

/// What was done, in a line.
fn words(action: &Action) -> String {
    let short = |digest: &Digest| digest.hex().chars().take(12).collect::<String>();
    match action {
        Action::Import(import) => {
            let names: Vec<&str> = import.trust.iter().map(|trust| trust.name.as_str()).collect();
            let under = if names.is_empty() { "no trust".to_owned() } else { names.join(", ") };
            format!("import  {} under {under}", counted(import.evidence.len(), "bundle"))
        }
        Action::Note(NoteChange::Write { id, records, text }) => {
            let about: String = records
                .iter()
                .map(|cited| format!("{} record {}", cited.origin, cited.index))
                .collect::<Vec<_>>()
                .join(", ");
            let text = if text.is_empty() { "kept step" } else { text.as_str() };
            format!("note {id}  {about}: {text}")
        }
        Action::Note(NoteChange::Delete { id }) => format!("note {id} struck out"),
        Action::Mark(MarkChange::Set(mark)) => {
            let last = mark.end.saturating_sub(1);
            format!("mark  records {} to {last} of {}  {} ({})", mark.first, mark.origin, mark.word, mark.id)
        }
        Action::Mark(MarkChange::Clear { id }) => format!("mark {id} taken off"),
        Action::Filter(FilterChange::Save { name, text }) => format!("filter {name}  {text}"),
        Action::Filter(FilterChange::Delete { name }) => format!("filter {name} dropped"),
        Action::Filter(FilterChange::Used { finding, text }) => format!("filter used for {finding}: {text}"),
        Action::Export(Export { what, digest, path }) => format!("export  {what} {} to {path}", short(digest)),
        Action::Relink(relink) => format!("evidence {} linked again: {}", short(&relink.digest), relink.path),
    }
}
