//! The trust that somebody chooses for an opening: weighed against the keys that the files name, and kept where they ask for it.
//!
//! A choice is worth nothing by itself: only `verify` believes, and only a profile that is whole. Nothing is written before
//! [`keep`].

use super::opening::Trustees;
use crate::crypto::{Digest, KeyType, VKey};
use crate::profile::{ProfileStore, TrustProfile};
use crate::session::{FoundKey, Looked, Trusted};
use std::path::PathBuf;

/// Whose keys an opening rests on.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum TrustChoice {
    /// Nobody's: the verdict will be undecidable.
    #[default]
    Nothing,
    /// What the program was started with: the profile named there, else the user's own, each for its log.
    Given,
    /// A profile of the user.
    Profile(String),
    /// Keys that were pasted, one a line.
    Keys(String),
    /// A trust folder.
    Folder(PathBuf),
}

/// A profile that can be chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offer {
    /// The choice.
    pub choice: TrustChoice,
    /// What it is called.
    pub name: String,
    /// The log that it is for; text from outside.
    pub origin: String,
    /// Whether it is for a log of the files.
    pub fits: bool,
}

/// A key with what can be told of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyLine {
    /// Log, witness, exporter or authority.
    pub role: &'static str,
    /// The name of its holder; text from outside.
    pub name: String,
    /// Its id in hex: finds a key, proves nothing.
    pub id: String,
    /// SHA-256 of its public bytes in groups of four; `None`: only its id is known.
    pub fingerprint: Option<String>,
    /// Whether it is trusted under the choice.
    pub trusted: bool,
}

/// A choice, weighed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Weighed {
    /// The choice.
    pub choice: TrustChoice,
    /// What there is to choose from.
    pub offers: Vec<Offer>,
    /// Why it cannot be used, one sentence each.
    pub faults: Vec<String>,
    /// The keys that it trusts and no file names.
    pub trusts: Vec<KeyLine>,
    /// For each file the keys that it names.
    pub files: Vec<Vec<KeyLine>>,
}

impl Weighed {
    /// Whether every file names a log whose key is trusted.
    pub fn fits_all(&self) -> bool {
        self.files.iter().all(|keys| keys.iter().any(|key| key.role == "log" && key.trusted))
    }
}

/// Weighs a choice for these files; `None` takes the one that suggests itself.
pub(super) fn weigh(choice: Option<&TrustChoice>, looked: &[Looked], trustees: &Trustees) -> Weighed {
    let offers = offers(looked, trustees);
    let choice = choice.cloned().unwrap_or_else(|| suggested(&offers, looked, trustees));
    let (profiles, faults) = match resolve(&choice, &origins(looked), trustees) {
        Ok(trusted) => {
            let faults = trusted.failures.iter().map(|failure| failure.message.clone()).collect();
            (trusted.profiles, faults)
        }
        Err(faults) => (Vec::new(), faults),
    };
    let of = |file: &Looked| file.keys.iter().map(|key| found(key, file, &profiles)).collect();
    let files: Vec<Vec<KeyLine>> = looked.iter().map(of).collect();
    let named = |line: &KeyLine| files.iter().flatten().any(|other| other == line);
    let all = profiles.iter().flat_map(TrustProfile::keys).map(|(role, key)| line(role, key, true));
    let trusts = all.filter(|line| !named(line)).collect();
    Weighed { choice, offers, faults, trusts, files }
}

/// The profiles of a choice.
///
/// # Errors
/// Why it cannot be used, one sentence each.
pub(super) fn resolve(choice: &TrustChoice, origins: &[&str], trustees: &Trustees) -> Result<Trusted, Vec<String>> {
    let only = |profile| Trusted { profiles: vec![profile], failures: Vec::new(), explicit: true };
    let failed = |failures: Vec<crate::bundle::Failure>| failures.into_iter().map(|failure| failure.message).collect();
    match choice {
        TrustChoice::Nothing => Ok(Trusted { explicit: true, ..Trusted::default() }),
        TrustChoice::Given => Ok(trustees.trusted.clone()),
        TrustChoice::Profile(name) => {
            let given = trustees.trusted.profiles.iter().find(|profile| profile.name == *name);
            let load = || store(trustees).ok_or_else(no_store)?.load(name).map_err(|error| vec![error.to_string()]);
            given.cloned().map_or_else(load, Ok).map(only)
        }
        TrustChoice::Folder(dir) if dir.as_os_str().is_empty() => {
            Err(vec!["Give a folder with the files policy, authority and, if there is one, exporters".to_owned()])
        }
        TrustChoice::Folder(dir) => TrustProfile::load(dir, &dir.display().to_string()).map(only).map_err(failed),
        TrustChoice::Keys(text) => {
            let [policy, authority, exporters] = texts_of(text, origins)?;
            TrustProfile::from_texts(PASTED, &policy, &authority, &exporters, "").map(only).map_err(failed)
        }
    }
}

