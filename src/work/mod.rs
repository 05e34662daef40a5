//! The background worker: opens bundles and cases, filters, reads pages and steps, for a window that never waits.
//!
//! Five threads, because neither a long verification nor a large picture nor a pass over a bundle may hold up the reading of what
//! is there already: one opens, one draws the timeline, one the other pictures, one proves, one answers all other questions about
//! what is open. A filter, a search of the replay, a walk along causes, a comparison, a table that is written to a file and the
//! search index that is made behind each run on a thread of their own. The newest
//! request of a kind wins: an older one that waits is dropped, one that runs is cancelled, and what it still gives carries its
//! generation, so that the window can tell. Progress is read from a `Watch`, not sent. A panic ends its job, never the worker, and
//! is told.

mod answer;
mod causes;
mod compare;
pub mod crash;
mod export;
mod filter;
pub mod fonts;
mod mail;
mod notebook;
mod opening;
mod picture;
mod prove;
mod replay;
mod request;
mod sample;
pub mod settings;
mod timeline;
pub mod trust;
mod update;

pub use crate::session::{Looked, Storage};
pub use causes::{Trace, Traced, lane_of};
pub use notebook::{Keep, Kept, KeptMark, KeptNote};
pub use opening::Trustees;
pub use picture::{Drawn, Figure, Picture, Run};
pub use request::{Bring, Lane, Request, Steps, Walk};
pub use settings::{Pane, Recent, Settings};
pub use trust::{KeyLine, Offer, TrustChoice, Weighed};
pub use update::{Changes, Filtered, Opened, Proved, Stage, Step, Told, Update};

use crate::watch::Watch;
use mail::Mail;
use std::cell::RefCell;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;

/// Called from the worker's threads when an update waits; the window repaints then.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// The worker, as the window holds it. Dropping it cancels what runs.
pub struct Worker {
    mail: Arc<Mail>,
    updates: Receiver<Update>,
    answerer: Option<JoinHandle<()>>,
}

impl Worker {
    /// Starts the threads. `trustees` is what bundles are opened under.
    pub fn start(trustees: Trustees, wake: Wake) -> Worker {
        let mail = Arc::new(Mail::default());
        let (sender, updates) = channel();
        let (told, at) = (update::Outbox::new(sender, wake), Arc::clone(&mail));
        let answerer = answer::Answerer::new(at, told.clone(), trustees.clone());
        let prover = prove::Prover::new(Arc::clone(&mail), told.clone());
        std::thread::spawn(move || prover.run());
        let drawer = timeline::TimelineDrawer { mail: Arc::clone(&mail), out: told.clone() };
        let opener = opening::Opener { mail: Arc::clone(&mail), out: told, trustees, last: RefCell::default() };
        std::thread::spawn(move || opener.run());
        let (drawn, pictures) = (drawer.out.clone(), Arc::clone(&mail));
        std::thread::spawn(move || drawer.run());
        std::thread::spawn(move || picture::Drawer::new(pictures, drawn).run());
        let answerer = std::thread::spawn(move || answerer.run());
        Worker { mail, updates, answerer: Some(answerer) }
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
        // What the reviewer wrote is signed before the program ends.
        if let Some(answerer) = self.answerer.take().filter(|_| self.mail.has_changes()) {
            let _ = answerer.join();
        }
    }
}
