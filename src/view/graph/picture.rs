//! Where boxes, lines and labels stand.
//!
//! Boxes and lines are placed by the layered engine. Labels stand on their own line, in the room between the ranks, where they
//! touch no box and no other label, and cross few other lines.

use super::thin::thinned;
use super::words::{self, Tone, Word};
use super::{Cancelled, Edge, GraphView, Kind, Node, worst};
use crate::case::Assurance;
use crate::view::layout::{
    Direction, Edge as Line, Input, LayoutError, NodeBox, Placement, Point, Rect, Spacing, layered,
};
use crate::view::text::{bold_width, fitted, visible, width};
use crate::watch::Watch;
use std::collections::BTreeMap;

/// Everything that is drawn, in points from the top left corner.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Which way it runs: as it ran goes down, as long runs do on a page; else to the right, unless it is small and could only be
    /// read going down.
    pub direction: Direction,
    /// Boxes by node, lines by edge (`route_of`).
    pub placement: Placement,
    /// Lines of text in each box. Made visible and cut to fit.
    pub texts: Vec<Vec<BoxLine>>,
    /// The line of each edge as short straight stretches, for whoever draws or looks for what lies under a pointer.
    pub lines: Vec<Vec<Point>>,
    /// One for each edge.
    pub labels: Vec<Label>,
    /// Width and height of the whole.
    pub size: Point,
}

/// A line of text in a box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoxLine {
    /// What it says.
    pub part: Part,
    /// The text.
    pub text: String,
}

/// What a line in a box says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The name.
    Name,
    /// Role and kind.
    Role,
    /// Where it acted, and whose word that is.
    Place,
    /// What is known about its records, where it is not that all are verified.
    Marks,
    /// What needs a look, one line for each.
    Alarm(Tone),
}

/// Words beside a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Where they stand.
    pub rect: Rect,
    /// One line of text each.
    pub words: Vec<Word>,
}

impl Picture {
    /// The line of an edge as cubic curves.
    pub fn curves(&self, edge: usize) -> Vec<[Point; 4]> {
        let route = self.placement.route_of.get(edge).and_then(|at| self.placement.routes.get(*at as usize));
        route.map(|route| route.curves(self.direction)).unwrap_or_default()
    }
}

/// Places everything; the inner error says why there is no picture.
pub fn of(
    view: &GraphView,
    former: Option<(&GraphView, &Picture)>,
    watch: &Watch,
) -> Result<Result<Picture, LayoutError>, Cancelled> {
    let (nodes, edges) = (view.nodes.as_slice(), view.edges.as_slice());
    let texts: Vec<Vec<BoxLine>> = nodes.iter().map(texts).collect();
    let said = common(edges).map(Tone::Mark);
    let unsaid = |word: &Word| Some(word.tone) != said;
    let words: Vec<Vec<Word>> =
        edges.iter().map(|edge| words::of_edge(edge).into_iter().filter(unsaid).collect()).collect();
    let boxes: Vec<NodeBox> =
        nodes.iter().zip(&texts).zip(degrees(nodes.len(), edges)).map(|((n, t), d)| box_size(n, t, d)).collect();
    let drawn = |direction: Direction| {
        let along = |words: &Vec<Word>| match direction {
            Direction::LeftToRight => label_size(words).x,
            Direction::TopDown => label_size(words).y,
        };
        let longest = words.iter().map(along).fold(0.0, f32::max);
        let known = former.filter(|(_, picture)| picture.direction == direction);
        let input = Input {
            nodes: boxes.clone(),
            edges: edges.iter().map(|edge| Line { from: edge.from, to: edge.to, count: edge.records() }).collect(),
            former: nodes.iter().map(|node| known.and_then(|former| place_of(node, former))).collect(),
            direction,
            spacing: Spacing { node: NODE_GAP, edge: EDGE_GAP, rank: longest + 2.0 * ARROW_ROOM },
        };
        match layered(&input, &view.request.limits, watch) {
            Err(LayoutError::Cancelled) => Err(Cancelled),
            Err(why) => Ok(Err(why)),
            Ok(placement) => Ok(Ok(finished(direction, placement, &texts, &words))),
        }
    };
    if nodes.iter().any(|node| node.step.is_some()) {
        return drawn(Direction::TopDown);
    }
    let across = drawn(Direction::LeftToRight)?;
    match &across {
        Ok(picture) if nodes.len() <= SMALL && legibility(picture) < LEGIBLE => {
            let down = drawn(Direction::TopDown)?;
            // Readers know their way in the picture before it.
            let worth =
                if former.is_some_and(|(_, old)| old.direction == Direction::TopDown) { 1.0 / GAIN } else { GAIN };
            let better = down.as_ref().is_ok_and(|down| legibility(down) > worth * legibility(picture));
            Ok(if better { down } else { across })
        }
        _ => Ok(across),
    }
}

