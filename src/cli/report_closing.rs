//! The end of a report: what the verdict means, what remains, and what to do next.
//!
//! The verdict is read by people who act on it and did not write the format. Each of the three ends in plain words
//! (`bundle-format.md` sections 1.14 and 2.1).

use super::prose::wrapped;
use crate::bundle::{Against, Class, Code};
use crate::verify::{RootCheck, Verdict, Verification};
use std::collections::BTreeSet;

/// Writes the end of the report.
pub fn write(out: &mut String, profile: Option<&str>, verification: &Verification) {
    out.push('\n');
    match verification.verdict {
        Verdict::Verified => {
            wrapped(out, "", PROVES);
            wrapped(out, "", PROVES_NOT);
        }
        Verdict::Contradicted => contradicted(out, verification),
        Verdict::Undecidable => undecidable(out, profile, verification),
    }
}

const PROVES: &str = "What this proves: these bytes were signed by these keys, in this order, and nothing was altered, inserted, \
                      removed or reordered in the disclosed segments.";
const PROVES_NOT: &str = "What it does not prove: that the content is true, that unlogged actions did not happen, that records \
                          not disclosed hold nothing of importance, or that an agent holding its own key did not leave \
                          something out.";

fn contradicted(out: &mut String, verification: &Verification) {
    let false_ones = || verification.findings.iter().filter(|f| f.class == Class::Contradicted);
    let parties: BTreeSet<Against> = false_ones().map(|f| f.against).collect();
    let parties: Vec<&str> = parties.into_iter().map(Against::word).collect();
    let parties = parties.join(" and the ");
    let meaning = format!(
        "What this means: at least one thing was tested and is false. Bytes are not the ones that were signed, or the rules of \
         the log were broken. It speaks against the {parties}: each finding says which, and where. It does not say who did it, \
         or why; a copy that broke on its way looks like this too."
    );
    wrapped(out, "", &meaning);
    let also = "Beside that, something could not be tested; the second list says what.";
    if verification.findings.iter().any(|f| f.class == Class::Undecidable) {
        wrapped(out, "", also);
    }
    remains(out, verification);
    out.push_str("What to do next:\n");
    step(out, "Keep this file as it is, and write down its SHA-256 (--format json has it).");
    step(out, "Fetch the bundle again from where it came from, and compare the SHA-256 of the two.");
    step(
        out,
        &format!(
            "If they are the same, ask the {parties} to explain the findings. Until then rely on nothing that a finding \
             touches."
        ),
    );
}

fn undecidable(out: &mut String, profile: Option<&str>, verification: &Verification) {
    let meaning = "What this means: nothing was found to be false, but not everything could be tested, so nothing is claimed \
                   about the whole. That is no sign that something was changed, and no sign that nothing was.";
    wrapped(out, "", meaning);
    remains(out, verification);
    out.push_str("What to do next:\n");
    let mut steps: Vec<&str> = Vec::new();
    if verification.coverage.records_present == 0 && verification.counts.contains_key(&Code::ZipFormat) {
        // All else that was found follows from it.
        return step(out, next_step(Code::ZipFormat, verification));
    }
    let unusable = [Code::Profile, Code::KeyCollision].iter().any(|code| verification.counts.contains_key(code));
    if profile.is_none() && !unusable {
        steps.push(
            "Get policy, authority and exporters of the log from somebody whom you trust, not from who gave you the bundle, \
             and name their folder with --trust DIR.",
        );
    }
    let undecided = |f: &&crate::bundle::Failure| f.class == Class::Undecidable;
    for code in verification.findings.iter().filter(undecided).map(|f| f.code).collect::<BTreeSet<_>>() {
        let own = next_step(code, verification);
        // Without trust all of these have one cause, and one step.
        let of_trust = [
            Code::KeyUnknown,
            Code::CkptUntrusted,
            Code::AuthorityUnknown,
            Code::KeyAuthority,
            Code::KeyStatusUnproven,
            Code::Quorum,
        ];
        let told = profile.is_none() && of_trust.contains(&code);
        if !told && !steps.contains(&own) {
            steps.push(own);
        }
    }
    if steps.is_empty() {
        steps.push(SOUND);
    }
    steps.into_iter().for_each(|text| step(out, text));
}

/// What stands all the same, in numbers.
fn remains(out: &mut String, verification: &Verification) {
    let c = &verification.coverage;
    if c.records_present == 0 {
        return wrapped(out, "", "What remains: nothing. No record could be read, so nothing is shown either way.");
    }
    if c.records_passed == 0 {
        let text = "What remains: the lines that were read. None of them passed its own checks, so who signed them is not shown.";
        return wrapped(out, "", text);
    }
    let order = match c.root {
        RootCheck::Matches => "",
        RootCheck::Differs | RootCheck::NotComputed => {
            " That they are all there, and in this order, is not shown: the root of the log does not confirm it."
        }
    };
    let text = format!(
        "What remains: {} of the {} records read carry a signature that fits and passed their own checks.{order} Each finding \
         says under \"remains\" what stands beside it.",
        c.records_passed, c.records_present
    );
    wrapped(out, "", &text);
}

fn step(out: &mut String, text: &str) {
    wrapped(out, "  - ", text);
}

const SOUND: &str = "Ask whoever made the bundle for one that is sound; the findings say what is wrong with this one.";

/// What to do about a finding that leaves the verdict open.
fn next_step(code: Code, verification: &Verification) -> &'static str {
    let empty = verification.coverage.records_present == 0;
    match code {
        Code::Profile | Code::KeyCollision => {
            "Mend the trust profile at the place that its finding names, and verify again."
        }
        Code::Interrupted => "Run the check again and let it end: it was stopped, and what was not reached is unknown.",
        Code::Limit => "If you expect a bundle of this size, raise the limit with the option that the finding names.",
        Code::Io => "See to the disk, the share or the rights to the file, and verify again.",
        Code::ZipFormat if empty => {
            "Make sure that it is the file you meant. If it is, fetch it again, and compare its size with the sender's."
        }
        Code::ZipFormat
        | Code::ZipPath
        | Code::ZipDup
        | Code::ZipMismatch
        | Code::ZipOverlap
        | Code::ZipBomb
        | Code::ZipMethod
        | Code::ZipEncrypted
        | Code::ZipSymlink => {
            "Fetch the bundle again, and compare its size with the sender's. If it is the same, ask for one that recount seal \
             or another exporter wrote and nobody packed anew."
        }
        Code::CkptUntrusted | Code::OriginExpected => {
            "See whether the profile is that of this log: the checkpoint names another log, or another key signed it."
        }
        Code::Quorum => "Ask the operator for a checkpoint that enough witnesses of your policy have cosigned.",
        Code::KeyStatusUnproven => {
            "Ask the exporter for a bundle that has a later record of the authority (recount keys snapshot writes one)."
        }
        Code::KeyUnknown | Code::AuthorityUnknown | Code::KeyAuthority => {
            "See whether the profile names the authority of this log, and ask for a bundle with all of its records."
        }
        Code::BlobMissing => {
            "Ask the exporter for the missing blobs, put them into a folder and name it with --blobs DIR."
        }
        Code::Unsupported => "Verify with a newer version of the program: this one does not know what a record uses.",
        _ => SOUND,
    }
}
