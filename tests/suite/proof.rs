//! Proofs of records and checks of bundles: what they say, and that the commands which they print do what they promise.
//!
//! The commands are run with `sh`, with `openssl` and the program itself: they must succeed on sound bytes and fail on altered
//! ones, and nothing that a bundle or its name holds may be run.

use super::desk::{Desk, sample};
use recount::case::Row;
use recount::profile::TrustProfile;
use recount::session::{Session, Trusted, read_bundles};
use recount::view::proof::{
    BundleChecks, Check, LogTree, Outcome, Proving, RecordProof, Source, bundle_checks, bundle_text, record_proof,
    record_text,
};
use recount::watch::Watch;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A bundle that is open.
struct Opened {
    session: Session,
    profile: Option<TrustProfile>,
    source: Source,
    tree: LogTree,
}

impl Opened {
    fn new(bundle: &Path, trust: Option<&Path>, source: Source) -> Opened {
        let profile = trust.map(|dir| TrustProfile::load(dir, "test keys").unwrap());
        let profiles = profile.clone().into_iter().collect();
        let trusted = Trusted { profiles, failures: Vec::new(), explicit: true };
        let session = read_bundles(&[bundle.to_owned()], &trusted, &Watch::default()).unwrap();
        let tree = LogTree::of(&session.case, &session.evidence, 0, &session.case.parts()[0], &|| false);
        Opened { session, profile, source, tree }
    }

    /// A sample with commands that read its file.
    fn sample(name: &str) -> Opened {
        let path = PathBuf::from(sample(name));
        Opened::new(&path, Some(Path::new(&sample("trust"))), Source::of(Some(&path)))
    }

    fn proving(&self) -> Proving<'_> {
        let Session { case, evidence, .. } = &self.session;
        Proving { case, evidence, part: 0, tree: &self.tree, profile: self.profile.as_ref(), source: &self.source }
    }

    fn row(&self, index: u64) -> Row {
        self.session.case.row_of(0, index).unwrap()
    }

    fn record(&self, index: u64) -> RecordProof {
        record_proof(&self.proving(), self.row(index)).unwrap()
    }

    fn bundle(&self) -> BundleChecks {
        bundle_checks(&self.proving())
    }
}

/// Runs a command; whether it succeeded, and all that it said.
fn run(command: &str) -> (bool, String) {
    static OPENSSL: std::sync::Once = std::sync::Once::new();
    OPENSSL.call_once(|| {
        let there = Command::new("openssl").arg("version").output().is_ok_and(|output| output.status.success());
        assert!(
            there,
            "OPENSSL IS NOT INSTALLED: the printed commands cannot be tested without it (apt-get install openssl unzip)"
        );
    });
    let program = Path::new(env!("CARGO_BIN_EXE_recount")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let config = tempfile::tempdir().unwrap();
    let mut shell = Command::new("sh");
    let output = shell.args(["-c", command]).env("PATH", path).env("RECOUNT_CONFIG", config.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.success(), said)
}

#[track_caller]
fn agrees(check: &Check) {
    let Ok(command) = &check.command else { return };
    let (succeeded, said) = run(command);
    assert_eq!(succeeded, check.outcome == Outcome::Holds, "{}\n{command}\n{said}", check.words());
}

fn find<'c>(checks: &'c [Check], name: &str) -> &'c Check {
    checks.iter().find(|check| check.name == name).unwrap_or_else(|| panic!("no check {name}"))
}

#[test]
fn printed_commands_agree_with_the_program_on_every_sample() {
    for (name, indices) in [("least-privilege.sab", [0, 207, 255, 598]), ("tampered.sab", [0, 207, 255, 598])] {
        let opened = Opened::sample(name);
        for index in indices {
            let proof = opened.record(index);
            for check in &proof.checks {
                agrees(check);
            }
            for step in proof.steps.iter().take(2).chain(proof.steps.last()) {
                let (succeeded, said) = run(step);
                assert!(succeeded, "{step}\n{said}");
            }
        }
        let checks = opened.bundle();
        for check in &checks.checks {
            agrees(check);
        }
        for command in checks.findings.iter().flatten() {
            assert!(!run(command).0, "the finding says that it fails: {command}");
        }
    }
    let tampered = Opened::sample("tampered.sab");
    assert_eq!(find(&tampered.record(255).checks, "signature").outcome, Outcome::Fails);
    assert_eq!(tampered.bundle().findings.iter().flatten().count(), 1);
}

