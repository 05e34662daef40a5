//! The one order in which a case is read: each log by its index, several logs side by side on one clock.
//!
//! Bundles of one log are joined where they agree. A bundle that disagrees with another of the same log stays a log of its own:
//! a fork is shown, never merged.

use super::part::Part;
use super::rows::Assurance;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Position of a record in the case, from 0.
pub type Row = u32;

/// One log of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Log {
    /// Its name.
    pub origin: String,
    /// Numbers of the bundles that are joined in it.
    pub parts: Vec<usize>,
    /// The log that it contradicts: number, and the index at which two different lines stand.
    pub fork_of: Option<(usize, u64)>,
}

/// Where every row of every part stands.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// First number of each part, and the end: parts one after the other.
    bases: Vec<u32>,
    /// Position to number; `None`: they are the same.
    merged: Option<Merged>,
    /// The log of each part.
    log_of: Vec<usize>,
}

#[derive(Clone, Debug)]
struct Merged {
    at: Vec<u32>,
    position: Vec<u32>,
    /// Largest time that the log of each position has seen up to it.
    clock: Vec<i64>,
}

impl Order {
    /// Joins the parts into logs and puts all records in one order.
    pub fn of(parts: &[Arc<Part>]) -> (Order, Vec<Log>) {
        let logs = join(parts);
        let mut bases = vec![0u32];
        for part in parts {
            bases.push(bases[bases.len() - 1] + part.rows.len() as u32);
        }
        let mut log_of = vec![0; parts.len()];
        for (number, log) in logs.iter().enumerate() {
            log.parts.iter().for_each(|part| log_of[*part] = number);
        }
        let merged = (parts.len() > 1).then(|| merge(parts, &logs, &bases));
        (Order { bases, merged, log_of }, logs)
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        match &self.merged {
            Some(merged) => merged.at.len(),
            None => self.bases.last().map_or(0, |end| *end as usize),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Part and row in it of a position.
    pub fn locate(&self, row: Row) -> (usize, usize) {
        let number = self.merged.as_ref().map_or(row, |merged| merged.at.get(row as usize).copied().unwrap_or(0));
        let part = self.bases.partition_point(|base| *base <= number).saturating_sub(1);
        (part, (number - self.bases[part]) as usize)
    }

    /// Position of a row of a part.
    pub fn position(&self, part: usize, row: u32) -> Row {
        let number = self.bases[part] + row;
        self.merged.as_ref().map_or(number, |merged| merged.position[number as usize])
    }

    /// Largest time that the log has seen up to a position, where several bundles make the case: one alone knows it itself.
    pub fn clock(&self, row: Row) -> Option<i64> {
        self.merged.as_ref().and_then(|merged| merged.clock.get(row as usize).copied())
    }

    /// The log of a part.
    pub fn log_of(&self, part: usize) -> usize {
        self.log_of[part]
    }
}

/// Groups the parts by origin; a part that contradicts a log before it begins a log of its own.
fn join(parts: &[Arc<Part>]) -> Vec<Log> {
    let mut logs: Vec<Log> = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        let mut fork_of = None;
        let mut joined = false;
        for (at, log) in logs.iter_mut().enumerate() {
            if log.origin != part.origin() || part.origin().is_empty() {
                continue;
            }
            match log.parts.iter().find_map(|other| disagreement(&parts[*other], part)) {
                Some(index) => fork_of = fork_of.or(Some((at, index))),
                None => {
                    log.parts.push(number);
                    joined = true;
                    break;
                }
            }
        }
        if !joined {
            logs.push(Log { origin: part.origin().to_owned(), parts: vec![number], fork_of });
        }
    }
    logs
}

/// The first index at which two bundles of one log hold different lines.
fn disagreement(a: &Part, b: &Part) -> Option<u64> {
    for (start, end) in b.rows.ranges() {
        for (from, to) in a.rows.ranges() {
            for index in start.max(from)..end.min(to) {
                let leaf = |part: &Part| part.rows.row_of(index).map(|row| part.rows.leaf[row]);
                if leaf(a) != leaf(b) {
                    return Some(index);
                }
            }
        }
    }
    None
}

/// The rows of one log by index, each once.
#[derive(Default)]
struct Sequence {
    /// (number, largest time so far).
    rows: Vec<(u32, i64)>,
    /// (number of an equal line in another bundle, number of the one that stays).
    twins: Vec<(u32, u32)>,
}

fn sequence(parts: &[Arc<Part>], log: &Log, bases: &[u32]) -> Sequence {
    // What failed in one bundle failed: another may only lack what speaks against it. Else more is known of the better one.
    let rank = |assurance: Assurance| match assurance {
        Assurance::Failed => 0,
        Assurance::Verified => 1,
        Assurance::Withheld => 2,
        Assurance::Missing => 3,
        Assurance::Unchecked => 4,
    };
    let mut rows: Vec<(u64, u8, u32, i64)> = Vec::new();
    for part in &log.parts {
        let of = &parts[*part].rows;
        for row in 0..of.len() {
            rows.push((of.index(row), rank(of.assurance[row]), bases[*part] + row as u32, of.time[row]));
        }
    }
    rows.sort_unstable();
    let mut out = Sequence::default();
    let (mut clock, mut last) = (i64::MIN, None);
    for (index, _, number, time) in rows {
        match last {
            Some((before, kept)) if before == index => out.twins.push((number, kept)),
            _ => {
                clock = clock.max(time);
                out.rows.push((number, clock));
                last = Some((index, number));
            }
        }
    }
    out
}

fn merge(parts: &[Arc<Part>], logs: &[Log], bases: &[u32]) -> Merged {
    let (mut at, mut clock, mut twins) = (Vec::new(), Vec::new(), Vec::new());
    let mut sequences = Vec::new();
    for log in logs {
        let sequence = sequence(parts, log, bases);
        sequences.push(sequence.rows.into_iter().peekable());
        twins.extend(sequence.twins);
    }
    loop {
        let heads =
            sequences.iter_mut().enumerate().filter_map(|(log, rows)| rows.peek().map(|(_, clock)| (*clock, log)));
        let Some((_, log)) = heads.min() else { break };
        if let Some((number, seen)) = sequences[log].next() {
            at.push(number);
            clock.push(seen);
        }
    }
    let mut position = vec![0u32; bases.last().map_or(0, |end| *end as usize)];
    at.iter().enumerate().for_each(|(row, number)| position[*number as usize] = row as u32);
    for (twin, kept) in twins {
        position[twin as usize] = position[kept as usize];
    }
    Merged { at, position, clock }
}
