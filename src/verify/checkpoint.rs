//! Step 3: the checkpoint, its log signature, the witnesses, and what is remembered from before (`bundle-format.md` 1.7, 1.12).

use super::findings::Findings;
use crate::bundle::proof::Checkpoint;
use crate::bundle::{Code, Failure, Time};
use crate::crypto::{KeyType, NOTE_MAX, Note, SignatureFault};
use crate::profile::TrustProfile;

/// A note that was checked against a profile.
#[derive(Clone, Debug)]
pub struct CheckedNote {
    /// What it states.
    pub checkpoint: Checkpoint,
    /// Its signed text.
    pub text: String,
    /// A log key of the profile signed it, the quorum is reached, and no signature of a known key fails.
    pub accepted: bool,
    /// Valid cosignatures: witness and POSIX seconds.
    pub cosigned: Vec<(String, u64)>,
    /// When the quorum had signed.
    pub time: Option<u64>,
}

/// Parses and checks the bundle's own checkpoint; `None` if there is nothing to go on.
pub fn check(bytes: &[u8], profile: Option<&TrustProfile>, findings: &mut Findings) -> Option<CheckedNote> {
    let told = |failure: Failure| failure.file("checkpoint");
    let note = match Note::parse(bytes, NOTE_MAX) {
        Ok(note) => note,
        Err(error) => {
            let offset = u64::try_from(error.offset).unwrap_or(u64::MAX);
            findings.add(told(Failure::new(Code::NoteFormat, error.what).offset(offset)));
            return None;
        }
    };
    let checkpoint = match Checkpoint::parse(note.text) {
        Ok(checkpoint) => checkpoint,
        Err((line, what)) => {
            findings.add(told(Failure::new(Code::CkptFormat, what).line(line)));
            return None;
        }
    };
    if !checkpoint.extensions.is_empty() {
        let text = checkpoint.extensions.join("\n");
        findings.add(told(Failure::new(Code::WarnCkptExtension, "").values("three lines", text)));
    }
    let mut own = Findings::default();
    let checked = check_note(&note, checkpoint, profile, &mut own);
    findings.extend(own.finish().0.into_iter().map(told));
    Some(checked)
}

/// Checks a remembered note; `None` unless it is accepted.
pub fn remembered(bytes: &[u8], profile: &TrustProfile) -> Option<CheckedNote> {
    let note = Note::parse(bytes, NOTE_MAX).ok()?;
    let checkpoint = Checkpoint::parse(note.text).ok()?;
    Some(check_note(&note, checkpoint, Some(profile), &mut Findings::default())).filter(|note| note.accepted)
}

/// Checks the signatures of a note against a profile.
fn check_note(
    note: &Note<'_>,
    checkpoint: Checkpoint,
    profile: Option<&TrustProfile>,
    findings: &mut Findings,
) -> CheckedNote {
    let signed = log_signature(note, &checkpoint, profile, findings);
    let (cosigned, honest) = profile.map_or((Vec::new(), true), |profile| cosignatures(note, profile, findings));
    let met = profile.is_some_and(|profile| quorum(profile, &cosigned, findings));
    let time = profile.and_then(|profile| profile.policy.quorum_time(&cosigned));
    CheckedNote { checkpoint, text: note.text.to_owned(), accepted: signed && honest && met, cosigned, time }
}

fn log_signature(
    note: &Note<'_>,
    checkpoint: &Checkpoint,
    profile: Option<&TrustProfile>,
    findings: &mut Findings,
) -> bool {
    let logs = profile.map(|profile| profile.policy.logs.as_slice()).unwrap_or_default();
    let (mut good, mut bad) = (false, false);
    for key in logs.iter().filter(|key| key.name == checkpoint.origin) {
        for line in note.lines_of(key) {
            match key.ed25519().map(|public| line.check(&public, note.text)) {
                Some(Ok(())) => good = true,
                Some(Err(fault)) => {
                    bad = true;
                    findings.add(false_signature(Code::CkptSig, &key.name, fault).key(key.id.hex()));
                }
                None => {}
            }
        }
    }
    if !good && !bad {
        let seen: Vec<String> = note.lines.iter().map(|line| format!("{}+{}", line.name, line.id.hex())).collect();
        let wanted: Vec<String> = logs.iter().map(|key| format!("{}+{}", key.name, key.id.hex())).collect();
        let wanted = if wanted.is_empty() { "a trusted log key; none is given".to_owned() } else { wanted.join(", ") };
        findings.add(Failure::new(Code::CkptUntrusted, "").values(wanted, seen.join(", ")));
    }
    good && !bad
}

