//! The graph tab: choices, what is shown and hidden, the picture or the list, and the records of an edge.

use super::state::{EdgeTable, GraphIntent};
use super::{canvas, list, strip, toolbar};
use crate::gui::hover::{self, Source};
use crate::gui::intent::Intent;
use crate::gui::paint::{self, Text, short};
use crate::gui::panels::messages::{HEADER, header_ui};
use crate::gui::state::Desk;
use crate::gui::table::columns::columns;
use crate::gui::table::{draw, scrollbar};
use crate::gui::{hostile, theme};
use crate::view::gaps::Gaps;
use crate::view::graph::GraphView;
use crate::view::words::counted;
use crate::work::Lane;
use egui::accesskit::Role;
use egui::{Align, Layout, Rect, RichText, Sense, Ui, UiBuilder, pos2, vec2};
use std::time::Duration;

/// The tab.
pub fn graph_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let mut out = toolbar::toolbar_ui(ui, desk);
    let whole = ui.available_rect_before_wrap();
    let low = desk.graph.edge.as_ref().map_or(0.0, |_| (whole.height() * 0.45).min(EDGE_HEIGHT));
    let strip = desk.graph.pick.map_or(0.0, |_| strip::HEIGHT);
    let bottom = whole.bottom() - low;
    let body = Rect::from_min_max(whole.min, pos2(whole.right(), bottom - strip));
    if (body.width(), body.height()) != desk.graph.pane {
        out.push(graph(GraphIntent::Pane(body.width(), body.height())));
    }
    out.extend(body_ui(ui, body, desk));
    if strip > 0.0 {
        let rect = Rect::from_min_max(pos2(whole.left(), body.bottom()), pos2(whole.right(), bottom));
        out.extend(strip::strip_ui(ui, rect, desk));
    }
    if let Some(edge) = &desk.graph.edge {
        let rect = Rect::from_min_max(pos2(whole.left(), bottom), whole.max);
        out.extend(edge_ui(ui, rect, desk, edge));
    }
    out
}

fn graph(intent: GraphIntent) -> Intent {
    Intent::Graph(intent)
}

/// Picture, list, or why there is neither.
fn body_ui(ui: &mut Ui, body: Rect, desk: &Desk) -> Vec<Intent> {
    let state = &desk.graph;
    let Some(listed) = &state.listed else {
        let counting = || desk.waits(Lane::Graph, "Counting messages and calls");
        said_ui(ui, body, &if state.stopped { "Counting was cancelled".to_owned() } else { counting() });
        return Vec::new();
    };
    if listed.nodes.is_empty() && !state.busy {
        return nothing_ui(ui, body, listed);
    }
    if state.as_list {
        return list::list_ui(ui, body, desk, listed);
    }
    match (state.current(), &state.drawn) {
        (Some(view), _) => canvas::canvas_ui(ui, body, desk, view),
        (None, Some(old)) if state.counting || state.busy && patient(ui, listed) => {
            canvas::canvas_ui(ui, body, desk, old)
        }
        (None, None) if state.counting || state.busy && patient(ui, listed) => {
            said_ui(ui, body, "Drawing");
            Vec::new()
        }
        _ => instead_ui(ui, body, desk, listed),
    }
}

/// The list in place of a picture: why, and what can be done.
fn instead_ui(ui: &mut Ui, body: Rect, desk: &Desk, listed: &GraphView) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let state = &desk.graph;
    let mut out = Vec::new();
    let bar = Rect::from_min_size(body.min, vec2(body.width(), theme::BAR));
    let (why, action) = match (state.busy, state.stopped) {
        (true, _) => {
            ("Drawing takes longer than half a second. Until then, the list".to_owned(), ("Cancel", GraphIntent::Stop))
        }
        (false, true) => {
            ("The drawing was cancelled. The list has all of it".to_owned(), ("Draw it", GraphIntent::Draw))
        }
        (false, false) => {
            let note = listed.notes.last().map_or("Shown as a list", String::as_str);
            (note.to_owned(), ("Try to draw it", GraphIntent::Draw))
        }
    };
    ui.scope_builder(
        UiBuilder::new().max_rect(bar.shrink2(vec2(12.0, 0.0))).layout(Layout::left_to_right(Align::Center)),
        |ui| {
            ui.label(RichText::new(why).color(tokens.warning));
            // Somebody who waited already has waited for nothing more.
            if (state.busy || state.stopped || !state.wants.patient) && ui.button(action.0).clicked() {
                out.push(graph(action.1));
            }
        },
    );
    let rest = Rect::from_min_max(pos2(body.left(), bar.bottom()), body.max);
    out.extend(list::list_ui(ui, rest, desk, listed));
    out
}

fn said_ui(ui: &mut Ui, body: Rect, words: &str) {
    let tokens = theme::of(ui);
    let response = ui.interact(body, ui.scope_id().with("said"), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, words));
    paint::aligned(ui, body, &Text::new(words, theme::body(), tokens.secondary), Align::Center);
}

