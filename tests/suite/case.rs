//! The case over the samples: what was in force, who held what, what follows from what. The facts are those of STORY.md.

use super::desk::Desk;
use super::forge::{Forge, Holder};
use recount::bundle::container::{Container, ReadLimits};
use recount::case::filter::Filter;
use recount::case::{
    Artifact, Assurance, Breakpoint, Case, Cursor, Evidence, Part, Row, Selection, Tables, Unreadable,
};
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

/// Seals event lines in a folder of their own and opens the bundle as a case.
pub fn case_of(lines: &[String]) -> (Case, Evidence) {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("log/");
    let options = recount::seal::SealOptions {
        origin: "log.example".to_owned(),
        keys: dir.path().join("keys"),
        out: out.join(""),
        allow_sign_as: vec!["service:broker".to_owned()],
        deterministic: Some("case".to_owned()),
        ..Default::default()
    };
    recount::seal::seal(&mut lines.join("\n").as_bytes(), &options, &Watch::new()).unwrap();
    let profile = TrustProfile::load(&dir.path().join("keys"), "case").unwrap();
    let options = Options { profile: Some(&profile), ..Options::default() };
    // Read into memory, as the folder goes when this ends.
    let opened = Container::open(&out, &ReadLimits::default(), &mut Vec::new()).unwrap();
    let files = opened.entries().iter().map(|entry| {
        let bytes = opened.read_at(&entry.path, 0, entry.size).unwrap();
        (entry.path.clone(), bytes)
    });
    let container = Container::from_files(files.collect());
    let mut tables = Tables::default();
    let part = Part::read(&container, Vec::new(), Digest::of(b""), &options, &mut tables, &Watch::new());
    assert_eq!(part.verification.verdict, Verdict::Verified);
    let mut evidence = Evidence::default();
    evidence.push(Some(Arc::new(container)));
    (Case::of(Arc::new(tables), vec![Arc::new(part)]), evidence)
}

pub fn event(actor: &str, minute: u32, kind: &str, body: &str) -> String {
    format!(
        "{{\"actor\":\"{actor}\",\"time\":\"2026-11-02T09:{minute:02}:00Z\",\"type\":\"{kind}\",\"body\":{{\"env\":\"prod\",{body}}}}}"
    )
}

fn version(minute: u32, op: &str, version: &str) -> String {
    let body = format!(
        "\"op\":\"{op}\",\"name\":\"desk\",\"version\":\"{version}\",\"to_env\":\"prod\",\"author\":\"human:a\""
    );
    event("service:registry", minute, "policy", &body)
}

fn cites(minute: u32, version: &str) -> String {
    let body = format!(
        "\"run\":\"r\",\"to\":\"agent:b\",\"text\":\"hello\",\"policy\":{{\"name\":\"desk\",\"version\":\"{version}\"}}"
    );
    event("agent:a", minute, "message", &body)
}

#[test]
fn versions_are_in_force_from_the_record_after_their_promotion() {
    let lines = [
        cites(0, "1"),
        version(1, "promote", "1"),
        cites(2, "1"),
        cites(3, "2"),
        version(4, "promote", "2"),
        cites(5, "2"),
        version(6, "rollback", "1"),
        cites(7, "2"),
        version(8, "retire", "1"),
        cites(9, "1"),
    ];
    let (case, evidence) = case_of(&lines);
    let agrees: Vec<Option<bool>> =
        rows(&case, &evidence, "kind:message").into_iter().map(|row| case.in_force(row).agrees()).collect();
    assert_eq!(agrees, [None, Some(true), Some(false), Some(true), Some(false), None]);
    let all = Arc::new(Selection::all(case.len()));
    let mut cursor = Cursor::over(all);
    let mut stops = Vec::new();
    while let Some(row) = cursor.run(&case, &[Breakpoint::VersionChange(Artifact::Policy)]) {
        stops.push(case.time(row) / 60_000_000 % 60);
    }
    assert_eq!(stops, [2, 3, 5, 7, 9]);
}

#[test]
fn a_claim_about_somebody_else_takes_effect_only_with_leave() {
    let approve =
        "\"grant\":\"g\",\"outcome\":\"approved\",\"scopes\":[\"write:ledger\"],\"expires\":\"2026-11-02T09:30:00Z\"";
    let request = event("agent:a", 0, "grant.request", "\"grant\":\"g\",\"scopes\":[\"write:ledger\"],\"ttl_s\":60");
    let use_it = cites(2, "1");
    let claimed = event("agent:a", 1, "grant.decision", &format!("\"by\":\"human:boss\",{approve}"));
    let (case, _) = case_of(&[request.clone(), claimed, use_it.clone()]);
    let last = case.len() as Row - 1;
    assert_eq!((case.in_force(last).grants.len(), case.in_force(last).scopes.len()), (0, 0), "no leave, no effect");
    assert_eq!(case.world().grants.all()[0].without_effect.len(), 1, "and yet it is shown");

    let relayed = event("human:boss", 1, "grant.decision", approve);
    let relayed = relayed.replacen('{', "{\"sign_as\":\"service:broker\",", 1);
    let (case, _) = case_of(&[request, relayed, use_it]);
    let last = case.len() as Row - 1;
    let state = case.in_force(last);
    assert_eq!((state.grants.len(), state.scopes.len()), (1, 1), "the broker may speak for everybody");
    assert_eq!(case.text(state.grants[0].decision.approver), "human:boss");
}

