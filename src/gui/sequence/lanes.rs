//! Which lifelines stand side by side, where not all have room.
//!
//! A stretch of them, as it was scrolled to; and at its edge those that the record in focus runs between, so that both ends of its
//! arrow are always in sight.

use std::collections::BTreeSet;

/// The lifelines in sight, by number, from left to right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lanes {
    /// Those in sight.
    pub shown: Vec<usize>,
    /// Those that could be scrolled to: neither in sight nor put away.
    pub aside: Vec<usize>,
    /// Those that were put away.
    pub away: Vec<usize>,
    /// Those that stand there only for the record in focus.
    pub called: Vec<usize>,
}

impl Lanes {
    /// Of so many, of which some were put away: as many as fit from the one at `first` on, and those that are needed.
    pub fn of(all: usize, away: &BTreeSet<usize>, (first, fit): (usize, usize), needed: &[usize]) -> Lanes {
        let fit = fit.max(1);
        let open: Vec<usize> = (0..all).filter(|lane| !away.contains(lane)).collect();
        let start = open.partition_point(|lane| *lane < first).min(open.len().saturating_sub(fit));
        let mut shown: Vec<usize> = open.iter().skip(start).take(fit).copied().collect();
        let mut called = Vec::new();
        for lane in needed.iter().take(fit).filter(|lane| **lane < all) {
            if shown.contains(lane) {
                continue;
            }
            if shown.len() >= fit {
                give_way(&mut shown, *lane, needed);
            }
            shown.push(*lane);
            shown.sort_unstable();
            called.push(*lane);
        }
        let aside = open.into_iter().filter(|lane| !shown.contains(lane)).collect();
        let away = away.iter().filter(|lane| **lane < all && !shown.contains(lane)).copied().collect();
        Lanes { shown, aside, away, called }
    }

    /// The place of a lifeline among those in sight, or between which two it would be: (place, whether it is in sight).
    pub fn place(&self, lane: usize) -> (usize, bool) {
        let at = self.shown.partition_point(|shown| *shown < lane);
        (at, self.shown.get(at) == Some(&lane))
    }
}

/// The outermost on the side of the newcomer goes, unless it is needed itself.
fn give_way(shown: &mut Vec<usize>, newcomer: usize, needed: &[usize]) {
    let is_free = |lane: &usize| !needed.contains(lane);
    let goes = match shown.first() {
        Some(first) if newcomer < *first => shown.iter().position(is_free),
        _ => shown.iter().rposition(is_free),
    };
    if let Some(at) = goes {
        shown.remove(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lanes(away: &[usize], first: usize, needed: &[usize]) -> Lanes {
        Lanes::of(10, &away.iter().copied().collect(), (first, 4), needed)
    }

    #[test]
    fn a_stretch_and_at_its_edge_what_the_focus_needs() {
        assert_eq!(lanes(&[], 0, &[]).shown, [0, 1, 2, 3]);
        assert_eq!(lanes(&[], 9, &[]).shown, [6, 7, 8, 9]);
        let far = lanes(&[], 0, &[0, 8]);
        assert_eq!((far.shown.as_slice(), far.called.as_slice()), (&[0, 1, 2, 8][..], &[8][..]));
        assert_eq!(far.aside, [3, 4, 5, 6, 7, 9]);
        assert_eq!(lanes(&[], 5, &[1, 6]).shown, [1, 6, 7, 8]);
        assert_eq!(lanes(&[], 3, &[0, 9]).shown, [0, 4, 5, 9]);
        // More than fit: the first of them.
        assert_eq!(lanes(&[], 0, &[9, 8, 7, 6, 5]).shown, [6, 7, 8, 9]);
    }

    #[test]
    fn what_was_put_away_comes_back_only_where_it_is_needed() {
        let some = lanes(&[1, 2], 0, &[]);
        assert_eq!((some.shown.as_slice(), some.away.as_slice()), (&[0, 3, 4, 5][..], &[1, 2][..]));
        let needed = lanes(&[1, 2], 0, &[0, 2]);
        assert_eq!((needed.shown.as_slice(), needed.away.as_slice()), (&[0, 2, 3, 4][..], &[1][..]));
        assert!(Lanes::of(3, &BTreeSet::from([0, 1, 2]), (0, 4), &[]).shown.is_empty());
    }

    #[test]
    fn every_lifeline_is_in_sight_aside_or_away_and_once() {
        for first in 0..10 {
            for (a, b) in (0..10).flat_map(|a| (0..10).map(move |b| (a, b))) {
                let lanes = lanes(&[2, 7], first, &[a, b]);
                assert!(lanes.shown.contains(&a) && lanes.shown.contains(&b), "{first} {a} {b}: {lanes:?}");
                assert_eq!(lanes.shown.len(), 4);
                let mut all = [lanes.shown, lanes.aside, lanes.away].concat();
                all.sort_unstable();
                assert_eq!(all, (0..10).collect::<Vec<_>>(), "{first} {a} {b}");
            }
        }
    }
}
