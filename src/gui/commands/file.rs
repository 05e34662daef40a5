//! The file of keys: `id = "Ctrl+K"`, a list of keys, or `""` for none; and `preset = "azerty"`.
//!
//! A line that cannot be used is told with its number and the reason, and the keys of its command stay as they were.

use super::{Chord, Command, Keymap, Reach, TABLE};
use egui::Key;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A line that is not used: its number, from 1, and why.
pub type Wrong = (usize, String);

/// The keys that a file says.
pub fn read(text: &str) -> (Keymap, Vec<Wrong>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let line = |span: &Range<usize>| text.get(..span.start).unwrap_or(text).matches('\n').count().saturating_add(1);
    let mut wrong: Vec<Wrong> = Vec::new();
    for error in errors {
        let at = error.span().map_or(1, |span| line(&span));
        if wrong.last().is_none_or(|(last, _)| *last != at) {
            wrong.push((at, format!("this is no TOML: {}", error.message())));
        }
    }
    let mut entries = Vec::new();
    flatten("", table.get_ref(), &mut entries);
    entries.sort_by_key(|entry| entry.1.start);
    let mut keymap = Keymap::default();
    let mut changes = Vec::new();
    for (id, span, value) in entries {
        let at = line(&span);
        if wrong.iter().any(|(other, _)| *other == at) {
            continue;
        }
        let change = match id.as_str() {
            "preset" => {
                preset(value).map(|preset| preset.iter().for_each(|(id, keys)| keymap.set(id, chords_of(keys))))
            }
            id => change(id, value).map(|(command, chords)| changes.push(Change { at, command, chords })),
        };
        wrong.extend(change.err().map(|why| (at, why)));
    }
    apply(&mut keymap, changes, &mut wrong);
    wrong.sort();
    (keymap, wrong)
}

/// Other keys for a command.
struct Change {
    at: usize,
    command: &'static Command,
    chords: Vec<Chord>,
}

/// `replay.next`, `[replay] next` and `"replay.next"` are one name.
fn flatten<'t, 'i>(above: &str, table: &'t DeTable<'i>, out: &mut Vec<(String, Range<usize>, &'t DeValue<'i>)>) {
    for (name, value) in table {
        let id = if above.is_empty() { name.get_ref().to_string() } else { format!("{above}.{}", name.get_ref()) };
        match value.get_ref() {
            DeValue::Table(below) => flatten(&id, below, out),
            other => out.push((id, name.span(), other)),
        }
    }
}

fn preset(value: &DeValue<'_>) -> Result<Preset, String> {
    let name = value.as_str().unwrap_or_default();
    let known = PRESETS.iter().find(|(known, _)| *known == name);
    known.map(|(_, preset)| *preset).ok_or_else(|| "the one preset is \"azerty\"".to_owned())
}

fn change(id: &str, value: &DeValue<'_>) -> Result<(&'static Command, Vec<Chord>), String> {
    let command = Command::of_id(id).ok_or_else(|| format!("no command is called {id}"))?;
    let texts: Option<Vec<&str>> = match value {
        DeValue::String(text) if text.trim().is_empty() => Some(Vec::new()),
        DeValue::String(text) => Some(vec![text.as_ref()]),
        DeValue::Array(all) => all.iter().map(|one: &Spanned<DeValue<'_>>| one.get_ref().as_str()).collect(),
        _ => None,
    };
    let texts = texts.ok_or("keys are a text, or a list of texts")?;
    let chords: Result<Vec<Chord>, String> = texts.into_iter().map(chord).collect();
    Ok((command, chords?))
}

fn chord(text: &str) -> Result<Chord, String> {
    let chord = Chord::parse(text).ok_or_else(|| format!("{text} is no key"))?;
    let is_of_fields =
        chord.ctrl && !chord.alt && !chord.shift && [Key::A, Key::C, Key::V, Key::X].contains(&chord.key);
    match chord.key {
        Key::Escape | Key::Tab => Err(format!("{text} has its own use everywhere")),
        _ if is_of_fields => Err(format!("{text} belongs to the fields")),
        _ => Ok(chord),
    }
}

/// All at once, so that two commands can change keys with each other. What clashes is taken back, the later line first.
fn apply(keymap: &mut Keymap, mut changes: Vec<Change>, wrong: &mut Vec<Wrong>) {
    loop {
        let mut tried = keymap.clone();
        changes.iter().for_each(|change| tried.set(change.command.id, change.chords.clone()));
        let clash =
            changes.iter().enumerate().rev().find_map(|(at, change)| Some((at, clash(&tried, change.command)?)));
        let Some((at, (chord, other))) = clash else {
            *keymap = tried;
            return;
        };
        let change = changes.remove(at);
        wrong.push((change.at, format!("{} is the key of {} ({})", chord.words(), other.id, other.words)));
    }
}

/// A command that has a key of this one and could hear it at the same time.
fn clash(keymap: &Keymap, command: &Command) -> Option<(Chord, &'static Command)> {
    let others = TABLE.iter().filter(|other| other.id != command.id && meet(other.reach, command.reach));
    let mut pairs = others.flat_map(|other| keymap.of(other).iter().map(move |chord| (*chord, other)));
    pairs.find(|(chord, _)| keymap.of(command).contains(chord))
}

/// Whether the keys of both could count at one time. The timeline hears only what the graph left.
pub fn meet(a: Reach, b: Reach) -> bool {
    !matches!((a, b), (Reach::Graph, Reach::Timeline) | (Reach::Timeline, Reach::Graph))
}

fn chords_of(keys: &[&str]) -> Vec<Chord> {
    keys.iter().filter_map(|keys| Chord::parse(keys)).collect()
}

type Preset = &'static [(&'static str, &'static [&'static str])];

