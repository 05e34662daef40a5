//! The case folder as a whole: round trips, doctored bytes, and every state in which a killed run can leave it.

mod figures;
mod kept;
mod killed;
mod search;

use super::*;
use crate::bundle::{Code, Failure};
use crate::crypto::Digest;
use crate::profile::TrustProfile;
use crate::seal::{SealOptions, seal};
use crate::verify::{Options, Verdict, verify_path};
use crate::watch::Watch;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

const NOW: u64 = 1_800_000_000;
/// What the rows of these cases mean.
const ROWS: Digest = Digest([1; 32]);

struct Desk {
    dir: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        Desk { dir: tempfile::tempdir().unwrap() }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn case(&self) -> PathBuf {
        self.at("case")
    }

    fn open(&self) -> CaseFolder {
        CaseFolder::open(&self.case(), Access::Write).unwrap()
    }

    fn reviewer(&self, config: &str, case: &CaseFolder) -> Reviewer {
        Reviewer::open(&self.at(config), case.id(), "ada").unwrap()
    }

    fn sign_in(&self, case: &mut CaseFolder) -> Recall {
        let reviewer = self.reviewer("config", case);
        case.sign_in(reviewer, &Watch::new()).unwrap()
    }

    fn recall(&self, case: &CaseFolder) -> Recall {
        case.recall(&self.reviewer("config", case), &Watch::new()).unwrap()
    }

    /// A small bundle of some log.
    fn bundle(&self, out: &str) -> PathBuf {
        let line = |n: u32| {
            format!(
                "{{\"actor\":\"agent:a\",\"time\":\"2026-11-02T09:14:0{n}Z\",\"type\":\"message\",\"body\":{{\"text\":\"{out} {n}\"}}}}\n"
            )
        };
        let text: String = (0..5).map(line).collect();
        let options = SealOptions {
            origin: "log.example".to_owned(),
            keys: self.at("log-keys"),
            out: self.at(out),
            deterministic: Some(out.to_owned()),
            now: NOW,
            ..SealOptions::default()
        };
        seal(&mut text.as_bytes(), &options, &crate::watch::Watch::new()).unwrap();
        self.at(out)
    }

    /// A case with a bundle, a model, a signed import, and a note.
    fn worked_case(&self) -> (CaseFolder, Digest) {
        let mut case = CaseFolder::create(&self.case()).unwrap();
        let evidence = case.add_copied(&self.bundle("e.sab"), &Watch::new()).unwrap();
        let model = case.save_model(&mut |out| out.write_all(b"a model")).unwrap();
        assert_eq!(self.sign_in(&mut case), Recall::NoLog);
        case.act(&[import(model, &evidence)], NOW).unwrap();
        case.act(&[note("n1", "the first handoff looks wrong")], NOW + 1).unwrap();
        (case, model)
    }
}

fn import(model: Digest, evidence: &Evidence) -> Action {
    let path = match &evidence.place {
        Place::Copied => None,
        Place::Referenced(path) => Some(path.to_str().unwrap().to_owned()),
    };
    let imported = Imported {
        digest: evidence.digest,
        kind: evidence.kind,
        bytes: evidence.bytes,
        origin: Some("log.example".to_owned()),
        size: Some(6),
        verdict: Verdict::Verified,
        path,
    };
    let trust = vec![Trust { name: "prod".to_owned(), fingerprint: Digest::of(b"trust") }];
    Action::Import(Import { model, evidence: vec![imported], trust })
}

fn note(id: &str, text: &str) -> Action {
    let record = Citation { origin: "log.example".to_owned(), index: 3, leaf: Digest::of(b"leaf") };
    Action::Note(NoteChange::Write { id: id.to_owned(), records: vec![record], text: text.to_owned() })
}

fn mark(id: &str) -> Mark {
    let (origin, word, colour) = ("log.example".to_owned(), "odd \"one\"".to_owned(), "red".to_owned());
    Mark { id: id.to_owned(), origin, first: 1, end: 4, leaf: Some(Digest::of(b"leaf")), word, colour }
}

