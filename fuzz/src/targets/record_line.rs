//! Record lines: what is parsed is what was signed, and the JSON in it is what other people's code reads.
//!
//! A fuzzer seldom hits the 98 bytes of the signature, so each input is also tried with a suffix of the right form behind it.

use recount::bundle::json::{DEPTH_MAX, JsonError, Value};
use recount::bundle::key_event::read_set;
use recount::bundle::record::{Record, SUFFIX, signed_message};
use recount::bundle::{LINE_MAX, Time};
use recount::crypto::{b64_encode, key_name_fault};
use serde_json::Value as Theirs;

/// Tries the bytes as a line, as the part of a line before its signature, as JSON and as a list of keys.
pub fn run(bytes: &[u8]) {
    line(bytes);
    let suffix = format!(",\"sig\":\"{}\"}}", b64_encode(&[0; 64]));
    line(&[bytes, suffix.as_bytes()].concat());
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    json(text);
    if let Ok(keys) = read_set(text) {
        let holders: Vec<&str> = keys.iter().map(|key| key.grant.vkey.as_str()).collect();
        assert!(holders.windows(2).all(|pair| pair[0] != pair[1]), "one key twice");
        assert!(keys.len() <= text.len());
    }
    if let Some(time) = Time::parse(text) {
        assert_eq!(Time::parse(&time.text()), Some(time), "a time is written as another");
    }
}

fn line(line: &[u8]) {
    let record = match Record::parse(line) {
        Ok(record) => record,
        Err(failure) => {
            assert!(failure.offset.is_none_or(|offset| offset <= line.len() as u64), "a fault past the end");
            return;
        }
    };
    assert!(line.len() <= LINE_MAX && !line.contains(&b'\r'));
    let header = b"sab/v1 record\nlog.example\n";
    let message = signed_message("log.example", line);
    let suffix = format!(",\"sig\":\"{}\"}}", b64_encode(&record.signature.0));
    assert_eq!(suffix.len(), SUFFIX);
    assert_eq!([&message[header.len()..], suffix.as_bytes()].concat(), line, "the signed part is not the line");
    assert!(message.starts_with(header));
    json(std::str::from_utf8(line).unwrap());
    members(&record, &serde_json::from_slice(line).unwrap_or_default());
}

/// Another parser must find the same members. It cannot hold every number, so it may give up on those alone.
fn members(record: &Record, theirs: &Theirs) {
    assert!(key_name_fault(&record.actor).is_none());
    if theirs.is_null() {
        return;
    }
    let text = |member: &str| theirs[member].as_str().unwrap().to_owned();
    assert_eq!(
        (text("actor"), text("key"), text("type")),
        (record.actor.clone(), record.key.hex(), record.kind.clone())
    );
    assert_eq!((theirs["v"].as_u64(), theirs["n"].as_u64()), (Some(1), Some(record.n)));
    assert_eq!(text("prev"), record.prev.map_or(String::new(), |prev| prev.b64()));
    assert_eq!(text("sig"), b64_encode(&record.signature.0));
    assert_eq!(Time::parse_micros(&text("time")), Some(record.time));
    assert_eq!((record.prev.is_none(), record.kind == "key"), (record.n == 0, record.key_event.is_some()));
    let refs = theirs["refs"].as_array().map_or(0, Vec::len);
    assert_eq!((refs, theirs["blobs"].as_array().map_or(0, Vec::len)), (record.refs.len(), record.blobs.len()));
    assert_eq!(theirs["body"]["run"].as_str(), record.run.as_deref());
}

fn json(text: &str) {
    let theirs = serde_json::from_str::<Theirs>(text);
    match (Value::parse(text), theirs) {
        (Ok(ours), Ok(theirs)) => assert!(same(&ours, &theirs), "two readings of {text:?}"),
        (Ok(_), Err(error)) => {
            assert!(error.to_string().starts_with("number out of range"), "accepted here alone: {error}: {text:?}");
        }
        (Err(JsonError::Syntax(at, what)), Ok(theirs)) => {
            assert!(at <= text.len() && depth(&theirs) > DEPTH_MAX, "refused here alone, {what} at {at}: {text:?}");
        }
        (Err(JsonError::Duplicate(at, _)), Ok(_)) => assert!(at <= text.len()),
        (Err(_), Err(_)) => {}
    }
}

fn same(ours: &Value, theirs: &Theirs) -> bool {
    match (ours, theirs) {
        (Value::Null, Theirs::Null) => true,
        (Value::Bool(a), Theirs::Bool(b)) => a == b,
        (Value::Number(a), Theirs::Number(b)) => near(a.parse().unwrap(), b.as_f64().unwrap()),
        (Value::String(a), Theirs::String(b)) => a == b,
        (Value::Array(a), Theirs::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Theirs::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name.as_ref()).is_some_and(|b| same(a, b)))
        }
        _ => false,
    }
}

/// The other parser rounds the last digit as it likes.
fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= a.abs() * 1e-12
}

fn depth(value: &Theirs) -> usize {
    1 + match value {
        Theirs::Array(items) => items.iter().map(depth).max().unwrap_or(0),
        Theirs::Object(members) => members.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}