const PRESETS: &[(&str, Preset)] = &[("azerty", AZERTY)];

/// Where the usual signs need Shift or AltGr, and W and A lie elsewhere.
const AZERTY: Preset = &[
    ("go.filter", &["Ctrl+F", ":"]),
    ("go.next-message", &[";"]),
    ("go.previous-message", &[","]),
    ("go.next-handoff", &["H"]),
    ("go.previous-handoff", &["Shift+H"]),
    ("view.timeline", &["Ctrl+4", "Ctrl+'"]),
    ("graph.up", &["Z"]),
    ("graph.left", &["Q"]),
    ("timeline.zoom-in", &["Z", "+", "="]),
    ("timeline.earlier", &["Q"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(keymap: &Keymap, id: &str) -> Vec<String> {
        keymap.of(Command::of_id(id).unwrap()).iter().map(|chord| chord.words()).collect()
    }

    #[test]
    fn keys_are_changed_added_and_taken_away_and_all_else_stays() {
        let text = "replay.next = \"L\"\n\"case.mark\" = [\"I\", \"Ctrl+M\"]\n[help]\nkeys = \"\"\n";
        let (keymap, wrong) = read(text);
        assert_eq!(wrong, []);
        assert_eq!(keys(&keymap, "replay.next"), ["L"]);
        assert_eq!(keys(&keymap, "case.mark"), ["I", "Ctrl+M"]);
        assert!(keys(&keymap, "help.keys").is_empty());
        assert_eq!(keys(&keymap, "replay.previous"), ["←"]);
        assert_eq!(read(""), (Keymap::default(), Vec::new()));
    }

    #[test]
    fn a_wrong_line_is_told_with_its_number_and_the_others_count() {
        let text = "# keys\nreplay.nxt = \"L\"\nreplay.next = \"Hyper+L\"\nreplay.last = 7\nreplay.first = \"Tab\"\ncase.mark = \"I\"\ncase.note = \"Ctrl+C\"\npreset = \"x\"\n= 3\nhelp.keys = \"F2\"\n";
        let (keymap, wrong) = read(text);
        let lines: Vec<usize> = wrong.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2, 3, 4, 5, 7, 8, 9], "{wrong:?}");
        assert_eq!(wrong[0].1, "no command is called replay.nxt");
        assert_eq!(wrong[1].1, "Hyper+L is no key");
        assert!(wrong[6].1.starts_with("this is no TOML"), "{wrong:?}");
        assert_eq!(keys(&keymap, "case.mark"), ["I"]);
        assert_eq!(keys(&keymap, "help.keys"), ["F2"]);
        assert_eq!(keys(&keymap, "replay.next"), ["→"]);
    }

    #[test]
    fn a_clash_is_told_and_the_default_stays_but_two_commands_can_change_keys() {
        let (keymap, wrong) = read("replay.next = \"M\"\n");
        assert_eq!(wrong, [(1, "M is the key of case.mark (Mark the record)".to_owned())]);
        assert_eq!(keymap, Keymap::default());
        let (keymap, wrong) = read("case.mark = \"E\"\ngo.next-failure = \"M\"\n");
        assert_eq!(wrong, []);
        assert_eq!(
            (keys(&keymap, "case.mark"), keys(&keymap, "go.next-failure")),
            (vec!["E".to_owned()], vec!["M".to_owned()])
        );
        // The second clashes with the first; taken back it leaves the first as it is.
        let (keymap, wrong) = read("replay.next = \"J\"\nreplay.previous = \"J\"\n");
        assert_eq!(wrong.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2]);
        assert_eq!(
            (keys(&keymap, "replay.next"), keys(&keymap, "replay.previous")),
            (vec!["J".to_owned()], vec!["←".to_owned()])
        );
        // Graph and timeline never hear one press both.
        assert_eq!(read("graph.fit = \"J\"\ntimeline.fit = \"J\"\n").1, []);
    }

    #[test]
    fn the_presets_are_whole_and_clash_with_nothing() {
        for (name, preset) in PRESETS {
            let (keymap, wrong) = read(&format!("preset = \"{name}\"\n"));
            assert_eq!(wrong, []);
            for (id, keys) in *preset {
                let command = Command::of_id(id).unwrap_or_else(|| panic!("{id}"));
                assert_eq!(keymap.of(command).len(), keys.len(), "{id}");
            }
            for command in TABLE {
                assert_eq!(
                    clash(&keymap, command).map(|(chord, other)| (chord.words(), other.id)),
                    None,
                    "{}",
                    command.id
                );
            }
        }
        // The file's own lines come after the preset, wherever it stands.
        let (keymap, _) = read("go.next-handoff = \"K\"\npreset = \"azerty\"\n");
        assert_eq!(
            (keys(&keymap, "go.next-handoff"), keys(&keymap, "go.filter")),
            (vec!["K".to_owned()], vec!["Ctrl+F".to_owned(), ":".to_owned()])
        );
    }

    #[test]
    fn any_bytes_are_read_to_some_keys() {
        for text in [
            "\u{0}",
            "[[a]]\nb=1",
            "a.b.c.d = [1, [2]]",
            "\"",
            "go = 3",
            "go.next.more = \"K\"",
            "x = \"\"\"",
            "preset = []",
        ] {
            let (_, wrong) = read(text);
            assert!(!wrong.is_empty(), "{text:?}");
        }
    }
}
