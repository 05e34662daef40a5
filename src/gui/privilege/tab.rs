//! The page: choices, what is shown and what is not, the matrix or the list, and below it the chosen cell.

use super::state::PrivilegeIntent;
use super::{detail, list, matrix, shapes};
use crate::gui::intent::Intent;
use crate::gui::paint::{self, Text};
use crate::gui::state::Desk;
use crate::gui::{hostile, theme};
use crate::view::privilege::{Only, PrivilegeView, Sort};
use crate::view::words::{count, short_instant};
use egui::{
    Align, Button, EventFilter, Frame, Id, Key, Layout, Margin, Modifiers, Panel, Rect, Response, RichText, Sense, Ui,
};
use egui::{Stroke, UiBuilder, WidgetInfo, pos2, vec2};

/// The page.
pub fn privilege_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let mut out = Vec::new();
    tools_ui(ui, desk, &mut out);
    let state = &desk.privilege;
    if state.pick.is_some() && state.view.is_some() {
        let height = ui.available_height();
        if height < BOTH {
            // One of them can be read, two could not.
            let frame = Frame::new().fill(theme::of(ui).panel);
            frame.show(ui, |ui| detail::detail_ui(ui, desk, &mut out));
            return out;
        }
        let most = height * 0.65;
        let panel = Panel::bottom("privilege detail").resizable(true).default_size(most * 0.75);
        panel.size_range(100.0..=most).frame(Frame::new().fill(theme::of(ui).panel)).show(ui, |ui| {
            ui.set_min_height(ui.available_height());
            detail::detail_ui(ui, desk, &mut out);
        });
    }
    let body = ui.available_rect_before_wrap();
    match (&state.view, &state.failed) {
        (_, Some(why)) => failed_ui(ui, body, why, &mut out),
        (None, None) => said_ui(ui, body, "Looking for who holds what", None),
        (Some(view), None) if view.cells.is_empty() => {
            let (what, hint) = nothing(view);
            said_ui(ui, body, what, Some(hint));
        }
        (Some(view), None) => {
            let response = keyboard(ui, body, desk, view, &mut out);
            if state.list {
                list::list_ui(ui, body, desk, view, &mut out);
            } else {
                matrix::matrix_ui(ui, body, desk, view, &mut out);
            }
            if response.has_focus() {
                let line = Stroke::new(2.0, theme::of(ui).accent);
                ui.painter().rect_stroke(body.shrink(1.0), 0.0, line, egui::StrokeKind::Inside);
            }
        }
    }
    out
}

/// What has the keyboard for matrix and list.
pub fn canvas_id() -> Id {
    Id::unique("privileges")
}

/// A chosen row that changed is brought into sight; one that was scrolled away stays away.
pub fn reveal(ui: &Ui, salt: &str, (row, top): (Option<usize>, f32), height: f32) {
    let id = canvas_id().with(salt);
    let before = ui.data(|data| data.get_temp::<Option<usize>>(id)).flatten();
    if before == row {
        return;
    }
    ui.data_mut(|data| data.insert_temp(id, row));
    if let Some(row) = row {
        let place = pos2(ui.max_rect().left(), top + row as f32 * height);
        ui.scroll_to_rect(Rect::from_min_size(place, vec2(10.0, height)), None);
    }
}

/// Arrows go from cell to cell; Escape lets the chosen one go, and then the keyboard.
fn keyboard(ui: &Ui, body: Rect, desk: &Desk, view: &PrivilegeView, out: &mut Vec<Intent>) -> Response {
    let response = ui.interact(body, canvas_id(), Sense::focusable_noninteractive());
    let said = format!("Privileges at {}: {}. Arrows go from cell to cell", view.at.words(), view.tally());
    let said = hostile::visible(ui, &said, &theme::body()).into_owned();
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, &said));
    if !response.has_focus() {
        return response;
    }
    let held = EventFilter { horizontal_arrows: true, vertical_arrows: true, escape: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, held));
    let pressed = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let keys =
        [(Key::ArrowRight, (1, 0)), (Key::ArrowLeft, (-1, 0)), (Key::ArrowDown, (0, 1)), (Key::ArrowUp, (0, -1))];
    for (key, (right, down)) in keys {
        if pressed(key) {
            out.push(Intent::Privilege(PrivilegeIntent::Move(right, down)));
        }
    }
    if pressed(Key::Escape) {
        match desk.privilege.pick {
            Some(_) => out.push(Intent::Privilege(PrivilegeIntent::Pick(None))),
            None => response.surrender_focus(),
        }
    }
    response
}

/// Choices, counts, legend.
fn tools_ui(ui: &mut Ui, desk: &Desk, out: &mut Vec<Intent>) {
    let tall = ui.available_height() >= TALL;
    let bar = Frame::new().fill(theme::of(ui).background).inner_margin(Margin::symmetric(10, 4));
    Panel::top("privilege tools").resizable(false).show_separator_line(false).frame(bar).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(2.0, 2.0);
            ui.spacing_mut().button_padding.x = 7.0;
            choices_ui(ui, desk, out);
            if !tall {
                ui.separator();
                shapes::legend_button_ui(ui);
            }
        });
        let Some(view) = &desk.privilege.view else { return };
        ui.horizontal(|ui| {
            ui.set_height(24.0);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                if !desk.privilege.list {
                    columns_ui(ui, desk, out);
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| tally_ui(ui, view));
            });
        });
        if tall {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = vec2(8.0, 0.0);
                shapes::legend_ui(ui);
            });
        }
    });
}

