//! What a second reading of the verifier found: each case gave a wrong answer once, and here are its exact codes and verdict.

use super::archive::{Entry, archive, deflated, entries};
use super::forge::{Forge, Holder, ORIGIN, record_file, signed};
use recount::bundle::container::{Container, ReadLimits};
use recount::crypto::{Digest, b64_encode};
use recount::profile::{SeenNote, TrustProfile};
use recount::seal::{ExtractOptions, extract};
use recount::verify::{Options, Verdict, Verification, verify};
use recount::watch::Watch;
use std::collections::BTreeMap;

const NOTE: &str = "\"body\":{}";
const WINDOW: &str = "\"from\":\"2026-07-01T00:00:00Z\",\"until\":\"2026-10-01T00:00:00Z\"";

type Files = BTreeMap<String, Vec<u8>>;

fn planner() -> Holder {
    Holder::actor("agent:planner", 5)
}

fn authority() -> Holder {
    Holder::actor("authority.example", 2)
}

/// A log of one added key and one record by it.
fn small() -> (Forge, Holder) {
    let (mut forge, planner) = (Forge::new(), planner());
    forge.add("12:00:00", &planner);
    forge.record(&planner, "12:00:01", "note", NOTE);
    (forge, planner)
}

fn whole(forge: &Forge) -> Files {
    forge.files(&[(0, forge.lines.len())])
}

#[track_caller]
fn expect(found: &Verification, verdict: Verdict, codes: &[&str]) {
    let mut names: Vec<&str> = found.findings.iter().map(|f| f.code.name()).collect();
    names.sort_unstable();
    let mut codes = codes.to_vec();
    codes.sort_unstable();
    assert_eq!((found.verdict, names), (verdict, codes));
}

fn against<'a>(found: &'a Verification, code: &str) -> &'a str {
    found.findings.iter().find(|f| f.code.name() == code).unwrap().against.word()
}

fn verdict_on(found: &Verification, actor: &str) -> Verdict {
    found.coverage.actors.iter().find(|known| known.actor == actor).unwrap().verdict
}

/// Verifies the whole log with these lines as the profile's `authority`.
fn trusting(forge: &mut Forge, authority: &str) -> Verification {
    forge.pins = Some(authority.to_owned());
    forge.verify_whole()
}

/// The authority's record `n` hands over to `new`.
fn rotate(forge: &mut Forge, n: u64, prev: &str, new: &Holder) {
    let vkey = new.vkey.text();
    let sig2 = new.secret.sign(format!("sab/v1 authority\n{ORIGIN}\n{n}\n{prev}\n{vkey}").as_bytes());
    let body = format!("\"op\":\"authority\",\"vkey\":\"{vkey}\",\"sig2\":\"{}\"", b64_encode(&sig2.0));
    forge.key_event("12:00:01", &body);
}

#[test]
fn a_rotated_away_authority_does_not_act_while_the_new_one_waits_for_its_first_index() {
    let mut forge = Forge::new();
    let (planner, new) = (planner(), Holder::actor("authority.example", 20));
    let prev = forge.add("12:00:00", &Holder::actor("agent:other", 6));
    rotate(&mut forge, 1, &prev, &new);
    forge.add("12:00:02", &planner);
    forge.record(&planner, "12:00:03", "note", NOTE);
    let (old, new) = (forge.authority.vkey.text(), new.vkey.text());
    for pinned in [format!("{old}\n{new} 100"), format!("{old}\n{new}"), old] {
        expect(&trusting(&mut forge, &pinned), Verdict::Contradicted, &["E_KEY_AUTHORITY", "E_KEY_UNKNOWN"]);
    }
}

