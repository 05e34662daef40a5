//! Privileges at a record: the samples as text, and that the index holds what the case says is in force.

use super::case::{case_of, event, open, rows};
use recount::case::{Case, Evidence, Row, ScopeFrom};
use recount::view::privilege::{
    By, Cell, Detail, Index, Only, Pick, PrivilegeView, Request, Sort, WayState, detail, text,
};
use recount::watch::Watch;
use std::collections::BTreeSet;
use std::path::Path;

fn index(case: &Case) -> Index {
    Index::of(case, &Watch::new()).unwrap()
}

fn at(row: Row) -> Request {
    Request { row, sort: Sort::Agent, only: Only::default() }
}

fn cell<'v>(view: &'v PrivilegeView, agent: &str, scope: &str) -> &'v Cell {
    let row = view.agents.iter().position(|known| known.name == agent).unwrap_or_else(|| panic!("no {agent}"));
    let column = view.scopes.iter().position(|known| known.scope.text == scope);
    let column = column.unwrap_or_else(|| panic!("no {scope}"));
    view.cell(row, column).unwrap_or_else(|| panic!("{agent} has nothing to do with {scope}"))
}

fn full(case: &Case, evidence: &Evidence, index: &Index, (row, agent, scope): (Row, &str, &str)) -> Detail {
    let name = case.names().find(agent).unwrap();
    let pick = Pick { agent: (case.log(row), name), scope: scope.to_owned() };
    detail(case, evidence, index, (row, &pick)).unwrap()
}

