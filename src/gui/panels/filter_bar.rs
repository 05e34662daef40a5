//! The filter field: what is typed is read while it is typed, what it hides is counted, each condition can be dropped.

use super::completion;
use crate::gui::completion::Completion;
use crate::gui::intent::Intent;
use crate::gui::notes::{Asked, Notes};
use crate::gui::paint::{self, Text};
use crate::gui::state::{Desk, FilterState, Lifted};
use crate::gui::theme;
use crate::gui::timeline::Wish;
use crate::view::words::count;
use crate::work::Stage;
use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{Align, Frame, Id, Key, Layout, Margin, Rect, Stroke, TextEdit, Ui, pos2, vec2};

/// The field, to give it the keyboard.
pub fn field_id() -> Id {
    Id::unique("filter field")
}

/// The field and what came of it.
pub fn filter_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    let filter = &desk.filter;
    let saved = desk.notes.kept.as_ref().map(|kept| kept.filters.as_slice()).unwrap_or_default();
    let bundle = filter.part.and_then(|part| desk.opened.names.get(part));
    ui.horizontal(|ui| {
        ui.set_height(26.0);
        let label = ui.label(egui::RichText::new("Filter").color(tokens.secondary));
        let said = said(desk);
        let room = ui.painter().layout_no_wrap(said.clone(), theme::body(), tokens.text).size().x + 24.0;
        let clear = if filter.text.is_empty() { 0.0 } else { 116.0 } + if saved.is_empty() { 0.0 } else { 64.0 };
        let bundle_room = bundle.map_or(0.0, |name| 56.0 + 7.3 * (name.chars().count() + 7) as f32);
        let brush_room = filter.brush.map_or(0.0, |brush| 48.0 + 7.3 * brush.short().chars().count() as f32);
        let width = (ui.available_width() - room - clear - bundle_room - brush_room).max(120.0);
        let focused = ui.memory(|memory| memory.has_focus(field_id()));
        let line = match (&filter.fault, filter.text.is_empty()) {
            (Some(_), _) => tokens.failed,
            (None, true) if focused => tokens.accent,
            (None, true) => tokens.hairline,
            (None, false) => tokens.verified,
        };
        let mut text = filter.text.clone();
        let frame = Frame::new()
            .fill(tokens.background)
            .stroke(Stroke::new(if focused { 2.0 } else { 1.0 }, line))
            .corner_radius(theme::RADIUS)
            .inner_margin(Margin::symmetric(8, 4));
        out.extend(completion::keys(ui, field_id(), filter).into_iter().map(Intent::Completion));
        place_cursor(ui, filter, &mut out);
        let field = TextEdit::singleline(&mut text)
            .id(field_id())
            .font(theme::mono())
            .frame(frame)
            .hint_text(
                egui::RichText::new("For example from:planner kind:handoff -to:tool:* \"refund\"").color(tokens.dim),
            )
            .desired_width(width)
            .show(ui);
        let cursor = field.cursor_range.map(|range| range.primary.index.0);
        let response = field.response.response.labelled_by(label.id);
        watch_field(ui, &response, filter, (cursor, text != filter.text), &mut out);
        if response.has_focus() && completion::is_open(&filter.completion) {
            completion::hold_keys(ui, field_id());
            let wishes = completion::list_ui(ui, response.rect, &filter.completion);
            out.extend(wishes.into_iter().map(Intent::Completion));
        }
        if text != filter.text {
            out.push(Intent::FilterTyped(text));
            out.extend(cursor.map(|at| Intent::Completion(Completion::At(at))));
        }
        saved_ui(ui, filter, saved, &mut out);
        if !filter.text.is_empty() && ui.button("Clear").clicked() {
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
    if let Some(lifted) = &filter.lifted {
        lifted_ui(ui, desk, lifted, &mut out);
    }
    if filter.holds.conditions().len() > 1 {
        ui.add_space(4.0);
        ui.horizontal_wrapped(|ui| out.extend(chips_ui(ui, filter)));
    }
    out
}

/// Puts the cursor where a completion wants it.
fn place_cursor(ui: &Ui, filter: &FilterState, out: &mut Vec<Intent>) {
    let Some(at) = filter.completion.place else { return };
    let mut state = TextEditState::load(ui.ctx(), field_id()).unwrap_or_default();
    state.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(at))));
    state.store(ui.ctx(), field_id());
    out.push(Intent::Completion(Completion::Placed));
}

