//! The picture: pan, zoom, select, hover; edges below boxes, words above lines, and a small map of the whole.

use super::camera::Frame;
use super::kept::{self, Kept, Said};
use super::lit::{self, Lit};
use super::state::{GraphIntent, Pick, Walk};
use crate::gui::hover::{self, Source};
use crate::gui::intent::Intent;
use crate::gui::state::Desk;
use crate::gui::{hostile, theme};
use crate::view::graph::{GraphView, Overlay, Picture, node_words};
use crate::view::layout::{Point, Rect as Place};
use egui::{
    EventFilter, Id, InputState, Key, Mesh, Modifiers, Painter, Pos2, Rect, Sense, Stroke, Ui, Vec2, pos2, vec2,
};
use std::sync::Arc;

/// The picture, to give it the keyboard.
pub fn canvas_id() -> Id {
    Id::unique("handoff graph")
}

/// What one frame draws on and from.
pub struct Sheet<'a> {
    /// The graph.
    pub view: &'a GraphView,
    /// Its picture.
    pub picture: &'a Picture,
    /// Where it lies.
    pub frame: Frame,
    /// The pane.
    pub pane: Rect,
    /// What is selected, or else under the pointer here or elsewhere: everything that is not beside it is faint.
    pub lit: Lit,
    /// What is selected.
    pub pick: Option<Pick>,
    /// Where the replay is.
    pub overlay: Option<&'a Overlay>,
}

impl Sheet<'_> {
    /// To the screen.
    pub fn at(&self, point: Point) -> Pos2 {
        let at = self.frame.on_screen(point);
        pos2(self.pane.left() + at.x, self.pane.top() + at.y)
    }

    /// To the screen.
    pub fn rect(&self, place: &Place) -> Rect {
        let end = Point { x: place.x + place.width, y: place.y + place.height };
        Rect::from_min_max(self.at(Point { x: place.x, y: place.y }), self.at(end))
    }

    /// The same where the left top of the picture is at 0, 0.
    pub fn at_rest(&self) -> Sheet<'_> {
        let frame = Frame { zoom: self.frame.zoom, origin: Point::default() };
        Sheet { frame, pane: Rect::from_min_size(Pos2::ZERO, self.pane.size()), lit: Lit::All, pick: None, ..*self }
    }

    /// From there to where it lies.
    pub fn shift(&self) -> Vec2 {
        self.at(Point::default()).to_vec2()
    }

    /// Whether something is not faint.
    pub fn is_lit(&self, what: Pick) -> bool {
        self.lit.has(what)
    }
}

/// The picture.
pub fn canvas_ui(ui: &mut Ui, pane: Rect, desk: &Desk, view: &Arc<GraphView>) -> Vec<Intent> {
    let Some(picture) = &view.picture else { return Vec::new() };
    let state = &desk.graph;
    let mut out = Vec::new();
    let response = ui.interact(pane, canvas_id(), Sense::click_and_drag());
    if response.has_focus() {
        let filter =
            EventFilter { horizontal_arrows: true, vertical_arrows: true, escape: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(canvas_id(), filter));
    }
    let current = state.current().is_some();
    let frame = state.camera.frame(picture.size, (pane.width(), pane.height()));
    let overlay =
        state.overlay.as_ref().filter(|(row, _)| current && Some(*row) == desk.focus).map(|(_, overlay)| overlay);
    let pick = state.pick.filter(|_| current);
    let mut sheet = Sheet { view, picture, frame, pane, lit: Lit::All, pick, overlay };
    let kept = kept::of(ui, view, &sheet);
    let pointer =
        response.hover_pos().or_else(|| ui.input(|input| input.pointer.latest_pos()).filter(|at| pane.contains(*at)));
    let under = pointer.filter(|_| response.contains_pointer()).and_then(|at| hit(&sheet, &kept, at));
    sheet.lit = lit::of(desk, view, under.or(pick));
    let said = said(ui, &sheet);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Canvas, true, &said));
    let painter = ui.painter_at(pane);
    painter.rect_filled(pane, 0.0, theme::of(ui).background);
    kept.paint(ui, &painter, &sheet);
    if response.has_focus() {
        painter.rect_stroke(pane.shrink(1.0), 0.0, Stroke::new(2.0, theme::of(ui).accent), egui::StrokeKind::Inside);
    }
    if current {
        out.extend(things_ui(ui, &sheet, kept.said()));
        out.extend(moved(ui, &response, pane));
        if response.clicked() {
            response.request_focus();
            out.push(match under {
                Some(Pick::Edge(edge)) => GraphIntent::Open(edge),
                other => GraphIntent::Pick(other),
            });
        }
        out.extend(map_ui(ui, &sheet));
    }
    let mut out: Vec<Intent> = out.into_iter().map(Intent::Graph).collect();
    let found = under.filter(|_| current).map(|pick| lit::hover(view, pick));
    out.extend(hover::look(desk, Source::Graph, found));
    out
}

