//! Keys: one table of what each does. None that is a single letter works while a field has the keyboard.

use super::intent::{Choice, Intent, Stride};
use super::replay::{Goal, Way, Wish};
use super::state::State;
use egui::{Context, Key, Modifiers};

/// The wishes of the keys that were pressed.
pub fn pressed(ctx: &Context, state: &State) -> Vec<Intent> {
    let mut out = Vec::new();
    let writing = ctx.egui_wants_keyboard_input();
    ctx.input_mut(|input| {
        for (modifiers, key, intent) in ANYWHERE {
            if input.consume_key(*modifiers, *key) {
                out.push(intent.clone());
            }
        }
        if state.desk.is_none() || writing {
            return;
        }
        for (modifiers, key, intent) in ON_DESK {
            // A key that is held repeats.
            for _ in 0..input.num_presses(*key) {
                if input.consume_key(*modifiers, *key) {
                    out.push(intent.clone());
                }
            }
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
    (Modifiers::COMMAND, Key::G, Intent::Replay(Wish::JumpOpen)),
];

const ON_DESK: &[(Modifiers, Key, Intent)] = &[
    (Modifiers::SHIFT, Key::ArrowRight, Intent::Replay(Wish::Go(Stride::By(10)))),
    (Modifiers::SHIFT, Key::ArrowLeft, Intent::Replay(Wish::Go(Stride::By(-10)))),
    (PLAIN, Key::ArrowRight, Intent::Replay(Wish::Go(Stride::By(1)))),
    (PLAIN, Key::ArrowLeft, Intent::Replay(Wish::Go(Stride::By(-1)))),
    (PLAIN, Key::ArrowDown, Intent::Go(Stride::By(1))),
    (PLAIN, Key::ArrowUp, Intent::Go(Stride::By(-1))),
    (PLAIN, Key::PageDown, Intent::Go(Stride::Screens(1))),
    (PLAIN, Key::PageUp, Intent::Go(Stride::Screens(-1))),
    (PLAIN, Key::Home, Intent::Replay(Wish::Go(Stride::First))),
    (PLAIN, Key::End, Intent::Replay(Wish::Go(Stride::Last))),
    (PLAIN, Key::Space, Intent::Play),
    (Modifiers::COMMAND, Key::ArrowRight, Intent::Replay(Wish::Seek(Goal::Decision, Way::On))),
    (Modifiers::COMMAND, Key::ArrowLeft, Intent::Replay(Wish::Seek(Goal::Decision, Way::Back))),
    (PLAIN, Key::CloseBracket, Intent::Replay(Wish::Seek(Goal::Handoff, Way::On))),
    (PLAIN, Key::OpenBracket, Intent::Replay(Wish::Seek(Goal::Handoff, Way::Back))),
    (PLAIN, Key::Period, Intent::Replay(Wish::Seek(Goal::Conversation, Way::On))),
    (PLAIN, Key::Comma, Intent::Replay(Wish::Seek(Goal::Conversation, Way::Back))),
    (Modifiers::SHIFT, Key::F9, Intent::Replay(Wish::Run(Way::Back))),
    (PLAIN, Key::F9, Intent::Replay(Wish::Run(Way::On))),
    (PLAIN, Key::Escape, Intent::Replay(Wish::StopSearch)),
    (Modifiers::SHIFT, Key::E, Intent::Go(Stride::PreviousFailure)),
    (PLAIN, Key::E, Intent::Go(Stride::NextFailure)),
    (PLAIN, Key::Slash, Intent::FocusFilter),
];
