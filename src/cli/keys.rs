//! `recount keys`.

use super::args::{Keys, LogArgs};
use super::seal::{fault, note_sealed, now, warn};
use super::{Exit, Fault, say, visible};
use crate::bundle::Time;
use crate::crypto::{Digest, KeyId};
use crate::seal::{AddedKey, KeyChange, KeyChangeOptions, KeyFolder, change_keys};
use std::path::Path;

/// Runs the command.
pub fn run(command: &Keys) -> Result<Exit, Fault> {
    match command {
        Keys::New { keys, origin } => {
            let mut folder = KeyFolder::open(keys, origin, None).map_err(|error| fault(&error))?;
            for made in [folder.log(), folder.authority(), folder.exporter()] {
                made.map_err(|error| fault(&error))?;
            }
            let is_new = KeyFolder::origin_of(keys).map_err(|error| fault(&error))?.is_none();
            folder.save().map_err(|error| fault(&error))?;
            if is_new {
                // Nothing is sealed yet: the line says since when the key is here.
                note_sealed(keys, 0, &Digest::of(b""));
            }
            list(&folder, |_| true);
        }
        Keys::Show { keys, name } => {
            if !list(&open(keys)?, |held| held == name) {
                return Err(Fault::new(Exit::NoInput, format!("no key of {} in {}", visible(name), keys.display())));
            }
        }
        Keys::List { keys } => {
            list(&open(keys)?, |_| true);
        }
        Keys::Add { log, actor, from, until, attests } => {
            let (from, until) = (time("--from", from.as_deref())?, time("--until", until.as_deref())?);
            let key = AddedKey::Actor(actor.clone());
            change(log, &KeyChange::Add { key, from, until, attests: attests.clone() })?;
        }
        Keys::Revoke { log, actor, key, reason, since } => {
            let key =
                KeyId::from_hex(key).ok_or_else(|| Fault::new(Exit::Usage, "a key id is 8 lower-case hex digits"))?;
            let revoke =
                KeyChange::Revoke { actor: actor.clone(), key: Some(key), reason: reason.clone(), since: *since };
            change(log, &revoke)?;
        }
        Keys::RotateAuthority { log } => change(log, &KeyChange::RotateAuthority)?,
        Keys::Snapshot { log } => change(log, &KeyChange::Snapshot)?,
    }
    Ok(Exit::Fine)
}

/// Appends one key event to the log.
fn change(log: &LogArgs, change: &KeyChange) -> Result<(), Fault> {
    let options = KeyChangeOptions {
        log: log.append.clone(),
        keys: log.keys.clone(),
        deterministic: log.deterministic.clone(),
        now: now(),
        ..KeyChangeOptions::default()
    };
    let changed = change_keys(&options, change).map_err(|error| fault(&error))?;
    warn(&changed.warnings);
    let key = changed.vkey.map(|vkey| format!(", key {}", visible(&vkey))).unwrap_or_default();
    say(&format!("key event written as record {} of {}{key}\n", changed.index, visible(&changed.origin)));
    Ok(())
}

fn time(option: &str, text: Option<&str>) -> Result<Option<Time>, Fault> {
    let Some(text) = text else { return Ok(None) };
    let wrong = || Fault::new(Exit::Usage, format!("{option} is YYYY-MM-DDTHH:MM:SSZ, a real time"));
    Time::parse(text).map(Some).ok_or_else(wrong)
}

fn open(keys: &Path) -> Result<KeyFolder, Fault> {
    let missing = || Fault::new(Exit::NoInput, format!("{} holds no keys of a log", keys.display()));
    let origin = KeyFolder::origin_of(keys).map_err(|error| fault(&error))?.ok_or_else(missing)?;
    KeyFolder::open(keys, &origin, None).map_err(|error| fault(&error))
}

/// Prints the public keys; whether there was one.
fn list(folder: &KeyFolder, wanted: impl Fn(&str) -> bool) -> bool {
    warn(folder.warnings());
    let keys: Vec<_> = folder.list().into_iter().filter(|(_, key)| wanted(&key.name)).collect();
    keys.iter().for_each(|(role, key)| say(&format!("{:<10} {}\n", role.word(), visible(&key.text()))));
    !keys.is_empty()
}
