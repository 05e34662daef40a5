//! The records of one bundle as columns of small numbers.
//!
//! Ten million records have to fit beside the evidence: about 45 bytes a record, and what the record says stays in the evidence
//! until somebody looks at it. Where a line begins is the sum of the lengths since the last anchor.

use super::happening::Artifact;
use super::names::{Distinct, Name, NameList, Names};
use crate::crypto::Digest;
use crate::verify::Mark;
use serde::{Deserialize, Serialize};

/// What is known about a record and what it carries.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Assurance {
    /// Its own checks passed, signature included.
    Verified,
    /// Read and hashed; nobody vouches for its key, or the signature is still to come.
    Unchecked,
    /// Its own checks passed; a payload was withheld, and a trusted exporter says so.
    Withheld,
    /// Its own checks passed; a payload is not there and nobody trusted says why.
    Missing,
    /// A check of its own failed.
    Failed,
}

impl Assurance {
    /// All, from good to bad.
    pub const ALL: [Assurance; 5] =
        [Assurance::Verified, Assurance::Unchecked, Assurance::Withheld, Assurance::Missing, Assurance::Failed];

    /// The word used on screens and in reports.
    pub fn word(self) -> &'static str {
        match self {
            Assurance::Verified => "verified",
            Assurance::Unchecked => "unchecked",
            Assurance::Withheld => "withheld",
            Assurance::Missing => "missing",
            Assurance::Failed => "failed",
        }
    }

    /// Whether the record may change what is in force: its own checks did not fail.
    pub fn has_effect(self) -> bool {
        self != Assurance::Failed
    }

    /// This assurance, after a payload was found to be gone.
    pub fn without_payload(self, withheld: bool) -> Assurance {
        match self {
            Assurance::Verified | Assurance::Withheld if withheld => Assurance::Withheld,
            Assurance::Verified | Assurance::Withheld | Assurance::Missing => Assurance::Missing,
            worse => worse,
        }
    }
}

impl From<Mark> for Assurance {
    fn from(mark: Mark) -> Assurance {
        match mark {
            Mark::Verified => Assurance::Verified,
            Mark::Unchecked => Assurance::Unchecked,
            Mark::Failed => Assurance::Failed,
        }
    }
}

/// What many records have in common: who, under what.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Context {
    /// The record's type.
    pub kind: Name,
    /// Who signed.
    pub signer: Name,
    /// Who acted: `body.by`, else the signer.
    pub actor: Name,
    /// The agent that the actor is a worker of: the part before `#`.
    pub agent: Name,
    /// Environment.
    pub env: Name,
    /// Cited policy.
    pub policy: Citation,
    /// Cited template.
    pub template: Citation,
    /// Cited code.
    pub code: Citation,
    /// Data classes.
    pub labels: NameList,
    /// Delegation chain.
    pub on_behalf_of: NameList,
    /// The signer is the actor, or its key may speak for the actor: then what the record orders takes effect.
    pub attested: bool,
    /// The order of the times is real, their distances are not.
    pub synthetic: bool,
}

impl Context {
    /// What is cited of one kind.
    pub fn cites(&self, artifact: Artifact) -> Citation {
        match artifact {
            Artifact::Policy => self.policy,
            Artifact::Template => self.template,
            Artifact::Code => self.code,
        }
    }

    /// Whether somebody else signed for the actor.
    pub fn is_relayed(&self) -> bool {
        self.actor != self.signer
    }
}

/// A cited or published artifact.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Citation {
    /// Name; none: nothing is cited.
    pub name: Name,
    /// Version.
    pub version: Name,
    /// `sha256:` and hex, where stated.
    pub id: Name,
}

/// What is particular to fewer records: to whom, with what, how it ended.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Detail {
    /// Receivers of a message.
    pub to: NameList,
    /// Tool of a call.
    pub tool: Name,
    /// `read`, `write`, `destructive` or `export`.
    pub effect: Name,
    /// Resource of a call, a request or an order.
    pub resource: Resource,
    /// Grant.
    pub grant: Name,
    /// `outcome` or `status`.
    pub outcome: Name,
    /// The message passes control.
    pub handoff: bool,
}

