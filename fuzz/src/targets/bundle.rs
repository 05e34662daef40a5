//! Whole bundles: whatever the bytes, only what the genuine parties signed is ever verified.
//!
//! A fuzzer cannot sign, so each input is tried for three attackers: one without keys, a false exporter who signs a manifest over
//! whatever files there are, and a false operator who signs a tree over whatever lines there are. What must hold is weaker for
//! each, and still says that no record can be made, changed or taken out of the middle.

use super::forge::Forge;
use super::log::{Genuine, genuine};
use recount::bundle::container::{Container, ReadLimits, allowed};
use recount::bundle::{Failure, record::Record};
use recount::crypto::Digest;
use recount::verify::{Options, RootCheck, Seen, Verdict, Verification, verify};
use recount::watch::Watch;
use std::collections::BTreeMap;
use std::io::Read;

type Files = BTreeMap<String, Vec<u8>>;
/// Index and line of what a verification handed out, in that order.
type Lines = Vec<(u64, Vec<u8>)>;

/// Verifies the bytes of an archive for each attacker.
pub fn run(bytes: &[u8]) {
    verdicts(bytes);
}

/// As [`run`]; gives the verdicts, without the last where there are too many lines for a target to sign a tree over.
pub fn verdicts(bytes: &[u8]) -> Vec<Verdict> {
    let genuine = genuine();
    let mut faults = Vec::new();
    let container = Container::from_zip_bytes(bytes.to_vec(), &LIMITS, &mut faults);
    let files = read(&container);
    let (found, lines) = check(genuine, &container, faults);
    is_genuine(genuine, &found, &lines, &files);
    is_complete(&found, &lines, &files);
    let mut verdicts = vec![found.verdict];

    let exported = genuine.forge.sign(&genuine.forge.exporter, without_manifest(&files));
    let (found, lines) = check(genuine, &Container::from_files(exported.clone()), Vec::new());
    is_genuine(genuine, &found, &lines, &exported);
    is_complete(&found, &lines, &exported);
    verdicts.push(found.verdict);

    let Some(log) = operated(&files) else { return verdicts };
    let (found, lines) = check(genuine, &Container::from_files(log.clone()), Vec::new());
    is_signed_by_actors(genuine, &found, &lines);
    is_complete(&found, &lines, &log);
    verdicts.push(found.verdict);
    verdicts
}

fn check(genuine: &Genuine, container: &Container, faults: Vec<Failure>) -> (Verification, Lines) {
    let options = Options { profile: Some(&genuine.profile), limits: LIMITS, ..Options::default() };
    let mut lines = Lines::new();
    let mut sink = |seen: Seen<'_>| {
        if let Seen::Record(graded) = seen {
            lines.push((graded.index(), graded.line().to_vec()));
        }
    };
    let found = verify(container, faults, &options, &Watch::new(), &mut sink);
    (found, lines)
}

/// Without the log's key: a signed state of the log, and each record at its own index.
fn is_genuine(genuine: &Genuine, found: &Verification, lines: &Lines, files: &Files) {
    if found.verdict != Verdict::Verified {
        return;
    }
    let note = std::str::from_utf8(&files["checkpoint"]).unwrap();
    assert!(genuine.has_checkpoint(&note[..=note.rfind("\n\n").unwrap()]), "verified under another checkpoint");
    for (index, line) in lines {
        let signed = genuine.forge.lines.get(usize::try_from(*index).unwrap());
        assert_eq!(signed.map(Vec::as_slice), Some(line.as_slice()), "verified, but not record {index}");
    }
}

