//! A case folder from outside: what its bytes may and may not change, and what comes back after they were lost.

use recount::bundle::Code;
use recount::case::filter::Filter;
use recount::case::{Evidence, Row};
use recount::profile::TrustProfile;
use recount::seal::KeyFolder;
use recount::session::{self, EvidenceState, Session, Standing, Storage, Trusted, Who};
use recount::verify::Verdict;
use recount::watch::Watch;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-logs").join(name)
}

struct Desk {
    dir: TempDir,
}

impl Desk {
    fn new() -> Desk {
        Desk { dir: tempfile::tempdir().unwrap() }
    }

    fn case(&self) -> PathBuf {
        self.dir.path().join("case")
    }

    fn who(&self, name: &str) -> Who {
        Who { config: Some(self.dir.path().join(format!("config-{name}"))), name: name.to_owned(), now: 1_800_000_000 }
    }

    fn import(&self, bundles: &[PathBuf], kept: Storage) -> Session {
        session::import(&self.case(), bundles, kept, &self.who("ada"), &trusted(), &Watch::new()).unwrap()
    }

    fn open_as(&self, name: &str) -> Session {
        session::open(&self.case(), &self.who(name), &trusted(), &Watch::new()).unwrap()
    }

    fn open(&self) -> Session {
        self.open_as("ada")
    }
}

fn trusted() -> Trusted {
    let profile = TrustProfile::load(&sample("trust"), "samples").unwrap();
    Trusted { profiles: vec![profile], ..Trusted::default() }
}

fn rows(session: &Session, filter: &str) -> Vec<Row> {
    session.select(&Filter::parse(filter).unwrap(), &Watch::new()).unwrap().iter().collect()
}

fn lines(session: &Session) -> Vec<Vec<u8>> {
    let evidence: &Evidence = &session.evidence;
    (0..session.case.len() as Row).map(|row| evidence.line(&session.case, row).unwrap().bytes().to_vec()).collect()
}

#[test]
fn a_case_opens_as_it_was_left() {
    let desk = Desk::new();
    let made = desk.import(&[sample("least-privilege.sab")], Storage::Copy);
    let (count, all) = (made.case.len(), lines(&made));
    assert_eq!((made.verdict(), &made.standing), (Verdict::Verified, &Standing::Now));
    drop(made);
    let again = desk.open();
    assert!(matches!(&again.standing, Standing::AtImport { trust } if trust.len() == 1), "{:?}", again.notices);
    assert_eq!((again.verdict(), again.case.len(), lines(&again)), (Verdict::Verified, count, all));
    assert_eq!(again.notices, Vec::<String>::new());
}

#[test]
fn the_index_and_a_reading_find_the_same() {
    let desk = Desk::new();
    let indexed = desk.import(&[sample("least-privilege.sab")], Storage::Copy);
    let indexing = indexed.indexing().expect("the import leaves the texts for later");
    assert_eq!(indexing.run(&Watch::new()).unwrap(), indexed.case.len());
    assert!(indexed.indexing().is_none() && desk.open().indexing().is_none());
    let read = session::read_bundles(&[sample("least-privilege.sab")], &trusted(), &Watch::new()).unwrap();
    for filter in [
        "refund",
        "REFUND",
        "ref",
        "\"canary-a1\"",
        "anary",
        "-refund",
        "harbour lane",
        "\"harbour lane\"",
        "har*lane",
        "har*ane",
        "*anary",
        "re:/RF-[0-9]+/",
    ] {
        assert_eq!(rows(&indexed, filter), rows(&read, filter), "{filter}");
    }
    assert!(!rows(&indexed, "\"canary-a1\"").is_empty() && rows(&indexed, "anary").is_empty());
}

#[test]
fn a_changed_database_changes_nothing_that_is_shown() {
    let desk = Desk::new();
    let made = desk.import(&[sample("tampered.sab")], Storage::Copy);
    let (verdict, all, count) = (made.verdict(), lines(&made), made.case.len());
    assert_eq!(verdict, Verdict::Contradicted);
    drop(made);
    let database = desk.case().join("case.db");
    let original = std::fs::read(&database).unwrap();
    let mut seen = 0;
    // Bytes all over the file, the model's among them.
    for at in (0..original.len()).step_by(original.len() / 40) {
        let mut bytes = original.clone();
        bytes[at..(at + 64).min(original.len())].iter_mut().for_each(|byte| *byte ^= 0x55);
        std::fs::write(&database, &bytes).unwrap();
        let opened = desk.open();
        assert_eq!((opened.verdict(), opened.case.len(), lines(&opened)), (verdict, count, all.clone()), "byte {at}");
        seen += usize::from(opened.standing == Standing::Now);
        drop(opened);
        std::fs::write(&database, &original).unwrap();
    }
    assert!(seen > 0, "none of the changes was noticed");
}