/// Summary and what is selected, for who does not see it.
fn said(ui: &Ui, sheet: &Sheet<'_>) -> String {
    let words = match sheet.pick {
        None => format!("Graph, {}", sheet.view.summary()),
        Some(Pick::Node(node)) => format!("Graph, selected {}", node_said(sheet.view, node)),
        Some(Pick::Edge(edge)) => format!("Graph, selected {}", edge_said(sheet.view, edge)),
    };
    hostile::visible(ui, &words, &theme::body()).into_owned()
}

/// A node in words.
pub fn node_said(view: &GraphView, at: usize) -> String {
    let id = view.node_id(at);
    let said = |node: &crate::view::graph::Node| {
        let alarms = node.alarms.words(node.messages).into_iter().map(|word| format!(", {}", word.text));
        format!("{id}, {}, {} messages and calls{}", node_words(node), node.messages, alarms.collect::<String>())
    };
    view.nodes.get(at).map_or(String::new(), said)
}

/// An edge in words.
pub fn edge_said(view: &GraphView, at: usize) -> String {
    view.line(at)
        .map_or(String::new(), |line| format!("{} to {}, {}, {}", line.from, line.to, line.what, line.assurance.word()))
}

/// What lies under a point: a box, words, or a line.
fn hit(sheet: &Sheet<'_>, kept: &Kept, at: Pos2) -> Option<Pick> {
    let point = sheet.frame.in_picture(Point { x: at.x - sheet.pane.left(), y: at.y - sheet.pane.top() });
    let inside = |place: &Place| {
        (place.x..=place.x + place.width).contains(&point.x) && (place.y..=place.y + place.height).contains(&point.y)
    };
    if let Some(node) = sheet.picture.placement.nodes.iter().position(inside) {
        return Some(Pick::Node(node));
    }
    if let Some(edge) = sheet.picture.labels.iter().position(|label| inside(&label.rect)) {
        return Some(Pick::Edge(edge));
    }
    let near = NEAR / sheet.frame.zoom;
    let distance = |edge: usize| {
        let line = sheet.picture.lines.get(edge).map_or(&[][..], Vec::as_slice);
        let pairs = line.windows(2).filter_map(|pair| Some((*pair.first()?, *pair.last()?)));
        (edge, pairs.map(|(a, b)| apart(point, a, b)).fold(f32::INFINITY, f32::min))
    };
    let lines = kept.lines_near(at, NEAR, sheet).map(distance).filter(|(_, distance)| *distance <= near);
    lines.min_by(|(_, a), (_, b)| a.total_cmp(b)).map(|(edge, _)| Pick::Edge(edge))
}

/// From a point to a stretch of a line.
fn apart(at: Point, a: Point, b: Point) -> f32 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let along = ((at.x - a.x) * dx + (at.y - a.y) * dy) / (dx * dx + dy * dy).max(1e-6);
    let t = along.clamp(0.0, 1.0);
    ((at.x - a.x - t * dx).powi(2) + (at.y - a.y - t * dy).powi(2)).sqrt()
}

/// What is in sight, each with its name, to be chosen by pointer or by a screen reader.
fn things_ui(ui: &mut Ui, sheet: &Sheet<'_>, said: &Said) -> Vec<GraphIntent> {
    let mut out = Vec::new();
    let thing = |ui: &mut Ui, rect: Rect, key: (&str, usize), said: Option<&String>, on: bool| {
        let rect = rect.intersect(sheet.pane);
        if !rect.is_positive() {
            return false;
        }
        let response = ui.interact(rect, canvas_id().with(key), Sense::CLICK);
        let said = said.map_or("", String::as_str);
        response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, on, said));
        response.clicked()
    };
    for (at, place) in sheet.picture.placement.nodes.iter().enumerate() {
        if thing(ui, sheet.rect(place), ("node", at), said.nodes.get(at), sheet.pick == Some(Pick::Node(at))) {
            out.push(GraphIntent::Pick(Some(Pick::Node(at))));
        }
    }
    for (at, label) in sheet.picture.labels.iter().enumerate() {
        if thing(ui, sheet.rect(&label.rect), ("edge", at), said.edges.get(at), sheet.pick == Some(Pick::Edge(at))) {
            out.push(GraphIntent::Open(at));
        }
    }
    if !out.is_empty() {
        ui.memory_mut(|memory| memory.request_focus(canvas_id()));
    }
    out
}

