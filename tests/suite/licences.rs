//! The list of licences on the About page names every crate of Cargo.lock that the program is built of, and no other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn read(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// A crate of the lock file: name and version.
type Id = (String, String);

/// All crates of a lock file, each with what it needs: a name, with the version where several are locked.
fn locked(text: &str) -> BTreeMap<Id, Vec<String>> {
    let quoted = |line: &str| line.split('"').nth(1).unwrap().to_owned();
    let mut out = BTreeMap::new();
    for part in text.split("[[package]]\n").skip(1) {
        let field = |name: &str| quoted(part.lines().find(|line| line.starts_with(&format!("{name} = "))).unwrap());
        let needs = part.lines().filter(|line| line.starts_with(" \"")).map(quoted).collect();
        out.insert((field("name"), field("version")), needs);
    }
    out
}

/// Names of the crates that only tests and benches need: those of one section of Cargo.toml and of no other.
fn only_for_tests(text: &str) -> BTreeSet<String> {
    let mut section = "";
    let (mut dev, mut other) = (BTreeSet::new(), BTreeSet::new());
    for line in text.lines() {
        if line.starts_with('[') {
            section = line;
        } else if let (true, Some((name, _))) = (section.ends_with("dependencies]"), line.split_once(" = ")) {
            let of = if section == "[dev-dependencies]" { &mut dev } else { &mut other };
            of.insert(name.to_owned());
        }
    }
    dev.difference(&other).cloned().collect()
}

#[test]
fn the_licences_are_those_of_the_lock_file() {
    let locked = locked(&read("Cargo.lock"));
    let skipped = only_for_tests(&read("Cargo.toml"));
    assert!(locked.len() > 100 && !skipped.is_empty());
    let find = |need: &str| {
        let (name, version) = need.split_once(' ').unwrap_or((need, ""));
        let found = locked.keys().find(|(known, of)| known == name && (version.is_empty() || of == version));
        found.unwrap_or_else(|| panic!("{need}")).clone()
    };
    let root = locked.keys().find(|(name, _)| name == "recount").unwrap();
    let mut todo: Vec<Id> =
        locked[root].iter().map(|need| find(need)).filter(|(name, _)| !skipped.contains(name)).collect();
    let mut needed = BTreeSet::new();
    while let Some(id) = todo.pop() {
        if needed.insert(id.clone()) {
            todo.extend(locked[&id].iter().map(|need| find(need)));
        }
    }
    let list = read("assets/licences.txt");
    let mut listed = BTreeSet::new();
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let parts: Vec<&str> = line.split('\t').collect();
        let [name, version, licence] = parts[..] else { panic!("{line}") };
        assert!(!licence.is_empty(), "{line}");
        listed.insert((name.to_owned(), version.to_owned()));
    }
    let missing: Vec<&Id> = needed.difference(&listed).collect();
    let over: Vec<&Id> = listed.difference(&needed).collect();
    assert!(
        missing.is_empty() && over.is_empty(),
        "run assets/licences.py: not listed {missing:?}, no longer needed {over:?}"
    );
}
