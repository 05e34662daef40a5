//! View-models: what a window or a page of text shows, as plain data.
//!
//! Nothing here draws, reads a clock or knows a window: the same input gives the same picture for every reviewer. Text from the
//! evidence stays as it is; whoever prints it escapes it.

pub mod banner;
pub mod causes;
pub mod changed;
pub mod citation;
pub mod compare;
pub mod completion;
pub mod contents;
pub mod csv;
pub mod culprit;
pub mod diff;
pub mod dot;
pub mod findings;
#[cfg(feature = "png")]
pub mod fonts;
pub mod gaps;
pub mod graph;
pub mod inspector;
pub mod layout;
pub mod ledger;
mod marks;
pub mod mention;
pub mod minimap;
mod palette;
pub mod places;
#[cfg(feature = "png")]
pub mod png;
pub mod previous;
pub mod privilege;
pub mod proof;
pub mod record_json;
pub mod record_text;
pub mod replay;
pub mod ruler;
pub mod seek;
pub mod sequence;
pub mod summary;
pub mod svg;
pub mod table;
pub mod text;
pub mod timeline;
pub mod versions;
pub mod words;
