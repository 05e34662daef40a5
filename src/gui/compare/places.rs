//! Where the parts of a comparison's rows stand, and what is broken at their widths.

use crate::gui::{hostile, theme};
use crate::view::compare::{Cell, Compared};
use egui::{Galley, Rect, Ui};
use std::sync::Arc;

/// Where what stands.
#[derive(Clone, Copy, Debug)]
pub struct Places {
    /// The pane.
    pub whole: Rect,
    /// One below the other.
    pub unified: bool,
    /// From the edge of a side to its words: room for number and sign.
    pub gutter: f32,
    /// Characters of a text that fit beside the gutter.
    pub columns: usize,
}

impl Places {
    /// In a pane.
    pub fn of(ui: &Ui, whole: Rect, unified: bool, compared: &Compared) -> Places {
        let advance = ui.fonts_mut(|fonts| fonts.glyph_width(&theme::mono(), '0'));
        let gutter = 10.0 + advance * compared.digits.max(3) as f32 + 22.0;
        let mut places = Places { whole, unified, gutter, columns: 0 };
        let room = places.side(0, whole).width() - gutter - 8.0;
        places.columns = (room / advance).floor().max(8.0) as usize;
        places
    }

    /// The place of a side in a row.
    pub fn side(&self, side: usize, row: Rect) -> Rect {
        if self.unified {
            return row;
        }
        let (left, right) = row.split_left_right_at_fraction(0.5);
        if side == 0 { left } else { right }
    }

    /// Where the words of a fact begin: the left side has the name before them.
    pub fn fact_left(&self, side: usize) -> f32 {
        if side == 0 || self.unified { NAME + 16.0 } else { self.gutter }
    }

    /// What a fact says, broken at its width.
    pub fn fact(&self, ui: &Ui, side: usize, cell: &Cell) -> Arc<Galley> {
        let tokens = theme::of(ui);
        let mark = if cell.record.is_some() { MARK } else { 0.0 };
        let width = self.side(side, self.whole).width() - self.fact_left(side) - mark - 8.0;
        let shown = hostile::visible(ui, &cell.text(), &theme::body()).into_owned();
        let color = if cell.record.is_some() { tokens.accent } else { tokens.text };
        ui.painter().layout_job(hostile::wrapped(&shown, theme::body(), color, tokens, width.max(40.0)))
    }

    /// A sentence, broken at its width.
    pub fn note(&self, ui: &Ui, side: Option<usize>, text: &str) -> Arc<Galley> {
        let tokens = theme::of(ui);
        let (width, color) = match side {
            Some(side) => (self.side(side, self.whole).width(), tokens.warning),
            None => (self.whole.width(), tokens.secondary),
        };
        let said = if self.unified { format!("{}{text}", side_words(side)) } else { text.to_owned() };
        let shown = hostile::visible(ui, &said, &theme::body()).into_owned();
        let width = width - 2.0 * theme::PAD - if side.is_some() { MARK } else { 0.0 };
        ui.painter().layout_job(hostile::wrapped(&shown, theme::body(), color, tokens, width.max(40.0)))
    }
}

/// The side, before what is said of it.
pub fn side_words(side: Option<usize>) -> &'static str {
    match side {
        None => "",
        Some(0) => "Left: ",
        Some(_) => "Right: ",
    }
}

/// Room for the name of a fact.
pub const NAME: f32 = 132.0;
/// Room for a mark.
pub const MARK: f32 = 16.0;
