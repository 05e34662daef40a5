//! Where the table stands: the row at its top, and how many pixels of that row are above the edge.
//!
//! No pixel offset from the first row exists, since an `f32` cannot tell the pixels of two million rows apart. All rows have one
//! height.

use crate::gui::theme::ROW;
use std::ops::Range;

/// The place of the table's upper edge.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Anchor {
    /// Rank of the row at the top.
    pub top: u64,
    /// Pixels of it above the edge: at least 0, less than a row's height.
    pub sub: f32,
}

impl Anchor {
    /// Moved by pixels, down where they are positive, and kept inside `rows` rows seen through `height` pixels.
    pub fn scrolled(self, pixels: f32, rows: u64, height: f32) -> Anchor {
        let row = f64::from(ROW);
        let from_top = f64::from(self.sub) + f64::from(pixels);
        let moved = (from_top / row).floor();
        let sub = (from_top - moved * row).clamp(0.0, row) as f32;
        let top = self.top as i128 + moved as i128;
        if top < 0 { Anchor::default() } else { Anchor { top: top as u64, sub }.inside(rows, height) }
    }

    /// Not beyond the last row.
    pub fn inside(self, rows: u64, height: f32) -> Anchor {
        let last = Anchor::last(rows, height);
        let sub = if self.sub < ROW { self.sub } else { 0.0 };
        if (self.top, sub) > (last.top, last.sub) { last } else { Anchor { sub, ..self } }
    }

    /// Moved as little as shows a row whole.
    pub fn showing(self, rank: u64, rows: u64, height: f32) -> Anchor {
        if rank <= self.top {
            return Anchor { top: rank, sub: 0.0 }.inside(rows, height);
        }
        let fit = (height / ROW).floor().max(1.0) as u64;
        let below = rank - self.top;
        // With a part of the top row above the edge one row less is whole.
        let whole = if self.sub > 0.0 { (((height + self.sub) / ROW).floor() as u64).max(1) } else { fit };
        if below < whole {
            self
        } else {
            Anchor { top: rank + 1 - fit, sub: fit as f32 * ROW - height }.mended(rows, height)
        }
    }

    /// With a row in the middle.
    pub fn centred(rank: u64, rows: u64, height: f32) -> Anchor {
        let half = (height / ROW / 2.0).floor() as u64;
        Anchor { top: rank.saturating_sub(half), sub: 0.0 }.inside(rows, height)
    }

    /// At a share of the way from the first place to the last.
    pub fn at(share: f64, rows: u64, height: f32) -> Anchor {
        let last = Anchor::last(rows, height);
        let top = (share.clamp(0.0, 1.0) * last.top as f64).round() as u64;
        if share >= 1.0 { last } else { Anchor { top, sub: 0.0 }.inside(rows, height) }
    }

    /// The share of the way, 0 to 1.
    pub fn share(self, rows: u64, height: f32) -> f64 {
        let last = Anchor::last(rows, height);
        let rows_of = |anchor: Anchor| anchor.top as f64 + f64::from(anchor.sub / ROW);
        let whole = rows_of(last);
        if whole > 0.0 { (rows_of(self) / whole).clamp(0.0, 1.0) } else { 0.0 }
    }

    /// The rows that are at least partly in sight.
    pub fn visible(self, rows: u64, height: f32) -> Range<u64> {
        let seen = ((height + self.sub) / ROW).ceil().max(0.0) as u64;
        self.top.min(rows)..self.top.saturating_add(seen).min(rows)
    }

    /// The place at which the last row touches the lower edge.
    fn last(rows: u64, height: f32) -> Anchor {
        let fit = f64::from(height.max(0.0)) / f64::from(ROW);
        let whole = fit.floor();
        if rows as f64 <= fit {
            return Anchor::default();
        }
        let part = fit - whole;
        let top = rows - whole as u64;
        if part > 0.0 {
            Anchor { top: top - 1, sub: ((1.0 - part) * f64::from(ROW)) as f32 }
        } else {
            Anchor { top, sub: 0.0 }
        }
    }

    /// A negative remainder belongs to the row above.
    fn mended(self, rows: u64, height: f32) -> Anchor {
        if self.sub >= 0.0 {
            return self.inside(rows, height);
        }
        match self.top.checked_sub(1) {
            Some(top) => Anchor { top, sub: self.sub + ROW }.inside(rows, height),
            None => Anchor::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZES: [u64; 6] = [0, 1, 30, 1_000, 10_000_000, 1_000_000_000];
    const HEIGHT: f32 = 607.0;

    /// Pixels from the first row to the edge, exactly.
    fn pixels(anchor: Anchor) -> f64 {
        anchor.top as f64 * f64::from(ROW) + f64::from(anchor.sub)
    }

    #[test]
    fn a_pixel_is_a_pixel_at_a_thousand_million_rows() {
        for rows in SIZES {
            let end = Anchor::at(1.0, rows, HEIGHT);
            let mut anchor = end;
            let steps = 100;
            for _ in 0..steps {
                anchor = anchor.scrolled(-1.0, rows, HEIGHT);
            }
            let moved = pixels(end) - pixels(anchor);
            assert!((moved - f64::from(steps).min(pixels(end))).abs() < 0.01, "{rows} rows: {moved}");
            for _ in 0..steps {
                anchor = anchor.scrolled(1.0, rows, HEIGHT);
            }
            assert!((pixels(anchor) - pixels(end)).abs() < 0.01, "{rows} rows");
        }
    }

    #[test]
    fn the_last_row_touches_the_lower_edge_and_nothing_is_beyond() {
        for rows in SIZES.into_iter().filter(|rows| *rows > 30) {
            let end = Anchor::default().scrolled(f32::MAX / 4.0, rows, HEIGHT);
            assert_eq!(end, Anchor::at(1.0, rows, HEIGHT));
            let bottom = pixels(end) + f64::from(HEIGHT);
            assert!((bottom - rows as f64 * f64::from(ROW)).abs() < 0.01, "{rows} rows end at {bottom}");
            assert_eq!(end.visible(rows, HEIGHT).end, rows);
            assert_eq!(end.share(rows, HEIGHT), 1.0);
        }
        assert_eq!(Anchor::default().scrolled(500.0, 5, HEIGHT), Anchor::default());
        assert_eq!(Anchor::default().visible(5, HEIGHT), 0..5);
    }

    #[test]
    fn showing_a_row_moves_as_little_as_needed() {
        for rows in SIZES.into_iter().filter(|rows| *rows > 30) {
            let start = Anchor::centred(rows / 2, rows, HEIGHT);
            for rank in [0, 1, rows / 3, rows / 2, rows / 2 + 1, rows - 2, rows - 1] {
                let anchor = start.showing(rank, rows, HEIGHT);
                let (upper, lower) = (pixels(anchor), pixels(anchor) + f64::from(HEIGHT));
                let row = rank as f64 * f64::from(ROW);
                assert!(row >= upper - 0.01 && row + f64::from(ROW) <= lower + 0.01, "{rank} of {rows} is not whole");
                assert_eq!(anchor.showing(rank, rows, HEIGHT), anchor, "shown already");
            }
            assert_eq!(start.showing(rows / 2, rows, HEIGHT), start);
        }
    }

    #[test]
    fn shares_lead_back_to_their_places() {
        for rows in SIZES.into_iter().filter(|rows| *rows > 1_000) {
            for share in [0.0, 0.25, 0.5, 0.999, 1.0] {
                let found = Anchor::at(share, rows, HEIGHT).share(rows, HEIGHT);
                assert!((found - share).abs() < 1e-6, "{share} of {rows} rows: {found}");
            }
        }
    }
}
