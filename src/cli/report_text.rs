//! The report for people: the verdict first, then what was looked at, then every finding.

use super::visible;
use crate::bundle::{Class, Code, Failure, Time};
use crate::verify::{SHOWN, Verdict, Verification};
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

/// The whole report of one bundle.
pub fn report(path: &str, profile: Option<&str>, now: Option<u64>, verification: &Verification) -> String {
    let mut out = verdict_line(path, verification);
    // Writing to a string cannot fail.
    let _ = header(&mut out, profile, now, verification);
    let _ = actors(&mut out, verification);
    let _ = findings(&mut out, verification);
    out.push_str(match verification.verdict {
        Verdict::Verified => PROVES,
        _ => "\n",
    });
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

/// A finding on one line.
pub fn one_line(f: &Failure) -> String {
    let mut out = format!("{} {}", f.code.name(), visible(&f.message));
    if let Some(file) = &f.file {
        let _ = write!(out, " [{}{}]", visible(file), f.line.map(|line| format!(" line {line}")).unwrap_or_default());
    }
    out
}

const PROVES: &str = "
What this proves: these bytes were signed by these keys, in this order, and nothing was altered, inserted, removed or reordered
in the disclosed segments. What it does not prove: that the content is true, that unlogged actions did not happen, that records
not disclosed hold nothing of importance, or that an agent holding its own key did not leave something out.
";

fn header(out: &mut String, profile: Option<&str>, now: Option<u64>, verification: &Verification) -> std::fmt::Result {
    let c = &verification.coverage;
    let known = |n: Option<u64>| n.map_or("unknown".to_owned(), |n| n.to_string());
    writeln!(out, "  log         {}", visible(verification.origin.as_deref().unwrap_or("unknown")))?;
    writeln!(out, "  trust       {}", profile.map_or(untrusted(verification).to_owned(), visible))?;
    writeln!(
        out,
        "  records     {} of {} disclosed, {} passed their own checks",
        c.records_present,
        known(verification.size),
        c.records_passed
    )?;
    writeln!(
        out,
        "  signatures  {} of {} checked, {} false (strict Ed25519: canonical, cofactorless, no small-order points)",
        c.signatures_checked, c.records_present, c.signatures_false
    )?;
    writeln!(out, "  root        {}", c.root.words())?;
    writeln!(
        out,
        "  blobs       {} verified, {} withheld, {} missing, {} unreferenced",
        c.blobs.verified, c.blobs.withheld, c.blobs.missing, c.blobs.unreferenced
    )?;
    let at =
        c.checkpoint_time.map(|time| format!(", quorum at {}", Time::from_seconds(time).text())).unwrap_or_default();
    writeln!(out, "  witnesses   {} of {}{at}", c.witnesses.0, c.witnesses.1)?;
    let exporter = if c.exporter_known { "known" } else { "not known" };
    let age = match now {
        _ if c.age_assessed => "assessed",
        None => "not assessed (no --now given)",
        Some(_) => "not assessed (no limit is given, or no witness signed)",
    };
    writeln!(out, "  exporter    {exporter}; age {age}")?;
    match c.key_status_proven.last() {
        None => writeln!(out, "  key status  proven nowhere"),
        Some((_, end)) => {
            let ranges: Vec<String> =
                c.key_status_proven.iter().take(20).map(|(a, b)| format!("{a} to {}", b.saturating_sub(1))).collect();
            write!(out, "  key status  proven for records {}", ranges.join(", "))?;
            let whole = Some(*end) == verification.size;
            writeln!(
                out,
                "{}",
                if whole { "" } else { "; a later revocation that reaches back before this end would not be visible" }
            )
        }
    }
}

fn actors(out: &mut String, verification: &Verification) -> std::fmt::Result {
    let actors = &verification.coverage.actors;
    if actors.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nActors")?;
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
        writeln!(out, "  {:<12}  {:<width$}  {chain}", a.verdict.word(), visible(&a.actor))?;
    }
    if actors.len() > 100 {
        writeln!(out, "  … {} more actors are in the JSON report", actors.len() - 100)?;
    }
    Ok(())
}

fn findings(out: &mut String, verification: &Verification) -> std::fmt::Result {
    for class in [Class::Contradicted, Class::Undecidable, Class::Warning] {
        let mut of_class: Vec<&Failure> = verification.findings.iter().filter(|f| f.class == class).collect();
        // A profile that cannot be used is the cause of nearly all that follows.
        of_class.sort_by_key(|f| f.code != Code::Profile);
        if of_class.is_empty() {
            continue;
        }
        let title = match class {
            Class::Contradicted => "Contradicted: tested and false",
            Class::Undecidable => "Undecidable: could not be tested",
            Class::Warning => "Warnings",
        };
        writeln!(out, "\n{title}")?;
        for f in of_class {
            finding(out, f)?;
        }
    }
    for (code, count) in verification.counts.iter().filter(|(_, count)| **count > SHOWN) {
        writeln!(out, "\n  {} was found {count} times; {SHOWN} are shown", code.name())?;
    }
    Ok(())
}

fn finding(out: &mut String, f: &Failure) -> std::fmt::Result {
    let record = f.record.map(|index| format!("record {index}  ")).unwrap_or_default();
    writeln!(out, "  {}  {record}{}", f.code.name(), visible(&f.message))?;
    let mut place = Vec::new();
    place.extend(f.file.as_ref().map(|file| visible(file)));
    place.extend(f.line.map(|line| format!("line {line}")));
    place.extend(f.offset.map(|offset| format!("byte {offset}")));
    place.extend(f.actor.as_ref().map(|actor| format!("actor {}", visible(actor))));
    place.extend(f.n.map(|n| format!("n = {n}")));
    place.extend(f.key.as_ref().map(|key| format!("key {}", visible(key))));
    place.push(format!("against the {}", f.against.word()));
    writeln!(out, "      where     {}", place.join(", "))?;
    if let Some(expected) = &f.expected {
        writeln!(out, "      expected  {}", visible(expected))?;
    }
    if let Some(found) = &f.found {
        writeln!(out, "      found     {}", visible(found))?;
    }
    if f.class != Class::Warning {
        writeln!(out, "      remains   {}", visible(&f.remains))?;
    }
    Ok(())
}
