//! The case folder: evidence by content address, a database that is an index and nothing more, and the reviewer's signed log.
//!
//! What comes out of here is bytes, row numbers and digests; none of it is believed for being stored. Evidence enters again at
//! `verify`. A model that was kept counts only if its digest stands in the reviewer's own log, which is verified with keys that lie
//! outside the case ([`CaseFolder::recall`]); otherwise it is dropped and made again from the evidence. So whoever changes the
//! database changes nothing that is shown. Notes and marks are rebuilt from the log.
//!
//! ```text
//! case.db        what was brought in, the model, a mirror of notes, checkpoints remembered
//! search.db      full-text index; may be deleted at any time
//! case.lock      held by whoever writes
//! evidence/      <SHA-256>.sab, or <digest of a folder>/
//! log/<key id>/  the signed log of each reviewer
//! ```
//!
//! No clock, no environment: both come from the caller.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a doctored case must never stop an investigation"
)]

mod action;
mod checkpoints;
mod content;
mod copy;
mod database;
mod error;
mod evidence;
mod folder;
mod ledger;
mod mirror;
mod model;
mod notebook;
mod query;
mod read_action;
mod recall;
mod reviewer;
mod schema;
mod spelling;
mod text;

pub use action::{
    Action, Citation, Export, FilterChange, Import, Imported, Mark, MarkChange, NoteChange, Relink, Trust,
};
pub use checkpoints::Remembered;
pub use content::{Kind, Measure, address, glance};
pub use error::StoreError;
pub use evidence::{Evidence, Found, Place};
pub use folder::{Access, CaseFolder, CaseId, Notice};
pub use model::ModelReader;
pub use notebook::{Note, Notebook};
pub use query::TextQuery;
pub use recall::{Recall, Recalled};
pub use reviewer::{Reviewer, fresh_id};
pub use text::{TextIndexer, TextSearch};

#[cfg(test)]
mod tests;
