//! What the agents did, built only from graded records: agents, runs, messages, handoffs, calls, grants, versions, and at every
//! record the state that held just then.
//!
//! A [`Part`] is one bundle, read in the pass that grades its records. A [`Case`] is all parts in one order and what they add up
//! to. Both are immutable; a new import makes a new case. What records say stays in the evidence and is read again, against its
//! leaf, when it is shown. There is no clock and no file system here, and no ungraded record comes in.

mod agents;
mod credentials;
mod cursor;
mod event;
mod evidence;
pub mod filter;
mod grants;
mod happening;
mod in_force;
mod links;
mod named;
mod names;
mod order;
mod part;
mod places;
mod replies;
mod rollouts;
mod rows;
mod runs;
mod saved;
mod select;
mod selection;
pub mod template;
mod versions;
mod world;

pub use agents::{Agent, Registration};
pub use credentials::{Credential, CredentialEvent, Credentials};
pub use cursor::{Breakpoint, Cursor};
pub use event::{Cited, Event, ResourceRef, cited, resource, strings, written};
pub use evidence::{ARTIFACT_MAX, Evidence, Line, Payload, Unreadable, spelled, text_fits};
pub use grants::{Decision, Grant, Grants, Live};
pub use happening::{Artifact, Happening, What};
pub use in_force::{InForce, ScopeFrom, VersionInForce};
pub use links::Links;
pub use named::{NameLinks, Named};
pub use names::{Distinct, Name, NameList, Names};
pub use order::{Log, Order, Row};
pub use part::{Part, base_name};
pub use places::BlobPlaces;
pub use rows::{Assurance, Citation, Context, Detail, LeafPrint, NewRow, Resource, Rows, Tables, print_of};
pub use runs::Run;
pub use select::InTexts;
pub use selection::Selection;
pub use versions::{ArtifactKey, Move, Version, Versions};
pub use world::{At, World};

use crate::verify::Verdict;
use rayon::prelude::*;
use rollouts::Rollouts;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// What a pass over the records reads of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cells {
    /// Number of its log.
    pub log: usize,
    /// Number of its context.
    pub context: u32,
    /// Number of its detail.
    pub detail: u32,
    /// Its run.
    pub run: Name,
    /// What is known about it.
    pub assurance: Assurance,
}

/// All bundles together.
#[derive(Debug)]
pub struct Case {
    tables: Arc<Tables>,
    parts: Vec<Arc<Part>>,
    logs: Vec<Log>,
    order: Order,
    world: World,
    links: OnceLock<Links>,
    named: OnceLock<NameLinks>,
    rollouts: Rollouts,
}

impl Case {
    /// Puts parts together. `tables` are those that the parts were read with.
    pub fn of(tables: Arc<Tables>, parts: Vec<Arc<Part>>) -> Case {
        let (order, logs) = Order::of(&parts);
        let mut case = Case {
            tables,
            parts,
            logs,
            order,
            world: World::default(),
            links: OnceLock::new(),
            named: OnceLock::new(),
            rollouts: Default::default(),
        };
        (case.world, case.rollouts) = rayon::join(|| World::of(&case), || rollouts::of(&case));
        case
    }

