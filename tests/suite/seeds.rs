//! The seeds of the fuzz targets: made here, and replayed through the same functions that the fuzzer runs.
//!
//! So what fuzzing once found stays found, on the stable toolchain and with every test run. A seed that is not made here is a
//! finding of the fuzzer, kept as it was; `fuzz/README.md` says how to add one.

use super::forge::{Forge, Holder};
use super::targets::{self, log};
use super::{shared, tidy};
use recount::bundle::container::{ZipWriter, crc32_of};
use recount::bundle::tlog_proof::TlogProof;
use recount::crypto::{Digest, KeyType, consistency_proof, inclusion_proof, leaf_hash, tree_root};
use recount::verify::Verdict;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

pub type Files = BTreeMap<String, Vec<u8>>;
/// What is done to the lines of the genuine log.
type Bend = fn(&mut Vec<Vec<u8>>);
type Seeds = Vec<(&'static str, String, Vec<u8>)>;

/// All seeds together, so that a clone stays small.
const TOTAL_MAX: u64 = 300_000;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds")
}

#[test]
fn no_seed_of_any_target_breaks_what_must_hold() {
    let mut total = 0;
    for (target, run) in targets::ALL {
        let mut paths = Vec::new();
        tidy::files(&folder().join(target), &mut paths);
        assert!(paths.len() >= 5, "{target} has {} seeds", paths.len());
        for path in paths {
            let bytes = std::fs::read(&path).unwrap();
            total += bytes.len() as u64;
            eprintln!("{}", path.display());
            run(&bytes);
        }
    }
    assert!(total <= TOTAL_MAX, "the seeds hold {total} bytes");
}

/// The shared vectors are hostile on purpose: each of their files goes through each target, whatever it was made for.
#[test]
fn no_shared_vector_breaks_what_must_hold() {
    let mut paths = Vec::new();
    for below in ["vectors/sab", "vectors/sab-cases"] {
        let Some(root) = shared::path(below) else { return };
        tidy::files(&root, &mut paths);
    }
    assert!(paths.len() > 100);
    for path in paths {
        let bytes = std::fs::read(&path).unwrap();
        eprintln!("{}", path.display());
        targets::ALL.iter().for_each(|(_, run)| run(&bytes));
        if path.extension().is_some_and(|extension| extension == "jsonl") {
            bytes.split(|byte| *byte == b'\n').for_each(targets::record_line::run);
        }
    }
}

/// Else the targets would judge by a log that is never verified, and could not fail.
#[test]
fn the_sound_seeds_are_verified() {
    let mut sound = 0;
    for (_, name, bytes) in made().into_iter().filter(|(target, ..)| *target == "bundle") {
        let verdicts = targets::bundle::verdicts(&bytes);
        assert_eq!(verdicts[0] == Verdict::Verified, name.starts_with("sound-"), "{name}");
        sound += usize::from(name.starts_with("sound-"));
        if name == "sound-whole.sab" {
            assert_eq!(verdicts, [Verdict::Verified; 3], "each attacker may hand over the genuine log");
        }
    }
    assert_eq!(sound, 6);
}

#[test]
fn the_seeds_are_as_made_here() {
    for (target, name, bytes) in made() {
        let path = folder().join(target).join(&name);
        let same = std::fs::read(&path).is_ok_and(|kept| kept == bytes);
        assert!(same, "{target}/{name} differs: cargo test write_the_seeds -- --ignored");
    }
}

#[test]
#[ignore = "writes the seeds"]
fn write_the_seeds() {
    for (target, name, bytes) in made() {
        std::fs::create_dir_all(folder().join(target)).unwrap();
        std::fs::write(folder().join(target).join(name), bytes).unwrap();
    }
}

fn made() -> Seeds {
    let mut seeds = Seeds::new();
    bundles(&mut seeds);
    archives(&mut seeds);
    notes(&mut seeds);
    proofs(&mut seeds);
    lines(&mut seeds);
    seeds
}

/// The archive that this program makes of these files.
pub fn zip(files: &Files) -> Vec<u8> {
    let mut zip = ZipWriter::new(Vec::new());
    let mut add = |path: &str, content: &[u8]| {
        let (size, crc) = crc32_of(&mut &content[..]).unwrap();
        zip.add_stored(path, size, crc, &mut &content[..]).unwrap();
    };
    let first = ["manifest", "checkpoint", "proof"];
    first.iter().filter_map(|path| files.get_key_value(*path)).for_each(|(path, content)| add(path, content));
    let rest = files.iter().filter(|(path, _)| !first.contains(&path.as_str()));
    rest.for_each(|(path, content)| add(path, content));
    zip.finish().unwrap()
}

