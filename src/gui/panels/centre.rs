//! The centre: its columns, each with a row of tabs and a page.

use super::{findings, messages, panes, tabs_ui};
use crate::gui::columns::{Columns, Wish};
use crate::gui::intent::{Centre, Intent};
use crate::gui::state::Desk;
use crate::gui::theme;
use egui::{Align, Color32, ComboBox, CursorIcon, Frame, Key, Layout, Panel, Pos2, Rect, Response, Sense, Stroke};
use egui::{Ui, UiBuilder, WidgetInfo, pos2, vec2};

/// The columns side by side, with borders that can be moved.
pub fn centre_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let mut out = Vec::new();
    let whole = ui.available_rect_before_wrap();
    let columns = desk.centre.all();
    let gaps = BORDER * columns.len().saturating_sub(1) as f32;
    let mut left = whole.left();
    for (at, column) in columns.iter().enumerate() {
        let is_last = at + 1 == columns.len();
        let width = (column.share * (whole.width() - gaps)).round();
        let right = if is_last { whole.right() } else { left + width };
        let rect = Rect::from_min_max(pos2(left, whole.top()), pos2(right, whole.bottom()));
        let pressed = ui.input(|input| {
            input.pointer.any_pressed() && input.pointer.interact_pos().is_some_and(|place| rect.contains(place))
        });
        if pressed && at != desk.centre.active() {
            out.push(Intent::Columns(Wish::Activate(at)));
        }
        let builder = UiBuilder::new().id_salt(("column", column.page.word())).max_rect(rect);
        ui.scope_builder(builder, |ui| {
            ui.set_clip_rect(ui.clip_rect().intersect(rect));
            column_ui(ui, desk, at, column.page, &mut out);
        });
        if !is_last {
            let border = Rect::from_min_size(pos2(right, whole.top()), vec2(BORDER, whole.height()));
            out.extend(border_ui(ui, at, border, whole.width()));
        }
        left = right + BORDER;
    }
    out
}

const BORDER: f32 = 5.0;

fn column_ui(ui: &mut Ui, desk: &Desk, at: usize, page: Centre, out: &mut Vec<Intent>) {
    let tokens = theme::of(ui);
    let strip = Frame::new().fill(tokens.panel);
    panes::pane(ui, panes::Pane::Column(at), (page == Centre::Graph).then(crate::gui::graph::canvas_id));
    Panel::top("centre tabs").exact_size(34.0).frame(strip).show(ui, |ui| strip_ui(ui, desk, at, page, out));
    match page {
        Centre::Messages => out.extend(messages::messages_ui(ui, desk)),
        Centre::Graph => out.extend(crate::gui::graph::graph_ui(ui, desk)),
        Centre::Sequence => out.extend(crate::gui::sequence::sequence_ui(ui, desk)),
        Centre::Causes => out.extend(crate::gui::causes::causes_ui(ui, desk)),
        Centre::Compare => out.extend(crate::gui::compare::compare_ui(ui, desk)),
        Centre::Privileges => out.extend(crate::gui::privilege::privilege_ui(ui, desk)),
        Centre::Why => out.extend(findings::findings_ui(ui, desk)),
    }
}

/// The tabs, or a list of the pages where there is no room for them; at the right what is done to the column.
fn strip_ui(ui: &mut Ui, desk: &Desk, at: usize, page: Centre, out: &mut Vec<Intent>) {
    let count = desk.centre.all().len();
    let whole = ui.available_rect_before_wrap();
    let buttons = if count > 1 { 2.0 * BUTTON } else { BUTTON };
    let (left, right) = whole.split_left_right_at_x((whole.right() - buttons).max(whole.left()));
    let chosen = ui.scope_builder(UiBuilder::new().max_rect(left), |ui| {
        ui.set_clip_rect(ui.clip_rect().intersect(left));
        pages_ui(ui, desk, at, page)
    });
    if let Some(page) = chosen.inner {
        out.push(Intent::Columns(Wish::Show(at, page)));
    }
    let layout = Layout::right_to_left(Align::Center);
    ui.scope_builder(UiBuilder::new().max_rect(right).layout(layout), |ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        if count > 1 && sign_ui(ui, "Close this column", cross).clicked() {
            out.push(Intent::Columns(Wish::Close(at)));
        }
        let is_full = count >= Columns::MOST;
        let add = |ui: &mut Ui| sign_ui(ui, "Show another page beside", two_columns);
        if !is_full && add(ui).clicked() {
            out.extend([Intent::Columns(Wish::Activate(at)), Intent::Columns(Wish::Add)]);
        }
    });
}

