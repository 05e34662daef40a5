//! The colours of figures: those of the light theme (`ui.md`, first table).
//!
//! Figures go on paper and into reports, so there is one theme. Every colour is beside a word or a shape that says the same.

use super::graph::{Kind, Tone};
use crate::case::Assurance;

/// Behind everything.
pub const PANEL: &str = "#ffffff";
/// In boxes.
pub const RAISED: &str = "#f7f8fa";
/// Text.
pub const TEXT: &str = "#1b1f24";
/// Text of less weight.
pub const SECONDARY: &str = "#56606b";
/// Lines that pass control.
pub const HANDOFF: &str = "#1f4f9e";
/// Other lines.
pub const TRAFFIC: &str = "#7a8490";
/// Verified.
pub const VERIFIED: &str = "#157f56";
/// Contradicted, failed, denied.
pub const FAILED: &str = "#c6312b";
/// Undecidable, unchecked.
pub const WARNING: &str = "#93650a";

/// The border of a box.
pub fn of_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Agent => "#1f6feb",
        Kind::Human => "#7a3fbf",
        Kind::Service => "#56606b",
        Kind::Tool => "#157f56",
        Kind::Unknown => "#93650a",
    }
}

/// A mark.
pub fn of_mark(assurance: Assurance) -> &'static str {
    match assurance {
        Assurance::Verified => VERIFIED,
        Assurance::Failed | Assurance::Missing => FAILED,
        Assurance::Unchecked | Assurance::Withheld => WARNING,
    }
}

/// A word.
pub fn of_tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => SECONDARY,
        Tone::Handoff => HANDOFF,
        Tone::Denied | Tone::Overridden => FAILED,
        Tone::Failed | Tone::Differs | Tone::Exported => WARNING,
        Tone::Mark(assurance) => of_mark(assurance),
    }
}
