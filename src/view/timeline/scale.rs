//! x of the axis to pixels and back, with long silences folded.
//!
//! Whole numbers only: a record lies in pixel p exactly if its x is not before `x_at(p)` and before `x_at(p + 1)`, so that counts
//! by pixel add up at every zoom.

/// A stretch of the picture: half-open in x and in pixels.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Piece {
    /// First x.
    pub from: i64,
    /// One after its last x.
    pub to: i64,
    /// First pixel.
    pub left: u32,
    /// One after its last pixel.
    pub right: u32,
    /// No record stands in it, and it is drawn shorter than it is.
    pub folded: bool,
}

/// A picture's scale.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scale {
    /// In their order, without holes.
    pub pieces: Vec<Piece>,
    /// Width in pixels.
    pub width: u32,
}

/// Pixels of a folded stretch: room for a cut and no more.
pub const FOLD: u32 = 12;
/// A fold may take one for so many pixels, so that folds never crowd out what they stand between.
const PIXELS_A_FOLD: u32 = 48;

impl Scale {
    /// A range on `width` pixels; of the `gaps` (last x before, first x after) the longest are folded, as many as have room.
    pub fn of(range: (i64, i64), width: u32, gaps: &[(i64, i64)]) -> Scale {
        let width = width.max(1);
        let mut folds: Vec<(i64, i64)> = gaps.to_vec();
        // Between two records there is always a record left; what begins outside the range ends at its edge.
        folds.iter_mut().for_each(|(a, b)| (*a, *b) = (a.saturating_add(1).max(range.0), (*b).min(range.1)));
        folds.retain(|(a, b)| a < b && (*a, *b) != range);
        folds.sort_by_key(|(a, b)| (a.saturating_sub(*b), *a));
        folds.truncate((width / PIXELS_A_FOLD) as usize);
        folds.sort_unstable();
        let mut pieces = live_and_folded(range, &folds);
        share(&mut pieces, width);
        Scale { pieces, width }
    }

    /// The pixel of an x; what lies outside lies at the edge.
    pub fn pixel(&self, x: i64) -> u32 {
        let at = self.pieces.partition_point(|piece| piece.to <= x);
        let Some(piece) = self.pieces.get(at) else { return self.width.saturating_sub(1) };
        let into = wide(x.max(piece.from)) - wide(piece.from);
        piece.left + (into * wide(piece.right - piece.left) / (wide(piece.to) - wide(piece.from))) as u32
    }

    /// The first x of a pixel; at the right end and beyond it one after the last.
    pub fn x_at(&self, pixel: u32) -> i64 {
        let at = self.pieces.partition_point(|piece| piece.right <= pixel);
        let Some(piece) = self.pieces.get(at) else { return self.range().1 };
        let (length, pixels) = (wide(piece.to) - wide(piece.from), wide(piece.right - piece.left));
        let into = (wide(pixel - piece.left) * length + pixels - 1) / pixels;
        (wide(piece.from) + into) as i64
    }

    /// The range between two pixels, in any order, both included; at least one tick.
    pub fn between(&self, a: u32, b: u32) -> (i64, i64) {
        let last = self.width.saturating_sub(1);
        let (a, b) = (a.min(b).min(last), a.max(b).min(last));
        let from = self.x_at(a).min(self.range().1 - 1);
        (from, self.x_at(b + 1).max(from + 1))
    }

    /// The range after zooming about a pixel: below 1 nearer, above 1 further. What is under the pixel stays there, by what is
    /// seen: a folded silence has no more weight than its pixels.
    pub fn zoomed(&self, pixel: u32, factor: f64) -> (i64, i64) {
        let factor = if factor.is_finite() { factor.clamp(1e-6, 1e6) } else { 1.0 };
        let (from, to) = self.range();
        let pixel = pixel.min(self.width.saturating_sub(1));
        let (at, width) = (f64::from(pixel) + 0.5, f64::from(self.width));
        if factor > 1.0 {
            // From a float to a whole number `as` saturates, so no factor leaves the range of the axis.
            let more = |pixels: f64| ((pixels * (factor - 1.0)) * self.rate()).ceil() as i64;
            return (from.saturating_sub(more(at)), to.saturating_add(more(width - at)));
        }
        // Where a pixel is narrower than a unit, the unit on either side of it is what is seen there.
        let next = self.x_at(pixel).saturating_add(1).min(to);
        // The unit that an edge cuts is left out, or a short range would never grow shorter.
        let from = self.x_near(at - at * factor).saturating_add(1).min(self.x_near(f64::from(pixel)));
        let to = self.x_near(at + (width - at) * factor).max(self.x_at(pixel + 1)).max(next);
        (from, to.max(from.saturating_add(1)))
    }

