//! The page of causes: what has to be read for the focus, and what was asked for beyond it.

use crate::case::Row;
use crate::gui::causes::state::{BlastState, CausesIntent, Chain, Page};
use crate::gui::intent::Centre;
use crate::gui::state::{Asked, Desk, Effect};
use crate::view::causes::Way;
use crate::view::causes::blast::{From, Request};
use crate::watch::Watch;
use crate::work::{Lane, Request as Ask, Trace, Traced, lane_of};
use std::sync::Arc;

pub fn take(desk: &mut Desk, intent: CausesIntent) -> Vec<Effect> {
    match intent {
        CausesIntent::Open(page, keys) => {
            desk.centre.open(Centre::Causes);
            desk.causes.page = page;
            desk.causes.keys_to = keys;
            return super::centre_changed(desk);
        }
        CausesIntent::KeysTaken => desk.causes.keys_to = None,
        CausesIntent::All(way) => return all(desk, way),
        CausesIntent::Direct(way) => {
            *desk.causes.chain_mut(way) = None;
            return vec![Effect::Cancel(lane_of(way))];
        }
        CausesIntent::From(way, first) => {
            let Some(chain) = desk.causes.chain_mut(way) else { return Vec::new() };
            let Some(walk) = chain.walk.clone() else { return Vec::new() };
            chain.busy = true;
            return vec![ask(desk, Trace::Page(walk, first))];
        }
        CausesIntent::OfAgent(of_agent) => {
            if desk.causes.blast.of_agent != of_agent {
                desk.causes.blast = BlastState { of_agent, ..BlastState::default() };
                return vec![Effect::Cancel(Lane::Blast), Effect::Cancel(Lane::Members)];
            }
        }
        CausesIntent::StopBlast => {
            desk.causes.blast.busy = false;
            return vec![Effect::Cancel(Lane::Blast)];
        }
        CausesIntent::Count => desk.causes.blast.asked = None,
        CausesIntent::Group(group) => {
            desk.causes.blast.group = group;
            desk.causes.blast.members = None;
            return members(desk, 0);
        }
        CausesIntent::MembersFrom(first) => return members(desk, first),
    }
    Vec::new()
}

fn ask(desk: &Desk, trace: Trace) -> Effect {
    Effect::Send(Ask::Trace(Arc::clone(&desk.opened.case), trace))
}

fn all(desk: &mut Desk, way: Way) -> Vec<Effect> {
    let Some(row) = desk.focus else { return Vec::new() };
    *desk.causes.chain_mut(way) = Some(Chain { busy: true, ..Chain::default() });
    vec![ask(desk, Trace::Walk(row, way))]
}

fn members(desk: &Desk, first: usize) -> Vec<Effect> {
    let state = &desk.causes.blast;
    let Some((group, found)) = state.group.zip(state.found.clone()) else { return vec![Effect::Cancel(Lane::Members)] };
    vec![ask(desk, Trace::Members(found, group, first))]
}

/// Asks for what the page lacks; nothing, where it is there or on its way.
pub fn follow(desk: &mut Desk) -> Vec<Effect> {
    match (desk.causes.page, desk.focus) {
        (Page::Links, Some(row)) => links(desk, row),
        (Page::Blast, Some(row)) => blast(desk, row),
        (_, None) => Vec::new(),
    }
}

fn links(desk: &mut Desk, row: Row) -> Vec<Effect> {
    let asked = Asked { case: Arc::clone(&desk.opened.case), request: row, run: None };
    if desk.causes.asked.as_ref() == Some(&asked) {
        return Vec::new();
    }
    // The same record, known better: what was asked for beyond its links is asked again.
    let again = desk.causes.asked.as_ref().is_some_and(|before| before.request == row);
    desk.causes.asked = Some(asked);
    desk.causes.busy = true;
    let mut effects = vec![ask(desk, Trace::Links(row))];
    for way in Way::ALL {
        match desk.causes.chain(way) {
            Some(_) if again => effects.extend(all(desk, way)),
            Some(_) => {
                *desk.causes.chain_mut(way) = None;
                effects.push(Effect::Cancel(lane_of(way)));
            }
            None => {}
        }
    }
    effects
}

fn blast(desk: &mut Desk, row: Row) -> Vec<Effect> {
    let case = &desk.opened.case;
    let from = match desk.causes.blast.of_agent {
        true => From::Agent(case.log(row), case.context(row).agent),
        false => From::Record(row),
    };
    let asked = Asked { case: Arc::clone(case), request: Request { from, way: Way::After }, run: None };
    let state = &mut desk.causes.blast;
    if state.asked.as_ref() == Some(&asked) {
        return Vec::new();
    }
    let request = asked.request;
    (state.asked, state.busy, state.group, state.members) = (Some(asked), true, None, None);
    vec![Effect::Cancel(Lane::Members), ask(desk, Trace::Blast(request))]
}

/// An answer, which is that of the newest question of its lane.
pub fn traced(desk: &mut Desk, traced: Traced) {
    let state = &mut desk.causes;
    match traced {
        Traced::Links(direct) => (state.direct, state.busy) = (Some(direct), false),
        Traced::Page(walk, listed) => {
            // One that was ended in the meantime stays ended.
            if let Some(chain) = state.chain_mut(walk.way).as_mut().filter(|chain| chain.busy) {
                (chain.busy, chain.walk, chain.listed) = (false, Some(walk), Some(listed));
            }
        }
        Traced::Blast(found) => {
            if state.blast.busy {
                (state.blast.busy, state.blast.found) = (false, Some(found));
            }
        }
        Traced::Members(group, listed) => {
            if state.blast.group == Some(group) {
                state.blast.members = Some(listed);
            }
        }
    }
}

pub fn failed(desk: &mut Desk, lane: Lane) {
    let state = &mut desk.causes;
    match lane {
        Lane::Links => state.busy = false,
        Lane::Before => *state.chain_mut(Way::Before) = None,
        Lane::After => *state.chain_mut(Way::After) = None,
        Lane::Blast => state.blast.busy = false,
        Lane::Members => state.blast.group = None,
        _ => {}
    }
}

/// The watch of a question that went out.
pub fn watched(desk: &mut Desk, lane: Lane, watch: Arc<Watch>) {
    let state = &mut desk.causes;
    let place = match lane {
        Lane::Before => state.chain_mut(Way::Before).as_mut().map(|chain| &mut chain.watch),
        Lane::After => state.chain_mut(Way::After).as_mut().map(|chain| &mut chain.watch),
        Lane::Blast => Some(&mut state.blast.watch),
        _ => None,
    };
    if let Some(place) = place {
        *place = watch;
    }
}
