//! ZIP archives by hand, as the writer of the project cannot make broken ones.

use recount::bundle::container::crc32_of;
use std::collections::BTreeMap;
use std::io::Write;

/// One entry as a hostile writer would have it.
#[derive(Clone)]
pub struct Entry {
    pub name: Vec<u8>,
    /// The name in the local header, where it is another.
    pub local_name: Option<Vec<u8>>,
    pub flags: u16,
    pub method: u16,
    pub data: Vec<u8>,
    pub crc: u32,
    pub size: u32,
    pub attributes: u32,
}

/// An entry that is not compressed.
pub fn stored(name: &str, content: &[u8]) -> Entry {
    Entry {
        name: name.as_bytes().to_vec(),
        local_name: None,
        flags: 0,
        method: 0,
        data: content.to_vec(),
        crc: crc32_of(&mut &content[..]).unwrap().1,
        size: u32::try_from(content.len()).unwrap(),
        attributes: 0o100_644 << 16,
    }
}

/// An entry that is compressed.
pub fn deflated(name: &str, content: &[u8]) -> Entry {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content).unwrap();
    Entry { method: 8, data: encoder.finish().unwrap(), ..stored(name, content) }
}

/// The files of a bundle as entries, in the order of the profile.
pub fn entries(files: &BTreeMap<String, Vec<u8>>) -> Vec<Entry> {
    let first = ["manifest", "checkpoint", "proof"];
    let rest = files.keys().map(String::as_str).filter(|path| !first.contains(path));
    first.into_iter().chain(rest).map(|path| stored(path, &files[path])).collect()
}

/// An archive of these entries, one after the other.
pub fn archive(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut placed = Vec::new();
    for entry in entries {
        placed.push((entry, out.len()));
        out.extend(local(entry));
    }
    close(out, &placed)
}

/// The local header of an entry and its data.
pub fn local(entry: &Entry) -> Vec<u8> {
    let name = entry.local_name.as_ref().unwrap_or(&entry.name);
    let mut out = b"PK\x03\x04".to_vec();
    common(&mut out, entry, name.len());
    out.extend([0, 0]);
    out.extend(name);
    out.extend(&entry.data);
    out
}

/// Adds a directory, whose entries say that they begin where they are said to, and the end record.
pub fn close(mut out: Vec<u8>, placed: &[(&Entry, usize)]) -> Vec<u8> {
    let start = out.len();
    for (entry, offset) in placed {
        out.extend(b"PK\x01\x02\x14\x03");
        common(&mut out, entry, entry.name.len());
        out.extend([0; 8]);
        out.extend(entry.attributes.to_le_bytes());
        out.extend(u32::try_from(*offset).unwrap().to_le_bytes());
        out.extend(&entry.name);
    }
    let (count, size) = (u16::try_from(placed.len()).unwrap(), out.len() - start);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    out.extend([size, start].map(|value| u32::try_from(value).unwrap().to_le_bytes()).concat());
    out.extend([0, 0]);
    out
}

fn common(out: &mut Vec<u8>, entry: &Entry, name: usize) {
    [20, entry.flags, entry.method, 0, 0x21].iter().for_each(|v: &u16| out.extend(v.to_le_bytes()));
    let packed = u32::try_from(entry.data.len()).unwrap();
    [entry.crc, packed, entry.size].iter().for_each(|v| out.extend(v.to_le_bytes()));
    out.extend(u16::try_from(name).unwrap().to_le_bytes());
}
