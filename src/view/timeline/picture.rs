//! One picture of the timeline as plain data, and how it is found.
//!
//! Texts are as they stand in the evidence: whoever shows them makes them harmless.

use super::axis::AxisKind;
use super::filtered::Filtered;
use super::grants::{Bar, GrantState};
use super::lanes::LaneBy;
use super::marks::Marks;
use super::notable::{self, Notable};
use super::promotions::Promotion;
use super::pyramid::Pyramid;
use super::request::Request;
use super::scale::Scale;
use super::silence::Gap;
use crate::case::{Case, Name, Row};
use rayon::prelude::*;

/// A picture. Pixels are whole numbers from 0 to the width.
#[derive(Clone, PartialEq, Debug)]
pub struct TimelineView {
    /// What makes a lane.
    pub by: LaneBy,
    /// What x means.
    pub axis: AxisKind,
    /// The filter as it is written.
    pub filter: String,
    /// x to pixels and back.
    pub scale: Scale,
    /// The lanes asked for.
    pub lanes: Vec<LaneView>,
    /// What stands out in the range, whatever the filter.
    pub notable: Vec<Notable>,
    /// Silences, in their order.
    pub gaps: Vec<Gap>,
    /// Silences up to this length are not told, in microseconds; `None`: none is.
    pub fold: Option<i64>,
    /// What moved between environments, whatever the filter says: it is the ground that records stand on.
    pub promotions: Vec<Promotions>,
    /// Grants of which a record is in the filter.
    pub grants: Vec<GrantBar>,
    /// The cursor.
    pub cursor: Option<CursorMark>,
    /// Records of the filter in the range, in all lanes.
    pub count: usize,
    /// What is not in the picture.
    pub hidden: Hidden,
}

/// One lane.
#[derive(Clone, PartialEq, Debug)]
pub struct LaneView {
    /// Its number among the lanes that the filter leaves.
    pub number: u32,
    /// The log that it is in.
    pub log: usize,
    /// The name; none: the record states none.
    pub name: Name,
    /// The text of the name, as it is in the evidence; empty for none.
    pub label: String,
    /// Records of the filter in the range.
    pub count: usize,
    /// Records in the range.
    pub total: usize,
    /// There is room for each record: every box lists its own.
    pub exact: bool,
    /// Side by side, in their order. Where nothing stands there is no box.
    pub boxes: Vec<Boxed>,
}

/// Records of one lane that share some pixels.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Boxed {
    /// First pixel.
    pub left: u32,
    /// One after the last.
    pub right: u32,
    /// Records of the filter; 0: the filter hides all that stands here.
    pub count: usize,
    /// Records.
    pub total: usize,
    /// What is known about those of the filter.
    pub marks: Marks,
    /// The first of the filter along the axis.
    pub first: Option<Row>,
    /// Those of the filter, where the lane is exact.
    pub rows: Vec<Row>,
}

/// Promotions that share a pixel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Promotions {
    /// The pixel.
    pub pixel: u32,
    /// How many.
    pub count: usize,
    /// Of these, without effect.
    pub without_effect: usize,
    /// What is known about their records.
    pub marks: Marks,
    /// The first, and its texts: name, version, operation, environment.
    pub first: Promotion,
    /// Name of the artifact.
    pub name: String,
    /// Version.
    pub version: String,
    /// `promote`, `rollback` or `retire`.
    pub op: String,
    /// Environment.
    pub env: String,
}

/// A grant from its decision to its end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GrantBar {
    /// Its number in the ledger.
    pub grant: usize,
    /// Its decision, or its request where there is none.
    pub row: Row,
    /// Name.
    pub name: String,
    /// Who asked for it.
    pub holder: String,
    /// Decision.
    pub state: GrantState,
    /// The decision takes effect.
    pub effective: bool,
    /// Pixels that it covers; a point covers one. `None`: all of it is outside of the range, only uses are in it.
    pub pixels: Option<(u32, u32)>,
    /// From when, and until when it counts; `i64::MAX`: no end is known.
    pub span: (i64, i64),
    /// What is known about its records.
    pub marks: Marks,
    /// Its uses in the range.
    pub uses: Vec<UseMark>,
}

/// Uses of a grant that share a pixel.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UseMark {
    /// The pixel.
    pub pixel: u32,
    /// How many.
    pub count: usize,
    /// Of these, not covered by the grant.
    pub outside: usize,
    /// The first of them.
    pub row: Row,
}

/// Where the reader stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CursorMark {
    /// The record.
    pub row: Row,
    /// Its x.
    pub x: i64,
    /// Its pixel; `None`: it is outside of the range.
    pub pixel: Option<u32>,
    /// What is known about the record.
    pub marks: Marks,
}

/// What is not in the picture, in numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Hidden {
    /// Records of the case that the filter leaves out.
    pub by_filter: usize,
    /// Records of the filter before the range.
    pub before: usize,
    /// Records of the filter after the range.
    pub after: usize,
    /// Lanes that have no record of the filter.
    pub lanes_by_filter: usize,
    /// Lanes above those asked for.
    pub lanes_above: usize,
    /// Lanes below those asked for.
    pub lanes_below: usize,
    /// Grants of the filter in the range for which there was no room.
    pub grants: usize,
}

