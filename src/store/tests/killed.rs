//! States in which a killed run leaves a case; child processes that are killed at work, or may write no more than so much.
//!
//! The child is this test program again, told by the environment where to work.

use super::*;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PLACE: &str = "RECOUNT_TEST_CASE";

/// What the children do: make or open a case, bring a file in, keep a model, sign for both, write notes and index texts, again and
/// again until something stops them.
#[test]
#[ignore = "the child of the tests below"]
fn child() {
    let Some(place) = std::env::var_os(PLACE).map(PathBuf::from) else { return };
    match work(&place) {
        Ok(()) => {}
        Err(error @ (StoreError::Full { .. } | StoreError::ReadOnly { .. })) => {
            println!("TOLD {error}");
        }
        Err(error) => println!("ODD {error}"),
    }
}

fn work(place: &Path) -> Result<(), StoreError> {
    let dir = place.join("case");
    let mut case = match CaseFolder::open(&dir, Access::Write) {
        Err(StoreError::NotACase { .. }) => CaseFolder::create(&dir)?,
        other => other?,
    };
    let reviewer = Reviewer::open(&place.join("config"), case.id(), "ada")?;
    case.sign_in(reviewer, &Watch::new())?;
    for round in 0..200u8 {
        let evidence = case.add_copied(&place.join("evidence"), &Watch::new())?;
        let model = case.save_model(&mut |out| (0..3).try_for_each(|_| out.write_all(&vec![round; 700_000])))?;
        let imported = Imported {
            digest: evidence.digest,
            kind: evidence.kind,
            bytes: evidence.bytes,
            origin: None,
            size: None,
            verdict: crate::verify::Verdict::Undecidable,
            path: None,
        };
        case.act(&[Action::Import(Import { model, evidence: vec![imported], trust: Vec::new() })], NOW)?;
        let id = fresh_id().map_err(crate::store::error::io_at("read", place))?;
        case.act(&[Action::Note(NoteChange::Write { id, records: Vec::new(), text: "kept".to_owned() })], NOW)?;
        let mut indexer = TextIndexer::open(case.dir(), ROWS)?;
        let first = indexer.next_row();
        for row in (first..).take(3000) {
            indexer.add(row, "some words to find")?;
        }
        indexer.commit()?;
    }
    Ok(())
}

fn spawn(place: &Path, limit_kib: Option<u32>) -> Command {
    let exe = std::env::current_exe().unwrap();
    let child = ["--exact", "store::tests::killed::child", "--ignored", "--nocapture"];
    let mut command = match limit_kib {
        None => Command::new(exe),
        Some(limit) => {
            let mut shell = Command::new("sh");
            // Without the signal the write fails, as it does on a full disk.
            let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", limit.saturating_mul(2));
            shell.args(["-c", &script]).arg(exe);
            shell
        }
    };
    command.args(child).env(PLACE, place).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// The case opens, its evidence is whole, its log is the reviewer's, and a model is there whole or not at all.
fn check(place: &Path) -> Option<usize> {
    let mut case = match CaseFolder::open(&place.join("case"), Access::Write) {
        Err(StoreError::NotACase { .. }) => return None,
        other => other.unwrap(),
    };
    assert_eq!(case.notices(), [], "nothing was damaged");
    for evidence in case.list().unwrap() {
        assert!(case.rehash(&evidence.digest, &Watch::new()).unwrap());
    }
    let reviewer = Reviewer::open(&place.join("config"), case.id(), "ada").unwrap();
    let notes = match case.sign_in(reviewer, &Watch::new()).unwrap() {
        Recall::NoLog => 0,
        Recall::Yours(recalled) => recalled.notebook.notes.len(),
        other => panic!("{other:?}"),
    };
    if let Some(mut reader) = case.load_model().unwrap() {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut reader, &mut bytes).unwrap();
        assert!(bytes.len() == 2_100_000 && bytes.iter().all(|byte| *byte == bytes[0]));
    }
    if let Ok(Some(search)) = TextSearch::open(case.dir(), ROWS) {
        assert!(search.is_sound().unwrap());
        let words = vec!["find".to_owned()];
        let found = search.search(&TextQuery { words, ..TextQuery::default() }, 0..u32::MAX).unwrap();
        assert_eq!(u32::try_from(found.len()), Ok(search.indexed_up_to().unwrap()));
    }
    let hidden = |name: &String| name.starts_with('.');
    assert!(!crate::store::folder::names(&place.join("case/evidence")).unwrap().iter().any(hidden));
    Some(notes)
}

