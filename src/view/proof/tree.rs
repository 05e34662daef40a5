//! The tree of a bundle's log, computed again from its lines, and the path of one record to the root.
//!
//! One pass over the record files keeps a hash for every 256 records and those of the proof file for what is not disclosed: 48
//! bytes for 256 records. A path then costs the 256 lines around its record. The same pass picks up the key events, so that the
//! key of a record is known without a second one.

use crate::bundle::container::Container;
use crate::bundle::key_event::{KeyEvent, SetKeys, read_set};
use crate::bundle::proof::Proof;
use crate::bundle::record::Record;
use crate::case::{Assurance, Case, Evidence, Part, Unreadable, print_of};
use crate::crypto::{Digest, Frontier, inclusion_proof, leaf_hash, node_hash, subtrees};
use crate::verify::RootCheck;
use std::io::{BufRead, BufReader, Read};

/// What one pass over a bundle leaves.
#[derive(Debug)]
pub struct LogTree {
    /// Number of records in the log.
    size: u64,
    /// Perfect subtrees that tile the log, by their first index; or why there is none.
    nodes: Result<Vec<Node>, String>,
    /// Key events, by index.
    pub keys: Vec<KeyAt>,
    /// Some key events were not kept, so what `keys` says is not all.
    pub keys_cut: bool,
}

/// A key event and where it stands.
#[derive(Clone, Debug)]
pub struct KeyAt {
    /// Row in its part.
    pub row: u32,
    /// Index in the log.
    pub index: u64,
    /// Its own checks passed under a trusted authority; else nobody vouches for what it says.
    pub vouched: bool,
    /// What it says. The keys of a `set` are always here, wherever they lay.
    pub event: KeyEvent,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    start: u64,
    level: u32,
    hash: Digest,
    /// From the proof file: its records are not disclosed.
    given: bool,
}

/// One step of a path, from the leaf up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PathStep {
    /// The records below the sibling, half-open.
    pub range: (u64, u64),
    /// The sibling stands at the left.
    pub left: bool,
    /// Its hash.
    pub sibling: Digest,
    /// It was taken from the proof file as it is: none of its records is disclosed.
    pub given: bool,
    /// The hash below.
    pub below: Digest,
    /// The hash of both.
    pub result: Digest,
}

impl PathStep {
    /// The left and the right of the two hashes.
    pub fn sides(&self) -> (&Digest, &Digest) {
        if self.left { (&self.sibling, &self.below) } else { (&self.below, &self.sibling) }
    }
}

impl LogTree {
    /// Reads a bundle. `stop` is asked now and then; where it says so, what was read is dropped.
    pub fn of(case: &Case, evidence: &Evidence, number: usize, part: &Part, stop: &dyn Fn() -> bool) -> LogTree {
        let size = part.verification.size.unwrap_or_default();
        let container = match evidence.container(number) {
            Ok(container) => container,
            Err(why) => return LogTree { size, nodes: Err(why.to_string()), keys: Vec::new(), keys_cut: true },
        };
        let is_key: Vec<bool> =
            case.tables().contexts.all().iter().map(|context| case.text(context.kind) == "key").collect();
        let wanted = part.rows.context.iter().zip(0u32..);
        let wanted = wanted.filter(|(context, _)| is_key.get(**context as usize) == Some(&true)).map(|(_, row)| row);
        let mut pass = Pass { container, part, keys: Vec::new(), wanted: wanted.collect(), held: 0, cut: false };
        let nodes = if part.verification.coverage.root == RootCheck::NotComputed {
            pass.keys_alone().and(Err(NO_ROOT.to_owned()))
        } else {
            pass.nodes(size, stop)
        };
        LogTree { size, nodes, keys: pass.keys, keys_cut: pass.cut }
    }

