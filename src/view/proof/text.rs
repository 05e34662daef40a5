//! Proofs as lines of text, for tests and for whoever prints them. Commands are whole: they are there to be run.

use super::{BundleChecks, Check, Head, RecordProof};

/// The proof of a record.
pub fn record_text(proof: &RecordProof) -> Vec<String> {
    let mut out = vec![
        format!("record {}, {}", proof.index, proof.mark.word()),
        format!("this record: {}", proof.sentence()),
        format!("signed {} bytes, sha256 {}", proof.signed.bytes, proof.signed_digest.hex()),
    ];
    out.extend(proof.signed.lines.iter().map(|line| format!("  | {line}")));
    out.push(format!("line sha256 {}", proof.line_digest.hex()));
    out.push(format!("leaf {}", proof.leaf.hex()));
    if let Some(signer) = &proof.signer {
        let fingerprint = signer.fingerprint().unwrap_or_else(|| "unknown".to_owned());
        out.push(format!("key {} {}, fingerprint {fingerprint}", signer.name, signer.id));
        out.push(format!("  {}; {}", signer.origin, signer.state));
    }
    match &proof.path {
        Err(why) => out.push(format!("path: {why}")),
        Ok(path) => {
            for (step, command) in path.iter().zip(&proof.steps) {
                let side = if step.left { "left" } else { "right" };
                let from = if step.given { "from the proof file" } else { "computed" };
                let (start, end) = step.range;
                out.push(format!(
                    "  {side} {} records {start} to {}, {from}",
                    step.sibling.hex(),
                    end.saturating_sub(1)
                ));
                out.push(format!("    $ {command}"));
            }
        }
    }
    out.extend(proof.head.iter().flat_map(head));
    out.extend(proof.checks.iter().flat_map(check));
    out
}

/// The checks of a bundle.
pub fn bundle_text(checks: &BundleChecks) -> Vec<String> {
    let findings = checks.findings.iter().flatten().map(|command| format!("finding $ {command}"));
    checks.checks.iter().flat_map(check).chain(findings).collect()
}

fn head(head: &Head) -> Vec<String> {
    let mut out = vec![format!("checkpoint {} size {} root {}", head.origin, head.size, head.root.hex())];
    for key in &head.keys {
        let time = key.time.as_ref().map(|time| format!(" at {time}")).unwrap_or_default();
        out.push(format!("  {} {}{time}: {}, {}", key.name, key.id, key.trust, key.outcome.word()));
    }
    out
}

fn check(check: &Check) -> Vec<String> {
    let mut out = vec![
        check.words(),
        format!("  input    {}", check.input),
        format!("  expected {}", check.expected),
        format!("  found    {}", check.found),
        format!("  rule     {}", check.rule),
    ];
    out.push(match &check.command {
        Ok(command) => format!("  $ {command}"),
        Err(why) => format!("  no command: {why}"),
    });
    out
}
