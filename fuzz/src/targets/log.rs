//! The genuine log that the targets judge by: all that its parties ever signed, so that anything else is a forgery.
//!
//! Small, so that a verification is fast, but with each kind of key event, two actors, references, blobs and two checkpoints.

use super::forge::{Forge, Holder, ORIGIN};
use recount::crypto::{Digest, NOTE_MAX, Note, b64_encode};
use recount::profile::TrustProfile;
use std::sync::LazyLock;

/// A log, who trusts whom, and the texts that were signed as its checkpoints.
pub struct Genuine {
    /// The log; its keys are also those of the attackers.
    pub forge: Forge,
    /// What its auditor trusts.
    pub profile: TrustProfile,
    checkpoints: Vec<String>,
}

/// Size of the earlier of the two checkpoints.
pub const EARLIER: usize = 7;

/// The log; the same at every call and in every program.
pub fn genuine() -> &'static Genuine {
    static GENUINE: LazyLock<Genuine> = LazyLock::new(|| {
        let forge = grown();
        let text = |size| Note::parse(forge.note(size).as_bytes(), NOTE_MAX).unwrap().text.to_owned();
        let checkpoints = vec![text(EARLIER), text(forge.lines.len())];
        let profile = forge.profile();
        Genuine { forge, profile, checkpoints }
    });
    &GENUINE
}

impl Genuine {
    /// Whether the operator and the witness ever signed this text.
    pub fn has_checkpoint(&self, text: &str) -> bool {
        self.checkpoints.iter().any(|signed| signed == text)
    }
}

fn grown() -> Forge {
    let mut forge = Forge::new();
    let (planner, executor) = (Holder::actor("agent:planner", 5), Holder::actor("agent:executor", 6));
    forge.add("12:00:00", &planner);
    forge.add("12:00:00", &executor);
    forge.record(&planner, "12:00:01", "run.start", "\"body\":{\"run\":\"r-1\",\"goal\":\"na\\u00efve \\\"test\\\"\"}");
    let secret = [&[7u8; 32][..], b"Jane Doe"].concat();
    let plain = b"policy: ask first".to_vec();
    let blobs =
        format!("[{},{}]", blob(&secret, "args", ",\"salted\":true"), blob(&plain, "policy", ",\"name\":\"p\""));
    let body = "\"body\":{\"run\":\"r-1\",\"tool\":\"mail.send\",\"cost\":[1,-2.5e3,null,true,{\"a\":{}}]}";
    let call = forge.record(&planner, "12:00:02", "tool.call", &format!("\"blobs\":{blobs},{body}"));
    forge.blobs.extend([secret, plain]);
    let result = format!("\"refs\":[\"{call}\"],\"body\":{{\"run\":\"r-1\",\"status\":\"ok\"}}");
    forge.record(&executor, "12:00:03", "tool.result", &result);
    forge.record(&planner, "12:00:04", "run.end", "\"body\":{\"run\":\"r-1\"},\"extra\":\"kept\"");
    forge.key_event("12:00:05", &set(&[&executor, &planner]));
    let revoke = "\"op\":\"revoke\",\"actor\":\"agent:planner\",\"reason\":\"compromised\",\"since\":6";
    forge.key_event("12:00:06", &format!("{revoke},\"key\":\"{}\"", planner.vkey.id.hex()));
    rotate(&mut forge);
    forge.record(&executor, "12:00:08", "note", "\"body\":{\"text\":\"\u{e9}t\u{e9}\",\"time_source\":\"synthetic\"}");
    forge
}

fn blob(content: &[u8], role: &str, more: &str) -> String {
    let id = Digest::of(content).hex();
    format!("{{\"id\":\"sha256:{id}\",\"len\":{},\"role\":\"{role}\"{more}}}", content.len())
}

fn set(holders: &[&Holder]) -> String {
    let window = "\"from\":\"2026-07-01T00:00:00Z\",\"until\":\"2026-10-01T00:00:00Z\"";
    let keys: Vec<String> =
        holders.iter().map(|holder| format!("{{\"vkey\":\"{}\",{window}}}", holder.vkey.text())).collect();
    format!("\"op\":\"set\",\"keys\":[{}],\"heads\":[]", keys.join(","))
}

/// Hands the authority over to another key, which then signs a record.
fn rotate(forge: &mut Forge) {
    let new = Holder::actor(&forge.authority.vkey.name.clone(), 7);
    let (n, prev) = forge.chain(&new.vkey.name);
    let vkey = new.vkey.text();
    let sig2 = new.secret.sign(format!("sab/v1 authority\n{ORIGIN}\n{n}\n{prev}\n{vkey}").as_bytes());
    let body = format!("\"op\":\"authority\",\"vkey\":\"{vkey}\",\"sig2\":\"{}\"", b64_encode(&sig2.0));
    forge.key_event("12:00:07", &body);
    let third = Holder::actor("agent:third", 8);
    let grant = "\"from\":\"2026-07-01T00:00:00Z\",\"until\":\"2026-10-01T00:00:00Z\",\"attests\":[\"*\"]";
    let add = format!("\"body\":{{\"op\":\"add\",\"vkey\":\"{}\",{grant}}}", third.vkey.text());
    forge.record(&new, "12:00:07", "key", &add);
}