#[test]
fn a_database_that_is_gone_is_made_again() {
    let desk = Desk::new();
    let made = desk.import(&[sample("least-privilege.sab")], Storage::Copy);
    made.indexing().unwrap().run(&Watch::new()).unwrap();
    let all = lines(&made);
    drop(made);
    for name in ["case.db", "search.db"] {
        std::fs::remove_file(desk.case().join(name)).unwrap();
    }
    let opened = desk.open();
    assert_eq!((opened.verdict(), lines(&opened)), (Verdict::Verified, all));
    assert_eq!(opened.standing, Standing::Now);
    assert!(!rows(&opened, "refund").is_empty());
    drop(opened);
    assert!(matches!(desk.open().standing, Standing::AtImport { .. }), "and is kept");
}

#[test]
fn evidence_that_changed_contradicts_the_case() {
    let desk = Desk::new();
    drop(desk.import(&[sample("least-privilege.sab")], Storage::Copy));
    let kept = std::fs::read_dir(desk.case().join("evidence")).unwrap().next().unwrap().unwrap().path();
    let mut bytes = std::fs::read(&kept).unwrap();
    let at = bytes.windows(6).position(|window| window == b"agent:").unwrap();
    bytes[at] ^= 1;
    std::fs::write(&kept, bytes).unwrap();
    let opened = desk.open();
    assert!(
        opened.state == EvidenceState::Altered && opened.verdict() == Verdict::Contradicted,
        "{:?}",
        opened.notices
    );
    assert!(opened.notices.iter().any(|notice| notice.contains("not what was imported")));
}

#[test]
fn another_reviewer_believes_only_what_is_verified_again() {
    let desk = Desk::new();
    drop(desk.import(&[sample("least-privilege.sab")], Storage::Copy));
    let second = desk.open_as("grace");
    assert_eq!((second.verdict(), &second.standing), (Verdict::Verified, &Standing::Now));
    assert!(second.notices.iter().any(|notice| notice.contains("another reviewer")), "{:?}", second.notices);
    drop(second);
    assert!(matches!(desk.open_as("grace").standing, Standing::AtImport { .. }));
    let logs = std::fs::read_dir(desk.case().join("log")).unwrap().count();
    assert_eq!(logs, 2, "each reviewer has a log");
}

#[test]
fn another_trust_profile_is_another_verdict() {
    let desk = Desk::new();
    drop(desk.import(&[sample("least-privilege.sab")], Storage::Copy));
    let none = Trusted { explicit: true, ..trusted() };
    let same = session::open(&desk.case(), &desk.who("ada"), &none, &Watch::new()).unwrap();
    assert!(matches!(same.standing, Standing::AtImport { .. }), "the profile of then was named");
    drop(same);
    let broken = Trusted {
        profiles: Vec::new(),
        failures: vec![recount::bundle::Failure::new(Code::Profile, "")],
        explicit: true,
    };
    let opened = session::open(&desk.case(), &desk.who("ada"), &broken, &Watch::new()).unwrap();
    assert_eq!((opened.verdict(), &opened.standing), (Verdict::Undecidable, &Standing::Now));
}

#[test]
fn evidence_that_moved_is_linked_again_by_its_digest() {
    let desk = Desk::new();
    let here = desk.dir.path().join("here.sab");
    std::fs::copy(sample("least-privilege.sab"), &here).unwrap();
    drop(desk.import(std::slice::from_ref(&here), Storage::InPlace));
    let there = desk.dir.path().join("there.sab");
    std::fs::rename(&here, &there).unwrap();
    let opened = desk.open();
    assert!(opened.notices.iter().any(|notice| notice.contains("is gone")), "{:?}", opened.notices);
    assert!(opened.evidence.line(&opened.case, 0).is_err());
    drop(opened);
    let linked = desk.import(&[there], Storage::InPlace);
    assert!(linked.notices.iter().any(|notice| notice.contains("linked again")), "{:?}", linked.notices);
    assert_eq!(linked.case.parts().len(), 1);
    drop(linked);
    assert_eq!(lines(&desk.open()).len(), desk.open().case.len());
}

#[test]
fn bundles_of_one_log_are_joined_and_a_fork_is_kept_apart() {
    let desk = Desk::new();
    let whole = desk.import(&[sample("least-privilege.sab")], Storage::Copy).case.len();
    let joined = desk.import(&[sample("slice.sab"), sample("redacted.sab")], Storage::Copy);
    assert_eq!((joined.case.len(), joined.case.logs().len(), joined.case.parts().len()), (whole, 1, 3));
    drop(joined);
    let forked = desk.import(&[sample("tampered.sab")], Storage::Copy);
    assert_eq!((forked.case.logs().len(), forked.verdict()), (2, Verdict::Contradicted));
    assert!(forked.case.logs()[1].fork_of.is_some());
    drop(forked);
    assert_eq!(desk.open().case.logs().len(), 2);
}

/// A profile for another log, with keys of its own.
fn other_profile(dir: &Path) -> TrustProfile {
    let mut keys = KeyFolder::open(&dir.join("other-keys"), "other.example/log", Some("other")).unwrap();
    for _ in [keys.log().unwrap(), keys.authority().unwrap(), keys.exporter().unwrap()] {}
    keys.save().unwrap();
    TrustProfile::load(&dir.join("other-keys"), "other").unwrap()
}

