//! Grants and scopes: what counted at this record, by both clocks, and what the actor could do.

use super::{computed, maybe, section, value};
use crate::gui::intent::Intent;
use crate::gui::paint;
use crate::gui::theme;
use crate::view::inspector::GrantState;
use crate::view::inspector::grants::JUSTIFIED_MAX;
use crate::view::words::{counted, instant};
use crate::work::Step;
use egui::{Rect, RichText, Sense, Ui, vec2};

/// The grant that is used, those that count, and the scopes.
pub fn grants_ui(ui: &mut Ui, step: &Step) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let state = &step.state;
    if let Some((grant, against)) = &state.named_grant {
        section(ui, "Used here");
        if against.is_empty() {
            value(ui, grant, "counts at this record");
        }
        for reason in against {
            paint::pair(ui, grant, &reason.words(), theme::body(), tokens.failed);
        }
    }
    section(ui, &format!("{} at this record", counted(state.grants.len(), "live grant")));
    state.grants.iter().take(SHOWN).for_each(|grant| grant_ui(ui, grant));
    if state.grants.len() > SHOWN {
        let more = counted(state.grants.len() - SHOWN, "more grant");
        ui.label(RichText::new(format!("{more} not listed")).color(tokens.secondary));
    }
    section(ui, &format!("What {} could do", state.agent));
    for scope in &state.scopes {
        value(ui, &scope.scope, &format!("from {}", scope.from.join(" and ")));
    }
    if state.scopes.is_empty() {
        value(ui, "Scopes", "none recorded");
    }
    Vec::new()
}

/// Name and time left, then who, why and what for.
fn grant_ui(ui: &mut Ui, grant: &GrantState) {
    let tokens = theme::of(ui);
    let color = if grant.left_by_log.is_some_and(|left| left <= 0) { tokens.warning } else { tokens.text };
    paint::pair(ui, "Grant", &grant.grant, theme::strong(), tokens.text);
    computed(ui, "Validity", &grant.left_words(), color);
    if let Some(share) = grant.share_left() {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 6.0), Sense::hover());
        let bar = Rect::from_min_size(rect.min + vec2(0.0, 1.0), vec2(rect.width(), 3.0));
        ui.painter().rect_filled(bar, 1.0, tokens.hairline);
        ui.painter().rect_filled(Rect::from_min_size(bar.min, vec2(bar.width() * share, 3.0)), 1.0, tokens.accent);
    }
    maybe(ui, "Until", grant.expires.map(instant).as_deref());
    value(ui, "Held by", &grant.holder);
    value(ui, "Approved by", &format!("{} in {}", grant.approver, grant.decision.words()));
    match &grant.justification {
        Ok(Some(why)) => value(ui, "Because", why),
        Ok(None) => value(ui, "Because", "no justification recorded"),
        Err(why) => value(ui, "Because", &format!("({why})")),
    }
    value(ui, "Scopes", &grant.scopes.join(", "));
    let used = match grant.uses {
        (used, Some(most)) => format!("{used} of {most} uses recorded before"),
        (used, None) => format!("{} recorded before", counted(used, "use")),
    };
    value(ui, "Used", &used);
    ui.add_space(8.0);
}

/// Grants that are listed.
const SHOWN: usize = JUSTIFIED_MAX;
