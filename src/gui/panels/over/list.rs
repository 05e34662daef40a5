//! A field and a list below it: palette and key list. The field keeps the keyboard; arrows choose, Enter does.

use crate::gui::commands;
use crate::gui::hostile;
use crate::gui::intent::Intent;
use crate::gui::over::{Hit, Kind, Over, Section, Wish, found};
use crate::gui::paint::{self, Text};
use crate::gui::state::State;
use crate::gui::theme;
use crate::view::words::counted;
use egui::accesskit::Role;
use egui::{
    Align, EventFilter, Frame, Id, Key, Margin, Modifiers, Rect, RichText, ScrollArea, Sense, Stroke, TextEdit, Ui,
    UiBuilder, pos2, vec2,
};

/// The field and the list.
pub fn list_ui(ui: &mut Ui, state: &State, over: &Over, height: f32) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let keymap = commands::keymap(ui.ctx());
    let sections = found(state, over, &keymap);
    let hits: Vec<&Hit> = sections.iter().flat_map(|section| &section.hits).collect();
    let chosen = over.chosen.min(hits.len().saturating_sub(1));
    let mut out = Vec::new();
    let before = chosen;
    let (chosen, entered) = keys(ui, chosen, hits.len());
    if over.kind == Kind::Record {
        let record = state.desk.as_ref().and_then(|desk| Some(desk.opened.case.index(desk.focus?)));
        let title = record.map_or("No record is in focus".to_owned(), |record| format!("Record {record}"));
        ui.label(RichText::new(title).font(theme::strong()).color(tokens.text));
    } else {
        out.extend(field_ui(ui, over));
        ui.add_space(8.0);
    }
    let mut done = hits.get(chosen).filter(|_| entered).copied();
    let moved = chosen != before;
    let area = ScrollArea::vertical().max_height(height - 96.0).auto_shrink([false, true]);
    area.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let said = format!("{}, {}", title(over.kind), counted(hits.len(), "line"));
        let builder = UiBuilder::new().accessibility_role(Role::ListBox).accessibility_label(said);
        ui.scope_builder(builder, |ui| {
            done = done.or(lines_ui(ui, over.kind, &sections, (chosen, moved)));
        });
        if hits.is_empty() && over.kind != Kind::Record {
            let words = "Nothing fits. Commands are found by the beginnings of their words";
            paint::paragraph(ui, words, theme::body(), tokens.secondary);
        }
    });
    if over.kind != Kind::Record {
        ui.add_space(6.0);
        foot_ui(ui, state, over.kind);
    }
    if moved {
        out.push(Intent::Over(Wish::Choose(chosen)));
    }
    if let Some(hit) = done.filter(|hit| hit.why.is_none()) {
        out.push(Intent::Over(Wish::Close));
        out.extend(hit.intents.iter().cloned());
    }
    out
}

fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::Keys => "Keys",
        Kind::Record => "Menu of the record",
        _ => "Command palette",
    }
}

/// The chosen line after the keys that the field has no use for, and whether it is to be done.
fn keys(ui: &Ui, chosen: usize, all: usize) -> (usize, bool) {
    let last = all.saturating_sub(1);
    ui.input_mut(|input| {
        let mut pressed = |key| input.count_and_consume_key(Modifiers::NONE, key);
        let down = pressed(Key::ArrowDown) + PAGE * pressed(Key::PageDown);
        let up = pressed(Key::ArrowUp) + PAGE * pressed(Key::PageUp);
        // From the last line on to the first, and back; pages stop at the ends.
        let to = match (down, up) {
            (1, 0) if chosen == last => 0,
            (0, 1) if chosen == 0 => last,
            _ => (chosen + down).min(last).saturating_sub(up),
        };
        (to, pressed(Key::Enter) > 0)
    })
}

fn field_ui(ui: &mut Ui, over: &Over) -> Option<Intent> {
    let tokens = theme::of(ui);
    let hint = match over.kind {
        Kind::Keys => "Search commands and keys",
        _ => "A command, #255, a time, a citation, an agent, run, policy or template",
    };
    let label = ui.label(RichText::new(title(over.kind)).font(theme::strong()).color(tokens.text));
    ui.add_space(4.0);
    let mut text = over.text.clone();
    let id = Id::unique("over field");
    let frame = Frame::new()
        .fill(tokens.background)
        .stroke(Stroke::new(2.0, tokens.accent))
        .corner_radius(theme::RADIUS)
        .inner_margin(Margin::symmetric(8, 6));
    let field = TextEdit::singleline(&mut text)
        .id(id)
        .frame(frame)
        .hint_text(RichText::new(hint).color(tokens.secondary))
        .desired_width(f32::INFINITY)
        .show(ui)
        .response
        .response;
    let field = field.labelled_by(label.id);
    if field.has_focus() {
        let filter = EventFilter { tab: true, vertical_arrows: true, horizontal_arrows: true, escape: true };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    } else {
        // It has the keyboard as long as it is there.
        field.request_focus();
    }
    (text != over.text).then_some(Intent::Over(Wish::Typed(text)))
}

