//! Records that are not there, as rows of the table: in their place by index, between the records that are.
//!
//! The table holds ten million records and these rows cost nothing for each of them: a sorted list of the gaps turns ranks of
//! records into places of the table and back, a search each. A gap belongs to its log. It is shown where the records at both its
//! ends are shown (one end, where it reaches the start or the end of the log): without a filter that is always so, and with one
//! nothing is said about a neighbourhood that the filter hides. The rows have no numbers of their own.

use super::mention::log_name;
use super::words::{count, counted};
use crate::bundle::Code;
use crate::case::{Case, Part, Row, Selection};
use std::sync::Arc;

/// Why records are not there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Absence {
    /// The proof does not disclose them.
    NotDisclosed,
    /// The proof says that they are there, and they are not.
    Lost,
    /// The chain of an actor lacks them, although every record around is there: somebody took them out.
    Chain {
        /// Whose.
        actor: String,
        /// Its sequence numbers, first and last, where they are known.
        n: Option<(u64, u64)>,
    },
}

/// Records that are not there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gap {
    /// Why.
    pub absence: Absence,
    /// Their indices, half-open; of a chain the index before which they are missing, twice.
    pub range: (u64, u64),
    /// Their log, where several are looked at.
    pub log: Option<String>,
    /// It is about several bundles of one log.
    pub joined: bool,
}

impl Gap {
    /// Whether they should be there; what an exporter left out is not missing.
    pub fn is_missing(&self) -> bool {
        self.absence != Absence::NotDisclosed
    }

    /// The word of its mark.
    pub fn word(&self) -> &'static str {
        if self.is_missing() { "missing" } else { "not disclosed" }
    }

    /// `records 88 120–88 131 are not in this bundle (12)`; may hold text from the evidence.
    pub fn words(&self) -> String {
        let (start, end) = self.range;
        let log = self.log.as_ref().map(|log| format!(" of {log}")).unwrap_or_default();
        let bundle = if self.joined { "these bundles" } else { "this bundle" };
        if let Absence::Chain { actor, n } = &self.absence {
            let number = n.map_or("records".to_owned(), |(first, last)| counted((last - first + 1) as usize, "record"));
            let n = match n {
                Some((first, last)) if first == last => format!(" (n = {first})"),
                Some((first, last)) => format!(" (n = {first} to {last})"),
                None => String::new(),
            };
            return format!("{number} of {actor} before record {}{log} not in {bundle}{n}", count(start as usize));
        }
        let number = end.saturating_sub(start);
        let last = count(end.saturating_sub(1) as usize);
        let (records, one) = match number {
            1 => (format!("record {last}{log}"), true),
            _ => (format!("records {}–{last}{log}", count(start as usize)), false),
        };
        let number = count(number as usize);
        match (&self.absence, one) {
            (Absence::Lost, true) => format!("{records} should be in {bundle} and is not ({number})"),
            (Absence::Lost, false) => format!("{records} should be in {bundle} and are not ({number})"),
            (_, true) => format!("{records} is not in {bundle} ({number})"),
            (_, false) => format!("{records} are not in {bundle} ({number})"),
        }
    }
}

/// The gaps that a table shows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Gaps {
    /// By place, ascending.
    list: Vec<Placed>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Placed {
    /// Shown records before it.
    rank: u64,
    /// Its place in the table.
    place: u64,
    gap: Gap,
}

/// What stands at a place of the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place<'a> {
    /// The shown record with this rank.
    Record(u64),
    /// Records that are not there, after so many shown ones.
    Gap(u64, &'a Gap),
}

impl Place<'_> {
    /// Shown records before it.
    pub fn rank(self) -> u64 {
        match self {
            Place::Record(rank) | Place::Gap(rank, _) => rank,
        }
    }
}

impl Gaps {
    /// Those of a selection; `part`: of one bundle alone, else of the logs as all bundles make them up.
    pub fn of(case: &Case, selection: &Selection, part: Option<usize>) -> Gaps {
        let mut found = Vec::new();
        match part {
            Some(part) => of_parts(case, selection, (&[part], None), &mut found),
            None => {
                for (number, log) in case.logs().iter().enumerate() {
                    of_parts(case, selection, (&log.parts, log_name(case, number)), &mut found);
                }
            }
        }
        Gaps::placed(found)
    }

