//! Steps, records, tables, ledger, comparisons and blast radius over the samples, as texts beside their golden files.
//!
//! `RECOUNT_BLESS=1` writes the golden files anew; read what changed before you commit it. The facts are those of STORY.md.

use super::case::{open, rows};
use recount::bundle::container::{Container, ReadLimits};
use recount::case::{Artifact, Assurance, Case, Evidence, Row, Selection};
use recount::view::causes::{Way, blast};
use recount::view::record_text::Depth;
use recount::view::{changed, inspector, ledger, record_json, record_text, replay, table, versions};
use recount::watch::Watch;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// Compares lines with a golden file. Lines hold no line break; what else could deceive is made visible here, as a printer does.
pub fn golden(folder: &str, name: &str, lines: &[String]) {
    let mut text = String::new();
    for line in lines {
        assert!(!line.contains(['\n', '\r']), "a line of {name} breaks");
        text.extend(line.chars().map(|c| if c.is_control() { '¿' } else { c }));
        text.push('\n');
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{folder}/{name}.txt"));
    if std::env::var_os("RECOUNT_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &text).unwrap();
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, wanted, "{} differs: RECOUNT_BLESS=1 writes it anew", path.display());
}

fn state(case: &Case, evidence: &Evidence, row: Row) -> replay::State {
    replay::state(case, evidence, &replay::Request { row, lines: 200 }).unwrap()
}

fn only(case: &Case, evidence: &Evidence, filter: &str) -> Row {
    let found = rows(case, evidence, filter);
    assert_eq!(found.len(), 1, "{filter} means {found:?}");
    found[0]
}

#[test]
fn the_steps_that_tell_the_story() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    let step = |name: &str, filter: &str, depth| {
        let row = only(&case, &evidence, filter);
        golden("replay", name, &record_text::state(&state(&case, &evidence, row), depth));
    };
    step("leak-export", "effect:export run:r-101", Depth::Step);
    step("leak-export-whole", "effect:export run:r-101", Depth::Whole);
    step("leak-mail", "run:r-101 kind:message from:service:mailbox", Depth::Step);
    let export = only(&case, &evidence, "effect:export run:r-101");
    let decision = case.effects(export)[0];
    golden("replay", "leak-decision", &record_text::state(&state(&case, &evidence, decision), Depth::Step));
    let denied = rows(&case, &evidence, "effect:export run:r-102")[0];
    golden("replay", "denied-export", &record_text::state(&state(&case, &evidence, denied), Depth::Step));
    let late = *rows(&case, &evidence, "grant:g-102 kind:tool.call").last().unwrap();
    golden("replay", "expired-grant", &record_text::state(&state(&case, &evidence, late), Depth::Step));
    step("self-approval-write", "grant:g-106 kind:tool.call", Depth::Step);
}

#[test]
fn steps_compared_name_what_changed() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    let between = |from: Row, to: Row| -> Vec<String> {
        let (before, now) = (state(&case, &evidence, from), state(&case, &evidence, to));
        changed::changed_since(&case, &before, &now).into_iter().map(|change| change.text).collect()
    };
    let paid = rows(&case, &evidence, "grant:g-102 kind:tool.call");
    let (first, late) = (paid[0], *paid.last().unwrap());
    let reconciled = rows(&case, &evidence, "from:agent:reconciler kind:tool.call");
    let exports = rows(&case, &evidence, "effect:export from:agent:reporter");
    let mut lines = Vec::new();
    for (name, from, to) in [
        ("the leak and the same export denied", exports[0], exports[1]),
        ("in time and after the end of g-102", first, late),
        ("back again", late, first),
        ("reconciler, first and last call", reconciled[0], *reconciled.last().unwrap()),
        ("the same step", first, first),
    ] {
        lines.push(format!("{name}: {} to {}", case.index(from), case.index(to)));
        lines.extend(between(from, to).into_iter().map(|text| format!("  {text}")));
    }
    golden("replay", "changes", &lines);
    assert!(between(first, first).is_empty());
    assert!(between(first, late).iter().any(|text| text.contains("grant g-102 expired at 2026-05-05T10:23:36")));
}

