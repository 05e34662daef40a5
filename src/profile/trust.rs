//! A trust profile: the keys of one origin that the user trusts, checked as a whole (`bundle-format.md` section 1.5, "Profile").
//!
//! All faults are told at once, so that a profile is mended in one pass. The contents of `tsa` are not parsed in this version.

use super::Policy;
use super::files::ProfileFiles;
use super::lines::{Line, ProfileError, collect, key, number, shown};
use super::policy::PolicyKey;
use crate::bundle::{Code, Failure};
use crate::crypto::{Digest, KeyId, KeyType, VKey};
use std::collections::BTreeMap;
use std::path::Path;

/// Seconds that clocks may differ where `limits` says nothing (`bundle-format.md` section 1.12).
pub const SKEW_DEFAULT: u64 = 300;

/// An authority key, which counts at the log indices in [first, end).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuthorityKey {
    /// The key.
    pub key: VKey,
    /// First index at which it counts.
    pub first: u64,
    /// First index at which it no longer counts; `None` where there is no end.
    pub end: Option<u64>,
}

/// What the user trusts for one origin.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TrustProfile {
    /// The name under which the user knows it; no part of the trust itself.
    pub name: String,
    /// Logs, witnesses and quorum.
    pub policy: Policy,
    /// Keys that say which actor keys count, all of one name, at least one.
    pub authority: Vec<AuthorityKey>,
    /// Keys that may declare blobs withheld.
    pub exporters: Vec<VKey>,
    /// Seconds that clocks may differ.
    pub skew: u64,
    /// Age in seconds from which a checkpoint is stale.
    pub max_age: Option<u64>,
    /// Whether there is a file `tsa`.
    pub has_tsa: bool,
}

impl TrustProfile {
    /// Loads a profile from its folder: `policy` and `authority`, and if present `exporters`, `limits` and `tsa`.
    ///
    /// # Errors
    /// `E_PROFILE` with file and line, and `E_KEY_COLLISION`; never empty.
    pub fn load(dir: &Path, name: &str) -> Result<TrustProfile, Vec<Failure>> {
        let files = ProfileFiles::read(dir).map_err(|faults| failures(&faults))?;
        TrustProfile::from_files(&files, name)
    }

    /// Makes a profile from the texts of its files; an optional file that is absent is an empty text.
    ///
    /// # Errors
    /// As [`TrustProfile::load`].
    pub fn from_texts(
        name: &str,
        policy: &str,
        authority: &str,
        exporters: &str,
        limits: &str,
    ) -> Result<TrustProfile, Vec<Failure>> {
        let mut faults = Vec::new();
        let policy = Policy::parse_with_keys(policy).map_err(|fault| faults.push(fault)).ok();
        let authority = collect(AUTHORITY, authority, &mut faults, authority_line);
        let exporters = collect(EXPORTERS, exporters, &mut faults, exporter_line);
        let limits = collect(LIMITS, limits, &mut faults, limit_line);
        let (skew, max_age) = (limit_of("skew", &limits, &mut faults), limit_of("max_age", &limits, &mut faults));
        let Some((policy, policy_keys)) = policy.filter(|_| faults.is_empty()) else {
            return Err(failures(&faults));
        };
        let found = check_keys(&placed_keys(&policy_keys, &authority, &exporters));
        if !found.is_empty() {
            return Err(found);
        }
        let authority = authority.into_iter().map(|(_, key)| key).collect();
        let exporters = exporters.into_iter().map(|(_, key)| key).collect();
        let skew = skew.unwrap_or(SKEW_DEFAULT);
        Ok(TrustProfile { name: name.to_owned(), policy, authority, exporters, skew, max_age, has_tsa: false })
    }

    /// As [`TrustProfile::from_texts`], from files that were read.
    pub(super) fn from_files(files: &ProfileFiles, name: &str) -> Result<TrustProfile, Vec<Failure>> {
        let [exporters, limits] = [&files.exporters, &files.limits].map(|text| text.as_deref().unwrap_or_default());
        let profile = TrustProfile::from_texts(name, &files.policy, &files.authority, exporters, limits)?;
        Ok(TrustProfile { has_tsa: files.tsa.is_some(), ..profile })
    }

    /// The log that the profile is for: the name of all its log keys.
    pub fn origin(&self) -> &str {
        self.policy.logs.first().map_or("", |key| key.name.as_str())
    }

    /// The actor whose records say which keys count: the name of all authority keys.
    pub fn authority_name(&self) -> &str {
        self.authority.first().map_or("", |pinned| pinned.key.name.as_str())
    }

