//! Place and size of the window and of its panels, taken from a frame and given to the first one of the next run.

use crate::work::Settings;
use crate::work::settings::Window;
use egui::{Context, IdSalt, PanelState, Rect, Ui, pos2, vec2};
use std::collections::BTreeMap;

/// The window of the last run, for the builder of this one.
pub fn placed(builder: egui::ViewportBuilder, window: Option<Window>) -> egui::ViewportBuilder {
    let Some(window) = window else { return builder };
    let [width, height] = window.size;
    let builder = builder.with_inner_size([width, height]).with_maximized(window.maximized);
    window.place.map_or(builder.clone(), |[left, top]| builder.with_position([left, top]))
}

/// Where the window is now; `None`: the system does not tell.
pub fn window_of(ctx: &Context, before: Option<Window>) -> Option<Window> {
    let zoom = ctx.zoom_factor();
    ctx.input(|input| {
        let viewport = input.viewport();
        let maximized = viewport.maximized.unwrap_or(false) || viewport.fullscreen.unwrap_or(false);
        // A window that fills the screen goes back to the size that it had before.
        if let (true, Some(before)) = (maximized, before) {
            return Some(Window { maximized, ..before });
        }
        let size = viewport.inner_rect?.size() * zoom;
        let place = viewport.outer_rect.map(|rect| [rect.left() * zoom, rect.top() * zoom]);
        Some(Window { place, size: [size.x, size.y], maximized })
    })
}

/// A window that was left on a larger screen is moved until all of it is seen. Beyond the edges of its screen another one may
/// stand, so what lies wholly there stays.
pub fn into_sight(ctx: &Context) {
    let to = ctx.input(|input| {
        let viewport = input.viewport();
        let (outer, screen) = (viewport.outer_rect?, viewport.monitor_size?);
        let to = seen(outer, screen);
        (to != outer.min).then_some(to)
    });
    if let Some(to) = to {
        ctx.send_viewport_cmd(egui::ViewportCommand::OuterPosition(to));
    }
}

fn seen(outer: Rect, screen: egui::Vec2) -> egui::Pos2 {
    let along = |at: f32, length: f32, room: f32| if at < room { at.min(room - length).max(at.min(0.0)) } else { at };
    pos2(along(outer.left(), outer.width(), screen.x), along(outer.top(), outer.height(), screen.y))
}

/// Gives the panels the sizes of the last run; before they are first drawn.
pub fn restore_panels(ui: &Ui, settings: &Settings) {
    for (name, is_wide) in PANELS {
        let Some(size) = settings.panels.get(*name) else { continue };
        let size = if *is_wide { vec2(*size, 100.0) } else { vec2(100.0, *size) };
        let state = PanelState { outer_rect: Rect::from_min_size(pos2(0.0, 0.0), size) };
        let id = ui.scope_id().with_salt(IdSalt::new(*name));
        ui.ctx().data_mut(|data| data.insert_persisted(id, state));
    }
}

/// The sizes of the panels that were drawn.
pub fn panels_of(ui: &Ui, sizes: &mut BTreeMap<String, f32>) {
    for (name, is_wide) in PANELS {
        let id = ui.scope_id().with_salt(IdSalt::new(*name));
        if let Some(state) = PanelState::load(ui.ctx(), id) {
            let size = if *is_wide { state.size().x } else { state.size().y };
            if sizes.get(*name) != Some(&size) {
                sizes.insert((*name).to_owned(), size);
            }
        }
    }
}

/// Lets the panels have their first sizes again.
pub fn forget_panels(ui: &Ui) {
    for (name, _) in PANELS {
        let id = ui.scope_id().with_salt(IdSalt::new(*name));
        ui.ctx().data_mut(|data| data.remove::<PanelState>(id));
    }
}

/// The panels that can be resized, and whether it is their width.
const PANELS: &[(&str, bool)] =
    &[("contents", true), ("inspector", true), ("inspector drawer", false), ("timeline", false)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_moved_where_it_is_seen_whole() {
        let at = |left, top| seen(Rect::from_min_size(pos2(left, top), vec2(1024.0, 700.0)), vec2(1024.0, 768.0));
        assert_eq!(at(30.0, 20.0), pos2(0.0, 20.0));
        assert_eq!(at(0.0, 300.0), pos2(0.0, 68.0));
        assert_eq!(at(-1900.0, 0.0), pos2(-1900.0, 0.0), "a screen at the left");
        assert_eq!(at(1100.0, 0.0), pos2(1100.0, 0.0), "a screen at the right");
        // One that is larger than the screen begins at its corner.
        let large = Rect::from_min_size(pos2(40.0, 40.0), vec2(1440.0, 900.0));
        assert_eq!(seen(large, vec2(1024.0, 768.0)), pos2(0.0, 0.0));
    }
}
