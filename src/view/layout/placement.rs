//! The picture that comes out: boxes, lines, and what it cost.
//!
//! Plain data with public fields; whoever draws it adds colours and words.

use super::Direction;

/// A place, in points from the top left corner of the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Down.
    pub y: f32,
}

/// A box.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Left to right.
    pub width: f32,
    /// Top to bottom.
    pub height: f32,
}

/// A finished picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Placement {
    /// One box for each node of the input. No two overlap.
    pub nodes: Vec<Rect>,
    /// Rank of each node, from 0 in each connected part.
    pub ranks: Vec<u32>,
    /// One line for each different pair (from, to), by first appearance in the input.
    pub routes: Vec<Route>,
    /// For each edge of the input, the index of its line.
    pub route_of: Vec<u32>,
    /// Right and lower end of the picture.
    pub size: Point,
    /// What it cost and how good it is.
    pub effort: Effort,
}

/// The line of all edges between two nodes in one direction.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// Node that it leaves.
    pub from: u32,
    /// Node that it enters.
    pub to: u32,
    /// How many edges it stands for.
    pub count: u64,
    /// How it runs.
    pub kind: Kind,
    /// From the border of `from` to the border of `to`; the arrow stands at the last. No stretch passes a foreign box.
    pub points: Vec<Point>,
}

/// How a line runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// With the ranks.
    Forward,
    /// Against the ranks: it closes a cycle.
    Back,
    /// From a node to itself.
    Loop,
}

/// What a picture cost, and how good it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effort {
    /// Steps counted.
    pub steps: u64,
    /// Bends of lines that cross ranks.
    pub dummies: usize,
    /// Crossings of lines before the sweeps.
    pub crossings_at_first: u64,
    /// Crossings of lines in the picture.
    pub crossings: u64,
    /// Sweeps done.
    pub sweeps: u32,
    /// The steps were used up: the picture is right, but might be tidier.
    pub coarse: bool,
}

impl Rect {
    /// The middle, as a later picture wants it in `Input::former`.
    pub fn middle(&self) -> Point {
        Point { x: self.x + self.width / 2.0, y: self.y + self.height / 2.0 }
    }
}

impl Route {
    /// The line as cubic Bézier curves, end to end. They bend only between ranks, so they pass no foreign box either.
    pub fn curves(&self, direction: Direction) -> Vec<[Point; 4]> {
        if let (Kind::Loop, [a, b, c, d]) = (self.kind, self.points.as_slice()) {
            return vec![[*a, *b, *c, *d]];
        }
        self.points.windows(2).map(|pair| bent(pair[0], pair[1], direction)).collect()
    }
}

/// Leaves and arrives along the ranks.
fn bent(a: Point, b: Point, direction: Direction) -> [Point; 4] {
    match direction {
        Direction::LeftToRight => {
            let half = (a.x + b.x) / 2.0;
            [a, Point { x: half, y: a.y }, Point { x: half, y: b.y }, b]
        }
        Direction::TopDown => {
            let half = (a.y + b.y) / 2.0;
            [a, Point { x: a.x, y: half }, Point { x: b.x, y: half }, b]
        }
    }
}
