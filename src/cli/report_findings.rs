//! The findings of a report, the worst class first.
//!
//! What was tested and is false is always shown. Of the others only three that say the same: without a trust profile every record
//! is undecidable for one reason, and that reason must not drown in its repetitions. What is about a record's own bytes comes first,
//! and what only follows from such a record is one sentence. The JSON report is never shortened.

use super::prose::{hanging, wrapped};
use super::visible;
use crate::bundle::{Class, Code, Failure};
use crate::verify::Verification;
use crate::view::culprit::{Follow, follows, is_own};
use std::collections::{BTreeMap, BTreeSet};

/// Findings that say the same, of which more are only counted.
const ALIKE: u64 = 3;

/// Writes all findings.
pub fn write(out: &mut String, verification: &Verification) {
    let follows = follows(verification);
    let told: BTreeSet<usize> = follows.iter().flat_map(|follow| follow.listed.iter().copied()).collect();
    for class in [Class::Contradicted, Class::Undecidable, Class::Warning] {
        let of = verification.findings.iter().enumerate().filter(|(at, f)| f.class == class && !told.contains(at));
        let mut of_class: Vec<&Failure> = of.map(|(_, f)| f).collect();
        let sentences = follows.iter().filter(|_| class == Class::Undecidable).map(sentence).collect::<Vec<_>>();
        // A profile that cannot be used is the cause of nearly all that follows; then the records that are wrong themselves.
        of_class.sort_by_key(|f| (f.code != Code::Profile, !is_own(f)));
        if of_class.is_empty() && sentences.is_empty() {
            continue;
        }
        out.push_str(match class {
            Class::Contradicted => "\nContradicted: tested and false\n",
            Class::Undecidable => "\nUndecidable: could not be tested\n",
            Class::Warning => "\nWarnings\n",
        });
        let own = of_class.iter().take_while(|f| is_own(f) || f.code == Code::Profile).count();
        let (own, others) = of_class.split_at(own);
        section(out, own);
        sentences.iter().for_each(|text| wrapped(out, "  ", text));
        section(out, others);
    }
    let mut before = "\n";
    for (code, count) in &verification.counts {
        let kept = verification.findings.iter().filter(|f| f.code == *code).count();
        if u64::try_from(kept).is_ok_and(|kept| kept < *count) {
            let text = format!("{} was found {count} times; --format json has {kept} of them", code.name());
            out.push_str(std::mem::take(&mut before));
            wrapped(out, "  ", &text);
        }
    }
}

/// What only follows from a record that cannot be counted.
fn sentence(follow: &Follow) -> String {
    let words = follow.words();
    let (start, rest) = words.split_at_checked(1).unwrap_or_default();
    format!("{}{rest} ({}; --format json has them)", start.to_uppercase(), follow.code.name())
}

/// The findings of one class, in their order.
fn section(out: &mut String, findings: &[&Failure]) {
    let mut alike: BTreeMap<(Code, String), (u64, u64)> = BTreeMap::new();
    let key = |f: &Failure| (f.code, cause(&f.message));
    for f in findings {
        alike.entry(key(f)).or_default().1 += 1;
    }
    for f in findings {
        let (seen, all) = alike.entry(key(f)).or_default();
        *seen += 1;
        if f.class == Class::Contradicted || *seen <= ALIKE {
            finding(out, f);
        }
        if f.class != Class::Contradicted && *seen == ALIKE && *all > ALIKE {
            let more = all.saturating_sub(ALIKE);
            wrapped(out, "  ", &format!("… {more} more of {}; --format json has them", f.code.name()));
        }
    }
}

/// A message without what differs from record to record: words that hold a digit are numbers, ids and hashes.
fn cause(message: &str) -> String {
    let plain = |word: &str| if word.contains(|c: char| c.is_ascii_digit()) { "#" } else { word }.to_owned();
    message.split(' ').map(plain).collect::<Vec<_>>().join(" ")
}

fn finding(out: &mut String, f: &Failure) {
    let record = f.record.map(|index| format!("record {index}  ")).unwrap_or_default();
    hanging(out, "  ", &format!("{}  {record}{}", f.code.name(), visible(&f.message)), 6);
    let mut line = |name: &str, text: &str| wrapped(out, &format!("      {name:<8}  "), text);
    line("where", &place(f));
    if let Some(expected) = &f.expected {
        line("expected", &visible(expected));
    }
    if let Some(found) = &f.found {
        line("found", &visible(found));
    }
    if f.class != Class::Warning {
        line("remains", &visible(&f.remains));
    }
}

fn place(f: &Failure) -> String {
    let mut place = Vec::new();
    place.extend(f.file.as_ref().map(|file| visible(file)));
    place.extend(f.line.map(|line| format!("line {line}")));
    place.extend(f.offset.map(|offset| format!("byte {offset}")));
    place.extend(f.actor.as_ref().map(|actor| format!("actor {}", visible(actor))));
    place.extend(f.n.map(|n| format!("n = {n}")));
    place.extend(f.key.as_ref().map(|key| format!("key {}", visible(key))));
    place.push(format!("against the {}", f.against.word()));
    place.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_the_same_has_one_cause() {
        assert_eq!(cause("between record 180 and record 183"), cause("between record 2 and record 9"));
        assert_eq!(cause("A blob: fe6667ce"), cause("A blob: 0b43ef73"));
        assert_ne!(cause("lacks a member: time"), cause("lacks a member: actor"));
    }

    #[test]
    fn only_what_is_not_false_is_shortened() {
        let many =
            |class| (0..9).map(|at| Failure::new(Code::KeyUnknown, "").class(class).record(at)).collect::<Vec<_>>();
        for (class, shown) in [(Class::Contradicted, 9), (Class::Undecidable, 3), (Class::Warning, 3)] {
            let (findings, mut out) = (many(class), String::new());
            section(&mut out, &findings.iter().collect::<Vec<_>>());
            assert_eq!(out.matches("E_KEY_UNKNOWN  record").count(), shown);
            assert_eq!(out.contains("… 6 more of E_KEY_UNKNOWN; --format json has them"), shown == 3);
        }
        let (four, mut out) = (many(Class::Undecidable), String::new());
        section(&mut out, &four.iter().take(3).collect::<Vec<_>>());
        assert!(!out.contains("more of"));
    }
}
