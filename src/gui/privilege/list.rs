//! The same as a list: one row for each agent and scope, for keyboard and screen reader, and where the matrix is too wide.

use super::matrix::ways;
use super::shapes;
use super::state::PrivilegeIntent;
use super::tab::{canvas_id, reveal};
use crate::gui::intent::Intent;
use crate::gui::paint::{self, Text, short};
use crate::gui::state::Desk;
use crate::gui::{hostile, theme};
use crate::view::privilege::{Cell, PrivilegeView};
use crate::view::words::short_instant;
use egui::accesskit::Role;
use egui::{Rect, ScrollArea, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2};

/// The list.
pub fn list_ui(ui: &mut Ui, body: Rect, desk: &Desk, view: &PrivilegeView, out: &mut Vec<Intent>) {
    let said = format!("Privileges, {} rows", view.listed.len());
    let builder = UiBuilder::new().max_rect(body.shrink(2.0)).accessibility_role(Role::Table).accessibility_label(said);
    ui.scope_builder(builder, |ui| {
        let places = places(body.width());
        ui.spacing_mut().item_spacing.y = 0.0;
        header_ui(ui, &places);
        let picked = desk.privilege.pick.as_ref().and_then(|pick| view.find(pick));
        let at = picked.and_then(|picked| view.place(picked));
        let area = ScrollArea::vertical().id_salt("privilege list").auto_shrink([false, false]);
        area.show_viewport(ui, |ui, seen| {
            let top = ui.max_rect().top();
            ui.set_min_height(view.listed.len() as f32 * theme::ROW);
            reveal(ui, "listed", (at, top), theme::ROW);
            let first = (seen.top() / theme::ROW).floor().max(0.0) as usize;
            let end = (seen.bottom() / theme::ROW).ceil().max(0.0) as usize;
            for row in first..end.min(view.listed.len()) {
                let Some(cell) = view.nth(row) else { continue };
                let rect = Rect::from_min_size(
                    pos2(ui.max_rect().left(), top + row as f32 * theme::ROW),
                    vec2(ui.available_width(), theme::ROW),
                );
                if row_ui(ui, rect, view, (row, cell, at == Some(row)), &places) {
                    ui.memory_mut(|memory| memory.request_focus(canvas_id()));
                    out.push(Intent::Privilege(PrivilegeIntent::Pick(view.pick(cell))));
                }
            }
        });
    });
}

/// Left and right of: mark, agent, scope, use, how, since.
fn places(width: f32) -> [(f32, f32); 6] {
    let rest = (width - 34.0 - SINCE - 12.0).max(200.0);
    let (agent, scope, uses) = (rest * 0.2, rest * 0.27, rest * 0.23);
    let mut left = 34.0;
    let mut next = |width: f32| {
        let place = (left, left + width);
        left += width;
        place
    };
    let (agent, scope, uses) = (next(agent), next(scope), next(uses));
    [(10.0, 34.0), agent, scope, uses, next(rest * 0.3), next(SINCE)]
}

fn header_ui(ui: &mut Ui, places: &[(f32, f32); 6]) {
    let tokens = theme::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::hover());
    for ((left, right), word) in places.iter().zip(["", "Agent", "Scope", "Use", "How", "Since record"]) {
        let cell =
            Rect::from_min_max(pos2(rect.left() + left, rect.top()), pos2(rect.left() + right - 8.0, rect.bottom()));
        paint::at(ui, cell, &Text::new(word, theme::small(), tokens.secondary));
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.hairline));
}

fn row_ui(
    ui: &mut Ui,
    rect: Rect,
    view: &PrivilegeView,
    (row, cell, on): (usize, &Cell, bool),
    places: &[(f32, f32); 6],
) -> bool {
    let tokens = theme::of(ui);
    let response = ui.interact(rect, canvas_id().with(("row", row)), Sense::CLICK);
    let said = hostile::visible(ui, &view.said(cell), &theme::body()).into_owned();
    response.widget_info(|| WidgetInfo::selected(egui::Role::Row, true, on, &said));
    if on {
        ui.painter().rect_filled(rect, 0.0, tokens.selection);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, tokens.panel);
    }
    paint::mark(ui.painter(), pos2(rect.left() + 20.0, rect.center().y), cell.mark, tokens);
    let [_, agent, scope, uses, how, since] = places.map(|(left, right)| {
        Rect::from_min_max(pos2(rect.left() + left, rect.top()), pos2(rect.left() + right - 8.0, rect.bottom()))
    });
    let name = view.agents.get(cell.agent).map_or("", |agent| short(&agent.name));
    let text = view.scopes.get(cell.scope).map_or("", |column| column.scope.text.as_str());
    paint::at(ui, agent, &Text::new(name, theme::body(), tokens.text));
    paint::at(ui, scope, &Text::new(text, theme::mono(), tokens.text));
    let color = shapes::sign(ui.painter(), pos2(uses.left() + 5.0, uses.center().y), cell, tokens);
    let words = cell.uses.words(cell.is_held());
    paint::at(ui, uses.with_min_x(uses.left() + 14.0), &Text::new(&words, theme::body(), color));
    let mut x = how.left() + 5.0;
    for (by, held) in ways(cell) {
        let color = if held { tokens.text } else { tokens.secondary };
        shapes::way(ui.painter(), pos2(x, how.center().y), by, held, color);
        x += 12.0;
    }
    paint::at(ui, how.with_min_x(x), &Text::new(&cell.how_in_full(), theme::body(), tokens.secondary));
    let words = cell.since().map(|at| format!("{} {}", at.seq, short_instant(at.time, Some(view.time))));
    paint::at(ui, since, &Text::new(&words.unwrap_or_default(), theme::mono(), tokens.secondary));
    response.on_hover_text(said).clicked()
}

/// Room of the record and the time since which it is held.
const SINCE: f32 = 190.0;
