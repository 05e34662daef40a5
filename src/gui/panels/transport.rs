//! The transport of the replay: it moves the one focus, and stops at the ends.

use crate::gui::intent::{Intent, Stride};
use crate::gui::keys;
use crate::gui::paint::{self, Text};
use crate::gui::state::Desk;
use crate::gui::theme;
use crate::view::words::count;
use egui::{Align, Layout, Rect, Sense, Shape, Stroke, Ui, Vec2, pos2, vec2};

/// Where the replay is, and its buttons.
pub fn transport_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    if desk.playing && beat_passed(ui, desk.speed) {
        out.push(Intent::Tick);
    }
    let rect = ui.max_rect();
    ui.scope_builder(egui::UiBuilder::new().max_rect(rect).layout(Layout::right_to_left(Align::Center)), |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let speed = egui::Button::new(format!("{} ×", desk.speed)).min_size(vec2(44.0, 24.0));
        let response = ui.add(speed);
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Speed: {} records a second", desk.speed))
        });
        if response.clicked() {
            out.push(Intent::Faster);
        }
        let play = if desk.playing { Sign::Pause } else { Sign::Play };
        for (sign, said, intent) in [
            (Sign::Last, "Last record", Intent::Go(Stride::Last)),
            (Sign::Next, "Next record", Intent::Go(Stride::By(1))),
            (play, if desk.playing { "Pause" } else { "Play" }, Intent::Play),
            (Sign::Previous, "Previous record", Intent::Go(Stride::By(-1))),
            (Sign::First, "First record", Intent::Go(Stride::First)),
        ] {
            if sign_ui(ui, sign, said) {
                out.push(intent);
            }
        }
        let place = Rect::from_min_max(rect.min, pos2(ui.min_rect().left() - 12.0, rect.bottom()));
        paint::aligned(ui, place, &Text::new(&step_words(desk), theme::body(), tokens.secondary), Align::Max);
    });
    out
}

fn step_words(desk: &Desk) -> String {
    let by = if desk.filter.holds.is_empty() { "by record" } else { "by record of the filter" };
    match (desk.focus, desk.focus_rank()) {
        (_, Some(rank)) => format!("step {} of {}, {by}", count(rank as usize + 1), count(desk.rows() as usize)),
        (Some(_), None) => "the filter hides the record in focus".to_owned(),
        (None, None) => format!("{} steps, {by}", count(desk.rows() as usize)),
    }
}

/// Whether the time for the next step has come; its beat begins when playing does.
fn beat_passed(ui: &Ui, speed: u32) -> bool {
    let id = egui::Id::unique("beat");
    let now = ui.input(|input| input.time);
    let last = ui.data(|data| data.get_temp::<f64>(id)).unwrap_or(f64::NEG_INFINITY);
    // A pause longer than two beats begins a new beat.
    let beat = f64::from(keys::beat(speed));
    let fresh = now - last > 2.0 * beat + 1.0;
    let passed = !fresh && now - last >= beat;
    if fresh || passed {
        ui.data_mut(|data| data.insert_temp(id, now));
    }
    passed
}

#[derive(Clone, Copy)]
enum Sign {
    First,
    Previous,
    Play,
    Pause,
    Next,
    Last,
}

/// A button with a painted sign.
fn sign_ui(ui: &mut Ui, sign: Sign, said: &str) -> bool {
    let tokens = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(theme::BUTTON, Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, said));
    let fill = if response.hovered() { tokens.raised } else { tokens.panel };
    let line = if response.has_focus() { Stroke::new(2.0, tokens.accent) } else { Stroke::new(1.0, tokens.hairline) };
    ui.painter().rect(rect, theme::RADIUS, fill, line, egui::StrokeKind::Inside);
    let at = rect.center();
    let triangle = |to: f32, x: f32| {
        let points = vec![at + vec2(x - to * 3.5, -5.0), at + vec2(x + to * 4.5, 0.0), at + vec2(x - to * 3.5, 5.0)];
        ui.painter().add(Shape::convex_polygon(points, tokens.text, Stroke::NONE));
    };
    let chevron = |to: f32| {
        let points = vec![at + vec2(-to * 2.0, -4.5), at + vec2(to * 2.5, 0.0), at + vec2(-to * 2.0, 4.5)];
        ui.painter().add(Shape::line(points, Stroke::new(1.8, tokens.text)));
    };
    let post = |x: f32| {
        let post = Rect::from_center_size(at + vec2(x, 0.0), Vec2::new(2.0, 10.0));
        ui.painter().rect_filled(post, 0.0, tokens.text);
    };
    match sign {
        Sign::First => {
            post(-4.5);
            triangle(-1.0, 1.5);
        }
        Sign::Previous => chevron(-1.0),
        Sign::Play => triangle(1.0, 0.0),
        Sign::Pause => {
            post(-3.0);
            post(3.0);
        }
        Sign::Next => chevron(1.0),
        Sign::Last => {
            triangle(1.0, -1.5);
            post(4.5);
        }
    }
    response.on_hover_text(said).clicked()
}
