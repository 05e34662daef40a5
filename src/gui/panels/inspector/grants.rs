//! Grants and scopes: what counted at this record, by both clocks, and what the actor could do.

use super::{section, value};
use crate::gui::intent::Intent;
use crate::gui::paint;
use crate::gui::theme;
use crate::view::words::counted;
use crate::work::Step;
use egui::{RichText, Ui};

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
    for grant in state.grants.iter().take(SHOWN) {
        value(
            ui,
            &grant.grant,
            &format!("held by {}, approved by {} in {}", grant.holder, grant.approver, grant.decision.words()),
        );
        value(ui, "", &grant.scopes.join(", "));
        value(ui, "[Left]", &format!("[{}]", grant.left_words()));
        ui.add_space(4.0);
    }
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

/// Grants that are listed.
const SHOWN: usize = 50;
