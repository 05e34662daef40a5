//! Comparisons over the samples, as texts beside their golden files. The facts are those of STORY.md.

use super::case::{open, rows};
use super::replay::golden;
use recount::case::{Artifact, Case, Evidence};
use recount::view::compare::{
    Choices, ChoicesRequest, Compared, Form, Kind, Line, NotCompared, Pair, Request, STEPS_MAX, Shown, Standing,
    Subject, choices, compare, text,
};
use recount::view::versions;
use recount::watch::Watch;

const SIDE_BY_SIDE: Form = Form { unified: false, whole: false };
const UNIFIED: Form = Form { unified: true, whole: false };

fn version(artifact: Artifact, name: &str, version: &str) -> Subject {
    Subject::Version { log: 0, artifact, name: name.into(), version: version.into() }
}

fn run(name: &str) -> Subject {
    Subject::Run { log: 0, name: name.into() }
}

fn compared(case: &Case, evidence: &Evidence, left: Subject, right: Subject) -> Compared {
    compare(case, evidence, &Request { sides: [left, right] }, &Watch::new()).unwrap()
}

fn has(lines: &[String], part: &str) -> bool {
    lines.iter().any(|line| line.contains(part))
}

#[test]
fn the_clause_that_changed_comes_first_and_who_stands_behind_it_below() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    let of = |artifact, name, old, new| {
        compared(&case, &evidence, version(artifact, name, old), version(artifact, name, new))
    };
    let policy = of(Artifact::Policy, "approval-flow", "1", "2");
    golden("compare", "policy-side-by-side", &text(&policy, SIDE_BY_SIDE));
    golden("compare", "policy-unified", &text(&policy, UNIFIED));
    let template = of(Artifact::Template, "summarise", "2", "3");
    let lines = text(&template, SIDE_BY_SIDE);
    golden("compare", "template", &lines);
    assert!(
        has(&lines, "promote record 534 (verified)") && has(&lines, "no approval by somebody else stands before it")
    );
    // From the unreviewed promotion until the order rolled it back.
    assert!(has(&lines, "[prod: from record 534 (verified), 2026-05-07T15:12:20Z until record 559"), "{lines:#?}");
    assert_eq!(policy.places.first(), Some(&1), "the text begins with what changed");
}

#[test]
fn two_records_are_compared_field_by_field_and_text_by_text() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    let only = |filter: &str| Subject::Record(rows(&case, &evidence, filter)[0]);
    let calls = compared(&case, &evidence, only("effect:export run:r-101"), only("effect:export run:r-102"));
    let lines = text(&calls, SIDE_BY_SIDE);
    golden("compare", "records", &lines);
    assert!(has(&lines, "approval-flow@1") && has(&lines, "approval-flow@2"));
    assert!(has(&lines, "allow by AF-002") && has(&lines, "deny by AF-101"));
}

#[test]
fn what_was_altered_stands_beside_its_mark() {
    let (case, evidence) = open(&["least-privilege.sab", "tampered.sab"]);
    let [sound, altered] = [0, 1].map(|log| case.row_of(log, 255).unwrap());
    let lines = text(&compared(&case, &evidence, Subject::Record(sound), Subject::Record(altered)), SIDE_BY_SIDE);
    assert!(lines[0].contains("record 255") && lines[0].ends_with("(verified)"), "{}", lines[0]);
    assert!(lines[1].ends_with("(failed)"), "{}", lines[1]);
    assert!(has(&lines, "- verified | + failed"), "{lines:#?}");
    assert!(lines.iter().any(|line| line.starts_with("== args") && line.contains("(failed)")), "{lines:#?}");
    let (case, evidence) = open(&["redacted.sab"]);
    let withheld = rows(&case, &evidence, "mark:withheld");
    let request = Request { sides: [Subject::Record(withheld[0]), Subject::Record(withheld[1])] };
    let found = compare(&case, &evidence, &request, &Watch::new()).unwrap();
    let lines = text(&found, SIDE_BY_SIDE);
    assert!(has(&lines, "(left: Not compared: the payload is not in the bundle)"), "{lines:#?}");
    assert!(lines[0].ends_with("(withheld)"));
}

#[test]
fn two_runs_are_summed_up_and_their_steps_aligned() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    let found = compared(&case, &evidence, run("r-101"), run("r-102"));
    let lines = text(&found, SIDE_BY_SIDE);
    golden("compare", "runs", &lines);
    golden("compare", "runs-unified", &text(&found, UNIFIED));
    // Every record of both is a step, on its own side and in its order.
    for (side, name) in ["r-101", "r-102"].into_iter().enumerate() {
        let steps: Vec<u32> = found
            .lines
            .iter()
            .filter_map(|line| match line {
                Line::Pair(Pair { of: recount::view::compare::Of::Step, cells, .. }) => cells[side].as_ref()?.record,
                _ => None,
            })
            .map(|(row, _)| row)
            .collect();
        assert_eq!(steps, rows(&case, &evidence, &format!("run:{name}")));
        assert!(steps.len() < STEPS_MAX);
    }
    let same = compared(&case, &evidence, run("r-101"), run("r-101"));
    assert_eq!(same.places, Vec::<usize>::new());
}