/// With the log's and the witness's key: of each actor the first records, all of them genuine, in their order.
fn is_signed_by_actors(genuine: &Genuine, found: &Verification, lines: &Lines) {
    if found.verdict != Verdict::Verified {
        return;
    }
    let chains = |lines: &mut dyn Iterator<Item = &[u8]>| {
        let mut chains: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
        for line in lines {
            chains.entry(Record::parse(line).unwrap().actor).or_default().push(line.to_vec());
        }
        chains
    };
    let signed = chains(&mut genuine.forge.lines.iter().map(Vec::as_slice));
    for (actor, shown) in chains(&mut lines.iter().map(|(_, line)| line.as_slice())) {
        let signed = signed.get(&actor).map(Vec::as_slice).unwrap_or_default();
        assert!(signed.starts_with(&shown), "verified, but not what {actor} signed");
    }
}

/// Whoever signed: what is verified was disclosed, read and listed in full, and blobs are what their names say.
fn is_complete(found: &Verification, lines: &Lines, files: &Files) {
    assert!(found.verdict == Verdict::Verified || !found.findings.is_empty(), "a verdict without a reason");
    assert!(lines.windows(2).all(|pair| pair[0].0 < pair[1].0), "records out of order");
    if found.verdict != Verdict::Verified {
        return;
    }
    let disclosed: Vec<u64> = found.segments.iter().flat_map(|(start, end)| *start..*end).collect();
    assert!(!disclosed.is_empty() && lines.iter().map(|(index, _)| *index).eq(disclosed.iter().copied()));
    let coverage = &found.coverage;
    let count = lines.len() as u64;
    assert_eq!((coverage.records_passed, coverage.signatures_checked, coverage.signatures_false), (count, count, 0));
    assert_eq!((coverage.root, coverage.blobs.missing), (RootCheck::Matches, 0));
    let text: Vec<u8> = lines.iter().flat_map(|(_, line)| [line.as_slice(), b"\n"].concat()).collect();
    assert!(text == record_bytes(files), "record files hold more, or other, than what was verified");
    let manifest = String::from_utf8(files["manifest"].clone()).unwrap();
    for (path, content) in files.iter().filter(|(path, _)| *path != "manifest") {
        let digest = Digest::of(content).hex();
        let line = format!("\nfile {digest} {} {path}\n", content.len());
        assert!(manifest.contains(&line), "{path} is not as listed");
        assert!(path.strip_prefix("blobs/").is_none_or(|name| name == digest), "{path} is another blob");
    }
    assert_eq!(manifest.matches("\nfile ").count(), files.len() - 1, "a listed file is absent");
}

fn read(container: &Container) -> Files {
    let mut files = Files::new();
    for entry in container.entries().iter().filter(|entry| entry.size <= LIMITS.bytes) {
        let mut content = Vec::new();
        if container.open_file(&entry.path).is_ok_and(|mut stream| stream.read_to_end(&mut content).is_ok()) {
            files.insert(entry.path.clone(), content);
        }
    }
    files
}

fn without_manifest(files: &Files) -> Files {
    let listed = files.iter().filter(|(path, _)| *path != "manifest" && allowed(path.as_bytes()));
    listed.map(|(path, content)| (path.clone(), content.clone())).collect()
}

/// The bundle of an operator who signs a tree over exactly these lines, whatever bytes; `None` if they are too many.
fn operated(files: &Files) -> Option<Files> {
    let bytes = record_bytes(files);
    let mut lines: Vec<Vec<u8>> = bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    lines.pop_if(|line| line.is_empty());
    if lines.len() > 64 {
        return None;
    }
    let mut forge = Forge::new();
    forge.lines = lines;
    let mut log = forge.files(&[(0, forge.lines.len())]);
    let others = files.iter().filter(|(path, _)| path.starts_with("blobs/") || path.starts_with("packs/"));
    log.extend(others.map(|(path, content)| (path.clone(), content.clone())));
    Some(forge.sign(&forge.exporter, log))
}

fn record_bytes(files: &Files) -> Vec<u8> {
    files.iter().filter(|(path, _)| path.starts_with("records/")).flat_map(|(_, content)| content.clone()).collect()
}

/// Far above what the genuine log needs, and small enough for many runs a second.
const LIMITS: ReadLimits = ReadLimits { files: 64, bytes: 1 << 20, manifest: 1 << 16, proof: 1 << 16 };
