//! Tests of the layout: what must hold of every picture, and the graphs that they are made from.
//!
//! The graphs are drawn by a small seeded generator, so a failure comes back on every machine.

mod bounds;
mod former;
mod golden;
mod random;
mod stages;

use super::*;
use std::collections::BTreeMap;

/// SplitMix64.
pub(super) struct Chance(pub u64);

impl Chance {
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }
}

/// Any graph: cycles, self-loops, parallel edges, several parts, boxes of all sizes.
pub(super) fn tangle(nodes: usize, edges: usize, seed: u64, direction: Direction) -> Input {
    let mut chance = Chance(seed);
    let edges = (0..edges).map(|_| Edge {
        from: chance.below(nodes) as u32,
        to: chance.below(nodes) as u32,
        count: 1 + chance.below(60) as u64,
    });
    let edges = edges.collect();
    let boxes = (0..nodes).map(|_| NodeBox { width: chance.below(160) as f32, height: chance.below(60) as f32 });
    Input { nodes: boxes.collect(), edges, direction, ..Input::default() }
}

pub(super) fn drawn(input: &Input) -> Placement {
    layered(input, &Limits::default(), &Watch::new()).unwrap()
}

/// Everything that must hold of every picture.
pub(super) fn assert_sound(input: &Input, picture: &Placement) {
    assert_boxes(input, picture);
    assert_counts(input, picture);
    for route in &picture.routes {
        assert_route(input, picture, route);
    }
}

/// Slack for `f32` at a few ten thousand points.
const SLACK: f32 = 0.02;

fn assert_boxes(input: &Input, picture: &Placement) {
    assert_eq!(picture.nodes.len(), input.nodes.len());
    assert_eq!(picture.ranks.len(), input.nodes.len());
    for (at, rect) in picture.nodes.iter().enumerate() {
        assert_eq!((rect.width, rect.height), (input.nodes[at].width, input.nodes[at].height));
        assert!(rect.x >= -SLACK && rect.x + rect.width <= picture.size.x + SLACK, "{at} {rect:?} {:?}", picture.size);
        assert!(rect.y >= -SLACK && rect.y + rect.height <= picture.size.y + SLACK, "{at} {rect:?} {:?}", picture.size);
        for (other_at, other) in picture.nodes.iter().enumerate().skip(at + 1) {
            let apart = rect.x + rect.width + 3.9 <= other.x
                || other.x + other.width + 3.9 <= rect.x
                || rect.y + rect.height + 3.9 <= other.y
                || other.y + other.height + 3.9 <= rect.y;
            assert!(apart, "boxes {at} {rect:?} and {other_at} {other:?}");
        }
    }
}

fn assert_counts(input: &Input, picture: &Placement) {
    let mut counts: BTreeMap<(u32, u32), u64> = BTreeMap::new();
    assert_eq!(picture.route_of.len(), input.edges.len());
    for (edge, route) in input.edges.iter().zip(&picture.route_of) {
        let route = &picture.routes[*route as usize];
        assert_eq!((route.from, route.to), (edge.from, edge.to));
        *counts.entry((edge.from, edge.to)).or_default() += edge.count;
    }
    let drawn: BTreeMap<_, _> = picture.routes.iter().map(|route| ((route.from, route.to), route.count)).collect();
    assert_eq!(drawn, counts);
    assert_eq!(picture.routes.len(), counts.len(), "one line for each pair");
}