/// Where, and what is shown and what is not; in full under the pointer.
fn tally_ui(ui: &mut Ui, view: &PrivilegeView) {
    let time = short_instant(view.time, None);
    let log = view.at.log.as_ref().map(|log| format!(" \u{b7} {log}")).unwrap_or_default();
    let said = format!("Record {}, {time} \u{b7} {}{log}", view.at.seq, view.tally());
    let said = hostile::visible(ui, &said, &theme::body()).into_owned();
    let text = RichText::new(&said).color(theme::of(ui).secondary);
    ui.add(egui::Label::new(text).truncate()).on_hover_text(said);
}

fn choices_ui(ui: &mut Ui, desk: &Desk, out: &mut Vec<Intent>) {
    let state = &desk.privilege;
    let mut choice = |ui: &mut Ui, word: &str, said: &str, role: egui::Role, on: bool, then: PrivilegeIntent| {
        let response = ui.add(Button::selectable(on, word).min_size(vec2(0.0, 24.0)));
        response.widget_info(|| WidgetInfo::selected(role, true, on, said));
        if response.on_hover_text(said).clicked() {
            out.push(Intent::Privilege(then));
        }
    };
    let radio = egui::Role::RadioButton;
    for (word, said, list) in [("Matrix", "View as matrix", false), ("List", "View as list", true)] {
        choice(ui, word, said, radio, state.list == list, PrivilegeIntent::List(list));
    }
    ui.separator();
    for (word, said, sort) in [
        ("Unused first", "Sort: what is held and was never used first", Sort::Unused),
        ("By agent", "Sort: by agent and scope", Sort::Agent),
    ] {
        choice(ui, word, said, radio, state.sort == sort, PrivilegeIntent::Sort(sort));
    }
    ui.separator();
    let only = state.only;
    for (word, said, on, then) in [
        (
            "Only unused",
            "Only what is held and was never used, or is wider than what was used",
            only.unused,
            Only { unused: !only.unused, ..only },
        ),
        (
            "Only without a grant",
            "Only what is held without a grant: by baseline or credential alone",
            only.no_grant,
            Only { no_grant: !only.no_grant, ..only },
        ),
        (
            "Only not held",
            "Only what was used while nothing held covered it, or on a grant that did not count",
            only.flagged,
            Only { flagged: !only.flagged, ..only },
        ),
    ] {
        choice(ui, word, said, egui::Role::CheckBox, on, PrivilegeIntent::Only(then));
    }
}

/// Which scopes are in sight, and the way to the others.
fn columns_ui(ui: &mut Ui, desk: &Desk, out: &mut Vec<Intent>) {
    let state = &desk.privilege;
    let all = state.view.as_ref().map_or(0, |view| view.scopes.len());
    let fit = state.columns;
    if fit == 0 || fit >= all {
        return;
    }
    let first = state.column.min(all - fit);
    for (word, said, enabled, to) in [
        (">", "Scopes to the right", first + fit < all, first + fit),
        ("<", "Scopes to the left", first > 0, first.saturating_sub(fit)),
    ] {
        let response = ui.add_enabled(enabled, Button::new(word).min_size(vec2(24.0, 22.0)));
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, enabled, said));
        if response.clicked() {
            out.push(Intent::Privilege(PrivilegeIntent::Column(to)));
        }
    }
    let said = format!("scopes {} to {} of {}", first + 1, first + fit, count(all));
    ui.label(RichText::new(said).color(theme::of(ui).warning));
}

/// Why there is nothing, and what that means.
fn nothing(view: &PrivilegeView) -> (&'static str, &'static str) {
    if view.left_out > 0 {
        ("Nothing matches", "Put away one of the conditions above to see what is held and used")
    } else {
        (
            "Up to this record no scope, grant or call is recorded",
            "That does not say that nobody held one: only that the records up to here tell of none",
        )
    }
}

fn said_ui(ui: &Ui, body: Rect, what: &str, hint: Option<&str>) {
    let tokens = theme::of(ui);
    let line = Rect::from_min_size(body.min + vec2(0.0, 48.0), vec2(body.width(), 24.0));
    paint::aligned(ui, line, &Text::new(what, theme::body(), tokens.text), Align::Center);
    if let Some(hint) = hint {
        paint::aligned(
            ui,
            line.translate(vec2(0.0, 24.0)),
            &Text::new(hint, theme::body(), tokens.secondary),
            Align::Center,
        );
    }
    let response = ui.interact(line, ui.scope_id().with("privileges said"), Sense::hover());
    let said = format!("{what}. {}", hint.unwrap_or_default());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Status, true, &said));
}

/// It could not be made: what, what it means, and the way to try again.
fn failed_ui(ui: &mut Ui, body: Rect, why: &str, out: &mut Vec<Intent>) {
    said_ui(ui, body, why, Some("The evidence and the case are not touched"));
    let place = Rect::from_center_size(body.center_top() + vec2(0.0, 122.0), vec2(120.0, 28.0));
    let clicked = ui.scope_builder(UiBuilder::new().max_rect(place), |ui| ui.button("Try again").clicked());
    if clicked.inner {
        out.push(Intent::Privilege(PrivilegeIntent::Again));
    }
}

/// Height from which on the legend stands open.
const TALL: f32 = 380.0;
/// Height from which on the chosen cell stands below the others.
const BOTH: f32 = 230.0;
