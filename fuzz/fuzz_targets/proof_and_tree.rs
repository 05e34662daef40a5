//! Fuzzes proofs, consistency files, tlog-proofs and the tree.
//!
//! What must hold stands in `src/targets/proof_and_tree.rs`, which the ordinary tests replay the seeds through.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| recount_fuzz::targets::proof_and_tree::run(bytes));
