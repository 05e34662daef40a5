//! Where the key status is proven (`bundle-format.md` section 1.5, "Key status in slices").
//!
//! A later authority record that links to the one before it proves everything between, so what depends on the status waits until
//! the next authority record or the end.

use super::findings::{Findings, SHOWN, Tally};
use crate::bundle::{Class, Code, Failure};
use crate::crypto::Digest;
use std::collections::BTreeMap;

/// Follows the runs of authority records.
#[derive(Debug)]
pub struct KeyStatus {
    run: Option<Run>,
    /// Every index since the last authority record, or since the beginning, was read.
    clean: bool,
    waiting: BTreeMap<Code, Waiting>,
    /// Proven ranges (q0, X], as half-open pairs of indices q0 + 1 .. X + 1.
    proven: Vec<(u64, u64)>,
}

/// What waits under one code; all of it has one class.
#[derive(Debug, Default)]
struct Waiting {
    /// The first hundred.
    kept: Vec<Failure>,
    /// How many there are beyond them, and whom those name.
    more: Tally,
}

#[derive(Clone, Copy, Debug)]
struct Run {
    first: u64,
    last_n: u64,
    last_leaf: Digest,
}

/// What is known about the status at an index at the moment it is reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Known {
    /// Proven.
    Proven,
    /// To be proven or not by the next authority record.
    Waiting,
}

impl Default for KeyStatus {
    /// Before the first index nothing is unread.
    fn default() -> Self {
        KeyStatus { run: None, clean: true, waiting: BTreeMap::new(), proven: Vec::new() }
    }
}

impl KeyStatus {
    /// The status at the index now reached.
    pub fn now(&self) -> Known {
        if self.run.is_some() && self.clean { Known::Proven } else { Known::Waiting }
    }

    /// Whether every index since the last authority record, or since the beginning, was read.
    pub fn is_clean(&self) -> bool {
        self.clean
    }

    /// Notes that index `index` was read.
    pub fn read(&mut self, index: u64) {
        if self.now() == Known::Proven {
            self.reach(index);
        }
    }

    /// Notes that an index was not read.
    pub fn skip(&mut self) {
        self.clean = false;
    }

    /// Reports a failure whose class depends on the status.
    pub fn report(&mut self, failure: Failure, findings: &mut Findings) {
        match self.now() {
            Known::Proven => findings.add(failure),
            Known::Waiting => {
                let waiting = self.waiting.entry(failure.code).or_default();
                if u64::try_from(waiting.kept.len()).is_ok_and(|len| len < SHOWN) {
                    waiting.kept.push(failure);
                } else {
                    waiting.more.add(failure.actor);
                }
            }
        }
    }

    /// Whether an authority record with this `n` and `prev` would find the state before it proven.
    pub fn would_be_proven(&self, n: u64, prev: Option<Digest>) -> bool {
        self.links(n, prev) || self.now() == Known::Proven
    }

    fn links(&self, n: u64, prev: Option<Digest>) -> bool {
        self.run.is_some_and(|run| Some(n) == run.last_n.checked_add(1) && prev == Some(run.last_leaf))
    }

    /// An authority record was accepted at `index`. `begins`: it has n = 0 or is a readable `set`.
    pub fn authority(
        &mut self,
        index: u64,
        n: u64,
        prev: Option<Digest>,
        leaf: Digest,
        begins: bool,
        findings: &mut Findings,
    ) {
        let linked = self.links(n, prev);
        self.settle(linked, findings);
        if linked {
            self.reach(index);
        }
        self.run = match self.run {
            Some(run) if linked => Some(Run { last_n: n, last_leaf: leaf, ..run }),
            _ if begins => Some(Run { first: index, last_n: n, last_leaf: leaf }),
            _ => None,
        };
        self.clean = true;
    }

    /// A `set` that cannot be read ends the proven range.
    pub fn end_run(&mut self) {
        self.run = None;
    }

    /// Settles what still waits at the end, and gives the proven ranges.
    pub fn finish(mut self, findings: &mut Findings) -> Vec<(u64, u64)> {
        self.settle(false, findings);
        self.proven
    }

    /// Proven up to and including `index`.
    fn reach(&mut self, index: u64) {
        let Some(run) = self.run else { return };
        let (start, end) = (run.first.saturating_add(1), index.saturating_add(1));
        if start >= end {
            return;
        }
        match self.proven.last_mut() {
            Some(last) if last.0 == start => last.1 = end,
            _ => self.proven.push((start, end)),
        }
    }

    fn settle(&mut self, proven: bool, findings: &mut Findings) {
        for (code, Waiting { kept, more }) in std::mem::take(&mut self.waiting) {
            if proven && code == Code::KeyStatusUnproven {
                continue;
            }
            let settle = if proven { shown } else { unproven };
            let mut settled = kept.into_iter().map(settle);
            let Some(first) = settled.next() else { continue };
            let (code, class) = (first.code, first.class);
            findings.add(first);
            findings.extend(settled);
            findings.count(code, class, more);
        }
    }
}

/// What a status-dependent failure becomes where the status is proven: a stranger's key event is an unknown key then.
fn shown(failure: Failure) -> Failure {
    if failure.code != Code::AuthorityUnknown {
        return failure;
    }
    let mut failure = failure.class(Class::Contradicted);
    failure.code = Code::KeyUnknown;
    failure.message = Code::KeyUnknown.means().to_owned();
    failure
}

/// What a status-dependent failure becomes where the status is not proven.
fn unproven(failure: Failure) -> Failure {
    match failure.code {
        Code::KeyUnknown | Code::KeyActor | Code::KeyValidity => failure.class(Class::Undecidable),
        _ => failure,
    }
}
