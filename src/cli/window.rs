//! `recount open` and `recount` alone: what the window begins with. The window itself is above this layer.

use super::args::{Open, TrustFrom};
use super::case::{trusted, who};
use super::{Exit, Fault, complain};
use crate::profile::ProfileStore;
use crate::session::{Trusted, Who};
use std::path::PathBuf;

/// What the window begins with.
#[derive(Debug)]
pub struct Window {
    /// What to open at once.
    pub paths: Vec<PathBuf>,
    /// The user.
    pub who: Who,
    /// The user's trust.
    pub trusted: Trusted,
    /// Where the program keeps what is about itself.
    pub state: Option<PathBuf>,
}

/// Whether there is somewhere to draw; macOS and Windows always say yes.
pub fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(all(unix, not(target_os = "macos"))) || set("DISPLAY") || set("WAYLAND_DISPLAY") || set("WAYLAND_SOCKET")
}

/// Whether the window will be one of Wayland, on which files that are dragged do not arrive (winit takes it where it is named).
pub fn is_wayland() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(all(unix, not(target_os = "macos"))) && (set("WAYLAND_DISPLAY") || set("WAYLAND_SOCKET"))
}

/// Says in one line that there is no window here, and what works without one.
pub fn no_display(why: &str) -> Exit {
    complain(&format!("no display ({why}); these work without one: recount verify, show, import, log, seal, proof"));
    Exit::NoDisplay
}

/// Finds the trust to open under.
pub(super) fn begin(open: &Open) -> Result<Window, Fault> {
    let from = TrustFrom { trust: open.trust.trust.clone() };
    Ok(Window { paths: open.paths.clone(), who: who(), trusted: trusted(&from)?, state: ProfileStore::user_state() })
}
