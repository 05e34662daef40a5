//! Broken archives: each fault has its code, what can be read is read, and nothing goes unnoticed.
//!
//! Faults are counted exactly, as one cause must not be told twice.

use super::super::{Container, ReadLimits};
use super::{Raw, SEVEN, archive, central, close, codes, codes_of, deflated, local, noise, raw, read_zip, written};
use std::io::Read;

#[test]
fn what_is_no_archive_is_one_fault() {
    for (bytes, at) in [(&b""[..], 0), (b"x", 0), (&[0; 100], 0), (b"PK\x05\x06", 4), (&[b'P'; 70_000], 0)] {
        let (files, faults) = read_zip(bytes);
        assert!(files.is_empty());
        assert_eq!(codes(&faults), ["E_ZIP_FORMAT"]);
        assert_eq!(faults[0].offset, Some(at));
    }
}

#[test]
fn surroundings_are_faults_but_files_stay_readable() {
    let bytes = written(&[("manifest", b"m"), ("proof", b"p")]);
    for broken in [[&bytes[..], b"tail"].concat(), [b"head", &bytes[..]].concat()] {
        let (files, faults) = read_zip(&broken);
        assert_eq!(files.len(), 2);
        assert_eq!(codes(&faults), ["E_ZIP_FORMAT"]);
    }
    let mut comment = bytes.clone();
    let at = comment.len() - 2;
    comment[at] = 3;
    comment.extend(b"abc");
    assert_eq!(codes(&read_zip(&comment).1), ["E_ZIP_FORMAT"]);
}

#[test]
fn each_fault_of_an_entry_has_its_code() {
    let m = || raw(b"manifest", b"m");
    let none = [""; 0];
    assert_eq!(codes_of(&[m(), deflated(b"proof", b"ppp")]), none);
    assert_eq!(codes_of(&[Raw { flags: 0x0800, ..m() }]), none);
    assert_eq!(codes_of(&[Raw { attributes: 0, ..m() }]), none);
    assert_eq!(codes_of(&[Raw { flags: 1, ..m() }]), ["E_ZIP_ENCRYPTED"]);
    assert_eq!(codes_of(&[Raw { flags: 8, ..m() }]), ["E_ZIP_FORMAT"]);
    assert_eq!(codes_of(&[Raw { method: 12, ..m() }]), ["E_ZIP_METHOD"]);
    assert_eq!(codes_of(&[Raw { attributes: 0o120_777 << 16, ..m() }]), ["E_ZIP_SYMLINK"]);
    assert_eq!(codes_of(&[Raw { disk: 1, ..m() }]), ["E_ZIP_FORMAT"]);
    assert_eq!(codes_of(&[Raw { extra: vec![1, 0, 0, 0], ..m() }]), ["E_ZIP_FORMAT"]);
    assert_eq!(codes_of(&[Raw { local_time: 1, ..m() }]), ["E_ZIP_MISMATCH"]);
    assert_eq!(codes_of(&[Raw { crc: 1, ..m() }]), ["E_ZIP_MISMATCH"]);
    assert_eq!(codes_of(&[Raw { size: 2, ..m() }]), ["E_ZIP_MISMATCH"]);
    assert_eq!(codes_of(&[raw(b"proof", b""), m()]), ["E_ZIP_FORMAT"]);
    assert_eq!(codes_of(&[m(), m()]), ["E_ZIP_DUP"]);
    assert_eq!(codes_of(&[raw(b"Manifest", b""), m()]), ["E_ZIP_DUP", "E_ZIP_FORMAT", "E_ZIP_PATH"]);
    assert_eq!(codes_of(&[raw(b"../x", b"")]), ["E_ZIP_PATH"]);
    assert_eq!(codes_of(&[raw(b"blobs/", b"")]), ["E_ZIP_PATH", "E_ZIP_SYMLINK"]);
    let other = Raw { local_name: Some(b"checkpoin".to_vec()), ..raw(b"checkpoint", b"c") };
    assert_eq!(codes_of(&[m(), other]), ["E_ZIP_FORMAT", "E_ZIP_MISMATCH"]);
}

#[test]
fn unreadable_entries_are_listed_and_refuse() {
    for (entry, kind) in [
        (Raw { method: 9, ..raw(b"proof", b"p") }, std::io::ErrorKind::Unsupported),
        (Raw { flags: 1, crc: 1, ..raw(b"proof", b"p") }, std::io::ErrorKind::Unsupported),
        (Raw { local_name: Some(b"Proof".to_vec()), ..raw(b"proof", b"p") }, std::io::ErrorKind::InvalidData),
    ] {
        let container = Container::from_zip_bytes(archive(&[entry]), &ReadLimits::default(), &mut Vec::new());
        assert_eq!(container.entries().len(), 1);
        assert_eq!(container.open_file("proof").map(|_| ()).unwrap_err().kind(), kind);
    }
}

#[test]
fn a_flag_alone_encrypts_nothing() {
    let (files, faults) = read_zip(&archive(&[Raw { flags: 1, ..deflated(b"proof", b"pppp") }]));
    assert_eq!((codes(&faults), files["proof"].as_slice()), (vec!["E_ZIP_ENCRYPTED"], &b"pppp"[..]));
}

#[test]
fn of_two_equal_names_the_first_is_listed() {
    let (files, _) = read_zip(&archive(&[raw(b"manifest", b"first"), raw(b"manifest", b"second")]));
    assert_eq!(files["manifest"], b"first");
    let (files, _) = read_zip(&archive(&[raw(b"MANIFEST", b"first"), raw(b"manifest", b"second")]));
    assert_eq!(files["manifest"], b"second");
}

