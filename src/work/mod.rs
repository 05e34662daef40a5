//! The background worker: opens bundles and cases, filters, reads pages and steps, for a window that never waits.
//!
//! Two threads, because one long verification must not hold up the reading of what is there already: one opens, one answers
//! questions about what is open. The newest request of a kind wins: an older one that waits is dropped, one that runs is
//! cancelled, and what it still gives carries its generation, so that the window can tell. Progress is read from a `Watch`, not
//! sent. A panic ends its job, never the worker, and is told.

mod answer;
mod mail;
mod opening;
mod replay;
mod request;
mod sample;
mod update;

pub use opening::Trustees;
pub use request::{Lane, Request, Steps, Walk};
pub use update::{Changes, Filtered, Opened, Stage, Step, Told, Update};

use crate::watch::Watch;
use mail::Mail;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

/// Called from the worker's threads when an update waits; the window repaints then.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// The worker, as the window holds it. Dropping it cancels what runs.
pub struct Worker {
    mail: Arc<Mail>,
    updates: Receiver<Update>,
}

impl Worker {
    /// Starts the threads. `trustees` is what bundles are opened under.
    pub fn start(trustees: Trustees, wake: Wake) -> Worker {
        let mail = Arc::new(Mail::default());
        let (sender, updates) = channel();
        let (told, at) = (update::Outbox::new(sender, wake), Arc::clone(&mail));
        let opener = opening::Opener { mail: Arc::clone(&mail), out: told.clone(), trustees };
        std::thread::spawn(move || opener.run());
        std::thread::spawn(move || answer::Answerer::new(at, told).run());
        Worker { mail, updates }
    }

    /// Sends a request; an older one of its lane is dropped or cancelled. Gives its generation and its watch.
    pub fn send(&self, request: Request) -> (u64, Arc<Watch>) {
        self.mail.send(request)
    }

    /// Cancels what runs or waits in a lane.
    pub fn cancel(&self, lane: Lane) {
        self.mail.cancel(lane);
    }

    /// The next update, if one waits.
    pub fn next(&self) -> Option<Update> {
        self.updates.try_recv().ok()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.mail.close();
    }
}
