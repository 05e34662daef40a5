//! The writer as a whole: what it seals adds up, again and again, and what it refuses leaves no trace.

use super::*;
use crate::bundle::container::ReadLimits;
use crate::bundle::key_event::KeyEvent;
use crate::bundle::manifest::Manifest;
use crate::bundle::proof::{Checkpoint, ConsistencyFile, Proof};
use crate::bundle::record::{Record, signed_message};
use crate::crypto::{Digest, Frontier, NOTE_MAX, Note, VKey, leaf_hash, verify_consistency};
use crate::watch::Watch;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

const ORIGIN: &str = "log.example/test";
const EVENTS: &str = r#"{"actor":"agent:a","time":"2026-11-02T09:14:07.5Z","type":"policy","id":"p","blobs":[{"role":"policy","text":"permit"}],"body":{"op":"publish","name":"p","version":"1"}}
{"actor":"agent:a","time":"2026-11-02T10:14:08+01:00","type":"message","id":"m","refs":["p"],"body":{"run":"r","to":"b","text":"hello","policy":{"name":"p","version":"1"}}}
{"actor":"agent:c","sign_as":"service:broker","time":"2026-11-02T09:14:09Z","type":"tool.call","refs":["m"],"blobs":[{"role":"pii","base64":"aGk="}],"body":{"args":{"x":[1]},"n":1.50}}
"#;

struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    fn new() -> Place {
        Place { dir: tempfile::tempdir().unwrap() }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn options(&self, out: &str) -> SealOptions {
        SealOptions {
            origin: ORIGIN.to_owned(),
            keys: self.at("keys"),
            out: self.at(out),
            allow_sign_as: vec!["service:broker".to_owned()],
            deterministic: Some("test".to_owned()),
            now: 1_800_000_000,
            ..SealOptions::default()
        }
    }

    fn names(&self) -> Vec<String> {
        disk::names(self.dir.path()).unwrap()
    }
}

fn seal_text(text: &str, options: &SealOptions) -> Result<Sealed, SealError> {
    seal(&mut text.as_bytes(), options, &Watch::new())
}

/// Checks a bundle folder by itself: manifest, tree, signatures, chains, key windows, blobs. Gives the records and the lines.
fn check(bundle: &Path) -> Vec<(Record, String)> {
    let text = |path: &str| fs::read_to_string(bundle.join(path)).unwrap();
    let note = text("checkpoint");
    let checkpoint = Checkpoint::parse(Note::parse(note.as_bytes(), NOTE_MAX).unwrap().text).unwrap();
    let proof = Proof::parse(text("proof").as_bytes(), checkpoint.size).unwrap();
    let bytes = text("manifest").into_bytes();
    let (manifest, _) = Manifest::parse(&bytes, &ReadLimits::default()).unwrap();
    let mut blobs = HashMap::new();
    let mut lines = Vec::new();
    for file in &manifest.files {
        let bytes = fs::read(bundle.join(&file.path)).unwrap();
        assert_eq!((Digest::of(&bytes), bytes.len() as u64), (file.digest, file.bytes), "{}", file.path);
        if file.path.starts_with("records/") {
            lines.extend(String::from_utf8(bytes).unwrap().lines().map(str::to_owned));
        } else if file.path.starts_with("blobs/") {
            assert!(blobs.insert(Digest::of(&bytes), bytes.len() as u64).is_none());
        } else if file.path.starts_with("packs/") {
            let mut rest = bytes.as_slice();
            while let Some((length, after)) = rest.split_first_chunk::<4>() {
                let (blob, after) = after.split_at(u32::from_be_bytes(*length) as usize);
                assert!(blobs.insert(Digest::of(blob), blob.len() as u64).is_none());
                rest = after;
            }
        }
    }
    let indices: Vec<u64> = proof.segments.iter().flat_map(|(start, end)| *start..*end).collect();
    assert_eq!(indices.len(), lines.len());
    check_root(&checkpoint, &proof, &lines);
    check_records(&lines, &manifest, &blobs, checkpoint.size == lines.len() as u64)
}

