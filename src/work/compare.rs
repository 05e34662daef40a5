//! Comparisons, and the lists that their sides are chosen from: each question on a thread of its own, because a run may be as long
//! as the case, and pages and steps go on meanwhile. The newest question cancels the one before it.

use super::request::{Lane, Request};
use super::update::{Outbox, Told, Update};
use crate::session::Session;
use crate::view::compare::{self, NotCompared};
use crate::watch::Watch;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Begins to answer; other requests are left alone.
pub(super) fn begin(session: &Session, request: &Request, (generation, watch): (u64, &Arc<Watch>), out: &Outbox) {
    let (case, evidence) = (Arc::clone(&session.case), Arc::clone(&session.evidence));
    let (request, watch, out) = (request.clone(), Arc::clone(watch), out.clone());
    std::thread::spawn(move || {
        let answer = catch_unwind(AssertUnwindSafe(|| match &request {
            Request::Compare(of, request) if Arc::ptr_eq(of, &case) => {
                let compared = match compare::compare(&case, &evidence, request, &watch) {
                    Ok(compared) => Ok(Arc::new(compared)),
                    Err(NotCompared::Because(why)) => Err(why),
                    Err(NotCompared::Cancelled) => return None,
                };
                Some(Update::Compared(generation, compared))
            }
            Request::Choices(of, request) if Arc::ptr_eq(of, &case) => {
                Some(Update::Choices(generation, Arc::new(compare::choices(&case, request))))
            }
            // Asked about a case that is no longer open: the window asks again.
            _ => None,
        }));
        let lane: Lane = request.lane();
        let answer = answer.unwrap_or_else(|panic| Some(Update::Failed(generation, lane, Told::panicked(&*panic))));
        if let Some(answer) = answer.filter(|_| !watch.is_cancelled()) {
            out.send(answer);
        }
    });
}
