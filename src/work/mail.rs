//! The boxes between window and worker: one place a lane, so that the newest request wins by construction.

use super::request::{Lane, Request};
use crate::session::Session;
use crate::watch::Watch;
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
    Request(Taken),
    /// Something was opened: answers are about this now.
    Session(Box<Session>),
    /// The window is gone.
    End,
}

/// The boxes.
#[derive(Default)]
pub(super) struct Mail {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    lanes: [Slot; Lane::ALL.len()],
    session: Option<Box<Session>>,
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
        let Some(slot) = state.lanes.get_mut(request.lane() as usize) else { return (0, Arc::default()) };
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
        if let Some(slot) = self.lock().lanes.get_mut(lane as usize) {
            slot.watch.cancel();
            slot.waiting = None;
        }
    }

    /// Hands what was opened to the thread that answers.
    pub fn hand_over(&self, session: Session) {
        self.lock().session = Some(Box::new(session));
        self.changed.notify_all();
    }

    /// Cancels everything and lets the threads end.
    pub fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        state.lanes.iter().for_each(|slot| slot.watch.cancel());
        drop(state);
        self.changed.notify_all();
    }

    /// Waits for an opening.
    pub fn next_opening(&self) -> Next {
        self.wait(|state| state.take(Lane::Open).map(Next::Request))
    }

    /// Waits for a question, or for something to ask about, which comes first.
    pub fn next_question(&self) -> Next {
        self.wait(|state| {
            if let Some(session) = state.session.take() {
                return Some(Next::Session(session));
            }
            let questions = Lane::ALL.into_iter().filter(|lane| *lane != Lane::Open);
            questions.into_iter().find_map(|lane| state.take(lane)).map(Next::Request)
        })
    }

    fn wait(&self, mut ready: impl FnMut(&mut State) -> Option<Next>) -> Next {
        let mut state = self.lock();
        loop {
            if state.closed {
                return Next::End;
            }
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
        let slot = self.lanes.get_mut(lane as usize)?;
        let request = slot.waiting.take()?;
        Some(Taken { request, generation: slot.generation, watch: Arc::clone(&slot.watch) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_request_of_a_lane_wins() {
        let filter = |text: &str| Request::Filter { text: text.to_owned(), part: None };
        let mail = Mail::default();
        let (first, old) = mail.send(filter("a"));
        mail.send(Request::Step { row: 3, before: None });
        let (second, new) = mail.send(filter("b"));
        assert!(first < second && old.is_cancelled() && !new.is_cancelled());
        let taken = |mail: &Mail| match mail.next_question() {
            Next::Request(taken) => taken,
            Next::Session(_) | Next::End => panic!("a request waits"),
        };
        assert!(matches!(taken(&mail).request, Request::Step { row: 3, .. }));
        let taken = taken(&mail);
        assert!(matches!(&taken.request, Request::Filter { text, .. } if text == "b") && taken.generation == second);
        // One that runs is cancelled by its successor, and by closing.
        let (_, third) = mail.send(filter("c"));
        assert!(taken.watch.is_cancelled());
        mail.close();
        assert!(third.is_cancelled() && matches!(mail.next_question(), Next::End));
    }
}