fn pages_ui(ui: &mut Ui, desk: &Desk, at: usize, page: Centre) -> Option<Centre> {
    let tabs = Centre::ALL.map(|page| (page, page.word()));
    let measure = |word: &str| ui.painter().layout_no_wrap(word.to_owned(), theme::body(), Color32::WHITE).size().x;
    let needed: f32 = tabs.iter().map(|(_, word)| measure(word) + super::TAB_MARGIN).sum();
    if needed <= ui.available_width() {
        let chosen = tabs_ui(ui, &tabs, page);
        return chosen.filter(|chosen| *chosen != page || desk.centre.active() != at);
    }
    let mut chosen = page;
    ui.horizontal_centered(|ui| {
        ui.add_space(8.0);
        let list = ComboBox::from_id_salt("page").selected_text(page.word()).width(120.0);
        let list = list.show_ui(ui, |ui| {
            for (page, word) in tabs {
                ui.selectable_value(&mut chosen, page, word);
            }
        });
        list.response.widget_info(|| WidgetInfo::labeled(egui::Role::ComboBox, true, "Page of this column"));
    });
    (chosen != page).then_some(chosen)
}

const BUTTON: f32 = 30.0;

/// A button with a painted sign and a name.
fn sign_ui(ui: &mut Ui, name: &str, paint: fn(&egui::Painter, Pos2, Stroke)) -> Response {
    let tokens = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(BUTTON, 28.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, name));
    let color = if response.hovered() || response.has_focus() { tokens.text } else { tokens.secondary };
    paint(ui.painter(), rect.center(), Stroke::new(1.3, color));
    if response.has_focus() {
        let ring = Stroke::new(2.0, tokens.accent);
        ui.painter().rect_stroke(rect.shrink(2.0), 2.0, ring, egui::StrokeKind::Inside);
    }
    response.on_hover_text(name)
}

fn cross(painter: &egui::Painter, at: Pos2, stroke: Stroke) {
    let arm = 4.0;
    painter.line_segment([at - vec2(arm, arm), at + vec2(arm, arm)], stroke);
    painter.line_segment([at - vec2(arm, -arm), at + vec2(arm, -arm)], stroke);
}

fn two_columns(painter: &egui::Painter, at: Pos2, stroke: Stroke) {
    let half = vec2(7.0, 5.5);
    painter.rect_stroke(Rect::from_min_max(at - half, at + half), 1.0, stroke, egui::StrokeKind::Middle);
    painter.line_segment([at - vec2(0.0, half.y), at + vec2(0.0, half.y)], stroke);
}

/// The border at the right of a column, moved by the pointer or, with the keyboard on it, by arrows.
fn border_ui(ui: &Ui, at: usize, rect: Rect, width: f32) -> Option<Intent> {
    let tokens = theme::of(ui);
    let response = ui.interact(rect, ui.scope_id().with(("border", at)), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Splitter, true, "Border between columns"));
    let is_held = response.hovered() || response.dragged() || response.has_focus();
    let color = if is_held { tokens.accent } else { tokens.hairline };
    ui.painter().rect_filled(rect, 0.0, tokens.background);
    ui.painter().vline(rect.center().x, rect.y_range(), Stroke::new(if is_held { 2.0 } else { 1.0 }, color));
    if response.hovered() || response.dragged() {
        ui.set_cursor_icon(CursorIcon::ResizeHorizontal);
    }
    let mut by = if width > 0.0 { response.drag_delta().x / width } else { 0.0 };
    if response.has_focus() {
        let lock = egui::EventFilter { horizontal_arrows: true, ..Default::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, lock));
        let keys = ui.input(|input| (input.key_pressed(Key::ArrowLeft), input.key_pressed(Key::ArrowRight)));
        by += STRIDE * (f32::from(u8::from(keys.1)) - f32::from(u8::from(keys.0)));
    }
    (by != 0.0).then_some(Intent::Columns(Wish::Divide(at, by)))
}

/// What an arrow moves a border by.
const STRIDE: f32 = 0.05;
