//! One event line: what a producer writes (`events.md` section 3), parsed or refused with its line number.
//!
//! The line is judged by the strict JSON reader of `bundle`; the body is kept as it was written.

use super::error::SealError;
use super::spans;
use crate::bundle::Time;
use crate::bundle::json::{JsonError, Value};
use crate::crypto::{b64_decode, key_name_fault};
use std::borrow::Cow;

/// A parsed event line.
#[derive(Clone, Debug)]
pub(super) struct Event<'a> {
    /// Line of the input, from 1.
    pub line: u64,
    /// Who acted.
    pub actor: Cow<'a, str>,
    /// When, to the microsecond.
    pub time: Time,
    /// The type.
    pub kind: Cow<'a, str>,
    /// A name for this line.
    pub id: Option<Cow<'a, str>>,
    /// Names of earlier lines.
    pub refs: Vec<Cow<'a, str>>,
    /// Payloads beside the body.
    pub blobs: Vec<EventBlob<'a>>,
    /// The body as it was written.
    pub body: &'a str,
    /// The body, parsed.
    pub value: Value<'a>,
    /// Who signs, where it is not the actor.
    pub sign_as: Option<Cow<'a, str>>,
}

/// A payload beside the body.
#[derive(Clone, Debug)]
pub(super) struct EventBlob<'a> {
    /// What it is for.
    pub role: Cow<'a, str>,
    /// Its name, if it has one.
    pub name: Option<Cow<'a, str>>,
    /// Its bytes, or where they are.
    pub content: Content<'a>,
    /// Whether it gets a salt.
    pub salted: bool,
}

/// The bytes of a payload, or where they are.
#[derive(Clone, Debug)]
pub(super) enum Content<'a> {
    /// Text, written in the line.
    Text(Cow<'a, str>),
    /// Bytes, written in the line as base64.
    Bytes(Vec<u8>),
    /// A path below the folder of `--files`.
    File(Cow<'a, str>),
}

/// Roles whose blobs are artifacts: the same bytes have the same id everywhere (`bundle-format.md` section 1.6).
const UNSALTED: [&str; 6] = ["policy", "template", "code", "schema", "model", "keys"];
const MEMBERS: &str = "only the members actor, time, type, body, id, refs, blobs, sign_as";

impl<'a> Event<'a> {
    /// Parses line number `line`, without its line end.
    pub fn parse(bytes: &'a [u8], line: u64) -> Result<Event<'a>, SealError> {
        let fault = |what: String, expected: &str| SealError::input(line, what, expected);
        let text = std::str::from_utf8(bytes)
            .map_err(|e| fault(format!("byte {} is not UTF-8", e.valid_up_to()), "UTF-8 text"))?;
        if text.contains('\r') {
            return Err(fault("it holds a carriage return".to_owned(), "white space of another kind"));
        }
        let value = Value::parse(text).map_err(|e| json_fault(line, e))?;
        let Value::Object(members) = value else {
            return Err(fault("it is not an object".to_owned(), "one JSON object a line"));
        };
        Draft::read(members, line)?.finish(text, line)
    }
}

fn json_fault(line: u64, error: JsonError) -> SealError {
    match error {
        JsonError::Syntax(at, what) => {
            SealError::input(line, format!("not JSON at byte {at}: {what}"), "one JSON object")
        }
        JsonError::Duplicate(_, path) => {
            SealError::input(line, format!("the member {path} stands twice"), "each member once")
        }
    }
}

/// The members found so far.
#[derive(Default)]
struct Draft<'a> {
    actor: Option<Cow<'a, str>>,
    time: Option<Time>,
    kind: Option<Cow<'a, str>>,
    id: Option<Cow<'a, str>>,
    refs: Vec<Cow<'a, str>>,
    blobs: Vec<EventBlob<'a>>,
    body: Option<Value<'a>>,
    sign_as: Option<Cow<'a, str>>,
}

impl<'a> Draft<'a> {
    fn read(members: Vec<(Cow<'a, str>, Value<'a>)>, line: u64) -> Result<Draft<'a>, SealError> {
        let mut draft = Draft::default();
        for (name, value) in members {
            match name.as_ref() {
                "actor" => draft.actor = Some(name_of(value, "actor", line)?),
                "sign_as" => draft.sign_as = Some(name_of(value, "sign_as", line)?),
                "time" => draft.time = Some(time_of(&string(value, "time", line)?, line)?),
                "type" => draft.kind = Some(string(value, "type", line)?),
                "id" => draft.id = Some(string(value, "id", line)?),
                "refs" => draft.refs = strings(value, line)?,
                "blobs" => draft.blobs = blobs(value, line)?,
                "body" => draft.body = Some(value),
                other => return Err(SealError::input(line, format!("unknown member {other}"), MEMBERS)),
            }
        }
        Ok(draft)
    }

    fn finish(self, text: &'a str, line: u64) -> Result<Event<'a>, SealError> {
        let missing = |what: &str, form: &str| SealError::input(line, format!("the member {what} is missing"), form);
        let body = spans::members(text).into_iter().find(|member| member.name == "body");
        let (Some(value), Some(body)) = (self.body, body) else { return Err(missing("body", "an object")) };
        if !matches!(value, Value::Object(_)) {
            return Err(SealError::input(line, "body is not an object", "an object"));
        }
        Ok(Event {
            line,
            actor: self.actor.ok_or_else(|| missing("actor", "a name"))?,
            time: self.time.ok_or_else(|| missing("time", TIME_FORM))?,
            kind: self.kind.ok_or_else(|| missing("type", "a string"))?,
            id: self.id,
            refs: self.refs,
            blobs: self.blobs,
            body: body.value,
            value,
            sign_as: self.sign_as,
        })
    }
}

fn string<'a>(value: Value<'a>, member: &str, line: u64) -> Result<Cow<'a, str>, SealError> {
    match value {
        Value::String(text) if !text.is_empty() => Ok(text),
        _ => Err(SealError::input(line, format!("{member} is not a string"), "a string that is not empty")),
    }
}

