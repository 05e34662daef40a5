//! The thread that draws the timeline: it needs the case and nothing else, so no page and no step waits for it.

use super::mail::{Mail, Next};
use super::request::{Lane, Request};
use super::update::{Outbox, Told, Update};
use crate::view::timeline::Timelines;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// The thread.
pub(super) struct TimelineDrawer {
    pub mail: Arc<Mail>,
    pub out: Outbox,
}

impl TimelineDrawer {
    pub fn run(self) {
        // Kept from one picture to the next: a step of the cursor costs no pass over the case.
        let mut timelines = Timelines::default();
        while let Next::Request(taken) = self.mail.next_timeline() {
            let Request::Timeline { case, ask } = &taken.request else { continue };
            match catch_unwind(AssertUnwindSafe(|| timelines.show(case, ask, &taken.watch))) {
                Ok(None) => {}
                Ok(Some(shown)) => self.out.send(Update::Timeline(taken.generation, Arc::new(shown))),
                Err(panic) => {
                    timelines = Timelines::default();
                    self.out.send(Update::Failed(taken.generation, Lane::Timeline, Told::panicked(&*panic)));
                }
            }
        }
    }
}
