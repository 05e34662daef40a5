//! An archive in the strict ZIP profile, read in one pass over its directory (`bundle-format.md` section 1.10).
//!
//! A pass of its own instead of a general ZIP library: those keep the last of two equal names, believe one header without the
//! other, and do not see overlaps. Here every byte of the archive must have exactly one reading; faults are reported, and the
//! bytes of an entry stay readable wherever they can be found.

use super::faults::Faults;
use super::names::{allowed, escape, likeness, order};
use super::source::{Source, Window};
use super::zip_end::{self, End};
use super::zip_header::{Central, LOCAL_EXTRA_MAX, LOCAL_LENGTH, Local};
use super::zip_stream::{Declared, ZipStream};
use super::{FileEntry, Limit, Listing, ReadLimits};
use crate::bundle::{Code, Failure};
use crate::crypto::Digest;
use std::collections::HashMap;
use std::io;

/// An open archive.
#[derive(Debug)]
pub struct Zip {
    source: Source,
    /// Its files.
    pub(super) listing: Listing,
    /// Where the bytes of each file are, in the order of the list.
    places: Vec<Place>,
}

/// Where the bytes of an entry are.
#[derive(Debug, Clone, Copy)]
struct Place {
    declared: Declared,
    data: u64,
    how: How,
}

#[derive(Debug, Clone, Copy)]
enum Packing {
    Stored,
    Deflated,
}

#[derive(Debug, Clone, Copy)]
enum How {
    Plain(Packing),
    /// Flagged as encrypted: readable if that is not so.
    Encrypted(Packing),
    Unreadable(io::ErrorKind, &'static str),
}

impl Place {
    /// What the directory alone says.
    fn stated(central: &Central) -> Place {
        let common = &central.common;
        Place {
            declared: Declared { header: central.offset, size: common.size, packed: common.packed, crc: common.crc },
            data: central.offset,
            how: match (common.flags & ENCRYPTED, common.method) {
                (0, STORED) => How::Plain(Packing::Stored),
                (0, DEFLATED) => How::Plain(Packing::Deflated),
                (_, STORED) => How::Encrypted(Packing::Stored),
                (_, DEFLATED) => How::Encrypted(Packing::Deflated),
                _ => How::Unreadable(io::ErrorKind::Unsupported, "its compression method is not allowed"),
            },
        }
    }
}

impl Zip {
    /// Reads the directory and the local headers.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn open(source: Source, limits: &ReadLimits, faults: &mut Faults<'_>) -> io::Result<Zip> {
        let Some(end) = zip_end::find(&source, faults)? else { return Ok(Zip { source, ..Zip::empty() }) };
        let mut survey = Survey {
            source: &source,
            end: &end,
            faults,
            listed: Vec::new(),
            spans: Vec::new(),
            names: HashMap::new(),
            last: Vec::new(),
            header: Vec::new(),
        };
        let cut = survey.directory(limits);
        if !cut {
            survey.layout();
        }
        let mut listed = survey.listed;
        listed.sort_by(|a, b| a.0.path.cmp(&b.0.path));
        let (entries, places) = listed.into_iter().unzip();
        let mut listing = Listing { entries, cut, over: false };
        listing.check_total(limits, faults);
        Ok(Zip { source, listing, places })
    }

    /// An archive without bytes.
    pub fn empty() -> Zip {
        Zip { source: Source::Bytes(Vec::new()), listing: Listing::default(), places: Vec::new() }
    }

    /// The raw bytes.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Position and size of a file that lies in the archive as it is.
    pub fn stored_range(&self, entry: &FileEntry) -> Option<(u64, u64)> {
        let at = self.listing.entries.binary_search_by(|other| other.path.cmp(&entry.path)).ok()?;
        let place = self.places.get(at)?;
        matches!(place.how, How::Plain(Packing::Stored)).then_some((place.data, place.declared.packed))
    }

    /// A stream over a listed file.
    ///
    /// # Errors
    /// Its bytes cannot be told, or not unpacked.
    pub fn stream<'a>(&'a self, entry: &'a FileEntry) -> io::Result<ZipStream<'a>> {
        let at = self.listing.entries.binary_search_by(|other| other.path.cmp(&entry.path)).ok();
        let place = at.and_then(|at| self.places.get(at)).ok_or(io::ErrorKind::NotFound)?;
        let open = |packing| {
            let window = Window::new(&self.source, place.data, place.declared.packed);
            match packing {
                Packing::Stored => ZipStream::stored(&entry.path, place.declared, window),
                Packing::Deflated => ZipStream::deflated(&entry.path, place.declared, window),
            }
        };
        match place.how {
            How::Plain(packing) => Ok(open(packing)),
            How::Encrypted(packing) => {
                // The flag alone hides nothing; but what encrypted bytes look like must not speak against anybody.
                let mut probe = open(packing);
                io::copy(&mut probe, &mut io::sink())?;
                let plain = probe.faults().is_empty();
                plain
                    .then(|| open(packing))
                    .ok_or_else(|| io::Error::new(io::ErrorKind::Unsupported, "it is encrypted"))
            }
            How::Unreadable(kind, why) => Err(io::Error::new(kind, why)),
        }
    }
}

