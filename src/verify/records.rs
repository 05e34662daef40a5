//! Step 5: the records, streaming. Parsing and signatures run on all cores; state changes in the order of the log.
//!
//! A slice is cut at the authority's records, so that the key state is the same for every record that is checked in parallel.

use super::ahead::{Ahead, Parsed, Slice};
use super::check::{self, Outcome};
use super::findings::Findings;
use super::graded::Grade;
use super::lines::Line;
use super::place::Place;
use super::settle::settle;
use super::state::State;
use super::{Depth, Graded, Mark, Seen, record_files};
use crate::bundle::container::Container;
use crate::bundle::proof::Proof;
use crate::bundle::{Code, Failure};
use crate::crypto::{Digest, Frontier, subtrees};
use crate::watch::Watch;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What the pass over the records needs from outside.
pub struct Input<'a> {
    /// The bundle.
    pub container: &'a Container,
    /// Segments and gap hashes, and the size of the log; `None` where they cannot be read.
    pub proof: Option<(&'a Proof, u64)>,
    /// How thoroughly.
    pub depth: Depth,
    /// Progress and cancel.
    pub watch: &'a Watch,
    /// Sizes at which the root is wanted.
    pub roots_wanted: &'a BTreeSet<u64>,
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
    /// Those of them that do not fit.
    pub false_signatures: u64,
    /// Records that passed all checks so far.
    pub passed: u64,
    /// Stopped by the caller.
    pub interrupted: bool,
}

