//! Commands over a case: each opens it, tells its verdict, and asks.
//!
//! A file, or a folder with a manifest, is a bundle, and is asked as a case of its own; a folder with the case's database is a case.

mod diff;
mod grants;
mod graph;
mod import;
mod log;
mod replay;
mod search;

pub use diff::run as diff;
pub use grants::run as grants;
pub use graph::{run as graph, timeline};
pub use import::run as import;
pub use log::run as log;
pub use replay::{run as replay, show};
pub use search::run as search;

use super::args::TrustFrom;
use super::progress::{of_records, with_progress};
use super::{Exit, Fault, complain, say, trust, visible};
use crate::case::filter::Filter;
use crate::case::{Case, Row};
use crate::profile::ProfileStore;
pub(super) use crate::session::is_case;
use crate::session::{self, Session, SessionError, Standing, Trusted, Who};
use crate::store::StoreError;
use crate::verify::Verdict;
use crate::view::banner::{Banner, Reach};
use crate::view::places::Places;
use crate::watch::Watch;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// Opens a case folder or a bundle.
pub(super) fn open(path: &Path, from: &TrustFrom, watch: &Watch) -> Result<Session, Fault> {
    let trusted = trusted(from)?;
    let meta = std::fs::metadata(path).map_err(|error| Fault::io(&path.display().to_string(), &error))?;
    let opened = with_progress(watch, of_records, || {
        if meta.is_file() || !is_case(path) {
            session::read_bundles(&[path.to_owned()], &trusted, watch)
        } else {
            session::open(path, &who(), &trusted, watch)
        }
    });
    let session = opened.map_err(fault)?;
    session.notices.iter().for_each(|notice| complain(&visible(notice)));
    Ok(session)
}

/// The trust of a command: the profile given, else the user's own profiles, the default one first.
pub(super) fn trusted(from: &TrustFrom) -> Result<Trusted, Fault> {
    let chosen = trust::choose(from)?;
    let mut profiles: Vec<_> = chosen.profile.into_iter().collect();
    if from.trust.is_none()
        && let Some(store) = ProfileStore::user()
    {
        let names = store.list().unwrap_or_default();
        let others = names.iter().filter(|name| !profiles.iter().any(|known| known.name == **name));
        let others: Vec<_> = others.filter_map(|name| store.load(name).ok()).collect();
        profiles.extend(others);
    }
    Ok(Trusted { profiles, failures: chosen.failures, explicit: from.trust.is_some() })
}

