//! The menu bar. No entry without a function.

use crate::gui::intent::{Choice, Intent, Open, Stride};
use crate::gui::paint::{self, Text};
use crate::gui::replay::{Goal, Way, Wish};
use crate::gui::state::State;
use crate::gui::theme::{self, Look};
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
        });
        ui.add_enabled_ui(state.desk.is_some(), |ui| {
            ui.menu_button("Go", |ui| {
                for (word, keys, intent) in STEPS {
                    if ui.add(Button::new(*word).shortcut_text(*keys)).clicked() {
                        out.push(intent.clone());
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

const STEPS: &[(&str, &str, Intent)] = &[
    ("Go to…", "Ctrl+G", Intent::Replay(Wish::JumpOpen)),
    ("Next step", "→", Intent::Replay(Wish::Go(Stride::By(1)))),
    ("Previous step", "←", Intent::Replay(Wish::Go(Stride::By(-1)))),
    ("Ten steps on", "Shift+→", Intent::Replay(Wish::Go(Stride::By(10)))),
    ("Ten steps back", "Shift+←", Intent::Replay(Wish::Go(Stride::By(-10)))),
    ("First step", "Home", Intent::Replay(Wish::Go(Stride::First))),
    ("Last step", "End", Intent::Replay(Wish::Go(Stride::Last))),
    ("Next decision", "Ctrl+→", Intent::Replay(Wish::Seek(Goal::Decision, Way::On))),
    ("Previous decision", "Ctrl+←", Intent::Replay(Wish::Seek(Goal::Decision, Way::Back))),
    ("Next handoff of the run", "]", Intent::Replay(Wish::Seek(Goal::Handoff, Way::On))),
    ("Previous handoff of the run", "[", Intent::Replay(Wish::Seek(Goal::Handoff, Way::Back))),
    ("Next in the conversation", ".", Intent::Replay(Wish::Seek(Goal::Conversation, Way::On))),
    ("Previous in the conversation", ",", Intent::Replay(Wish::Seek(Goal::Conversation, Way::Back))),
    ("On to the next stop", "F9", Intent::Replay(Wish::Run(Way::On))),
    ("Back to the last stop", "Shift+F9", Intent::Replay(Wish::Run(Way::Back))),
    ("Next failed, missing or withheld", "E", Intent::Go(Stride::NextFailure)),
    ("Previous failed, missing or withheld", "Shift+E", Intent::Go(Stride::PreviousFailure)),
];