fn yours(recall: Recall) -> Recalled {
    match recall {
        Recall::Yours(recalled) => *recalled,
        other => panic!("{other:?}"),
    }
}

fn doctored(recall: Recall) -> Vec<Failure> {
    match recall {
        Recall::Doctored { findings, .. } => findings,
        other => panic!("{other:?}"),
    }
}

fn stored_model(case: &CaseFolder) -> (Vec<u8>, Digest) {
    let mut reader = case.load_model().unwrap().unwrap();
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).unwrap();
    (bytes, reader.finish().unwrap())
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).unwrap();
        }
    }
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

#[test]
fn what_was_done_comes_back() {
    let desk = Desk::new();
    let (mut case, model) = desk.worked_case();
    let used = FilterChange::Used { finding: "R04".to_owned(), text: "to:report\n\u{202e}".to_owned() };
    let long = "x\"\\\n".repeat(40_000);
    let actions = [
        Action::Mark(MarkChange::Set(mark("m1"))),
        Action::Mark(MarkChange::Set(mark("m2"))),
        Action::Mark(MarkChange::Clear { id: "m1".to_owned() }),
        Action::Filter(FilterChange::Save { name: "mine".to_owned(), text: "env:prod".to_owned() }),
        Action::Filter(used),
        note("n1", "changed"),
        note("n2", &long),
        note("n3", ""),
        Action::Note(NoteChange::Delete { id: "n3".to_owned() }),
        Action::Export(Export { what: "report".to_owned(), digest: Digest::of(b"r"), path: "/r".to_owned() }),
    ];
    case.act(&actions, NOW + 9).unwrap();
    let now = case.recalled().unwrap().clone();
    drop(case);

    let mut case = desk.open();
    let recalled = yours(desk.sign_in(&mut case));
    assert_eq!(recalled.actions, 12);
    assert_eq!((&recalled.notebook, &recalled.import), (&now.notebook, &now.import));
    assert!(recalled.unread.is_empty());
    assert_eq!(recalled.import.unwrap().model, model);
    let Notebook { notes, marks, filters } = &recalled.notebook;
    assert_eq!(notes.keys().collect::<Vec<_>>(), ["n1", "n2"]);
    assert_eq!((notes["n1"].text.as_str(), notes["n1"].written, notes["n1"].changed), ("changed", NOW + 1, NOW + 9));
    assert_eq!((notes["n2"].text.len(), notes["n1"].records[0].index), (long.len(), 3));
    assert_eq!(marks.values().collect::<Vec<_>>(), [&mark("m2")]);
    assert_eq!(filters["mine"], "env:prod");
    assert_eq!(stored_model(&case), (b"a model".to_vec(), model));
    let mirror = case.notebook_as_stored(&case.mirrored_logs().unwrap()[0]).unwrap();
    assert_eq!((mirror.marks, mirror.filters, mirror.notes.len()), (marks.clone(), filters.clone(), 2));
}

#[test]
fn the_log_goes_out_as_a_bundle_that_verifies() {
    let desk = Desk::new();
    let (mut case, _) = desk.worked_case();
    let out = desk.at("log.sab");
    let sealed = case.export_log(&out, NOW + 2).unwrap();
    let keys = desk.reviewer("config", &case).key_folder();
    let profile = TrustProfile::load(&keys, "ada").unwrap();
    let options = Options { profile: Some(&profile), expect_origin: Some(&sealed.origin), ..Options::default() };
    let verification = verify_path(&out, &options, &Watch::new()).unwrap();
    assert_eq!((verification.verdict, verification.coverage.exporter_known), (Verdict::Verified, true));
    assert_eq!(verification.coverage.records_passed, sealed.size);
    case.act(&[note("n2", "after the export")], NOW + 3).unwrap();
    assert_eq!(yours(desk.recall(&case)).notebook.notes.len(), 2);
}

