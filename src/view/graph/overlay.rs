//! The replay over the graph: where the current record is, where its run has been, where it can go.

use super::tally::{Among, count};
use super::{Cancelled, Found, GraphView};
use crate::case::{Case, Row};
use crate::watch::Watch;
use std::collections::BTreeSet;

/// Edges of a graph at one record. Sorted by index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overlay {
    /// Edges that the record is on: several, where a message has several receivers.
    pub current: Vec<usize>,
    /// Edges on which its run was before it.
    pub seen: Vec<usize>,
    /// Edges of the graph that leave whoever holds control after it: a receiver; the sender too, unless it passed control.
    pub next: Vec<usize>,
}

impl GraphView {
    /// The overlay at a record. Costs a pass over the records of its run before it.
    ///
    /// # Errors
    /// The watch was cancelled.
    pub fn overlay(&self, case: &Case, row: Row, watch: &Watch) -> Result<Overlay, Cancelled> {
        let current: BTreeSet<usize> = self.edges_of(case, row).collect();
        let seen = self.seen(case, row, watch);
        if watch.is_cancelled() {
            return Err(Cancelled);
        }
        let handed_over = case.detail(row).handoff;
        let mut holders = BTreeSet::new();
        for edge in current.iter().filter_map(|at| self.edges.get(*at)) {
            holders.insert(if edge.messages > 0 { edge.to } else { edge.from });
            if !handed_over {
                holders.insert(edge.from);
            }
        }
        let leaves = |(_, edge): &(usize, &super::Edge)| holders.contains(&edge.from);
        let later = |(at, _): &(usize, &super::Edge)| !self.as_it_ran || !seen.contains(at);
        let next = self.edges.iter().enumerate().filter(leaves).filter(later).map(|(at, _)| at);
        Ok(Overlay { next: next.collect(), current: current.into_iter().collect(), seen: seen.into_iter().collect() })
    }

    fn seen(&self, case: &Case, row: Row, watch: &Watch) -> BTreeSet<usize> {
        match &self.found {
            Found::AsItRan { rows } => {
                let before = |rows: &Vec<Row>| rows.first().is_some_and(|first| *first < row);
                rows.iter().enumerate().filter(|(_, rows)| before(rows)).map(|(at, _)| at).collect()
            }
            Found::Aggregated { plan, node_of, edge_of } => {
                let run = (case.log(row), case.run(row));
                let first = case.world().runs.get(&run).map_or(0, |run| run.first);
                let among = Among { selection: &self.request.selection, rows: first..row, run: Some(run) };
                let mut seen = BTreeSet::new();
                for ((log, act, way), _) in count(case, plan, &among, watch) {
                    let (Some(act), Some(way)) = (plan.act(act), plan.way(way)) else { continue };
                    let Some(from) = node_of.get(&(log, act.agent)) else { continue };
                    let to = plan.reached(act, way).iter().filter_map(|end| node_of.get(&(log, *end)));
                    seen.extend(to.filter_map(|to| edge_of.get(&(*from, *to))).map(|edge| *edge as usize));
                }
                seen
            }
        }
    }
}
