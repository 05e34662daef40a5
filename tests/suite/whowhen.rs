//! Real conversations, all of them: sealed, verified, and each replayed to the step that people labelled as the mistake.

use super::shared;
use recount::case::filter::{Field, Filter, Term};
use recount::case::{Breakpoint, Cursor, Row, Selection};
use recount::profile::TrustProfile;
use recount::seal::{SealOptions, seal};
use recount::session::{self, Session, Trusted};
use recount::verify::Verdict;
use recount::view::replay::{Request, state};
use recount::watch::Watch;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

/// The conversations, sorted as the script gets them.
fn conversations(corpus: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in std::fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        files.extend(std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    }
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files
}

/// The corpus as an open case; `None`, said loudly, without it or without Python.
fn open(dir: &Path, files: &[PathBuf]) -> Option<Session> {
    let script = shared::path("tools/whowhen_to_events.py")?;
    let Ok(made) = Command::new("python3").arg(script).args(files).output() else {
        eprintln!("SKIPPED: there is no python3 to turn conversations into event lines");
        return None;
    };
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let out = dir.join("whowhen.sab");
    let options = SealOptions {
        origin: "whowhen.example/all".to_owned(),
        keys: dir.join("keys"),
        out: out.clone(),
        deterministic: Some("whowhen".to_owned()),
        ..Default::default()
    };
    seal(&mut made.stdout.as_slice(), &options, &Watch::new()).unwrap();
    let profile = TrustProfile::load(&dir.join("keys"), "whowhen").unwrap();
    let trusted = Trusted { profiles: vec![profile], ..Trusted::default() };
    Some(session::read_bundles(&[out], &trusted, &Watch::new()).unwrap())
}

fn select(session: &Session, filter: &str) -> Arc<Selection> {
    Arc::new(session.select(&Filter::parse(filter).unwrap(), &Watch::new()).unwrap())
}

#[test]
fn every_conversation_is_replayed_to_its_labelled_step() {
    let Some(corpus) = shared::path("corpus/whowhen") else { return };
    let files = conversations(&corpus);
    let dir = tempfile::tempdir().unwrap();
    let Some(session) = open(dir.path(), &files) else { return };
    assert_eq!(session.verdict(), Verdict::Verified);
    let mut others = Vec::new();
    for file in &files {
        let label: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        let folder = file.parent().unwrap().file_name().unwrap().to_str().unwrap();
        let run = format!("{folder}-{}", file.file_stem().unwrap().to_str().unwrap());
        let step = label["mistake_step"].as_u64().or_else(|| label["mistake_step"].as_str()?.parse().ok()).unwrap();
        let of_run = Term::exactly(Field::Run, &run).to_string();
        let spoken = select(&session, &format!("{of_run} (kind:message or kind:\"thought\")"));
        assert_eq!(spoken.count(), label["history"].as_array().unwrap().len(), "{run}");

        let mut cursor = Cursor::over(spoken);
        cursor.step().unwrap();
        let row = (0..step).map(|_| cursor.step().unwrap()).last().or(cursor.row()).unwrap();
        assert_eq!(cursor.progress().0 as u64, step + 1);
        let shown = state(&session.case, &session.evidence, &Request { row, lines: usize::MAX }).unwrap();
        let spoken = &label["history"][step as usize];
        let text = session.evidence.searchable(&session.case, row).unwrap();
        assert_eq!(text.trim(), spoken["content"].as_str().unwrap().trim(), "{run} step {step}");
        let name = |text: &str| {
            let name = text.split(" (").next().unwrap().trim();
            if name.eq_ignore_ascii_case("human") { "human:user".to_owned() } else { format!("agent:{name}") }
        };
        let speaker = spoken["name"].as_str().or(spoken["role"].as_str()).unwrap();
        assert_eq!(shown.record.from, name(speaker), "{run} step {step}");
        if name(label["mistake_agent"].as_str().unwrap()) != shown.record.from {
            others.push(run);
        }
    }
    others.sort();
    assert_eq!(others, ["Algorithm-Generated-15", "Algorithm-Generated-59", "Hand-Crafted-49"]);
}

#[test]
fn handoffs_are_walked_and_breakpoints_stop() {
    let Some(corpus) = shared::path("corpus/whowhen") else { return };
    let files: Vec<PathBuf> = conversations(&corpus).into_iter().take(12).collect();
    let dir = tempfile::tempdir().unwrap();
    let Some(session) = open(dir.path(), &files) else { return };
    let handoffs = select(&session, "kind:handoff");
    assert!(handoffs.count() > 20);
    let mut cursor = Cursor::over(Arc::new(Selection::all(session.case.len())));
    let wanted = Breakpoint::Record(handoffs.clone());
    let mut stops = Vec::new();
    while let Some(row) = cursor.run(&session.case, std::slice::from_ref(&wanted)) {
        stops.push(row);
    }
    assert_eq!(stops, handoffs.iter().collect::<Vec<Row>>());
}
