//! Breaks cycles: says which links are drawn against the ranks.
//!
//! Strongly connected components and a greedy feedback arc set come from `petgraph`. The set knows no weights, so a heavy pair is
//! given to it several times over. Two plainer cuts compete with it and win a tie, because they keep who came first in front.
//! Of two directions about equally heavy, the first seen is taken for the request and the other for its answer.

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

/// Which way the links of a part run.
pub(super) struct Cut {
    /// For each link, whether it runs against the ranks. Without those, the part has no cycle.
    pub reversed: Vec<bool>,
    /// For each node a place in line; links that are not reversed go up.
    pub place: Vec<usize>,
    /// For each node, its strongly connected component.
    pub tangle: Vec<usize>,
}

/// Few and light links against the ranks.
pub(super) fn cut(part: &Part, former: &[Option<Spot>], steps: &mut Steps) -> Result<Cut, LayoutError> {
    let nodes = part.nodes.len();
    steps.take(nodes + part.links.len())?;
    let age = ages(nodes, former);
    let tangle = tangles(nodes, &part.links);
    let inside = |link: &&Link| tangle[link.from] == tangle[link.to];
    let certain: Pairs = part.links.iter().filter(|link| !inside(link)).map(|link| (link.from, link.to)).collect();
    let pairs = net(part.links.iter().filter(inside));
    let mut best: Option<(u64, Pairs)> = None;
    for cut in [against(&age, &pairs), closing(nodes, &age, &pairs), feedback(nodes, &pairs)] {
        let mut forward: Pairs = pairs.keys().filter(|pair| !cut.contains(pair)).copied().collect();
        put_back(nodes, &mut forward, &pairs, &cut, steps)?;
        let lost = pairs.iter().filter(|(pair, _)| !forward.contains(pair)).map(|(_, weight)| copies(*weight)).sum();
        if best.as_ref().is_none_or(|(least, _)| lost < *least) {
            best = Some((lost, forward));
        }
    }
    let forward = best.map(|(_, forward)| forward).unwrap_or_default().union(&certain).copied().collect();
    let place = standing(nodes, &forward, &age);
    let reversed = part.links.iter().map(|link| place[link.from] > place[link.to]).collect();
    Ok(Cut { reversed, place, tangle })
}

/// A node, and one that it leads to.
type Pairs = BTreeSet<(usize, usize)>;

/// How early each node stands: as in the former picture, else as in the input.
fn ages(nodes: usize, former: &[Option<Spot>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..nodes).collect();
    let along = |node: usize| former.get(node).copied().flatten().map_or(f64::MAX, |spot| spot.along);
    order.sort_by(|a, b| along(*a).total_cmp(&along(*b)));
    let mut ages = vec![0; nodes];
    for (age, node) in order.iter().enumerate() {
        ages[*node] = age;
    }
    ages
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

/// One direction for each two nodes, with its weight: the clearly heavier one, else the one that was seen first.
fn net<'a>(links: impl Iterator<Item = &'a Link>) -> BTreeMap<(usize, usize), u64> {
    let mut pairs: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    for link in links {
        let weight = link.count.max(1);
        match pairs.get(&(link.to, link.from)).copied() {
            Some(first) if weight / CLEARLY < first => {
                pairs.insert((link.to, link.from), first.max(weight));
            }
            Some(_) => {
                pairs.remove(&(link.to, link.from));
                pairs.insert((link.from, link.to), weight);
            }
            None => {
                pairs.insert((link.from, link.to), weight);
            }
        }
    }
    pairs
}

fn copies(weight: u64) -> u64 {
    (1 + u64::from(weight.max(1).ilog2())).min(COPIES_MAX)
}

/// Pairs that run against age: the cut of a picture in which the nodes stand as they came.
fn against(age: &[usize], pairs: &BTreeMap<(usize, usize), u64>) -> Pairs {
    pairs.keys().filter(|(from, to)| age[*from] > age[*to]).copied().collect()
}

/// Pairs that close a cycle on a walk, depth first, from the oldest node.
fn closing(nodes: usize, age: &[usize], pairs: &BTreeMap<(usize, usize), u64>) -> Pairs {
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    for (from, to) in pairs.keys() {
        below[*from].push(*to);
    }
    for next in &mut below {
        next.sort_by_key(|node| age[*node]);
    }
    let mut starts: Vec<usize> = (0..nodes).collect();
    starts.sort_by_key(|node| age[*node]);
    let (mut seen, mut open) = (vec![false; nodes], vec![false; nodes]);
    let mut cut = BTreeSet::new();
    for start in starts {
        if seen[start] {
            continue;
        }
        (seen[start], open[start]) = (true, true);
        let mut walk = vec![(start, 0)];
        while let Some((node, next)) = walk.last_mut() {
            let Some(to) = below[*node].get(*next).copied() else {
                open[*node] = false;
                walk.pop();
                continue;
            };
            *next += 1;
            if open[to] {
                cut.insert((*node, to));
            } else if !seen[to] {
                (seen[to], open[to]) = (true, true);
                walk.push((to, 0));
            }
        }
    }
    cut
}

/// Pairs whose removal leaves no cycle.
fn feedback(nodes: usize, pairs: &BTreeMap<(usize, usize), u64>) -> Pairs {
    let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(nodes, pairs.len());
    let index: Vec<_> = (0..nodes).map(|_| graph.add_node(())).collect();
    // Backwards, because the search takes up last what it saw first: so the lower node wins where all else is equal.
    for ((from, to), weight) in pairs.iter().rev() {
        for _ in 0..copies(*weight) {
            graph.add_edge(index[*from], index[*to], ());
        }
    }
    greedy_feedback_arc_set(&graph).map(|edge| (edge.source().index(), edge.target().index())).collect()
}

/// The greedy set is not minimal: takes back, heaviest first, what closes no cycle after all.
fn put_back(
    nodes: usize,
    forward: &mut Pairs,
    pairs: &BTreeMap<(usize, usize), u64>,
    cut: &Pairs,
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

/// A place in line for each node, such that every forward pair goes up. Free choices go to the oldest.
fn standing(nodes: usize, forward: &Pairs, age: &[usize]) -> Vec<usize> {
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    let mut above = vec![0_usize; nodes];
    for (from, to) in forward {
        below[*from].push(*to);
        above[*to] += 1;
    }
    let mut free: BinaryHeap<Reverse<(usize, usize)>> =
        (0..nodes).filter(|node| above[*node] == 0).map(|node| Reverse((age[node], node))).collect();
    let mut place = vec![usize::MAX; nodes];
    let mut next = 0;
    while let Some(Reverse((_, node))) = free.pop() {
        place[node] = next;
        next += 1;
        for to in &below[node] {
            above[*to] -= 1;
            if above[*to] == 0 {
                free.push(Reverse((age[*to], *to)));
            }
        }
    }
    debug_assert_eq!(next, nodes);
    place
}
