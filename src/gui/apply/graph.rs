//! The graph tab: which graph has to be drawn, what is selected in it, and what follows from that.

use super::graph_walk;
use crate::case::filter::{Field, Term};
use crate::case::{Case, Row, base_name};
use crate::gui::graph::Camera;
use crate::gui::graph::state::{EdgeTable, GraphIntent, Pick, Wants};
use crate::gui::state::{Asked, Desk, Effect, TableState};
use crate::gui::table::Anchor;
use crate::view::graph::{Around, GraphView, Grouping, Overlay, Tools};
use crate::view::layout::Point;
use crate::view::table::Page;
use crate::work::{Lane, Picture, Request, Run};
use std::sync::Arc;

pub fn take(desk: &mut Desk, intent: GraphIntent) -> Vec<Effect> {
    let (size, pane) = (size(desk), desk.graph.pane);
    let state = &mut desk.graph;
    match intent {
        GraphIntent::Wants(wants) => state.wants = wants,
        GraphIntent::Reveal => {
            let tools = if state.wants.tools == Tools::Hidden { Tools::Shown } else { state.wants.tools };
            state.wants = Wants { everything: true, around: None, tools, ..state.wants.clone() };
        }
        GraphIntent::Stop => {
            state.stopped = true;
            if state.counting {
                state.listed = None;
            }
            (state.busy, state.counting) = (false, false);
            return vec![Effect::Cancel(Lane::Graph)];
        }
        GraphIntent::Draw => {
            state.wants.patient = true;
            state.asked = None;
        }
        GraphIntent::Pane(width, height) => state.pane = (width, height),
        GraphIntent::Pan(x, y) => state.camera = state.camera.panned((x, y), size, pane),
        GraphIntent::Zoom(by, over) => state.camera = state.camera.zoomed(by, over, size, pane),
        GraphIntent::Fit => state.camera = Camera::Fit,
        GraphIntent::Centre(at) => {
            state.camera = Camera::Free(state.camera.frame(size, pane).zoom, at);
        }
        GraphIntent::Pick(pick) => picked(desk, pick),
        GraphIntent::Walk(walk) => return graph_walk::walk(desk, walk),
        GraphIntent::Open(edge) => return open(desk, edge),
        GraphIntent::CloseEdge => {
            state.edge = None;
            return vec![Effect::Cancel(Lane::EdgeRows), Effect::Cancel(Lane::EdgePage)];
        }
        GraphIntent::ScrollEdge(_) | GraphIntent::ScrollEdgeTo(_) | GraphIntent::EdgeHeight(_) => {
            edge_table(desk, &intent)
        }
        GraphIntent::AsList(on) => state.as_list = on,
        GraphIntent::Legend => state.legend = !state.legend,
    }
    Vec::new()
}

/// Selects; what is selected is brought into sight.
pub fn picked(desk: &mut Desk, pick: Option<Pick>) {
    let state = &mut desk.graph;
    state.pick = pick;
    let place = pick.zip(state.current()).and_then(|(pick, view)| place(view, pick));
    if let Some(place) = place {
        show(desk, place);
    }
}

fn show(desk: &mut Desk, place: (Point, Point)) {
    desk.graph.camera = desk.graph.camera.showing(place, size(desk), desk.graph.pane);
}

/// Where something stands in the picture: a box, or the words beside a line.
fn place(view: &GraphView, pick: Pick) -> Option<(Point, Point)> {
    let picture = view.picture.as_ref()?;
    let rect = match pick {
        Pick::Node(node) => picture.placement.nodes.get(node)?,
        Pick::Edge(edge) => &picture.labels.get(edge)?.rect,
    };
    Some((Point { x: rect.x, y: rect.y }, Point { x: rect.x + rect.width, y: rect.y + rect.height }))
}

/// Around the node that is selected: so many edges away.
pub fn around(view: &GraphView, node: usize, hops: u32) -> Option<Around> {
    let node = view.nodes.get(node)?;
    Some(Around { id: node.id.clone(), step: node.step, hops })
}

