//! The case folder as a whole: round trips, doctored bytes, and every state in which a killed run can leave it.

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
        seal(&mut text.as_bytes(), &options).unwrap();
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
    Mark { id: id.to_owned(), origin, first: 1, end: 4, word, colour }
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
    let mut case = CaseFolder::open(&desk.case(), Access::Write)
        .err()
        .map(|_| CaseFolder::create(&other.case()).unwrap())
        .unwrap();
    let reviewer = Reviewer::open(&other.at("config"), &CaseId::of_origin(&origin_of(desk)).unwrap(), "ada").unwrap();
    let name = reviewer.log_name();
    case.sign_in(reviewer, &Watch::new()).unwrap();
    case.act(&[note("n1", "forged")], NOW).unwrap();
    copy_folder(&other.case().join("log").join(name), log);
}

fn origin_of(desk: &Desk) -> String {
    fs::read_to_string(desk.at("later").join("origin")).unwrap().trim().to_owned()
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
fn evidence_is_kept_found_and_linked_again() {
    let desk = Desk::new();
    let mut case = CaseFolder::create(&desk.case()).unwrap();
    let watch = Watch::new();
    let file = desk.bundle("a.sab");
    let folder = desk.bundle("b/");
    let copied = case.add_copied(&file, &watch).unwrap();
    assert_eq!((copied.digest, copied.kind), (Digest::of(&fs::read(&file).unwrap()), Kind::File));
    assert_eq!(case.add_copied(&file, &watch).unwrap(), copied);
    let tree = case.add_copied(&folder, &watch).unwrap();
    let Found::Here(place) = case.find(&tree.digest).unwrap() else { panic!() };
    assert!(place.join("manifest").exists() && case.rehash(&tree.digest, &watch).unwrap());
    let sizes: u64 = files(&folder).iter().map(|path| fs::metadata(path).unwrap().len()).sum();
    assert_eq!((tree.kind, tree.bytes), (Kind::Folder, sizes));

    // One bit in a record of the folder is other evidence, although the manifest is the same.
    let records = files(&folder).into_iter().find(|path| path.to_str().unwrap().contains("records")).unwrap();
    let mut bytes = fs::read(&records).unwrap();
    bytes[9] ^= 1;
    fs::write(&records, bytes).unwrap();
    assert_ne!(case.add_copied(&folder, &watch).unwrap().digest, tree.digest);

    let other = desk.bundle("c.sab");
    let referenced = case.add_referenced(&other, &watch).unwrap();
    assert_eq!(case.find(&referenced.digest).unwrap(), Found::Here(other.clone()));
    fs::rename(&other, desk.at("moved.sab")).unwrap();
    assert_eq!(case.find(&referenced.digest).unwrap(), Found::Missing(other.clone()));
    let wrong = case.relink(&referenced.digest, &file, &watch).unwrap_err();
    assert!(matches!(wrong, StoreError::OtherEvidence { .. }), "{wrong}");
    case.relink(&referenced.digest, &desk.at("moved.sab"), &watch).unwrap();
    assert_eq!(case.find(&referenced.digest).unwrap(), Found::Here(desk.at("moved.sab")));
    fs::write(desk.at("moved.sab"), b"short").unwrap();
    assert_eq!(case.find(&referenced.digest).unwrap(), Found::Changed(desk.at("moved.sab")));
    assert!(!case.rehash(&referenced.digest, &watch).unwrap());
    assert!(matches!(case.find(&Digest::of(b"?")), Err(StoreError::UnknownEvidence { .. })));

    // A copy that was changed is moved aside when the same evidence is brought in again.
    let Found::Here(place) = case.find(&copied.digest).unwrap() else { panic!() };
    fs::write(&place, b"doctored").unwrap();
    assert_eq!(case.add_copied(&file, &watch).unwrap(), copied);
    assert!(case.rehash(&copied.digest, &watch).unwrap());
    assert_eq!(fs::read(super::database::beside(&place, ".damaged-1")).unwrap(), b"doctored");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&file, folder.join("link")).unwrap();
        assert!(matches!(case.add_copied(&folder, &watch), Err(StoreError::NotEvidence { .. })));
        let names = super::folder::names(&desk.case().join("evidence")).unwrap();
        assert!(!names.iter().any(|name| name.starts_with('.')), "{names:?}");
    }
}

