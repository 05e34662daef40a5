//! The case over the samples: what was in force, who held what, what follows from what. The facts are those of STORY.md.

use recount::bundle::container::{Container, ReadLimits};
use recount::case::filter::Filter;
use recount::case::{Artifact, Case, Evidence, Part, Row, Selection, Tables, Unreadable};
use recount::crypto::Digest;
use recount::profile::TrustProfile;
use recount::verify::{Options, Verdict};
use recount::watch::Watch;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-logs")
}

/// Opens sample bundles as one case.
pub fn open(names: &[&str]) -> (Case, Evidence) {
    let mut tables = Tables::default();
    let (mut parts, mut evidence) = (Vec::new(), Evidence::default());
    for name in names {
        let trust = samples().join("trust");
        let profile = TrustProfile::load(&trust, "samples").unwrap();
        let options = Options { profile: Some(&profile), ..Options::default() };
        let path = samples().join(name);
        let mut faults = Vec::new();
        let container = Container::open(&path, &ReadLimits::default(), &mut faults).unwrap();
        let digest = Digest::of(&std::fs::read(&path).unwrap());
        parts.push(Arc::new(Part::read(&container, faults, digest, &options, &mut tables, &Watch::new())));
        evidence.push(Some(Arc::new(container)));
    }
    (Case::of(Arc::new(tables), parts), evidence)
}

/// The records that a filter means; texts are read from the evidence.
pub fn rows(case: &Case, evidence: &Evidence, filter: &str) -> Vec<Row> {
    let filter = Filter::parse(filter).unwrap();
    let mut texts = |term: &_, among: &Selection| evidence.scan(case, term, among, &Watch::new());
    case.select::<Unreadable>(&filter, &mut texts).unwrap().iter().collect()
}

#[test]
fn the_leak_is_found_and_everything_about_it_is_there() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    assert_eq!(case.verdict(), Verdict::Verified);
    let exports = rows(&case, &evidence, "effect:export run:r-101");
    assert_eq!(exports.len(), 1);
    let leak = exports[0];
    let state = case.in_force(leak);
    let policy = state.version(Artifact::Policy).unwrap();
    assert_eq!((case.text(policy.cited.name), case.text(policy.cited.version)), ("approval-flow", "1"));
    assert_eq!(policy.agrees, Some(true));
    assert!(case.context(leak).is_relayed() && case.context(leak).attested);
    let decided = case.effects(leak).iter().any(|row| case.text(case.context(*row).kind) == "decision");
    assert!(decided, "the call's decision refers to it");
    assert!(!rows(&case, &evidence, "canary-a1").is_empty());
}

#[test]
fn march_and_may_are_one_log_that_a_doctored_copy_does_not_join() {
    let whole: Vec<u64> = (0..600).collect();
    let indices = |case: &Case| (0..case.len() as Row).map(|row| case.index(row)).collect::<Vec<_>>();
    let months = ["broad-access.sab", "least-privilege.sab"];
    let (case, evidence) = open(&months);
    assert_eq!((case.logs().len(), case.logs()[0].fork_of), (1, None));
    assert_eq!(case.verdict(), Verdict::Verified);
    assert_eq!(indices(&case), whole, "each record once, March before May");
    let leaks = ["run:r-6 effect:export tool:http.post", "run:r-101 effect:export tool:http.post"]
        .map(|filter| rows(&case, &evidence, filter));
    assert_eq!(leaks, [vec![154], vec![255]], "as STORY.md counts");
    assert_eq!(case.in_force(255).version(Artifact::Policy).unwrap().agrees, Some(true));

    let derived = [&months[..], &["redacted.sab", "slice.sab"]].concat();
    let (case, _) = open(&derived);
    assert_eq!((case.logs().len(), &case.logs()[0].parts), (1, &vec![0, 1, 2, 3]));
    assert_eq!((case.verdict(), indices(&case)), (Verdict::Verified, whole.clone()));

    let (case, _) = open(&[&derived[..], &["tampered.sab"]].concat());
    let fork = &case.logs()[1];
    assert_eq!((case.logs().len(), &fork.parts, fork.fork_of), (2, &vec![4], Some((0, 255))));
    assert_eq!((case.verdict(), case.len()), (Verdict::Contradicted, 600 + 403));
    let joined: Vec<u64> = indices(&case)
        .into_iter()
        .enumerate()
        .filter(|(row, _)| case.log(*row as Row) == 0)
        .map(|(_, index)| index)
        .collect();
    assert_eq!(joined, whole, "the log is the same with the doctored copy beside it");
}
