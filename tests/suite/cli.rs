//! The program as its users meet it: exit statuses, the JSON report, proofs, profiles, keys and appended logs.

use super::desk::{Desk, EVENTS, sample};
use super::shared;
use serde_json::Value;
use std::path::Path;

#[test]
fn each_exit_status_has_its_cause() {
    let desk = Desk::new();
    let (trust, good, bad) = (sample("trust"), sample("least-privilege.sab"), sample("tampered.sab"));
    desk.expect(0, &["verify", "--trust", &trust, &good]);
    desk.expect(1, &["verify", "--trust", &trust, &bad]);
    desk.expect(1, &["verify", "--trust", &trust, &good, &bad]);
    desk.expect(2, &["verify", &good]);
    desk.expect(0, &["verify", "--trust", &trust, &sample("redacted.sab"), &sample("slice.sab")]);
    desk.expect(64, &["verify"]);
    desk.expect(64, &["verify", "--bogus", &good]);
    desk.expect(66, &["verify", "nothing.sab"]);
    desk.expect(66, &["verify", "--trust", "nobody", &good]);
    desk.expect(0, &["--help"]);
    std::fs::write(desk.path("empty.sab"), b"").unwrap();
    let told = desk.expect(2, &["verify", "--trust", &trust, "empty.sab"]);
    assert!(told.contains("no record could be read") && !told.contains("Records stand"), "{told}");
    std::fs::create_dir(desk.path("garbled")).unwrap();
    for name in ["authority", "exporters"] {
        std::fs::copy(Path::new(&trust).join(name), desk.path("garbled").join(name)).unwrap();
    }
    std::fs::write(desk.path("garbled/policy"), "garbled line\n").unwrap();
    let told = desk.expect(2, &["verify", "--trust", "garbled", &good]);
    assert!(told.contains("the trust profile cannot be used") && told.contains("policy, line 1"), "{told}");
    desk.expect(2, &["verify", "--trust", &trust, "--expect-origin", "another/log", &good]);
    desk.expect(2, &["verify", "--trust", &trust, "--require-witness", "2", &good]);
}

#[test]
fn the_json_report_has_the_documented_shape() {
    let desk = Desk::new();
    let output = desk.run(&["verify", "--trust", &sample("trust"), "--format", "json", &sample("tampered.sab")]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["format"], &report["tool"]["name"]), (&Value::from(1), &Value::from("recount")));
    let bundle = &report["bundles"][0];
    for member in ["path", "sha256", "origin", "size", "segments", "verdict", "findings", "coverage"] {
        assert!(!bundle[member].is_null(), "{member}");
    }
    let members = [
        "code", "class", "against", "file", "offset", "line", "record", "actor", "n", "key", "expected", "found",
        "message", "remains",
    ];
    for finding in bundle["findings"].as_array().unwrap() {
        let names: Vec<&str> = finding.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, members);
    }
    let altered = bundle["findings"].as_array().unwrap().iter().find(|f| f["code"] == "E_SIG_INVALID").unwrap();
    assert_eq!(altered["record"], 255);
}

#[test]
fn what_is_sealed_verifies_and_one_byte_breaks_it() {
    let desk = Desk::new();
    std::fs::write(desk.path("events.jsonl"), EVENTS).unwrap();
    desk.expect(0, &["seal", "--origin", "example.org/log", "--keys", "keys", "--out", "log/", "events.jsonl"]);
    desk.expect(0, &["verify", "--trust", "keys", "log"]);
    let records = desk.path("log/records/000000000000.jsonl");
    let text = std::fs::read_to_string(&records).unwrap();
    std::fs::write(&records, text.replacen("\"run\":\"r-1\"", "\"run\":\"r-2\"", 1)).unwrap();
    let report = desk.expect(1, &["verify", "--trust", "keys", "log"]);
    assert!(report.contains("E_SIG_INVALID  record 1 "), "{report}");
}

