//! The order within the rows: as few crossings as a bounded number of sweeps finds.
//!
//! Sweeps sort each row by the mean or the median of its neighbours in the row before, then swap neighbours where that helps
//! (Gansner and others, 1993). The best order seen is kept. Ties follow the order that was there, so nothing is left to chance.
//! Where a former picture is given, its order is the start, and is left only for a clear gain.

use super::LayoutError;
use super::crossings;
use super::extents::Spot;
use super::layers::Layers;
use super::steps::Steps;
use std::cmp::Reverse;

/// What ordering came to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub at_first: u64,
    pub crossings: u64,
    pub sweeps: u32,
}

#[derive(Clone, Copy, PartialEq)]
enum Way {
    Down,
    Up,
}

#[derive(Clone, Copy)]
enum Measure {
    Mean,
    Median,
}

/// Sweeps without a gain after which no more are tried.
const IDLE_MAX: u32 = 16;
/// Rounds of swapping neighbours after one sweep.
const ROUNDS_MAX: usize = 6;
/// A former order is given up for half its crossings, and not for the sake of a few: readers know their way in it.
const GAIN_WORTH: u64 = 10;

/// Nodes that keep their order among themselves.
#[derive(Default)]
struct Hold {
    held: Vec<bool>,
    wanted: Vec<f64>,
}

impl Hold {
    fn holds(&self, vertex: usize) -> bool {
        self.held.get(vertex).copied().unwrap_or(false)
    }

    /// Puts held nodes of a row back into their order, in the places that they take up.
    fn restore(&self, order: &mut [usize]) {
        let mut held: Vec<usize> = order.iter().copied().filter(|vertex| self.holds(*vertex)).collect();
        held.sort_by(|a, b| self.wanted[*a].total_cmp(&self.wanted[*b]).then(a.cmp(b)));
        for (slot, vertex) in order.iter_mut().filter(|vertex| self.holds(**vertex)).zip(held) {
            *slot = vertex;
        }
    }
}

/// Orders the rows in place.
pub(super) fn order(
    layers: &mut Layers,
    former: &[Option<Spot>],
    max_sweeps: u32,
    steps: &mut Steps,
) -> Result<Tally, LayoutError> {
    let known = former.iter().flatten().count();
    if known > 0 && known * 2 >= layers.real {
        return follow(layers, former, max_sweeps, steps);
    }
    layers.set_rows(deep(layers, Way::Up));
    let mut from_below = layers.clone();
    layers.set_rows(deep(layers, Way::Down));
    let at_first = crossings::all(layers);
    let (crossings, sweeps) = improve(layers, &Hold::default(), max_sweeps, steps)?;
    let mut tally = Tally { at_first, crossings, sweeps };
    if crossings > 0 {
        let (crossings, sweeps) = improve(&mut from_below, &Hold::default(), max_sweeps, steps)?;
        tally.sweeps += sweeps;
        if crossings < tally.crossings {
            tally.crossings = crossings;
            layers.set_rows(from_below.rows);
        }
    }
    Ok(tally)
}

/// Starts from a former picture.
fn follow(
    layers: &mut Layers,
    former: &[Option<Spot>],
    max_sweeps: u32,
    steps: &mut Steps,
) -> Result<Tally, LayoutError> {
    let wanted = wishes(layers, former);
    for row in 0..layers.rows.len() {
        let mut order = layers.rows[row].clone();
        order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]));
        layers.set_row(row, order);
    }
    let at_first = crossings::all(layers);
    // Lines leave no trace in a former picture but their ends: they are free, and only boxes hold their order.
    let hold = Hold { held: former.iter().map(Option::is_some).collect(), wanted };
    let (kept_crossings, kept_sweeps) = improve(layers, &hold, max_sweeps, steps)?;
    let kept = layers.rows.clone();
    let (crossings, sweeps) = improve(layers, &Hold::default(), max_sweeps, steps)?;
    if crossings * 2 + GAIN_WORTH <= kept_crossings {
        return Ok(Tally { at_first, crossings, sweeps: kept_sweeps + sweeps });
    }
    layers.set_rows(kept);
    Ok(Tally { at_first, crossings: kept_crossings, sweeps: kept_sweeps + sweeps })
}

