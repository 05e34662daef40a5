//! Step 5: the records, streaming. Parsing and signatures run on all cores; state changes in the order of the log.
//!
//! A batch is cut at the authority's records, so that the key state is the same for every record that is checked in parallel.

use super::blobs::BlobIndex;
use super::chains::Place;
use super::check::{self, Outcome};
use super::findings::{Findings, about};
use super::lines::{Batch, Line, Lines};
use super::state::State;
use super::{Depth, Graded, Mark};
use crate::bundle::container::Container;
use crate::bundle::proof::Proof;
use crate::bundle::record::Record;
use crate::bundle::{BLOCK, Class, Code, Failure, LINE_MAX};
use crate::crypto::{Digest, Frontier, leaf_hash, subtrees};
use crate::watch::Watch;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Records checked at once; also how soon a cancel is seen.
const SLICE: usize = 1024;

/// What the pass over the records needs from outside.
pub struct Input<'a> {
    /// The bundle.
    pub container: &'a Container,
    /// Segments and gap hashes.
    pub proof: &'a Proof,
    /// Size of the log.
    pub size: u64,
    /// How thoroughly.
    pub depth: Depth,
    /// Progress and cancel.
    pub watch: &'a Watch,
    /// Sizes at which the root is wanted.
    pub roots_wanted: &'a [u64],
}

/// What came out.
pub struct Pass {
    /// Root over everything; `None` if it cannot be computed.
    pub root: Option<Digest>,
    /// Roots at the wanted sizes, where the frontier stood exactly there.
    pub roots: BTreeMap<u64, Digest>,
    /// Lines read.
    pub present: u64,
    /// Signatures checked.
    pub signatures: u64,
    /// Records that passed all checks so far.
    pub passed: u64,
    /// Stopped by the caller.
    pub interrupted: bool,
}

/// A line after the parallel part of the work.
struct Parsed {
    leaf: Digest,
    record: Result<Record, Box<Failure>>,
}

