//! Cost grows no faster than the records: the same work at two sizes in one run.
//!
//! A busy machine doubles a time by chance, so the bound leaves room; what is quadratic goes far beyond it.

use super::generate;
use recount::bundle::container::{Container, ReadLimits};
use recount::case::filter::Filter;
use recount::case::{Case, Part, Tables};
use recount::crypto::Digest;
use recount::profile::TrustProfile;
use recount::seal::{SealOptions, seal};
use recount::verify::Options;
use recount::view::graph::{self, GraphView};
use recount::view::timeline::{self, Timelines};
use recount::watch::Watch;
use std::convert::Infallible;
use std::io::BufReader;
use std::sync::Arc;
use std::time::{Duration, Instant};

const SMALL: u64 = 6_000;
const TIMES: u64 = 8;

#[test]
fn cost_grows_no_faster_than_the_records() {
    let (small, large) = (costs(SMALL), costs(SMALL * TIMES));
    for ((work, small), (_, large)) in small.iter().zip(&large) {
        let ratio = large.as_secs_f64() / small.as_secs_f64();
        println!("{work:20} {small:>10.2?} {large:>10.2?}  {ratio:.1} times for {TIMES} times the records");
        // Half a millisecond is below what a clock on a shared machine can tell.
        let bound = (*small).max(Duration::from_micros(500)) * TIMES as u32 * 5 / 2;
        assert!(*large < bound, "{work}: {small:?} at {SMALL} records, {large:?} at {TIMES} times as many");
    }
}

/// What each piece of work takes with so many records: the best of three.
fn costs(count: u64) -> Vec<(&'static str, Duration)> {
    let dir = tempfile::tempdir().unwrap();
    let options = SealOptions {
        origin: "growth.example/log".to_owned(),
        keys: dir.path().join("keys"),
        out: dir.path().join("log.sab"),
        inline: true,
        deterministic: Some("growth".to_owned()),
        ..SealOptions::default()
    };
    seal(&mut BufReader::new(generate::Events::new(count)), &options, &Watch::new()).unwrap();
    let profile = TrustProfile::load(&options.keys, "growth").unwrap();
    let trusted = Options { profile: Some(&profile), ..Options::default() };
    let read = || {
        let container = Container::open(&options.out, &ReadLimits::default(), &mut Vec::new()).unwrap();
        let mut tables = Tables::default();
        let part = Part::read(&container, Vec::new(), Digest::of(b""), &trusted, &mut tables, &Watch::new());
        Arc::new(Case::of(Arc::new(tables), vec![Arc::new(part)]))
    };
    let case = read();
    assert!(case.len() as u64 >= count);
    let mut saved = Vec::new();
    case.save(&mut saved).unwrap();
    let filter = Filter::parse("kind:tool.call effect:read -grant:g-1* time:2026-01-01..").unwrap();
    let graph = graph::Request::whole(case.len());
    let endings = graph::endings(&case);
    vec![
        ("verify and read", best(|| read().len())),
        ("open what is saved", best(|| Case::load(&saved).unwrap().len())),
        ("filter", best(|| case.select(&filter, &mut |_, among| Ok::<_, Infallible>(among.clone())).unwrap().count())),
        ("graph", best(|| GraphView::of(&case, &endings, &graph, None, &Watch::new()).unwrap().edges.len())),
        (
            "timeline",
            best(|| Timelines::default().answer(&case, &timeline::Request::whole(case.len(), 1600)).lanes.len()),
        ),
        ("state at the end", best(|| case.in_force(case.len() as u32 - 1).grants.len() + case.effects(0).len())),
    ]
}

/// The shortest of three times; the work must have given something, or the same nothing each time.
fn best(work: impl Fn() -> usize) -> Duration {
    let given = work();
    let once = || {
        let began = Instant::now();
        assert_eq!(work(), given);
        began.elapsed()
    };
    [once(), once(), once()].into_iter().min().unwrap_or_default()
}
