//! The page of privileges: agents by scopes at the cursor, as a matrix or as a list, and one of its cells in full.

mod detail;
mod list;
mod matrix;
mod shapes;
pub mod state;
mod tab;

pub use tab::privilege_ui;