#[test]
fn a_process_killed_at_any_moment_leaves_a_case_that_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("evidence"), vec![7u8; 3_000_000]).unwrap();
    let (mut before, mut opened) = (0, 0);
    // A slow machine gets more rounds, so that work is met at all.
    for round in 0..400u64 {
        if round >= 40 && before > 3 {
            break;
        }
        let mut child = spawn(dir.path(), None).spawn().unwrap();
        let start = Instant::now();
        // Early kills meet the making of the case, later ones every step of the work.
        let wait = Duration::from_micros(1000 + round.min(80).pow(2) * 137);
        while start.elapsed() < wait {
            std::thread::sleep(Duration::from_micros(100));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        if let Some(notes) = check(dir.path()) {
            assert!(notes >= before, "a signed note was lost");
            before = notes;
            opened += 1;
        }
    }
    assert!(before > 3 && opened > 10, "{before} notes after {opened} openings: nothing was killed at work");
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_told_and_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("evidence"), vec![7u8; 300_000]).unwrap();
    let (mut before, mut told) = (0, Vec::new());
    // From too little for an empty database to enough for some rounds.
    for limit in [8, 16, 40, 100, 250, 500, 1000, 2000, 2500, 5000] {
        let output = spawn(dir.path(), Some(limit)).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let line = text.lines().find(|line| line.contains("TOLD") || line.contains("ODD")).unwrap_or_default();
        assert!(!line.contains("ODD"), "at {limit} KiB: {line}");
        told.push(line.contains("the disk is full"));
        if let Some(notes) = check(dir.path()) {
            assert!(notes >= before);
            before = notes;
        }
    }
    assert!(told.iter().filter(|told| **told).count() >= 7, "{told:?}");
}

#[test]
fn a_run_killed_at_any_step_leaves_a_case_that_opens() {
    let desk = Desk::new();
    let mut states = 0;
    let mut keep = |desk: &Desk| {
        copy_folder(&desk.case(), &desk.at(&format!("state-{states}/case")));
        if desk.at("config").exists() {
            copy_folder(&desk.at("config"), &desk.at(&format!("state-{states}/config")));
        }
        states += 1;
    };
    let mut case = CaseFolder::create(&desk.case()).unwrap();
    keep(&desk);
    let evidence = case.add_copied(&desk.bundle("e.sab"), &Watch::new()).unwrap();
    fs::write(desk.case().join("evidence/.new-0123456789abcdef"), b"half").unwrap();
    keep(&desk);
    let model = case
        .save_model(&mut |out| {
            (0..40).try_for_each(|n| {
                out.write_all(&[n; 400_000])?;
                if n % 10 == 0 {
                    keep(&desk);
                }
                Ok(())
            })
        })
        .unwrap();
    keep(&desk);
    desk.sign_in(&mut case);
    keep(&desk);
    case.act(&[import(model, &evidence)], NOW).unwrap();
    keep(&desk);
    let log = desk.case().join("log").join(desk.reviewer("config", &case).log_name());
    copy_folder(&log, &desk.at("before"));
    case.act(&[note("n1", "x")], NOW).unwrap();
    keep(&desk);
    let mut seen = Vec::new();
    for state in 0..states {
        let place = desk.at(&format!("state-{state}"));
        let mut case = CaseFolder::open(&place.join("case"), Access::Write).unwrap();
        assert!(!place.join("case/evidence/.new-0123456789abcdef").exists());
        let evidence = case.list().unwrap();
        assert!(evidence.iter().all(|one| case.rehash(&one.digest, &Watch::new()).unwrap()));
        let reviewer = Reviewer::open(&place.join("config"), case.id(), "ada").unwrap();
        let signed = match case.sign_in(reviewer, &Watch::new()).unwrap() {
            Recall::NoLog => None,
            Recall::Yours(recalled) => recalled.import.map(|import| import.model),
            other => panic!("state {state}: {other:?}"),
        };
        let found = case.load_model().unwrap().map(|reader| reader.finish().unwrap());
        assert!(found.is_none() || found == Some(model), "half a model in state {state}");
        seen.push((evidence.len(), found.is_some(), signed.is_some()));
        case.act(&[note("n9", "it goes on")], NOW + 9).unwrap();
    }
    assert_eq!(seen.first(), Some(&(0, false, false)));
    assert_eq!(seen.last(), Some(&(1, true, true)));
    assert!(seen.is_sorted());
}

#[test]
fn an_action_that_was_interrupted_is_finished_or_forgotten() {
    let desk = Desk::new();
    let (case, _) = desk.worked_case();
    let log = desk.case().join("log").join(desk.reviewer("config", &case).log_name());
    copy_folder(&log, &desk.at("before"));
    copy_folder(&desk.at("config"), &desk.at("config-before"));
    drop(case);
    // Each file of the addition is missing in turn, as if the run had been killed before it was moved.
    let mut case = desk.open();
    desk.sign_in(&mut case);
    case.act(&[note("n2", "second")], NOW + 2).unwrap();
    drop(case);
    // Killed after the log was written and before it was remembered.
    fs::remove_dir_all(desk.at("config")).unwrap();
    copy_folder(&desk.at("config-before"), &desk.at("config"));
    let mut case = desk.open();
    assert_eq!(yours(desk.sign_in(&mut case)).notebook.notes.len(), 2);
    drop(case);
    // Killed with the records appended and no checkpoint over them.
    let newest = fs::read_dir(log.join("checkpoints")).unwrap().count();
    assert_eq!(newest, 3);
    let sizes: Vec<u64> = fs::read_dir(log.join("checkpoints"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_str().unwrap().parse().unwrap())
        .collect();
    fs::remove_file(log.join("checkpoints").join(sizes.iter().max().unwrap().to_string())).unwrap();
    fs::remove_dir_all(desk.at("config")).unwrap();
    copy_folder(&desk.at("config-before"), &desk.at("config"));
    let case = desk.open();
    assert_eq!(yours(desk.recall(&case)).notebook.notes.len(), 1);
}
