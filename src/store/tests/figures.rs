//! Times of the calls that a person waits for.

use super::search::query;
use super::*;
use std::time::Instant;

/// Figures for the report of a change; run with `--ignored --nocapture`.
#[test]
#[ignore = "measures, and takes a minute"]
fn figures() {
    let desk = Desk::new();
    let (mut case, _) = desk.worked_case();
    for round in 0..1000u64 {
        let start = Instant::now();
        case.act(&[note(&format!("n{round}"), "a note of the usual length, about one handoff")], NOW + round).unwrap();
        if [10, 100, 500, 999].contains(&round) {
            println!("action {round}: {:?}", start.elapsed());
        }
    }
    drop(case);
    let mut case = desk.open();
    let start = Instant::now();
    yours(desk.sign_in(&mut case));
    println!("sign in at 1,000 actions: {:?}", start.elapsed());
    let chunk: Vec<u8> = (0..1u32 << 18).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    for _ in 0..2 {
        let start = Instant::now();
        case.save_model(&mut |out| (0..600).try_for_each(|_| out.write_all(&chunk))).unwrap();
        println!("model of 600 MiB saved: {:?}", start.elapsed());
    }
    let start = Instant::now();
    case.load_model().unwrap().unwrap().finish().unwrap();
    println!("model of 600 MiB loaded and hashed: {:?}", start.elapsed());
    let mut indexer = TextIndexer::open(case.dir(), ROWS).unwrap();
    let start = Instant::now();
    let rows = 1_000_000u32;
    for row in 0..rows {
        let n = u64::from(row).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let text = format!("please check order {} of customer {} and hand it to report", n >> 44, n >> 54);
        indexer.add(row, &text).unwrap();
    }
    indexer.finish(rows).unwrap();
    println!("{rows} texts indexed: {:?}", start.elapsed());
    let search = TextSearch::open(case.dir(), ROWS).unwrap().unwrap();
    for wanted in [query(&["report"], None, None), query(&["order", "777"], None, None), query(&[], None, Some("77"))] {
        let start = Instant::now();
        let found = search.search(&wanted, rows / 2..rows).unwrap();
        println!("{} rows for {wanted:?}: {:?}", found.len(), start.elapsed());
    }
}