/// Pixels that a record needs to be shown alone.
const ROOM: usize = 6;
/// Gaps shorter than this part of a range are not gaps.
pub(super) const GAPS: i64 = 64;

impl TimelineView {
    /// Answers a request from what was built for its case, grouping and axis, and for its selection.
    pub fn of(case: &Case, pyramid: &Pyramid, filtered: &Filtered, request: &Request) -> TimelineView {
        let range = pyramid.axis.clamped(request.range);
        let (from, to) = range;
        let fold = request.fold.map(|longest| longest.max(to.saturating_sub(from) / GAPS));
        let silences = fold.map(|longest| pyramid.axis.gaps(case, range, longest)).unwrap_or_default();
        // Of a silence that reaches beyond the range only what lies in it is drawn, and folded if that is long.
        let long =
            |(a, b): &(i64, i64)| fold.is_some_and(|longest| (*b).min(to).saturating_sub((*a).max(from)) > longest);
        let folds: Vec<(i64, i64)> = silences.iter().copied().filter(long).collect();
        let scale = Scale::of(range, request.width, &folds);
        let shown = request.lanes.start as usize..(request.lanes.end as usize).min(filtered.shown.len());
        let lanes = Painter { case, pyramid, filtered, scale: &scale }.lanes(shown.clone(), request.box_width);
        let whole = |from: i64, to: i64| {
            let place = |x| pyramid.axis.place(case, x) as usize;
            filtered.whole.count(place(from)..if to == i64::MAX { pyramid.axis.rows() } else { place(to) })
        };
        let (grants, all_grants) = grants(case, pyramid, filtered, &scale, request.grants);
        let hidden = Hidden {
            by_filter: pyramid.axis.rows() - filtered.count,
            before: whole(i64::MIN, from),
            after: whole(to, i64::MAX),
            lanes_by_filter: pyramid.lanes.len() - filtered.shown.len(),
            lanes_above: shown.start.min(filtered.shown.len()),
            lanes_below: filtered.shown.len().saturating_sub(shown.end.max(shown.start)),
            grants: all_grants - grants.len(),
        };
        TimelineView {
            by: pyramid.by,
            axis: pyramid.axis.kind(),
            filter: request.filter.clone(),
            lanes,
            notable: notable::of(case, pyramid, filtered, &scale),
            gaps: silences.iter().filter_map(|silence| Gap::of(&scale, *silence)).collect(),
            fold,
            promotions: promotions(case, pyramid, filtered, &scale),
            grants,
            cursor: request
                .cursor
                .filter(|row| (*row as usize) < case.len())
                .map(|row| cursor(case, pyramid, range, &scale, row)),
            count: whole(from, to),
            hidden,
            scale,
        }
    }
}

struct Painter<'a> {
    case: &'a Case,
    pyramid: &'a Pyramid,
    filtered: &'a Filtered,
    scale: &'a Scale,
}

/// Pixels at which boxes may begin, and the place that each begins with.
type Edges = (Vec<u32>, Vec<u32>);

impl Painter<'_> {
    fn lanes(&self, shown: std::ops::Range<usize>, box_width: u32) -> Vec<LaneView> {
        let fine = self.edges();
        let at = |pixel: u32| fine.0.binary_search(&pixel).ok().and_then(|at| fine.1.get(at).copied());
        // Every edge of a wide box is one of a narrow one.
        let coarse: Edges =
            self.scale.edges(box_width).into_iter().filter_map(|pixel| Some((pixel, at(pixel)?))).unzip();
        let numbers = self.filtered.shown.get(shown.clone()).unwrap_or_default();
        let lane = |(at, lane): (usize, &u32)| self.lane((shown.start + at) as u32, *lane, &coarse, &fine);
        numbers.par_iter().enumerate().map(lane).collect()
    }

    fn edges(&self) -> Edges {
        let pixels = self.scale.edges(1);
        let place = |pixel: &u32| self.pyramid.axis.place(self.case, self.scale.x_at(*pixel));
        let places = pixels.par_iter().with_min_len(32).map(place).collect();
        (pixels, places)
    }

    fn lane(&self, number: u32, lane: u32, coarse: &Edges, fine: &Edges) -> LaneView {
        let lanes = &self.pyramid.lanes;
        let (first, last) = (fine.1.first().copied().unwrap_or(0), fine.1.last().copied().unwrap_or(0));
        let start = lanes.slot_of(lanes.slots(lane), first);
        let slots = start..lanes.slot_of(start..lanes.slots(lane).end, last);
        let count = self.filtered.lanes.count(slots.clone());
        let exact = count * ROOM <= self.scale.width as usize;
        let (log, name) = lanes.key(lane);
        LaneView {
            number,
            log,
            name,
            label: self.case.text(name).to_owned(),
            count,
            total: slots.len(),
            exact,
            boxes: self.boxes(slots, if exact { fine } else { coarse }, if exact { usize::MAX } else { 0 }),
        }
    }

    /// The boxes of some slots of a lane; each lists at most so many of its rows.
    fn boxes(&self, slots: std::ops::Range<usize>, (pixels, places): &Edges, listed: usize) -> Vec<Boxed> {
        let (lanes, tally) = (&self.pyramid.lanes, &self.filtered.lanes);
        let mut boxes = Vec::new();
        let mut slot = slots.start;
        while slot < slots.end {
            // The last edge that is not after this place: edges of one place stand together where pixels are narrower than a tick.
            let after = places.partition_point(|edge| *edge <= lanes.place(slot));
            let (Some(next), Some(left), Some(right)) =
                (places.get(after), after.checked_sub(1).and_then(|at| pixels.get(at)), pixels.get(after))
            else {
                break;
            };
            let end = lanes.slot_of(slot..slots.end, *next);
            let of_filter = (slot..end).filter(|slot| tally.holds(*slot)).take(listed);
            boxes.push(Boxed {
                left: *left,
                right: *right,
                count: tally.count(slot..end),
                total: end - slot,
                marks: tally.marks(lanes, slot..end),
                first: tally.first(slot..end).map(|slot| self.pyramid.axis.row(lanes.place(slot))),
                rows: of_filter.map(|slot| self.pyramid.axis.row(lanes.place(slot))).collect(),
            });
            slot = end;
        }
        boxes
    }
}

