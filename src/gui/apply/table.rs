//! The table's place, and which rows have to be read for it.
//!
//! A place of the table is a shown record or a row for records that are not there; ranks count the records alone.

use crate::case::Row;
use crate::gui::state::{Desk, Effect};
use crate::gui::table::Anchor;
use crate::work::Request;
use std::sync::Arc;

pub fn scroll(desk: &mut Desk, pixels: f32) -> Vec<Effect> {
    let (rows, height) = (desk.places(), desk.table.height);
    desk.table.anchor = desk.table.anchor.scrolled(pixels, rows, height);
    read(desk)
}

pub fn scroll_to(desk: &mut Desk, share: f64) -> Vec<Effect> {
    desk.table.anchor = Anchor::at(share, desk.places(), desk.table.height);
    read(desk)
}

pub fn height(desk: &mut Desk, height: f32) -> Vec<Effect> {
    if desk.table.height == height {
        return Vec::new();
    }
    let first = desk.table.height == 0.0;
    desk.table.height = height;
    match desk.focus_rank().filter(|_| first) {
        Some(rank) => show(desk, rank),
        None => scroll(desk, 0.0),
    }
}

/// Brings a record into sight, by its rank.
pub fn show(desk: &mut Desk, rank: u64) -> Vec<Effect> {
    let rank = desk.filter.gaps.place(rank);
    let (rows, height, anchor) = (desk.places(), desk.table.height, desk.table.anchor);
    let seen = anchor.visible(rows, height);
    // A near row is scrolled to, a far one is put into the middle.
    let near = rank.saturating_add(NEAR) >= seen.start && rank <= seen.end.saturating_add(NEAR);
    desk.table.anchor = if near { anchor.showing(rank, rows, height) } else { Anchor::centred(rank, rows, height) };
    read(desk)
}

/// After another filter: the focus stays in sight, or else what stood at the top.
pub fn keep_place(desk: &mut Desk, old_top: Option<Row>) -> Vec<Effect> {
    desk.table.page = None;
    desk.table.asked = None;
    let (rows, height) = (desk.places(), desk.table.height);
    let rank = |row: Row| desk.filter.gaps.place(desk.filter.selection.rank(row) as u64);
    desk.table.anchor = match (desk.focus, old_top) {
        (Some(focus), _) => Anchor::centred(rank(focus), rows, height),
        (None, Some(top)) => Anchor { top: rank(top), sub: 0.0 }.inside(rows, height),
        (None, None) => Anchor::default(),
    };
    read(desk)
}

/// Asks for rows where those in sight were not asked for yet: three screens, so that scrolling meets rows that are there.
pub fn read(desk: &mut Desk) -> Vec<Effect> {
    let (rows, gaps) = (desk.rows(), &desk.filter.gaps);
    let seen = desk.table.anchor.visible(desk.places(), desk.table.height);
    let rank = |place: u64| (gaps.at(place).rank().min(rows)) as usize;
    let (start, end) = (rank(seen.start), rank(seen.end));
    if start == end {
        return Vec::new();
    }
    let covers = |(first, count): (usize, usize)| first <= start && end <= first + count;
    if desk.table.asked.is_some_and(covers) {
        return Vec::new();
    }
    let screen = end - start;
    let first = start.saturating_sub(screen);
    let count = (3 * screen).min(rows as usize - first);
    desk.table.asked = Some((first, count));
    vec![Effect::Send(Request::Page { selection: Arc::clone(&desk.filter.selection), first, count })]
}

/// Rows out of sight to which the table scrolls by its own height at most.
const NEAR: u64 = 2;
