//! Agents down, scopes across. Only what is in sight is drawn; scopes that have no room are counted above, and paged to.

use super::shapes;
use super::state::PrivilegeIntent;
use super::tab::{canvas_id, reveal};
use crate::case::Assurance;
use crate::gui::intent::Intent;
use crate::gui::paint::{self, Text, short};
use crate::gui::state::Desk;
use crate::gui::{hostile, theme};
use crate::view::privilege::{AgentRow, Cell, PrivilegeView};
use egui::accesskit::Role;
use egui::{Rect, ScrollArea, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2};
use std::ops::Range;

/// The matrix.
pub fn matrix_ui(ui: &mut Ui, body: Rect, desk: &Desk, view: &PrivilegeView, out: &mut Vec<Intent>) {
    let sheet = Sheet::of(desk, view, body);
    if sheet.fit != desk.privilege.columns {
        out.push(Intent::Privilege(PrivilegeIntent::Columns(sheet.fit)));
    }
    let said = format!("Privileges, {} agents by {} scopes", view.agents.len(), view.scopes.len());
    let builder = UiBuilder::new().max_rect(body.shrink(2.0)).accessibility_role(Role::Table).accessibility_label(said);
    ui.scope_builder(builder, |ui| {
        header_ui(ui, &sheet);
        let rows = Rect::from_min_max(pos2(body.left(), body.top() + HEADER), body.max).shrink2(vec2(2.0, 0.0));
        ui.scope_builder(UiBuilder::new().max_rect(rows), |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let area = ScrollArea::vertical().id_salt("privilege rows").auto_shrink([false, false]);
            area.show_viewport(ui, |ui, seen| rows_ui(ui, desk, &sheet, seen, out));
        });
    });
}

/// Where columns stand.
struct Sheet<'v> {
    view: &'v PrivilegeView,
    body: Rect,
    /// Where the first scope begins.
    left: f32,
    /// Scopes that fit.
    fit: usize,
    /// Scopes in sight.
    columns: Range<usize>,
    /// Width of each.
    width: f32,
}

impl<'v> Sheet<'v> {
    fn of(desk: &Desk, view: &'v PrivilegeView, body: Rect) -> Sheet<'v> {
        let left = body.left() + (body.width() * 0.2).clamp(AGENT_LEAST, AGENT_MOST);
        let all = view.scopes.len().max(1);
        let room = body.right() - left - 8.0;
        let fit = ((room / COLUMN_LEAST) as usize).clamp(1, all);
        let first = desk.privilege.column.min(all - fit);
        let width = (room / fit as f32).min(COLUMN_MOST);
        Sheet { view, body, left, fit, columns: first..(first + fit).min(view.scopes.len()), width }
    }

    fn x(&self, column: usize) -> Range<f32> {
        let from = self.left + (column - self.columns.start) as f32 * self.width;
        from..from + self.width
    }
}

/// Action, resource type and environment of each scope, one below the other: no word is turned or cut to a letter.
fn header_ui(ui: &mut Ui, sheet: &Sheet<'_>) {
    let tokens = theme::of(ui);
    let rect = Rect::from_min_size(sheet.body.min, vec2(sheet.body.width(), HEADER));
    ui.painter().rect_filled(rect, 0.0, tokens.panel);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.hairline));
    let names = Rect::from_min_max(pos2(rect.left() + 12.0, rect.bottom() - 20.0), pos2(sheet.left, rect.bottom()));
    paint::at(ui, names, &Text::new("Agent and role", theme::small(), tokens.secondary));
    for column in sheet.columns.clone() {
        let Some(of) = sheet.view.scopes.get(column) else { continue };
        let x = sheet.x(column);
        let cell = Rect::from_min_max(pos2(x.start, rect.top()), pos2(x.end, rect.bottom()));
        let said = hostile::visible(ui, &of.scope.text, &theme::body()).into_owned();
        paint::part(ui, cell, ("scope", column), (Role::ColumnHeader, said.clone()), |ui| {
            let [action, kind, env] = of.scope.parts();
            let env = if env.is_empty() && !kind.is_empty() { "any env".to_owned() } else { env };
            let lines = [(action, tokens.secondary), (kind, tokens.text), (env, tokens.secondary)];
            for (line, (text, color)) in (0u8..).zip(lines) {
                let top = cell.top() + 3.0 + f32::from(line) * HEADER_LINE;
                let place =
                    Rect::from_min_max(pos2(cell.left() + 6.0, top), pos2(cell.right() - 4.0, top + HEADER_LINE));
                let font = if line == 1 { theme::body() } else { theme::small() };
                paint::at(ui, place, &Text::new(&text, font, color));
            }
            ui.response().on_hover_text(said);
        });
    }
}

