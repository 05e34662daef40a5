//! The names that a file of a bundle may have (`bundle-format.md` section 1.10), their order, and when two are too alike.
//!
//! A closed list instead of a search for bad names: whatever a hostile name could do (`..`, drive letters, NUL, reserved names)
//! is not on it. The pattern is matched by hand, as it is short and no engine then stands before untrusted bytes.

use crate::crypto::Digest;
use unicode_normalization::UnicodeNormalization;

/// Whether the format allows a file of this name, over bytes.
pub fn allowed(name: &[u8]) -> bool {
    let digits = |part: &[u8]| part.len() == 12 && part.iter().all(u8::is_ascii_digit);
    match split(name) {
        (None, b"manifest" | b"checkpoint" | b"proof" | b"consistency") => true,
        (Some(b"records"), rest) => rest.strip_suffix(b".jsonl").is_some_and(digits),
        (Some(b"packs"), rest) => rest.strip_suffix(b".pack").is_some_and(digits),
        (Some(b"blobs"), rest) => rest.len() == 64 && rest.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')),
        (Some(b"timestamps"), rest) => rest.strip_suffix(b".tsr").is_some_and(number),
        _ => false,
    }
}

/// The folders that a bundle may have.
pub const FOLDERS: [&[u8]; 4] = [b"blobs", b"packs", b"records", b"timestamps"];

/// The place of a name in an archive: manifest, checkpoint, proof, then byte order.
pub fn order(name: &[u8]) -> (u8, &[u8]) {
    let rank = match name {
        b"manifest" => 0,
        b"checkpoint" => 1,
        b"proof" => 2,
        _ => 3,
    };
    (rank, name)
}

/// One value for all names that some system takes for the same: equal after NFC and case folding.
pub fn likeness(name: &[u8]) -> Digest {
    match std::str::from_utf8(name) {
        _ if allowed(name) => Digest::of(name),
        Ok(text) => {
            let composed: String = text.nfc().collect();
            let folded: String = caseless::default_case_fold_str(&composed).nfc().collect();
            Digest::of(folded.as_bytes())
        }
        Err(_) => Digest::of(&name.to_ascii_lowercase()),
    }
}

/// A name fit for a report: ASCII, escaped, cut where it is longer than any honest one.
pub fn escape(name: &[u8]) -> String {
    match name.get(..SHOWN) {
        Some(start) if name.len() > SHOWN => format!("{}...", start.escape_ascii()),
        _ => name.escape_ascii().to_string(),
    }
}

fn split(name: &[u8]) -> (Option<&[u8]>, &[u8]) {
    let mut parts = name.splitn(2, |byte| *byte == b'/');
    match (parts.next(), parts.next()) {
        (folder, Some(rest)) => (folder, rest),
        _ => (None, name),
    }
}

/// `0|[1-9][0-9]{0,8}`
fn number(digits: &[u8]) -> bool {
    digits == b"0"
        || (1..=9).contains(&digits.len()) && digits.first() != Some(&b'0') && digits.iter().all(u8::is_ascii_digit)
}

/// Bytes of a name that are shown; the longest allowed name has 70.
const SHOWN: usize = 255;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allows_what_the_pattern_allows() {
        let hex = "0123456789abcdef".repeat(4);
        for name in
            ["manifest", "checkpoint", "proof", "consistency", "records/000000000000.jsonl", "packs/000000000012.pack"]
        {
            assert!(allowed(name.as_bytes()), "{name}");
        }
        for name in ["timestamps/0.tsr", "timestamps/10.tsr", "timestamps/999999999.tsr", &format!("blobs/{hex}")] {
            assert!(allowed(name.as_bytes()), "{name}");
        }
    }

    #[test]
    fn allows_nothing_else() {
        let upper = format!("blobs/{}", "A".repeat(64));
        let long = format!("blobs/{}", "a".repeat(65));
        for name in [
            "",
            "/",
            "Manifest",
            "manifest\n",
            "manifest/",
            "./manifest",
            "/manifest",
            "blobs/",
            "blobs",
            "blobs\\x",
            "records/0.jsonl",
            "records/0000000000000.jsonl",
            "records/00000000000a.jsonl",
            "records/000000000000.jsonl/x",
            "packs/000000000000.jsonl",
            "timestamps/00.tsr",
            "timestamps/01.tsr",
            "timestamps/1000000000.tsr",
            "timestamps/.tsr",
            "timestamps/../0.tsr",
            "x/records/000000000000.jsonl",
            "C:manifest",
            "proof\0",
            &upper,
            &long,
        ] {
            assert!(!allowed(name.as_bytes()), "{name:?}");
        }
        assert!(!allowed(b"\xffmanifest"));
    }

    #[test]
    fn orders_as_the_profile() {
        let mut names: Vec<&[u8]> =
            vec![b"records/1", b"blobs/1", b"proof", b"manifest", b"consistency", b"checkpoint"];
        names.sort_by(|a, b| order(a).cmp(&order(b)));
        assert_eq!(names, [&b"manifest"[..], b"checkpoint", b"proof", b"blobs/1", b"consistency", b"records/1"]);
    }

    #[test]
    fn finds_likeness() {
        assert_eq!(likeness(b"MANIFEST"), likeness(b"manifest"));
        assert_eq!(likeness("caf\u{e9}".as_bytes()), likeness("cafe\u{301}".as_bytes()));
        assert_eq!(likeness("\u{212a}".as_bytes()), likeness(b"k"));
        assert_ne!(likeness(b"proof"), likeness(b"manifest"));
    }
}