fn cosignatures(note: &Note<'_>, profile: &TrustProfile, findings: &mut Findings) -> (Vec<(String, u64)>, bool) {
    let mut cosigned: Vec<(String, u64)> = Vec::new();
    let mut honest = true;
    for witness in &profile.policy.witnesses {
        for line in note.lines_of(&witness.key) {
            if witness.key.kind == KeyType::MlDsa44 {
                findings
                    .add(Failure::new(Code::WarnNotChecked, format!("an ML-DSA-44 cosignature of {}", witness.name)));
                continue;
            }
            match witness.key.ed25519().map(|public| line.check_cosignature(&public, note.text)) {
                Some(Ok(time)) => match cosigned.iter_mut().find(|(name, _)| *name == witness.name) {
                    Some((_, earliest)) => *earliest = time.min(*earliest),
                    None => cosigned.push((witness.name.clone(), time)),
                },
                Some(Err(fault)) => {
                    honest = false;
                    findings.add(false_signature(Code::Cosig, &witness.name, fault).key(witness.key.id.hex()));
                }
                None => {}
            }
        }
    }
    (cosigned, honest)
}

fn quorum(profile: &TrustProfile, cosigned: &[(String, u64)], findings: &mut Findings) -> bool {
    if profile.policy.quorum_is_none() {
        findings.add(Failure::new(Code::WarnNoWitness, ""));
        return true;
    }
    let signed = |name: &str| cosigned.iter().any(|(other, _)| other == name);
    let met = profile.policy.quorum_met(&signed);
    if !met {
        let found = profile.policy.describe_missing(&signed);
        findings.add(Failure::new(Code::Quorum, "").values("the quorum of the policy", found));
    }
    met
}

fn false_signature(code: Code, name: &str, fault: SignatureFault) -> Failure {
    let lax =
        fault.lax.map(|lax| format!(" (only a laxer rule would accept it, lax={})", lax.name())).unwrap_or_default();
    Failure::new(code, name).values("a signature over this note", format!("one that does not fit{lax}"))
}

/// What the caller demands beyond the profile.
#[derive(Clone, Debug, Default)]
pub struct Demands<'a> {
    /// The origin that the caller expects.
    pub origin: Option<&'a str>,
    /// At least so many witnesses.
    pub witnesses: u64,
    /// POSIX seconds.
    pub now: Option<u64>,
    /// Oldest acceptable checkpoint, in seconds.
    pub max_age: Option<u64>,
    /// Allowed difference of clocks in seconds.
    pub skew: u64,
}

/// Compares a checked note with what the caller demands.
pub fn demands(note: &CheckedNote, demands: &Demands<'_>, findings: &mut Findings) {
    let told = |failure: Failure| failure.file("checkpoint");
    if let Some(origin) = demands.origin.filter(|origin| *origin != note.checkpoint.origin) {
        findings.add(told(Failure::new(Code::OriginExpected, "").values(origin, &note.checkpoint.origin)));
    }
    let count = u64::try_from(note.cosigned.len()).unwrap_or(u64::MAX);
    if count < demands.witnesses {
        let wanted = format!("at least {} witnesses", demands.witnesses);
        findings.add(told(Failure::new(Code::Quorum, "fewer than you ask for").values(wanted, count.to_string())));
    }
    let Some(now) = demands.now else { return };
    for (name, time) in &note.cosigned {
        if *time > now.saturating_add(demands.skew) {
            let found = Time::from_seconds(*time).text();
            let wanted = format!("at most {}", Time::from_seconds(now).text());
            findings.add(told(Failure::new(Code::WarnCosigFuture, name).values(wanted, found)));
        }
    }
    let newest = note.cosigned.iter().map(|(_, time)| *time).max();
    if let (Some(limit), Some(newest)) = (demands.max_age, newest)
        && newest.saturating_add(limit) < now
    {
        let found = Time::from_seconds(newest).text();
        findings.add(told(Failure::new(Code::WarnStale, "").values(format!("at most {limit} s old"), found)));
    }
}