/// Runs over all record files.
pub fn run(input: &Input<'_>, state: &mut State<'_>, sink: &mut dyn FnMut(Seen<'_>)) -> Pass {
    let mut walker = Walker {
        input,
        frontier: Frontier::new(),
        whole: input.proof.is_some(),
        pass: Pass {
            root: None,
            roots: BTreeMap::new(),
            present: 0,
            signatures: 0,
            false_signatures: 0,
            passed: 0,
            interrupted: false,
        },
    };
    match input.proof {
        Some((proof, size)) => walker.proven(proof, size, state, sink),
        None => walker.unproven(state, sink),
    }
    if walker.pass.interrupted {
        // Nothing beyond this point was read, so nothing is complete.
        state.skip(u64::MAX, None);
        walker.whole = false;
    }
    walker.pass.root = walker.whole.then(|| walker.frontier.root());
    walker.pass
}

struct Walker<'a, 'b> {
    input: &'a Input<'b>,
    frontier: Frontier,
    whole: bool,
    pass: Pass,
}

impl Walker<'_, '_> {
    /// Segments and gaps in their order.
    fn proven(&mut self, proof: &Proof, size: u64, state: &mut State<'_>, sink: &mut dyn FnMut(Seen<'_>)) {
        self.input.watch.expect(proof.disclosed());
        let there = record_files::sort_out(self.input.container, proof, &mut state.findings);
        let mut there = there.into_iter().peekable();
        let mut hashes = proof.hashes.iter();
        let mut at = 0;
        for (start, end) in proof.segments.iter().copied().chain([(size, size)]) {
            self.gap(at, start, &mut hashes, state);
            if self.input.watch.is_cancelled() {
                self.pass.interrupted = true;
                return;
            }
            let mut block = start;
            while block < end && !self.pass.interrupted {
                let next = there.peek().map_or(end, |next| end.min(*next));
                if next > block {
                    // A proof of a hundred bytes may call for millions of files that are not there.
                    record_files::report_missing(block, next, &mut state.findings);
                    self.lose(next, state);
                    block = next;
                    continue;
                }
                there.next();
                let next = record_files::block_end(block).min(end);
                self.file(block, next, state, sink);
                block = next;
            }
            at = end;
        }
    }

    /// Without a proof: the lines of each record file follow each other, and nothing is known between files. The records are
    /// checked all the same, so that damage to proof or checkpoint cannot hide a false signature.
    fn unproven(&mut self, state: &mut State<'_>, sink: &mut dyn FnMut(Seen<'_>)) {
        let mut at = 0;
        for start in self.input.container.entries().iter().filter_map(|entry| record_files::start_of(&entry.path)) {
            if start < at {
                // Its lines would stand at indices that were read already, so what they contradict would not be theirs.
                let failure = Failure::new(Code::RecordFiles, "it begins within the record file before it");
                let path = record_files::name(start);
                state.findings.add(failure.file(&path).values(format!("none before record {at}"), path));
                continue;
            }
            if at != start {
                state.skip(start.saturating_sub(1), None);
            }
            let end = record_files::block_end(start);
            let read = self.lines(start, end, state, sink);
            if self.pass.interrupted {
                return;
            }
            let Some(read) = read else { continue };
            at = read.next;
            let too_long = read.count > end.saturating_sub(start);
            if too_long {
                record_files::report_too_long(start, end, read.count, &mut state.findings);
            }
            if too_long || read.cut {
                // Lines of it were not read: the next file does not follow on, even where its name says so.
                state.skip(at, None);
            }
        }
        state.skip(u64::MAX, None);
    }

    fn gap(&mut self, start: u64, end: u64, hashes: &mut std::slice::Iter<'_, Digest>, state: &mut State<'_>) {
        if start >= end {
            return;
        }
        for (level, _) in subtrees(start, end) {
            match hashes.next() {
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

    /// One record file: records `[start, end)`, each of which must be there.
    fn file(&mut self, start: u64, end: u64, state: &mut State<'_>, sink: &mut dyn FnMut(Seen<'_>)) {
        let Some(read) = self.lines(start, end, state, sink) else {
            return self.lose(end, state);
        };
        if self.pass.interrupted {
            return;
        }
        let wanted = end.saturating_sub(start);
        // A file that the container cut short is damaged: neither a root nor removed lines are shown by it.
        self.whole &= !read.cut;
        if read.count != wanted {
            self.whole = false;
            if !read.cut {
                let failure = Failure::new(Code::RecordCount, format!("records {start} to {}", end.saturating_sub(1)));
                let failure = failure
                    .file(record_files::name(start))
                    .values(format!("{wanted} lines"), format!("{} lines", read.count));
                state.findings.add(failure);
            }
        }
        if read.next < end {
            self.lose(end, state);
        }
    }

    /// Reads the lines of the record file at `start`; those beyond `end` have no index.
    fn lines(
        &mut self,
        start: u64,
        end: u64,
        state: &mut State<'_>,
        sink: &mut dyn FnMut(Seen<'_>),
    ) -> Option<ReadFile> {
        let path = record_files::name(start);
        let stream = match self.input.container.open_file(&path) {
            Ok(stream) => stream,
            Err(error) => {
                let failure = Failure::new(Code::Io, format!("{path}: {error}")).file(&path);
                state.findings.add(failure.values(&path, "not readable"));
                return None;
            }
        };
        let mut ahead = Ahead::new(stream);
        let mut read = ReadFile { next: start, count: 0, cut: false };
        let mut ready = ahead.next();
        loop {
            if self.input.watch.is_cancelled() {
                self.pass.interrupted = true;
                return Some(read);
            }
            let slice = match std::mem::replace(&mut ready, Ok(None)) {
                Ok(Some(slice)) => slice,
                Ok(None) => break,
                Err(error) => {
                    state.findings.add(Failure::new(Code::Io, error.to_string()).file(&path).offset(ahead.length()));
                    read.cut = true;
                    return Some(read);
                }
            };
            let count = u64::try_from(slice.lines().len()).unwrap_or(0);
            if let Some(torn) = &slice.torn {
                report_torn(torn, &path, read.next.saturating_add(count), &mut state.findings);
            }
            read.count = read.count.saturating_add(count);
            rayon::in_place_scope(|scope| {
                scope.spawn(|_| ready = ahead.next());
                read.next = self.slice(&slice, &path, read.next, end, state, sink);
            });
        }
        let length = ahead.length();
        let (mut stream, digest) = ahead.finish();
        let State { files, findings, .. } = state;
        read.cut = files.note(&path, (digest, length), &mut stream, findings);
        Some(read)
    }

    /// Records up to `end` that are not there.
    fn lose(&mut self, end: u64, state: &mut State<'_>) {
        self.whole = false;
        state.skip(end.saturating_sub(1), None);
    }

    /// Takes in a slice that begins at index `at`; gives the next index. Lines beyond `end` have no index.
    fn slice(
        &mut self,
        slice: &Slice,
        path: &str,
        at: u64,
        end: u64,
        state: &mut State<'_>,
        sink: &mut dyn FnMut(Seen<'_>),
    ) -> u64 {
        let room = usize::try_from(end.saturating_sub(at)).unwrap_or(usize::MAX).min(slice.parsed.len());
        let mut done = 0;
        while done < room {
            // One record can be a `set` of a million keys.
            if self.input.watch.is_cancelled() {
                self.pass.interrupted = true;
                break;
            }
            done = self.stretch(slice, done..room, path, at, state, sink);
        }
        let count = u64::try_from(done).unwrap_or(0);
        self.pass.present = self.pass.present.saturating_add(count);
        self.input.watch.advance(count);
        at.saturating_add(count)
    }

    /// One authority record, or all records up to the next one. `within` counts in the slice; gives where to go on.
    fn stretch(
        &mut self,
        slice: &Slice,
        within: Range<usize>,
        path: &str,
        at: u64,
        state: &mut State<'_>,
        sink: &mut dyn FnMut(Seen<'_>),
    ) -> usize {
        let is_authority =
            |parsed: &Parsed| parsed.record.as_ref().is_ok_and(|record| state.authority.is(&record.actor));
        let rest = slice.parsed.get(within.clone()).unwrap_or_default();
        let ordinary = rest.iter().take_while(|parsed| !is_authority(parsed)).count();
        let until = within.start.saturating_add(ordinary.max(1)).min(within.end);
        let lines = slice.lines().get(within.start..until).unwrap_or_default();
        let part: Vec<(&Line, &Parsed)> = lines.iter().zip(rest).collect();
        let signatures = self.input.depth == Depth::Full;
        let against = state.against(signatures);
        let check = |(line, parsed): &(&Line, &Parsed)| {
            parsed.record.as_ref().ok().map(|record| check::check(record, slice.bytes(line), &against))
        };
        let outcomes: Vec<Option<Outcome>> = if ordinary == 0 {
            vec![None]
        } else if signatures {
            part.par_iter().map(check).collect()
        } else {
            // A look into a table each: to wake other threads would take longer.
            part.iter().map(check).collect()
        };
        let mut index = at.saturating_add(u64::try_from(within.start).unwrap_or(0));
        for ((line, parsed), outcome) in part.into_iter().zip(outcomes) {
            self.frontier.push(parsed.leaf);
            self.note_root();
            let place = Place { index, file: path, offset: line.offset, line: line.number, leaf: parsed.leaf };
            if !line.ended {
                state.findings.add(place.of(Failure::new(Code::TruncatedLine, "")));
            }
            let bytes = slice.bytes(line);
            let (grade, parents) = settle(bytes, &place, parsed, outcome, state);
            let mark = grade.map_or(Mark::Failed, |grade| self.count(grade));
            let record = parsed.record.as_ref().ok();
            sink(Seen::Record(Graded {
                index,
                line: bytes,
                record,
                leaf: parsed.leaf,
                mark,
                file: path,
                offset: line.offset,
                parents: &parents,
                attests: record.map(|record| state.attests(record)).unwrap_or_default(),
            }));
            index = index.saturating_add(1);
        }
        until
    }

    fn count(&mut self, grade: Grade) -> Mark {
        let add = |counter: &mut u64, counts: bool| *counter = counter.saturating_add(u64::from(counts));
        add(&mut self.pass.signatures, !matches!(grade, Grade::Unchecked | Grade::Untested));
        add(&mut self.pass.false_signatures, grade == Grade::FalseSignature);
        add(&mut self.pass.passed, matches!(grade, Grade::Verified | Grade::Unchecked));
        grade.mark()
    }
}

/// Tells of a last line within which the container cut its file.
fn report_torn(line: &Line, path: &str, index: u64, findings: &mut Findings) {
    let failure = Failure::new(Code::TruncatedLine, "the container cut the file short").file(path).record(index);
    findings.add(failure.offset(line.offset).line(line.number));
}

/// How far a record file was read.
struct ReadFile {
    /// Index after its last line.
    next: u64,
    /// Lines in it.
    count: u64,
    /// It ended before its end.
    cut: bool,
}
