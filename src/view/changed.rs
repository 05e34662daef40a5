//! What changed from one step of a replay to another, as plain statements.
//!
//! Each statement names the old and the new value. Scopes belong to an agent: between two agents they are not compared, and that
//! is said. Steps may go backwards; the words then tell what is different there, not what happened.

use super::inspector::{GrantState, VersionState};
use super::mention::Mention;
use super::replay::State;
use super::words::{instant, one_line};
use crate::case::Case;

/// What a change is about; a window tints that part.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Part {
    /// The log, the run or the environment.
    Place,
    /// A cited or promoted version.
    Version,
    /// A grant.
    Grant,
    /// A scope.
    Scope,
}

/// One statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// What it is about.
    pub part: Part,
    /// The statement.
    pub text: String,
}

/// The changes from `before` to `now`, in a fixed order.
pub fn changed_since(case: &Case, before: &State, now: &State) -> Vec<Change> {
    let mut out = Vec::new();
    places(&mut out, before, now);
    if before.log == now.log {
        versions(&mut out, before, now);
        grants(case, &mut out, before, now);
        scopes(&mut out, before, now);
    } else {
        say(&mut out, Part::Place, "another log: versions, grants and scopes are not compared".to_owned());
    }
    out
}

fn say(out: &mut Vec<Change>, part: Part, text: String) {
    out.push(Change { part, text: one_line(&text, CHANGE_CHARS) });
}

fn places(out: &mut Vec<Change>, before: &State, now: &State) {
    let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".to_owned());
    if before.record.log != now.record.log {
        say(out, Part::Place, format!("log {} → {}", or_none(&before.record.log), or_none(&now.record.log)));
    }
    if before.record.run != now.record.run {
        say(out, Part::Place, format!("run {} → {}", or_none(&before.record.run), or_none(&now.record.run)));
    }
    if before.record.env != now.record.env {
        say(out, Part::Place, format!("env {} → {}", or_none(&before.record.env), or_none(&now.record.env)));
    }
}

fn versions(out: &mut Vec<Change>, before: &State, now: &State) {
    for artifact in crate::case::Artifact::ALL {
        let of = |state: &State| state.versions.iter().find(|version| version.artifact == artifact).cloned();
        let word = artifact.word();
        match (of(before), of(now)) {
            (Some(old), Some(new)) => {
                cited(out, word, &old, &new);
                promoted(out, word, &old, &new, before.record.env == now.record.env);
            }
            (Some(old), None) => say(out, Part::Version, format!("{word} {} → none cited", old.cited.words())),
            (None, Some(new)) => say(out, Part::Version, format!("{word} none cited → {}", new.cited.words())),
            (None, None) => {}
        }
    }
}

fn cited(out: &mut Vec<Change>, word: &str, old: &VersionState, new: &VersionState) {
    let (a, b) = (&old.cited, &new.cited);
    if a.name != b.name {
        say(out, Part::Version, format!("{word} {} → {}", a.words(), b.words()));
    } else if a.version != b.version {
        say(out, Part::Version, format!("{word} {} {} → {}", a.name, a.version, b.version));
    } else if a.id != b.id {
        say(out, Part::Version, format!("{word} {}: id {} → {}", a.words(), stated(&a.id), stated(&b.id)));
    }
    if a.name == b.name && old.agreement != new.agreement {
        let text =
            format!("{word} {}: cited and in force: {} → {}", b.name, old.agreement.word(), new.agreement.word());
        say(out, Part::Version, text);
    }
}

/// In force for the same name in the same environment.
fn promoted(out: &mut Vec<Change>, word: &str, old: &VersionState, new: &VersionState, same_env: bool) {
    if old.cited.name != new.cited.name || !same_env {
        return;
    }
    let named = |version: &VersionState| version.in_force.as_ref().map(|(_, named)| named.version.clone());
    let (a, b) = (named(old), named(new));
    if a != b {
        let word_of = |version: Option<String>| version.unwrap_or_else(|| "none".to_owned());
        let since = new.in_force.as_ref().map(|(since, _)| format!(" by {}", since.words())).unwrap_or_default();
        let text = format!("in force: {word} {} {} → {}{since}", new.cited.name, word_of(a), word_of(b));
        say(out, Part::Version, text);
    }
}

fn grants(case: &Case, out: &mut Vec<Change>, before: &State, now: &State) {
    for old in before.grants.iter().filter(|old| !now.grants.iter().any(|new| new.number == old.number)) {
        say(out, Part::Grant, gone(case, old, now));
    }
    for new in &now.grants {
        match before.grants.iter().find(|old| old.number == new.number) {
            None => {
                let text = format!("grant {} of {} counts, by {}", new.grant, new.holder, new.decision.words());
                say(out, Part::Grant, text);
            }
            Some(old) => {
                let expired = |state: &GrantState| {
                    (state.left_by_actor.is_some_and(|left| left <= 0), state.left_by_log.is_some_and(|left| left <= 0))
                };
                if old.decision != new.decision {
                    say(out, Part::Grant, format!("grant {} was decided anew in {}", new.grant, new.decision.words()));
                }
                if expired(old) != expired(new) {
                    say(out, Part::Grant, format!("grant {}: {}", new.grant, new.left_words()));
                }
            }
        }
    }
}

/// Why a grant that counted does no longer, as far as the log says.
fn gone(case: &Case, old: &GrantState, now: &State) -> String {
    let name = &old.grant;
    let end = case.world().grants.all().get(old.number).and_then(|grant| grant.end);
    if now.record.row <= old.decision.row {
        return format!("grant {name} is not yet approved");
    }
    match (end.filter(|(row, _)| *row < now.record.row), old.expires) {
        (Some((row, reason)), _) => {
            format!("grant {name} ended in {} ({})", Mention::of(case, row).words(), case.text(reason))
        }
        (None, Some(expires)) if now.clock >= expires => format!("grant {name} expired at {}", instant(expires)),
        _ => format!("grant {name} no longer counts"),
    }
}

fn scopes(out: &mut Vec<Change>, before: &State, now: &State) {
    if before.agent != now.agent {
        if before.scopes != now.scopes {
            let text = format!("{} → {}: scopes of two agents are not compared", before.agent, now.agent);
            say(out, Part::Scope, text);
        }
        return;
    }
    for new in &now.scopes {
        match before.scopes.iter().find(|old| old.scope == new.scope) {
            None => say(out, Part::Scope, format!("scope {} gained, from {}", new.scope, new.from.join(" and "))),
            Some(old) if old.from != new.from => {
                let text = format!("scope {}: from {} → {}", new.scope, old.from.join(" and "), new.from.join(" and "));
                say(out, Part::Scope, text);
            }
            Some(_) => {}
        }
    }
    for old in before.scopes.iter().filter(|old| !now.scopes.iter().any(|new| new.scope == old.scope)) {
        say(out, Part::Scope, format!("scope {} lost", old.scope));
    }
}

fn stated(id: &str) -> &str {
    if id.is_empty() { "not stated" } else { id }
}

/// Characters of a statement.
const CHANGE_CHARS: usize = 2000;
