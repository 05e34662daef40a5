//! Shapes of the picture, kept from frame to frame: a frame in which nothing changed lays out no text and bends no line.
//!
//! They are made where the picture's left top is at 0, 0, and moved to where the camera stands. Whatever is out of sight costs one
//! comparison of rectangles.

use super::canvas::{Sheet, edge_said, faint, node_said};
use super::state::Pick;
use super::{edges, nodes};
use crate::gui::{hostile, theme};
use crate::view::graph::{GraphView, Overlay};
use egui::{Id, LayerId, Order, Painter, Pos2, Rect, Shape, Ui, Vec2};
use std::sync::Arc;

/// What the shapes depend on.
#[derive(Clone, PartialEq)]
struct Cause {
    zoom: f32,
    pixels: f32,
    tokens: theme::Tokens,
    overlay: Option<Overlay>,
}

/// A line, a box, or the words beside a line, by number.
#[derive(Clone, Copy)]
enum Thing {
    Line(usize),
    Node(usize),
    Label(usize),
}

/// Its shapes.
struct Item {
    thing: Thing,
    rect: Rect,
    shapes: Vec<Shape>,
}

/// All shapes, the lowest first.
pub struct Kept {
    view: Arc<GraphView>,
    cause: Cause,
    items: Vec<Item>,
    said: Arc<Said>,
}

impl Thing {
    fn pick(self) -> Pick {
        match self {
            Thing::Node(at) => Pick::Node(at),
            Thing::Line(at) | Thing::Label(at) => Pick::Edge(at),
        }
    }

    fn draw(self, ui: &Ui, painter: &Painter, sheet: &Sheet<'_>) {
        match self {
            Thing::Line(at) => edges::line(ui, painter, sheet, at),
            Thing::Node(at) => nodes::node(ui, painter, sheet, at),
            Thing::Label(at) => edges::label(ui, painter, sheet, at),
        }
    }
}

/// What is read out, by number.
pub struct Said {
    /// Of nodes.
    pub nodes: Vec<String>,
    /// Of edges.
    pub edges: Vec<String>,
}

/// The shapes of the last frame, or new ones.
pub fn of(ui: &Ui, view: &Arc<GraphView>, sheet: &Sheet<'_>) -> Arc<Kept> {
    let id = Id::unique("graph shapes");
    let cause = Cause {
        zoom: sheet.frame.zoom,
        pixels: ui.ctx().pixels_per_point(),
        tokens: *theme::of(ui),
        overlay: sheet.overlay.cloned(),
    };
    let known = ui.data(|data| data.get_temp::<Arc<Kept>>(id)).filter(|kept| Arc::ptr_eq(&kept.view, view));
    if let Some(kept) = known.as_ref().filter(|kept| kept.cause == cause) {
        return Arc::clone(kept);
    }
    let said = known.map_or_else(|| Arc::new(Said::of(ui, view)), |kept| Arc::clone(&kept.said));
    let made = Arc::new(made(ui, view, sheet, cause, said));
    ui.data_mut(|data| data.insert_temp(id, Arc::clone(&made)));
    made
}

impl Said {
    fn of(ui: &Ui, view: &GraphView) -> Said {
        let shown = |said: String| hostile::visible(ui, &said, &theme::body()).into_owned();
        Said {
            nodes: (0..view.nodes.len()).map(|at| shown(format!("Node {}", node_said(view, at)))).collect(),
            edges: (0..view.edges.len()).map(|at| shown(format!("Edge {}", edge_said(view, at)))).collect(),
        }
    }
}

fn made(ui: &Ui, view: &Arc<GraphView>, sheet: &Sheet<'_>, cause: Cause, said: Arc<Said>) -> Kept {
    let still = sheet.at_rest();
    // A layer of its own takes the shapes up and is emptied before anything is shown.
    let scratch = LayerId::new(Order::Background, Id::unique("graph shapes being made"));
    let painter = Painter::new(ui.ctx().clone(), scratch, Rect::EVERYTHING);
    let item = |thing: Thing| {
        thing.draw(ui, &painter, &still);
        let drawn = painter.ctx().graphics_mut(|graphics| std::mem::take(graphics.entry(scratch)));
        let shapes: Vec<Shape> = drawn.all_entries().map(|entry| entry.shape.clone()).collect();
        let rect = shapes.iter().map(Shape::visual_bounding_rect).fold(Rect::NOTHING, Rect::union);
        Item { thing, rect, shapes }
    };
    let lines = edges::order(&still).into_iter().map(Thing::Line);
    let things = lines.chain((0..view.nodes.len()).map(Thing::Node)).chain((0..view.edges.len()).map(Thing::Label));
    Kept { items: things.map(item).collect(), view: Arc::clone(view), cause, said }
}

impl Kept {
    /// What is read out.
    pub fn said(&self) -> &Said {
        &self.said
    }

    /// Paints what is in sight; what is not lit is faint, what is selected is drawn anew.
    pub fn paint(&self, ui: &Ui, painter: &Painter, sheet: &Sheet<'_>) {
        let (by, dimmed) = (sheet.shift(), faint(painter));
        for item in self.items.iter().filter(|item| item.rect.translate(by).intersects(sheet.pane)) {
            let pick = item.thing.pick();
            let painter = if sheet.is_lit(pick) { painter } else { &dimmed };
            if sheet.pick == Some(pick) {
                item.thing.draw(ui, painter, sheet);
            } else {
                let near = sheet.pane.translate(-by);
                painter.extend(item.shapes.iter().filter(|shape| passes(shape, near)).map(|shape| moved(shape, by)));
            }
        }
    }

    /// The lines that may pass near a point of the screen.
    pub fn lines_near(&self, at: Pos2, near: f32, sheet: &Sheet<'_>) -> impl Iterator<Item = usize> {
        let at = at - sheet.shift();
        self.items.iter().filter_map(move |item| match item.thing {
            Thing::Line(edge) if item.rect.expand(near).contains(at) => Some(edge),
            _ => None,
        })
    }
}

/// Whether a shape comes near a place: long lines have large rectangles and may still pass by.
fn passes(shape: &Shape, place: Rect) -> bool {
    match shape {
        Shape::Path(path) if !path.closed => {
            path.points.windows(2).any(|ends| Rect::from_points(ends).expand(path.stroke.width).intersects(place))
        }
        other => other.visual_bounding_rect().intersects(place),
    }
}

/// A shape elsewhere. A text shares its letters with the one that is kept.
fn moved(shape: &Shape, by: Vec2) -> Shape {
    let mut shape = shape.clone();
    match &mut shape {
        Shape::Text(text) => text.pos += by,
        other => other.translate(by),
    }
    shape
}
