//! The parts of a record that an inspector shows: texts, artifacts, grants and scopes, decisions, proof.
//!
//! One file a tab. Each reads the evidence again and says why where it cannot; none believes a copy.

pub mod artifacts;
pub mod decisions;
pub mod grants;
pub mod payload;
pub mod proof;
pub mod text;

pub use artifacts::{Agreement, ArtifactText, Rendering, VersionState, artifact_text};
pub use decisions::{DecisionState, Related, RelatedSome, related, related_of};
pub use grants::{Against, GrantState, ScopeState};
pub use payload::{PART, PayloadAt, PayloadPart, boundary, payload_part};
pub use proof::{HexRow, Proof, Signed, hex_rows, proof};
pub use text::{Content, Lines, PayloadOf, TextOf, is_right_to_left};
