//! What was opened before, on the welcome page: each with the verdict of then.

use crate::bundle::Time;
use crate::gui::hostile;
use crate::gui::intent::{Intent, Open};
use crate::gui::paint::{self, Text};
use crate::gui::theme;
use crate::work::Recent;
use egui::{Rect, ScrollArea, Sense, Ui, pos2, vec2};

/// The list; what is gone cannot be clicked.
pub fn recent_ui(ui: &mut Ui, recents: &[Recent]) -> Vec<Intent> {
    let mut out = Vec::new();
    if recents.is_empty() {
        return out;
    }
    ui.add_space(8.0);
    paint::heading(ui, "Opened before");
    let height = (recents.len().min(SHOWN) as f32) * HEIGHT;
    ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for recent in recents {
            out.extend(row_ui(ui, recent));
        }
    });
    out
}

fn row_ui(ui: &mut Ui, recent: &Recent) -> Option<Intent> {
    let tokens = theme::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let path = recent.path.display().to_string();
    let name = recent.path.file_name().unwrap_or(recent.path.as_os_str()).to_string_lossy().into_owned();
    let kind = if recent.case { "case" } else { "bundle" };
    let day = Time::from_seconds(recent.when).text().get(..16).unwrap_or_default().replace('T', " ");
    let gone = if recent.gone { "no longer there, " } else { "" };
    let then = format!("{gone}{kind}, {} on {day}", recent.verdict);
    let forget = Rect::from_min_max(pos2(rect.right() - 30.0, rect.top()), rect.max);
    let place = rect.with_max_x(forget.left());
    let mut out = None;
    let response = ui.interact(
        place,
        ui.scope_id().with(("recent", &path)),
        if recent.gone { Sense::hover() } else { Sense::click() },
    );
    if response.hovered() && !recent.gone || response.has_focus() {
        ui.painter().rect_filled(place, f32::from(theme::RADIUS), tokens.raised);
    }
    let color = if recent.gone { tokens.dim } else { tokens.text };
    let line =
        |at: f32| Rect::from_min_size(pos2(place.left() + 8.0, place.top() + at), vec2(place.width() - 16.0, 17.0));
    paint::at(ui, line(3.0), &Text::new(&name, theme::body(), color));
    let second = if recent.gone { tokens.dim } else { tokens.secondary };
    paint::at(ui, line(19.0), &Text::new(&format!("{then}: {path}"), theme::small(), second));
    let said = hostile::written_out(&format!("Open {path}, {then}"), |_| true).into_owned();
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, !recent.gone, said.clone()));
    if response.clicked() {
        let path = recent.path.clone();
        out = Some(if recent.case { Intent::Open(Open::Case(path)) } else { Intent::Bring(vec![path]) });
    }
    let response = ui.put(forget.shrink2(vec2(2.0, 6.0)), egui::Button::new("×").frame(false));
    let said = hostile::written_out(&format!("Forget {path}"), |_| true).into_owned();
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, said.clone()));
    if response.clicked() {
        out = Some(Intent::Forget(recent.path.clone()));
    }
    out
}

const HEIGHT: f32 = 40.0;
/// Rows before the list scrolls.
const SHOWN: usize = 4;
