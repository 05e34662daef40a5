//! ZIP in the strict profile of `bundle-format.md` section 1.10, as its own pass over the central directory.
//!
//! General readers keep one of two equal names and leave overlaps to the caller; here everything that could be read two ways is
//! a fault. What can still be read is read.

use super::{FileEntry, ReadLimits, escaped, limit, names};
use crate::bundle::{Code, Failure};
use flate2::{Crc, Decompress, FlushDecompress, Status};
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{self, Read};

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const END64: u32 = 0x0606_4b50;
const LOCATOR64: u32 = 0x0706_4b50;
/// Largest central directory: 2^20 entries of 46 bytes, a name of 73 and a ZIP64 field of 28.
const DIRECTORY_MAX: u64 = 256 << 20;
const BUFFER: usize = 128 * 1024;

/// The bytes of an archive.
#[derive(Debug)]
pub enum Archive {
    /// On disk.
    File(File),
    /// In memory.
    Memory(Vec<u8>),
}

impl Archive {
    fn len(&self) -> io::Result<u64> {
        match self {
            Archive::File(file) => Ok(file.metadata()?.len()),
            Archive::Memory(bytes) => Ok(u64::try_from(bytes.len()).unwrap_or(u64::MAX)),
        }
    }

    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        match self {
            #[cfg(unix)]
            Archive::File(file) => std::os::unix::fs::FileExt::read_at(file, buffer, at),
            #[cfg(windows)]
            Archive::File(file) => std::os::windows::fs::FileExt::seek_read(file, buffer, at),
            Archive::Memory(bytes) => {
                let mut rest = usize::try_from(at).ok().and_then(|at| bytes.get(at..)).unwrap_or_default();
                rest.read(buffer)
            }
        }
    }

    /// Up to `length` bytes at `at`; fewer only at the end.
    fn bytes(&self, at: u64, length: u64) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        Span { archive: self, at, left: length }.read_to_end(&mut out)?;
        Ok(out)
    }
}

/// A part of the archive as a stream.
pub struct Span<'a> {
    archive: &'a Archive,
    at: u64,
    left: u64,
}

impl Read for Span<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.archive.read_at(buffer.get_mut(..most).unwrap_or_default(), self.at)?;
        let count = u64::try_from(read).unwrap_or(0);
        self.at = self.at.saturating_add(count);
        self.left = self.left.saturating_sub(count);
        Ok(read)
    }
}

/// What the central directory says about an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Header {
    version: u16,
    flags: u16,
    method: u16,
    stamp: u32,
    crc: u32,
    packed: u64,
    size: u64,
    name: Vec<u8>,
    offset: u64,
}

/// Where the content of a readable entry lies.
#[derive(Clone, Copy, Debug)]
struct Content {
    at: u64,
    packed: u64,
    size: u64,
    crc: u32,
    deflated: bool,
}

/// An opened archive.
#[derive(Debug)]
pub struct Zip {
    archive: Archive,
    length: u64,
    contents: HashMap<String, Content>,
}

impl Zip {
    /// Reads and judges the structure.
    pub fn open(archive: Archive, limits: &ReadLimits, faults: &mut Vec<Failure>) -> io::Result<(Zip, Vec<FileEntry>)> {
        let length = archive.len()?;
        let mut zip = Zip { archive, length, contents: HashMap::new() };
        let Some((start, bytes, count)) = zip.directory(limits, faults)? else { return Ok((zip, Vec::new())) };
        let headers = central_headers(&bytes, start, count, faults);
        let mut entries = Vec::new();
        let mut at = 0u64;
        let mut total = 0u64;
        let mut seen: HashSet<Vec<u8>> = HashSet::new();
        let mut last: Option<&Header> = None;
        for header in &headers {
            if last.is_some_and(|last| names::rank(&last.name) >= names::rank(&header.name)) {
                faults.push(broken("entries are not in the order of the profile", header.offset));
            }
            last = Some(header);
            total = total.saturating_add(header.size);
            let end = zip.entry(header, at, &mut seen, &mut entries, faults)?;
            at = end.unwrap_or(at).max(at);
        }
        if !headers.is_empty() && at != start {
            let code = if at > start { Code::ZipOverlap } else { Code::ZipFormat };
            faults.push(Failure::new(code, "the entries do not end where the directory begins").offset(at.min(start)));
        }
        if total > limits.total {
            faults.push(limit("declared size of the files", limits.total, total));
            entries.clear();
        }
        Ok((zip, entries))
    }

