//! The buttons elsewhere that lead to a comparison.

use super::CompareIntent;
use crate::case::Artifact;
use crate::gui::intent::Intent;
use crate::gui::state::Desk;
use crate::gui::theme;
use crate::gui::{commands, hostile};
use crate::view::compare::Subject;
use crate::work::Step;
use egui::{Button, Ui, vec2};

/// Under a record: pin it, or compare it with the pinned one.
pub fn pin_ui(ui: &mut Ui, desk: &Desk) -> Option<Intent> {
    let focus = desk.focus?;
    let mut out = None;
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        let mut button = |ui: &mut Ui, words: &str, then: CompareIntent| {
            let intent = Intent::Compare(then);
            let hint = commands::hint(ui, words, &intent);
            if ui.add(Button::new(words).min_size(vec2(0.0, 24.0))).on_hover_text(hint).clicked() {
                out = Some(intent);
            }
        };
        match desk.compare.pinned {
            None => button(ui, "Pin this record for comparing", CompareIntent::Pin),
            Some(pinned) if pinned == focus => button(ui, "Pinned for comparing: let it go", CompareIntent::Unpin),
            Some(pinned) => {
                let words = format!("Compare with the pinned record {}", desk.opened.case.index(pinned));
                button(ui, &words, CompareIntent::WithPinned);
                button(ui, "Pin this one instead", CompareIntent::Pin);
            }
        }
    });
    out
}

/// Under a version that a record cites: compare it with another one.
pub fn version_ui(ui: &mut Ui, step: &Step, artifact: Artifact) -> Option<Intent> {
    let cited = &step.state.versions.iter().find(|version| version.artifact == artifact)?.cited;
    let words = format!("Compare {} {} with…", cited.name, cited.version);
    let shown = hostile::visible(ui, &words, &theme::body());
    ui.add_space(4.0);
    let clicked = ui.add(Button::new(shown.as_ref()).truncate().min_size(vec2(0.0, 24.0))).clicked();
    let (log, name, version) = (step.state.log, cited.name.clone(), cited.version.clone());
    clicked.then_some(Intent::Compare(CompareIntent::With(Subject::Version { log, artifact, name, version })))
}
