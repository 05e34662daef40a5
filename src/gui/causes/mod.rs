//! The page of causes: what led to the record in focus, what followed, and how far its blast radius goes.

mod blast;
mod card;
mod list;
mod side;
pub mod state;
mod tab;

pub use tab::causes_ui;
