//! Credentials: what was issued to whom, and what became of it.

use super::Row;
use super::happening::What;
use super::names::{Name, NameList, Names};
use super::world::At;
use std::collections::BTreeMap;

/// One credential.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credential {
    /// Its records, in their order.
    pub events: Vec<CredentialEvent>,
}

/// What one `credential` record says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CredentialEvent {
    /// The record.
    pub row: Row,
    /// Whether it takes effect.
    pub effective: bool,
    /// `issue`, `rotate`, `revoke`, `suspend` or `restore`.
    pub op: Name,
    /// Who holds it.
    pub subject: Name,
    /// Scopes.
    pub scopes: NameList,
    /// First time at which it counts, in microseconds since 1970.
    pub not_before: Option<i64>,
    /// First time at which it no longer counts.
    pub expires: Option<i64>,
    /// The order that it carries out.
    pub order: Name,
}

/// All credentials.
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    /// By log and name.
    pub all: BTreeMap<(usize, Name), Credential>,
    /// Names by log and holder.
    by_subject: BTreeMap<(usize, Name), Vec<Name>>,
}

impl Credential {
    /// Its state after each record that takes effect: that record, the last issue or rotation, and whether it is active.
    pub fn states<'a>(&'a self, names: &'a Names) -> impl Iterator<Item = (Row, CredentialEvent, bool)> + 'a {
        let effective = self.events.iter().filter(|event| event.effective);
        let states = effective.scan(None, move |state: &mut Option<(CredentialEvent, bool)>, event| {
            match (names.text(event.op), &mut *state) {
                ("revoke" | "suspend", Some((_, active))) => *active = false,
                ("restore", Some((_, active))) => *active = true,
                ("issue" | "rotate", Some((known, active))) => {
                    let scopes = if event.scopes == NameList::default() { known.scopes } else { event.scopes };
                    let subject = event.subject.some().unwrap_or(known.subject);
                    (*known, *active) = (CredentialEvent { scopes, subject, ..*event }, true);
                }
                ("issue" | "rotate" | "restore", None) => *state = Some((*event, true)),
                _ => {}
            }
            Some(state.map(|(known, active)| (event.row, known, active)))
        });
        states.flatten()
    }

    /// Its state before `row`: the last issue or rotation, and whether it is active.
    pub fn before(&self, row: Row, names: &Names) -> Option<(CredentialEvent, bool)> {
        let last = self.states(names).take_while(|(at, ..)| *at < row).last();
        last.map(|(_, known, active)| (known, active))
    }
}

impl Credentials {
    /// The credentials that `subject` can use at a record that claims `time`: name and scopes.
    pub fn live(&self, log: usize, subject: Name, row: Row, time: i64, names: &Names) -> Vec<(Name, NameList)> {
        let mut out = Vec::new();
        for name in self.by_subject.get(&(log, subject)).into_iter().flatten() {
            let Some((state, true)) = self.all.get(&(log, *name)).and_then(|one| one.before(row, names)) else {
                continue;
            };
            let begun = state.not_before.is_none_or(|from| from <= time);
            let open = state.expires.is_none_or(|expires| time < expires);
            if begun && open && state.subject == subject {
                out.push((*name, state.scopes));
            }
        }
        out
    }
}

/// Collects all credentials.
pub fn of(happenings: &[At<'_>]) -> Credentials {
    let mut credentials = Credentials::default();
    for at in happenings {
        let What::Credential { op, credential, subject, scopes, not_before, expires, order } = *at.what else {
            continue;
        };
        let (row, effective) = (at.row, at.effective);
        let event = CredentialEvent { row, effective, op, subject, scopes, not_before, expires, order };
        credentials.all.entry((at.log, credential)).or_default().events.push(event);
        if subject.is_some() {
            let of = credentials.by_subject.entry((at.log, subject)).or_default();
            if !of.contains(&credential) {
                of.push(credential);
            }
        }
    }
    credentials
}
