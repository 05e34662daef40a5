//! Where in a selection the records lie that need a look, for the strip beside a table.
//!
//! A strip has a few hundred pixels and a selection ten million records: each place keeps the worst mark of the records it stands
//! for, so that a single failure among millions is never lost.

use crate::case::{Assurance, Case, Selection};

/// The worst mark at each place of a strip.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Minimap {
    /// From the first record to the last; `None`: nothing to look at there.
    pub places: Vec<Option<Assurance>>,
}

/// Places of a strip: more than its pixels on most screens.
pub const PLACES: usize = 1024;

impl Minimap {
    /// Of a selection. Verified and unchecked records are no ticks: they are the ground.
    pub fn of(case: &Case, selection: &Selection) -> Minimap {
        let count = selection.count();
        let mut places = vec![None; PLACES.min(count)];
        let length = places.len();
        for (rank, row) in selection.iter().enumerate() {
            let mark = case.assurance(row);
            if mark < Assurance::Withheld {
                continue;
            }
            if let Some(place) = places.get_mut(rank * length / count) {
                *place = (*place).max(Some(mark));
            }
        }
        Minimap { places }
    }
}
