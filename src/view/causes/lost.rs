//! Links that lead to no record: what a record says it refers to and nobody here holds.

use crate::case::{Case, LeafPrint, Line, Named, Row, print_of};
use crate::crypto::Digest;

/// A link that leads nowhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Lost {
    /// To a record with this leaf, in base64.
    Record(String),
    /// To the message with this id.
    Message(String),
    /// To a grant of this name, which no record before it asks for or decides.
    Grant(String),
    /// To an order of this name, which no record before it gives.
    Order(String),
}

impl Lost {
    /// As a sentence without its subject.
    pub fn words(&self) -> String {
        match self {
            Lost::Record(leaf) => format!("refers to a record that is not here, leaf {leaf}"),
            Lost::Message(id) => format!("answers a message that is not here, id {id}"),
            Lost::Grant(name) => format!("names grant {name}, which no record before it asks for or decides"),
            Lost::Order(name) => format!("names order {name}, which no record before it gives"),
        }
    }
}

/// References of a line that the case did not follow, in their order: the place among the references, and the leaf.
pub fn unfollowed(case: &Case, row: Row, line: &Line) -> Vec<(usize, Digest)> {
    let mut known: Vec<LeafPrint> = case.references(row).filter_map(|to| case.leaf(to)).collect();
    known.sort_unstable();
    let refs = line.record().map(|record| record.refs).unwrap_or_default();
    refs.into_iter().enumerate().filter(|(_, leaf)| known.binary_search(&print_of(leaf)).is_err()).collect()
}

/// What the record answers or names that is not here.
pub fn names(case: &Case, row: Row, line: &Line) -> Vec<Lost> {
    let event = line.event();
    let answered = event.as_ref().and_then(|event| event.written("reply_to"));
    let mut out: Vec<Lost> =
        answered.filter(|_| case.answered(row).is_none()).map(|id| Lost::Message(id.to_owned())).into_iter().collect();
    out.extend(case.named().lost(row).map(|what| match what {
        Named::Grant(name) => Lost::Grant(case.text(name).to_owned()),
        Named::Order(name) => Lost::Order(case.text(name).to_owned()),
    }));
    out
}