/// The lines; gives the one that was clicked.
fn lines_ui<'s>(ui: &mut Ui, kind: Kind, sections: &'s [Section], (chosen, moved): (usize, bool)) -> Option<&'s Hit> {
    let tokens = theme::of(ui);
    let mut out = None;
    let mut at = 0;
    for section in sections {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::hover());
        let place = rect.with_min_y(rect.top() + 6.0);
        paint::at(ui, place, &Text::new(section.heading, theme::small(), tokens.secondary));
        for hit in &section.hits {
            let response = line_ui(ui, kind, hit, (at, at == chosen));
            if moved && at == chosen {
                // With the heading above the first line.
                response.scroll_to_me(None);
            }
            if response.clicked() {
                out = Some(hit);
            }
            at += 1;
        }
        if !section.hidden.is_empty() {
            let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 22.0), Sense::hover());
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &section.hidden));
            let place = rect.with_min_x(rect.left() + INDENT);
            paint::at(ui, place, &Text::new(&section.hidden, theme::small(), tokens.warning));
        }
    }
    out
}

/// A line: words at the left, keys at the right, and between them what goes with it, or why it cannot be done.
fn line_ui(ui: &mut Ui, kind: Kind, hit: &Hit, (at, on): (usize, bool)) -> egui::Response {
    let tokens = theme::of(ui);
    let possible = hit.why.is_none();
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::CLICK);
    let words = hostile::visible(ui, &hit.words, &theme::body()).into_owned();
    let said = [words.as_str(), &hit.keys, hit.why.as_deref().unwrap_or(&hit.beside)];
    let said = said.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::ListBoxOption, possible, on, &said));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_position_in_set(at + 1);
        node.set_selected(on);
    });
    if on {
        ui.painter().rect_filled(rect, 2.0, tokens.selection);
        ui.painter().rect_filled(Rect::from_min_size(rect.min, vec2(3.0, rect.height())), 0.0, tokens.accent);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 2.0, tokens.raised);
    }
    let (keys, split) = match kind {
        Kind::Keys => (KEYS_WIDE, 0.55),
        Kind::Record => (if hit.keys.is_empty() { 0.0 } else { KEYS }, 1.0),
        _ => (KEYS, 0.58),
    };
    let split = rect.left() + (rect.width() - keys) * split;
    let left = Rect::from_min_max(pos2(rect.left() + INDENT, rect.top()), pos2(split - 8.0, rect.bottom()));
    let middle = Rect::from_min_max(pos2(split, rect.top()), pos2(rect.right() - keys - 8.0, rect.bottom()));
    let right = Rect::from_min_max(pos2(rect.right() - keys, rect.top()), pos2(rect.right() - 10.0, rect.bottom()));
    let color = if possible { tokens.text } else { tokens.secondary };
    paint::at(ui, left, &Text::new(&hit.words, theme::body(), color));
    let dim = |rect, text, align| paint::aligned(ui, rect, &Text::new(text, theme::body(), tokens.secondary), align);
    match (&hit.why, kind) {
        // A reason needs its room; such a line has no use for keys.
        (Some(why), Kind::Palette) => dim(middle.with_max_x(right.right()), why, Align::Max),
        (Some(why), Kind::Record) => dim(left.with_max_x(right.right()), why, Align::Max),
        _ => {
            let keys = Text::new(&hit.keys, theme::mono(), color);
            paint::aligned(ui, right, &keys, Align::Max);
            if kind != Kind::Record {
                let font = if kind == Kind::Keys { theme::mono() } else { theme::small() };
                paint::at(ui, middle, &Text::new(&hit.beside, font, tokens.secondary));
            }
        }
    }
    response
}

fn foot_ui(ui: &mut Ui, state: &State, kind: Kind) {
    let tokens = theme::of(ui);
    let words = match (kind, &state.keys_file) {
        (Kind::Keys, Some(path)) => format!("Other keys are set in {}", path.display()),
        (Kind::Keys, None) => "There is no configuration folder, so keys cannot be set".to_owned(),
        _ => "Enter does it, Esc puts this away".to_owned(),
    };
    paint::paragraph(ui, &words, theme::small(), tokens.secondary);
}

/// Lines of a page.
const PAGE: usize = 10;
const LINE: f32 = 26.0;
const INDENT: f32 = 12.0;
/// Room of the keys.
const KEYS: f32 = 130.0;
/// Room of all keys of a command.
const KEYS_WIDE: f32 = 190.0;
