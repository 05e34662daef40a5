//! The message table: its place in ten million rows, and how it is drawn.

pub mod anchor;
pub mod columns;
pub mod draw;
mod gap;

pub use anchor::Anchor;