fn name_of<'a>(value: Value<'a>, member: &str, line: u64) -> Result<Cow<'a, str>, SealError> {
    let name = string(value, member, line)?;
    match key_name_fault(&name) {
        None => Ok(name),
        Some(fault) => Err(SealError::input(
            line,
            format!("the name in {member} {fault}"),
            "a name of 1 to 255 bytes without white space, + and invisible characters",
        )),
    }
}

fn strings<'a>(value: Value<'a>, line: u64) -> Result<Vec<Cow<'a, str>>, SealError> {
    let Value::Array(items) = value else {
        return Err(SealError::input(line, "refs is not an array", "names of earlier lines"));
    };
    items.into_iter().map(|item| string(item, "a member of refs", line)).collect()
}

fn blobs<'a>(value: Value<'a>, line: u64) -> Result<Vec<EventBlob<'a>>, SealError> {
    let Value::Array(items) = value else {
        return Err(SealError::input(line, "blobs is not an array", BLOB_FORM));
    };
    items.into_iter().map(|item| EventBlob::read(item, line)).collect()
}

impl<'a> EventBlob<'a> {
    fn read(value: Value<'a>, line: u64) -> Result<EventBlob<'a>, SealError> {
        let fault = |what: String| SealError::input(line, what, BLOB_FORM);
        let Value::Object(members) = value else { return Err(fault("a blob is not an object".to_owned())) };
        let (mut role, mut name, mut content, mut salted) = (None, None, None, None);
        for (member, value) in members {
            let given = match (member.as_ref(), value) {
                ("role", value) => {
                    role = Some(string(value, "role", line)?);
                    continue;
                }
                ("name", value) => {
                    name = Some(string(value, "name", line)?);
                    continue;
                }
                ("salted", Value::Bool(is)) => {
                    salted = Some(is);
                    continue;
                }
                ("text", Value::String(text)) => Content::Text(text),
                ("base64", Value::String(text)) => {
                    let bytes = b64_decode(&text).ok_or_else(|| fault("base64 of a blob is not base64".to_owned()))?;
                    Content::Bytes(bytes)
                }
                ("file", Value::String(path)) => Content::File(path),
                (other, _) => return Err(fault(format!("{other} in a blob is unknown or of another form"))),
            };
            if content.replace(given).is_some() {
                return Err(fault("a blob has two of text, base64 and file".to_owned()));
            }
        }
        let role = role.ok_or_else(|| fault("a blob has no role".to_owned()))?;
        let content = content.ok_or_else(|| fault("a blob has none of text, base64 and file".to_owned()))?;
        let salted = salted.unwrap_or_else(|| !UNSALTED.contains(&role.as_ref()));
        Ok(EventBlob { role, name, content, salted })
    }
}

const BLOB_FORM: &str = "blobs of the form {role, name?, text or base64 or file, salted?}";
const TIME_FORM: &str = "an RFC 3339 time with an offset, such as 2026-11-02T09:14:07.12Z";

fn time_of(text: &str, line: u64) -> Result<Time, SealError> {
    rfc3339(text).ok_or_else(|| SealError::input(line, format!("the time {text:?} is not RFC 3339"), TIME_FORM))
}

/// Reads an RFC 3339 time of any precision and offset; digits beyond the sixth are dropped.
pub(super) fn rfc3339(text: &str) -> Option<Time> {
    let (base, rest) = text.split_at_checked(19)?;
    let (date, clock) = base.split_once(['T', 't'])?;
    let (fraction, zone) = match rest.strip_prefix('.') {
        None => ("", rest),
        Some(rest) => rest.split_at(rest.find(|c: char| !c.is_ascii_digit())?),
    };
    if rest.starts_with('.') && fraction.is_empty() {
        return None;
    }
    let digits = fraction.get(..6).unwrap_or(fraction);
    let dot = if digits.is_empty() { "" } else { "." };
    let local = Time::parse(&format!("{date}T{clock}{dot}{digits}Z"))?;
    let time = local.plus(-offset(zone)?);
    (FIRST..=LAST).contains(&time.seconds).then_some(time)
}

/// Seconds of `Z` or `+HH:MM`.
fn offset(zone: &str) -> Option<i64> {
    if zone == "Z" || zone == "z" {
        return Some(0);
    }
    let (sign, rest) = match zone.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let two = |text: &str, below: i64| {
        let plain = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i64>().ok().filter(|number| plain && *number < below)
    };
    Some(sign * (two(hours, 24)? * 3600 + two(minutes, 60)? * 60))
}

/// 0001-01-01T00:00:00Z: what lies before has no four-digit year in every zone.
const FIRST: i64 = -62_135_596_800;
/// 9998-12-31T23:59:59Z: a key's window of a year must still fit.
const LAST: i64 = 253_370_764_799;

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(line: &str) -> String {
        Event::parse(line.as_bytes(), 7).err().map(|e| e.to_string()).unwrap_or_default()
    }

