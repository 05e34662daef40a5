//! The transport of the replay: it moves the one focus, and stops at the ends.

use crate::case::Row;
use crate::gui::commands;
use crate::gui::intent::{Intent, Stride};
use crate::gui::paint::{self, Text};
use crate::gui::replay::{self, Mode, Pace, Wait, Way, Wish};
use crate::gui::state::Desk;
use crate::gui::theme;
use crate::view::words::{count, span};
use egui::accesskit::Role;
use egui::{Align, ComboBox, Layout, Rect, Sense, Shape, Stroke, Ui, UiBuilder, Vec2, pos2, vec2};
use std::time::Duration;

/// Mode and pace at the left, the buttons at the right, where the replay is in between.
pub fn transport_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    if beat_passed(ui, desk) {
        out.push(Intent::Tick);
    }
    let rect = ui.max_rect();
    let left = ui.scope_builder(UiBuilder::new().max_rect(rect).layout(Layout::left_to_right(Align::Center)), |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        choices_ui(ui, desk, &mut out);
        ui.min_rect().right()
    });
    let right = ui.scope_builder(UiBuilder::new().max_rect(rect).layout(Layout::right_to_left(Align::Center)), |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        buttons_ui(ui, desk, &mut out);
        ui.min_rect().left()
    });
    let mut place = Rect::from_min_max(pos2(left.inner + 12.0, rect.top()), pos2(right.inner - 12.0, rect.bottom()));
    if let Some(wait) = replay::wait(desk).filter(|wait| wait.gap.is_some() || wait.synthetic) {
        let words = wait_words(&wait);
        let width = ui.painter().layout_no_wrap(words.clone(), theme::body(), tokens.text).size().x;
        let of = Rect::from_min_max(pos2(place.right() - width, rect.top()), place.max);
        said(ui, of, "wait", &words);
        place.max.x -= width + 12.0;
        if wait.cut {
            cut_sign(ui, pos2(place.right() - 8.0, rect.center().y));
            place.max.x -= 28.0;
        }
    }
    said(ui, place, "step", &step_words(desk));
    out
}

/// Words at the right of a place, read out, too.
fn said(ui: &mut Ui, rect: Rect, salt: &str, words: &str) {
    let response = ui.interact(rect, ui.scope_id().with(salt), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Label, true, words));
    paint::aligned(ui, rect, &Text::new(words, theme::body(), theme::of(ui).secondary), Align::Max);
}

fn choices_ui(ui: &mut Ui, desk: &Desk, out: &mut Vec<Intent>) {
    let now = desk.replay.mode;
    let chosen = ComboBox::from_id_salt("steps").width(164.0).selected_text(now.words()).show_ui(ui, |ui| {
        for mode in Mode::ALL {
            if ui.selectable_label(mode == now, mode.words()).clicked() {
                out.push(Intent::Replay(Wish::Mode(mode)));
            }
        }
    });
    named(&chosen.response, Role::ComboBox, &format!("Steps: {}", now.words()));
    let now = desk.replay.pace;
    let chosen =
        ComboBox::from_id_salt("pace").width(118.0).height(320.0).selected_text(now.words()).show_ui(ui, |ui| {
            for pace in Pace::ALL {
                if ui.selectable_label(pace == now, pace.words()).clicked() {
                    out.push(Intent::Replay(Wish::Pace(pace)));
                }
            }
        });
    named(&chosen.response, Role::ComboBox, &format!("Pace: {}", now.words()));
    if matches!(now, Pace::Clock(_)) {
        let mut cut = !desk.replay.keep_gaps;
        let response = ui.checkbox(&mut cut, "Cut gaps");
        if response.on_hover_text("A wait of more than 3 s becomes one of 1 s, and says so").changed() {
            out.push(Intent::Replay(Wish::KeepGaps(!cut)));
        }
    }
    let button = egui::Button::selectable(desk.replay.stops.shown, "Stop when…");
    let keys = commands::keys_of(ui, &Intent::Replay(Wish::Run(Way::On)));
    if ui.add(button).on_hover_text(format!("What playing and {keys} stop at")).clicked() {
        out.push(Intent::Replay(Wish::ShowStops));
    }
}

fn named(response: &egui::Response, role: Role, said: &str) {
    response.widget_info(|| egui::WidgetInfo::labeled(role, true, said));
}