    /// The verdict on everything: the worst of the parts, and contradicted where two bundles of one log disagree.
    pub fn verdict(&self) -> Verdict {
        if self.logs.iter().any(|log| log.fork_of.is_some()) {
            return Verdict::Contradicted;
        }
        self.parts.iter().map(|part| part.verification.verdict).max().unwrap_or(Verdict::Undecidable)
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The dictionaries.
    pub fn tables(&self) -> &Arc<Tables> {
        &self.tables
    }

    /// The texts.
    pub fn names(&self) -> &Names {
        &self.tables.names
    }

    /// The text of a name.
    pub fn text(&self, name: Name) -> &str {
        self.tables.names.text(name)
    }

    /// The bundles.
    pub fn parts(&self) -> &[Arc<Part>] {
        &self.parts
    }

    /// The logs.
    pub fn logs(&self) -> &[Log] {
        &self.logs
    }

    /// Where rows stand.
    pub fn order(&self) -> &Order {
        &self.order
    }

    /// What the records add up to.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Microseconds since 1970, as the record claims.
    pub fn time(&self, row: Row) -> i64 {
        self.column(row, |rows, at| rows.time.get(at).copied()).unwrap_or_default()
    }

    /// Largest time that the record's log has seen up to it.
    pub fn clock(&self, row: Row) -> i64 {
        let joined = self.order.clock(row);
        joined.or_else(|| self.column(row, |rows, at| Some(rows.clock(at)))).unwrap_or_default()
    }

    /// Number of the record's context.
    pub fn context_number(&self, row: Row) -> u32 {
        self.column(row, |rows, at| rows.context.get(at).copied()).unwrap_or_default()
    }

    /// Number of the record's detail.
    pub fn detail_number(&self, row: Row) -> u32 {
        self.column(row, |rows, at| rows.detail.get(at).copied()).unwrap_or_default()
    }

    /// Who, under what.
    pub fn context(&self, row: Row) -> &Context {
        &self.tables.contexts.all()[self.context_number(row) as usize]
    }

    /// To whom, with what.
    pub fn detail(&self, row: Row) -> &Detail {
        &self.tables.details.all()[self.detail_number(row) as usize]
    }

    /// The record's run.
    pub fn run(&self, row: Row) -> Name {
        self.column(row, |rows, at| rows.run.get(at).copied()).unwrap_or_default()
    }

    /// What is known about the record.
    pub fn assurance(&self, row: Row) -> Assurance {
        self.column(row, |rows, at| rows.assurance.get(at).copied()).unwrap_or(Assurance::Unchecked)
    }

    /// Number of the record's log.
    pub fn log(&self, row: Row) -> usize {
        self.order.log_of(self.order.locate(row).0)
    }

    /// The record's index in its log.
    pub fn index(&self, row: Row) -> u64 {
        self.column(row, |rows, at| Some(rows.index(at))).unwrap_or_default()
    }

    /// The record at an index of a log.
    pub fn row_of(&self, log: usize, index: u64) -> Option<Row> {
        let parts = &self.logs.get(log)?.parts;
        parts.iter().find_map(|part| {
            let row = self.parts[*part].rows.row_of(index)?;
            Some(self.order.position(*part, row as u32))
        })
    }

    /// The record of a bundle with this index; where the bundle does not disclose it, of another bundle of its log.
    pub fn row_in(&self, part: usize, index: u64) -> Option<Row> {
        let own = self.parts.get(part).and_then(|of| of.rows.row_of(index));
        let own = own.and_then(|row| Some(self.order.position(part, Row::try_from(row).ok()?)));
        own.or_else(|| self.row_of(self.order.log_of(part), index))
    }

    /// What this record is about: the record that its first reference names, where that was read.
    pub fn subject(&self, row: Row) -> Option<Row> {
        let (part, at) = self.order.locate(row);
        self.parts[part].rows.subject(at).map(|subject| self.order.position(part, subject))
    }

    /// The records that this one refers to, in its order.
    pub fn references(&self, row: Row) -> impl Iterator<Item = Row> {
        let (part, at) = self.order.locate(row);
        self.parts[part].rows.parents(at).iter().map(move |parent| self.order.position(part, *parent))
    }

    /// The message that this one answers.
    pub fn answered(&self, row: Row) -> Option<Row> {
        let (part, at) = self.order.locate(row);
        let replies = &self.parts[part].replies;
        let found = replies.binary_search_by_key(&(at as u32), |(answer, _)| *answer).ok()?;
        Some(self.order.position(part, replies[found].1))
    }

    /// The records that this one refers to, then the message that it answers.
    pub fn causes(&self, row: Row) -> impl Iterator<Item = Row> {
        let (part, at) = self.order.locate(row);
        let of = &self.parts[part];
        let reply = of.replies.binary_search_by_key(&(at as u32), |(answer, _)| *answer).ok();
        let answered = reply.map(|found| of.replies[found].1);
        let refs = of.rows.parents(at).iter().copied();
        let extra = answered.filter(|answered| !of.rows.parents(at).contains(answered));
        refs.chain(extra).map(move |parent| self.order.position(part, parent))
    }

    /// The records that refer to this one.
    pub fn effects(&self, row: Row) -> &[Row] {
        self.links.get_or_init(|| Links::of(self)).children(row)
    }

    /// What records name that others established.
    pub fn named(&self) -> &NameLinks {
        self.named.get_or_init(|| NameLinks::of(self))
    }

    /// The first bytes of a record's leaf.
    pub fn leaf(&self, row: Row) -> Option<LeafPrint> {
        self.column(row, |rows, at| rows.leaf.get(at).copied())
    }

    /// The records of a log that have one of these leaves, sorted by it. A pass over the leaves of the log.
    pub fn with_leaves(&self, log: usize, mut leaves: Vec<LeafPrint>) -> Vec<(LeafPrint, Row)> {
        leaves.sort_unstable();
        let parts = self.logs.get(log).map_or(&[][..], |log| &log.parts);
        let of = |part: &usize| {
            let found = self.parts[*part]
                .rows
                .leaf
                .par_iter()
                .enumerate()
                .filter(|(_, leaf)| leaves.binary_search(leaf).is_ok());
            found.map(|(at, leaf)| (*leaf, self.order.position(*part, at as u32))).collect::<Vec<_>>()
        };
        let mut out: Vec<(LeafPrint, Row)> = parts.iter().flat_map(of).collect();
        out.sort_unstable();
        out.dedup();
        out
    }

    /// The records at which an agent cites another version of an artifact than in its record before, in their order.
    pub fn rollouts(&self, artifact: Artifact) -> &[Row] {
        self.rollouts.get(artifact as usize).map_or(&[], Vec::as_slice)
    }

    /// The state that held at a record.
    pub fn in_force(&self, row: Row) -> InForce {
        in_force::at(self, row)
    }

    /// One artifact that the record cites, beside the one in force; `None`: it cites none.
    pub fn cited_and_in_force(&self, row: Row, artifact: Artifact) -> Option<VersionInForce> {
        in_force::version(self, row, artifact)
    }

    /// Where records of a log with this context cite another version than the one in force.
    pub fn cited_out_of_force(&self, log: usize, context: &Context, artifact: Artifact) -> Vec<Range<Row>> {
        in_force::out_of_force(self, log, context, artifact)
    }

    /// The numbers of a record, with one look for its place: for passes over all records.
    pub fn cells(&self, row: Row) -> Option<Cells> {
        if row as usize >= self.len() {
            return None;
        }
        let (part, at) = self.order.locate(row);
        let rows = &self.parts.get(part)?.rows;
        Some(Cells {
            log: self.order.log_of(part),
            context: *rows.context.get(at)?,
            detail: *rows.detail.get(at)?,
            run: *rows.run.get(at)?,
            assurance: *rows.assurance.get(at)?,
        })
    }

    fn column<T>(&self, row: Row, read: impl FnOnce(&Rows, usize) -> Option<T>) -> Option<T> {
        if row as usize >= self.len() {
            return None;
        }
        let (part, at) = self.order.locate(row);
        self.parts.get(part).and_then(|part| read(&part.rows, at))
    }
}