fn check_root(checkpoint: &Checkpoint, proof: &Proof, lines: &[String]) {
    let mut frontier = Frontier::new();
    let (mut lines, mut hashes) = (lines.iter(), proof.hashes.iter());
    let mut at = 0;
    for (start, end) in proof.segments.iter().copied().chain([(checkpoint.size, checkpoint.size)]) {
        for (level, _) in crate::crypto::subtrees(at, start) {
            frontier.push_subtree(level, *hashes.next().unwrap());
        }
        (start..end).for_each(|_| frontier.push(leaf_hash(lines.next().unwrap().as_bytes())));
        at = end;
    }
    assert_eq!(frontier.root(), checkpoint.root);
}

fn check_records(
    lines: &[String],
    manifest: &Manifest,
    blobs: &HashMap<Digest, u64>,
    full: bool,
) -> Vec<(Record, String)> {
    let mut keys: HashMap<(String, String), VKey> = HashMap::new();
    let mut grants = HashMap::new();
    let mut chains: HashMap<String, (u64, Digest)> = HashMap::new();
    let mut leaves = HashSet::new();
    let mut records = Vec::new();
    for line in lines {
        let record = Record::parse(line.as_bytes()).unwrap();
        let place = (record.actor.clone(), record.key.hex());
        if record.kind == "key" {
            if let Some(KeyEvent::Add(grant)) = &record.key_event {
                let vkey = VKey::parse(&grant.vkey).unwrap();
                let place = (vkey.name.clone(), vkey.id.hex());
                grants.insert(place.clone(), grant.clone());
                keys.insert(place, vkey);
            }
        } else {
            let message = signed_message(ORIGIN, line.as_bytes());
            let public = keys[&place].ed25519().unwrap();
            assert_eq!(public.check(&message, &record.signature), Ok(()), "{line}");
            assert!(grants[&place].from <= record.time && record.time < grants[&place].until);
        }
        let leaf = leaf_hash(line.as_bytes());
        if full {
            let wanted = chains.get(&record.actor).map_or((0, None), |(n, leaf)| (n + 1, Some(*leaf)));
            assert_eq!((record.n, record.prev), wanted, "{line}");
            assert!(record.refs.iter().all(|leaf| leaves.contains(leaf)));
        }
        for blob in &record.blobs {
            assert!(blobs.get(&blob.id) == Some(&blob.len) || manifest.reason(&blob.id).is_some(), "{line}");
        }
        chains.insert(record.actor.clone(), (record.n, leaf));
        leaves.insert(leaf);
        records.push((record, line.clone()));
    }
    records
}

#[test]
fn a_small_log_adds_up() {
    let place = Place::new();
    let sealed = seal_text(EVENTS, &place.options("out/")).unwrap();
    let records = check(&place.at("out"));
    assert_eq!((sealed.size, records.len(), sealed.warnings), (5, 5, vec![]));
    let kinds: Vec<&str> = records.iter().map(|(record, _)| record.kind.as_str()).collect();
    assert_eq!(kinds, ["key", "policy", "message", "key", "tool.call"]);
    let id = format!("sha256:{}", Digest::of(b"permit").hex());
    assert!(
        records[1]
            .1
            .contains(&format!("\"body\":{{\"op\":\"publish\",\"name\":\"p\",\"version\":\"1\",\"id\":\"{id}\"}}"))
    );
    assert!(records[2].1.contains(&format!(
        "\"body\":{{\"run\":\"r\",\"to\":\"b\",\"policy\":{{\"name\":\"p\",\"version\":\"1\",\"id\":\"{id}\"}}}}"
    )));
    assert!(records[2].1.contains("\"time\":\"2026-11-02T09:14:08.000000Z\"") && !records[2].1.contains("hello"));
    assert!(records[3].1.contains("\"attests\":[\"*\"]") && records[3].1.contains("\"from\":\"2026-11-02T00:00:00Z\""));
    assert!(
        records[4].1.contains("\"actor\":\"service:broker\"")
            && records[4].1.contains("\"body\":{\"n\":1.50,\"by\":\"agent:c\"}")
    );
    let roles: Vec<&str> = records[4].0.blobs.iter().map(|blob| blob.role.as_str()).collect();
    assert_eq!(roles, ["pii", "args"]);
    assert!(place.at("out/blobs").join(Digest::of(b"permit").hex()).exists());
    assert_eq!(place.names(), ["keys", "out"]);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (one, two) = (Place::new(), Place::new());
    for place in [&one, &two] {
        seal_text(EVENTS, &place.options("x.sab")).unwrap();
        seal_text(EVENTS, &SealOptions { append: Some(place.at("log")), ..place.options("y.sab") }).unwrap();
    }
    let read = |place: &Place, name: &str| fs::read(place.at(name)).unwrap();
    assert_eq!(read(&one, "x.sab"), read(&two, "x.sab"));
    assert_eq!(read(&one, "x.sab"), read(&one, "y.sab"));
    let again = seal_text(EVENTS, &SealOptions { deterministic: None, ..one.options("z.sab") });
    assert!(again.is_ok() && read(&one, "x.sab") != read(&one, "z.sab"));
}

