//! A record as other views speak of it: its number, its log where there are several, and its mark.
//!
//! Nothing here speaks of a record without its mark, so that no sentence can lend a failed record the look of a good one.

use crate::case::{Assurance, Case, Row};

/// A record that is mentioned.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mention {
    /// Its row.
    pub row: Row,
    /// Its index in its log.
    pub seq: u64,
    /// Its log, where the case has several.
    pub log: Option<String>,
    /// What the case knows of it.
    pub mark: Assurance,
}

impl Mention {
    /// Of a row.
    pub fn of(case: &Case, row: Row) -> Mention {
        Mention { row, seq: case.index(row), log: log_name(case, case.log(row)), mark: case.assurance(row) }
    }

    /// As [`Mention::words`], on the page of a record of `log`: another log is named, the same one is not.
    pub fn words_beside(&self, log: Option<&str>) -> String {
        match self.log.as_deref() == log {
            true => format!("record {} ({})", self.seq, self.mark.word()),
            false => self.words(),
        }
    }

    /// `record 46 (verified)`, with its log where the case has several.
    pub fn words(&self) -> String {
        let of = self.log.as_ref().map(|log| format!(" of {log}")).unwrap_or_default();
        format!("record {}{of} ({})", self.seq, self.mark.word())
    }
}

/// The name of a log where the case has several. Two logs of one origin are two histories of it, a fork: each is said to be one,
/// and told by its number, which is that of `--log`.
pub fn log_name(case: &Case, log: usize) -> Option<String> {
    let logs = case.logs();
    let origin = &logs.get(log).filter(|_| logs.len() > 1)?.origin;
    let number = log + 1;
    if origin.is_empty() {
        return Some(format!("(log {number})"));
    }
    let twins: Vec<usize> = (0..logs.len()).filter(|other| logs[*other].origin == *origin).collect();
    let Some(history) = twins.iter().position(|twin| *twin == log).filter(|_| twins.len() > 1) else {
        return Some(origin.clone());
    };
    Some(format!("{origin} (log {number}, history {} of {})", history + 1, twins.len()))
}
