//! What is known of a set of records, in one byte: which assurances occur in it, and which flags.
//!
//! Sets are joined by OR, so merging boxes can never lose the worst, and a box of a million records costs what a box of one does.

use crate::case::{Assurance, Case, Name, Row, Selection};

/// Which assurances and flags occur in a set of records.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Marks(pub(super) u8);

/// What a record stands out for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Flag {
    /// A decision says no, or a result says that the call was blocked.
    Denied,
    /// A rule of the scan has something to say about it.
    Finding,
    /// Control passed on.
    Handoff,
}

impl Flag {
    /// All.
    pub const ALL: [Flag; 3] = [Flag::Denied, Flag::Finding, Flag::Handoff];

    fn bit(self) -> u8 {
        match self {
            Flag::Denied => 1 << 5,
            Flag::Finding => 1 << 6,
            Flag::Handoff => 1 << 7,
        }
    }
}

impl Marks {
    /// Of one record of this assurance, without flags.
    pub fn of(assurance: Assurance) -> Marks {
        Marks(bit(assurance))
    }

    /// With a flag.
    pub fn with(self, flag: Flag) -> Marks {
        Marks(self.0 | flag.bit())
    }

    /// Of both sets together.
    pub fn and(self, other: Marks) -> Marks {
        Marks(self.0 | other.0)
    }

    /// The worst assurance that occurs; `None`: the set is empty.
    pub fn worst(self) -> Option<Assurance> {
        Assurance::ALL.into_iter().rev().find(|assurance| self.holds(*assurance))
    }

    /// Whether a record of this assurance is in the set.
    pub fn holds(self, assurance: Assurance) -> bool {
        self.0 & bit(assurance) != 0
    }

    /// Whether a record with this flag is in the set.
    pub fn has(self, flag: Flag) -> bool {
        self.0 & flag.bit() != 0
    }
}

fn bit(assurance: Assurance) -> u8 {
    match assurance {
        Assurance::Verified => 1,
        Assurance::Unchecked => 1 << 1,
        Assurance::Withheld => 1 << 2,
        Assurance::Missing => 1 << 3,
        Assurance::Failed => 1 << 4,
    }
}

/// Gives records their marks; asks for the words that mean "no" once (`events.md` section 2).
pub struct Marker<'a> {
    case: &'a Case,
    findings: &'a Selection,
    denials: [(Name, Name); 3],
}

/// (type, outcome or status) of a no.
const DENIALS: [(&str, &str); 3] = [("decision", "deny"), ("grant.decision", "denied"), ("tool.result", "blocked")];

impl<'a> Marker<'a> {
    /// For the records of a case; `findings` are those that the scan speaks of.
    pub fn new(case: &'a Case, findings: &'a Selection) -> Marker<'a> {
        // A word that the case does not have is the name of nothing: no record has both parts then.
        let find = |text| case.names().find(text).unwrap_or(Name(u32::MAX));
        Marker { case, findings, denials: DENIALS.map(|(kind, outcome)| (find(kind), find(outcome))) }
    }

    /// The marks of a record.
    pub fn of(&self, row: Row) -> Marks {
        let Some(cells) = self.case.cells(row) else { return Marks::of(Assurance::Unchecked) };
        let tables = self.case.tables();
        let kind = tables.contexts.get(cells.context).map_or(Name::NONE, |context| context.kind);
        let detail = tables.details.get(cells.detail).copied().unwrap_or_default();
        let mut marks = Marks::of(cells.assurance);
        if self.denials.contains(&(kind, detail.outcome)) {
            marks = marks.with(Flag::Denied);
        }
        if detail.handoff {
            marks = marks.with(Flag::Handoff);
        }
        if self.findings.contains(row) { marks.with(Flag::Finding) } else { marks }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_of_a_union_is_the_worse_of_the_two() {
        assert_eq!(Marks::default().worst(), None);
        for a in Assurance::ALL {
            for b in Assurance::ALL {
                let both = Marks::of(a).and(Marks::of(b).with(Flag::Denied));
                assert_eq!(
                    (both.worst(), both.has(Flag::Denied), both.has(Flag::Finding)),
                    (Some(a.max(b)), true, false)
                );
            }
        }
    }
}
