//! Single stages against slow and simple ways to the same answer.

use super::super::extents::{Extent, Room};
use super::super::ranks::{self, Arc};
use super::super::{coordinates, crossings, ports};
use super::*;

/// A connected graph without cycles, as arcs, with several sources and sinks: each node joins an earlier one, above or below.
fn arcs(nodes: usize, more: usize, chance: &mut Chance) -> Vec<Arc> {
    let height: Vec<usize> = (0..nodes).map(|node| chance.below(1000) * nodes + node).collect();
    let mut arcs = Vec::new();
    for step in 1..nodes + more {
        let one = if step < nodes { step } else { 1 + chance.below(nodes - 1) };
        let other = chance.below(one);
        let (top, bottom) = if height[one] < height[other] { (one, other) } else { (other, one) };
        arcs.push(Arc { top, bottom, weight: 1 + chance.below(9) as i64 });
    }
    arcs
}

fn length(ranks: &[usize], arcs: &[Arc]) -> Option<i64> {
    let each = |arc: &Arc| ranks[arc.bottom].checked_sub(ranks[arc.top]).filter(|by| *by > 0);
    arcs.iter().map(|arc| each(arc).map(|by| by as i64 * arc.weight)).sum()
}

#[test]
fn ranks_are_as_short_as_trying_all_of_them() {
    let mut chance = Chance(11);
    let mut improved = 0;
    for _ in 0..80 {
        let nodes = 2 + chance.below(6);
        let more = chance.below(9);
        let arcs = arcs(nodes, more, &mut chance);
        let watch = Watch::new();
        let found = ranks::ranks(nodes, &arcs, &mut Steps::new(u64::MAX, &watch)).unwrap();
        let mut best = i64::MAX;
        for number in 0..nodes.pow(nodes as u32) {
            let all: Vec<usize> = (0..nodes).map(|node| number / nodes.pow(node as u32) % nodes).collect();
            best = best.min(length(&all, &arcs).unwrap_or(i64::MAX));
        }
        assert_eq!(length(&found, &arcs), Some(best), "{arcs:?}");
        // Without steps, the ranks are still right.
        let coarse = ranks::ranks(nodes, &arcs, &mut Steps::new(0, &watch)).unwrap();
        assert!(length(&coarse, &arcs) >= Some(best));
        improved += usize::from(length(&coarse, &arcs) > Some(best));
    }
    assert!(improved > 20, "in {improved} of 80 graphs the first ranks are not the best");
}

#[test]
fn crossings_are_those_of_counting_all_pairs() {
    let mut chance = Chance(5);
    for _ in 0..40 {
        let arcs = arcs(24, 30, &mut chance);
        let watch = Watch::new();
        let ranks = ranks::ranks(24, &arcs, &mut Steps::new(0, &watch)).unwrap();
        let mut layers = Layers::new(&ranks, &arcs);
        for row in 0..layers.rows.len() {
            let mut order = layers.rows[row].clone();
            for at in (1..order.len()).rev() {
                order.swap(at, chance.below(at + 1));
            }
            layers.set_row(row, order);
        }
        assert_eq!(crossings::all(&layers), slowly(&layers));
        let row = &layers.rows[1];
        let places = |vertex: usize| {
            let mut places: Vec<usize> = layers.down[vertex].iter().map(|(to, _)| layers.place[*to]).collect();
            places.sort_unstable();
            places
        };
        if let [a, b, ..] = row.as_slice() {
            let (as_is, swapped) = crossings::between(&places(*a), &places(*b));
            assert_eq!((swapped, as_is), crossings::between(&places(*b), &places(*a)));
        }
    }
}

fn slowly(layers: &Layers) -> u64 {
    let mut segments = Vec::new();
    for (top, down) in layers.down.iter().enumerate() {
        segments.extend(down.iter().map(|(to, _)| (layers.row[top], layers.place[top], layers.place[*to])));
    }
    let crosses = |a: &(usize, usize, usize), b: &(usize, usize, usize)| a.0 == b.0 && a.1 < b.1 && a.2 > b.2;
    segments.iter().map(|a| segments.iter().filter(|b| crosses(a, b)).count() as u64).sum()
}

#[test]
fn whatever_stands_side_by_side_keeps_its_distance() {
    let mut chance = Chance(9);
    for round in 0..30 {
        let arcs = arcs(40, 50, &mut chance);
        let watch = Watch::new();
        let mut steps = Steps::new(u64::MAX, &watch);
        let ranks = ranks::ranks(40, &arcs, &mut steps).unwrap();
        let mut layers = Layers::new(&ranks, &arcs);
        order::order(&mut layers, &[None; 40], 10, &mut steps).unwrap();
        let mut size = || chance.below(80) as f64;
        let extents = (0..40).map(|_| Extent { half: size(), beyond: size() / 4.0, depth: 20.0 }).collect();
        let room = Room { node: 24.0, edge: 12.0, rank: 50.0 };
        let drawing = Drawing { extents, former: Vec::new(), room };
        let mut across = coordinates::across(&layers, &drawing.extents, &room, &mut steps).unwrap();
        assert_distances(&layers, &drawing, &across, round);
        ports::Ports::straight(&layers, &mut across, &drawing);
        assert_distances(&layers, &drawing, &across, round);
    }
}

fn assert_distances(layers: &Layers, drawing: &Drawing, across: &[f64], round: usize) {
    for pair in layers.rows.iter().flat_map(|row| row.windows(2)) {
        let least = coordinates::distance(layers, &drawing.extents, &drawing.room, pair[0], pair[1]);
        assert!(across[pair[1]] - across[pair[0]] >= least - 1e-6, "round {round}: {pair:?}");
    }
}