#[test]
fn bad_event_lines_seal_nothing() {
    let desk = Desk::new();
    std::fs::write(desk.path("bad.jsonl"), format!("{EVENTS}{{\"actor\":\"agent:a\"}}\n")).unwrap();
    let told = desk.expect(65, &["seal", "--origin", "o", "--keys", "keys", "--out", "out.sab", "bad.jsonl"]);
    assert!(told.contains("line 3"), "{told}");
    assert!(!desk.path("out.sab").exists() && !desk.path("keys").exists());
    desk.expect(66, &["seal", "--origin", "o", "--keys", "keys", "--out", "out.sab", "absent.jsonl"]);
    desk.expect(64, &["seal", "--keys", "keys", "--out", "out.sab", "bad.jsonl"]);
}

#[test]
fn a_bundle_overwrites_nothing() {
    let desk = Desk::new();
    std::fs::write(desk.path("events.jsonl"), EVENTS).unwrap();
    let seal = |exit: i32, out: &str| {
        desk.expect(exit, &["seal", "--origin", "o/log", "--keys", "keys", "--out", out, "events.jsonl"]);
    };
    seal(64, "events.jsonl");
    assert_eq!(std::fs::read_to_string(desk.path("events.jsonl")).unwrap(), EVENTS);
    seal(0, "one.sab");
    let before = std::fs::read(desk.path("one.sab")).unwrap();
    seal(64, "one.sab");
    assert_eq!(std::fs::read(desk.path("one.sab")).unwrap(), before);
    seal(0, "folder/");
    seal(64, "folder/");
    desk.expect(64, &["seal", "--from", "one.sab", "--keys", "keys", "--out", "events.jsonl", "--segments", "0-1"]);
    assert_eq!(std::fs::read_to_string(desk.path("events.jsonl")).unwrap(), EVENTS);
}

#[test]
fn a_role_that_nothing_has_is_not_withheld_in_silence() {
    let desk = Desk::new();
    std::fs::write(desk.path("events.jsonl"), EVENTS).unwrap();
    desk.expect(0, &["seal", "--origin", "o", "--keys", "keys", "--out", "full.sab", "events.jsonl"]);
    let withhold = |exit: i32, what: &str| {
        desk.expect(exit, &["seal", "--from", "full.sab", "--keys", "keys", "--out", "red.sab", "--withhold", what]);
    };
    withhold(64, "text=secret");
    assert!(!desk.path("red.sab").exists());
    withhold(0, "content=secret");
    assert!(desk.expect(0, &["verify", "--trust", "keys", "red.sab"]).contains("2 withheld"));
}

#[test]
fn what_was_not_tested_is_not_called_failed() {
    let desk = Desk::new();
    let rows = desk.expect(2, &["show", &sample("least-privilege.sab")]);
    assert_eq!(rows.lines().filter(|line| line.contains("  unchecked  ")).count(), 404);
    assert!(!rows.contains("failed"));
    let (trust, bad) = (sample("trust"), sample("tampered.sab"));
    let rows = desk.expect(1, &["show", "--trust", &trust, &bad]);
    assert_eq!(rows.lines().filter(|line| line.contains("  failed  ")).count(), 1);
    let report = desk.expect(1, &["verify", "--trust", &trust, &bad]);
    assert!(report.contains("403 of 403 checked, 1 false"), "{report}");
}

#[test]
fn one_missing_bundle_does_not_stop_the_others() {
    let desk = Desk::new();
    let (trust, good, bad) = (sample("trust"), sample("least-privilege.sab"), sample("tampered.sab"));
    let said = desk.expect(2, &["verify", "--quiet", "--trust", &trust, "nothing.sab", &good]);
    assert!(said.contains("VERIFIED") && said.contains("nothing.sab"), "{said}");
    desk.expect(1, &["verify", "--quiet", "--trust", &trust, "nothing.sab", &bad]);
    let told = desk.expect(0, &["verify", "--quiet", "--trust", &trust, "--max-age", "60", "--current", &good]);
    assert!(told.contains("--max-age was not assessed") && told.contains("--current was not assessed"), "{told}");
}

