//! The checkpoint: what was signed about the whole log, by whom, and how each of those keys is trusted.

use super::Proving;
use super::check::{Check, Outcome, TOO_LONG};
use super::shell::{self, Cut};
use super::signer::fingerprint;
use crate::bundle::proof::Checkpoint;
use crate::crypto::{Digest, KeyType, NOTE_MAX, Note, NoteLine, VKey};
use crate::view::words::instant;

/// A checkpoint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Head {
    /// The log.
    pub origin: String,
    /// Records in it.
    pub size: u64,
    /// Root over them.
    pub root: Digest,
    /// Who signed it.
    pub keys: Vec<HeadKey>,
}

/// A signature line of a note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeadKey {
    /// Name of the key.
    pub name: String,
    /// Its id.
    pub id: String,
    /// SHA-256 of the public key in groups; `None`: the profile does not have it.
    pub fingerprint: Option<String>,
    /// How the key is trusted, in words.
    pub trust: String,
    /// When it signed, for a witness.
    pub time: Option<String>,
    /// Whether the signature fits.
    pub outcome: Outcome,
}

/// The checkpoint of a bundle; `None`: it cannot be read.
pub fn head(proving: &Proving<'_>) -> Option<Head> {
    let bytes = read(proving, "checkpoint")?;
    let note = Note::parse(&bytes, NOTE_MAX).ok()?;
    let checkpoint = Checkpoint::parse(note.text).ok()?;
    let keys = note.lines.iter().map(|line| head_key(proving, line, note.text)).collect();
    Some(Head { origin: checkpoint.origin, size: checkpoint.size, root: checkpoint.root, keys })
}

/// The signature checks of a note, one for each line.
pub fn note_checks(proving: &Proving<'_>, file: &'static str, rule: &'static str) -> Vec<Check> {
    let Some(bytes) = read(proving, file) else { return Vec::new() };
    let Ok(note) = Note::parse(&bytes, NOTE_LIMIT) else { return Vec::new() };
    let mut at = note.text.len().saturating_add(1);
    let mut out = Vec::new();
    for (line, text) in note.lines.iter().zip(bytes.get(at..).unwrap_or_default().split(|byte| *byte == b'\n')) {
        let cut = Cut { file, offset: 0, bytes: &bytes };
        let b64 = text.rsplit(|byte| *byte == b' ').next().map_or(0, <[u8]>::len);
        let found = head_key(proving, line, note.text);
        out.push(Check {
            name: format!("{} {file}", if found.time.is_some() { "cosignature of the" } else { "signature of the" }),
            input: format!("the {} bytes before the empty line of {file}", note.text.len()),
            expected: format!("a signature by key {} of {}, {}", found.id, found.name, found.trust),
            found: match found.outcome {
                Outcome::Holds => "a signature that fits",
                Outcome::Fails => "a signature that does not fit",
                Outcome::NotTested => "not looked at",
            }
            .to_owned(),
            rule,
            outcome: found.outcome,
            command: command(proving, &cut, (note.text.len(), at + text.len() - b64, b64), line),
            record: None,
        });
        at = at.saturating_add(text.len()).saturating_add(1);
    }
    out
}

fn command(
    proving: &Proving<'_>,
    cut: &Cut<'_>,
    (text, start, length): (usize, usize, usize),
    line: &NoteLine<'_>,
) -> Result<String, &'static str> {
    let Some((_, key)) = known(proving, line) else { return Err("the profile has no such key") };
    let public = key.ed25519().ok_or("this version checks no keys of this kind")?;
    let pieces = proving.source.read(&cut.piece(0, text)).zip(proving.source.read(&cut.piece(start, length)));
    let (text, b64) = pieces.ok_or(TOO_LONG)?;
    let cosigned = key.kind == KeyType::Cosignature;
    let time = time_of(line).filter(|_| cosigned);
    let before = time.map(|time| shell::printf(&format!("cosignature/v1\ntime {time}\n")));
    let message: Vec<String> = before.into_iter().chain([text]).collect();
    let skipped = if cosigned { ID + TIME } else { ID };
    Ok(shell::signature(&public.bytes(), &message, &format!("{{ {b64}; }} | base64 -d | tail -c +{}", skipped + 1)))
}

fn head_key(proving: &Proving<'_>, line: &NoteLine<'_>, text: &str) -> HeadKey {
    let known = known(proving, line);
    let cosigned = known.as_ref().is_some_and(|(_, key)| key.kind == KeyType::Cosignature);
    let fits = known.as_ref().and_then(|(_, key)| {
        let public = key.ed25519()?;
        Some(if cosigned { line.check_cosignature(&public, text).is_ok() } else { line.check(&public, text).is_ok() })
    });
    let time = time_of(line).filter(|_| cosigned);
    HeadKey {
        name: line.name.to_owned(),
        id: line.id.hex(),
        fingerprint: known.as_ref().map(|(_, key)| fingerprint(key)),
        trust: match &known {
            Some((role, _)) => format!("pinned as {role} by the profile {}", proving.profile.map_or("", |of| &of.name)),
            None => match proving.profile {
                Some(profile) => format!("unknown: the profile {} does not name it", profile.name),
                None => "unknown: there is no trust profile".to_owned(),
            },
        },
        time: time.and_then(|time| Some(instant(i64::try_from(time).ok()?.checked_mul(1_000_000)?))),
        outcome: fits.map_or(Outcome::NotTested, Outcome::of),
    }
}

/// The key of the profile that a line names, by name and id.
fn known<'p>(proving: &Proving<'p>, line: &NoteLine<'_>) -> Option<(&'static str, &'p VKey)> {
    proving.profile?.keys().find(|(_, key)| key.name == line.name && key.id == line.id)
}

fn time_of(line: &NoteLine<'_>) -> Option<u64> {
    line.signature.first_chunk::<TIME>().map(|time| u64::from_be_bytes(*time))
}

fn read(proving: &Proving<'_>, file: &str) -> Option<Vec<u8>> {
    proving.evidence.container(proving.part).ok()?.read_at(file, 0, NOTE_LIMIT as u64).ok()
}

/// Bytes of an id and of a time before a signature.
const ID: usize = 4;
const TIME: usize = 8;
/// Bytes of a note that are read for its page; a longer manifest has its signature checked by `recount verify` alone.
const NOTE_LIMIT: usize = 64 << 20;