fn nothing_ui(ui: &mut Ui, body: Rect, listed: &GraphView) -> Vec<Intent> {
    let words = match listed.hidden.nodes {
        0 => "No message or call is in these records, so nobody handed anything to anybody",
        _ => "Everything is hidden by the choices above",
    };
    said_ui(ui, body, words);
    Vec::new()
}

/// Whether an old picture may still stand for the one that is being drawn: half a second.
fn patient(ui: &Ui, listed: &std::sync::Arc<GraphView>) -> bool {
    let id = egui::Id::unique("graph drawing since");
    let which = std::sync::Arc::as_ptr(listed) as usize;
    let now = ui.input(|input| input.time);
    let since = ui.data(|data| data.get_temp::<(usize, f64)>(id)).filter(|(of, _)| *of == which);
    let since = since.map_or(now, |(_, since)| since);
    ui.data_mut(|data| data.insert_temp(id, (which, since)));
    let left = PATIENCE - (now - since);
    if left > 0.0 {
        ui.ctx().request_repaint_after(Duration::from_secs_f64(left.max(0.01)));
    }
    left > 0.0
}

/// The records of an edge, as in the table of messages.
fn edge_ui(ui: &mut Ui, rect: Rect, desk: &Desk, edge: &EdgeTable) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    ui.painter().rect_filled(rect, 0.0, tokens.background);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, egui::Stroke::new(1.0, tokens.hairline));
    let title = Rect::from_min_size(rect.min, vec2(rect.width(), theme::BAR - 6.0));
    let line = desk.graph.listed.as_ref().and_then(|view| view.line(edge.edge));
    let names = line.map_or(String::new(), |line| format!("{} \u{2192} {}", short(&line.from), short(&line.to)));
    let rows = edge.rows.as_ref().map_or(0, |rows| rows.count());
    let said = match &edge.rows {
        Some(_) => {
            format!("{names}: {}", counted(rows, "message or call").replace("message or calls", "messages and calls"))
        }
        None => format!("{names}: looking for its messages"),
    };
    ui.scope_builder(
        UiBuilder::new().max_rect(title.shrink2(vec2(12.0, 0.0))).layout(Layout::right_to_left(Align::Center)),
        |ui| {
            if ui.button("Close").clicked() {
                out.push(graph(GraphIntent::CloseEdge));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let shown = hostile::visible(ui, &said, &theme::strong()).into_owned();
                ui.add(egui::Label::new(RichText::new(shown).font(theme::strong())).truncate());
            });
        },
    );
    let head = Rect::from_min_size(title.left_bottom(), vec2(rect.width(), HEADER));
    let body = Rect::from_min_max(head.left_bottom(), pos2(rect.right() - theme::MINIMAP, rect.bottom()));
    if edge.rows.is_some() && edge.table.height != body.height() {
        out.push(graph(GraphIntent::EdgeHeight(body.height())));
    }
    let builder = UiBuilder::new()
        .max_rect(Rect::from_min_max(head.min, rect.max))
        .accessibility_role(Role::Table)
        .accessibility_label(format!("Messages of the edge, {}", counted(rows, "row")));
    ui.scope_builder(builder, |ui| {
        let columns = columns(body.width(), desk.opened.case.len().max(1).to_string().len());
        header_ui(ui, head, &columns);
        let wheel = ui.interact(body, ui.scope_id().with("wheel"), Sense::hover());
        let scrolled = if wheel.contains_pointer() { ui.input(|input| input.smooth_scroll_delta().y) } else { 0.0 };
        if scrolled != 0.0 {
            out.push(graph(GraphIntent::ScrollEdge(-scrolled)));
        }
        let Some(selection) = &edge.rows else { return };
        let focus = desk.focus.filter(|row| selection.contains(*row)).map(|row| selection.rank(row) as u64);
        let none = Gaps::default();
        let list = draw::List { table: &edge.table, rows: rows as u64, gaps: &none, focus, notes: &desk.notes };
        out.extend(hover::table_ui(ui, body, &list, desk, Source::Edge));
        let chosen = draw::rows_ui(ui, body, &list, &columns);
        out.extend(chosen.and_then(|rank| selection.nth(rank as usize)).map(Intent::Focus));
        let strip = Rect::from_min_max(pos2(body.right(), body.top()), rect.max);
        let bar = scrollbar::Bar { anchor: edge.table.anchor, rows: rows as u64, height: edge.table.height, focus };
        out.extend(
            scrollbar::bar_ui(ui, strip, &bar, "Scroll the messages of the edge")
                .map(GraphIntent::ScrollEdgeTo)
                .map(graph),
        );
    });
    out
}

/// Seconds for which an old picture may stand.
const PATIENCE: f64 = 0.5;
/// Most of the tab that the records of an edge take.
const EDGE_HEIGHT: f32 = 260.0;