/// Keeps a choice as a profile of the user.
///
/// # Errors
/// Why it cannot be kept.
pub(super) fn keep(
    choice: &TrustChoice,
    name: &str,
    looked: &[Looked],
    trustees: &Trustees,
) -> Result<(), Vec<String>> {
    let store = store(trustees).ok_or_else(no_store)?;
    let told = |error: crate::profile::StoreError| vec![error.to_string()];
    match choice {
        TrustChoice::Folder(dir) => store.add(name, dir).map(|_| ()).map_err(told),
        TrustChoice::Keys(text) => {
            let [policy, authority, exporters] = texts_of(text, &origins(looked))?;
            store.add_texts(name, [&policy, &authority, &exporters]).map_err(told)
        }
        _ => Ok(()),
    }
}

/// The files of a profile from pasted keys. Their type says what each is for; of the keys of notes that of a log has its name.
fn texts_of(text: &str, origins: &[&str]) -> Result<[String; 3], Vec<String>> {
    let (mut keys, mut faults) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(text.lines()) {
        let item = line.split_whitespace().last().unwrap_or_default();
        match VKey::parse(item) {
            _ if item.is_empty() || item.starts_with('#') => {}
            Ok(key) => keys.push(key),
            Err(error) => faults.push(format!("Line {number} is no key: {error}. Expected {EXAMPLE}")),
        }
    }
    let notes = || keys.iter().filter(|key| key.kind == KeyType::Note);
    let log = notes().find(|key| origins.contains(&key.name.as_str())).or(notes().next()).map(|key| key.name.clone());
    if log.is_none() {
        faults.push(format!("The log's key is missing. Expected {EXAMPLE}"));
    }
    if !keys.iter().any(|key| key.kind == KeyType::Record) {
        faults.push(
            "The authority's key is missing. Expected a key like authority.NAME+ID+BASE64, of records".to_owned(),
        );
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let [mut policy, mut authority, mut exporters] = [const { String::new() }; 3];
    let mut witnesses = Vec::new();
    for key in &keys {
        match key.kind {
            KeyType::Note if Some(&key.name) == log.as_ref() => policy += &format!("log {}\n", key.text()),
            KeyType::Note => exporters += &format!("{}\n", key.text()),
            KeyType::Record => authority += &format!("{}\n", key.text()),
            KeyType::Cosignature | KeyType::MlDsa44 => {
                let name = format!("w{}", witnesses.len() + 1);
                policy += &format!("witness {name} {}\n", key.text());
                witnesses.push(name);
            }
        }
    }
    policy += &match witnesses.as_slice() {
        [] => "quorum none\n".to_owned(),
        names => format!("group pasted all {}\nquorum pasted\n", names.join(" ")),
    };
    Ok([policy, authority, exporters])
}

fn offers(looked: &[Looked], trustees: &Trustees) -> Vec<Offer> {
    let origins = origins(looked);
    let mut known = trustees.trusted.profiles.clone();
    let explicit = trustees.trusted.explicit && !(known.is_empty() && trustees.trusted.failures.is_empty());
    let mut out = Vec::new();
    if explicit || known.len() > 1 {
        let fits = known.iter().any(|profile| origins.contains(&profile.origin()));
        let (name, origin) = match known.first().filter(|_| explicit) {
            Some(profile) => (format!("{}, as given at the start", profile.name), profile.origin().to_owned()),
            None if explicit => ("As given at the start".to_owned(), String::new()),
            None => ("My profiles, each for its own log".to_owned(), String::new()),
        };
        out.push(Offer { choice: TrustChoice::Given, name, origin, fits });
    }
    if explicit {
        known.clear();
    }
    if let Some(store) = store(trustees) {
        let names = store.list().unwrap_or_default();
        let new = names.iter().filter(|name| !known.iter().any(|profile| profile.name == **name));
        let loaded: Vec<_> = new.filter_map(|name| store.load(name).ok()).collect();
        known.extend(loaded);
    }
    out.extend(known.iter().map(|profile| Offer {
        choice: TrustChoice::Profile(profile.name.clone()),
        name: profile.name.clone(),
        origin: profile.origin().to_owned(),
        fits: origins.contains(&profile.origin()),
    }));
    out
}

/// What was given at the start; else the profiles that are for these logs; else nothing.
fn suggested(offers: &[Offer], looked: &[Looked], trustees: &Trustees) -> TrustChoice {
    let given = offers.iter().find(|offer| offer.choice == TrustChoice::Given);
    if trustees.trusted.explicit && given.is_some() {
        return TrustChoice::Given;
    }
    let origins = origins(looked);
    let for_all = |offer: &&Offer| offer.fits && origins.iter().all(|origin| *origin == offer.origin);
    let one = offers.iter().find(for_all).or(given.filter(|offer| offer.fits));
    one.or(offers.iter().find(|offer| offer.fits)).map_or(TrustChoice::Nothing, |offer| offer.choice.clone())
}

fn found(key: &FoundKey, file: &Looked, profiles: &[TrustProfile]) -> KeyLine {
    let profile = profiles.iter().find(|profile| Some(profile.origin()) == file.origin.as_deref());
    let mut keys = profile.into_iter().flat_map(TrustProfile::keys);
    let known = keys.find(|(role, known)| *role == key.role && known.name == key.name && known.id == key.id);
    match known {
        Some((role, known)) => line(role, known, true),
        None => KeyLine { role: key.role, name: key.name.clone(), id: key.id.hex(), fingerprint: None, trusted: false },
    }
}

fn line(role: &'static str, key: &VKey, trusted: bool) -> KeyLine {
    let hex = Digest::of(&key.public).hex();
    let groups: Vec<&str> = (0..hex.len()).step_by(4).filter_map(|at| hex.get(at..at + 4)).collect();
    KeyLine { role, name: key.name.clone(), id: key.id.hex(), fingerprint: Some(groups.join(" ")), trusted }
}

fn origins(looked: &[Looked]) -> Vec<&str> {
    looked.iter().filter_map(|file| file.origin.as_deref()).collect()
}

fn store(trustees: &Trustees) -> Option<ProfileStore> {
    trustees.who.config.clone().map(ProfileStore::at)
}

fn no_store() -> Vec<String> {
    vec!["There is no configuration folder to keep profiles in".to_owned()]
}

/// What a profile of pasted keys is called.
pub const PASTED: &str = "pasted keys";
const EXAMPLE: &str = "a verifier key of the form NAME+ID+BASE64, such as example.org/log+78af4447+AWo5…";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::sample;

    fn pasted() -> String {
        let trusted = sample::trusted();
        let keys: Vec<String> = trusted.profiles[0].keys().map(|(_, key)| key.text()).collect();
        keys.join("\n")
    }

    #[test]
    fn pasted_keys_are_sorted_by_what_they_may_sign() {
        let origin = "demo.recount.example/northwind-freight";
        let [policy, authority, exporters] = texts_of(&pasted(), &[origin]).unwrap();
        let profile = TrustProfile::from_texts("x", &policy, &authority, &exporters, "").unwrap();
        assert_eq!((profile.origin(), profile.exporters.len()), (origin, 1));
        assert!(!profile.policy.quorum_is_none());
    }

    #[test]
    fn what_is_no_key_is_told_with_its_line_and_what_was_expected() {
        let faults = texts_of("nonsense\n", &[]).unwrap_err();
        assert_eq!(faults.len(), 3);
        assert!(faults[0].starts_with("Line 1 is no key") && faults[0].contains("NAME+ID+BASE64"), "{}", faults[0]);
        // One character of a key changed.
        let broken = pasted().replacen("dee719ff", "dee719fe", 1);
        assert!(texts_of(&broken, &[]).unwrap_err()[0].contains("the id is dee719fe"));
    }
}
