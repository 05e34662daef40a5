//! The page that compares: two records, runs or versions, side by side or unified; how its sides are chosen, and its buttons
//! elsewhere.

mod ask;
mod chooser;
mod draw;
mod head;
mod places;
mod sheet;
mod state;
mod tab;
mod tools;

pub use ask::{pin_ui, version_ui};
pub use state::{CompareIntent, CompareState};
pub use tab::compare_ui;
