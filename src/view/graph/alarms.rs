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
    /// Calls with the effect `export` that are labelled as one of the classes.
    pub exported: u64,
    /// The classes of these, by bit in the order of [`CLASSES`].
    classes: u8,
}

/// Labels of what must not go out unseen (`events.md` section 1).
pub const CLASSES: [&str; 2] = ["secret", "pii"];

impl Alarms {
    /// Adds records of one act and way.
    pub(super) fn count(&mut self, act: &Act, way: &Way, tally: &Tally) {
        self.differs += tally.differs;
        if way.exports && act.classes != 0 {
            self.exported += tally.records;
            self.classes |= act.classes;
        }
    }

    /// Adds how one record ended.
    pub(super) fn end(&mut self, ending: Option<Ending>) {
        match ending {
            Some(Ending::Denied) => self.denied += 1,
            Some(Ending::Overridden) => (self.denied, self.overridden) = (self.denied + 1, self.overridden + 1),
            Some(Ending::Failed) => self.failed += 1,
            Some(Ending::Doubtful) | None => {}
        }
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
        if self.exported > 0 {
            let named = CLASSES.iter().enumerate().filter(|(at, _)| self.classes >> at & 1 == 1);
            let named: Vec<&str> = named.map(|(_, class)| *class).collect();
            let text = format!("{} of {}", counted(self.exported, "export"), named.join(", "));
            words.push(Word { text, tone: Tone::Exported });
        }
        words
    }
}
