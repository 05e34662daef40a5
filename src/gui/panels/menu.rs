//! The menu bar, made of the table of commands; at its right the way to the palette.

use crate::gui::commands::{self, Command, Group, Keymap};
use crate::gui::intent::Intent;
use crate::gui::over::{Kind, Wish};
use crate::gui::paint::{self, Text};
use crate::gui::state::State;
use crate::gui::theme;
use egui::{Align, Button, Rect, RichText, Role, ScrollArea, Ui, WidgetInfo, pos2, vec2};

/// Menus at the left, the case at the right.
pub fn menu_ui(ui: &mut Ui, state: &State) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let keymap = commands::keymap(ui.ctx());
    let mut out = Vec::new();
    let bar = ui.max_rect();
    egui::MenuBar::new().ui(ui, |ui| {
        ui.set_height(theme::BAR);
        ui.label(RichText::new("Recount").font(theme::strong()).color(tokens.text));
        for group in Group::MENUS {
            ui.menu_button(group.word(), |ui| {
                let room = ui.ctx().content_rect().height() - 2.0 * theme::BAR;
                if group.commands().count() as f32 * ENTRY < room {
                    entries_ui(ui, group, state, &keymap, &mut out);
                } else {
                    let entries = |ui: &mut Ui| entries_ui(ui, group, state, &keymap, &mut out);
                    ScrollArea::vertical().max_height(room).show(ui, entries);
                }
            });
        }
    });
    let open = Intent::Over(Wish::Open(Kind::Palette));
    let place = Rect::from_center_size(bar.right_center() - vec2(PALETTE / 2.0, 0.0), vec2(PALETTE, 26.0));
    let words = RichText::new("Search or command…").color(tokens.secondary);
    let button = Button::new(words).shortcut_text(commands::keys_of(ui, &open));
    if ui.put(place, button).clicked() {
        out.push(open);
    }
    if let Some(desk) = &state.desk {
        let name = match &desk.opened.folder {
            Some(folder) => folder.display().to_string(),
            None => "opened without a case folder".to_owned(),
        };
        let place = Rect::from_min_max(pos2(bar.center().x, bar.top()), pos2(place.left() - 12.0, bar.bottom()));
        paint::aligned(ui, place, &Text::new(&name, theme::body(), tokens.secondary), Align::Max);
    }
    out
}

fn entries_ui(ui: &mut Ui, group: Group, state: &State, keymap: &Keymap, out: &mut Vec<Intent>) {
    // At the left is room for the tick.
    ui.spacing_mut().button_padding.x = TICK;
    for command in group.commands() {
        if command.line {
            ui.separator();
        }
        out.extend(entry_ui(ui, command, state, keymap));
    }
}

/// An entry: its words, its keys, whether it holds, and why it cannot be chosen.
fn entry_ui(ui: &mut Ui, command: &Command, state: &State, keymap: &Keymap) -> Option<Intent> {
    let possible = (command.when)(state);
    let on = possible.is_ok() && command.on.is_some_and(|on| on(state));
    let button = Button::new(command.words_now(state)).shortcut_text(keymap.words(command));
    let response = ui.add_enabled(possible.is_ok(), button);
    if command.on.is_some() {
        let said = command.words_now(state);
        response.widget_info(|| WidgetInfo::selected(Role::MenuItemCheckBox, possible.is_ok(), on, &said));
    }
    if on {
        let at = pos2(response.rect.left() + TICK / 2.0, response.rect.center().y);
        paint::tick(ui.painter(), at, theme::of(ui).text);
    }
    let response = possible.err().map_or(response.clone(), |why| response.on_disabled_hover_text(why));
    response.clicked().then(|| {
        ui.close();
        command.intent.clone()
    })
}

const TICK: f32 = 24.0;
/// Height of an entry, with its share of the lines.
const ENTRY: f32 = 29.5;
/// Width of the way to the palette.
const PALETTE: f32 = 216.0;
