//! The template: cited beside in force, its variables, and what it gives with them.

use super::difference::differences_ui;
use super::policy::{texts_ui, version_ui};
use super::{section, value};
use crate::case::Artifact;
use crate::gui::compare;
use crate::gui::intent::Intent;
use crate::gui::lines::{self, Tint};
use crate::work::Step;
use egui::Ui;

/// Citation, variables, text.
pub fn template_ui(ui: &mut Ui, step: &Step) -> Vec<Intent> {
    let state = &step.state;
    let found = state.versions.iter().zip(&step.texts).find(|(version, _)| version.artifact == Artifact::Template);
    let Some((version, (cited, in_force))) = found else {
        value(ui, "Cited", "no template");
        return Vec::new();
    };
    version_ui(ui, version, state.record.env.as_deref());
    let out = compare::version_ui(ui, step, Artifact::Template).into_iter().collect();
    if let Some(rendering) = &state.rendering {
        section(ui, "Variables");
        for (name, text) in &rendering.vars {
            value(ui, name, text);
        }
        if rendering.vars.is_empty() {
            value(ui, "None", "the record names no variable");
        }
        section(ui, "[Filled in here]");
        match &rendering.text {
            Ok(text) => lines::text_ui(ui, "filled", text, &Tint::default(), 260.0),
            Err(why) => value(ui, "Not filled", why),
        }
    }
    texts_ui(ui, version, (cited.as_ref(), in_force.as_ref()), &[]);
    differences_ui(ui, step, Artifact::Template);
    out
}
