//! The columns of a bundle: places, ranges, clocks, and what a row costs.

use super::*;

fn rows() -> Rows {
    let mut rows = Rows::default();
    let mut offset = 0;
    for at in 0..300u64 {
        let (file, index) = if at < 200 { ("records/a", at) } else { ("records/b", at + 1000) };
        if at == 200 {
            offset = 0;
        }
        let length = 100 + (at as usize % 7);
        let new = NewRow {
            index,
            place: (file, offset),
            length,
            leaf: Digest::of(&at.to_be_bytes()),
            time: if at == 150 { 10_000 } else { at as i64 },
            context: 0,
            run: Name::NONE,
            detail: 0,
            assurance: Assurance::Verified,
        };
        rows.push(&new);
        if at >= 2 {
            rows.parent(at as u32 - 1);
            rows.parent(at as u32 - 2);
        }
        offset += length as u64 + 1;
    }
    rows
}

#[test]
fn places_indices_and_parents_come_back() {
    let rows = rows();
    let mut offset = 0;
    for at in 0..300usize {
        if at == 200 {
            offset = 0;
        }
        let length = 100 + (at as u64 % 7);
        let file = if at < 200 { "records/a" } else { "records/b" };
        assert_eq!(rows.place(at), Some((file, offset, length)), "row {at}");
        let index = if at < 200 { at as u64 } else { at as u64 + 1000 };
        assert_eq!((rows.index(at), rows.row_of(index)), (index, Some(at)));
        offset += length + 1;
    }
    assert_eq!((rows.row_of(200), rows.row_of(1300)), (None, None));
    assert_eq!(rows.ranges(), [(0, 200), (1200, 1300)]);
    assert_eq!((rows.parents(1), rows.parents(299)), ([].as_slice(), [298, 297].as_slice()));
}

#[test]
fn the_clock_is_the_largest_time_so_far() {
    let rows = rows();
    assert_eq!((rows.clock(149), rows.clock(150), rows.clock(299)), (149, 10_000, 10_000));
}

#[test]
fn a_lost_payload_never_makes_a_record_look_better() {
    assert_eq!(Assurance::Verified.without_payload(true), Assurance::Withheld);
    assert_eq!(Assurance::Withheld.without_payload(false), Assurance::Missing);
    assert_eq!(Assurance::Missing.without_payload(true), Assurance::Missing);
    assert_eq!(Assurance::Failed.without_payload(true), Assurance::Failed);
}