fn rows_ui(ui: &mut Ui, desk: &Desk, sheet: &Sheet<'_>, seen: Rect, out: &mut Vec<Intent>) {
    let view = sheet.view;
    let top = ui.max_rect().top();
    ui.set_min_height(view.agents.len() as f32 * ROW);
    let picked = desk.privilege.pick.as_ref().and_then(|pick| view.find(pick));
    reveal(ui, "revealed", (picked.map(|cell| cell.agent), top), ROW);
    let case = &desk.opened.case;
    let actor = (case.log(view.request.row), case.context(view.request.row).agent);
    let first = (seen.top() / ROW).floor().max(0.0) as usize;
    let end = (seen.bottom() / ROW).ceil().max(0.0) as usize;
    for at in first..end.min(view.agents.len()) {
        let Some(agent) = view.agents.get(at) else { continue };
        let y = top + at as f32 * ROW;
        let rect = Rect::from_min_max(pos2(sheet.body.left() + 2.0, y), pos2(sheet.body.right() - 10.0, y + ROW));
        let said = hostile::visible(ui, &agent_said(agent, agent.key == actor), &theme::body()).into_owned();
        paint::part(ui, rect, ("agent", at), (Role::Row, said), |ui| {
            agent_ui(ui, rect, (agent, agent.key == actor), sheet.left);
            for column in sheet.columns.clone() {
                let x = sheet.x(column);
                let place = Rect::from_min_max(pos2(x.start, rect.top()), pos2(x.end, rect.bottom()));
                let Some(cell) = view.cell(at, column) else { continue };
                let on = picked.is_some_and(|picked| std::ptr::eq(picked, cell));
                if cell_ui(ui, place, view, cell, on) {
                    ui.memory_mut(|memory| memory.request_focus(canvas_id()));
                    out.push(Intent::Privilege(PrivilegeIntent::Pick(view.pick(cell))));
                }
            }
            let tokens = theme::of(ui);
            ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.hairline));
        });
    }
}

fn agent_said(agent: &AgentRow, acts: bool) -> String {
    let acts = if acts { ", acts in this record" } else { "" };
    let role = if agent.role.is_empty() { "role not recorded" } else { &agent.role };
    let baseline = if agent.registered.is_some() { "" } else { ", baseline not recorded" };
    let untold = match agent.untold {
        0 => String::new(),
        many => format!(", {many} calls do not say what they need"),
    };
    format!("{}{acts}, {role}{baseline}{untold}", agent.name)
}

fn agent_ui(ui: &Ui, rect: Rect, (agent, acts): (&AgentRow, bool), right: f32) {
    let tokens = theme::of(ui);
    if acts {
        let bar = Rect::from_min_max(rect.min, pos2(rect.left() + 3.0, rect.bottom()));
        ui.painter().rect_filled(bar, 0.0, tokens.accent);
    }
    let line = |from: f32| Rect::from_min_max(pos2(rect.left() + 10.0, from), pos2(right - 8.0, from + 17.0));
    paint::at(ui, line(rect.top() + 2.0), &Text::new(short(&agent.name), theme::body(), tokens.text));
    let role = if agent.role.is_empty() { "role not recorded" } else { &agent.role };
    let below = match (agent.registered, agent.untold) {
        _ if acts => format!("{role}, acts here"),
        (None, _) => format!("{role}, baseline not recorded"),
        (Some(_), 0) => role.to_owned(),
        (Some(_), untold) => format!("{role}, {untold} calls untold"),
    };
    paint::at(ui, line(rect.top() + 18.0), &Text::new(&below, theme::small(), tokens.secondary));
}

