//! The checks of a whole bundle as rows, and the commands for its findings.

use super::check::{Check, MANY_STEPS, NO_FILE, Outcome};
use super::head::{head, note_checks};
use super::shell::{self, Cut, Source};
use super::{Proving, Signer, signature_command};
use crate::bundle::Code;
use crate::case::Part;
use crate::verify::{RootCheck, Verification};
use crate::view::words::{count, counted};

/// The checks of a bundle.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BundleChecks {
    /// Its number.
    pub part: usize,
    /// The checks, in the order in which they are made.
    pub checks: Vec<Check>,
    /// For the findings of the verification, in their order, the command that repeats one; `None`: that of the whole bundle does.
    pub findings: Vec<Option<String>>,
}

/// The checks of the bundle.
pub fn bundle_checks(proving: &Proving<'_>) -> BundleChecks {
    let Some(part) = proving.case.parts().get(proving.part) else {
        return BundleChecks { part: proving.part, checks: Vec::new(), findings: Vec::new() };
    };
    let verification = &part.verification;
    let mut checks = vec![container(proving, verification)];
    checks.extend(note_checks(proving, "manifest", "bundle-format 1.9: a signed note"));
    checks.push(files(proving, verification));
    checks.extend(note_checks(proving, "checkpoint", "bundle-format 1.7: C2SP tlog-checkpoint and tlog-cosignature"));
    checks.push(quorum(proving, verification));
    checks.push(records(verification));
    checks.push(signatures(verification));
    checks.push(chains(verification));
    checks.push(root(proving, verification));
    checks.push(keys(verification));
    checks.push(payloads(verification));
    checks.push(whole(proving, verification));
    BundleChecks { part: proving.part, checks, findings: findings(proving, part) }
}

fn row(name: &str, input: String, expected: &str, found: String, rule: &'static str, outcome: Outcome) -> Check {
    let (name, expected) = (name.to_owned(), expected.to_owned());
    Check { name, input, expected, found, rule, outcome, command: Err(MANY_STEPS), record: None }
}

fn container(proving: &Proving<'_>, verification: &Verification) -> Check {
    let files = proving.evidence.container(proving.part).map_or(0, |container| container.entries().len());
    let outcome = Outcome::of_findings(&verification.findings, &["E_ZIP", "E_IO", "E_LIMIT", "E_INTERRUPTED"]);
    let found = match outcome {
        Outcome::Holds => "nothing that the format forbids",
        Outcome::Fails | Outcome::NotTested => "see the findings below",
    };
    let expected = "files of the strict profile, none twice, none overlapping";
    row("container", counted(files, "file"), expected, found.to_owned(), "bundle-format 1.10", outcome)
}

fn files(proving: &Proving<'_>, verification: &Verification) -> Check {
    let outcome = Outcome::of_findings(&verification.findings, &["E_FILE", "E_MANIFEST_FORMAT", "E_ZIP", "E_IO"]);
    let found = match outcome {
        Outcome::Holds => "each file is as long as listed and has the SHA-256 that is listed",
        Outcome::Fails => "a file differs or is missing",
        Outcome::NotTested => "not all files could be read",
    };
    let input = "every file, and its line in the manifest".to_owned();
    let expected = "the size and the SHA-256 that the manifest lists";
    let mut check = row("files", input, expected, found.to_owned(), "bundle-format 1.9", outcome);
    // Paths come from the manifest: only those of the format are let through, so that none means anything to a shell or to unzip.
    let list = r"sed -n 's/^file \([0-9a-f]\{64\}\) [0-9]* \([a-z0-9/.]*\)$/\1 \2/p'";
    let each = |manifest: String, file: String| {
        format!(
            "{manifest} | {list} | {{ n=0; while read -r want path; do have=$({file} | sha256sum); if [ \"${{have%% *}}\" != \
             \"$want\" ]; then echo \"$path differs\"; exit 1; fi; n=$((n+1)); done; echo \"$n files are as listed\"; [ $n -gt \
             0 ]; }}"
        )
    };
    check.command = match proving.source {
        Source::Archive(path) => {
            let path = shell::quoted(path);
            Ok(each(format!("unzip -p {path} manifest"), format!("unzip -p {path} \"$path\"")))
        }
        Source::Folder(path) => {
            let path = shell::quoted(path);
            Ok(each(format!("cat {path}/manifest"), format!("cat {path}/\"$path\"")))
        }
        Source::Carried => Err(NO_FILE),
    };
    check
}

fn quorum(proving: &Proving<'_>, verification: &Verification) -> Check {
    let (signed, all) = verification.coverage.witnesses;
    let none = proving.profile.is_some_and(|profile| profile.policy.quorum_is_none());
    let outcome = match proving.profile {
        None => Outcome::NotTested,
        Some(_) => Outcome::of_findings(&verification.findings, &["E_QUORUM", "E_COSIG", "E_CKPT", "E_NOTE"]),
    };
    let found = if none { "the profile asks for no witness".to_owned() } else { format!("{signed} of {all} signed") };
    let input = "the cosignatures of the checkpoint".to_owned();
    row("witnesses", input, "the quorum of the profile", found, "C2SP tlog-policy", outcome)
}

fn records(verification: &Verification) -> Check {
    let coverage = &verification.coverage;
    let disclosed: u64 = verification.segments.iter().map(|(start, end)| end.saturating_sub(*start)).sum();
    let whole = Outcome::of(coverage.records_present == disclosed && disclosed > 0);
    let outcome = whole.and(Outcome::of_findings(&verification.findings, &["E_PROOF", "E_RECORD"]));
    let expected = format!("{} as the proof states", counted(disclosed as usize, "record"));
    let found = format!("{} read", count(coverage.records_present as usize));
    row(
        "number of records",
        "the record files and the proof".to_owned(),
        &expected,
        found,
        "bundle-format 1.8",
        outcome,
    )
}

