//! What record numbers are worth where they are not those of the log: the operator signs places only through the root.

use crate::bundle::Code;
use crate::verify::{RootCheck, Verification};

/// Why the numbers of a bundle's records are places in the bundle only.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Places {
    /// No checkpoint and no proof that can be read says where they stand in the log.
    Unproven,
    /// Records were removed, added or moved, as these codes say.
    Moved(Vec<&'static str>),
}

impl Places {
    /// Of a bundle; `None`: its numbers are those of the log, as far as is known.
    pub fn of(verification: &Verification) -> Option<Places> {
        let c = &verification.coverage;
        if c.root == RootCheck::Matches || c.records_present == 0 {
            return None;
        }
        if verification.segments.is_empty() {
            return Some(Places::Unproven);
        }
        let sound = c.records_passed == c.records_present;
        let moved = [Code::RecordCount, Code::ActorSeqGap, Code::ActorSeqDup, Code::Root]
            .into_iter()
            .filter(|code| verification.counts.contains_key(code) && (*code != Code::Root || sound));
        let codes: Vec<&str> = moved.map(Code::name).collect();
        (!codes.is_empty()).then_some(Places::Moved(codes))
    }

    /// After "record numbers are".
    pub fn words(&self) -> String {
        match self {
            Places::Unproven => {
                "places in the record files of the bundle: nothing shows that they are the numbers of the log"
                    .to_owned()
            }
            Places::Moved(codes) => format!(
                "places in the bundle: records were removed, added or moved ({}), so from there on they are not the numbers of \
                 the log",
                codes.join(", ")
            ),
        }
    }
}
