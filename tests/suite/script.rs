//! The window's state with its worker, and no window: intents go in, effects go to the worker, updates come back.
//!
//! Each suite adds the wishes of its own pane.

use super::window::trustees;
use recount::gui::apply::{apply, receive};
use recount::gui::intent::{Intent, Open};
use recount::gui::state::{Desk, Effect, State};
use recount::work::Worker;
use std::sync::Arc;
use std::time::{Duration, Instant};

pub struct Script {
    pub state: State,
    worker: Worker,
}

impl Script {
    /// With something open, as far as the first look.
    pub fn over(what: Open) -> Script {
        let mut script = Script { state: State::default(), worker: Worker::start(trustees(None), Arc::new(|| {})) };
        script.want(Intent::Open(what));
        script.until("something open", |state| state.opening.is_none() && state.desk.is_some());
        script
    }

    pub fn want(&mut self, intent: Intent) {
        let effects = apply(&mut self.state, intent);
        self.perform(effects);
    }

    pub fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send(request) => {
                    let lane = request.lane();
                    let (generation, watch) = self.worker.send(request);
                    self.state.note_sent(lane, generation, watch);
                }
                Effect::Cancel(lane) => self.worker.cancel(lane),
                _ => {}
            }
        }
    }

    #[track_caller]
    pub fn until(&mut self, what: &str, ready: impl Fn(&State) -> bool) {
        let begun = Instant::now();
        while !ready(&self.state) {
            assert!(begun.elapsed() < Duration::from_secs(60), "waited too long for {what}");
            match self.worker.next() {
                Some(update) => {
                    let effects = receive(&mut self.state, update);
                    self.perform(effects);
                }
                None => std::thread::sleep(Duration::from_millis(2)),
            }
        }
    }

    pub fn desk(&self) -> &Desk {
        self.state.desk.as_ref().unwrap()
    }
}
