//! Which keys each command has.

use super::{Chord, Command, TABLE};
use egui::Event;

/// The keys of all commands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Keymap {
    /// In the order of the table.
    chords: Vec<Vec<Chord>>,
}

impl Default for Keymap {
    /// As the table has them.
    fn default() -> Keymap {
        let chords = |command: &Command| command.keys.iter().filter_map(|keys| Chord::parse(keys)).collect();
        Keymap { chords: TABLE.iter().map(chords).collect() }
    }
}

impl Keymap {
    /// The keys of a command.
    pub fn of(&self, command: &Command) -> &[Chord] {
        let at = TABLE.iter().position(|other| other.id == command.id);
        at.and_then(|at| self.chords.get(at)).map_or(&[], Vec::as_slice)
    }

    /// Gives a command other keys.
    pub(super) fn set(&mut self, id: &str, chords: Vec<Chord>) {
        let at = TABLE.iter().position(|command| command.id == id);
        if let Some(of) = at.and_then(|at| self.chords.get_mut(at)) {
            *of = chords;
        }
    }

    /// Its first keys, in words; empty where it has none.
    pub fn words(&self, command: &Command) -> String {
        self.of(command).first().map_or(String::new(), |chord| chord.words())
    }

    /// The command that a press means, of those whose keys count. Keys that name Shift come first.
    pub fn meant(&self, event: &Event, counts: impl Fn(&Command, Chord) -> bool) -> Option<&'static Command> {
        let all =
            TABLE.iter().zip(&self.chords).flat_map(|(command, chords)| chords.iter().map(move |c| (command, *c)));
        let meant = all.filter(|(command, chord)| chord.is(event) && counts(command, *chord));
        meant.max_by_key(|(_, chord)| chord.shift).map(|(command, _)| command)
    }
}
