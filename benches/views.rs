//! The timeline at size: building it, filtering it, and drawing it at five zooms on 1600 pixels; the privileges at a record;
//! and causes: the links of a record, all that they lead to, and the blast radius of an agent.
//!
//! Prints one line a figure. RECOUNT_BENCH_RECORDS sets the sizes, with commas between them (default 20,000). The rows are those
//! of the generator, put into the columns without sealing a log first, so that ten million fit a bench.

#[allow(dead_code, reason = "another bench uses the rest")]
mod generate;

use recount::bundle::container::{Container, ReadLimits};
use recount::bundle::json::Value;
use recount::case::{
    Assurance, Case, Context, Detail, Event, Evidence, Happening, NewRow, Part, Resource, Row, Rows, Selection, Tables,
    What,
};
use recount::crypto::Digest;
use recount::verify::Options;
use recount::view::causes::blast::{self, From};
use recount::view::causes::{Way, direct, page, walk_from};
use recount::view::privilege;
use recount::view::timeline::{AxisKind, Filtered, LaneBy, Overview, Pyramid, Request, TimelineView};
use recount::watch::Watch;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

fn main() {
    let sizes = std::env::var("RECOUNT_BENCH_RECORDS").unwrap_or_else(|_| "20000".to_owned());
    for size in sizes.split(',').filter_map(|size| size.parse().ok()) {
        let case = made(size, false);
        println!("records                          {}", case.len());
        for (by, axis) in [
            (LaneBy::Agent, AxisKind::Claimed),
            (LaneBy::Agent, AxisKind::Log),
            (LaneBy::Run, AxisKind::Claimed),
            (LaneBy::Kind, AxisKind::Position),
        ] {
            measure(&case, by, axis);
        }
        drop(case);
        let case = made(size, true);
        privileges(&case);
        causes(&case);
    }
}

/// The evidence is not at hand, so that what is measured is the links and not the disk.
fn causes(case: &Case) {
    let (evidence, watch) = (Evidence::new(vec![None]), Watch::new());
    let last = case.len() as Row - 1;
    let (turned, _) = timed(|| case.effects(0).len());
    let (named, _) = timed(|| case.named().lost(0).count());
    println!("causes: links turned around once {turned:.1?}, names read once {named:.1?}");
    let rows = (0..1000u64).map(|nth| (nth * 7919 % u64::from(last)) as Row);
    let mut all: Vec<Duration> = rows.map(|row| timed(|| direct(case, &evidence, row)).0).collect();
    all.sort_unstable();
    println!("  the links of a record          median {:.1?}, slowest of 1000 {:.1?}", all[500], all[999]);
    for (way, from) in [(Way::After, 0), (Way::Before, last)] {
        let (walking, walk) = timed(|| walk_from(case, &evidence, from, way, &watch).unwrap());
        let (reading, _) = timed(|| page(case, &evidence, &walk, walk.len() / 2));
        let (len, depth) = (walk.len(), walk.depth());
        println!("  {way:?}: {len} records up to {depth} links away, {walking:.1?}; a page of 500 {reading:.1?}");
    }
    let request = blast::Request { from: From::Agent(0, case.context(0).agent), way: Way::After };
    let (counting, found) = timed(|| blast::blast(case, &evidence, &request, &watch).unwrap());
    println!("  an agent of {} records         {counting:.1?}", found.seeds.count());
    let (listing, _) = timed(|| blast::members(case, &evidence, &found, found.agents[0].group, 0));
    println!("  the records of one of its lines {listing:.1?}");
}

fn privileges(case: &Case) {
    let (building, index) = timed(|| privilege::Index::of(case, &Watch::new()).unwrap());
    let view = |eighth: usize| {
        let row = (case.len() / 8 * eighth).saturating_sub(1) as Row;
        let request = privilege::Request { row, sort: Default::default(), only: Default::default() };
        timed(|| privilege::PrivilegeView::of(case, &index, &request))
    };
    let all: Vec<_> = (1..=8).map(view).collect();
    let slowest = all.iter().map(|(time, _)| *time).max().unwrap_or_default();
    let ways: usize = all.last().map_or(0, |(_, view)| view.cells.iter().map(|cell| cell.ways.len()).sum());
    println!("privileges: {} agents, {ways} grants of scopes, index built {building:.1?}", index.holders.len());
    println!("  at a record, slowest of 8      {slowest:.2?}");
}

