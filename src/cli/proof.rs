//! `recount proof` and `recount check-proof`: C2SP tlog-proof for one record.

use super::args::{CheckProof, Proof};
use super::{Exit, Fault, complain, open, say, trust};
use crate::bundle::proof::Checkpoint;
use crate::bundle::tlog_proof::TlogProof;
use crate::crypto::{Digest, NOTE_MAX, Note, leaf_hash, verify_inclusion};
use crate::verify::Verdict;
use crate::view::proof::LogTree;

/// Writes the proof of one record to standard output.
pub fn write(args: &Proof) -> Result<Exit, Fault> {
    let (case, evidence) = open::read(&args.trust, &args.limits, &args.bundle)?;
    let undecided = |why: &str| Fault::new(Exit::Undecidable, format!("no proof can be made from this bundle: {why}"));
    let part = case.parts().first().ok_or_else(|| undecided("it could not be read"))?;
    let verification = &part.verification;
    let size = verification.size.ok_or_else(|| undecided("its checkpoint does not say how long the log is"))?;
    let Some(row) = case.row_of(0, args.record) else {
        return Err(Fault::new(Exit::NoInput, format!("record {} is not disclosed in this bundle", args.record)));
    };
    let tree = LogTree::of(&case, &evidence, 0, part, &|| false);
    let steps = tree.path(&evidence, 0, part, args.record).map_err(|why| undecided(&why))?;
    let path: Vec<Digest> = steps.iter().map(|step| step.sibling).collect();
    let line = evidence.line(&case, row).map_err(|why| undecided(&why.to_string()))?;
    let note =
        evidence.container(0).ok().and_then(|container| container.read_at("checkpoint", 0, NOTE_MAX as u64).ok());
    let note = String::from_utf8_lossy(&note.unwrap_or_default()).into_owned();
    let checkpoint = Note::parse(note.as_bytes(), NOTE_MAX).ok().and_then(|note| Checkpoint::parse(note.text).ok());
    let leads = |root: &Digest| verify_inclusion(args.record, size, &leaf_hash(line.bytes()), &path, root);
    if !checkpoint.is_some_and(|checkpoint| leads(&checkpoint.root)) {
        return Err(undecided("its records do not lead to the root of its checkpoint"));
    }
    say(&TlogProof { index: args.record, path, note: &note }.text());
    if verification.verdict != Verdict::Verified {
        complain(&format!("the bundle itself is {}: recount verify says why", verification.verdict.word()));
    }
    Ok(Exit::of(verification.verdict))
}

/// Checks a proof against a record line.
pub fn check(args: &CheckProof) -> Result<Exit, Fault> {
    let chosen = trust::choose(&args.trust)?;
    let file =
        |path: &std::path::Path| std::fs::read(path).map_err(|error| Fault::io(&path.display().to_string(), &error));
    let bytes = file(&args.file)?;
    let mut line = file(&args.record)?;
    if line.last() == Some(&b'\n') {
        line.pop();
    }
    let Some(TlogProof { index, path, note }) = TlogProof::parse(&bytes) else {
        say("? UNDECIDABLE  the file is not a C2SP tlog-proof\n");
        return Ok(Exit::Undecidable);
    };
    let Some(profile) = &chosen.profile else {
        say("? UNDECIDABLE  without a trust profile nobody vouches for the checkpoint\n");
        return Ok(Exit::Undecidable);
    };
    let Some(checkpoint) = crate::verify::accepted_checkpoint(note.as_bytes(), profile) else {
        say("? UNDECIDABLE  the profile does not accept the checkpoint of the proof\n");
        return Ok(Exit::Undecidable);
    };
    if verify_inclusion(index, checkpoint.size, &leaf_hash(&line), &path, &checkpoint.root) {
        say(&format!(
            "✓ VERIFIED  the line is record {index} of {} ({} records)\n",
            super::visible(&checkpoint.origin),
            checkpoint.size
        ));
        return Ok(Exit::Fine);
    }
    say(&format!("✗ CONTRADICTED  the line is not record {index} of {}\n", super::visible(&checkpoint.origin)));
    Ok(Exit::Contradicted)
}
