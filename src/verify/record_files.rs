//! Which record files there may be: one for each segment and each block of 65,536 indices it meets (`bundle-format.md` 1.3).

use super::findings::Findings;
use crate::bundle::container::Container;
use crate::bundle::proof::Proof;
use crate::bundle::{BLOCK, Code, Failure};

/// The name of the record file that begins at `start`.
pub fn name(start: u64) -> String {
    format!("records/{start:012}.jsonl")
}

/// Reports record files that no segment calls for.
pub fn report_unexpected(container: &Container, proof: &Proof, findings: &mut Findings) {
    for entry in container.entries() {
        let Some(start) = start_of(&entry.path) else { continue };
        let at = proof.segments.partition_point(|(first, _)| *first <= start);
        let segment = at.checked_sub(1).and_then(|at| proof.segments.get(at));
        let expected =
            segment.is_some_and(|(first, end)| *first == start || (start < *end && start.rem_euclid(BLOCK) == 0));
        if !expected {
            let failure = Failure::new(Code::RecordFiles, "a record file that no segment calls for");
            findings.add(failure.file(&entry.path).values("no such file", &entry.path));
        }
    }
}

/// Reports a record file whose `count` lines run past `end`, where the next file or block begins: those beyond were not read.
pub fn report_too_long(start: u64, end: u64, count: u64, findings: &mut Findings) {
    let failure = Failure::new(Code::RecordFiles, "its last lines run into the next file or block, and were not read");
    let most = format!("at most {} lines", end.saturating_sub(start));
    findings.add(failure.file(name(start)).values(most, format!("{count} lines")));
}

/// The index at which a record file begins.
pub fn start_of(path: &str) -> Option<u64> {
    path.strip_prefix("records/")?.get(..12)?.parse().ok()
}

/// The end of the block of 65,536 indices that `start` lies in.
pub fn block_end(start: u64) -> u64 {
    start.div_euclid(BLOCK).saturating_add(1).saturating_mul(BLOCK)
}
