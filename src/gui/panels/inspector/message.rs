//! The message in full, and the records around it.

use super::changes::changes_ui;
use super::{causes_ui, maybe, section, value};
use crate::gui::intent::Intent;
use crate::gui::lines::{self, Tint};
use crate::gui::paint;
use crate::gui::replay::is_step;
use crate::gui::state::Desk;
use crate::gui::theme;
use crate::view::inspector::{Content, RelatedSome};
use crate::view::words::{counted, instant};
use crate::work::Step;
use egui::{RichText, Ui};

/// The texts, then what they rest on.
pub fn message_ui(ui: &mut Ui, desk: &Desk, step: &Step) -> Vec<Intent> {
    let mut out = Vec::new();
    let state = &step.state;
    let record = &state.record;
    out.extend(step.changes.as_ref().and_then(|changes| {
        changes_ui(ui, changes, record.log.as_deref(), is_step(desk, changes.since.row, record.row))
    }));
    ui.add_space(6.0);
    maybe(ui, "Run", record.run.as_deref());
    value(ui, "Environment", record.env.as_deref().unwrap_or("not recorded"));
    if !state.labels.is_empty() {
        value(ui, "Labels", &state.labels.join(", "));
    }
    if !state.on_behalf_of.is_empty() {
        value(ui, "On behalf of", &state.on_behalf_of.join(" → "));
    }
    if state.synthetic {
        value(ui, "Clock", "synthetic: the order is real, the distances are not");
    } else if record.time.is_some_and(|time| time < state.clock) {
        value(ui, "Clock", &format!("earlier than the log's, which stood at {}", instant(state.clock)));
    }
    maybe(ui, "Log", record.log.as_deref());
    section(ui, "Says");
    value(ui, "In short", &record.summary);
    for (at, text) in state.texts.iter().enumerate() {
        ui.add_space(6.0);
        match &text.content {
            Content::Text(found) => {
                paint::heading(ui, &format!("{}, {}", text.role, counted(found.total, "line")));
                lines::text_ui(ui, &format!("text {at}"), found, &Tint::default(), TEXT_HEIGHT);
            }
            Content::Gone(why) => value(ui, text.role, &format!("({why})")),
        }
    }
    out.extend(causes_ui(ui));
    let log = record.log.as_deref();
    related_ui(ui, "Refers to", (&state.causes, log), &mut out);
    related_ui(ui, "Followed by", (&state.effects, log), &mut out);
    if !state.payloads.is_empty() {
        section(ui, "Payloads");
    }
    for payload in &state.payloads {
        let gone = payload.gone.as_ref().map_or("equal to its id".to_owned(), |why| format!("not shown: {why}"));
        value(ui, &payload.role, &format!("{}, {gone}", counted(payload.length as usize, "byte")));
    }
    out
}

fn related_ui(ui: &mut Ui, heading: &str, (some, log): (&RelatedSome, Option<&str>), out: &mut Vec<Intent>) {
    let tokens = theme::of(ui);
    if some.total == 0 {
        return;
    }
    section(ui, heading);
    for one in &some.shown {
        let said = format!("{} · {}", one.record.words_beside(log), one.summary);
        let response = paint::link(ui, &said, theme::body(), tokens.accent);
        if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
            out.push(Intent::Focus(one.record.row));
        }
    }
    if some.total > some.shown.len() {
        let more = counted(some.total - some.shown.len(), "more record");
        ui.label(RichText::new(format!("{more} not listed")).color(tokens.secondary));
    }
}

/// Height of a text before it scrolls by itself.
const TEXT_HEIGHT: f32 = 320.0;
