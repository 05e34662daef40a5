//! One module a fuzz target: `run` takes any bytes and panics where something does not hold that must.
//!
//! Not to crash is the least of it. Each target states what its parser promises, so that a wrong reading fails as loudly as a
//! panic: what was read writes back to the same bytes, other people's code reads the same, and only the genuine log is verified.

pub mod bundle;
pub mod container;
pub mod log;
pub mod note;
pub mod proof_and_tree;
pub mod record_line;

use super::forge;

/// A target: its name, which is also that of its folder of seeds, and what it runs.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const ALL: [Target; 5] = [
    ("bundle", bundle::run),
    ("container", container::run),
    ("note", note::run),
    ("proof_and_tree", proof_and_tree::run),
    ("record_line", record_line::run),
];
