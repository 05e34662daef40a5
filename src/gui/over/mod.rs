//! What lies over the window, one at a time: palette, key list, the menu of a record, help, about.

mod find;
mod record;

use super::commands::Keymap;
use super::intent::Intent;
use super::state::State;

/// One of them.
#[derive(Clone, PartialEq, Debug)]
pub struct Over {
    /// Which.
    pub kind: Kind,
    /// What is typed into its field.
    pub text: String,
    /// The chosen line.
    pub chosen: usize,
    /// Where on the screen it begins; `None`: where it does not matter.
    pub at: Option<(f32, f32)>,
}

/// Which one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Commands, records and names, by words.
    Palette,
    /// All commands with their keys.
    Keys,
    /// What can be done with the record in focus.
    Record,
    /// What marks, words and shapes mean.
    Help,
    /// The program itself.
    About,
}

/// A wish about it.
#[derive(Clone, PartialEq, Debug)]
pub enum Wish {
    /// Show one.
    Open(Kind),
    /// Show the menu of the record in focus at a point.
    Record(f32, f32),
    /// The field holds this text now.
    Typed(String),
    /// Choose a line, by its place among all.
    Choose(usize),
    /// Put it away.
    Close,
}

/// Takes a wish in.
pub fn take(over: &mut Option<Over>, wish: Wish) {
    match (wish, over) {
        (Wish::Open(kind), over) => *over = Some(Over { kind, text: String::new(), chosen: 0, at: None }),
        (Wish::Record(x, y), over) => {
            *over = Some(Over { kind: Kind::Record, text: String::new(), chosen: 0, at: Some((x, y)) });
        }
        (Wish::Close, over) => *over = None,
        (Wish::Typed(text), Some(over)) => (over.text, over.chosen) = (text, 0),
        (Wish::Choose(at), Some(over)) => over.chosen = at,
        (_, None) => {}
    }
}

/// Lines of one kind.
#[derive(Clone, PartialEq, Debug)]
pub struct Section {
    /// Its heading.
    pub heading: &'static str,
    /// The lines that are shown.
    pub hits: Vec<Hit>,
    /// What is not shown, in words; empty where all is.
    pub hidden: String,
}

/// A line.
#[derive(Clone, PartialEq, Debug)]
pub struct Hit {
    /// What it does; names in it may come from a bundle.
    pub words: String,
    /// What goes with it: the name of a command for the file of keys, or how many records.
    pub beside: String,
    /// Its keys.
    pub keys: String,
    /// Why it cannot be done now.
    pub why: Option<String>,
    /// What it does.
    pub intents: Vec<Intent>,
}

/// What its list holds.
pub fn found(state: &State, over: &Over, keymap: &Keymap) -> Vec<Section> {
    match over.kind {
        Kind::Palette => find::palette(state, over.text.trim(), keymap),
        Kind::Keys => find::key_list(state, over.text.trim(), keymap),
        Kind::Record => record::menu(state, keymap),
        Kind::Help | Kind::About => Vec::new(),
    }
}
