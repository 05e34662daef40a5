//! The choices above the graph, and below them in words what it shows, what it hides, and where the replay is.

use super::canvas::ZOOM;
use super::legend;
use super::state::{GraphIntent, Wants};
use crate::gui::commands;
use crate::gui::intent::{Centre, Intent};
use crate::gui::panels::{applies_ui, save_ui, save_wanted};
use crate::gui::state::Desk;
use crate::gui::{hostile, theme};
use crate::view::graph::{Edge, GraphView, Grouping, Overlay, Tools};
use crate::view::words::{count, counted};
use egui::{Align, Frame, Layout, Margin, Panel, RichText, Ui, vec2};

/// Both.
pub fn toolbar_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    let bar = Frame::new().fill(tokens.background).inner_margin(Margin::symmetric(10, 4));
    Panel::top("graph tools").resizable(false).show_separator_line(false).frame(bar).show(ui, |ui| {
        let busy = if desk.graph.busy { CANCEL } else { 0.0 };
        if ui.available_width() < ONE_LINE + busy {
            ui.horizontal_wrapped(|ui| out.extend(choices_ui(ui, &desk.graph.wants)));
            ui.horizontal_wrapped(|ui| out.extend(view_ui(ui, desk)));
        } else {
            ui.horizontal(|ui| {
                ui.set_height(26.0);
                out.extend(choices_ui(ui, &desk.graph.wants));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| out.extend(view_ui(ui, desk)));
            });
        }
        out.extend(save_ui(ui, desk, Centre::Graph));
        out.extend(words_ui(ui, desk));
        if let Some(view) = desk.graph.listed.as_ref().filter(|_| desk.graph.legend) {
            legend::legend_ui(ui, view);
        }
    });
    out
}

/// What limits the graph beside what limits every pane.
fn own(desk: &Desk) -> Vec<(String, Intent)> {
    let wants = &desk.graph.wants;
    let mut out = Vec::new();
    let mut limit = |words: String, then: Wants| out.push((words, Intent::Graph(GraphIntent::Wants(then))));
    if let Some(row) = desk.focus.filter(|_| wants.as_it_ran) {
        let case = &desk.opened.case;
        let words = format!("run {}", case.text(case.run(row)));
        limit(words, Wants { as_it_ran: false, around: None, ..wants.clone() });
    }
    if let Some(around) = &wants.around {
        let words = format!("{} around {}", counted(around.hops as usize, "step"), around.id);
        limit(words, Wants { around: None, ..wants.clone() });
    }
    out
}

/// What a node is, which are shown, and in which form.
fn choices_ui(ui: &mut Ui, wants: &Wants) -> Vec<Intent> {
    let mut out = Vec::new();
    let mut choice = |ui: &mut Ui, word: &str, said: &str, on: bool, then: Wants| {
        let response = ui.add(egui::Button::selectable(on, word).min_size(vec2(0.0, 24.0)));
        response.widget_info(|| egui::WidgetInfo::selected(egui::Role::RadioButton, true, on, said));
        if response.on_hover_text(said).clicked() && !on {
            out.push(Intent::Graph(GraphIntent::Wants(then)));
        }
    };
    ui.spacing_mut().item_spacing.x = 2.0;
    ui.spacing_mut().button_padding.x = 5.0;
    for (word, said, ran) in [
        ("Aggregated", "Aggregated: one node for each agent", false),
        ("As it ran", "As it ran: the run of the record in focus, step by step", true),
    ] {
        choice(ui, word, said, wants.as_it_ran == ran, Wants { as_it_ran: ran, around: None, ..wants.clone() });
    }
    ui.separator();
    for (word, said, grouping) in
        [("Agents", "A node is an agent", Grouping::Agent), ("Roles", "A node is a role", Grouping::Role)]
    {
        choice(ui, word, said, wants.grouping == grouping, Wants { grouping, around: None, ..wants.clone() });
    }
    ui.separator();
    for (word, said, tools) in [
        ("Tools", "A node for each tool", Tools::Shown),
        ("Folded", "One node for all tools", Tools::Folded),
        ("Hidden", "No tools", Tools::Hidden),
    ] {
        choice(ui, word, said, wants.tools == tools, Wants { tools, ..wants.clone() });
    }
    out
}

