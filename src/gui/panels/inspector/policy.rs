//! The policy: what the record cites, what was in force, what was decided, and the text with the rule that decided.

use super::difference::differences_ui;
use super::{causes_ui, computed, section, value};
use crate::case::{Artifact, Assurance};
use crate::gui::compare;
use crate::gui::intent::Intent;
use crate::gui::lines::{self, Tint};
use crate::gui::paint;
use crate::gui::theme::{self, Tokens};
use crate::view::inspector::{Agreement, ArtifactText, DecisionState, Lines, VersionState};
use crate::work::Step;
use egui::{Color32, Ui};

/// Citation, decision, text.
pub fn policy_ui(ui: &mut Ui, step: &Step) -> Vec<Intent> {
    let state = &step.state;
    let mut out = Vec::new();
    let found = state.versions.iter().zip(&step.texts).find(|(version, _)| version.artifact == Artifact::Policy);
    match found {
        Some((version, _)) => {
            version_ui(ui, version, state.record.env.as_deref());
            out.extend(compare::version_ui(ui, step, Artifact::Policy));
        }
        None => value(ui, "Cited", "no policy"),
    }
    for decision in &state.decisions {
        section(
            ui,
            if decision.record.row == state.record.row { "Decided here" } else { "Decision on it, as recorded" },
        );
        decision_ui(ui, decision);
    }
    if state.decisions.is_empty() {
        // A reference holds the leaf: what was decided on a record before it was changed does not lead to it.
        let words = match state.record.mark {
            Assurance::Failed => {
                "no decision refers to this record as it reads now; one on the record as it was signed cannot be told to be about it"
            }
            _ => "no decision",
        };
        value(ui, "Recorded", words);
    }
    out.extend(causes_ui(ui));
    if let Some((version, (cited, in_force))) = found {
        let rules: Vec<&str> =
            state.decisions.iter().flat_map(|one| one.determining.iter().map(String::as_str)).collect();
        texts_ui(ui, version, (cited.as_ref(), in_force.as_ref()), &rules);
    }
    differences_ui(ui, step, Artifact::Policy);
    out
}

/// Cited beside in force.
pub fn version_ui(ui: &mut Ui, version: &VersionState, env: Option<&str>) {
    let tokens = theme::of(ui);
    value(ui, "Cited", &words(&version.cited.name, &version.cited.version));
    let place = env.unwrap_or("no environment");
    let in_force = match &version.in_force {
        Some((since, named)) => format!("{} in {place}, since {}", words(&named.name, &named.version), since.words()),
        None => format!("nothing recorded for {place}"),
    };
    value(ui, "In force", &in_force);
    let (said, color) = agreement(version.agreement, tokens);
    computed(ui, "Compared", said, color);
}

fn decision_ui(ui: &mut Ui, decision: &DecisionState) {
    let tokens = theme::of(ui);
    let outcome = if decision.outcome.is_empty() { "no outcome recorded" } else { &decision.outcome };
    let color = match outcome {
        "allow" => tokens.text,
        _ => tokens.failed,
    };
    let mode = if decision.mode == "log_only" { ", only logged" } else { "" };
    paint::pair(ui, "Outcome", &format!("{outcome}{mode}"), theme::body(), color);
    let rules = if decision.determining.is_empty() { "none named".to_owned() } else { decision.determining.join(", ") };
    value(ui, "By rule", &rules);
    if let Some(policy) = &decision.policy {
        value(ui, "Of", &words(&policy.name, &policy.version));
    }
    value(ui, "Taken by", &format!("{} in {}", decision.by, decision.record.words()));
    if !decision.errors.is_empty() {
        paint::pair(ui, "Errors", &decision.errors.join("; "), theme::body(), tokens.failed);
    }
}

/// The texts of an artifact; where both are the same only one.
pub fn texts_ui(
    ui: &mut Ui,
    version: &VersionState,
    (cited, in_force): (Option<&Lines>, Option<&Lines>),
    rules: &[&str],
) {
    let same = version.in_force_text.as_ref() == Some(&version.cited_text);
    let word = version.artifact.word();
    let heading =
        if same { format!("Text of the {word}, cited and in force") } else { format!("Text of the {word} as cited") };
    section(ui, &heading);
    match (cited, &version.cited_text) {
        (Some(lines), _) => lines::text_ui(ui, "cited", lines, &rules_tint(lines, rules), TEXT_HEIGHT),
        (None, ArtifactText::Gone(why)) => value(ui, "Text", &format!("({why})")),
        (None, ArtifactText::Text(_)) => {}
    }
    if let Some(lines) = in_force {
        section(ui, &format!("Text of the {word} in force"));
        lines::text_ui(ui, "in force", lines, &rules_tint(lines, rules), TEXT_HEIGHT);
    }
}

/// The lines of the rules that decided: from `@id("RULE")` to the `;` that ends the rule.
fn rules_tint(text: &Lines, rules: &[&str]) -> Tint {
    let mut tint = Tint::default();
    for rule in rules {
        let id = format!("@id(\"{rule}\")");
        for (at, _) in text.lines.iter().enumerate().filter(|(_, line)| line.trim_start().starts_with(&id)) {
            let rest = text.lines.iter().enumerate().skip(at);
            let end = rest.into_iter().find(|(_, line)| line.trim_end().ends_with(';')).map_or(at, |(end, _)| end);
            tint.lines.push(at..end + 1);
        }
    }
    tint
}

/// What the comparison says, and in which colour.
fn agreement(agreement: Agreement, tokens: &Tokens) -> (&'static str, Color32) {
    match agreement {
        Agreement::Agrees => ("cites what was in force", tokens.verified),
        Agreement::Differs => ("cites another version than was in force", tokens.failed),
        Agreement::NotRecorded => ("nothing to compare with", tokens.secondary),
    }
}

fn words(name: &str, version: &str) -> String {
    format!("{name} {}", if version.is_empty() { "(no version)" } else { version })
}

/// Height of a text before it scrolls by itself.
const TEXT_HEIGHT: f32 = 380.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[allow(clippy::single_range_in_vec_init, reason = "one range is what is meant")]
    #[test]
    fn the_rule_that_decided_is_found_whole() {
        let text = Lines::of("@id(\"A-1\")\npermit (\n  principal\n);\n\n@id(\"A-10\")\nforbid (x);", 100);
        let tinted = |rules: &[&str]| -> Vec<usize> { rules_tint(&text, rules).lines.into_iter().flatten().collect() };
        assert_eq!(tinted(&["A-1"]), [0, 1, 2, 3]);
        assert_eq!(tinted(&["A-10", "Z"]), [5, 6]);
        assert_eq!(rules_tint(&text, &[]), Tint::default());
    }
}