/// Runs over all record files.
pub fn run(input: &Input<'_>, state: &mut State<'_>, sink: &mut dyn FnMut(Graded<'_>)) -> Pass {
    let mut walker = Walker {
        input,
        frontier: Frontier::new(),
        whole: true,
        pass: Pass { root: None, roots: BTreeMap::new(), present: 0, signatures: 0, passed: 0, interrupted: false },
        hashes: input.proof.hashes.iter(),
    };
    input.watch.expect(input.proof.disclosed());
    report_unexpected_files(input, &mut state.findings);
    let mut at = 0;
    for (start, end) in input.proof.segments.iter().copied().chain([(input.size, input.size)]) {
        walker.gap(at, start, state);
        let mut block = start;
        while block < end && !walker.pass.interrupted {
            let next = block.div_euclid(BLOCK).saturating_add(1).saturating_mul(BLOCK).min(end);
            walker.file(block, next, state, sink);
            block = next;
        }
        at = end;
    }
    walker.pass.root = (walker.whole && !walker.pass.interrupted).then(|| walker.frontier.root());
    walker.pass
}

/// The name of the record file that begins at `start`.
pub fn file_name(start: u64) -> String {
    format!("records/{start:012}.jsonl")
}

fn report_unexpected_files(input: &Input<'_>, findings: &mut Findings) {
    for entry in input.container.entries() {
        let Some(name) = entry.path.strip_prefix("records/") else { continue };
        let start: Option<u64> = name.get(..12).and_then(|digits| digits.parse().ok());
        let expected = start.is_some_and(|start| {
            input
                .proof
                .segments
                .iter()
                .any(|(a, b)| *a == start || (*a < start && start < *b && start.rem_euclid(BLOCK) == 0))
        });
        if !expected {
            let failure = Failure::new(Code::RecordFiles, "a record file that no segment calls for");
            findings.add(failure.file(&entry.path).values("no such file", &entry.path));
        }
    }
}

struct Walker<'a, 'b> {
    input: &'a Input<'b>,
    frontier: Frontier,
    whole: bool,
    pass: Pass,
    hashes: std::slice::Iter<'a, Digest>,
}

impl Walker<'_, '_> {
    fn gap(&mut self, start: u64, end: u64, state: &mut State<'_>) {
        if start >= end {
            return;
        }
        for (level, _) in subtrees(start, end) {
            match self.hashes.next() {
                Some(hash) => self.frontier.push_subtree(level, *hash),
                None => self.whole = false,
            }
            self.note_root();
        }
        state.skip(end.saturating_sub(1), None);
    }

    fn note_root(&mut self) {
        let size = self.frontier.size();
        if self.whole && self.input.roots_wanted.contains(&size) {
            self.pass.roots.insert(size, self.frontier.root());
        }
    }

    /// One record file: records `[start, end)`.
    fn file(&mut self, start: u64, end: u64, state: &mut State<'_>, sink: &mut dyn FnMut(Graded<'_>)) {
        let path = file_name(start);
        let stream = match self.input.container.open_file(&path) {
            Ok(stream) => stream,
            Err(error) => {
                let missing = error.kind() == std::io::ErrorKind::NotFound;
                let code = if missing { Code::RecordFiles } else { Code::Io };
                state
                    .findings
                    .add(Failure::new(code, format!("{path}: {error}")).file(&path).values(&path, "not readable"));
                self.lose(start, end, state);
                return;
            }
        };
        let mut lines = Lines::new(stream);
        let mut at = start;
        let mut count = 0u64;
        loop {
            match lines.next_batch() {
                Ok(Some(batch)) => {
                    count = count.saturating_add(u64::try_from(batch.lines.len()).unwrap_or(0));
                    at = self.batch(&batch, &path, at, end, state, sink);
                }
                Ok(None) => break,
                Err(error) => {
                    state.findings.add(Failure::new(Code::Io, error.to_string()).file(&path).offset(lines.length));
                    break;
                }
            }
            if self.input.watch.is_cancelled() {
                self.pass.interrupted = true;
                return;
            }
        }
        let length = lines.length;
        let (mut stream, digest) = lines.finish();
        let faults = stream.faults();
        let damaged = !faults.is_empty();
        state.findings.extend(faults);
        state.digests.insert(path.clone(), (digest, length, damaged));
        let wanted = end.saturating_sub(start);
        if count != wanted {
            let failure = Failure::new(Code::RecordCount, format!("records {start} to {}", end.saturating_sub(1)));
            state.findings.add(failure.file(&path).values(format!("{wanted} lines"), format!("{count} lines")));
            self.whole = false;
        }
        if at < end {
            self.lose(at, end, state);
        }
    }

    fn lose(&mut self, start: u64, end: u64, state: &mut State<'_>) {
        self.whole = false;
        let missing = usize::try_from(end.saturating_sub(start)).unwrap_or(0).min(1 << 16);
        for index in start..start.saturating_add(u64::try_from(missing).unwrap_or(0)) {
            state.skip(index, Some(Digest([0; 32])));
        }
    }

    /// Takes in a batch that begins at index `at`; gives the next index. Lines beyond `end` have no index.
    fn batch(
        &mut self,
        batch: &Batch,
        path: &str,
        at: u64,
        end: u64,
        state: &mut State<'_>,
        sink: &mut dyn FnMut(Graded<'_>),
    ) -> u64 {
        let mut at = at;
        for lines in batch.lines.chunks(SLICE) {
            if self.input.watch.is_cancelled() {
                self.pass.interrupted = true;
                return at;
            }
            let room = usize::try_from(end.saturating_sub(at)).unwrap_or(usize::MAX);
            let lines = lines.get(..lines.len().min(room)).unwrap_or_default();
            let parsed: Vec<Parsed> = lines.par_iter().map(|line| parse(batch, line)).collect();
            let mut done = 0;
            while done < lines.len() {
                done = self.stretch(batch, lines, &parsed, done, path, at, state, sink);
            }
            let count = u64::try_from(lines.len()).unwrap_or(0);
            at = at.saturating_add(count);
            self.pass.present = self.pass.present.saturating_add(count);
            self.input.watch.advance(count);
        }
        at
    }

    /// One authority record, or all records up to the next one. `from` counts in `lines`; gives where to go on.
    #[allow(clippy::too_many_arguments, reason = "the pieces of one batch; a struct would only name them twice")]
    fn stretch(
        &mut self,
        batch: &Batch,
        lines: &[Line],
        parsed: &[Parsed],
        from: usize,
        path: &str,
        at: u64,
        state: &mut State<'_>,
        sink: &mut dyn FnMut(Graded<'_>),
    ) -> usize {
        let is_authority =
            |parsed: &Parsed| parsed.record.as_ref().is_ok_and(|record| state.authority.is(&record.actor));
        let rest = parsed.get(from..).unwrap_or_default();
        let ordinary = rest.iter().take_while(|parsed| !is_authority(parsed)).count();
        let until = from.saturating_add(ordinary.max(1)).min(lines.len());
        let part: Vec<(&Line, &Parsed)> = lines.get(from..until).unwrap_or_default().iter().zip(rest).collect();
        let against = state.against(self.input.depth == Depth::Full);
        let outcomes: Vec<Option<Outcome>> = if ordinary == 0 {
            vec![None]
        } else {
            part.par_iter()
                .map(|(line, parsed)| {
                    parsed.record.as_ref().ok().map(|record| check::check(record, batch.bytes(line), &against))
                })
                .collect()
        };
        let mut index = at.saturating_add(u64::try_from(from).unwrap_or(0));
        for ((line, parsed), outcome) in part.into_iter().zip(outcomes) {
            self.frontier.push(parsed.leaf);
            self.note_root();
            let place = Place { index, file: path, offset: line.offset, line: line.number, leaf: parsed.leaf };
            if !line.ended {
                state.findings.add(place.of(Failure::new(Code::TruncatedLine, "")));
            }
            let bytes = batch.bytes(line);
            let mark = self.settle(bytes, &place, parsed, outcome, state);
            sink(Graded::new(index, bytes, parsed.record.as_ref().ok(), parsed.leaf, mark));
            index = index.saturating_add(1);
        }
        until
    }

    fn settle(
        &mut self,
        bytes: &[u8],
        place: &Place<'_>,
        parsed: &Parsed,
        outcome: Option<Outcome>,
        state: &mut State<'_>,
    ) -> Mark {
        let record = match &parsed.record {
            Ok(record) => record,
            Err(failure) => {
                state.findings.add(place.of(failure.as_ref().clone()));
                state.skip(place.index, Some(place.leaf));
                return Mark::Failed;
            }
        };
        if !record.suspicious.is_empty() {
            let points: Vec<String> =
                record.suspicious.iter().take(20).map(|c| format!("U+{:04X}", u32::from(*c))).collect();
            let failure = about(Failure::new(Code::WarnBidi, ""), &record.actor, record.n);
            state.findings.add(place.of(failure.values("none of these characters", points.join(" "))));
        }
        match outcome {
            None => {
                let accepted = state.authority_record(record, bytes, place);
                self.count(accepted, accepted)
            }
            Some(Outcome::Passed(checked)) => {
                state.ordinary_record(record, bytes, place);
                self.count(true, checked)
            }
            Some(Outcome::Failed(failures)) => {
                let checked = failures.iter().any(|failure| failure.code != Code::KeyUnknown);
                state.findings.extend(failures.into_iter().map(|failure| place.of(failure)));
                state.skip(place.index, Some(place.leaf));
                self.count(false, checked)
            }
            Some(Outcome::ByStatus(failure)) => {
                let checked = failure.code == Code::KeyValidity;
                state.by_status(place.of(*failure), record);
                state.skip(place.index, Some(place.leaf));
                self.count(false, checked)
            }
        }
    }

    fn count(&mut self, passed: bool, checked: bool) -> Mark {
        self.pass.signatures = self.pass.signatures.saturating_add(u64::from(checked));
        self.pass.passed = self.pass.passed.saturating_add(u64::from(passed));
        match (passed, checked) {
            (true, true) => Mark::Verified,
            (true, false) => Mark::Unchecked,
            (false, _) => Mark::Failed,
        }
    }
}

fn parse(batch: &Batch, line: &Line) -> Parsed {
    let bytes = batch.bytes(line);
    match line.long {
        Some((leaf, length)) => {
            let failure = Failure::new(Code::LineTooLong, "").offset(0);
            let failure = failure.values(format!("at most {LINE_MAX} bytes"), format!("{length} bytes"));
            Parsed { leaf, record: Err(Box::new(failure)) }
        }
        None => Parsed { leaf: leaf_hash(bytes), record: Record::parse(bytes) },
    }
}

/// Keeps the blob references of records; see `blobs`.
pub fn index_blobs(index: &mut BlobIndex, record: &Record, place: &Place<'_>, findings: &mut Findings) {
    for blob in &record.blobs {
        if let Some(failure) = index.refer(blob, place.index) {
            findings.add(place.of(about(failure.class(Class::Contradicted), &record.actor, record.n)));
        }
    }
}
