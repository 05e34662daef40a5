//! The names that a file of a bundle may have (`bundle-format.md` section 1.10), over bytes.
//!
//! Written out instead of a regular expression: it is the first gate for hostile names and must be readable at a glance.

/// Whether a bundle may hold a file of this name.
pub fn allowed(name: &[u8]) -> bool {
    if [b"manifest".as_slice(), b"checkpoint", b"proof", b"consistency"].contains(&name) {
        return true;
    }
    let digits = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit);
    let inner = |folder: &[u8], ending: &[u8]| name.strip_prefix(folder).and_then(|rest| rest.strip_suffix(ending));
    if let Some(stem) = inner(b"records/", b".jsonl").or_else(|| inner(b"packs/", b".pack")) {
        return stem.len() == 12 && digits(stem);
    }
    if let Some(hex) = name.strip_prefix(b"blobs/") {
        return hex.len() == 64 && hex.iter().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte));
    }
    inner(b"timestamps/", b".tsr").is_some_and(|stem| {
        digits(stem) && (stem == b"0" || ((1..=9).contains(&stem.len()) && !stem.starts_with(b"0")))
    })
}

/// Where a file stands in an archive: manifest, checkpoint, proof, then paths in byte order.
pub fn rank(name: &[u8]) -> (u8, &[u8]) {
    let first = [b"manifest".as_slice(), b"checkpoint", b"proof"].iter().position(|special| *special == name);
    (first.and_then(|at| u8::try_from(at).ok()).unwrap_or(3), name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_names_of_the_format() {
        let hex = "ab".repeat(32);
        for good in
            ["manifest", "consistency", "records/000000000000.jsonl", "packs/000000000001.pack", "timestamps/0.tsr"]
        {
            assert!(allowed(good.as_bytes()), "{good}");
        }
        assert!(allowed(format!("blobs/{hex}").as_bytes()));
        for bad in [
            "",
            "Manifest",
            "records/00000000000.jsonl",
            "blobs/x",
            "../manifest",
            "timestamps/01.tsr",
            "records/",
            "a\\b",
            "proof\0",
        ] {
            assert!(!allowed(bad.as_bytes()), "{bad}");
        }
        assert!(!allowed(format!("blobs/{}", hex.to_uppercase()).as_bytes()));
    }
}
