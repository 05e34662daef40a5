//! Verification against a bare loop over the same signatures, the integrity stage, and sealing against bare signing.
//!
//! Only the ratios within one run mean anything. RECOUNT_BENCH_RECORDS sets the size (default 20,000).

#[allow(dead_code, reason = "another bench uses the rest")]
mod generate;

use criterion::{Criterion, criterion_group, criterion_main};
use rayon::prelude::*;
use recount::bundle::container::{Container, ReadLimits};
use recount::bundle::record::signed_message;
use recount::crypto::{KeyType, PublicKey, SecretKey, Signature};
use recount::profile::TrustProfile;
use recount::seal::{SealOptions, seal};
use recount::verify::{Depth, Options, Seen, verify};
use recount::watch::Watch;
use std::collections::HashMap;
use std::path::Path;

const ORIGIN: &str = "bench.example/log";

fn seal_into(dir: &Path, events: &str) -> std::path::PathBuf {
    let out = dir.join("bench.sab");
    // A bundle never overwrites another.
    let _ = std::fs::remove_file(&out);
    let options = SealOptions {
        origin: ORIGIN.to_owned(),
        keys: dir.join("keys"),
        out: out.clone(),
        append: None,
        checkpoint_every: None,
        witness: None,
        inline: true,
        files: None,
        allow_sign_as: Vec::new(),
        deterministic: Some("bench".to_owned()),
        now: 0,
    };
    seal(&mut events.as_bytes(), &options, &Watch::new()).unwrap();
    out
}

fn speed(c: &mut Criterion) {
    let count = std::env::var("RECOUNT_BENCH_RECORDS").ok().and_then(|n| n.parse().ok()).unwrap_or(20_000);
    let dir = tempfile::tempdir().unwrap();
    let events = generate::events(count);
    let path = seal_into(dir.path(), &events);
    let profile = TrustProfile::load(&dir.path().join("keys"), "bench").unwrap();
    let check = |depth, sink: &mut dyn FnMut(Seen<'_>)| {
        let mut faults = Vec::new();
        let container = Container::open(&path, &ReadLimits::default(), &mut faults).unwrap();
        let options = Options { profile: Some(&profile), depth, ..Options::default() };
        verify(&container, faults, &options, &Watch::new(), sink)
    };
    let mut lines: Vec<(String, Vec<u8>, Signature)> = Vec::new();
    let mut keys: HashMap<String, PublicKey> = HashMap::new();
    for pin in &profile.authority {
        keys.insert(pin.key.name.clone(), pin.key.ed25519().unwrap());
    }
    check(Depth::Full, &mut |seen| {
        let Seen::Record(graded) = seen else { return };
        let record = graded.record().unwrap();
        if let Some(recount::bundle::key_event::KeyEvent::Add(grant)) = &record.key_event {
            let key = recount::crypto::VKey::parse(&grant.vkey).unwrap();
            assert_eq!(key.kind, KeyType::Record);
            keys.insert(key.name.clone(), key.ed25519().unwrap());
        }
        lines.push((record.actor.clone(), signed_message(ORIGIN, graded.line()), record.signature));
    });
    let mut group = c.benchmark_group("records");
    group.sample_size(10);
    group.bench_function("bare verify_strict", |b| {
        b.iter(|| lines.par_iter().filter(|(actor, message, sig)| keys[actor].check(message, sig).is_ok()).count())
    });
    group.bench_function("verify, every signature", |b| {
        b.iter(|| check(Depth::Full, &mut |_| {}).coverage.records_passed)
    });
    group.bench_function("verify, integrity only", |b| {
        b.iter(|| check(Depth::Integrity, &mut |_| {}).coverage.records_present)
    });
    let secret = SecretKey::from_seed(&[7; 32]);
    group.bench_function("bare signing", |b| {
        b.iter(|| lines.iter().map(|(_, message, _)| secret.sign(message).0[0]).fold(0u8, u8::wrapping_add))
    });
    group.bench_function("seal", |b| b.iter(|| seal_into(dir.path(), &events)));
    group.finish();
}

criterion_group!(benches, speed);
criterion_main!(benches);
