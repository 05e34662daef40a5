//! One bundle of a case, graded and read: rows, happenings, where its blobs lie, and what verification said.
//!
//! Built in one pass, in the order in which `verify` hands records out. Lines are parsed in batches on all cores; numbers are
//! given out one after the other, so that the same bundle always gives the same part.

use super::event::Event;
use super::happening::{Happening, What};
use super::names::{Name, NameList};
use super::places::BlobPlaces;
use super::replies::Replies;
use super::rows::{Citation, Context, Detail, NewRow, Resource, Rows, Tables};
use crate::bundle::Failure;
use crate::bundle::container::Container;
use crate::crypto::Digest;
use crate::verify::{Graded, Mark, Options, Seen, Verification, verify};
use crate::watch::Watch;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// A bundle as the case holds it. Immutable once made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Part {
    /// SHA-256 of the archive, or of a folder's manifest: the name of the evidence.
    pub evidence: [u8; 32],
    /// What was found out about it.
    pub verification: Verification,
    /// Its records.
    pub rows: Rows,
    /// The records that change the state of the world.
    pub happenings: Vec<Happening>,
    /// Where its blobs lie.
    pub blobs: BlobPlaces,
    /// (row, row that it answers), sorted.
    pub replies: Vec<(u32, u32)>,
}

impl Part {
    /// Verifies a bundle and reads it in the same pass. `tables` grows by what is new.
    pub fn read(
        container: &Container,
        faults: Vec<Failure>,
        evidence: Digest,
        options: &Options<'_>,
        tables: &mut Tables,
        watch: &Watch,
    ) -> Part {
        Part::read_while(container, faults, evidence, options, tables, watch, &mut |_| {})
    }

    /// As [`Part::read`], but stops soon after so many records; what was not reached is undecidable, as after any stop. `true`
    /// beside the part: there was no more.
    pub fn read_beginning(
        (container, faults): (&Container, Vec<Failure>),
        evidence: Digest,
        options: &Options<'_>,
        tables: &mut Tables,
        most: usize,
        watch: &Watch,
    ) -> (Part, bool) {
        let own = Watch::new();
        let part = Part::read_while(container, faults, evidence, options, tables, &own, &mut |records| {
            if records >= most || watch.is_cancelled() {
                own.cancel();
            }
        });
        (part, !own.is_cancelled())
    }

    /// `read` hears of the number of records so far.
    fn read_while(
        container: &Container,
        faults: Vec<Failure>,
        evidence: Digest,
        options: &Options<'_>,
        tables: &mut Tables,
        watch: &Watch,
        read: &mut dyn FnMut(usize),
    ) -> Part {
        let mut builder = Builder::new(container, tables);
        let verification = verify(container, faults, options, watch, &mut |seen| match seen {
            Seen::Record(graded) => {
                builder.record(&graded);
                read(builder.rows.len() + builder.waiting.len());
            }
            Seen::Blob(place) => builder.blobs.add(&place),
            Seen::Lost { record, withheld } => builder.lost(record, withheld),
        });
        builder.flush();
        let Builder { tables, mut rows, mut happenings, blobs, replies, .. } = builder;
        tables.names.shrink();
        tables.details.shrink();
        rows.shrink();
        happenings.shrink_to_fit();
        Part {
            evidence: evidence.0,
            verification,
            rows,
            happenings,
            blobs: blobs.sorted(),
            replies: replies.resolved(),
        }
    }

    /// Name of the log; empty if it could not be read.
    pub fn origin(&self) -> &str {
        self.verification.origin.as_deref().unwrap_or_default()
    }
}

/// Records parsed at once.
const BATCH: usize = 2048;

/// A record that waits for its batch.
struct Waiting {
    index: u64,
    line: std::ops::Range<usize>,
    file: u32,
    offset: u64,
    leaf: Digest,
    mark: Mark,
    parents: std::ops::Range<usize>,
    attests: NameList,
}

struct Builder<'a> {
    tables: &'a mut Tables,
    rows: Rows,
    happenings: Vec<Happening>,
    blobs: BlobPlaces,
    replies: Replies,
    waiting: Vec<Waiting>,
    bytes: Vec<u8>,
    parents: Vec<Option<u64>>,
    files: Vec<String>,
}

