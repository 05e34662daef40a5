//! What the fuzzer runs: hostile bytes in, and what must hold whatever they are.
//!
//! A library beside the fuzz targets, so that the ordinary tests can take in `targets` and `forge` by path and replay the seeds
//! with the stable toolchain (`tests/suite/seeds.rs`).

#[path = "../../tests/suite/forge.rs"]
#[allow(clippy::new_without_default, reason = "in the tests, where it lives, nothing asks for a default")]
pub mod forge;
pub mod targets;