#[test]
fn a_command_for_sound_bytes_fails_on_altered_ones() {
    let desk = Desk::new();
    let zip = sample("least-privilege.sab");
    let folder = desk.path("bundle");
    assert!(Command::new("unzip").args(["-q", &zip, "-d"]).arg(&folder).status().unwrap().success());
    let trust = PathBuf::from(sample("trust"));
    let opened = Opened::new(&folder, Some(&trust), Source::of(Some(&folder)));
    let proof = opened.record(255);
    let bundle = opened.bundle();
    let commands: Vec<(&str, &str, &String)> = vec![
        ("records", "signature", find(&proof.checks, "signature").command.as_ref().unwrap()),
        ("records", "leaf hash", find(&proof.checks, "leaf hash").command.as_ref().unwrap()),
        ("checkpoint", "checkpoint", find(&bundle.checks, "signature of the checkpoint").command.as_ref().unwrap()),
        ("checkpoint", "cosignature", find(&bundle.checks, "cosignature of the checkpoint").command.as_ref().unwrap()),
        ("manifest", "manifest", find(&bundle.checks, "signature of the manifest").command.as_ref().unwrap()),
        ("records", "files", find(&bundle.checks, "files").command.as_ref().unwrap()),
        ("records", "everything", find(&bundle.checks, "everything").command.as_ref().unwrap()),
    ];
    for (file, name, command) in commands {
        let (succeeded, said) = run(command);
        assert!(succeeded, "{name}: {command}\n{said}");
        let path = match file {
            "records" => folder.join("records/000000000207.jsonl"),
            other => folder.join(other),
        };
        let sound = std::fs::read(&path).unwrap();
        let mut altered = sound.clone();
        // A byte of the record, or of the origin that both notes begin with.
        let at = match file {
            "records" => sound.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(47).unwrap().0 + 30,
            "manifest" => 30,
            _ => 3,
        };
        altered[at] ^= 1;
        std::fs::write(&path, &altered).unwrap();
        let (succeeded, said) = run(command);
        assert!(!succeeded, "{name} succeeds on altered bytes: {command}\n{said}");
        std::fs::write(&path, &sound).unwrap();
    }
    // Steps of the path and payloads that the command carries itself.
    let carried = Opened::new(&folder, Some(&trust), Source::Carried).record(255);
    let payload = carried.checks.iter().find(|check| check.name.starts_with("payload")).unwrap();
    for command in [payload.command.as_ref().unwrap(), &carried.steps[0]] {
        assert!(run(command).0, "{command}");
        let start = command.find("printf %s '").unwrap() + "printf %s '".len();
        let other = if command[start..].starts_with('A') { "B" } else { "A" };
        let mut altered = command.clone();
        altered.replace_range(start..start + 1, other);
        assert!(!run(&altered).0, "{altered}");
    }
}

#[test]
fn commands_that_carry_their_bytes_need_no_file() {
    let path = PathBuf::from(sample("tampered.sab"));
    let opened = Opened::new(&path, Some(Path::new(&sample("trust"))), Source::of(None));
    for index in [0, 254, 255] {
        for check in &opened.record(index).checks {
            agrees(check);
            assert!(check.command.as_ref().is_ok_and(|command| !command.contains("unzip")) || check.command.is_err());
        }
    }
    let checks = opened.bundle();
    assert!(find(&checks.checks, "everything").command.is_err());
    agrees(find(&checks.checks, "signature of the checkpoint"));
}

#[test]
fn nothing_in_a_name_or_an_origin_is_run() {
    let desk = Desk::new();
    let origin = "o/$(touch>run1)`touch>run2`';touch${IFS}run3;'";
    let event = r#"{"actor":"agent:a'$(touch>run4)","time":"2026-01-05T09:00:00Z","type":"message","body":{"run":"r-1","to":"agent:b","text":"'; touch run5; '$(touch run6)"}}"#;
    std::fs::write(desk.path("events.jsonl"), event.to_owned() + "\n").unwrap();
    desk.expect(0, &["seal", "--origin", origin, "--keys", "keys", "--out", "out.sab", "events.jsonl"]);
    let hostile = desk.path("a'; touch run7; $(touch run8) `touch run9` #\u{e9}.sab");
    std::fs::rename(desk.path("out.sab"), &hostile).unwrap();
    let opened = Opened::new(&hostile, Some(&desk.path("keys")), Source::of(Some(&hostile)));
    assert!(matches!(opened.source, Source::Archive(_)));
    let last = opened.session.case.len() as u64 - 1;
    let proof = opened.record(last);
    let bundle = opened.bundle();
    let mut ran = 0;
    for check in proof.checks.iter().chain(&bundle.checks) {
        let Ok(command) = &check.command else { continue };
        let inside = format!("cd '{}' && {command}", desk.path("").display());
        let (succeeded, said) = run(&inside);
        assert!(succeeded, "{command}\n{said}");
        ran += 1;
    }
    assert!(ran >= 6, "{ran}");
    let left: Vec<_> = std::fs::read_dir(desk.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().starts_with("run")), "{left:?}");
    let text = record_text(&proof).join("\n") + &bundle_text(&bundle).join("\n");
    assert!(text.contains("signature: holds"));
    // A name with a line break is in no command.
    assert_eq!(Source::of(Some(Path::new("a\ntouch run10\n.sab"))), Source::Carried);
}

