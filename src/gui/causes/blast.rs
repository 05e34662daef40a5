//! The blast radius: agents, environments, marks and resources with their counts; each leads to its records.

use super::list::{List, list_ui};
use super::state::{BlastState, CausesIntent};
use super::tab::centred;
use crate::gui::intent::Intent;
use crate::gui::paint::{self, Text};
use crate::gui::state::Desk;
use crate::gui::{hostile, lines, theme};
use crate::view::causes::blast::{Blast, Counted, Group, Touched, heading, reached};
use crate::view::words::{count, counted};
use egui::{Align, Layout, Rect, RichText, Sense, Stroke, Ui, UiBuilder, pos2, vec2};

/// Counts above, the records of the chosen line below.
pub fn blast_ui(ui: &mut Ui, whole: Rect, desk: &Desk) -> Vec<Intent> {
    let mut out = Vec::new();
    let state = &desk.causes.blast;
    let Some(found) = &state.found else {
        if state.busy {
            out.extend(counting_ui(ui, whole, state));
        } else {
            out.extend(stopped_ui(ui, whole));
        }
        return out;
    };
    let share = if state.group.is_some() { 0.55 } else { 1.0 };
    let (top, bottom) = whole.split_top_bottom_at_y((whole.top() + whole.height() * share).round());
    ui.scope_builder(UiBuilder::new().max_rect(top).id_salt("blast"), |ui| {
        ui.set_clip_rect(ui.clip_rect().intersect(top));
        if state.busy || asked_other(state, found) {
            let line = Rect::from_min_size(top.min, vec2(top.width(), 34.0));
            let after = Rect::from_min_max(pos2(top.left(), line.bottom()), top.max);
            out.extend(if state.busy { counting_ui(ui, line, state) } else { stopped_ui(ui, line) });
            ui.advance_cursor_after_rect(Rect::from_min_max(top.min, pos2(top.right(), after.top())));
        }
        lines::page(ui, "blast", |ui| out.extend(counts_ui(ui, desk, state, found)));
    });
    if let Some(group) = state.group {
        out.extend(members_ui(ui, bottom, state, found, group));
    }
    out
}

/// Whether what stands is not what was asked last: counting was ended.
fn asked_other(state: &BlastState, found: &Blast) -> bool {
    state.asked.as_ref().is_none_or(|asked| asked.request != found.request)
}

fn counting_ui(ui: &mut Ui, rect: Rect, state: &BlastState) -> Option<Intent> {
    let reached = state.watch.progress().0 as usize;
    let words = format!("Following links, {} found so far", counted(reached, "record"));
    says_ui(ui, rect, &words, ("Cancel", "Cancel counting", CausesIntent::StopBlast))
}

fn stopped_ui(ui: &mut Ui, rect: Rect) -> Option<Intent> {
    says_ui(ui, rect, "Not counted: it was ended before its end", ("Count", "Count again", CausesIntent::Count))
}

/// Words with a button beside them.
fn says_ui(ui: &mut Ui, rect: Rect, words: &str, (word, said, intent): (&str, &str, CausesIntent)) -> Option<Intent> {
    let (left, right) = rect.split_left_right_at_x(rect.center().x + 150.0);
    centred(ui, left, words);
    let mut out = None;
    ui.scope_builder(UiBuilder::new().max_rect(right).layout(Layout::left_to_right(Align::Center)), |ui| {
        let response = ui.add(egui::Button::new(word).min_size(vec2(24.0, 24.0)));
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, said));
        if response.clicked() {
            out = Some(Intent::Causes(intent));
        }
    });
    out
}

fn counts_ui(ui: &mut Ui, desk: &Desk, state: &BlastState, found: &Blast) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.add_space(10.0);
    let title = heading(&desk.opened.case, found);
    let title = hostile::visible(ui, &title, &theme::strong()).into_owned();
    ui.label(RichText::new(title).font(theme::strong()).color(tokens.text));
    ui.add_space(2.0);
    let own = if found.seeds.count() == 1 { "the record itself" } else { "its own records" };
    paint::paragraph(ui, &format!("{}. The counts below include {own}.", reached(found)), theme::body(), tokens.text);
    ui.add_space(6.0);
    let all = [Counted {
        group: Group::All,
        name: "All records".to_owned(),
        records: (found.seeds.count() + found.closure.count()) as u64,
    }];
    out.extend(group_ui(ui, state, "", &all));
    if ui.available_width() >= THREE {
        ui.spacing_mut().item_spacing.x = 36.0;
        ui.columns(3, |columns| {
            let lists = [("Agents", &found.agents), ("Environments", &found.environments), ("Marks", &found.marks)];
            for (ui, (name, list)) in columns.iter_mut().zip(lists) {
                ui.spacing_mut().item_spacing.y = 0.0;
                out.extend(group_ui(ui, state, name, list));
            }
        });
    } else {
        out.extend(group_ui(ui, state, "Agents", &found.agents));
        out.extend(group_ui(ui, state, "Environments", &found.environments));
        out.extend(group_ui(ui, state, "Marks", &found.marks));
    }
    out.extend(resources_ui(ui, state, &found.resources));
    ui.add_space(16.0);
    out
}

