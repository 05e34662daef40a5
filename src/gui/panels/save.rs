//! Where the picture of the centre is saved to: a path, typed or chosen.

use crate::gui::intent::{Centre, Choice, Intent};
use crate::gui::state::Desk;
use crate::gui::theme;
use egui::{Key, TextEdit, Ui};

/// What a press on the button of a page asks for: the line, or that it goes away.
pub fn save_wanted(desk: &Desk, page: Centre) -> [Intent; 2] {
    let is_open = desk.save.is_some() && desk.centre.page() == page;
    [Intent::Centre(page), Intent::SaveTyped((!is_open).then(String::new))]
}

/// The line, while a picture of this page is to be saved.
pub fn save_ui(ui: &mut Ui, desk: &Desk, page: Centre) -> Vec<Intent> {
    let mut out = Vec::new();
    let Some(path) = desk.save.as_ref().filter(|_| desk.centre.page() == page) else { return out };
    ui.horizontal(|ui| {
        let label = ui.label("New file");
        let mut text = path.clone();
        let width = (ui.available_width() - 220.0).max(120.0);
        let field = TextEdit::singleline(&mut text)
            .font(theme::mono())
            .desired_width(width)
            .hint_text("path of a new .svg or .png file");
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