#[test]
fn a_log_goes_on_over_key_events_and_readers_see_it_grow() {
    let desk = Desk::new();
    std::fs::write(desk.path("events.jsonl"), EVENTS).unwrap();
    let seal = |out: &str| {
        desk.expect(
            0,
            &["seal", "--origin", "o/log", "--keys", "keys", "--append", "log", "--out", out, "events.jsonl"],
        )
    };
    seal("one.sab");
    desk.expect(0, &["verify", "--trust", "keys", "--seen", "seen", "one.sab"]);
    let shown = desk.expect(0, &["keys", "show", "--keys", "keys", "agent:a"]);
    let id = shown.trim().split('+').nth(1).unwrap();
    desk.expect(0, &["keys", "revoke", "--append", "log", "--keys", "keys", "agent:a", id, "--reason", "compromised"]);
    desk.expect(0, &["keys", "rotate-authority", "--append", "log", "--keys", "keys"]);
    let until = "2990-01-01T00:00:00.123456789Z";
    desk.expect(0, &["keys", "add", "--append", "log", "--keys", "keys", "agent:c", "--until", until]);
    desk.expect(0, &["keys", "snapshot", "--append", "log", "--keys", "keys"]);
    seal("two.sab");
    let lines = std::fs::read_to_string(desk.path("log/records/000000000000.jsonl")).unwrap();
    assert_eq!(lines.matches(until).count(), 2, "a stated time was cut: {lines}");
    let report = desk.expect(0, &["verify", "--trust", "keys", "--seen", "seen", "two.sab"]);
    assert!(report.contains("W_KEY_COMPROMISE_WINDOW") && !report.contains("W_CONSISTENCY_UNUSED"), "{report}");
    desk.expect(1, &["verify", "--trust", "keys", "--seen", "seen", "--current", "one.sab"]);
    assert!(desk.expect(0, &["verify", "--trust", "keys", "--seen", "seen", "one.sab"]).contains("W_OLDER"));
}

#[test]
fn key_events_of_a_seed_have_the_time_of_the_log_and_come_out_the_same() {
    let made = || {
        let desk = Desk::new();
        std::fs::write(desk.path("events.jsonl"), EVENTS.replace("09:00:01Z", "09:00:01.25Z")).unwrap();
        std::fs::write(desk.path("none.jsonl"), "").unwrap();
        let log = ["--append", "log", "--keys", "keys", "--deterministic", "seed"];
        let seal = |out: &str, events: &str| {
            let of = ["seal", "--origin", "o/log", "--out", out, events];
            desk.expect(0, &[&of[..], &log].concat());
        };
        seal("one.sab", "events.jsonl");
        for change in [&["snapshot"][..], &["add", "agent:c"], &["rotate-authority"]] {
            desk.expect(0, &[&["keys"], change, &log].concat());
        }
        seal("two.sab", "none.jsonl");
        let rows = desk.expect(0, &["show", "--trust", "keys", "two.sab"]);
        let latest = |line: &&str| line.contains("2026-01-05T09:00:01.250000Z") && line.ends_with("  key");
        assert_eq!(rows.lines().skip(5).filter(latest).count(), 3, "{rows}");
        std::fs::read(desk.path("two.sab")).unwrap()
    };
    assert_eq!(made(), made());
}

#[test]
fn may_proves_that_it_goes_on_where_march_ended() {
    let desk = Desk::new();
    let trust = sample("trust");
    let verify = |name: &str| desk.expect(0, &["verify", "--trust", &trust, "--seen", "seen", &sample(name)]);
    assert!(verify("least-privilege.sab").contains("W_CONSISTENCY_UNUSED"));
    std::fs::remove_dir_all(desk.path("seen")).unwrap();
    verify("broad-access.sab");
    assert!(!verify("least-privilege.sab").contains("W_CONSISTENCY_UNUSED"));
}

