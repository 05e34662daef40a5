//! The writer: event lines to a signed bundle, a log that goes on, extracts of a bundle, key events.
//!
//! Nothing here decides what may be believed; that is `verify`, which shares no code with this layer but the grammar in `bundle`.
//! No clock: the time comes from the caller, or from the events where a seal must be repeatable. Nothing is printed.

mod body;
mod build;
mod bundle_out;
mod digested;
mod disk;
mod error;
mod event;
mod export;
mod extract;
mod files;
mod full;
mod input;
mod key_events;
mod keys;
mod log_folder;
mod log_view;
mod pick;
mod run;
mod salt;
mod sequencer;
mod snapshot;
mod spans;
mod stage;
mod state;
mod work;
mod writer;

pub use error::SealError;
pub use extract::{ExtractOptions, Extracted, extract};
pub use key_events::{AddedKey, KeyChange, KeyChangeOptions, KeyChanged, change_keys};
pub use keys::{KeyFolder, Role, SealKey};
pub use log_view::log_as_bundle;
pub use run::{SealOptions, Sealed, seal};
pub use writer::LogWriter;

#[cfg(test)]
mod tests;
