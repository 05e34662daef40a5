//! Opening and closing.

use crate::gui::intent::{Choice, Open};
use crate::gui::state::{Effect, Job, State};
use crate::work::{Lane, Request, Told};
use std::path::PathBuf;
use std::sync::Arc;

pub fn open(state: &mut State, what: Open) -> Vec<Effect> {
    let (words, request) = match what {
        Open::Bundles(paths) if paths.is_empty() => return Vec::new(),
        Open::Bundles(paths) => (listed(&paths), Request::OpenBundles(paths)),
        Open::Case(dir) => (dir.display().to_string(), Request::OpenCase(dir)),
        Open::Sample => ("the sample incident".to_owned(), Request::OpenSample),
    };
    state.opening = Some(Job { what: words, watch: Arc::default() });
    state.notices.clear();
    vec![Effect::Send(request)]
}

pub fn chosen(state: &mut State, choice: Choice, paths: Option<Vec<PathBuf>>) -> Vec<Effect> {
    match (choice, paths) {
        (_, None) => {
            state.notices.push(Told {
                what: "The desktop's file dialog is not available here".to_owned(),
                hint: match choice {
                    Choice::Svg => "Type the path into the field beside it",
                    Choice::Bundles | Choice::Case => {
                        "Type the path into the box on the welcome page, or start the program with: recount open FILE"
                    }
                }
                .to_owned(),
                cancelled: false,
            });
            Vec::new()
        }
        (Choice::Bundles, Some(paths)) => open(state, Open::Bundles(paths)),
        (Choice::Svg, Some(paths)) => {
            if let (Some(desk), Some(path)) = (&mut state.desk, paths.first()) {
                desk.save = Some(path.display().to_string());
            }
            Vec::new()
        }
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
    open(state, Open::Bundles(vec![path]))
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
    state.desk = None;
    state.opening = None;
    state.notices.clear();
    Lane::ALL.into_iter().map(Effect::Cancel).collect()
}

fn listed(paths: &[PathBuf]) -> String {
    let first = paths.first().map(|path| path.display().to_string()).unwrap_or_default();
    match paths.len() {
        0 | 1 => first,
        more => format!("{first} and {} more", more - 1),
    }
}
