//! The first page: what can be opened, by dialog, by path, or the sample that the program carries.

use super::recent;
use crate::gui::commands;
use crate::gui::hostile;
use crate::gui::intent::{Choice, Intent, Open};
use crate::gui::state::{Job, State};
use crate::gui::theme;
use crate::view::words::count;
use egui::{Align, Button, Frame, Key, Layout, Margin, ProgressBar, RichText, Stroke, TextEdit, Ui, UiBuilder, vec2};

/// A card in the middle of the window.
pub fn welcome_ui(ui: &mut Ui, state: &State) -> Vec<Intent> {
    let mut out = Vec::new();
    let whole = ui.max_rect();
    let card = egui::Rect::from_center_size(whole.center() - vec2(0.0, whole.height() * 0.06), vec2(WIDTH, 400.0));
    let builder = UiBuilder::new().max_rect(card).layout(Layout::top_down(Align::Min)).accessibility_label("Welcome");
    ui.scope_builder(builder, |ui| {
        let tokens = theme::of(ui);
        ui.spacing_mut().item_spacing.y = 8.0;
        ui.label(RichText::new("Recount").font(theme::title()).color(tokens.text));
        ui.label(RichText::new("Opens signed audit bundles and says what can be believed").color(tokens.secondary));
        ui.add_space(16.0);
        match &state.opening {
            Some(job) => out.extend(opening_ui(ui, job)),
            None => {
                out.extend(choices_ui(ui, state));
                out.extend(recent::recent_ui(ui, &state.settings.recent));
            }
        }
        ui.add_space(8.0);
        ui.label(RichText::new("Works offline. Reads bundles; never changes them").color(tokens.secondary));
        if state.no_drops {
            ui.label(RichText::new(NO_DROPS).color(tokens.secondary));
        }
    });
    out
}

fn choices_ui(ui: &mut Ui, state: &State) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    let choices = [
        ("Open a bundle…", "", Intent::Choose(Choice::Bundles)),
        ("Open a case…", "", Intent::Choose(Choice::Case)),
        ("Try the sample incident", "under demonstration keys", Intent::Open(Open::Sample)),
    ];
    for (word, beside, intent) in choices {
        let beside = format!("{beside}{}", commands::keys_of(ui, &intent));
        let button =
            Button::new(word).shortcut_text(RichText::new(beside).color(tokens.secondary)).min_size(vec2(WIDTH, 36.0));
        if ui.add(button).clicked() {
            out.push(intent);
        }
    }
    ui.add_space(8.0);
    out.extend(path_ui(ui, state));
    out
}

/// A box for a path, with what it could go on to. It works where no dialog does.
fn path_ui(ui: &mut Ui, state: &State) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    let label =
        ui.label(RichText::new("Or the path of a .sab file, a bundle folder or a case folder").color(tokens.secondary));
    let mut text = state.path.text.clone();
    ui.horizontal(|ui| {
        let frame = Frame::new()
            .fill(tokens.panel)
            .stroke(Stroke::new(1.0, tokens.hairline))
            .corner_radius(theme::RADIUS)
            .inner_margin(Margin::symmetric(8, 6));
        let field =
            TextEdit::singleline(&mut text).font(theme::mono()).frame(frame).desired_width(WIDTH - 68.0).show(ui);
        let response = field.response.response.labelled_by(label.id);
        if text != state.path.text {
            out.push(Intent::PathTyped(text.clone()));
        }
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let open = ui.add_enabled(!text.trim().is_empty(), Button::new("Open").min_size(vec2(60.0, 30.0)));
        if open.clicked() || entered {
            out.push(Intent::PathEntered);
        }
    });
    for offer in &state.path.offers {
        let shown = hostile::visible(ui, offer, &theme::mono()).into_owned();
        if ui.selectable_label(false, RichText::new(shown).font(theme::mono())).clicked() {
            out.push(Intent::PathTyped(offer.clone()));
        }
    }
    out
}

fn opening_ui(ui: &mut Ui, job: &Job) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let (done, total) = job.watch.progress();
    let what = hostile::visible(ui, &job.what, &theme::body()).into_owned();
    ui.label(RichText::new(format!("Opening {what}")).color(tokens.text));
    let share = if total > 0 { done as f32 / total as f32 } else { 0.0 };
    ui.add(ProgressBar::new(share).desired_width(WIDTH).desired_height(6.0).fill(tokens.accent));
    let words = if total > 0 {
        let pace = job.pace.words("record");
        format!("{} of {} records read{pace}", count(done as usize), count(total as usize))
    } else {
        "Reading the container".to_owned()
    };
    ui.label(RichText::new(words).color(tokens.secondary));
    if ui.button("Cancel").clicked() { vec![Intent::StopOpening] } else { Vec::new() }
}

const WIDTH: f32 = 460.0;
const NO_DROPS: &str = "Dragging files in is not available here; use Open or `recount open FILE`";
