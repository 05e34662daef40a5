//! Which findings are the matter itself, and which only follow from one: where a record that carries the keys on cannot be counted,
//! the status of every key after it is unproven, and a hundred such findings drown the one that matters.
//!
//! Nothing is guessed. A finding follows from a record only where the proven key status ends exactly at that record, the record
//! fails on its own bytes, and every record between is disclosed.

use crate::bundle::{Class, Code, Failure};
use crate::verify::Verification;
use std::collections::{BTreeMap, BTreeSet};

/// Findings of one code that follow from one record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Follow {
    /// The record, by its index.
    pub record: u64,
    /// What follows.
    pub code: Code,
    /// The findings, by their numbers in the verification.
    pub listed: Vec<usize>,
    /// How many there are, those that are only counted included.
    pub told: u64,
    /// How many keys the listed ones name.
    pub keys: usize,
}

impl Follow {
    /// `because record 41 cannot be counted, the status of 3 keys is not proven for 117 later records`.
    pub fn words(&self) -> String {
        let least = if self.told > self.listed.len() as u64 { "at least " } else { "" };
        let keys = if self.keys == 1 { "1 key".to_owned() } else { format!("{} keys", self.keys) };
        let what = match self.code {
            Code::KeyStatusUnproven => format!("the status of {least}{keys} is not proven for"),
            _ => format!("no key event that counts authorises {least}{keys} of"),
        };
        let later = if self.told == 1 { "1 later record".to_owned() } else { format!("{} later records", self.told) };
        format!("because record {} cannot be counted, {what} {later}", self.record)
    }
}

/// The findings about a record's own bytes, by record: what to look at first.
pub fn culprits(verification: &Verification) -> Vec<&Failure> {
    let mut out: Vec<&Failure> = verification.findings.iter().filter(|failure| is_own(failure)).collect();
    out.sort_by_key(|failure| failure.record);
    out
}

/// What follows from what, by record and code.
pub fn follows(verification: &Verification) -> Vec<Follow> {
    let failing: BTreeSet<u64> = culprits(verification).iter().filter_map(|failure| failure.record).collect();
    let proven = &verification.coverage.key_status_proven;
    let from = |failure: &Failure| {
        let at = failure.record.filter(|_| failure.class == Class::Undecidable && FOLLOW.contains(&failure.code))?;
        let end = proven.iter().map(|(_, end)| *end).filter(|end| *end <= at).max().unwrap_or(0);
        let joined = verification.segments.iter().any(|(start, stop)| *start <= end && at < *stop);
        (failing.contains(&end) && end < at && joined).then_some(end)
    };
    let mut found: BTreeMap<(u64, Code), Vec<usize>> = BTreeMap::new();
    for (number, failure) in verification.findings.iter().enumerate() {
        if let Some(record) = from(failure) {
            found.entry((record, failure.code)).or_default().push(number);
        }
    }
    let follow = |((record, code), listed): ((u64, Code), Vec<usize>)| {
        let of = |number: &usize| verification.findings.get(*number);
        let keys: BTreeSet<_> = listed.iter().filter_map(of).filter_map(|failure| failure.key.as_deref()).collect();
        let alone = verification.findings.iter().filter(|failure| failure.code == code).count() == listed.len();
        // Those that are only counted lie further on; they follow too where no status was proven again.
        let to_the_end = proven.iter().all(|(_, end)| *end <= record) && verification.segments.len() == 1;
        let all = verification.counts.get(&code).copied().filter(|_| alone && to_the_end);
        let told = all.unwrap_or(listed.len() as u64);
        Follow { record, code, told, keys: keys.len(), listed }
    };
    found.into_iter().map(follow).collect()
}

/// Whether a finding says of a record's own bytes that it cannot be counted.
pub fn is_own(failure: &Failure) -> bool {
    failure.record.is_some() && failure.class != Class::Warning && OWN.contains(&failure.code)
}

/// Codes that say of a record's own bytes that it cannot be counted.
const OWN: [Code; 13] = [
    Code::LineTooLong,
    Code::EmptyLine,
    Code::TruncatedLine,
    Code::Cr,
    Code::Utf8,
    Code::Json,
    Code::JsonDupkey,
    Code::Schema,
    Code::SigMissing,
    Code::SigEncoding,
    Code::SigInvalid,
    Code::SigNoncanonical,
    Code::SigContext,
];
/// Codes that can follow from a record that does not count.
const FOLLOW: [Code; 2] = [Code::KeyUnknown, Code::KeyStatusUnproven];

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::verify::{Coverage, Verdict};

    /// A verification of a whole log with these findings.
    pub fn verification(findings: Vec<Failure>, size: u64) -> Verification {
        let mut counts = BTreeMap::new();
        findings.iter().for_each(|failure| *counts.entry(failure.code).or_insert(0) += 1);
        Verification {
            origin: Some("o/l".to_owned()),
            size: Some(size),
            segments: vec![(0, size)],
            verdict: Verdict::Contradicted,
            findings,
            counts,
            coverage: Coverage::default(),
            remember: None,
        }
    }

    fn unproven(record: u64, key: &str) -> Failure {
        Failure::new(Code::KeyStatusUnproven, "").record(record).key(key)
    }

    fn broken() -> Verification {
        let mut findings = vec![Failure::new(Code::Json, "").record(41)];
        findings.extend((42..52).map(|record| unproven(record, if record % 2 == 0 { "a" } else { "b" })));
        let mut of = verification(findings, 100);
        of.coverage.key_status_proven = vec![(1, 41)];
        of
    }

    #[test]
    fn what_follows_from_a_record_is_one_sentence_that_names_it() {
        let mut of = broken();
        let all = follows(&of);
        assert_eq!(all.len(), 1);
        assert_eq!(
            all[0].words(),
            "because record 41 cannot be counted, the status of 2 keys is not proven for 10 later records"
        );
        of.counts.insert(Code::KeyStatusUnproven, 58);
        assert_eq!(
            follows(&of)[0].words(),
            "because record 41 cannot be counted, the status of at least 2 keys is not proven for 58 later records"
        );
        assert_eq!(culprits(&of).iter().map(|failure| failure.record).collect::<Vec<_>>(), [Some(41)]);
    }

    #[test]
    fn nothing_follows_where_something_else_can_be_the_cause() {
        // The status ends before another record than the one that fails.
        let mut of = broken();
        of.coverage.key_status_proven = vec![(1, 40)];
        assert_eq!(follows(&of), []);
        // Records between the two are not disclosed.
        let mut of = broken();
        of.segments = vec![(0, 42), (43, 100)];
        assert!(follows(&of).is_empty());
        // The record is sound.
        let mut of = broken();
        of.findings.remove(0);
        assert_eq!(follows(&of), []);
        // It was proven again in between: what is only counted may have another cause.
        let mut of = broken();
        of.counts.insert(Code::KeyStatusUnproven, 58);
        of.coverage.key_status_proven.push((60, 80));
        assert_eq!(follows(&of)[0].told, 10);
    }
}
