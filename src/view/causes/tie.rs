//! What links two records, in words that fit the records' types.

use super::Way;
use crate::case::{Case, Named, Row};

/// A link from a record to an earlier one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Tie {
    /// It is the result of the call.
    Result,
    /// It decides on it.
    Decision,
    /// It decides the request for a grant.
    Grants,
    /// It is the use of a grant for the call.
    Use,
    /// Who had control passed to it by the message goes on here.
    Handover,
    /// It answers the message.
    Answer,
    /// It names the grant.
    Grant(String),
    /// It names the order.
    Order(String),
    /// It refers to it, and no more is said.
    Refers,
}

impl Tie {
    /// On the line of one record, which other record it is linked with, by that one's number.
    pub fn words(&self, way: Way, other: u64) -> String {
        match (way, self) {
            (Way::After, Tie::Result) => format!("result of {other}"),
            (Way::After, Tie::Decision) => format!("decides on {other}"),
            (Way::After, Tie::Grants) => format!("decides the request {other}"),
            (Way::After, Tie::Use) => format!("uses a grant for {other}"),
            (Way::After, Tie::Handover) => format!("took over from {other}"),
            (Way::After, Tie::Answer) => format!("answers {other}"),
            (Way::After, Tie::Grant(name)) => format!("names grant {name} of {other}"),
            (Way::After, Tie::Order(name)) => format!("names order {name} of {other}"),
            (Way::After, Tie::Refers) => format!("refers to {other}"),
            (Way::Before, Tie::Result) => format!("{other} is its result"),
            (Way::Before, Tie::Decision) => format!("{other} decides on it"),
            (Way::Before, Tie::Grants) => format!("{other} decides the request"),
            (Way::Before, Tie::Use) => format!("{other} uses a grant for it"),
            (Way::Before, Tie::Handover) => format!("{other} took over from it"),
            (Way::Before, Tie::Answer) => format!("{other} answers it"),
            (Way::Before, Tie::Grant(name)) => format!("{other} names its grant {name}"),
            (Way::Before, Tie::Order(name)) => format!("{other} names its order {name}"),
            (Way::Before, Tie::Refers) => format!("{other} refers to it"),
        }
    }
}

/// All that links `later` with `earlier`, the most telling first. `first`: the first reference of `later` is to `earlier`.
pub fn ties(case: &Case, later: Row, earlier: Row, first: bool) -> Vec<Tie> {
    let mut out = Vec::new();
    let reference = reference(case, later, earlier, first);
    if case.answered(later) == Some(earlier) {
        out.push(Tie::Answer);
    }
    for (_, what) in case.named().causes(later).filter(|(to, _)| *to == earlier) {
        out.push(match what {
            Named::Grant(name) => Tie::Grant(case.text(name).to_owned()),
            Named::Order(name) => Tie::Order(case.text(name).to_owned()),
        });
    }
    if reference == Tie::Grants {
        out.clear();
    }
    // A plain reference beside a link that says more adds nothing.
    if out.is_empty() || (reference != Tie::Refers && case.references(later).any(|row| row == earlier)) {
        out.push(reference);
    }
    out.sort_unstable();
    out
}

fn reference(case: &Case, later: Row, earlier: Row, first: bool) -> Tie {
    let kind = |row: Row| case.text(case.context(row).kind);
    match (kind(later), kind(earlier)) {
        ("tool.result", "tool.call") if first => Tie::Result,
        ("decision", _) if first => Tie::Decision,
        ("grant.decision", "grant.request") if first => Tie::Grants,
        ("grant.use", "tool.call") if first => Tie::Use,
        (_, "message") if took_over(case, later, earlier) => Tie::Handover,
        _ => Tie::Refers,
    }
}

/// Whether the earlier record passed control to who acts in the later one.
fn took_over(case: &Case, later: Row, earlier: Row) -> bool {
    let (detail, context) = (case.detail(earlier), case.context(later));
    detail.handoff && case.names().names(detail.to).iter().any(|to| *to == context.actor || *to == context.agent)
}