fn signatures(verification: &Verification) -> Check {
    let coverage = &verification.coverage;
    let outcome = match (coverage.signatures_false, coverage.signatures_checked) {
        (1.., _) => Outcome::Fails,
        (0, checked) if checked == coverage.records_present && checked > 0 => Outcome::Holds,
        _ => Outcome::NotTested,
    };
    let input = counted(coverage.records_present as usize, "record");
    let found = format!(
        "{} checked, {} that do not fit",
        count(coverage.signatures_checked as usize),
        count(coverage.signatures_false as usize)
    );
    row(
        "signatures of all records",
        input,
        "each fits under a key that counts there",
        found,
        "bundle-format 1.4",
        outcome,
    )
}

fn chains(verification: &Verification) -> Check {
    let coverage = &verification.coverage;
    let read = coverage.records_passed == coverage.records_present && coverage.records_present > 0;
    let all = if read { Outcome::Holds } else { Outcome::NotTested };
    let outcome = all.and(Outcome::of_findings(&verification.findings, &["E_ACTOR", "E_REF", "E_HEAD"]));
    let found = match outcome {
        Outcome::Holds => "every link that can be looked at holds",
        Outcome::Fails => "a chain is broken",
        Outcome::NotTested => "not every record passed its own checks",
    };
    let input = counted(coverage.actors.len(), "actor");
    row(
        "chains of the actors",
        input,
        "n without gaps, prev the leaf before",
        found.to_owned(),
        "bundle-format 1.4",
        outcome,
    )
}

fn root(proving: &Proving<'_>, verification: &Verification) -> Check {
    let stated = head(proving).map(|head| head.root.hex());
    let check = verification.coverage.root;
    let outcome = match check {
        RootCheck::Matches => Outcome::Holds,
        RootCheck::Differs => Outcome::Fails,
        RootCheck::NotComputed => Outcome::NotTested,
    };
    let input = "all leaf hashes, and the hashes of the proof for what is not disclosed".to_owned();
    let expected = stated.unwrap_or_else(|| "a root in the checkpoint".to_owned());
    let found = match check {
        RootCheck::Matches => "the same root",
        RootCheck::Differs => "another root",
        RootCheck::NotComputed => "not computed: lines are missing, too many or damaged",
    };
    row("root", input, &expected, found.to_owned(), "RFC 6962 2.1, bundle-format 1.8", outcome)
}

fn keys(verification: &Verification) -> Check {
    let outcome = Outcome::of_findings(&verification.findings, &["E_KEY", "E_AUTHORITY", "E_HEAD"]);
    let proven = &verification.coverage.key_status_proven;
    let ranges: Vec<String> =
        proven.iter().take(RANGES).map(|(start, end)| format!("{start} to {}", end.saturating_sub(1))).collect();
    let more =
        if proven.len() > RANGES { format!(" and {} more stretches", proven.len() - RANGES) } else { String::new() };
    let outcome = if ranges.is_empty() { outcome.and(Outcome::NotTested) } else { outcome };
    let found = if ranges.is_empty() {
        "not proven".to_owned()
    } else {
        format!("proven for records {}{more}", ranges.join(", "))
    };
    let input = "the records of the authority".to_owned();
    row("key status", input, "no key event between them is left out", found, "bundle-format 1.5", outcome)
}

fn payloads(verification: &Verification) -> Check {
    let blobs = &verification.coverage.blobs;
    let outcome = Outcome::of_findings(&verification.findings, &["E_BLOB", "E_PACK"]);
    let found = format!("{} have it, {} withheld, {} missing", blobs.verified, blobs.withheld, blobs.missing);
    let input = "every payload and artifact that a record names".to_owned();
    row("payloads", input, "the SHA-256 that the record names", found, "bundle-format 1.6", outcome)
}

fn whole(proving: &Proving<'_>, verification: &Verification) -> Check {
    let trust = proving.profile.map_or(Vec::new(), |profile| profile.texts().to_vec());
    let outcome = match verification.verdict {
        crate::verify::Verdict::Verified => Outcome::Holds,
        crate::verify::Verdict::Contradicted => Outcome::Fails,
        crate::verify::Verdict::Undecidable => Outcome::NotTested,
    };
    let found = verification.verdict.word().to_owned();
    let mut check =
        row("everything", "the bundle and the profile".to_owned(), "verified", found, "bundle-format 1.11", outcome);
    check.command = proving.source.argument().map(|bundle| shell::verify(&bundle, &trust)).ok_or(NO_FILE);
    check
}

/// The signature of each record that a finding calls false.
fn findings(proving: &Proving<'_>, part: &Part) -> Vec<Option<String>> {
    let command = |failure: &crate::bundle::Failure| {
        let row = part.rows.row_of(failure.record.filter(|_| failure.code == Code::SigInvalid)?)?;
        let (file, offset, _) = part.rows.place(row)?;
        let position = proving.case.order().position(proving.part, u32::try_from(row).ok()?);
        let line = proving.evidence.line(proving.case, position).ok()?;
        let record = line.record()?;
        let key = Signer::of(&record, failure.record?, proving.tree, proving.profile).key?.ed25519()?;
        signature_command(proving, &Cut { file, offset, bytes: line.bytes() }, &key.bytes()).ok()
    };
    part.verification.findings.iter().map(command).collect()
}

/// Stretches that are listed.
const RANGES: usize = 4;