fn promotions(case: &Case, pyramid: &Pyramid, filtered: &Filtered, scale: &Scale) -> Vec<Promotions> {
    let (from, to) = scale.range();
    let all = &pyramid.promotions;
    let within = all.partition_point(|(x, _)| *x < from)..all.partition_point(|(x, _)| *x < to);
    let mut out: Vec<Promotions> = Vec::new();
    let looked_at =
        |promotion: &Promotion| filtered.part.as_ref().is_none_or(|part| part.rows.contains(promotion.row()));
    let within = all.get(within).unwrap_or_default();
    for (x, promotion) in within.iter().filter(|(_, promotion)| looked_at(promotion)) {
        let (pixel, marks) = (scale.pixel(*x), Marks::of(promotion.assurance));
        let lost = usize::from(!promotion.moved.effective);
        if let Some(last) = out.last_mut().filter(|last| last.pixel == pixel) {
            (last.count, last.without_effect) = (last.count + 1, last.without_effect + lost);
            last.marks = last.marks.and(marks);
            continue;
        }
        let text = |name: Name| case.text(name).to_owned();
        out.push(Promotions {
            pixel,
            count: 1,
            without_effect: lost,
            marks,
            first: *promotion,
            name: text(promotion.moved.cited.name),
            version: text(promotion.moved.cited.version),
            op: text(promotion.moved.op),
            env: text(promotion.moved.env),
        });
    }
    out
}

fn grants(case: &Case, pyramid: &Pyramid, filtered: &Filtered, scale: &Scale, most: usize) -> (Vec<GrantBar>, usize) {
    let (from, to) = scale.range();
    let (bars, count) = pyramid.grants.within(&filtered.grants, (from, to), most);
    let bar = |bar: &&Bar| {
        let grant = case.world().grants.all().get(bar.grant);
        let text = |name: Option<Name>| case.text(name.unwrap_or_default()).to_owned();
        let last = if bar.to > bar.from { bar.to.saturating_sub(1) } else { bar.from };
        let touches = bar.from < to && last >= from;
        GrantBar {
            grant: bar.grant,
            row: bar.row,
            name: text(grant.map(|grant| grant.name)),
            holder: text(grant.map(|grant| grant.holder)),
            state: bar.state,
            effective: bar.effective,
            pixels: touches.then(|| (scale.pixel(bar.from), scale.pixel(last) + 1)),
            span: (bar.from, bar.to),
            marks: bar.marks,
            uses: uses(pyramid, bar, scale),
        }
    };
    (bars.iter().map(bar).collect(), count)
}

fn uses(pyramid: &Pyramid, bar: &Bar, scale: &Scale) -> Vec<UseMark> {
    let (from, to) = scale.range();
    let all = pyramid.grants.uses(bar);
    let within = all.partition_point(|used| used.x < from)..all.partition_point(|used| used.x < to);
    let mut out: Vec<UseMark> = Vec::new();
    for used in all.get(within).unwrap_or_default() {
        let (pixel, outside) = (scale.pixel(used.x), usize::from(used.outside));
        match out.last_mut().filter(|last| last.pixel == pixel) {
            Some(last) => (last.count, last.outside) = (last.count + 1, last.outside + outside),
            None => out.push(UseMark { pixel, count: 1, outside, row: used.row }),
        }
    }
    out
}

fn cursor(case: &Case, pyramid: &Pyramid, (from, to): (i64, i64), scale: &Scale, row: Row) -> CursorMark {
    let x = pyramid.axis.x(case, row);
    let pixel = (from..to).contains(&x).then(|| scale.pixel(x));
    CursorMark { row, x, pixel, marks: Marks::of(case.assurance(row)) }
}
