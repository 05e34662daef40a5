//! A row for records that are not there: shape and word of why, which they are, and how many.
//!
//! What an exporter did not disclose is calm; what should be there and is not, alarms.

use crate::case::Assurance;
use crate::gui::hostile;
use crate::gui::paint::{self, Text};
use crate::gui::theme;
use crate::view::gaps::Gap;
use egui::accesskit::Role;
use egui::{Rect, Shape, Stroke, Ui, pos2};

/// The row. It cannot be chosen: there is nothing to look at.
pub fn gap_ui(ui: &mut Ui, rect: Rect, place: u64, gap: &Gap) {
    let tokens = theme::of(ui);
    let words = gap.words();
    let said = hostile::visible(ui, &format!("{}: {words}", gap.word()), &theme::body()).into_owned();
    paint::part(ui, rect, ("gap", place), (Role::Row, said), |ui| {
        ui.ctx().accesskit_node_builder(ui.unique_id(), |node| node.set_row_index(place as usize));
        let color = if gap.is_missing() { tokens.failed } else { tokens.secondary };
        let edges = [(rect.left_top(), rect.right_top()), (rect.left_bottom(), rect.right_bottom())];
        for (from, to) in edges {
            ui.painter().extend(Shape::dashed_line(&[from, to], Stroke::new(1.0, tokens.hairline), 4.0, 3.0));
        }
        let centre = pos2(rect.left() + 17.0, rect.center().y);
        if gap.is_missing() {
            paint::mark(ui.painter(), centre, Assurance::Missing, tokens);
        } else {
            paint::not_disclosed(ui.painter(), centre, tokens);
        }
        let word = Rect::from_min_max(pos2(rect.left() + 34.0, rect.top()), rect.max);
        let end = paint::at(ui, word, &Text::new(gap.word(), theme::body(), color));
        let rest = Rect::from_min_max(pos2(end + 10.0, rect.top()), pos2(rect.right() - 8.0, rect.bottom()));
        paint::at(ui, rest, &Text::new(&words, theme::body(), color));
    });
}
