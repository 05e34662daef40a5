//! The fields of the language: their names, what they mean, and the words that some of them know.
//!
//! One table, read by the parser, the completion and the faults, so that they cannot differ.

use crate::case::Artifact;

/// A field whose values are compared with a pattern.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Field {
    /// Who acted: `body.by`, or the signer where that is absent.
    From,
    /// To whom: each `to` of a message, `tool:` and the tool's name for a call.
    To,
    /// Who acted by the claim `body.by` alone; a record without it has no value.
    By,
    /// Who signed: the record's `actor`.
    Actor,
    /// `body.run`.
    Run,
    /// `body.env`.
    Env,
    /// The record's type, and `handoff` beside `message` where control is passed.
    Kind,
    /// `body.effect`.
    Effect,
    /// `body.outcome`, or `body.status` of a result.
    Outcome,
    /// The mark of the record: what is known about it.
    Mark,
    /// `body.tool`.
    Tool,
    /// `body.grant`.
    Grant,
    /// Each of `body.scopes`.
    Scope,
    /// Each of `body.labels`.
    Label,
}

/// What may stand before a colon.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Key {
    Field(Field),
    Versioned(Artifact),
    Time,
    Text,
    Regex,
}

/// A row of the table of fields.
pub(super) struct Row {
    /// As written before the colon, in lower case.
    pub(super) name: &'static str,
    pub(super) key: Key,
    /// What it selects by, for lists of completions.
    pub(super) meaning: &'static str,
}

impl Field {
    /// Those that know their words.
    pub(super) const WITH_WORDS: [Field; 4] = [Field::Kind, Field::Effect, Field::Outcome, Field::Mark];

    /// The name before the colon.
    pub fn name(self) -> &'static str {
        Key::Field(self).name()
    }

    /// The words that the field knows; `None` where any name may stand.
    pub fn known(self) -> Option<&'static [&'static str]> {
        match self {
            Field::Kind => Some(KINDS),
            Field::Effect => Some(EFFECTS),
            Field::Outcome => Some(OUTCOMES),
            Field::Mark => Some(MARKS),
            _ => None,
        }
    }
}

impl Key {
    /// The field of this name, in any letter case.
    pub(super) fn named(name: &str) -> Option<Key> {
        ROWS.iter().find(|row| row.name.eq_ignore_ascii_case(name)).map(|row| row.key)
    }

    /// The name before the colon.
    pub(super) fn name(self) -> &'static str {
        ROWS.iter().find(|row| row.key == self).map_or("", |row| row.name)
    }
}

/// What to write instead of an unknown field: a name that others use for the same thing, or the nearest one.
pub(super) fn instead_of(name: &str) -> Option<String> {
    let name = name.to_ascii_lowercase();
    if let Some((_, written)) = ALSO_TRIED.iter().find(|(tried, _)| *tried == name) {
        return Some((*written).to_owned());
    }
    nearest(&name, ROWS.iter().map(|row| row.name)).map(|found| format!("{found}:"))
}

/// The word within two slips of `word`, the first of the nearest.
pub(super) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.chars().take(NEAREST_MAX).collect();
    let far = |other: &str| distance(&word, &other.chars().collect::<Vec<char>>());
    // A word of three letters that needs two changes is another word.
    let allowed = if word.len() <= 3 { 1 } else { 2 };
    known
        .map(|other| (far(other), other))
        .filter(|(slips, _)| *slips <= allowed)
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, other)| other)
}

/// Letters to insert, remove or replace (Levenshtein).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i.saturating_add(1)];
        for ((y, pair), left) in b.iter().zip(row.windows(2)).zip(1usize..) {
            let &[diagonal, above] = pair else { continue };
            let before = next.get(left.saturating_sub(1)).copied().unwrap_or(usize::MAX);
            let replaced = diagonal.saturating_add(usize::from(x != y));
            next.push(replaced.min(above.saturating_add(1)).min(before.saturating_add(1)));
        }
        row = next;
    }
    row.last().copied().unwrap_or(usize::MAX)
}

/// All fields, in the order in which completions show them.
pub(super) const ROWS: &[Row] = &[
    Row { name: "from", key: Key::Field(Field::From), meaning: "who acted" },
    Row { name: "to", key: Key::Field(Field::To), meaning: "to whom" },
    Row { name: "kind", key: Key::Field(Field::Kind), meaning: "the type of record" },
    Row { name: "run", key: Key::Field(Field::Run), meaning: "the run" },
    Row { name: "env", key: Key::Field(Field::Env), meaning: "the environment" },
    Row { name: "time", key: Key::Time, meaning: "when, in UTC" },
    Row { name: "text", key: Key::Text, meaning: "what the text contains" },
    Row { name: "re", key: Key::Regex, meaning: "what a regular expression finds in the text" },
    Row { name: "mark", key: Key::Field(Field::Mark), meaning: "what is known about the record" },
    Row { name: "policy", key: Key::Versioned(Artifact::Policy), meaning: "the policy, or one version of it" },
    Row { name: "template", key: Key::Versioned(Artifact::Template), meaning: "the template, or one version of it" },
    Row { name: "code", key: Key::Versioned(Artifact::Code), meaning: "the agent code, or one version of it" },
    Row { name: "tool", key: Key::Field(Field::Tool), meaning: "the tool called" },
    Row { name: "effect", key: Key::Field(Field::Effect), meaning: "what a tool call does" },
    Row { name: "outcome", key: Key::Field(Field::Outcome), meaning: "how it ended or was decided" },
    Row { name: "grant", key: Key::Field(Field::Grant), meaning: "the grant" },
    Row { name: "scope", key: Key::Field(Field::Scope), meaning: "a scope asked for or given" },
    Row { name: "label", key: Key::Field(Field::Label), meaning: "a class of data carried" },
    Row { name: "by", key: Key::Field(Field::By), meaning: "who acted, where another signed" },
    Row { name: "actor", key: Key::Field(Field::Actor), meaning: "who signed" },
];

/// Names from other tools, and what to write here.
const ALSO_TRIED: &[(&str, &str)] = &[
    ("after", "time:"),
    ("agent", "from:"),
    ("before", "time:"),
    ("date", "time:"),
    ("environment", "env:"),
    ("index", "#"),
    ("message", "text:"),
    ("prompt", "template:"),
    ("record", "#"),
    ("regex", "re:"),
    ("seq", "#"),
    ("signer", "actor:"),
    ("since", "time:"),
    ("status", "outcome:"),
    ("type", "kind:"),
    ("until", "time:"),
];

/// The types of `events.md` section 2, and `handoff`.
const KINDS: &[&str] = &[
    "message",
    "handoff",
    "tool.call",
    "tool.result",
    "decision",
    "grant.request",
    "grant.decision",
    "grant.use",
    "grant.end",
    "credential",
    "run.start",
    "run.end",
    "agent",
    "policy",
    "template",
    "code",
    "review",
    "flow",
    "alert",
    "order",
    "order.ack",
    "log",
    "incident",
    "key",
];
const EFFECTS: &[&str] = &["read", "write", "destructive", "export"];
const OUTCOMES: &[&str] = &["allow", "deny", "approved", "denied", "ok", "error", "blocked"];
const MARKS: &[&str] = &["verified", "unchecked", "failed", "missing", "withheld"];
/// Characters of a word that are compared; the longest known word has fourteen.
const NEAREST_MAX: usize = 20;
