//! What palette and key list find.

use super::{Hit, Section};
use crate::case::filter::Filter;
use crate::gui::commands::{Command, Group, Keymap, TABLE};
use crate::gui::intent::Intent;
use crate::gui::replay::{self, jump};
use crate::gui::state::{Desk, State};
use crate::view::citation::Citation;
use crate::view::words::{count, counted, instant};

/// What fits the text, by kind. Where the text names a record, that comes first.
pub fn palette(state: &State, text: &str, keymap: &Keymap) -> Vec<Section> {
    let mut out = Vec::new();
    let places = state.desk.as_ref().map_or(Vec::new(), |desk| places(desk, text));
    out.push(section("Records", places, String::new()));
    let commands = commands(state, text, keymap);
    // Commands that only their menu's word brings stand behind names.
    let (before, after) = if TABLE.iter().any(|command| rank(command, text, keymap).is_some_and(|rank| rank < BY_GROUP))
    {
        (Some(commands), None)
    } else {
        (None, Some(commands))
    };
    out.extend(before);
    if let Some(desk) = state.desk.as_ref().filter(|_| !text.is_empty()) {
        out.push(bundles(desk, text));
        out.extend(desk.opened.sections.iter().map(|names| named(desk, names, text)));
        out.push(section("Text", whole_text(text), String::new()));
    }
    out.extend(after);
    out.retain(|section| !section.hits.is_empty() || !section.hidden.is_empty());
    out
}

fn section(heading: &'static str, hits: Vec<Hit>, hidden: String) -> Section {
    Section { heading, hits, hidden }
}

/// All commands, group by group.
pub fn key_list(state: &State, text: &str, keymap: &Keymap) -> Vec<Section> {
    let of = |group: Group| {
        let fits = group.commands().filter(|command| rank(command, text, keymap).is_some());
        let hits = fits.map(|command| {
            let keys: Vec<String> = keymap.of(command).iter().map(|chord| chord.words()).collect();
            Hit { beside: command.id.to_owned(), keys: keys.join("   "), ..hit(command, state, keymap) }
        });
        section(group.word(), hits.collect(), String::new())
    };
    Group::ALL.into_iter().map(of).filter(|section| !section.hits.is_empty()).collect()
}

/// A command as a line.
pub fn hit(command: &'static Command, state: &State, keymap: &Keymap) -> Hit {
    Hit {
        words: command.words_now(state).into_owned(),
        beside: command.group.word().to_owned(),
        keys: keymap.words(command),
        why: (command.when)(state).err().map(str::to_owned),
        intents: vec![command.intent.clone()],
    }
}

