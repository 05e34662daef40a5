//! The window's frame: updates in, panels drawn, intents applied, effects done.

use super::apply::{apply, may_leave, receive};
use super::dialog::Dialogs;
use super::importing::Page;
use super::intent::Intent;
use super::state::{Desk, Effect, State};
use super::theme::Look;
use super::{commands, keys, panels, remember, theme};
use crate::case::Case;
use crate::work::settings::{KEYS_FILE, read_keys};
use crate::work::{Settings, Told, Update, Worker, crash};
use egui::{Context, Id, Ui};
use std::path::PathBuf;
use std::sync::Arc;
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
    /// Where the settings are kept at the end; `None`: nowhere.
    config: Option<PathBuf>,
    /// Whether the first frame was drawn.
    begun: bool,
    /// The panels are to have the sizes of the first run.
    reset: bool,
    /// The case that is shown, and those before it that somebody still holds.
    cases: Vec<Arc<Case>>,
    /// What gets the keyboard at the end of the next frame.
    refocus: Option<Id>,
}

impl Desktop {
    /// A window with nothing open.
    pub fn new(worker: Worker) -> Desktop {
        Desktop {
            state: State::default(),
            worker,
            dialogs: Dialogs::default(),
            config: None,
            begun: false,
            reset: false,
            cases: Vec::new(),
            refocus: None,
        }
    }

    /// As [`Desktop::new`], as it was left at the end of the last run.
    pub fn as_left(worker: Worker, ctx: &Context, settings: Settings, config: Option<PathBuf>) -> Desktop {
        let mut desktop = Desktop { config, ..Desktop::new(worker) };
        let look = Look::ALL.into_iter().find(|look| look.word() == settings.look).unwrap_or_default();
        theme::wear(ctx, look);
        ctx.set_zoom_factor(settings.zoom);
        (desktop.state.look, desktop.state.settings) = (look, settings);
        desktop.take_keys(ctx);
        desktop
    }

    /// Puts the keys of the configuration folder in use, and tells what is wrong with them.
    fn take_keys(&mut self, ctx: &Context) {
        let Some(path) = self.config.as_ref().map(|config| config.join(KEYS_FILE)) else { return };
        let (keymap, told) = commands::from_file(&path, read_keys(&path));
        commands::install(ctx, Arc::new(keymap));
        self.state.notices.extend(told);
        self.state.keys_file = Some(path);
    }

    /// Notes what draws the window.
    pub fn drawn_by(&mut self, renderer: String) {
        self.state.renderer = Some(renderer);
    }

    /// Tells something at the start.
    pub fn tell(&mut self, told: Told) {
        self.state.notices.push(told);
    }

    /// Says that files cannot be dragged in here.
    pub fn without_drops(&mut self) {
        self.state.no_drops = true;
    }

    /// The state, to look at.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Draws one frame and takes in what it brings.
    pub fn frame(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        if !self.begun {
            self.begun = true;
            remember::restore_panels(ui, &self.state.settings);
        }
        if std::mem::take(&mut self.reset) {
            remember::forget_panels(ui);
        }
        if ctx.input(|input| input.viewport().close_requested()) && !may_leave(&mut self.state) {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
        }
        while let Some(update) = self.worker.next() {
            self.hear(&ctx, update);
        }
        let mut intents = self.dialogs.answers();
        intents.extend(dropped(&ctx));
        intents.extend(keys::pressed(&ctx, &self.state));
        self.look_at_pace(&ctx);
        intents.extend(panels::window_ui(ui, &self.state));
        panels::drops_ui(ui, &hovered(&ctx));
        remember::panels_of(ui, &mut self.state.settings.panels);
        self.take_and_mind_keyboard(&ctx, intents);
        self.let_go();
        self.keep_awake(&ctx);
    }

    /// What lay over the window gives the keyboard back when it goes, unless what was chosen there moved it.
    ///
    /// A frame later: until then egui takes the keyboard from all that lay below.
    fn take_and_mind_keyboard(&mut self, ctx: &Context, intents: Vec<Intent>) {
        let focused = || ctx.memory(|memory| memory.focused());
        let (lay_over, before) = (self.state.over.is_some(), focused());
        self.take(ctx, intents);
        if let Some(id) = self.refocus.take() {
            ctx.memory_mut(|memory| memory.request_focus(id));
        }
        if lay_over && self.state.over.is_none() {
            let back = panels::keyboard_before(ctx);
            let now = focused();
            self.refocus = if now == before { back } else { now };
            ctx.request_repaint();
        }
    }

