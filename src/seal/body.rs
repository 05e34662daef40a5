//! The body of a record out of the body of an event: members moved into blobs, ids of cited versions put in, the rest verbatim.

use super::spans::{self, Member};
use crate::bundle::json::Value;
use std::borrow::Cow;

/// A rewritten body.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Rewritten<'a> {
    /// The text of the body.
    pub text: Cow<'a, str>,
    /// What was moved out: role and content.
    pub moved: Vec<(&'static str, Cow<'a, str>)>,
}

/// What may be in the way of a member.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Payloads {
    /// Text and arguments go into salted blobs.
    Moved,
    /// They stay in the record (`--inline`).
    Inline,
}

/// Members that are moved, and the role of their blob (`events.md` section 3).
const MOVED: [(&str, &str); 5] = [
    ("text", "content"),
    ("args", "args"),
    ("vars", "vars"),
    ("justification", "justification"),
    ("comment", "comment"),
];

/// Types whose records publish a version of an artifact.
pub(super) const PUBLISHED: [&str; 3] = ["policy", "template", "code"];

/// Rewrites a body. `id_of(kind, name, version)` gives the id of a cited version, `inserted` are whole members put last.
pub(super) fn rewrite<'a>(
    body: &'a str,
    payloads: Payloads,
    id_of: &mut dyn FnMut(&str, &str, &str) -> Option<String>,
    inserted: &[String],
) -> Rewritten<'a> {
    let mut kept: Vec<Cow<'a, str>> = Vec::new();
    let mut moved = Vec::new();
    let mut changed = !inserted.is_empty();
    for member in spans::members(body) {
        if let Some(role) = role_of(&member.name).filter(|_| payloads == Payloads::Moved) {
            moved.push((role, spans::unquote(member.value).unwrap_or(Cow::Borrowed(member.value))));
            changed = true;
        } else if let Some(text) = cite(&member, id_of) {
            kept.push(Cow::Owned(text));
            changed = true;
        } else {
            kept.push(Cow::Borrowed(member.text));
        }
    }
    if !changed {
        return Rewritten { text: Cow::Borrowed(body), moved };
    }
    let all: Vec<&str> = kept.iter().map(Cow::as_ref).chain(inserted.iter().map(String::as_str)).collect();
    Rewritten { text: Cow::Owned(format!("{{{}}}", all.join(","))), moved }
}

/// The largest member of a body, by bytes.
pub(super) fn largest_member(body: &str) -> Option<String> {
    spans::members(body).into_iter().max_by_key(|member| member.text.len()).map(|member| member.name.into_owned())
}

/// Name, version and, if it has one, id of a publish; `None` if the body is none.
pub(super) fn publish_of(kind: &str, body: &Value) -> Option<(String, String, Option<String>)> {
    if !PUBLISHED.contains(&kind) || body.get("op").and_then(Value::as_str) != Some("publish") {
        return None;
    }
    let id = body.get("id").and_then(Value::as_str).map(str::to_owned);
    Some((plain(body.get("name")?)?, plain(body.get("version")?)?, id))
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone().into_owned()),
        Value::Number(text) => Some((*text).to_owned()),
        _ => None,
    }
}

fn role_of(name: &str) -> Option<&'static str> {
    MOVED.iter().find(|(member, _)| *member == name).map(|(_, role)| *role)
}

/// A `policy` or `template` member with its id put in, if it has none and the id is known.
fn cite(member: &Member, id_of: &mut dyn FnMut(&str, &str, &str) -> Option<String>) -> Option<String> {
    if member.name != "policy" && member.name != "template" {
        return None;
    }
    let cited = spans::members(member.value);
    let part = |name: &str| cited.iter().find(|part| part.name == name).map(|part| part.value);
    if !member.value.starts_with('{') || part("id").is_some() {
        return None;
    }
    let text = |value: &str| match spans::unquote(value) {
        Some(text) => Some(text.into_owned()),
        None if value.starts_with(['{', '[', 'n', 't', 'f']) => None,
        None => Some(value.to_owned()),
    };
    let id = id_of(&member.name, &text(part("name")?)?, &text(part("version")?)?)?;
    let open = member.text.strip_suffix('}')?;
    Some(format!("{open},\"id\":{}}}", spans::quote(&id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(body: &str, payloads: Payloads, inserted: &[String]) -> (String, Vec<(String, String)>) {
        let mut id_of =
            |kind: &str, name: &str, version: &str| (version != "9").then(|| format!("{kind}/{name}/{version}"));
        let done = rewrite(body, payloads, &mut id_of, inserted);
        let moved = done.moved.into_iter().map(|(role, text)| (role.to_owned(), text.into_owned())).collect();
        (done.text.into_owned(), moved)
    }

    #[test]
    fn what_is_not_touched_stays_as_it_was_written() {
        let body = r#"{ "b" : 1.50e+0 , "a":{"text":"x"} }"#;
        assert_eq!(run(body, Payloads::Moved, &[]), (body.to_owned(), vec![]));
        let inserted = ["\"by\":\"agent:a\"".to_owned()];
        assert_eq!(run(body, Payloads::Moved, &inserted).0, r#"{"b" : 1.50e+0,"a":{"text":"x"},"by":"agent:a"}"#);
        assert_eq!(run("{}", Payloads::Moved, &inserted).0, r#"{"by":"agent:a"}"#);
    }

    #[test]
    fn payloads_move_unless_inline() {
        let body = r#"{"text":"a\nb","n":1,"args":{"x": [1 ,2]},"comment":null}"#;
        let (text, moved) = run(body, Payloads::Moved, &[]);
        assert_eq!(text, r#"{"n":1}"#);
        let wanted = [("content", "a\nb"), ("args", r#"{"x": [1 ,2]}"#), ("comment", "null")];
        assert_eq!(moved, wanted.map(|(role, text)| (role.to_owned(), text.to_owned())));
        assert_eq!(run(body, Payloads::Inline, &[]), (body.to_owned(), vec![]));
    }

    #[test]
    fn cited_versions_get_their_id() {
        let body = r#"{"policy":{"name":"p","version":"1"},"template":{"name":"t","version":2,"id":"x"},"x":{"policy":{"name":"p","version":"1"}}}"#;
        let (text, _) = run(body, Payloads::Moved, &[]);
        assert_eq!(text, body.replacen(r#""1"}"#, r#""1","id":"policy/p/1"}"#, 1));
        for same in [
            r#"{"policy":{"name":"p","version":"9"}}"#,
            r#"{"policy":"p"}"#,
            r#"{"policy":{"name":"p"}}"#,
            r#"{"template":{}}"#,
        ] {
            assert_eq!(run(same, Payloads::Moved, &[]).0, same);
        }
    }
}
