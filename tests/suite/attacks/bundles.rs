//! Attacks on what is handed over: files, blobs, manifest, proof, checkpoint, witnesses, and what is remembered from before.

use super::super::forge::{Forge, Holder, record_file};
use super::{NOTE, sound};
use recount::bundle::container::Container;
use recount::crypto::{Digest, KeyType};
use recount::profile::SeenNote;
use recount::verify::{Options, Verification, verify};
use recount::watch::Watch;
use std::collections::BTreeMap;

type Files = BTreeMap<String, Vec<u8>>;

const RECORDS: &str = "records/000000000000.jsonl";
const PACK: &str = "packs/000000000000.pack";

/// A line of the proof: 44 characters of base64 and a line feed.
const HASH_LINE: usize = 45;

fn whole(forge: &Forge) -> Files {
    forge.files(&[(0, forge.lines.len())])
}

/// Verifies the whole log after the exporter changed the files, and then signed them.
fn exported(forge: &Forge, change: impl Fn(&mut Files)) -> Verification {
    let mut files = whole(forge);
    change(&mut files);
    forge.verify(files)
}

/// Verifies the whole log after somebody changed files that the exporter had signed.
fn intercepted(forge: &Forge, change: impl Fn(&mut Files)) -> Verification {
    let mut files = forge.sign(&forge.exporter, whole(forge));
    change(&mut files);
    forge.verify_with(files, &[], &Watch::new())
}

/// Takes bytes off the end of a file.
fn cut(files: &mut Files, path: &str, bytes: usize) {
    let content = files.get_mut(path).unwrap();
    content.truncate(content.len() - bytes);
}

pub fn an_omitted_tail() -> Verification {
    let (forge, ..) = sound();
    let found = forge.verify(forge.files(&[(0, 4)]));
    let planner = found.coverage.actors.iter().find(|actor| actor.actor == "agent:planner").unwrap();
    assert_eq!(planner.unknown_after, Some(2), "the report says from where on nothing is known");
    found
}

pub fn a_smuggled_record_file() -> Verification {
    let (forge, ..) = sound();
    exported(&forge, |files| drop(files.insert("records/000000000003.jsonl".into(), record_file(&forge.lines[3..4]))))
}

pub fn a_file_slipped_in_by_an_outsider() -> Verification {
    let (forge, ..) = sound();
    intercepted(&forge, |files| {
        drop(files.insert("records/000000000003.jsonl".into(), record_file(&forge.lines[3..4])))
    })
}

pub fn a_file_taken_out() -> Verification {
    intercepted(&sound().0, |files| drop(files.remove(RECORDS)))
}

pub fn a_record_file_without_its_end() -> Verification {
    exported(&sound().0, |files| cut(files, RECORDS, 1))
}

/// A log whose last record names one salted blob, and that blob.
fn with_blob() -> (Forge, Vec<u8>) {
    let (mut forge, ..) = sound();
    let blob = [&[7u8; 32][..], b"Jane Doe"].concat();
    name_blob(&mut forge, "12:00:04", &Digest::of(&blob), blob.len(), "true");
    (forge, blob)
}

/// One more record of the planner, which names a blob.
fn name_blob(forge: &mut Forge, time: &str, id: &Digest, len: usize, salted: &str) {
    let members = format!(
        "\"blobs\":[{{\"id\":\"sha256:{}\",\"len\":{len},\"role\":\"pii\",\"salted\":{salted}}}],{NOTE}",
        id.hex()
    );
    forge.record(&Holder::actor("agent:planner", 5), time, "note", &members);
}

pub fn a_blob_withheld_by_the_exporter() -> Verification {
    let (mut forge, blob) = with_blob();
    forge.withheld.push(Digest::of(&blob));
    forge.verify_whole()
}

pub fn a_stranger_who_withholds() -> Verification {
    let (mut forge, blob) = with_blob();
    forge.withheld.push(Digest::of(&blob));
    let stranger = Holder::new("export.stranger", KeyType::Note, 11);
    forge.verify_with(forge.sign(&stranger, whole(&forge)), &[], &Watch::new())
}

pub fn a_packed_blob_withheld_too() -> Verification {
    let (mut forge, blob) = with_blob();
    forge.withheld.push(Digest::of(&blob));
    forge.blobs.push(blob);
    forge.verify_whole()
}

pub fn a_changed_blob() -> Verification {
    let (mut forge, blob) = with_blob();
    forge.blobs.push([&blob[..32], b"John Doe"].concat());
    forge.verify_whole()
}

