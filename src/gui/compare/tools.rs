//! Above the comparison: what is compared, in which form, and the way from difference to difference.

use super::CompareIntent;
use crate::gui::intent::Intent;
use crate::gui::state::Desk;
use crate::gui::{commands, theme};
use crate::view::compare::Kind;
use crate::view::words::count;
use egui::{Button, ComboBox, Frame, Label, Margin, Panel, RichText, Ui, vec2};

/// Kinds, form, differences.
pub fn tools_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let state = &desk.compare;
    let mut out = Vec::new();
    let bar = Frame::new().fill(tokens.background).inner_margin(Margin::symmetric(10, 4));
    Panel::top("compare tools").resizable(false).show_separator_line(false).frame(bar).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            ui.spacing_mut().button_padding.x = 7.0;
            out.extend(kinds_ui(ui, desk));
            // What only a comparison needs comes with it.
            if state.compared().is_none() || state.chooses() {
                return;
            }
            ui.separator();
            for (word, unified) in [("Side by side", false), ("Unified", true)] {
                let on = state.form.unified == unified;
                out.extend(choice_ui(ui, word, word, on, CompareIntent::Unified(unified)));
            }
            ui.separator();
            let whole = state.form.whole;
            let response = ui.add(Button::selectable(whole, "All lines").min_size(vec2(0.0, 24.0)));
            let said = "All lines, also those far from a difference";
            response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, whole, said));
            if response.on_hover_text(said).clicked() {
                out.push(Intent::Compare(CompareIntent::Whole(!whole)));
            }
            ui.separator();
            out.extend(differences_ui(ui, desk));
        });
    });
    out
}

/// What is compared: the kinds that the case has, as a list where there is no room for a row.
fn kinds_ui(ui: &mut Ui, desk: &Desk) -> Option<Intent> {
    let state = &desk.compare;
    let kinds = state.choices.as_ref().map_or_else(|| Kind::ALL.to_vec(), |choices| choices.kinds.clone());
    let mut out = None;
    if ui.available_width() >= KINDS_ROW {
        for kind in kinds {
            let said = format!("Compare two: {}", kind.word());
            out = out.or(choice_ui(ui, kind.word(), &said, state.kind == kind, CompareIntent::Kind(kind)));
        }
        return out;
    }
    let mut chosen = state.kind;
    let list = ComboBox::from_id_salt("kind").selected_text(chosen.word()).width(96.0).show_ui(ui, |ui| {
        for kind in kinds {
            ui.selectable_value(&mut chosen, kind, kind.word());
        }
    });
    list.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, "What is compared"));
    (chosen != state.kind).then_some(Intent::Compare(CompareIntent::Kind(chosen)))
}

fn choice_ui(ui: &mut Ui, word: &str, said: &str, on: bool, then: CompareIntent) -> Option<Intent> {
    let response = ui.add(Button::selectable(on, word).min_size(vec2(0.0, 24.0)));
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::RadioButton, true, on, said));
    response.on_hover_text(said).clicked().then_some(Intent::Compare(then))
}

/// How many differences there are, and the way to them.
fn differences_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let state = &desk.compare;
    let mut out = Vec::new();
    let (found, uncompared) = state.compared().map_or((0, 0), |of| (of.places.len(), of.uncompared));
    let ways = [
        ("Previous", "Previous difference", found > 0, CompareIntent::Go(false)),
        ("Next", "Next difference", found > 0, CompareIntent::Go(true)),
        ("Swap", "Swap the sides", true, CompareIntent::Swap),
    ];
    for (word, said, enabled, then) in ways {
        let intent = Intent::Compare(then);
        let hint = commands::hint(ui, said, &intent);
        let response = ui.add_enabled(enabled, Button::new(word).min_size(vec2(24.0, 24.0)));
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, enabled, said));
        if response.on_hover_text(hint).clicked() {
            out.push(intent);
        }
    }
    let words = match (state.difference, found) {
        (_, 0) => "no difference".to_owned(),
        (Some(at), _) => format!("place {} of {}", count(at + 1), count(found)),
        (None, _) => places_words(found, uncompared),
    };
    ui.add_space(6.0);
    ui.add(Label::new(RichText::new(words).color(theme::of(ui).secondary)).extend());
    out
}

/// How many places differ, and how many are not compared.
fn places_words(all: usize, uncompared: usize) -> String {
    let differ = match all - uncompared.min(all) {
        0 => "no difference".to_owned(),
        1 => "1 place differs".to_owned(),
        more => format!("{} places differ", count(more)),
    };
    if uncompared > 0 { format!("{differ}, {} not compared", count(uncompared)) } else { differ }
}

/// Width from which on the kinds stand in a row.
const KINDS_ROW: f32 = 800.0;
