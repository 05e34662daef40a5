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
mod tests {
    use super::*;
    use crate::crypto::SecretKey;

    fn key_of(name: &str, kind: KeyType, seed: [u8; 32]) -> String {
        VKey::new(name, kind, &SecretKey::from_seed(&seed).public()).text()
    }

    fn log(name: &str, seed: u8) -> String {
        format!("log {}\n", key_of(name, KeyType::Note, [seed; 32]))
    }

    fn witness(name: &str, seed: u8) -> String {
        format!("witness {name} {}\n", key_of("w.example", KeyType::Cosignature, [seed; 32]))
    }

    fn authority(seed: u8) -> String {
        key_of("authority.example", KeyType::Record, [seed; 32])
    }

    fn exporter(seed: u8) -> String {
        key_of("desk.example", KeyType::Note, [seed; 32])
    }

    fn policy() -> String {
        format!("{}{}{}quorum w\n", log("log.example", 1), log("log.example", 2), witness("w", 3))
    }

    /// Code, file and line of each finding.
    fn told(result: Result<TrustProfile, Vec<Failure>>) -> Vec<(Code, String, Option<u64>)> {
        let found = result.unwrap_err();
        found.into_iter().map(|failure| (failure.code, failure.file.unwrap_or_default(), failure.line)).collect()
    }

    fn profile_fault(file: &str, line: Option<u64>) -> (Code, String, Option<u64>) {
        (Code::Profile, file.to_owned(), line)
    }

    #[test]
    fn a_whole_profile_reads() {
        let keys = format!("# pinned\n{} 0 100\n\t{}  100 \n", authority(4), authority(5));
        let profile = TrustProfile::from_texts("mine", &policy(), &keys, &exporter(6), "max_age 86400\n").unwrap();
        assert_eq!(
            (profile.name.as_str(), profile.origin(), profile.authority_name()),
            ("mine", "log.example", "authority.example")
        );
        let windows: Vec<_> = profile.authority.iter().map(|pinned| (pinned.first, pinned.end)).collect();
        assert_eq!(windows, [(0, Some(100)), (100, None)]);
        assert_eq!((profile.skew, profile.max_age, profile.has_tsa), (300, Some(86400), false));
        let roles: Vec<_> = profile.keys().map(|(role, _)| role).collect();
        assert_eq!(roles, ["log", "log", "witness", "authority", "authority", "exporter"]);
        let public = |seed| SecretKey::from_seed(&[seed; 32]).public().bytes();
        assert!((1..=6).all(|seed| profile.owns_key(&public(seed))) && !profile.owns_key(&public(7)));
        assert!((1..=7).all(|seed| profile.pins_authority(&public(seed)) == (4..=5).contains(&seed)));
    }

    #[test]
    fn each_fault_has_its_file_and_line() {
        let load = |authority: &str, exporters: &str, limits: &str| {
            TrustProfile::from_texts("p", &policy(), authority, exporters, limits)
        };
        let good = authority(4);
        for lines in [" 5 5", " 5 4", " x", " 01", " 1 2 3", " -1"] {
            assert_eq!(
                told(load(&format!("\n{good}{lines}"), "", "")),
                [profile_fault("authority", Some(2))],
                "{lines}"
            );
        }
        assert_eq!(told(load("", "", "")), [profile_fault("authority", None)]);
        assert_eq!(told(load(&exporter(4), "", "")), [profile_fault("authority", Some(1))]);
        assert_eq!(told(load(&good, &authority(6), "")), [profile_fault("exporters", Some(1))]);
        for (limits, line) in [("skew 1\nskew 1", 2), ("skew", 1), ("skew -1", 1), ("age 5", 1), ("max_age 5 s", 1)] {
            assert_eq!(told(load(&good, "", limits)), [profile_fault("limits", Some(line))], "{limits}");
        }
        assert_eq!(load(&good, "", "skew 0").unwrap().skew, 0);
        let all = TrustProfile::from_texts("p", "quorum", "x", "y\nz", "q");
        let files: Vec<_> = told(all).into_iter().map(|(_, file, _)| file).collect();
        assert_eq!(files, ["policy", "authority", "exporters", "exporters", "limits"]);
    }

    #[test]
    fn a_profile_is_for_one_origin_and_one_authority() {
        let two_logs = format!("{}{}quorum none", log("log.example", 1), log("other.example", 2));
        let found = TrustProfile::from_texts("p", &two_logs, &authority(4), "", "").unwrap_err();
        assert!(found[0].message.ends_with("this one is \"other.example\" and that of line 1 is \"log.example\""));
        assert_eq!((found[0].code, found[0].line), (Code::Profile, Some(2)));
        assert_eq!(
            told(TrustProfile::from_texts("p", "quorum none", &authority(4), "", "")),
            [profile_fault("policy", None)]
        );
        let two_names = format!("{}\n{}", authority(4), key_of("else.example", KeyType::Record, [5; 32]));
        assert_eq!(
            told(TrustProfile::from_texts("p", &policy(), &two_names, "", "")),
            [profile_fault("authority", Some(2))]
        );
    }