    /// The range after moving by pixels, at most by its width, inside of `within`; on where they are positive.
    pub fn panned(&self, pixels: f64, within: (i64, i64)) -> (i64, i64) {
        let ((from, to), width, rate) = (self.range(), f64::from(self.width), self.rate());
        let room = |length: i64| (length.max(0) as f64 / rate).max(0.0);
        let least = -room(from.saturating_sub(within.0)).min(width);
        let pixels = pixels.clamp(least, room(within.1.saturating_sub(to)).min(width));
        let more = (pixels.abs() * rate).round() as i64;
        if pixels >= 0.0 {
            let to = to.saturating_add(more).min(within.1.max(to));
            (self.x_near(pixels).min(to - 1), to)
        } else {
            let from = from.saturating_sub(more).max(within.0.min(from));
            (from, self.x_near(width + pixels).max(from + 1))
        }
    }

    /// Units of the axis in a pixel that is not folded.
    fn rate(&self) -> f64 {
        let live = self.pieces.iter().filter(|piece| !piece.folded);
        let (length, pixels) = live.fold((0.0, 0u32), |(length, pixels), piece| {
            (length + (wide(piece.to) - wide(piece.from)) as f64, pixels + (piece.right - piece.left))
        });
        if pixels == 0 { 1.0 } else { length / f64::from(pixels) }
    }

    /// The x at a place between pixels.
    fn x_near(&self, at: f64) -> i64 {
        let at = at.clamp(0.0, f64::from(self.width));
        let piece = self.pieces.partition_point(|piece| f64::from(piece.right) <= at);
        let Some(piece) = self.pieces.get(piece) else { return self.range().1 };
        let share = (at - f64::from(piece.left)) / f64::from(piece.right - piece.left);
        piece.from.saturating_add(((wide(piece.to) - wide(piece.from)) as f64 * share).floor() as i64).min(piece.to)
    }

    /// The x that it shows, half-open.
    pub fn range(&self) -> (i64, i64) {
        let first = self.pieces.first().map_or(0, |piece| piece.from);
        (first, self.pieces.last().map_or(1, |piece| piece.to))
    }

    /// The pixels at which a box may begin, every `step` of them, and the right end. A fold is a box of its own.
    pub(super) fn edges(&self, step: u32) -> Vec<u32> {
        let mut out = Vec::new();
        for piece in &self.pieces {
            let step = if piece.folded { piece.right - piece.left } else { step.max(1) };
            out.extend((piece.left..piece.right).step_by(step as usize));
        }
        out.push(self.width);
        out
    }
}

/// A range moved inside another; its length stays.
pub fn moved((first, end): (i64, i64), (from, to): (i64, i64), by: i64) -> (i64, i64) {
    let (least, most) = (first.saturating_sub(from), end.saturating_sub(to));
    let by = by.clamp(least.min(most), most.max(least));
    (from.saturating_add(by), to.saturating_add(by))
}

fn wide(n: impl Into<i128>) -> i128 {
    n.into()
}

fn live_and_folded(range: (i64, i64), folds: &[(i64, i64)]) -> Vec<Piece> {
    let piece = |from, to, folded| Piece { from, to, left: 0, right: 0, folded };
    let (mut pieces, mut from) = (Vec::new(), range.0);
    for (a, b) in folds {
        if from < *a {
            pieces.push(piece(from, *a, false));
        }
        pieces.push(piece(*a, *b, true));
        from = *b;
    }
    if from < range.1 {
        pieces.push(piece(from, range.1, false));
    }
    pieces
}

