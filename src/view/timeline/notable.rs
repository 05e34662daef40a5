//! What stands out along the axis: failed, missing, withheld, denied, found by a rule. No filter hides it; of another bundle than
//! the one that is looked at nothing is told.

use super::filtered::Filtered;
use super::marks::{Flag, Marks};
use super::pyramid::Pyramid;
use super::scale::Scale;
use crate::case::{Assurance, Case, Row};
use rayon::prelude::*;

/// Records that share a few pixels and need a look.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Notable {
    /// First pixel.
    pub left: u32,
    /// One after the last.
    pub right: u32,
    /// What is known about all records that stand here.
    pub marks: Marks,
    /// The first record that has the gravest of it.
    pub row: Row,
}

/// Pixels of a mark: none lies over another.
const STEP: u32 = 10;

/// All in a picture, O(pixels * log n).
pub fn of(case: &Case, pyramid: &Pyramid, filtered: &Filtered, scale: &Scale) -> Vec<Notable> {
    let all = filtered.part.as_ref().map_or(&pyramid.all, |part| &part.whole);
    let pixels = scale.edges(STEP);
    let place = |pixel: &u32| pyramid.axis.place(case, scale.x_at(*pixel)) as usize;
    let places: Vec<usize> = pixels.par_iter().with_min_len(16).map(place).collect();
    let mut out = Vec::new();
    for (pixels, places) in pixels.windows(2).zip(places.windows(2)) {
        let (&[left, right], &[start, end]) = (pixels, places) else { continue };
        let marks = all.marks(&pyramid.whole, start..end);
        let Some(gravest) = gravest(marks) else { continue };
        // One lane of all records: slot and place are the same.
        if let Some(place) = all.first_marked(&pyramid.whole, start..end, gravest) {
            out.push(Notable { left, right, marks, row: pyramid.axis.row(place as u32) });
        }
    }
    out
}

/// The gravest that a set has, if anything in it needs a look.
fn gravest(marks: Marks) -> Option<Marks> {
    let worst = marks.worst().filter(|worst| *worst >= Assurance::Withheld);
    let flag = [Flag::Finding, Flag::Denied].into_iter().find(|flag| marks.has(*flag));
    worst.map(Marks::of).or_else(|| flag.map(|flag| Marks::default().with(flag)))
}