fn group_ui(ui: &mut Ui, state: &BlastState, name: &str, list: &[Counted]) -> Option<Intent> {
    let mut out = None;
    if !name.is_empty() {
        ui.add_space(10.0);
        paint::heading(ui, &format!("{name}: {}", count(list.len())));
        ui.add_space(2.0);
    }
    for one in list.iter().take(SHOWN) {
        let text = or(&one.name);
        let said = format!("{text}: {}", counted(one.records as usize, "record"));
        out = out.or(line_ui(ui, state, one.group, &said, |ui, rect| {
            if let Group::Mark(mark) = one.group {
                paint::mark(ui.painter(), pos2(rect.left() + 5.0, rect.center().y), mark, theme::of(ui));
            }
            let indent = if matches!(one.group, Group::Mark(_)) { 18.0 } else { 0.0 };
            let (left, right) = rect.split_left_right_at_x(rect.right() - 64.0);
            let left =
                Rect::from_min_max(pos2(left.left() + indent, left.top()), pos2(left.right() - 6.0, left.bottom()));
            paint::at(ui, left, &Text::new(text, theme::body(), theme::of(ui).text));
            let records = count(one.records as usize);
            paint::aligned(ui, right, &Text::new(&records, theme::mono(), theme::of(ui).text), Align::Max);
        }));
    }
    more_ui(ui, list.len());
    out
}

fn more_ui(ui: &mut Ui, all: usize) {
    if let Some(more) = all.checked_sub(SHOWN).filter(|more| *more > 0) {
        let words = format!("{} more not listed", count(more));
        ui.label(RichText::new(words).color(theme::of(ui).warning));
    }
}

fn resources_ui(ui: &mut Ui, state: &BlastState, list: &[Touched]) -> Option<Intent> {
    let tokens = theme::of(ui);
    let mut out = None;
    ui.add_space(12.0);
    paint::heading(ui, &format!("Resources of calls, with what was decided: {}", count(list.len())));
    ui.add_space(2.0);
    if list.is_empty() {
        ui.label(RichText::new("No call on a resource is recorded").color(tokens.secondary));
        return out;
    }
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), Sense::hover());
    let cells = Cells::of(rect);
    for (place, word) in [(cells.effect, "Effect"), (cells.what, "Resource, environment, class")] {
        paint::at(ui, place, &Text::new(word, theme::small(), tokens.secondary));
    }
    for (place, word) in cells.calls.iter().zip(["Allowed", "Denied", "No decision"]) {
        paint::aligned(ui, *place, &Text::new(word, theme::small(), tokens.secondary), Align::Max);
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.hairline));
    for one in list.iter().take(SHOWN) {
        let said = format!(
            "{} on {} {}, {}, {}: {}",
            or(&one.effect),
            one.kind,
            one.id,
            or(&one.env),
            or(&one.class),
            one.calls.words()
        );
        out = out.or(line_ui(ui, state, one.group, &said, |ui, rect| touched_ui(ui, &Cells::of(rect), one)));
    }
    more_ui(ui, list.len());
    out
}

/// Where the parts of a resource's line lie.
struct Cells {
    effect: Rect,
    what: Rect,
    /// Allowed, denied, without a decision.
    calls: [Rect; 3],
}

impl Cells {
    fn of(rect: Rect) -> Cells {
        let (rest, denied) = rect.split_left_right_at_x(rect.right() - 2.0 * COUNT);
        let (rest, allowed) = rest.split_left_right_at_x(rest.right() - COUNT);
        let (denied, undecided) = denied.split_left_right_at_x(denied.right() - COUNT);
        let (effect, what) = rest.split_left_right_at_x(rest.left() + 84.0);
        Cells { effect, what, calls: [allowed, denied, undecided] }
    }
}

