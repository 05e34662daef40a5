//! What stands out in the picture: what is selected or under the pointer, here or in another pane, with what is beside it.

use super::state::Pick;
use crate::gui::hover::{Hover, Source};
use crate::gui::state::Desk;
use crate::view::graph::GraphView;

/// What is not faint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lit {
    /// Everything.
    All,
    /// These nodes and edges, by number.
    Some(Vec<bool>, Vec<bool>),
}

impl Lit {
    /// Whether something is not faint.
    pub fn has(&self, what: Pick) -> bool {
        match (self, what) {
            (Lit::All, _) => true,
            (Lit::Some(nodes, _), Pick::Node(at)) => nodes.get(at).copied().unwrap_or(false),
            (Lit::Some(_, edges), Pick::Edge(at)) => edges.get(at).copied().unwrap_or(false),
        }
    }
}

/// What stands out: what the pointer is on elsewhere, if that is in the graph; else around `pick`.
pub fn of(desk: &Desk, view: &GraphView, pick: Option<Pick>) -> Lit {
    let elsewhere = desk.hover.as_ref().filter(|(source, _)| *source != Source::Graph);
    let meant = elsewhere.map(|(_, hover)| met(desk, view, hover)).unwrap_or_default();
    let picks: Vec<Pick> = if meant.is_empty() { pick.into_iter().collect() } else { meant };
    if picks.is_empty() { Lit::All } else { around(view, &picks) }
}

/// Nodes and edges that the pointer is on elsewhere.
fn met(desk: &Desk, view: &GraphView, hover: &Hover) -> Vec<Pick> {
    let case = &desk.opened.case;
    match hover {
        Hover::Row(row) => view.edges_of(case, *row).map(Pick::Edge).collect(),
        Hover::Rows(rows) => rows.iter().flat_map(|row| view.edges_of(case, *row)).map(Pick::Edge).collect(),
        Hover::Ends(ends) => (0..view.nodes.len()).filter(|at| view.stands_for(*at, ends)).map(Pick::Node).collect(),
        Hover::Pair(from, to) => {
            let joins = |(_, edge): &(usize, &crate::view::graph::Edge)| {
                view.stands_for(edge.from as usize, from) && view.stands_for(edge.to as usize, to)
            };
            view.edges.iter().enumerate().filter(joins).map(|(at, _)| Pick::Edge(at)).collect()
        }
    }
}

/// Nodes with their edges and neighbours, edges with their ends.
fn around(view: &GraphView, picks: &[Pick]) -> Lit {
    let (mut nodes, mut edges) = (vec![false; view.nodes.len()], vec![false; view.edges.len()]);
    for (at, edge) in view.edges.iter().enumerate() {
        let ends = [edge.from as usize, edge.to as usize];
        let is_lit = |pick: &Pick| match pick {
            Pick::Edge(lit) => *lit == at,
            Pick::Node(node) => ends.contains(node),
        };
        if picks.iter().any(is_lit) {
            edges.iter_mut().skip(at).take(1).for_each(|lit| *lit = true);
            ends.into_iter().for_each(|end| nodes.iter_mut().skip(end).take(1).for_each(|lit| *lit = true));
        }
    }
    let alone = picks.iter().filter_map(|pick| if let Pick::Node(at) = pick { Some(*at) } else { None });
    alone.for_each(|at| nodes.iter_mut().skip(at).take(1).for_each(|lit| *lit = true));
    Lit::Some(nodes, edges)
}

/// What the pointer is on, for the other panes.
pub fn hover(view: &GraphView, pick: Pick) -> Hover {
    match pick {
        Pick::Node(node) if view.as_it_ran => {
            let touches = |edge: &&crate::view::graph::Edge| [edge.from, edge.to].contains(&(node as u32));
            let edges = view.edges.iter().enumerate().filter(|(_, edge)| touches(edge));
            Hover::Rows(edges.flat_map(|(at, _)| view.ran_rows(at)).copied().collect())
        }
        Pick::Edge(edge) if view.as_it_ran => Hover::Rows(view.ran_rows(edge).iter().copied().collect()),
        Pick::Node(node) => Hover::Ends(view.members(node)),
        Pick::Edge(edge) => {
            let of = |node: u32| view.members(node as usize);
            let ends = view.edges.get(edge).map(|edge| (of(edge.from), of(edge.to)));
            ends.map_or(Hover::Rows(Default::default()), |(from, to)| Hover::Pair(from, to))
        }
    }
}
