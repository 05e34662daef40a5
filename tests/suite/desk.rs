//! Runs the real program in a folder of its own, for the tests of the command line.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// A folder of a test's own, in which the program runs.
pub struct Desk(TempDir);

impl Desk {
    pub fn new() -> Desk {
        Desk(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Runs the program in the desk's folder, with a configuration folder of its own.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// The program, ready to run.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_recount"));
        command.args(arguments).current_dir(self.0.path()).env("RECOUNT_CONFIG", self.path("config"));
        command
    }

    /// Runs the program, which must end with this status; gives all that it said.
    #[track_caller]
    pub fn expect(&self, exit: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(exit), "{arguments:?}\n{said}\n{told}");
        said + &told
    }
}

/// The path of a sample.
pub fn sample(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-logs").join(name).display().to_string()
}

/// Two event lines.
pub const EVENTS: &str = concat!(
    r#"{"actor":"agent:a","time":"2026-01-05T09:00:00Z","type":"message","body":{"run":"r-1","to":"agent:b","text":"hello"}}"#,
    "\n",
    r#"{"actor":"agent:b","time":"2026-01-05T09:00:01Z","type":"message","body":{"run":"r-1","to":"agent:a","text":"hi"}}"#,
    "\n"
);
