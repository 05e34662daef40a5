//! A scroll bar for a place that is a row, not a pixel offset.

use super::Anchor;
use crate::gui::theme;
use egui::{Rect, Sense, Stroke, Ui, pos2, vec2};

/// What it shows.
#[derive(Clone, Copy, Debug)]
pub struct Bar {
    /// The row at the top.
    pub anchor: Anchor,
    /// Rows in all.
    pub rows: u64,
    /// Pixels of rows that fit.
    pub height: f32,
    /// The row in focus.
    pub focus: Option<u64>,
}

/// The bar; gives the share of the length that was clicked or dragged to, 0 to 1.
pub fn bar_ui(ui: &mut Ui, strip: Rect, bar: &Bar, said: &str) -> Option<f64> {
    let tokens = theme::of(ui);
    let response = ui.interact(strip, ui.scope_id().with("bar"), Sense::click_and_drag());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Slider, true, said));
    ui.painter().rect_filled(strip, 0.0, tokens.panel);
    ui.painter().vline(strip.left() + 0.5, strip.y_range(), Stroke::new(1.0, tokens.hairline));
    let seen = bar.anchor.visible(bar.rows, bar.height);
    let share = (seen.end - seen.start) as f32 / bar.rows.max(1) as f32;
    let thumb = (strip.height() * share).clamp(18.0_f32.min(strip.height()), strip.height());
    let top = strip.top() + (strip.height() - thumb) * bar.anchor.share(bar.rows, bar.height) as f32;
    if thumb < strip.height() {
        let handle = Rect::from_min_size(pos2(strip.left() + 2.0, top), vec2(strip.width() - 3.0, thumb));
        ui.painter().rect_filled(handle, 2.0, tokens.hairline);
    }
    if let Some(rank) = bar.focus {
        let y = strip.top() + strip.height() * (rank as f32 + 0.5) / bar.rows.max(1) as f32;
        ui.painter().hline(strip.left() + 1.0..=strip.right(), y, Stroke::new(1.0, tokens.accent));
    }
    let at = response.interact_pointer_pos().filter(|_| response.clicked() || response.dragged())?;
    Some(f64::from((at.y - strip.top() - thumb / 2.0) / (strip.height() - thumb).max(1.0)))
}
