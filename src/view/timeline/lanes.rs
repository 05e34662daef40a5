//! Records grouped in lanes: for each lane its places in the order of the axis, and the marks of each.
//!
//! 5 bytes a record. The places of one lane lie side by side and grow, so where a pixel ends in it is one short search that never
//! looks at a record. One lane of all records needs no list of places: 1 byte a record.

use super::axis::Axis;
use super::marks::Marker;
use crate::case::{Case, Name, Row, Selection};
use rayon::prelude::*;
use std::ops::Range;

/// What makes a lane.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LaneBy {
    /// The acting agent.
    Agent,
    /// The run.
    Run,
    /// The type of the record.
    Kind,
    /// Nothing: all records are one lane.
    Nothing,
}

/// The lanes of a case, in the order in which each is first seen in it. One name in two logs is two lanes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lanes {
    keys: Vec<(usize, Name)>,
    /// First slot of each lane, and the end.
    starts: Vec<u32>,
    /// The place of each slot. Empty: they are the same.
    places: Vec<u32>,
    /// The marks of each slot.
    pub(super) marks: Vec<u8>,
}

impl Lanes {
    /// Groups a case along an axis. `findings` are the records that the scan speaks of.
    pub fn of(case: &Case, axis: &Axis, by: LaneBy, findings: &Selection) -> Lanes {
        let marker = Marker::new(case, findings);
        let rows = case.len() as u32;
        if by == LaneBy::Nothing {
            let marks = (0..rows).into_par_iter().map(|place| marker.of(axis.row(place)).0).collect();
            return Lanes { keys: vec![(0, Name::NONE)], starts: vec![0, rows], places: Vec::new(), marks };
        }
        let (keys, lane_of) = assign(case, by);
        let mut starts = vec![0u32; keys.len() + 1];
        lane_of.iter().for_each(|lane| starts[*lane as usize + 1] += 1);
        (1..starts.len()).for_each(|lane| starts[lane] += starts[lane - 1]);
        let mut next = starts.clone();
        let mut places = vec![0u32; rows as usize];
        for place in 0..rows {
            let lane = lane_of[axis.row(place) as usize] as usize;
            places[next[lane] as usize] = place;
            next[lane] += 1;
        }
        drop(lane_of);
        let marks = places.par_iter().map(|place| marker.of(axis.row(*place)).0).collect();
        Lanes { keys, starts, places, marks }
    }

    /// Number of lanes.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Log and name of a lane.
    pub fn key(&self, lane: u32) -> (usize, Name) {
        self.keys.get(lane as usize).copied().unwrap_or_default()
    }

    /// The slots of a lane.
    pub fn slots(&self, lane: u32) -> Range<usize> {
        let at = |lane: usize| self.starts.get(lane).map_or(self.marks.len(), |start| *start as usize);
        at(lane as usize)..at(lane as usize + 1)
    }

    /// The place of a slot.
    pub fn place(&self, slot: usize) -> u32 {
        self.places.get(slot).copied().unwrap_or(slot as u32)
    }

    /// Number of slots.
    pub fn slot_count(&self) -> usize {
        self.marks.len()
    }

    /// The first of some slots of one lane whose place is not before `place`. Near ones are found faster.
    pub fn slot_of(&self, slots: Range<usize>, place: u32) -> usize {
        if self.places.is_empty() {
            return (place as usize).clamp(slots.start, slots.end);
        }
        let (mut low, mut step) = (slots.start, 1);
        while low + step < slots.end && self.place(low + step) < place {
            low += step;
            step *= 2;
        }
        let (mut low, mut high) = (low, (low + step).min(slots.end));
        while low < high {
            let middle = low + (high - low) / 2;
            if self.place(middle) < place { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// Bytes that it holds.
    pub fn bytes(&self) -> usize {
        self.places.len() * 4 + self.marks.len() + self.starts.len() * 4 + size_of_val(self.keys.as_slice())
    }
}

/// The keys of the lanes, and the lane of each row.
fn assign(case: &Case, by: LaneBy) -> (Vec<(usize, Name)>, Vec<u32>) {
    const UNSEEN: u32 = u32::MAX;
    let (mut keys, mut lane_of) = (Vec::new(), Vec::with_capacity(case.len()));
    // By log and name, as far as names are seen.
    let mut known: Vec<Vec<u32>> = vec![Vec::new(); case.logs().len()];
    let contexts = case.tables().contexts.all();
    for row in 0..case.len() as Row {
        let cells = case.cells(row);
        let context = cells.and_then(|cells| contexts.get(cells.context as usize));
        let name = match by {
            LaneBy::Agent => context.map(|context| context.agent),
            LaneBy::Kind => context.map(|context| context.kind),
            LaneBy::Run => cells.map(|cells| cells.run),
            LaneBy::Nothing => None,
        };
        let (log, name) = (cells.map_or(0, |cells| cells.log), name.unwrap_or_default());
        let lanes = &mut known[log];
        if lanes.len() <= name.0 as usize {
            lanes.resize(name.0 as usize + 1, UNSEEN);
        }
        let lane = &mut lanes[name.0 as usize];
        if *lane == UNSEEN {
            *lane = keys.len() as u32;
            keys.push((log, name));
        }
        lane_of.push(*lane);
    }
    (keys, lane_of)
}
