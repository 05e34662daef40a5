//! Recount: opens signed audit exports of multi-agent AI systems offline and says what can be believed.
//!
//! The layers, from bytes to words: [`crypto`], [`bundle`], [`profile`], [`mod@verify`], [`case`], [`view`], [`seal`], `store` and
//! `session` (a feature), `work` and `gui` (a feature), [`cli`]. See `ARCHITECTURE.md`.

pub mod bundle;
pub mod case;
pub mod cli;
pub mod crypto;
#[cfg(feature = "gui")]
pub mod gui;
pub mod profile;
pub mod seal;
#[cfg(feature = "store")]
pub mod session;
#[cfg(feature = "store")]
pub mod store;
pub mod verify;
pub mod view;
pub mod watch;
#[cfg(feature = "gui")]
pub mod work;

pub use verify::{Options, Verdict, Verification, verify};
