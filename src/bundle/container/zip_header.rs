//! The two headers that an archive has for each entry: one in its directory, one before the bytes (APPNOTE 4.3.7 and 4.3.12).
//!
//! Both are read in full and compared field by field. Programs differ in which of the two they believe; where they say the same,
//! that does not matter.

use super::source::{Window, wide};
use std::io;

/// What both headers say about an entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Common {
    /// Version needed to extract.
    pub needed: u16,
    /// General-purpose flags.
    pub flags: u16,
    /// Compression method.
    pub method: u16,
    /// MS-DOS time.
    pub time: u16,
    /// MS-DOS date.
    pub date: u16,
    /// CRC-32 of the content.
    pub crc: u32,
    /// Bytes in the archive.
    pub packed: u64,
    /// Bytes of the content.
    pub size: u64,
}

/// A header of the directory.
#[derive(Debug)]
pub struct Central {
    /// What the local header repeats.
    pub common: Common,
    /// Name, as bytes.
    pub name: Vec<u8>,
    /// Bytes of comment.
    pub comment: u16,
    /// Disk on which the entry starts.
    pub disk: u16,
    /// External attributes; the upper half is the Unix mode.
    pub attributes: u32,
    /// Position of the local header.
    pub offset: u64,
    /// What is wrong with the extra field.
    pub extra_fault: Option<&'static str>,
}

/// A local header.
#[derive(Debug)]
pub struct Local {
    /// Whether it starts as one.
    pub signed: bool,
    /// What the directory repeats.
    pub common: Common,
    /// Name, as far as it could be read.
    pub name: Vec<u8>,
    /// Bytes from the start of the header to the content.
    pub length: u64,
    /// What is wrong with the extra field.
    pub extra_fault: Option<&'static str>,
}

impl Central {
    /// Reads the header that comes next; `None` where there is none, or it does not fit.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn read(window: &mut Window<'_>) -> io::Result<Option<Central>> {
        let mut bytes = Vec::new();
        if !window.pull(CENTRAL_LENGTH, &mut bytes)? || !bytes.starts_with(&CENTRAL) {
            return Ok(None);
        }
        let mut fields = Fields(bytes.get(6..).unwrap_or_default());
        let common = Common::read(&mut fields);
        let (name_length, extra_length, comment) = (fields.u16(), fields.u16(), fields.u16());
        let (disk, _internal, attributes) = (fields.u16(), fields.u16(), fields.u32());
        let offset = u64::from(fields.u32());
        let mut central = Central { common, name: Vec::new(), comment, disk, attributes, offset, extra_fault: None };
        if !window.pull(usize::from(name_length), &mut central.name)?
            || !window.pull(usize::from(extra_length), &mut bytes)?
        {
            return Ok(None);
        }
        let Common { size, packed, .. } = &mut central.common;
        central.extra_fault = widen([size, packed, &mut central.offset], &bytes, Fits::None);
        let fits = window.pull(usize::from(comment), &mut bytes)?;
        Ok(fits.then_some(central))
    }

    /// Whether it is a link, a folder or a device: a Unix type other than none or regular, or the name of a folder. "Made by"
    /// carries no meaning, so the type counts whoever made it.
    pub fn is_special(&self) -> bool {
        let kind = self.attributes >> 28;
        self.name.ends_with(b"/") || (kind != 0 && kind != UNIX_REGULAR)
    }
}

impl Local {
    /// Reads the local header in `bytes`, which hold what the archive has from its start on, at least as much as a header with
    /// the name of the directory takes.
    pub fn read(bytes: &[u8]) -> Option<Local> {
        let mut fields = Fields(bytes.get(4..LOCAL_LENGTH)?);
        let mut common = Common::read(&mut fields);
        let (name_length, extra_length) = (usize::from(fields.u16()), usize::from(fields.u16()));
        let rest = bytes.get(LOCAL_LENGTH..)?;
        let (name, rest) = rest.split_at_checked(name_length).unwrap_or((rest, &[]));
        let extra = rest.get(..extra_length);
        let extra_fault = match extra {
            Some(extra) => widen([&mut common.size, &mut common.packed], extra, Fits::One),
            None => Some("an extra field of a length that is not allowed"),
        };
        let length = wide(LOCAL_LENGTH.saturating_add(name_length).saturating_add(extra_length));
        Some(Local { signed: bytes.starts_with(&LOCAL), common, name: name.to_vec(), length, extra_fault })
    }
}

impl Common {
    fn read(fields: &mut Fields<'_>) -> Common {
        Common {
            needed: fields.u16(),
            flags: fields.u16(),
            method: fields.u16(),
            time: fields.u16(),
            date: fields.u16(),
            crc: fields.u32(),
            packed: u64::from(fields.u32()),
            size: u64::from(fields.u32()),
        }
    }

    /// Where two headers differ: what each says.
    pub fn differences(&self, other: &Common) -> Option<(String, String)> {
        let named = |c: &Common| {
            let Common { needed, flags, method, time, date, crc, packed, size } = *c;
            [
                format!("version {needed}"),
                format!("flags {flags:#06x}"),
                format!("method {method}"),
                format!("time {time:#06x}"),
                format!("date {date:#06x}"),
                format!("CRC {crc:08x}"),
                format!("compressed size {packed}"),
                format!("size {size}"),
            ]
        };
        if self == other {
            return None;
        }
        let (ours, theirs): (Vec<_>, Vec<_>) =
            named(self).into_iter().zip(named(other)).filter(|(a, b)| a != b).unzip();
        Some((ours.join(", "), theirs.join(", ")))
    }
}

