//! Places across the ranks, after Brandes and Köpf (2001).
//!
//! Four drawings, each leaning to one corner, are averaged: that is balanced and keeps long lines straight. Their compaction by
//! classes is known to be wrong in places; here blocks are packed by longest paths, twice, which keeps every distance by
//! construction. The average of the middle two of four keeps it too.

use super::LayoutError;
use super::extents::{Extent, Room};
use super::layers::Layers;
use super::steps::Steps;

/// The graph as seen from one corner: rows from the near side, vertices from the near side.
struct View {
    rows: Vec<Vec<usize>>,
    place: Vec<usize>,
    /// For each vertex its neighbours in the row before, by place.
    near: Vec<Vec<(usize, usize)>>,
}

/// The middle of each vertex across the ranks, from no particular zero.
pub(super) fn across(
    layers: &Layers,
    extents: &[Extent],
    room: &Room,
    steps: &mut Steps,
) -> Result<Vec<f64>, LayoutError> {
    let crossed = conflicts(layers);
    let mut drawings = Vec::with_capacity(4);
    for corner in 0..4 {
        steps.take(layers.vertices() + layers.segments)?;
        let (upside_down, mirrored) = (corner >= 2, corner % 2 == 1);
        let mut view = View {
            rows: layers.rows.clone(),
            place: layers.place.clone(),
            near: if upside_down { layers.down.clone() } else { layers.up.clone() },
        };
        if upside_down {
            view.rows.reverse();
        }
        if mirrored {
            view.mirror();
        }
        let distance = |a: usize, b: usize| {
            let (left, right) = if mirrored { (b, a) } else { (a, b) };
            distance(layers, extents, room, left, right)
        };
        let roots = view.align(&crossed);
        let mut drawing = view.pack(&roots, distance, steps)?;
        if mirrored {
            drawing.iter_mut().for_each(|x| *x = -*x);
        }
        drawings.push((drawing, mirrored));
    }
    Ok(balanced(layers, extents, drawings))
}

/// Least distance of two middles that stand side by side.
pub(super) fn distance(layers: &Layers, extents: &[Extent], room: &Room, left: usize, right: usize) -> f64 {
    let behind = extents.get(left).map_or(0.0, |extent| extent.half + extent.beyond);
    let before = extents.get(right).map_or(0.0, |extent| extent.half);
    let gap = if layers.is_dummy(left) || layers.is_dummy(right) { room.edge } else { room.node };
    behind + gap + before
}

/// Segments that cross a stretch of a long line (type 1): the long line is kept straight, they are not.
fn conflicts(layers: &Layers) -> Vec<bool> {
    let mut crossed = vec![false; layers.segments];
    for row in 1..layers.rows.len() {
        let lower = &layers.rows[row];
        let upper_last = layers.rows[row - 1].len().saturating_sub(1);
        let inner = |vertex: usize| {
            let (other, _) = *layers.up[vertex].first()?;
            (layers.is_dummy(vertex) && layers.is_dummy(other)).then(|| layers.place[other])
        };
        let mut from = 0;
        let mut scanned = 0;
        for (at, vertex) in lower.iter().enumerate() {
            let stretch = inner(*vertex);
            if stretch.is_none() && at + 1 < lower.len() {
                continue;
            }
            let to = stretch.unwrap_or(upper_last);
            for other in &lower[scanned..=at] {
                for (above, segment) in &layers.up[*other] {
                    let place = layers.place[*above];
                    let is_inner = layers.is_dummy(*other) && layers.is_dummy(*above);
                    crossed[*segment] |= !is_inner && (place < from || place > to);
                }
            }
            scanned = at + 1;
            from = to;
        }
    }
    crossed
}

impl View {
    fn mirror(&mut self) {
        for row in &mut self.rows {
            row.reverse();
            for (place, vertex) in row.iter().enumerate() {
                self.place[*vertex] = place;
            }
        }
    }

    /// Chains each vertex to its median neighbour where no chain is crossed or used twice. The first vertex of each one's chain.
    fn align(&mut self, crossed: &[bool]) -> Vec<usize> {
        let mut root: Vec<usize> = (0..self.place.len()).collect();
        for near in &mut self.near {
            near.sort_by_key(|(vertex, segment)| (self.place[*vertex], *segment));
        }
        for row in &self.rows {
            let mut free_from = 0;
            for vertex in row {
                let near = &self.near[*vertex];
                if near.is_empty() {
                    continue;
                }
                for median in [(near.len() - 1) / 2, near.len() / 2] {
                    let (other, segment) = near[median];
                    if root[*vertex] != *vertex || crossed[segment] || self.place[other] < free_from {
                        continue;
                    }
                    root[*vertex] = root[other];
                    free_from = self.place[other] + 1;
                }
            }
        }
        root
    }

    /// Packs the chains to the near side, then moves each up to what stands behind it.
    fn pack(
        &self,
        root: &[usize],
        distance: impl Fn(usize, usize) -> f64,
        steps: &mut Steps,
    ) -> Result<Vec<f64>, LayoutError> {
        let mut behind: Vec<Vec<(usize, f64)>> = vec![Vec::new(); root.len()];
        let mut waiting = vec![0_usize; root.len()];
        for row in &self.rows {
            for pair in row.windows(2) {
                let (a, b) = (root[pair[0]], root[pair[1]]);
                behind[a].push((b, distance(pair[0], pair[1])));
                waiting[b] += 1;
            }
        }
        steps.take(root.len())?;
        let mut order: Vec<usize> = (0..root.len()).filter(|v| root[*v] == *v && waiting[*v] == 0).collect();
        let mut x = vec![0.0_f64; root.len()];
        let mut next = 0;
        while let Some(block) = order.get(next).copied() {
            next += 1;
            for (other, distance) in &behind[block] {
                x[*other] = x[*other].max(x[block] + distance);
                waiting[*other] -= 1;
                if waiting[*other] == 0 {
                    order.push(*other);
                }
            }
        }
        for block in order.iter().rev() {
            let nearest = behind[*block].iter().map(|(other, distance)| x[*other] - distance).reduce(f64::min);
            x[*block] = nearest.map_or(x[*block], |nearest| nearest.max(x[*block]));
        }
        Ok(root.iter().map(|root| x[*root]).collect())
    }
}

/// The average of the middle two of four, after moving all to the narrowest.
fn balanced(layers: &Layers, extents: &[Extent], mut drawings: Vec<(Vec<f64>, bool)>) -> Vec<f64> {
    let ends = |drawing: &[f64]| {
        drawing.iter().enumerate().fold((f64::MAX, f64::MIN), |(low, high), (vertex, x)| {
            let extent = extents.get(vertex).copied().unwrap_or_default();
            (low.min(x - extent.half), high.max(x + extent.half + extent.beyond))
        })
    };
    let spans: Vec<(f64, f64)> = drawings.iter().map(|(drawing, _)| ends(drawing)).collect();
    let narrowest = spans.iter().copied().min_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0))).unwrap_or_default();
    for ((drawing, mirrored), (low, high)) in drawings.iter_mut().zip(&spans) {
        let by = if *mirrored { narrowest.1 - high } else { narrowest.0 - low };
        drawing.iter_mut().for_each(|x| *x += by);
    }
    let middle = |vertex: usize| {
        let mut four: Vec<f64> = drawings.iter().map(|(drawing, _)| drawing[vertex]).collect();
        four.sort_by(f64::total_cmp);
        (four[1] + four[2]) / 2.0
    };
    (0..layers.vertices()).map(middle).collect()
}
