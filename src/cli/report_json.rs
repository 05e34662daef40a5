//! The machine form of a verification: one JSON object, described in the README.

use crate::bundle::Failure;
use crate::verify::{ActorCoverage, Verification};
use serde_json::{Map, Value, json};

/// The whole report.
pub fn report(bundles: Vec<Value>) -> Value {
    json!({ "format": 1, "tool": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") }, "bundles": bundles })
}

/// One bundle.
pub fn bundle(path: &str, sha256: Option<String>, verification: &Verification) -> Value {
    json!({
        "path": path,
        "sha256": sha256,
        "origin": verification.origin,
        "size": verification.size,
        "segments": verification.segments.iter().map(|(a, b)| json!([a, b])).collect::<Vec<_>>(),
        "verdict": verification.verdict.word(),
        "findings": verification.findings.iter().map(finding).collect::<Vec<_>>(),
        "coverage": coverage(verification),
    })
}

fn finding(f: &Failure) -> Value {
    json!({
        "code": f.code.name(), "class": f.class.letter(), "against": f.against.word(), "file": f.file, "offset": f.offset,
        "line": f.line, "record": f.record, "actor": f.actor, "n": f.n, "key": f.key, "expected": f.expected,
        "found": f.found, "message": f.message, "remains": f.remains,
    })
}

fn coverage(verification: &Verification) -> Value {
    let c = &verification.coverage;
    let counts: Map<String, Value> =
        verification.counts.iter().map(|(code, count)| (code.name().to_owned(), json!(count))).collect();
    json!({
        "records": { "present": c.records_present, "passed": c.records_passed, "size": verification.size },
        "signatures": { "checked": c.signatures_checked, "false": c.signatures_false, "total": c.records_present },
        "root": c.root.words(),
        "blobs": { "verified": c.blobs.verified, "withheld": c.blobs.withheld, "missing": c.blobs.missing, "unreferenced": c.blobs.unreferenced },
        "witnesses": { "signed": c.witnesses.0, "of": c.witnesses.1 },
        "key_status_proven": c.key_status_proven.iter().map(|(a, b)| json!([a, b])).collect::<Vec<_>>(),
        "exporter_known": c.exporter_known,
        "age_assessed": c.age_assessed,
        "checkpoint_time": c.checkpoint_time,
        "counts": counts,
        "actors": c.actors.iter().map(actor).collect::<Vec<_>>(),
    })
}

fn actor(a: &ActorCoverage) -> Value {
    json!({
        "actor": a.actor, "verdict": a.verdict.word(), "first": a.n.map(|n| n.0), "last": a.n.map(|n| n.1),
        "gaps": a.gaps.iter().map(|(x, y)| json!([x, y])).collect::<Vec<_>>(), "unknown_after": a.unknown_after,
    })
}
