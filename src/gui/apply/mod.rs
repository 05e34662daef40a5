//! The one place where the window's state changes: an intent of the person or an update of the worker goes in, effects come out.
//!
//! No egui here, so a script of intents is a test. One file for each topic.

mod filter;
mod focus;
mod open;
mod replay;
mod table;
mod update;

pub use update::receive;

use super::intent::Intent;
use super::state::{Effect, State};

/// Takes an intent in.
pub fn apply(state: &mut State, intent: Intent) -> Vec<Effect> {
    match intent {
        Intent::Open(what) => open::open(state, what),
        Intent::Choose(choice) => vec![Effect::Ask(choice)],
        Intent::Chosen(choice, paths) => open::chosen(state, choice, paths),
        Intent::PathTyped(text) => open::path_typed(state, text),
        Intent::PathEntered => open::path_entered(state),
        Intent::StopOpening => open::stop(state),
        Intent::Close => open::close(state),
        Intent::Dismiss(at) => {
            if at < state.notices.len() {
                state.notices.remove(at);
            }
            Vec::new()
        }
        Intent::Look(look) => {
            state.look = look;
            vec![Effect::Wear(look)]
        }
        Intent::Copy(text) => vec![Effect::Copy(text)],
        Intent::FocusFilter => vec![Effect::FocusFilter],
        about_the_desk => match &mut state.desk {
            Some(desk) => on_desk(desk, about_the_desk),
            None => Vec::new(),
        },
    }
}

fn on_desk(desk: &mut super::state::Desk, intent: Intent) -> Vec<Effect> {
    match intent {
        Intent::FilterTyped(text) => filter::typed(desk, text),
        Intent::FilterAdd(condition) => filter::add(desk, &condition),
        Intent::FilterDrop(at) => filter::drop_condition(desk, at),
        Intent::Focus(row) => focus::to(desk, row),
        Intent::FocusRank(rank) => focus::to_rank(desk, rank),
        Intent::Go(stride) => focus::go(desk, stride),
        Intent::Play => replay::toggle(desk),
        Intent::Replay(wish) => replay::wish(desk, wish),
        Intent::Tick => replay::tick(desk),
        Intent::Scroll(pixels) => table::scroll(desk, pixels),
        Intent::ScrollTo(share) => table::scroll_to(desk, share),
        Intent::TableHeight(height) => table::height(desk, height),
        Intent::Inspect(page) => {
            desk.inspect = page;
            Vec::new()
        }
        Intent::Centre(page) => {
            desk.centre = page;
            Vec::new()
        }
        Intent::Bundle(part) => filter::bundle(desk, part),
        _ => Vec::new(),
    }
}
