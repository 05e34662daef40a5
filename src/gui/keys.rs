//! Keys: one table of what each does. None that is a single letter works while a field has the keyboard.

use super::findings;
use super::intent::{Centre, Choice, Intent, Stride};
use super::notes::Notes;
use super::replay::{self, Goal, Way};
use super::state::{Desk, State};
use super::timeline::Wish;
use crate::work::Keep;
use egui::{Context, Key, Modifiers};

/// The wishes of the keys that were pressed.
pub fn pressed(ctx: &Context, state: &State) -> Vec<Intent> {
    let mut out = Vec::new();
    let searching = state.desk.as_ref().is_some_and(|desk| desk.replay.search.is_some());
    let brushed = state.desk.as_ref().is_some_and(|desk| desk.filter.brush.is_some()) && !egui::Popup::is_any_open(ctx);
    let in_graph = ctx.memory(|memory| memory.has_focus(super::graph::canvas_id()));
    let in_findings = ctx.memory(|memory| memory.has_focus(findings::list_id()));
    // The graph and the findings have the keyboard for their arrows, not for text.
    let writing = ctx.egui_wants_keyboard_input() && !in_graph && !in_findings;
    let focused = ctx.memory(|memory| memory.focused().is_some());
    ctx.input_mut(|input| {
        for (modifiers, key, intent) in ANYWHERE {
            if input.consume_key(*modifiers, *key) {
                out.push(intent.clone());
            }
        }
        // A box that asks has the keyboard, also in the frame in which Escape takes it from its field.
        let asked = |desk: &Desk| desk.notes.question.is_some() || desk.replay.jump.is_some();
        if state.desk.as_ref().is_none_or(asked) || state.import.is_some() || writing {
            return;
        }
        if state.desk.as_ref().is_some_and(|desk| desk.centre == Centre::Graph) {
            out.extend(super::graph::keys(input, in_graph));
        }
        if in_findings {
            out.extend(findings::keys(input).into_iter().map(Intent::Findings));
        }
        // A control that has the keyboard answers to Enter itself.
        if !focused && input.consume_key(PLAIN, Key::Enter) {
            out.push(Intent::Notes(Notes::KeepStep));
        }
        for (modifiers, key, intent) in ON_DESK {
            // A key that is held repeats.
            for _ in 0..input.num_presses(*key) {
                if input.consume_key(*modifiers, *key) {
                    out.push(intent.clone());
                }
            }
        }
        // Escape has other uses where no brush is: only what is used is taken.
        if searching && input.consume_key(PLAIN, Key::Escape) {
            out.push(Intent::Replay(replay::Wish::StopSearch));
        } else if brushed && input.consume_key(PLAIN, Key::Escape) {
            out.push(Intent::Timeline(Wish::Brush(None)));
        }
    });
    out
}

const PLAIN: Modifiers = Modifiers::NONE;

/// Keys that work while a field has the keyboard, too.
const ANYWHERE: &[(Modifiers, Key, Intent)] = &[
    (Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::O, Intent::Choose(Choice::Case)),
    (Modifiers::COMMAND, Key::O, Intent::Choose(Choice::Bundles)),
    (Modifiers::COMMAND, Key::F, Intent::FocusFilter),
    (Modifiers::COMMAND, Key::G, Intent::Replay(replay::Wish::JumpOpen)),
    (Modifiers::COMMAND, Key::Num4, Intent::Timeline(Wish::Toggle)),
    (Modifiers::COMMAND, Key::Plus, Intent::Zoom(1)),
    (Modifiers::COMMAND, Key::Equals, Intent::Zoom(1)),
    (Modifiers::COMMAND, Key::Minus, Intent::Zoom(-1)),
    (Modifiers::COMMAND, Key::Num0, Intent::Zoom(0)),
    (Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::C, Intent::Notes(Notes::Cite)),
    (Modifiers::COMMAND, Key::Enter, Intent::Notes(Notes::Add)),
];

const ON_DESK: &[(Modifiers, Key, Intent)] = &[
    (Modifiers::ALT, Key::ArrowLeft, Intent::Notes(Notes::Back)),
    (Modifiers::ALT, Key::ArrowRight, Intent::Notes(Notes::Forward)),
    (Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z, Intent::Notes(Notes::Keep(Keep::Redo))),
    (Modifiers::COMMAND, Key::Z, Intent::Notes(Notes::Keep(Keep::Undo))),
    (Modifiers::SHIFT, Key::M, Intent::Notes(Notes::MarkRange)),
    (PLAIN, Key::M, Intent::Notes(Notes::Mark)),
    (Modifiers::SHIFT, Key::U, Intent::Notes(Notes::GoMark(false))),
    (PLAIN, Key::U, Intent::Notes(Notes::GoMark(true))),
    (Modifiers::SHIFT, Key::ArrowRight, Intent::Replay(replay::Wish::Go(Stride::By(10)))),
    (Modifiers::SHIFT, Key::ArrowLeft, Intent::Replay(replay::Wish::Go(Stride::By(-10)))),
    (PLAIN, Key::ArrowRight, Intent::Replay(replay::Wish::Go(Stride::By(1)))),
    (PLAIN, Key::ArrowLeft, Intent::Replay(replay::Wish::Go(Stride::By(-1)))),
    (PLAIN, Key::ArrowDown, Intent::Go(Stride::By(1))),
    (PLAIN, Key::ArrowUp, Intent::Go(Stride::By(-1))),
    (PLAIN, Key::PageDown, Intent::Go(Stride::Screens(1))),
    (PLAIN, Key::PageUp, Intent::Go(Stride::Screens(-1))),
    (PLAIN, Key::Home, Intent::Replay(replay::Wish::Go(Stride::First))),
    (PLAIN, Key::End, Intent::Replay(replay::Wish::Go(Stride::Last))),
    (PLAIN, Key::Space, Intent::Play),
    (Modifiers::COMMAND, Key::ArrowRight, Intent::Replay(replay::Wish::Seek(Goal::Decision, Way::On))),
    (Modifiers::COMMAND, Key::ArrowLeft, Intent::Replay(replay::Wish::Seek(Goal::Decision, Way::Back))),
    (PLAIN, Key::CloseBracket, Intent::Replay(replay::Wish::Seek(Goal::Handoff, Way::On))),
    (PLAIN, Key::OpenBracket, Intent::Replay(replay::Wish::Seek(Goal::Handoff, Way::Back))),
    (PLAIN, Key::Period, Intent::Replay(replay::Wish::Seek(Goal::Conversation, Way::On))),
    (PLAIN, Key::Comma, Intent::Replay(replay::Wish::Seek(Goal::Conversation, Way::Back))),
    (Modifiers::SHIFT, Key::F9, Intent::Replay(replay::Wish::Run(Way::Back))),
    (PLAIN, Key::F9, Intent::Replay(replay::Wish::Run(Way::On))),
    (Modifiers::SHIFT, Key::N, Intent::Findings(findings::Wish::Next(false))),
    (PLAIN, Key::N, Intent::Findings(findings::Wish::Next(true))),
    (Modifiers::SHIFT, Key::E, Intent::Go(Stride::PreviousFailure)),
    (PLAIN, Key::E, Intent::Go(Stride::NextFailure)),
    (PLAIN, Key::Slash, Intent::FocusFilter),
];
