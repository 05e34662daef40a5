//! Families of attacks: one change tried at every place of a sound bundle.

use super::super::archive::{archive, entries};
use super::super::forge::{Forge, record_file};
use super::{archives, sound};
use recount::bundle::container::ReadLimits;
use recount::verify::Verification;
use recount::watch::Watch;
use std::collections::BTreeMap;

type Family = Vec<(String, Verification)>;

const RECORDS: &str = "records/000000000000.jsonl";

/// Verifies a bundle of the sound log with these lines instead; the exporter signs it.
fn with_lines(forge: &Forge, lines: &[Vec<u8>]) -> Verification {
    let mut files = forge.files(&[(0, forge.lines.len())]);
    files.insert(RECORDS.to_owned(), record_file(lines));
    forge.verify(files)
}

pub fn every_record_dropped() -> Family {
    let (forge, ..) = sound();
    let without = |at: usize| [&forge.lines[..at], &forge.lines[at + 1..]].concat();
    (0..forge.lines.len()).map(|at| (format!("record {at}"), with_lines(&forge, &without(at)))).collect()
}

pub fn every_record_repeated() -> Family {
    let (forge, ..) = sound();
    let twice = |at: usize| [&forge.lines[..=at], &forge.lines[at..]].concat();
    (0..forge.lines.len()).map(|at| (format!("record {at}"), with_lines(&forge, &twice(at)))).collect()
}

pub fn every_pair_of_records_swapped() -> Family {
    let (forge, ..) = sound();
    let count = forge.lines.len();
    let pairs = (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b)));
    pairs
        .map(|(a, b)| {
            let mut lines = forge.lines.clone();
            lines.swap(a, b);
            (format!("records {a} and {b}"), with_lines(&forge, &lines))
        })
        .collect()
}

pub fn every_cut_of_the_records() -> Family {
    let (forge, ..) = sound();
    (0..forge.lines.len()).map(|at| (format!("before record {at}"), with_lines(&forge, &forge.lines[..at]))).collect()
}

fn signed_files(forge: &Forge) -> BTreeMap<String, Vec<u8>> {
    forge.sign(&forge.exporter, forge.files(&[(0, 4), (5, forge.lines.len())]))
}

/// Each byte of a file of the signed bundle with its lowest and with its highest bit turned, and taken out.
fn each_byte(path: &str, range: impl Fn(&[u8]) -> Vec<usize>) -> Family {
    let (forge, ..) = sound();
    let files = signed_files(&forge);
    let content = &files[path];
    let verify = |bytes: Vec<u8>| {
        let mut changed = files.clone();
        changed.insert(path.to_owned(), bytes);
        forge.verify_with(changed, &[], &Watch::new())
    };
    changes(content, &range(content)).map(|(what, bytes)| (format!("{path} {what}"), verify(bytes))).collect()
}

fn changes(content: &[u8], places: &[usize]) -> impl Iterator<Item = (String, Vec<u8>)> {
    places.iter().flat_map(move |at| {
        [Some(1), Some(0x80), None].map(|turned| {
            let mut bytes = content.to_vec();
            match turned {
                Some(bits) => bytes[*at] ^= bits,
                None => drop(bytes.remove(*at)),
            }
            (format!("byte {at} {turned:?}"), bytes)
        })
    })
}

fn all(content: &[u8]) -> Vec<usize> {
    (0..content.len()).collect()
}

pub fn every_byte_of_the_records_changed() -> Family {
    let mut tries = each_byte(RECORDS, all);
    tries.extend(each_byte("records/000000000005.jsonl", all));
    tries
}

pub fn every_byte_of_proof_and_checkpoint_changed() -> Family {
    let mut tries = each_byte("proof", all);
    tries.extend(each_byte("checkpoint", all));
    tries
}

/// Every byte but the exporter's name and the characters that hold its key id: with another name or id nobody known has signed,
/// which is a warning.
pub fn every_byte_of_the_manifest_changed() -> Family {
    each_byte("manifest", |manifest| {
        let text = std::str::from_utf8(manifest).unwrap();
        let name = text.find("\n\u{2014} ").unwrap() + "\n\u{2014} ".len();
        let id = name + text[name..].find(' ').unwrap() + 1;
        all(manifest).into_iter().filter(|at| !(name..id + 6).contains(at)).collect()
    })
}

/// As if the exporter had done it: the manifest is sound, so only records, tree and signatures can tell.
pub fn every_byte_of_a_resigned_record_file_changed() -> Family {
    let (forge, ..) = sound();
    let files = forge.files(&[(0, forge.lines.len())]);
    let content = &files[RECORDS];
    // Taking out the last byte is a row of its own: no record changes by it.
    let places = all(&content[..content.len() - 1]);
    changes(content, &places)
        .map(|(what, bytes)| {
            let mut changed = files.clone();
            changed.insert(RECORDS.to_owned(), bytes);
            let found = forge.verify(changed);
            let tested = ["E_ROOT", "E_RECORD_COUNT"].map(|code| found.findings.iter().any(|f| f.code.name() == code));
            assert!(tested.contains(&true), "{what}: neither root nor count differs");
            (what, found)
        })
        .collect()
}

pub fn every_cut_of_the_archive() -> Family {
    let (forge, ..) = sound();
    let bytes = archive(&entries(&signed_files(&forge)));
    let cut = |at: usize| archives::open(&forge, bytes[..at].to_vec(), ReadLimits::default());
    (0..bytes.len()).map(|at| (format!("after byte {at}"), cut(at))).collect()
}