/// Tells where the cursor went, that the filter was entered, and that the keyboard is elsewhere.
fn watch_field(
    ui: &Ui,
    response: &egui::Response,
    filter: &FilterState,
    (cursor, typed): (Option<usize>, bool),
    out: &mut Vec<Intent>,
) {
    let list = &filter.completion;
    if let Some(at) = cursor.filter(|at| response.has_focus() && !typed && list.place.is_none() && *at != list.at) {
        out.push(Intent::Completion(Completion::At(at)));
    }
    if response.lost_focus() {
        let entered = ui.input(|input| input.key_pressed(Key::Enter)) || !filter.text.is_empty();
        out.push(Intent::Completion(if entered { Completion::Entered } else { Completion::Close }));
    }
}

/// Saving what holds, and what was saved.
fn saved_ui(ui: &mut Ui, filter: &FilterState, saved: &[(String, String)], out: &mut Vec<Intent>) {
    let whole = !filter.text.is_empty() && filter.fault.is_none();
    if whole {
        let known = saved.iter().any(|(_, text)| text == filter.holds.text());
        let button = ui.add_enabled(!known && !filter.busy, egui::Button::new("Save"));
        button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, !known, "Save the filter"));
        if button.clicked() {
            out.push(Intent::Notes(Notes::Ask(Asked::FilterName)));
        }
    }
    if saved.is_empty() {
        return;
    }
    ui.menu_button("Saved", |ui| {
        ui.set_max_width(420.0);
        for (name, text) in saved {
            let shown = crate::gui::hostile::visible(ui, &format!("{name}   {text}"), &theme::body()).into_owned();
            let button = ui.add(egui::Button::new(shown).truncate());
            let said = format!("Apply the filter {name}");
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::MenuItem, true, &said));
            if button.clicked() {
                out.push(Intent::Notes(Notes::Apply(text.clone())));
                ui.close();
            }
        }
    });
}

fn said(desk: &Desk) -> String {
    let filter = &desk.filter;
    if filter.fault.is_some() {
        return "the filter before it holds".to_owned();
    }
    let shown = filter.selection.count();
    if let Some(reach) = filter.reach {
        return format!("{} so far, {} % searched", count(shown), reach * 100 / desk.opened.case.len().max(1));
    }
    let busy = if filter.busy { "… " } else { "" };
    let of = if desk.opened.stage == Stage::Beginning { "the first " } else { "" };
    format!("{busy}{} of {of}{}", count(shown), count(desk.opened.case.len()))
}

/// A caret under the fault, and what was expected there.
fn fault_ui(ui: &mut Ui, filter: &FilterState, fault: &crate::case::filter::FilterFault) {
    let tokens = theme::of(ui);
    let rendered = fault.render(&filter.text);
    let mut lines = rendered.lines();
    let (shown, carets) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 30.0), egui::Sense::hover());
    let left = rect.left() + 45.0;
    let line = |at: f32| Rect::from_min_max(pos2(left, rect.top() + at), pos2(rect.right(), rect.top() + at + 16.0));
    paint::at(ui, line(0.0), &Text::new(shown, theme::mono(), tokens.secondary));
    paint::at(ui, line(14.0), &Text::new(carets, theme::mono(), tokens.failed));
    // The right value is named at its end: all of it is shown, however narrow the window is.
    let words = Frame::new().inner_margin(Margin { left: 45, right: 8, top: 0, bottom: 2 });
    words.show(ui, |ui| paint::paragraph(ui, &fault.to_string(), theme::body(), tokens.failed));
}

/// What gave way to a record, and the way back.
fn lifted_ui(ui: &mut Ui, desk: &Desk, lifted: &Lifted, out: &mut Vec<Intent>) {
    let tokens = theme::of(ui);
    let mut what = Vec::new();
    what.extend(lifted.text.as_ref().map(|text| format!("the filter {text}")));
    what.extend(lifted.part.and_then(|part| desk.opened.names.get(part)).map(|name| format!("the choice of {name}")));
    what.extend(lifted.brush.map(|brush| format!("the time range {}", brush.short())));
    let index = desk.opened.case.index(lifted.row);
    let said = format!("Lifted to show record {index}: {}", what.join(", "));
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        if ui.button("Put it back").clicked() {
            out.push(Intent::PutBack);
        }
        let shown = crate::gui::hostile::visible(ui, &said, &theme::body()).into_owned();
        ui.add(egui::Label::new(egui::RichText::new(shown).color(tokens.text)).truncate());
    });
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