/// Compares with a golden file; RECOUNT_BLESS=1 writes it anew.
fn golden(name: &str, lines: &[String]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/privilege").join(name);
    let text = lines.join("\n") + "\n";
    if std::env::var_os("RECOUNT_BLESS").is_some_and(|bless| bless == "1") {
        std::fs::write(&path, &text).unwrap();
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(wanted == text, "{} differs; this is the view now:\n{text}", path.display());
}

#[test]
fn the_samples_read_as_they_did() {
    let (case, evidence) = open(&["broad-access.sab"]);
    let leak = rows(&case, &evidence, "effect:export run:r-6")[0];
    golden("broad-access-leak.txt", &text(&PrivilegeView::of(&case, &index(&case), &at(leak))));
    let (case, _) = open(&["least-privilege.sab"]);
    let end = Request { sort: Sort::Unused, ..at(case.len() as Row - 1) };
    golden("least-privilege-end.txt", &text(&PrivilegeView::of(&case, &index(&case), &end)));
    let (case, evidence) = open(&["tampered.sab"]);
    let leak = rows(&case, &evidence, "mark:failed")[0];
    golden("tampered-leak.txt", &text(&PrivilegeView::of(&case, &index(&case), &at(leak))));
}

#[test]
fn what_is_held_is_what_the_case_says_is_in_force() {
    for names in [&["broad-access.sab"] as &[&str], &["least-privilege.sab"], &["tampered.sab"]] {
        let (case, _) = open(names);
        let index = index(&case);
        let mut compared = 0;
        for row in 0..case.len() as Row {
            let agent = (case.log(row), case.context(row).agent);
            let known: BTreeSet<(String, By)> = case
                .in_force(row)
                .scopes
                .into_iter()
                .map(|(scope, from)| {
                    let by = match from {
                        ScopeFrom::Baseline => By::Baseline,
                        ScopeFrom::Credential(name) => By::Credential(name),
                        ScopeFrom::Grant(number) => By::Grant(number),
                    };
                    (case.text(scope).to_owned(), by)
                })
                .collect();
            let view = PrivilegeView::of(&case, &index, &at(row));
            let place = view.agents.iter().position(|known| known.key == agent);
            let cells = view.cells.iter().filter(|cell| Some(cell.agent) == place);
            let shown: BTreeSet<(String, By)> = cells
                .flat_map(|cell| cell.ways.iter().map(move |way| (cell, way)))
                .filter(|(_, way)| way.state.is_held())
                .map(|(cell, way)| (view.scopes[cell.scope].scope.text.clone(), way.by))
                .collect();
            assert_eq!(shown, known, "record {} of {names:?}", case.index(row));
            compared += known.len();
        }
        assert!(compared > 100, "{compared} in {names:?}");
    }
}

#[test]
fn the_leaking_agent_held_everything_and_needed_little_of_it() {
    let (case, evidence) = open(&["broad-access.sab"]);
    let index = index(&case);
    let leak = rows(&case, &evidence, "effect:export run:r-6")[0];
    let view = PrivilegeView::of(&case, &index, &at(leak));
    let all = cell(&view, "agent:reporter", "*:*");
    let words: Vec<&str> = all.ways.iter().map(|way| way.by.word()).collect();
    assert_eq!(words, ["baseline", "credential"]);
    assert!(all.ways.iter().all(|way| way.giver == "service:console" && way.until.is_none()));
    let secret = cell(&view, "agent:reporter", "read:secret@prod");
    assert_eq!((secret.uses.calls, secret.under.as_slice()), (2, ["*:*".to_owned()].as_slice()));
    assert!(!secret.is_held() && !secret.is_flagged());
    let full = full(&case, &evidence, &index, (leak, "agent:reporter", "*:*"));
    assert!(full.is_wide() && all.is_wide() && all.uses.needs == 5, "{:?}", all.uses);
    assert!(full.needed.iter().any(|(scope, calls)| scope == "export:url@prod" && *calls == 1), "{:?}", full.needed);
    assert_eq!(full.needed.iter().map(|(_, calls)| calls).sum::<usize>(), full.calls_total);
    let given = full.ways.iter().flat_map(|way| &way.facts).filter(|fact| fact.name == "Given");
    assert!(given.clone().count() == 2 && given.clone().all(|fact| fact.record.is_some()));
    // Before the leak it had not been read: what comes after the record does not count.
    let before = PrivilegeView::of(&case, &index, &at(all.ways[0].since.row + 1));
    assert!(before.scopes.iter().all(|column| column.scope.text != "read:secret@prod"));
}

#[test]
fn a_grant_that_was_used_after_its_end_and_one_of_its_own_approver_say_so() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    let index = index(&case);
    let late = case.row_of(0, 390).unwrap();
    let view = PrivilegeView::of(&case, &index, &at(late));
    let cell = cell(&view, "agent:approver", "write:payment@prod");
    assert!(cell.is_flagged() && cell.uses.against_grant == 1, "{:?}", cell.uses);
    let grant = cell.ways.iter().find(|way| way.name == "g-102").unwrap();
    assert!(matches!(grant.state, WayState::Ended | WayState::Expired), "{grant:?}");
    let shown = full(&case, &evidence, &index, (late, "agent:approver", "write:payment@prod"));
    let call = shown.calls.iter().find(|call| call.call.record.seq == 390).unwrap();
    assert!(call.against.iter().any(|why| why.contains("g-102")), "{:?}", call.against);

    let own = case.row_of(0, 489).unwrap();
    let shown = full(&case, &evidence, &index, (own, "human:omar", "write:vendor@prod"));
    let grant = shown.ways.iter().find(|way| way.title.contains("g-106")).unwrap();
    let facts: Vec<&str> = grant.facts.iter().map(|fact| fact.name).collect();
    assert_eq!(facts[..3], ["Asked", "Because", "Decided"], "{facts:?}");
    assert!(grant.facts.iter().any(|fact| fact.against && fact.text.contains("the one who asked")));
    assert!(grant.title.contains("left"), "{}", grant.title);
}

#[test]
fn scopes_that_grew_and_were_never_used_stand_first() {
    let (case, _) = open(&["least-privilege.sab"]);
    let index = index(&case);
    let end = case.row_of(0, 527).unwrap();
    let view = PrivilegeView::of(&case, &index, &Request { sort: Sort::Unused, ..at(end) });
    let first = view.nth(0).unwrap();
    assert!(first.is_unused() && view.agents.iter().all(|agent| agent.wide == 0));
    let staging = cell(&view, "agent:reconciler", "write:ledger@staging");
    assert!(staging.is_unused() && staging.since().is_some());
    let only = Only { unused: true, no_grant: true, flagged: false };
    let few = PrivilegeView::of(&case, &index, &Request { only, ..view.request });
    assert!(few.cells.iter().all(|cell| (cell.is_unused() || cell.is_wide()) && cell.is_without_grant()));
    assert_eq!(few.cells.len() + few.left_out, view.cells.len());
    // Nobody calls `approve:grant`: that no call needed it does not show that it was not used.
    let approve = cell(&view, "human:dana", "approve:grant");
    assert!(!approve.is_unused());
    assert_eq!(approve.uses.words(true), "use not told by calls");
}

fn register(minute: u32, agent: &str, scopes: &str) -> String {
    let body =
        format!("\"op\":\"register\",\"agent\":\"{agent}\",\"role\":\"desk\",\"kind\":\"agent\",\"scopes\":[{scopes}]");
    event("service:registry", minute, "agent", &body)
}

