//! Fuzzes whole bundles, by three kinds of attacker.
//!
//! What must hold stands in `src/targets/bundle.rs`, which the ordinary tests replay the seeds through.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| recount_fuzz::targets::bundle::run(bytes));
