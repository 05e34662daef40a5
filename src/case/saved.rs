//! A case as bytes, for the store: what took a pass over the evidence to find out.
//!
//! The bytes are believed only by a caller that knows their digest from somewhere safe. Whoever can change them can change every
//! row, so they never come in from a file alone.

use super::Case;
use super::part::Part;
use super::rows::Tables;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};
use std::sync::Arc;

/// Version of the form; another one is read as none, and the case is built from the evidence again.
const FORM: u32 = 3;

#[derive(Deserialize)]
struct Saved {
    tables: Tables,
    parts: Vec<Part>,
}

#[derive(Serialize)]
struct Saving<'a> {
    tables: &'a Tables,
    parts: Vec<&'a Part>,
}

impl Case {
    /// Writes the case.
    ///
    /// # Errors
    /// What the writer says.
    pub fn save(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&FORM.to_be_bytes())?;
        let saving = Saving { tables: self.tables(), parts: self.parts().iter().map(Arc::as_ref).collect() };
        postcard::to_io(&saving, out).map(|_| ()).map_err(io::Error::other)
    }

    /// Reads what [`Case::save`] wrote; `None` for another form.
    pub fn load(bytes: &[u8]) -> Option<Case> {
        let rest = bytes.strip_prefix(&FORM.to_be_bytes())?;
        let saved: Saved = postcard::from_bytes(rest).ok()?;
        Some(Case::of(Arc::new(saved.tables), saved.parts.into_iter().map(Arc::new).collect()))
    }
}
