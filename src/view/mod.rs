//! View-models: what a window shows, as plain data.
//!
//! Nothing here draws, reads a clock or knows a window: the same input gives the same picture for every reviewer.

pub mod layout;
