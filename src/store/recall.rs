//! What the reviewer's own log says about the case, and whether it may be believed.
//!
//! The log is verified like any bundle, with the keys and the remembered checkpoint that lie outside the case. Anything but
//! "verified" is doctored: the reviewer signed every record of it, on this machine, so nothing in it can be missing by right.

use super::action::{Action, Import};
use super::error::StoreError;
use super::folder::{CaseFolder, LOG, names};
use super::notebook::Notebook;
use super::read_action::read_action;
use super::reviewer::Reviewer;
use crate::bundle::Failure;
use crate::bundle::container::Container;
use crate::bundle::json::Value;
use crate::bundle::record::Record;
use crate::crypto::Digest;
use crate::profile::{SeenNote, TrustProfile};
use crate::seal::log_as_bundle;
use crate::verify::{Graded, Mark, Options, Seen, Verdict, Verification, accepted_checkpoint, verify};
use crate::watch::Watch;
use std::collections::BTreeMap;

/// What is known from the reviewer's own log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Recall {
    /// Nobody has signed anything in this case.
    NoLog,
    /// Others have, this reviewer has not: the names of their log folders.
    NotYours(Vec<String>),
    /// The log is not what the reviewer signed.
    Doctored {
        /// One sentence.
        why: String,
        /// What verification found; may be empty.
        findings: Vec<Failure>,
    },
    /// The log is the reviewer's, whole and newest.
    Yours(Box<Recalled>),
}

/// What a sound log holds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Recalled {
    /// The newest import: only a model with its digest may be used.
    pub import: Option<Import>,
    /// Notes, marks and filters.
    pub notebook: Notebook,
    /// Where evidence was linked again since that import: digest and path, the newest last.
    pub relinked: Vec<(Digest, String)>,
    /// Actions that were read.
    pub actions: u64,
    /// Each of them with its time in POSIX seconds, in the order of the log.
    pub done: Vec<(u64, Action)>,
    /// Indices of records of this log that this version cannot read as actions. Not to be passed over in silence.
    pub unread: Vec<u64>,
    /// Size and root of the log.
    pub(super) state: Option<(u64, Digest)>,
}

impl CaseFolder {
    /// Verifies the reviewer's own log as it lies in the case and gives what it says. Changes nothing.
    ///
    /// # Errors
    /// What cannot be read. What is wrong with the log is [`Recall::Doctored`], not an error.
    pub fn recall(&self, reviewer: &Reviewer, watch: &Watch) -> Result<Recall, StoreError> {
        let log = self.dir.join(LOG).join(reviewer.log_name());
        let seen = reviewer.seen()?;
        let profile = match reviewer.profile() {
            None => return self.without_log(),
            // A run that was killed while it wrote its first keys: nothing can have been signed yet.
            Some(Err(_)) if seen.is_empty() => return self.without_log(),
            Some(Err(findings)) => return Ok(doctored("your own trust files cannot be used", findings)),
            Some(Ok(profile)) => profile,
        };
        let exporter = reviewer.keys().clone().exporter()?;
        match log_as_bundle(&log, &exporter) {
            Ok(Some(files)) => Ok(judge(files, &profile, &seen, reviewer, watch)),
            Ok(None) if seen.is_empty() => self.without_log(),
            Ok(None) => Ok(doctored("your log of this case is gone, although you signed actions in it", Vec::new())),
            Err(error) => match StoreError::from(error) {
                StoreError::Log(error) => Ok(doctored(&error.to_string(), Vec::new())),
                other => Err(other),
            },
        }
    }

    fn without_log(&self) -> Result<Recall, StoreError> {
        let log = self.dir.join(LOG);
        let all = names(&log)?.into_iter().filter(|name| log.join(name).join("checkpoints").is_dir());
        let others: Vec<String> = all.collect();
        Ok(if others.is_empty() { Recall::NoLog } else { Recall::NotYours(others) })
    }
}

/// Verifies the log and replays it.
fn judge(
    files: BTreeMap<String, Vec<u8>>,
    profile: &TrustProfile,
    seen: &[SeenNote],
    reviewer: &Reviewer,
    watch: &Watch,
) -> Recall {
    let payloads = files.iter().filter_map(|(path, bytes)| {
        let id = Digest::from_hex(path.strip_prefix("blobs/")?)?;
        Some((id, String::from_utf8(bytes.get(SALT..)?.to_vec()).ok()?))
    });
    let payloads: BTreeMap<Digest, String> = payloads.collect();
    let container = Container::from_files(files);
    let options = Options {
        profile: Some(profile),
        seen,
        current: true,
        expect_origin: Some(reviewer.origin()),
        ..Options::default()
    };
    let mut recalled = Recalled::default();
    let verification = verify(&container, Vec::new(), &options, watch, &mut |seen| {
        if let Seen::Record(graded) = seen {
            recalled.take(&graded, &payloads);
        }
    });
    if verification.verdict != Verdict::Verified {
        let worst = verification.findings.iter().max_by_key(|failure| std::cmp::Reverse(failure.class));
        let why = worst.map_or("it does not verify".to_owned(), |failure| failure.message.clone());
        return doctored(&why, verification.findings);
    }
    recalled.state = state(&verification, profile);
    Recall::Yours(Box::new(recalled))
}

impl Recalled {
    /// Takes in a record. What is collected counts only if the whole is verified.
    fn take(&mut self, graded: &Graded<'_>, payloads: &BTreeMap<Digest, String>) {
        let Some(record) = graded.record().filter(|record| record.kind != "key") else { return };
        if graded.mark() != Mark::Verified {
            return;
        }
        match action_of(record, graded.line(), payloads) {
            Some(action) => self.apply(action, u64::try_from(record.time.seconds).unwrap_or(0)),
            None => self.unread.push(graded.index()),
        }
    }

    /// Takes in an action.
    pub(super) fn apply(&mut self, action: Action, time: u64) {
        self.actions = self.actions.saturating_add(1);
        self.notebook.apply(&action, time);
        self.done.push((time, action.clone()));
        match action {
            Action::Import(import) => {
                self.import = Some(import);
                self.relinked.clear();
            }
            Action::Relink(relink) => self.relinked.push((relink.digest, relink.path)),
            Action::Note(_) | Action::Mark(_) | Action::Filter(_) | Action::Export(_) => {}
        }
    }
}

fn action_of(record: &Record, line: &[u8], payloads: &BTreeMap<Digest, String>) -> Option<Action> {
    let value = Value::parse(std::str::from_utf8(line).ok()?).ok()?;
    let payload = |role: &str| {
        let blob = record.blobs.iter().find(|blob| blob.role == role && blob.salted)?;
        payloads.get(&blob.id).cloned()
    };
    read_action(&record.kind, value.get("body")?, &payload)
}

fn state(verification: &Verification, profile: &TrustProfile) -> Option<(u64, Digest)> {
    let checkpoint = accepted_checkpoint(verification.remember.as_deref()?, profile)?;
    Some((checkpoint.size, checkpoint.root))
}

fn doctored(why: &str, findings: Vec<Failure>) -> Recall {
    Recall::Doctored { why: why.to_owned(), findings }
}

/// Bytes of a salt (`bundle-format.md` section 1.6).
const SALT: usize = 32;
