//! The worked example as one file: whatever single byte of the archive is changed or taken out, it is not verified.
//!
//! The exceptions are a closed list: bytes that carry no meaning (`bundle-format.md` section 1.10), each checked to leave every
//! file of the bundle as it was. The exporter's name, which may change in a folder, is not among them: the archive's CRC tells.

use super::{seeds, shared};
use rayon::prelude::*;
use recount::bundle::container::{Container, ReadLimits};
use recount::profile::TrustProfile;
use recount::verify::{Options, Verdict, Verification, verify};
use recount::watch::Watch;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;

/// The archives of the example, which are deflated, and the first one as this program writes archives.
const FORMS: [&str; 4] = ["full.sab", "actor.sab", "redacted.sab", STORED];
const STORED: &str = "full.sab, not compressed";

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Change {
    FlipLow,
    FlipHigh,
    Delete,
}

/// Why a changed byte may leave the verdict.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Harmless {
    /// The directory says which program made an entry: nothing reads it.
    MadeBy,
    /// Internal attributes: text or binary, a hint for programs that convert line ends.
    Internal,
    /// External attributes: permissions, with which nothing is ever unpacked. The high flip takes the file type from regular to
    /// none, which the format allows too; any other type is refused.
    External,
    /// The last bits of a deflate stream, after its end mark, fill up a byte.
    Padding,
}

#[test]
fn no_changed_byte_of_an_archive_is_verified_but_for_a_closed_list() {
    for form in FORMS {
        let Some((archive, profile)) = example(form) else { return };
        let layout = Layout::of(&archive);
        let cases = (0..archive.len()).into_par_iter().flat_map_iter(|at| {
            [Change::FlipLow, Change::FlipHigh, Change::Delete].into_iter().map(move |change| (at, change))
        });
        let survived: Vec<(usize, Change, Result<Harmless, String>)> = cases
            .filter_map(|(at, change)| {
                let bytes = changed(&archive, at, change);
                let (found, files) = check(bytes, &profile);
                (found.verdict == Verdict::Verified).then(|| (at, change, layout.excuse(at, change, &files)))
            })
            .collect();
        let mut counts: BTreeMap<Harmless, usize> = BTreeMap::new();
        for (at, change, excuse) in survived {
            match excuse {
                Ok(harmless) => *counts.entry(harmless).or_default() += 1,
                Err(why) => panic!("{form}: {change:?} at byte {at} is verified, and {why}"),
            }
        }
        eprintln!("{form}: {} bytes, harmless: {counts:?}", archive.len());
        // Two flips of two bytes an entry: else the list does not say what is so.
        let entries = layout.directory.len();
        assert_eq!(
            (counts.get(&Harmless::MadeBy), counts.get(&Harmless::Internal)),
            (Some(&(4 * entries)), Some(&(4 * entries)))
        );
    }
}

#[test]
fn no_archive_that_was_cut_off_is_verified() {
    for form in FORMS {
        let Some((archive, profile)) = example(form) else { return };
        let verified = (0..archive.len())
            .into_par_iter()
            .find_any(|length| check(archive[..*length].to_vec(), &profile).0.verdict == Verdict::Verified);
        assert_eq!(verified, None, "{form}, cut to this length, is verified");
    }
}

fn example(form: &str) -> Option<(Vec<u8>, TrustProfile)> {
    let root: PathBuf = shared::path("vectors/sab")?;
    let path = if form == STORED { FORMS[0] } else { form };
    let archive = std::fs::read(root.join(path)).unwrap();
    let archive = if form == STORED { stored(archive) } else { archive };
    Some((archive, TrustProfile::load(&root, "test").unwrap()))
}

fn stored(archive: Vec<u8>) -> Vec<u8> {
    let container = Container::from_zip_bytes(archive, &ReadLimits::default(), &mut Vec::new());
    seeds::zip(&contents(&container))
}

fn changed(archive: &[u8], at: usize, change: Change) -> Vec<u8> {
    let mut bytes = archive.to_vec();
    match change {
        Change::FlipLow => bytes[at] ^= 1,
        Change::FlipHigh => bytes[at] ^= 0x80,
        Change::Delete => drop(bytes.remove(at)),
    }
    bytes
}

