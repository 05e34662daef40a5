//! The store of profiles: names, the default one, and exchange without a moment between.

use super::*;
use crate::crypto::{KeyType, SecretKey, VKey};

fn key(name: &str, kind: KeyType, seed: u8) -> String {
    VKey::new(name, kind, &SecretKey::from_seed(&[seed; 32]).public()).text()
}

/// A folder with a profile for `origin`, and one file that is not part of it.
fn source(origin: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let policy = format!("log {}\nquorum none\n", key(origin, KeyType::Note, 1));
    fs::write(dir.path().join("policy"), policy).unwrap();
    fs::write(dir.path().join("authority"), key("authority.example", KeyType::Record, 2)).unwrap();
    fs::write(dir.path().join("limits"), "skew 7\n").unwrap();
    fs::write(dir.path().join("secret"), "not copied").unwrap();
    dir
}

fn hidden(dir: &Path) -> usize {
    let names = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with('.')).count()
}

#[test]
fn a_profile_is_added_replaced_and_removed() {
    let root = tempfile::tempdir().unwrap();
    let store = ProfileStore::at(root.path().join("recount"));
    assert_eq!((store.list().unwrap(), store.default_name()), (vec![], None));
    let (one, two) = (source("one.example"), source("two.example"));
    assert!(matches!(store.replace("prod", one.path()), Err(StoreError::Unknown(_))));
    assert_eq!(store.add("prod", one.path()).unwrap().origin(), "one.example");
    assert!(matches!(store.add("prod", two.path()), Err(StoreError::Exists(_))));
    assert_eq!(store.load("prod").unwrap().skew, 7);
    assert!(!store.path("prod").unwrap().join("secret").exists());
    store.replace("prod", two.path()).unwrap();
    assert_eq!(store.load("prod").unwrap().origin(), "two.example");
    fs::create_dir_all(store.seen_dir("prod").unwrap()).unwrap();
    store.remove("prod").unwrap();
    assert!(matches!(store.load("prod"), Err(StoreError::Unknown(_))));
    assert!(matches!(store.remove("prod"), Err(StoreError::Unknown(_))));
    assert!(store.seen_dir("prod").unwrap().is_dir());
    assert_eq!(hidden(&root.path().join("recount/profiles")), 0);
}

#[test]
fn what_does_not_load_is_not_added_and_does_not_replace() {
    let root = tempfile::tempdir().unwrap();
    let store = ProfileStore::at(root.path());
    let (good, bad) = (source("one.example"), source("two.example"));
    fs::write(bad.path().join("limits"), "skew x\n").unwrap();
    let fault = store.add("prod", bad.path()).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "The trust profile cannot be used; mend it and verify again: limits, line 1: \"x\" is not a number of seconds"
    );
    store.add("prod", good.path()).unwrap();
    assert!(matches!(store.replace("prod", bad.path()), Err(StoreError::Profile(_))));
    assert_eq!(store.load("prod").unwrap().origin(), "one.example");
    assert_eq!(store.list().unwrap(), ["prod"]);
}

#[test]
fn the_default_is_stated_or_the_only_one() {
    let root = tempfile::tempdir().unwrap();
    let store = ProfileStore::at(root.path());
    let source = source("one.example");
    store.add("b", source.path()).unwrap();
    assert_eq!(store.default_name().as_deref(), Some("b"));
    store.add("a", source.path()).unwrap();
    assert_eq!((store.list().unwrap(), store.default_name()), (vec!["a".to_owned(), "b".to_owned()], None));
    assert!(matches!(store.set_default("c"), Err(StoreError::Unknown(_))));
    store.set_default("b").unwrap();
    assert_eq!(store.default_name().as_deref(), Some("b"));
    store.set_default("a").unwrap();
    fs::remove_dir_all(store.path("a").unwrap()).unwrap();
    assert_eq!(store.default_name().as_deref(), Some("a"), "another never takes its place unasked");
    store.add("a", source.path()).unwrap();
    store.remove("a").unwrap();
    assert_eq!(store.default_name().as_deref(), Some("b"));
}

#[test]
fn names_stay_inside_the_folder() {
    for name in ["a", "0", "a.b_c-d", &"x".repeat(64)] {
        assert!(is_name(name), "{name}");
    }
    let store = ProfileStore::at("root");
    for name in ["", ".", "..", ".a", "-a", "A", "a/b", "a\\b", "a b", "é", "a.", "a\0", &"x".repeat(65)] {
        assert!(matches!(store.path(name), Err(StoreError::Name(_))), "{name}");
        assert!(matches!(store.seen_dir(name), Err(StoreError::Name(_))), "{name}");
    }
}

#[cfg(not(windows))]
#[test]
fn the_environment_names_the_folder() {
    let root = |set: &[(&str, &str)]| {
        user_root(&|name| set.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value)))
    };
    assert_eq!(root(&[]), None);
    assert_eq!(root(&[("HOME", "/h")]), Some("/h/.config/recount".into()));
    assert_eq!(root(&[("HOME", "/h"), ("XDG_CONFIG_HOME", "")]), Some("/h/.config/recount".into()));
    assert_eq!(root(&[("HOME", "/h"), ("XDG_CONFIG_HOME", "x")]), Some("/h/.config/recount".into()));
    assert_eq!(root(&[("HOME", "/h"), ("XDG_CONFIG_HOME", "/x")]), Some("/x/recount".into()));
    assert_eq!(root(&[("HOME", "/h"), ("XDG_CONFIG_HOME", "/x"), ("RECOUNT_CONFIG", "r")]), Some("r".into()));
}