#[test]
fn a_database_that_is_gone_or_broken_is_made_again() {
    let desk = Desk::new();
    let (mut case, model) = desk.worked_case();
    let outside = desk.bundle("outside.sab");
    let referenced = case.add_referenced(&outside, &Watch::new()).unwrap();
    case.act(&[import(model, &referenced)], NOW + 2).unwrap();
    let (id, list) = (case.id().clone(), case.list().unwrap());
    assert_eq!(list.len(), 2);
    drop(case);
    let whole = fs::read(desk.case().join("case.db")).unwrap();
    let mut broken = whole.clone();
    broken[..64].fill(b'x');
    for (round, bytes) in
        [None, Some(b"no database at all".to_vec()), Some(broken), Some(Vec::new())].into_iter().enumerate()
    {
        fs::remove_file(desk.case().join("case.db")).unwrap();
        if let Some(bytes) = &bytes {
            fs::write(desk.case().join("case.db"), bytes).unwrap();
        }
        let mut case = desk.open();
        assert_eq!(case.id(), &id);
        assert!(case.load_model().unwrap().is_none());
        assert!(case.notices().contains(&Notice::Rebuilt));
        let aside = case.notices().iter().any(|notice| matches!(notice, Notice::SetAside(path) if path.exists()));
        assert_eq!(aside, round == 1 || round == 2);
        let recalled = yours(desk.sign_in(&mut case));
        assert_eq!(recalled.notebook.notes["n1"].text, "the first handoff looks wrong");
        let mut again = case.list().unwrap();
        again.sort_by_key(|evidence| list.iter().position(|other| other == evidence));
        assert_eq!(again, list);
    }
    let kept = fs::read(desk.case().join("case.db.damaged-1")).unwrap();
    assert_eq!(kept, b"no database at all");
}

#[test]
fn a_doctored_database_changes_nothing_that_counts() {
    let desk = Desk::new();
    let (case, model) = desk.worked_case();
    let log = desk.reviewer("config", &case).log_name();
    drop(case);
    let doctor = |sql: &str| {
        let database = rusqlite::Connection::open(desk.case().join("case.db")).unwrap();
        database.execute_batch(sql).unwrap();
    };
    doctor("UPDATE model SET bytes = CAST('b model' AS BLOB)");
    doctor("UPDATE notebook SET body = replace(body, 'wrong', 'fine')");
    doctor("INSERT INTO notebook SELECT reviewer, kind, 'n9', time, replace(body, 'n1', 'n9') FROM notebook");
    let mut case = desk.open();
    assert_eq!(case.notebook_as_stored(&case.mirrored_logs().unwrap()[0]).unwrap().notes.len(), 2);
    let recalled = yours(desk.sign_in(&mut case));
    assert_eq!(recalled.notebook.notes["n1"].text, "the first handoff looks wrong");
    assert_eq!(case.notebook_as_stored(&case.mirrored_logs().unwrap()[0]).unwrap(), recalled.notebook);
    assert_ne!(stored_model(&case).1, recalled.import.unwrap().model);
    assert_eq!(Digest::of(b"a model"), model);
    drop(case);

    for sql in [
        "CREATE TRIGGER t AFTER INSERT ON notebook BEGIN DELETE FROM evidence; END",
        "CREATE VIEW v AS SELECT 1",
        "ALTER TABLE evidence ADD COLUMN more TEXT",
        "PRAGMA application_id = 7",
        "PRAGMA user_version = -1",
    ] {
        doctor(sql);
        let case = desk.open();
        assert!(matches!(case.notices(), [Notice::SetAside(_), Notice::Rebuilt]), "{sql}: {:?}", case.notices());
    }
    doctor("UPDATE facts SET value = '0123456789abcdef'");
    assert_eq!(desk.open().id().origin(), origin_of(&desk.case().join("log").join(&log)), "the log knows better");
    doctor("PRAGMA user_version = 99");
    let newer = CaseFolder::open(&desk.case(), Access::Write).unwrap_err();
    assert!(matches!(newer, StoreError::Newer { found: 99, .. }), "{newer}");
}

