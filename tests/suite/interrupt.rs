//! The program when it is stopped or killed: how soon it ends, what it leaves, and that the same command goes on from there.
//!
//! Signals go to the real program through `kill`. Moments are shares of a measured run, so that they mean the same on any machine.

use super::desk::{Desk, EVENTS};
use super::generate;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// One test at a time: each measures a run and counts on the next one taking as long.
static TURN: Mutex<()> = Mutex::new(());

fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The program must end within this time of a signal; it is meant to take a tenth of it.
const SOON: Duration = Duration::from_secs(1);

fn start(desk: &Desk, arguments: &[&str]) -> Child {
    let mut command = desk.command(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Sends SIGINT and waits; gives what was said and how long the end took.
fn interrupt(child: Child) -> (Output, Duration) {
    let since = Instant::now();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    (output, since.elapsed())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// All files below a folder.
fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            found.insert(name, std::fs::read(&path).unwrap());
        }
    }
    found
}

fn write_all(dir: &Path, files: &BTreeMap<String, Vec<u8>>) {
    for (name, bytes) in files {
        let path = dir.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

const SEAL: [&str; 6] = ["seal", "--origin", "o/log", "--keys", "keys", "--out"];

/// A bundle that takes a while.
fn big(desk: &Desk) {
    std::fs::write(desk.path("big.jsonl"), generate::events(60_000)).unwrap();
    desk.expect(0, &[&SEAL[..], &["big.sab", "big.jsonl"]].concat());
}

#[test]
fn a_stopped_check_ends_soon_and_says_what_it_knows() {
    let _turn = turn();
    let desk = Desk::new();
    big(&desk);
    let verify = ["verify", "--trust", "keys", "big.sab"];
    let began = Instant::now();
    desk.expect(0, &verify);
    let whole = began.elapsed();
    let mut stopped = 0;
    for share in [3, 5, 4, 6] {
        let child = start(&desk, &[&verify[..], &["--format", "json"]].concat());
        std::thread::sleep(whole * share / 10);
        let (output, took) = interrupt(child);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let bundle = &report["bundles"][0];
        let present = bundle["coverage"]["records"]["present"].as_u64().unwrap();
        if output.status.code() == Some(0) || present == 0 {
            continue;
        }
        println!("stopped after {present} records; ended {} ms after the signal", took.as_millis());
        assert!(took < SOON, "{took:?}");
        assert_eq!((output.status.code(), &bundle["verdict"]), (Some(2), &Value::from("undecidable")));
        let codes = bundle["coverage"]["counts"].as_object().unwrap();
        assert_eq!(codes.keys().filter(|code| code.starts_with("E_")).collect::<Vec<_>>(), ["E_INTERRUPTED"]);
        assert!(present < bundle["size"].as_u64().unwrap());
        assert_eq!(bundle["coverage"]["signatures"]["checked"], present);
        stopped += 1;
    }
    assert!(stopped > 0, "no run was met in the middle");
    let child = start(&desk, &verify);
    std::thread::sleep(whole * 4 / 10);
    let (output, _) = interrupt(child);
    if output.status.code() == Some(2) {
        let said = text(&output.stdout);
        assert!(said.contains("UNDECIDABLE") && said.contains("E_INTERRUPTED The check was stopped"), "{said}");
        assert!(said.contains("Run the check again and let it end"), "{said}");
    }
    progress_is_for_terminals(&desk);
}

#[cfg(feature = "store")]
#[test]
fn a_stopped_import_signs_for_nothing_and_goes_on_later() {
    let _turn = turn();
    let desk = Desk::new();
    big(&desk);
    let import = ["import", "case", "--trust", "keys", "big.sab"];
    let began = Instant::now();
    desk.expect(0, &["verify", "--trust", "keys", "big.sab"]);
    let verifying = began.elapsed();
    let child = start(&desk, &import);
    std::thread::sleep(verifying / 2);
    let (output, took) = interrupt(child);
    println!("ended {} ms after the signal", took.as_millis());
    assert!(took < SOON && output.status.code() == Some(2), "{took:?} {output:?}");
    assert!(text(&output.stderr).contains("interrupted: nothing is signed for yet"), "{output:?}");
    // The next opening verifies what was copied, and the next import is whole.
    let shown = desk.expect(0, &["search", "case", "#1", "--trust", "keys"]);
    assert!(shown.contains("VERIFIED"), "{shown}");
    desk.expect(0, &import);
}

/// Under a terminal a line of progress comes after a second; nothing comes where the output goes elsewhere.
fn progress_is_for_terminals(desk: &Desk) {
    let program = env!("CARGO_BIN_EXE_recount");
    let piped = desk.command(&["verify", "--trust", "keys", "big.sab"]).env("RAYON_NUM_THREADS", "1").output().unwrap();
    assert_eq!(text(&piped.stderr), "");
    if !Command::new("script").arg("--version").output().is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: no `script` of util-linux, so no terminal to show progress on");
        return;
    }
    let on_terminal = |command: &str| {
        let mut script = Command::new("script");
        script
            .args(["-qec", command, "/dev/null"])
            .current_dir(desk.path(""))
            .env("RECOUNT_CONFIG", desk.path("config"));
        // One thread, so that the work takes over a second on any machine.
        let output = script.env("RAYON_NUM_THREADS", "1").stdin(Stdio::null()).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let seen = on_terminal(&format!("{program} verify --trust keys big.sab"));
    assert!(seen.contains("\r… ") && seen.contains(" records/s, ") && seen.contains("VERIFIED"), "{seen:?}");
    let seen = on_terminal(&format!("{program} {} other.sab big.jsonl", SEAL.join(" ")));
    assert!(seen.contains("\r… ") && seen.contains(" records/s") && seen.contains("sealed "), "{seen:?}");
}

#[test]
fn a_seal_that_waits_for_input_can_be_stopped() {
    let _turn = turn();
    let desk = Desk::new();
    let mut command = desk.command(&[&SEAL[..], &["out.sab", "-"]].concat());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(EVENTS.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let (output, took) = interrupt(child);
    assert_eq!(output.status.code(), Some(130));
    assert!(took < SOON && text(&output.stderr).contains("stopped: nothing was written"), "{output:?}");
    assert!(!desk.path("out.sab").exists() && !desk.path("out.sab.partial").exists() && !desk.path("keys").exists());
    drop(input);
}

/// A log of a few records, and event lines to add.
struct Ground {
    desk: Desk,
    base: BTreeMap<String, Vec<u8>>,
    /// What a run that is let alone takes.
    takes: Duration,
    /// Records of the log after one run and after two.
    sizes: [u64; 2],
}

const RUN: [&str; 11] =
    ["seal", "--origin", "o/log", "--keys", "keys", "--append", "log", "--checkpoint-every", "100", "--out", "out.sab"];

impl Ground {
    fn new(count: u64) -> Ground {
        let desk = Desk::new();
        std::fs::write(desk.path("few.jsonl"), EVENTS).unwrap();
        desk.expect(0, &[&RUN[..], &["few.jsonl"]].concat());
        let base = files(&desk.path(""));
        // Texts of messages are moved into packs, so all parts of a log are written.
        std::fs::write(desk.path("more.jsonl"), generate::events(count)).unwrap();
        let mut ground = Ground { desk, base, takes: Duration::ZERO, sizes: [0, 0] };
        ground.reset();
        let began = Instant::now();
        ground.desk.expect(0, &ground.command());
        ground.takes = began.elapsed();
        ground.sizes[0] = ground.size();
        ground.desk.expect(0, &ground.command());
        ground.sizes[1] = ground.size();
        ground
    }

    fn command(&self) -> Vec<&'static str> {
        [&RUN[..], &["more.jsonl"]].concat()
    }

    fn reset(&self) {
        for folder in ["log", "keys", "out.sab.partial"] {
            let _ = std::fs::remove_dir_all(self.desk.path(folder));
        }
        let _ = std::fs::remove_file(self.desk.path("out.sab"));
        write_all(&self.desk.path(""), &self.base);
    }

    /// Verifies the bundle; gives the size of its log.
    fn size(&self) -> u64 {
        let output = self.desk.run(&["verify", "--trust", "keys", "--format", "json", "out.sab"]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        report["bundles"][0]["size"].as_u64().unwrap()
    }
}

#[test]
fn a_killed_seal_goes_on_with_the_same_command() {
    let _turn = turn();
    let ground = Ground::new(2000);
    // Moments by the clock, and moments by what has just appeared: in the making, in the commit, and after it.
    let last = format!("log/checkpoints/{}", ground.sizes[0]);
    let signs =
        ["log/staging.tmp/base", "log/staging.tmp/checkpoints/1000", "log/staging", &last, "out.sab.partial/bundle"];
    let by_sign = signs.iter().copied().cycle().take(10).map(Moment::Sign);
    let (mut killed, mut once, mut twice, mut finished) = (0, 0, 0, 0);
    for moment in (1..=14).map(|share| Moment::Clock(ground.takes * share / 13)).chain(by_sign) {
        ground.reset();
        let mut child = start(&ground.desk, &ground.command());
        moment.wait(&ground.desk, &mut child);
        child.kill().unwrap();
        killed += u32::from(!child.wait().unwrap().success());
        // What the killed run left of the bundle is the one before, or the whole new one.
        ground.size();
        // Only where it came to its end are its lines added once more; what stopped between log and bundle is finished.
        let exports = std::fs::read_to_string(ground.desk.path("log/exports")).unwrap();
        let ended = exports.lines().any(|size| size == ground.sizes[0].to_string());
        let told = ground.desk.expect(0, &ground.command());
        let size = ground.size();
        assert_eq!(size, ground.sizes[usize::from(ended)], "{moment:?}: {told}");
        finished += u32::from(told.contains("these lines are in the log already"));
        once += u32::from(size == ground.sizes[0]);
        twice += u32::from(size == ground.sizes[1]);
        assert!(!ground.desk.path("out.sab.partial").exists() && !ground.desk.path("log/staging").exists());
    }
    println!(
        "{killed} of 24 runs were killed in time; {once} logs got the lines once, {finished} of them by the killed run"
    );
    assert!(
        killed >= 12 && once > finished && finished > 0,
        "{killed} killed, {once} once, {finished} finished, {twice} twice"
    );
}

/// When to kill.
#[derive(Debug)]
enum Moment<'a> {
    /// So long after the start.
    Clock(Duration),
    /// As soon as this is there.
    Sign(&'a str),
}

impl Moment<'_> {
    fn wait(&self, desk: &Desk, child: &mut Child) {
        match self {
            Moment::Clock(delay) => std::thread::sleep(*delay),
            Moment::Sign(name) => {
                let sign = desk.path(name);
                while !sign.exists() && child.try_wait().unwrap().is_none() {
                    std::thread::yield_now();
                }
            }
        }
    }
}

#[test]
fn a_stopped_seal_leaves_the_log_as_it_was_or_with_all_that_was_new() {
    let _turn = turn();
    let ground = Ground::new(2000);
    let (mut before, mut after) = (0, 0);
    for moment in 1..=16 {
        ground.reset();
        let child = start(&ground.desk, &ground.command());
        std::thread::sleep(ground.takes * moment / 16);
        let (output, took) = interrupt(child);
        let told = text(&output.stderr);
        match output.status.code() {
            // The signal came before the program listened: as a kill.
            None => {}
            Some(0) => assert_eq!(ground.size(), ground.sizes[0]),
            Some(130) => {
                assert!(took < SOON, "{took:?}");
                assert!(!ground.desk.path("out.sab.partial").exists());
                let old = ground.base.get("out.sab").unwrap();
                assert_eq!(&std::fs::read(ground.desk.path("out.sab")).unwrap(), old, "half a bundle");
                if told.contains("stopped: nothing was written") {
                    before += 1;
                    let now = files(&ground.desk.path(""));
                    assert!(ground.base.iter().all(|(name, bytes)| now.get(name) == Some(bytes)), "the log moved");
                    ground.desk.expect(0, &ground.command());
                } else {
                    after += 1;
                    assert!(told.contains("has the records of this run"), "{told}");
                    let told = ground.desk.expect(0, &ground.command());
                    assert!(told.contains("these lines are in the log already"), "{told}");
                }
                assert_eq!(ground.size(), ground.sizes[0]);
            }
            other => panic!("{other:?}: {told}"),
        }
    }
    println!("{before} stopped before the log moved, {after} after");
    assert!(before > 0, "no run was met in the middle");
}