/// How it is held, and below it how often it was used.
fn cell_ui(ui: &mut Ui, place: Rect, view: &PrivilegeView, cell: &Cell, on: bool) -> bool {
    let tokens = theme::of(ui);
    let rect = place.shrink2(vec2(2.0, 2.0));
    let response = ui.interact(rect, canvas_id().with((cell.agent, cell.scope)), Sense::CLICK);
    let said = hostile::visible(ui, &view.said(cell), &theme::body()).into_owned();
    response.widget_info(|| WidgetInfo::selected(egui::Role::Cell, true, on, &said));
    let back = if cell.is_flagged() {
        tokens.failed_back
    } else if cell.is_unused() || cell.is_wide() {
        tokens.warning_back
    } else {
        tokens.panel
    };
    ui.painter().rect_filled(rect, 2.0, back);
    if on || response.hovered() {
        let line = Stroke::new(if on { 2.0 } else { 1.0 }, tokens.accent);
        ui.painter().rect_stroke(rect, 2.0, line, egui::StrokeKind::Inside);
    }
    let mut right = rect.right() - 4.0;
    if cell.mark != Assurance::Verified {
        paint::mark(ui.painter(), pos2(right - 6.0, rect.top() + 9.0), cell.mark, tokens);
        right -= 14.0;
    }
    let mut x = rect.left() + 9.0;
    for (by, held) in ways(cell) {
        shapes::way(
            ui.painter(),
            pos2(x, rect.top() + 9.0),
            by,
            held,
            if held { tokens.text } else { tokens.secondary },
        );
        x += 12.0;
    }
    let from = if x > rect.left() + 9.0 { x - 4.0 } else { rect.left() + 4.0 };
    let how = Rect::from_min_max(pos2(from, rect.top() + 1.0), pos2(right, rect.top() + 17.0));
    let color = if cell.is_held() { tokens.text } else { tokens.secondary };
    paint::at(ui, how, &Text::new(&cell.how(), theme::small(), color));
    let color = shapes::sign(ui.painter(), pos2(rect.left() + 9.0, rect.bottom() - 9.0), cell, tokens);
    let from = if shapes::has_sign(cell) { rect.left() + 17.0 } else { rect.left() + 4.0 };
    let used = Rect::from_min_max(pos2(from, rect.bottom() - 17.0), pos2(rect.right() - 2.0, rect.bottom() - 1.0));
    paint::at(ui, used, &Text::new(&cell.uses.short(cell.is_held()), theme::small(), color));
    response.on_hover_text(said).clicked()
}

/// Each kind of way once: held where one of them is.
pub fn ways(cell: &Cell) -> Vec<(crate::view::privilege::By, bool)> {
    let mut out: Vec<(crate::view::privilege::By, bool)> = Vec::new();
    for way in &cell.ways {
        let held = way.state.is_held();
        match out.iter_mut().find(|(by, _)| by.word() == way.by.word()) {
            Some((_, known)) => *known |= held,
            None => out.push((way.by, held)),
        }
    }
    out
}

const AGENT_LEAST: f32 = 128.0;
const AGENT_MOST: f32 = 190.0;
/// Room of a scope.
const COLUMN_LEAST: f32 = 88.0;
const COLUMN_MOST: f32 = 120.0;
/// Height of an agent: two lines of words.
const ROW: f32 = 40.0;
const HEADER: f32 = 51.0;
const HEADER_LINE: f32 = 15.0;