#[test]
fn every_path_of_every_sample_leads_to_the_signed_root() {
    for name in ["broad-access.sab", "least-privilege.sab", "redacted.sab", "slice.sab"] {
        let opened = Opened::sample(name);
        for row in 0..opened.session.case.len() as Row {
            let proof = record_proof(&opened.proving(), row).unwrap();
            let root = proof.head.as_ref().unwrap().root;
            let path = proof.path.as_ref().unwrap();
            assert_eq!(path.last().unwrap().result, root, "{name} {}", proof.index);
            let siblings: Vec<_> = path.iter().map(|step| step.sibling).collect();
            let size = proof.head.as_ref().unwrap().size;
            assert!(recount::crypto::verify_inclusion(proof.index, size, &proof.leaf, &siblings, &root));
            assert!(proof.checks.iter().all(|check| check.outcome != Outcome::Fails), "{:?}", proof.sentence());
            assert_eq!(find(&proof.checks, "signature").outcome, Outcome::Holds);
            assert_eq!(find(&proof.checks, "key").outcome, Outcome::Holds, "{name} {}", proof.index);
        }
    }
    let slice = Opened::sample("slice.sab");
    assert!(slice.record(255).path.unwrap().iter().any(|step| step.given), "hidden records come from the proof file");
}

#[test]
fn a_log_of_thousands_of_records_has_its_paths() {
    let desk = Desk::new();
    let events: String = (0..1500)
        .map(|n| {
            let time = format!("2026-01-05T09:{:02}:{:02}Z", n / 60 % 60, n % 60);
            format!(r#"{{"actor":"agent:a","time":"{time}","type":"message","body":{{"run":"r-1","to":"agent:b","text":"{n}"}}}}"#) + "\n"
        })
        .collect();
    std::fs::write(desk.path("events.jsonl"), events).unwrap();
    desk.expect(0, &["seal", "--origin", "o/log", "--keys", "keys", "--out", "out.sab", "events.jsonl"]);
    let path = desk.path("out.sab");
    let opened = Opened::new(&path, Some(&desk.path("keys")), Source::of(Some(&path)));
    let size = opened.session.case.len() as u64;
    for index in [0, 1, 255, 256, 257, 1023, 1024, 1300, size - 1] {
        let proof = opened.record(index);
        assert_eq!(proof.path.unwrap().last().unwrap().result, proof.head.unwrap().root, "{index} of {size}");
    }
}

#[test]
fn what_is_said_of_a_sound_and_of_a_false_record() {
    let text = |name: &str, index| record_text(&Opened::sample(name).record(index));
    let sound = text("least-privilege.sab", 255);
    let holds = |line: &str| assert!(sound.iter().any(|said| said.contains(line)), "{line}\n{}", sound.join("\n"));
    holds("record 255, verified");
    holds("this record: holds: signature, key, leaf hash, path to the root, chain of the actor");
    holds("  | sab/v1 record");
    holds("  | demo.recount.example/northwind-freight");
    holds("the key event in record ");
    holds("pinned as log by the profile test keys, holds");
    holds("pinned as witness by the profile test keys, holds");
    let bad = text("tampered.sab", 255).join("\n");
    assert!(bad.contains("record 255, failed") && bad.contains("fails: signature"), "{bad}");
    assert!(bad.contains("path: the records do not make up the tree"), "{bad}");
    // Without a profile nobody's checkpoint counts, and the page says so.
    let path = PathBuf::from(sample("slice.sab"));
    let nobody = Opened::new(&path, None, Source::of(Some(&path)));
    let said = record_text(&nobody.record(255)).join("\n");
    assert!(
        said.contains("record 255, unchecked") && said.contains("unknown: there is no trust profile, not tested"),
        "{said}"
    );
    assert!(said.contains("key: not tested") && said.contains("nobody whom you trust says that it counts"), "{said}");
    assert!(bundle_text(&nobody.bundle()).contains(&"signatures of all records: not tested".to_owned()));
}