/// Other bytes in the file that bears the name of the blob.
pub fn a_blob_under_anothers_name() -> Verification {
    let (forge, blob) = with_blob();
    let path = format!("blobs/{}", Digest::of(&blob).hex());
    exported(&forge, |files| drop(files.insert(path.clone(), [&blob[..32], b"John Doe"].concat())))
}

pub fn a_blob_left_out() -> Verification {
    with_blob().0.verify_whole()
}

pub fn a_blob_of_another_length() -> Verification {
    let (mut forge, ..) = sound();
    let blob = [&[7u8; 32][..], b"Jane Doe"].concat();
    name_blob(&mut forge, "12:00:04", &Digest::of(&blob), blob.len() + 1, "true");
    forge.blobs.push(blob);
    forge.verify_whole()
}

pub fn references_that_disagree() -> Verification {
    let (mut forge, blob) = with_blob();
    name_blob(&mut forge, "12:00:05", &Digest::of(&blob), blob.len(), "false");
    forge.blobs.push(blob);
    forge.verify_whole()
}

pub fn a_blob_in_the_bundle_twice() -> Verification {
    let (mut forge, blob) = with_blob();
    forge.blobs.push(blob.clone());
    exported(&forge, |files| drop(files.insert(format!("blobs/{}", Digest::of(&blob).hex()), blob.clone())))
}

pub fn a_pack_cut_short() -> Verification {
    let (mut forge, blob) = with_blob();
    forge.blobs.push(blob);
    exported(&forge, |files| cut(files, PACK, 1))
}

pub fn a_salt_used_twice() -> Verification {
    let (mut forge, blob) = with_blob();
    let other = [&blob[..32], b"John Doe"].concat();
    name_blob(&mut forge, "12:00:05", &Digest::of(&other), other.len(), "true");
    forge.blobs.extend([blob, other]);
    forge.verify_whole()
}

pub fn an_archive_as_a_blob() -> Verification {
    let (mut forge, ..) = sound();
    let blob = b"PK\x03\x04 and a bomb inside".to_vec();
    name_blob(&mut forge, "12:00:04", &Digest::of(&blob), blob.len(), "false");
    forge.blobs.push(blob);
    forge.verify_whole()
}

pub fn another_name_under_the_manifest() -> Verification {
    intercepted(&sound().0, |files| {
        let manifest = String::from_utf8(files.remove("manifest").unwrap()).unwrap();
        files.insert("manifest".into(), manifest.replace("\u{2014} export.example ", "\u{2014} mallory ").into_bytes());
    })
}

pub fn a_manifest_of_another_log() -> Verification {
    let (mut forge, ..) = sound();
    let files = whole(&forge);
    forge.origin = "other.example/log".to_owned();
    let files = forge.sign(&forge.exporter, files);
    forge.origin = super::super::forge::ORIGIN.to_owned();
    forge.verify_with(files, &[], &Watch::new())
}

pub fn a_bundle_without_records() -> Verification {
    let (forge, ..) = sound();
    forge.verify(forge.files(&[]))
}

pub fn a_missing_proof() -> Verification {
    exported(&sound().0, |files| drop(files.remove("proof")))
}

pub fn a_proof_with_too_few_hashes() -> Verification {
    let (forge, ..) = sound();
    let mut files = forge.files(&[(0, 4)]);
    cut(&mut files, "proof", HASH_LINE);
    forge.verify(files)
}

/// The hash that stands for what is not disclosed is the exporter's own.
pub fn a_false_gap_hash() -> Verification {
    let (forge, ..) = sound();
    let mut files = forge.files(&[(0, 4)]);
    cut(&mut files, "proof", HASH_LINE);
    files.get_mut("proof").unwrap().extend(format!("{}\n", Digest::of(b"whatever").b64()).into_bytes());
    forge.verify(files)
}

/// The last record is altered, and a file that the check leans on is made unreadable.
fn damage_over_a_false_signature(damaged: &str) -> Verification {
    let (mut forge, ..) = sound();
    let last = String::from_utf8(forge.lines.pop().unwrap()).unwrap();
    forge.sequence(last.replace("12:00:03", "12:00:04").into_bytes());
    let found = exported(&forge, |files| drop(files.insert(damaged.to_owned(), b"nonsense\n".to_vec())));
    let false_one = found.findings.iter().find(|failure| failure.code.name() == "E_SIG_INVALID").unwrap();
    assert_eq!(false_one.record, Some(6));
    found
}

pub fn a_broken_proof_over_a_false_signature() -> Verification {
    damage_over_a_false_signature("proof")
}

pub fn a_broken_checkpoint_over_a_false_signature() -> Verification {
    damage_over_a_false_signature("checkpoint")
}

