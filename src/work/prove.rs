//! Proofs: a thread of its own, since the first one of a bundle takes a pass over all its records.
//!
//! That pass is made once for each bundle that is open and kept. A newer question waits for it; only another opening, or the end
//! of the window, stops it.

use super::mail::{Mail, Taken};
use super::request::Request;
use super::update::{Outbox, Proved, Told, Update};
use crate::case::{Case, Evidence, Row};
use crate::profile::TrustProfile;
use crate::session::Session;
use crate::view::proof::{LogTree, Proving, Source, bundle_checks, record_proof};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

/// What proofs are made from.
#[derive(Debug)]
pub(super) struct Exhibit {
    case: Arc<Case>,
    evidence: Arc<Evidence>,
    /// For each bundle the profile that it was verified under.
    profiles: Vec<Option<TrustProfile>>,
    /// For each bundle where commands find it.
    sources: Vec<Source>,
    /// For each bundle its tree, once it was asked for.
    trees: Vec<OnceLock<LogTree>>,
}

impl Exhibit {
    /// Of what was opened; `beside`: for each bundle its profile, and where commands find it.
    pub fn of(session: &Session, beside: Vec<(Option<TrustProfile>, Source)>) -> Exhibit {
        let trees = beside.iter().map(|_| OnceLock::new()).collect();
        let (profiles, sources) = beside.into_iter().unzip();
        Exhibit { case: Arc::clone(&session.case), evidence: Arc::clone(&session.evidence), profiles, sources, trees }
    }

    /// The bundle with what its proofs need; the first call reads all of it.
    fn proving(&self, part: usize, stop: &dyn Fn() -> bool) -> Option<Proving<'_>> {
        let case = &self.case;
        let of = case.parts().get(part)?;
        let tree = self.trees.get(part)?.get_or_init(|| LogTree::of(case, &self.evidence, part, of, stop));
        Some(Proving {
            case,
            evidence: &self.evidence,
            part,
            tree,
            profile: self.profiles.get(part)?.as_ref(),
            source: self.sources.get(part)?,
        })
    }

    fn record(&self, row: Row, stop: &dyn Fn() -> bool) -> Proved {
        let (part, _) = self.case.order().locate(row);
        let proving = self.proving(part, stop).ok_or("the bundle is not at hand".to_owned());
        Proved { row, proof: proving.and_then(|proving| record_proof(&proving, row)).map(Arc::new) }
    }
}

/// The thread that proves.
pub(super) struct Prover {
    mail: Arc<Mail>,
    out: Outbox,
}

impl Prover {
    pub fn new(mail: Arc<Mail>, out: Outbox) -> Prover {
        Prover { mail, out }
    }

    pub fn run(self) {
        while let Some((taken, exhibit)) = self.mail.next_proof() {
            let answer = match catch_unwind(AssertUnwindSafe(|| self.answer(&taken, &exhibit))) {
                Ok(answer) => answer,
                Err(panic) => Some(Update::Failed(taken.generation, taken.request.lane(), Told::panicked(&*panic))),
            };
            if let Some(answer) = answer.filter(|_| !taken.watch.is_cancelled()) {
                self.out.send(answer);
            }
        }
    }

    fn answer(&self, taken: &Taken, exhibit: &Arc<Exhibit>) -> Option<Update> {
        let stop = || !self.mail.is_wanted(exhibit);
        match taken.request {
            Request::Proof(row) if (row as usize) < exhibit.case.len() => {
                Some(Update::Proof(taken.generation, Box::new(exhibit.record(row, &stop))))
            }
            Request::Checks(part) => {
                let checks = bundle_checks(&exhibit.proving(part, &stop)?);
                Some(Update::Checks(taken.generation, Arc::new(checks)))
            }
            _ => None,
        }
    }
}