#[test]
fn every_actor_keeps_its_own_verdict_beyond_a_hundred_findings_that_wait() {
    let (mut forge, planner, executor) = (Forge::new(), planner(), Holder::actor("agent:executor", 6));
    forge.add("12:00:00", &planner);
    forge.add("12:00:00", &executor);
    forge.record(&authority(), "12:00:00", "note", NOTE);
    (0..100).for_each(|_| drop(forge.record(&planner, "12:00:01", "note", NOTE)));
    forge.record(&executor, "12:00:01", "note", NOTE);
    let found = forge.verify(forge.files(&[(0, 2), (3, forge.lines.len())]));
    assert_eq!((found.verdict, found.findings.len()), (Verdict::Undecidable, 100));
    assert_eq!(found.counts.values().copied().collect::<Vec<_>>(), [101]);
    assert_eq!(verdict_on(&found, "agent:planner"), Verdict::Undecidable);
    assert_eq!(verdict_on(&found, "agent:executor"), Verdict::Undecidable);
}

#[test]
fn what_is_proven_later_contradicts_every_actor_it_names() {
    let (mut forge, planner, executor) = (Forge::new(), planner(), Holder::actor("agent:executor", 6));
    for holder in [&planner, &executor] {
        let short = "\"from\":\"2026-07-01T00:00:00Z\",\"until\":\"2026-07-01T12:00:00Z\"";
        forge.key_event("11:00:00", &format!("\"op\":\"add\",\"vkey\":\"{}\",{short}", holder.vkey.text()));
    }
    forge.lines.push(b"{}".to_vec());
    (0..101).for_each(|_| drop(forge.record(&planner, "12:00:01", "note", NOTE)));
    forge.record(&executor, "12:00:01", "note", NOTE);
    forge.record(&authority(), "11:00:01", "note", NOTE);
    let found = forge.verify_whole();
    let counts: Vec<(&str, u64)> = found.counts.iter().map(|(code, count)| (code.name(), *count)).collect();
    assert_eq!(counts, [("E_SIG_MISSING", 1), ("E_KEY_VALIDITY", 102)]);
    assert_eq!(verdict_on(&found, "agent:executor"), Verdict::Contradicted);
}

/// A `set` that names `keys` as a blob, with these `blobs` beside it.
fn set_of(forge: &mut Forge, keys: &[u8], blobs: &str) {
    let id = Digest::of(keys).hex();
    let blobs = blobs.replace("ID", &format!("sha256:{id}")).replace("LEN", &keys.len().to_string());
    let members = format!("{blobs}\"body\":{{\"op\":\"set\",\"blob\":\"sha256:{id}\"}}");
    forge.record(&authority(), "12:00:02", "key", &members);
}

const KEYS_BLOB: &str = "\"blobs\":[{\"id\":\"ID\",\"len\":LEN,\"role\":\"keys\"}],";

fn with_blob(mut files: Files, blob: &[u8]) -> Files {
    files.insert(format!("blobs/{}", Digest::of(blob).hex()), blob.to_vec());
    files
}

#[test]
fn the_keys_blob_of_a_set_is_named_in_blobs_with_its_role_and_has_no_salt() {
    let other_id = format!("\"blobs\":[{{\"id\":\"sha256:{}\",\"len\":40,\"role\":\"keys\"}}],", "11".repeat(32));
    for blobs in [
        "".to_owned(),
        KEYS_BLOB.replace("\"keys\"", "\"policy\""),
        KEYS_BLOB.replace("\"keys\"", "\"keys\",\"salted\":true"),
        other_id,
    ] {
        let (mut forge, planner) = small();
        let keys = format!("{{\"vkey\":\"{}\",{WINDOW}}}\n", planner.vkey.text()).into_bytes();
        set_of(&mut forge, &keys, &blobs);
        expect(&forge.verify_whole(), Verdict::Undecidable, &["E_SCHEMA"]);
    }
}

#[test]
fn a_keys_blob_can_neither_be_absent_nor_withheld() {
    let (mut forge, planner) = small();
    let keys = format!("{{\"vkey\":\"{}\",{WINDOW}}}\n", planner.vkey.text()).into_bytes();
    set_of(&mut forge, &keys, KEYS_BLOB);
    expect(&forge.verify(with_blob(whole(&forge), &keys)), Verdict::Verified, &[]);
    let absent = forge.verify_whole();
    expect(&absent, Verdict::Undecidable, &["E_BLOB_MISSING"]);
    assert_eq!((absent.coverage.blobs.missing, absent.coverage.blobs.withheld), (1, 0));
    forge.withheld.push(Digest::of(&keys));
    let withheld = forge.verify_whole();
    expect(&withheld, Verdict::Undecidable, &["E_BLOB_MISSING"]);
    assert_eq!((withheld.coverage.blobs.missing, withheld.coverage.blobs.withheld), (1, 0));
}