fn whole() -> Files {
    let forge = &log::genuine().forge;
    forge.sign(&forge.exporter, forge.files(&[(0, forge.lines.len())]))
}

fn bundles(seeds: &mut Seeds) {
    let forge = &log::genuine().forge;
    let end = forge.lines.len();
    let signed = |files| zip(&forge.sign(&forge.exporter, files));
    let mut add = |name: &str, bytes| seeds.push(("bundle", format!("{name}.sab"), bytes));
    add("sound-whole", zip(&whole()));
    add("sound-slice", signed(forge.files(&[(0, 4), (5, end)])));
    let mut files = forge.files(&[(0, end)]);
    files.insert("consistency".to_owned(), consistency_file().into_bytes());
    add("sound-consistency", signed(files.clone()));
    files.remove("packs/000000000000.pack");
    add("blobs-missing", signed(files.clone()));
    files.extend(forge.blobs.iter().map(|blob| (format!("blobs/{}", Digest::of(blob).hex()), blob.clone())));
    add("sound-blobs", signed(files));
    let stranger = Holder::new("export.stranger", KeyType::Note, 11);
    add("sound-unknown-exporter", zip(&forge.sign(&stranger, forge.files(&[(0, end)]))));
    let mut earlier = Forge::new();
    earlier.lines = forge.lines[..log::EARLIER].to_vec();
    earlier.blobs.clone_from(&forge.blobs);
    add("sound-earlier", zip(&earlier.sign(&forge.exporter, earlier.files(&[(0, log::EARLIER)]))));
    add("status-unproven", signed(forge.files(&[(0, 1), (2, 4)])));
    let mut forged = whole();
    let line = forged["records/000000000000.jsonl"].iter().map(|byte| if *byte == b'7' { b'8' } else { *byte });
    let line = line.collect();
    forged.insert("records/000000000000.jsonl".to_owned(), line);
    add("lines-changed", zip(&forged));
    add("packed", deflated(&whole()));
    // What a false operator would try. The checkpoint is the genuine one: the target signs for that attacker.
    let bends: [(&str, Bend); 4] = [
        ("lines-swapped", |lines| lines.swap(3, 4)),
        ("record-left-out", |lines| drop(lines.remove(4))),
        ("record-forged", |lines| {
            lines[10] = text(&lines[10]).replace("synthetic", "authentic").into_bytes();
        }),
        ("record-no-text", |lines| lines[10][200] = 0xff),
    ];
    for (name, bend) in bends {
        let mut bent = Forge::new();
        bent.lines.clone_from(&forge.lines);
        bent.blobs.clone_from(&forge.blobs);
        bend(&mut bent.lines);
        let mut files = bent.files(&[(0, bent.lines.len())]);
        files.insert("checkpoint".to_owned(), forge.note(end).into_bytes());
        add(name, signed(files));
    }
}

fn archives(seeds: &mut Seeds) {
    let files = Files::from([
        ("manifest".to_owned(), b"one\n".to_vec()),
        ("proof".to_owned(), Vec::new()),
        ("records/000000000000.jsonl".to_owned(), b"two two two two two two\n".to_vec()),
    ]);
    let (stored, packed) = (zip(&files), deflated(&files));
    let mut add = |name: &str, bytes: Vec<u8>| seeds.push(("container", format!("{name}.zip"), bytes));
    let directory = stored.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    let changed = |at: usize, with: &[u8]| {
        let mut bytes = stored.clone();
        bytes[at..at + with.len()].copy_from_slice(with);
        bytes
    };
    let end = stored.len() - 22;
    add("empty", stored[end..end + 8].iter().copied().chain([0; 14]).collect());
    add("cut", stored[..stored.len() - 1].to_vec());
    add("before", [b"#!/bin/sh\n", stored.as_slice()].concat());
    add("behind", [stored.as_slice(), b"PK"].concat());
    add("name-in-local-header", changed(30, b"Manifest"));
    add("flag-encrypted", changed(directory + 8, &[1]));
    add("method-unknown", changed(directory + 10, &[12]));
    add("crc", changed(directory + 16, &[9]));
    add("packed-size", changed(directory + 20, &[5]));
    add("size-bomb", changed(directory + 24, &[0xff, 0xff, 0xff, 0x7f]));
    add("extra-length", changed(directory + 30, &[4]));
    add("comment-length", changed(directory + 32, &[1]));
    add("symlink", changed(directory + 40, &[0xff, 0xa1]));
    add("offset-shifted", changed(directory + 42, &[1]));
    add("one-name-twice", changed(directory + 46, b"../proof"));
    add("count", changed(end + 8, &[4, 0, 4, 0]));
    add("zip64-marks", changed(end + 8, &[0xff; 12]));
    add("stored", stored);
    add("packed", packed);
}

