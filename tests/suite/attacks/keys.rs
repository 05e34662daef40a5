//! Attacks on who may sign: added, forged, revoked, expired, weak and handed-over keys.

use super::super::forge::{Forge, Holder};
use super::{NOTE, against, sound};
use recount::crypto::{Digest, KeyId, KeyType, SecretKey, VKey};
use recount::verify::Verification;

const WINDOW: &str = "\"from\":\"2026-07-01T00:00:00Z\",\"until\":\"2026-10-01T00:00:00Z\"";

fn add(vkey: &str) -> String {
    format!("\"op\":\"add\",\"vkey\":\"{vkey}\",{WINDOW}")
}

fn revoke(holder: &Holder, rest: &str) -> String {
    let (actor, key) = (&holder.vkey.name, holder.vkey.id.hex());
    format!("\"op\":\"revoke\",\"actor\":\"{actor}\",\"key\":\"{key}\",{rest}")
}

/// The planner's key is revoked as compromised, and signs once more.
fn compromised() -> Forge {
    let (mut forge, planner, _) = sound();
    forge.key_event("12:00:04", &revoke(&planner, "\"reason\":\"compromised\""));
    forge.record(&planner, "12:00:05", "note", NOTE);
    forge
}

pub fn the_log_that_all_attacks_bend() -> Verification {
    sound().0.verify_whole()
}

pub fn a_slice_that_hides_a_revoke() -> Verification {
    let forge = compromised();
    let last = forge.lines.len();
    forge.verify(forge.files(&[(0, last - 2), (last - 1, last)]))
}

pub fn a_key_used_after_its_revoke() -> Verification {
    compromised().verify_whole()
}

pub fn a_revoke_sequenced_late() -> Verification {
    let (mut forge, planner, _) = sound();
    forge.key_event("12:00:02", &revoke(&planner, "\"reason\":\"retired\""));
    let found = forge.verify_whole();
    assert_eq!(against(&found, "W_REVOKE_DELAYED"), "operator");
    found
}

pub fn an_add_forged_by_an_actor() -> Verification {
    let (mut forge, planner, _) = sound();
    let mine = Holder::actor("agent:planner", 9);
    forge.record(&planner, "12:00:04", "key", &format!("\"body\":{{{}}}", add(&mine.vkey.text())));
    forge.record(&mine, "12:00:05", "note", NOTE);
    let found = forge.verify_whole();
    assert_eq!(against(&found, "E_KEY_AUTHORITY"), "actor");
    found
}

pub fn an_add_forged_by_a_stranger() -> Verification {
    let (mut forge, ..) = sound();
    let (impostor, mine) = (Holder::actor("authority.example", 9), Holder::actor("agent:mine", 10));
    let body = format!("\"body\":{{{}}}", add(&mine.vkey.text()));
    forge.record_at(&impostor, 2, &Digest::of(b"").b64(), "12:00:04", "key", &body);
    forge.record(&mine, "12:00:05", "note", NOTE);
    forge.verify_whole()
}

pub fn a_key_that_nobody_added() -> Verification {
    let (mut forge, ..) = sound();
    forge.record(&Holder::actor("agent:mine", 10), "12:00:05", "note", NOTE);
    forge.verify_whole()
}

pub fn anothers_key_under_ones_own_name() -> Verification {
    let (mut forge, planner, executor) = sound();
    let as_planner = forge.prefix(&planner, "12:00:05", "note", NOTE);
    let with_executors_key = as_planner.replace(&planner.vkey.id.hex(), &executor.vkey.id.hex());
    forge.append(&executor, with_executors_key.as_bytes());
    forge.verify_whole()
}

pub fn a_revoked_key_added_again() -> Verification {
    let (mut forge, planner, _) = sound();
    forge.key_event("12:00:04", &revoke(&planner, "\"reason\":\"retired\""));
    forge.add("12:00:05", &planner);
    forge.record(&planner, "12:00:06", "note", NOTE);
    forge.verify_whole()
}

pub fn a_key_event_replayed_after_a_revoke() -> Verification {
    let (mut forge, planner, _) = sound();
    forge.key_event("12:00:04", &revoke(&planner, "\"reason\":\"retired\""));
    forge.sequence(forge.lines[0].clone());
    forge.record(&planner, "12:00:06", "note", NOTE);
    forge.verify_whole()
}

pub fn an_expired_key_with_backdated_times() -> Verification {
    let mut forge = Forge::new();
    let (planner, other) = (Holder::actor("agent:planner", 5), Holder::actor("agent:other", 6));
    let short = add(&planner.vkey.text()).replace("2026-10-01T00", "2026-07-01T12");
    forge.key_event("11:00:00", &short);
    forge.record(&planner, "11:59:00", "note", NOTE);
    // The authority's own clock is past the end of the key, and past what clocks may differ.
    forge.add("12:05:01", &other);
    forge.record(&planner, "11:59:30", "note", NOTE);
    forge.verify_whole()
}

