//! One record line: bytes in, parsed record or the first thing that is wrong with it (`bundle-format.md` section 1.4).
//!
//! The order of the checks is that of section 1.11. Nothing here knows a key: whether the signature fits is decided in `verify`.

use super::json::{JsonError, Value};
use super::key_event::{KeyEvent, SetKeys};
use super::{Code, Failure, LINE_MAX, Time};
use crate::crypto::{Digest, KeyId, Signature, b64_decode, key_name_fault};

/// Bytes of the signature suffix `,"sig":"<88>"}`.
pub const SUFFIX: usize = 98;

/// A parsed record. Nothing in it is believed yet.
#[derive(Clone, Debug)]
pub struct Record {
    /// Who signs.
    pub actor: String,
    /// Id of the signing key.
    pub key: KeyId,
    /// Sequence number of this actor, from 0.
    pub n: u64,
    /// Leaf of this actor's record before; `None` for n = 0.
    pub prev: Option<Digest>,
    /// The time the actor claims.
    pub time: Time,
    /// The record's type.
    pub kind: String,
    /// Leaves of the records that this one refers to.
    pub refs: Vec<Digest>,
    /// Blobs that it names.
    pub blobs: Vec<BlobRef>,
    /// The key event, for `type` = `key`.
    pub key_event: Option<KeyEvent>,
    /// `body.run`.
    pub run: Option<String>,
    /// `body.time_source` is `synthetic`: the time is an order, not a clock.
    pub synthetic: bool,
    /// Code points that can make text look like other text, each once, in order of appearance.
    pub suspicious: Vec<char>,
    /// The signature at the end of the line.
    pub signature: Signature,
}

/// A blob as a record names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobRef {
    /// SHA-256 of the blob's bytes.
    pub id: Digest,
    /// Length of the blob's bytes, salt included.
    pub len: u64,
    /// Whether the first 32 bytes are salt.
    pub salted: bool,
    /// What it is for.
    pub role: String,
}

/// The message that an actor signs: `"sab/v1 record" LF origin LF P`.
pub fn signed_message(origin: &str, line: &[u8]) -> Vec<u8> {
    let prefix = line.get(..line.len().saturating_sub(SUFFIX)).unwrap_or(&[]);
    let mut message = Vec::with_capacity(prefix.len().saturating_add(origin.len()).saturating_add(16));
    message.extend_from_slice(b"sab/v1 record\n");
    message.extend_from_slice(origin.as_bytes());
    message.push(b'\n');
    message.extend_from_slice(prefix);
    message
}

impl Record {
    /// Checks a line (without its LF) up to the schema and parses it.
    ///
    /// # Errors
    /// The first failure, with `offset` counted inside the line.
    pub fn parse(line: &[u8]) -> Result<Record, Box<Failure>> {
        let text = text_of(line)?;
        let signature = signature_of(text)?;
        if !text.starts_with('{') {
            return Err(fail(Code::Json, "the line does not begin with {", 0));
        }
        let value = Value::parse(text).map_err(json_failure)?;
        Reader(&value).record(signature)
    }
}

fn fail(code: Code, detail: impl AsRef<str>, offset: usize) -> Box<Failure> {
    Box::new(Failure::new(code, detail).offset(u64::try_from(offset).unwrap_or(u64::MAX)))
}

fn text_of(line: &[u8]) -> Result<&str, Box<Failure>> {
    if line.len() > LINE_MAX {
        let length = format!("{} bytes", line.len());
        return Err(Box::new(Failure::new(Code::LineTooLong, "").offset(0).values("at most 65,535 bytes", length)));
    }
    if line.is_empty() {
        return Err(fail(Code::EmptyLine, "", 0));
    }
    if let Some(at) = memchr::memchr(b'\r', line) {
        return Err(fail(Code::Cr, "", at));
    }
    if line.starts_with("\u{feff}".as_bytes()) {
        return Err(fail(Code::Utf8, "it begins with a byte order mark", 0));
    }
    std::str::from_utf8(line).map_err(|e| fail(Code::Utf8, "", e.valid_up_to()))
}

fn signature_of(text: &str) -> Result<Signature, Box<Failure>> {
    let start = text.len().saturating_sub(SUFFIX);
    let suffix = text.get(start..).unwrap_or("");
    let b64 = suffix.strip_prefix(",\"sig\":\"").and_then(|rest| rest.strip_suffix("\"}"));
    let Some(b64) = b64.filter(|b64| b64.len() == 88 && !b64.contains(['"', '\\'])) else {
        return Err(fail(Code::SigMissing, "", start));
    };
    let bytes = b64_decode(b64).and_then(|bytes| bytes.try_into().ok());
    bytes.map(Signature).ok_or_else(|| fail(Code::SigEncoding, "", start.saturating_add(8)))
}

pub(super) fn json_failure(error: JsonError) -> Box<Failure> {
    match error {
        JsonError::Syntax(at, what) => fail(Code::Json, what, at),
        JsonError::Duplicate(at, path) => fail(Code::JsonDupkey, format!("the member {path}"), at),
    }
}

/// Reads typed members; every fault names the member.
struct Reader<'a>(&'a Value<'a>);

pub(super) fn schema(member: &str, wanted: &str) -> Box<Failure> {
    Box::new(Failure::new(Code::Schema, format!("member {member}")).values(wanted, "missing or of another form"))
}

