//! The case at size: reading beyond verification, memory, opening again, filters, steps.
//!
//! Prints one line a figure. RECOUNT_BENCH_RECORDS sets the size (default 20,000).

#[allow(dead_code, reason = "another bench uses the rest")]
mod generate;

use recount::bundle::container::{Container, ReadLimits};
use recount::case::filter::Filter;
use recount::case::{Case, Cursor, Part, Row, Selection, Tables};
use recount::crypto::Digest;
use recount::profile::TrustProfile;
use recount::seal::{SealOptions, seal};
use recount::verify::{Options, verify};
use recount::view::graph::{GraphView, Request, endings};
use recount::watch::Watch;
use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

fn main() {
    let count = std::env::var("RECOUNT_BENCH_RECORDS").ok().and_then(|n| n.parse().ok()).unwrap_or(20_000);
    let dir = tempfile::tempdir().unwrap();
    sealed(dir.path(), count);
    let profile = TrustProfile::load(&dir.path().join("keys"), "bench").unwrap();
    let options = Options { profile: Some(&profile), ..Options::default() };
    let open = || Container::open(&dir.path().join("bench.sab"), &ReadLimits::default(), &mut Vec::new()).unwrap();

    let (bare, _) = timed(|| verify(&open(), Vec::new(), &options, &Watch::new(), &mut |_| {}));
    let before = resident();
    let (read, case) = timed(|| {
        let mut tables = Tables::default();
        let part = Part::read(&open(), Vec::new(), Digest::of(b""), &options, &mut tables, &Watch::new());
        Case::of(Arc::new(tables), vec![Arc::new(part)])
    });
    let records = case.len() as f64;
    let beyond = read.saturating_sub(bare);
    println!("records                      {}", case.len());
    println!("findings                     {:?}", case.parts()[0].verification.counts);
    println!("verified alone               {bare:.2?}");
    println!("read and verified            {read:.2?}");
    println!("beyond verification          {beyond:.2?}, {:.0} records/s", records / beyond.as_secs_f64());
    println!("memory of the case           {:.0} bytes a record", (resident() - before) as f64 / records);

    let (saving, bytes) = timed(|| {
        let mut bytes = Vec::new();
        case.save(&mut bytes).unwrap();
        bytes
    });
    let (loading, again) = timed(|| Case::load(&bytes).unwrap());
    assert_eq!(again.len(), case.len());
    println!("saved                        {saving:.2?}, {:.0} bytes a record", bytes.len() as f64 / records);
    println!("opened again                 {loading:.2?}");
    drop(again);

    for text in
        ["run:r-7", "kind:tool.call from:agent:w3", "env:prod -kind:message effect:read", "time:2026-01-01.. grant:g-*"]
    {
        let filter = Filter::parse(text).unwrap();
        let mut texts = |_: &_, among: &Selection| Ok::<_, Infallible>(among.clone());
        let (took, selection) = timed(|| case.select(&filter, &mut texts).unwrap());
        println!("filter {text:36} {took:.2?}, {} records", selection.count());
    }
    graph(&case);
    steps(&case);
}

fn graph(case: &Case) {
    let request = Request::whole(case.len());
    let (ends, endings) = timed(|| endings(case));
    let (took, view) = timed(|| GraphView::of(case, &endings, &request, None, &Watch::new()).unwrap());
    println!("endings of handoffs          {ends:.2?}");
    println!("graph with its picture       {took:.2?}, {} nodes, {} edges", view.nodes.len(), view.edges.len());
}

fn steps(case: &Case) {
    let (first, _) = timed(|| case.effects(0).len());
    let all = Arc::new(Selection::all(case.len()));
    let mut cursor = Cursor::over(all);
    let middle = case.len() as Row / 2;
    let (jump, _) = timed(|| cursor.jump_to_time(case, case.time(middle)));
    let mut worst = Duration::ZERO;
    for _ in 0..1000 {
        let (step, _) = timed(|| cursor.step().map(|row| (case.in_force(row), case.effects(row).len())));
        worst = worst.max(step);
    }
    println!("effects, first asked         {first:.2?}");
    println!("jump to a time               {jump:.2?}");
    println!("slowest of 1000 steps        {worst:.2?}");
}

fn sealed(dir: &Path, count: u64) {
    let options = SealOptions {
        origin: "bench.example/log".to_owned(),
        keys: dir.join("keys"),
        out: dir.join("bench.sab"),
        inline: true,
        deterministic: Some("bench".to_owned()),
        ..SealOptions::default()
    };
    seal(&mut std::io::BufReader::new(generate::Events::new(count)), &options, &Watch::new()).unwrap();
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let began = Instant::now();
    let result = work();
    (began.elapsed(), result)
}

/// Bytes of memory that the process holds; 0 where the system does not say.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    status.split_whitespace().nth(1).and_then(|pages| pages.parse::<u64>().ok()).unwrap_or(0) * 4096
}