/// Where each vertex would like to be: where it was, or between its neighbours that were there, or last.
fn wishes(layers: &Layers, former: &[Option<Spot>]) -> Vec<f64> {
    let mut sums = vec![(0.0, 0_u32); layers.real];
    for chain in &layers.chains {
        let (top, bottom) = (chain[0], chain[chain.len() - 1]);
        for (node, other) in [(top, bottom), (bottom, top)] {
            if let Some(spot) = former[other] {
                sums[node] = (sums[node].0 + spot.across, sums[node].1 + 1);
            }
        }
    }
    let of = |(spot, (sum, count)): (&Option<Spot>, &(f64, u32))| match spot {
        Some(spot) => spot.across,
        None if *count > 0 => sum / f64::from(*count),
        None => f64::MAX,
    };
    let mut wanted: Vec<f64> = former.iter().zip(&sums).map(of).collect();
    wanted.resize(layers.vertices(), 0.0);
    for chain in &layers.chains {
        let last = chain.len() - 1;
        let (top, bottom) = (wanted[chain[0]], wanted[chain[last]]);
        for (step, vertex) in chain.iter().enumerate().take(last).skip(1) {
            let part = step as f64 / last as f64;
            wanted[*vertex] = top * (1.0 - part) + bottom * part;
        }
    }
    wanted
}

/// Rows in the order of a walk, depth first: a tree comes out without a crossing.
fn deep(layers: &Layers, way: Way) -> Vec<Vec<usize>> {
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); layers.rows.len()];
    let mut seen = vec![false; layers.vertices()];
    let mut starts: Vec<usize> = (0..layers.vertices()).collect();
    let next = match way {
        Way::Down => &layers.down,
        Way::Up => &layers.up,
    };
    match way {
        Way::Down => starts.sort_by_key(|vertex| layers.row[*vertex]),
        Way::Up => starts.sort_by_key(|vertex| Reverse(layers.row[*vertex])),
    }
    for start in starts {
        let mut open = vec![start];
        while let Some(vertex) = open.pop() {
            if std::mem::replace(&mut seen[vertex], true) {
                continue;
            }
            rows[layers.row[vertex]].push(vertex);
            open.extend(next[vertex].iter().rev().map(|(other, _)| *other));
        }
    }
    rows
}

/// Sweeps until nothing more is gained. Crossings of the best order, which it leaves in place, and sweeps done.
fn improve(layers: &mut Layers, hold: &Hold, max_sweeps: u32, steps: &mut Steps) -> Result<(u64, u32), LayoutError> {
    let mut best = crossings::all(layers);
    let mut rows = layers.rows.clone();
    let mut idle = 0;
    let mut sweep = 0;
    while sweep < max_sweeps && best > 0 && idle < IDLE_MAX && steps.are_left() {
        pass(layers, hold, sweep, steps)?;
        swap_neighbours(layers, hold, steps)?;
        sweep += 1;
        idle += 1;
        let now = crossings::all(layers);
        if now < best {
            best = now;
            rows.clone_from(&layers.rows);
            idle = 0;
        }
    }
    layers.set_rows(rows);
    Ok((best, sweep))
}

/// One sweep over all rows. Way, measure and the side that ties fall to take turns, to get out of dead ends.
fn pass(layers: &mut Layers, hold: &Hold, sweep: u32, steps: &mut Steps) -> Result<(), LayoutError> {
    let way = if sweep.is_multiple_of(2) { Way::Down } else { Way::Up };
    let measure = if (sweep / 2).is_multiple_of(2) { Measure::Mean } else { Measure::Median };
    let count = layers.rows.len();
    for step in 1..count {
        let row = if way == Way::Down { step } else { count - 1 - step };
        let mut order = layers.rows[row].clone();
        steps.take(order.len() * 4)?;
        let near = if way == Way::Down { &layers.up } else { &layers.down };
        let key = |vertex: &usize| measured(&near[*vertex], &layers.place, measure);
        let keys: Vec<Option<f64>> = order.iter().map(key).collect();
        // A vertex with no neighbour there keeps its place; the others are sorted around it.
        let mut moving: Vec<(f64, usize)> =
            order.iter().zip(&keys).filter_map(|(vertex, key)| key.map(|key| (key, *vertex))).collect();
        if (sweep / 4) % 2 == 1 {
            moving.reverse();
        }
        moving.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut next = moving.into_iter();
        for (slot, _) in order.iter_mut().zip(&keys).filter(|(_, key)| key.is_some()) {
            if let Some((_, vertex)) = next.next() {
                *slot = vertex;
            }
        }
        hold.restore(&mut order);
        layers.set_row(row, order);
    }
    Ok(())
}

