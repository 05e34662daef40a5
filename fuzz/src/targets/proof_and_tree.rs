//! Proofs in all three file forms, and the tree under them: judged by what they write back to, by other people's code, and by
//! the genuine log.

use super::log::genuine;
use recount::bundle::proof::{Checkpoint, ConsistencyFile, Proof};
use recount::bundle::tlog_proof::TlogProof;
use recount::crypto::{
    Digest, b64_encode, consistency_proof, inclusion_proof, leaf_hash, subtrees, tree_root, verify_consistency,
    verify_inclusion,
};
use recount::verify::accepted_checkpoint;
use tlog_tiles::{Hash, check_record, check_tree};

/// Tries the bytes as each kind of proof, and as choices for a proof that is made and then bent.
pub fn run(bytes: &[u8]) {
    for size in [0, 1, 6, 11, 1_000_000, 1_000_000_000_000] {
        proof(bytes, size);
    }
    consistency(bytes);
    tlog_proof(bytes);
    bent(bytes);
}

fn proof(bytes: &[u8], size: u64) {
    let Ok(proof) = Proof::parse(bytes, size) else { return };
    let segments: String = proof.segments.iter().map(|(start, end)| format!("segment {start} {end}\n")).collect();
    let text = format!("sab/v1 proof\n{segments}\n{}", lines(&proof.hashes));
    assert_eq!(text.as_bytes(), bytes, "a proof has two spellings");
    // Segments and gaps cover the log once, left to right; the subtrees cover the gaps, each aligned to its own length.
    let mut parts: Vec<(u64, u64)> = proof.segments.iter().copied().chain(proof.gaps(size)).collect();
    parts.sort_unstable();
    let covered = parts.iter().fold(0, |at, (start, end)| if at == *start && start < end { *end } else { u64::MAX });
    assert_eq!(covered, size, "not every index is in one segment or gap");
    let mut count = 0;
    for (start, end) in proof.gaps(size) {
        let covered = subtrees(start, end).fold(start, |at, (level, first)| {
            assert!(at == first && first.is_multiple_of(1 << level));
            count += 1;
            first + (1 << level)
        });
        assert_eq!(covered, end);
    }
    assert_eq!(count, proof.hashes.len());
}

fn lines(hashes: &[Digest]) -> String {
    hashes.iter().map(|hash| hash.b64() + "\n").collect()
}

fn consistency(bytes: &[u8]) {
    let Ok(file) = ConsistencyFile::parse(bytes) else { return };
    let mut text = format!("old {}\n{}\n{}\n", file.old, lines(&file.hashes), file.note.text);
    for line in &file.note.lines {
        let bytes = [&line.id.0[..], &line.signature].concat();
        text.push_str(&format!("\u{2014} {} {}\n", line.name, b64_encode(&bytes)));
    }
    assert_eq!(text.as_bytes(), bytes, "a consistency file has two spellings");
    let Ok(new) = Checkpoint::parse(file.note.text) else { return };
    for old in [file.hashes.first().copied(), old_root(file.old), Some(new.root)].into_iter().flatten() {
        let held = agreed_consistency(file.old, new.size, &file.hashes, &old, &new.root);
        // What holds from a genuine root to a genuine root can only be the one history.
        let whole = new.root == old_root(new.size).unwrap_or(Digest::of(b"none"));
        assert!(!(held && whole) || old_root(file.old) == Some(old), "two histories with one end");
    }
}

/// Root of the genuine log when it had `size` records.
fn old_root(size: u64) -> Option<Digest> {
    let leaves = leaves();
    Some(tree_root(leaves.get(..usize::try_from(size).ok()?)?))
}

fn leaves() -> Vec<Digest> {
    genuine().forge.lines.iter().map(|line| leaf_hash(line)).collect()
}

