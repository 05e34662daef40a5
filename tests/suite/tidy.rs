//! Keeps the house in order: layers, first lines, lengths, names, codes in documents, and no crate that talks to a network.

use std::path::{Path, PathBuf};

/// Each layer and the layers that it may name.
const LAYERS: &[(&str, &[&str])] = &[
    ("crypto", &[]),
    ("watch", &[]),
    ("bundle", &["crypto", "watch"]),
    ("profile", &["crypto", "bundle"]),
    ("verify", &["crypto", "watch", "bundle", "profile"]),
    ("case", &["crypto", "watch", "bundle", "profile", "verify"]),
    ("seal", &["crypto", "watch", "bundle", "profile", "verify"]),
    ("view", &["crypto", "watch", "bundle", "profile", "verify", "case", "policy", "scan"]),
    ("store", &["crypto", "watch", "bundle", "profile", "verify", "seal", "case", "scan"]),
    ("session", &["crypto", "watch", "bundle", "profile", "verify", "case", "seal", "store"]),
    (
        "work",
        &[
            "crypto", "watch", "bundle", "profile", "verify", "case", "seal", "view", "store", "session", "scan",
            "policy",
        ],
    ),
    ("gui", &["watch", "bundle", "verify", "case", "view", "session", "work", "store", "scan", "policy"]),
    ("cli", &["crypto", "watch", "bundle", "profile", "verify", "case", "seal", "view", "store", "session"]),
];
const LINES_MAX: usize = 600;
const FUNCTION_MAX: usize = 90;
const BANNED_NAMES: &[&str] = &["utils", "common", "helpers", "types", "manager", "misc"];
const BANNED_CRATES: &[&str] = &["reqwest", "hyper", "ureq", "rustls", "native-tls", "openssl", "curl", "isahc", "h2"];

/// All files in a folder and those below it, sorted.
pub fn files(dir: &Path, out: &mut Vec<PathBuf>) {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            files(&path, out);
        } else {
            out.push(path);
        }
    }
}

/// The sources in a folder, with their paths below it.
fn sources(below: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(below);
    let mut paths = Vec::new();
    files(&root, &mut paths);
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    let name = |path: &PathBuf| path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
    paths.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect()
}

fn all() -> Vec<(String, String)> {
    let all = sources("src");
    assert!(all.len() > 20);
    all
}

/// Those of the program and of what tests it.
fn with_tests() -> Vec<(String, String)> {
    let tests: Vec<_> = ["fuzz/src", "fuzz/fuzz_targets", "tests"].into_iter().flat_map(sources).collect();
    assert!(tests.len() > 20);
    all().into_iter().chain(tests).collect()
}

#[test]
fn every_file_says_what_it_is_and_stays_short() {
    for (name, text) in with_tests() {
        assert!(text.starts_with("//!"), "{name} does not begin with //!");
        let lines = text.lines().take_while(|line| *line != "#[cfg(test)]").count();
        assert!(lines <= LINES_MAX, "{name} has {lines} lines");
        let stem = name.rsplit('/').next().unwrap().trim_end_matches(".rs");
        assert!(!BANNED_NAMES.contains(&stem), "{name} is a name that says nothing");
    }
}

#[test]
fn functions_stay_short() {
    let mut seen = 0;
    for (name, text) in with_tests() {
        let lines: Vec<&str> = text.lines().take_while(|line| *line != "#[cfg(test)]").collect();
        for (at, line) in lines.iter().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let start =
                line.trim_start().trim_start_matches("pub").trim_start_matches("(super)").trim_start_matches("(crate)");
            if !start.trim_start().starts_with("fn ") || line.trim_end().ends_with([';', '}']) {
                continue;
            }
            let end = format!("{}}}", " ".repeat(indent));
            let length = lines[at..].iter().position(|line| *line == end).unwrap_or(0) + 1;
            assert!(length <= FUNCTION_MAX, "{name} line {}: {length} lines", at + 1);
            seen += 1;
        }
    }
    assert!(seen > 300, "only {seen} functions were found");
}

#[test]
fn layers_look_only_down() {
    for (name, text) in all() {
        let layer = name.split('/').next().unwrap().trim_end_matches(".rs");
        let Some((_, allowed)) = LAYERS.iter().find(|(known, _)| *known == layer) else { continue };
        for (other, _) in LAYERS.iter().filter(|(other, _)| *other != layer && !allowed.contains(other)) {
            assert!(!text.contains(&format!("crate::{other}")), "{name} names crate::{other}");
        }
    }
}

#[test]
fn no_crate_talks_to_a_network() {
    for path in ["Cargo.lock", "fuzz/Cargo.lock"] {
        let lock = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
        for banned in BANNED_CRATES {
            assert!(!lock.contains(&format!("name = \"{banned}\"")), "{banned} is in {path}");
        }
    }
}

#[test]
fn the_documents_name_only_codes_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut named = 0;
    for document in ["README.md", "ARCHITECTURE.md", "src/bundle/FORMAT.md", "tests/ATTACKS.md"] {
        let text = std::fs::read_to_string(root.join(document)).unwrap();
        let words = text.split(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'));
        for code in words.filter(|word| word.starts_with("E_") || word.starts_with("W_")) {
            let known = recount::bundle::Code::ALL.iter().any(|known| known.name() == code);
            assert!(known, "{document} names {code}");
            named += 1;
        }
    }
    assert!(named > 100, "only {named} codes were found");
}