/// Dragging pans, the wheel zooms.
fn moved(ui: &Ui, response: &egui::Response, pane: Rect) -> Option<GraphIntent> {
    if response.dragged() {
        let by = response.drag_delta();
        return (by != vec2(0.0, 0.0)).then_some(GraphIntent::Pan(by.x, by.y));
    }
    let at =
        ui.input(|input| input.pointer.latest_pos()).filter(|at| response.contains_pointer() && pane.contains(*at))?;
    let (wheel, pinch) = ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
    let by = pinch * (wheel / WHEEL).exp();
    let over = (at.x - pane.left(), at.y - pane.top());
    ((by - 1.0).abs() > 1e-4).then_some(GraphIntent::Zoom(by, Some(over)))
}

/// The whole, small, where not all of it is in sight; a click or drag goes there.
fn map_ui(ui: &mut Ui, sheet: &Sheet<'_>) -> Option<GraphIntent> {
    let tokens = theme::of(ui);
    let (size, pane) = (sheet.picture.size, sheet.pane);
    let whole = sheet.rect(&Place { x: 0.0, y: 0.0, width: size.x, height: size.y });
    if pane.expand(1.0).contains_rect(whole) || pane.width() < 3.0 * MAP.0 || pane.height() < 2.0 * MAP.1 {
        return None;
    }
    let scale = (MAP.0 / size.x.max(1.0)).min(MAP.1 / size.y.max(1.0));
    let extent = vec2((size.x * scale).max(24.0), (size.y * scale).max(24.0));
    let rect = Rect::from_min_size(pane.max - extent - vec2(10.0, 10.0), extent);
    let response = ui.interact(rect, canvas_id().with("map"), Sense::CLICK | Sense::DRAG);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Slider, true, "Map of the whole graph"));
    let painter = ui.painter_at(rect.expand(1.0));
    painter.rect(rect, 2.0, tokens.panel, Stroke::new(1.0, tokens.hairline), egui::StrokeKind::Outside);
    // One shape for all boxes, however many.
    let mut boxes = Mesh::default();
    for place in &sheet.picture.placement.nodes {
        let least = rect.min + vec2(place.x * scale, place.y * scale);
        let extent = vec2((place.width * scale).max(2.0), (place.height * scale).max(2.0));
        boxes.add_colored_rect(Rect::from_min_size(least, extent), tokens.dim);
    }
    painter.add(boxes);
    let seen = |at: Pos2| {
        let at = sheet.frame.in_picture(Point { x: at.x - pane.left(), y: at.y - pane.top() });
        rect.min + vec2(at.x * scale, at.y * scale)
    };
    let view = Rect::from_min_max(seen(pane.min), seen(pane.max)).intersect(rect);
    painter.rect_stroke(view, 0.0, Stroke::new(1.5, tokens.accent), egui::StrokeKind::Inside);
    let at = response.interact_pointer_pos().filter(|_| response.clicked() || response.dragged())?;
    let by = (at - rect.min) / scale;
    Some(GraphIntent::Centre(Point { x: by.x.clamp(0.0, size.x), y: by.y.clamp(0.0, size.y) }))
}

/// The wishes of arrows, Enter and Escape, while the picture has the keyboard.
pub fn keys(input: &mut InputState) -> Vec<Intent> {
    let mut out = Vec::new();
    for (key, intent) in [
        (Key::ArrowRight, GraphIntent::Walk(Walk::Forward)),
        (Key::ArrowLeft, GraphIntent::Walk(Walk::Back)),
        (Key::ArrowDown, GraphIntent::Walk(Walk::Next)),
        (Key::ArrowUp, GraphIntent::Walk(Walk::Previous)),
        (Key::Enter, GraphIntent::Walk(Walk::Enter)),
        (Key::Escape, GraphIntent::Pick(None)),
    ] {
        let presses = input.count_and_consume_key(Modifiers::NONE, key);
        out.extend(std::iter::repeat_n(Intent::Graph(intent), presses));
    }
    out
}

/// How much a key zooms.
pub const ZOOM: f32 = 1.25;
/// Points that a key pans.
pub const PAN: f32 = 60.0;
/// Points of the wheel for a factor of e.
const WHEEL: f32 = 400.0;
/// Points of the screen from a line at which it is still meant.
const NEAR: f32 = 7.0;
/// Most of the pane that the map takes.
const MAP: (f32, f32) = (150.0, 96.0);

/// A painter for what is faint.
pub fn faint(painter: &Painter) -> Painter {
    let mut painter = painter.clone();
    painter.multiply_opacity(FAINT);
    painter
}

const FAINT: f32 = 0.35;
