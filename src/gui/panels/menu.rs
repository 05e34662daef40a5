//! The menu bar. No entry without a function.

use crate::gui::importing::Source;
use crate::gui::intent::{Choice, Intent, Open, Stride};
use crate::gui::notes::{Asked, Notes};
use crate::gui::paint::{self, Text};
use crate::gui::replay::{self, Goal, Way};
use crate::gui::state::{Desk, State};
use crate::gui::theme::{self, Look};
use crate::gui::timeline::Wish;
use crate::work::{Keep, Pane};
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
                for (pane, word, keys) in PANES {
                    let verb = if state.settings.hidden.contains(pane) { "Show" } else { "Hide" };
                    if ui.add(Button::new(format!("{verb} {word}")).shortcut_text(*keys)).clicked() {
                        out.push(Intent::Toggle(*pane));
                        ui.close();
                    }
                }
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
            ui.menu_button("Case", |ui| out.extend(state.desk.iter().filter_map(|desk| case_ui(ui, desk)).next()));
            ui.menu_button("Go", |ui| {
                for (word, keys, wish) in TRAVEL {
                    if ui.add(Button::new(*word).shortcut_text(*keys)).clicked() {
                        out.push(Intent::Notes(wish.clone()));
                        ui.close();
                    }
                }
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

const PANES: &[(Pane, &str, &str)] = &[
    (Pane::Contents, "the contents", "Ctrl+1"),
    (Pane::Inspector, "the inspector", "Ctrl+2"),
    (Pane::Notebook, "the notebook", "Ctrl+3"),
];

const ZOOMS: &[(&str, &str, i8)] = &[("Larger", "Ctrl++", 1), ("Smaller", "Ctrl+-", -1), ("100 %", "Ctrl+0", 0)];
/// What the reviewer does to the case.
fn case_ui(ui: &mut Ui, desk: &Desk) -> Option<Intent> {
    let mut out = None;
    let kept = desk.notes.kept.as_ref();
    let (undo, redo) = (kept.and_then(|kept| kept.undo), kept.and_then(|kept| kept.redo));
    let focus = desk.focus.is_some();
    let named = |word: &str, what: Option<&str>| what.map_or(word.to_owned(), |what| format!("{word} {what}"));
    let entries = [
        (named("Undo", undo), "Ctrl+Z", undo.is_some(), Notes::Keep(Keep::Undo)),
        (named("Redo", redo), "Ctrl+Shift+Z", redo.is_some(), Notes::Keep(Keep::Redo)),
        ("Write a note".to_owned(), "Ctrl+Enter", true, Notes::Add),
        ("Mark the record".to_owned(), "M", focus, Notes::Mark),
        ("Mark a range".to_owned(), "Shift+M", focus, Notes::MarkRange),
        ("Copy the citation".to_owned(), "Ctrl+Shift+C", focus, Notes::Cite),
        ("Copy the record as CSV".to_owned(), "", focus, Notes::CopyRow),
        ("Export the table as CSV…".to_owned(), "", desk.notes.exporting.is_none(), Notes::Ask(Asked::Table)),
        ("Stop the export".to_owned(), "", desk.notes.exporting.is_some(), Notes::StopExport),
        ("Keep this as a case…".to_owned(), "", desk.opened.folder.is_none(), Notes::Ask(Asked::Folder)),
    ];
    for (word, keys, enabled, wish) in entries {
        if ui.add_enabled(enabled, Button::new(word).shortcut_text(keys)).clicked() {
            out = Some(Intent::Notes(wish));
            ui.close();
        }
    }
    out
}

const TRAVEL: &[(&str, &str, Notes)] = &[
    ("Back", "Alt+←", Notes::Back),
    ("Forward", "Alt+→", Notes::Forward),
    ("Next marked record", "U", Notes::GoMark(true)),
    ("Previous marked record", "Shift+U", Notes::GoMark(false)),
];

const STEPS: &[(&str, &str, Intent)] = &[
    ("Go to…", "Ctrl+G", Intent::Replay(replay::Wish::JumpOpen)),
    ("Next step", "→", Intent::Replay(replay::Wish::Go(Stride::By(1)))),
    ("Previous step", "←", Intent::Replay(replay::Wish::Go(Stride::By(-1)))),
    ("Ten steps on", "Shift+→", Intent::Replay(replay::Wish::Go(Stride::By(10)))),
    ("Ten steps back", "Shift+←", Intent::Replay(replay::Wish::Go(Stride::By(-10)))),
    ("First step", "Home", Intent::Replay(replay::Wish::Go(Stride::First))),
    ("Last step", "End", Intent::Replay(replay::Wish::Go(Stride::Last))),
    ("Next decision", "Ctrl+→", Intent::Replay(replay::Wish::Seek(Goal::Decision, Way::On))),
    ("Previous decision", "Ctrl+←", Intent::Replay(replay::Wish::Seek(Goal::Decision, Way::Back))),
    ("Next handoff of the run", "]", Intent::Replay(replay::Wish::Seek(Goal::Handoff, Way::On))),
    ("Previous handoff of the run", "[", Intent::Replay(replay::Wish::Seek(Goal::Handoff, Way::Back))),
    ("Next in the conversation", ".", Intent::Replay(replay::Wish::Seek(Goal::Conversation, Way::On))),
    ("Previous in the conversation", ",", Intent::Replay(replay::Wish::Seek(Goal::Conversation, Way::Back))),
    ("On to the next stop", "F9", Intent::Replay(replay::Wish::Run(Way::On))),
    ("Back to the last stop", "Shift+F9", Intent::Replay(replay::Wish::Run(Way::Back))),
    ("Next failed, missing or withheld", "E", Intent::Go(Stride::NextFailure)),
    ("Previous failed, missing or withheld", "Shift+E", Intent::Go(Stride::PreviousFailure)),
];