/// The pass over the directory.
struct Survey<'a, 'b, 'c> {
    source: &'a Source,
    end: &'a End,
    faults: &'b mut Faults<'c>,
    listed: Vec<(FileEntry, Place)>,
    /// Position of the first byte of each entry that was found, and of the first after it, in the order of the directory.
    spans: Vec<(u64, u64)>,
    /// Position of the first entry for all names that are alike, and whether one of them is listed.
    names: HashMap<Digest, (u64, bool)>,
    /// Name of the entry before.
    last: Vec<u8>,
    /// Buffer for local headers.
    header: Vec<u8>,
}

impl Survey<'_, '_, '_> {
    /// Goes through all entries; true where it stopped before the end, at the limit or as the file cannot be read.
    fn directory(&mut self, limits: &ReadLimits) -> bool {
        let End { directory, tail, count, size, .. } = *self.end;
        let mut window = Window::new(self.source, directory, tail.saturating_sub(directory));
        let (mut seen, mut at) = (0u64, directory);
        while at < tail {
            if seen >= limits.files {
                let found = format!("{} or more", seen.saturating_add(1).max(count));
                self.faults.add(limits.hit(Limit::Files, found).offset(at));
                return true;
            }
            match Central::read(&mut window) {
                Ok(Some(central)) => self.entry(&central, at),
                Ok(None) => {
                    self.faults.format(at, "the directory goes on with something that is no header of it");
                    break;
                }
                Err(error) => {
                    self.faults.add(Failure::new(Code::Io, error.to_string()).offset(at));
                    return true;
                }
            }
            seen = seen.saturating_add(1);
            at = window.position();
        }
        if seen != count {
            let failure = Failure::new(Code::ZipFormat, "number of entries").offset(tail);
            self.faults.add(failure.values(count.to_string(), seen.to_string()));
        }
        if at.saturating_sub(directory) != size {
            let failure = Failure::new(Code::ZipFormat, "length of the directory").offset(tail);
            self.faults.add(failure.values(size.to_string(), at.saturating_sub(directory).to_string()));
        }
        false
    }

    fn entry(&mut self, central: &Central, at: u64) {
        let name = escape(&central.name);
        self.profile(central, at, &name);
        let mut place = Place::stated(central);
        if let Err(error) = self.locate(central, &name, &mut place) {
            self.faults.add(Failure::new(Code::Io, error.to_string()).file(&name).offset(central.offset));
            place.how = How::Unreadable(error.kind(), "its local header cannot be read");
        }
        let fresh = self.unique(central, &place, &name);
        if !allowed(&central.name) {
            self.faults.add(Failure::new(Code::ZipPath, &name).offset(at).file(name));
        } else if fresh {
            let entry = FileEntry { path: name, size: central.common.size, offset: Some(place.declared.header) };
            self.listed.push((entry, place));
        }
    }

    /// What the profile forbids in a header, whatever its place.
    fn profile(&mut self, central: &Central, at: u64, name: &str) {
        let common = &central.common;
        let faults = &mut *self.faults;
        let mut report = |code, what: &str| faults.add(Failure::new(code, what).file(name).offset(at));
        if common.flags & ENCRYPTED != 0 {
            report(Code::ZipEncrypted, "");
        }
        if common.flags & !(ENCRYPTED | UTF8) != 0 {
            report(Code::ZipFormat, "flags that are not allowed, as for a data descriptor");
        }
        if !matches!(common.method, STORED | DEFLATED) {
            report(Code::ZipMethod, &format!("method {}", common.method));
        }
        if let Some(what) = central.extra_fault {
            report(Code::ZipFormat, what);
        }
        if central.comment != 0 {
            report(Code::ZipFormat, "an entry has a comment");
        }
        if central.disk != 0 {
            report(Code::ZipFormat, "an entry lies on another disk");
        }
        if central.is_special() {
            report(Code::ZipSymlink, "");
        }
        if !self.last.is_empty() && order(&central.name) < order(&self.last) {
            report(Code::ZipFormat, "an entry is out of order");
        }
        self.last.clone_from(&central.name);
        if common.method == STORED && common.packed != common.size {
            let failure =
                Failure::new(Code::ZipMismatch, "sizes of an entry that is not compressed").file(name).offset(at);
            self.faults.add(failure.values(format!("{} bytes", common.size), format!("{} bytes", common.packed)));
        }
    }

    /// Finds the bytes of an entry by its local header, and compares the headers.
    fn locate(&mut self, central: &Central, name: &str, place: &mut Place) -> io::Result<()> {
        let mut header = central.offset;
        let mut local = self.local(header, central)?;
        let shifted = header.saturating_add(self.end.shift);
        if shifted != header && local.as_ref().is_none_or(|local| local.name != central.name) {
            (header, local) = (shifted, self.local(shifted, central)?);
        }
        place.declared.header = header;
        let faults = &mut *self.faults;
        let mut report = |failure: Failure| faults.add(failure.file(name).offset(header));
        let Some(local) = local.filter(|local| local.signed || local.name == central.name) else {
            report(Failure::new(Code::ZipFormat, "there is no local header where the directory says"));
            place.how = How::Unreadable(io::ErrorKind::InvalidData, "it has no local header");
            return Ok(());
        };
        if !local.signed {
            report(Failure::new(Code::ZipFormat, "a local header does not start as one"));
        }
        if local.name != central.name {
            report(
                Failure::new(Code::ZipMismatch, "names in directory and local header")
                    .values(name, escape(&local.name)),
            );
            report(Failure::new(Code::ZipFormat, "bytes under a local name that differs are not read"));
            place.how = How::Unreadable(io::ErrorKind::InvalidData, "its local header has another name");
        }
        if let Some(what) = local.extra_fault {
            report(Failure::new(Code::ZipFormat, what));
        }
        if let Some((ours, theirs)) = central.common.differences(&local.common) {
            report(Failure::new(Code::ZipMismatch, "directory and local header").values(ours, theirs));
        }
        place.data = header.saturating_add(local.length);
        self.spans.push((header, place.data.saturating_add(central.common.packed)));
        Ok(())
    }

    fn local(&mut self, at: u64, central: &Central) -> io::Result<Option<Local>> {
        // Longer names and extra fields than these are faults in any case.
        let length = LOCAL_LENGTH.saturating_add(central.name.len()).saturating_add(LOCAL_EXTRA_MAX);
        self.header.resize(length, 0);
        let read = self.source.read_at(&mut self.header, at)?;
        Ok(self.header.get(..read).and_then(Local::read))
    }

    /// Whether no file of this name is listed yet; alike names are reported.
    fn unique(&mut self, central: &Central, place: &Place, name: &str) -> bool {
        let at = place.declared.header;
        let lists = allowed(&central.name);
        let Some((first, listed)) = self.names.get_mut(&likeness(&central.name)) else {
            self.names.insert(likeness(&central.name), (at, lists));
            return true;
        };
        let failure = Failure::new(Code::ZipDup, "or names that some systems take for the same").file(name).offset(at);
        self.faults.add(failure.values(format!("one entry, at offset {first}"), format!("another at offset {at}")));
        let fresh = !*listed;
        *listed |= lists;
        fresh
    }

    /// Entries must lie one after the other, in the order of the directory, from the first byte up to the directory.
    fn layout(&mut self) {
        let pairs = self.spans.iter().zip(self.spans.iter().skip(1));
        if let Some((_, next)) = pairs.clone().find(|(span, next)| next.0 < span.0) {
            self.faults.format(next.0, "entries lie in another order than the directory names them");
        }
        self.spans.sort_unstable();
        // What was put before the archive is reported with the directory that it moved.
        let mut covered = (0u64, self.end.shift);
        for span in self.spans.iter().copied().chain([(self.end.directory, self.end.tail)]) {
            if span.0 > covered.1 {
                let gap = span.0.saturating_sub(covered.1);
                let what = if covered.1 == self.end.shift { "before the first entry" } else { "between two entries" };
                self.faults.format(covered.1, format!("{gap} bytes lie {what}"));
            } else if span.0 < covered.1 {
                let range = |span: (u64, u64)| format!("bytes {} to {}", span.0, span.1);
                let failure = Failure::new(Code::ZipOverlap, "").offset(span.0);
                self.faults.add(failure.values(range(covered), range(span)));
            }
            if span.1 > covered.1 {
                covered = span;
            }
        }
    }
}

/// General-purpose flag: encrypted.
const ENCRYPTED: u16 = 1;
/// General-purpose flag: the name is UTF-8.
const UTF8: u16 = 0x0800;
/// Method: stored.
const STORED: u16 = 0;
/// Method: deflate.
const DEFLATED: u16 = 8;