impl<'a> Builder<'a> {
    fn new(container: &Container, tables: &'a mut Tables) -> Builder<'a> {
        Builder {
            tables,
            rows: Rows::default(),
            happenings: Vec::new(),
            blobs: BlobPlaces::of(container),
            replies: Replies::default(),
            waiting: Vec::new(),
            bytes: Vec::new(),
            parents: Vec::new(),
            files: Vec::new(),
        }
    }

    fn record(&mut self, graded: &Graded<'_>) {
        let (path, offset) = graded.place();
        if self.files.last().is_none_or(|last| last != path) {
            self.files.push(path.to_owned());
        }
        let (line, parents) = (self.bytes.len(), self.parents.len());
        self.bytes.extend_from_slice(graded.line());
        self.parents.extend_from_slice(graded.parents());
        let attests = self.tables.names.list(graded.attests().iter().map(String::as_str));
        self.waiting.push(Waiting {
            index: graded.index(),
            line: line..self.bytes.len(),
            file: self.files.len() as u32 - 1,
            offset,
            leaf: graded.leaf(),
            mark: graded.mark(),
            parents: parents..self.parents.len(),
            attests,
        });
        if self.waiting.len() >= BATCH {
            self.flush();
        }
    }

    /// Parses what waits on all cores, then adds it row by row.
    fn flush(&mut self) {
        let (waiting, bytes) = (std::mem::take(&mut self.waiting), std::mem::take(&mut self.bytes));
        let (parents, files) = (std::mem::take(&mut self.parents), std::mem::take(&mut self.files));
        let events: Vec<Option<Event<'_>>> =
            waiting.par_iter().with_min_len(64).map(|waiting| Event::parse(&bytes[waiting.line.clone()])).collect();
        for (waiting, event) in waiting.iter().zip(&events) {
            self.add(waiting, event.as_ref(), &files[waiting.file as usize]);
            for (at, parent) in parents[waiting.parents.clone()].iter().enumerate() {
                match parent.and_then(|parent| self.rows.row_of(parent)) {
                    Some(row) => self.rows.parent(row as u32),
                    None if at == 0 => self.rows.no_subject(),
                    None => {}
                }
            }
            let row = self.rows.len() - 1;
            if let Some(event) = event {
                self.replies.note(event, row as u32);
                self.happen(event, row);
            }
        }
        // The next batch fills the same memory again.
        drop(events);
        (self.bytes, self.parents) = (bytes, parents);
        self.bytes.clear();
        self.parents.clear();
        self.files = files.into_iter().last().into_iter().collect();
    }

    fn add(&mut self, waiting: &Waiting, event: Option<&Event<'_>>, file: &str) {
        let before = self.rows.time.last().copied().unwrap_or_default();
        let time = event.and_then(Event::time).unwrap_or(before);
        let (context, detail, run) = match event {
            None => (0, 0, Name::NONE),
            Some(event) => {
                (self.context(event, waiting.attests), self.detail(event), self.tables.names.maybe(event.text("run")))
            }
        };
        self.rows.push(&NewRow {
            index: waiting.index,
            place: (file, waiting.offset),
            length: waiting.line.len(),
            leaf: waiting.leaf,
            time,
            context,
            run,
            detail,
            assurance: waiting.mark.into(),
        });
    }

    fn context(&mut self, event: &Event<'_>, attests: NameList) -> u32 {
        let names = &mut self.tables.names;
        let signer = names.name(event.signer());
        let actor = event.text("by").map_or(signer, |by| names.name(by));
        let agent = names.name(base_name(names.text(actor).to_owned().as_str()));
        let attested =
            actor == signer || names.names(attests).iter().any(|name| *name == actor || names.text(*name) == "*");
        let mut cite = |artifact: &str| {
            event.cited(artifact).map_or(Citation::default(), |cited| Citation {
                name: names.name(cited.name),
                version: names.name(cited.version),
                id: names.name(cited.id),
            })
        };
        let (policy, template, code) = (cite("policy"), cite("template"), cite("code"));
        self.tables.contexts.number(Context {
            kind: names.name(event.kind()),
            signer,
            actor,
            agent,
            env: names.maybe(event.text("env")),
            policy,
            template,
            code,
            labels: names.list(event.texts("labels")),
            on_behalf_of: names.list(event.texts("on_behalf_of")),
            attested,
            synthetic: event.text("time_source") == Some("synthetic"),
        })
    }

    fn detail(&mut self, event: &Event<'_>) -> u32 {
        let names = &mut self.tables.names;
        let resource = event.resource().unwrap_or_default();
        // A result says how it ended in `status`; all else in `outcome`.
        let (own, other) = if event.kind() == "tool.result" { ("status", "outcome") } else { ("outcome", "status") };
        let outcome = event.text(own).or_else(|| event.text(other));
        let detail = Detail {
            to: names.list(event.texts("to")),
            tool: names.maybe(event.text("tool")),
            effect: names.maybe(event.text("effect")),
            resource: Resource {
                kind: names.name(resource.kind),
                id: names.name(resource.id),
                env: names.name(resource.env),
                class: names.name(resource.class),
            },
            grant: names.maybe(event.text("grant")),
            outcome: names.maybe(outcome),
            handoff: event.is_handoff(),
        };
        self.tables.details.number(detail)
    }

    fn happen(&mut self, event: &Event<'_>, row: usize) {
        if !What::is_kept(event.kind()) {
            return;
        }
        let attested = self.tables.contexts.get(self.rows.context[row]).is_some_and(|context| context.attested);
        let effective = attested && self.rows.assurance[row].has_effect();
        if let Some(what) = What::read(event.kind(), event, &mut self.tables.names) {
            let about = self.rows.subject(row);
            self.happenings.push(Happening { row: row as u32, about, effective, what });
        }
    }

    fn lost(&mut self, record: u64, withheld: bool) {
        self.flush();
        if let Some(row) = self.rows.row_of(record) {
            self.rows.assurance[row] = self.rows.assurance[row].without_payload(withheld);
        }
    }
}

/// The agent that an actor is a worker of (`bundle-format.md` section 1.4, `name#1`).
pub fn base_name(actor: &str) -> &str {
    actor.rsplit_once('#').map_or(actor, |(base, _)| if base.is_empty() { actor } else { base })
}