fn finished(direction: Direction, placement: Placement, texts: &[Vec<BoxLine>], words: &[Vec<Word>]) -> Picture {
    let (texts, size) = (texts.to_vec(), placement.size);
    let mut picture = Picture { direction, placement, texts, lines: Vec::new(), labels: Vec::new(), size };
    picture.lines = (0..words.len()).map(|edge| samples(&picture.curves(edge))).collect();
    picture.labels = place(&picture, words.to_vec());
    // Labels kept off every point; whoever draws or looks for one needs few.
    picture.lines.iter_mut().for_each(|line| *line = thinned(line, THIN));
    picture.size = grown(&picture);
    picture
}

/// How large it is in a usual pane, where all of it is in sight.
fn legibility(picture: &Picture) -> f32 {
    (PANE.x / picture.size.x.max(1.0)).min(PANE.y / picture.size.y.max(1.0))
}

fn texts(node: &Node) -> Vec<BoxLine> {
    let marks: Vec<String> = words::of_marks(&node.marks).into_iter().map(|word| word.text).collect();
    let mut lines = vec![
        (Part::Name, node.label.clone()),
        (Part::Role, words::of_node(node)),
        (Part::Place, words::of_place(node)),
        (Part::Marks, marks.join(", ")),
    ];
    lines.extend(node.alarms.words(node.messages).into_iter().map(|word| (Part::Alarm(word.tone), word.text)));
    let fit = |(part, text): (Part, String)| {
        let text = match part {
            Part::Name => fitted(&visible(&text), NAME_SIZE, MOST_WIDTH / 1.14),
            _ => fitted(&visible(&text), TEXT_SIZE, MOST_WIDTH),
        };
        BoxLine { part, text }
    };
    lines.into_iter().filter(|(part, text)| *part == Part::Name || !text.is_empty()).map(fit).collect()
}

/// The mark that every message and call has, if it is one and not verified: said once above the picture, not at every line.
pub fn common(edges: &[Edge]) -> Option<Assurance> {
    let first = worst(&edges.first()?.marks);
    let alone = |edge: &Edge| edge.worst == first && edge.marks.iter().filter(|count| **count > 0).count() == 1;
    (first != Assurance::Verified && edges.iter().all(alone)).then_some(first)
}

/// A box for its texts, and high enough that its lines do not run into each other.
fn box_size(node: &Node, lines: &[BoxLine], degree: usize) -> NodeBox {
    let widths = lines.iter().map(|line| match line.part {
        Part::Name => bold_width(&line.text, NAME_SIZE) + MARK_ROOM,
        Part::Alarm(_) => bold_width(&line.text, TEXT_SIZE) + MARK_ROOM,
        Part::Role | Part::Place | Part::Marks => width(&line.text, TEXT_SIZE),
    });
    let widest = widths.fold(LEAST_WIDTH, f32::max);
    let high = (lines.len() as f32 * LINE + 2.0 * MARGIN).max((degree as f32 * PORT).min(MOST_HEIGHT));
    NodeBox { width: widest + 2.0 * inset(node.kind), height: high }
}

/// From the left and right end of a box to its text.
pub(crate) fn inset(kind: Kind) -> f32 {
    if kind == Kind::Human { PADDING + 6.0 } else { PADDING }
}

