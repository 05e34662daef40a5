//! Lines: from border to border, straight through the ranks that they pass, bent only between ranks.
//!
//! A box lies inside its rank, and a line passes a rank only at its dummy, which keeps its distance. So no line passes a foreign
//! box, whichever way it runs; lines against the ranks need no other rule.

use super::Drawing;
use super::extents::Spot;
use super::layers::Layers;
use super::order::Tally;
use super::placement::Effort;
use super::ports::Ports;

/// The drawing of one connected part, from (0, 0).
pub(super) struct Sheet {
    /// Middle of each node.
    pub spots: Vec<Spot>,
    /// Rank of each node.
    pub ranks: Vec<usize>,
    /// For each link of the part, its points from the node that it leaves to the one that it enters.
    pub lines: Vec<Vec<Spot>>,
    /// Far corner.
    pub size: Spot,
    pub effort: Effort,
}

/// Longer ranks for slanted lines: this much of the widest slant, at most `STRETCH_MAX` ranks' worth.
const STRETCH: f64 = 0.12;
const STRETCH_MAX: f64 = 2.0;
/// Places across that differ by less are drawn as one.
const STRAIGHT: f64 = 0.01;

pub(super) fn sheet(layers: &Layers, across: &[f64], drawing: &Drawing, reversed: &[bool], tally: Tally) -> Sheet {
    let (low, high) = span(across, drawing);
    let mut across: Vec<f64> = across.iter().map(|x| x - low).collect();
    let ports = Ports::straight(layers, &mut across, drawing);
    let bands = bands(layers, &across, drawing);
    let spot = |node: usize| Spot { across: across[node], along: bands[layers.row[node]].middle() };
    let spots: Vec<Spot> = (0..layers.real).map(spot).collect();
    let mut lines = Vec::with_capacity(layers.chains.len());
    for (link, chain) in layers.chains.iter().enumerate() {
        let mut line = line(chain, link, layers, &across, &bands, &ports, drawing);
        if reversed[link] {
            line.reverse();
        }
        lines.push(line);
    }
    let effort = Effort {
        dummies: layers.vertices() - layers.real,
        crossings_at_first: tally.at_first,
        crossings: tally.crossings,
        sweeps: tally.sweeps,
        ..Effort::default()
    };
    let size = Spot { across: high - low, along: bands.last().map_or(0.0, |band| band.end) };
    Sheet { spots, ranks: layers.row[..layers.real].to_vec(), lines, size, effort }
}

/// Where a rank begins and ends along the edges.
#[derive(Clone, Copy)]
struct Band {
    start: f64,
    end: f64,
}

impl Band {
    fn middle(&self) -> f64 {
        (self.start + self.end) / 2.0
    }
}

fn span(across: &[f64], drawing: &Drawing) -> (f64, f64) {
    across.iter().enumerate().fold((f64::MAX, f64::MIN), |(low, high), (vertex, x)| {
        let extent = drawing.extents.get(vertex).copied().unwrap_or_default();
        (low.min(x - extent.half), high.max(x + extent.half + extent.beyond))
    })
}

fn bands(layers: &Layers, across: &[f64], drawing: &Drawing) -> Vec<Band> {
    let mut start = 0.0;
    let mut bands = Vec::with_capacity(layers.rows.len());
    for row in &layers.rows {
        let depth = row.iter().filter_map(|vertex| drawing.extents.get(*vertex)).fold(0.0, |d, e| e.depth.max(d));
        bands.push(Band { start, end: start + depth });
        let slants =
            row.iter().flat_map(|top| layers.down[*top].iter().map(|(to, _)| (across[*to] - across[*top]).abs()));
        let widest = slants.fold(0.0, f64::max);
        start += depth + drawing.room.rank + (widest * STRETCH).min(drawing.room.rank * STRETCH_MAX);
    }
    bands
}

fn line(
    chain: &[usize],
    link: usize,
    layers: &Layers,
    across: &[f64],
    bands: &[Band],
    ports: &Ports,
    drawing: &Drawing,
) -> Vec<Spot> {
    let (top, bottom) = (chain[0], chain[chain.len() - 1]);
    let band = |vertex: usize| bands[layers.row[vertex]];
    let mut points = Vec::with_capacity(chain.len() * 2);
    let x = ports.leaving[link];
    points.push(Spot { across: x, along: band(top).middle() + drawing.extents[top].depth / 2.0 });
    points.push(Spot { across: x, along: band(top).end });
    for dummy in &chain[1..chain.len() - 1] {
        points.push(Spot { across: across[*dummy], along: band(*dummy).start });
        points.push(Spot { across: across[*dummy], along: band(*dummy).end });
    }
    let x = ports.arriving[link];
    points.push(Spot { across: x, along: band(bottom).start });
    points.push(Spot { across: x, along: band(bottom).middle() - drawing.extents[bottom].depth / 2.0 });
    simple(points)
}

/// Without points that lie on a straight run between their neighbours.
fn simple(points: Vec<Spot>) -> Vec<Spot> {
    let straight = |a: &Spot, b: &Spot| (a.across - b.across).abs() < STRAIGHT;
    let mut kept: Vec<Spot> = Vec::with_capacity(points.len());
    for point in points {
        if let [.., before, last] = kept.as_slice()
            && straight(before, last)
            && straight(before, &point)
        {
            kept.pop();
        }
        kept.push(point);
    }
    kept.dedup();
    kept
}
