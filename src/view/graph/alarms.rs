//! What needs a look on an edge or at a node: only what records say of themselves and each other, never what may be meant by it.

use super::endings::Ending;
use super::plan::{Act, Way};
use super::tally::Tally;
use super::words::{Tone, Word, counted};

/// How many of the messages and calls of an edge or a node need a look, and why. One can count in several places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Alarms {
    /// A decision denied them, or they were blocked.
    pub denied: u64,
    /// Calls that ended in an error and were not denied.
    pub failed: u64,
    /// Of those denied, how many went on: a later decision allows them, or their result says ok.
    pub overridden: u64,
    /// They cite another version of their policy than the one in force.
    pub differs: u64,
    /// Calls with the effect `export` that were not stopped, by the labels that they carry, in the order of [`CLASSES`].
    pub exported: [u64; CLASSES.len()],
}

/// Labels of what must not go out unseen (`events.md` section 1).
pub const CLASSES: [&str; 2] = ["secret", "pii"];

impl Alarms {
    /// Adds records of one act and way.
    pub(super) fn count(&mut self, act: &Act, way: &Way, tally: &Tally) {
        self.differs += tally.differs;
        self.exported.iter_mut().zip(carried(act, way)).for_each(|(count, is)| *count += is * tally.records);
    }

    /// Adds how one record ended.
    pub(super) fn end(&mut self, ending: Option<Ending>, act: &Act, way: &Way) {
        match ending {
            Some(Ending::Denied) => {
                self.denied += 1;
                // What was denied did not go out.
                self.exported
                    .iter_mut()
                    .zip(carried(act, way))
                    .for_each(|(count, is)| *count = count.saturating_sub(is));
            }
            Some(Ending::Overridden) => (self.denied, self.overridden) = (self.denied + 1, self.overridden + 1),
            Some(Ending::Failed) => self.failed += 1,
            Some(Ending::Doubtful) | None => {}
        }
    }

    /// Whether something labelled went out.
    pub fn exports(&self) -> bool {
        self.exported.iter().any(|count| *count > 0)
    }

    /// Each in words, the gravest first. `all`: how many messages and calls there are.
    pub fn words(&self, all: u64) -> Vec<Word> {
        let mut words = Vec::new();
        let mut say = |count: u64, text: &str, tone: Tone| {
            if count > 0 {
                let count = if count == all && all > 1 { "all".to_owned() } else { count.to_string() };
                words.push(Word { text: format!("{count} {text}"), tone });
            }
        };
        say(self.denied, "denied", Tone::Denied);
        say(self.overridden, "went on after a deny", Tone::Overridden);
        say(self.failed, "failed", Tone::Failed);
        say(self.differs, "under a policy not in force", Tone::Differs);
        let exported = CLASSES.iter().zip(self.exported).filter(|(_, count)| *count > 0);
        let exported: Vec<String> =
            exported.map(|(class, count)| format!("{} of {class}", counted(count, "export"))).collect();
        if !exported.is_empty() {
            words.push(Word { text: exported.join(", "), tone: Tone::Exported });
        }
        words
    }
}

/// For each class, 1 where a call sends it out.
fn carried(act: &Act, way: &Way) -> [u64; CLASSES.len()] {
    let mut carried = [0; CLASSES.len()];
    carried.iter_mut().enumerate().for_each(|(at, is)| *is = u64::from(way.exports && act.classes >> at & 1 == 1));
    carried
}

/// The classes that a call sends out, with commas between them; empty: none.
pub(crate) fn exported(act: &Act, way: &Way) -> String {
    let classes = CLASSES.iter().zip(carried(act, way)).filter(|(_, is)| *is > 0);
    classes.map(|(class, _)| *class).collect::<Vec<_>>().join(", ")
}