#[test]
fn a_keys_blob_that_cannot_be_read_is_told() {
    let planner = planner().vkey.text();
    let later = format!("{{\"vkey\":\"{planner}\",{WINDOW},\"revoked_at\":2,\"reason\":\"retired\"}}\n");
    for (keys, code) in [(b"\xff\n".to_vec(), "E_UTF8"), (later.into_bytes(), "E_SCHEMA"), (b"{\n".to_vec(), "E_JSON")]
    {
        let (mut forge, _) = small();
        set_of(&mut forge, &keys, KEYS_BLOB);
        let found = forge.verify(with_blob(whole(&forge), &keys));
        expect(&found, Verdict::Undecidable, &[code]);
        assert_eq!((found.findings[0].record, against(&found, code)), (Some(2), "authority"));
    }
}

/// A revoke that states the end of the planner's chain.
fn state_head(forge: &mut Forge, n: u64, leaf: &str) {
    let heads = format!("\"heads\":[{{\"actor\":\"agent:planner\",\"n\":{n},\"leaf\":\"{leaf}\"}}]");
    forge.key_event(
        "12:00:03",
        &format!("\"op\":\"revoke\",\"actor\":\"z\",\"key\":\"00000000\",\"reason\":\"retired\",{heads}"),
    );
}

#[test]
fn heads_that_contradict_each_other_are_told() {
    let (one, two) = (Digest::of(b"1").b64(), Digest::of(b"2").b64());
    for (first, second) in [((5, &one), (5, &two)), ((5, &one), (4, &two)), ((5, &one), (6, &two))] {
        let (mut forge, planner) = small();
        forge.record(&planner, "12:00:02", "note", NOTE);
        state_head(&mut forge, first.0, first.1);
        state_head(&mut forge, second.0, second.1);
        let found = forge.verify(forge.files(&[(0, 2), (3, 5)]));
        expect(&found, Verdict::Contradicted, &["E_HEAD"]);
        assert_eq!((found.findings[0].record, against(&found, "E_HEAD")), (Some(4), "authority"));
    }
    let (mut forge, planner) = small();
    forge.record(&planner, "12:00:02", "note", NOTE);
    state_head(&mut forge, 5, &one);
    state_head(&mut forge, 5, &one);
    forge.record(&authority(), "12:00:03", "note", NOTE);
    state_head(&mut forge, 6, &two);
    let (all, later) = (forge.files(&[(0, 2), (3, 7)]), forge.files(&[(0, 2), (3, 5), (6, 7)]));
    expect(&forge.verify(all), Verdict::Contradicted, &["E_HEAD"]);
    expect(&forge.verify(later), Verdict::Verified, &["W_ACTOR_GAP"]);
}

#[test]
fn a_line_begins_with_its_brace() {
    for space in [" ", "\t"] {
        let (mut forge, planner) = small();
        forge.record(&planner, "12:00:02", "note", NOTE);
        let line = forge.lines.pop().unwrap();
        forge.lines.push(signed(&planner, ORIGIN, &[space.as_bytes(), &line[..line.len() - 98]].concat()));
        expect(&forge.verify_whole(), Verdict::Undecidable, &["E_JSON"]);
    }
}

#[test]
fn a_salted_blob_that_is_stated_shorter_than_its_salt_is_told_even_where_it_is_withheld() {
    let (mut forge, planner) = small();
    let id = Digest::of(b"short");
    let blobs =
        format!("\"blobs\":[{{\"id\":\"sha256:{}\",\"len\":5,\"role\":\"pii\",\"salted\":true}}],{NOTE}", id.hex());
    forge.record(&planner, "12:00:02", "note", &blobs);
    expect(&forge.verify(with_blob(whole(&forge), b"short")), Verdict::Undecidable, &["E_BLOB_SALT"]);
    forge.withheld.push(id);
    expect(&forge.verify_whole(), Verdict::Undecidable, &["E_BLOB_SALT", "W_BLOB_WITHHELD"]);
}