    /// Takes in what the worker says.
    pub fn hear(&mut self, ctx: &Context, update: Update) {
        let effects = receive(&mut self.state, update);
        self.perform(ctx, effects);
    }

    /// Takes intents in.
    pub fn take(&mut self, ctx: &Context, intents: Vec<Intent>) {
        for intent in intents {
            if intent == Intent::Close {
                crash::is_about(None);
            }
            if matches!(intent, Intent::Hover(..)) {
                // The panes that were drawn before the one with the pointer are drawn once more.
                ctx.request_repaint();
            }
            let effects = apply(&mut self.state, intent);
            self.perform(ctx, effects);
        }
    }

    /// A case that nobody else holds any more is freed beside: for ten million records that takes a second.
    fn let_go(&mut self) {
        let shown = self.state.desk.as_ref().map(|desk| &desk.opened.case);
        if let Some(shown) = shown.filter(|shown| !self.cases.iter().any(|case| Arc::ptr_eq(case, shown))) {
            self.cases.push(Arc::clone(shown));
        }
        let (alone, held) = std::mem::take(&mut self.cases).into_iter().partition(|case| Arc::strong_count(case) == 1);
        self.cases = held;
        let alone: Vec<_> = alone;
        if !alone.is_empty() {
            std::thread::spawn(move || drop(alone));
        }
    }

    fn look_at_pace(&mut self, ctx: &Context) {
        if let Some(job) = &mut self.state.opening {
            job.pace.look(job.watch.progress(), ctx.input(|input| input.time));
        }
        if let Some(job) = self.state.desk.as_mut().and_then(|desk| desk.indexing.as_mut()) {
            job.pace.look(job.watch.progress(), ctx.input(|input| input.time));
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
                Effect::Zoom(zoom) => ctx.set_zoom_factor(zoom),
                Effect::FocusFindings => ctx.memory_mut(|memory| memory.request_focus(super::findings::list_id())),
                Effect::Quit => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
                Effect::Walk(on) => panels::walk(ctx, on),
                Effect::ResetPanels => self.reset = true,
                Effect::FullScreen => {
                    let full = ctx.input(|input| input.viewport().fullscreen.unwrap_or(false));
                    ctx.send_viewport_cmd(egui::ViewportCommand::Fullscreen(!full));
                }
                Effect::FocusNote => ctx.memory_mut(|memory| memory.request_focus(panels::note_id())),
                Effect::FocusFilter => ctx.memory_mut(|memory| memory.request_focus(panels::filter_id())),
            }
        }
    }

    /// Progress is looked at ten times a second, the transport keeps the beat of playing, and an idle window sleeps.
    fn keep_awake(&self, ctx: &Context) {
        let hashing = |page: &Page| page.looked.iter().any(|file| file.sha256.is_none() && file.wrong.is_none());
        let busy = |desk: &Desk| desk.notes.exporting.is_some() || desk.causes.is_busy() || desk.indexing.is_some();
        let working = self.state.desk.as_ref().is_some_and(busy);
        if self.state.opening.is_some() || working || self.state.import.as_ref().is_some_and(hashing) {
            ctx.request_repaint_after(Duration::from_millis(100));
        }
    }
}

impl eframe::App for Desktop {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        if !self.begun {
            remember::into_sight(ui.ctx());
        }
        self.frame(ui);
        if let Some(window) = remember::window_of(ui.ctx(), self.state.settings.window) {
            self.state.settings.window = Some(window);
        }
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        // The window is gone, so nobody waits; what cannot be saved is only where it stood.
        if let Some(config) = &self.config
            && let Err(error) = self.state.settings.save(config)
        {
            eprintln!("recount: the window's settings could not be saved: {error}");
        }
    }
}

fn dropped(ctx: &Context) -> Option<Intent> {
    let paths: Vec<_> = ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect());
    (!paths.is_empty()).then_some(Intent::Bring(paths))
}

fn hovered(ctx: &Context) -> Vec<Option<PathBuf>> {
    ctx.input(|input| input.raw.hovered_files.iter().map(|file| file.path.clone()).collect())
}