#[test]
fn overlaps_and_holes_are_told_apart() {
    let (a, b) = (raw(b"manifest", b"mm"), raw(b"proof", b"pp"));
    let first = local(&a);
    let both = [&first[..], &local(&b)].concat();
    let twice = [central(&a, 0), central(&a, 0)].concat();
    let faults = read_zip(&close(first.clone(), &twice, 2)).1;
    assert_eq!(codes(&faults), ["E_ZIP_DUP", "E_ZIP_OVERLAP"]);
    let one = read_zip(&close(both.clone(), &central(&a, 0), 1)).1;
    assert_eq!(codes(&one), ["E_ZIP_FORMAT"]);
    let hole = [&first[..], b"hole", &local(&b)].concat();
    let directory = [central(&a, 0), central(&b, first.len() + 4)].concat();
    assert_eq!(codes(&read_zip(&close(hole, &directory, 2)).1), ["E_ZIP_FORMAT"]);
    let swapped = [local(&b), local(&a)].concat();
    let directory = [central(&a, local(&b).len()), central(&b, 0)].concat();
    assert_eq!(codes(&read_zip(&close(swapped, &directory, 2)).1), ["E_ZIP_FORMAT"]);
}

#[test]
fn damaged_deflate_gives_its_bytes_and_a_fault() {
    let content = noise(200_000);
    let good = deflated(b"manifest", &content);
    let cut = Raw { data: good.data[..good.data.len() / 2].to_vec(), ..good.clone() };
    let (files, faults) = read_zip(&archive(&[cut]));
    assert_eq!(codes(&faults), ["E_ZIP_FORMAT"]);
    assert!(files["manifest"].len() > 10_000 && content.starts_with(&files["manifest"]));
    let more = Raw { data: [&good.data[..], b"x"].concat(), ..good.clone() };
    assert_eq!(codes_of(&[more]), ["E_ZIP_FORMAT"]);
    let short = Raw { size: 100_000, ..good.clone() };
    let (files, faults) = read_zip(&archive(&[short]));
    assert_eq!((codes(&faults), files["manifest"].as_slice()), (vec!["E_ZIP_BOMB"], &content[..100_000]));
    assert_eq!(codes_of(&[Raw { size: 200_001, ..good.clone() }]), ["E_ZIP_MISMATCH"]);
    assert_eq!(codes_of(&[Raw { size: 0, ..good.clone() }]), ["E_ZIP_BOMB"]);
    assert_eq!(codes_of(&[Raw { data: b"\xff\xff".to_vec(), ..good }]), ["E_ZIP_FORMAT"]);
    assert_eq!(codes_of(&[deflated(b"manifest", b"")]), [""; 0]);
}

#[test]
fn the_end_is_settled_with_the_last_byte() {
    for size in [1, 65_535, 65_536, 65_537, 131_072] {
        let content = vec![b'x'; size];
        for entry in [Raw { crc: 1, ..deflated(b"manifest", &content) }, Raw { crc: 1, ..raw(b"manifest", &content) }] {
            let container = Container::from_zip_bytes(archive(&[entry]), &ReadLimits::default(), &mut Vec::new());
            let mut stream = container.open_file("manifest").unwrap();
            stream.read_exact(&mut vec![0; size]).unwrap();
            assert_eq!(codes(&stream.faults()), ["E_ZIP_MISMATCH"], "{size}");
            assert_eq!(stream.read(&mut [0]).unwrap(), 0);
            assert!(stream.faults().is_empty());
        }
    }
}

#[test]
fn complaints_are_bounded() {
    let entries: Vec<Raw> = (0..12_000).map(|_| raw(b"x", b"")).collect();
    let faults = read_zip(&archive(&entries)).1;
    assert_eq!(faults.len(), 20_002);
    assert!(faults.iter().any(|fault| fault.message.ends_with("and 1999 more of this kind")));
}

#[test]
fn no_flipped_bit_goes_unnoticed() {
    let text = b"{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n";
    let entries =
        [raw(b"manifest", b"m"), raw(b"checkpoint", b""), deflated(b"proof", text), raw(SEVEN.as_bytes(), b"line\n")];
    let bytes = archive(&entries);
    let (whole, faults) = read_zip(&bytes);
    assert_eq!(codes(&faults), [""; 0]);
    // Version made by, both attributes, and the last byte of the deflated data with its padding (section 1.10).
    let mut silent: Vec<usize> = Vec::new();
    let header = |at: &usize| bytes[*at..].starts_with(b"PK\x01\x02");
    for at in (0..bytes.len()).filter(header) {
        silent.extend((at + 4..at + 6).chain(at + 36..at + 42));
    }
    let packed = bytes.windows(entries[2].data.len()).position(|part| part == entries[2].data).unwrap();
    silent.push(packed + entries[2].data.len() - 1);
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut broken = bytes.clone();
            broken[at] ^= 1 << bit;
            let (files, faults) = read_zip(&broken);
            assert!(!faults.is_empty() || silent.contains(&at), "bit {bit} of byte {at}");
            assert!(!faults.is_empty() || files == whole, "bit {bit} of byte {at} changes a file");
        }
    }
}

#[test]
fn no_cut_or_stuffed_archive_stops_the_reader() {
    let bytes = archive(&[raw(b"manifest", b"m"), deflated(b"proof", b"pppppppp"), raw(SEVEN.as_bytes(), b"line\n")]);
    for at in 0..bytes.len() {
        assert!(!read_zip(&bytes[..at]).1.is_empty());
        for length in [1, 8] {
            let stuffed = [&bytes[..at], &vec![0xff; length], &bytes[at..]].concat();
            assert!(!read_zip(&stuffed).1.is_empty(), "{at}");
            let mut over = bytes.clone();
            over[at..(at + length).min(bytes.len())].fill(0xff);
            read_zip(&over);
        }
    }
}