    /// The path of a record from its leaf to the root.
    ///
    /// # Errors
    /// Why there is none, as a sentence.
    pub fn path(&self, evidence: &Evidence, number: usize, part: &Part, index: u64) -> Result<Vec<PathStep>, String> {
        let nodes = self.nodes.as_ref().map_err(Clone::clone)?;
        let at = nodes.partition_point(|node| node.start <= index).checked_sub(1);
        let own = at.and_then(|at| nodes.get(at)).ok_or("the record is not in the tree")?;
        let leaves = leaves(evidence, number, part, own).map_err(|why| why.to_string())?;
        let leaf = *index.checked_sub(own.start).and_then(|at| leaves.get(at as usize)).ok_or(NO_ROOT)?;
        let singles = leaves.iter().zip(own.start..).map(|(hash, start)| Node { start, level: 0, hash: *hash, ..*own });
        let near: Vec<Node> = singles.collect();
        let mut ranges = Vec::new();
        let mut subtree = |start: u64, end: u64| {
            let low = nodes.partition_point(|node| node.start < start);
            let high = nodes.partition_point(|node| node.start < end);
            // Inside the record's own stretch the leaves stand for themselves.
            let inside = start >= own.start && end <= own.start.checked_add(1 << own.level)?;
            let of = if inside {
                near.get((start - own.start) as usize..(end - own.start) as usize)?
            } else {
                nodes.get(low..high)?
            };
            Some(joined(of, (start, end), &mut ranges))
        };
        let siblings = inclusion_proof(index, self.size, &mut subtree).ok_or(NO_ROOT)?;
        let mut below = leaf;
        let mut out = Vec::with_capacity(siblings.len());
        for (sibling, (range, given)) in siblings.into_iter().zip(ranges.into_iter().rev()) {
            let left = range.0 < index;
            let result = if left { node_hash(&sibling, &below) } else { node_hash(&below, &sibling) };
            out.push(PathStep { range, left, sibling, given, below, result });
            below = result;
        }
        Ok(out)
    }
}

type Ranges = Vec<((u64, u64), bool)>;

fn joined(nodes: &[Node], range: (u64, u64), ranges: &mut Ranges) -> Digest {
    let mut frontier = Frontier::new();
    nodes.iter().for_each(|node| frontier.push_subtree(node.level, node.hash));
    ranges.push((range, nodes.iter().all(|node| node.given)));
    frontier.root()
}

/// The leaves of a stretch, read again and compared with those that were verified.
fn leaves(evidence: &Evidence, number: usize, part: &Part, node: &Node) -> Result<Vec<Digest>, Unreadable> {
    let last = node.start.saturating_add((1 << node.level) - 1);
    let rows = &part.rows;
    let (first, last) = rows.row_of(node.start).zip(rows.row_of(last)).ok_or(Unreadable::Away)?;
    let (path, start, _) = rows.place(first).ok_or(Unreadable::Away)?;
    let (_, end, length) = rows.place(last).ok_or(Unreadable::Away)?;
    let bytes = evidence.container(number)?.read_at(path, start, (end + length).saturating_sub(start))?;
    let leaves: Vec<Digest> = bytes.split(|byte| *byte == b'\n').map(leaf_hash).collect();
    let known = rows.leaf.get(first..=last).unwrap_or_default();
    let same = leaves.len() == known.len() && leaves.iter().zip(known).all(|(leaf, print)| print_of(leaf) == *print);
    if same { Ok(leaves) } else { Err(Unreadable::Altered) }
}

struct Pass<'a> {
    container: &'a Container,
    part: &'a Part,
    keys: Vec<KeyAt>,
    /// Rows of key events.
    wanted: Vec<u32>,
    /// Keys that were kept so far.
    held: usize,
    cut: bool,
}