fn buttons_ui(ui: &mut Ui, desk: &Desk, out: &mut Vec<Intent>) {
    let play = if desk.playing { Sign::Pause } else { Sign::Play };
    let go = |stride| Intent::Replay(Wish::Go(stride));
    for (sign, said, intent) in [
        (Sign::StopAfter, "On to the next stop", Intent::Replay(Wish::Run(Way::On))),
        (Sign::Last, "Last step", go(Stride::Last)),
        (Sign::Next, "Next step", go(Stride::By(1))),
        (play, if desk.playing { "Pause" } else { "Play" }, Intent::Play),
        (Sign::Previous, "Previous step", go(Stride::By(-1))),
        (Sign::First, "First step", go(Stride::First)),
        (Sign::StopBefore, "Back to the last stop", Intent::Replay(Wish::Run(Way::Back))),
    ] {
        if sign_ui(ui, sign, said, &intent) {
            out.push(intent);
        }
    }
}

fn step_words(desk: &Desk) -> String {
    let Some(steps) = replay::steps(desk) else {
        return match (replay::wanted(desk), desk.replay.asked) {
            (None, _) => "the record is in no run".to_owned(),
            (wanted, asked) if wanted == asked => "finding the steps…".to_owned(),
            _ => "the steps are not known".to_owned(),
        };
    };
    let all = count(steps.count());
    match desk.focus {
        Some(row) if steps.contains(row) => format!("step {} of {all}", count(steps.rank(row) + 1)),
        Some(_) if desk.replay.mode == Mode::Filter => "the filter hides the record in focus".to_owned(),
        Some(row) => format!("after step {} of {all}", count(steps.rank(row))),
        None => format!("{all} steps"),
    }
}

/// What was computed here stands in brackets.
fn wait_words(wait: &Wait) -> String {
    match wait.gap {
        _ if wait.synthetic => "no clock: next after 1 s".to_owned(),
        Some(gap) if wait.cut => format!("cut: [{}]", span(gap)),
        Some(gap) => format!("next after [{}]", span(gap)),
        None => String::new(),
    }
}

/// A line that is broken: time that was left out.
fn cut_sign(ui: &Ui, at: egui::Pos2) {
    let stroke = Stroke::new(1.5, theme::of(ui).warning);
    let line = |from: Vec2, to: Vec2| ui.painter().line_segment([at + from, at + to], stroke);
    line(vec2(-10.0, 0.0), vec2(-4.0, 0.0));
    line(vec2(-6.0, 4.0), vec2(-2.0, -4.0));
    line(vec2(0.0, 4.0), vec2(4.0, -4.0));
    line(vec2(2.0, 0.0), vec2(8.0, 0.0));
}

/// Whether the time for the next step of playing has come; it is counted from when the step before it came.
fn beat_passed(ui: &Ui, desk: &Desk) -> bool {
    let id = egui::Id::unique("beat");
    if !desk.playing {
        ui.data_mut(|data| data.remove::<(Option<Row>, f64)>(id));
        return false;
    }
    let now = ui.input(|input| input.time);
    let kept = ui.data(|data| data.get_temp::<(Option<Row>, f64)>(id));
    let began = kept.filter(|(row, _)| *row == desk.focus).map_or(now, |(_, began)| began);
    ui.data_mut(|data| data.insert_temp(id, (desk.focus, began)));
    // Without steps, with a search or a record on its way, the worker's answer wakes the window.
    let is_shown = desk.step.as_ref().map(|step| step.state.record.row) == desk.focus;
    if replay::steps(desk).is_none() || desk.replay.search.is_some() || !is_shown {
        return false;
    }
    let left = replay::wait(desk).map_or(0.0, |wait| began + wait.seconds - now);
    if left > 0.0 {
        ui.ctx().request_repaint_after(Duration::from_secs_f64(left));
    }
    left <= 0.0
}

#[derive(Clone, Copy)]
enum Sign {
    StopBefore,
    First,
    Previous,
    Play,
    Pause,
    Next,
    Last,
    StopAfter,
}

/// A button with a painted sign.
fn sign_ui(ui: &mut Ui, sign: Sign, said: &str, intent: &Intent) -> bool {
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
    let dot = |x: f32| {
        ui.painter().circle_filled(at + vec2(x * 1.2, 0.0), 2.0, tokens.text);
    };
    match sign {
        Sign::StopBefore => {
            chevron(-1.0);
            dot(-5.0);
        }
        Sign::StopAfter => {
            chevron(1.0);
            dot(5.0);
        }
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
    response.on_hover_text(commands::hint(ui, said, intent)).clicked()
}