fn call(minute: u32, agent: &str, effect: &str, kind: &str) -> String {
    let body = format!("\"tool\":\"t\",\"effect\":\"{effect}\",\"resource\":{{\"type\":\"{kind}\",\"id\":\"1\"}}");
    event(agent, minute, "tool.call", &body)
}

#[test]
fn not_held_is_told_apart_from_not_recorded() {
    let (case, evidence) = case_of(&[
        call(1, "agent:a", "read", "case"),
        register(2, "agent:a", "\"read:case@prod\",\"write:case@prod\""),
        call(3, "agent:a", "read", "case"),
        call(4, "agent:a", "export", "case"),
        call(5, "agent:b", "export", "case"),
        event("agent:a", 6, "tool.call", "\"tool\":\"t\",\"effect\":\"read\""),
        event("agent:c", 7, "message", "\"to\":\"agent:a\",\"text\":\"hello\""),
    ]);
    let index = index(&case);
    let view = PrivilegeView::of(&case, &index, &at(case.len() as Row - 1));
    let read = cell(&view, "agent:a", "read:case@prod");
    assert_eq!((read.uses.calls, read.uses.unknown, read.uses.not_held), (2, 1, 0));
    let export = cell(&view, "agent:a", "export:case@prod");
    assert!(export.is_flagged() && export.uses.not_held == 1);
    let other = cell(&view, "agent:b", "export:case@prod");
    assert!(!other.is_flagged() && other.uses.unknown == 1);
    assert!(cell(&view, "agent:a", "write:case@prod").is_unused());
    let b = view.agents.iter().find(|agent| agent.name == "agent:b").unwrap();
    assert!(b.registered.is_none() && b.role.is_empty());
    assert!(text(&view).iter().any(|line| line == "agent:b, role not recorded, baseline not recorded"));
    let a = view.agents.iter().find(|agent| agent.name == "agent:a").unwrap();
    assert_eq!((a.untold, view.silent), (1, 3), "authority, registry and agent:c are counted");
    let shown = full(&case, &evidence, &index, (case.len() as Row - 1, "agent:b", "export:case@prod"));
    assert_eq!(shown.calls[0].against, ["no recorded scope covers it; no baseline was recorded before it"]);
}

fn grant(minute: u32, kind: &str, by: &str, rest: &str) -> String {
    event(by, minute, kind, &format!("\"grant\":\"g-1\",\"scopes\":[\"write:case@prod\"],{rest}"))
}

#[test]
fn a_grant_is_asked_for_then_held_then_expired() {
    let (case, _) = case_of(&[
        grant(1, "grant.request", "agent:a", "\"justification\":\"to fix it\",\"ttl_s\":300"),
        grant(2, "grant.decision", "human:m", "\"outcome\":\"approved\",\"expires\":\"2026-11-02T09:05:00Z\""),
        call(3, "agent:a", "write", "case"),
        call(6, "agent:a", "write", "case"),
        event("agent:a", 4, "message", "\"to\":\"agent:b\",\"text\":\"the clock is behind\""),
    ]);
    let index = index(&case);
    let row = |minute: u32| {
        let time = recount::bundle::Time::parse(&format!("2026-11-02T09:{minute:02}:00Z")).unwrap().micros();
        (0..case.len() as Row)
            .find(|row| case.time(*row) == time && case.text(case.context(*row).agent).len() == 7)
            .unwrap()
    };
    let state = |row: Row| {
        let view = PrivilegeView::of(&case, &index, &at(row));
        let way = cell(&view, "agent:a", "write:case@prod").ways[0].clone();
        (way.state, way.left(view.clocks()))
    };
    assert_eq!(state(row(2)).0, WayState::Asked);
    assert_eq!(state(row(3)), (WayState::Held, Some("2 min left".to_owned())));
    assert_eq!(state(row(6)), (WayState::Expired, Some("expired 1 min before".to_owned())));
    let (held, left) = state(row(4));
    assert_eq!(held, WayState::ExpiredByLog);
    assert_eq!(left.unwrap(), "1 min left by the record's own time, expired 1 min before by the log's clock");
    let view = PrivilegeView::of(&case, &index, &at(row(6)));
    assert_eq!(cell(&view, "agent:a", "write:case@prod").uses.unknown, 1, "no baseline is recorded");
}

#[test]
fn a_cancelled_index_ends() {
    let (case, _) = open(&["broad-access.sab"]);
    let watch = Watch::new();
    watch.cancel();
    assert!(Index::of(&case, &watch).is_err());
}