#[test]
fn a_log_goes_on_and_keeps_its_checkpoints() {
    let place = Place::new();
    let options = SealOptions {
        append: Some(place.at("log")),
        checkpoint_every: Some(2),
        witness: Some("w1".to_owned()),
        ..place.options("out/")
    };
    seal_text(EVENTS, &options).unwrap();
    let line =
        "{\"actor\":\"agent:a\",\"time\":\"2027-12-24T09:14:07Z\",\"type\":\"note\",\"refs\":[\"m\"],\"body\":{}}\n";
    let sealed = seal_text(line, &options).unwrap();
    assert_eq!(
        (sealed.size, check(&place.at("out")).len()),
        (7, 7),
        "the key's window had ended, so it was added again"
    );
    let mut kept: Vec<u64> =
        disk::names(&place.at("log/checkpoints")).unwrap().iter().map(|n| n.parse().unwrap()).collect();
    kept.sort_unstable();
    assert_eq!(kept, [2, 5, 7]);
    let bytes = fs::read(place.at("out/consistency")).unwrap();
    let file = ConsistencyFile::parse(&bytes).unwrap();
    let checkpoint = |name: &str| {
        let bytes = fs::read(place.at(name)).unwrap();
        Checkpoint::parse(Note::parse(&bytes, NOTE_MAX).unwrap().text).unwrap()
    };
    let (old, new) = (checkpoint("log/checkpoints/5"), checkpoint("out/checkpoint"));
    assert_eq!((file.old, file.note.text), (5, Checkpoint::text(ORIGIN, 7, &new.root).as_str()));
    assert!(verify_consistency(5, 7, &file.hashes, &old.root, &new.root));
    let export = seal_text("", &SealOptions { witness: None, ..options }).unwrap();
    assert_eq!((export.size, export.root), (7, sealed.root));
}

#[test]
fn a_refused_input_leaves_no_trace() {
    let place = Place::new();
    let options = SealOptions { append: Some(place.at("log")), ..place.options("x.sab") };
    let with = |line: &str| format!("{EVENTS}{line}\n");
    let plain = r#"{"actor":"agent:a","time":"2026-11-02T09:14:10Z","type":"t","body":{}}"#;
    for (line, what) in [
        ("", "not JSON"),
        ("{", "not JSON"),
        (&plain.replace("}}", "},\"id\":\"m\"}"), "stands on an earlier line"),
        (&plain.replace("\"body\"", "\"refs\":[\"zz\"],\"body\""), "no earlier line has"),
        (&plain.replace("\"t\"", "\"key\""), "the type is key"),
        (&plain.replace("agent:a", "authority.log.example/test"), "the authority acts"),
        (&plain.replace("\"body\"", "\"sign_as\":\"agent:q\",\"body\""), "is to sign for"),
        (&plain.replace("\"body\":{}", "\"sign_as\":\"service:broker\",\"body\":{\"by\":\"x\"}"), "body has by"),
        (
            &plain
                .replace(
                    "\"body\":{}",
                    "\"body\":{\"op\":\"publish\",\"name\":\"p\",\"version\":\"1\",\"id\":\"other\"}",
                )
                .replace("\"t\"", "\"policy\""),
            "was published before as",
        ),
        (
            &plain.replace("{}", &format!("{{\"small\":1,\"big\":\"{}\"}}", "x".repeat(65_535))),
            "the member big of body",
        ),
        (&plain.replace("\"body\"", "\"blobs\":[{\"role\":\"x\",\"file\":\"a\"}],\"body\""), "--files DIR"),
    ] {
        let told = seal_text(&with(line), &options).err().map(|e| (e.to_string(), e.exit_status())).unwrap_or_default();
        assert!(told.0.starts_with("line 4: ") && told.0.contains(what) && told.1 == 65, "{line}: {told:?}");
        assert_eq!(place.names(), Vec::<String>::new());
    }
    seal_text(EVENTS, &options).unwrap();
    let before = fs::read(place.at("log/records/000000000000.jsonl")).unwrap();
    assert!(seal_text(&with("{"), &options).is_err());
    assert_eq!(fs::read(place.at("log/records/000000000000.jsonl")).unwrap(), before);
    assert_eq!(
        disk::names(&place.at("log")).unwrap(),
        ["blobs", "checkpoints", "exports", "input", "lock", "names", "origin", "packs", "records"]
    );
    let other = SealOptions { origin: "other".to_owned(), keys: place.at("k2"), ..options };
    assert_eq!(seal_text(EVENTS, &other).err().map(|e| e.exit_status()), Some(64));
}