#[test]
fn the_two_clocks_are_both_told_where_they_differ() {
    let lines = [
        event("agent:a", 0, "grant.request", "\"grant\":\"g\",\"scopes\":[\"write:ledger\"],\"ttl_s\":600"),
        event(
            "human:boss",
            1,
            "grant.decision",
            "\"grant\":\"g\",\"outcome\":\"approved\",\"scopes\":[\"write:ledger\"],\"expires\":\"2026-11-02T09:10:00Z\"",
        ),
        cites(5, "1"),
        event("agent:late", 20, "message", "\"to\":\"agent:b\",\"text\":\"later\""),
        cites(6, "1"),
        cites(30, "1"),
    ];
    let (case, evidence) = case_of(&lines);
    let of_a = rows(&case, &evidence, "kind:message from:agent:a");
    let live: Vec<Vec<(bool, bool)>> = of_a
        .iter()
        .map(|row| {
            case.in_force(*row).grants.iter().map(|live| (live.counts_by_actor(), live.clocks_agree())).collect()
        })
        .collect();
    assert_eq!(live, [vec![(true, true)], vec![(true, false)], vec![]]);
}

#[test]
fn credentials_and_roles_make_the_scopes() {
    let credential = |minute, op: &str| {
        let body = format!(
            "\"op\":\"{op}\",\"credential\":\"c\",\"subject\":\"agent:a\",\"scopes\":[\"read:mail\"],\"expires\":\"2026-11-02T09:40:00Z\""
        );
        event("service:registry", minute, "credential", &body)
    };
    let agent = |minute, op: &str, scopes: &str| {
        let body = format!(
            "\"op\":\"{op}\",\"agent\":\"agent:a\",\"role\":\"analyst\",\"kind\":\"agent\",\"scopes\":[{scopes}]"
        );
        event("service:registry", minute, "agent", &body)
    };
    let lines = [
        agent(0, "register", "\"read:ledger\""),
        credential(1, "issue"),
        cites(2, "1"),
        credential(3, "suspend"),
        cites(4, "1"),
        credential(5, "restore"),
        agent(6, "role_change", "\"read:ledger\",\"write:ledger\""),
        cites(7, "1"),
        cites(45, "1"),
        agent(46, "retire", ""),
        cites(47, "1"),
    ];
    let (case, evidence) = case_of(&lines);
    let scopes: Vec<Vec<String>> = rows(&case, &evidence, "kind:message")
        .into_iter()
        .map(|row| case.in_force(row).scopes.iter().map(|(scope, _)| case.text(*scope).to_owned()).collect())
        .collect();
    let wanted: [&[&str]; 5] = [
        &["read:ledger", "read:mail"],
        &["read:ledger"],
        &["read:ledger", "read:mail", "write:ledger"],
        &["read:ledger", "write:ledger"],
        &[],
    ];
    assert_eq!(scopes, wanted);
}

#[test]
fn a_case_comes_back_from_its_bytes() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    let mut bytes = Vec::new();
    case.save(&mut bytes).unwrap();
    let again = Case::load(&bytes).unwrap();
    for filter in
        ["kind:decision outcome:deny", "from:agent:approver", "scope:write:*", "policy:approver@2", "canary-a1"]
    {
        assert!(!rows(&case, &evidence, filter).is_empty(), "{filter}");
        assert_eq!(rows(&case, &evidence, filter), rows(&again, &evidence, filter), "{filter}");
    }
    for row in 0..case.len() as Row {
        assert_eq!(case.in_force(row), again.in_force(row));
        assert_eq!(case.effects(row), again.effects(row));
        assert!(case.effects(row).iter().all(|effect| case.causes(*effect).any(|cause| cause == row)));
    }
    assert!(Case::load(b"another form").is_none());
}