#[test]
fn every_form_shows_every_line_or_says_how_many_it_leaves_out() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    let pairs = [
        compared(
            &case,
            &evidence,
            version(Artifact::Policy, "approval-flow", "1"),
            version(Artifact::Policy, "approval-flow", "2"),
        ),
        compared(&case, &evidence, run("r-101"), run("r-102")),
    ];
    for found in &pairs {
        for form in [(false, false), (false, true), (true, false), (true, true)] {
            let form = Form { unified: form.0, whole: form.1 };
            let mut halves = vec![0usize; found.lines.len()];
            for shown in found.shown(form) {
                match shown {
                    Shown::Line(at) => halves[at] += 2,
                    Shown::Half(at, _) => halves[at] += 1,
                    Shown::Skipped(first, count) => {
                        assert!(!form.whole && count > 1);
                        halves[first..first + count].iter_mut().for_each(|half| *half += 2);
                    }
                }
            }
            for (at, (line, half)) in found.lines.iter().zip(halves).enumerate() {
                let wanted = match line {
                    Line::Pair(pair) if pair.standing == Standing::Alike => 1..=2,
                    Line::Pair(pair) if form.unified => {
                        let cells = pair.cells.iter().flatten().count();
                        cells..=cells
                    }
                    _ => 2..=2,
                };
                assert!(wanted.contains(&half), "{form:?}, line {at}: {line:?} {half}");
            }
        }
    }
}

#[test]
fn what_cannot_be_compared_says_why_and_a_cancel_is_heard() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    let request = |left, right| Request { sides: [left, right] };
    let why = |request: &Request| compare(&case, &evidence, request, &Watch::new()).unwrap_err();
    assert_eq!(
        why(&request(run("r-101"), Subject::Record(0))),
        NotCompared::Because("Only two of one kind can be compared".into())
    );
    assert!(matches!(why(&request(run("r-101"), run("no such run"))), NotCompared::Because(_)));
    assert!(matches!(why(&request(Subject::Record(0), Subject::Record(9_999_999))), NotCompared::Because(_)));
    let watch = Watch::new();
    watch.cancel();
    let runs = request(run("r-101"), run("r-102"));
    assert_eq!(compare(&case, &evidence, &runs, &watch), Err(NotCompared::Cancelled));
    // The older comparison of versions, of the command line, reads the same facts.
    let of = versions::Request {
        log: 0,
        artifact: Artifact::Policy,
        name: "approval-flow".into(),
        versions: ["1".into(), "2".into()],
    };
    assert_eq!(versions::compare(&case, &evidence, &of).unwrap().facts[0].version, "1");
}

#[test]
fn sides_are_found_by_what_is_typed() {
    let (case, _) = open(&["least-privilege.sab", "tampered.sab"]);
    let ask = |kind, left: &str, right: &str| -> Choices {
        choices(&case, &ChoicesRequest { kind, typed: [left.into(), right.into()], near: vec![3] })
    };
    let found = ask(Kind::Version(Artifact::Policy), "approval-flow", "");
    let names: Vec<&str> = found.sides[0].list.iter().map(|choice| choice.name.as_str()).collect();
    assert_eq!(names, ["approval-flow 1", "approval-flow 2", "approval-flow 1", "approval-flow 2"], "in both logs");
    assert!(found.sides[1].total > found.sides[0].total);
    assert_eq!(found.kinds, Kind::ALL);
    let found = ask(Kind::Record, "255", "");
    assert_eq!(found.sides[0].total, 2, "one in each log");
    assert!(found.sides[0].list.iter().any(|choice| choice.name == "record 255 (failed)"));
    assert_eq!(found.sides[1].list[0].subject, Subject::Record(3));
    let found = ask(Kind::Run, "r-10 log 1", "nothing of the kind");
    assert!(found.sides[0].list.windows(2).all(|two| two[0].subject != two[1].subject));
    assert_eq!(found.sides[1].total, 0);
}

#[test]
fn what_is_not_at_hand_is_no_difference() {
    let (case, _) = open(&["least-privilege.sab"]);
    let away = Evidence::new(vec![None]);
    let rows: Vec<u32> = [255, 271].map(|index| case.row_of(0, index).unwrap()).into();
    let records = compared(&case, &away, Subject::Record(rows[0]), Subject::Record(rows[1]));
    let lines = text(&records, SIDE_BY_SIDE);
    assert!(lines[0].ends_with("(unchecked)"), "{}", lines[0]);
    assert!(has(&lines, "(left: Nothing of it is compared: the evidence is not at hand)"), "{lines:#?}");
    assert_eq!((records.places.len(), records.uncompared), (1, 1), "{lines:#?}");
    let of = |number| version(Artifact::Policy, "approval-flow", number);
    let versions = compared(&case, &away, of("1"), of("2"));
    assert!(has(&text(&versions, SIDE_BY_SIDE), "(right: Not compared: the evidence is not at hand)"));
}