fn touched_ui(ui: &Ui, cells: &Cells, one: &Touched) {
    let tokens = theme::of(ui);
    let leaves = matches!(one.effect.as_str(), "export" | "destructive");
    let color = if leaves { tokens.warning } else { tokens.text };
    paint::at(ui, cells.effect, &Text::new(or(&one.effect), theme::body(), color));
    let what = cells.what;
    let name = format!("{} {}", one.kind, one.id);
    let cut = Rect::from_min_max(what.min, pos2(what.left() + what.width() * 0.68, what.bottom()));
    let end = paint::at(ui, cut, &Text::new(&name, theme::body(), tokens.text));
    let place = format!("{}, {}", or(&one.env), or(&one.class));
    let rest = Rect::from_min_max(pos2(end + 10.0, what.top()), what.max);
    paint::at(ui, rest, &Text::new(&place, theme::body(), tokens.secondary));
    let calls =
        [(one.calls.allowed, tokens.text), (one.calls.denied, tokens.failed), (one.calls.undecided(), tokens.text)];
    for (place, (calls, color)) in cells.calls.iter().zip(calls) {
        let color = if calls == 0 { tokens.secondary } else { color };
        paint::aligned(ui, *place, &Text::new(&count(calls as usize), theme::mono(), color), Align::Max);
    }
}

fn or(text: &str) -> &str {
    if text.is_empty() { "not recorded" } else { text }
}

/// A line that leads to its records.
fn line_ui(ui: &mut Ui, state: &BlastState, group: Group, said: &str, paint: impl FnOnce(&Ui, Rect)) -> Option<Intent> {
    let tokens = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), Sense::click());
    let on = state.group == Some(group);
    let shown = hostile::visible(ui, said, &theme::body()).into_owned();
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Row, true, on, &shown));
    let whole = rect.expand2(vec2(6.0, 0.0));
    if on {
        ui.painter().rect_filled(whole, 2.0, tokens.selection);
    } else if response.hovered() {
        ui.painter().rect_filled(whole, 2.0, tokens.panel);
    }
    paint(ui, rect);
    if response.has_focus() {
        ui.painter().rect_stroke(whole, 2.0, Stroke::new(2.0, tokens.accent), egui::StrokeKind::Inside);
    }
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    let clicked = response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked();
    clicked.then_some(Intent::Causes(CausesIntent::Group((!on).then_some(group))))
}

/// The records of the chosen line.
fn members_ui(ui: &mut Ui, rect: Rect, state: &BlastState, found: &Blast, group: Group) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    let (head, body) = rect.split_top_bottom_at_y(rect.top() + 32.0);
    ui.painter().rect_filled(head, 0.0, tokens.panel);
    ui.painter().hline(head.x_range(), head.top() + 0.5, Stroke::new(1.0, tokens.hairline));
    let layout = Layout::right_to_left(Align::Center);
    ui.scope_builder(UiBuilder::new().max_rect(head.shrink2(vec2(12.0, 0.0))).layout(layout), |ui| {
        let close = ui.add(egui::Button::new("Close").min_size(vec2(24.0, 24.0)));
        close.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Close the list of records"));
        if close.clicked() {
            out.push(Intent::Causes(CausesIntent::Group(None)));
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let records = state.members.as_ref().map_or("reading".to_owned(), |listed| listed.words());
            let words = format!("{}: {records}", name(found, group));
            let words = hostile::visible(ui, &words, &theme::strong()).into_owned();
            ui.add(egui::Label::new(RichText::new(words).font(theme::strong())).truncate());
        });
    });
    let Some(listed) = &state.members else { return out };
    let from = |first| CausesIntent::MembersFrom(first);
    let list = List { listed, way: None, is_chain: false, takes_keys: false, from: Some(&from) };
    ui.scope_builder(UiBuilder::new().max_rect(body).id_salt("members"), |ui| {
        ui.set_clip_rect(ui.clip_rect().intersect(body));
        out.extend(list_ui(ui, "members", &list));
    });
    out
}

fn name(found: &Blast, group: Group) -> String {
    let counted = found.agents.iter().chain(&found.environments).chain(&found.marks);
    let name = counted.into_iter().find(|one| one.group == group).map(|one| one.name.clone());
    let touched = || found.resources.iter().find(|one| one.group == group);
    match name.or_else(|| touched().map(|one| format!("{} {}, {}", one.kind, one.id, one.effect))) {
        Some(name) if name.is_empty() => "not recorded".to_owned(),
        Some(name) => name,
        None => "All records".to_owned(),
    }
}

/// Lines of a group that are listed.
const SHOWN: usize = 100;
/// Width from which on three groups stand side by side.
const THREE: f32 = 600.0;
/// Width of a count of calls.
const COUNT: f32 = 78.0;
