//! The sequence tab: a lifeline for each participant, one row for each record, time down.

pub mod lanes;
mod legend;
mod rows;
pub mod state;
mod tab;

pub use tab::sequence_ui;