/// Shows the records of an edge.
pub fn open(desk: &mut Desk, edge: usize) -> Vec<Effect> {
    let Some(view) = desk.graph.listed.clone() else { return Vec::new() };
    picked(desk, Some(Pick::Edge(edge)));
    desk.graph.edge = Some(EdgeTable { edge, rows: None, table: TableState::default() });
    let picture = Picture::EdgeRows { view, edge };
    vec![Effect::Send(Request::Picture(Arc::clone(&desk.opened.case), picture))]
}

fn edge_table(desk: &mut Desk, intent: &GraphIntent) {
    let Some(EdgeTable { rows: Some(rows), table, .. }) = &mut desk.graph.edge else { return };
    let count = rows.count() as u64;
    match intent {
        GraphIntent::ScrollEdge(pixels) => table.anchor = table.anchor.scrolled(*pixels, count, table.height),
        GraphIntent::ScrollEdgeTo(share) => table.anchor = Anchor::at(*share, count, table.height),
        GraphIntent::EdgeHeight(height) => {
            table.height = *height;
            table.anchor = table.anchor.inside(count, *height);
        }
        _ => {}
    }
}

/// The run that a record belongs to.
pub fn run_of(desk: &Desk, row: Row) -> Run {
    (desk.opened.case.log(row), desk.opened.case.run(row))
}

/// Asks for what the tab lacks; nothing, where it is there or on its way.
pub fn follow(desk: &mut Desk) -> Vec<Effect> {
    let wants = &desk.graph.wants;
    let run = desk.focus.filter(|_| wants.as_it_ran).map(|row| run_of(desk, row));
    let request = wants.request(&desk.filter.selection, desk.filter.holds.text());
    let asked = Asked { case: Arc::clone(&desk.opened.case), request, run };
    if desk.graph.asked.as_ref() != Some(&asked) {
        return vec![ask(desk, asked)];
    }
    let mut effects = Vec::from_iter(overlay(desk));
    effects.extend(edge_page(desk));
    effects
}

fn ask(desk: &mut Desk, asked: Asked<crate::view::graph::Request>) -> Effect {
    let request = asked.request.clone();
    let former = desk.graph.drawn.clone();
    let picture = Picture::Graph { request, run: asked.run, verdict: desk.opened.verdict, former };
    let case = Arc::clone(&asked.case);
    desk.graph.asked = Some(asked);
    (desk.graph.busy, desk.graph.counting) = (true, true);
    desk.graph.stopped = false;
    Effect::Send(Request::Picture(case, picture))
}

/// The replay on the picture, where it is not known yet.
fn overlay(desk: &mut Desk) -> Option<Effect> {
    let view = desk.graph.current()?.clone();
    let row = desk.focus?;
    let known = desk.graph.overlay_asked.as_ref();
    if known.is_some_and(|(of, at)| Arc::ptr_eq(of, &view) && *at == row) {
        return None;
    }
    desk.graph.overlay_asked = Some((Arc::clone(&view), row));
    Some(Effect::Send(Request::Picture(Arc::clone(&desk.opened.case), Picture::Overlay { view, row })))
}

/// Rows of an edge's records, where those in sight were not asked for.
fn edge_page(desk: &mut Desk) -> Option<Effect> {
    let EdgeTable { rows: Some(rows), table, .. } = desk.graph.edge.as_mut()? else { return None };
    let (first, count) =
        super::table::lacking(table.anchor.visible(rows.count() as u64, table.height), table.asked, rows.count())?;
    table.asked = Some((first, count));
    Some(Effect::Send(Request::EdgePage { selection: Arc::clone(rows), first, count }))
}

/// The graph was counted: its list can be shown.
pub fn counted(desk: &mut Desk, view: Arc<GraphView>) -> Vec<Effect> {
    let state = &mut desk.graph;
    let again = state.listed.take().map(|old| (state.pick, state.edge.as_ref().map(|table| table.edge), old));
    state.pick = again.as_ref().and_then(|(pick, _, old)| pick.and_then(|pick| same(old, &view, pick)));
    let edge = again.as_ref().and_then(|(_, edge, old)| edge.and_then(|edge| same(old, &view, Pick::Edge(edge))));
    state.edge = None;
    state.overlay = None;
    state.listed = Some(view);
    state.counting = false;
    match edge {
        Some(Pick::Edge(edge)) => {
            let pick = state.pick;
            let effects = open(desk, edge);
            desk.graph.pick = pick;
            effects
        }
        _ => Vec::new(),
    }
}

