//! What changed since the record before, on top of the message: tinted after a step; after a jump it is a calm comparison of two
//! places, since nothing says that it changed here.

use super::value;
use crate::gui::intent::Intent;
use crate::gui::paint;
use crate::gui::theme;
use crate::view::changed::Part;
use crate::view::words::counted;
use crate::work::Changes;
use egui::{Frame, Margin, Rect, Ui, vec2};

/// The changes, on the page of a record of `log`; a click on the heading goes back to the record before. `step`: the two are
/// neighbours.
pub fn changes_ui(ui: &mut Ui, changes: &Changes, log: Option<&str>, step: bool) -> Option<Intent> {
    let tokens = theme::of(ui);
    let mut out = None;
    ui.add_space(8.0);
    let since = changes.since.words_beside(log);
    if changes.list.is_empty() {
        value(ui, "Changed", &format!("nothing of place, versions, grants and scopes since {since}"));
        return None;
    }
    let frame = Frame::new()
        .fill(if step { tokens.warning_back } else { tokens.raised })
        .corner_radius(theme::RADIUS)
        .inner_margin(Margin { left: 10, right: 8, top: 6, bottom: 6 });
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let heading = if step { format!("Changed since {since}") } else { format!("Different from {since}") };
        let response = paint::link(ui, &heading, theme::strong(), tokens.text);
        if response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text("Go back to it").clicked() {
            out = Some(Intent::Focus(changes.since.row));
        }
        let area = egui::ScrollArea::vertical().id_salt("changes").max_height(HEIGHT).min_scrolled_height(HEIGHT);
        let area = area.auto_shrink([false, true]);
        area.show(ui, |ui| {
            for change in changes.list.iter().take(SHOWN) {
                value(ui, word(change.part), &change.text);
            }
            if changes.list.len() > SHOWN {
                value(ui, "", &format!("{} not listed", counted(changes.list.len() - SHOWN, "more change")));
            }
        });
    });
    let whole = shown.response.rect;
    let edge = Rect::from_min_size(whole.min, vec2(3.0, whole.height()));
    ui.painter().rect_filled(edge, 0.0, if step { tokens.warning } else { tokens.hairline });
    out
}

fn word(part: Part) -> &'static str {
    match part {
        Part::Place => "Place",
        Part::Version => "Version",
        Part::Grant => "Grant",
        Part::Scope => "Scope",
    }
}

/// Height of the list before it scrolls by itself.
const HEIGHT: f32 = 12.0 * theme::LINE;
/// Changes that are listed.
const SHOWN: usize = 100;
