//! Parts of a table as pointer and screen reader meet them: rows, cells, headings.
//!
//! egui takes a scope to be as large as what is laid out in it, and what is only painted counts for nothing. So each part claims
//! its whole rectangle first; else a row could be clicked at its upper edge only, and had no place for a screen reader.

use crate::gui::theme;
use egui::accesskit::{self, Role};
use egui::emath::GuiRounding;
use egui::{Rect, Sense, Ui, UiBuilder};

/// A row that can be chosen.
#[derive(Clone, Debug)]
pub struct Row {
    /// Which of the rows: what stays the same from frame to frame.
    pub id: (&'static str, u64),
    /// Its place among all rows.
    pub place: u64,
    /// What is read out.
    pub said: String,
    /// It is the one in focus.
    pub on: bool,
}

/// A part with a role and a name.
pub fn part<R>(
    ui: &mut Ui,
    rect: Rect,
    salt: impl egui::AsIdSalt,
    (role, said): (Role, impl Into<String>),
    add: impl FnOnce(&mut Ui) -> R,
) -> R {
    let builder = UiBuilder::new().id_salt(salt).accessibility_role(role).accessibility_label(said.into());
    whole(ui, builder, rect, add)
}

/// A row; what `add` gives, and whether the row was clicked.
pub fn row<R>(ui: &mut Ui, rect: Rect, row: Row, add: impl FnOnce(&mut Ui) -> R) -> (R, bool) {
    let tokens = theme::of(ui);
    let builder = UiBuilder::new()
        .id_salt(row.id)
        .sense(Sense::click())
        .accessibility_role(Role::Row)
        .accessibility_label(row.said);
    whole(ui, builder, rect, |ui| {
        let response = ui.response();
        if row.on {
            ui.painter().rect_filled(rect, 0.0, tokens.selection);
        } else if response.hovered() {
            ui.painter().rect_filled(rect, 0.0, tokens.panel);
        }
        ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
            node.set_row_index(row.place as usize);
            node.set_selected(row.on);
        });
        // A right click chooses, too, and then there is a menu of what is chosen.
        let clicked = super::chosen(&response);
        (add(ui), clicked)
    })
}

fn whole<R>(ui: &mut Ui, builder: UiBuilder, rect: Rect, add: impl FnOnce(&mut Ui) -> R) -> R {
    // Columns share a width and may end between two pixels; what is laid out must not.
    let rect = rect.round_ui();
    let shown = ui.scope_builder(builder.max_rect(rect), |ui| {
        ui.expand_to_include_rect(rect);
        // The node was made before the scope had a size.
        let bounds = accesskit::Rect {
            x0: rect.left().into(),
            y0: rect.top().into(),
            x1: rect.right().into(),
            y1: rect.bottom().into(),
        };
        ui.ctx().accesskit_node_builder(ui.unique_id(), |node| node.set_bounds(bounds));
        add(ui)
    });
    shown.inner
}