    /// The whole archive.
    pub fn whole(&self) -> Span<'_> {
        Span { archive: &self.archive, at: 0, left: self.length }
    }

    /// A stream over the content of an entry.
    pub fn open_file(&self, entry: &FileEntry) -> io::Result<EntryStream<'_>> {
        let content = *self.contents.get(&entry.path).ok_or(io::ErrorKind::NotFound)?;
        let span = Span { archive: &self.archive, at: content.at, left: content.packed };
        Ok(EntryStream {
            path: entry.path.clone(),
            content,
            input: io::BufReader::with_capacity(BUFFER, span),
            inflate: content.deflated.then(|| Box::new(Decompress::new(false))),
            crc: Crc::new(),
            length: 0,
            ended: false,
            faults: Vec::new(),
        })
    }

    /// The central directory: where it begins, its bytes, and how many entries it has.
    fn directory(&self, limits: &ReadLimits, faults: &mut Vec<Failure>) -> io::Result<Option<(u64, Vec<u8>, u64)>> {
        let end_at = self.length.saturating_sub(22);
        let end = self.archive.bytes(end_at, 22)?;
        let fields = Fields(&end);
        if end.len() != 22 || fields.u32(0) != END || fields.u16(20) != 0 {
            faults.push(broken("no end record in the last 22 bytes: not a bundle, or bytes were added", end_at));
            return Ok(None);
        }
        if fields.u16(4) != 0 || fields.u16(6) != 0 || fields.u16(8) != fields.u16(10) {
            faults.push(broken("more than one disk", end_at));
        }
        let (mut count, mut size, mut start) =
            (u64::from(fields.u16(10)), u64::from(fields.u32(12)), u64::from(fields.u32(16)));
        let mut directory_end = end_at;
        let large = count == 0xffff || size == 0xffff_ffff || start == 0xffff_ffff;
        let locator = self.archive.bytes(end_at.saturating_sub(20), 20)?;
        if Fields(&locator).u32(0) == LOCATOR64 && end_at >= 20 {
            let at = end_at.saturating_sub(76);
            let record = self.archive.bytes(at, 56)?;
            let wide = Fields(&record);
            let one_disk = wide.u32(16) == 0 && wide.u32(20) == 0 && wide.u64(24) == wide.u64(32);
            let located =
                Fields(&locator).u32(4) == 0 && Fields(&locator).u64(8) == at && Fields(&locator).u32(16) == 1;
            let plain = wide.u32(0) == END64 && wide.u64(4) == 44 && one_disk && located;
            if !large || !plain || end_at < 76 {
                faults.push(broken("a ZIP64 record that is not needed, or not as it should be", at));
            }
            (count, size, start, directory_end) = (wide.u64(32), wide.u64(40), wide.u64(48), at);
        } else if large {
            faults.push(broken("values that do not fit, and no ZIP64 record", end_at));
            return Ok(None);
        }
        if start.checked_add(size) != Some(directory_end) {
            faults.push(broken("the directory does not end where the end record begins", end_at));
            return Ok(None);
        }
        if count > limits.files || size > DIRECTORY_MAX {
            faults.push(limit("number of files", limits.files, count));
            return Ok(None);
        }
        Ok(Some((start, self.archive.bytes(start, size)?, count)))
    }

    /// Judges one entry; gives where its content ends. `at`: where the one before it ended.
    fn entry(
        &mut self,
        header: &Header,
        at: u64,
        seen: &mut HashSet<Vec<u8>>,
        entries: &mut Vec<FileEntry>,
        faults: &mut Vec<Failure>,
    ) -> io::Result<Option<u64>> {
        let shown = escaped(&header.name);
        if header.offset != at {
            let code = if header.offset < at { Code::ZipOverlap } else { Code::ZipFormat };
            faults.push(
                Failure::new(code, &shown).offset(header.offset).values(at.to_string(), header.offset.to_string()),
            );
        }
        let fixed = self.archive.bytes(header.offset, 30)?;
        let fields = Fields(&fixed);
        if fixed.len() != 30 || fields.u32(0) != LOCAL {
            faults.push(broken("no local header where the directory says", header.offset));
            return Ok(None);
        }
        let (name_len, extra_len) = (u64::from(fields.u16(26)), u64::from(fields.u16(28)));
        let variable = self.archive.bytes(header.offset.saturating_add(30), name_len.saturating_add(extra_len))?;
        let split = usize::try_from(name_len).unwrap_or(usize::MAX).min(variable.len());
        let (name, extra) = variable.split_at(split);
        let mut local = Header {
            version: fields.u16(4),
            flags: fields.u16(6),
            method: fields.u16(8),
            stamp: fields.u32(10),
            crc: fields.u32(14),
            packed: u64::from(fields.u32(18)),
            size: u64::from(fields.u32(22)),
            name: name.to_vec(),
            offset: header.offset,
        };
        if let Err(what) = wide_values(extra, &mut [&mut local.size, &mut local.packed]) {
            faults.push(broken(what, header.offset));
        }
        if local != *header {
            let values = (format!("{header:?}"), format!("{local:?}"));
            let failure = Failure::new(Code::ZipMismatch, &shown).offset(header.offset);
            faults.push(failure.values(brief(&values.0), brief(&values.1)));
        }
        let content_at = header.offset.saturating_add(30).saturating_add(name_len).saturating_add(extra_len);
        let end = content_at.saturating_add(header.packed);
        if local.name == header.name && judge(header, &shown, seen, faults) && end <= self.length {
            let path = String::from_utf8_lossy(&header.name).into_owned();
            let deflated = header.method == 8;
            let content =
                Content { at: content_at, packed: header.packed, size: header.size, crc: header.crc, deflated };
            self.contents.insert(path.clone(), content);
            entries.push(FileEntry { path, size: header.size, offset: Some(header.offset) });
        }
        Ok(Some(end))
    }
}