/// An archive of deflated entries: the writer of the program makes none.
fn deflated(files: &Files) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (path, content) in files {
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(content).unwrap();
        let packed = encoder.finish().unwrap();
        let (size, crc) = crc32_of(&mut content.as_slice()).unwrap();
        let mut both = vec![20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0];
        let numbers = [crc, packed.len() as u32, size as u32, path.len() as u32];
        numbers.iter().for_each(|number| both.extend(number.to_le_bytes()));
        directory.extend([b"PK\x01\x02\x14\x03", both.as_slice(), &[0; 8], &[0xa4, 0x81]].concat());
        directory.extend((out.len() as u32).to_le_bytes());
        directory.extend(path.as_bytes());
        out.extend([b"PK\x03\x04", both.as_slice(), path.as_bytes(), &packed].concat());
    }
    let count = (files.len() as u16).to_le_bytes();
    let numbers = [directory.len() as u32, out.len() as u32].map(u32::to_le_bytes).concat();
    out.extend(directory);
    out.extend([b"PK\x05\x06", [0; 4].as_slice(), &count, &count, &numbers, &[0, 0]].concat());
    out
}

fn notes(seeds: &mut Seeds) {
    let forge = &log::genuine().forge;
    let note = forge.note(forge.lines.len());
    let keys = [&forge.log, &forge.authority, &forge.exporter, &forge.witness].map(|holder| holder.vkey.text());
    let [log, authority, exporter, witness] = &keys;
    let mut add = |name: &str, text: String| seeds.push(("note", name.to_owned(), text.into_bytes()));
    add("checkpoint", note.clone());
    add("checkpoint-earlier", forge.note(log::EARLIER));
    add("checkpoint-changed", note.replacen("\n11\n", "\n12\n", 1));
    add("checkpoint-extension", note.replacen("\n\n", "\nmore\n\n", 1));
    add("checkpoint-empty-line", note.replacen("\n11\n", "\n\n11\n", 1));
    add("signature-line-twice", format!("{note}{}", note.lines().last().unwrap()) + "\n");
    add("carriage-return", note.replace('\n', "\r\n"));
    add("manifest", String::from_utf8(whole()["manifest"].clone()).unwrap());
    let scope = "\nexported 1\nscope cnVuIHItMQ==\n";
    let withheld = format!("withheld {} pii\n", Digest::of(b"x").hex());
    let signature = note.lines().nth(4).unwrap();
    add("manifest-withheld", format!("sab/v1 manifest\norigin o{scope}{withheld}\n{signature}\n"));
    add("keys", keys.join("\n"));
    add("key-wrong-id", log.replace('+', "+0"));
    let other = Holder::new("second.example", KeyType::Cosignature, 12).vkey.text();
    let group = format!("witness a {witness}\nwitness b {other} https://b.example\ngroup g 1 a b\n");
    add("policy", format!("# ours\nlog {log} https://log.example\n{group}group all all g\nquorum all\n"));
    add("policy-none", format!("log {log}\n{group}quorum none\n"));
    let profile = format!("log {log}\nwitness w {witness}\nquorum w\n\u{c}{authority} 0 10\n\u{c}{exporter}\n");
    add("profile", format!("{profile}\u{c}skew 7\nmax_age 60\n"));
    add("profile-one-key-twice", format!("log {log}\nquorum none\n\u{c}{authority}\n\u{c}{exporter}\n{exporter}\n"));
}