#[test]
fn every_flipped_byte_of_the_log_is_found() {
    let desk = Desk::new();
    let (case, _) = desk.worked_case();
    let log = desk.case().join("log").join(desk.reviewer("config", &case).log_name());
    let checked =
        |path: &PathBuf| ["records", "packs", "checkpoints"].iter().any(|name| path.starts_with(log.join(name)));
    let newest = fs::read_dir(log.join("checkpoints")).unwrap().count();
    assert_eq!(newest, 2);
    let (mut flipped, mut found) = (0, 0);
    for path in files(&log).into_iter().filter(checked) {
        let old = path.ends_with("checkpoints/2");
        let bytes = fs::read(&path).unwrap();
        for at in (0..bytes.len()).step_by(37) {
            let mut doctored = bytes.clone();
            doctored[at] ^= 1;
            fs::write(&path, &doctored).unwrap();
            flipped += 1;
            match desk.recall(&case) {
                Recall::Doctored { .. } => found += 1,
                // An older checkpoint says nothing that the newest does not.
                Recall::Yours(_) if old => found += 1,
                other => panic!("{} at {at}: {other:?}", path.display()),
            }
        }
        fs::write(&path, &bytes).unwrap();
    }
    assert!(flipped > 60 && flipped == found, "{found} of {flipped}");
    yours(desk.recall(&case));
}

#[test]
fn a_log_cut_back_replaced_or_gone_is_found() {
    let desk = Desk::new();
    let (mut case, _) = desk.worked_case();
    let log = desk.case().join("log").join(desk.reviewer("config", &case).log_name());
    copy_folder(&log, &desk.at("earlier"));
    case.act(&[note("n2", "the one to be hidden")], NOW + 5).unwrap();
    drop(case);
    copy_folder(&log, &desk.at("later"));

    let put = |from: &str| {
        fs::remove_dir_all(&log).unwrap();
        copy_folder(&desk.at(from), &log);
    };
    put("earlier");
    let mut case = desk.open();
    let findings = doctored(desk.sign_in(&mut case));
    assert!(findings.iter().any(|failure| failure.code == Code::Rollback));
    assert!(matches!(case.act(&[note("n3", "x")], NOW + 6), Err(StoreError::NotSignedIn)));

    fs::remove_dir_all(&log).unwrap();
    doctored(desk.sign_in(&mut case));
    assert!(!log.exists());
    put_other_log(&desk, &log);
    doctored(desk.sign_in(&mut case));
    put("later");
    assert_eq!(yours(desk.sign_in(&mut case)).notebook.notes.len(), 2);
}

/// Puts the log of another reviewer of the same case under the first one's name.
fn put_other_log(desk: &Desk, log: &Path) {
    let other = Desk::new();
    copy_folder(&desk.at("later"), &other.case().join("log/0"));
    let mut case = other.open();
    let reviewer = other.reviewer("config", &case);
    assert_eq!(reviewer.log_name().len(), 8);
    let name = reviewer.log_name();
    assert!(matches!(case.sign_in(reviewer, &Watch::new()).unwrap(), Recall::NotYours(_)));
    case.act(&[note("n1", "forged")], NOW).unwrap();
    let forged = other.case().join("log").join(name);
    assert_eq!(origin_of(&forged), origin_of(&desk.at("later")));
    copy_folder(&forged, log);
}

fn origin_of(log: &Path) -> String {
    fs::read_to_string(log.join("origin")).unwrap().trim().to_owned()
}

