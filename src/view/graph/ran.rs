//! The graph as it ran: one node for each step of an agent, in order.
//!
//! A step of an agent begins when something reaches it after it has acted, and holds all that it does until then. Tools do not
//! act: each caller's step has its own node for each tool, so that no line runs across the whole run.

use super::draft::{Draft, Sketch};
use super::endings::{self, Ended};
use super::plan::{Does, Plan};
use super::tally::Tally;
use super::{Found, Request};
use crate::case::{Case, Name, Row, Selection};
use std::collections::{BTreeMap, BTreeSet};

/// The messages and calls of the single run that is selected, or why there is no such run.
pub fn rows(case: &Case, request: &Request, plan: &Plan, records: u64, limit: u64) -> Result<Vec<Row>, String> {
    if records > limit {
        return Err(format!("Not as it ran: {records} messages and calls, and the picture holds {limit}"));
    }
    let counts = |row: Row| {
        request.selection.contains(row) && case.cells(row).is_some_and(|cells| plan.act_number(cells.context).is_some())
    };
    let rows: Vec<Row> = Selection::of(case.len(), counts).iter().collect();
    let runs: BTreeSet<(usize, Name)> =
        rows.iter().filter_map(|row| case.cells(*row)).map(|cells| (cells.log, cells.run)).collect();
    if runs.len() > 1 {
        return Err(format!("Not as it ran: {} runs are selected, and one is needed", runs.len()));
    }
    Ok(rows)
}

/// The graph of these rows.
pub fn of(case: &Case, said: &[Ended], request: &Request, plan: &Plan, rows: &[Row]) -> Draft {
    let mut sketch = Sketch::new(case, plan, request);
    let mut walk = Walk::default();
    let mut edge_rows: Vec<Vec<Row>> = Vec::new();
    let mut nowhere = 0;
    for row in rows {
        let Some(cells) = case.cells(*row) else { continue };
        let act = plan.act_number(cells.context).and_then(|act| plan.act(act));
        let (Some(act), Some(way)) = (act, plan.way(plan.way_number(cells.detail))) else { continue };
        let (log, tally) =
            (cells.log as u32, Tally::of(*row, cells.assurance, plan.differs(cells.context, cells.log, *row)));
        let acting = walk.acts(act.agent);
        let from = sketch.node(log, act.agent, Some(acting));
        sketch.acted(from, act, 1);
        let mut touched = BTreeSet::from([from]);
        let reached = plan.reached(act, way);
        nowhere += u64::from(reached.is_empty());
        let mut ends = BTreeSet::new();
        for end in reached {
            let step = match act.does {
                Does::Call => walk.called(acting, *end),
                Does::Message | Does::Other => walk.reaches(*end),
            };
            ends.insert(sketch.node(log, *end, Some(step)));
        }
        for to in ends {
            touched.insert(to);
            let edge = sketch.edge(from, to, (act, way), &tally) as usize;
            edge_rows.resize_with(edge_rows.len().max(edge + 1), Vec::new);
            edge_rows.iter_mut().skip(edge).take(1).for_each(|rows| rows.push(*row));
            sketch.end(from, to, (act, way), endings::of_row(said, *row));
        }
        for node in touched {
            sketch.touch(node, (act, way), &tally);
            sketch.end_at(node, (act, way), endings::of_row(said, *row));
        }
    }
    let Sketch { nodes, edges, .. } = sketch;
    Draft { nodes, edges, found: Found::AsItRan { rows: edge_rows }, nowhere, as_it_ran: true, notes: Vec::new() }
}

/// Where each agent is.
#[derive(Default)]
struct Walk {
    last: u32,
    /// Current step of each agent, and whether it has acted in it.
    current: BTreeMap<u32, (u32, bool)>,
    calls: BTreeMap<(u32, u32), u32>,
}

impl Walk {
    fn next(&mut self) -> u32 {
        self.last += 1;
        self.last
    }

    fn acts(&mut self, agent: u32) -> u32 {
        let step = match self.current.get(&agent) {
            Some((step, _)) => *step,
            None => self.next(),
        };
        self.current.insert(agent, (step, true));
        step
    }

    fn reaches(&mut self, agent: u32) -> u32 {
        match self.current.get(&agent) {
            Some((step, false)) => *step,
            _ => {
                let step = self.next();
                self.current.insert(agent, (step, false));
                step
            }
        }
    }

    fn called(&mut self, caller_step: u32, tool: u32) -> u32 {
        match self.calls.get(&(caller_step, tool)) {
            Some(step) => *step,
            None => {
                let step = self.next();
                self.calls.insert((caller_step, tool), step);
                step
            }
        }
    }
}
