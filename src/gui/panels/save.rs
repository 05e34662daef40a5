//! Where the picture of the centre is saved to: a path, typed or chosen.

use crate::gui::intent::{Choice, Intent};
use crate::gui::state::Desk;
use crate::gui::theme;
use egui::{Key, TextEdit, Ui};

/// The line, while a picture is to be saved.
pub fn save_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let mut out = Vec::new();
    let Some(path) = &desk.save else { return out };
    ui.horizontal(|ui| {
        let label = ui.label("New file");
        let mut text = path.clone();
        let width = (ui.available_width() - 220.0).max(120.0);
        let field =
            TextEdit::singleline(&mut text).font(theme::mono()).desired_width(width).hint_text("path of a new .svg or .png file");
        let response = ui.add(field).labelled_by(label.id);
        if text != *path {
            out.push(Intent::SaveTyped(Some(text)));
        }
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if ui.button("Save").clicked() || entered {
            out.push(Intent::SaveEntered);
        }
        if ui.button("Choose").clicked() {
            out.push(Intent::Choose(Choice::Svg));
        }
        if ui.button("Close").clicked() {
            out.push(Intent::SaveTyped(None));
        }
    });
    out
}
