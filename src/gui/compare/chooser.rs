//! A side that is to be chosen: a field to find it, and the list of what fits.

use super::CompareIntent;
use crate::gui::intent::Intent;
use crate::gui::paint::{self, Text};
use crate::gui::state::Desk;
use crate::gui::{hostile, theme};
use crate::view::compare::{Choice, Kind};
use crate::view::words::count;
use egui::{Frame, Key, Margin, Rect, RichText, ScrollArea, Sense, Stroke, StrokeKind, TextEdit, Ui, pos2, vec2};

/// The list of a side.
pub fn chooser_ui(ui: &mut Ui, desk: &Desk, side: usize) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let state = &desk.compare;
    let mut out = Vec::new();
    let mut text = state.typed.get(side).cloned().unwrap_or_default();
    let frame = Frame::new()
        .fill(tokens.background)
        .stroke(Stroke::new(1.0, tokens.hairline))
        .corner_radius(theme::RADIUS)
        .inner_margin(Margin::symmetric(8, 4));
    let label = ui.label(RichText::new(words(state.kind, side)).color(tokens.secondary));
    let hint = if state.kind == Kind::Record { "Number of the record" } else { "Type to find" };
    let field = TextEdit::singleline(&mut text)
        .id_salt(("compare field", side))
        .font(theme::mono())
        .frame(frame)
        .hint_text(RichText::new(hint).color(tokens.dim))
        .desired_width(f32::INFINITY);
    let response = ui.add(field).labelled_by(label.id);
    let fresh = state.choices.as_ref().filter(|choices| {
        choices.request.kind == state.kind && choices.request.typed.get(side) == state.typed.get(side)
    });
    let listed = fresh.and_then(|choices| choices.sides.get(side));
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        let first = listed.and_then(|listed| listed.list.first());
        out.extend(first.map(|choice| take(side, choice)));
    }
    if state.typed.get(side) != Some(&text) {
        out.push(Intent::Compare(CompareIntent::Typed(side, text)));
    }
    ui.add_space(4.0);
    let Some(listed) = listed else { return out };
    let nothing = match state.kind {
        Kind::Record => "No record has this number",
        _ => "Nothing fits",
    };
    if listed.list.is_empty() {
        ui.label(RichText::new(nothing).color(tokens.secondary));
    }
    if listed.total > listed.list.len() {
        let words = format!("{} of {} shown; type to find the others", count(listed.list.len()), count(listed.total));
        ui.label(RichText::new(words).color(tokens.warning));
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let area = ScrollArea::vertical().id_salt(("compare list", side)).auto_shrink(false);
    area.show_rows(ui, theme::ROW, listed.list.len(), |ui, rows| {
        for choice in listed.list.get(rows).unwrap_or_default() {
            let on = state.sides.get(side).and_then(Option::as_ref) == Some(&choice.subject);
            if choice_ui(ui, choice, on) {
                out.push(take(side, choice));
            }
        }
    });
    out
}

fn take(side: usize, choice: &Choice) -> Intent {
    Intent::Compare(CompareIntent::Take(side, choice.subject.clone()))
}

fn words(kind: Kind, side: usize) -> String {
    let what = match kind {
        Kind::Record => "record",
        Kind::Run => "run",
        Kind::Version(artifact) => return format!("{} version of the {}", place(side), artifact.word()),
    };
    format!("{} {what}", place(side))
}

fn place(side: usize) -> &'static str {
    if side == 0 { "Left:" } else { "Right:" }
}

fn choice_ui(ui: &mut Ui, choice: &Choice, on: bool) -> bool {
    let tokens = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), Sense::click());
    let said = hostile::visible(ui, &format!("{}, {}", choice.name, choice.aside), &theme::body()).into_owned();
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, on, &said));
    if on {
        ui.painter().rect_filled(rect, 0.0, tokens.selection);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, tokens.raised);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect.shrink(1.0), 2.0, Stroke::new(2.0, tokens.accent), StrokeKind::Inside);
    }
    let name = Rect::from_min_max(rect.min + vec2(8.0, 0.0), rect.max - vec2(8.0, 0.0));
    let end = paint::at(ui, name, &Text::new(&choice.name, theme::body(), tokens.text));
    let aside = Rect::from_min_max(pos2(end + 12.0, rect.top()), name.max);
    paint::at(ui, aside, &Text::new(&choice.aside, theme::small(), tokens.secondary));
    response.clicked()
}
