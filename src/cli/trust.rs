//! `recount trust`, and how every command finds its trust profile.

use super::args::{Trust, TrustFrom};
use super::{Exit, Fault, complain, say, visible};
use crate::bundle::Failure;
use crate::profile::{ProfileStore, SeenNote, TrustProfile, load_seen};
use std::io::{BufRead, IsTerminal};
use std::path::{Path, PathBuf};

/// The trust that a command goes by.
pub struct Chosen {
    /// The profile, if one could be used.
    pub profile: Option<TrustProfile>,
    /// Why it could not.
    pub failures: Vec<Failure>,
    /// Where its checkpoints are remembered, for a profile of the user.
    pub seen: Option<PathBuf>,
}

/// Finds the profile: the folder or name given, else the user's default, else none.
pub fn choose(from: &TrustFrom) -> Result<Chosen, Fault> {
    let store = ProfileStore::user();
    let named = |store: &ProfileStore, name: String| {
        let dir = store.path(&name).ok().filter(|dir| dir.is_dir())?;
        Some((dir, name.clone(), store.seen_dir(&name).ok()))
    };
    let found = match &from.trust {
        Some(given) if given.is_dir() => Some((given.clone(), given.display().to_string(), None)),
        Some(given) => {
            let name = given.to_string_lossy().into_owned();
            let missing = format!("no trust folder and no profile is called {}", visible(&name));
            let found = store.as_ref().and_then(|store| named(store, name));
            Some(found.ok_or_else(|| Fault::new(Exit::NoInput, missing))?)
        }
        None => store.as_ref().and_then(|store| named(store, store.default_name()?)),
    };
    let Some((dir, name, seen)) = found else {
        return Ok(Chosen { profile: None, failures: Vec::new(), seen: None });
    };
    Ok(match TrustProfile::load(&dir, &name) {
        Ok(profile) => Chosen { profile: Some(profile), failures: Vec::new(), seen },
        Err(failures) => Chosen { profile: None, failures, seen },
    })
}

/// Reads remembered checkpoints.
pub fn seen(dir: Option<&Path>) -> Result<Vec<SeenNote>, Fault> {
    let Some(dir) = dir else { return Ok(Vec::new()) };
    load_seen(dir).map_err(|error| Fault::io(&dir.display().to_string(), &error))
}

/// Runs the command.
pub fn run(command: &Trust) -> Result<Exit, Fault> {
    let store = ProfileStore::user();
    let store = store.ok_or_else(|| Fault::new(Exit::Io, "there is no home folder to keep profiles in"))?;
    let told = |error: crate::profile::StoreError| Fault::new(Exit::Data, error.to_string());
    match command {
        Trust::Add { name, dir, yes } => {
            let profile = load(dir, name)?;
            say(&describe(&profile));
            confirm("Trust these keys?", *yes)?;
            store.add(name, dir).map_err(told)?;
            say(&format!("profile {name} added\n"));
        }
        Trust::List => {
            for name in store.list().map_err(|error| Fault::io("profiles", &error))? {
                say(&format!("{name}\n"));
            }
        }
        Trust::Show { name } => {
            let dir = store.path(name).map_err(told)?;
            if !dir.is_dir() {
                return Err(Fault::new(Exit::NoInput, format!("no profile is called {}", visible(name))));
            }
            say(&describe(&load(&dir, name)?));
        }
        Trust::Remove { name, yes } => {
            confirm(&format!("Forget the profile {name}?"), *yes)?;
            store.remove(name).map_err(told)?;
        }
    }
    Ok(Exit::Fine)
}

fn load(dir: &Path, name: &str) -> Result<TrustProfile, Fault> {
    if !dir.is_dir() {
        return Err(Fault::new(Exit::NoInput, format!("there is no trust folder {}", dir.display())));
    }
    TrustProfile::load(dir, name).map_err(|failures| {
        for failure in &failures {
            complain(&super::report_text::one_line(failure));
        }
        Fault::new(Exit::Data, "the trust profile cannot be used")
    })
}

fn describe(profile: &TrustProfile) -> String {
    let mut out =
        format!("profile      {}\nfingerprint  {}\n", visible(&profile.name), grouped(&profile.fingerprint().hex()));
    for (role, key) in profile.keys() {
        out.push_str(&format!(
            "{role:<12} {}  {}\n",
            visible(&key.name),
            grouped(&crate::crypto::Digest::of(&key.public).hex())
        ));
    }
    out
}

/// Hex in groups of four, to be read aloud.
fn grouped(hex: &str) -> String {
    hex.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect::<Vec<_>>().join(" ")
}

fn confirm(question: &str, yes: bool) -> Result<(), Fault> {
    if yes {
        return Ok(());
    }
    if !std::io::stdin().is_terminal() {
        return Err(Fault::new(Exit::Usage, "give --yes where nobody can be asked"));
    }
    say(&format!("{question} [y/N] "));
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer).map_err(|error| Fault::io("standard input", &error))?;
    if answer.trim().eq_ignore_ascii_case("y") { Ok(()) } else { Err(Fault::new(Exit::Usage, "nothing was changed")) }
}
