//! Agents: their roles and baseline scopes over time, and how much they did.

use super::happening::What;
use super::names::{Name, NameList};
use super::runs::ByName;
use super::world::At;
use super::{Case, Row};

/// Somebody who acts: an agent, a person or a service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agent {
    /// Records in which it acted.
    pub records: u64,
    /// Of these, records that somebody else signed for it.
    pub relayed: u64,
    /// Its first record; for one that never acted that of its registration.
    pub first: Row,
    /// Its last record.
    pub last: Row,
    /// What `agent` records say of it, in their order.
    pub history: Vec<Registration>,
}

/// What one `agent` record says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Registration {
    /// The record.
    pub row: Row,
    /// Whether it takes effect.
    pub effective: bool,
    /// `register`, `role_change` or `retire`.
    pub op: Name,
    /// Role.
    pub role: Name,
    /// `agent`, `human` or `service`.
    pub kind: Name,
    /// Owner.
    pub owner: Name,
    /// Baseline scopes.
    pub scopes: NameList,
}

impl Agent {
    /// What is in force after each `agent` record that takes effect; members that a record leaves out stay as they were.
    pub fn registrations<'a>(&'a self, case: &'a Case) -> impl Iterator<Item = Registration> + 'a {
        let effective = self.history.iter().filter(|next| next.effective);
        effective.scan(None, move |before: &mut Option<Registration>, next| {
            let kept = before.unwrap_or(*next);
            let keep = |new: Name, old: Name| if new.is_some() { new } else { old };
            let retired = case.names().text(next.op) == "retire";
            *before = Some(Registration {
                role: keep(next.role, kept.role),
                kind: keep(next.kind, kept.kind),
                owner: keep(next.owner, kept.owner),
                scopes: match next.scopes {
                    _ if retired => NameList::default(),
                    none if none == NameList::default() => kept.scopes,
                    scopes => scopes,
                },
                ..*next
            });
            *before
        })
    }

    /// The registration in force before `row`.
    pub fn registration(&self, row: Row, case: &Case) -> Option<Registration> {
        self.registrations(case).take_while(|next| next.row < row).last()
    }

    /// The last registration of all, for lists of agents.
    pub fn latest(&self, case: &Case) -> Option<Registration> {
        self.registration(Row::MAX, case)
    }
}

/// Number, first and last record of each context.
pub type Tally = (u64, Row, Row);

/// Counts a row.
pub fn tally(tallies: &mut Vec<Tally>, context: u32, row: Row) {
    let at = context as usize;
    if tallies.len() <= at {
        tallies.resize(at + 1, (0, row, row));
    }
    let (count, first, last) = &mut tallies[at];
    *first = if *count == 0 { row } else { *first };
    (*count, *last) = (*count + 1, row);
}

/// Adds the contexts of a log up to agents.
pub fn add_up(case: &Case, log: usize, tallies: &[Tally], agents: &mut ByName<Agent>) {
    for (context, (count, first, last)) in case.tables().contexts.all().iter().zip(tallies) {
        if *count == 0 || !context.agent.is_some() {
            continue;
        }
        let agent = agents.entry((log, context.agent)).or_insert_with(|| Agent { first: *first, ..Agent::default() });
        agent.records += count;
        agent.relayed += if context.is_relayed() { *count } else { 0 };
        agent.first = agent.first.min(*first);
        agent.last = agent.last.max(*last);
    }
}

/// Adds what `agent` records say.
pub fn add(case: &Case, happenings: &[At<'_>], agents: &mut ByName<Agent>) {
    for at in happenings {
        let What::Agent { op, agent, role, kind, owner, scopes } = at.what else { continue };
        let base = case.names().find(super::base_name(case.names().text(*agent))).unwrap_or(*agent);
        let fresh = || Agent { first: at.row, last: at.row, ..Agent::default() };
        let entry = agents.entry((at.log, base)).or_insert_with(fresh);
        let (row, effective) = (at.row, at.effective);
        entry.history.push(Registration {
            row,
            effective,
            op: *op,
            role: *role,
            kind: *kind,
            owner: *owner,
            scopes: *scopes,
        });
    }
}