impl Pass<'_> {
    /// The subtrees of the log, in their order.
    fn nodes(&mut self, size: u64, stop: &dyn Fn() -> bool) -> Result<Vec<Node>, String> {
        // The root was computed, so the file was within the limits that were chosen.
        let length = self.container.entry("proof").map_or(0, |entry| entry.size);
        let proof = self.container.read_at("proof", 0, length).map_err(|error| error.to_string())?;
        let proof = Proof::parse(&proof, size).map_err(|failure| failure.message)?;
        let covers = proof.gaps(size).into_iter().flat_map(|(start, end)| subtrees(start, end));
        let given = covers.zip(&proof.hashes);
        let mut nodes: Vec<Node> =
            given.map(|((level, start), hash)| Node { start, level, hash: *hash, given: true }).collect();
        let mut lines = Lines::of(self.container);
        let stretches = proof.segments.iter().flat_map(|(start, end)| subtrees(*start, *end)).flat_map(stretches);
        let mut row = 0u32;
        for (level, start) in stretches {
            if stop() {
                return Err("reading was ended".to_owned());
            }
            let mut frontier = Frontier::new();
            for _ in 0..1u64 << level {
                let line = lines.next()?;
                frontier.push(leaf_hash(line));
                if self.wanted.binary_search(&row).is_ok() {
                    self.key(row, line);
                }
                row = row.saturating_add(1);
            }
            nodes.push(Node { start, level, hash: frontier.root(), given: false });
        }
        nodes.sort_unstable_by_key(|node| node.start);
        Ok(nodes)
    }

    /// The key events of a bundle whose lines do not add up: each is read from its place.
    fn keys_alone(&mut self) -> Result<(), String> {
        self.cut = self.wanted.len() > KEYS_ALONE;
        for row in std::mem::take(&mut self.wanted).into_iter().take(KEYS_ALONE) {
            let Some((path, offset, length)) = self.part.rows.place(row as usize) else { continue };
            let line = self.container.read_at(path, offset, length).map_err(|error| error.to_string())?;
            self.key(row, &line);
        }
        Ok(())
    }

    fn key(&mut self, row: u32, line: &[u8]) {
        // Only what is what was verified, and was not found false, says anything about keys.
        let at = row as usize;
        let known = self.part.rows.leaf.get(at) == Some(&print_of(&leaf_hash(line)));
        let counts = self.part.rows.assurance.get(at).is_some_and(|assurance| assurance.has_effect());
        let event = Record::parse(line).ok().filter(|_| known && counts).and_then(|record| record.key_event);
        let Some(mut event) = event else { return };
        if let KeyEvent::Set { keys, .. } = &mut event {
            if let SetKeys::Blob(id) = keys {
                let bytes = self.container.read_at(&format!("blobs/{}", id.hex()), 0, KEYS_BYTES).unwrap_or_default();
                let whole = Digest::of(&bytes) == *id;
                let text = String::from_utf8(bytes).ok().filter(|_| whole);
                let Some(read) = text.and_then(|text| read_set(&text).ok()) else {
                    self.cut = true;
                    return;
                };
                *keys = SetKeys::Inline(read);
            }
            let SetKeys::Inline(read) = keys else { return };
            self.held = self.held.saturating_add(read.len());
        }
        self.cut |= self.held > KEYS_HELD;
        if !self.cut {
            let known = self.part.rows.assurance.get(at).copied();
            let vouched = known.is_some_and(|known| known != Assurance::Unchecked && known.has_effect());
            self.keys.push(KeyAt { row, index: self.part.rows.index(at), vouched, event });
        }
    }
}

/// A perfect subtree in pieces of at most 256 records.
fn stretches((level, start): (u32, u64)) -> impl Iterator<Item = (u32, u64)> {
    let piece = level.min(STRETCH);
    (0..1u64 << (level - piece)).map(move |at| (piece, start + (at << piece)))
}

/// The lines of all record files, one after the other.
struct Lines<'a> {
    container: &'a Container,
    files: std::vec::IntoIter<String>,
    open: Option<BufReader<Box<dyn Read + 'a>>>,
    line: Vec<u8>,
}

impl<'a> Lines<'a> {
    fn of(container: &'a Container) -> Lines<'a> {
        let records = container.entries().iter().filter(|entry| entry.path.starts_with("records/"));
        let files: Vec<String> = records.map(|entry| entry.path.clone()).collect();
        Lines { container, files: files.into_iter(), open: None, line: Vec::new() }
    }

    fn next(&mut self) -> Result<&[u8], String> {
        loop {
            self.line.clear();
            if let Some(open) = &mut self.open {
                let read = open.by_ref().take(LINE_BYTES).read_until(b'\n', &mut self.line);
                if read.map_err(|error| error.to_string())? > 0 {
                    break;
                }
            }
            let file = self.files.next().ok_or("there are fewer lines than the proof states")?;
            let stream = self.container.open_file(&file).map_err(|error| error.to_string())?;
            self.open = Some(BufReader::with_capacity(1 << 16, Box::new(stream)));
        }
        Ok(self.line.strip_suffix(b"\n").unwrap_or(&self.line))
    }
}

const NO_ROOT: &str =
    "the records do not make up the tree: lines are missing, too many or damaged, so no path can be computed";
/// Log of the number of records for which one hash is kept.
const STRETCH: u32 = 8;
/// Bytes of a line that are read: more than a line may have, so that a longer one hashes to something else.
const LINE_BYTES: u64 = 1 << 20;
/// Bytes of the keys of one `set`.
const KEYS_BYTES: u64 = 16 << 20;
/// Keys of all `set` events together that are kept: about 60 MB.
const KEYS_HELD: usize = 200_000;
/// Key events that are read one by one where there is no tree.
const KEYS_ALONE: usize = 10_000;