#[test]
fn the_table_pages_through_a_selection() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    let whole = Arc::new(Selection::all(case.len()));
    let page = |selection: &Arc<Selection>, first, count| {
        table::page(&case, &evidence, &table::PageRequest { selection: selection.clone(), first, count })
    };
    let all = page(&whole, 0, 1000);
    golden("replay", "table", &all.rows.iter().map(record_text::row).collect::<Vec<_>>());
    assert_eq!((all.rows.len(), all.selected, all.records), (case.len(), case.len(), case.len()));
    assert_eq!(page(&whole, 100, 50).rows, all.rows[100..150]);
    let run = Arc::new(Selection::from_rows(case.len(), rows(&case, &evidence, "run:r-101")));
    let some = page(&run, 1, 3);
    assert_eq!((some.rows.len(), some.selected), (3, run.count()));
    assert_eq!(some.rows[0].seq, case.index(run.nth(1).unwrap()));
    assert!(page(&run, run.count(), 5).rows.is_empty());
    assert!(all.rows.iter().all(|row| row.mark == Assurance::Verified));
}

#[test]
fn a_record_as_json_has_exactly_its_members() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    let late = *rows(&case, &evidence, "grant:g-106 kind:tool.call").last().unwrap();
    let json = record_json::state(&state(&case, &evidence, late));
    let names: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    let wanted = "record time type actor by to run env policy template mark summary in_force cited agrees";
    assert_eq!(names.join(" "), wanted);
    let text = serde_json::to_string_pretty(&json).unwrap();
    golden("replay", "self-approval-json", &text.lines().map(str::to_owned).collect::<Vec<_>>());
    let (case, evidence) = open(&["least-privilege.sab", "tampered.sab"]);
    assert_eq!(case.logs().len(), 2);
    // The doctored copy is a fork of the log: two logs of one name, told apart.
    let log = |row| record_json::record(&table::record_row(&case, &evidence, row))["log"].as_str().unwrap().to_owned();
    let told: std::collections::BTreeSet<String> = (0..case.len() as Row).map(log).collect();
    let told: Vec<String> = told.into_iter().collect();
    let [a, b] = told.as_slice() else { panic!("{told:?}") };
    assert!(a.starts_with(&case.logs()[0].origin) && a.ends_with("(log 1, history 1 of 2)"), "{a}");
    assert!(b.ends_with("(log 2, history 2 of 2)"), "{b}");
    two_histories_are_kept_apart(&case, &evidence);
}

/// Grants, versions and scopes at a record are those of its own history, and are as they are where that history stands alone.
fn two_histories_are_kept_apart(case: &Case, evidence: &Evidence) {
    let alone: Vec<(Case, Evidence)> = ["least-privilege.sab", "tampered.sab"].map(|name| open(&[name])).into();
    for ledger_row in ledger::ledger(case, evidence) {
        let log = ledger_row.log.as_ref().unwrap();
        assert!(log.contains("history"), "{log}");
        let mentions = ledger_row.request.iter().map(|(record, _)| record);
        let mentions = mentions.chain(ledger_row.decisions.iter().map(|decision| &decision.record));
        mentions.for_each(|record| assert_eq!(record.log.as_ref(), Some(log)));
    }
    let mut compared = 0;
    for row in 0..case.len() as Row {
        let log = case.log(row);
        let (own, own_evidence) = &alone[log];
        let own_row = own.row_of(0, case.index(row)).unwrap();
        let (here, there) = (state(case, evidence, row), state(own, own_evidence, own_row));
        let grants = |of: &replay::State| {
            let one = |grant: &inspector::GrantState| (grant.grant.clone(), grant.decision.seq, grant.left_by_actor);
            of.grants.iter().map(one).collect::<Vec<_>>()
        };
        assert_eq!(grants(&here), grants(&there), "{row}");
        let scopes = |of: &replay::State| of.scopes.iter().map(|scope| scope.scope.clone()).collect::<Vec<_>>();
        assert_eq!(scopes(&here), scopes(&there), "{row}");
        let in_force = |of: &replay::State| {
            let one = |version: &inspector::VersionState| version.in_force.clone().map(|(by, what)| (by.seq, what));
            of.versions.iter().map(one).collect::<Vec<_>>()
        };
        assert_eq!(in_force(&here), in_force(&there), "{row}");
        compared += usize::from(!here.grants.is_empty());
    }
    assert!(compared > 50, "{compared}");
}