#[test]
fn a_proof_is_that_of_the_specification_and_checks() {
    let Some(root) = shared::path("vectors/sab") else { return };
    let root = std::fs::canonicalize(root).unwrap();
    let at = |name: &str| root.join(name).display().to_string();
    let desk = Desk::new();
    let output = desk.run(&["proof", "--trust", &at(""), &at("full.sab"), "3"]);
    assert_eq!(output.stdout, std::fs::read(root.join("record3.tlog-proof")).unwrap());
    let records = std::fs::read_to_string(root.join("full/records/000000000000.jsonl")).unwrap();
    let line = records.lines().nth(3).unwrap();
    std::fs::write(desk.path("line"), line).unwrap();
    desk.expect(0, &["check-proof", "--trust", &at(""), &at("record3.tlog-proof"), "--record", "line"]);
    std::fs::write(desk.path("line"), line.replace("allow", "deny!")).unwrap();
    desk.expect(1, &["check-proof", "--trust", &at(""), &at("record3.tlog-proof"), "--record", "line"]);
    desk.expect(2, &["check-proof", &at("record3.tlog-proof"), "--record", "line"]);
    desk.expect(66, &["proof", "--trust", &at(""), &at("actor"), "4"]);
}

#[test]
fn a_profile_is_kept_used_and_forgotten() {
    let desk = Desk::new();
    desk.expect(64, &["trust", "add", "demo", &sample("trust")]);
    desk.expect(0, &["trust", "add", "demo", &sample("trust"), "--yes"]);
    assert_eq!(desk.expect(0, &["trust", "list"]), "demo\n");
    assert!(desk.expect(0, &["trust", "show", "demo"]).contains("fingerprint"));
    desk.expect(0, &["verify", &sample("least-privilege.sab")]);
    assert_eq!(std::fs::read_dir(desk.path("config/seen/demo")).unwrap().count(), 1);
    desk.expect(0, &["trust", "remove", "demo", "--yes"]);
    desk.expect(2, &["verify", &sample("least-privilege.sab")]);
}

#[test]
fn show_gives_the_exact_line_and_makes_escapes_visible() {
    let desk = Desk::new();
    let (trust, bundle) = (sample("trust"), sample("least-privilege.sab"));
    let raw = desk.run(&["show", "--trust", &trust, &bundle, "--record", "255", "--raw"]).stdout;
    assert!(raw.starts_with(b"{\"v\":1,") && raw.ends_with(b"\"}\n"));
    let rows = desk.expect(0, &["show", "--trust", &trust, &bundle]);
    assert_eq!(rows.lines().filter(|line| line.contains("  verified  ")).count(), 404);
    desk.expect(1, &["show", "--trust", &trust, &sample("tampered.sab"), "--record", "255"]);
    std::fs::write(desk.path("e.jsonl"), EVENTS.replace("r-1", "r-\u{202e}1")).unwrap();
    desk.expect(0, &["seal", "--origin", "o", "--keys", "keys", "--out", "b.sab", "e.jsonl"]);
    let shown = desk.expect(0, &["show", "--trust", "keys", "b.sab", "--record", "1"]);
    assert!(shown.contains("\\u{202E}") && !shown.contains('\u{202e}'), "{shown}");
}

#[test]
fn a_blob_that_arrives_later_is_checked_against_its_record() {
    let Some(root) = shared::path("vectors/sab") else { return };
    let root = std::fs::canonicalize(root).unwrap();
    let desk = Desk::new();
    std::fs::create_dir(desk.path("later")).unwrap();
    let name = "3b38b09ed3b0a9e09f0b94f3f721d7d972c8b4f6ff318fce08a338dd66dd5583";
    std::fs::copy(root.join("full/blobs").join(name), desk.path("later/args")).unwrap();
    let (trust, redacted) = (root.display().to_string(), root.join("redacted.sab").display().to_string());
    assert!(desk.expect(0, &["verify", "--trust", &trust, &redacted]).contains("W_BLOB_WITHHELD"));
    let report = desk.expect(0, &["verify", "--trust", &trust, "--blobs", "later", &redacted]);
    assert!(!report.contains("W_BLOB_WITHHELD") && report.contains("3 verified"), "{report}");
}

#[test]
fn event_lines_come_through_a_pipe() {
    let desk = Desk::new();
    let mut command = desk.command(&["seal", "--origin", "o/log", "--keys", "keys", "--out", "out.sab", "-"]);
    let mut child = command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), EVENTS.as_bytes()).unwrap();
    assert!(child.wait_with_output().unwrap().status.success());
    desk.expect(0, &["verify", "--trust", "keys", "out.sab"]);
}