fn measure(case: &Case, by: LaneBy, axis: AxisKind) {
    let findings = Selection::of(case.len(), |row| row % 1009 == 0);
    let (building, pyramid) = timed(|| Pyramid::of(case, by, axis, &findings));
    let all = Arc::new(Selection::all(case.len()));
    let some = Arc::new(Selection::of(case.len(), |row| row % 7 == 2));
    let (tallying, everything) = timed(|| Filtered::of(case, &pyramid, &all));
    let (filtering, filtered) = timed(|| Filtered::of(case, &pyramid, &some));
    let bytes = (pyramid.bytes() + filtered.bytes()) as f64 / case.len() as f64;
    println!("{by:?} by {axis:?}: {} lanes, built {building:.1?}, {bytes:.2} bytes a record", pyramid.lane_count());
    println!("  a filter                       {tallying:.1?} all, {filtering:.1?} a seventh");
    let (first, end) = pyramid.axis().range();
    let middle = first + (end - first) / 2;
    for (name, tally, selection) in [("all", &everything, &all), ("a seventh", &filtered, &some)] {
        let mut line = String::new();
        for power in [0, 1, 2, 3, 5] {
            let length = (end - first) / 10i64.pow(power);
            let range = (middle - length / 2, middle + length / 2 + 1);
            let request = Request { by, axis, selection: selection.clone(), range, ..Request::whole(case.len(), 1600) };
            let slowest = (0..8).map(|_| timed(|| TimelineView::of(case, &pyramid, tally, &request)).0).max();
            line.push_str(&format!("  {:.2?}", slowest.unwrap_or_default()));
        }
        println!("  1600 px, {name:10} x1 x10 x100 x1000 x100000, slowest of 8:{line}");
    }
    let (overview, _) = timed(|| Overview::of(case, &pyramid, &everything, 1600));
    println!("  overview, 1600 px              {overview:.2?}");
}

/// A case of the generator's rows; the clocks of every third agent run up to a minute behind.
///
/// With `acts`, calls say what they need, and grants are asked for and decided.
fn made(count: u64, acts: bool) -> Case {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-logs/slice.sab");
    let container = Container::open(&sample, &ReadLimits::default(), &mut Vec::new()).unwrap();
    let part =
        Part::read(&container, Vec::new(), Digest::of(b""), &Options::default(), &mut Tables::default(), &Watch::new());
    let (mut tables, mut rows, mut line) = (Tables::default(), Rows::default(), String::new());
    let mut happenings = Vec::new();
    for index in 0..count {
        line.clear();
        generate::line(&mut line, index);
        let event = Event::parse(line.trim_end().as_bytes()).unwrap();
        let new = row(&mut tables, &event, index, line.len(), acts);
        rows.push(&new);
        refer(&mut rows, index);
        if acts && What::is_kept(event.kind()) {
            let what = What::read(event.kind(), &event, &mut tables.names).unwrap();
            happenings.push(Happening { row: index as u32, about: None, effective: true, what });
        }
    }
    rows.shrink();
    let part = Part { rows, happenings, replies: Vec::new(), ..part };
    Case::of(Arc::new(tables), vec![Arc::new(part)])
}

/// A record refers to one of the fifty before it, every third to one further back, too.
fn refer(rows: &mut Rows, index: u64) {
    if index > 0 {
        rows.parent((index - 1 - index * 7919 % index.min(50)) as u32);
    }
    if index > 500 && index.is_multiple_of(3) {
        rows.parent((index - 1 - index * 104_729 % 500) as u32);
    }
}

fn row(tables: &mut Tables, event: &Event<'_>, index: u64, length: usize, acts: bool) -> NewRow<'static> {
    let agent = tables.names.name(event.signer());
    let kind = tables.names.name(event.kind());
    let context = tables.contexts.number(Context { kind, signer: agent, actor: agent, agent, ..Context::default() });
    let outcome = tables.names.maybe(event.text("outcome"));
    let handoff = event.value().get("body").and_then(|body| body.get("handoff")) == Some(&Value::Bool(true));
    let resource = event.resource().filter(|_| acts).unwrap_or_default();
    let names = &mut tables.names;
    let [kind_of, id, env] = [resource.kind, resource.id, resource.env].map(|text| names.name(text));
    let resource = Resource { kind: kind_of, id, env, ..Resource::default() };
    let effect = names.maybe(event.text("effect").filter(|_| acts));
    let behind = if agent.0.is_multiple_of(3) { (index * 7919 % 60_000_000) as i64 } else { 0 };
    NewRow {
        index,
        place: ("records/0", 0),
        length,
        leaf: Digest([0; 32]),
        time: event.time().unwrap_or_default() - behind,
        context,
        run: tables.names.maybe(event.text("run")),
        detail: tables.details.number(Detail { outcome, handoff, resource, effect, ..Detail::default() }),
        assurance: if index % 100_003 == 17 { Assurance::Failed } else { Assurance::Verified },
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let began = Instant::now();
    let result = work();
    (began.elapsed(), result)
}
