//! Updates of the worker. One that answers an older request than the newest of its lane is dropped.

use super::{filter, focus, replay, table};
use crate::case::filter::Filter;
use crate::gui::state::{Desk, Effect, FilterState, State, TableState};
use crate::view::banner::{Banner, Reach};
use crate::work::{Lane, Opened, Request, Stage, Told, Update};
use std::sync::Arc;

/// Takes an update in.
pub fn receive(state: &mut State, update: Update) -> Vec<Effect> {
    match update {
        Update::Opened(generation, opened) if state.is_current(Lane::Open, generation) => self::opened(state, *opened),
        Update::Failed(generation, lane, told) if state.is_current(lane, generation) => failed(state, lane, told),
        Update::Paths(generation, offers) if state.is_current(Lane::Paths, generation) => {
            state.path.offers = offers;
            Vec::new()
        }
        Update::Filtered(generation, filtered) if state.is_current(Lane::Filter, generation) => match &mut state.desk {
            Some(desk) => filter::answered(desk, *filtered),
            None => Vec::new(),
        },
        Update::Page(generation, page) if state.is_current(Lane::Page, generation) => {
            if let Some(desk) = &mut state.desk {
                desk.table.page = Some(page);
            }
            Vec::new()
        }
        Update::Step(generation, step) if state.is_current(Lane::Step, generation) => {
            if let Some(desk) = &mut state.desk {
                desk.step = step;
            }
            Vec::new()
        }
        Update::Walk(generation, walk, steps) if state.is_current(Lane::Walk, generation) => match &mut state.desk {
            Some(desk) => replay::walked(desk, walk, steps),
            None => Vec::new(),
        },
        Update::Found(generation, found) if state.is_current(Lane::Seek, generation) => match &mut state.desk {
            Some(desk) => replay::found(desk, found),
            None => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn opened(state: &mut State, opened: Opened) -> Vec<Effect> {
    if opened.stage == Stage::Whole {
        state.opening = None;
    }
    let opened = Arc::new(opened);
    match &mut state.desk {
        // The second look at what is open already: everything stays where it is, and is read again with its marks.
        Some(desk) if desk.opened.stage == Stage::Glance && desk.opened.names == opened.names => {
            desk.opened = Arc::clone(&opened);
            words(desk);
            let mut effects = filter::again(desk);
            effects.extend(desk.focus.map(|row| Effect::Send(Request::Step { row, before: desk.replay.before })));
            effects
        }
        _ => {
            state.desk = Some(fresh(opened));
            state.desk.as_mut().map_or(Vec::new(), first_look)
        }
    }
}

/// The bundle with the gravest verdict, at its first record.
fn first_look(desk: &mut Desk) -> Vec<Effect> {
    let case = Arc::clone(&desk.opened.case);
    let Some(rows) = case.parts().get(desk.bundle).map(|part| part.rows.len()) else { return Vec::new() };
    let mut effects = if case.parts().len() > 1 { filter::bundle(desk, Some(desk.bundle)) } else { Vec::new() };
    if rows > 0 {
        effects.extend(focus::to(desk, case.order().position(desk.bundle, 0)));
    }
    effects
}

fn fresh(opened: Arc<Opened>) -> Desk {
    let worst = |opened: &Opened| {
        let verdicts = opened.bundles.iter().map(|bundle| bundle.verdict);
        verdicts.enumerate().max_by_key(|(at, verdict)| (*verdict, std::cmp::Reverse(*at))).map_or(0, |(at, _)| at)
    };
    let mut desk = Desk {
        bundle: worst(&opened),
        banners: Vec::new(),
        stopped: false,
        filter: FilterState {
            text: String::new(),
            fault: None,
            holds: Filter::default(),
            part: None,
            selection: Arc::clone(&opened.all),
            minimap: Arc::clone(&opened.minimap),
            busy: false,
        },
        table: TableState::default(),
        focus: None,
        step: None,
        inspect: Default::default(),
        centre: Default::default(),
        playing: false,
        replay: Default::default(),
        opened,
    };
    words(&mut desk);
    desk
}

/// The verdicts in words, as far as the checks are.
pub fn words(desk: &mut Desk) {
    let opened = &desk.opened;
    let reach = match (opened.stage, desk.stopped) {
        (Stage::Whole, _) => Reach::Whole,
        (Stage::Glance, false) => Reach::FirstLook,
        (Stage::Glance, true) => Reach::Stopped,
    };
    let named = opened.names.iter().zip(&opened.under).enumerate();
    desk.banners = named
        .filter_map(|(part, (name, under))| Banner::of(&opened.case, part, name, under.as_deref(), reach))
        .collect();
}

fn failed(state: &mut State, lane: Lane, told: Told) -> Vec<Effect> {
    if lane == Lane::Open {
        state.opening = None;
    }
    if let (Lane::Filter, Some(desk)) = (lane, &mut state.desk) {
        desk.filter.busy = false;
    }
    if let (Lane::Seek, Some(desk)) = (lane, &mut state.desk) {
        replay::stop_search(desk);
    }
    if let (Lane::Page, Some(desk)) = (lane, &mut state.desk) {
        desk.table.asked = None;
    }
    if !told.cancelled {
        state.notices.push(told);
    }
    match &mut state.desk {
        Some(desk) if lane == Lane::Filter => table::read(desk),
        _ => Vec::new(),
    }
}