/// Who sits here: the name from the environment, the keys from the configuration folder.
pub(super) fn who() -> Who {
    let name = ["RECOUNT_REVIEWER", "USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
    let name = name.filter(|name| crate::crypto::key_name_fault(name).is_none() && !name.is_empty());
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let config = ProfileStore::user().map(|store| store.root().to_owned());
    Who { config, name: name.unwrap_or_else(|| "local".to_owned()), now }
}

pub(super) fn fault(error: SessionError) -> Fault {
    let exit = match &error {
        SessionError::Store(StoreError::NotACase { .. }) => Exit::NoInput,
        SessionError::Store(StoreError::Io { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {
            Exit::NoInput
        }
        SessionError::Bundle { source, .. } if source.kind() == std::io::ErrorKind::NotFound => Exit::NoInput,
        SessionError::Store(StoreError::InTheWay { .. }) => Exit::Usage,
        SessionError::Store(StoreError::NotEvidence { .. } | StoreError::OtherEvidence { .. })
        | SessionError::LogDoctored { .. } => Exit::Data,
        SessionError::Cancelled => Exit::Undecidable,
        _ => Exit::Io,
    };
    Fault::new(exit, error.to_string())
}

/// The verdict on a case: a line on the whole and, where there are several, one on each bundle.
pub(super) fn verdict_lines(path: &Path, session: &Session) -> String {
    let when = match &session.standing {
        Standing::Now => String::new(),
        Standing::AtImport { trust } => {
            let names: Vec<String> = trust.iter().map(|trust| visible(&trust.name)).collect();
            let under = if names.is_empty() { "no trust".to_owned() } else { names.join(", ") };
            format!("  (as found at the import, under {under})")
        }
    };
    let mut out = format!("{}  {}{when}\n", sign(session.verdict()), visible(&path.display().to_string()));
    for log in session.case.logs() {
        if let Some((other, index)) = log.fork_of {
            let other = session.case.logs().get(other).map_or("", |log| log.origin.as_str());
            out.push_str(&format!(
                "  two histories of one log: record {index} of {} differs between bundles; they are kept apart\n",
                visible(other)
            ));
        }
    }
    if session.case.parts().len() > 1 {
        for part in session.case.parts() {
            let verification = &part.verification;
            let records = part.rows.len();
            out.push_str(&format!("  {}  {}, {records} records\n", sign(verification.verdict), visible(part.origin())));
        }
    }
    for part in session.case.parts() {
        if let Some(places) = Places::of(&part.verification) {
            let of =
                if session.case.parts().len() > 1 { format!(" of {}", visible(part.origin())) } else { String::new() };
            out.push_str(&format!("  record numbers{of} are {}\n", places.words()));
        }
    }
    out + &reasons(&session.case)
}

/// Why the bundles that are not verified are not, each reason once.
fn reasons(case: &Case) -> String {
    let of = |part: usize| {
        let banner = Banner::of(case, part, "", None, Reach::Whole)?;
        let told = banner.verdict != Some(Verdict::Verified) && !banner.sentence.is_empty();
        told.then(|| format!("  {}; `recount verify` says all\n", visible(&banner.sentence)))
    };
    let mut lines: Vec<String> = (0..case.parts().len()).filter_map(of).collect();
    lines.dedup();
    lines.concat()
}

pub(super) fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Verified => "✓ VERIFIED",
        Verdict::Contradicted => "✗ CONTRADICTED",
        Verdict::Undecidable => "? UNDECIDABLE",
    }
}

/// Prints the verdict where it belongs: in text before everything else, beside data on standard error.
pub(super) fn tell_verdict(path: &Path, session: &Session, beside_data: bool) {
    let lines = verdict_lines(path, session);
    if beside_data { lines.lines().for_each(complain) } else { say(&lines) }
}

/// Reads a filter; a fault is shown under the place where it is.
pub(super) fn filter(text: &str) -> Result<Filter, Fault> {
    Filter::parse(text)
        .map_err(|fault| Fault::new(Exit::Usage, format!("the filter cannot be read\n{}", fault.render(text))))
}

/// The record at a log index; with several logs `wanted` says which, by origin or by number from 1.
pub(super) fn row_of(session: &Session, index: u64, wanted: Option<&str>) -> Result<Row, Fault> {
    let case = &session.case;
    let fitting = logs(case, wanted);
    let rows: Vec<(usize, Row)> = fitting.iter().filter_map(|log| Some((*log, case.row_of(*log, index)?))).collect();
    match rows.as_slice() {
        [(_, row)] => Ok(*row),
        [] => Err(Fault::new(Exit::NoInput, not_there(case, index, &fitting))),
        several => {
            let name = |(log, _): &(usize, Row)| format!("{} ({})", log + 1, visible(&case.logs()[*log].origin));
            let names: Vec<String> = several.iter().map(name).collect();
            let message = format!("several logs have a record {index}; say which with --log: {}", names.join(", "));
            Err(Fault::new(Exit::Usage, message))
        }
    }
}

/// The logs that `--log` means: by origin, or by number from 1; all without it.
pub(super) fn logs(case: &Case, wanted: Option<&str>) -> Vec<usize> {
    let is_wanted =
        |log: &usize| wanted.is_none_or(|wanted| case.logs()[*log].origin == wanted || wanted == (log + 1).to_string());
    (0..case.logs().len()).filter(is_wanted).collect()
}

/// Why no log of these has such a record.
fn not_there(case: &Case, index: u64, logs: &[usize]) -> String {
    let parts = logs.iter().flat_map(|log| &case.logs()[*log].parts);
    let size = parts.filter_map(|part| case.parts()[*part].verification.size).max();
    match size {
        _ if logs.is_empty() => "no log of this case has that name or number".to_owned(),
        Some(size) if index >= size => {
            format!("there is no record {index}: the log has {size} records, 0 to {}", size.saturating_sub(1))
        }
        _ => format!("record {index} is not disclosed in this case"),
    }
}
