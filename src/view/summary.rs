//! What a record says, on one line, by its type.
//!
//! Made from the line as it was just read again and compared with its leaf, never from a copy. What cannot be read says why.
//! Members that a type lacks are said to be absent, not guessed.

use super::words::{one_line, short_instant};
use crate::bundle::json::Value;
use crate::case::{Case, Cited, Event, Evidence, Line, Row, Unreadable, spelled, strings};

/// Characters of a summary.
pub const SUMMARY_CHARS: usize = 200;

/// One line about a record, at most [`SUMMARY_CHARS`] characters; `line` is what reading it gave. Hostile characters stay.
pub fn summary(case: &Case, evidence: &Evidence, row: Row, line: &Result<Line, Unreadable>) -> String {
    let line = match line {
        Ok(line) => line,
        Err(why) => return format!("({why})"),
    };
    let Some(event) = line.event() else { return format!("({})", Unreadable::NoRecord) };
    let text = |member: &str, role: &str| said(case, evidence, row, line, member, role, TEXT_BYTES);
    one_line(&sentence(&event, &text), SUMMARY_CHARS)
}

/// The text of a member, inline or as a payload of at most `max` bytes.
///
/// # Errors
/// As [`Evidence::text`], and where it is longer.
pub fn member_text(
    (case, evidence, row): (&Case, &Evidence, Row),
    line: &Line,
    member: &str,
    role: &str,
    max: u64,
) -> Result<Option<String>, Unreadable> {
    let inline = line.event().is_some_and(|event| event.member(member).is_some());
    let record = if inline { None } else { line.record() };
    let blobs = record.iter().flat_map(|record| &record.blobs).filter(|blob| blob.role == role);
    let bytes = blobs.fold(0u64, |sum, blob| sum.saturating_add(blob.len));
    if bytes > max {
        return Err(Unreadable::TooLong(bytes));
    }
    evidence.text(case, row, line, member, role)
}

fn said(case: &Case, evidence: &Evidence, row: Row, line: &Line, member: &str, role: &str, max: u64) -> String {
    match member_text((case, evidence, row), line, member, role, max) {
        Ok(Some(text)) => text,
        Ok(None) => format!("(no {member} recorded)"),
        Err(why) => format!("({})", why),
    }
}

/// Reads a text: member and role.
type Texts<'a> = &'a dyn Fn(&str, &str) -> String;

fn sentence(event: &Event<'_>, text: Texts<'_>) -> String {
    match event.kind() {
        "message" => message(event, text),
        "tool.call" => call(event),
        "tool.result" => format!("{}: {}", word(event, "status"), text("result", "result")),
        "decision" => decision(event),
        "run.start" => format!("run begins: {}", word(event, "goal")),
        "run.end" => format!("run ends: {}", word(event, "outcome")),
        kind if kind.starts_with("grant.") => grant(event),
        "policy" | "template" | "code" => version(event),
        "review" => review(event),
        "credential" => credential(event),
        "agent" => agent(event),
        "flow" => format!("{} {} → {}", verb(event, "op"), word(event, "from_env"), word(event, "to_env")),
        "alert" => {
            let about = event.member("subject").map(spelled).unwrap_or_default();
            format!("{} {} on {about}: {}", word(event, "severity"), word(event, "rule"), word(event, "message"))
        }
        "order" => order(event),
        "order.ack" => format!("order {}: {}", word(event, "order"), word(event, "status")),
        "incident" => format!("{} {}: {}", verb(event, "op"), word(event, "incident"), text("text", "content")),
        "log" => log(event, text),
        "key" => key(event),
        kind => format!("{kind} {}", event.value().get("body").map(spelled).unwrap_or_default()),
    }
}

fn actor<'a>(event: &'a Event<'_>) -> &'a str {
    event.text("by").unwrap_or(event.signer())
}

fn message(event: &Event<'_>, text: Texts<'_>) -> String {
    let to = listed(&event.texts("to"), "nobody named");
    let how = if event.is_handoff() { "hands over to" } else { "→" };
    format!("{} {how} {to}: {}", actor(event), text("text", "content"))
}

fn call(event: &Event<'_>) -> String {
    let mut out = format!("calls {}", event.text("tool").unwrap_or("a tool without a name"));
    if let Some(resource) = event.resource() {
        out.push_str(&format!(" on {} {}", resource.kind, resource.id));
    }
    out.push_str(&format!(" ({})", event.text("effect").unwrap_or("effect not recorded")));
    if let Some(grant) = event.written("grant") {
        out.push_str(&format!(" under {grant}"));
    }
    out
}

fn decision(event: &Event<'_>) -> String {
    let rules = event.texts("determining");
    let rules = if rules.is_empty() { ", no rule named".to_owned() } else { format!(" by {}", rules.join(", ")) };
    let mut out = format!("{}{rules}", word(event, "outcome"));
    if event.text("mode") == Some("log_only") {
        out.push_str(", only logged");
    }
    if event.member("errors").is_some_and(|errors| !strings(errors).is_empty()) {
        out.push_str(", with errors");
    }
    let request = event.member("request");
    let part = |name| request.and_then(|request| request.get(name)).and_then(Value::as_str);
    if let (Some(principal), Some(action), Some(resource)) = (part("principal"), part("action"), part("resource")) {
        out.push_str(&format!(": {principal}, {action}, {resource}"));
    }
    out
}