    /// Whether `public` is the public key of any log, witness, authority or exporter of the profile.
    pub fn owns_key(&self, public: &[u8]) -> bool {
        self.keys().any(|(_, key)| key.public == public)
    }

    /// Whether `public` is the public key of a line of `authority`, whatever its indices.
    pub fn pins_authority(&self, public: &[u8]) -> bool {
        self.authority.iter().any(|pinned| pinned.key.public == public)
    }

    /// Every key with its role: log, witness, authority or exporter.
    pub fn keys(&self) -> impl Iterator<Item = (&'static str, &VKey)> {
        let logs = self.policy.logs.iter().map(|key| (LOG, key));
        let witnesses = self.policy.witnesses.iter().map(|witness| (WITNESS, &witness.key));
        let authority = self.authority.iter().map(|pinned| (AUTHORITY, &pinned.key));
        logs.chain(witnesses).chain(authority).chain(self.exporters.iter().map(|key| (EXPORTER, key)))
    }

    /// The files of a folder that holds this trust: name and text of each.
    pub fn texts(&self) -> [(&'static str, String); 4] {
        let lines = |lines: Vec<String>| lines.into_iter().map(|line| line + "\n").collect::<String>();
        let authority = self.authority.iter().map(|pinned| {
            let end = pinned.end.map_or(String::new(), |end| format!(" {end}"));
            format!("{} {}{end}", pinned.key.text(), pinned.first)
        });
        let exporters = self.exporters.iter().map(VKey::text);
        let age = self.max_age.map(|age| format!("max_age {age}"));
        [
            (POLICY, lines(self.policy.canonical())),
            (AUTHORITY, lines(authority.collect())),
            (EXPORTERS, lines(exporters.collect())),
            (LIMITS, lines([format!("skew {}", self.skew)].into_iter().chain(age).collect())),
        ]
    }

    /// SHA-256 of the trust, sorted line by line: equal for two loads of the same trust, whatever their order, comments, URLs or name.
    pub fn fingerprint(&self) -> Digest {
        let mut lines = self.policy.canonical();
        lines.extend(self.authority.iter().map(|pinned| {
            let end = pinned.end.map_or("-".to_owned(), |end| end.to_string());
            format!("{AUTHORITY} {} {} {end}", pinned.key.text(), pinned.first)
        }));
        lines.extend(self.exporters.iter().map(|key| format!("{EXPORTER} {}", key.text())));
        lines.push(format!("skew {}", self.skew));
        lines.extend(self.max_age.map(|age| format!("max_age {age}")));
        lines.extend(self.has_tsa.then(|| "tsa".to_owned()));
        lines.sort_unstable();
        Digest::of(format!("recount trust profile v1\n{}\n", lines.join("\n")).as_bytes())
    }
}

/// A key of the profile and where it stands.
struct PlacedKey<'a> {
    role: &'static str,
    file: &'static str,
    line: u64,
    key: &'a VKey,
}

fn placed_keys<'a>(
    policy: &'a [PolicyKey],
    authority: &'a [(u64, AuthorityKey)],
    exporters: &'a [(u64, VKey)],
) -> Vec<PlacedKey<'a>> {
    let place = |role, file, line, key| PlacedKey { role, file, line, key };
    let policy = policy.iter().map(|placed| place(placed.role, POLICY, placed.line, &placed.key));
    let authority = authority.iter().map(|(line, pinned)| place(AUTHORITY, AUTHORITY, *line, &pinned.key));
    policy.chain(authority).chain(exporters.iter().map(|(line, key)| place(EXPORTER, EXPORTERS, *line, key))).collect()
}

