//! The worked example of the format, in all its forms; and what happens when any of its bytes changes.

use super::{cases, shared};
use recount::bundle::container::Container;
use recount::profile::TrustProfile;
use recount::verify::{Depth, Options, Verdict, Verification, verify};
use recount::watch::Watch;
use std::collections::BTreeMap;
use std::path::Path;

#[test]
fn all_forms_verify_and_list_their_warnings() {
    let Some(root) = shared::path("vectors/sab") else { return };
    let wanted: [(&str, &[&str]); 3] = [
        ("full", &["W_CONSISTENCY_UNUSED", "W_OPEN_RUN"]),
        ("actor", &[]),
        ("redacted", &["W_BLOB_WITHHELD", "W_OPEN_RUN"]),
    ];
    for (name, codes) in wanted {
        for form in [name.to_owned(), format!("{name}.sab")] {
            let found = cases::run(&root.join(&form), &root, &[]);
            let mut names: Vec<_> = found.findings.iter().map(|f| f.code.name()).collect();
            names.sort_unstable();
            assert_eq!((found.verdict, names.as_slice()), (Verdict::Verified, codes), "{form}");
        }
    }
}

#[test]
fn without_trust_nothing_is_verified() {
    let Some(root) = shared::path("vectors/sab/full") else { return };
    let found = check(read(&root), None, Depth::Full);
    assert_eq!(found.verdict, Verdict::Undecidable);
}

#[test]
fn integrity_alone_is_never_verified() {
    let Some(root) = shared::path("vectors/sab") else { return };
    let profile = TrustProfile::load(&root, "test").unwrap();
    let found = check(read(&root.join("full")), Some(&profile), Depth::Integrity);
    assert_eq!(found.verdict, Verdict::Undecidable);
    assert!(found.findings.iter().all(|f| f.code.name() == "E_LIMIT" || f.class.letter() == "W"));
}

/// The only places where a change may leave the verdict: the exporter's name and key id in the manifest's signature line.
#[test]
fn no_changed_byte_is_ever_verified() {
    let Some(root) = shared::path("vectors/sab") else { return };
    let profile = TrustProfile::load(&root, "test").unwrap();
    let files = read(&root.join("full"));
    for (path, content) in &files {
        for at in 0..content.len() {
            for change in 0..3 {
                let mut changed = files.clone();
                let bytes = changed.get_mut(path).unwrap();
                match change {
                    0 => bytes[at] ^= 1,
                    1 => bytes[at] ^= 0x80,
                    _ => drop(bytes.remove(at)),
                }
                let found = check(changed, Some(&profile), Depth::Full);
                if found.verdict == Verdict::Verified {
                    let harmless =
                        path == "manifest" && found.findings.iter().any(|f| f.code.name() == "W_EXPORTER_UNKNOWN");
                    assert!(harmless && in_exporter_name(content, at), "{path} byte {at} change {change}");
                }
            }
        }
    }
}

/// Whether `at` lies in the name or in the base64 characters that hold the key id of the manifest's signature line.
fn in_exporter_name(manifest: &[u8], at: usize) -> bool {
    let text = std::str::from_utf8(manifest).unwrap();
    let line = text.find("\n\u{2014} ").unwrap() + 5;
    let id = line + text[line..].find(' ').unwrap() + 1;
    (line..id + 6).contains(&at)
}

fn check(files: BTreeMap<String, Vec<u8>>, profile: Option<&TrustProfile>, depth: Depth) -> Verification {
    let options = Options { profile, depth, ..Options::default() };
    verify(&Container::from_files(files), Vec::new(), &options, &Watch::new(), &mut |_| {})
}

fn read(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            files.extend(read(&path).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            files.insert(name, std::fs::read(&path).unwrap());
        }
    }
    files
}
