//! Switches of the timeline, and in numbers what is in view and what is not.

use super::legend;
use crate::gui::intent::Intent;
use crate::gui::paint::{self, Text};
use crate::gui::state::Desk;
use crate::gui::theme;
use crate::gui::timeline::Wish;
use crate::view::timeline::{AxisKind, LaneBy, Shown};
use crate::view::words::{count, counted};
use egui::{Align, Button, ComboBox, Rect, Response, Sense, Ui, pos2, vec2};

/// Grants that are in view and not drawn.
#[derive(Clone, Copy, Debug)]
pub struct Grants {
    /// How many.
    pub hidden: usize,
    /// The pane is too low for any.
    pub away: bool,
}

impl Grants {
    fn words(self) -> &'static str {
        match (self.away, self.hidden) {
            (true, 1) => "grant not drawn",
            (true, _) => "grants not drawn",
            (false, 1) => "more grant",
            (false, _) => "more grants",
        }
    }
}

/// One line.
pub fn header_ui(ui: &mut Ui, desk: &Desk, grants: Grants) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    let rect = ui.max_rect();
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, egui::Stroke::new(1.0, tokens.hairline));
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.add_space(10.0);
        ui.label(egui::RichText::new("Lanes").font(theme::small()).color(tokens.secondary));
        for (by, word) in LANES {
            let on = desk.timeline.by == *by;
            let response = ui.selectable_label(on, *word);
            response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Tab, true, on, format!("Lanes by {word}")));
            if response.clicked() && !on {
                out.push(Wish::By(*by));
            }
        }
        ui.add_space(8.0);
        out.extend(axis_ui(ui, desk));
        ui.add_space(8.0);
        let ready = desk.timeline.drawn.is_some();
        let middle = desk.timeline.size.width / 2;
        for (word, said, tip, wish) in [
            ("−", "Zoom out", "Zoom out (S or -)", Wish::Zoom { pixel: middle, factor: 2.0 }),
            ("+", "Zoom in", "Zoom in (W or +, or the mouse wheel)", Wish::Zoom { pixel: middle, factor: 0.5 }),
            ("Fit", "Fit the timeline", "Fit to the time range, or to all of the filter (F)", Wish::Fit),
        ] {
            if named(ui.add_enabled(ready, Button::new(word).min_size(vec2(26.0, 22.0))), said, tip).clicked() {
                out.push(wish);
            }
        }
        let view = desk.timeline.drawn.as_ref().map(|shown| shown.view.scale.range());
        let tip = "Keep table, filter and replay to the stretch in view, or to one dragged in the strip (with Shift in the lanes). Esc takes it back; so does the mark beside the filter";
        let button = ui.add_enabled(ready, Button::new("Brush").min_size(vec2(26.0, 22.0)));
        if named(button, "Brush the view", tip).clicked() {
            out.push(Wish::Brush(view));
        }
        out.extend(list_ui(ui, desk));
        legend::legend_ui(ui);
        let place = Rect::from_min_max(pos2(ui.min_rect().right() + 16.0, rect.top()), rect.max - vec2(14.0, 0.0));
        if let Some(shown) = &desk.timeline.drawn {
            let words = told(shown, grants);
            let response = ui.interact(place, ui.scope_id().with("timeline counts"), Sense::hover());
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &words));
            paint::aligned(ui, place, &Text::new(&words, theme::small(), tokens.secondary), Align::Max);
            response.on_hover_text(words);
        }
    });
    out.into_iter().map(Intent::Timeline).collect()
}

fn axis_ui(ui: &mut Ui, desk: &Desk) -> Option<Wish> {
    let shown = desk.timeline.drawn.as_ref()?;
    let (axis, mut out) = (shown.view.axis, None);
    let word = |axis: AxisKind| AXES.iter().find(|(known, _, _)| *known == axis).map_or("", |(_, word, _)| word);
    let combo = ComboBox::from_id_salt("timeline axis").width(118.0).selected_text(word(axis)).show_ui(ui, |ui| {
        for (kind, word, tip) in AXES {
            if ui.selectable_label(*kind == axis, *word).on_hover_text(*tip).clicked() {
                out = Some(Wish::Axis(*kind));
            }
        }
    });
    let said = format!("Along {}", word(axis));
    combo.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &said));
    out
}

/// The picture, or the list with the same in words.
fn list_ui(ui: &mut Ui, desk: &Desk) -> Option<Wish> {
    let list = desk.timeline.list;
    let (word, said) = if list { ("Picture", "View timeline as picture") } else { ("List", "View timeline as list") };
    let button = ui.add(Button::new(word).min_size(vec2(26.0, 22.0)));
    named(button, said, said).clicked().then_some(Wish::List(!list))
}

fn named(response: Response, said: &str, tip: &str) -> Response {
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, said));
    response.on_hover_text(tip)
}

/// How much is in view, and how much is not.
fn told(shown: &Shown, grants: Grants) -> String {
    let (view, hidden) = (&shown.view, shown.view.hidden);
    let mut out = vec![format!("{} in view", counted(view.count, "record"))];
    for (number, words) in [
        (hidden.before, "before"),
        (hidden.after, "after"),
        (hidden.lanes_above, if hidden.lanes_above == 1 { "lane above" } else { "lanes above" }),
        (hidden.lanes_below, if hidden.lanes_below == 1 { "lane below" } else { "lanes below" }),
        (grants.hidden, grants.words()),
    ] {
        if number > 0 {
            out.push(format!("{} {words}", count(number)));
        }
    }
    if shown.clockless {
        out.push("no record has a clock: shown by position".to_owned());
    }
    out.join("  ·  ")
}

const LANES: &[(LaneBy, &str)] = &[(LaneBy::Agent, "Agents"), (LaneBy::Run, "Runs"), (LaneBy::Kind, "Kinds")];
const AXES: &[(AxisKind, &str, &str)] = &[
    (AxisKind::Claimed, "Claimed time", "The time that each record claims, UTC"),
    (AxisKind::Log, "Time of the log", "The largest time claimed so far: the order is that of the log"),
    (AxisKind::Position, "Position", "One record after the other, as they stand in the case"),
];