/// Judges what a header says on its own; `true` if the content may be read under its name.
fn judge(header: &Header, shown: &str, seen: &mut HashSet<Vec<u8>>, faults: &mut Vec<Failure>) -> bool {
    let told = |code: Code, detail: &str| Failure::new(code, format!("{shown}: {detail}")).offset(header.offset);
    if header.flags & 1 != 0 {
        faults.push(told(Code::ZipEncrypted, "encrypted"));
        return false;
    }
    if header.flags != 0 && header.flags != 0x0800 {
        faults.push(told(Code::ZipFormat, "flags other than 0 and 0x0800"));
    }
    if header.method != 0 && header.method != 8 {
        faults.push(told(Code::ZipMethod, &format!("method {}", header.method)));
        return false;
    }
    if header.method == 0 && header.packed != header.size {
        faults.push(told(Code::ZipMismatch, "stored, but with two sizes"));
    }
    if !names::allowed(&header.name) {
        faults.push(told(Code::ZipPath, "not a name of the format"));
        return false;
    }
    // The names of the profile are lower-case ASCII, so equal under folding or NFC means equal.
    if !seen.insert(header.name.clone()) {
        faults.push(told(Code::ZipDup, "this name stands twice"));
        return false;
    }
    true
}

fn central_headers(bytes: &[u8], start: u64, count: u64, faults: &mut Vec<Failure>) -> Vec<Header> {
    let mut headers = Vec::new();
    let mut rest = bytes;
    let offset = |rest: &[u8]| start.saturating_add(u64::try_from(bytes.len().saturating_sub(rest.len())).unwrap_or(0));
    while !rest.is_empty() {
        let fields = Fields(rest);
        let (name_len, extra_len, comment) = (fields.u16(28), fields.u16(30), fields.u16(32));
        let length = 46usize
            .saturating_add(usize::from(name_len))
            .saturating_add(usize::from(extra_len))
            .saturating_add(usize::from(comment));
        if fields.u32(0) != CENTRAL || rest.len() < length {
            faults.push(broken("the directory is damaged", offset(rest)));
            break;
        }
        let name_end = 46usize.saturating_add(usize::from(name_len));
        let mut header = Header {
            version: fields.u16(6),
            flags: fields.u16(8),
            method: fields.u16(10),
            stamp: fields.u32(12),
            crc: fields.u32(16),
            packed: u64::from(fields.u32(20)),
            size: u64::from(fields.u32(24)),
            name: rest.get(46..name_end).unwrap_or_default().to_vec(),
            offset: u64::from(fields.u32(42)),
        };
        let extra = rest.get(name_end..name_end.saturating_add(usize::from(extra_len))).unwrap_or_default();
        if let Err(what) = wide_values(extra, &mut [&mut header.size, &mut header.packed, &mut header.offset]) {
            faults.push(broken(what, offset(rest)));
        }
        if comment != 0 {
            faults.push(broken("a comment", offset(rest)));
        }
        if fields.u16(34) != 0 {
            faults.push(broken("more than one disk", offset(rest)));
        }
        let unix = fields.u16(4) >> 8 == 3;
        let kind = (fields.u32(38) >> 28) & 0xf;
        if (unix && kind != 0 && kind != 8) || header.name.ends_with(b"/") {
            faults.push(Failure::new(Code::ZipSymlink, escaped(&header.name)).offset(offset(rest)));
        }
        headers.push(header);
        rest = rest.get(length..).unwrap_or_default();
    }
    let found = u64::try_from(headers.len()).unwrap_or(u64::MAX);
    if found != count {
        faults
            .push(broken("the number of entries is not as stated", start).values(count.to_string(), found.to_string()));
    }
    headers
}

