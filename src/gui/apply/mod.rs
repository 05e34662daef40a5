//! The one place where the window's state changes: an intent of the person or an update of the worker goes in, effects come out.
//!
//! No egui here, so a script of intents is a test. One file for each topic.

mod causes;
mod compare;
mod completion;
mod filter;
mod findings;
mod focus;
mod graph;
mod graph_walk;
mod importing;
mod lift;
mod notes;
mod open;
mod privilege;
mod proof;
mod replay;
mod save;
mod sequence;
mod settings;
mod table;
mod timeline;
mod undo;
mod update;

pub use causes::watched as causes_watched;
pub use graph::{around, condition};
pub use notes::may_leave;

use super::intent::{Centre, Intent, Stride};
use super::notes::Notes;
use super::over;
use super::replay::Wish;
use super::state::{Effect, State};
use crate::work::{Keep, Pane, Update};

/// Takes an intent in.
pub fn apply(state: &mut State, intent: Intent) -> Vec<Effect> {
    let (before, typed) =
        (undo::before(state, &intent), matches!(intent, Intent::FilterTyped(_) | Intent::Completion(_)));
    let mut effects = taken(state, intent);
    undo::after(state, typed, before, &effects);
    effects.extend(follow(state));
    effects
}

/// Takes an update in.
pub fn receive(state: &mut State, update: Update) -> Vec<Effect> {
    let mut effects = update::receive(state, update);
    effects.extend(follow(state));
    effects
}

/// What the pages of the centre lack now, whatever it was that changed.
fn follow(state: &mut State) -> Vec<Effect> {
    let Some(desk) = &mut state.desk else { return Vec::new() };
    findings::follow(desk);
    let mut effects = Vec::new();
    if desk.centre.shows(Centre::Graph) {
        effects.extend(graph::follow(desk));
    }
    if desk.centre.shows(Centre::Sequence) {
        effects.extend(sequence::follow(desk));
    }
    if desk.centre.shows(Centre::Causes) {
        effects.extend(causes::follow(desk));
    }
    if desk.centre.shows(Centre::Compare) {
        effects.extend(compare::follow(desk));
    }
    if desk.centre.shows(Centre::Privileges) {
        effects.extend(privilege::follow(desk));
    }
    effects
}

fn taken(state: &mut State, intent: Intent) -> Vec<Effect> {
    if intent == Intent::Notes(Notes::Add) {
        state.settings.hidden.remove(&Pane::Notebook);
    }
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
        Intent::Bring(paths) => importing::bring(state, paths),
        Intent::TrustAgain => importing::again(state),
        Intent::Import(wish) => importing::wish(state, wish),
        Intent::Look(look) => settings::look(state, look),
        Intent::Toggle(pane) => settings::toggle(state, pane),
        Intent::Zoom(steps) => settings::zoom(state, steps),
        Intent::Forget(path) => settings::forget(state, &path),
        Intent::Copy(text) => {
            if let Some(desk) = &mut state.desk {
                desk.notes.said = Some("Copied".to_owned());
            }
            vec![Effect::Copy(text)]
        }
        Intent::FocusFilter => vec![Effect::FocusFilter],
        Intent::Over(wish) => {
            over::take(&mut state.over, wish);
            Vec::new()
        }
        Intent::Walk(on) => vec![Effect::Walk(on)],
        Intent::ResetLayout => settings::reset_layout(state),
        Intent::Notes(Notes::Keep(Keep::Undo)) => undo::notebook(state, true),
        Intent::Notes(Notes::Keep(Keep::Redo)) => undo::notebook(state, false),
        Intent::Undo => undo::undo(state, true),
        Intent::Redo => undo::undo(state, false),
        Intent::Quit => vec![Effect::Quit],
        Intent::FullScreen => vec![Effect::FullScreen],
        about_the_desk => match &mut state.desk {
            Some(desk) => {
                let (from, jumps) = (desk.focus, is_jump(&about_the_desk));
                let effects = on_desk(desk, about_the_desk);
                if state.settings.columns != desk.centre.words() {
                    state.settings.columns = desk.centre.words();
                }
                if jumps {
                    notes::jumped(desk, from);
                }
                effects
            }
            None => Vec::new(),
        },
    }
}

/// Whether it leads far: steps leave no trace, jumps do.
fn is_jump(intent: &Intent) -> bool {
    match intent {
        Intent::Focus(_) | Intent::Reveal(_) | Intent::FocusRank(_) | Intent::Replay(Wish::JumpEntered) => true,
        Intent::Notes(Notes::Go(_) | Notes::GoMark(_)) => true,
        Intent::Go(stride) => !matches!(stride, Stride::By(_) | Stride::Screens(_)),
        _ => false,
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
        Intent::Reveal(row) => lift::reveal(desk, row),
        Intent::PutBack => lift::put_back(desk),
        Intent::TableHeight(height) => table::height(desk, height),
        Intent::Inspect(page) => {
            desk.inspect = page;
            proof::wanted(desk)
        }
        Intent::Centre(page) => {
            desk.centre.open(page);
            centre_changed(desk)
        }
        Intent::Columns(wish) => {
            desk.centre.take(wish);
            centre_changed(desk)
        }
        Intent::Bundle(part) => {
            let mut effects = filter::bundle(desk, part);
            effects.extend(proof::wanted(desk));
            effects
        }
        Intent::Raw(look) => proof::raw(desk, look),
        Intent::Graph(intent) => graph::take(desk, intent),
        Intent::Privilege(intent) => {
            privilege::take(desk, intent);
            Vec::new()
        }
        Intent::Hover(source, found) => {
            super::hover::take(desk, source, found);
            Vec::new()
        }
        Intent::Findings(wish) => findings::take(desk, wish),
        Intent::Sequence(intent) => {
            sequence::take(desk, intent);
            Vec::new()
        }
        Intent::Causes(intent) => causes::take(desk, intent),
        Intent::SaveTyped(path) => {
            desk.save = path;
            Vec::new()
        }
        Intent::SaveEntered => save::entered(desk),
        Intent::Timeline(wish) => timeline::wish(desk, wish),
        Intent::Completion(wish) => completion::apply(desk, wish),
        Intent::Notes(wish) => notes::apply(desk, wish),
        Intent::Compare(wish) => match compare::take(desk, wish) {
            true => centre_changed(desk),
            false => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Another page may be in sight now, with needs of its own.
fn centre_changed(desk: &mut super::state::Desk) -> Vec<Effect> {
    desk.save = None;
    desk.hover = None;
    proof::wanted(desk)
}
