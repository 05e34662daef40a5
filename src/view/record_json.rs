//! A record and the state at it as JSON: the machine form of the table row and of one step.
//!
//! Absent is `null`, never an empty text, so that a reader can tell "not recorded" from "recorded as nothing".

use super::inspector::Agreement;
use super::replay::State;
use super::table::{Artifact, RecordRow};
use super::words::instant;
use crate::case;
use serde_json::{Value, json};

/// One record. `log` is there only where the case has several.
pub fn record(row: &RecordRow) -> Value {
    let by = (row.from != row.signer).then_some(&row.from);
    let mut out = json!({
        "record": row.seq,
        "time": row.time.map(instant),
        "type": row.kind,
        "actor": row.signer,
        "by": by,
        "to": row.to,
        "run": row.run,
        "env": row.env,
        "policy": row.policy.as_ref().map(artifact),
        "template": row.template.as_ref().map(artifact),
        "mark": row.mark.word(),
        "summary": row.summary,
    });
    if let (Some(log), Some(members)) = (&row.log, out.as_object_mut()) {
        members.insert("log".to_owned(), json!(log));
    }
    out
}

/// One record with what was in force at it. Grants are those that count by the record's own time.
pub fn state(state: &State) -> Value {
    let mut out = record(&state.record);
    let version = |artifact| state.versions.iter().find(|version| version.artifact == artifact);
    let in_force = |kind| version(kind)?.in_force.as_ref().map(|(_, named)| artifact(named));
    let cited = |kind| version(kind).map(|version| artifact(&version.cited));
    let counts = state.grants.iter().filter(|grant| grant.left_by_actor.is_none_or(|left| left > 0));
    let grants: Vec<Value> = counts
        .map(|grant| {
            json!({
                "grant": grant.grant,
                "scopes": grant.scopes,
                "expires": grant.expires.map(instant),
                "approver": grant.approver,
            })
        })
        .collect();
    let scopes: Vec<&str> = state.scopes.iter().map(|scope| scope.scope.as_str()).collect();
    let agrees = match state.agreement() {
        Agreement::Agrees => Some(true),
        Agreement::Differs => Some(false),
        Agreement::NotRecorded => None,
    };
    let (policy, template) = (case::Artifact::Policy, case::Artifact::Template);
    if let Some(members) = out.as_object_mut() {
        members.insert(
            "in_force".to_owned(),
            json!({ "policy": in_force(policy), "template": in_force(template), "grants": grants, "scopes": scopes }),
        );
        members.insert("cited".to_owned(), json!({ "policy": cited(policy), "template": cited(template) }));
        members.insert("agrees".to_owned(), json!(agrees));
    }
    out
}

/// `{"name","version","id"}`; what is not stated is `null`.
pub fn artifact(artifact: &Artifact) -> Value {
    let stated = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
    json!({ "name": artifact.name, "version": stated(&artifact.version), "id": stated(&artifact.id) })
}