#[test]
fn a_verdict_is_only_of_the_profile_that_it_rests_on() {
    let desk = Desk::new();
    let mut both = trusted();
    both.profiles.push(other_profile(desk.dir.path()));
    let sab = [sample("least-privilege.sab")];
    let made = session::import(&desk.case(), &sab, Storage::Copy, &desk.who("ada"), &both, &Watch::new()).unwrap();
    assert_eq!(made.verdict(), Verdict::Verified);
    drop(made);
    let Standing::AtImport { trust } = desk.open().standing else { panic!("it was kept") };
    assert_eq!(trust.iter().map(|trust| trust.name.as_str()).collect::<Vec<_>>(), ["samples"], "the other was at hand");
    let other = Trusted { profiles: vec![other_profile(desk.dir.path())], explicit: true, ..Trusted::default() };
    let opened = session::open(&desk.case(), &desk.who("ada"), &other, &Watch::new()).unwrap();
    assert_ne!(opened.verdict(), Verdict::Verified);
    assert_eq!(opened.standing, Standing::Now);
}

#[test]
fn a_later_import_forgets_no_profile_of_the_ones_before() {
    let desk = Desk::new();
    drop(desk.import(&[sample("broad-access.sab")], Storage::Copy));
    let none = Trusted::default();
    let sab = [sample("slice.sab")];
    let joined = session::import(&desk.case(), &sab, Storage::Copy, &desk.who("ada"), &none, &Watch::new()).unwrap();
    assert_eq!(joined.verdict(), Verdict::Undecidable, "the second was read without trust");
    drop(joined);
    let Standing::AtImport { trust } = desk.open().standing else { panic!("it was kept") };
    assert_eq!(trust.iter().map(|trust| trust.name.as_str()).collect::<Vec<_>>(), ["samples"]);
}

#[test]
fn a_doctored_list_of_evidence_neither_accuses_nor_hides() {
    let desk = Desk::new();
    let here = desk.dir.path().join("here.sab");
    std::fs::copy(sample("broad-access.sab"), &here).unwrap();
    drop(desk.import(std::slice::from_ref(&here), Storage::InPlace));
    let made = desk.import(&[sample("least-privilege.sab")], Storage::Copy);
    let (count, all) = (made.case.len(), lines(&made));
    drop(made);
    for doctored in [
        "UPDATE evidence SET bytes = 1",
        "UPDATE evidence SET kind = 1 - kind",
        "UPDATE evidence SET path = '/nowhere'",
        "DELETE FROM evidence",
        "DELETE FROM model",
        "UPDATE evidence SET bytes = 1, kind = 1, path = '/nowhere'; DELETE FROM model",
    ] {
        let original = std::fs::read(desk.case().join("case.db")).unwrap();
        rusqlite::Connection::open(desk.case().join("case.db")).unwrap().execute_batch(doctored).unwrap();
        let opened = desk.open();
        let found = (opened.verdict(), opened.state, opened.case.len(), lines(&opened));
        assert_eq!(
            found,
            (Verdict::Verified, EvidenceState::Whole, count, all.clone()),
            "{doctored}: {:?}",
            opened.notices
        );
        drop(opened);
        for beside in ["case.db-wal", "case.db-shm"] {
            let _ = std::fs::remove_file(desk.case().join(beside));
        }
        std::fs::write(desk.case().join("case.db"), original).unwrap();
    }
}

#[test]
fn evidence_that_is_gone_when_all_is_verified_again_is_not_passed_over() {
    let desk = Desk::new();
    let here = desk.dir.path().join("here.sab");
    std::fs::copy(sample("least-privilege.sab"), &here).unwrap();
    drop(desk.import(&[sample("broad-access.sab")], Storage::Copy));
    drop(desk.import(std::slice::from_ref(&here), Storage::InPlace));
    std::fs::remove_file(&here).unwrap();
    std::fs::remove_file(desk.case().join("case.db")).unwrap();
    let opened = desk.open();
    assert_eq!((opened.verdict(), opened.state), (Verdict::Undecidable, EvidenceState::Incomplete));
    assert!(opened.notices.iter().any(|notice| notice.contains("is gone")), "{:?}", opened.notices);
}

#[test]
fn an_import_into_a_case_whose_evidence_was_swapped_signs_nothing() {
    let desk = Desk::new();
    drop(desk.import(&[sample("broad-access.sab")], Storage::Copy));
    let kept = std::fs::read_dir(desk.case().join("evidence")).unwrap().next().unwrap().unwrap().path();
    // A sound bundle in another's place, and no model that could tell.
    std::fs::copy(sample("slice.sab"), &kept).unwrap();
    std::fs::remove_file(desk.case().join("case.db")).unwrap();
    let joined = desk.import(&[sample("least-privilege.sab")], Storage::Copy);
    assert_eq!((joined.verdict(), joined.state), (Verdict::Contradicted, EvidenceState::Altered));
    drop(joined);
    assert_eq!(desk.open().verdict(), Verdict::Contradicted, "also afterwards");
}
