//! The window's frame: updates in, panels drawn, intents applied, effects done.

use super::apply::{apply, receive};
use super::dialog::Dialogs;
use super::intent::{Intent, Open};
use super::state::{Effect, State};
use super::{keys, panels, theme};
use crate::work::Worker;
use egui::{Context, Ui};
use std::time::Duration;

/// Fonts and looks, once for each context.
pub fn install(ctx: &Context) {
    theme::install(ctx);
}

/// The window's state with the worker behind it.
pub struct Desktop {
    state: State,
    worker: Worker,
    dialogs: Dialogs,
}

impl Desktop {
    /// A window with nothing open.
    pub fn new(worker: Worker) -> Desktop {
        Desktop { state: State::default(), worker, dialogs: Dialogs::default() }
    }

    /// The state, to look at.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Draws one frame and takes in what it brings.
    pub fn frame(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        let mut effects = Vec::new();
        while let Some(update) = self.worker.next() {
            effects.extend(receive(&mut self.state, update));
        }
        let mut intents = self.dialogs.answers();
        intents.extend(dropped(&ctx));
        intents.extend(keys::pressed(&ctx, &self.state));
        intents.extend(panels::window_ui(ui, &self.state));
        self.perform(&ctx, effects);
        self.take(&ctx, intents);
        self.keep_awake(&ctx);
    }

    /// Takes intents in.
    pub fn take(&mut self, ctx: &Context, intents: Vec<Intent>) {
        for intent in intents {
            let effects = apply(&mut self.state, intent);
            self.perform(ctx, effects);
        }
    }

    fn perform(&mut self, ctx: &Context, effects: Vec<Effect>) {
        for effect in effects {
            ctx.request_repaint();
            match effect {
                Effect::Send(request) => {
                    let lane = request.lane();
                    let (generation, watch) = self.worker.send(request);
                    self.state.note_sent(lane, generation, watch);
                }
                Effect::Cancel(lane) => self.worker.cancel(lane),
                Effect::Ask(choice) => self.dialogs.ask(choice, ctx.clone()),
                Effect::Copy(text) => ctx.copy_text(text),
                Effect::Wear(look) => theme::wear(ctx, look),
                Effect::FocusFilter => ctx.memory_mut(|memory| memory.request_focus(panels::filter_id())),
            }
        }
    }

    /// Progress is looked at ten times a second, the transport keeps the beat of playing, and an idle window sleeps.
    fn keep_awake(&self, ctx: &Context) {
        if self.state.opening.is_some() {
            ctx.request_repaint_after(Duration::from_millis(100));
        }
    }
}

impl eframe::App for Desktop {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.frame(ui);
    }
}

fn dropped(ctx: &Context) -> Option<Intent> {
    let paths: Vec<_> = ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect());
    (!paths.is_empty()).then_some(Intent::Open(Open::Bundles(paths)))
}
