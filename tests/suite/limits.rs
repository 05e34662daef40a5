//! The limits of reading, through the real program: each can be hit, says how it is raised, and is raised that way.

use super::desk::{Desk, EVENTS, sample};
use serde_json::Value;

fn verify(desk: &Desk, exit: i32, limits: &[&str], bundle: &str) -> String {
    let trust = sample("trust");
    let mut arguments = vec!["verify", "--trust", &trust, bundle];
    limits.iter().for_each(|limit| arguments.extend(["--limit", limit]));
    desk.expect(exit, &arguments)
}

#[test]
fn each_limit_can_be_hit_and_names_the_option_that_raises_it() {
    let desk = Desk::new();
    let bundle = sample("least-privilege.sab");
    for (low, raise) in
        [("files=2", "files=1K"), ("bytes=1K", "bytes=2m"), ("manifest=10", "manifest=1G"), ("proof=5", "proof=1T")]
    {
        let name = low.split_once('=').unwrap().0;
        let told = verify(&desk, 2, &[low], &bundle);
        assert!(told.contains("E_LIMIT") && told.contains(&format!("--limit {name}=VALUE")), "{told}");
        verify(&desk, 0, &[low, raise], &bundle);
    }
}

#[test]
fn a_limit_of_another_name_or_form_is_wrong_usage() {
    let desk = Desk::new();
    for wrong in ["files", "file=3", "files=", "files=-1", "files=3X", "files=K", "bytes=99999999T", "files=1.5M"] {
        let told = verify(&desk, 64, &[wrong], "any.sab");
        assert!(told.contains("--limit"), "{wrong}: {told}");
    }
    assert!(verify(&desk, 64, &["file=3"], "any.sab").contains("files, bytes, manifest, proof"));
}

#[test]
fn every_command_that_reads_a_bundle_heeds_the_limits() {
    let desk = Desk::new();
    let (trust, bundle) = (sample("trust"), sample("least-privilege.sab"));
    desk.expect(0, &["show", "--trust", &trust, "--limit", "files=1000", &bundle]);
    desk.expect(2, &["show", "--trust", &trust, "--limit", "files=2", &bundle]);
    desk.expect(0, &["proof", "--trust", &trust, &bundle, "3"]);
    desk.expect(2, &["proof", "--trust", &trust, "--limit", "proof=5", &bundle, "3"]);
    std::fs::write(desk.path("events.jsonl"), EVENTS).unwrap();
    desk.expect(0, &["seal", "--origin", "o", "--keys", "keys", "--out", "full.sab", "events.jsonl"]);
    let extract = |exit: i32, limit: &str, out: &str| {
        let from = ["seal", "--from", "full.sab", "--keys", "keys", "--segments", "0-2", "--out", out];
        desk.expect(exit, &[&from[..], &["--limit", limit]].concat())
    };
    for low in ["files=1", "bytes=9", "manifest=9", "proof=9"] {
        let told = extract(65, low, "part.sab");
        assert!(told.contains("raises it") && !desk.path("part.sab").exists(), "{low}: {told}");
    }
    extract(0, "files=9", "part.sab");
}

#[test]
fn json_says_the_limit_too() {
    let desk = Desk::new();
    let (trust, bundle) = (sample("trust"), sample("least-privilege.sab"));
    let output = desk.run(&["verify", "--trust", &trust, "--format", "json", "--limit", "files=2", &bundle]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["bundles"][0]["findings"].as_array().unwrap();
    let limit = findings.iter().find(|finding| finding["code"] == "E_LIMIT").unwrap();
    assert!(limit["message"].as_str().unwrap().contains("--limit files=VALUE"));
    assert_eq!(limit["expected"], "at most 2");
}