    #[test]
    fn times_of_any_zone_and_precision() {
        for (text, wanted) in [
            ("2026-11-02T09:14:07Z", "2026-11-02T09:14:07.000000Z"),
            ("2026-11-02t09:14:07.1234567891z", "2026-11-02T09:14:07.123456Z"),
            ("2026-01-01T00:30:00.5+01:00", "2025-12-31T23:30:00.500000Z"),
            ("2026-12-31T23:30:00-00:45", "2027-01-01T00:15:00.000000Z"),
        ] {
            assert_eq!(rfc3339(text).map(Time::text).as_deref(), Some(wanted));
        }
        for text in [
            "2026-11-02T09:14:07",
            "2026-11-02 09:14:07Z",
            "2026-11-02T09:14:07.Z",
            "2026-02-30T00:00:00Z",
            "2026-11-02T09:14:07+1:00",
            "2026-11-02T09:14:07+0100",
            "",
        ] {
            assert_eq!(rfc3339(text), None, "{text}");
        }
        assert_eq!(LAST, Time::parse("9998-12-31T23:59:59Z").map_or(0, |time| time.seconds));
        assert_eq!(FIRST, Time::parse("0001-01-01T00:00:00Z").map_or(0, |time| time.seconds));
    }

    #[test]
    fn a_line_keeps_its_body_verbatim() {
        let line = r#"{"actor":"a","time":"2026-11-02T09:14:07Z","type":"t","body": { "x" : 1.0e0 } ,"blobs":[{"role":"policy","text":"p"},{"role":"r","base64":"aGk="}]}"#;
        let event = Event::parse(line.as_bytes(), 1).unwrap();
        assert_eq!(event.body, r#"{ "x" : 1.0e0 }"#);
        assert_eq!(event.blobs.iter().map(|blob| blob.salted).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn faults_name_line_and_what_was_expected() {
        let good = r#"{"actor":"a","time":"2026-11-02T09:14:07Z","type":"t","body":{}}"#;
        assert_eq!(fault(good), "");
        assert_eq!(fault("[]"), "line 7: it is not an object; expected one JSON object a line");
        for (from, to, what) in [
            ("\"actor\":\"a\",", "", "actor is missing"),
            (",\"body\":{}", "", "body is missing"),
            ("\"body\":{}", "\"body\":[]", "body is not an object"),
            ("\"body\":{}", "\"body\":{\"a\":1,\"a\":2}", "stands twice"),
            ("\"body\":{}", "\"body\":{},\"extra\":1", "unknown member extra"),
            ("\"a\"", "\"a b\"", "holds white space"),
            ("09:14:07Z", "25:14:07Z", "is not RFC 3339"),
            ("\"body\":{}", "\"body\":{},\"refs\":\"x\"", "refs is not an array"),
            ("\"body\":{}", "\"body\":{},\"blobs\":[{\"role\":\"x\"}]", "none of text"),
            ("\"body\":{}", "\"body\":{},\"blobs\":[{\"role\":\"x\",\"text\":\"a\",\"file\":\"b\"}]", "two of text"),
            ("}", "", "not JSON"),
        ] {
            let told = fault(&good.replacen(from, to, 1));
            assert!(told.starts_with("line 7: ") && told.contains(what), "{told}");
        }
    }
}
