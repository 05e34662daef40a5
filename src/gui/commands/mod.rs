//! Commands: one table of all that can be done, of which menus, keys, tooltips, palette and key list are made.

mod chord;
mod file;
mod keymap;
mod table;
mod when;

pub use chord::Chord;
pub use keymap::Keymap;
pub use table::TABLE;

use super::intent::Intent;
use super::state::State;
use crate::view::words::counted;
use crate::work::Told;
use egui::{Context, Id, InputState, Ui};
use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

/// A command.
#[derive(Debug)]
pub struct Command {
    /// Its name in the file of keys; it never changes.
    pub id: &'static str,
    /// What it does.
    pub words: &'static str,
    /// Where it is listed.
    pub group: Group,
    /// Its keys, unless the file says others.
    pub keys: &'static [&'static str],
    /// When its keys count.
    pub reach: Reach,
    /// What is wished for.
    pub intent: Intent,
    /// `Err`: why it cannot be done now.
    pub when: When,
    /// Whether it holds already, for what is one of several, or on or off.
    pub on: Option<fn(&State) -> bool>,
    /// A line stands above it in its menu.
    pub line: bool,
}

/// Whether something can be done now; `Err`: why not.
pub type When = fn(&State) -> Result<(), &'static str>;

/// Where a command is listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Group {
    /// Opening and closing.
    File,
    /// What the reviewer does to the case.
    Case,
    /// How the window looks.
    View,
    /// To other records.
    Go,
    /// Steps.
    Replay,
    /// How fast it plays.
    Pace,
    /// Rows of the table.
    Table,
    /// Pages of the inspector.
    Inspector,
    /// The graph's picture.
    Graph,
    /// The sequence chart.
    Sequence,
    /// The timeline's picture.
    Timeline,
    /// About the program.
    Help,
}

impl Group {
    /// All, in their order.
    pub const ALL: [Group; 12] = [
        Group::File,
        Group::Case,
        Group::View,
        Group::Go,
        Group::Replay,
        Group::Pace,
        Group::Table,
        Group::Inspector,
        Group::Graph,
        Group::Sequence,
        Group::Timeline,
        Group::Help,
    ];

    /// Those that are menus.
    pub const MENUS: [Group; 6] = [Group::File, Group::Case, Group::View, Group::Go, Group::Replay, Group::Help];

    /// Its heading.
    pub fn word(self) -> &'static str {
        match self {
            Group::File => "File",
            Group::Case => "Case",
            Group::View => "View",
            Group::Go => "Go",
            Group::Replay => "Replay",
            Group::Pace => "Pace",
            Group::Table => "Table",
            Group::Inspector => "Inspector",
            Group::Graph => "Graph",
            Group::Sequence => "Sequence",
            Group::Timeline => "Timeline",
            Group::Help => "Help",
        }
    }

    /// Its commands.
    pub fn commands(self) -> impl Iterator<Item = &'static Command> {
        TABLE.iter().filter(move |command| command.group == self)
    }
}

/// When the keys of a command count. A key without Ctrl or Alt never counts while a field has the keyboard.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// Always.
    Always,
    /// While a case is shown, no box asks something, and no field has the keyboard.
    Desk,
    /// As `Desk`, and nothing at all has the keyboard.
    Free,
    /// As `Desk`, while the graph is shown.
    Graph,
    /// While the timeline has the keyboard or the pointer.
    Timeline,
}

impl Command {
    const fn new(id: &'static str, words: &'static str, group: Group, intent: Intent) -> Command {
        Command { id, words, group, keys: &[], reach: Reach::Desk, intent, when: when::desk, on: None, line: false }
    }

    const fn keys(mut self, keys: &'static [&'static str]) -> Command {
        self.keys = keys;
        self
    }

    const fn reach(mut self, reach: Reach) -> Command {
        self.reach = reach;
        self
    }

    const fn when(mut self, when: When) -> Command {
        self.when = when;
        self
    }

    const fn on(mut self, on: fn(&State) -> bool) -> Command {
        self.on = Some(on);
        self
    }

    const fn line(mut self) -> Command {
        self.line = true;
        self
    }

    /// Its words now: undo says what it undoes.
    pub fn words_now(&self, state: &State) -> Cow<'static, str> {
        let what = state.desk.as_ref().and_then(|desk| match self.intent {
            Intent::Undo => desk.undo.word(desk),
            Intent::Redo => desk.undo.word_on(desk),
            _ => None,
        });
        what.map_or(self.words.into(), |what| format!("{} {what}", self.words).into())
    }

    /// The command with this name.
    pub fn of_id(id: &str) -> Option<&'static Command> {
        TABLE.iter().find(|command| command.id == id)
    }

    /// The command that wishes for this.
    pub fn of(intent: &Intent) -> Option<&'static Command> {
        TABLE.iter().find(|command| command.intent == *intent)
    }
}

