//! The notebook: a field for a note, then notes, marks, saved filters, and faintly the records visited; each leads back.

use crate::case::Row;
use crate::gui::commands;
use crate::gui::intent::Intent;
use crate::gui::notes::{Asked, Notes, NotesState, Shown};
use crate::gui::paint::{self, Text};
use crate::gui::state::Desk;
use crate::gui::{hostile, theme};
use crate::view::words::counted;
use crate::work::Keep;
use egui::{
    Align, Align2, Button, Color32, Frame, Id, Layout, Margin, Rect, RichText, ScrollArea, Sense, Stroke, TextEdit, Ui,
    UiBuilder, pos2, vec2,
};

/// The note's field, to give it the keyboard.
pub fn field_id() -> Id {
    Id::unique("note field")
}

/// The room that it takes: little while it is empty, and from the first letter on always the same, so that no button moves under
/// the pointer when something is added.
pub fn height(notes: &NotesState, width: f32) -> f32 {
    // In a narrow pane the search has a line of its own.
    let search = if width < NARROW { 34.0 } else { 0.0 };
    let visits = notes.shown.iter().filter(|item| matches!(item, Shown::Visit(_))).count();
    let written = notes.shown.len() > visits || !notes.draft.is_empty() || notes.editing.is_some();
    // Whoever begins to jump about wants to see where to.
    let is_used = written || visits > 2 || !notes.search.is_empty() || notes.range.is_some();
    78.0 + search + if is_used { ROOM } else { 0.0 }
}

/// Room for the list and for what is being written: five lines beside the warning.
const ROOM: f32 = 38.0 + 5.0 * LINE;

/// Whether there is something to lose, or something that could not be written.
fn warns(notes: &NotesState, loose: bool) -> bool {
    let failed = notes.kept.as_ref().is_some_and(|kept| kept.why.is_some());
    failed || (loose && (notes.keeping || notes.unsaved() > 0 || !notes.draft.is_empty()))
}

/// Head, field, and the list.
pub fn notebook_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    ui.painter().hline(ui.max_rect().x_range(), ui.max_rect().top(), Stroke::new(1.0, tokens.hairline));
    let inside =
        Frame::new().inner_margin(Margin { left: theme::PAD as i8, right: theme::PAD as i8, top: 8, bottom: 6 });
    inside.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        head_ui(ui, &desk.notes, &mut out);
        unsaved_ui(ui, desk, &mut out);
        field_ui(ui, desk, &mut out);
        range_ui(ui, desk);
        list_ui(ui, desk, &mut out);
    });
    out.into_iter().map(Intent::Notes).collect()
}

fn head_ui(ui: &mut Ui, notes: &NotesState, out: &mut Vec<Notes>) {
    let tokens = theme::of(ui);
    let narrow = ui.available_width() < NARROW;
    ui.horizontal(|ui| {
        ui.label(RichText::new("Notebook").font(theme::strong()).color(tokens.text));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let kept = notes.kept.as_ref();
            let redo = kept.and_then(|kept| kept.redo);
            let undo = kept.and_then(|kept| kept.undo);
            for (word, what, wish) in [("Redo", redo, Keep::Redo), ("Undo", undo, Keep::Undo)] {
                let button = ui.add_enabled(what.is_some(), Button::new(word));
                let said = what.map_or(word.to_owned(), |what| format!("{word} {what}"));
                button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, what.is_some(), &said));
                if button.on_hover_text(said.clone()).clicked() {
                    out.push(Notes::Keep(wish));
                }
            }
            if !narrow {
                search_ui(ui, notes, (ui.available_width() - 8.0).clamp(40.0, 150.0), out);
            }
        });
    });
    if narrow {
        search_ui(ui, notes, ui.available_width() - 8.0, out);
    }
}

fn search_ui(ui: &mut Ui, notes: &NotesState, width: f32, out: &mut Vec<Notes>) {
    let tokens = theme::of(ui);
    let mut text = notes.search.clone();
    let field = TextEdit::singleline(&mut text)
        .id_salt("notebook search")
        .hint_text(RichText::new("Search").color(tokens.dim))
        .desired_width(width);
    let response = ui.add(field);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Search the notebook"));
    if text != notes.search {
        out.push(Notes::Search(text));
    }
}