/// How it is looked at.
fn view_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let mut out = Vec::new();
    let state = &desk.graph;
    ui.spacing_mut().item_spacing.x = 4.0;
    ui.spacing_mut().button_padding.x = 5.0;
    let mut button = |ui: &mut Ui, word: &str, said: &str, intents: Vec<Intent>| {
        let said = intents.first().map_or(said.to_owned(), |intent| commands::hint(ui, said, intent));
        let response = ui.add(egui::Button::new(word).min_size(vec2(24.0, 24.0)));
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &said));
        if response.on_hover_text(said).clicked() {
            out.extend(intents);
        }
    };
    let graph = |wish| vec![Intent::Graph(wish)];
    button(ui, "Save", "Save the graph as a picture, SVG or PNG", save_wanted(desk, Centre::Graph).into());
    button(ui, "Legend", "What the shapes mean", graph(GraphIntent::Legend));
    if !state.as_list {
        button(ui, "Fit", "Fit the graph into the pane", graph(GraphIntent::Fit));
        button(ui, "+", "Zoom in", graph(GraphIntent::Zoom(ZOOM, None)));
        button(ui, "\u{2212}", "Zoom out", graph(GraphIntent::Zoom(1.0 / ZOOM, None)));
    }
    let (word, said) = if state.as_list { ("Picture", "View as picture") } else { ("List", "View as list") };
    button(ui, word, said, graph(GraphIntent::AsList(!state.as_list)));
    if state.busy {
        button(ui, "Cancel", "Cancel the drawing", graph(GraphIntent::Stop));
    }
    out
}

/// What it shows, what it hides, where the replay is, and what else has to be known.
fn words_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        out.extend(applies_ui(ui, desk, own(desk)));
        let Some(view) = &desk.graph.listed else { return };
        let records: u64 = view.edges.iter().map(Edge::records).sum();
        let shown = format!(
            "{}, {}, {} messages and calls",
            counted(view.nodes.len(), "node"),
            counted(view.edges.len(), "edge"),
            count(records as usize)
        );
        ui.label(RichText::new(shown).color(tokens.secondary));
        let hidden = &view.hidden;
        if hidden.nodes > 0 || hidden.edges > 0 || hidden.nowhere > 0 {
            ui.label(RichText::new(view.hidden_words()).color(tokens.warning));
        }
        if hidden.nodes > 0 || hidden.edges > 0 {
            let response = ui.small_button("Show them");
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Show what is hidden"));
            if response.clicked() {
                out.push(Intent::Graph(GraphIntent::Reveal));
            }
        }
        if let Some((row, overlay)) = desk.graph.overlay.as_ref().filter(|(row, _)| Some(*row) == desk.focus) {
            let words = replay_words(view, desk.opened.case.index(*row), overlay);
            let words = hostile::visible(ui, &words, &theme::body()).into_owned();
            ui.label(RichText::new(words).color(tokens.accent));
        }
    });
    for note in desk.graph.listed.iter().flat_map(|view| &view.notes) {
        let note = hostile::visible(ui, note, &theme::body()).into_owned();
        ui.label(RichText::new(note).color(tokens.warning));
    }
    out
}

/// Where the replay is: the edge, and how the lines before and after it look.
fn replay_words(view: &GraphView, index: u64, overlay: &Overlay) -> String {
    let short = |node: u32| view.nodes.get(node as usize).map_or("", |node| node.label.as_str());
    let now: Vec<String> = (overlay.current.iter().filter_map(|at| view.edges.get(*at)))
        .map(|edge| format!("{} \u{2192} {}", short(edge.from), short(edge.to)))
        .collect();
    if now.is_empty() {
        return format!("Record {index} is on no edge here");
    }
    let before = overlay.seen.iter().filter(|edge| !overlay.current.contains(edge)).count();
    let next = overlay.next.len();
    format!("Record {index}: {} (thick); {before} before; {next} possible next (dotted)", now.join(", "))
}

/// Width from which on all choices stand in one line.
const ONE_LINE: f32 = 630.0;
/// Width of a button more.
const CANCEL: f32 = 60.0;
