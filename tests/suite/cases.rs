//! The shared cases: each small bundle gives exactly the codes, the verdict and the exit status that it should.

use super::shared;
use recount::bundle::container::{Container, ReadLimits};
use recount::profile::{SeenNote, TrustProfile, load_seen};
use recount::verify::{Options, Verification, verify};
use recount::watch::Watch;
use serde_json::Value;
use std::path::Path;

/// Verifies a bundle with a trust folder and remembered checkpoints.
pub fn run(bundle: &Path, trust: &Path, seen: &[SeenNote]) -> Verification {
    let profile = TrustProfile::load(trust, "test");
    let mut options = Options { seen, ..Options::default() };
    match &profile {
        Ok(profile) => options.profile = Some(profile),
        Err(failures) => options.profile_failures = failures.clone(),
    }
    let mut faults = Vec::new();
    let container = Container::open(bundle, &ReadLimits::default(), &mut faults).unwrap();
    verify(&container, faults, &options, &Watch::new(), &mut |_| {})
}

fn codes(verification: &Verification) -> Vec<(String, Option<u64>)> {
    let mut codes: Vec<_> = verification.findings.iter().map(|f| (f.code.name().to_owned(), f.record)).collect();
    codes.sort();
    codes
}

#[test]
fn every_shared_case_gives_exactly_its_codes() {
    let Some(root) = shared::path("vectors/sab-cases") else { return };
    let mut wrong = Vec::new();
    let mut count = 0;
    for entry in std::fs::read_dir(root).unwrap() {
        let dir = entry.unwrap().path();
        let expected: Value = serde_json::from_slice(&std::fs::read(dir.join("expected.json")).unwrap()).unwrap();
        let uses_memory = expected["args"].as_array().unwrap().iter().any(|arg| arg == "--seen");
        let seen = if uses_memory { load_seen(&dir.join("seen")).unwrap() } else { Vec::new() };
        let found = run(&dir.join(expected["bundle"].as_str().unwrap()), &dir.join("trust"), &seen);
        let mut wanted: Vec<(String, Option<u64>)> = expected["codes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|pair| (pair[0].as_str().unwrap().to_owned(), pair[1].as_u64()))
            .collect();
        wanted.sort();
        let exit = ["verified", "contradicted", "undecidable"].iter().position(|word| *word == found.verdict.word());
        if codes(&found) != wanted || exit.map(|n| n as u64) != expected["exit"].as_u64() {
            wrong.push(format!("{}: wanted {wanted:?}, found {:?}", dir.display(), codes(&found)));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(count, 46);
}