#[test]
fn the_ledger_states_what_is_odd() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    let ledger_rows = ledger::ledger(&case, &evidence);
    golden("replay", "ledger", &ledger::text(&ledger_rows));
    let json = ledger::json(&ledger_rows);
    let of = |name: &str| json.as_array().unwrap().iter().find(|grant| grant["grant"] == name).unwrap();
    assert_eq!(of("g-106")["decisions"][0]["self_approved"], true);
    assert_eq!(of("g-102")["decisions"][0]["self_approved"], false);
    let flagged = |name: &str| {
        let uses = of(name)["uses"].as_array().unwrap();
        uses.iter().filter(|used| !used["against"].as_array().unwrap().is_empty()).count()
    };
    assert_eq!((flagged("g-102"), flagged("g-101")), (1, 0));
}

#[test]
fn a_use_whose_record_was_taken_away_still_shows() {
    let (case, evidence) = open(&["tampered.sab"]);
    let rows = ledger::ledger(&case, &evidence);
    let grant = rows.iter().find(|grant| grant.grant == "g-102").unwrap();
    golden("replay", "ledger-tampered", &ledger::text(std::slice::from_ref(grant)));
    let silent: Vec<_> = grant.uses.iter().filter(|used| used.record.is_none()).collect();
    assert_eq!((grant.uses.len(), silent.len()), (2, 1));
    assert_eq!(silent[0].decided[0].0, "allow");
}

#[test]
fn versions_are_compared_with_who_stands_behind_them() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    for (artifact, name, old, new) in [
        (Artifact::Policy, "approval-flow", "1", "2"),
        (Artifact::Policy, "approver", "1", "2"),
        (Artifact::Template, "summarise", "2", "3"),
    ] {
        let request = versions::Request { log: 0, artifact, name: name.into(), versions: [old.into(), new.into()] };
        let compared = versions::compare(&case, &evidence, &request).unwrap();
        golden("replay", &format!("versions-{name}"), &versions::text(&request, &compared));
    }
    let request = versions::Request {
        log: 0,
        artifact: Artifact::Policy,
        name: "approver".into(),
        versions: ["1".into(), "99".into()],
    };
    assert_eq!(
        versions::compare(&case, &evidence, &request).unwrap_err(),
        "no record of policy approver@99 in this log"
    );
}

#[test]
fn the_blast_radius_is_what_references_reach() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    let mail = only(&case, &evidence, "run:r-101 kind:message from:service:mailbox");
    let export = only(&case, &evidence, "effect:export run:r-101");
    let reporter = case.names().find("agent:reporter").unwrap();
    let mut lines = Vec::new();
    for (from, way) in [
        (blast::From::Record(mail), Way::After),
        (blast::From::Record(export), Way::Before),
        (blast::From::Agent(0, reporter), Way::After),
    ] {
        let request = blast::Request { from, way };
        lines.extend(blast::text(&case, &blast::blast(&case, &evidence, &request, &Watch::new()).unwrap()));
    }
    golden("replay", "blast", &lines);
    // Both ways agree, for every record: b follows from a exactly if a led to b.
    let reach = |row, way| {
        let request = blast::Request { from: blast::From::Record(row), way };
        blast::blast(&case, &evidence, &request, &Watch::new()).unwrap()
    };
    let after: Vec<_> = (0..case.len() as Row).map(|row| reach(row, Way::After)).collect();
    for row in 0..case.len() as Row {
        let before = reach(row, Way::Before);
        let wanted: Vec<Row> = (0..case.len() as Row).filter(|a| after[*a as usize].closure.contains(row)).collect();
        assert_eq!(before.closure.iter().collect::<Vec<_>>(), wanted, "record {row}");
        let causes: BTreeSet<Row> = case.causes(row).chain(case.named().causes(row).map(|(cause, _)| cause)).collect();
        let effects: BTreeSet<Row> = case.effects(row).iter().copied().chain(case.named().effects(row)).collect();
        assert_eq!(before.direct.iter().collect::<BTreeSet<_>>(), causes);
        assert_eq!(after[row as usize].direct.iter().collect::<BTreeSet<_>>(), effects);
    }
}

