//! What the user trusts and remembers: trust profiles, the folder that holds them, and the checkpoints seen.
//!
//! Trust comes only from here, never from a bundle. Whether a remembered checkpoint may be believed is decided in `verify`.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "hostile bytes must never stop an investigation"
)]

mod files;
mod lines;
mod policy;
mod sealed;
mod seen;
mod store;
mod trust;

pub use lines::ProfileError;
pub use policy::{Policy, Witness};
pub use sealed::SealedHere;
pub use seen::{SEEN_MAX, SeenNote, load_seen, remember};
pub use store::{ProfileStore, StoreError};
pub use trust::{AuthorityKey, SKEW_DEFAULT, TrustProfile};

/// The folder of shared vectors, or a loud note that the test is skipped.
#[cfg(test)]
fn shared_vectors() -> Option<std::path::PathBuf> {
    let root = std::env::var_os("RECOUNT_VECTORS").map_or_else(|| "../shared".into(), std::path::PathBuf::from);
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(root).join("vectors");
    if !folder.is_dir() {
        eprintln!("SKIPPED: no shared vectors in {} (set RECOUNT_VECTORS)", folder.display());
        return None;
    }
    Some(folder)
}
