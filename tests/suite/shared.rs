//! Where the shared vectors lie, and a loud word where they are absent.

use std::path::PathBuf;

/// The path below the shared folder; `None`, said loudly, if it is not there.
pub fn path(below: &str) -> Option<PathBuf> {
    let root = std::env::var_os("RECOUNT_VECTORS")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let path = root.join(below);
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: {} is absent; set RECOUNT_VECTORS to the shared folder", path.display());
    None
}