fn tlog_proof(bytes: &[u8]) {
    let Some(proof) = TlogProof::parse(bytes) else { return };
    if !bytes.windows(7).any(|window| window == b"\nextra ") {
        assert_eq!(proof.text().as_bytes(), bytes, "a tlog-proof has two spellings");
    }
    assert_eq!(TlogProof::parse(proof.text().as_bytes()).as_ref(), Some(&proof));
    let Some(checkpoint) = accepted_checkpoint(proof.note.as_bytes(), &genuine().profile) else { return };
    for (at, leaf) in (0u64..).zip(leaves()) {
        let held = agreed_inclusion(proof.index, checkpoint.size, &leaf, &proof.path, &checkpoint.root);
        assert!(!held || at == proof.index, "record {at} passes for record {}", proof.index);
    }
    let foreign = leaf_hash(b"never in the log");
    assert!(!verify_inclusion(proof.index, checkpoint.size, &foreign, &proof.path, &checkpoint.root));
}

/// Makes proofs over a small tree as the first bytes choose, then bends them as the others do.
fn bent(bytes: &[u8]) {
    let Some(([size, index, old, kind, place, bit], rest)) = bytes.split_first_chunk::<6>() else { return };
    let size = u64::from(size % 70) + 1;
    let leaves: Vec<Digest> = (0..size).map(|n| leaf_hash(&[rest, &n.to_be_bytes()].concat())).collect();
    let root = |start: u64, end: u64| tree_root(&leaves[start as usize..end as usize]);
    let (index, old) = (u64::from(*index) % size, u64::from(*old) % size + 1);
    let (whole, leaf, old_root) = (root(0, size), leaves[index as usize], root(0, old));
    let mut subtree = |start, end| Some(root(start, end));
    let path = inclusion_proof(index, size, &mut subtree).unwrap();
    let proof = consistency_proof(old, size, &mut subtree).unwrap();
    assert!(agreed_inclusion(index, size, &leaf, &path, &whole));
    assert!(agreed_consistency(old, size, &proof, &old_root, &whole));
    let bend = |hashes: &[Digest]| {
        let mut hashes = hashes.to_vec();
        let at = usize::from(*place) % (hashes.len() + 1);
        match kind % 4 {
            0 if at < hashes.len() => hashes[at].0[usize::from(bit / 8)] ^= 1 << (bit % 8),
            1 if at < hashes.len() => drop(hashes.remove(at)),
            2 => hashes.insert(at, whole),
            _ => hashes.reverse(),
        }
        hashes
    };
    let (bent_path, bent_proof) = (bend(&path), bend(&proof));
    let sound = agreed_inclusion(index, size, &leaf, &bent_path, &whole);
    assert_eq!(sound, bent_path == path, "a bent path holds");
    let sound = agreed_consistency(old, size, &bent_proof, &old_root, &whole);
    assert_eq!(sound, bent_proof == proof, "a bent proof holds");
    // Other places and sizes with the same hashes: whatever the answer, it is that of the other code.
    let (place, other) = (u64::from(*place), u64::from(*bit) + 1);
    agreed_inclusion(place, other, &leaf, &path, &whole);
    agreed_consistency(place, other, &proof, &old_root, &whole);
}

fn agreed_inclusion(index: u64, size: u64, leaf: &Digest, path: &[Digest], root: &Digest) -> bool {
    let ours = verify_inclusion(index, size, leaf, path, root);
    let theirs = check_record(&path.iter().map(hash).collect(), size, hash(root), index, hash(leaf)).is_ok();
    assert_eq!(ours, theirs, "another program judges the path of {index} in {size} otherwise");
    ours
}

fn agreed_consistency(old: u64, size: u64, proof: &[Digest], old_root: &Digest, root: &Digest) -> bool {
    let ours = verify_consistency(old, size, proof, old_root, root);
    let theirs = check_tree(&proof.iter().map(hash).collect(), size, hash(root), old, hash(old_root)).is_ok();
    assert_eq!(ours, theirs, "another program judges the proof from {old} to {size} otherwise");
    ours
}

fn hash(digest: &Digest) -> Hash {
    Hash(digest.0)
}
