//! The report for people: the verdict first, then what was looked at, then what was found, then what it means.
//!
//! Lines are at most 120 columns wide, so that the report can be printed and quoted.

use super::prose::wrapped;
use super::{report_closing, report_findings, visible};
use crate::bundle::{Code, Failure, Time};
use crate::verify::{Verdict, Verification};
use crate::view::culprit;
use crate::view::places::Places;
use crate::view::words::counted;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The verdict line: the whole report of `--quiet`.
pub fn verdict_line(path: &str, verification: &Verification) -> String {
    let (mark, word) = match verification.verdict {
        Verdict::Verified => ("✓", "VERIFIED"),
        Verdict::Contradicted => ("✗", "CONTRADICTED"),
        Verdict::Undecidable => ("?", "UNDECIDABLE"),
    };
    format!("{mark} {word}  {}\n", visible(path))
}

/// The whole report of one bundle; `sealed` says that its log was sealed on this machine.
pub fn report(
    path: &str,
    sealed: Option<&str>,
    profile: Option<&str>,
    now: Option<u64>,
    verification: &Verification,
) -> String {
    let mut out = verdict_line(path, verification);
    if let Some(sealed) = sealed {
        wrapped(&mut out, "  ", sealed);
    }
    if is_without_trust(profile, verification) {
        wrapped(&mut out, "  ", NO_TRUST);
    }
    culprits(&mut out, verification);
    header(&mut out, profile, now, verification);
    actors(&mut out, verification);
    report_findings::write(&mut out, verification);
    report_closing::write(&mut out, profile, verification);
    out
}

/// Why there is no trust.
fn untrusted(verification: &Verification) -> &'static str {
    if verification.counts.contains_key(&Code::Profile) || verification.counts.contains_key(&Code::KeyCollision) {
        "none: the trust profile cannot be used, see below"
    } else {
        "none: without a trust profile (--trust) nothing can be verified"
    }
}

/// Whether the one reason for an undecidable verdict is that nobody is trusted.
fn is_without_trust(profile: Option<&str>, verification: &Verification) -> bool {
    let unusable = [Code::Profile, Code::KeyCollision].iter().any(|code| verification.counts.contains_key(code));
    let read = verification.coverage.records_present > 0;
    verification.verdict == Verdict::Undecidable && profile.is_none() && !unusable && read
}

const NO_TRUST: &str = "No trust was given, so nothing could be verified: the program does not know whose keys to believe. \
                        Give it with --trust DIR, a folder with the files policy, authority and exporters of this log, from \
                        somebody whom you trust; or keep it once with recount trust add.";

/// The records whose own bytes are wrong: of all that is found, what to look at first.
fn culprits(out: &mut String, verification: &Verification) {
    let all = culprit::culprits(verification);
    let Some(first) = all.first() else { return };
    let mut text = first.record.map_or(String::new(), |record| format!("record {record}"));
    if let Some(file) = &first.file {
        let line = first.line.map(|line| format!(" line {line}")).unwrap_or_default();
        let _ = write!(text, " ({}{line})", visible(file));
    }
    let _ = write!(text, ": {} [{}]", visible(&first.message), first.code.name());
    let others: BTreeSet<u64> =
        all.iter().filter_map(|f| f.record).filter(|record| Some(*record) != first.record).collect();
    if !others.is_empty() {
        let _ = write!(text, "; {} with bytes that are wrong", counted(others.len(), "more record"));
    }
    wrapped(out, "  look at     ", &text);
}

/// A finding on one line.
pub fn one_line(f: &Failure) -> String {
    let mut out = format!("{} {}", f.code.name(), visible(&f.message));
    if let Some(file) = &f.file {
        let _ = write!(out, " [{}{}]", visible(file), f.line.map(|line| format!(" line {line}")).unwrap_or_default());
    }
    out
}