#[test]
fn what_changed_since_it_was_verified_is_not_shown() {
    let (case, _) = open(&["least-privilege.sab"]);
    let path = samples().join("least-privilege.sab");
    let mut bytes = std::fs::read(path).unwrap();
    let at = bytes.windows(12).position(|window| window == b"\"effect\":\"ex").unwrap();
    bytes[at + 11] ^= 1;
    let container = Container::from_zip_bytes(bytes, &ReadLimits::default(), &mut Vec::new());
    let evidence = Evidence::new(vec![Some(Arc::new(container))]);
    let altered = (0..case.len() as Row).filter(|row| matches!(evidence.line(&case, *row), Err(Unreadable::Altered)));
    assert_eq!(altered.count(), 1, "the altered line and no other");
    let away = Evidence::new(vec![None]);
    assert!(matches!(away.line(&case, 0), Err(Unreadable::Away)));
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

/// A bundle in memory as a part.
fn part_of(forge: &Forge, segments: &[(usize, usize)], tables: &mut Tables) -> Arc<Part> {
    let files = forge.sign(&forge.exporter, forge.files(segments));
    let profile = forge.profile();
    let options = Options { profile: Some(&profile), ..Options::default() };
    let container = Container::from_files(files);
    Arc::new(Part::read(&container, Vec::new(), Digest::of(b""), &options, tables, &Watch::new()))
}

#[test]
fn what_failed_in_one_bundle_is_not_made_good_by_one_that_hides_why() {
    let mut forge = Forge::new();
    let planner = Holder::actor("agent:planner", 5);
    forge.add("12:00:00", &planner);
    forge.record(&planner, "12:00:01", "note", "\"body\":{}");
    let id = planner.vkey.id.hex();
    let revoke = format!("\"op\":\"revoke\",\"actor\":\"agent:planner\",\"key\":\"{id}\",\"reason\":\"retired\"");
    forge.key_event("12:00:02", &revoke);
    forge.record(&planner, "12:00:03", "note", "\"body\":{}");
    for hidden_first in [true, false] {
        let mut tables = Tables::default();
        let mut parts = vec![part_of(&forge, &[(0, 2), (3, 4)], &mut tables), part_of(&forge, &[(0, 4)], &mut tables)];
        assert_eq!(parts[0].rows.assurance[2], Assurance::Verified, "alone the slice cannot know");
        if !hidden_first {
            parts.reverse();
        }
        let case = Case::of(Arc::new(tables), parts);
        let marks: Vec<Assurance> = (0..case.len() as Row).map(|row| case.assurance(row)).collect();
        assert_eq!(marks[3], Assurance::Failed, "{marks:?}");
        assert_eq!((case.logs().len(), case.verdict()), (1, Verdict::Contradicted));
    }
}

#[test]
fn the_clock_of_a_joined_log_is_that_of_the_log() {
    let (case, _) = open(&["least-privilege.sab", "slice.sab", "broad-access.sab"]);
    let clocks: Vec<i64> = (0..case.len() as Row).map(|row| case.clock(row)).collect();
    assert!(clocks.is_sorted());
    let mut most = i64::MIN;
    for (row, clock) in clocks.iter().enumerate() {
        most = most.max(case.time(row as Row));
        assert_eq!(*clock, most, "row {row}");
    }
    let mut cursor = Cursor::over(Arc::new(Selection::all(case.len())));
    assert_eq!(
        cursor.jump_to_time(&case, clocks[300]),
        clocks.iter().position(|clock| *clock >= clocks[300]).map(|row| row as Row)
    );
}

#[test]
fn a_decision_on_a_record_that_is_not_there_is_put_on_no_other() {
    let mut forge = Forge::new();
    let planner = Holder::actor("agent:planner", 5);
    forge.add("12:00:00", &planner);
    let call = "\"body\":{\"tool\":\"ledger.post\",\"effect\":\"write\"}";
    let hidden = forge.record(&planner, "12:00:01", "tool.call", call);
    let shown = forge.record(&planner, "12:00:02", "tool.call", call);
    let deny = format!("\"refs\":[\"{hidden}\",\"{shown}\"],\"body\":{{\"outcome\":\"deny\"}}");
    forge.record(&planner, "12:00:03", "decision", &deny);
    let denied = |segments: &[(usize, usize)]| {
        let mut tables = Tables::default();
        let part = part_of(&forge, segments, &mut tables);
        let case = Case::of(Arc::new(tables), vec![part]);
        let said = recount::view::graph::endings(&case);
        said.iter().map(|ended| case.index(ended.row)).collect::<Vec<_>>()
    };
    assert_eq!(denied(&[(0, 4)]), [1]);
    assert_eq!(denied(&[(0, 1), (2, 4)]), Vec::<u64>::new(), "not on the other call");
}

#[test]
fn a_record_that_nobody_vouches_for_still_has_its_payload() {
    let desk = Desk::new();
    let line = r#"{"actor":"agent:a","time":"2026-01-05T09:00:00Z","type":"message","body":{"run":"r-1","to":"agent:b","text":"moved into a pack"}}"#;
    std::fs::write(desk.path("events.jsonl"), format!("{line}\n")).unwrap();
    desk.expect(0, &["seal", "--origin", "o/log", "--keys", "keys", "--out", "out.sab", "events.jsonl"]);
    let container = Container::open(&desk.path("out.sab"), &ReadLimits::default(), &mut Vec::new()).unwrap();
    let mut tables = Tables::default();
    let part = Part::read(&container, Vec::new(), Digest::of(b""), &Options::default(), &mut tables, &Watch::new());
    let case = Case::of(Arc::new(tables), vec![Arc::new(part)]);
    let mut evidence = Evidence::default();
    evidence.push(Some(Arc::new(container)));
    assert_eq!(case.assurance(1), Assurance::Unchecked);
    assert!(evidence.searchable(&case, 1).unwrap().contains("moved into a pack"));
}