#[test]
fn a_pinned_key_that_acts_before_its_first_index_is_contradicted() {
    let (mut forge, _) = small();
    let pinned = format!("{} 1", forge.authority.vkey.text());
    let found = trusting(&mut forge, &pinned);
    expect(&found, Verdict::Contradicted, &["E_KEY_AUTHORITY", "E_KEY_UNKNOWN"]);
}

/// An archive of the files, with the entry of one of them changed.
fn archive_with(files: &Files, path: &str, change: &dyn Fn(Entry) -> Entry) -> Vec<u8> {
    let change = |entry: Entry| if entry.name == path.as_bytes() { change(entry) } else { entry };
    archive(&entries(files).into_iter().map(change).collect::<Vec<_>>())
}

/// The same entry, packed.
fn packed(entry: Entry) -> Entry {
    let name = String::from_utf8(entry.name).unwrap();
    deflated(&name, &entry.data)
}

fn verify_archive(forge: &Forge, bytes: Vec<u8>) -> Verification {
    let (profile, mut faults) = (forge.profile(), Vec::new());
    let container = Container::from_zip_bytes(bytes, &ReadLimits::default(), &mut faults);
    let options = Options { profile: Some(&profile), ..Options::default() };
    verify(&container, faults, &options, &Watch::new(), &mut |_| {})
}

const CONTENT: &[u8] = b"the content of a blob";

/// A signed bundle whose last record names one blob, and where the blob lies.
fn with_content() -> (Forge, Files, String) {
    let (mut forge, planner) = small();
    let blobs = KEYS_BLOB.replace("ID", &format!("sha256:{}", Digest::of(CONTENT).hex()));
    let blobs = blobs.replace("LEN", &CONTENT.len().to_string()).replace("keys", "policy");
    forge.record(&planner, "12:00:02", "note", &format!("{blobs}{NOTE}"));
    let files = forge.sign(&forge.exporter, with_blob(whole(&forge), CONTENT));
    (forge, files, format!("blobs/{}", Digest::of(CONTENT).hex()))
}

#[test]
fn a_declared_size_that_differs_from_the_manifest_is_false_however_the_stream_ends() {
    let (forge, files, blob) = with_content();
    expect(&verify_archive(&forge, archive_with(&files, &blob, &packed)), Verdict::Verified, &[]);
    let larger = |entry| Entry { size: 1000, ..packed(entry) };
    let found = verify_archive(&forge, archive_with(&files, &blob, &larger));
    expect(&found, Verdict::Contradicted, &["E_BLOB_MISSING", "E_FILE_SIZE", "E_ZIP_MISMATCH"]);
}

const RECORDS: &str = "records/000000000000.jsonl";

#[test]
fn a_record_file_that_the_archive_cuts_short_accuses_nobody() {
    let (mut forge, planner) = small();
    (0..4).for_each(|_| drop(forge.record(&planner, "12:00:02", "note", NOTE)));
    let files = forge.sign(&forge.exporter, whole(&forge));
    let cut = |pack: fn(Entry) -> Entry, by: usize| {
        let cut = move |entry| {
            let mut entry = pack(entry);
            entry.data.truncate(entry.data.len() - by);
            entry
        };
        verify_archive(&forge, archive_with(&files, RECORDS, &cut))
    };
    let stored = |entry| entry;
    expect(&verify_archive(&forge, archive_with(&files, RECORDS, &packed)), Verdict::Verified, &[]);
    for found in [cut(packed, 60), cut(stored, 60), cut(stored, 1)] {
        let codes: Vec<&str> = found.findings.iter().map(|f| f.code.name()).collect();
        assert!(codes[0].starts_with("E_ZIP") || codes[1].starts_with("E_ZIP"), "{codes:?}");
        assert_eq!((codes.len(), codes.contains(&"E_TRUNCATED_LINE")), (2, true), "{codes:?}");
        assert_eq!((found.verdict, found.coverage.root.words()), (Verdict::Undecidable, "not computed"));
        assert_eq!((found.coverage.records_present, found.coverage.signatures_checked), (5, 5));
    }
    let line_feed = forge.lines[5].len() + 1;
    expect(&cut(stored, line_feed), Verdict::Undecidable, &["E_ZIP_MISMATCH"]);
}