fn assert_route(input: &Input, picture: &Placement, route: &Route) {
    let (from, to) = (route.from as usize, route.to as usize);
    let (low, high) = (picture.ranks[from], picture.ranks[to]);
    let kind = match low.cmp(&high) {
        std::cmp::Ordering::Less => Kind::Forward,
        std::cmp::Ordering::Greater => Kind::Back,
        std::cmp::Ordering::Equal => Kind::Loop,
    };
    assert_eq!(route.kind, kind);
    assert_eq!(kind == Kind::Loop, from == to);
    assert!(route.points.len() >= 2);
    assert!(on_border(&picture.nodes[from], route.points[0]), "{route:?} leaves {:?}", picture.nodes[from]);
    assert!(
        on_border(&picture.nodes[to], route.points[route.points.len() - 1]),
        "{route:?} to {:?}",
        picture.nodes[to]
    );
    for point in &route.points {
        assert!((-SLACK..=picture.size.x + SLACK).contains(&point.x), "{point:?} {:?}", picture.size);
        assert!((-SLACK..=picture.size.y + SLACK).contains(&point.y), "{point:?} {:?}", picture.size);
    }
    let curves = route.curves(input.direction);
    for (at, rect) in picture.nodes.iter().enumerate() {
        for pair in route.points.windows(2) {
            assert!(!passes(pair[0], pair[1], rect), "{from} to {to} passes box {at}: {pair:?} {rect:?}");
        }
        for curve in &curves {
            assert!(!curve_passes(curve, rect), "{from} to {to} curves through box {at}: {curve:?} {rect:?}");
        }
    }
}

fn on_border(rect: &Rect, point: Point) -> bool {
    let across = (rect.x - SLACK..=rect.x + rect.width + SLACK).contains(&point.x);
    let down = (rect.y - SLACK..=rect.y + rect.height + SLACK).contains(&point.y);
    let on_side = [rect.x, rect.x + rect.width].iter().any(|x| (x - point.x).abs() <= SLACK);
    let on_end = [rect.y, rect.y + rect.height].iter().any(|y| (y - point.y).abs() <= SLACK);
    across && down && (on_side || on_end)
}

/// Whether a stretch touches the inside of a box: the part of it between both sides, and both ends, is not empty.
fn passes(a: Point, b: Point, rect: &Rect) -> bool {
    let (mut from, mut to) = (0.0_f32, 1.0_f32);
    let axes = [(a.x, b.x, rect.x, rect.width), (a.y, b.y, rect.y, rect.height)];
    for (start, end, low, size) in axes {
        let (low, high) = (low + SLACK, low + size - SLACK);
        if low >= high {
            return false;
        }
        let by = end - start;
        if by == 0.0 {
            if start <= low || start >= high {
                return false;
            }
        } else {
            let (one, two) = ((low - start) / by, (high - start) / by);
            from = from.max(one.min(two));
            to = to.min(one.max(two));
        }
    }
    from < to
}

fn curve_passes(curve: &[Point; 4], rect: &Rect) -> bool {
    (0..=24).any(|step| {
        let t = step as f32 / 24.0;
        let of = |axis: fn(&Point) -> f32| {
            let [a, b, c, d] = curve.each_ref().map(axis);
            let s = 1.0 - t;
            s * s * s * a + 3.0 * s * s * t * b + 3.0 * s * t * t * c + t * t * t * d
        };
        let (x, y) = (of(|point| point.x), of(|point| point.y));
        x > rect.x + SLACK && x < rect.x + rect.width - SLACK && y > rect.y + SLACK && y < rect.y + rect.height - SLACK
    })
}

#[test]
fn the_checks_see_a_line_through_a_box() {
    let rect = Rect { x: 10.0, y: 10.0, width: 20.0, height: 10.0 };
    let point = |x: f32, y: f32| Point { x, y };
    assert!(passes(point(0.0, 15.0), point(40.0, 15.0), &rect));
    assert!(passes(point(0.0, 0.0), point(40.0, 30.0), &rect));
    assert!(!passes(point(0.0, 10.0), point(40.0, 10.0), &rect), "along the border");
    assert!(!passes(point(0.0, 15.0), point(10.0, 15.0), &rect), "up to the border");
    assert!(!passes(point(0.0, 25.0), point(40.0, 21.0), &rect));
    assert!(curve_passes(&[point(0.0, 15.0), point(15.0, 15.0), point(15.0, 16.0), point(40.0, 16.0)], &rect));
    assert!(on_border(&rect, point(10.0, 12.0)) && !on_border(&rect, point(12.0, 12.0)));
}