/// The rules that concern all keys together.
fn check_keys(keys: &[PlacedKey<'_>]) -> Vec<Failure> {
    let mut faults = Vec::new();
    one_name(keys, LOG, POLICY, "log", &mut faults);
    one_name(keys, AUTHORITY, AUTHORITY, "authority", &mut faults);
    same_public(keys, &mut faults);
    let mut found = failures(&faults);
    found.extend(collisions(keys));
    found.truncate(FAILURES_MAX);
    found
}

fn one_name(keys: &[PlacedKey<'_>], role: &str, file: &'static str, word: &str, faults: &mut Vec<ProfileError>) {
    let mut keys = keys.iter().filter(|placed| placed.role == role);
    let Some(first) = keys.next() else {
        faults.push(ProfileError::whole(file, format!("no {word} key")));
        return;
    };
    for other in keys.filter(|other| other.key.name != first.key.name) {
        let names = (shown(&other.key.name), shown(&first.key.name));
        let what = format!(
            "all {word} keys have one name, but this one is {} and that of line {} is {}",
            names.0, first.line, names.1
        );
        faults.push(ProfileError::at(file, other.line, what));
    }
}

fn same_public(keys: &[PlacedKey<'_>], faults: &mut Vec<ProfileError>) {
    let mut seen: BTreeMap<&[u8], &PlacedKey<'_>> = BTreeMap::new();
    for placed in keys {
        if let Some(first) = seen.get(placed.key.public.as_slice()) {
            let what =
                format!("the public key of this {} stands in {}, line {} already", placed.role, first.file, first.line);
            faults.push(ProfileError::at(placed.file, placed.line, what));
        } else {
            seen.insert(&placed.key.public, placed);
        }
    }
}

/// Different keys with one (name, id): ids have 32 bits and can be ground out.
fn collisions(keys: &[PlacedKey<'_>]) -> Vec<Failure> {
    let mut seen: BTreeMap<(&str, [u8; 4]), &PlacedKey<'_>> = BTreeMap::new();
    let mut found = Vec::new();
    for placed in keys {
        let KeyId(id) = placed.key.id;
        let first = *seen.entry((&placed.key.name, id)).or_insert(placed);
        if first.key.public != placed.key.public {
            let detail = format!(
                "{}, line {} has {}; {}, line {} has {}",
                first.file,
                first.line,
                first.key.text(),
                placed.file,
                placed.line,
                placed.key.text()
            );
            let failure = Failure::new(Code::KeyCollision, detail).file(placed.file).line(placed.line);
            found.push(failure.key(placed.key.id.hex()).values(first.key.text(), placed.key.text()));
        }
    }
    found
}

fn authority_line(line: &Line<'_>) -> Result<AuthorityKey, String> {
    let (vkey, first, end) = match line.items.as_slice() {
        [vkey] => (vkey, None, None),
        [vkey, first] => (vkey, Some(*first), None),
        [vkey, first, end] => (vkey, Some(*first), Some(*end)),
        _ => return Err("an authority line has the form `VKEY [FIRST [END]]`".to_owned()),
    };
    let index = |text: &str| number(text).ok_or_else(|| format!("{} is not a log index", shown(text)));
    let key = key(vkey, &[KeyType::Record])?;
    let first = first.map_or(Ok(0), index)?;
    let end = end.map(index).transpose()?;
    match end {
        Some(end) if end <= first => Err(format!("END {end} must be larger than FIRST {first}")),
        _ => Ok(AuthorityKey { key, first, end }),
    }
}

fn exporter_line(line: &Line<'_>) -> Result<VKey, String> {
    match line.items.as_slice() {
        [vkey] => key(vkey, &[KeyType::Note]),
        _ => Err("a line of exporters is one VKEY".to_owned()),
    }
}

fn limit_line(line: &Line<'_>) -> Result<(&'static str, u64), String> {
    let (name, seconds) = match line.items.as_slice() {
        ["skew", seconds] => ("skew", seconds),
        ["max_age", seconds] => ("max_age", seconds),
        _ => return Err("a line of limits has the form `skew SECONDS` or `max_age SECONDS`".to_owned()),
    };
    let seconds = number(seconds).ok_or_else(|| format!("{} is not a number of seconds", shown(seconds)))?;
    Ok((name, seconds))
}

fn limit_of(name: &str, limits: &[(u64, (&str, u64))], faults: &mut Vec<ProfileError>) -> Option<u64> {
    let mut lines = limits.iter().filter(|(_, (limit, _))| *limit == name);
    let (_, (_, seconds)) = lines.next()?;
    faults.extend(lines.map(|(line, _)| ProfileError::at(LIMITS, *line, format!("a second line `{name}`"))));
    Some(*seconds)
}

fn failures(faults: &[ProfileError]) -> Vec<Failure> {
    faults.iter().take(FAILURES_MAX).map(ProfileError::failure).collect()
}

const POLICY: &str = "policy";
const AUTHORITY: &str = "authority";
const EXPORTERS: &str = "exporters";
const LIMITS: &str = "limits";
const LOG: &str = "log";
const WITNESS: &str = "witness";
const EXPORTER: &str = "exporter";
/// Findings told at most, as for any code (`bundle-format.md` section 2.1).
const FAILURES_MAX: usize = 100;

#[cfg(test)]
mod tests;