/// What can be done comes before what cannot, and the first words before later ones.
fn commands(state: &State, text: &str, keymap: &Keymap) -> Section {
    let mut fits: Vec<(usize, &'static Command)> =
        TABLE.iter().filter_map(|command| Some((rank(command, text, keymap)?, command))).collect();
    fits.sort_by_key(|(rank, command)| (!text.is_empty() && (command.when)(state).is_err(), *rank));
    let most = if text.is_empty() { usize::MAX } else { COMMANDS_MOST };
    let hidden = fits.len().saturating_sub(most);
    let hidden =
        if hidden > 0 { format!("{} not shown; type on", counted(hidden, "more command")) } else { String::new() };
    section("Commands", fits.into_iter().take(most).map(|(_, command)| hit(command, state, keymap)).collect(), hidden)
}

/// How well a command fits, best first; `None`: not at all. Every typed word has to begin one of its words, its name or its keys.
fn rank(command: &Command, text: &str, keymap: &Keymap) -> Option<usize> {
    let words = command.words.to_lowercase();
    let more = format!("{} {}", command.group.word().to_lowercase(), command.id);
    let keys = || keymap.of(command).iter().any(|chord| chord.words().eq_ignore_ascii_case(text));
    match text.to_lowercase() {
        text if words.starts_with(&text) => Some(0),
        text if begins(&words, &text) => Some(1),
        text if begins(&format!("{words} {more}"), &text) || keys() => Some(BY_GROUP),
        _ => None,
    }
}

/// Whether every word of the text begins a word of the other, or is a longer part of it.
fn begins(words: &str, text: &str) -> bool {
    text.split_whitespace().all(|typed| {
        let mut starts = words.split(|c: char| !c.is_alphanumeric());
        starts.any(|word| word.starts_with(typed)) || (typed.len() > 2 && words.contains(typed))
    })
}

/// The record that the text names: by number, by time, by a citation.
fn places(desk: &Desk, text: &str) -> Vec<Hit> {
    let go = [replay::Wish::JumpTyped(text.to_owned()), replay::Wish::JumpEntered].map(Intent::Replay).to_vec();
    let line = |words: String, why: Option<String>| Hit {
        words,
        beside: String::new(),
        keys: String::new(),
        why,
        intents: go.clone(),
    };
    match Citation::parse(text) {
        Some(Ok(citation)) => return vec![line(format!("Go to record {}, as cited", citation.record), None)],
        Some(Err(why)) => return vec![line("Go to what is cited".to_owned(), Some(why))],
        None => {}
    }
    let Ok(target) = jump::target(text) else { return Vec::new() };
    let words = match target {
        jump::Target::Record(number) => format!("Go to record {number}"),
        jump::Target::Time(micros) => format!("Go to the first record at {} or later", instant(micros)),
    };
    vec![line(words, jump::resolve(desk, target).err())]
}

/// Bundles by name.
fn bundles(desk: &Desk, text: &str) -> Section {
    let text = text.to_lowercase();
    let all = desk.opened.bundles.iter().enumerate();
    let mut fits = all.filter(|(_, bundle)| begins(&bundle.name.to_lowercase(), &text));
    let hits = fits.by_ref().take(NAMES_MOST).map(|(at, bundle)| Hit {
        words: format!("Show the bundle {}", bundle.name),
        beside: counted(usize::try_from(bundle.records).unwrap_or(usize::MAX), "record"),
        keys: String::new(),
        why: None,
        intents: vec![Intent::Bundle(Some(at))],
    });
    let hits = hits.collect();
    let more = fits.count();
    let hidden = if more > 0 { format!("{} not shown; type on", counted(more, "more bundle")) } else { String::new() };
    section("Bundles", hits, hidden)
}

/// Agents, runs, policies and templates by name.
fn named(desk: &Desk, names: &crate::view::contents::Section, text: &str) -> Section {
    let conditions = desk.filter.holds.conditions();
    let text = text.to_lowercase();
    let mut hits = Vec::new();
    let mut more = 0usize;
    for item in &names.items {
        let Some(filter) = item.filter.as_ref().filter(|_| begins(&item.name.to_lowercase(), &text)) else { continue };
        if hits.len() >= NAMES_MOST {
            more = more.saturating_add(1);
            continue;
        }
        // To add a condition twice would take it away again.
        let holds = conditions.contains(filter);
        hits.push(Hit {
            words: format!("Filter to {}", item.name),
            beside: counted(usize::try_from(item.records).unwrap_or(usize::MAX), "record"),
            keys: String::new(),
            why: holds.then(|| "the filter has it already".to_owned()),
            intents: vec![Intent::FilterAdd(filter.clone())],
        });
    }
    let mut hidden =
        if more > 0 { format!("{} not shown; type on", counted(more, "more name")) } else { String::new() };
    if names.hidden > 0 && !hits.is_empty() {
        let also = if hidden.is_empty() { "" } else { ". " };
        hidden.push_str(&format!(
            "{also}{} names are not searched here; the filter field knows them",
            count(names.hidden)
        ));
    }
    section(names.heading, hits, hidden)
}

/// The text itself, as a filter.
fn whole_text(text: &str) -> Vec<Hit> {
    let filter = format!("\"{text}\"");
    let sound =
        !text.contains(['"', '\\']) && Filter::parse(&filter).is_ok_and(|filter| filter.conditions().len() == 1);
    let hit = Hit {
        words: format!("Filter to records with {filter}"),
        beside: String::new(),
        keys: String::new(),
        why: None,
        intents: vec![Intent::FilterAdd(filter)],
    };
    if sound { vec![hit] } else { Vec::new() }
}

/// Commands that are shown once something is typed.
const COMMANDS_MOST: usize = 12;
/// How well a command fits by its menu, its name in the file, or its keys.
const BY_GROUP: usize = 2;
/// Names of one kind that are shown.
const NAMES_MOST: usize = 6;

#[cfg(test)]
mod tests {
    use super::super::{Kind, Over, found};
    use super::*;

    fn commands_of(kind: Kind, text: &str) -> Vec<(String, String)> {
        let over = Over { kind, text: text.to_owned(), chosen: 0, at: None };
        let found = found(&State::default(), &over, &Keymap::default());
        found.into_iter().flat_map(|section| section.hits).map(|hit| (hit.words, hit.keys)).collect()
    }

    #[test]
    fn commands_are_found_by_the_beginnings_of_their_words_by_name_and_by_keys() {
        let first = |text| commands_of(Kind::Palette, text).first().map(|(words, _)| words.clone());
        assert_eq!(first("open a c").as_deref(), Some("Open a case…"));
        assert_eq!(first("ne fa").as_deref(), Some("Next failed, missing or withheld"));
        assert_eq!(first("high").as_deref(), Some("High contrast"));
        assert_eq!(first("view.high-contrast").as_deref(), Some("High contrast"));
        assert_eq!(first("ctrl+shift+o").as_deref(), Some("Open a case…"));
        assert_eq!(first("qqq"), None);
        // Nothing is open: what can be done comes first.
        assert_eq!(first("o").as_deref(), Some("Open bundles…"));
    }

    #[test]
    fn everything_is_listed_while_nothing_is_typed() {
        assert_eq!(commands_of(Kind::Palette, "").len(), TABLE.len());
        let keys = commands_of(Kind::Keys, "");
        assert_eq!(keys.len(), TABLE.len());
        assert!(keys.contains(&("Redo".to_owned(), "Ctrl+Shift+Z   Ctrl+Y".to_owned())));
    }
}
