//! Opening and closing.

use super::{importing, settings};
use crate::gui::importing::{Source, Wish};
use crate::gui::intent::{Choice, Open};
use crate::gui::state::{Effect, Job, State};
use crate::work::{Lane, Request, Told};
use std::path::PathBuf;

pub fn open(state: &mut State, what: Open) -> Vec<Effect> {
    if !super::may_leave(state) {
        return Vec::new();
    }
    let (words, request, source) = match what {
        Open::Bundles(paths) if paths.is_empty() => return Vec::new(),
        Open::Bundles(paths) => (listed(&paths), Request::OpenBundles(paths.clone()), Source::Bundles(paths)),
        Open::Case(dir) => (dir.display().to_string(), Request::OpenCase(dir.clone()), Source::Case(dir)),
        Open::Sample => ("the sample incident".to_owned(), Request::OpenSample, Source::Sample),
    };
    state.opening = Some(Job::new(words, false));
    state.source = Some(source);
    state.import = None;
    state.notices.clear();
    vec![Effect::Send(request)]
}

pub fn chosen(state: &mut State, choice: Choice, paths: Option<Vec<PathBuf>>) -> Vec<Effect> {
    match (choice, paths) {
        (_, None) => {
            state.notices.push(Told {
                what: "The desktop's file dialog is not available here".to_owned(),
                hint: "Type the path into the box on the welcome page, or start the program with: recount open FILE"
                    .to_owned(),
                cancelled: false,
            });
            Vec::new()
        }
        (Choice::Bundles, Some(paths)) => importing::bring(state, paths),
        (Choice::TrustFolder, Some(paths)) => on_page(state, paths, Wish::Folder),
        (Choice::CaseFolder, Some(paths)) => on_page(state, paths, |dir| Wish::Into(Some(dir))),
        (Choice::Case, Some(paths)) => paths.into_iter().next().map_or(Vec::new(), |dir| open(state, Open::Case(dir))),
    }
}

pub fn path_typed(state: &mut State, text: String) -> Vec<Effect> {
    state.path.text = text;
    if state.path.text.is_empty() {
        state.path.offers.clear();
        return vec![Effect::Cancel(Lane::Paths)];
    }
    vec![Effect::Send(Request::Paths(state.path.text.clone()))]
}

pub fn path_entered(state: &mut State) -> Vec<Effect> {
    let path = PathBuf::from(state.path.text.trim());
    if path.as_os_str().is_empty() {
        return Vec::new();
    }
    importing::bring(state, vec![path])
}

fn on_page(state: &mut State, paths: Vec<PathBuf>, wish: impl Fn(String) -> Wish) -> Vec<Effect> {
    let dir = paths.into_iter().next();
    dir.map_or(Vec::new(), |dir| importing::wish(state, wish(dir.display().to_string())))
}

/// Ends an opening that runs, if one does.
pub fn stop_running(state: &mut State) -> Vec<Effect> {
    if state.opening.is_some() { stop(state) } else { Vec::new() }
}

pub fn stop(state: &mut State) -> Vec<Effect> {
    state.opening = None;
    if let Some(desk) = &mut state.desk {
        desk.stopped = true;
        super::update::words(desk);
    }
    vec![Effect::Cancel(Lane::Open)]
}

pub fn close(state: &mut State) -> Vec<Effect> {
    if !super::may_leave(state) {
        return Vec::new();
    }
    state.desk = None;
    state.opening = None;
    state.import = None;
    state.source = None;
    state.notices.clear();
    Lane::ALL.into_iter().map(Effect::Cancel).chain([settings::save(state)]).collect()
}

pub fn listed(paths: &[PathBuf]) -> String {
    let first = paths.first().map(|path| path.display().to_string()).unwrap_or_default();
    match paths.len() {
        0 | 1 => first,
        more => format!("{first} and {} more", more - 1),
    }
}