#[test]
fn a_second_reviewer_needs_no_key_of_the_first() {
    let desk = Desk::new();
    let (case, _) = desk.worked_case();
    let first = desk.reviewer("config", &case).log_name();
    drop(case);
    copy_folder(&desk.case(), &desk.at("handed"));
    let mut case = CaseFolder::open(&desk.at("handed"), Access::Write).unwrap();
    let second = Reviewer::open(&desk.at("config-2"), case.id(), "bob").unwrap();
    assert_eq!(case.sign_in(second, &Watch::new()).unwrap(), Recall::NotYours(vec![first.clone()]));
    case.act(&[note("b1", "seen by a second pair of eyes")], NOW).unwrap();
    assert_eq!(case.notebook_as_stored(&first).unwrap().notes.len(), 1);
    drop(case);
    let mut case = CaseFolder::open(&desk.at("handed"), Access::Write).unwrap();
    let second = Reviewer::open(&desk.at("config-2"), case.id(), "bob").unwrap();
    assert_eq!(yours(case.sign_in(second, &Watch::new()).unwrap()).notebook.notes.len(), 1);
    assert_eq!(yours(desk.recall(&case)).notebook.notes.len(), 1);
    assert!(matches!(Reviewer::open(&desk.at("c"), case.id(), "a b"), Err(StoreError::Name { .. })));
}

#[test]
fn one_writes_and_others_read() {
    let desk = Desk::new();
    let (mut case, model) = desk.worked_case();
    assert!(matches!(CaseFolder::open(&desk.case(), Access::Write), Err(StoreError::Locked { .. })));
    let mut reader = CaseFolder::open(&desk.case(), Access::Read).unwrap();
    assert_eq!(stored_model(&reader).1, model);
    assert_eq!(yours(desk.recall(&reader)).notebook.notes.len(), 1);
    case.act(&[note("n2", "while the other reads")], NOW + 4).unwrap();
    assert_eq!(yours(desk.recall(&reader)).notebook.notes.len(), 2);
    let watch = Watch::new();
    let refused = [
        reader.act(&[], NOW).unwrap_err(),
        reader.add_copied(&desk.at("e.sab"), &watch).unwrap_err(),
        reader.save_model(&mut |_| Ok(())).unwrap_err(),
        reader.drop_model().unwrap_err(),
        reader.export_log(&desk.at("x.sab"), NOW).unwrap_err(),
        reader.sign_in(desk.reviewer("config", &case), &watch).unwrap_err(),
    ];
    assert!(refused.iter().all(|error| matches!(error, StoreError::ReadOnly { .. })), "{refused:?}");
    assert!(matches!(CaseFolder::create(&desk.case()), Err(StoreError::InTheWay { .. })));
    assert!(matches!(CaseFolder::open(&desk.at("none"), Access::Write), Err(StoreError::NotACase { .. })));
}

#[test]
fn a_case_in_a_folder_that_cannot_be_written_opens_for_reading() {
    let desk = Desk::new();
    let (case, model) = desk.worked_case();
    drop(case);
    // Stands for a folder without write permission, which does not bind every user: SQLite cannot make its lock file.
    fs::create_dir(desk.case().join("case.db-shm")).unwrap();
    fs::write(desk.case().join("case.db-wal"), b"").unwrap();
    let reader = CaseFolder::open(&desk.case(), Access::Read).unwrap();
    assert_eq!(stored_model(&reader).1, model);
    assert_eq!(yours(desk.recall(&reader)).notebook.notes.len(), 1);
}

#[test]
fn checkpoints_are_remembered_newest_first() {
    let desk = Desk::new();
    let mut case = CaseFolder::create(&desk.case()).unwrap();
    let one = |size: u64, text: &str| Remembered { origin: "o".to_owned(), size, note: text.as_bytes().to_vec() };
    for (size, text) in [(5, "a"), (9, "b"), (5, "a"), (5, "fork")] {
        case.remember_checkpoint(&one(size, text)).unwrap();
    }
    let found = case.remembered_checkpoints("o", 10).unwrap();
    assert_eq!(found.iter().map(|one| one.size).collect::<Vec<_>>(), [9, 5, 5]);
    assert_eq!(case.remembered_checkpoints("o", 1).unwrap(), [one(9, "b")]);
    assert_eq!(case.remembered_checkpoints("p", 9).unwrap(), []);
    let long = Remembered { note: vec![b'x'; crate::crypto::NOTE_MAX + 1], ..one(1, "") };
    assert!(matches!(case.remember_checkpoint(&long), Err(StoreError::Content { .. })));
}
