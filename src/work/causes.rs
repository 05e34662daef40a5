//! What the page of causes asks: the links of a record at once, walks and counts on threads of their own.
//!
//! Each question brings the case that it is about: an answer about another one would name other records.

use super::request::Lane;
use super::update::{Outbox, Told, Update};
use crate::case::{Case, Evidence, Row};
use crate::session::Session;
use crate::view::causes::blast::{self, Blast, Group};
use crate::view::causes::{Direct, Listed, Walk, Way, direct, page, walk_from};
use crate::watch::Watch;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// A question about causes and consequences.
#[derive(Clone, Debug)]
pub enum Trace {
    /// The links of a record.
    Links(Row),
    /// All that links lead to from a record, and the first of it.
    Walk(Row, Way),
    /// The records of a walk from a rank on.
    Page(Arc<Walk>, usize),
    /// The blast radius.
    Blast(blast::Request),
    /// The records of one of its groups from a rank on.
    Members(Arc<Blast>, Group, usize),
}

/// An answer.
#[derive(Clone, Debug)]
pub enum Traced {
    /// The links of a record.
    Links(Arc<Direct>),
    /// The records of a walk.
    Page(Arc<Walk>, Arc<Listed>),
    /// The blast radius.
    Blast(Arc<Blast>),
    /// The records of a group.
    Members(Group, Arc<Listed>),
}

impl Trace {
    /// Its lane.
    pub fn lane(&self) -> Lane {
        match self {
            Trace::Links(_) => Lane::Links,
            Trace::Walk(_, way) => lane_of(*way),
            Trace::Page(walk, _) => lane_of(walk.way),
            Trace::Blast(_) => Lane::Blast,
            Trace::Members(..) => Lane::Members,
        }
    }
}

/// The lane of walks this way.
pub fn lane_of(way: Way) -> Lane {
    match way {
        Way::Before => Lane::Before,
        Way::After => Lane::After,
    }
}

/// Answers what is quick, and begins what is not.
pub(super) fn begin(
    session: &Session,
    (case, trace): (&Arc<Case>, &Trace),
    (generation, watch): (u64, &Arc<Watch>),
    out: &Outbox,
) -> Option<Update> {
    if !Arc::ptr_eq(case, &session.case) {
        return None;
    }
    let lane = trace.lane();
    if matches!(trace, Trace::Links(_)) {
        return Some(Update::Traced(generation, lane, traced(case, &session.evidence, trace, watch)?));
    }
    let (case, evidence, trace) = (Arc::clone(case), Arc::clone(&session.evidence), trace.clone());
    let (watch, out) = (Arc::clone(watch), out.clone());
    std::thread::spawn(move || {
        let answer = match catch_unwind(AssertUnwindSafe(|| traced(&case, &evidence, &trace, &watch))) {
            Ok(answer) => answer.map(|answer| Update::Traced(generation, lane, answer)),
            Err(panic) => Some(Update::Failed(generation, lane, Told::panicked(&*panic))),
        };
        if let Some(answer) = answer.filter(|_| !watch.is_cancelled()) {
            out.send(answer);
        }
    });
    None
}

/// `None`: cancelled, or there is no such record.
fn traced(case: &Case, evidence: &Evidence, trace: &Trace, watch: &Watch) -> Option<Traced> {
    Some(match trace {
        Trace::Links(row) => Traced::Links(Arc::new(direct(case, evidence, *row)?)),
        Trace::Walk(row, way) => {
            let walk = Arc::new(walk_from(case, evidence, *row, *way, watch)?);
            let first = Arc::new(page(case, evidence, &walk, 0));
            Traced::Page(walk, first)
        }
        Trace::Page(walk, first) => Traced::Page(Arc::clone(walk), Arc::new(page(case, evidence, walk, *first))),
        Trace::Blast(request) => Traced::Blast(Arc::new(blast::blast(case, evidence, request, watch)?)),
        Trace::Members(of, group, first) => {
            Traced::Members(*group, Arc::new(blast::members(case, evidence, of, *group, *first)))
        }
    })
}
