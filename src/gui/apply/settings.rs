//! What is remembered from one run to the next.

use crate::gui::columns::Columns;
use crate::gui::importing::Source;
use crate::gui::state::{Effect, State};
use crate::gui::theme::Look;
use crate::gui::timeline::Wish;
use crate::view::banner::word;
use crate::work::settings::{ZOOM_MAX, ZOOM_MIN};
use crate::work::{Opened, Pane, Recent, Request};
use std::path::{Path, PathBuf};

pub fn look(state: &mut State, look: Look) -> Vec<Effect> {
    state.look = look;
    state.settings.look = look.word().to_owned();
    vec![Effect::Wear(look), save(state)]
}

/// Shows a pane, or puts it away.
pub fn toggle(state: &mut State, pane: Pane) -> Vec<Effect> {
    let hidden = &mut state.settings.hidden;
    if !hidden.remove(&pane) {
        hidden.insert(pane);
    }
    vec![save(state)]
}

/// All panes as at first: none away, none resized, one page.
pub fn reset_layout(state: &mut State) -> Vec<Effect> {
    state.settings.hidden.clear();
    state.settings.panels.clear();
    state.settings.columns.clear();
    let mut effects = vec![Effect::ResetPanels];
    if let Some(desk) = &mut state.desk {
        desk.centre = Columns::default();
        effects.extend(super::centre_changed(desk));
        if desk.timeline.hidden {
            effects.extend(super::timeline::wish(desk, Wish::Toggle));
        }
    }
    effects.push(save(state));
    effects
}

/// A step larger or smaller, or with 0 back to 100 %.
pub fn zoom(state: &mut State, steps: i8) -> Vec<Effect> {
    let now = state.settings.zoom;
    let next = match steps {
        1.. => ZOOMS.iter().copied().find(|zoom| *zoom > now + 0.005).unwrap_or(ZOOM_MAX),
        0 => 1.0,
        _ => ZOOMS.iter().rev().copied().find(|zoom| *zoom < now - 0.005).unwrap_or(ZOOM_MIN),
    };
    state.settings.zoom = next;
    vec![Effect::Zoom(next), save(state)]
}

/// Everything was checked: what was opened goes to the front, each with the verdict of now.
pub fn opened(state: &mut State, opened: &Opened) -> Vec<Effect> {
    let when = opened.when;
    let mut keep = |path: PathBuf, case, verdict| {
        let path = std::path::absolute(&path).unwrap_or(path);
        state.settings.opened(Recent { path, case, when, verdict: word(verdict).to_owned(), gone: false });
    };
    match (&opened.folder, &state.source) {
        (Some(folder), _) => {
            keep(folder.clone(), true, opened.verdict);
            state.source = Some(Source::Case(folder.clone()));
        }
        (None, Some(Source::Bundles(paths))) => {
            for (path, bundle) in paths.iter().zip(&opened.bundles).rev() {
                keep(path.clone(), false, bundle.verdict);
            }
        }
        _ => return Vec::new(),
    }
    vec![save(state)]
}

pub fn forget(state: &mut State, path: &Path) -> Vec<Effect> {
    state.settings.recent.retain(|recent| recent.path != path);
    vec![save(state)]
}

pub fn remembered(state: &mut State, gone: &[bool]) -> Vec<Effect> {
    for (recent, gone) in state.settings.recent.iter_mut().zip(gone) {
        recent.gone = *gone;
    }
    Vec::new()
}

pub fn save(state: &State) -> Effect {
    Effect::Send(Request::Remember(Box::new(state.settings.clone())))
}

const ZOOMS: [f32; 12] = [0.75, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5, 3.0];
