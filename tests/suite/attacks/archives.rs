//! Attacks on the ZIP around a sound bundle, before any record is looked at.

use super::super::archive::{Entry, archive, close, deflated, entries, local, stored};
use super::super::forge::Forge;
use super::sound;
use recount::bundle::container::{Container, ReadLimits};
use recount::crypto::Digest;
use recount::verify::{Options, Verification, verify};
use recount::watch::Watch;

/// The sound bundle as entries; files that the exporter lists and signs too are put in before.
fn sound_entries(more: &[(&str, &[u8])]) -> (Forge, Vec<Entry>) {
    let (forge, ..) = sound();
    let mut files = forge.files(&[(0, forge.lines.len())]);
    files.extend(more.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())));
    let files = forge.sign(&forge.exporter, files);
    (forge, entries(&files))
}

pub fn open(forge: &Forge, bytes: Vec<u8>, limits: ReadLimits) -> Verification {
    let mut faults = Vec::new();
    let container = Container::from_zip_bytes(bytes, &limits, &mut faults);
    let profile = forge.profile();
    let options = Options { profile: Some(&profile), limits, ..Options::default() };
    verify(&container, faults, &options, &Watch::new(), &mut |_| {})
}

/// Verifies the sound bundle after its entries were changed.
fn zipped(change: impl Fn(&mut Vec<Entry>)) -> Verification {
    let (forge, mut entries) = sound_entries(&[]);
    change(&mut entries);
    open(&forge, archive(&entries), ReadLimits::default())
}

/// Puts one more entry where the order of the profile wants it: after the proof, before the records.
fn with_entry(entry: Entry) -> Verification {
    zipped(|entries| entries.insert(3, entry.clone()))
}

/// Ten bytes are declared and listed; the stream would go on to 64 MiB.
pub fn a_zip_bomb() -> Verification {
    let ten = [0u8; 10];
    let path = format!("blobs/{}", Digest::of(&ten).hex());
    let (forge, mut entries) = sound_entries(&[(&path, &ten)]);
    let bomb = deflated(&path, &vec![0; 64 << 20]);
    assert!(bomb.data.len() < 70_000);
    entries[3] = Entry { data: bomb.data, method: 8, ..entries[3].clone() };
    open(&forge, archive(&entries), ReadLimits::default())
}

/// 64 MiB, honestly declared and listed, where the user allows one.
pub fn a_bomb_over_the_users_limit() -> Verification {
    let zeros = vec![0u8; 64 << 20];
    let path = format!("blobs/{}", Digest::of(&zeros).hex());
    let (forge, mut entries) = sound_entries(&[(&path, &zeros)]);
    entries[3] = deflated(&path, &zeros);
    let found = open(&forge, archive(&entries), ReadLimits { bytes: 1 << 20, ..ReadLimits::default() });
    assert_eq!(found.coverage.records_present, 0, "nothing beyond the manifest is read");
    found
}

/// One entry's deflate stream quotes the whole next entry, so that both are read out of the same bytes.
pub fn overlapping_entries() -> Verification {
    let (forge, plain) = sound_entries(&[]);
    let quoted = local(&plain[3]);
    let path = format!("blobs/{}", Digest::of(&quoted).hex());
    let (_, mut entries) = sound_entries(&[(&path, &quoted)]);
    let length = u16::try_from(quoted.len()).unwrap();
    let stored_block = [&[1][..], &length.to_le_bytes(), &(!length).to_le_bytes()].concat();
    entries[3] = Entry { method: 8, data: [stored_block, quoted].concat(), ..entries[3].clone() };
    let (mut out, mut placed) = (Vec::new(), Vec::new());
    for (number, entry) in entries.iter().enumerate() {
        let inside_the_one_before = out.len() - if number == 4 { local(entry).len() } else { 0 };
        placed.push((entry, inside_the_one_before));
        if number < 4 {
            out.extend(local(entry));
        }
    }
    open(&forge, close(out, &placed), ReadLimits::default())
}

pub fn a_path_that_climbs_out() -> Verification {
    with_entry(stored("../../etc/cron.d/x", b"x"))
}

pub fn a_path_from_the_root() -> Verification {
    with_entry(stored("/etc/cron.d/x", b"x"))
}

pub fn a_path_with_a_backslash() -> Verification {
    with_entry(stored("blobs\\..\\x", b"x"))
}

pub fn a_path_with_a_drive_letter() -> Verification {
    with_entry(stored("C:/x", b"x"))
}

pub fn a_name_twice() -> Verification {
    zipped(|entries| {
        let other = stored("records/000000000000.jsonl", b"another story\n");
        entries.push(other);
    })
}

pub fn names_that_some_systems_take_for_one() -> Verification {
    with_entry(stored("Records/000000000000.jsonl", b"another story\n"))
}

pub fn an_encrypted_entry() -> Verification {
    zipped(|entries| {
        entries[3].flags = 1;
        entries[3].data.iter_mut().for_each(|byte| *byte ^= 0x5a);
    })
}

pub fn a_link() -> Verification {
    zipped(|entries| entries[3].attributes = 0o120_777 << 16)
}

pub fn a_compression_method_of_its_own() -> Verification {
    zipped(|entries| entries[3].method = 12)
}

pub fn a_local_header_with_another_name() -> Verification {
    zipped(|entries| entries[3].local_name = Some(b"records/000000000001.jsonl".to_vec()))
}

pub fn bytes_after_the_archive() -> Verification {
    let (forge, entries) = sound_entries(&[]);
    open(&forge, [archive(&entries), b"another archive".to_vec()].concat(), ReadLimits::default())
}

pub fn an_archive_cut_in_half() -> Verification {
    let (forge, entries) = sound_entries(&[]);
    let mut bytes = archive(&entries);
    bytes.truncate(bytes.len() / 2);
    open(&forge, bytes, ReadLimits::default())
}

pub fn a_false_checksum() -> Verification {
    zipped(|entries| entries[3].crc ^= 1)
}
