//! The graph as a list of its edges: the same facts and the same actions, for keyboard and screen reader.

use super::canvas::{canvas_id, edge_said};
use super::state::{GraphIntent, Pick};
use crate::gui::intent::Intent;
use crate::gui::paint::{self, Text, short};
use crate::gui::state::Desk;
use crate::gui::{hostile, theme};
use crate::view::graph::{GraphView, Tone, edge_words};
use crate::view::words::counted;
use egui::accesskit::Role;
use egui::{EventFilter, Rect, ScrollArea, Sense, Stroke, Ui, UiBuilder, pos2, vec2};

/// One row for each edge, the heaviest first, or as it ran.
pub fn list_ui(ui: &mut Ui, body: Rect, desk: &Desk, view: &GraphView) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    // It has the keyboard in place of the picture: arrows go from edge to edge, Enter lists messages.
    let response = ui.interact(body, canvas_id(), Sense::click());
    let said = format!("Edges of the graph, {}", counted(view.edges.len(), "row"));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &said));
    if response.has_focus() {
        let filter =
            EventFilter { horizontal_arrows: true, vertical_arrows: true, escape: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(canvas_id(), filter));
        ui.painter().rect_stroke(body.shrink(1.0), 0.0, Stroke::new(2.0, tokens.accent), egui::StrokeKind::Inside);
    }
    let builder = UiBuilder::new()
        .max_rect(body.shrink2(vec2(2.0, 2.0)))
        .accessibility_role(Role::Table)
        .accessibility_label(said);
    ui.scope_builder(builder, |ui| {
        let places = places(body.width());
        head_ui(ui, &places);
        ui.spacing_mut().item_spacing.y = 0.0;
        let area = ScrollArea::vertical().auto_shrink([false, false]);
        area.show_rows(ui, theme::ROW, view.edges.len(), |ui, rows| {
            for edge in rows {
                let on = desk.graph.pick == Some(Pick::Edge(edge));
                if row_ui(ui, view, edge, on, &places) {
                    ui.memory_mut(|memory| memory.request_focus(canvas_id()));
                    out.push(Intent::Graph(GraphIntent::Open(edge)));
                }
            }
        });
    });
    out
}

/// Left and right of: mark, from, to, what passed.
fn places(width: f32) -> [(f32, f32); 4] {
    let name = ((width - 40.0) * 0.28).clamp(90.0, 260.0);
    let (from, to) = (34.0, 34.0 + name);
    [(10.0, 34.0), (from, from + name), (to, to + name), (to + name, width - 12.0)]
}

fn head_ui(ui: &mut Ui, places: &[(f32, f32); 4]) {
    let tokens = theme::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::hover());
    for ((left, right), word) in places.iter().zip(["", "From", "To", "What passed"]) {
        let cell =
            Rect::from_min_max(pos2(rect.left() + left, rect.top()), pos2(rect.left() + right - 8.0, rect.bottom()));
        paint::at(ui, cell, &Text::new(word, theme::small(), tokens.secondary));
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.hairline));
}

fn row_ui(ui: &mut Ui, view: &GraphView, edge: usize, on: bool, places: &[(f32, f32); 4]) -> bool {
    let tokens = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), Sense::CLICK);
    let said = hostile::visible(ui, &format!("Edge {}", edge_said(view, edge)), &theme::body()).into_owned();
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Row, true, on, &said));
    if on {
        ui.painter().rect_filled(rect, 0.0, tokens.selection);
        response.scroll_to_me(None);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, tokens.panel);
    }
    let (Some(line), Some(of)) = (view.line(edge), view.edges.get(edge)) else { return false };
    let cell = |(left, right): &(f32, f32)| {
        Rect::from_min_max(pos2(rect.left() + left, rect.top()), pos2(rect.left() + right - 8.0, rect.bottom()))
    };
    let [_, from, to, what] = places;
    paint::at(ui, cell(from), &Text::new(short(&line.from), theme::body(), tokens.text));
    paint::at(ui, cell(to), &Text::new(short(&line.to), theme::body(), tokens.text));
    let what = cell(what);
    let mut left = what.left();
    // Each word with its sign, so that what needs a look is seen in the column.
    for word in edge_words(of) {
        if !matches!(word.tone, Tone::Plain | Tone::Handoff) {
            paint::sign(&ui.painter_at(what), pos2(left + 5.0, rect.center().y), (word.tone, 1.0), tokens);
            left += 15.0;
        }
        let room = Rect::from_min_max(pos2(left, what.top()), what.max);
        let color = if word.tone == Tone::Handoff { tokens.secondary } else { paint::of_tone(word.tone, tokens) };
        left = paint::at(ui, room, &Text::new(&word.text, theme::body(), color)) + 12.0;
    }
    paint::mark(ui.painter(), pos2(rect.left() + 20.0, rect.center().y), line.assurance, tokens);
    response.clicked()
}
