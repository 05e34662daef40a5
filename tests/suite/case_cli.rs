//! The commands over a case, through the real program: what they print, what they exit with, what a kill or a full disk leaves.

use super::desk::{Desk, sample};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// A desk at which a reviewer sits whose name does not depend on the machine.
struct Place(Desk);

impl Place {
    fn new() -> Place {
        Place(Desk::new())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.0.command(arguments);
        command.env("RECOUNT_REVIEWER", "ada").stdin(Stdio::null());
        command
    }

    /// Standard output alone, of a command that exits with `status`: where data is printed the verdict stands beside it.
    #[track_caller]
    fn out(&self, status: i32, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {told}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn import(&self, status: i32, names: &[&str]) -> String {
        let (trust, bundles) = (sample("trust"), names.iter().map(|name| sample(name)).collect::<Vec<_>>());
        let mut arguments = vec!["import", "--trust", &trust, "case"];
        arguments.extend(bundles.iter().map(String::as_str));
        self.out(status, &arguments)
    }
}

fn objects(lines: &str) -> Vec<Value> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_case_is_imported_searched_shown_replayed_and_drawn() {
    let place = Place::new();
    assert!(place.import(0, &["broad-access.sab", "least-privilege.sab"]).starts_with("✓ VERIFIED"));
    let text = place.out(0, &["search", "case", "effect:export run:r-101"]);
    assert!(text.starts_with("✓ VERIFIED") && text.ends_with("1 of 600 records\n"), "{text}");
    let found = objects(&place.out(0, &["search", "case", "effect:export run:r-101", "--format", "json"]));
    let leak = &found[0];
    let members: Vec<&String> = leak.as_object().unwrap().keys().collect();
    let wanted = ["record", "time", "type", "actor", "by", "to", "run", "env", "policy", "template", "mark", "summary"];
    assert_eq!(members, wanted);
    assert_eq!((leak["actor"].as_str(), leak["by"].as_str()), (Some("service:broker"), Some("agent:reporter")));
    assert_eq!((leak["mark"].as_str(), leak["policy"]["version"].as_str()), (Some("verified"), Some("1")));
    let number = leak["record"].to_string();
    let shown: Value =
        serde_json::from_str(&place.out(0, &["show", "case", "--record", &number, "--format", "json"])).unwrap();
    assert_eq!(shown["agrees"], true);
    assert_eq!(shown["in_force"]["policy"]["name"], "approval-flow");
    assert_eq!(shown["in_force"]["scopes"][0], "*:*");
    assert_eq!(shown["cited"]["template"]["name"], "approval-agent");
    let steps = objects(&place.out(0, &["replay", "case", "--run", "r-101", "--steps", "3", "--format", "json"]));
    assert_eq!((steps.len(), steps[0]["type"].as_str()), (3, Some("run.start")));
    let graph: Value =
        serde_json::from_str(&place.out(0, &["graph", "case", "run:r-101", "--format", "json"])).unwrap();
    assert_eq!((graph["verdict"].as_str(), &graph["hidden"]["nodes"]), (Some("verified"), &Value::from(0)));
    assert_eq!((graph["nodes"].as_array().unwrap().len(), graph["edges"].as_array().unwrap().len()), (5, 5));
    for (arguments, holds) in [
        (vec!["timeline", "case", "run:r-101"], "agent:reporter"),
        (vec!["diff", "case", "policy", "approver@1", "approver@2"], "+ @id(\"AP-102\")"),
        (vec!["grants", "case"], "after it expired, by both clocks"),
        (vec!["search", "case", "--format", "csv", "run:r-101 kind:handoff"], "\"message\""),
        (vec!["graph", "case", "--by", "role"], "handoff"),
    ] {
        assert!(place.out(0, &arguments).contains(holds), "{arguments:?}");
    }
    // A bundle is asked like a case.
    let (trust, bundle) = (sample("trust"), sample("tampered.sab"));
    assert!(place.out(0, &["search", "--trust", &trust, &bundle, "mark:failed"]).starts_with("✗ CONTRADICTED"));
}

#[test]
fn the_picture_in_the_readme_is_what_the_program_draws() {
    let (place, trust, bundle) = (Place::new(), sample("trust"), sample("least-privilege.sab"));
    let drawn = place.out(0, &["graph", "--trust", &trust, &bundle, "run:r-101", "--format", "svg"]);
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/leak.svg");
    assert_eq!(drawn, std::fs::read_to_string(kept).unwrap(), "draw assets/leak.svg again");
    let picture =
        place.command(&["graph", "--trust", &trust, &bundle, "run:r-101", "--format", "png"]).output().unwrap();
    assert!(picture.status.success() && picture.stdout.starts_with(b"\x89PNG\r\n"), "{:?}", picture.status);
}

#[test]
fn wrong_usage_says_what_is_wanted() {
    let place = Place::new();
    place.import(0, &["least-privilege.sab"]);
    for (status, arguments, told) in [
        (64, vec!["search", "case", "fron:x"], "from"),
        (64, vec!["search", "case", "time:yesterday"], "^"),
        (66, vec!["search", "nowhere", ""], "nowhere"),
        (66, vec!["show", "case", "--record", "99999"], "there is no record 99999: the log has 600 records"),
        (66, vec!["show", "case", "--record", "100"], "record 100 is not disclosed"),
        (66, vec!["replay", "case", "--run", "r-none"], "r-none"),
        (64, vec!["diff", "case", "policy", "approver", "approver@2"], "NAME@VERSION"),
        (66, vec!["diff", "case", "policy", "approver@1", "approver@99"], "approver@99"),
        (66, vec!["import", "case", "absent.sab"], "absent.sab"),
        (64, vec!["graph", "case", "--format", "gif"], "svg"),
    ] {
        let output = place.command(&arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {said}");
        assert!(said.contains(told), "{arguments:?}: {said}");
    }
}

#[test]
fn the_log_of_a_case_verifies_from_outside() {
    let place = Place::new();
    place.import(0, &["least-privilege.sab"]);
    let told = place.out(0, &["log", "case", "--out", "log.sab"]);
    let trust = told.rsplit("--trust ").next().unwrap().trim().to_owned();
    let import = told.lines().find(|line| line.contains("import")).unwrap();
    assert!(import.starts_with("  20") && import.contains("Z  ada  import  1 bundle under "), "{import}");
    assert!(place.out(0, &["verify", "--trust", &trust, "log.sab"]).starts_with("✓ VERIFIED"));
    assert!(place.out(0, &["search", "--trust", &trust, "log.sab", "kind:\"case.import\""]).contains("case.import"));
    // A case that somebody else opens is told apart.
    let mut other = place.command(&["log", "case"]);
    let other = other.env("RECOUNT_CONFIG", place.0.path("other")).output().unwrap();
    assert_eq!(other.status.code(), Some(66));
}

#[test]
fn the_verdict_of_an_import_is_its_exit_status() {
    let place = Place::new();
    let told = place.import(1, &["tampered.sab"]);
    assert!(told.starts_with("✗ CONTRADICTED"));
    // A number that is only a place is never given without saying so.
    for told in [told, place.out(0, &["search", "case", "mark:failed"]), place.out(0, &["grants", "case"])] {
        assert!(
            told.contains("record numbers are places in the bundle: records were removed, added or moved (E_"),
            "{told}"
        );
    }
    assert!(place.out(0, &["search", "case", "mark:failed"]).starts_with("✗ CONTRADICTED"), "reading exits 0");
    let place = Place::new();
    let bundle = sample("least-privilege.sab");
    assert!(place.out(2, &["import", "case", &bundle]).starts_with("? UNDECIDABLE"), "without trust");
}

#[cfg(unix)]
#[test]
fn a_killed_import_leaves_a_case_that_goes_on() {
    let (trust, bundle) = (sample("trust"), sample("least-privilege.sab"));
    let mut killed = 0;
    for step in 0..30u64 {
        let place = Place::new();
        let arguments = ["import", "--trust", &trust, "case", &bundle];
        let mut child = place.command(&arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(step * 5));
        killed += usize::from(child.try_wait().unwrap().is_none());
        let _ = child.kill();
        child.wait().unwrap();
        // Reading either finds a case, or nothing that could be one yet.
        let read = place
            .command(&["search", "--trust", &trust, "case", "effect:export"])
            .output()
            .unwrap()
            .status
            .code()
            .unwrap();
        assert!([0, 66, 74].contains(&read), "step {step}: {read}");
        assert!(place.out(0, &arguments).contains("404 records"), "step {step}");
        assert!(place.out(0, &["search", "case", "effect:export run:r-101"]).ends_with("1 of 404 records\n"));
    }
    assert!(killed > 5, "only {killed} were killed in time");
}

#[cfg(unix)]
#[test]
fn a_full_disk_ends_with_a_clear_error_and_nothing_lost() {
    let place = Place::new();
    let (trust, bundle) = (sample("trust"), sample("least-privilege.sab"));
    place.import(0, &["broad-access.sab"]);
    for blocks in [1, 20, 200, 400] {
        // A limit on the size of files stands for a full disk; blocks of 512 bytes.
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" import --trust \"$1\" case \"$2\"");
        let mut limited = Command::new("sh");
        limited.args(["-c", &script, env!("CARGO_BIN_EXE_recount"), &trust, &bundle]).current_dir(place.0.path(""));
        let limited =
            limited.env("RECOUNT_CONFIG", place.0.path("config")).env("RECOUNT_REVIEWER", "ada").output().unwrap();
        let told = String::from_utf8_lossy(&limited.stderr).into_owned();
        assert!(!told.contains("panicked"), "{told}");
        if limited.status.code() == Some(74) {
            assert!(told.contains("full") || told.contains("size"), "{told}");
        } else {
            assert_eq!(limited.status.code(), Some(0), "{blocks}: {told}");
        }
        let found = place.out(0, &["search", "--trust", &trust, "case", "effect:export run:r-6"]);
        assert!(found.contains("tool:http.post"), "{blocks}: {found}");
    }
    assert!(place.import(0, &["least-privilege.sab"]).contains("600 records"));
}