/// The rotation record to `next`; `signer` makes the second signature.
fn rotation(forge: &mut Forge, next: &Holder, signer: &Holder) {
    let authority = Holder::actor("authority.example", 2);
    let prefix = forge.prefix(&authority, "12:00:04", "key", "");
    let prev = prefix.split("\"prev\":\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let message = format!("sab/v1 authority\n{}\n2\n{prev}\n{}", super::super::forge::ORIGIN, next.vkey.text());
    let sig2 = recount::crypto::b64_encode(&signer.secret.sign(message.as_bytes()).0);
    forge.key_event("12:00:04", &format!("\"op\":\"authority\",\"vkey\":\"{}\",\"sig2\":\"{sig2}\"", next.vkey.text()));
}

pub fn a_key_event_by_the_old_authority() -> Verification {
    let (mut forge, ..) = sound();
    let (next, mine) = (Holder::actor("authority.example", 12), Holder::actor("agent:mine", 10));
    rotation(&mut forge, &next, &next);
    let body = format!("\"body\":{{{}}}", add(&mine.vkey.text()));
    // The chain of the authority goes on under the new key; only then is the status of the last record proven.
    let old = Holder::actor("authority.example", 2);
    let prefix = forge.prefix(&old, "12:00:05", "key", &body);
    forge.sequence(super::super::forge::signed(&old, super::super::forge::ORIGIN, prefix.as_bytes()));
    forge.record(&mine, "12:00:06", "note", NOTE);
    forge.record(&next, "12:00:07", "note", NOTE);
    forge.verify_whole()
}

pub fn an_authority_key_past_its_end() -> Verification {
    let (mut forge, ..) = sound();
    let mine = Holder::actor("agent:mine", 10);
    forge.pins = Some(format!("{} 0 {}", forge.authority.vkey.text(), forge.lines.len()));
    forge.add("12:00:04", &mine);
    forge.record(&mine, "12:00:05", "note", NOTE);
    forge.verify_whole()
}

pub fn a_rotation_that_the_new_key_did_not_sign() -> Verification {
    let (mut forge, ..) = sound();
    let next = Holder::actor("authority.example", 12);
    rotation(&mut forge, &next, &Holder::actor("authority.example", 2));
    let found = forge.verify_whole();
    assert_eq!(against(&found, "E_SIG_INVALID"), "authority");
    found
}

pub fn a_revocation_from_the_future() -> Verification {
    let (mut forge, planner, _) = sound();
    forge.key_event("12:00:04", &revoke(&planner, "\"reason\":\"compromised\",\"since\":99"));
    forge.record(&planner, "12:00:05", "note", NOTE);
    forge.verify_whole()
}

pub fn a_weak_key_added() -> Verification {
    let (mut forge, ..) = sound();
    // The neutral element as a public key: one signature by it fits many messages.
    let public = std::iter::once(1).chain([0; 31]).collect::<Vec<u8>>();
    let id = KeyId::of("agent:mine", KeyType::Record, &public);
    let vkey = VKey { name: "agent:mine".to_owned(), id, kind: KeyType::Record, public };
    forge.key_event("12:00:04", &add(&vkey.text()));
    let mine = Holder { secret: SecretKey::from_seed(&[10; 32]), vkey };
    forge.record(&mine, "12:00:05", "note", NOTE);
    forge.verify_whole()
}

pub fn a_key_with_anothers_id() -> Verification {
    let (mut forge, planner, _) = sound();
    let mine = Holder::actor("agent:planner", 9);
    let text = mine.vkey.text().replace(&mine.vkey.id.hex(), &planner.vkey.id.hex());
    forge.key_event("12:00:04", &add(&text));
    forge.record(&planner, "12:00:05", "note", NOTE);
    forge.verify_whole()
}

pub fn the_logs_key_added_as_an_actors() -> Verification {
    let (mut forge, ..) = sound();
    let public = forge.log.secret.public();
    forge.key_event("12:00:04", &add(&VKey::new("agent:mine", KeyType::Record, &public).text()));
    forge.verify_whole()
}

pub fn a_chain_end_that_the_records_contradict() -> Verification {
    let (mut forge, planner, executor) = sound();
    let leaf = Digest::of(b"a record that the log does not hold").b64();
    let head = format!("{{\"actor\":\"{}\",\"n\":3,\"leaf\":\"{leaf}\"}}", planner.vkey.name);
    forge.key_event("12:00:04", &revoke(&executor, &format!("\"reason\":\"retired\",\"heads\":[{head}]")));
    forge.verify_whole()
}

pub fn a_snapshot_that_leaves_out_a_key() -> Verification {
    let (mut forge, planner, executor) = sound();
    let only = format!("{{\"vkey\":\"{}\",{WINDOW}}}", planner.vkey.text());
    forge.key_event("12:00:04", &format!("\"op\":\"set\",\"keys\":[{only}]"));
    forge.record(&executor, "12:00:05", "note", NOTE);
    forge.verify_whole()
}
