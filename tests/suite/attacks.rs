//! What attackers try, and what each of them gets: one row an attack, with its codes and the verdict.

use super::forge::{Forge, Holder};
use recount::bundle::container::Container;
use recount::crypto::Digest;
use recount::verify::{Options, Verdict, Verification, verify};
use recount::watch::Watch;

const NOTE: &str = "\"body\":{}";

/// A sound log: two keys, then four records of the planner and two of the executor.
fn sound() -> (Forge, Holder, Holder) {
    let mut forge = Forge::new();
    let (planner, executor) = (Holder::actor("agent:planner", 5), Holder::actor("agent:executor", 6));
    forge.add("12:00:00", &planner);
    forge.add("12:00:00", &executor);
    for second in ["01", "02", "03"] {
        let call = forge.record(&planner, &format!("12:00:{second}"), "note", NOTE);
        if second != "03" {
            forge.record(&executor, &format!("12:00:{second}"), "note", &format!("\"refs\":[\"{call}\"],{NOTE}"));
        }
    }
    (forge, planner, executor)
}

#[track_caller]
fn expect(found: &Verification, verdict: Verdict, codes: &[&str]) {
    let mut names: Vec<&str> = found.findings.iter().map(|f| f.code.name()).collect();
    names.sort_unstable();
    let mut codes = codes.to_vec();
    codes.sort_unstable();
    assert_eq!((found.verdict, names), (verdict, codes));
}

#[test]
fn the_log_that_all_attacks_bend_is_sound() {
    expect(&sound().0.verify_whole(), Verdict::Verified, &[]);
}

#[test]
fn a_slice_that_hides_a_revoke_is_undecidable() {
    let (mut forge, planner, _) = sound();
    let revoke = format!(
        "\"op\":\"revoke\",\"actor\":\"agent:planner\",\"key\":\"{}\",\"reason\":\"compromised\"",
        planner.vkey.id.hex()
    );
    forge.key_event("12:00:04", &revoke);
    forge.record(&planner, "12:00:05", "note", NOTE);
    let last = forge.lines.len();
    let found = forge.verify(forge.files(&[(0, last - 2), (last - 1, last)]));
    expect(&found, Verdict::Undecidable, &["E_KEY_STATUS_UNPROVEN"]);
    let codes = ["E_KEY_REVOKED", "W_KEY_COMPROMISE_WINDOW"];
    expect(&forge.verify_whole(), Verdict::Contradicted, &codes);
}

#[test]
fn an_actor_cannot_add_a_key() {
    let (mut forge, planner, _) = sound();
    let mine = Holder::actor("agent:planner", 9);
    let add = format!(
        "\"body\":{{\"op\":\"add\",\"vkey\":\"{}\",\"from\":\"2026-07-01T00:00:00Z\",\"until\":\"2026-10-01T00:00:00Z\"}}",
        mine.vkey.text()
    );
    forge.record(&planner, "12:00:04", "key", &add);
    forge.record(&mine, "12:00:05", "note", NOTE);
    expect(&forge.verify_whole(), Verdict::Contradicted, &["E_KEY_AUTHORITY", "E_KEY_UNKNOWN"]);
}

#[test]
fn a_stranger_who_acts_as_the_authority_has_no_effect() {
    let (mut forge, _, _) = sound();
    let impostor = Holder::actor("authority.example", 9);
    let mine = Holder::actor("agent:mine", 10);
    let add = format!(
        "\"body\":{{\"op\":\"add\",\"vkey\":\"{}\",\"from\":\"2026-07-01T00:00:00Z\",\"until\":\"2026-10-01T00:00:00Z\"}}",
        mine.vkey.text()
    );
    forge.record_at(&impostor, 2, &Digest::of(b"").b64(), "12:00:04", "key", &add);
    forge.record(&mine, "12:00:05", "note", NOTE);
    expect(&forge.verify_whole(), Verdict::Undecidable, &["E_AUTHORITY_UNKNOWN", "E_KEY_UNKNOWN"]);
}

#[test]
fn a_revoked_key_cannot_be_added_again() {
    let (mut forge, planner, _) = sound();
    let revoke = format!(
        "\"op\":\"revoke\",\"actor\":\"agent:planner\",\"key\":\"{}\",\"reason\":\"retired\"",
        planner.vkey.id.hex()
    );
    forge.key_event("12:00:04", &revoke);
    forge.add("12:00:05", &planner);
    forge.record(&planner, "12:00:06", "note", NOTE);
    expect(&forge.verify_whole(), Verdict::Contradicted, &["E_KEY_REUSE", "E_KEY_REVOKED"]);
}

