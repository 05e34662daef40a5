//! Notes, checkpoints and tree proofs made here, read by other people's code.

use super::forge::Forge;
use recount::crypto::{Digest, NOTE_MAX, Note, consistency_proof, inclusion_proof, leaf_hash, tree_root};
use signed_note::{StandardVerifier, VerifierList};
use tlog_tiles::{Hash, check_record, check_tree, record_hash};

/// A log of 11 lines that need not be records.
fn log() -> (Forge, Vec<Digest>) {
    let mut forge = Forge::new();
    forge.lines = (0..11).map(|n| format!("line {n}").into_bytes()).collect();
    let leaves = forge.lines.iter().map(|line| leaf_hash(line)).collect();
    (forge, leaves)
}

fn theirs(hash: &Digest) -> Hash {
    Hash(hash.0)
}

#[test]
fn signed_note_accepts_our_checkpoint_and_refuses_it_changed() {
    let (forge, _) = log();
    let bytes = forge.note(forge.lines.len()).into_bytes();
    let known = VerifierList::new(vec![Box::new(StandardVerifier::new(&forge.log.vkey.text()).unwrap())]);
    let note = signed_note::Note::from_bytes(&bytes).unwrap();
    let (verified, unverified) = note.verify(&known).unwrap();
    // The witness line has a type that this crate does not know.
    assert_eq!((verified.len(), unverified.len()), (1, 1));
    let ours = Note::parse(&bytes, NOTE_MAX).unwrap();
    assert_eq!(ours.text.as_bytes(), note.text());
    let mut changed = bytes.clone();
    changed[2] ^= 1;
    assert!(signed_note::Note::from_bytes(&changed).unwrap().verify(&known).is_err());
}

#[test]
fn tlog_tiles_accepts_our_leaves_roots_and_proofs() {
    let (forge, leaves) = log();
    assert_eq!(record_hash(b"line 0"), theirs(&leaves[0]));
    let size = leaves.len() as u64;
    let root = tree_root(&leaves);
    let mut subtree = |a: u64, b: u64| Some(tree_root(&leaves[a as usize..b as usize]));
    for index in 0..size {
        let path: Vec<Hash> = inclusion_proof(index, size, &mut subtree).unwrap().iter().map(theirs).collect();
        let leaf = theirs(&leaves[index as usize]);
        assert!(check_record(&path, size, theirs(&root), index, leaf).is_ok(), "{index}");
        assert!(check_record(&path, size, theirs(&leaves[0]), index, leaf).is_err());
    }
    for old in 1..=size {
        let path: Vec<Hash> = consistency_proof(old, size, &mut subtree).unwrap().iter().map(theirs).collect();
        let old_root = theirs(&tree_root(&leaves[..old as usize]));
        assert!(check_tree(&path, size, theirs(&root), old, old_root).is_ok(), "{old}");
    }
    let note = forge.note(leaves.len());
    let text = Note::parse(note.as_bytes(), NOTE_MAX).unwrap().text;
    let checkpoint = tlog_tiles::Checkpoint::from_bytes(text.as_bytes()).unwrap();
    assert_eq!((checkpoint.size(), *checkpoint.hash()), (size, theirs(&root)));
}
