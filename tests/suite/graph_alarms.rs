//! What needs a look in the handoff graph: only what records say, the same in nodes, edges, file and text.

use super::graph::{everything, graph};
use recount::case::Row;
use recount::verify::Verdict;
use recount::view::graph::{Form, GraphView, Request};
use recount::view::svg::svg;
use recount::watch::Watch;
use serde_json::{Value, json};

/// A log in which calls are denied, go on all the same, fail, go out, and cite a policy that is no longer in force.
fn needs_a_look() -> String {
    let mut out = String::new();
    let mut line = |id: &str, kind: &str, refs: &[&str], body: Value| {
        let line = json!({ "actor": "agent:a", "time": "2026-01-05T09:00:00Z", "type": kind, "id": id, "refs": refs,
                           "body": body });
        out.push_str(&format!("{line}\n"));
    };
    let policy = |version: &str| {
        let digit = if version == "1" { "1" } else { "2" };
        json!({ "name": "p", "version": version, "id": format!("sha256:{}", digit.repeat(64)) })
    };
    let promoted = |version: &str| {
        let mut body = policy(version);
        for (member, value) in [("op", "promote"), ("to_env", "prod"), ("env", "prod"), ("author", "agent:a")] {
            body[member] = value.into();
        }
        body
    };
    let said = |outcome: &str| json!({ "outcome": outcome, "mode": "enforce" });
    let ended = |status: &str| json!({ "status": status });
    line("p1", "policy", &[], promoted("1"));
    for (call, sayings) in [
        ("ran", &["deny", "ok"][..]),
        ("reversed", &["deny", "allow"]),
        ("stopped", &["allow", "deny"]),
        ("blocked", &["deny", "blocked"]),
        ("broken", &["allow", "error"]),
        ("fine", &["allow", "ok"]),
    ] {
        line(call, "tool.call", &[], json!({ "tool": call, "env": "prod", "policy": policy("1") }));
        for said_of in sayings {
            let is_result = matches!(*said_of, "ok" | "blocked" | "error");
            let (kind, body) = if is_result { ("tool.result", ended(said_of)) } else { ("decision", said(said_of)) };
            line(&format!("{call}.{said_of}"), kind, &[call], body);
        }
    }
    for (tool, effect, labels) in [
        ("post", "export", json!(["secret", "untrusted"])),
        ("held", "export", json!(["secret", "pii"])),
        ("mail", "export", json!([])),
        ("vault", "read", json!(["secret"])),
    ] {
        line(tool, "tool.call", &[], json!({ "tool": tool, "effect": effect, "labels": labels }));
    }
    line("held.deny", "decision", &["held"], said("deny"));
    line("p2", "policy", &[], promoted("2"));
    for (at, version) in ["1", "2", "1"].into_iter().enumerate() {
        let body = json!({ "to": "agent:b", "env": "prod", "policy": policy(version), "text": "x" });
        line(&format!("m{at}"), "message", &[], body);
    }
    line("m3", "message", &[], json!({ "to": "agent:b", "env": "dev", "policy": policy("1"), "text": "x" }));
    out
}

#[test]
fn what_needs_a_look_is_only_what_records_say() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out.sab");
    let options = recount::seal::SealOptions {
        origin: "t.example/alarms".to_owned(),
        keys: dir.path().join("keys"),
        out: out.clone(),
        deterministic: Some("alarms".to_owned()),
        ..Default::default()
    };
    recount::seal::seal(&mut needs_a_look().as_bytes(), &options, &Watch::new()).unwrap();
    let profile = recount::profile::TrustProfile::load(&dir.path().join("keys"), "alarms").unwrap();
    let trusted = recount::session::Trusted { profiles: vec![profile], ..Default::default() };
    let session = recount::session::read_bundles(&[out], &trusted, &Watch::new()).unwrap();
    assert_eq!(session.verdict(), Verdict::Verified);
    let case = &session.case;
    let view = graph(case, &everything(case));
    let words = |tool: &str| {
        let at = view.edges.iter().position(|edge| view.nodes[edge.to as usize].id == tool).unwrap();
        view.line(at).unwrap().what
    };
    for (tool, said) in [
        ("tool:ran", "1 denied, 1 went on after a deny"),
        ("tool:reversed", "1 denied, 1 went on after a deny"),
        ("tool:stopped", "1 denied"),
        ("tool:blocked", "1 denied"),
        ("tool:broken", "1, 1 failed"),
        ("tool:fine", "1"),
        ("tool:post", "1, 1 export of secret"),
        ("tool:held", "1 denied"),
        ("tool:mail", "1"),
        ("tool:vault", "1"),
        ("agent:b", "4, 2 under a policy not in force"),
    ] {
        assert_eq!(words(tool), said, "{tool}");
    }
    // The node that did it all has all of it, and so have file and text.
    let actor = view.nodes.iter().find(|node| node.id == "agent:a").unwrap();
    let said: Vec<String> = actor.alarms.words(actor.messages).into_iter().map(|word| word.text).collect();
    let all = ["5 denied", "2 went on after a deny", "1 failed", "2 under a policy not in force", "1 export of secret"];
    assert_eq!(said, all);
    let (figure, text, json) = (svg(&view), view.text(), view.json().to_string());
    assert!(all.iter().all(|word| figure.contains(word) && text.contains(word)));
    assert!(json.contains("\"went_on_after_deny\":1") && json.contains("\"policy_not_in_force\":2"));
    assert!(json.contains("\"labelled_exports\":1"));
    // As it ran says the same of the same records.
    let ran = graph(case, &Request { form: Form::AsItRan { max_records: 100 }, ..everything(case) });
    assert!(ran.as_it_ran);
    let sum = |view: &GraphView| {
        view.edges.iter().map(|edge| edge.alarms).fold([0; 5], |[a, b, c, d, e], alarms| {
            [
                a + alarms.denied,
                b + alarms.overridden,
                c + alarms.failed,
                d + alarms.differs,
                e + alarms.exported.iter().sum::<u64>(),
            ]
        })
    };
    assert_eq!(sum(&view), [5, 2, 1, 2, 1]);
    assert_eq!(sum(&ran), sum(&view));
    // And the rows say so one by one.
    let by_row = (0..case.len() as Row).filter(|row| {
        let cited = case.cited_and_in_force(*row, recount::case::Artifact::Policy);
        case.text(case.context(*row).kind) == "message" && cited.is_some_and(|cited| cited.agrees == Some(false))
    });
    assert_eq!(by_row.count(), 2);
}
