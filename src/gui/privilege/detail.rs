//! The chosen cell in full: how it is held, by whom it was given and why, what was needed of it, and each call.

use super::state::PrivilegeIntent;
use crate::gui::intent::Intent;
use crate::gui::paint::{self, Text};
use crate::gui::state::Desk;
use crate::gui::{hostile, theme};
use crate::view::mention::Mention;
use crate::view::privilege::{CallRow, Detail, Fact, Facts};
use crate::view::words::{count, counted, instant};
use egui::{
    Align, Button, Frame, Layout, Margin, Panel, Rect, RichText, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2,
};

/// The pane.
pub fn detail_ui(ui: &mut Ui, desk: &Desk, out: &mut Vec<Intent>) {
    let tokens = theme::of(ui);
    let state = &desk.privilege;
    let (Some(pick), Some(view)) = (&state.pick, &state.view) else { return };
    let agent = desk.opened.case.text(pick.agent.1);
    let title = format!("{agent} \u{b7} {}", pick.scope);
    let bar = Frame::new().inner_margin(Margin::symmetric(12, 2));
    Panel::top("privilege detail title").exact_size(30.0).frame(bar).show(ui, |ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let close = ui.add(Button::new("Close").min_size(vec2(24.0, 22.0)));
            close.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, "Close the privilege"));
            if close.clicked() {
                out.push(Intent::Privilege(PrivilegeIntent::Pick(None)));
            }
            let title = hostile::visible(ui, &title, &theme::strong()).into_owned();
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(egui::Label::new(RichText::new(title).font(theme::strong()).color(tokens.text)).truncate());
            });
        });
    });
    let area = ScrollArea::vertical().id_salt("privilege detail").auto_shrink([false, false]);
    Frame::new().inner_margin(Margin { left: 12, right: 4, top: 0, bottom: 4 }).show(ui, |ui| {
        area.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let cell = view.find(pick);
            if let Some(cell) = cell {
                let words = format!("{}; {}", cell.how_in_full(), cell.uses.words(cell.is_held()));
                paint::paragraph(ui, &words, theme::body(), tokens.text);
            }
            match (&state.detail, &state.detail_failed) {
                (_, Some(why)) => failed_ui(ui, why, out),
                (Some(detail), None) if detail.pick == *pick => full_ui(ui, detail, out),
                _ if cell.is_none() => paint::heading(ui, "Nothing is recorded of it up to this record"),
                _ => paint::heading(ui, "Reading its records"),
            }
        });
    });
}

fn failed_ui(ui: &mut Ui, why: &str, out: &mut Vec<Intent>) {
    paint::paragraph(ui, why, theme::body(), theme::of(ui).failed);
    if ui.button("Try again").clicked() {
        out.push(Intent::Privilege(PrivilegeIntent::Again));
    }
}

fn full_ui(ui: &mut Ui, detail: &Detail, out: &mut Vec<Intent>) {
    let tokens = theme::of(ui);
    if detail.is_wide() {
        let needed: Vec<String> =
            detail.needed.iter().map(|(scope, calls)| format!("{scope} ({})", count(*calls))).collect();
        paint::pair(ui, "Needed of it", &format!("[{}]", needed.join(", ")), theme::body(), tokens.text);
    }
    for way in &detail.ways {
        way_ui(ui, way, out);
    }
    if detail.ways_more > 0 {
        paint::heading(ui, &format!("{} not listed", counted(detail.ways_more, "more way")));
    }
    if detail.calls_total == 0 {
        return;
    }
    ui.add_space(6.0);
    let more = detail.calls_total - detail.calls.len().min(detail.calls_total);
    let cut = if more > 0 { format!("; {} older not listed", count(more)) } else { String::new() };
    paint::heading(ui, &format!("{} up to this record{cut}", counted(detail.calls_total, "call")));
    for call in &detail.calls {
        call_ui(ui, call, out);
    }
}

fn way_ui(ui: &mut Ui, way: &Facts, out: &mut Vec<Intent>) {
    let tokens = theme::of(ui);
    ui.add_space(6.0);
    let color = if way.held { tokens.text } else { tokens.secondary };
    paint::paragraph(ui, &way.title, theme::strong(), color);
    if way.more > 0 {
        paint::heading(ui, &format!("{} not listed", counted(way.more, "older fact")));
    }
    for fact in &way.facts {
        fact_ui(ui, fact, out);
    }
}

/// The record at the left, which can be clicked, then what it says.
fn fact_ui(ui: &mut Ui, fact: &Fact, out: &mut Vec<Intent>) {
    let tokens = theme::of(ui);
    let color = if fact.against { tokens.failed } else { tokens.text };
    beside(ui, fact.record.as_ref(), out, |ui| {
        drop(paint::pair(ui, fact.name, &fact.text, theme::body(), color));
    });
}

fn call_ui(ui: &mut Ui, call: &CallRow, out: &mut Vec<Intent>) {
    let tokens = theme::of(ui);
    let decided: String =
        call.decided.iter().map(|(outcome, record)| format!("; {outcome} in {}", record.words())).collect();
    let text = format!("{} at {}{decided}", call.call.summary, instant(call.time));
    beside(ui, Some(&call.call.record), out, |ui| {
        paint::paragraph(ui, &text, theme::body(), tokens.text);
        for against in &call.against {
            paint::paragraph(ui, against, theme::body(), tokens.failed);
        }
    });
}

/// A record as a button with its mark, and something to its right.
fn beside(ui: &mut Ui, record: Option<&Mention>, out: &mut Vec<Intent>, add: impl FnOnce(&mut Ui)) {
    let tokens = theme::of(ui);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let (rect, response) = match record {
            Some(_) => ui.allocate_exact_size(vec2(RECORD, theme::LINE), Sense::click()),
            None => ui.allocate_exact_size(vec2(RECORD, theme::LINE), Sense::hover()),
        };
        if let Some(record) = record {
            let said = format!("Go to {}", record.words());
            let said = hostile::visible(ui, &said, &theme::body()).into_owned();
            response.widget_info(|| WidgetInfo::labeled(egui::Role::Link, true, &said));
            paint::mark(ui.painter(), pos2(rect.left() + 6.0, rect.center().y), record.mark, tokens);
            let place = Rect::from_min_max(pos2(rect.left() + 16.0, rect.top()), rect.max);
            let color = if response.hovered() || response.has_focus() { tokens.text } else { tokens.accent };
            paint::at(ui, place, &Text::new(&format!("record {}", record.seq), theme::mono(), color));
            if response.has_focus() {
                let line = egui::Stroke::new(1.5, tokens.accent);
                ui.painter().rect_stroke(rect, 2.0, line, egui::StrokeKind::Inside);
            }
            if response.on_hover_text(said).clicked() {
                out.push(Intent::Focus(record.row));
            }
        }
        ui.vertical(add);
    });
}

/// Room of a record's number, of ten million too.
const RECORD: f32 = 124.0;
