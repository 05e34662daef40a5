//! Collects what is wrong with a container, without letting a hostile one fill the memory with complaints.
//!
//! A directory of a million entries can be wrong a million times over. A report shows the first hundred of a code, so what lies
//! far beyond is only counted, in one last finding of the code.

use crate::bundle::{Code, Failure};
use std::collections::BTreeMap;

/// Faults of one container, bounded by code.
pub struct Faults<'a> {
    out: &'a mut Vec<Failure>,
    counts: BTreeMap<Code, u64>,
}

impl<'a> Faults<'a> {
    /// Collects into `out`.
    pub fn new(out: &'a mut Vec<Failure>) -> Faults<'a> {
        Faults { out, counts: BTreeMap::new() }
    }

    /// Adds one.
    pub fn add(&mut self, failure: Failure) {
        let count = self.counts.entry(failure.code).or_default();
        *count = count.saturating_add(1);
        if *count <= KEPT {
            self.out.push(failure);
        }
    }

    /// Adds a break of the strict profile at a place in the archive.
    pub fn format(&mut self, offset: u64, what: impl AsRef<str>) {
        self.add(Failure::new(Code::ZipFormat, what).offset(offset));
    }

    /// Says what was only counted.
    pub fn finish(self) {
        for (code, count) in self.counts {
            if let Some(more @ 1..) = count.checked_sub(KEPT) {
                self.out.push(Failure::new(code, format!("and {more} more of this kind")));
            }
        }
    }
}

/// Faults of one code that are kept: a hundred times what a report shows, and a few megabytes at most.
const KEPT: u64 = 10_000;
