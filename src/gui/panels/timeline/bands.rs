//! What lies where in the pane, for any size of it.

use crate::gui::timeline::Size;
use egui::{Rect, pos2};

/// The bands, from top to bottom. All that has an x begins right of the gutter.
#[derive(Clone, Copy, Debug)]
pub struct Bands {
    /// Switches and counts.
    pub header: Rect,
    /// The whole case.
    pub strip: Rect,
    /// What stands out.
    pub marks: Rect,
    /// Promotions; in a low pane they share the band of the marks.
    pub flags: Rect,
    /// The lanes.
    pub lanes: Rect,
    /// Grants.
    pub grants: Rect,
    /// The ruler.
    pub ruler: Rect,
    /// The pane is high enough for grants.
    grants_fit: bool,
}

/// Height of a lane.
pub const LANE: f32 = 14.0;
/// Height of a row of grants.
pub const GRANT: f32 = 13.0;
const HEADER: f32 = 28.0;
const MARKS: f32 = 12.0;
const FLAGS: f32 = 14.0;
const RULER: f32 = 24.0;
const RIGHT: f32 = 14.0;

impl Bands {
    /// Of a pane; without grants the lanes have their room.
    pub fn of(pane: Rect, grants: bool) -> Bands {
        let height = pane.height();
        let gutter = if pane.width() < 1100.0 { 130.0 } else { 164.0 };
        let (left, right) = (pane.left() + gutter, (pane.right() - RIGHT).max(pane.left() + gutter + 1.0));
        let mut top = pane.top();
        let mut band = |height: f32, left: f32, right: f32| {
            let band = Rect::from_min_max(pos2(left, top), pos2(right, top + height));
            top += height;
            band
        };
        let header = band(HEADER, pane.left(), pane.right());
        let strip = band(if height >= 150.0 { 26.0 } else { 16.0 }, left, right);
        let marks = band(MARKS, left, right);
        let flags = if height >= 140.0 { band(FLAGS, left, right) } else { marks };
        let most = if height >= 180.0 { 2 } else { u32::from(height >= 150.0) };
        let rows = if grants { most as f32 } else { 0.0 };
        let room = pane.bottom() - flags.bottom() - rows * GRANT - RULER;
        let lanes = band((room / LANE).floor().max(1.0) * LANE, left, right);
        let grants = band(rows * GRANT, left, right);
        let ruler = band(RULER, left, right);
        Bands { header, strip, marks, flags, lanes, grants, ruler, grants_fit: most > 0 }
    }

    /// Room for a picture. Bars that share a row have no limit but their number.
    pub fn size(&self) -> Size {
        let lanes = (self.lanes.height() / LANE).round() as u32;
        let grants = if self.grants_fit { GRANTS } else { 0 };
        Size { width: self.strip.width().floor().max(1.0) as u32, lanes, grants }
    }

    /// Everything but header and strip, with the gutter.
    pub fn canvas(&self) -> Rect {
        Rect::from_min_max(pos2(self.header.left(), self.marks.top()), pos2(self.header.right(), self.ruler.bottom()))
    }

    /// Where a pixel of the picture begins.
    pub fn x(&self, pixel: u32) -> f32 {
        self.strip.left() + pixel as f32
    }

    /// The pixel of a place; the nearest where it lies outside.
    pub fn pixel(&self, x: f32) -> u32 {
        (x - self.strip.left()).clamp(0.0, (self.strip.width() - 1.0).max(0.0)) as u32
    }

    /// A row of a band that has rows of a height.
    pub fn row(band: Rect, at: usize, height: f32) -> Rect {
        let top = band.top() + at as f32 * height;
        Rect::from_min_max(pos2(band.left(), top), pos2(band.right(), top + height))
    }
}

/// Grants that are asked for: more than two rows ever hold.
const GRANTS: u32 = 64;

#[cfg(test)]
mod tests {
    use super::*;
    use egui::vec2;

    #[test]
    fn bands_lie_inside_the_pane_at_every_size() {
        for height in 96..=260u32 {
            for width in [900.0, 1440.0, 2560.0] {
                let pane = Rect::from_min_size(pos2(0.0, 40.0), vec2(width, height as f32));
                let bands = Bands::of(pane, height % 2 == 0);
                assert!(bands.ruler.bottom() <= pane.bottom() + 0.01, "{height}: {bands:?}");
                assert!(bands.size().lanes >= 1 && bands.size().width > 600, "{height}");
                assert!(bands.lanes.top() >= bands.flags.bottom() && bands.grants.top() >= bands.lanes.bottom());
            }
        }
    }
}
