//! Which message answers which: `reply_to` names the `message_id` of an earlier record of the same run.
//!
//! `events.md` leaves open what `reply_to` names; a line's `id` does not survive sealing, so it can only be a member of the body.
//! Only keyed 8-byte prints of the ids are kept while the bundle is read: a million ids are not a million texts.

use super::event::Event;
use std::hash::{BuildHasher, RandomState};

/// Ids seen and answers that wait for theirs.
#[derive(Debug, Default)]
pub struct Replies {
    ids: Vec<(u64, u32)>,
    answers: Vec<(u64, u32)>,
    hasher: RandomState,
}

impl Replies {
    /// Takes in a record.
    pub fn note(&mut self, event: &Event<'_>, row: u32) {
        let run = event.text("run").unwrap_or_default();
        if let Some(id) = event.written("message_id") {
            self.ids.push((self.hasher.hash_one((run, id)), row));
        }
        if let Some(id) = event.written("reply_to") {
            self.answers.push((self.hasher.hash_one((run, id)), row));
        }
    }

    /// (answer, answered), sorted. Where an id was used twice, the last use before the answer is meant.
    pub fn resolved(mut self) -> Vec<(u32, u32)> {
        self.ids.sort_unstable();
        let find = |(print, row): (u64, u32)| {
            let at = self.ids.partition_point(|id| *id < (print, row)).checked_sub(1)?;
            let (found, answered) = *self.ids.get(at)?;
            (found == print).then_some((row, answered))
        };
        let mut out: Vec<(u32, u32)> = self.answers.iter().copied().filter_map(find).collect();
        out.sort_unstable();
        out
    }
}
