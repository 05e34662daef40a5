//! Inclusion and consistency proofs, good and bad, from transparency-dev/merkle.

use super::shared;
use recount::crypto::{Digest, verify_consistency, verify_inclusion};
use serde_json::Value;
use std::path::Path;

fn files(dir: &Path, out: &mut Vec<Value>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, out);
        } else {
            out.push(serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap());
        }
    }
}

/// A hash that is not 32 bytes cannot be in a proof of ours at all.
fn digest(value: &Value) -> Option<Digest> {
    Digest::from_b64(value.as_str()?)
}

/// Some consistency vectors use roots of another length as plain labels; their own hash stands for them here.
fn label(value: &Value) -> Option<Digest> {
    let text = value.as_str()?;
    Some(Digest::from_b64(text).unwrap_or_else(|| Digest::of(text.as_bytes())))
}

fn proof(value: &Value) -> Option<Vec<Digest>> {
    value.as_array().map_or(Some(Vec::new()), |hashes| hashes.iter().map(digest).collect())
}

fn inclusion(v: &Value) -> Option<bool> {
    let (leaf, root, path) = (digest(&v["leafHash"])?, digest(&v["root"])?, proof(&v["proof"])?);
    Some(verify_inclusion(v["leafIdx"].as_u64()?, v["treeSize"].as_u64()?, &leaf, &path, &root))
}

fn consistency(v: &Value) -> Option<bool> {
    let (old, new, path) = (label(&v["root1"])?, label(&v["root2"])?, proof(&v["proof"])?);
    Some(verify_consistency(v["size1"].as_u64()?, v["size2"].as_u64()?, &path, &old, &new))
}

#[test]
fn all_196_proofs_are_judged_as_they_should_be() {
    let Some(root) = shared::path("vectors/merkle") else { return };
    let mut count = 0;
    let mut wrong = Vec::new();
    for (folder, judge) in [("inclusion", inclusion as fn(&Value) -> Option<bool>), ("consistency", consistency)] {
        let mut vectors = Vec::new();
        files(&root.join(folder), &mut vectors);
        count += vectors.len();
        for v in vectors {
            let good = judge(&v).unwrap_or(false);
            if good == v["wantErr"].as_bool().unwrap() {
                wrong.push(format!("{folder}: {} ({good})", v["desc"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(count, 196);
}
