//! The sequence chart over the samples.

use super::case::{open, rows};
use super::golden;
use recount::case::{Assurance, Case, Evidence, Row, Selection};
use recount::view::graph::{Ending, endings};
use recount::view::sequence::{End, Request, Sequence, What};
use recount::watch::Watch;
use std::sync::Arc;

fn chart(case: &Case, evidence: &Evidence, filter: &str) -> Sequence {
    let selection = Arc::new(Selection::from_rows(case.len(), rows(case, evidence, filter)));
    Sequence::of(case, &Request { selection, filter: filter.to_owned() }, &Watch::new()).unwrap()
}

#[test]
fn charts_stay_as_they_are() {
    for (sample, filter, name) in [
        ("least-privilege", "run:r-101", "r-101"),
        ("least-privilege", "run:r-142", "r-142"),
        ("tampered", "run:r-133", "tampered-r-133"),
        ("broad-access", "run:r-6", "r-6"),
    ] {
        let (case, evidence) = open(&[&format!("{sample}.sab")]);
        let chart = chart(&case, &evidence, filter);
        golden::same(&format!("sequence/{name}.txt"), &chart.text(&case, &endings(&case), 0..usize::MAX));
    }
}

#[test]
fn every_record_has_its_row_in_any_stretch() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    let (all, said) = (chart(&case, &evidence, ""), endings(&case));
    let whole = all.rows(&case, &said, 0..usize::MAX);
    assert_eq!(whole.iter().map(|step| step.row).collect::<Vec<_>>(), (0..case.len() as Row).collect::<Vec<_>>());
    for range in [0..1, 17..40, case.len() - 3..case.len() + 9] {
        let end = range.end.min(whole.len());
        assert_eq!(all.rows(&case, &said, range.clone()), whole[range.start..end]);
    }
    let (beyond, reversed) = (case.len()..case.len() + 5, std::ops::Range { start: 9, end: 3 });
    assert!(all.rows(&case, &said, beyond).is_empty() && all.rows(&case, &said, reversed).is_empty());
    assert!(whole.iter().all(|step| step.at.is_some()));
}

#[test]
fn a_denied_call_a_diamond_and_a_grant_are_seen() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    let said = endings(&case);
    let steps = chart(&case, &evidence, "run:r-133").rows(&case, &said, 0..usize::MAX);
    let denied =
        steps.iter().find(|step| matches!(step.what, What::Call { ending: Some(Ending::Denied), .. })).unwrap();
    let diamond = |step: &&recount::view::sequence::Step| matches!(&step.what, What::Decision { outcome, about, .. } if outcome == "deny" && *about == Some(denied.row));
    assert_eq!(steps.iter().filter(diamond).count(), 1);
    let run = chart(&case, &evidence, "run:r-142");
    let bar = run.bars.iter().find(|bar| bar.grant == "g-108").unwrap();
    assert_eq!(run.participants[bar.lane].id, "agent:approver");
    let rows = run.rows(&case, &said, bar.from..bar.until + 1);
    assert!(matches!(&rows[0].what, What::Grant { kind, .. } if kind == "grant.decision"));
    assert!(matches!(&rows[rows.len() - 1].what, What::Grant { kind, .. } if kind == "grant.end"));
    assert!(matches!(bar.end, End::Ended(_)) && bar.assurance == Assurance::Verified);
}