/// Lines at each node.
fn degrees(nodes: usize, edges: &[Edge]) -> Vec<usize> {
    let mut degrees = vec![0; nodes];
    for end in edges.iter().flat_map(|edge| [edge.from, edge.to]) {
        degrees.iter_mut().skip(end as usize).take(1).for_each(|degree| *degree += 1);
    }
    degrees
}

fn label_size(words: &[Word]) -> Point {
    let widest = words.iter().map(|word| bold_width(&word.text, TEXT_SIZE) + MARK_ROOM).fold(0.0, f32::max);
    Point { x: widest + 6.0, y: words.len() as f32 * LABEL_LINE + 2.0 }
}

fn place_of(node: &Node, (view, picture): (&GraphView, &Picture)) -> Option<Point> {
    let at = view.nodes.iter().position(|other| other.key == node.key)?;
    picture.placement.nodes.get(at).map(Rect::middle)
}

/// Finds a place for each label, the heaviest edge first.
fn place(picture: &Picture, words: Vec<Vec<Word>>) -> Vec<Label> {
    let lines = &picture.lines;
    let boxes = Grid::of(picture.placement.nodes.iter().map(|rect| larger(rect, 3.0)));
    let dots = Grid::of(lines.iter().flatten().map(|at| Rect { x: at.x, y: at.y, width: 0.0, height: 0.0 }));
    let owners: Vec<usize> = lines.iter().enumerate().flat_map(|(edge, line)| line.iter().map(move |_| edge)).collect();
    let mut taken = Grid::default();
    let mut labels = Vec::with_capacity(words.len());
    for (edge, words) in words.into_iter().enumerate() {
        let size = label_size(&words);
        let cost = |(rect, along, is_beside): &(Rect, f32, bool)| {
            let (room, near) = (larger(rect, LINE_ROOM), larger(rect, 1.0));
            // Beside its line it should not nick it either.
            let nicks = |dot: usize| if owners.get(dot) == Some(&edge) { OWN * f32::from(*is_beside) } else { FOREIGN };
            let on_lines: f32 = dots.touching(&room).map(nicks).sum();
            let on_box = boxes.touching(rect).count();
            let on_label = taken.touching(&near).count();
            on_box as f32 * 1e6 + on_label as f32 * 1e4 + on_lines + along
        };
        let line = lines.get(edge).map_or(&[][..], Vec::as_slice);
        let rect = candidates(line, size)
            .map(|place| (cost(&place), place.0))
            .min_by(|(a, _), (b, _)| a.total_cmp(b))
            .map(|(_, rect)| rect)
            .unwrap_or_default();
        taken.add(rect);
        labels.push(Label { rect, words });
    }
    labels
}

/// Places for a label, with how far each is from the best one, and whether it lies beside the line.
fn candidates(line: &[Point], size: Point) -> impl Iterator<Item = (Rect, f32, bool)> {
    let count = line.len().max(1) as f32;
    // On the line, above and below it, left and right of it; how much worse that is.
    let beside: [(f32, f32, f32); 7] = [
        (0.0, 0.0, 0.0),
        (0.0, -1.0, 5.0),
        (0.0, 1.0, 5.0),
        (-1.0, 0.0, 6.0),
        (1.0, 0.0, 6.0),
        (0.0, -2.0, 12.0),
        (0.0, 2.0, 12.0),
    ];
    let step = (line.len() / PLACES).max(1);
    line.iter().enumerate().step_by(step).flat_map(move |(at, point)| {
        let along = (at as f32 / count - 0.5).abs() * 10.0;
        beside.into_iter().map(move |(right, down, worse)| {
            let x = point.x - size.x / 2.0 + right * (size.x / 2.0 + 5.0);
            let y = point.y - size.y / 2.0 + down * (size.y / 2.0 + 4.0);
            (Rect { x, y, width: size.x, height: size.y }, along + worse, worse > 0.0)
        })
    })
}

/// Points along a line, a few points apart.
fn samples(curves: &[[Point; 4]]) -> Vec<Point> {
    let mut out = Vec::new();
    for [a, b, c, d] in curves {
        let length = (d.x - a.x).abs() + (d.y - a.y).abs();
        let steps = (length / STEP).clamp(4.0, 200.0) as u32;
        out.extend((0..=steps).map(|at| {
            let t = at as f32 / steps as f32;
            let u = 1.0 - t;
            let mix = |p: f32, q: f32, r: f32, s: f32| {
                u * u * u * p + 3.0 * u * u * t * q + 3.0 * u * t * t * r + t * t * t * s
            };
            Point { x: mix(a.x, b.x, c.x, d.x), y: mix(a.y, b.y, c.y, d.y) }
        }));
    }
    out
}

