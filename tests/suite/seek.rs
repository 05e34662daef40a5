//! What a search of the replay finds, and how a version differs from the one before it, as texts beside their golden files.

use super::case::{open, rows};
use super::replay::golden;
use recount::case::filter::Filter;
use recount::case::{Artifact, Case, Evidence, Row, Selection, Unreadable};
use recount::view::previous::{Difference, differences, row_words};
use recount::view::replay;
use recount::view::seek::{Found, Request, Stop, What, acts, find};
use recount::watch::Watch;
use std::sync::Arc;

fn search(case: &Case, evidence: &Evidence, from: Option<Row>, back: bool, what: What) -> Found {
    let watch = Watch::new();
    let mut texts = |term: &_, among: &Selection| evidence.scan(case, term, among, &watch);
    let mut select = |filter: &Filter| case.select::<Unreadable>(filter, &mut texts);
    find(case, &Request { from, back, what }, &mut select, &watch).unwrap().unwrap()
}

/// From one place to the next, to the end or a dozen.
fn walk(case: &Case, evidence: &Evidence, title: &str, from: u64, back: bool, what: &dyn Fn() -> What) -> Vec<String> {
    let way = if back { "back" } else { "on" };
    let mut out = vec![format!("{title}, from record {from} {way}")];
    let mut at = case.row_of(0, from);
    for _ in 0..12 {
        let found = search(case, evidence, at, back, what());
        out.push(format!("  {}", found.words));
        match found.row {
            Some(row) => at = Some(row),
            None => break,
        }
    }
    out
}

#[test]
fn searches_say_what_they_found_and_that_there_is_no_more() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    let all = || Arc::new(Selection::all(case.len()));
    let stops = |stops: &dyn Fn() -> Vec<Stop>| What::Stops(stops(), all());
    let filter = |text: &str| Stop::Filter(Filter::parse(text).unwrap());
    let walk = |title: &str, from, back, what: &dyn Fn() -> What| walk(&case, &evidence, title, from, back, what);
    let mut lines = Vec::new();
    lines.extend(walk("Decisions", 590, false, &|| What::Decision));
    lines.extend(walk("Decisions", 230, true, &|| What::Decision));
    lines.extend(walk("Handoffs", 255, false, &|| What::Handoff));
    lines.extend(walk("Handoffs", 255, true, &|| What::Handoff));
    lines.extend(walk("Conversation", 255, false, &|| What::Conversation));
    lines.extend(walk("Conversation", 271, true, &|| What::Conversation));
    lines.extend(walk("Policy versions", 207, false, &|| stops(&|| vec![Stop::Version(Artifact::Policy)])));
    lines.extend(walk("Template versions", 599, true, &|| stops(&|| vec![Stop::Version(Artifact::Template)])));
    lines.extend(walk("Filter", 400, false, &|| stops(&|| vec![filter("outcome:denied")])));
    lines.extend(walk("Filter", 400, true, &|| stops(&|| vec![filter("effect:export")])));
    lines.extend(walk("Agent", 560, false, &|| stops(&|| vec![Stop::Agent(acts("human:dana").unwrap())])));
    lines.extend(walk("Several", 380, false, &|| {
        stops(&|| vec![filter("grant:g-102 kind:tool.call"), Stop::Version(Artifact::Policy), Stop::Finding])
    }));
    golden("replay", "seek", &lines);
}

#[test]
fn searches_stop_at_failures_and_withheld_records_of_a_doctored_bundle() {
    let (case, evidence) = open(&["tampered.sab"]);
    let all = || Arc::new(Selection::all(case.len()));
    let finding = || What::Stops(vec![Stop::Finding], all());
    let mut lines = walk(&case, &evidence, "Findings", 207, false, &finding);
    lines.extend(walk(&case, &evidence, "Findings", 598, true, &finding));
    golden("replay", "seek-tampered", &lines);
}

#[test]
fn a_search_back_finds_what_the_search_on_found() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    let stop = || {
        let filter = Filter::parse("kind:decision").unwrap();
        What::Stops(vec![Stop::Filter(filter)], Arc::new(Selection::all(case.len())))
    };
    let wanted = rows(&case, &evidence, "kind:decision");
    let follow = |back: bool| {
        let mut found = Vec::new();
        let mut at = back.then_some(case.len() as Row - 1);
        while let Some(row) = search(&case, &evidence, at, back, stop()).row {
            found.push(row);
            at = Some(row);
        }
        found
    };
    assert_eq!(follow(false), wanted);
    let mut back = follow(true);
    back.reverse();
    assert_eq!(back, wanted);
}

fn told(heading: &str, difference: Option<&Difference>) -> Vec<String> {
    let Some(difference) = difference else { return vec![format!("{heading}: none")] };
    let (removed, added) = difference.counts();
    let before = difference.before;
    let mut out = vec![format!("{heading}: {} → {}, {before:?}, -{removed} +{added}", difference.old, difference.new)];
    match &difference.rows {
        Err(why) => out.push(format!("  {why}")),
        Ok(rows) => out.extend(rows.iter().map(|row| {
            let (sign, number, text) = row_words(row);
            let number = number.map_or(String::new(), |number| number.to_string());
            format!("  {sign}{number:>4} {text}")
        })),
    }
    out
}

#[test]
fn a_cited_version_stands_beside_the_one_before_it_and_the_one_in_force() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    let mut lines = Vec::new();
    let promoted = rows(&case, &evidence, "template:summarise@3 kind:message");
    let records = [255, 271, 390, 540].into_iter().filter_map(|index| case.row_of(0, index));
    for row in records.chain(promoted.first().copied()) {
        let state = replay::state(&case, &evidence, &replay::Request { row, lines: 200 }).unwrap();
        for version in &state.versions {
            let of = differences(&case, &evidence, row, version);
            let cited = &version.cited;
            lines.push(format!(
                "Record {} cites {:?} {} {}",
                case.index(row),
                version.artifact,
                cited.name,
                cited.version
            ));
            lines.extend(told(" Before", of.previous.as_ref()));
            lines.extend(told(" In force", of.in_force.as_ref()));
        }
    }
    golden("replay", "previous", &lines);
}
