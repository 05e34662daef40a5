//! What is selected, in words, with what can be done about it.

use super::state::{GraphIntent, Pick, Wants};
use crate::gui::apply::{around, condition};
use crate::gui::intent::{Centre, Intent};
use crate::gui::state::Desk;
use crate::gui::{hostile, theme};
use crate::view::graph::{GraphView, edge_words, mark_words, node_place, node_words};
use crate::view::words::counted;
use egui::{Align, Layout, Rect, RichText, Stroke, Ui, UiBuilder, vec2};

/// One line.
pub fn strip_ui(ui: &mut Ui, rect: Rect, desk: &Desk) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    let (Some(pick), Some(view)) = (desk.graph.pick, &desk.graph.listed) else { return out };
    ui.painter().rect_filled(rect, 0.0, tokens.panel);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, tokens.hairline));
    let builder = UiBuilder::new().max_rect(rect.shrink2(vec2(12.0, 0.0))).layout(Layout::right_to_left(Align::Center));
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        if ui.button("Deselect").clicked() {
            out.push(Intent::Graph(GraphIntent::Pick(None)));
        }
        if let Some(condition) = condition(desk, pick)
            && ui.button("Filter to it").clicked()
        {
            out.push(Intent::FilterAdd(condition));
            out.push(Intent::Centre(Centre::Messages));
        }
        match pick {
            Pick::Node(node) => out.extend(near_ui(ui, desk, view, node)),
            Pick::Edge(edge) if desk.graph.edge.as_ref().is_none_or(|table| table.edge != edge) => {
                if ui.button("List its messages").clicked() {
                    out.push(Intent::Graph(GraphIntent::Open(edge)));
                }
            }
            Pick::Edge(_) => {}
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let (name, words) = words(view, pick);
            let name = hostile::visible(ui, &name, &theme::strong()).into_owned();
            let words = hostile::visible(ui, &words, &theme::body()).into_owned();
            ui.add(egui::Label::new(RichText::new(name).font(theme::strong())));
            ui.add(egui::Label::new(RichText::new(words).color(tokens.secondary)).truncate());
        });
    });
    out
}

fn words(view: &GraphView, pick: Pick) -> (String, String) {
    match pick {
        Pick::Node(at) => {
            let Some(node) = view.nodes.get(at) else { return Default::default() };
            let mut words = vec![node_words(node), node_place(node), counted(node.messages as usize, "record")];
            words.extend(node.alarms.words(node.messages).into_iter().map(|word| word.text));
            words.extend(mark_words(&node.marks).into_iter().map(|word| word.text));
            words.retain(|word| !word.is_empty());
            (view.node_id(at), words.join(" \u{b7} "))
        }
        Pick::Edge(at) => {
            let Some((line, edge)) = view.line(at).zip(view.edges.get(at)) else { return Default::default() };
            let words: Vec<String> = edge_words(edge).into_iter().map(|word| word.text).collect();
            (format!("{} \u{2192} {}", line.from, line.to), words.join(", "))
        }
    }
}

/// How far from the node the graph goes.
fn near_ui(ui: &mut Ui, desk: &Desk, view: &GraphView, node: usize) -> Vec<Intent> {
    let mut out = Vec::new();
    let wants = &desk.graph.wants;
    let mut to = |hops: Option<u32>| {
        let around = hops.and_then(|hops| around(view, node, hops));
        out.push(Intent::Graph(GraphIntent::Wants(Wants { around, ..wants.clone() })));
    };
    match &wants.around {
        None => {
            if ui.button("Only near it").clicked() {
                to(Some(1));
            }
        }
        Some(near) => {
            if ui.button("All").on_hover_text("Show the whole graph again").clicked() {
                to(None);
            }
            let hops = near.hops;
            let more = ui.button("+");
            more.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "One step further"));
            if more.clicked() {
                to(Some(hops + 1));
            }
            ui.label(counted(hops as usize, "step"));
            let less = ui.add_enabled(hops > 1, egui::Button::new("\u{2212}"));
            less.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, hops > 1, "One step less far"));
            if less.clicked() {
                to(Some(hops.saturating_sub(1).max(1)));
            }
        }
    }
    out
}

/// Height of the line.
pub const HEIGHT: f32 = 34.0;