/// A resource.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Resource {
    /// Type.
    pub kind: Name,
    /// Id.
    pub id: Name,
    /// Environment.
    pub env: Name,
    /// Data class.
    pub class: Name,
}

/// The dictionaries that all rows of a case share.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Tables {
    /// Texts.
    pub names: Names,
    /// Contexts.
    pub contexts: Distinct<Context>,
    /// Details.
    pub details: Distinct<Detail>,
}

impl Default for Tables {
    fn default() -> Tables {
        let mut tables =
            Tables { names: Names::default(), contexts: Distinct::default(), details: Distinct::default() };
        tables.contexts.number(Context::default());
        tables.details.number(Detail::default());
        tables
    }
}

/// First twelve bytes of a leaf: enough that nobody finds a second line for it (2^96 hashes).
pub type LeafPrint = [u8; 12];

/// The print of a leaf.
pub fn print_of(leaf: &Digest) -> LeafPrint {
    let mut print = LeafPrint::default();
    print.copy_from_slice(&leaf.0[..12]);
    print
}

/// One row to add.
#[derive(Clone, Copy, Debug)]
pub struct NewRow<'a> {
    /// Log index.
    pub index: u64,
    /// Record file and offset of the line in it.
    pub place: (&'a str, u64),
    /// Length of the line in bytes, without its end.
    pub length: usize,
    /// Leaf.
    pub leaf: Digest,
    /// Microseconds since 1970; the time before, where the record has none.
    pub time: i64,
    /// Number of the context.
    pub context: u32,
    /// Run.
    pub run: Name,
    /// Number of the detail.
    pub detail: u32,
    /// Assurance.
    pub assurance: Assurance,
}

/// The columns. Rows are in the order of the log.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Rows {
    /// Microseconds since 1970, as the actor claims.
    pub time: Vec<i64>,
    /// Number of the context.
    pub context: Vec<u32>,
    /// Run.
    pub run: Vec<Name>,
    /// Number of the detail.
    pub detail: Vec<u32>,
    /// Assurance.
    pub assurance: Vec<Assurance>,
    /// Prints of the leaves.
    pub leaf: Vec<LeafPrint>,
    length: Vec<u16>,
    /// Where the line after the last one should begin.
    end: u64,
    /// (row, offset) from which offsets are counted.
    anchors: Vec<(u32, u64)>,
    /// (first row, path) of each record file.
    files: Vec<(u32, String)>,
    /// (row, index) where a run of following indices begins.
    runs: Vec<(u32, u64)>,
    /// Where each row's parents begin.
    parents_at: Vec<u32>,
    parents: Vec<u32>,
    /// Rows whose first reference was not read.
    no_subject: Vec<u32>,
    /// Largest time so far at every 64th row.
    clocks: Vec<i64>,
}

/// Rows between two anchors at most, and between two clocks.
const STRIDE: usize = 64;