fn grant(event: &Event<'_>) -> String {
    let (name, scopes) = (word(event, "grant"), listed(&event.texts("scopes"), "no scopes named"));
    match event.kind() {
        "grant.request" => {
            let ttl = event.written("ttl_s").map(|ttl| format!(" for {ttl} s")).unwrap_or_default();
            format!("asks for {name}{ttl}: {scopes}")
        }
        "grant.decision" => {
            let until = match (event.micros("expires"), event.text("expires")) {
                (Some(expires), _) => format!(" until {}", short_instant(expires, event.time())),
                (None, Some(text)) => format!(" until {text}"),
                (None, None) => " without end".to_owned(),
            };
            match event.text("outcome") {
                Some("approved") => format!("approves {name}{until}: {scopes}"),
                Some("denied") => format!("denies {name}: {scopes}"),
                _ => format!("decides on {name}: {}", word(event, "outcome")),
            }
        }
        "grant.use" => format!("uses {name}"),
        "grant.end" => format!("{name} ends: {}", word(event, "reason")),
        kind => format!("{kind} {name}"),
    }
}

fn version(event: &Event<'_>) -> String {
    let (kind, name, version) = (event.kind(), word(event, "name"), event.written("version").unwrap_or("?"));
    let mut out = format!("{} {kind} {name}@{version}", verb(event, "op"));
    if event.text("op") != Some("publish") {
        if let Some(from) = event.text("from_env") {
            out.push_str(&format!(" from {from}"));
        }
        let to = event.text("to_env").or(event.text("env")).unwrap_or("an environment without a name");
        if event.text("op") == Some("retire") {
            return format!("{out} in {to}");
        }
        out.push_str(&format!(" to {to}"));
        let review = event.written("review").map(|review| format!(" (review {review})"));
        out.push_str(review.as_deref().unwrap_or(" (names no review)"));
    }
    out
}

fn review(event: &Event<'_>) -> String {
    let subject = event.member("subject");
    let kind = subject.and_then(|subject| subject.get("kind")).and_then(Value::as_str).unwrap_or("artifact");
    let of = subject.and_then(crate::case::cited).map_or("(not named)".to_owned(), |of| at_version(&of));
    format!("{} {kind} {of} of {}", verb(event, "verdict"), word(event, "author"))
}

fn credential(event: &Event<'_>) -> String {
    let scopes = event.texts("scopes");
    let scopes = if scopes.is_empty() { String::new() } else { format!(": {}", scopes.join(", ")) };
    format!("{} {} of {}{scopes}", verb(event, "op"), word(event, "credential"), word(event, "subject"))
}

fn agent(event: &Event<'_>) -> String {
    let scopes = listed(&event.texts("scopes"), "no scopes");
    match event.text("op") {
        Some("role_change") => format!("changes {} to {}: {scopes}", word(event, "agent"), word(event, "role")),
        Some("retire") => format!("retires {}", word(event, "agent")),
        _ => format!("{} {} as {}: {scopes}", verb(event, "op"), word(event, "agent"), word(event, "role")),
    }
}

fn order(event: &Event<'_>) -> String {
    let target = event.member("target").and_then(crate::case::resource).unwrap_or_default();
    let how = match event.text("mode") {
        Some("proposed") => "proposes",
        Some("authorised") => "authorises",
        _ => "orders",
    };
    format!("{how} {}: {} {} {}", word(event, "order"), word(event, "action"), target.kind, target.id)
}

fn log(event: &Event<'_>, text: Texts<'_>) -> String {
    let dropped = event.written("dropped").map(|count| format!(", {count} records dropped")).unwrap_or_default();
    format!("recording: {}{dropped}: {}", word(event, "op"), text("comment", "comment"))
}

fn key(event: &Event<'_>) -> String {
    let about = ["vkey", "actor", "key", "reason"].into_iter().filter_map(|name| event.written(name));
    format!("key event {}: {}", word(event, "op"), about.collect::<Vec<_>>().join(" "))
}

fn at_version(cited: &Cited<'_>) -> String {
    format!("{}@{}", cited.name, if cited.version.is_empty() { "?" } else { cited.version })
}

fn word<'a>(event: &'a Event<'_>, member: &str) -> &'a str {
    event.written(member).unwrap_or("(not recorded)")
}

/// The third person of what `events.md` section 2 writes as an order; another word stays as it is.
fn verb<'a>(event: &'a Event<'_>, member: &str) -> &'a str {
    match word(event, member) {
        "publish" => "publishes",
        "promote" => "promotes",
        "rollback" => "rolls back",
        "retire" => "retires",
        "approve" => "approves",
        "reject" => "rejects",
        "issue" => "issues",
        "rotate" => "rotates",
        "revoke" => "revokes",
        "suspend" => "suspends",
        "restore" => "restores",
        "register" => "registers",
        "allow" => "allows",
        "forbid" => "forbids",
        "open" => "opens",
        "note" => "notes on",
        "close" => "closes",
        other => other,
    }
}

fn listed(texts: &[&str], none: &str) -> String {
    if texts.is_empty() { none.to_owned() } else { texts.join(", ") }
}

/// Bytes of a payload that are read for one line of it: a page of such rows stays under a few milliseconds.
const TEXT_BYTES: u64 = 256 * 1024;
