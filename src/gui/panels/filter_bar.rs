//! The filter field: what is typed is read while it is typed, what it hides is counted, each condition can be dropped.

use crate::gui::intent::Intent;
use crate::gui::paint::{self, Text};
use crate::gui::state::FilterState;
use crate::gui::theme;
use crate::gui::timeline::Wish;
use crate::view::words::count;
use egui::{Align, Frame, Id, Layout, Margin, Rect, Stroke, TextEdit, Ui, pos2, vec2};

/// The field, to give it the keyboard.
pub fn field_id() -> Id {
    Id::unique("filter field")
}

/// The field and what came of it.
pub fn filter_ui(ui: &mut Ui, filter: &FilterState, records: usize, names: &[String]) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    let bundle = filter.part.and_then(|part| names.get(part));
    ui.horizontal(|ui| {
        ui.set_height(26.0);
        let label = ui.label(egui::RichText::new("Filter").color(tokens.secondary));
        let said = said(filter, records);
        let room = ui.painter().layout_no_wrap(said.clone(), theme::body(), tokens.text).size().x + 24.0;
        let clear = if filter.text.is_empty() { 0.0 } else { 64.0 };
        let bundle_room = bundle.map_or(0.0, |name| 56.0 + 7.3 * (name.chars().count() + 7) as f32);
        let brush_room = filter.brush.map_or(0.0, |brush| 48.0 + 7.3 * brush.short().chars().count() as f32);
        let width = (ui.available_width() - room - clear - bundle_room - brush_room).max(120.0);
        let line = match (&filter.fault, filter.text.is_empty()) {
            (Some(_), _) => tokens.failed,
            (None, true) => tokens.hairline,
            (None, false) => tokens.verified,
        };
        let mut text = filter.text.clone();
        let frame = Frame::new()
            .fill(tokens.background)
            .stroke(Stroke::new(1.0, line))
            .corner_radius(theme::RADIUS)
            .inner_margin(Margin::symmetric(8, 4));
        let field = TextEdit::singleline(&mut text)
            .id(field_id())
            .font(theme::mono())
            .frame(frame)
            .hint_text(egui::RichText::new("from:planner kind:handoff -to:tool:* \"refund\"").color(tokens.dim))
            .desired_width(width)
            .show(ui);
        field.response.response.labelled_by(label.id);
        if text != filter.text {
            out.push(Intent::FilterTyped(text));
        }
        if clear > 0.0 && ui.button("Clear").clicked() {
            out.push(Intent::FilterTyped(String::new()));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some(brush) = filter.brush
                && chip_ui(ui, &brush.short())
            {
                out.push(Intent::Timeline(Wish::Brush(None)));
            }
            if let Some(name) = bundle
                && chip_ui(ui, &format!("bundle {name}"))
            {
                out.push(Intent::Bundle(None));
            }
            ui.label(egui::RichText::new(&said).color(if filter.fault.is_some() {
                tokens.failed
            } else {
                tokens.secondary
            }));
        });
    });
    if let Some(fault) = &filter.fault {
        fault_ui(ui, filter, fault);
    }
    if filter.holds.conditions().len() > 1 {
        ui.add_space(4.0);
        ui.horizontal_wrapped(|ui| out.extend(chips_ui(ui, filter)));
    }
    out
}

fn said(filter: &FilterState, records: usize) -> String {
    if filter.fault.is_some() {
        return "the filter before it holds".to_owned();
    }
    let shown = filter.selection.count();
    let busy = if filter.busy { "… " } else { "" };
    format!("{busy}{} of {}", count(shown), count(records))
}

/// A caret under the fault, and what was expected there.
fn fault_ui(ui: &mut Ui, filter: &FilterState, fault: &crate::case::filter::FilterFault) {
    let tokens = theme::of(ui);
    let rendered = fault.render(&filter.text);
    let mut lines = rendered.lines();
    let (shown, carets) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 36.0), egui::Sense::hover());
    let left = rect.left() + 45.0;
    let line = |at: f32| Rect::from_min_max(pos2(left, rect.top() + at), pos2(rect.right(), rect.top() + at + 16.0));
    paint::at(ui, line(0.0), &Text::new(shown, theme::mono(), tokens.secondary));
    let end = paint::at(ui, line(14.0), &Text::new(carets, theme::mono(), tokens.failed));
    let words = Rect::from_min_max(pos2(end + 10.0, rect.top() + 16.0), pos2(rect.right(), rect.top() + 34.0));
    let said = fault.to_string();
    paint::at(ui, words, &Text::new(&said, theme::body(), tokens.failed));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &said));
}

/// Each condition with a way to drop it.
fn chips_ui(ui: &mut Ui, filter: &FilterState) -> Option<Intent> {
    let mut out = None;
    for (at, condition) in filter.holds.conditions().iter().enumerate() {
        if chip_ui(ui, condition) {
            out = Some(Intent::FilterDrop(at));
        }
    }
    out
}

fn chip_ui(ui: &mut Ui, text: &str) -> bool {
    let tokens = theme::of(ui);
    let shown = crate::gui::hostile::visible(ui, text, &theme::mono()).into_owned();
    let text = egui::RichText::new(format!("{shown}  ×")).font(theme::mono()).color(tokens.text);
    let response = ui.add(egui::Button::new(text).fill(tokens.selection).stroke(Stroke::NONE));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Drop {shown}")));
    response.clicked()
}