fn measured(near: &[(usize, usize)], place: &[usize], measure: Measure) -> Option<f64> {
    let count = near.len();
    if count <= 1 {
        return near.first().map(|(vertex, _)| place[*vertex] as f64);
    }
    match measure {
        Measure::Mean => Some(near.iter().map(|(vertex, _)| place[*vertex] as f64).sum::<f64>() / count as f64),
        Measure::Median => {
            let mut places: Vec<usize> = near.iter().map(|(vertex, _)| place[*vertex]).collect();
            places.sort_unstable();
            Some((places[(count - 1) / 2] + places[count / 2]) as f64 / 2.0)
        }
    }
}

/// Swaps neighbours in a row wherever that takes crossings away, until no row gains or the rounds are used up.
fn swap_neighbours(layers: &mut Layers, hold: &Hold, steps: &mut Steps) -> Result<(), LayoutError> {
    let count = layers.rows.len();
    let mut stale = vec![true; count];
    for _ in 0..ROUNDS_MAX {
        let mut gained = false;
        for row in 0..count {
            if !std::mem::replace(&mut stale[row], false) || !swap_in(layers, hold, row, steps)? {
                continue;
            }
            gained = true;
            // The rows beside it and it itself may gain now.
            stale[row.saturating_sub(1)..(row + 2).min(count)].fill(true);
        }
        if !gained || !steps.are_left() {
            break;
        }
    }
    Ok(())
}

/// One walk along a row; true if a swap was made.
fn swap_in(layers: &mut Layers, hold: &Hold, row: usize, steps: &mut Steps) -> Result<bool, LayoutError> {
    let mut order = layers.rows[row].clone();
    let ends = Ends::of(layers, &order);
    steps.take(order.len() + ends.places.len() * 2)?;
    let mut at: Vec<usize> = (0..order.len()).collect();
    let mut swapped = false;
    for left in 1..at.len() {
        let (a, b) = (at[left - 1], at[left]);
        if hold.holds(order[left - 1]) && hold.holds(order[left]) {
            continue;
        }
        let (above, above_swapped) = crossings::between(ends.up(a), ends.up(b));
        let (below, below_swapped) = crossings::between(ends.down(a), ends.down(b));
        if above_swapped + below_swapped < above + below {
            at.swap(left - 1, left);
            order.swap(left - 1, left);
            swapped = true;
        }
    }
    if swapped {
        layers.set_row(row, order);
    }
    Ok(swapped)
}

/// Sorted places of the neighbours of one row, in one piece.
struct Ends {
    places: Vec<usize>,
    /// For each vertex of the row: where its upper, its lower and the next one's places begin.
    spans: Vec<[usize; 3]>,
}

impl Ends {
    fn of(layers: &Layers, order: &[usize]) -> Ends {
        let mut ends = Ends { places: Vec::new(), spans: Vec::with_capacity(order.len()) };
        for vertex in order {
            let start = ends.places.len();
            ends.places.extend(layers.up[*vertex].iter().map(|(other, _)| layers.place[*other]));
            let middle = ends.places.len();
            ends.places.extend(layers.down[*vertex].iter().map(|(other, _)| layers.place[*other]));
            ends.places[start..middle].sort_unstable();
            ends.places[middle..].sort_unstable();
            ends.spans.push([start, middle, ends.places.len()]);
        }
        ends
    }

    fn up(&self, at: usize) -> &[usize] {
        &self.places[self.spans[at][0]..self.spans[at][1]]
    }

    fn down(&self, at: usize) -> &[usize] {
        &self.places[self.spans[at][1]..self.spans[at][2]]
    }
}
