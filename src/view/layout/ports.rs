//! Where lines meet their nodes, spread over the side in the order in which the lines leave.
//!
//! Separate places keep the arrows and the two directions of a pair apart. That costs a small jog where a line runs on straight,
//! so lines with room beside them are moved to their port, and a line alone on its side takes the port that keeps it straight.

use super::Drawing;
use super::coordinates::distance;
use super::layers::Layers;

/// Places across the ranks, for each link.
pub(super) struct Ports {
    /// At its upper node.
    pub leaving: Vec<f64>,
    /// At its lower node.
    pub arriving: Vec<f64>,
}

/// Part of a side that lines may meet; the rest stays free for round corners.
const USABLE: f64 = 0.8;
/// Longest jog that is worth moving a line for, in gaps between lines.
const JOG_GAPS: f64 = 3.0;
/// Places across that differ by less are one.
const SAME: f64 = 0.01;

impl Ports {
    /// Finds the ports and moves lines to them. The order in the rows and all distances stay.
    pub(super) fn straight(layers: &Layers, across: &mut [f64], drawing: &Drawing) -> Ports {
        let sides = Sides::of(layers, across);
        let mut ports = Ports {
            leaving: spread(&sides.leaving, layers, across, drawing),
            arriving: spread(&sides.arriving, layers, across, drawing),
        };
        for (link, chain) in layers.chains.iter().enumerate() {
            let inner = &chain[1..chain.len() - 1];
            let Some((first, last)) = inner.first().zip(inner.last()) else { continue };
            let run = inner.iter().take_while(|dummy| (across[**dummy] - across[*first]).abs() < SAME).count();
            let whole = run == inner.len();
            let moved = shift(&inner[..run], ports.leaving[link], layers, across, drawing);
            if !(whole && moved) {
                let run = inner.iter().rev().take_while(|dummy| (across[**dummy] - across[*last]).abs() < SAME).count();
                shift(&inner[inner.len() - run..], ports.arriving[link], layers, across, drawing);
            }
        }
        ports.settle(&sides, layers, across, drawing);
        ports
    }

    /// A line alone on its side goes where the line comes from.
    fn settle(&mut self, sides: &Sides, layers: &Layers, across: &[f64], drawing: &Drawing) {
        for (link, chain) in layers.chains.iter().enumerate() {
            let (top, bottom) = (chain[0], chain[chain.len() - 1]);
            let direct = chain.len() == 2;
            let reach = |node: usize, x: f64| (x - across[node]).abs() <= drawing.extents[node].half * USABLE;
            let (alone_above, alone_below) = (sides.leaving[top].len() == 1, sides.arriving[bottom].len() == 1);
            let wanted = if direct { self.leaving[link] } else { across[chain[chain.len() - 2]] };
            if alone_below && reach(bottom, wanted) {
                self.arriving[link] = wanted;
            }
            let wanted = if direct { self.arriving[link] } else { across[chain[1]] };
            if alone_above && reach(top, wanted) {
                self.leaving[link] = wanted;
            }
        }
    }
}

/// For each node, the links on either side of it, in order.
struct Sides {
    leaving: Vec<Vec<usize>>,
    arriving: Vec<Vec<usize>>,
}

impl Sides {
    fn of(layers: &Layers, across: &[f64]) -> Sides {
        let mut sides = Sides { leaving: vec![Vec::new(); layers.real], arriving: vec![Vec::new(); layers.real] };
        for (link, chain) in layers.chains.iter().enumerate() {
            sides.leaving[chain[0]].push(link);
            sides.arriving[chain[chain.len() - 1]].push(link);
        }
        let after = |link: usize| across[layers.chains[link][1]];
        let before = |link: usize| across[layers.chains[link][layers.chains[link].len() - 2]];
        for links in &mut sides.leaving {
            links.sort_by(|a, b| after(*a).total_cmp(&after(*b)));
        }
        for links in &mut sides.arriving {
            links.sort_by(|a, b| before(*a).total_cmp(&before(*b)));
        }
        sides
    }
}

/// For each link its place on this side.
fn spread(sides: &[Vec<usize>], layers: &Layers, across: &[f64], drawing: &Drawing) -> Vec<f64> {
    let mut ports = vec![0.0; layers.chains.len()];
    for (node, links) in sides.iter().enumerate() {
        let gaps = links.len().saturating_sub(1) as f64;
        let pitch = (drawing.extents[node].half * 2.0 * USABLE / gaps.max(1.0)).min(drawing.room.edge);
        for (at, link) in links.iter().enumerate() {
            ports[*link] = across[node] + (at as f64 - gaps / 2.0) * pitch;
        }
    }
    ports
}

/// Moves a straight run of dummies to a place across, if all have the room; says whether it now stands there.
fn shift(run: &[usize], to: f64, layers: &Layers, across: &mut [f64], drawing: &Drawing) -> bool {
    let has_room = |dummy: &usize| {
        let row = &layers.rows[layers.row[*dummy]];
        let place = layers.place[*dummy];
        let far = |left: usize, right: usize| distance(layers, &drawing.extents, &drawing.room, left, right);
        let before = place.checked_sub(1).and_then(|place| row.get(place));
        let behind = row.get(place + 1);
        (across[*dummy] - to).abs() <= drawing.room.edge * JOG_GAPS
            && to >= 0.0
            && before.is_none_or(|left| to - across[*left] >= far(*left, *dummy))
            && behind.is_none_or(|right| across[*right] - to >= far(*dummy, *right))
    };
    let fits = run.iter().all(has_room);
    if fits {
        for dummy in run {
            across[*dummy] = to;
        }
    }
    fits
}