type Files = BTreeMap<String, Vec<u8>>;

fn check(bytes: Vec<u8>, profile: &TrustProfile) -> (Verification, Files) {
    let mut faults = Vec::new();
    let container = Container::from_zip_bytes(bytes, &ReadLimits::default(), &mut faults);
    let options = Options { profile: Some(profile), ..Options::default() };
    let found = verify(&container, faults, &options, &Watch::new(), &mut |_| {});
    let files = if found.verdict == Verdict::Verified { contents(&container) } else { Files::new() };
    (found, files)
}

fn contents(container: &Container) -> Files {
    let read = |path: &str| {
        let mut content = Vec::new();
        container.open_file(path).unwrap().read_to_end(&mut content).unwrap();
        content
    };
    container.entries().iter().map(|entry| (entry.path.clone(), read(&entry.path))).collect()
}

/// Where the bytes of an archive lie that carry no meaning, and what its files hold.
struct Layout {
    /// Start of each header of the directory.
    directory: Vec<usize>,
    /// Last byte of each deflated stream, and the bits of it that carry meaning.
    ends: Vec<(usize, u8)>,
    files: Files,
}

impl Layout {
    fn of(archive: &[u8]) -> Layout {
        let container = Container::from_zip_bytes(archive.to_vec(), &ReadLimits::default(), &mut Vec::new());
        let u16_at = |at: usize| usize::from(u16::from_le_bytes(archive[at..at + 2].try_into().unwrap()));
        let u32_at = |at: usize| u32::from_le_bytes(archive[at..at + 4].try_into().unwrap()) as usize;
        let mut at = u32_at(archive.len() - 6);
        let (mut directory, mut ends) = (Vec::new(), Vec::new());
        while archive[at..].starts_with(b"PK\x01\x02") {
            directory.push(at);
            let local = u32_at(at + 42);
            let end = local + 30 + u16_at(local + 26) + u16_at(local + 28) + u32_at(at + 20);
            if u16_at(at + 10) == 8 {
                ends.push((end - 1, used_bits(&archive[end - u32_at(at + 20)..end])));
            }
            at += 46 + u16_at(at + 28);
        }
        Layout { directory, ends, files: contents(&container) }
    }

    fn excuse(&self, at: usize, change: Change, files: &Files) -> Result<Harmless, String> {
        if change == Change::Delete {
            return Err("a byte is gone".to_owned());
        }
        if *files != self.files {
            return Err("the files are others".to_owned());
        }
        if let Some((_, used)) = self.ends.iter().find(|(end, _)| *end == at) {
            let bit = if change == Change::FlipLow { 1 } else { 0x80 };
            return if used & bit == 0 { Ok(Harmless::Padding) } else { Err("the bit is used".to_owned()) };
        }
        let header = self.directory.iter().rev().find(|start| **start <= at).ok_or("it is in no header")?;
        match (at - header, change) {
            (4 | 5, _) => Ok(Harmless::MadeBy),
            (36 | 37, _) => Ok(Harmless::Internal),
            (38..=41, _) => Ok(Harmless::External),
            (within, _) => Err(format!("it is byte {within} of a header")),
        }
    }
}

/// The bits of a deflate stream's last byte up to its end mark: whatever the ones above them are, the same comes out.
fn used_bits(packed: &[u8]) -> u8 {
    let unpacked = |last: u8| {
        let bytes = [&packed[..packed.len() - 1], &[last]].concat();
        let mut out = Vec::new();
        flate2::read::DeflateDecoder::new(bytes.as_slice()).read_to_end(&mut out).ok().map(|_| out)
    };
    let last = *packed.last().unwrap();
    let whole = unpacked(last);
    let free = |used: &u32| {
        let mask = (1u16 << used) as u8;
        (0..=255u8).all(|other| unpacked((last & mask.wrapping_sub(1)) | (other & mask.wrapping_neg())) == whole)
    };
    let used = (0..8).find(free).unwrap_or(8);
    ((1u16 << used) - 1) as u8
}
