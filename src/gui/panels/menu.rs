//! The menu bar. No entry without a function.

use crate::gui::importing::Source;
use crate::gui::intent::{Choice, Intent, Open, Stride};
use crate::gui::paint::{self, Text};
use crate::gui::state::State;
use crate::gui::theme::{self, Look};
use crate::gui::timeline::Wish;
use egui::{Align, Button, Rect, Ui};

/// Menus at the left, the case at the right.
pub fn menu_ui(ui: &mut Ui, state: &State) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    let bar = ui.max_rect();
    egui::MenuBar::new().ui(ui, |ui| {
        ui.set_height(theme::BAR);
        ui.label(egui::RichText::new("Recount").font(theme::strong()).color(tokens.text));
        ui.menu_button("File", |ui| {
            let mut entry = |ui: &mut Ui, word: &str, keys: &str, enabled: bool, intent: Intent| {
                if ui.add_enabled(enabled, Button::new(word).shortcut_text(keys)).clicked() {
                    out.push(intent);
                    ui.close();
                }
            };
            entry(ui, "Open bundles…", "Ctrl+O", true, Intent::Choose(Choice::Bundles));
            entry(ui, "Open a case…", "Ctrl+Shift+O", true, Intent::Choose(Choice::Case));
            entry(ui, "Sample incident", "", true, Intent::Open(Open::Sample));
            let trustable = state.desk.is_some() && !matches!(state.source, None | Some(Source::Sample));
            entry(ui, "Trust…", "", trustable, Intent::TrustAgain);
            ui.separator();
            entry(ui, "Close", "", state.desk.is_some() || state.opening.is_some(), Intent::Close);
            if ui.button("Quit").clicked() {
                ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close);
            }
        });
        ui.menu_button("View", |ui| {
            for look in Look::ALL {
                if ui.radio(state.look == look, look.word()).clicked() {
                    out.push(Intent::Look(look));
                    ui.close();
                }
            }
            if let Some(desk) = &state.desk {
                ui.separator();
                let word = if desk.timeline.hidden { "Show the timeline" } else { "Hide the timeline" };
                if ui.add(Button::new(word).shortcut_text("Ctrl+4")).clicked() {
                    out.push(Intent::Timeline(Wish::Toggle));
                    ui.close();
                }
            }
            ui.separator();
            for (word, keys, steps) in ZOOMS {
                if ui.add(Button::new(*word).shortcut_text(*keys)).clicked() {
                    out.push(Intent::Zoom(*steps));
                    ui.close();
                }
            }
        });
        ui.add_enabled_ui(state.desk.is_some(), |ui| {
            ui.menu_button("Go", |ui| {
                for (word, keys, stride) in STRIDES {
                    if ui.add(Button::new(*word).shortcut_text(*keys)).clicked() {
                        out.push(Intent::Go(*stride));
                        ui.close();
                    }
                }
            });
        });
    });
    if let Some(desk) = &state.desk {
        let name = match &desk.opened.folder {
            Some(folder) => folder.display().to_string(),
            None => "opened without a case folder".to_owned(),
        };
        let place = Rect::from_min_max(egui::pos2(bar.center().x, bar.top()), bar.max);
        paint::aligned(ui, place, &Text::new(&name, theme::body(), tokens.secondary), Align::Max);
    }
    out
}

const ZOOMS: &[(&str, &str, i8)] = &[("Larger", "Ctrl++", 1), ("Smaller", "Ctrl+-", -1), ("100 %", "Ctrl+0", 0)];

const STRIDES: &[(&str, &str, Stride)] = &[
    ("Next record", "→", Stride::By(1)),
    ("Previous record", "←", Stride::By(-1)),
    ("First record", "Home", Stride::First),
    ("Last record", "End", Stride::Last),
    ("Next failed, missing or withheld", "E", Stride::NextFailure),
    ("Previous failed, missing or withheld", "Shift+E", Stride::PreviousFailure),
];
