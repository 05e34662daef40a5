//! From an edge back to its records.
//!
//! What an act or a way has to do with the edge is asked once for each, so that a pass over ten million records compares numbers.

use super::plan::{Does, Plan};
use super::{Edge, Found, GraphView};
use crate::case::{Case, Row, Selection};
use std::collections::BTreeMap;

impl GraphView {
    /// The messages and calls of an edge. Costs a pass over the rows.
    pub fn edge_rows(&self, case: &Case, edge: usize) -> Selection {
        let Some(wanted) = self.edges.get(edge) else { return Selection::from_rows(case.len(), []) };
        match &self.found {
            Found::AsItRan { rows } => Selection::from_rows(case.len(), rows.get(edge).into_iter().flatten().copied()),
            Found::Aggregated { plan, node_of, .. } => {
                let logs: Vec<Reach> =
                    (0..case.logs().len()).map(|log| Reach::of(plan, node_of, log as u32, wanted)).collect();
                let on_edge = |row: Row| {
                    let cells = case.cells(row)?;
                    logs.get(cells.log)?.joins(plan.act_number(cells.context)?, plan.way_number(cells.detail))
                };
                Selection::of(case.len(), |row| {
                    (wanted.first..=wanted.last).contains(&row)
                        && self.request.selection.contains(row)
                        && on_edge(row) == Some(true)
                })
            }
        }
    }
}

/// What acts and ways of one log have to do with an edge, by number.
struct Reach {
    /// What is done, for the acts of those who act on the edge.
    acts: Vec<Option<Does>>,
    /// Whether a message, and whether a call, reaches the end of the edge.
    ways: Vec<(bool, bool)>,
}

impl Reach {
    fn of(plan: &Plan, node_of: &BTreeMap<(u32, u32), u32>, log: u32, edge: &Edge) -> Reach {
        let is = |end: u32, node: u32| node_of.get(&(log, end)) == Some(&node);
        Reach {
            acts: plan.acts().iter().map(|act| is(act.agent, edge.from).then_some(act.does)).collect(),
            ways: plan
                .ways()
                .iter()
                .map(|way| (way.to.iter().any(|end| is(*end, edge.to)), way.tool.is_some_and(|tool| is(tool, edge.to))))
                .collect(),
        }
    }

    fn joins(&self, act: u32, way: u32) -> Option<bool> {
        let (message, call) = self.ways.get(way as usize)?;
        match (*self.acts.get(act as usize)?)? {
            Does::Message => Some(*message),
            Does::Call => Some(*call),
            Does::Other => None,
        }
    }
}
