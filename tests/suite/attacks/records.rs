//! Attacks on a line, on its signature, and on its place among the others. The tree is the operator's: it takes every line.

use super::super::forge::{Forge, Holder, ORIGIN, prefix_at, signed};
use super::{NOTE, against, sound};
use recount::crypto::{Digest, leaf_hash};
use recount::profile::SeenNote;
use recount::verify::Verification;
use recount::watch::Watch;

/// The sound log with one more record of the planner.
fn with(members: &str) -> Verification {
    let (mut forge, planner, _) = sound();
    forge.record(&planner, "12:00:04", "note", members);
    forge.verify_whole()
}

/// The same, where bytes of the record's prefix are replaced before it is signed.
fn with_bytes(members: &str, from: &[u8], to: &[u8]) -> Verification {
    let (mut forge, planner, _) = sound();
    let prefix = forge.prefix(&planner, "12:00:04", "note", members).into_bytes();
    let at = prefix.windows(from.len()).position(|bytes| bytes == from).unwrap();
    forge.append(&planner, &[&prefix[..at], to, &prefix[at + from.len()..]].concat());
    forge.verify_whole()
}

/// The sound log with one more record of the planner, whose line the operator changes after it was signed.
fn with_line(change: impl Fn(&str) -> String) -> Verification {
    let (mut forge, planner, _) = sound();
    forge.record(&planner, "12:00:04", "note", NOTE);
    let line = String::from_utf8(forge.lines.pop().unwrap()).unwrap();
    forge.sequence(change(&line).into_bytes());
    forge.verify_whole()
}

pub fn a_line_of_70_kb() -> Verification {
    with(&format!("\"body\":{{\"x\":\"{}\"}}", "x".repeat(70_000)))
}

pub fn a_duplicate_key() -> Verification {
    with("\"body\":{\"tool\":\"mail.read\",\"to\\u006fl\":\"mail.send\"}")
}

pub fn a_second_signature_member() -> Verification {
    with(&format!("{NOTE},\"sig\":\"\""))
}

pub fn a_lone_surrogate() -> Verification {
    with("\"body\":{\"x\":\"\\ud800\"}")
}

pub fn a_depth_bomb() -> Verification {
    with(&format!("\"body\":{{\"x\":{}{}}}", "[".repeat(30_000), "]".repeat(30_000)))
}

pub fn a_line_that_is_not_utf8() -> Verification {
    with_bytes("\"body\":{\"x\":\"~\"}", b"~", b"\xff")
}

pub fn a_carriage_return() -> Verification {
    with_bytes(NOTE, b",\"body\"", b",\r\"body\"")
}

pub fn an_empty_line() -> Verification {
    let (mut forge, ..) = sound();
    forge.sequence(Vec::new());
    forge.verify_whole()
}

pub fn a_number_beyond_2_to_the_53() -> Verification {
    with(&format!(
        "\"blobs\":[{{\"id\":\"sha256:{}\",\"len\":9007199254740992,\"role\":\"args\"}}],{NOTE}",
        Digest::of(b"").hex()
    ))
}

pub fn a_record_of_another_version() -> Verification {
    with_bytes(NOTE, b"\"v\":1", b"\"v\":2")
}

pub fn text_that_hides_text() -> Verification {
    with("\"body\":{\"text\":\"refund \u{202e}00001\u{202c} to alice\"}")
}

pub fn actors_that_look_alike() -> Verification {
    let (mut forge, ..) = sound();
    let twin = Holder::actor("agent:Planner", 9);
    forge.add("12:00:04", &twin);
    forge.record(&twin, "12:00:05", "note", NOTE);
    forge.verify_whole()
}

pub fn an_altered_record() -> Verification {
    with_line(|line| line.replace("12:00:04", "12:00:05"))
}

pub fn a_signature_cut_off() -> Verification {
    with_line(|line| format!("{}}}", &line[..line.len() - 98]))
}