#[test]
fn a_killed_run_is_finished_or_forgotten() {
    let place = Place::new();
    let options = SealOptions { append: Some(place.at("log")), ..place.options("out/") };
    seal_text(EVENTS, &options).unwrap();
    // A torn line that no checkpoint covers, and an addition that was never completed.
    let records = place.at("log/records/000000000000.jsonl");
    let whole = fs::read(&records).unwrap();
    fs::write(&records, [whole.as_slice(), b"{\"v\":1,"].concat()).unwrap();
    fs::create_dir_all(place.at("log/staging.tmp/blobs")).unwrap();
    let line =
        "{\"actor\":\"agent:b\",\"time\":\"2026-11-03T09:14:07Z\",\"type\":\"note\",\"body\":{\"text\":\"x\"}}\n";
    let sealed = seal_text(line, &options).unwrap();
    assert_eq!((sealed.size, check(&place.at("out")).len()), (7, 7));
    // An addition that was completed but not yet moved into the log, whatever part of it was.
    let keys = KeyFolder::open(&place.at("keys"), ORIGIN, None).unwrap();
    let key = keys.of(Role::Actor, "agent:b")[0].clone();
    for step in 0..3 {
        let (folder, state, _) =
            log_folder::LogFolder::open(&place.at("log"), disk::Durability::Durable, &Watch::new()).unwrap();
        let before = state.size();
        let stage = folder.stage(ORIGIN, before).unwrap();
        let mut sequencer = sequencer::Sequencer::new(ORIGIN, state, stage);
        let (id, len) = sequencer.stage.salted_blob(&[step; 32], b"late").unwrap();
        let blobs = [sequencer::BlobName { id, len, role: "content".into(), name: None, salted: true }];
        let time = sequencer.state.latest.unwrap();
        let draft = sequencer::Draft { key: &key, time, kind: "note", refs: &[], blobs: &blobs, body: "{}" };
        sequencer.append(&draft).unwrap().unwrap();
        sequencer.stage.close().unwrap();
        drop(folder);
        let packs = place.at("log/packs/000000000000.pack");
        let half = [fs::read(&packs).unwrap(), vec![0, 0, 0]].concat();
        if step > 0 {
            fs::write(&packs, half).unwrap();
        }
        if step > 1 {
            fs::write(&records, [fs::read(&records).unwrap(), b"{\"v\"".to_vec()].concat()).unwrap();
        }
        let sealed = seal_text("", &options).unwrap();
        assert_eq!((sealed.size, check(&place.at("out")).len() as u64), (before + 1, before + 1));
        assert_eq!(sealed.warnings.len(), 1, "{:?}", sealed.warnings);
    }
    // A record that a checkpoint covers is missing: never repaired silently.
    fs::write(&records, &whole).unwrap();
    assert!(matches!(seal_text(line, &options), Err(SealError::LogDamaged { .. })));
}

#[test]
fn a_publish_whose_id_is_no_string_is_refused_before_it_bricks_the_log() {
    let place = Place::new();
    let options = SealOptions { append: Some(place.at("log")), ..place.options("x.sab") };
    let event = |id: &str| {
        format!(
            "{{\"actor\":\"agent:a\",\"time\":\"2026-03-03T11:00:00Z\",\"type\":\"policy\",\"body\":{{\"op\":\"publish\",\
             \"name\":\"x\",\"version\":\"1\"{id}}},\"blobs\":[{{\"role\":\"policy\",\"text\":\"p\"}}]}}\n"
        )
    };
    for id in [",\"id\":null", ",\"id\":7", ",\"\\u0069d\":{}"] {
        assert!(matches!(seal_text(&event(id), &options), Err(SealError::Input { line: 1, .. })), "{id}");
    }
    seal_text(&event(""), &options).unwrap();
    assert_eq!(seal_text("", &options).unwrap().size, 2);
}

