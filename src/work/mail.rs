//! The boxes between window and worker: one place a lane, so that the newest request wins by construction.

use super::prove::Exhibit;
use super::request::{Lane, Request};
use crate::session::Session;
use crate::watch::Watch;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};

/// A request that was taken.
#[derive(Debug)]
pub(super) struct Taken {
    pub request: Request,
    pub generation: u64,
    pub watch: Arc<Watch>,
}

/// What one of the threads does next.
pub(super) enum Next {
    /// A request.
    Request(Box<Taken>),
    /// Something was opened: answers are about this now.
    Session(Handed),
    /// The window is gone.
    End,
}

/// What was opened.
pub(super) struct Handed {
    pub session: Box<Session>,
    /// Of the request that it answers.
    pub generation: u64,
    /// It holds the very records that were open before.
    pub same: bool,
}

/// The boxes.
#[derive(Default)]
pub(super) struct Mail {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    lanes: BTreeMap<Lane, Slot>,
    session: Option<Handed>,
    /// The same for the thread that proves.
    exhibit: Option<Arc<Exhibit>>,
    /// Of the search index that is being made.
    indexing: Arc<Watch>,
    /// Changes to the notebook, the oldest first.
    changes: VecDeque<Taken>,
    /// A change was taken and is not done yet.
    writing: bool,
    closed: bool,
}

#[derive(Default)]
struct Slot {
    /// Of the newest request that was ever sent.
    generation: u64,
    waiting: Option<Request>,
    /// Of the newest request, whether it waits or runs.
    watch: Arc<Watch>,
}

impl Mail {
    /// Puts a request into its lane.
    pub fn send(&self, request: Request) -> (u64, Arc<Watch>) {
        let mut state = self.lock();
        let lane = request.lane();
        let state_of = &mut *state;
        let slot = state_of.lanes.entry(lane).or_default();
        if lane == Lane::Keep {
            slot.generation += 1;
            let taken = Taken { request, generation: slot.generation, watch: Arc::clone(&slot.watch) };
            let sent = (taken.generation, Arc::clone(&taken.watch));
            state_of.changes.push_back(taken);
            drop(state);
            self.changed.notify_all();
            return sent;
        }
        slot.watch.cancel();
        slot.watch = Arc::default();
        slot.generation += 1;
        slot.waiting = Some(request);
        let sent = (slot.generation, Arc::clone(&slot.watch));
        drop(state);
        self.changed.notify_all();
        sent
    }

    /// Drops what waits in a lane and cancels what runs.
    pub fn cancel(&self, lane: Lane) {
        if lane == Lane::Keep {
            return;
        }
        if let Some(slot) = self.lock().lanes.get_mut(&lane) {
            slot.watch.cancel();
            slot.waiting = None;
        }
    }

    /// Hands what was opened to the threads that answer and prove.
    pub fn hand_over(&self, session: Session, exhibit: Exhibit, generation: u64, same: bool) {
        let mut state = self.lock();
        state.indexing.cancel();
        state.session = Some(Handed { session: Box::new(session), generation, same });
        state.exhibit = Some(Arc::new(exhibit));
        drop(state);
        self.changed.notify_all();
    }

    /// The watch for the making of a search index, which ends with what is open.
    pub fn begin_indexing(&self) -> Arc<Watch> {
        let mut state = self.lock();
        state.indexing.cancel();
        state.indexing = Arc::default();
        if state.closed {
            state.indexing.cancel();
        }
        Arc::clone(&state.indexing)
    }

    /// Whether changes to the notebook are still to be written.
    pub fn has_changes(&self) -> bool {
        let state = self.lock();
        state.writing || !state.changes.is_empty()
    }