    #[test]
    fn one_public_key_stands_once_across_all_roles() {
        let load =
            |authority: &str, exporters: &str| told(TrustProfile::from_texts("p", &policy(), authority, exporters, ""));
        let good = authority(4);
        assert_eq!(load(&format!("{good} 0 5\n{good} 5"), ""), [profile_fault("authority", Some(2))]);
        assert_eq!(load(&good, &exporter(1)), [profile_fault("exporters", Some(1))], "log key");
        assert_eq!(load(&good, &exporter(3)), [profile_fault("exporters", Some(1))], "witness key");
        assert_eq!(load(&good, &format!("{0}\n{0}", exporter(6))), [profile_fault("exporters", Some(2))]);
        assert_eq!(
            load(&authority(2), &exporter(2)),
            [profile_fault("authority", Some(1)), profile_fault("exporters", Some(1))]
        );
    }

    #[test]
    fn weak_keys_are_rejected() {
        let identity = {
            let mut bytes = vec![0u8; 32];
            bytes[0] = 1;
            bytes
        };
        let id = KeyId::of("authority.example", KeyType::Record, &identity);
        let key = VKey { name: "authority.example".to_owned(), id, kind: KeyType::Record, public: identity };
        let found = TrustProfile::from_texts("p", &policy(), &key.text(), "", "").unwrap_err();
        assert!(found[0].message.contains("weak public key"), "{}", found[0].message);
    }

    /// Two seeds, found among 400,000, whose keys of this name share their id.
    #[test]
    fn two_keys_with_one_name_and_id_collide() {
        let ground = |number: u32| {
            let mut seed = [0u8; 32];
            seed[..4].copy_from_slice(&number.to_le_bytes());
            key_of("log.example", KeyType::Note, seed)
        };
        let (one, two) = (ground(65544), ground(106977));
        let across = format!("log {one}\nquorum none");
        let found = TrustProfile::from_texts("p", &across, &authority(4), &two, "").unwrap_err();
        assert_eq!(found.iter().map(|failure| failure.code).collect::<Vec<_>>(), [Code::KeyCollision]);
        assert_eq!((found[0].file.as_deref(), found[0].key.as_deref()), (Some("exporters"), Some("1f07e1af")));
        assert!(found[0].message.contains(&one) && found[0].message.contains(&two));
        let inside = format!("log {one}\nlog {two}\nquorum none");
        let found = told(TrustProfile::from_texts("p", &inside, &authority(4), "", ""));
        assert_eq!(found, [(Code::KeyCollision, "policy".to_owned(), Some(2))]);
    }

    #[test]
    fn the_fingerprint_is_of_the_trust_alone() {
        let print = |name: &str, policy: &str, authority: &str, limits: &str| {
            TrustProfile::from_texts(name, policy, authority, "", limits).unwrap().fingerprint()
        };
        let (a, b, c) = (witness("a", 2), witness("b", 3), log("log.example", 1));
        let keys = authority(4);
        let base = print("p", &format!("{a}{b}{c}group g all a b\nquorum g\n"), &keys, "");
        let same = print(
            "q",
            &format!("# x\n{b}{a}group g 2 b  a\nquorum g\n{}\thttps://x/\n", c.trim()),
            &format!("{keys} 0"),
            "skew 300",
        );
        assert_eq!(base, same);
        let others = [
            print("p", &format!("{a}{b}{c}group g any a b\nquorum g\n"), &keys, ""),
            print("p", &format!("{a}{b}{c}group g all a b\nquorum a\n"), &keys, ""),
            print("p", &format!("{a}{b}{c}group g all a b\nquorum g\n"), &format!("{keys} 1"), ""),
            print("p", &format!("{a}{b}{c}group g all a b\nquorum g\n"), &format!("{keys} 0 9"), ""),
            print("p", &format!("{a}{b}{c}group g all a b\nquorum g\n"), &keys, "skew 301"),
            print("p", &format!("{a}{b}{c}group g all a b\nquorum g\n"), &keys, "max_age 300"),
        ];
        let different: std::collections::BTreeSet<_> = others.iter().chain([&base]).collect();
        assert_eq!(different.len(), others.len() + 1);
    }

    #[test]
    fn a_folder_is_read_with_its_optional_files() {
        let dir = tempfile::tempdir().unwrap();
        let found = told(TrustProfile::load(dir.path(), "p"));
        assert_eq!(found, [profile_fault("policy", None), profile_fault("authority", None)]);
        let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
        write("policy", &policy());
        write("authority", &authority(4));
        write("notes", "\0");
        let plain = TrustProfile::load(dir.path(), "p").unwrap();
        assert!(!plain.has_tsa && plain.exporters.is_empty());
        write("tsa", "whatever");
        write("limits", "skew 9");
        write("exporters", &exporter(6));
        let full = TrustProfile::load(dir.path(), "p").unwrap();
        assert_eq!((full.has_tsa, full.skew, full.exporters.len()), (true, 9, 1));
    }

    #[test]
    fn the_shared_profiles_load() {
        let Some(folder) = crate::profile::shared_vectors() else { return };
        let mut folders = vec![folder.join("sab")];
        folders.extend(
            std::fs::read_dir(folder.join("sab-cases")).unwrap().map(|case| case.unwrap().path().join("trust")),
        );
        for path in folders {
            let profile =
                TrustProfile::load(&path, "shared").unwrap_or_else(|found| panic!("{}: {found:?}", path.display()));
            assert_eq!(profile.exporters.len(), 1, "{}", path.display());
        }
    }
}