/// What is not kept, why, and what to do: said before anything is written into it.
fn unsaved_ui(ui: &mut Ui, desk: &Desk, out: &mut Vec<Notes>) {
    let tokens = theme::of(ui);
    let (unsaved, why) = (desk.notes.unsaved(), desk.notes.kept.as_ref().and_then(|kept| kept.why.as_ref()));
    let loose = desk.opened.folder.is_none();
    if !warns(&desk.notes, loose) {
        return;
    }
    let words = match (desk.notes.keeping, why) {
        (true, _) => "A case is being made; what is written now is kept with it".to_owned(),
        (false, Some(why)) => format!("{} not written: {why}", counted(unsaved, "change")),
        (false, None) if unsaved == 0 => "Notes are not kept yet".to_owned(),
        (false, None) => format!("{} not kept yet", counted(unsaved, "change")),
    };
    let frame =
        Frame::new().fill(tokens.warning_back).corner_radius(theme::RADIUS).inner_margin(Margin::symmetric(8, 4));
    frame.show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.set_width(ui.available_width());
            let shown = hostile::visible(ui, &words, &theme::body()).into_owned();
            ui.label(RichText::new(shown).color(tokens.text));
            if desk.notes.keeping {
                return;
            }
            if loose && ui.button("Keep this as a case…").clicked() {
                out.push(Notes::Ask(Asked::Folder));
            }
            if !loose && ui.button("Try again").clicked() {
                out.push(Notes::Keep(Keep::Again));
            }
        });
    });
}

fn field_ui(ui: &mut Ui, desk: &Desk, out: &mut Vec<Notes>) {
    let tokens = theme::of(ui);
    let notes = &desk.notes;
    let about = match (&notes.editing, desk.focus) {
        (Some(_), _) => "Change the note".to_owned(),
        (None, Some(row)) => format!("Note on record {}", desk.opened.case.index(row)),
        (None, None) => "Note on the case".to_owned(),
    };
    let mut text = notes.draft.clone();
    let rows = if text.is_empty() { 1 } else { 3 };
    let add = commands::way_to(ui, &Intent::Notes(Notes::Add));
    let field = TextEdit::multiline(&mut text)
        .id(field_id())
        .desired_rows(rows)
        .desired_width(f32::INFINITY)
        .hint_text(RichText::new(format!("{about} ({add} keeps it)")).color(tokens.dim));
    ScrollArea::vertical().id_salt("note").max_height(90.0).show(ui, |ui| {
        let response = ui.add(field);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &about));
    });
    if text != notes.draft {
        out.push(Notes::Typed(text));
    }
    if notes.draft.trim().is_empty() && notes.editing.is_none() {
        return;
    }
    ui.horizontal(|ui| {
        let word = if notes.editing.is_some() { "Keep the change" } else { "Keep the note" };
        if ui.add_enabled(notes.sent.is_none(), Button::new(word)).clicked() {
            out.push(Notes::Add);
        }
        if notes.editing.is_some() && ui.button("Leave it as it is").clicked() {
            out.push(Notes::EditDrop);
        }
    });
}

fn range_ui(ui: &mut Ui, desk: &Desk) {
    let tokens = theme::of(ui);
    if let Some(row) = desk.notes.range {
        let mark = commands::way_to(ui, &Intent::Notes(Notes::MarkRange));
        let words = format!("Range from record {}: {mark} on its last record marks it", desk.opened.case.index(row));
        paint::paragraph(ui, &words, theme::body(), tokens.accent);
    }
}

