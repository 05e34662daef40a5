//! Breaks cycles: says which links are drawn against the ranks.
//!
//! Strongly connected components and a feedback arc set come from `petgraph`. The set knows no weights, so a heavy pair is given
//! to it several times over; two directions of about equal weight cancel out, and then the node that came first stands first.

use super::LayoutError;
use super::components::Part;
use super::extents::Spot;
use super::merge::Link;
use super::steps::Steps;
use petgraph::algo::{greedy_feedback_arc_set, kosaraju_scc};
use petgraph::graph::DiGraph;
use petgraph::visit::EdgeRef;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// Two directions count as equal unless one is this many times heavier: a request and its answer differ by a few at most.
const CLEARLY: u64 = 2;
/// Copies of one heavy pair at most.
const COPIES_MAX: u64 = 12;

/// For each link of the part, whether it runs against the ranks. Without those, the part has no cycle.
pub(super) fn reversed(part: &Part, former: &[Option<Spot>], steps: &mut Steps) -> Result<Vec<bool>, LayoutError> {
    let nodes = part.nodes.len();
    steps.take(nodes + part.links.len())?;
    let tangle = tangles(nodes, &part.links);
    let inside = |link: &&Link| tangle[link.from] == tangle[link.to];
    let mut forward: BTreeSet<(usize, usize)> =
        part.links.iter().filter(|link| !inside(link)).map(|link| (link.from, link.to)).collect();
    let pairs = net(part.links.iter().filter(inside));
    let cut = feedback(nodes, &pairs);
    forward.extend(pairs.keys().filter(|pair| !cut.contains(pair)));
    put_back(nodes, &mut forward, &pairs, &cut, steps)?;
    let place = standing(nodes, &forward, former);
    Ok(part.links.iter().map(|link| place[link.from] > place[link.to]).collect())
}

/// For each node, its strongly connected component.
fn tangles(nodes: usize, links: &[Link]) -> Vec<usize> {
    let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(nodes, links.len());
    let index: Vec<_> = (0..nodes).map(|_| graph.add_node(())).collect();
    for link in links {
        graph.add_edge(index[link.from], index[link.to], ());
    }
    let mut tangle = vec![0; nodes];
    for (number, members) in kosaraju_scc(&graph).into_iter().enumerate() {
        for member in members {
            tangle[member.index()] = number;
        }
    }
    tangle
}

/// Pairs with a clear direction, and how much heavier it is.
fn net<'a>(links: impl Iterator<Item = &'a Link>) -> BTreeMap<(usize, usize), u64> {
    let mut weights: BTreeMap<(usize, usize), [u64; 2]> = BTreeMap::new();
    for link in links {
        let pair = (link.from.min(link.to), link.from.max(link.to));
        weights.entry(pair).or_default()[usize::from(link.from > link.to)] += link.count.clamp(1, u64::MAX / 4);
    }
    let clear = |((low, high), [up, down]): ((usize, usize), [u64; 2])| {
        if up >= down.saturating_mul(CLEARLY) {
            Some(((low, high), up - down))
        } else if down >= up.saturating_mul(CLEARLY) {
            Some(((high, low), down - up))
        } else {
            None
        }
    };
    weights.into_iter().filter_map(clear).collect()
}

/// Pairs whose removal leaves no cycle.
fn feedback(nodes: usize, pairs: &BTreeMap<(usize, usize), u64>) -> BTreeSet<(usize, usize)> {
    let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(nodes, pairs.len());
    let index: Vec<_> = (0..nodes).map(|_| graph.add_node(())).collect();
    // Backwards, because the search takes up last what it saw first: so the lower node wins where all else is equal.
    for ((from, to), weight) in pairs.iter().rev() {
        let copies = 1 + u64::from(weight.max(&1).ilog2());
        for _ in 0..copies.min(COPIES_MAX) {
            graph.add_edge(index[*from], index[*to], ());
        }
    }
    greedy_feedback_arc_set(&graph).map(|edge| (edge.source().index(), edge.target().index())).collect()
}

/// The greedy set is not minimal: takes back, heaviest first, what closes no cycle after all.
fn put_back(
    nodes: usize,
    forward: &mut BTreeSet<(usize, usize)>,
    pairs: &BTreeMap<(usize, usize), u64>,
    cut: &BTreeSet<(usize, usize)>,
    steps: &mut Steps,
) -> Result<(), LayoutError> {
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    for (from, to) in forward.iter() {
        below[*from].push(*to);
    }
    let mut heaviest: Vec<(usize, usize)> = cut.iter().copied().collect();
    heaviest.sort_by_key(|pair| Reverse(pairs.get(pair).copied().unwrap_or(0)));
    for (from, to) in heaviest {
        if !steps.are_left() {
            break;
        }
        if !reaches(&below, to, from, steps)? {
            below[from].push(to);
            forward.insert((from, to));
        }
    }
    Ok(())
}

fn reaches(below: &[Vec<usize>], start: usize, goal: usize, steps: &mut Steps) -> Result<bool, LayoutError> {
    let mut seen = vec![false; below.len()];
    let mut open = vec![start];
    let mut looked = 0;
    seen[start] = true;
    while let Some(node) = open.pop() {
        if node == goal {
            break;
        }
        looked += 1 + below[node].len();
        for next in &below[node] {
            if !std::mem::replace(&mut seen[*next], true) {
                open.push(*next);
            }
        }
    }
    steps.take(looked)?;
    Ok(seen[goal])
}

/// A place in line for each node, such that every forward pair goes up. Free choices follow the former picture, then the input.
fn standing(nodes: usize, forward: &BTreeSet<(usize, usize)>, former: &[Option<Spot>]) -> Vec<usize> {
    let mut seniority: Vec<usize> = (0..nodes).collect();
    let along = |node: usize| former.get(node).copied().flatten().map_or(f64::MAX, |spot| spot.along);
    seniority.sort_by(|a, b| along(*a).total_cmp(&along(*b)));
    let mut key = vec![0; nodes];
    for (age, node) in seniority.iter().enumerate() {
        key[*node] = age;
    }
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    let mut above = vec![0_usize; nodes];
    for (from, to) in forward {
        below[*from].push(*to);
        above[*to] += 1;
    }
    let mut free: BinaryHeap<Reverse<(usize, usize)>> =
        (0..nodes).filter(|node| above[*node] == 0).map(|node| Reverse((key[node], node))).collect();
    let mut place = vec![usize::MAX; nodes];
    let mut next = 0;
    while let Some(Reverse((_, node))) = free.pop() {
        place[node] = next;
        next += 1;
        for to in &below[node] {
            above[*to] -= 1;
            if above[*to] == 0 {
                free.push(Reverse((key[*to], *to)));
            }
        }
    }
    debug_assert_eq!(next, nodes);
    place
}
