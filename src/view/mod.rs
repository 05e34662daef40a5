//! View-models: what a window shows, as plain data.
//!
//! Nothing here draws, reads a clock or knows a window: the same input gives the same picture for every reviewer.

pub mod dot;
pub mod graph;
pub mod layout;
mod marks;
mod palette;
pub mod sequence;
pub mod svg;
pub mod text;
