//! Packs the parts side by side, and turns everything to left, right, up and down.
//!
//! Shelves, the largest part first: simple, and the same graph always packs the same way.

use super::components::Part;
use super::extents::{Extent, Spot};
use super::merge::Merged;
use super::placement::{Effort, Kind, Placement, Point, Rect, Route};
use super::routes::Sheet;
use super::steps::Steps;
use super::{Input, extents};
use std::cmp::Reverse;

/// Width to height of a picture of many parts: about that of the pane that shows it.
const ASPECT: f64 = 1.6;
/// Share of a loop's room that it uses; the rest keeps it off its neighbour.
const LOOP_REACH: f64 = 0.75;
/// How far apart the two ends of a loop stand, in parts of the box.
const LOOP_MOUTH: f64 = 0.4;
/// And at most, in points.
const LOOP_MOUTH_MAX: f64 = 32.0;

pub(super) fn pack(
    input: &Input,
    merged: &Merged,
    parts: &[Part],
    sheets: Vec<Sheet>,
    extents: &[Extent],
    steps: &Steps,
) -> Placement {
    let routes = merged.links.iter().map(|link| Route {
        from: link.from as u32,
        to: link.to as u32,
        count: link.count,
        kind: Kind::Loop,
        points: Vec::new(),
    });
    let mut placement = Placement {
        nodes: vec![Rect::default(); input.nodes.len()],
        ranks: vec![0; input.nodes.len()],
        routes: routes.collect(),
        route_of: merged.link_of.clone(),
        size: Point::default(),
        effort: Effort { steps: steps.spent(), coarse: !steps.are_left(), ..Effort::default() },
    };
    let (corners, size) = shelves(input, parts, &sheets);
    placement.size = size;
    for ((part, sheet), corner) in parts.iter().zip(sheets).zip(corners) {
        paste(input, part, sheet, corner, extents, &mut placement);
    }
    placement
}

/// Corner of each part, and the far corner of all.
fn shelves(input: &Input, parts: &[Part], sheets: &[Sheet]) -> (Vec<Spot>, Point) {
    // In points of the picture: along is to the right, across is down, whatever the direction.
    let sizes: Vec<(f64, f64)> = sheets
        .iter()
        .map(|sheet| input.direction.point(sheet.size))
        .map(|size| (f64::from(size.x), f64::from(size.y)))
        .collect();
    let gap = extents::room(input).node * 2.0;
    let area: f64 = sizes.iter().map(|(width, height)| (width + gap) * (height + gap)).sum();
    let widest = sizes.iter().fold(0.0, |widest, (width, _)| width.max(widest));
    let shelf = (area * ASPECT).sqrt().max(widest);
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|part| Reverse(parts[*part].nodes.len()));
    let mut corners = vec![Spot::default(); parts.len()];
    let (mut x, mut y, mut height, mut right) = (0.0, 0.0, 0.0_f64, 0.0_f64);
    for part in order {
        if x > 0.0 && x + sizes[part].0 > shelf {
            (x, y, height) = (0.0, y + height + gap, 0.0);
        }
        let corner = Point { x: x as f32, y: y as f32 };
        corners[part] = input.direction.turned(corner).unwrap_or_default();
        right = right.max(x + sizes[part].0);
        height = height.max(sizes[part].1);
        x += sizes[part].0 + gap;
    }
    (corners, Point { x: right as f32, y: (y + height) as f32 })
}

fn paste(input: &Input, part: &Part, sheet: Sheet, corner: Spot, extents: &[Extent], placement: &mut Placement) {
    let moved = |spot: &Spot| Spot { across: spot.across + corner.across, along: spot.along + corner.along };
    let direction = input.direction;
    for ((node, spot), rank) in part.nodes.iter().zip(&sheet.spots).zip(&sheet.ranks) {
        placement.nodes[*node] = direction.rect(moved(spot), &extents[*node]);
        placement.ranks[*node] = *rank as u32;
    }
    for ((index, line), link) in part.link_index.iter().zip(&sheet.lines).zip(&part.links) {
        let route = &mut placement.routes[*index];
        route.points = line.iter().map(|spot| direction.point(moved(spot))).collect();
        route.kind = if sheet.ranks[link.from] < sheet.ranks[link.to] { Kind::Forward } else { Kind::Back };
    }
    for (index, node) in &part.loops {
        let spot = moved(&sheet.spots[*node]);
        let points = around(spot, &extents[part.nodes[*node]]);
        placement.routes[*index].points = points.map(|spot| direction.point(spot)).to_vec();
    }
    let effort = &mut placement.effort;
    effort.dummies += sheet.effort.dummies;
    effort.crossings_at_first += sheet.effort.crossings_at_first;
    effort.crossings += sheet.effort.crossings;
    effort.sweeps += sheet.effort.sweeps;
}

/// A self-loop behind its box, in the room kept for it.
fn around(spot: Spot, extent: &Extent) -> [Spot; 4] {
    let near = spot.across + extent.half;
    let far = near + extent.beyond * LOOP_REACH;
    let mouth = (extent.depth * LOOP_MOUTH).min(LOOP_MOUTH_MAX) / 2.0;
    let (start, end) = (spot.along - mouth, spot.along + mouth);
    [
        Spot { across: near, along: start },
        Spot { across: far, along: start },
        Spot { across: far, along: end },
        Spot { across: near, along: end },
    ]
}
