//! Links by name: a call under a grant, the use and the end of one, what carries out an order.
//!
//! `refs` name leaves; these records name a grant or an order, and what they lead to is the last record before them that
//! established it: the decision on the grant, else its request; the order. What failed its checks establishes nothing and leads
//! nowhere.

use super::happening::What;
use super::names::Name;
use super::{Case, Row, Selection, world};
use std::collections::BTreeMap;

/// What is named.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Named {
    /// A grant.
    Grant(Name),
    /// An order.
    Order(Name),
}

/// Who names what somebody else established. Built when first asked for.
#[derive(Clone, Debug, Default)]
pub struct NameLinks {
    /// (record that names it, record that established it, what), sorted.
    causes: Vec<(Row, Row, Named)>,
    /// (record that established it, record that names it), sorted.
    effects: Vec<(Row, Row)>,
    /// (record, what it names that no record before it established), sorted.
    lost: Vec<(Row, Named)>,
}

impl NameLinks {
    /// Reads the names of a case: a pass over the rows where any names a grant, and one over what changes the world.
    pub fn of(case: &Case) -> NameLinks {
        let mut out = NameLinks::default();
        out.grants(case);
        out.orders(case);
        out.causes.sort_unstable();
        out.lost.sort_unstable();
        out.effects = out.causes.iter().map(|(from, to, _)| (*to, *from)).collect();
        out.effects.sort_unstable();
        out
    }

    /// What `row` names, and the record that established it.
    pub fn causes(&self, row: Row) -> impl Iterator<Item = (Row, Named)> {
        let start = self.causes.partition_point(|(from, ..)| *from < row);
        let rest = self.causes.get(start..).unwrap_or_default();
        rest.iter().take_while(move |(from, ..)| *from == row).map(|(_, to, what)| (*to, *what))
    }

    /// The records that name what `row` established.
    pub fn effects(&self, row: Row) -> impl Iterator<Item = Row> {
        let start = self.effects.partition_point(|(from, _)| *from < row);
        let rest = self.effects.get(start..).unwrap_or_default();
        rest.iter().take_while(move |(from, _)| *from == row).map(|(_, to)| *to)
    }

    /// What `row` names that no record before it established.
    pub fn lost(&self, row: Row) -> impl Iterator<Item = Named> {
        let start = self.lost.partition_point(|(from, _)| *from < row);
        let rest = self.lost.get(start..).unwrap_or_default();
        rest.iter().take_while(move |(from, _)| *from == row).map(|(_, what)| *what)
    }

    fn grants(&mut self, case: &Case) {
        let names: Vec<Name> = case.tables().details.all().iter().map(|detail| detail.grant).collect();
        if !names.iter().any(|name| name.is_some()) {
            return;
        }
        let grant_of = |row: Row| names.get(case.detail_number(row) as usize).copied().unwrap_or_default();
        let (request, decision) = (case.names().find("grant.request"), case.names().find("grant.decision"));
        let (mut asked, mut decided) = (BTreeMap::new(), BTreeMap::new());
        let naming = Selection::of(case.len(), |row| grant_of(row).is_some() && case.assurance(row).has_effect());
        for row in naming.iter() {
            let (grant, kind) = (grant_of(row), Some(case.context(row).kind));
            let key = (case.log(row), grant);
            if kind == request {
                asked.insert(key, row);
            } else if kind == decision {
                self.link(row, asked.get(&key), Named::Grant(grant));
                decided.insert(key, row);
            } else {
                self.link(row, decided.get(&key).or(asked.get(&key)), Named::Grant(grant));
            }
        }
    }

    fn orders(&mut self, case: &Case) {
        let mut last: BTreeMap<(usize, Name), Row> = BTreeMap::new();
        for at in world::all(case).iter().filter(|at| case.assurance(at.row).has_effect()) {
            match at.what {
                What::Order { order, .. } if order.is_some() => {
                    // The first that names an order proposes it.
                    if let Some(before) = last.insert((at.log, *order), at.row) {
                        self.link(at.row, Some(&before), Named::Order(*order));
                    }
                }
                What::OrderAck { order, .. } | What::Credential { order, .. } if order.is_some() => {
                    self.link(at.row, last.get(&(at.log, *order)), Named::Order(*order));
                }
                _ => {}
            }
        }
    }

    fn link(&mut self, from: Row, to: Option<&Row>, what: Named) {
        match to {
            Some(to) => self.causes.push((from, *to, what)),
            None => self.lost.push((from, what)),
        }
    }
}
