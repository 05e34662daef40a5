//! The text report: what it says of files that are no bundle, what it shortens and what never, and how it ends.

use super::desk::{Desk, sample};
use serde_json::Value;
use std::path::Path;

/// Lines are at most 120 columns, unless one word alone is longer.
#[track_caller]
fn is_narrow(report: &str) {
    for line in report.lines().filter(|line| line.chars().count() > 120) {
        assert_eq!(line.split_whitespace().count(), 1, "{line}");
    }
}

/// A folder with the sample bundle, for bending.
fn unpacked(desk: &Desk) -> String {
    let events = sample("least-privilege.events.jsonl");
    let seal = ["seal", "--origin", "o/log", "--keys", "keys", "--allow-sign-as", "service:broker", "--out", "log/"];
    desk.expect(0, &[&seal[..], &[&events]].concat());
    std::fs::read_to_string(desk.path("log/records/000000000000.jsonl")).unwrap()
}

fn rewrite(desk: &Desk, lines: &[String]) {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    std::fs::write(desk.path("log/records/000000000000.jsonl"), text).unwrap();
}

#[test]
fn a_file_that_is_no_bundle_is_told_from_one_that_was_cut() {
    let desk = Desk::new();
    let (trust, whole) = (sample("trust"), std::fs::read(sample("least-privilege.sab")).unwrap());
    let random: Vec<u8> = (0u32..999).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8 | 0x80).collect();
    let check = |name: &str, bytes: &[u8], wanted: &str| {
        std::fs::write(desk.path(name), bytes).unwrap();
        let told = desk.expect(2, &["verify", "--trust", &trust, name]);
        let plain = told.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(plain.contains(wanted), "{name}: {told}");
        assert!(plain.contains("compare its size with the sender's"), "{name}: {told}");
        is_narrow(&told);
        plain
    };
    let kinds: [(&str, &[u8], &str); 5] = [
        ("empty.sab", b"", "The file is empty, so it is no bundle"),
        ("image.sab", b"\x89PNG\r\n\x1a\n0000", "no bundle: it begins like a PNG image"),
        ("text.sab", b"Dear all,\n", "no bundle: it is plain text"),
        ("page.sab", b"<html><body>Please sign in</body></html>", "begins like a web page"),
        ("random.sab", &random, "no bundle: its first bytes are those of no kind of file"),
    ];
    for (name, bytes, wanted) in kinds {
        let told = check(name, bytes, wanted);
        assert!(!told.contains("cut short") && told.contains("expected a ZIP archive"), "{told}");
    }
    for cut in [1, 3, 29, 5000, whole.len() / 2, whole.len() - 23, whole.len() - 1] {
        let wanted = format!("The archive looks cut short: it ends at byte {cut}, ");
        let told = check("cut.sab", &whole[..cut], &wanted);
        assert!(told.contains("fetch it again and compare sizes") && !told.contains("no bundle"), "{told}");
    }
}

#[test]
fn record_numbers_are_doubted_only_where_records_moved() {
    let desk = Desk::new();
    let whole: Vec<String> = unpacked(&desk).lines().map(str::to_owned).collect();
    let doubt = "record numbers here are places in this bundle";
    let told = |exit| desk.expect(exit, &["verify", "--trust", "keys", "log"]);
    assert!(!told(0).contains(doubt));
    let mut altered = whole.clone();
    altered[50] = altered[50].replacen("\"run\":\"", "\"run\":\"x", 1);
    rewrite(&desk, &altered);
    let report = told(1);
    assert!(report.contains("E_SIG_INVALID") && !report.contains(doubt), "{report}");
    let mut swapped = whole.clone();
    swapped.swap(200, 201);
    rewrite(&desk, &swapped);
    assert!(told(1).contains(doubt));
    let mut removed = whole;
    removed.remove(60);
    rewrite(&desk, &removed);
    let report = told(1);
    assert!(report.contains(doubt) && report.contains("E_RECORD_COUNT"), "{report}");
    std::fs::write(desk.path("log/checkpoint"), "nonsense\n").unwrap();
    assert!(told(1).contains("record numbers here are places in the record files"));
}

