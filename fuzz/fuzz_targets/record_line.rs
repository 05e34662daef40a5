//! Fuzzes record lines, the JSON in them and lists of keys.
//!
//! What must hold stands in `src/targets/record_line.rs`, which the ordinary tests replay the seeds through.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| recount_fuzz::targets::record_line::run(bytes));
