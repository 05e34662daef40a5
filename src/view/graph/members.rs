//! Whom a node stands for, and the records of an edge where the graph is as it ran.

use super::{Found, GraphView, Group};
use crate::case::Row;
use std::collections::BTreeSet;

impl GraphView {
    /// The agents or tools that a node stands for.
    pub fn members(&self, node: usize) -> BTreeSet<String> {
        match &self.found {
            Found::Aggregated { plan, node_of, .. } => {
                let own = node_of.iter().filter(|(_, of)| **of as usize == node);
                own.map(|((_, end), _)| plan.end(*end).to_owned()).collect()
            }
            Found::AsItRan { .. } => match self.nodes.get(node).map(|node| &node.key.group) {
                Some(Group::End(end)) => BTreeSet::from([end.clone()]),
                _ => BTreeSet::new(),
            },
        }
    }

    /// Whether a node stands for one of these agents or tools.
    pub fn stands_for(&self, node: usize, ends: &BTreeSet<String>) -> bool {
        match self.nodes.get(node).map(|node| &node.key.group) {
            Some(Group::End(end)) => ends.contains(end),
            Some(Group::Role(_) | Group::Tools) => !self.members(node).is_disjoint(ends),
            None => false,
        }
    }

    /// The records of an edge, where the graph is as it ran; else none.
    pub fn ran_rows(&self, edge: usize) -> &[Row] {
        match &self.found {
            Found::AsItRan { rows } => rows.get(edge).map_or(&[], Vec::as_slice),
            Found::Aggregated { .. } => &[],
        }
    }
}