#[test]
fn a_stopped_copy_leaves_nothing() {
    let desk = Desk::new();
    let mut case = CaseFolder::create(&desk.case()).unwrap();
    let watch = Watch::new();
    watch.cancel();
    assert!(case.add_copied(&desk.bundle("a.sab"), &watch).is_err());
    assert_eq!(case.list().unwrap(), []);
    assert_eq!(fs::read_dir(desk.case().join("evidence")).unwrap().count(), 0);
}

#[test]
fn a_model_is_replaced_whole_or_not_at_all() {
    let desk = Desk::new();
    let mut case = CaseFolder::create(&desk.case()).unwrap();
    assert!(case.load_model().unwrap().is_none());
    for length in [0usize, 1, 1 << 20, (1 << 20) + 1, 5_000_000] {
        let bytes: Vec<u8> = (0..length).map(|n| (n % 251) as u8).collect();
        let digest =
            case.save_model(&mut |out| bytes.chunks(70_001).try_for_each(|chunk| out.write_all(chunk))).unwrap();
        assert_eq!((digest, stored_model(&case)), (Digest::of(&bytes), (bytes, digest)));
        assert_eq!(case.load_model().unwrap().unwrap().finish().unwrap(), digest);
    }
    let before = stored_model(&case);
    let failing = case.save_model(&mut |out| {
        out.write_all(&[7; 3_000_000])?;
        Err(std::io::Error::from(std::io::ErrorKind::StorageFull))
    });
    assert!(matches!(failing, Err(StoreError::Full { .. })));
    assert!(stored_model(&case) == before);
    case.drop_model().unwrap();
    assert!(case.load_model().unwrap().is_none());
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
        reader.text_indexer().unwrap_err(),
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

fn query(words: &[&str], phrase: Option<&str>, prefix: Option<&str>) -> TextQuery {
    let words = words.iter().map(|word| (*word).to_owned()).collect();
    TextQuery { words, phrase: phrase.map(str::to_owned), prefix: prefix.map(str::to_owned) }
}

#[test]
fn texts_are_found_in_row_order_and_after_a_row() {
    let desk = Desk::new();
    let case = CaseFolder::create(&desk.case()).unwrap();
    assert!(case.text_search().unwrap().is_none());
    let mut indexer = case.text_indexer().unwrap();
    let texts =
        ["send the ledger to agent:report", "Café \"AND\" cr\u{e8}me", "nothing", "ledger ledger, the report", "send"];
    for (row, text) in texts.iter().enumerate() {
        indexer.add(row as u32 * 10, text).unwrap();
    }
    let search = case.text_search().unwrap().unwrap();
    assert_eq!((search.indexed_up_to().unwrap(), indexer.next_row()), (0, 41));
    indexer.commit().unwrap();
    assert_eq!(search.indexed_up_to().unwrap(), 41);
    let find = |query: &TextQuery, after, limit| search.search(query, after, limit).unwrap();
    assert_eq!(find(&query(&["LEDGER"], None, None), None, 9), [0, 30]);
    assert_eq!(find(&query(&["ledger"], None, None), None, 1), [0]);
    assert_eq!(find(&query(&["ledger"], None, None), Some(0), 9), [30]);
    assert_eq!(find(&query(&["the"], Some("the report"), None), None, 9), [30]);
    assert_eq!(find(&query(&["cafe"], None, Some("cre")), None, 9), [10]);
    assert_eq!(find(&query(&[], Some("agent:report"), None), None, 9), [0]);
    assert_eq!(find(&query(&["AND", "\""], None, None), None, 9), [10]);
    for odd in ["NEAR(", "a\" OR \"b", "body:", "^x", "-", "\0", "*", "(", ""] {
        assert_eq!(find(&query(&[odd], Some(odd), Some(odd)), None, 9), [] as [u32; 0], "{odd}");
    }
    // A killed run goes on after its last commit.
    indexer.add(50, "lost").unwrap();
    drop(indexer);
    let mut indexer = case.text_indexer().unwrap();
    assert_eq!(indexer.next_row(), 41);
    indexer.add(40, "ledger again").unwrap();
    indexer.add(60, "ledger last").unwrap();
    indexer.finish(100).unwrap();
    assert_eq!(
        (search.indexed_up_to().unwrap(), find(&query(&["ledger"], None, None), None, 9)),
        (100, vec![0, 30, 60])
    );
    case.text_indexer().unwrap().start_again().unwrap();
    assert_eq!((search.indexed_up_to().unwrap(), find(&query(&["ledger"], None, None), None, 9)), (0, vec![]));
    assert!(search.is_sound().unwrap());
}

#[test]
fn a_doctored_search_index_is_an_error_or_a_new_index() {
    let desk = Desk::new();
    let case = CaseFolder::create(&desk.case()).unwrap();
    let mut indexer = case.text_indexer().unwrap();
    for row in 0..2000 {
        indexer.add(row, &format!("word{} and more of it", row % 97)).unwrap();
    }
    indexer.finish(2000).unwrap();
    let path = desk.case().join("search.db");
    let whole = fs::read(&path).unwrap();
    let mut ends = [0u32; 3];
    for at in (100..whole.len()).step_by(331) {
        let mut bytes = whole.clone();
        bytes[at..(at + 40).min(whole.len())].fill(0xa5);
        fs::write(&path, &bytes).unwrap();
        let found = case.text_search().and_then(|search| match search {
            Some(search) => search.search(&query(&["word5"], None, Some("mor")), None, 5000),
            None => Ok(Vec::new()),
        });
        match found {
            Ok(rows) => {
                assert!(rows.is_sorted());
                ends[usize::from(rows.is_empty())] += 1;
            }
            Err(StoreError::Damaged { .. } | StoreError::Database { .. }) => ends[2] += 1,
            Err(other) => panic!("{other}"),
        }
        for name in super::folder::names(&desk.case()).unwrap().iter().filter(|name| name.starts_with("search.db")) {
            fs::remove_file(desk.case().join(name)).unwrap();
        }
    }
    assert!(ends[0] > 0 && ends[2] > 0, "{ends:?}");
}

/// Figures for the report of a change; run with `--ignored --nocapture`.
#[test]
#[ignore = "measures, and takes a minute"]
fn figures() {
    use std::time::Instant;
    let desk = Desk::new();
    let (mut case, _) = desk.worked_case();
    for round in 0..1000u64 {
        let start = Instant::now();
        case.act(&[note(&format!("n{round}"), "a note of the usual length, about one handoff")], NOW + round).unwrap();
        if [10, 100, 500, 999].contains(&round) {
            println!("action {round}: {:?}", start.elapsed());
        }
    }
    drop(case);
    let mut case = desk.open();
    let start = Instant::now();
    yours(desk.sign_in(&mut case));
    println!("sign in at 1,000 actions: {:?}", start.elapsed());
    let chunk: Vec<u8> = (0..1u32 << 18).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    for _ in 0..2 {
        let start = Instant::now();
        case.save_model(&mut |out| (0..600).try_for_each(|_| out.write_all(&chunk))).unwrap();
        println!("model of 600 MiB saved: {:?}", start.elapsed());
    }
    let start = Instant::now();
    case.load_model().unwrap().unwrap().finish().unwrap();
    println!("model of 600 MiB loaded and hashed: {:?}", start.elapsed());
    let mut indexer = case.text_indexer().unwrap();
    let start = Instant::now();
    let rows = 1_000_000u32;
    for row in 0..rows {
        let n = u64::from(row).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let text = format!("please check order {} of customer {} and hand it to report", n >> 44, n >> 54);
        indexer.add(row, &text).unwrap();
    }
    indexer.finish(rows).unwrap();
    println!("{rows} texts indexed: {:?}", start.elapsed());
    let search = case.text_search().unwrap().unwrap();
    for wanted in [query(&["report"], None, None), query(&["order", "777"], None, None), query(&[], None, Some("77"))] {
        let start = Instant::now();
        let found = search.search(&wanted, Some(rows / 2), 100).unwrap();
        println!("{} rows for {wanted:?}: {:?}", found.len(), start.elapsed());
    }
}