pub fn a_bad_witness_clock() -> Verification {
    let (mut forge, ..) = sound();
    forge.witnessed -= 3600;
    forge.verify_whole()
}

/// Changes the line of the checkpoint that begins with this name.
fn with_note_line(name: &str, change: impl Fn(&str) -> String) -> Verification {
    let (forge, ..) = sound();
    exported(&forge, |files| {
        let note = String::from_utf8(files.remove("checkpoint").unwrap()).unwrap();
        let start = format!("\u{2014} {name} ");
        let line = |line: &str| if line.starts_with(&start) { change(line) } else { format!("{line}\n") };
        files.insert("checkpoint".to_owned(), note.lines().map(line).collect::<String>().into_bytes());
    })
}

/// Another signature under the same name and key id.
fn false_line(line: &str) -> String {
    let (start, b64) = line.rsplit_once(' ').unwrap();
    let mut bytes = recount::crypto::b64_decode(b64).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    format!("{start} {}\n", recount::crypto::b64_encode(&bytes))
}

pub fn a_missing_witness() -> Verification {
    with_note_line("witness.example", |_| String::new())
}

pub fn a_false_cosignature() -> Verification {
    with_note_line("witness.example", false_line)
}

pub fn a_false_log_signature() -> Verification {
    with_note_line(super::super::forge::ORIGIN, false_line)
}

/// The same log under the same name, signed by a key that the profile does not name.
pub fn a_log_run_by_a_stranger() -> Verification {
    let (mut forge, ..) = sound();
    let profile = forge.profile();
    forge.log = Holder::new(super::super::forge::ORIGIN, KeyType::Note, 11);
    let files = forge.sign(&forge.exporter, whole(&forge));
    let options = Options { profile: Some(&profile), ..Options::default() };
    verify(&Container::from_files(files), Vec::new(), &options, &Watch::new(), &mut |_| {})
}

/// What a checkpoint that was accepted before says.
fn seen(forge: &Forge, size: usize) -> [SeenNote; 1] {
    [SeenNote { path: "seen".to_owned(), bytes: forge.note(size).into_bytes() }]
}

/// The log as the operator tells it to somebody else: the last record is another.
fn told_otherwise() -> Forge {
    let (mut forge, planner, _) = sound();
    let last = forge.lines.pop().unwrap();
    let text = String::from_utf8(last).unwrap();
    let prefix = text[..text.len() - 98].replace("{}", "{\"text\":\"another story\"}");
    forge.sequence(super::super::forge::signed(&planner, super::super::forge::ORIGIN, prefix.as_bytes()));
    forge
}

pub fn two_histories_of_one_size() -> Verification {
    let (forge, ..) = sound();
    let files = forge.sign(&forge.exporter, whole(&forge));
    forge.verify_with(files, &seen(&told_otherwise(), 7), &Watch::new())
}

/// A longer log, whose first seven records are not those of the checkpoint that was seen.
pub fn a_rewritten_history() -> Verification {
    let (mut forge, _, executor) = sound();
    forge.record(&executor, "12:05:05", "note", NOTE);
    let files = forge.sign(&forge.exporter, whole(&forge));
    forge.verify_with(files, &seen(&told_otherwise(), 7), &Watch::new())
}

pub fn an_old_state_as_the_current_one() -> Verification {
    let (mut forge, _, executor) = sound();
    let files = forge.sign(&forge.exporter, whole(&forge));
    forge.record(&executor, "12:05:05", "note", NOTE);
    let (profile, seen) = (forge.profile(), seen(&forge, 8));
    let options = Options { profile: Some(&profile), seen: &seen, current: true, ..Options::default() };
    verify(&Container::from_files(files), Vec::new(), &options, &Watch::new(), &mut |_| {})
}

pub fn a_check_that_is_cancelled() -> Verification {
    let (mut forge, planner, _) = sound();
    (0..3000).for_each(|_| drop(forge.record(&planner, "12:00:04", "note", NOTE)));
    let files = forge.sign(&forge.exporter, whole(&forge));
    let (profile, watch) = (forge.profile(), Watch::new());
    let options = Options { profile: Some(&profile), ..Options::default() };
    let found = verify(&Container::from_files(files), Vec::new(), &options, &watch, &mut |_| watch.cancel());
    assert!(found.coverage.records_present > 0 && found.coverage.records_present < 3000);
    assert!(!found.coverage.actors.is_empty());
    assert!(found.coverage.actors.iter().all(|actor| actor.unknown_after.is_some()), "nothing is called complete");
    assert!(found.remember.is_none());
    found
}
