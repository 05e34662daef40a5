//! Trust profiles: what is read, and every way in which the files of one can be wrong.

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
        assert_eq!(told(load(&format!("\n{good}{lines}"), "", "")), [profile_fault("authority", Some(2))], "{lines}");
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
    folders.extend(std::fs::read_dir(folder.join("sab-cases")).unwrap().map(|case| case.unwrap().path().join("trust")));
    for path in folders {
        let profile =
            TrustProfile::load(&path, "shared").unwrap_or_else(|found| panic!("{}: {found:?}", path.display()));
        assert_eq!(profile.exporters.len(), 1, "{}", path.display());
    }
}
