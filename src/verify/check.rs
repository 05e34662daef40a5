//! The checks of one record that need nothing but the line and the key state: they run on all cores.
//!
//! Order and "stop at the first failure" are those of `bundle-format.md` section 1.11.

use super::findings::about;
use super::keys::{Key, KeyState};
use crate::bundle::record::{Record, signed_message};
use crate::bundle::{Code, Failure, Time};
use crate::crypto::{Digest, PublicKey, SignatureFault};

/// What the checks of one record ended in.
#[derive(Debug)]
pub enum Outcome {
    /// All passed; `false`: the signature was left for later.
    Passed(bool),
    /// A failure whose class does not depend on the key status.
    Failed(Vec<Failure>),
    /// A failure whose class depends on whether the key status is proven here.
    ByStatus(Box<Failure>),
}

/// What all records of a batch are checked against.
pub struct Against<'a> {
    /// The log.
    pub origin: &'a str,
    /// Origins of other logs, to explain a record that was moved.
    pub other_origins: &'a [String],
    /// The key state, which no record of the batch changes.
    pub keys: &'a KeyState,
    /// A(i): the authority's clock.
    pub clock: Option<Time>,
    /// Allowed difference of clocks in seconds.
    pub skew: i64,
    /// Whether signatures are checked now.
    pub signatures: bool,
}

/// Checks a parsed record of an ordinary actor.
pub fn check(record: &Record, line: &[u8], against: &Against<'_>) -> Outcome {
    let told = |failure: Failure| about(failure, &record.actor, record.n).key(record.key.hex());
    let Some(key) = against.keys.get(&record.actor, record.key) else {
        return Outcome::ByStatus(Box::new(told(unknown(record, against))));
    };
    // A weak key under the id of a sound one says nothing about what the sound one signed.
    if key.weak && key.public.is_none() {
        let failure = Failure::new(Code::KeyUnknown, "the key that a key event brought is weak");
        return Outcome::Failed(vec![told(failure.class(crate::bundle::Class::Undecidable))]);
    }
    let Some(public) = key.public.as_ref().filter(|_| key.grant.is_some() || key.revoked.is_some()) else {
        return Outcome::ByStatus(Box::new(told(unknown(record, against))));
    };
    if against.signatures
        && let Some(failures) = signature(record, line, public, against)
    {
        return Outcome::Failed(failures.into_iter().map(told).collect());
    }
    if let Some(revoked) = &key.revoked {
        let detail = format!("revoked at record {} ({})", revoked.index, revoked.reason);
        let values = (format!("a record before {}", revoked.index), "a record after it".to_owned());
        return Outcome::Failed(vec![told(Failure::new(Code::KeyRevoked, detail).values(values.0, values.1))]);
    }
    match validity(record, key, against) {
        Some(failure) => Outcome::ByStatus(Box::new(told(failure))),
        None => Outcome::Passed(against.signatures),
    }
}

fn unknown(record: &Record, against: &Against<'_>) -> Failure {
    match against.keys.owner(record.key) {
        Some(owner) if owner != record.actor => Failure::new(Code::KeyActor, "").values(&record.actor, owner),
        _ => Failure::new(Code::KeyUnknown, ""),
    }
}

/// Checks the signature; `None` if it holds.
pub fn signature(record: &Record, line: &[u8], public: &PublicKey, against: &Against<'_>) -> Option<Vec<Failure>> {
    let message = signed_message(against.origin, line);
    let fault = public.check(&message, &record.signature).err()?;
    let mut failures = vec![invalid(&message, fault)];
    if fault.non_canonical {
        failures.push(Failure::new(Code::SigNoncanonical, ""));
    }
    let moved = against
        .other_origins
        .iter()
        .find(|other| public.check(&signed_message(other, line), &record.signature).is_ok());
    if let Some(other) = moved {
        failures.push(Failure::new(Code::SigContext, "").values(against.origin, other));
    }
    Some(failures)
}

fn invalid(message: &[u8], fault: SignatureFault) -> Failure {
    let lax = fault.lax.map(|lax| format!("only a laxer rule would accept it, lax={}", lax.name())).unwrap_or_default();
    let found = format!("a signature that does not fit; SHA-256 of the signed message {}", Digest::of(message).hex());
    Failure::new(Code::SigInvalid, lax).values("a signature over these bytes by the actor's key", found)
}

fn validity(record: &Record, key: &Key, against: &Against<'_>) -> Option<Failure> {
    let grant = key.grant.as_ref()?;
    // Only where it is told: two dates in words for each record cost a tenth of the pass without signatures.
    let window = || format!("from {} until {}", grant.from.text(), grant.until.text());
    if record.time < grant.from || record.time >= grant.until {
        return Some(Failure::new(Code::KeyValidity, "").values(window(), record.time.text()));
    }
    let clock = against.clock?;
    if grant.until.plus(against.skew) <= clock {
        let detail = "the authority's own clock is past the end of the key";
        return Some(Failure::new(Code::KeyValidity, detail).values(window(), clock.text()));
    }
    None
}
