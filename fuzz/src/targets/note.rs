//! Signed notes and what stands in them, keys, policies and profiles: each reads back as it was written, or is refused.
//!
//! One input is tried as all of them, so that one corpus serves all.

use super::log;
use recount::bundle::container::ReadLimits;
use recount::bundle::manifest::Manifest;
use recount::bundle::proof::Checkpoint;
use recount::crypto::{NOTE_MAX, Note, VKey, b64_encode, hex_encode};
use recount::profile::{Policy, TrustProfile};
use recount::verify::accepted_checkpoint;

/// Tries the bytes as a note, a checkpoint, a manifest, a key, a policy and a profile.
pub fn run(bytes: &[u8]) {
    note(bytes);
    for files in [2, 1 << 20] {
        manifest(bytes, &ReadLimits { files, ..ReadLimits::default() });
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    for line in text.lines() {
        if let Ok(key) = VKey::parse(line) {
            assert_eq!(key.text(), line, "a key has two spellings");
        }
    }
    policy(text);
    profile(text);
}

fn note(bytes: &[u8]) {
    let accepted = accepted_checkpoint(bytes, &log::genuine().profile);
    let Ok(note) = Note::parse(bytes, NOTE_MAX) else {
        assert!(accepted.is_none());
        return;
    };
    assert_eq!(written(&note), bytes, "a note has two spellings");
    let theirs = signed_note::Note::from_bytes(bytes).expect("another reader refuses the note");
    assert_eq!((theirs.text(), theirs.to_bytes().as_slice()), (note.text.as_bytes(), bytes));
    let checkpoint = Checkpoint::parse(note.text);
    if let Ok(checkpoint) = &checkpoint {
        let Checkpoint { origin, size, root, extensions } = checkpoint;
        let more: String = extensions.iter().map(|line| format!("{line}\n")).collect();
        assert_eq!(Checkpoint::text(origin, *size, root) + &more, note.text);
    }
    if let Some(accepted) = accepted {
        assert_eq!(checkpoint.as_ref(), Ok(&accepted));
        assert!(log::genuine().has_checkpoint(note.text), "accepted, but never signed:\n{}", note.text);
    }
}

fn written(note: &Note<'_>) -> Vec<u8> {
    let mut text = format!("{}\n", note.text);
    for line in &note.lines {
        let bytes = [&line.id.0[..], &line.signature].concat();
        text.push_str(&format!("\u{2014} {} {}\n", line.name, b64_encode(&bytes)));
    }
    text.into_bytes()
}

fn manifest(bytes: &[u8], limits: &ReadLimits) {
    let Ok((manifest, note)) = Manifest::parse(bytes, limits) else { return };
    let files = manifest.files.len() as u64;
    assert_eq!(manifest.over, files > limits.files);
    assert!(files <= limits.files + 1, "lines beyond the limit were looked at");
    let mut text = format!("sab/v1 manifest\norigin {}\nexported {}\n", manifest.origin, manifest.exported);
    if let Some(scope) = &manifest.scope {
        text.push_str(&format!("scope {}\n", b64_encode(scope.as_bytes())));
    }
    for file in &manifest.files {
        text.push_str(&format!("file {} {} {}\n", hex_encode(&file.digest.0), file.bytes, file.path));
        assert_eq!(manifest.file(&file.path).map(|found| found.digest), Some(file.digest));
    }
    for (id, reason) in &manifest.withheld {
        text.push_str(&format!("withheld {} {reason}\n", id.hex()));
        assert_eq!(manifest.reason(id), Some(reason.as_str()));
    }
    let same = if manifest.over { note.text.starts_with(&text) } else { note.text == text };
    assert!(same, "a manifest has two spellings");
}

fn policy(text: &str) {
    let Ok(policy) = Policy::parse(text) else { return };
    assert!(policy.quorum_met(&|_| true), "a quorum that nobody can reach");
    assert_eq!(policy.quorum_met(&|_| false), policy.quorum_is_none(), "a quorum without a witness");
    let names: Vec<&str> = policy.witnesses.iter().map(|witness| witness.name.as_str()).collect();
    // One witness more never takes a quorum away, and the time at which it was met is that of one of them.
    let mut met = policy.quorum_is_none();
    for count in 0..=names.len() {
        let signed = |name: &str| names[..count].contains(&name);
        assert!(!met || policy.quorum_met(&signed), "one witness more took the quorum away");
        met = policy.quorum_met(&signed);
        let times: Vec<(String, u64)> =
            (7u64..).zip(&names[..count]).map(|(t, name)| ((*name).to_owned(), t)).collect();
        let time = policy.quorum_time(&times);
        assert_eq!(time.is_some(), met && !policy.quorum_is_none());
        assert!(time.is_none_or(|time| (7..7 + count as u64).contains(&time)));
    }
}

/// The files of a profile, one after the other with a form feed between.
fn profile(text: &str) {
    let mut parts = text.split('\u{c}');
    let mut part = || parts.next().unwrap_or_default();
    let (policy, authority, exporters, limits) = (part(), part(), part(), part());
    match TrustProfile::from_texts("fuzz", policy, authority, exporters, limits) {
        Ok(profile) => {
            let mut keys: Vec<_> = profile.keys().map(|(_, key)| &key.public).collect();
            assert!(!profile.origin().is_empty() && !profile.authority_name().is_empty());
            assert!(keys.iter().all(|public| profile.owns_key(public)));
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), profile.keys().count(), "one public key twice");
        }
        Err(faults) => assert!(!faults.is_empty(), "refused without a reason"),
    }
}
