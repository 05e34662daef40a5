//! Fuzzes signed notes, keys, policies and manifests.
//!
//! What must hold stands in `src/targets/note.rs`, which the ordinary tests replay the seeds through.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| recount_fuzz::targets::note::run(bytes));
