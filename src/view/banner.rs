//! The verdict on one bundle in words: what stands above everything else in the window.
//!
//! The words never say more than was checked. While signatures are still to come nothing is called verified; a contradiction that
//! was found by then stands, since no later check takes it back.

use super::words::{count, counted, one_line};
use crate::bundle::{Class, Code, Failure};
use crate::case::{Case, Row};
use crate::verify::{Verdict, Verification};

/// How far the checks are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// All that will be checked was checked.
    Whole,
    /// Signatures are still to come.
    FirstLook,
    /// Signatures were still to come when the checks were ended.
    Stopped,
}

/// The verdict in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Banner {
    /// The verdict as far as it stands; `None`: still open.
    pub verdict: Option<Verdict>,
    /// Its word.
    pub word: &'static str,
    /// The bundle; text from outside.
    pub bundle: String,
    /// Under whose keys.
    pub under: String,
    /// What was found and how much was looked at; may hold text from the evidence.
    pub sentence: String,
    /// The first record that a finding is about, and its index.
    pub first: Option<(Row, u64)>,
}

impl Banner {
    /// On one bundle. `profile`: the trust profile that it was checked under.
    pub fn of(case: &Case, part: usize, bundle: &str, profile: Option<&str>, reach: Reach) -> Option<Banner> {
        let verification = &case.parts().get(part)?.verification;
        let verdict = match (reach, verification.verdict) {
            (_, Verdict::Contradicted) => Some(Verdict::Contradicted),
            (Reach::Whole, verdict) => Some(verdict),
            (Reach::FirstLook, _) => None,
            (Reach::Stopped, _) => Some(Verdict::Undecidable),
        };
        let log = case.order().log_of(part);
        let fork = case.logs().get(log).and_then(|log| log.fork_of);
        let verdict = if fork.is_some() { Some(Verdict::Contradicted) } else { verdict };
        let telling = telling(verification, verdict);
        let first = telling.iter().find_map(|failure| failure.record).or(fork.map(|(_, index)| index));
        let mut sentences: Vec<String> = telling.iter().map(|failure| words(failure)).collect();
        sentences.dedup();
        sentences.truncate(FINDINGS_SAID);
        if let Some((_, index)) = fork {
            sentences.insert(0, format!("two histories of one log: record {index} differs from another bundle's"));
        }
        if reach == Reach::Stopped {
            sentences.insert(0, "checking was stopped before every signature was looked at".to_owned());
        }
        let found = sentence(&sentences.join("; "));
        let sentence = [found, covered(verification, reach)].into_iter().filter(|text| !text.is_empty());
        Some(Banner {
            verdict,
            word: verdict.map_or("Not verified yet", word),
            bundle: bundle.to_owned(),
            under: profile.map_or("under no trust profile".to_owned(), |name| format!("under profile {name}")),
            sentence: sentence.collect::<Vec<_>>().join(". "),
            first: first.and_then(|index| Some((case.row_in(part, index)?, index))),
        })
    }

    /// For a clipboard: verdict, bundle, trust and words on one line.
    pub fn statement(&self) -> String {
        format!("{}: {} {}. {}", self.word, self.bundle, self.under, self.sentence)
    }
}

/// The word of screens and reports.
pub fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Verified => "Verified",
        Verdict::Undecidable => "Undecidable",
        Verdict::Contradicted => "Contradicted",
    }
}

/// The findings that the verdict rests on, those about a record first.
fn telling(verification: &Verification, verdict: Option<Verdict>) -> Vec<&Failure> {
    let class = match verdict {
        Some(Verdict::Contradicted) => Class::Contradicted,
        Some(Verdict::Undecidable) => Class::Undecidable,
        Some(Verdict::Verified) | None => return Vec::new(),
    };
    let mut out: Vec<&Failure> = verification.findings.iter().filter(|failure| failure.class == class).collect();
    out.sort_by_key(|failure| (failure.record.is_none(), failure.record));
    out
}

/// A finding in a few words; one without any of its own says its code's.
fn words(failure: &Failure) -> String {
    let actor = failure.actor.as_deref().unwrap_or("its actor");
    let record = failure.record.map_or("a record".to_owned(), |record| format!("record {record}"));
    match (failure.code, &failure.expected, &failure.found) {
        (Code::SigInvalid, _, _) => format!("{record} is not what {actor} signed"),
        (Code::ActorSeqGap, _, _) => format!("before {record} a record of {actor} is missing"),
        (Code::RecordCount, Some(expected), Some(found)) => format!("{found} where the proof states {expected}"),
        _ => one_line(&failure.message, WORDS_MAX),
    }
}

fn covered(verification: &Verification, reach: Reach) -> String {
    let coverage = &verification.coverage;
    let (present, passed) = (coverage.records_present, coverage.records_passed);
    let size = verification.size.map_or(String::new(), |size| {
        if size == present { String::new() } else { format!(" of {} in the log", count(size as usize)) }
    });
    if reach != Reach::Whole {
        return format!("{}{size} read, signatures still unchecked", counted(present as usize, "record"));
    }
    let (passed, present) = (count(passed as usize), counted(present as usize, "record"));
    let mut out = format!("{passed} of {present}{size} passed their own checks");
    match coverage.witnesses {
        (0, _) => out.push_str(". No independent witness"),
        (1, _) => out.push_str(". 1 independent witness"),
        (signed, _) => out.push_str(&format!(". {signed} independent witnesses")),
    }
    out
}

/// With a capital letter.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// Findings that are said in the banner; "Why?" lists all.
const FINDINGS_SAID: usize = 2;
/// Characters of a finding in the banner.
const WORDS_MAX: usize = 160;
