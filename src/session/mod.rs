//! From files to a case that can be asked: bundles are verified and joined, a case folder is opened, mended, added to.
//!
//! What a case folder says is believed only where the reviewer's own log vouches for it: then the rows of the last import are used
//! as they are, with the verdict of then, which is told as such. Otherwise, and where another trust profile is asked for, every
//! bundle is verified again. The command line and the window both begin here. No clock and no terminal.

mod error;
mod evidence;
mod import;
mod look;
mod open;
mod read;
mod search;
mod texts;
mod trusted;
mod write;

pub use error::SessionError;
pub use import::{Storage, import};
pub use look::{FoundKey, Looked, glance, is_case};
pub use open::{Who, open};
pub use read::{read_beginning, read_bundles, read_bundles_to, read_containers};
pub use search::{Searcher, SoFar};
pub use texts::Indexing;
pub use trusted::Trusted;

use crate::case::{Case, Evidence};
use crate::store::{CaseFolder, Recalled, Trust};
use crate::verify::Verdict;
use std::sync::Arc;

/// A case that is open.
#[derive(Debug)]
pub struct Session {
    /// The folder; `None` for bundles that were opened without one.
    pub folder: Option<CaseFolder>,
    /// What was found in the evidence.
    pub case: Arc<Case>,
    /// The bundles, to read records again.
    pub evidence: Arc<Evidence>,
    /// What the verdict rests on.
    pub standing: Standing,
    /// What the reviewer should know, one sentence each.
    pub notices: Vec<String>,
    /// What became of the evidence.
    pub state: EvidenceState,
    /// What the reviewer's own log said when the case was opened; `None`: there is none that counts.
    pub recalled: Option<Recalled>,
}

/// Whether the evidence of a case is what was brought in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum EvidenceState {
    /// All of it, or what was not hashed again has its size.
    Whole,
    /// Some was gone when the bundles were verified again: the verdict is about less than the case.
    Incomplete,
    /// Some has other bytes now.
    Altered,
}

/// When the verdict was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Just now, from the bytes.
    Now,
    /// At the last import; the reviewer's log vouches for it.
    AtImport {
        /// The trust profiles that it rests on.
        trust: Vec<Trust>,
    },
}

impl Session {
    /// The verdict as it may be shown: evidence that changed since its import contradicts what is known of it, and what is gone
    /// cannot be tested.
    pub fn verdict(&self) -> Verdict {
        let least = match self.state {
            EvidenceState::Whole => Verdict::Verified,
            EvidenceState::Incomplete => Verdict::Undecidable,
            EvidenceState::Altered => Verdict::Contradicted,
        };
        self.case.verdict().max(least)
    }
}
