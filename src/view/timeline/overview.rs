//! The whole case as one strip: how much stands where, how much of it the filter means, and the worst.

use super::filtered::Filtered;
use super::marks::Marks;
use super::pyramid::Pyramid;
use super::scale::Scale;
use crate::case::{Case, Row};
use rayon::prelude::*;

/// One pixel of the strip.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Strip {
    /// Records of the filter.
    pub count: usize,
    /// Records.
    pub total: usize,
    /// What is known about all that stand here: the strip shows the worst even where the filter hides it.
    pub marks: Marks,
    /// The first record of the filter.
    pub first: Option<Row>,
}

/// The strip.
#[derive(Clone, PartialEq, Debug)]
pub struct Overview {
    /// x to pixels and back; nothing is folded.
    pub scale: Scale,
    /// One for each pixel.
    pub strips: Vec<Strip>,
}

impl Overview {
    /// The whole case on `width` pixels; O(pixels * log n).
    pub fn of(case: &Case, pyramid: &Pyramid, filtered: &Filtered, width: u32) -> Overview {
        let scale = Scale::of(pyramid.axis.range(), width, &[]);
        let place = |pixel: u32| pyramid.axis.place(case, scale.x_at(pixel)) as usize;
        let edges: Vec<usize> = (0..scale.width + 1).into_par_iter().with_min_len(32).map(place).collect();
        let strip = |edge: &[usize]| {
            let slots = edge[0]..edge[1];
            let marks = pyramid.all.marks(&pyramid.whole, slots.clone());
            let first = filtered.whole.first(slots.clone()).map(|slot| pyramid.axis.row(slot as u32));
            Strip { count: filtered.whole.count(slots.clone()), total: slots.len(), marks, first }
        };
        let strips = edges.par_windows(2).map(strip).collect();
        Overview { scale, strips }
    }
}