#[test]
fn two_runs_do_not_write_one_log() {
    let place = Place::new();
    let options = SealOptions { append: Some(place.at("log")), ..place.options("x.sab") };
    seal_text(EVENTS, &options).unwrap();
    let lock = log_folder::lock(&place.at("log")).unwrap();
    assert!(matches!(seal_text(EVENTS, &options), Err(SealError::Locked { .. })));
    drop(lock);
    assert!(seal_text(EVENTS, &options).is_ok());
}

#[test]
fn the_sample_log_builds() {
    let place = Place::new();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-logs/least-privilege.events.jsonl");
    let text = fs::read_to_string(path).unwrap();
    let sealed = seal_text(&text, &place.options("out/")).unwrap();
    let records = check(&place.at("out"));
    let signers = sealed.records.len() as u64 - 1;
    assert_eq!(sealed.size, 389 + signers, "{:?}", sealed.records);
    assert_eq!(records[0].0.kind, "key");
    assert_eq!(sealed.warnings, Vec::<String>::new());
}

fn key_options(place: &Place) -> KeyChangeOptions {
    KeyChangeOptions {
        log: place.at("log"),
        keys: place.at("keys"),
        deterministic: Some("test".to_owned()),
        now: 1_800_000_000,
        ..KeyChangeOptions::default()
    }
}

fn revoke(actor: &str) -> KeyChange {
    KeyChange::Revoke { actor: actor.to_owned(), key: None, reason: "retired".to_owned(), since: None }
}

#[test]
fn key_events_are_written_and_obeyed() {
    let place = Place::new();
    let options = SealOptions { append: Some(place.at("log")), ..place.options("out/") };
    seal_text(EVENTS, &options).unwrap();
    let change = |change: &KeyChange| change_keys(&key_options(&place), change);
    assert_eq!(change(&revoke("agent:a")).unwrap().index, 5);
    assert!(matches!(change(&revoke("agent:a")), Err(SealError::Usage { .. })));
    let add = |key| KeyChange::Add { key, from: None, until: None, attests: vec![] };
    let added = change(&add(AddedKey::Actor("agent:new".to_owned()))).unwrap();
    let revoked = KeyFolder::open(&place.at("keys"), ORIGIN, None).unwrap().of(Role::Actor, "agent:a")[0].vkey.clone();
    assert!(matches!(change(&add(AddedKey::Public(revoked))), Err(SealError::Usage { .. })));
    let log = KeyFolder::open(&place.at("keys"), ORIGIN, None).unwrap().of(Role::Log, ORIGIN)[0].vkey.clone();
    assert!(matches!(change(&add(AddedKey::Public(log))), Err(SealError::Usage { .. })));
    let rotated = change(&KeyChange::RotateAuthority).unwrap();
    let snapshot = change(&KeyChange::Snapshot).unwrap();
    assert_eq!((added.index, rotated.index, snapshot.index, snapshot.size), (6, 7, 8, 9));
    let line = "{\"actor\":\"agent:a\",\"time\":\"2026-11-03T09:14:07Z\",\"type\":\"note\",\"body\":{}}\n";
    let sealed = seal_text(line, &options).unwrap();
    assert_eq!(sealed.warnings.len(), 1, "{:?}", sealed.warnings);
    let records = check(&place.at("out"));
    assert_eq!(records.len(), 11);
    let new = VKey::parse(rotated.vkey.as_deref().unwrap()).unwrap();
    assert_eq!((records[7].0.key == new.id, records[8].0.key, records[9].0.key), (false, new.id, new.id));
    let Some(KeyEvent::Authority { sig2, vkey }) = &records[7].0.key_event else { panic!("no rotation") };
    let prev = records[7].0.prev.unwrap().b64();
    let message = format!("sab/v1 authority\n{ORIGIN}\n{}\n{prev}\n{vkey}", records[7].0.n);
    let signature = crate::crypto::Signature(*sig2);
    assert_eq!(new.ed25519().unwrap().check(message.as_bytes(), &signature), Ok(()));
    let Some(KeyEvent::Set { keys, heads }) = &records[8].0.key_event else { panic!("no snapshot") };
    let crate::bundle::key_event::SetKeys::Inline(keys) = keys else { panic!("not inline") };
    assert_eq!((keys.len(), keys.iter().filter(|key| key.revoked.is_some()).count()), (3, 1));
    assert_eq!(heads.iter().map(|head| head.actor.as_str()).collect::<Vec<_>>(), ["agent:a", "service:broker"]);
    assert_eq!(heads[0].leaf, leaf_hash(records[2].1.as_bytes()));
    assert_eq!(fs::read_to_string(place.at("keys/authority")).unwrap().lines().count(), 2);
}