fn consistency_file() -> String {
    let forge = &log::genuine().forge;
    let leaves: Vec<Digest> = forge.lines.iter().map(|line| leaf_hash(line)).collect();
    let (old, size) = (log::EARLIER as u64, leaves.len() as u64);
    let mut subtree = |start: u64, end: u64| Some(tree_root(&leaves[start as usize..end as usize]));
    let hashes = consistency_proof(old, size, &mut subtree).unwrap();
    let hashes: String = hashes.iter().map(|hash| hash.b64() + "\n").collect();
    format!("old {old}\n{hashes}\n{}", forge.note(leaves.len()))
}

fn proofs(seeds: &mut Seeds) {
    let forge = &log::genuine().forge;
    let end = forge.lines.len();
    let leaves: Vec<Digest> = forge.lines.iter().map(|line| leaf_hash(line)).collect();
    let mut add = |name: &str, bytes: Vec<u8>| seeds.push(("proof_and_tree", name.to_owned(), bytes));
    for (name, segments) in
        [("whole", vec![(0, end)]), ("slice", vec![(0, 4), (5, end)]), ("middle", vec![(3, 5)]), ("none", vec![])]
    {
        add(name, forge.files(&segments).remove("proof").unwrap());
    }
    add("segments-touch", b"sab/v1 proof\nsegment 0 4\nsegment 4 6\n\n".to_vec());
    add("size-largest", b"sab/v1 proof\nsegment 0 1000000000000\n\n".to_vec());
    add("consistency", consistency_file().into_bytes());
    add("consistency-from-nothing", consistency_file().replacen("old 7", "old 0", 1).into_bytes());
    let mut subtree = |start: u64, end: u64| Some(tree_root(&leaves[start as usize..end as usize]));
    let path = inclusion_proof(3, end as u64, &mut subtree).unwrap();
    let note = forge.note(end);
    let text = TlogProof { index: 3, path, note: &note }.text();
    add("tlog-proof-extra", text.replacen("\nindex", "\nextra QQ==\nindex", 1).into_bytes());
    add("tlog-proof-other-index", text.replacen("index 3", "index 4", 1).into_bytes());
    add("tlog-proof", text.into_bytes());
    for kind in 0..4 {
        add(&format!("bent-{kind}"), vec![12, 5, 6, kind, 2, 77, b'x']);
    }
}

/// A line of the genuine log.
fn text(line: &[u8]) -> String {
    String::from_utf8(line.to_vec()).unwrap()
}

fn lines(seeds: &mut Seeds) {
    let forge = &log::genuine().forge;
    let mut add = |name: String, text: String| seeds.push(("record_line", name, text.into_bytes()));
    for (index, line) in forge.lines.iter().enumerate() {
        add(format!("genuine-{index:02}"), text(line));
    }
    let line = text(&forge.lines[3]);
    add("unsigned".to_owned(), line[..line.len() - 98].to_owned());
    add("signature-short".to_owned(), line.replacen("=\"}", "\"}", 1));
    add("member-twice".to_owned(), line.replacen("\"v\":1,", "\"v\":1,\"\\u0076\":1,", 1));
    add("n-too-large".to_owned(), line.replacen("\"n\":1,", "\"n\":9007199254740992,", 1));
    add("bidi".to_owned(), line.replacen("mail.send", "mail\u{202e}.send", 1));
    add("surrogates".to_owned(), r#"{"a":"\ud83d\ude00","b":"\ud83d"}"#.to_owned());
    add("numbers".to_owned(), "[0,-0,1e400,-1.5E-3,18446744073709551616,123456789012345678901234567890]".to_owned());
    add("numbers-bad".to_owned(), "[01]".to_owned());
    add("deep-64".to_owned(), "[".repeat(64) + &"]".repeat(64));
    add("deep-65".to_owned(), "[".repeat(65) + &"]".repeat(65));
    let set = |seed| {
        let vkey = Holder::actor("agent:a", seed).vkey.text();
        format!("{{\"vkey\":\"{vkey}\",\"from\":\"2026-07-01T00:00:00Z\",\"until\":\"2026-10-01T00:00:00.5Z\"}}\n")
    };
    let mut keys = [set(5), set(6)];
    keys.sort_unstable();
    add("keys-ascending".to_owned(), keys.concat());
    keys.reverse();
    add("keys-descending".to_owned(), keys.concat());
    add("time".to_owned(), "2024-02-29T23:59:59.123456Z".to_owned());
    add("time-first".to_owned(), "0000-01-01T00:00:00Z".to_owned());
}