#[test]
fn an_expired_key_cannot_backdate_past_the_authority_clock() {
    let mut forge = Forge::new();
    let (planner, other) = (Holder::actor("agent:planner", 5), Holder::actor("agent:other", 6));
    let short = format!(
        "\"op\":\"add\",\"vkey\":\"{}\",\"from\":\"2026-07-01T00:00:00Z\",\"until\":\"2026-07-01T12:00:00Z\"",
        planner.vkey.text()
    );
    forge.key_event("11:00:00", &short);
    forge.record(&planner, "11:59:00", "note", NOTE);
    forge.add("12:05:01", &other);
    forge.record(&planner, "11:59:30", "note", NOTE);
    expect(&forge.verify_whole(), Verdict::Contradicted, &["E_KEY_VALIDITY"]);
}

#[test]
fn a_line_that_the_operator_replays_is_told_against_the_operator() {
    let (mut forge, _, _) = sound();
    forge.lines.push(forge.lines[2].clone());
    let found = forge.verify_whole();
    expect(&found, Verdict::Contradicted, &["E_ACTOR_SEQ_DUP", "W_LEAF_DUP"]);
    let replay = found.findings.iter().find(|f| f.code.name() == "E_ACTOR_SEQ_DUP").unwrap();
    assert_eq!(replay.against.word(), "operator");
}

#[test]
fn a_replayed_key_event_does_not_bring_a_key_back() {
    let (mut forge, planner, _) = sound();
    let revoke = format!(
        "\"op\":\"revoke\",\"actor\":\"agent:planner\",\"key\":\"{}\",\"reason\":\"retired\"",
        planner.vkey.id.hex()
    );
    forge.key_event("12:00:04", &revoke);
    forge.lines.push(forge.lines[0].clone());
    forge.record(&planner, "12:00:06", "note", NOTE);
    expect(&forge.verify_whole(), Verdict::Contradicted, &["E_ACTOR_SEQ_DUP", "E_KEY_REVOKED", "W_LEAF_DUP"]);
}

#[test]
fn an_omitted_tail_is_said_to_be_unknown() {
    let (forge, _, _) = sound();
    let found = forge.verify(forge.files(&[(0, 4)]));
    expect(&found, Verdict::Verified, &[]);
    let planner = found.coverage.actors.iter().find(|actor| actor.actor == "agent:planner").unwrap();
    assert_eq!(planner.unknown_after, Some(2));
}

#[test]
fn a_smuggled_record_file_is_seen() {
    let (forge, _, _) = sound();
    let mut files = forge.files(&[(0, forge.lines.len())]);
    files.insert("records/000000000003.jsonl".into(), format!("{}\n", forge.lines[3]).into_bytes());
    expect(&forge.verify(files), Verdict::Undecidable, &["E_RECORD_FILES"]);
}

#[test]
fn without_a_proof_no_two_lines_are_told_under_one_index() {
    let (forge, _, _) = sound();
    let mut files = forge.files(&[(0, forge.lines.len())]);
    files.insert("records/000000000003.jsonl".into(), format!("{}\n", forge.lines[4]).into_bytes());
    files.remove("proof");
    let signed = forge.sign(&forge.exporter, files);
    let profile = forge.profile();
    let options = Options { profile: Some(&profile), ..Options::default() };
    let mut told = Vec::new();
    let mut sink = |graded: recount::verify::Graded<'_>| told.push(graded.index());
    let found = verify(&Container::from_files(signed), Vec::new(), &options, &Watch::new(), &mut sink);
    assert_eq!(told, [0, 1, 2, 3]);
    let cut = found.findings.iter().find(|f| f.code.name() == "E_RECORD_FILES").unwrap();
    assert_eq!(cut.file.as_deref(), Some("records/000000000000.jsonl"), "what was not read is not told");
    assert_ne!(found.verdict, Verdict::Verified);
}

/// A log whose last record names one salted blob.
fn with_blob() -> (Forge, Vec<u8>) {
    let (mut forge, planner, _) = sound();
    let blob = [&[7u8; 32][..], b"Jane Doe"].concat();
    let members = format!(
        "\"blobs\":[{{\"id\":\"sha256:{}\",\"len\":{},\"role\":\"pii\",\"salted\":true}}],{NOTE}",
        Digest::of(&blob).hex(),
        blob.len()
    );
    forge.record(&planner, "12:00:04", "note", &members);
    (forge, blob)
}

#[test]
fn only_a_known_exporter_may_withhold() {
    let (mut forge, blob) = with_blob();
    forge.withheld.push(Digest::of(&blob));
    let files = forge.files(&[(0, forge.lines.len())]);
    expect(&forge.verify(files.clone()), Verdict::Verified, &["W_BLOB_WITHHELD"]);
    let stranger = Holder::new("export.stranger", recount::crypto::KeyType::Note, 11);
    let found = forge.verify_with(forge.sign(&stranger, files), &[], &Watch::new());
    expect(&found, Verdict::Undecidable, &["E_BLOB_MISSING", "W_EXPORTER_UNKNOWN"]);
}

