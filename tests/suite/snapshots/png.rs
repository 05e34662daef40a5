//! PNG, as far as our own pictures need it: eight bits a channel, RGB, one chunk of data.

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use std::io::{Read, Write};

const HEAD: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Pixels as a file; rows are stored as they are, which is smallest for a window.
pub fn encode(width: usize, height: usize, rgb: &[u8]) -> Vec<u8> {
    let row = width * 3;
    let mut rows = ZlibEncoder::new(Vec::new(), Compression::best());
    for line in rgb.chunks(row) {
        rows.write_all(&[0]).unwrap();
        rows.write_all(line).unwrap();
    }
    let mut head = Vec::new();
    head.extend((width as u32).to_be_bytes());
    head.extend((height as u32).to_be_bytes());
    head.extend([8, 2, 0, 0, 0]);
    let mut out = HEAD.to_vec();
    chunk(&mut out, b"IHDR", &head);
    chunk(&mut out, b"IDAT", &rows.finish().unwrap());
    chunk(&mut out, b"IEND", &[]);
    out
}

fn chunk(out: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    let mut sum = flate2::Crc::new();
    sum.update(kind);
    sum.update(data);
    out.extend((data.len() as u32).to_be_bytes());
    out.extend(kind);
    out.extend(data);
    out.extend(sum.sum().to_be_bytes());
}

/// Width, height and pixels of a file that `encode` wrote; `None`: it is another.
pub fn decode(bytes: &[u8]) -> Option<(usize, usize, Vec<u8>)> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize);
    let (width, height) = (number(16)?, number(20)?);
    let length = number(33)?;
    let mut rows = Vec::new();
    ZlibDecoder::new(bytes.get(41..41 + length)?).read_to_end(&mut rows).ok()?;
    let out: Vec<u8> = rows.chunks(width * 3 + 1).flat_map(|line| line.iter().skip(1)).copied().collect();
    Some((width, height, out))
}

#[test]
fn what_is_written_is_read() {
    let pixels: Vec<u8> = (0..7 * 5 * 3).map(|n| (n * 37 % 251) as u8).collect();
    assert_eq!(decode(&encode(7, 5, &pixels)), Some((7, 5, pixels)));
}