    /// From gaps and the number of shown records before each.
    pub fn placed(mut gaps: Vec<(u64, Gap)>) -> Gaps {
        gaps.sort_by_key(|(rank, _)| *rank);
        let placed = |(at, (rank, gap)): (u64, (u64, Gap))| Placed { rank, place: rank + at, gap };
        Gaps { list: (0u64..).zip(gaps).map(placed).collect() }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Places of a table with so many shown records.
    pub fn places(&self, records: u64) -> u64 {
        records + self.list.len() as u64
    }

    /// The place of a record by its rank.
    pub fn place(&self, rank: u64) -> u64 {
        rank + self.list.partition_point(|gap| gap.rank <= rank) as u64
    }

    /// What stands at a place.
    pub fn at(&self, place: u64) -> Place<'_> {
        let before = self.list.partition_point(|gap| gap.place <= place);
        match before.checked_sub(1).and_then(|last| self.list.get(last)) {
            Some(gap) if gap.place == place => Place::Gap(gap.rank, &gap.gap),
            _ => Place::Record(place - before as u64),
        }
    }

    /// The gaps in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Gap> {
        self.list.iter().map(|placed| &placed.gap)
    }
}

/// The gaps of one log, as these bundles of it show it.
fn of_parts(
    case: &Case,
    selection: &Selection,
    (numbers, name): (&[usize], Option<String>),
    out: &mut Vec<(u64, Gap)>,
) {
    let parts: Vec<(usize, &Arc<Part>)> =
        numbers.iter().filter_map(|number| Some((*number, case.parts().get(*number)?))).collect();
    let gap = |absence, range| Gap { absence, range, log: name.clone(), joined: numbers.len() > 1 };
    let row = |index: u64| {
        let found = parts.iter().find_map(|(number, part)| Some((*number, part.rows.row_of(index)?)));
        found.and_then(|(number, row)| Some(case.order().position(number, u32::try_from(row).ok()?)))
    };
    let size = parts.iter().filter_map(|(_, part)| part.verification.size).max().unwrap_or_default();
    let present = union(parts.iter().flat_map(|(_, part)| part.rows.ranges()).collect());
    // Where reading was stopped, what follows is not missing but unknown.
    let stopped = parts.iter().any(|(_, part)| part.verification.counts.contains_key(&Code::Interrupted));
    let size = if stopped { present.last().map_or(0, |(_, end)| size.min(*end)) } else { size };
    let stated = union(parts.iter().flat_map(|(_, part)| part.verification.segments.clone()).collect());
    for (start, end) in complement(&present, size) {
        let ends = (start.checked_sub(1).and_then(row), row(end).filter(|_| end < size));
        let Some(rank) = shown(selection, ends) else { continue };
        let pieces = pieces((start, end), &stated);
        out.extend(
            pieces.map(|(lost, range)| (rank, gap(if lost { Absence::Lost } else { Absence::NotDisclosed }, range))),
        );
    }
    for (_, part) in &parts {
        let taken = part.verification.findings.iter().filter(|failure| failure.code == Code::ActorSeqGap);
        for (actor, index, n) in taken.filter_map(|found| Some((found.actor.clone()?, found.record?, found.n?))) {
            let Some(row) = row(index).filter(|row| selection.contains(*row)) else { continue };
            let of = part.verification.coverage.actors.iter().find(|of| of.actor == actor);
            let n = of.and_then(|of| of.gaps.iter().find(|(_, last)| last.checked_add(1) == Some(n)).copied());
            out.push((selection.rank(row) as u64, gap(Absence::Chain { actor, n }, (index, index))));
        }
    }
}

/// The rank at which a gap between two rows stands; `None`: one of them is hidden, or there is none at all.
fn shown(selection: &Selection, ends: (Option<Row>, Option<Row>)) -> Option<u64> {
    let hidden = [ends.0, ends.1].into_iter().flatten().any(|row| !selection.contains(row));
    match ends {
        _ if hidden => None,
        (_, Some(after)) => Some(selection.rank(after) as u64),
        (Some(before), None) => Some(selection.rank(before) as u64 + 1),
        (None, None) => None,
    }
}

/// Half-open ranges, sorted, joined where they touch.
fn union(mut ranges: Vec<(u64, u64)>) -> Vec<(u64, u64)> {
    ranges.sort_unstable();
    let mut out: Vec<(u64, u64)> = Vec::new();
    for (start, end) in ranges {
        match out.last_mut() {
            Some((_, last)) if *last >= start => *last = end.max(*last),
            _ => out.push((start, end)),
        }
    }
    out
}