#[test]
fn a_snapshot_of_many_keys_lies_in_a_blob() {
    let place = Place::new();
    let line = |n: u32| {
        format!("{{\"actor\":\"agent:{n:04}\",\"time\":\"2026-11-02T09:14:07Z\",\"type\":\"t\",\"body\":{{}}}}\n")
    };
    let options = SealOptions { append: Some(place.at("log")), ..place.options("out/") };
    seal_text(&(0..300).map(line).collect::<String>(), &options).unwrap();
    change_keys(&key_options(&place), &KeyChange::Snapshot).unwrap();
    let sealed = seal_text(&line(0), &options).unwrap();
    let records = check(&place.at("out"));
    assert_eq!(sealed.size, 602, "no key is added again");
    let Some(KeyEvent::Set { keys: crate::bundle::key_event::SetKeys::Blob(id), heads }) = &records[600].0.key_event
    else {
        panic!("no blob")
    };
    assert_eq!(heads.len(), 300);
    let text = fs::read_to_string(place.at("out/blobs").join(id.hex())).unwrap();
    assert!(crate::bundle::key_event::read_set(&text).is_ok());
    assert_eq!(text.lines().count(), 300);
}

#[test]
fn extracts_hold_what_was_asked_for_and_every_key_event() {
    let place = Place::new();
    seal_text(EVENTS, &place.options("full/")).unwrap();
    let base = ExtractOptions {
        from: place.at("full"),
        keys: place.at("keys"),
        out: place.at("part/"),
        deterministic: Some("test".to_owned()),
        ..ExtractOptions::default()
    };
    let done = extract(&ExtractOptions { segments: vec![(2, 3)], ..base.clone() }, &Watch::new()).unwrap();
    assert_eq!((done.segments, done.warnings.len()), (vec![(0, 1), (2, 4)], 0));
    assert_eq!(check(&place.at("part")).len(), 3);
    assert!(!place.at("part/blobs").exists(), "the policy is named by record 1 only");
    let actors = vec!["service:broker".to_owned()];
    let done = extract(&ExtractOptions { actors, out: place.at("actors/"), ..base.clone() }, &Watch::new()).unwrap();
    assert_eq!(done.segments, [(0, 1), (3, 5)]);
    check(&place.at("actors"));
    let withhold = vec![("pii".to_owned(), "gdpr".to_owned()), ("policy".to_owned(), "secret".to_owned())];
    let done =
        extract(&ExtractOptions { withhold, out: place.at("redacted/"), ..base.clone() }, &Watch::new()).unwrap();
    assert_eq!((done.segments, done.withheld, done.warnings.len()), (vec![(0, 5)], 2, 1));
    assert_eq!(check(&place.at("redacted")).len(), 5);
    let scope = fs::read_to_string(place.at("redacted/manifest")).unwrap();
    assert!(scope.contains(&format!("\nscope {}\n", crate::crypto::b64_encode(b"withheld pii=gdpr,policy=secret"))));
    for wrong in [
        ExtractOptions { segments: vec![(3, 9)], ..base.clone() },
        ExtractOptions { actors: vec!["agent:zz".to_owned()], ..base.clone() },
        ExtractOptions { withhold: vec![("pii".to_owned(), "No Token".to_owned())], ..base.clone() },
    ] {
        let refused = extract(&ExtractOptions { out: place.at("wrong/"), ..wrong }, &Watch::new()).err();
        let refused = refused.map(|e| (e.exit_status(), e.to_string().contains("there already")));
        assert_eq!((refused, place.at("wrong").exists()), (Some((64, false)), false));
    }
    let over =
        extract(&ExtractOptions { segments: vec![(2, 3)], ..base.clone() }, &Watch::new()).err().map(|e| e.to_string());
    assert!(over.is_some_and(|what| what.contains("there already")));
    let twice = extract(&ExtractOptions { from: place.at("part"), out: place.at("x/"), ..base }, &Watch::new());
    assert_eq!(twice.err().map(|e| e.exit_status()), Some(65));
}