/// The keys that the text of a file says, and what is told of it.
pub fn from_file(path: &Path, text: Result<Option<String>, String>) -> (Keymap, Vec<Told>) {
    let hint = "The keys of these commands stay as they were. The key list has the names of all commands";
    let told = |what: String| Told { what, hint: hint.to_owned(), cancelled: false };
    match text {
        Ok(None) => (Keymap::default(), Vec::new()),
        Err(why) => (Keymap::default(), vec![told(format!("{} cannot be read: {why}", path.display()))]),
        Ok(Some(text)) => {
            let (keymap, wrong) = file::read(&text);
            let over = wrong.len().saturating_sub(WRONG_TOLD);
            let line =
                |(line, why): (usize, String)| told(format!("Line {line} of {} is not used: {why}", path.display()));
            let mut notices: Vec<Told> = wrong.into_iter().take(WRONG_TOLD).map(line).collect();
            if over > 0 {
                notices.push(told(format!("{} of {} not used, too", counted(over, "more line"), path.display())));
            }
            (keymap, notices)
        }
    }
}

/// Wrong lines that are told one by one.
const WRONG_TOLD: usize = 4;

/// Puts keys in use.
pub fn install(ctx: &Context, keymap: Arc<Keymap>) {
    ctx.data_mut(|data| data.insert_temp(Id::unique("keymap"), keymap));
}

/// The keys in use.
pub fn keymap(ctx: &Context) -> Arc<Keymap> {
    ctx.data_mut(|data| Arc::clone(data.get_temp_mut_or_default::<Arc<Keymap>>(Id::unique("keymap"))))
}

/// The keys of what is wished for, in words; empty where it has none.
pub fn keys_of(ui: &Ui, intent: &Intent) -> String {
    Command::of(intent).map_or(String::new(), |command| keymap(ui.ctx()).words(command))
}

/// How to come to it, in words: its keys, or its words where it has none.
pub fn way_to(ui: &Ui, intent: &Intent) -> String {
    match keys_of(ui, intent) {
        keys if keys.is_empty() => {
            Command::of(intent).map_or(String::new(), |command| format!("{}, {},", command.group.word(), command.words))
        }
        keys => keys,
    }
}

/// A tooltip: words, and in brackets the keys that do the same.
pub fn hint(ui: &Ui, words: &str, intent: &Intent) -> String {
    match keys_of(ui, intent) {
        keys if keys.is_empty() => words.to_owned(),
        keys => format!("{words} ({keys})"),
    }
}

/// The commands whose keys were pressed, in the order of the presses. Their presses are gone then.
pub fn take(
    input: &mut InputState,
    keymap: &Keymap,
    counts: impl Fn(&Command, Chord) -> bool,
) -> Vec<&'static Command> {
    let mut out = Vec::new();
    input.events.retain(|event| match keymap.meant(event, &counts) {
        Some(command) => {
            out.push(command);
            false
        }
        None => true,
    });
    out
}

#[cfg(test)]
mod tests {
    use super::file::meet;
    use super::*;

    #[test]
    fn no_two_commands_share_keys_in_one_context() {
        let keymap = Keymap::default();
        let mut seen: Vec<(Chord, &Command)> = Vec::new();
        for command in TABLE {
            for chord in keymap.of(command) {
                for (other, by) in &seen {
                    let clash = other == chord && meet(by.reach, command.reach);
                    assert!(!clash, "{} and {} share {}", by.id, command.id, chord.words());
                }
                seen.push((*chord, command));
            }
        }
        assert!(seen.len() > 60);
    }

    #[test]
    fn every_command_has_a_name_words_and_an_intent_of_its_own_and_all_default_keys_are_keys() {
        let id =
            |id: &str| id.split('.').count() == 2 && id.bytes().all(|b| b.is_ascii_lowercase() || b".-".contains(&b));
        for (at, command) in TABLE.iter().enumerate() {
            assert!(id(command.id), "{}", command.id);
            assert!(!command.words.is_empty() && Group::ALL.contains(&command.group));
            assert_eq!(command.keys.len(), Keymap::default().of(command).len(), "{}: {:?}", command.id, command.keys);
            for other in &TABLE[..at] {
                assert_ne!(command.id, other.id);
                assert_ne!(command.words, other.words, "{} and {}", command.id, other.id);
                assert_ne!(command.intent, other.intent, "{} and {}", command.id, other.id);
            }
            assert!(std::ptr::eq(Command::of_id(command.id).unwrap(), command));
        }
    }

    #[test]
    fn what_cannot_be_done_says_why() {
        let state = State::default();
        for command in TABLE {
            if let Err(why) = (command.when)(&state) {
                assert!(!why.is_empty() && !why.ends_with('.'), "{}: {why}", command.id);
            }
        }
        assert!((Command::of_id("file.open").unwrap().when)(&state).is_ok());
        assert_eq!((Command::of_id("replay.next").unwrap().when)(&state), Err("nothing is open"));
    }
}