/// How many of the values in a ZIP64 field may be small enough to do without.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fits {
    /// None, as in the directory.
    None,
    /// One: APPNOTE 4.5.3 has a local header always carry both sizes.
    One,
}

/// Puts the values of a ZIP64 field in the place of their markers. The field must be there exactly where a marker stands, and hold
/// exactly the marked values (`bundle-format.md` section 1.10). What is there is used even where that is not so.
fn widen<const N: usize>(values: [&mut u64; N], extra: &[u8], fits: Fits) -> Option<&'static str> {
    let marked: Vec<&mut u64> = values.into_iter().filter(|value| **value == MARK).collect();
    if marked.is_empty() {
        return (!extra.is_empty()).then_some("an extra field that nothing needs");
    }
    let wanted = marked.len().saturating_mul(8);
    let Some(mut data) = zip64(extra) else { return Some("a ZIP64 field is missing") };
    let exact = data.len() == wanted && extra.len() == wanted.saturating_add(4);
    let (mut small, count) = (0usize, marked.len());
    for value in marked {
        let Some((bytes, rest)) = data.split_first_chunk::<8>() else { return Some("a ZIP64 field is too short") };
        *value = u64::from_le_bytes(*bytes);
        small = small.saturating_add(usize::from(*value < MARK));
        data = rest;
    }
    let enough = small == 0 || (fits == Fits::One && small < count);
    (!exact || !enough).then_some("an extra field that holds more than the values that need it")
}

/// The data of the ZIP64 field among the extra fields.
fn zip64(mut extra: &[u8]) -> Option<&[u8]> {
    loop {
        let mut fields = Fields(extra.get(..4)?);
        let (id, length) = (fields.u16(), usize::from(fields.u16()));
        let (data, rest) = extra.get(4..)?.split_at_checked(length)?;
        if id == ZIP64_ID {
            return Some(data);
        }
        extra = rest;
    }
}

/// Little-endian fields, one after the other; zero past the end, which the callers' fixed lengths exclude.
pub struct Fields<'a>(pub &'a [u8]);

impl Fields<'_> {
    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let Some((bytes, rest)) = self.0.split_first_chunk::<N>() else { return [0; N] };
        self.0 = rest;
        *bytes
    }

    /// Two bytes.
    pub fn u16(&mut self) -> u16 {
        u16::from_le_bytes(self.bytes())
    }

    /// Four bytes.
    pub fn u32(&mut self) -> u32 {
        u32::from_le_bytes(self.bytes())
    }

    /// Eight bytes.
    pub fn u64(&mut self) -> u64 {
        u64::from_le_bytes(self.bytes())
    }
}

/// Signature of a directory header.
pub const CENTRAL: [u8; 4] = *b"PK\x01\x02";
/// Signature of a local header.
pub const LOCAL: [u8; 4] = *b"PK\x03\x04";
/// Length of a local header without name and extra field.
pub const LOCAL_LENGTH: usize = 30;
/// Longest extra field of a local header: id, length, two sizes.
pub const LOCAL_EXTRA_MAX: usize = 20;
/// Stands where a value does not fit into 32 bits.
pub const MARK: u64 = 0xffff_ffff;
/// Id of the ZIP64 field.
pub const ZIP64_ID: u16 = 1;
/// Upper four bits of the mode of a regular file.
const UNIX_REGULAR: u32 = 8;
/// Length of a directory header without name, extra field and comment.
const CENTRAL_LENGTH: usize = 46;

#[cfg(test)]
mod tests {
    use super::*;

    fn extra(values: &[u64]) -> Vec<u8> {
        let length = u16::try_from(size_of_val(values)).unwrap();
        let mut bytes = [ZIP64_ID.to_le_bytes(), length.to_le_bytes()].concat();
        values.iter().for_each(|value| bytes.extend(value.to_le_bytes()));
        bytes
    }

    #[test]
    fn a_zip64_field_holds_exactly_what_does_not_fit() {
        let (mut size, mut packed, mut offset) = (MARK, 7, MARK);
        assert_eq!(widen([&mut size, &mut packed, &mut offset], &extra(&[MARK, MARK + 5]), Fits::None), None);
        assert_eq!((size, packed, offset), (MARK, 7, MARK + 5));
        let (mut size, mut packed) = (MARK, MARK);
        assert_eq!(widen([&mut size, &mut packed], &extra(&[MARK, 9]), Fits::One), None);
        assert_eq!((size, packed), (MARK, 9));
    }

    #[test]
    fn other_extra_fields_are_faults() {
        for (start, bytes) in [
            ([1, 2], extra(&[])),
            ([1, 2], vec![0]),
            ([1, 2], extra(&[MARK])),
            ([MARK, 2], Vec::new()),
            ([MARK, 2], extra(&[])),
            ([MARK, 2], extra(&[5])),
            ([MARK, 2], extra(&[MARK, 5])),
            ([MARK, 2], [extra(&[MARK]), vec![0]].concat()),
            ([MARK, MARK], extra(&[5, 6])),
            ([MARK, 2], vec![9, 9, 255, 255]),
        ] {
            let [mut a, mut b] = start;
            assert!(widen([&mut a, &mut b], &bytes, Fits::One).is_some(), "{start:?} {bytes:?}");
        }
        let [mut a, mut b] = [MARK, MARK];
        assert!(widen([&mut a, &mut b], &extra(&[MARK, 5]), Fits::None).is_some());
    }
}