#[test]
fn a_slice_after_the_last_key_event_says_that_it_proves_no_keys() {
    let place = Place::new();
    let line = |n: u32| {
        format!("{{\"actor\":\"agent:a\",\"time\":\"2026-11-02T09:14:{n:02}Z\",\"type\":\"t\",\"body\":{{}}}}\n")
    };
    let options = SealOptions { append: Some(place.at("log")), ..place.options("full/") };
    seal_text(&(0..5).map(line).collect::<String>(), &options).unwrap();
    let slice = ExtractOptions {
        from: place.at("full"),
        keys: place.at("keys"),
        out: place.at("part/"),
        segments: vec![(3, 5)],
        ..ExtractOptions::default()
    };
    assert_eq!(extract(&slice, &Watch::new()).unwrap().warnings.len(), 1);
    let early = ExtractOptions { segments: vec![(1, 3)], out: place.at("early/"), ..slice.clone() };
    assert_eq!(extract(&early, &Watch::new()).unwrap().warnings.len(), 0);
    change_keys(&key_options(&place), &KeyChange::Snapshot).unwrap();
    seal_text("", &options).unwrap();
    let again = ExtractOptions { out: place.at("again/"), ..slice };
    assert_eq!(extract(&again, &Watch::new()).unwrap().segments, [(0, 1), (3, 5), (6, 7)]);
}

#[test]
fn a_log_that_stays_open_is_the_log_that_seal_goes_on_with() {
    let place = Place::new();
    let log = place.at("log");
    let keys = || {
        let mut keys = KeyFolder::open(&place.at("keys"), ORIGIN, None).unwrap();
        keys.save().map(|()| keys).unwrap()
    };
    let line = |text: &str| {
        format!(
            "{{\"actor\":\"p\",\"time\":\"2026-11-02T09:14:07Z\",\"type\":\"t\",\"body\":{{\"text\":\"{text}\"}}}}\n"
        )
    };
    drop(LogWriter::open(&log, ORIGIN, keys()).unwrap());
    assert!(!log.exists(), "a log to which nothing was added is no log");
    let mut writer = LogWriter::open(&log, ORIGIN, keys()).unwrap();
    assert!(matches!(LogWriter::open(&log, ORIGIN, keys()), Err(SealError::Locked { .. })));
    writer.append((line("one") + &line("two")).as_bytes(), 1_800_000_000).unwrap();
    let two = (writer.size(), writer.root());
    let refused = writer.append((line("three") + "no line").as_bytes(), 1_800_000_000).unwrap_err();
    assert!(matches!(refused, SealError::Input { line: 2, .. }));
    assert_eq!((writer.size(), writer.root()), two);
    let note = writer.append(line("three").as_bytes(), 1_800_000_000).unwrap();
    assert!(note.starts_with(&format!("{ORIGIN}\n4\n")), "{note}");
    let (size, root) = (writer.size(), writer.root());

    // What lies beyond the newest checkpoint is not part of the view.
    let records = log.join("records/000000000000.jsonl");
    let whole = fs::read(&records).unwrap();
    fs::write(&records, [whole.as_slice(), b"torn".as_slice()].concat()).unwrap();
    let exporter = keys().exporter().unwrap();
    let view = log_as_bundle(&log, &exporter).unwrap().unwrap();
    assert_eq!(view["records/000000000000.jsonl"], whole);
    assert_eq!(view.keys().filter(|path| path.starts_with("blobs/")).count(), 3);
    let bundle = place.at("view");
    for (path, bytes) in &view {
        fs::create_dir_all(bundle.join(path).parent().unwrap()).unwrap();
        fs::write(bundle.join(path), bytes).unwrap();
    }
    assert_eq!(check(&bundle).len(), 4);
    assert!(log_as_bundle(&place.at("none"), &exporter).unwrap().is_none());

    drop(writer);
    fs::write(&records, &whole).unwrap();
    let options = SealOptions { append: Some(log), deterministic: None, ..place.options("out.sab") };
    let sealed = seal_text("", &options).unwrap();
    assert_eq!((sealed.size, sealed.root), (size, root));
}
