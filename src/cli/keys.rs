//! `recount keys`.

use super::args::Keys;
use super::seal::fault;
use super::{Exit, Fault, complain, say, visible};
use crate::seal::KeyFolder;
use std::path::Path;

/// Runs the command.
pub fn run(command: &Keys) -> Result<Exit, Fault> {
    match command {
        Keys::New { keys, origin } => {
            let mut folder = KeyFolder::open(keys, origin, None).map_err(|error| fault(&error))?;
            for made in [folder.log(), folder.authority(), folder.exporter()] {
                made.map_err(|error| fault(&error))?;
            }
            folder.save().map_err(|error| fault(&error))?;
            list(&folder, |_| true);
        }
        Keys::Show { keys, name } => {
            let folder = open(keys)?;
            if !list(&folder, |held| held == name) {
                return Err(Fault::new(Exit::NoInput, format!("no key of {} in {}", visible(name), keys.display())));
            }
        }
        Keys::List { keys } => {
            list(&open(keys)?, |_| true);
        }
    }
    Ok(Exit::Fine)
}

fn open(keys: &Path) -> Result<KeyFolder, Fault> {
    let missing = || Fault::new(Exit::NoInput, format!("{} holds no keys of a log", keys.display()));
    let origin = KeyFolder::origin_of(keys).map_err(|error| fault(&error))?.ok_or_else(missing)?;
    KeyFolder::open(keys, &origin, None).map_err(|error| fault(&error))
}

/// Prints the public keys; whether there was one.
fn list(folder: &KeyFolder, wanted: impl Fn(&str) -> bool) -> bool {
    for warning in folder.warnings() {
        complain(&visible(warning));
    }
    let keys: Vec<_> = folder.list().into_iter().filter(|(_, key)| wanted(&key.name)).collect();
    keys.iter().for_each(|(role, key)| say(&format!("{:<10} {}\n", role.word(), visible(&key.text()))));
    !keys.is_empty()
}
