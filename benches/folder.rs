//! A case folder at size: import with its search index, opening again, filters and full text, and memory.
//!
//! Prints one line a figure. RECOUNT_BENCH_RECORDS sets the size (default 20,000).

#[allow(dead_code, reason = "another bench uses the rest")]
mod generate;

use recount::case::Selection;
use recount::case::filter::Filter;
use recount::profile::TrustProfile;
use recount::seal::{SealOptions, seal};
use recount::session::{self, SoFar, Storage, Trusted, Who};
use recount::watch::Watch;
use std::path::Path;
use std::time::{Duration, Instant};

fn main() {
    let count = std::env::var("RECOUNT_BENCH_RECORDS").ok().and_then(|n| n.parse().ok()).unwrap_or(20_000);
    let dir = tempfile::tempdir().unwrap();
    let options = SealOptions {
        origin: "bench.example/log".to_owned(),
        keys: dir.path().join("keys"),
        out: dir.path().join("bench.sab"),
        inline: true,
        deterministic: Some("bench".to_owned()),
        ..SealOptions::default()
    };
    let mut events = std::io::BufReader::new(generate::Events::new(count));
    let (sealing, _) = timed(|| seal(&mut events, &options, &Watch::new()).unwrap());
    let trusted = Trusted {
        profiles: vec![TrustProfile::load(&options.keys, "bench").unwrap()],
        failures: Vec::new(),
        explicit: true,
    };
    let who = Who { config: Some(dir.path().join("config")), name: "bench".to_owned(), now: 0 };
    let case = dir.path().join("case");
    println!("sealed                       {sealing:.2?}, {} MB", size(&options.out) >> 20);

    let before = resident();
    let (took, session) = timed(|| {
        session::import(&case, std::slice::from_ref(&options.out), Storage::InPlace, &who, &trusted, &Watch::new())
            .unwrap()
    });
    let records = session.case.len();
    println!("imported, ready to be used   {took:.2?}, {records} records, {:.0} records/s", rate(records, took));
    let (took, indexed) = timed(|| session.indexing().expect("nothing is indexed yet").run(&Watch::new()).unwrap());
    println!("texts indexed behind that    {took:.2?}, {indexed} records, {:.0} records/s", rate(indexed, took));
    println!("memory after the import      {} MB", (resident() - before) >> 20);
    drop(session);
    println!("case folder                  {} MB", size(&case) >> 20);

    let (took, session) = timed(|| session::open(&case, &who, &trusted, &Watch::new()).unwrap());
    assert_eq!(session.case.len(), records);
    println!("opened again                 {took:.2?}");
    for text in [
        "kind:tool.call env:prod",
        "run:r-7",
        "\"page three\"",
        "re:/page +three/",
        "settled",
        "contract amounts run:r-3*",
        "absent",
    ] {
        let filter = Filter::parse(text).unwrap();
        let (began, mut first, mut found) = (Instant::now(), None, 0);
        let all = Selection::all(records);
        let tell = &mut |so_far: &SoFar| {
            found = so_far.selection.count();
            if found >= SCREEN || so_far.reach == records {
                first.get_or_insert(began.elapsed());
            }
            true
        };
        session.searcher().search(&filter, &all, &Watch::new(), tell).unwrap();
        let (first, took) = (first.unwrap(), began.elapsed());
        println!("filter {text:30} first screen {first:.2?}, whole {took:.2?}, {found} records");
    }
}

/// Rows that a tall window shows.
const SCREEN: usize = 60;

fn rate(records: usize, took: Duration) -> f64 {
    records as f64 / took.as_secs_f64()
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let began = Instant::now();
    let result = work();
    (began.elapsed(), result)
}

/// Bytes of a file, or of all files in a folder.
fn size(path: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(path) else { return std::fs::metadata(path).map_or(0, |meta| meta.len()) };
    entries.filter_map(Result::ok).map(|entry| size(&entry.path())).sum()
}

/// Bytes of memory that the process holds; 0 where the system does not say.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    status.split_whitespace().nth(1).and_then(|pages| pages.parse::<u64>().ok()).unwrap_or(0) * 4096
}
