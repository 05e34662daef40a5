//! Counts crossings: exactly, between each two neighbouring rows.
//!
//! After Barth, Mutzel and Jünger (2004): a crossing is an inversion, counted with a tree of sums in E log V.

use super::layers::Layers;

/// Crossings in the whole picture.
pub(super) fn all(layers: &Layers) -> u64 {
    (1..layers.rows.len()).map(|row| above(layers, row)).sum()
}

/// Crossings between a row and the one above it.
fn above(layers: &Layers, row: usize) -> u64 {
    let width = layers.rows[row].len();
    let mut sums = vec![0_u64; width + 1];
    let mut counted = 0;
    let mut crossings = 0;
    let mut ends: Vec<usize> = Vec::new();
    for vertex in &layers.rows[row - 1] {
        ends.clear();
        ends.extend(layers.down[*vertex].iter().map(|(to, _)| layers.place[*to]));
        // Segments from one vertex do not cross: count all of them before any goes in.
        for end in &ends {
            crossings += counted - up_to(&sums, *end);
        }
        for end in &ends {
            add(&mut sums, *end);
        }
        counted += ends.len() as u64;
    }
    crossings
}

/// Crossings of two lists of rising places if the first vertex stands left, and if it stands right.
pub(super) fn between(left: &[usize], right: &[usize]) -> (u64, u64) {
    let (mut as_is, mut swapped) = (0, 0);
    let (mut smaller, mut not_greater) = (0, 0);
    for place in left {
        while right.get(smaller).is_some_and(|other| other < place) {
            smaller += 1;
        }
        while right.get(not_greater).is_some_and(|other| other <= place) {
            not_greater += 1;
        }
        as_is += smaller as u64;
        swapped += (right.len() - not_greater) as u64;
    }
    (as_is, swapped)
}

/// How many went in at or before a place.
fn up_to(sums: &[u64], place: usize) -> u64 {
    let mut at = place + 1;
    let mut sum = 0;
    while at > 0 {
        sum += sums[at];
        at &= at - 1;
    }
    sum
}

fn add(sums: &mut [u64], place: usize) {
    let mut at = place + 1;
    while at < sums.len() {
        sums[at] += 1;
        at += at & at.wrapping_neg();
    }
}
