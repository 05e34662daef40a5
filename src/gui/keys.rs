//! Which commands the keys that were pressed mean, by what has the keyboard and what is shown.

use super::commands::{self, Chord, Command, Reach};
use super::intent::{Centre, Intent};
use super::state::{Desk, State};
use super::timeline::Wish;
use super::{panels, replay};
use egui::{Context, InputState, Key, Modifiers};

/// The wishes of the keys that were pressed.
pub fn pressed(ctx: &Context, state: &State) -> Vec<Intent> {
    let keymap = commands::keymap(ctx);
    let now = Now::of(ctx, state);
    let mut out = Vec::new();
    ctx.input_mut(|input| {
        if now.in_graph {
            out.extend(super::graph::keys(input));
        }
        if now.in_findings {
            out.extend(super::findings::keys(input).into_iter().map(Intent::Findings));
        }
        let taken = commands::take(input, &keymap, |command, chord| now.counts(command.reach, chord));
        let possible = |command: &&Command| (command.when)(state).is_ok();
        out.extend(taken.into_iter().filter(possible).map(|command| command.intent.clone()));
        out.extend(escape(input, state, &now));
    });
    out
}

/// What has the keyboard, and what is shown.
struct Now {
    /// A box asks something.
    asked: bool,
    /// A case is shown, and no box asks something.
    desk: bool,
    /// A field that is written in has the keyboard.
    writing: bool,
    /// Something has the keyboard.
    focused: bool,
    /// It is the graph's picture, which has it for its arrows only.
    in_graph: bool,
    /// It is the list of findings, in the same way.
    in_findings: bool,
    /// The graph is shown.
    graph: bool,
    /// A list or a menu hangs open.
    popup: bool,
}

impl Now {
    fn of(ctx: &Context, state: &State) -> Now {
        // A box that asks has the keyboard, also in the frame in which Escape takes it from its field.
        let asks = |desk: &Desk| desk.notes.question.is_some() || desk.replay.jump.is_some();
        let asked = state.over.is_some() || state.import.is_some() || state.desk.as_ref().is_some_and(asks);
        let shown = state.desk.as_ref().filter(|_| !asked);
        let graph = shown.is_some_and(|desk| desk.centre.shows(Centre::Graph));
        Now {
            asked,
            desk: shown.is_some(),
            writing: ctx.text_edit_focused(),
            focused: ctx.memory(|memory| memory.focused()).is_some_and(|id| !panels::is_pane(ctx, id)),
            in_graph: graph && ctx.memory(|memory| memory.has_focus(super::graph::canvas_id())),
            in_findings: shown.is_some() && ctx.memory(|memory| memory.has_focus(super::findings::list_id())),
            graph,
            popup: egui::Popup::is_any_open(ctx),
        }
    }

    fn counts(&self, reach: Reach, chord: Chord) -> bool {
        let free = !self.focused || self.in_graph || self.in_findings;
        // A control that has the keyboard keeps what it needs itself.
        let idle = !self.asked && !self.writing && (free || !chord.is_of_controls());
        let desk = idle && self.desk;
        match reach {
            Reach::Always => idle || chord.writes_nothing(),
            Reach::Desk => desk,
            Reach::Free => desk && !self.focused,
            Reach::Graph => desk && free && self.graph,
            Reach::Timeline => false,
        }
    }
}

/// Escape has other uses where neither a search nor a brush is: only what is used is taken.
fn escape(input: &mut InputState, state: &State, now: &Now) -> Option<Intent> {
    let desk = state.desk.as_ref().filter(|_| now.desk && (!now.focused || now.in_graph || now.in_findings))?;
    let wish = if desk.replay.search.is_some() {
        Intent::Replay(replay::Wish::StopSearch)
    } else if desk.filter.brush.is_some() && !now.popup {
        Intent::Timeline(Wish::Brush(None))
    } else {
        return None;
    };
    input.consume_key(Modifiers::NONE, Key::Escape).then_some(wish)
}
