//! Citations: one line that names a record by the bundle's digest, its number and its own hash, to copy into a report and to paste
//! back into the window.
//!
//! ```text
//! bundle sha256:<64 hex digits> · record 4 118 205 · record-hash <64 hex digits> · <mark>/<verdict> · case <16 hex digits> rev <n>
//! ```
//!
//! The last part reads `no case` for bundles that were opened without a case folder. `rev` counts the actions in the reviewer's log.
//! What a citation says of marks and verdicts is what somebody saw once; whoever pastes one is told what holds here.

use super::banner;
use super::words::count;
use crate::case::{Assurance, Case, Evidence, Row, Unreadable};
use crate::crypto::{Digest, leaf_hash};
use crate::verify::Verdict;
use std::fmt;

/// A record, cited.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Citation {
    /// Content address of the bundle.
    pub bundle: Digest,
    /// Index of the record in its log.
    pub record: u64,
    /// The record's leaf hash.
    pub hash: Digest,
    /// Its mark when it was cited.
    pub mark: Assurance,
    /// The bundle's verdict when it was cited.
    pub verdict: Verdict,
    /// The case's id and the number of actions in the reviewer's log; `None`: without a case folder.
    pub case: Option<(String, u64)>,
}

/// What a citation means here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    /// The very record.
    Here(Row),
    /// No bundle of this case has the digest, but the record stands in another one, byte for byte.
    InAnotherBundle(Row),
    /// No bundle of this case has the digest, and no record the hash.
    NoBundle,
    /// The bundle is here and discloses no record of this number.
    NoRecord,
    /// The bundle is here, and its record has another hash.
    Differs(Row),
    /// The record's line cannot be read here, so that its hash cannot be compared.
    Unread(Row),
}

impl Citation {
    /// Cites a record.
    ///
    /// # Errors
    /// One sentence: the bundle was not read whole yet, or the record's line cannot be read.
    pub fn of(case: &Case, evidence: &Evidence, row: Row, of: Option<(String, u64)>) -> Result<Citation, String> {
        let (part, _) = case.order().locate(row);
        let part = case.parts().get(part).ok_or("there is no such record")?;
        if part.evidence == [0; 32] {
            return Err("the digest of its bundle is known once everything was checked".to_owned());
        }
        let line = evidence.line(case, row).map_err(|why| format!("its bytes cannot be hashed: {why}"))?;
        Ok(Citation {
            bundle: Digest(part.evidence),
            record: case.index(row),
            hash: leaf_hash(line.bytes()),
            mark: case.assurance(row),
            verdict: part.verification.verdict,
            case: of,
        })
    }

    /// Reads a citation back. `None`: the text is none and does not claim to be.
    ///
    /// # Errors
    /// One sentence: which part of it is damaged.
    pub fn parse(text: &str) -> Option<Result<Citation, String>> {
        let text = text.trim();
        text.starts_with(BUNDLE).then(|| read(text).map_err(|part| format!("this citation is damaged: {part}")))
    }

    /// Looks for the record.
    pub fn find(&self, case: &Case, evidence: &Evidence) -> Found {
        let same = |row: Row| evidence.line(case, row).map(|line| leaf_hash(line.bytes()) == self.hash);
        let part = case.parts().iter().position(|part| part.evidence == self.bundle.0);
        let Some(part) = part else {
            let logs = 0..case.logs().len();
            let mut rows = logs.filter_map(|log| case.row_of(log, self.record));
            let row = rows.find(|row| same(*row).is_ok_and(|same| same));
            return row.map_or(Found::NoBundle, Found::InAnotherBundle);
        };
        let at = case.parts().get(part).and_then(|part| part.rows.row_of(self.record));
        let Some(row) = at.map(|at| case.order().position(part, at as Row)) else { return Found::NoRecord };
        match same(row) {
            Ok(true) => Found::Here(row),
            Ok(false) | Err(Unreadable::Altered) => Found::Differs(row),
            Err(_) => Found::Unread(row),
        }
    }
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let record = usize::try_from(self.record).map_or_else(|_| self.record.to_string(), count);
        let (mark, verdict) = (self.mark.word(), banner::word(self.verdict));
        write!(f, "{BUNDLE}{}{DOT}record {record}{DOT}record-hash {}", self.bundle.hex(), self.hash.hex())?;
        write!(f, "{DOT}{mark}/{verdict}{DOT}")?;
        match &self.case {
            Some((id, revision)) => write!(f, "case {id} rev {revision}"),
            None => f.write_str("no case"),
        }
    }
}