/// What the ranges leave of `[0, size)`.
fn complement(ranges: &[(u64, u64)], size: u64) -> Vec<(u64, u64)> {
    let starts = ranges.iter().map(|(start, _)| *start).chain([size]);
    let ends = [0].into_iter().chain(ranges.iter().map(|(_, end)| *end));
    ends.zip(starts).filter(|(end, start)| end < start).collect()
}

/// A gap cut where the proof begins or ends to state records; true: it states them.
fn pieces(gap: (u64, u64), stated: &[(u64, u64)]) -> impl Iterator<Item = (bool, (u64, u64))> {
    let first = stated.partition_point(|(_, end)| *end <= gap.0);
    let near = stated.get(first..).unwrap_or_default().iter().take_while(|(start, _)| *start < gap.1);
    let mut out = Vec::new();
    let mut at = gap.0;
    for (start, end) in near {
        let (start, end) = (at.max(*start), gap.1.min(*end));
        out.push((false, (at, start)));
        out.push((true, (start, end)));
        at = end;
    }
    out.push((false, (at, gap.1)));
    out.into_iter().filter(|(_, (start, end))| start < end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gap(start: u64, end: u64) -> Gap {
        Gap { absence: Absence::NotDisclosed, range: (start, end), log: None, joined: false }
    }

    #[test]
    fn places_and_ranks_are_each_others_inverse_at_ten_million_rows() {
        for records in [0u64, 1, 1_000, 10_000_000] {
            for every in [1u64, 3, 1_000, 99_991] {
                // At most a hundred thousand gaps: two at each place, one before the first record, one after the last.
                let ranks = (0..=records).step_by(every as usize).take(50_000).chain([records]);
                let gaps = Gaps::placed(ranks.flat_map(|rank| [(rank, gap(0, 1)), (rank, gap(1, 2))]).collect());
                let places = gaps.places(records);
                assert_eq!(places, records + gaps.len() as u64);
                let mut seen = (0u64, 0usize);
                let step = (places / 5_000).max(1);
                for place in (0..places).step_by(step as usize) {
                    match gaps.at(place) {
                        Place::Record(rank) => assert_eq!(gaps.place(rank), place),
                        Place::Gap(rank, _) => {
                            assert!(gaps.place(rank) > place && (rank == 0 || gaps.place(rank - 1) < place))
                        }
                    }
                    let rank = gaps.at(place).rank();
                    assert!(rank >= seen.0, "ranks never go back");
                    seen = (rank, seen.1 + 1);
                }
                if step == 1 {
                    let count = (0..places).filter(|place| matches!(gaps.at(*place), Place::Record(_))).count();
                    assert_eq!(count as u64, records, "each record has one place");
                }
            }
        }
    }

    #[test]
    fn ranges_are_joined_cut_and_left_over() {
        assert_eq!(union(vec![(5, 9), (0, 2), (2, 4), (8, 12)]), [(0, 4), (5, 12)]);
        assert_eq!(complement(&[(0, 4), (5, 12)], 20), [(4, 5), (12, 20)]);
        assert_eq!(complement(&[], 3), [(0, 3)]);
        assert_eq!(complement(&[(0, 3)], 3), []);
        let cut: Vec<_> = pieces((4, 20), &[(0, 4), (6, 8), (15, 40)]).collect();
        assert_eq!(cut, [(false, (4, 6)), (true, (6, 8)), (false, (8, 15)), (true, (15, 20))]);
        assert_eq!(pieces((4, 6), &[]).collect::<Vec<_>>(), [(false, (4, 6))]);
    }

    #[test]
    fn the_words_are_in_the_number_of_what_they_say() {
        assert_eq!(gap(88_120, 88_132).words(), "records 88 120–88 131 are not in this bundle (12)");
        let one = Gap { log: Some("o/l".to_owned()), joined: true, ..gap(7, 8) };
        assert_eq!(one.words(), "record 7 of o/l is not in these bundles (1)");
        assert_eq!(one.word(), "not disclosed");
        let lost = Gap { absence: Absence::Lost, ..gap(599, 600) };
        assert_eq!(lost.words(), "record 599 should be in this bundle and is not (1)");
        assert_eq!(lost.word(), "missing");
        let chain = Absence::Chain { actor: "a".to_owned(), n: Some((41, 41)) };
        let taken = Gap { absence: chain, ..gap(387, 387) };
        assert_eq!(taken.words(), "1 record of a before record 387 not in this bundle (n = 41)");
        assert_eq!(taken.word(), "missing");
    }
}