#[test]
fn what_is_shown_is_what_was_verified_or_it_is_not_called_so() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    // Another file lies where the verified one lay.
    let mut faults = Vec::new();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-logs/tampered.sab");
    let other = Container::open(&path, &ReadLimits::default(), &mut faults).unwrap();
    let swapped = Evidence::new(vec![Some(Arc::new(other))]);
    let away = Evidence::new(vec![None]);
    let mut altered = 0;
    for row in 0..case.len() as Row {
        let (good, bad) = (table::record_row(&case, &evidence, row), table::record_row(&case, &swapped, row));
        if bad.mark == Assurance::Verified {
            assert_eq!(swapped.line(&case, row).unwrap().bytes(), evidence.line(&case, row).unwrap().bytes());
        } else {
            altered += 1;
            assert_eq!(bad.mark, Assurance::Failed);
            assert_ne!(bad.summary, good.summary);
        }
        let gone = table::record_row(&case, &away, row);
        assert_eq!((gone.mark, gone.summary.as_str()), (Assurance::Unchecked, "(the evidence is not at hand)"));
        assert_eq!(gone.by_words(), format!("{}, not checked", good.by_words()));
        let gone = record_text::state(&state(&case, &away, row), Depth::Whole).join("\n");
        assert!(!gone.contains("cites") && gone.contains("(the evidence is not at hand)"), "{gone}");
    }
    assert!(altered > 0);
}

#[test]
fn a_tampered_record_says_so_wherever_it_is_spoken_of() {
    let (case, evidence) = open(&["tampered.sab"]);
    let failed: Vec<Row> = (0..case.len() as Row).filter(|row| case.assurance(*row) == Assurance::Failed).collect();
    assert!(!failed.is_empty());
    let first = failed[0];
    golden("replay", "tampered", &record_text::state(&state(&case, &evidence, first), Depth::Step));
    assert!(table::record_row(&case, &evidence, first).by_words().starts_with("says it is attested by"));
    for effect in case.effects(first) {
        let state = state(&case, &evidence, *effect);
        let mention = state.causes.shown.iter().find(|cause| cause.record.row == first).unwrap();
        assert_eq!(mention.record.mark, Assurance::Failed);
    }
}

#[test]
fn what_a_bundle_lacks_is_said_to_be_absent() {
    let (case, evidence) = open(&["redacted.sab"]);
    let withheld: Vec<Row> = (0..case.len() as Row).filter(|row| case.assurance(*row) == Assurance::Withheld).collect();
    let state_of = state(&case, &evidence, withheld[0]);
    assert!(
        state_of.payloads.iter().any(|payload| payload.gone.as_deref() == Some("the payload is not in the bundle"))
    );
    golden("replay", "redacted", &record_text::state(&state_of, Depth::Whole));
    let (case, evidence) = open(&["slice.sab"]);
    for row in 0..case.len() as Row {
        let state = state(&case, &evidence, row);
        let texts =
            state.versions.iter().flat_map(|version| [Some(&version.cited_text), version.in_force_text.as_ref()]);
        for text in texts.flatten() {
            assert!(matches!(text, inspector::ArtifactText::Text(_)), "record {row}: {text:?}");
        }
    }
}
