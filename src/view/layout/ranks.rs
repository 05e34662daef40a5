//! Ranks: every arc goes at least one rank up, and all together are short.
//!
//! Longest path first, then the network simplex of Gansner, Koutsofios, North and Vo (1993) as far as the steps reach, then nodes
//! that may stand anywhere move to the emptiest rank. Each of the three alone gives a right picture.

use super::LayoutError;
use super::components::Part;
use super::simplex;
use super::steps::Steps;

/// A link turned so that it runs with the ranks. The n-th arc is the n-th link of the part.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arc {
    pub top: usize,
    pub bottom: usize,
    pub weight: i64,
}

/// Heaviest arc: weight grows with the logarithm of the count, so that one busy pair does not bend all others.
const WEIGHT_MAX: u32 = 8;

pub(super) fn arcs(part: &Part, reversed: &[bool]) -> Vec<Arc> {
    let turned = |(link, reversed): (&super::merge::Link, &bool)| {
        let (top, bottom) = if *reversed { (link.to, link.from) } else { (link.from, link.to) };
        let weight = i64::from(1 + (link.count.max(1).ilog2() / 2).min(WEIGHT_MAX - 1));
        Arc { top, bottom, weight }
    };
    part.links.iter().zip(reversed).map(turned).collect()
}

/// The rank of each node, from 0. The arcs hold together all nodes and close no cycle.
pub(super) fn ranks(nodes: usize, arcs: &[Arc], steps: &mut Steps) -> Result<Vec<usize>, LayoutError> {
    steps.take(nodes + arcs.len())?;
    let mut ranks = longest(nodes, arcs);
    simplex::shorten(&mut ranks, arcs, steps)?;
    let lowest = ranks.iter().copied().min().unwrap_or(0);
    for rank in &mut ranks {
        *rank -= lowest;
    }
    spread(&mut ranks, arcs);
    Ok(ranks.into_iter().map(|rank| usize::try_from(rank).unwrap_or(0)).collect())
}

/// Bends that the ranks cost: one for each rank that an arc passes.
pub(super) fn dummies(ranks: &[usize], arcs: &[Arc]) -> usize {
    arcs.iter().map(|arc| ranks[arc.bottom] - ranks[arc.top] - 1).fold(0, usize::saturating_add)
}

/// Each node one rank below the lowest that leads to it.
fn longest(nodes: usize, arcs: &[Arc]) -> Vec<i64> {
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    let mut above = vec![0_usize; nodes];
    for arc in arcs {
        below[arc.top].push(arc.bottom);
        above[arc.bottom] += 1;
    }
    let mut open: Vec<usize> = (0..nodes).filter(|node| above[*node] == 0).collect();
    let mut ranks = vec![0; nodes];
    while let Some(node) = open.pop() {
        for to in &below[node] {
            ranks[*to] = ranks[*to].max(ranks[node] + 1);
            above[*to] -= 1;
            if above[*to] == 0 {
                open.push(*to);
            }
        }
    }
    ranks
}

/// A node pulled up as much as down stands anywhere between its neighbours at the same cost: the emptiest rank is best.
fn spread(ranks: &mut [i64], arcs: &[Arc]) {
    let count = ranks.iter().copied().max().unwrap_or(0) + 1;
    let mut crowd = vec![0_usize; count as usize];
    let mut pull = vec![0; ranks.len()];
    let mut touching: Vec<Vec<usize>> = vec![Vec::new(); ranks.len()];
    for (index, arc) in arcs.iter().enumerate() {
        pull[arc.bottom] += arc.weight;
        pull[arc.top] -= arc.weight;
        touching[arc.top].push(index);
        touching[arc.bottom].push(index);
    }
    for rank in ranks.iter() {
        crowd[*rank as usize] += 1;
    }
    for node in (0..ranks.len()).filter(|node| pull[*node] == 0) {
        let (mut first, mut last) = (0, count - 1);
        for arc in touching[node].iter().map(|index| &arcs[*index]) {
            if arc.bottom == node {
                first = first.max(ranks[arc.top] + 1);
            } else {
                last = last.min(ranks[arc.bottom] - 1);
            }
        }
        crowd[ranks[node] as usize] -= 1;
        let best = (first..=last).min_by_key(|rank| (crowd[*rank as usize], (rank - ranks[node]).abs(), *rank));
        ranks[node] = best.unwrap_or(ranks[node]);
        crowd[ranks[node] as usize] += 1;
    }
}
