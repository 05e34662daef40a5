//! The page on which an opening is chosen.

use super::open;
use crate::gui::importing::{Page, Source, Wish};
use crate::gui::intent::Open;
use crate::gui::state::{Effect, Job, State};
use crate::work::{Lane, Looked, Request, TrustChoice, Weighed};
use std::path::PathBuf;
use std::sync::Arc;

/// Bundles were chosen, in whatever way.
pub fn bring(state: &mut State, mut paths: Vec<PathBuf>) -> Vec<Effect> {
    let mut seen = std::collections::BTreeSet::new();
    paths.retain(|path| seen.insert(path.clone()));
    if paths.is_empty() {
        return Vec::new();
    }
    stand(state, Page::new(Source::Bundles(paths), false))
}

/// The trust of what is open is to be chosen again.
pub fn again(state: &mut State) -> Vec<Effect> {
    match state.source.clone().filter(|source| *source != Source::Sample && state.desk.is_some()) {
        Some(source) => stand(state, Page::new(source, true)),
        None => Vec::new(),
    }
}

/// One thread opens and looks, so an opening that runs is ended, which its banner says.
fn stand(state: &mut State, page: Page) -> Vec<Effect> {
    let mut effects = super::open::stop_running(state);
    effects.push(Effect::Send(Request::Look(page.paths())));
    state.notices.clear();
    state.import = Some(page);
    effects
}

pub fn wish(state: &mut State, wish: Wish) -> Vec<Effect> {
    let Some(page) = &mut state.import else { return Vec::new() };
    match wish {
        Wish::Trust(choice) => choose(page, choice),
        Wish::Keys(text) => {
            page.keys.clone_from(&text);
            choose(page, TrustChoice::Keys(text))
        }
        Wish::Folder(text) => {
            page.folder.clone_from(&text);
            choose(page, TrustChoice::Folder(text.trim().into()))
        }
        Wish::Name(text) => set(&mut page.name, text),
        Wish::KeepTrust if page.can_keep_trust() && !page.name.trim().is_empty() => {
            page.busy = true;
            let name = page.name.trim().to_owned();
            vec![Effect::Send(Request::KeepTrust(page.trust.clone(), name, Arc::clone(&page.looked)))]
        }
        Wish::KeepTrust => Vec::new(),
        Wish::Into(dir) => set(&mut page.into, dir),
        Wish::Keep(keep) => set(&mut page.keep, keep),
        Wish::Ask(choice) => vec![Effect::Ask(choice)],
        Wish::Without(at) => without(state, at),
        Wish::Start => start(state),
        Wish::Back => back(state),
    }
}

fn set<T>(place: &mut T, value: T) -> Vec<Effect> {
    *place = value;
    Vec::new()
}

fn choose(page: &mut Page, choice: TrustChoice) -> Vec<Effect> {
    page.trust = choice.clone();
    page.busy = true;
    vec![Effect::Send(Request::Weigh(Some(choice), Arc::clone(&page.looked)))]
}

fn without(state: &mut State, at: usize) -> Vec<Effect> {
    let Some(Page { source: Source::Bundles(paths), .. }) = &mut state.import else { return Vec::new() };
    if at < paths.len() {
        paths.remove(at);
    }
    match paths.clone() {
        paths if paths.is_empty() => back(state),
        paths => {
            // Another file list may be for another log, so the trust is suggested anew.
            let page = Page::new(Source::Bundles(paths), false);
            stand(state, page)
        }
    }
}

fn start(state: &mut State) -> Vec<Effect> {
    let Some(page) = state.import.take_if(|page| page.obstacle().is_none()) else { return Vec::new() };
    let request = page.request();
    state.opening = Some(Job::new(open::listed(&page.paths()), page.again));
    state.source = Some(page.source);
    state.notices.clear();
    vec![Effect::Send(request), Effect::Cancel(Lane::Trust)]
}

fn back(state: &mut State) -> Vec<Effect> {
    state.import = None;
    vec![Effect::Cancel(Lane::Open), Effect::Cancel(Lane::Trust)]
}

/// The worker said what the files are.
pub fn looked(state: &mut State, looked: Arc<Vec<Looked>>) -> Vec<Effect> {
    let Some(page) = &mut state.import else { return Vec::new() };
    if let ([only], false) = (looked.as_slice(), page.again)
        && only.is_case
    {
        let dir = only.path.clone();
        state.import = None;
        return open::open(state, Open::Case(dir));
    }
    let first = page.looked.is_empty();
    page.looked = looked;
    if first { vec![Effect::Send(Request::Weigh(None, Arc::clone(&page.looked)))] } else { Vec::new() }
}

/// The worker said what a trust is worth.
pub fn weighed(state: &mut State, weighed: Weighed) -> Vec<Effect> {
    if let Some(page) = &mut state.import {
        page.busy = false;
        page.trust = weighed.choice.clone();
        page.weighed = Some(weighed);
    }
    Vec::new()
}
