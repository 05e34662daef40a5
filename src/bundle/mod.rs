//! Signed Audit Bundles: bytes to parsed, believed by nobody; the writer beside the reader.
//!
//! Everything here is bounded and streams; nothing here trusts. What a part means, and whether it may be believed, is decided in
//! `verify`.
//!
#![doc = include_str!("FORMAT.md")]
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "hostile bytes must never stop an investigation"
)]

mod code;
pub mod container;
mod failure;
pub mod json;
pub mod key_event;
pub mod manifest;
pub mod proof;
pub mod record;
mod time;
pub mod tlog_proof;

pub use code::Code;
pub use failure::{Against, Class, Failure};
pub use time::Time;

/// Version line of a manifest.
pub const MANIFEST_HEADER: &str = "sab/v1 manifest";
/// Version line of a proof.
pub const PROOF_HEADER: &str = "sab/v1 proof";
/// Records in one record file at most (`bundle-format.md` section 1.3).
pub const BLOCK: u64 = 65_536;
/// Longest record line (`bundle-format.md` section 1.4).
pub const LINE_MAX: usize = 65_535;
/// Largest log (`bundle-format.md` section 1.3).
pub const SIZE_MAX: u64 = 1_000_000_000_000;
/// Largest pack (`bundle-format.md` section 1.6).
pub const PACK_MAX: u64 = 64 * 1024 * 1024;
