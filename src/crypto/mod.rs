//! Digests, Ed25519 under the strict rule, signed notes and the RFC 6962 Merkle tree.
//!
//! This layer knows no word of the domain: no record, no bundle, no agent. The strict rule is the only rule that accepts;
//! laxer rules exist here only to explain why something was rejected.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "hostile bytes must never stop an investigation"
)]

mod digest;
mod ed25519;
mod encoding;
mod merkle;
mod note;
mod vkey;

pub use digest::{Digest, Hasher, leaf_hash, node_hash};
pub use ed25519::{Lax, PublicKey, SecretKey, Signature, SignatureFault, random_bytes};
pub use encoding::{b64_decode, b64_encode, hex_decode, hex_encode};
pub use merkle::{
    Frontier, PATH_MAX, SubtreeIter, consistency_proof, inclusion_proof, subtrees, tree_root, verify_consistency,
    verify_inclusion,
};
pub use note::{NOTE_MAX, Note, NoteError, NoteLine, SIGNATURES_MAX, cosignature_message, note_line};
pub use vkey::{KeyId, KeyType, VKey, VKeyError, key_name_fault};
