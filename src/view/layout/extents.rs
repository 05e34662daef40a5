//! Sizes and places turned so that ranks always run one way: `along` the edges and `across` them.
//!
//! All stages think in these two; only here and in `pack` is there a left and a top. Sizes come from outside and are made sane.

use super::merge::Merged;
use super::{Direction, Input, Point, Rect};

/// A place inside the stages.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Spot {
    pub across: f64,
    pub along: f64,
}

/// Size of a node about its middle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Extent {
    /// Half the box across the ranks.
    pub half: f64,
    /// Room for its self-loop behind the box, or 0.
    pub beyond: f64,
    /// Whole box along the ranks.
    pub depth: f64,
}

/// Sane spacing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Room {
    pub node: f64,
    pub edge: f64,
    pub rank: f64,
}

/// Room of a self-loop beside its box, in gaps between lines.
const LOOP_GAPS: f64 = 2.0;
/// Longest side of a box: keeps sums of 2000 of them exact to a point in `f32`.
const SIDE_MAX: f32 = 4096.0;
const SPACING: std::ops::RangeInclusive<f32> = 4.0..=1024.0;

pub(super) fn extents(input: &Input, merged: &Merged) -> Vec<Extent> {
    let room = room(input);
    let mut extents: Vec<Extent> = Vec::with_capacity(input.nodes.len());
    for node in &input.nodes {
        let (across, along) = match input.direction {
            Direction::LeftToRight => (sane(node.height), sane(node.width)),
            Direction::TopDown => (sane(node.width), sane(node.height)),
        };
        extents.push(Extent { half: across / 2.0, beyond: 0.0, depth: along });
    }
    for link in merged.links.iter().filter(|link| link.from == link.to) {
        extents[link.from].beyond = room.edge * LOOP_GAPS;
    }
    extents
}

pub(super) fn room(input: &Input) -> Room {
    let held = |points: f32| {
        f64::from(if points.is_nan() { *SPACING.start() } else { points.clamp(*SPACING.start(), *SPACING.end()) })
    };
    Room { node: held(input.spacing.node), edge: held(input.spacing.edge), rank: held(input.spacing.rank) }
}

fn sane(side: f32) -> f64 {
    if side.is_nan() { 0.0 } else { f64::from(side.clamp(0.0, SIDE_MAX)) }
}

impl Direction {
    /// A place of the picture as the stages see it; none where it is no number.
    pub(super) fn turned(self, point: Point) -> Option<Spot> {
        let (x, y) = (f64::from(point.x), f64::from(point.y));
        let spot = match self {
            Direction::LeftToRight => Spot { across: y, along: x },
            Direction::TopDown => Spot { across: x, along: y },
        };
        (x.is_finite() && y.is_finite()).then_some(spot)
    }

    pub(super) fn point(self, spot: Spot) -> Point {
        match self {
            Direction::LeftToRight => Point { x: spot.along as f32, y: spot.across as f32 },
            Direction::TopDown => Point { x: spot.across as f32, y: spot.along as f32 },
        }
    }

    /// The box of a node whose middle is at `spot`.
    pub(super) fn rect(self, spot: Spot, extent: &Extent) -> Rect {
        let corner = Spot { across: spot.across - extent.half, along: spot.along - extent.depth / 2.0 };
        let Point { x, y } = self.point(corner);
        let (breadth, depth) = ((extent.half * 2.0) as f32, extent.depth as f32);
        match self {
            Direction::LeftToRight => Rect { x, y, width: depth, height: breadth },
            Direction::TopDown => Rect { x, y, width: breadth, height: depth },
        }
    }
}
