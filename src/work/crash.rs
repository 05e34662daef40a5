//! The report of a crash: version, place in the program, call stack. No text from evidence.
//!
//! A message that was put together at run time may quote anything, so of those only a beginning that the standard library is known
//! to write is kept. Standard error gets the place and where the report is, and no message at all: it ends up in logs of others.

use std::any::Any;
use std::backtrace::Backtrace;
use std::fs;
use std::panic::{self, PanicHookInfo};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

#[derive(Default)]
struct Places {
    case: Option<PathBuf>,
    state: Option<PathBuf>,
    last: Option<PathBuf>,
}

static PLACES: Mutex<Places> = Mutex::new(Places { case: None, state: None, last: None });

/// From now on every panic leaves a report, in the folder of the open case or else in `state`, and says where on standard error.
/// The hook of the standard library, which prints the message, is gone.
pub fn install(state: Option<PathBuf>) {
    places().state = state;
    panic::set_hook(Box::new(|info| {
        let place = info.location().map_or(String::new(), |place| format!(" at {place}"));
        match write(info) {
            Ok(path) => eprintln!("recount: a mistake of this program{place}; the report is {}", path.display()),
            Err(why) => eprintln!("recount: a mistake of this program{place}; no report could be written: {why}"),
        }
    }));
}

/// The case that is open now.
pub fn is_about(case: Option<&Path>) {
    places().case = case.map(Path::to_owned);
}

/// The newest report of this run.
pub(super) fn newest() -> Option<PathBuf> {
    places().last.clone()
}

fn places() -> MutexGuard<'static, Places> {
    PLACES.lock().unwrap_or_else(PoisonError::into_inner)
}

fn write(info: &PanicHookInfo<'_>) -> Result<PathBuf, String> {
    let text =
        report(info.payload(), info.location().map(ToString::to_string), &Backtrace::force_capture().to_string());
    let (case, state) = {
        let places = places();
        (places.case.clone(), places.state.clone())
    };
    let mut why = "there is no folder for it".to_owned();
    let temporary = std::env::temp_dir();
    for folder in [case, state, Some(temporary)].into_iter().flatten() {
        match put(&folder, &text) {
            Ok(path) => {
                places().last = Some(path.clone());
                return Ok(path);
            }
            Err(error) => why = error.to_string(),
        }
    }
    Err(why)
}

fn put(folder: &Path, text: &str) -> std::io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    let path = folder.join(format!("crash-{now}-{}.txt", std::process::id()));
    fs::write(&path, text)?;
    Ok(path)
}

fn report(payload: &(dyn Any + Send), place: Option<String>, stack: &str) -> String {
    let place = place.unwrap_or_else(|| "unknown".to_owned());
    let thread = std::thread::current();
    format!(
        "recount {} on {} {}\nthread: {}\nplace: {place}\nmessage: {}\n\n{stack}\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
        thread.name().unwrap_or("a worker"),
        message(payload)
    )
}

/// The message of a panic as far as it cannot hold text from evidence.
pub(super) fn message(payload: &(dyn Any + Send)) -> String {
    if let Some(literal) = payload.downcast_ref::<&'static str>() {
        return (*literal).to_owned();
    }
    let text = payload.downcast_ref::<String>().map_or("", String::as_str);
    let known = KNOWN.iter().find(|known| text.starts_with(**known)).copied().unwrap_or("a message");
    format!("{known} … (the rest is left out: it could quote evidence)")
}

/// Beginnings of messages of the standard library.
const KNOWN: &[&str] = &[
    "index out of bounds",
    "called `Result::unwrap()` on an `Err` value",
    "range start index",
    "range end index",
    "slice index starts at",
    "byte index",
    "start byte index",
    "end byte index",
    "begin <= end",
    "assertion `left == right` failed",
    "assertion `left != right` failed",
    "internal error: entered unreachable code",
    "capacity overflow",
    "source slice length",
    "copy_from_slice",
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs in a process of its own, since the hook and the folders are one for the process.
    #[test]
    fn a_panic_leaves_a_report_with_its_place_and_without_what_it_quotes() {
        const CHILD: &str = "RECOUNT_TEST_CRASH";
        if let Some(dir) = std::env::var_os(CHILD).map(PathBuf::from) {
            install(Some(dir.join("state")));
            let text = std::hint::black_box("a secret of the evidence é".to_owned());
            assert!(panic::catch_unwind(|| text[..text.len() - 1].len()).is_err());
            let first = newest().unwrap();
            is_about(Some(&dir.join("case")));
            assert!(panic::catch_unwind(|| panic!("a literal")).is_err());
            assert_ne!(newest().unwrap(), first);
            return;
        }
        let dir = tempfile::tempdir().unwrap();
        let name = "work::crash::tests::a_panic_leaves_a_report_with_its_place_and_without_what_it_quotes";
        let mut child = std::process::Command::new(std::env::current_exe().unwrap());
        let output = child.args(["--exact", name, "--nocapture"]).env(CHILD, dir.path()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        assert_eq!(said.matches("recount: a mistake of this program at src/work/crash.rs:").count(), 2, "{said}");
        for quoted in ["secret", "a literal", "end byte index"] {
            assert!(!said.contains(quoted), "{quoted} is printed: {said}");
        }
        let only = |folder: &str| {
            let mut files: Vec<_> = fs::read_dir(dir.path().join(folder)).unwrap().collect();
            assert_eq!(files.len(), 1, "{folder}");
            fs::read_to_string(files.pop().unwrap().unwrap().path()).unwrap()
        };
        let (state, case) = (only("state"), only("case"));
        for report in [&state, &case] {
            assert!(report.starts_with(&format!("recount {} on ", env!("CARGO_PKG_VERSION"))), "{report}");
            assert!(report.contains("place: src/work/crash.rs:") && report.contains("\n   0: "), "{report}");
        }
        assert!(state.contains("end byte index …") && !state.contains("secret"), "{state}");
        assert!(case.contains("message: a literal\n"), "{case}");
    }
}