fn header(out: &mut String, profile: Option<&str>, now: Option<u64>, verification: &Verification) {
    let c = &verification.coverage;
    let mut line = |name: &str, text: &str| wrapped(out, &format!("  {name:<10}  "), text);
    let size = verification.size.map_or("unknown".to_owned(), |n| n.to_string());
    line("log", &visible(verification.origin.as_deref().unwrap_or("unknown")));
    line("trust", &profile.map_or(untrusted(verification).to_owned(), visible));
    let (present, passed) = (c.records_present, c.records_passed);
    let stopped = verification.counts.contains_key(&Code::Interrupted);
    let disclosed: u64 = verification.segments.iter().map(|(start, end)| end.saturating_sub(*start)).sum();
    if stopped {
        let of = if disclosed > 0 { format!(" of {disclosed} disclosed") } else { String::new() };
        line(
            "records",
            &format!("{present}{of} were looked at before the check was stopped; {passed} passed their own checks"),
        );
    } else {
        line("records", &format!("{present} of {size} disclosed, {passed} passed their own checks"));
    }
    if let Some(places) = places(verification) {
        line("indices", &places);
    }
    let (checked, bad) = (c.signatures_checked, c.signatures_false);
    let rule = "strict Ed25519: canonical, cofactorless, no small-order points";
    let looked = if stopped { " looked at" } else { "" };
    line("signatures", &format!("{checked} of {present}{looked} checked, {bad} false ({rule})"));
    line("root", c.root.words());
    let b = &c.blobs;
    let blobs = (b.verified, b.withheld, b.missing, b.unreferenced);
    let (verified, withheld, missing, unreferenced) = blobs;
    line("blobs", &format!("{verified} verified, {withheld} withheld, {missing} missing, {unreferenced} unreferenced"));
    let at =
        c.checkpoint_time.map(|time| format!(", quorum at {}", Time::from_seconds(time).text())).unwrap_or_default();
    line("witnesses", &format!("{} of {}{at}", c.witnesses.0, c.witnesses.1));
    let exporter = if c.exporter_known { "known" } else { "not known" };
    let age = match now {
        _ if c.age_assessed => "assessed",
        None => "not assessed (no --now given)",
        Some(_) => "not assessed (no limit is given, or no witness signed)",
    };
    line("exporter", &format!("{exporter}; age {age}"));
    line("key status", &key_status(verification));
}

fn key_status(verification: &Verification) -> String {
    let proven = &verification.coverage.key_status_proven;
    let Some((_, end)) = proven.last() else { return "proven nowhere".to_owned() };
    let ranges: Vec<String> = proven.iter().take(20).map(|(a, b)| format!("{a} to {}", b.saturating_sub(1))).collect();
    let whole = Some(*end) == verification.size;
    let rest = "; a later revocation that reaches back before this end would not be visible";
    format!("proven for records {}{}", ranges.join(", "), if whole { "" } else { rest })
}

/// What record numbers are worth, where they are not those of the log: the operator signs places only through the root.
fn places(verification: &Verification) -> Option<String> {
    Some(match Places::of(verification)? {
        Places::Unproven => {
            "record numbers here are places in the record files of this bundle: without a checkpoint and a proof that can be \
             read nothing shows that they are the numbers of the log"
                .to_owned()
        }
        Places::Moved(codes) => format!(
            "record numbers here are places in this bundle: records were removed, added or moved ({}), so from that place on \
             they are not the numbers of the log",
            codes.join(", ")
        ),
    })
}

fn actors(out: &mut String, verification: &Verification) {
    let actors = &verification.coverage.actors;
    if actors.is_empty() {
        return;
    }
    out.push_str("\nActors\n");
    let shown = || actors.iter().take(100);
    let width = shown().map(|a| visible(&a.actor).chars().count()).max().unwrap_or(0).min(48);
    for a in shown() {
        let gaps: Vec<String> = a.gaps.iter().take(10).map(|(x, y)| format!("{x}..{y}")).collect();
        let gaps = if gaps.is_empty() { "complete".to_owned() } else { format!("not read {}", gaps.join(", ")) };
        let after = a.unknown_after.map(|index| format!("; after record {index} unknown")).unwrap_or_default();
        let chain = match a.n {
            Some((first, last)) => format!("n = {first}..{last} {gaps}{after}"),
            None => "no record passed its checks".to_owned(),
        };
        wrapped(out, &format!("  {:<12}  {:<width$}  ", a.verdict.word(), visible(&a.actor)), &chain);
    }
    if actors.len() > 100 {
        out.push_str(&format!("  … {} more actors are in the JSON report\n", actors.len() - 100));
    }
}
