//! The whole case as one strip: how much stands where, how much of it the filter means, and the worst.

use super::filtered::Filtered;
use super::marks::Marks;
use super::picture::GAPS;
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
    /// x to pixels and back.
    pub scale: Scale,
    /// One for each pixel.
    pub strips: Vec<Strip>,
}

impl Overview {
    /// The whole case on `width` pixels, nothing folded; O(pixels * log n).
    pub fn of(case: &Case, pyramid: &Pyramid, filtered: &Filtered, width: u32) -> Overview {
        Overview::on(Scale::of(pyramid.axis.range(), width, &[]), case, pyramid, filtered)
    }

    /// The same with silences folded that are longer than `longest`, and than a 64th of all.
    pub fn folded(case: &Case, pyramid: &Pyramid, filtered: &Filtered, width: u32, longest: Option<i64>) -> Overview {
        let (first, end) = pyramid.axis.range();
        let longest = longest.map(|longest| longest.max(end.saturating_sub(first) / GAPS));
        let gaps = longest.map(|longest| pyramid.axis.gaps(case, (first, end), longest)).unwrap_or_default();
        Overview::on(Scale::of((first, end), width, &gaps), case, pyramid, filtered)
    }

    fn on(scale: Scale, case: &Case, pyramid: &Pyramid, filtered: &Filtered) -> Overview {
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