pub fn a_signature_in_loose_base64() -> Verification {
    // 64 bytes leave four bits of the last character unused: other bits there mean the same bytes to a loose decoder.
    with_line(|line| {
        let (rest, last) = line.strip_suffix("==\"}").unwrap().split_at(line.len() - 5);
        let loose = match last {
            "A" => "B",
            "Q" => "R",
            "g" => "h",
            "w" => "x",
            other => panic!("{other} ends no canonical base64 of 64 bytes"),
        };
        format!("{rest}{loose}==\"}}")
    })
}

pub fn a_malleated_signature() -> Verification {
    with_line(|line| {
        let (prefix, b64) = line.strip_suffix("\"}").unwrap().rsplit_once('"').unwrap();
        let mut bytes = recount::crypto::b64_decode(b64).unwrap();
        let mut carry = 0;
        for (byte, of_order) in bytes[32..].iter_mut().zip(ORDER) {
            let sum = u16::from(*byte) + u16::from(of_order) + carry;
            [*byte, _] = sum.to_le_bytes();
            carry = sum >> 8;
        }
        format!("{prefix}\"{}\"}}", recount::crypto::b64_encode(&bytes))
    })
}

/// The order of the group, little-endian: S and S + L solve the same equation.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

pub fn a_record_moved_from_another_log() -> Verification {
    let (mut forge, planner, _) = sound();
    let prefix = forge.prefix(&planner, "12:00:04", "note", NOTE);
    forge.sequence(signed(&planner, "other.example/log", prefix.as_bytes()));
    // The other log is known from before, which explains the failure.
    let other =
        b"other.example/log\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n\xe2\x80\x94 x AAAAAAAA\n".to_vec();
    let seen = [SeenNote { path: "seen".to_owned(), bytes: other }];
    let files = forge.sign(&forge.exporter, forge.files(&[(0, forge.lines.len())]));
    forge.verify_with(files, &seen, &Watch::new())
}

pub fn a_line_replayed_by_the_operator() -> Verification {
    let (mut forge, ..) = sound();
    forge.sequence(forge.lines[2].clone());
    let found = forge.verify_whole();
    assert_eq!(against(&found, "E_ACTOR_SEQ_DUP"), "operator");
    found
}

pub fn two_lines_of_one_number() -> Verification {
    let (mut forge, planner, _) = sound();
    let prev = leaf_hash(&forge.lines[4]).b64();
    forge.record_at(&planner, 2, &prev, "12:00:04", "note", "\"body\":{\"text\":\"another story\"}");
    let found = forge.verify_whole();
    assert_eq!(against(&found, "E_ACTOR_SEQ_DUP"), "actor");
    found
}

pub fn a_broken_link() -> Verification {
    let (mut forge, planner, _) = sound();
    forge.record_at(&planner, 3, &Digest::of(b"another past").b64(), "12:00:04", "note", NOTE);
    let found = forge.verify_whole();
    assert_eq!(against(&found, "E_ACTOR_PREV"), "actor");
    found
}

/// The sound log without the planner's second record, to which the executor's second refers.
pub fn a_record_dropped_by_the_operator() -> Verification {
    let (mut forge, ..) = sound();
    forge.lines.remove(4);
    forge.verify_whole()
}

/// The executor's answer before the planner's call.
pub fn records_put_in_another_order() -> Verification {
    let (mut forge, ..) = sound();
    forge.lines.swap(2, 3);
    forge.verify_whole()
}

pub fn a_ref_to_nothing() -> Verification {
    with(&format!("\"refs\":[\"{}\"],{NOTE}", Digest::of(b"nothing").b64()))
}

pub fn a_clock_that_goes_backwards() -> Verification {
    let mut forge = Forge::new();
    let planner = Holder::actor("agent:planner", 5);
    forge.add("12:00:00", &planner);
    let first = signed(&planner, ORIGIN, prefix_at(&planner, 0, "", "12:00:02", "note", NOTE).as_bytes());
    let first = forge.sequence(first);
    forge.record_at(&planner, 1, &first, "12:00:01", "note", NOTE);
    forge.verify_whole()
}