/// Gives each piece its pixels: a fold a fixed number, all else one and its share of the rest.
fn share(pieces: &mut [Piece], width: u32) {
    let folded = pieces.iter().filter(|piece| piece.folded).count() as u32;
    let live = pieces.len() as u32 - folded;
    let rest = wide(width.saturating_sub(folded * FOLD).saturating_sub(live));
    let length = |piece: &Piece| wide(piece.to) - wide(piece.from);
    let total: i128 = pieces.iter().filter(|piece| !piece.folded).map(length).sum();
    let (mut pixel, mut before) = (0, 0i128);
    for piece in pieces {
        let pixels = if piece.folded {
            FOLD
        } else {
            let upto = before + length(piece);
            let share = upto * rest / total - before * rest / total;
            before = upto;
            1 + share as u32
        };
        (piece.left, piece.right) = (pixel, pixel + pixels);
        pixel += pixels;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(scale: &Scale, range: (i64, i64)) {
        assert_eq!((scale.range(), scale.x_at(0), scale.x_at(scale.width)), (range, range.0, range.1));
        assert_eq!(scale.pieces.last().map(|piece| piece.right), Some(scale.width));
        for pair in scale.pieces.windows(2) {
            assert_eq!((pair[0].to, pair[0].right), (pair[1].from, pair[1].left));
        }
        assert!(scale.pieces.iter().all(|piece| piece.left < piece.right && piece.from < piece.to));
        for pixel in 0..scale.width {
            let (from, to) = (scale.x_at(pixel), scale.x_at(pixel + 1));
            assert!(from <= to);
            if from < to {
                assert_eq!((scale.pixel(from), scale.pixel(to - 1)), (pixel, pixel), "pixel {pixel} of {scale:?}");
            }
        }
    }

    #[test]
    fn a_pixel_holds_exactly_what_lies_between_its_edges() {
        for (range, width) in
            [((0, 1), 1), ((0, 7), 100), ((-50, 1_000_003), 640), ((i64::MIN / 2, i64::MAX / 2), 1600)]
        {
            holds(&Scale::of(range, width, &[]), range);
        }
        let gaps = [(-90, 10), (20, 90_000), (90_005, 90_900), (200_000, 700_000)];
        for width in [1, 10, 47, 48, 100, 333, 1600] {
            holds(&Scale::of((0, 400_000), width, &gaps), (0, 400_000));
        }
    }

    #[test]
    fn zoom_and_pan_go_by_what_is_seen_and_lose_nothing_under_the_pointer() {
        // A silence of a thousand times all else takes twelve pixels, so zooming beside it does not run into it.
        let gaps = [(999, 1_000_000)];
        let mut scale = Scale::of((0, 1_001_000), 500, &gaps);
        assert_eq!(scale.pieces.len(), 3);
        for _ in 0..40 {
            let x = scale.x_at(400).min(scale.range().1 - 1);
            let range = scale.zoomed(400, 0.8);
            assert!(range.0 <= x && x < range.1, "{range:?} holds {x}");
            assert!(range.1 - range.0 <= scale.range().1 - scale.range().0);
            scale = Scale::of(range, 500, &gaps);
            assert!(scale.pixel(x).abs_diff(400) <= 30 || scale.range().1 - scale.range().0 < 700, "{scale:?} {x}");
        }
        let (from, to) = scale.range();
        assert!(from >= 1_000_000 && to - from <= 4, "{from} to {to}");
        let whole = Scale::of((0, 1_001_000), 500, &gaps);
        let near = Scale::of((1_000_100, 1_000_200), 500, &[]);
        let far = near.zoomed(250, 4.0);
        assert!(((far.1 - far.0) - 400).abs() <= 4, "{far:?}");
        assert_eq!(near.panned(250.0, whole.range()), (1_000_150, 1_000_250));
        assert_eq!(near.panned(-100.0, whole.range()), (1_000_080, 1_000_180));
        assert_eq!(near.panned(1e12, (0, 1_000_220)), (1_000_120, 1_000_220));
        assert_eq!(near.panned(5.0, (1_000_100, 1_000_200)), (1_000_100, 1_000_200));
        assert_eq!(whole.panned(-5.0, whole.range()), whole.range());
    }

    #[test]
    fn the_longest_gaps_are_folded_first_and_never_the_whole() {
        let scale = Scale::of((0, 400_000), 100, &[(20, 90_000), (90_005, 90_900), (100_000, 300_000)]);
        let folded: Vec<(i64, i64)> =
            scale.pieces.iter().filter(|piece| piece.folded).map(|piece| (piece.from, piece.to)).collect();
        assert_eq!(folded, [(21, 90_000), (100_001, 300_000)]);
        assert!(!Scale::of((100, 200), 500, &[(0, 1000)]).pieces[0].folded);
    }
}