/// Takes the values that did not fit from a ZIP64 field, which must hold exactly those.
fn wide_values(extra: &[u8], values: &mut [&mut u64]) -> Result<(), &'static str> {
    let wanted = values.iter().filter(|value| ***value == 0xffff_ffff).count();
    if wanted == 0 {
        return if extra.is_empty() { Ok(()) } else { Err("an extra field") };
    }
    let fields = Fields(extra);
    let length = wanted.saturating_mul(8);
    if fields.u16(0) != 1 || usize::from(fields.u16(2)) != length || extra.len() != length.saturating_add(4) {
        return Err("a ZIP64 field that is not as it should be");
    }
    let mut at = 4usize;
    for value in values.iter_mut().filter(|value| ***value == 0xffff_ffff) {
        **value = fields.u64(at);
        at = at.saturating_add(8);
        if **value < 0xffff_ffff {
            return Err("a ZIP64 value that would fit without it");
        }
    }
    Ok(())
}

fn broken(what: &str, offset: u64) -> Failure {
    Failure::new(Code::ZipFormat, what).offset(offset)
}

fn brief(header: &str) -> String {
    header.split(", name").next().unwrap_or_default().to_owned()
}

/// Little-endian fields; 0 beyond the end.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn array<const N: usize>(&self, at: usize) -> [u8; N] {
        self.0.get(at..).and_then(|rest| rest.first_chunk::<N>()).copied().unwrap_or([0; N])
    }

    fn u16(&self, at: usize) -> u16 {
        u16::from_le_bytes(self.array(at))
    }

    fn u32(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.array(at))
    }

    fn u64(&self, at: usize) -> u64 {
        u64::from_le_bytes(self.array(at))
    }
}

/// The content of one entry, never more than it declares.
pub struct EntryStream<'a> {
    path: String,
    content: Content,
    input: io::BufReader<Span<'a>>,
    inflate: Option<Box<Decompress>>,
    crc: Crc,
    length: u64,
    ended: bool,
    /// What was found wrong.
    pub faults: Vec<Failure>,
}

impl Read for EntryStream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ended || buffer.is_empty() {
            return Ok(0);
        }
        let mut read = match self.inflate.take() {
            None => self.input.read(buffer)?,
            Some(mut inflate) => {
                let read = self.inflate_into(&mut inflate, buffer)?;
                self.inflate = Some(inflate);
                read
            }
        };
        let room = self.content.size.saturating_sub(self.length);
        if u64::try_from(read).unwrap_or(u64::MAX) > room {
            read = usize::try_from(room).unwrap_or(usize::MAX);
            self.ended = true;
            let failure = Failure::new(Code::ZipBomb, "").file(&self.path).offset(self.content.at);
            self.faults.push(failure.values(format!("{} bytes", self.content.size), "more"));
        }
        self.crc.update(buffer.get(..read).unwrap_or_default());
        self.length = self.length.saturating_add(u64::try_from(read).unwrap_or(0));
        if read == 0 && !self.ended {
            self.finish();
        }
        Ok(read)
    }
}

impl EntryStream<'_> {
    fn inflate_into(&mut self, inflate: &mut Decompress, buffer: &mut [u8]) -> io::Result<usize> {
        use io::BufRead;
        loop {
            let input = self.input.fill_buf()?;
            let empty = input.is_empty();
            let (before_in, before_out) = (inflate.total_in(), inflate.total_out());
            let flush = if empty { FlushDecompress::Finish } else { FlushDecompress::None };
            let status = inflate.decompress(input, buffer, flush);
            let used = usize::try_from(inflate.total_in().saturating_sub(before_in)).unwrap_or(0);
            let made = usize::try_from(inflate.total_out().saturating_sub(before_out)).unwrap_or(0);
            self.input.consume(used);
            let broken = match status {
                Ok(Status::StreamEnd) => {
                    let left = self.content.packed.saturating_sub(inflate.total_in());
                    if made == 0 && left > 0 && !self.ended {
                        self.fault("bytes after the end of the deflate stream");
                    }
                    return Ok(made);
                }
                Ok(_) if made > 0 => return Ok(made),
                Ok(_) => empty,
                Err(_) => true,
            };
            if broken {
                self.fault("broken deflate data");
                return Ok(made);
            }
        }
    }

    fn fault(&mut self, what: &str) {
        let failure = Failure::new(Code::ZipFormat, what).file(&self.path).offset(self.content.at);
        self.faults.push(failure);
        self.ended = true;
    }

    fn finish(&mut self) {
        self.ended = true;
        let told = |detail: &str, expected: String, found: String| {
            Failure::new(Code::ZipMismatch, detail).file(&self.path).offset(self.content.at).values(expected, found)
        };
        if self.length != self.content.size {
            self.faults.push(told("size", self.content.size.to_string(), self.length.to_string()));
        } else if self.crc.sum() != self.content.crc {
            self.faults.push(told("CRC", format!("{:08x}", self.content.crc), format!("{:08x}", self.crc.sum())));
        }
    }
}
