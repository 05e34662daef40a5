//! What is shown of a draft: the heaviest nodes and edges, sorted; the rest is counted.

use super::draft::Draft;
use super::{Around, Edge, Found, GraphView, Hidden, Kind, Node, Request, Tools};
use crate::case::Case;
use crate::view::text::visible;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Sorts, cuts and renumbers.
pub fn trimmed(case: &Case, request: &Request, draft: Draft) -> GraphView {
    let Draft { nodes, edges, found, nowhere, as_it_ran, notes } = draft;
    let mut hidden = Hidden { nowhere, ..Hidden::default() };
    let mut notes = notes;
    let near = request.around.as_ref().and_then(|around| {
        let near = near(&nodes, &edges, around);
        if near.is_none() {
            notes.push(format!("{} is not in these records, so the graph is whole", visible(&around.id)));
        }
        near
    });
    let is_near = |at: usize| near.as_ref().is_none_or(|near| near.contains(&(at as u32)));
    let mut order: Vec<usize> =
        (0..nodes.len()).filter(|at| is_near(*at) && nodes.get(*at).is_some_and(|n| shown(n, request))).collect();
    order.sort_by_key(|at| {
        let node = nodes.get(*at);
        (node.map(|node| (node.step, Reverse(node.messages))), node.map(|node| &node.key))
    });
    order.truncate(request.max_nodes);
    hidden.nodes = nodes.len() - order.len();
    let renumbered: BTreeMap<u32, u32> = order.iter().enumerate().map(|(new, old)| (*old as u32, new as u32)).collect();
    let mut kept: Vec<(u32, Edge)> = Vec::new();
    for (old, edge) in edges.into_iter().enumerate() {
        match (renumbered.get(&edge.from), renumbered.get(&edge.to)) {
            (Some(from), Some(to)) => kept.push((old as u32, Edge { from: *from, to: *to, ..edge })),
            _ => hide(&mut hidden, &edge),
        }
    }
    let weight = |edge: &Edge| if as_it_ran { (edge.first, Reverse(0)) } else { (0, Reverse(edge.records())) };
    kept.sort_by_key(|(_, edge)| (weight(edge), edge.from, edge.to));
    kept.drain(request.max_edges.min(kept.len())..).for_each(|(_, edge)| hide(&mut hidden, &edge));
    let mut slots: Vec<Option<Node>> = nodes.into_iter().map(Some).collect();
    let mut nodes: Vec<Node> = order.iter().filter_map(|at| slots.get_mut(*at).and_then(Option::take)).collect();
    label(&mut nodes);
    GraphView {
        request: request.clone(),
        verdict: case.verdict(),
        nodes,
        found: follow(found, &renumbered, &kept),
        edges: kept.into_iter().map(|(_, edge)| edge).collect(),
        hidden,
        as_it_ran,
        notes,
        picture: None,
    }
}

/// The nodes that are not further from one than so many edges; `None`: it is not there.
fn near(nodes: &[Node], edges: &[Edge], around: &Around) -> Option<BTreeSet<u32>> {
    let start = nodes.iter().position(|node| node.id == around.id && node.step == around.step)? as u32;
    let mut reached = BTreeSet::from([start]);
    for _ in 0..around.hops {
        let touches = |edge: &&Edge| reached.contains(&edge.from) != reached.contains(&edge.to);
        let next: Vec<u32> = edges.iter().filter(touches).flat_map(|edge| [edge.from, edge.to]).collect();
        if next.is_empty() {
            break;
        }
        reached.extend(next);
    }
    Some(reached)
}

fn shown(node: &Node, request: &Request) -> bool {
    request.tools != Tools::Hidden || node.kind != Kind::Tool
}

fn hide(hidden: &mut Hidden, edge: &Edge) {
    hidden.edges += 1;
    hidden.records += edge.records();
    hidden.denied += edge.alarms.denied;
}

/// The ways from rows to edges, by the new numbers.
fn follow(found: Found, renumbered: &BTreeMap<u32, u32>, kept: &[(u32, Edge)]) -> Found {
    match found {
        Found::Aggregated { plan, node_of, .. } => {
            let node_of = node_of.into_iter().filter_map(|(end, node)| Some((end, *renumbered.get(&node)?))).collect();
            let edge_of = kept.iter().enumerate().map(|(new, (_, edge))| ((edge.from, edge.to), new as u32)).collect();
            Found::Aggregated { plan, node_of, edge_of }
        }
        Found::AsItRan { mut rows } => {
            let take = |(old, _): &(u32, Edge)| rows.get_mut(*old as usize).map(std::mem::take).unwrap_or_default();
            Found::AsItRan { rows: kept.iter().map(take).collect() }
        }
    }
}

/// Short labels, where the kind says what is left out and no two nodes come to look alike.
fn label(nodes: &mut [Node]) {
    let short = |node: &Node| {
        let (prefix, rest) = node.id.split_once(':')?;
        let said = prefix == node.kind.word() || prefix == "role";
        (said && !rest.is_empty()).then(|| rest.to_owned())
    };
    let mut taken: BTreeMap<String, std::collections::BTreeSet<String>> = BTreeMap::new();
    for node in nodes.iter() {
        taken.entry(short(node).unwrap_or_else(|| node.id.clone())).or_default().insert(node.id.clone());
    }
    for node in nodes.iter_mut() {
        if let Some(label) = short(node).filter(|label| taken.get(label).is_some_and(|ids| ids.len() == 1)) {
            node.label = label;
        }
    }
}
