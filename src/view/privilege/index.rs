//! Who holds which scopes over the whole of a case, and which calls need which: made once, asked at every record.

use super::held::{self, Span};
use super::scope::Scope;
use super::used::{self, Used};
use crate::case::{Case, Name, Row};
use crate::view::graph::Cancelled;
use crate::watch::Watch;
use std::collections::{BTreeMap, BTreeSet};

/// The index of a case.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Index {
    /// Every scope that was held, asked for or needed.
    pub scopes: Vec<Scope>,
    /// Everybody who held one, asked for one or made a call.
    pub holders: Vec<Holder>,
    numbers: BTreeMap<String, u32>,
    places: BTreeMap<(usize, Name), usize>,
}

/// One of them, in one log.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Holder {
    /// The log.
    pub log: usize,
    /// The name.
    pub name: Name,
    /// The first registration that takes effect; `None`: no baseline is recorded.
    pub registered: Option<Row>,
    /// What it held, in the order in which it began.
    pub spans: Vec<Span>,
    /// The grants that it asked for, by scope: numbers in the case's ledger.
    pub grants: BTreeMap<u32, BTreeSet<usize>>,
    /// Its calls, by what they need.
    pub uses: Vec<Used>,
    /// Calls that do not say what they need.
    pub untold: Vec<Row>,
    /// For each scope that it held, asked for or needed the uses that the scope covers.
    pub covered: BTreeMap<u32, Vec<u32>>,
}

impl Index {
    /// Of a case. One pass over the rows.
    ///
    /// # Errors
    /// The watch was cancelled.
    pub fn of(case: &Case, watch: &Watch) -> Result<Index, Cancelled> {
        let mut index = Index::default();
        held::collect(case, &mut index);
        used::collect(case, &mut index, watch)?;
        Ok(index)
    }

    /// The place of somebody, who is added where it is new.
    pub(super) fn holder(&mut self, log: usize, name: Name) -> usize {
        *self.places.entry((log, name)).or_insert_with(|| {
            self.holders.push(Holder { log, name, ..Holder::default() });
            self.holders.len() - 1
        })
    }

    /// The number of a scope.
    pub(super) fn scope(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.scopes.len() as u32;
        self.scopes.push(Scope::of(text));
        self.numbers.insert(text.to_owned(), number);
        number
    }

    /// The scope of a number.
    pub(super) fn named(&self, scope: u32) -> Option<&Scope> {
        self.scopes.get(scope as usize)
    }

    /// Somebody by log and name, and a scope by its text, as numbers.
    pub fn find(&self, log: usize, agent: Name, scope: &str) -> Option<(usize, u32)> {
        Some((*self.places.get(&(log, agent))?, *self.numbers.get(scope)?))
    }
}