#[test]
fn what_says_the_same_is_shortened_in_text_and_whole_in_json() {
    let desk = Desk::new();
    let report = desk.expect(2, &["verify", &sample("least-privilege.sab")]);
    assert!(report.lines().count() < 90, "{} lines\n{report}", report.lines().count());
    assert_eq!(report.matches("E_KEY_UNKNOWN  record").count(), 3);
    assert!(report.contains("… 97 more of E_KEY_UNKNOWN; --format json has them"), "{report}");
    assert!(report.contains("E_KEY_UNKNOWN was found 389 times; --format json has 100 of them"), "{report}");
    is_narrow(&report);
    let output = desk.run(&["verify", "--format", "json", &sample("least-privilege.sab")]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = json["bundles"][0]["findings"].as_array().unwrap();
    assert_eq!(findings.iter().filter(|f| f["code"] == "E_KEY_UNKNOWN").count(), 100);
}

#[test]
fn what_is_false_is_never_shortened() {
    let desk = Desk::new();
    let whole = unpacked(&desk);
    let alter = |count: usize| {
        let mut left = count;
        let mut bend = |line: &str| {
            let bent = line.replacen("\"time\":\"2", "\"time\":\"1", 1);
            if line.contains("\"type\":\"key\"") || left == 0 || bent == line {
                line.to_owned()
            } else {
                left -= 1;
                bent
            }
        };
        let lines: Vec<String> = whole.lines().map(&mut bend).collect();
        rewrite(&desk, &lines);
        desk.expect(1, &["verify", "--trust", "keys", "log"])
    };
    let report = alter(7);
    assert_eq!(report.matches("  E_SIG_INVALID  record").count(), 7);
    is_narrow(&report);
    let report = alter(120);
    assert_eq!(report.matches("  E_SIG_INVALID  record").count(), 100);
    assert!(report.contains("E_SIG_INVALID was found 120 times; --format json has 100 of them"), "{report}");
}

#[test]
fn every_verdict_ends_with_what_it_means() {
    let desk = Desk::new();
    let trust = sample("trust");
    let end = |exit: i32, arguments: &[&str]| {
        let report = desk.expect(exit, &[&["verify"], arguments].concat());
        is_narrow(&report);
        report.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let report = end(0, &["--trust", &trust, &sample("slice.sab")]);
    assert!(report.contains("What this proves") && report.ends_with("did not leave something out."));
    let report = end(1, &["--trust", &trust, &sample("tampered.sab")]);
    for wanted in [
        "What this means: at least one thing was tested and is false.",
        "It speaks against the operator and the exporter",
        "What remains: 402 of the 403 records read",
        "Fetch the bundle again",
        "ask the operator and the exporter to explain",
    ] {
        assert!(report.contains(wanted), "{wanted}: {report}");
    }
    let report = end(2, &[&sample("slice.sab")]);
    for wanted in [
        "What this means: nothing was found to be false, but not everything could be tested",
        "What remains: the lines that were read.",
        "Get policy, authority and exporters of the log from somebody whom you trust",
    ] {
        assert!(report.contains(wanted), "{wanted}: {report}");
    }
    let report = end(2, &["--trust", &trust, "--limit", "files=3", &sample("slice.sab")]);
    assert!(report.contains("raise the limit with the option that the finding names"), "{report}");
    assert!(Path::new(&trust).is_dir());
}

#[test]
fn without_trust_the_report_says_so_first_and_how_to_give_it() {
    let desk = Desk::new();
    let report = desk.expect(2, &["verify", &sample("least-privilege.sab")]);
    let second = report.lines().nth(1).unwrap();
    assert!(second.starts_with("  No trust was given, so nothing could be verified"), "{report}");
    assert!(report.lines().take(4).any(|line| line.contains("--trust DIR")), "{report}");
    let trusted = desk.expect(0, &["verify", "--trust", &sample("trust"), &sample("least-privilege.sab")]);
    assert!(!trusted.contains("No trust was given"), "{trusted}");
}

#[test]
fn one_changed_byte_is_named_first_and_what_follows_from_it_is_one_sentence() {
    let desk = Desk::new();
    // A key event in the middle: nothing after it is proven any more.
    let whole: Vec<String> = unpacked(&desk).lines().map(str::to_owned).collect();
    let keys: Vec<usize> =
        whole.iter().enumerate().filter(|(_, line)| line.contains("\"type\":\"key\"")).map(|(at, _)| at).collect();
    let at = keys[keys.len() / 2];
    let mut altered = whole.clone();
    altered[at] = altered[at].replacen("\"time\":\"2", "\"time\":\"1", 1);
    assert_ne!(altered[at], whole[at]);
    rewrite(&desk, &altered);
    let report = desk.expect(1, &["verify", "--trust", "keys", "log"]);
    let second = report.lines().find(|line| line.starts_with("  look at")).unwrap();
    assert!(second.contains(&format!("record {at} (")), "{report}");
    let folded = format!("Because record {at} cannot be counted, the status of ");
    let json = desk.run(&["verify", "--trust", "keys", "--format", "json", "log"]);
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    let findings = json["bundles"][0]["findings"].as_array().unwrap();
    let unproven = findings.iter().filter(|finding| finding["code"] == "E_KEY_STATUS_UNPROVEN").count();
    assert!(unproven > 3, "{unproven} follow");
    assert_eq!(report.matches(&folded).count(), 1, "{report}");
    assert_eq!(report.matches("E_KEY_STATUS_UNPROVEN  record").count(), 0, "{report}");
    is_narrow(&report);
}