#[test]
fn a_packed_blob_cannot_be_withheld_too() {
    let (mut forge, blob) = with_blob();
    forge.withheld.push(Digest::of(&blob));
    forge.blobs.push(blob);
    expect(&forge.verify_whole(), Verdict::Undecidable, &["E_MANIFEST_FORMAT"]);
}

#[test]
fn a_salt_used_twice_is_told() {
    let (mut forge, blob) = with_blob();
    let planner = Holder::actor("agent:planner", 5);
    let other = [&blob[..32], b"John Doe"].concat();
    let members = format!(
        "\"blobs\":[{{\"id\":\"sha256:{}\",\"len\":{},\"role\":\"pii\",\"salted\":true}}],{NOTE}",
        Digest::of(&other).hex(),
        other.len()
    );
    forge.record(&planner, "12:00:05", "note", &members);
    forge.blobs.extend([blob, other]);
    expect(&forge.verify_whole(), Verdict::Verified, &["W_BLOB_SALT"]);
}

#[test]
fn a_witness_clock_that_is_wrong_is_a_warning() {
    let (mut forge, _, _) = sound();
    forge.witnessed -= 3600;
    let found = forge.verify_whole();
    assert_eq!(found.verdict, Verdict::Verified);
    assert!(found.findings.iter().all(|f| f.code.name() == "W_TIME_AFTER_CHECKPOINT"));
    assert_eq!(found.findings.len(), forge.lines.len());
}

#[test]
fn a_revocation_cannot_reach_into_the_future() {
    let (mut forge, planner, _) = sound();
    let revoke = format!(
        "\"op\":\"revoke\",\"actor\":\"agent:planner\",\"key\":\"{}\",\"reason\":\"compromised\",\"since\":99",
        planner.vkey.id.hex()
    );
    forge.key_event("12:00:04", &revoke);
    forge.record(&planner, "12:00:05", "note", NOTE);
    let found = forge.verify_whole();
    expect(&found, Verdict::Undecidable, &["E_KEY_STATUS_UNPROVEN", "E_SCHEMA"]);
}

#[test]
fn damage_to_proof_or_checkpoint_does_not_hide_a_false_signature() {
    let (mut forge, _, _) = sound();
    let last = forge.lines.len() - 1;
    forge.lines[last] = forge.lines[last].replace("12:00:03", "12:00:04");
    for broken in ["proof", "checkpoint"] {
        let mut files = forge.files(&[(0, forge.lines.len())]);
        files.insert(broken.to_owned(), b"nonsense\n".to_vec());
        let found = forge.verify(files);
        assert_eq!(found.verdict, Verdict::Contradicted, "{broken}");
        let false_one = found.findings.iter().find(|f| f.code.name() == "E_SIG_INVALID").unwrap();
        assert_eq!(false_one.record, Some(last as u64));
    }
    let (sound, _, _) = sound();
    let mut files = sound.files(&[(0, sound.lines.len())]);
    files.remove("proof");
    expect(&sound.verify(files), Verdict::Undecidable, &["E_PROOF_FORMAT"]);
}

#[test]
fn a_cancelled_check_claims_nothing_complete() {
    let (mut forge, planner, _) = sound();
    (0..3000).for_each(|_| drop(forge.record(&planner, "12:00:04", "note", NOTE)));
    let files = forge.sign(&forge.exporter, forge.files(&[(0, forge.lines.len())]));
    let (profile, watch) = (forge.profile(), Watch::new());
    let options = Options { profile: Some(&profile), ..Options::default() };
    let found = verify(&Container::from_files(files), Vec::new(), &options, &watch, &mut |_| watch.cancel());
    expect(&found, Verdict::Undecidable, &["E_INTERRUPTED"]);
    assert!(found.coverage.records_present > 0 && found.coverage.records_present < 3000);
    assert!(!found.coverage.actors.is_empty());
    assert!(found.coverage.actors.iter().all(|actor| actor.unknown_after.is_some()));
    assert!(found.remember.is_none());
}

#[test]
fn every_swap_drop_repeat_and_cut_of_records_is_contradicted() {
    let (forge, _, _) = sound();
    let count = forge.lines.len();
    let check = |lines: Vec<String>, what: String| {
        let mut files = forge.files(&[(0, count)]);
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        files.insert("records/000000000000.jsonl".into(), text.into_bytes());
        assert_eq!(forge.verify(files).verdict, Verdict::Contradicted, "{what}");
    };
    for at in 0..count {
        let mut dropped = forge.lines.clone();
        dropped.remove(at);
        check(dropped, format!("drop {at}"));
        let mut repeated = forge.lines.clone();
        repeated.insert(at, forge.lines[at].clone());
        check(repeated, format!("repeat {at}"));
        check(forge.lines[..at].to_vec(), format!("cut at {at}"));
        for other in at + 1..count {
            let mut swapped = forge.lines.clone();
            swapped.swap(at, other);
            check(swapped, format!("swap {at} and {other}"));
        }
    }
}
