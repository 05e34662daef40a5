//! What one record says: the members of `events.md`, read from its line whenever they are needed.
//!
//! Nothing here is believed: an event is what somebody wrote. Unknown members stay reachable through the value itself.

use crate::bundle::Time;
use crate::bundle::json::Value;

/// A record line, parsed.
#[derive(Clone, Debug)]
pub struct Event<'a>(Value<'a>);

/// An artifact as a record cites it: name, version and, where stated, the digest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cited<'a> {
    /// Name of the policy, template or code.
    pub name: &'a str,
    /// Version.
    pub version: &'a str,
    /// `sha256:` and 64 hex digits; empty if not stated.
    pub id: &'a str,
}

/// `{type, id, env?, class?}`; absent members are empty.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ResourceRef<'a> {
    /// Type.
    pub kind: &'a str,
    /// Id.
    pub id: &'a str,
    /// Environment.
    pub env: &'a str,
    /// Data class.
    pub class: &'a str,
}

impl<'a> Event<'a> {
    /// Parses a record line; `None` if it is not a JSON object.
    pub fn parse(line: &'a [u8]) -> Option<Event<'a>> {
        let value = Value::parse(std::str::from_utf8(line).ok()?).ok()?;
        matches!(value, Value::Object(_)).then_some(Event(value))
    }

    /// The whole record.
    pub fn value(&self) -> &Value<'a> {
        &self.0
    }

    /// The record's type.
    pub fn kind(&self) -> &str {
        self.0.get("type").and_then(Value::as_str).unwrap_or_default()
    }

    /// Who signed.
    pub fn signer(&self) -> &str {
        self.0.get("actor").and_then(Value::as_str).unwrap_or_default()
    }

    /// The time that the signer claims, in microseconds since 1970.
    pub fn time(&self) -> Option<i64> {
        self.0.get("time").and_then(Value::as_str).and_then(Time::parse).map(Time::micros)
    }

    /// A member of the body.
    pub fn member(&self, name: &str) -> Option<&Value<'a>> {
        self.0.get("body")?.get(name)
    }

    /// A text member of the body.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.member(name)?.as_str()
    }

    /// A text or number member of the body, as it was written.
    pub fn written(&self, name: &str) -> Option<&str> {
        written(self.member(name)?)
    }

    /// A member of the body that is one string or several.
    pub fn texts(&self, name: &str) -> Vec<&str> {
        self.member(name).map(strings).unwrap_or_default()
    }

    /// A time member of the body, in microseconds since 1970.
    pub fn micros(&self, name: &str) -> Option<i64> {
        Time::parse(self.text(name)?).map(Time::micros)
    }

    /// The artifact that the body cites as `policy`, `template` or `code`.
    pub fn cited(&self, artifact: &str) -> Option<Cited<'_>> {
        cited(self.member(artifact)?)
    }

    /// The resource that the body names.
    pub fn resource(&self) -> Option<ResourceRef<'_>> {
        self.member("resource").and_then(resource)
    }

    /// Whether the message passes control.
    pub fn is_handoff(&self) -> bool {
        self.member("handoff") == Some(&Value::Bool(true))
    }
}

/// A text or a number, as it was written.
pub fn written<'v>(value: &'v Value<'_>) -> Option<&'v str> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(text) => Some(text),
        _ => None,
    }
}

/// One string or several.
pub fn strings<'v>(value: &'v Value<'_>) -> Vec<&'v str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// `{name, version, id?}`.
pub fn cited<'v>(value: &'v Value<'_>) -> Option<Cited<'v>> {
    let name = value.get("name")?.as_str()?;
    let version = value.get("version").and_then(written).unwrap_or_default();
    Some(Cited { name, version, id: value.get("id").and_then(Value::as_str).unwrap_or_default() })
}

/// `{type, id, env?, class?}`.
pub fn resource<'v>(value: &'v Value<'_>) -> Option<ResourceRef<'v>> {
    let text = |name| value.get(name).and_then(Value::as_str).unwrap_or_default();
    let found = ResourceRef { kind: text("type"), id: text("id"), env: text("env"), class: text("class") };
    (found != ResourceRef::default()).then_some(found)
}