    /// Cancels everything and lets the threads end.
    pub fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        state.indexing.cancel();
        let lanes = state.lanes.iter().filter(|(lane, _)| **lane != Lane::Keep);
        lanes.for_each(|(_, slot)| slot.watch.cancel());
        drop(state);
        self.changed.notify_all();
    }

    /// Waits for an opening.
    pub fn next_opening(&self) -> Next {
        self.wait_for(|lane| lane == Lane::Open)
    }

    /// Waits for a question about the timeline.
    pub fn next_timeline(&self) -> Next {
        self.wait_for(|lane| lane == Lane::Timeline)
    }

    /// Waits for a question, or for something to ask about, which comes first.
    pub fn next_question(&self) -> Next {
        self.wait(|state| {
            // A change belongs to what was open when it was made, and is done even when the window closes.
            let change = state.changes.pop_front();
            state.writing = change.is_some();
            if let Some(change) = change {
                return Some(Next::Request(Box::new(change)));
            }
            if state.closed {
                return Some(Next::End);
            }
            if let Some(session) = state.session.take() {
                return Some(Next::Session(session));
            }
            let own =
                |lane: &Lane| matches!(lane, Lane::Open | Lane::Timeline) || PROVEN.contains(lane) || lane.is_picture();
            let questions = Lane::ALL.into_iter().filter(|lane| !own(lane));
            questions.into_iter().find_map(|lane| state.take(lane)).map(Box::new).map(Next::Request)
        })
    }

    /// Waits for a question about a picture.
    pub fn next_picture(&self) -> Next {
        self.wait_for(Lane::is_picture)
    }

    /// Waits for a request of some lanes, until the window is gone.
    fn wait_for(&self, wanted: impl Fn(Lane) -> bool) -> Next {
        self.wait(|state| {
            if state.closed {
                return Some(Next::End);
            }
            let taken = Lane::ALL.into_iter().filter(|lane| wanted(*lane)).find_map(|lane| state.take(lane));
            taken.map(Box::new).map(Next::Request)
        })
    }

    /// Waits for a question about proofs; gives what it is about, too.
    pub fn next_proof(&self) -> Option<(Taken, Arc<Exhibit>)> {
        let mut about = None;
        let next = self.wait(|state| {
            if state.closed {
                return Some(Next::End);
            }
            about = Some(Arc::clone(state.exhibit.as_ref()?));
            PROVEN.into_iter().find_map(|lane| state.take(lane)).map(Box::new).map(Next::Request)
        });
        match next {
            Next::Request(taken) => Some((*taken, about?)),
            Next::Session(_) | Next::End => None,
        }
    }

    /// Whether a proof about this is still wanted: nothing else was opened since, and the window is there.
    pub fn is_wanted(&self, exhibit: &Arc<Exhibit>) -> bool {
        let state = self.lock();
        !state.closed && state.exhibit.as_ref().is_some_and(|newest| Arc::ptr_eq(newest, exhibit))
    }

    fn wait(&self, mut ready: impl FnMut(&mut State) -> Option<Next>) -> Next {
        let mut state = self.lock();
        loop {
            if let Some(next) = ready(&mut state) {
                return next;
            }
            state = self.changed.wait(state).unwrap_or_else(std::sync::PoisonError::into_inner);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No code that holds the lock can panic halfway through a change.
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl State {
    fn take(&mut self, lane: Lane) -> Option<Taken> {
        let slot = self.lanes.get_mut(&lane)?;
        let request = slot.waiting.take()?;
        Some(Taken { request, generation: slot.generation, watch: Arc::clone(&slot.watch) })
    }
}

/// Lanes of the thread that proves.
const PROVEN: [Lane; 2] = [Lane::Proof, Lane::Checks];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::Keep;

    fn taken(mail: &Mail) -> Taken {
        match mail.next_question() {
            Next::Request(taken) => *taken,
            Next::Session(_) | Next::End => panic!("a request waits"),
        }
    }

    #[test]
    fn the_newest_request_of_a_lane_wins() {
        let filter = |text: &str| Request::Filter { text: text.to_owned(), part: None, brush: None };
        let mail = Mail::default();
        let (first, old) = mail.send(filter("a"));
        mail.send(Request::Step { row: 3, before: None });
        let (second, new) = mail.send(filter("b"));
        assert!(first < second && old.is_cancelled() && !new.is_cancelled());
        assert!(matches!(taken(&mail).request, Request::Step { row: 3, .. }));
        let taken = self::taken(&mail);
        assert!(matches!(&taken.request, Request::Filter { text, .. } if text == "b") && taken.generation == second);
        // One that runs is cancelled by its successor, and by closing.
        let (_, third) = mail.send(filter("c"));
        assert!(taken.watch.is_cancelled());
        // A change of the notebook is never dropped, nor cancelled by the next one, and is done after the window closed.
        let (_, kept) = mail.send(Request::Keep(Keep::Undo));
        mail.send(Request::Keep(Keep::Redo));
        mail.close();
        assert!(mail.has_changes());
        for change in [Keep::Undo, Keep::Redo] {
            assert!(matches!(self::taken(&mail).request, Request::Keep(taken) if taken == change));
        }
        assert!(mail.has_changes() && !kept.is_cancelled());
        assert!(third.is_cancelled() && matches!(mail.next_question(), Next::End));
    }
}