/// The graph with its picture.
pub fn drawn(desk: &mut Desk, view: Arc<GraphView>) {
    let state = &mut desk.graph;
    state.busy = false;
    state.drawn = view.picture.is_some().then(|| Arc::clone(&view));
    if let (Camera::Start(home), Some(picture)) = (&mut state.camera, &view.picture) {
        // Nodes stand by weight: the first is what most went through.
        *home = picture.placement.nodes.first().map(|place| place.middle()).unwrap_or_default();
    }
    state.listed = Some(view);
}

/// Where the replay is; what it is at is brought into sight.
pub fn overlaid(desk: &mut Desk, row: Row, overlay: Overlay) {
    let asked = desk.graph.overlay_asked.as_ref().map(|(view, at)| (Arc::as_ptr(view), *at));
    if asked != desk.graph.current().map(|view| (Arc::as_ptr(view), row)) {
        return;
    }
    let edge = overlay.current.first().copied();
    desk.graph.overlay = Some((row, overlay));
    let at = edge.zip(desk.graph.current()).and_then(|(edge, view)| place(view, Pick::Edge(edge)));
    if let Some(at) = at {
        show(desk, at);
    }
}

pub fn edge_rows(desk: &mut Desk, edge: usize, rows: Arc<crate::case::Selection>) {
    if let Some(table) = desk.graph.edge.as_mut().filter(|table| table.edge == edge) {
        table.rows = Some(rows);
    }
}

pub fn edge_paged(desk: &mut Desk, page: Arc<Page>) {
    if let Some(table) = &mut desk.graph.edge {
        table.table.page = Some(page);
    }
}

/// What was selected in one graph, in the next.
fn same(old: &GraphView, new: &GraphView, pick: Pick) -> Option<Pick> {
    let node = |at: u32| {
        let node = old.nodes.get(at as usize)?;
        new.nodes.iter().position(|other| (&other.id, other.step) == (&node.id, node.step))
    };
    match pick {
        Pick::Node(at) => node(at as u32).map(Pick::Node),
        Pick::Edge(at) => {
            let edge = old.edges.get(at)?;
            let (from, to) = (node(edge.from)? as u32, node(edge.to)? as u32);
            new.edges.iter().position(|other| (other.from, other.to) == (from, to)).map(Pick::Edge)
        }
    }
}

/// The filter that means what is selected; `None`: no filter says it.
pub fn condition(desk: &Desk, pick: Pick) -> Option<String> {
    let view = desk.graph.listed.as_ref()?;
    if view.request.grouping != Grouping::Agent || view.as_it_ran {
        return None;
    }
    let id = |node: u32| view.nodes.get(node as usize).filter(|node| node.id != "tools").map(|node| node.id.as_str());
    let case = &desk.opened.case;
    match pick {
        Pick::Node(node) => {
            let id = id(node as u32)?;
            Some(format!("({} or {})", of(case, Field::From, id), of(case, Field::To, id)))
        }
        Pick::Edge(edge) => {
            let edge = view.edges.get(edge)?;
            Some(format!("{} {}", of(case, Field::From, id(edge.from)?), of(case, Field::To, id(edge.to)?)))
        }
    }
}

/// An agent counts with its workers (`name#1`), where it has any.
fn of(case: &Case, field: Field, id: &str) -> String {
    let exact = |name: &str| Term::exactly(field, name).to_string();
    let names = case.tables().contexts.all().iter().map(|context| case.text(context.agent));
    let mut all: Vec<&str> = names.filter(|name| *name != id && base_name(name) == id).collect();
    all.sort_unstable();
    all.dedup();
    if all.is_empty() {
        return exact(id);
    }
    let all: Vec<String> = std::iter::once(id).chain(all).map(exact).collect();
    format!("({})", all.join(" or "))
}

fn size(desk: &Desk) -> Point {
    let picture = desk.graph.drawn.as_ref().and_then(|view| view.picture.as_ref());
    picture.map(|picture| picture.size).unwrap_or_default()
}
