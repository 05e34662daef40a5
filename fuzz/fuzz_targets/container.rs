//! Fuzzes the bytes of an archive.
//!
//! What must hold stands in `src/targets/container.rs`, which the ordinary tests replay the seeds through.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| recount_fuzz::targets::container::run(bytes));