fn read(text: &str) -> Result<Citation, &'static str> {
    let mut parts = text.split('·').map(str::trim);
    let mut part = |start: &str| parts.next().and_then(|part| part.strip_prefix(start));
    let bundle = part(BUNDLE).and_then(Digest::from_hex).ok_or("the bundle's digest is not 64 hex digits")?;
    let record = part("record ").and_then(number).ok_or("the record's number cannot be read")?;
    let hash = part("record-hash ").and_then(Digest::from_hex).ok_or("the record's hash is not 64 hex digits")?;
    let standing = part("").and_then(|words| words.split_once('/'));
    let (mark, verdict) = standing.ok_or("mark and verdict are missing")?;
    let mark = Assurance::ALL.into_iter().find(|known| known.word() == mark).ok_or("its mark is no known word")?;
    let verdicts = [Verdict::Verified, Verdict::Undecidable, Verdict::Contradicted];
    let verdict = verdicts.into_iter().find(|known| banner::word(*known) == verdict);
    let verdict = verdict.ok_or("its verdict is no known word")?;
    let case = case(part("").ok_or("the case is missing")?).ok_or("the case cannot be read")?;
    match part("") {
        None => Ok(Citation { bundle, record, hash, mark, verdict, case }),
        Some(_) => Err("more follows than belongs to it"),
    }
}

/// Digits with a space between thousands, or without.
fn number(text: &str) -> Option<u64> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| plain)
}

#[expect(clippy::option_option, reason = "unreadable, none, some")]
fn case(text: &str) -> Option<Option<(String, u64)>> {
    if text == "no case" {
        return Some(None);
    }
    let (id, revision) = text.strip_prefix("case ")?.split_once(" rev ")?;
    let hex = id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    Some(Some((id.to_owned(), number(revision).filter(|_| hex)?)))
}

const BUNDLE: &str = "bundle sha256:";
const DOT: &str = " · ";

#[cfg(test)]
mod tests {
    use super::*;

    /// Citations of all kinds, from numbers that look like chance.
    fn several() -> impl Iterator<Item = Citation> {
        (0..2000u64).map(|seed| {
            let chance = Digest::of(&seed.to_be_bytes());
            let number = |at: usize| u64::from_be_bytes(chance.0[at..at + 8].try_into().unwrap());
            let verdicts = [Verdict::Verified, Verdict::Undecidable, Verdict::Contradicted];
            Citation {
                bundle: Digest::of(&chance.0),
                record: number(0) >> (seed % 64),
                hash: chance,
                mark: Assurance::ALL[seed as usize % Assurance::ALL.len()],
                verdict: verdicts[seed as usize % 3],
                case: (seed % 2 == 0).then(|| (chance.hex()[..16].to_owned(), number(8) >> (seed % 60))),
            }
        })
    }

    #[test]
    fn what_is_printed_is_read_back_and_what_is_cut_is_not() {
        for citation in several() {
            let text = citation.to_string();
            assert_eq!(Citation::parse(&text), Some(Ok(citation.clone())));
            assert_eq!(Citation::parse(&format!("  {text}\n")), Some(Ok(citation.clone())));
            // Cut short before its last number it is no citation of another record.
            let cut = 14 + (citation.record as usize % 150);
            let short: String = text.chars().take(cut).collect();
            assert!(matches!(Citation::parse(&short), Some(Err(_))), "{short}");
            assert!(matches!(Citation::parse(&format!("{text} · more")), Some(Err(_))));
        }
        assert_eq!(Citation::parse(&format!("{BUNDLE}\u{202e}··/ rev ")).map(|read| read.is_err()), Some(true));
    }

    #[test]
    fn it_reads_as_the_design_says() {
        let citation = Citation {
            bundle: Digest([0xab; 32]),
            record: 4_118_205,
            hash: Digest([0x9f; 32]),
            mark: Assurance::Failed,
            verdict: Verdict::Contradicted,
            case: Some(("00000000000004a2".to_owned(), 17)),
        };
        let (bundle, hash) = ("ab".repeat(32), "9f".repeat(32));
        let text = format!(
            "bundle sha256:{bundle} · record 4 118 205 · record-hash {hash} · failed/Contradicted · case 00000000000004a2 rev 17"
        );
        assert_eq!(citation.to_string(), text);
        assert_eq!(Citation::parse("from:planner"), None);
    }
}
