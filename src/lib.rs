//! Recount: opens signed audit exports of multi-agent AI systems offline and says what can be believed.
//!
//! The layers, from bytes to words: [`crypto`], [`bundle`], [`profile`], [`verify`], [`case`], [`view`], [`seal`], [`cli`]. See `ARCHITECTURE.md`.

pub mod bundle;
pub mod case;
pub mod cli;
pub mod crypto;
pub mod profile;
pub mod seal;
pub mod verify;
pub mod view;
pub mod watch;

pub use verify::{Options, Verdict, Verification, verify};
