//! Archives, whole and broken, through the public face of the container; here what the tests share.
//!
//! The broken ones are made by hand, as the writer cannot make them.

mod broken;
mod whole;

use super::source::wide;
use super::zip_write::end_records;
use super::{Container, ReadLimits, ZipWriter, crc32_of};
use crate::bundle::Failure;
use std::collections::BTreeMap;
use std::io::{Read, Write};

/// One entry as a hostile writer would have it.
#[derive(Clone)]
struct Raw {
    name: Vec<u8>,
    local_name: Option<Vec<u8>>,
    flags: u16,
    method: u16,
    data: Vec<u8>,
    crc: u32,
    size: u32,
    local_time: u16,
    attributes: u32,
    extra: Vec<u8>,
    disk: u16,
}

fn raw(name: &[u8], content: &[u8]) -> Raw {
    let (_, crc) = crc32_of(&mut &content[..]).unwrap();
    Raw {
        name: name.to_vec(),
        local_name: None,
        flags: 0,
        method: 0,
        data: content.to_vec(),
        crc,
        size: u32::try_from(content.len()).unwrap(),
        local_time: 0,
        attributes: 0o100_644 << 16,
        extra: Vec::new(),
        disk: 0,
    }
}

fn deflated(name: &[u8], content: &[u8]) -> Raw {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content).unwrap();
    Raw { method: 8, data: encoder.finish().unwrap(), ..raw(name, content) }
}

fn local(raw: &Raw) -> Vec<u8> {
    let name = raw.local_name.as_ref().unwrap_or(&raw.name);
    let mut out = b"PK\x03\x04".to_vec();
    [20, raw.flags, raw.method, raw.local_time, 0x21].iter().for_each(|v| out.extend(v.to_le_bytes()));
    let packed = u32::try_from(raw.data.len()).unwrap();
    [raw.crc, packed, raw.size].iter().for_each(|v| out.extend(v.to_le_bytes()));
    out.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
    out.extend([0, 0]);
    out.extend(name);
    out.extend(&raw.data);
    out
}

fn central(raw: &Raw, offset: usize) -> Vec<u8> {
    let mut out = b"PK\x01\x02\x14\x03".to_vec();
    [20, raw.flags, raw.method, 0, 0x21].iter().for_each(|v| out.extend(v.to_le_bytes()));
    let packed = u32::try_from(raw.data.len()).unwrap();
    [raw.crc, packed, raw.size].iter().for_each(|v| out.extend(v.to_le_bytes()));
    let lengths = [raw.name.len(), raw.extra.len(), 0].map(|length| u16::try_from(length).unwrap());
    lengths.iter().for_each(|v| out.extend(v.to_le_bytes()));
    out.extend(raw.disk.to_le_bytes());
    out.extend([0, 0]);
    out.extend(raw.attributes.to_le_bytes());
    out.extend(u32::try_from(offset).unwrap().to_le_bytes());
    out.extend(&raw.name);
    out.extend(&raw.extra);
    out
}

fn archive(entries: &[Raw]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        directory.extend(central(entry, out.len()));
        out.extend(local(entry));
    }
    close(out, &directory, entries.len())
}

fn close(mut out: Vec<u8>, directory: &[u8], count: usize) -> Vec<u8> {
    let end = end_records(wide(out.len()), wide(directory.len()), wide(count));
    out.extend(directory);
    out.extend(end);
    out
}

fn written(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Vec::new());
    for (path, content) in files {
        let (size, crc) = crc32_of(&mut &content[..]).unwrap();
        zip.add_stored(path, size, crc, &mut &content[..]).unwrap();
    }
    zip.finish().unwrap()
}

type Files = BTreeMap<String, Vec<u8>>;

/// Opens, reads everything that can be read, and gives all faults.
fn read_all(container: &Container, mut faults: Vec<Failure>) -> (Files, Vec<Failure>) {
    let mut files = Files::new();
    for entry in container.entries() {
        let mut bytes = Vec::new();
        if let Ok(mut stream) = container.open_file(&entry.path) {
            stream.read_to_end(&mut bytes).unwrap();
            faults.extend(stream.faults());
            files.insert(entry.path.clone(), bytes);
        }
    }
    (files, faults)
}

fn read_zip(bytes: &[u8]) -> (Files, Vec<Failure>) {
    let mut faults = Vec::new();
    let container = Container::from_zip_bytes(bytes.to_vec(), &ReadLimits::default(), &mut faults);
    read_all(&container, faults)
}

fn codes(faults: &[Failure]) -> Vec<&'static str> {
    let mut codes: Vec<_> = faults.iter().map(|fault| fault.code.name()).collect();
    codes.sort_unstable();
    codes
}

fn codes_of(entries: &[Raw]) -> Vec<&'static str> {
    codes(&read_zip(&archive(entries)).1)
}

/// Bytes that deflate can make a little shorter, but not much.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 1u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0] & 0x7f
    };
    std::iter::repeat_with(&mut next).take(length).collect()
}

/// A record file.
const SEVEN: &str = "records/000000000007.jsonl";
