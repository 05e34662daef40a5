//! `recount proof` and `recount check-proof`: C2SP tlog-proof for one record.

use super::args::{CheckProof, Proof};
use super::{Exit, Fault, complain, open, say, trust};
use crate::bundle::container::Container;
use crate::bundle::proof::{Checkpoint, Proof as Disclosed};
use crate::bundle::tlog_proof::TlogProof;
use crate::crypto::{Digest, Frontier, NOTE_MAX, Note, inclusion_proof, leaf_hash, subtrees, verify_inclusion};
use crate::verify::Verdict;
use std::io::Read;

/// Writes the proof of one record to standard output.
pub fn write(args: &Proof) -> Result<Exit, Fault> {
    let told = |error: std::io::Error| Fault::io(&args.bundle.display().to_string(), &error);
    let mut leaves = Vec::new();
    let (container, verification) = open::check(&args.trust, &args.limits, &args.bundle, &mut |graded| {
        leaves.push((graded.index(), graded.leaf()))
    })?;
    let undecided = || Fault::new(Exit::Undecidable, "the bundle does not add up, so no proof can be made from it");
    let size = verification.size.ok_or_else(undecided)?;
    if !leaves.iter().any(|(index, _)| *index == args.record) {
        return Err(Fault::new(Exit::NoInput, format!("record {} is not disclosed in this bundle", args.record)));
    }
    let most = args.limits.read().proof;
    let checkpoint = read(&container, "checkpoint", most).map_err(told)?;
    let proof = Disclosed::parse(&read(&container, "proof", most).map_err(told)?, size).map_err(|_| undecided())?;
    let nodes = Nodes { leaves, gaps: gap_nodes(&proof, size) };
    let path = inclusion_proof(args.record, size, &mut |start, end| nodes.root(start, end)).ok_or_else(|| {
        Fault::new(Exit::Data, "the gap hashes of this bundle do not hold the nodes that this proof needs")
    })?;
    let leaf = nodes.leaf(args.record).ok_or_else(undecided)?;
    let text = String::from_utf8_lossy(&checkpoint).into_owned();
    let root = Note::parse(text.as_bytes(), NOTE_MAX).ok().and_then(|note| Checkpoint::parse(note.text).ok());
    if !root.is_some_and(|checkpoint| verify_inclusion(args.record, size, &leaf, &path, &checkpoint.root)) {
        return Err(undecided());
    }
    say(&TlogProof { index: args.record, path, note: &text }.text());
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

/// The leaves and gap nodes that a bundle discloses.
struct Nodes {
    leaves: Vec<(u64, Digest)>,
    gaps: Vec<(u64, u32, Digest)>,
}

impl Nodes {
    fn leaf(&self, index: u64) -> Option<Digest> {
        let at = self.leaves.binary_search_by_key(&index, |(index, _)| *index).ok()?;
        self.leaves.get(at).map(|(_, leaf)| *leaf)
    }

    /// Root over `[start, end)`, from leaves and whole gap nodes.
    fn root(&self, start: u64, end: u64) -> Option<Digest> {
        let mut frontier = Frontier::new();
        let mut at = start;
        while at < end {
            if let Some(leaf) = self.leaf(at) {
                frontier.push(leaf);
                at += 1;
                continue;
            }
            let found = self.gaps.binary_search_by_key(&at, |(start, ..)| *start).ok().and_then(|at| self.gaps.get(at));
            let (_, level, hash) = found.filter(|(start, level, _)| start + (1u64 << level) <= end)?;
            frontier.push_subtree(*level, *hash);
            at += 1u64 << level;
        }
        Some(frontier.root())
    }
}

fn gap_nodes(proof: &Disclosed, size: u64) -> Vec<(u64, u32, Digest)> {
    let spans = proof.gaps(size).into_iter().flat_map(|(start, end)| subtrees(start, end));
    spans.zip(&proof.hashes).map(|((level, start), hash)| (start, level, *hash)).collect()
}

/// Reads a file as far as the limit allows: one that is longer was reported, and does not parse.
fn read(container: &Container, path: &str, most: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    container.open_file(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}