fn list_ui(ui: &mut Ui, desk: &Desk, out: &mut Vec<Notes>) {
    let tokens = theme::of(ui);
    let shown = &desk.notes.shown;
    // Lines that have no room are not begun: see `height`.
    if ui.available_height() < LINE {
        return;
    }
    if shown.is_empty() {
        let searched = !desk.notes.search.is_empty();
        let words = if searched {
            "Nothing in the notebook fits the search".to_owned()
        } else {
            let [add, mark, keep] =
                [Notes::Add, Notes::Mark, Notes::KeepStep].map(|wish| commands::way_to(ui, &Intent::Notes(wish)));
            format!("{add} writes a note, {mark} marks the record, {keep} keeps a step")
        };
        paint::paragraph(ui, &words, theme::body(), tokens.secondary);
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    // All lines are of one height, so that only those in sight cost anything.
    let area = ScrollArea::vertical().id_salt("notebook").auto_shrink(false).min_scrolled_height(LINE);
    area.show_rows(ui, LINE, shown.len(), |ui, seen| {
        for item in shown.get(seen).unwrap_or_default() {
            item_ui(ui, desk, *item, out);
        }
    });
}

/// What a line says and does.
struct Entry {
    head: String,
    text: String,
    faint: bool,
    go: Option<Notes>,
    more: Vec<(&'static str, Notes)>,
    warn: bool,
}

/// The row of an entry that the table shows, else the first.
fn nearest(desk: &Desk, rows: &[Row]) -> Option<Row> {
    rows.iter().find(|row| desk.filter.selection.contains(**row)).or(rows.first()).copied()
}

fn entry(desk: &Desk, item: Shown) -> Option<(Entry, Option<Row>)> {
    let notes = &desk.notes;
    let plain =
        Entry { head: String::new(), text: String::new(), faint: false, go: None, more: Vec::new(), warn: false };
    Some(match item {
        Shown::Note(at) => {
            let note = notes.note(at)?;
            let lost = if note.lost > 0 { format!(", {} not here as cited", note.lost) } else { String::new() };
            let more = vec![
                ("Edit", Notes::Edit(note.id.clone())),
                ("Strike out", Notes::Keep(Keep::Strike(note.id.clone()))),
            ];
            let text = if note.text.is_empty() { "Kept step".to_owned() } else { note.text.clone() };
            let head = format!("{}{lost}", note.about);
            (Entry { head, text, more, warn: note.lost > 0, ..plain }, nearest(desk, &note.rows))
        }
        Shown::Mark(at) => {
            let mark = notes.mark(at)?;
            let lost = if mark.first.is_none() { ", not here as marked" } else { "" };
            let more = vec![("Take off", Notes::Keep(Keep::Unmark(mark.id.clone())))];
            let head = format!("{}{lost}", mark.about);
            (
                Entry { head, text: "Marked".to_owned(), more, warn: mark.first.is_none(), ..plain },
                nearest(desk, &mark.rows),
            )
        }
        Shown::Filter(at) => {
            let (name, text) = notes.kept.as_ref()?.filters.get(at)?;
            let more = vec![("Drop", Notes::Keep(Keep::DropFilter(name.clone())))];
            let go = Some(Notes::Apply(text.clone()));
            let text = if text.is_empty() { "all records".to_owned() } else { text.clone() };
            (Entry { head: format!("Filter {name}"), text, more, go, ..plain }, None)
        }
        Shown::Visit(row) => {
            let more = vec![("Keep", Notes::Keep(Keep::Note { rows: vec![row], text: String::new() }))];
            let head = format!("Record {}", desk.opened.case.index(row));
            (Entry { head, text: "Visited".to_owned(), faint: true, more, ..plain }, Some(row))
        }
    })
}

fn item_ui(ui: &mut Ui, desk: &Desk, item: Shown, out: &mut Vec<Notes>) {
    let tokens = theme::of(ui);
    let Some((entry, row)) = entry(desk, item) else { return };
    let go = entry.go.or(row.map(Notes::Go));
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::click());
    let said = format!("{}: {}", entry.head, entry.text);
    let said = hostile::visible(ui, &said, &theme::body()).into_owned();
    let on = row.is_some() && row == desk.focus;
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, on, &said));
    if on || response.hovered() {
        ui.painter().rect_filled(rect, 2.0, if on { tokens.selection } else { tokens.raised });
    }
    if response.has_focus() {
        let stroke = Stroke::new(2.0, tokens.accent);
        ui.painter().rect_stroke(rect.shrink(1.0), 2.0, stroke, egui::StrokeKind::Inside);
    }
    let color = |strong: Color32| if entry.faint { tokens.secondary } else { strong };
    let left = rect.left() + 8.0;
    let letters: usize = entry.more.iter().map(|(word, _)| word.len()).sum();
    let acts = 18.0 + 7.0 * letters as f32 + 8.0 * entry.more.len() as f32;
    let head = Rect::from_min_max(pos2(left, rect.top() + 2.0), pos2(rect.right() - acts, rect.top() + 20.0));
    let head_color = if entry.warn { tokens.warning } else { tokens.secondary };
    paint::at(ui, head, &Text::new(&entry.head, theme::body(), head_color));
    let body = Rect::from_min_max(pos2(left, rect.top() + 20.0), pos2(rect.right() - 6.0, rect.bottom() - 3.0));
    let one_line = entry.text.replace('\n', " ");
    paint::at(ui, body, &Text::new(&one_line, theme::body(), color(tokens.text)));
    let buttons =
        Rect::from_min_max(pos2(rect.right() - acts, rect.top() + 1.0), pos2(rect.right() - 4.0, rect.top() + 20.0));
    let builder = UiBuilder::new().max_rect(buttons).layout(Layout::right_to_left(Align::Center)).id_salt(&said);
    // A child that takes no room: all lines stay of one height.
    let mut words = ui.new_child(builder);
    words.spacing_mut().item_spacing.x = 8.0;
    for (word, wish) in entry.more.into_iter().rev() {
        if link_ui(&mut words, word, &format!("{word}: {}", entry.head)) {
            out.push(wish);
        }
    }
    if let Some(go) = go.filter(|_| response.clicked()) {
        out.push(go);
    }
}

/// A word that acts, without a box around it.
fn link_ui(ui: &mut Ui, word: &str, said: &str) -> bool {
    let tokens = theme::of(ui);
    let galley = ui.painter().layout_no_wrap(word.to_owned(), theme::small(), tokens.accent);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(2.0, 4.0), Sense::click());
    let said = hostile::visible(ui, said, &theme::body()).into_owned();
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &said));
    let color = if response.hovered() || response.has_focus() { tokens.text } else { tokens.accent };
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, word, theme::small(), color);
    if response.has_focus() {
        ui.painter().rect_stroke(rect, 2.0, Stroke::new(1.0, tokens.accent), egui::StrokeKind::Outside);
    }
    response.clicked()
}

/// Width below which the search field has a line of its own.
const NARROW: f32 = 300.0;
/// Height of a line of the list.
const LINE: f32 = 40.0;