impl Reader<'_> {
    fn record(&self, signature: Signature) -> Result<Record, Box<Failure>> {
        if !matches!(self.0, Value::Object(_)) {
            return Err(fail(Code::Json, "not an object", 0));
        }
        self.version()?;
        let actor = self.text("actor", "a name")?;
        if let Some(fault) = key_name_fault(actor) {
            return Err(schema("actor", &format!("a name without faults (it {fault})")));
        }
        let key =
            KeyId::from_hex(self.text("key", "8 hex")?).ok_or_else(|| schema("key", "8 lower-case hex digits"))?;
        let n = self.0.get("n").and_then(Value::as_integer).ok_or_else(|| schema("n", "an integer from 0"))?;
        let prev = self.prev(n)?;
        let time = Time::parse_micros(self.text("time", "a time")?);
        let time = time.ok_or_else(|| schema("time", "YYYY-MM-DDTHH:MM:SS.ffffffZ, a real time"))?;
        let kind = self.text("type", "a string")?.to_owned();
        let body = self.0.get("body").filter(|body| matches!(body, Value::Object(_)));
        let body = body.ok_or_else(|| schema("body", "an object"))?;
        let blobs = self.blobs()?;
        let key_event = if kind == "key" { Some(KeyEvent::read(body)?) } else { None };
        if let Some(KeyEvent::Set { keys: SetKeys::Blob(id), .. }) = &key_event
            && !blobs.iter().any(|blob| blob.id == *id && blob.role == "keys" && !blob.salted)
        {
            return Err(schema("body.blob", "an unsalted blob that `blobs` names with the role keys"));
        }
        Ok(Record {
            actor: actor.to_owned(),
            key,
            n,
            prev,
            time,
            kind,
            refs: self.refs()?,
            blobs,
            key_event,
            run: body.get("run").and_then(Value::as_str).map(str::to_owned),
            synthetic: body.get("time_source").and_then(Value::as_str) == Some("synthetic"),
            suspicious: suspicious(self.0),
            signature,
        })
    }

    fn version(&self) -> Result<(), Box<Failure>> {
        match self.0.get("v") {
            Some(Value::Number("1")) => Ok(()),
            Some(Value::Number(other)) if Value::Number(other).as_integer().is_some() => {
                Err(Box::new(Failure::new(Code::Unsupported, "the version of the record").values("1", *other)))
            }
            _ => Err(schema("v", "1")),
        }
    }

    fn text(&self, member: &str, wanted: &str) -> Result<&str, Box<Failure>> {
        self.0.get(member).and_then(Value::as_str).ok_or_else(|| schema(member, wanted))
    }

    fn prev(&self, n: u64) -> Result<Option<Digest>, Box<Failure>> {
        let text = self.text("prev", "a leaf hash or an empty string")?;
        match (n, text) {
            (0, "") => Ok(None),
            (0, _) => Err(schema("prev", "an empty string, as n is 0")),
            _ => Digest::from_b64(text).map(Some).ok_or_else(|| schema("prev", "a leaf hash in base64, as n is not 0")),
        }
    }

    fn refs(&self) -> Result<Vec<Digest>, Box<Failure>> {
        let Some(refs) = self.0.get("refs") else { return Ok(Vec::new()) };
        let items = refs.as_array().ok_or_else(|| schema("refs", "an array of leaf hashes"))?;
        let read = |item: &Value| item.as_str().and_then(Digest::from_b64);
        items.iter().map(read).collect::<Option<_>>().ok_or_else(|| schema("refs", "an array of leaf hashes"))
    }

    fn blobs(&self) -> Result<Vec<BlobRef>, Box<Failure>> {
        let Some(blobs) = self.0.get("blobs") else { return Ok(Vec::new()) };
        let wanted = "an array of {id, len, role, name?, salted?}";
        let items = blobs.as_array().ok_or_else(|| schema("blobs", wanted))?;
        items.iter().map(BlobRef::read).collect::<Option<_>>().ok_or_else(|| schema("blobs", wanted))
    }
}

impl BlobRef {
    fn read(value: &Value) -> Option<BlobRef> {
        let salted = match value.get("salted") {
            None => false,
            Some(Value::Bool(salted)) => *salted,
            Some(_) => return None,
        };
        if value.get("name").is_some_and(|name| name.as_str().is_none()) {
            return None;
        }
        Some(BlobRef {
            id: blob_id(value.get("id")?.as_str()?)?,
            len: value.get("len")?.as_integer()?,
            salted,
            role: value.get("role")?.as_str()?.to_owned(),
        })
    }
}

/// Reads `sha256:<64 hex>`.
pub fn blob_id(text: &str) -> Option<Digest> {
    text.strip_prefix("sha256:").and_then(Digest::from_hex)
}

fn suspicious(value: &Value) -> Vec<char> {
    let mut found = Vec::new();
    value.each_string(&mut |text| {
        // Without an early end, so that it runs over many bytes at once: nearly all texts are of this kind.
        if text.bytes().fold(true, |plain, byte| plain & (0x20..0x7f).contains(&byte)) {
            return;
        }
        for c in text.chars().filter(|c| is_suspicious(*c)) {
            if !found.contains(&c) {
                found.push(c);
            }
        }
    });
    found
}

/// The characters of `W_BIDI` (`bundle-format.md` section 2.2).
pub fn is_suspicious(c: char) -> bool {
    matches!(c,
        '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}'
        | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
        || (c.is_control() && c != '\n' && c != '\t')
}
