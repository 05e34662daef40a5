//! The proof: what was checked for this record and what for its bundle, then everything that another program needs to repeat it.

use super::{section, value};
use crate::gui::intent::Intent;
use crate::gui::lines::{self, Tint};
use crate::gui::paint::{self, Text};
use crate::gui::panels::checks;
use crate::gui::state::Desk;
use crate::gui::theme;
use crate::view::proof::{Head, PathStep, RecordProof, Signer};
use crate::view::words::{count, counted};
use crate::work::Lane;
use egui::{Sense, Ui, pos2, vec2};

/// The page.
pub fn proof_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let mut out = Vec::new();
    let proved = desk.proof.as_ref().filter(|proved| Some(proved.row) == desk.focus);
    let proof = match proved.map(|proved| &proved.proof) {
        None => {
            value(ui, "Proof", &desk.waits(Lane::Proof, "being computed from the bundle…"));
            return out;
        }
        Some(Err(why)) => {
            value(ui, "Proof", &format!("there is none: {why}"));
            return out;
        }
        Some(Ok(proof)) => proof,
    };
    section(ui, "Two results");
    value(ui, "This record", &format!("{}. {}", proof.mark.word(), proof.sentence()));
    let (part, _) = desk.opened.case.order().locate(proof.row);
    if let Some(banner) = desk.banners.get(part) {
        ui.add_space(6.0);
        value(ui, "Whole bundle", &format!("{}. {}", banner.word, banner.sentence));
    }
    section(ui, &format!("This record: {}", checks::tally(&proof.checks)));
    for check in &proof.checks {
        out.extend(checks::check_ui(ui, check));
    }
    if proof.more_payloads > 0 {
        value(ui, "Payloads", &format!("{} are not among these checks", counted(proof.more_payloads, "more payload")));
    }
    signed_ui(ui, proof);
    if let Some(signer) = &proof.signer {
        signer_ui(ui, signer);
    }
    out.extend(path_ui(ui, proof));
    if let Some(head) = &proof.head {
        head_ui(ui, head);
    }
    out
}

fn signed_ui(ui: &mut Ui, proof: &RecordProof) {
    section(ui, &format!("Signed, {} exactly as they were signed", counted(proof.signed.bytes, "byte")));
    lines::text_ui(ui, "signed bytes", &proof.signed, &Tint::default(), SIGNED_HEIGHT);
    ui.add_space(4.0);
    hash(ui, "SHA-256", &proof.signed_digest.hex());
    hash(ui, "Record hash", &proof.line_digest.hex());
    hash(ui, "Leaf hash", &proof.leaf.hex());
}

fn signer_ui(ui: &mut Ui, signer: &Signer) {
    section(ui, "Key of the record");
    value(ui, "Name", &signer.name);
    mono(ui, "Id", &signer.id);
    let unknown = || "unknown: there is no public key".to_owned();
    mono(ui, "Fingerprint", &signer.fingerprint().unwrap_or_else(unknown));
    value(ui, "From", &signer.origin);
    value(ui, "At this record", &signer.state);
}

fn path_ui(ui: &mut Ui, proof: &RecordProof) -> Vec<Intent> {
    let mut out = Vec::new();
    let path = match &proof.path {
        Ok(path) => path,
        Err(why) => {
            section(ui, "Path to the root");
            value(ui, "Path", why);
            return out;
        }
    };
    section(ui, &format!("Path to the root, {}", counted(path.len(), "step")));
    for (at, (step, command)) in path.iter().zip(&proof.steps).enumerate() {
        step_ui(ui, at, step);
        let said = format!("Copy command: step {}", at + 1);
        out.extend(checks::copy_ui(ui, "Copy command", &said, command));
        ui.add_space(4.0);
    }
    out
}

fn step_ui(ui: &mut Ui, at: usize, step: &PathStep) {
    let tokens = theme::of(ui);
    let (start, end) = step.range;
    let records = match end.saturating_sub(start) {
        1 => format!("record {start}"),
        _ => format!("records {}–{}", count(start as usize), count(end.saturating_sub(1) as usize)),
    };
    let from = if step.given { "not disclosed, from the proof file" } else { "computed here" };
    let side = if step.left { "left" } else { "right" };
    let said = format!("{}. sibling at the {side}: {records}, {from}", at + 1);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::LINE), Sense::hover());
    // Two boxes, the sibling filled: where it stands is a shape, not only a word.
    for (offset, filled) in [(0.0, step.left), (9.0, !step.left)] {
        let place = egui::Rect::from_center_size(pos2(rect.left() + 4.0 + offset, rect.center().y), vec2(7.0, 7.0));
        let fill = if filled { tokens.accent } else { tokens.panel };
        ui.painter().rect(place, 0.0, fill, egui::Stroke::new(1.0, tokens.accent), egui::StrokeKind::Inside);
    }
    let words = rect.with_min_x(rect.left() + 24.0);
    paint::at(ui, words, &Text::new(&said, theme::body(), tokens.text));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &said));
    mono(ui, "Sibling", &step.sibling.hex());
    hash(ui, "Together", &step.result.hex());
}

fn head_ui(ui: &mut Ui, head: &Head) {
    let tokens = theme::of(ui);
    section(ui, "Checkpoint");
    value(ui, "Log", &head.origin);
    value(ui, "Size", &counted(head.size as usize, "record"));
    mono(ui, "Root", &head.root.hex());
    for key in &head.keys {
        ui.add_space(6.0);
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::LINE), Sense::hover());
        paint::verdict(ui.painter(), pos2(rect.left() + 7.0, rect.center().y), checks::verdict(key.outcome), tokens);
        let said = format!("{} {}: signature {}", key.name, key.id, key.outcome.word());
        paint::at(ui, rect.with_min_x(rect.left() + 20.0), &Text::new(&said, theme::body(), tokens.text));
        let shown = crate::gui::hostile::visible(ui, &said, &theme::body()).into_owned();
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &shown));
        value(ui, "Trusted", &key.trust);
        if let Some(time) = &key.time {
            value(ui, "Signed at", time);
        }
        if let Some(fingerprint) = &key.fingerprint {
            mono(ui, "Fingerprint", fingerprint);
        }
    }
}

fn hash(ui: &mut Ui, name: &str, value: &str) {
    let tokens = theme::of(ui);
    super::bracketed(ui, name, value, theme::mono(), tokens.text);
}

fn mono(ui: &mut Ui, name: &str, value: &str) {
    let tokens = theme::of(ui);
    paint::pair(ui, name, value, theme::mono(), tokens.text);
}

/// Height of the signed bytes before they scroll by themselves.
const SIGNED_HEIGHT: f32 = 180.0;