/// Rectangles, found again by where they are.
#[derive(Default)]
struct Grid {
    rects: Vec<Rect>,
    cells: BTreeMap<(i32, i32), Vec<usize>>,
}

impl Grid {
    fn of(rects: impl Iterator<Item = Rect>) -> Grid {
        let mut grid = Grid::default();
        rects.for_each(|rect| grid.add(rect));
        grid
    }

    fn add(&mut self, rect: Rect) {
        for cell in cells(&rect) {
            self.cells.entry(cell).or_default().push(self.rects.len());
        }
        self.rects.push(rect);
    }

    /// Those that touch a rectangle; one that lies in several cells may come more than once.
    fn touching<'a>(&'a self, rect: &'a Rect) -> impl Iterator<Item = usize> + 'a {
        let near = cells(rect).filter_map(|cell| self.cells.get(&cell)).flatten().copied();
        near.filter(move |at| self.rects.get(*at).is_some_and(|other| touch(rect, other)))
    }
}

fn cells(rect: &Rect) -> impl Iterator<Item = (i32, i32)> + use<> {
    let cell = |at: f32| (at / CELL).floor() as i32;
    let (top, bottom) = (cell(rect.y), cell(rect.y + rect.height));
    (cell(rect.x)..=cell(rect.x + rect.width)).flat_map(move |x| (top..=bottom).map(move |y| (x, y)))
}

fn touch(a: &Rect, b: &Rect) -> bool {
    a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height
}

fn larger(rect: &Rect, by: f32) -> Rect {
    Rect { x: rect.x - by, y: rect.y - by, width: rect.width + 2.0 * by, height: rect.height + 2.0 * by }
}

/// The whole, with what labels need beyond the lines.
fn grown(picture: &Picture) -> Point {
    let ends = picture.labels.iter().map(|label| (label.rect.x + label.rect.width, label.rect.y + label.rect.height));
    ends.fold(picture.size, |size, (x, y)| Point { x: size.x.max(x), y: size.y.max(y) })
}

/// Sizes in points. Names are bold.
pub(crate) const NAME_SIZE: f32 = 13.0;
pub(crate) const TEXT_SIZE: f32 = 11.0;
pub(crate) const LINE: f32 = 16.0;
pub(crate) const LABEL_LINE: f32 = 14.0;
pub(crate) const PADDING: f32 = 14.0;
pub(crate) const MARGIN: f32 = 8.0;
/// Room for a mark beside a text.
pub(crate) const MARK_ROOM: f32 = 14.0;
const LEAST_WIDTH: f32 = 64.0;
const MOST_WIDTH: f32 = 230.0;
const MOST_HEIGHT: f32 = 180.0;
/// Height that a box has for each of its lines.
const PORT: f32 = 12.0;
/// Places along a line that are tried for its label.
const PLACES: usize = 40;
/// Between a label and a line beside it.
const LINE_ROOM: f32 = 3.0;
/// What it costs a label to lie near a point of a foreign line, and of its own beside which it is.
const FOREIGN: f32 = 10.0;
const OWN: f32 = 3.0;
/// A usual pane for a graph, in a window of 1280 by 720, and how large text has to be in it to be read.
const PANE: Point = Point { x: 660.0, y: 440.0 };
const LEGIBLE: f32 = 0.7;
/// Nodes of a picture that may be drawn both ways, and how much larger the better one must be.
const SMALL: usize = 24;
const GAIN: f32 = 1.2;
const NODE_GAP: f32 = 30.0;
const EDGE_GAP: f32 = 18.0;
const ARROW_ROOM: f32 = 26.0;
const STEP: f32 = 8.0;
/// How far a line may lie from the one that is meant.
const THIN: f32 = 0.1;
const CELL: f32 = 64.0;