#[test]
fn a_stored_entry_that_is_shorter_than_declared_is_damage_and_no_other_size() {
    let (forge, files, blob) = with_content();
    let cut = |entry: Entry| Entry { data: entry.data[..5].to_vec(), ..entry };
    let found = verify_archive(&forge, archive_with(&files, &blob, &cut));
    expect(&found, Verdict::Undecidable, &["E_BLOB_MISSING", "E_ZIP_MISMATCH"]);
}

#[test]
fn a_consistency_proof_that_does_not_hold_is_the_exporters_and_only_counts_under_an_accepted_checkpoint() {
    let (mut forge, _) = small();
    forge.witnessed -= 600;
    let seen = SeenNote { path: "1".to_owned(), bytes: forge.note(1).into_bytes() };
    forge.witnessed += 600;
    let verified = |checkpoint: String| {
        let mut files = whole(&forge);
        let proof = format!("old 1\n{}\n\n{checkpoint}", Digest::of(b"no such leaf").b64());
        files.insert("consistency".to_owned(), proof.into_bytes());
        files.insert("checkpoint".to_owned(), checkpoint.into_bytes());
        forge.verify_with(forge.sign(&forge.exporter, files), std::slice::from_ref(&seen), &Watch::new())
    };
    let found = verified(forge.note(2));
    expect(&found, Verdict::Contradicted, &["E_CONSISTENCY"]);
    assert_eq!(against(&found, "E_CONSISTENCY"), "exporter");
    let line = format!("\u{2014} {ORIGIN}");
    let unsigned: String = forge.note(2).split_inclusive('\n').filter(|text| !text.starts_with(&line)).collect();
    expect(&verified(unsigned), Verdict::Undecidable, &["E_CKPT_UNTRUSTED", "W_CONSISTENCY_UNUSED"]);
}

/// A record that names `content` as a blob with this length and salt.
fn naming(forge: &mut Forge, by: &Holder, content: &[u8], len: usize, salted: bool) {
    let id = Digest::of(content).hex();
    let blob = format!("{{\"id\":\"sha256:{id}\",\"len\":{len},\"role\":\"x\",\"salted\":{salted}}}");
    forge.record(by, "12:00:02", "note", &format!("\"blobs\":[{blob}],{NOTE}"));
}

#[test]
fn blobs_are_told_against_whom_the_format_says() {
    let content = [7u8; 40];
    let executor = Holder::actor("agent:executor", 6);
    let case = |refer: &dyn Fn(&mut Forge, &Holder)| {
        let (mut forge, planner) = small();
        forge.add("12:00:02", &executor);
        refer(&mut forge, &planner);
        forge.verify(with_blob(whole(&forge), &content))
    };
    let one = case(&|forge, planner| {
        naming(forge, planner, &content, 40, true);
        forge.record(planner, "12:00:02", "note", NOTE);
        naming(forge, planner, &content, 40, false);
    });
    expect(&one, Verdict::Contradicted, &["E_BLOB_META"]);
    assert_eq!(against(&one, "E_BLOB_META"), "actor");
    let two = case(&|forge, planner| {
        naming(forge, planner, &content, 40, true);
        naming(forge, &executor, &content, 40, false);
    });
    expect(&two, Verdict::Contradicted, &["E_BLOB_META"]);
    assert_eq!(against(&two, "E_BLOB_META"), "operator");
    let length = case(&|forge, planner| naming(forge, planner, &content, 41, false));
    expect(&length, Verdict::Contradicted, &["E_BLOB_LEN"]);
    assert_eq!(against(&length, "E_BLOB_LEN"), "exporter");
    let salt = case(&|forge, planner| naming(forge, planner, &content, 9, true));
    expect(&salt, Verdict::Contradicted, &["E_BLOB_LEN", "E_BLOB_SALT"]);
    assert_eq!(against(&salt, "E_BLOB_SALT"), "exporter");
}

