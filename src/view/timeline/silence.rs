//! Stretches in which no record stands.

use super::scale::{Piece, Scale};

/// A silence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Gap {
    /// x of the last record before it.
    pub from: i64,
    /// x of the first record after it.
    pub to: i64,
    /// First pixel.
    pub left: u32,
    /// One after the last.
    pub right: u32,
    /// It is drawn shorter than it is.
    pub folded: bool,
}

impl Gap {
    /// The part of a silence that a picture shows; `None`: none of it.
    pub(super) fn of(scale: &Scale, (from, to): (i64, i64)) -> Option<Gap> {
        let (first, end) = scale.range();
        let (a, b) = (from.saturating_add(1).max(first), to.min(end));
        if a >= b {
            return None;
        }
        let folded = |piece: &Piece| piece.folded && piece.from == a;
        let piece = scale.pieces.iter().find(|piece| folded(piece));
        let (left, right) =
            piece.map_or_else(|| (scale.pixel(a), scale.pixel(b - 1) + 1), |piece| (piece.left, piece.right));
        Some(Gap { from, to, left, right, folded: piece.is_some() })
    }
}