impl Rows {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.time.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.time.is_empty()
    }

    /// Adds a row whose parents were added with [`Rows::parent`] before.
    pub fn push(&mut self, row: &NewRow<'_>) {
        let at = self.len() as u32;
        let next = self.runs.last().map(|(first, index)| index + u64::from(at - first));
        if next != Some(row.index) {
            self.runs.push((at, row.index));
        }
        let new_file = self.files.last().is_none_or(|(_, path)| path != row.place.0);
        if new_file {
            self.files.push((at, row.place.0.to_owned()));
        }
        if new_file || self.len().is_multiple_of(STRIDE) || self.end != row.place.1 {
            self.anchors.push((at, row.place.1));
        }
        // After a line that is longer than a length can say, the next one needs an anchor.
        let fits = row.length <= usize::from(u16::MAX);
        self.end = if fits { row.place.1 + row.length as u64 + 1 } else { u64::MAX };
        if self.len().is_multiple_of(STRIDE) {
            let before = self.len().checked_sub(1).map_or(i64::MIN, |last| self.clock(last));
            self.clocks.push(before.max(row.time));
        }
        self.time.push(row.time);
        self.context.push(row.context);
        self.run.push(row.run);
        self.detail.push(row.detail);
        self.assurance.push(row.assurance);
        self.leaf.push(print_of(&row.leaf));
        self.length.push(u16::try_from(row.length).unwrap_or(u16::MAX));
        self.parents_at.push(self.parents.len() as u32);
    }

    /// Gives back the room that growing left over.
    pub fn shrink(&mut self) {
        self.time.shrink_to_fit();
        self.context.shrink_to_fit();
        self.run.shrink_to_fit();
        self.detail.shrink_to_fit();
        self.assurance.shrink_to_fit();
        self.leaf.shrink_to_fit();
        self.length.shrink_to_fit();
        self.parents_at.shrink_to_fit();
        self.parents.shrink_to_fit();
    }

    /// Adds a parent of the last row.
    pub fn parent(&mut self, row: u32) {
        self.parents.push(row);
    }

    /// The first reference of the last row was not read.
    pub fn no_subject(&mut self) {
        self.no_subject.extend(self.len().checked_sub(1).map(|row| row as u32));
    }

    /// What the row is about: its first reference (`events.md` section 2), where that was read. Another reference does not do
    /// instead.
    pub fn subject(&self, row: usize) -> Option<u32> {
        let lost = self.no_subject.binary_search(&(row as u32)).is_ok();
        self.parents(row).first().copied().filter(|_| !lost)
    }

    /// Rows that the row refers to.
    pub fn parents(&self, row: usize) -> &[u32] {
        let start = self.parents_at.get(row).map_or(0, |at| *at as usize);
        let end = self.parents_at.get(row + 1).map_or(self.parents.len(), |at| *at as usize);
        self.parents.get(start..end).unwrap_or_default()
    }

    /// Log index of a row.
    pub fn index(&self, row: usize) -> u64 {
        let at = self.runs.partition_point(|(first, _)| *first as usize <= row);
        at.checked_sub(1)
            .and_then(|at| self.runs.get(at))
            .map_or(0, |(first, index)| index + (row as u64 - u64::from(*first)))
    }

    /// The row of a log index.
    pub fn row_of(&self, index: u64) -> Option<usize> {
        let at = self.runs.partition_point(|(_, first)| *first <= index).checked_sub(1)?;
        let (first, start) = self.runs.get(at)?;
        let row = u64::from(*first) + (index - start);
        let end = self.runs.get(at + 1).map_or(self.len() as u64, |(next, _)| u64::from(*next));
        (row < end).then_some(row as usize)
    }

    /// Half-open ranges of log indices that the rows cover.
    pub fn ranges(&self) -> Vec<(u64, u64)> {
        let ends = self.runs.iter().skip(1).map(|(row, _)| *row).chain([self.len() as u32]);
        self.runs.iter().zip(ends).map(|((first, index), end)| (*index, index + u64::from(end - first))).collect()
    }

    /// Record file, offset and length of a row's line.
    pub fn place(&self, row: usize) -> Option<(&str, u64, u64)> {
        let file = self.files.partition_point(|(first, _)| *first as usize <= row).checked_sub(1)?;
        let anchor = self.anchors.partition_point(|(first, _)| *first as usize <= row).checked_sub(1)?;
        let (from, offset) = *self.anchors.get(anchor)?;
        let before: u64 = self.length.get(from as usize..row)?.iter().map(|length| u64::from(*length) + 1).sum();
        Some((self.files.get(file)?.1.as_str(), offset + before, u64::from(*self.length.get(row)?)))
    }

    /// Largest time that any row up to this one claims.
    pub fn clock(&self, row: usize) -> i64 {
        let block = row / STRIDE;
        let start = block * STRIDE;
        let known = self.clocks.get(block).copied().unwrap_or(i64::MIN);
        self.time
            .get(start..=row.min(self.len().saturating_sub(1)))
            .unwrap_or_default()
            .iter()
            .fold(known, |a, b| a.max(*b))
    }
}

#[cfg(test)]
mod tests;
