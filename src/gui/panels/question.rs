//! One question at a time, with a field for its answer: a name, a folder, a file. It works where no dialog of the desktop does.

use crate::gui::intent::Intent;
use crate::gui::notes::{Asked, Notes, Question};
use crate::gui::theme;
use crate::view::words::counted;
use egui::{Button, Frame, Id, Key, Margin, Modal, RichText, Stroke, TextEdit, Ui};

/// The question, above everything else.
pub fn question_ui(ui: &mut Ui, question: &Question, rows: u64) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    let (title, label, hint, word) = words(question.what);
    let frame = Frame::new()
        .fill(tokens.panel)
        .stroke(Stroke::new(1.0, tokens.hairline))
        .corner_radius(theme::RADIUS)
        .inner_margin(Margin::same(18));
    let modal = Modal::new(Id::unique("question")).frame(frame).show(ui.ctx(), |ui| {
        ui.set_width(460.0);
        ui.label(RichText::new(title).font(theme::strong()).color(tokens.text));
        ui.add_space(8.0);
        let label = ui.label(RichText::new(label).color(tokens.secondary));
        let mut text = question.text.clone();
        let field = ui.add(TextEdit::singleline(&mut text).id_salt("answer").font(theme::mono()).desired_width(460.0));
        let field = field.labelled_by(label.id);
        if text.is_empty() && !field.has_focus() && ui.memory(|memory| memory.focused().is_none()) {
            field.request_focus();
        }
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if text != question.text {
            out.push(Notes::Answer(text.clone()));
        }
        ui.add_space(4.0);
        let hint = if question.what == Asked::Table {
            format!("{}. {hint}", counted(rows as usize, "record"))
        } else {
            hint.to_owned()
        };
        ui.label(RichText::new(hint).color(tokens.secondary));
        ui.add_space(12.0);
        ui.horizontal(|ui| {
            let done = ui.add_enabled(!text.trim().is_empty(), Button::new(word));
            if done.clicked() || (entered && !text.trim().is_empty()) {
                out.push(Notes::Answered);
            }
            if ui.button("Cancel").clicked() {
                out.push(Notes::Unasked);
            }
        });
    });
    if modal.should_close() {
        out.push(Notes::Unasked);
    }
    out.into_iter().map(Intent::Notes).collect()
}

/// Title, label of the field, what it means, and the word on the button.
fn words(what: Asked) -> (&'static str, &'static str, &'static str, &'static str) {
    match what {
        Asked::Folder => (
            "Keep this as a case",
            "Folder of the new case, which is made",
            "The bundles are copied into it and verified again; notes and marks are signed into its log. The originals are not touched.",
            "Make the case",
        ),
        Asked::FilterName => {
            ("Save the filter", "Name of the filter", "A filter of that name is replaced. The log keeps both.", "Save")
        }
        Asked::Table => (
            "Export the table as CSV",
            "File to write",
            "All that the filter shows, one line each. A file that is there is not written over.",
            "Write the file",
        ),
    }
}