#[test]
fn a_key_of_a_type_that_is_not_known_cannot_be_decided() {
    let bytes = [b"\xffsab-record-v2".as_slice(), &[1; 32]].concat();
    let id = Digest::of(&[b"authority.example\n".as_slice(), &bytes].concat()).hex();
    let unknown = format!("authority.example+{}+{}", &id[..8], b64_encode(&bytes));
    let note = Holder::new("authority.example", recount::crypto::KeyType::Note, 30).vkey.text();
    for vkey in [unknown, note] {
        let (mut forge, _) = small();
        let sig2 = b64_encode(&[0; 64]);
        forge.key_event("12:00:02", &format!("\"op\":\"authority\",\"vkey\":\"{vkey}\",\"sig2\":\"{sig2}\""));
        expect(&forge.verify_whole(), Verdict::Undecidable, &["E_UNSUPPORTED"]);
    }
    let (mut forge, _) = small();
    forge.key_event("12:00:02", &format!("\"op\":\"add\",\"vkey\":\"{}\",{WINDOW}", forge.log.vkey.text()));
    expect(&forge.verify_whole(), Verdict::Contradicted, &["E_KEY_AUTHORITY"]);
}

#[test]
fn without_a_checkpoint_an_overlapping_record_file_makes_no_line_stand_twice() {
    let (mut forge, planner) = small();
    (0..4).for_each(|_| drop(forge.record(&planner, "12:00:02", "note", NOTE)));
    let mut files = whole(&forge);
    files.remove("checkpoint");
    expect(&forge.verify(files.clone()), Verdict::Undecidable, &["E_CKPT_FORMAT"]);
    files.insert("records/000000000001.jsonl".to_owned(), record_file(&forge.lines[5..]));
    expect(&forge.verify(files), Verdict::Undecidable, &["E_CKPT_FORMAT", "E_RECORD_FILES"]);
}

#[test]
fn millions_of_record_files_that_are_not_there_are_one_finding() {
    let (forge, _) = small();
    let mut files = forge.sign(&forge.exporter, whole(&forge));
    let size = 1_000_000_000_000u64;
    let text = format!("{ORIGIN}\n{size}\n{}\n", Digest::of(b"root").b64());
    files.insert("checkpoint".to_owned(), format!("{text}\n\u{2014} {ORIGIN} AAAAAAAA\n").into_bytes());
    files.insert("proof".to_owned(), format!("sab/v1 proof\nsegment 0 {size}\n\n").into_bytes());
    let found = forge.verify_with(files.clone(), &[], &Watch::new());
    let missing: Vec<_> = found.findings.iter().filter(|f| f.code.name() == "E_RECORD_FILES").collect();
    assert_eq!((missing.len(), found.verdict), (1, Verdict::Contradicted));
    assert_eq!(missing[0].file.as_deref(), Some("records/000000065536.jsonl"));
    assert!(missing[0].message.contains("15258789 files"), "{}", missing[0].message);
    files.remove(RECORDS);
    files.insert("records/000000131072.jsonl".to_owned(), Vec::new());
    let found = forge.verify_with(files, &[], &Watch::new());
    let missing = found.findings.iter().filter(|f| f.code.name() == "E_RECORD_FILES");
    let missing: Vec<_> = missing.map(|f| f.file.as_deref().unwrap_or_default()).collect();
    assert_eq!(missing, ["records/000000000000.jsonl", "records/000000196608.jsonl"]);
}

#[test]
fn a_manifest_of_more_files_than_the_limit_stops_there() {
    let (forge, _) = small();
    let files = forge.sign(&forge.exporter, whole(&forge));
    let profile = forge.profile();
    let limits = ReadLimits { files: 2, ..ReadLimits::default() };
    let options = Options { profile: Some(&profile), limits, ..Options::default() };
    let found = verify(&Container::from_files(files), Vec::new(), &options, &Watch::new(), &mut |_| {});
    expect(&found, Verdict::Undecidable, &["E_LIMIT"]);
    assert_eq!(found.findings[0].found.as_deref(), Some("3 or more in the manifest"));
    assert_eq!((found.coverage.records_present, found.coverage.exporter_known), (0, true));
}

#[test]
fn a_pack_of_nothing_but_empty_blobs_is_counted() {
    let (forge, _) = small();
    let mut files = whole(&forge);
    files.insert("packs/000000000000.pack".to_owned(), vec![0; 4 << 10]);
    let found = forge.verify(files);
    assert_eq!((found.verdict, found.findings.len()), (Verdict::Verified, 100));
    assert_eq!((found.counts.values().sum::<u64>(), found.coverage.blobs.unreferenced), (1024, 1024));
}

#[test]
fn an_extract_takes_every_record_of_the_authority_along() {
    let (mut forge, planner) = small();
    let executor = Holder::actor("agent:executor", 6);
    forge.record(&authority(), "12:00:02", "log", "\"body\":{\"op\":\"heartbeat\"}");
    forge.add("12:00:02", &executor);
    forge.record(&executor, "12:00:03", "note", NOTE);
    forge.record(&planner, "12:00:03", "note", NOTE);
    forge.record(&authority(), "12:00:04", "log", "\"body\":{\"op\":\"heartbeat\"}");
    let place = tempfile::tempdir().unwrap();
    let full = place.path().join("full");
    for (path, bytes) in forge.sign(&forge.exporter, whole(&forge)) {
        let path = full.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let options = ExtractOptions {
        from: full,
        keys: place.path().join("keys"),
        out: place.path().join("out.sab"),
        actors: vec!["agent:planner".to_owned()],
        ..ExtractOptions::default()
    };
    let made = extract(&options, &Watch::new()).unwrap();
    assert_eq!((made.segments, made.warnings), (vec![(0, 4), (5, 7)], Vec::new()));
    let profile = forge.profile();
    let trusting = Options { profile: Some(&profile), ..Options::default() };
    let found = recount::verify::verify_path(&options.out, &trusting, &Watch::new()).unwrap();
    expect(&found, Verdict::Verified, &["W_EXPORTER_UNKNOWN"]);
}

#[test]
fn witnesses_outside_the_quorum_do_not_count_as_its_own() {
    let (forge, _) = small();
    let other = Holder::new("other.example", recount::crypto::KeyType::Cosignature, 40).vkey.text();
    let witnesses = format!("witness w {other}\nwitness outside {}\n", forge.witness.vkey.text());
    let policy = format!("log {}\n{witnesses}quorum w\n", forge.log.vkey.text());
    let (authority, exporter) = (forge.authority.vkey.text(), forge.exporter.vkey.text());
    let profile = TrustProfile::from_texts("test", &policy, &authority, &exporter, "").unwrap();
    let files = Container::from_files(forge.sign(&forge.exporter, whole(&forge)));
    let options = Options { profile: Some(&profile), ..Options::default() };
    let found = verify(&files, Vec::new(), &options, &Watch::new(), &mut |_| {});
    expect(&found, Verdict::Undecidable, &["E_QUORUM"]);
    assert_eq!(found.findings[0].found.as_deref(), Some("0 of 1 witnesses signed; missing: \"w\""));
    assert_eq!(found.coverage.witnesses, (0, 1));
}

#[test]
fn the_age_is_assessed_only_against_a_limit() {
    let (forge, _) = small();
    let profile = forge.profile();
    let files = Container::from_files(forge.sign(&forge.exporter, whole(&forge)));
    let assessed = |now, max_age| {
        let options = Options { profile: Some(&profile), now, max_age, ..Options::default() };
        verify(&files, Vec::new(), &options, &Watch::new(), &mut |_| {}).coverage.age_assessed
    };
    let now = Some(super::forge::WITNESSED + 10);
    assert!(assessed(now, Some(60)));
    assert!(!assessed(now, None) && !assessed(None, Some(60)) && !assessed(None, None));
}
