//! Choices, participants, rows, scroll bar. Only what is in sight is drawn, whatever the length of the chart.

use super::lanes::Lanes;
use super::legend::{self, cut as cut_sign};
use super::rows;
use super::state::SequenceIntent;
use crate::gui::hostile;
use crate::gui::hover::{self, Hover, Source};
use crate::gui::intent::{Centre, Intent};
use crate::gui::paint::{self, Text, short};
use crate::gui::panels::{applies_ui, save_ui, save_wanted};
use crate::gui::state::Desk;
use crate::gui::table::scrollbar;
use crate::gui::theme::{self, ROW};
use crate::view::sequence::Sequence;
use crate::view::words::{count, counted};
use crate::work::Lane;
use egui::accesskit::Role;
use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{
    Align, Frame, Layout, Margin, Panel, PopupCloseBehavior, Rect, RichText, Sense, Stroke, Ui, UiBuilder, pos2, vec2,
};

/// The tab.
pub fn sequence_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let mut out = tools_ui(ui, desk);
    let whole = ui.available_rect_before_wrap();
    let Some(chart) = &desk.sequence.chart else {
        let words = desk.waits(Lane::Sequence, "Looking for participants");
        let color = theme::of(ui).secondary;
        paint::told(ui, whole, &words, color);
        return out;
    };
    if chart.is_empty() {
        let color = theme::of(ui).text;
        paint::told(ui, whole, "No records match", color);
        return out;
    }
    let body = Rect::from_min_max(
        pos2(whole.left(), whole.top() + HEADER),
        pos2(whole.right() - theme::MINIMAP, whole.bottom()),
    );
    let sheet = Sheet::of(desk, chart, body);
    if (desk.sequence.height, desk.sequence.lanes) != (body.height(), sheet.fit) {
        out.push(Intent::Sequence(SequenceIntent::Pane(body.height(), sheet.fit)));
    }
    let said =
        format!("Sequence, {}, {}", counted(chart.participants.len(), "participant"), counted(chart.len(), "row"));
    let builder = UiBuilder::new().max_rect(whole).accessibility_role(Role::Table).accessibility_label(said);
    ui.scope_builder(builder, |ui| {
        header_ui(ui, Rect::from_min_max(whole.min, pos2(body.right(), body.top())), &sheet);
        let wheel = ui.interact(body, ui.scope_id().with("wheel"), Sense::hover());
        let moved =
            if wheel.contains_pointer() { ui.input(|input| input.smooth_scroll_delta()) } else { vec2(0.0, 0.0) };
        if moved.y != 0.0 {
            out.push(Intent::Sequence(SequenceIntent::Scroll(-moved.y)));
        }
        out.extend(hover_ui(ui, whole, body, desk, &sheet));
        out.extend(rows::rows_ui(ui, body, desk, &sheet).map(Intent::Focus));
        let strip = Rect::from_min_max(pos2(body.right(), body.top()), whole.max);
        let focus = desk.focus.and_then(|row| desk.sequence.row_of(row));
        let bar = scrollbar::Bar {
            anchor: desk.sequence.anchor,
            rows: chart.len() as u64,
            height: desk.sequence.height,
            focus,
        };
        let to = scrollbar::bar_ui(ui, strip, &bar, "Scroll the sequence");
        out.extend(to.map(|share| Intent::Sequence(SequenceIntent::ScrollTo(share))));
    });
    out
}

/// Tells what the pointer is on: a lifeline by its name, or a row.
fn hover_ui(ui: &Ui, whole: Rect, body: Rect, desk: &Desk, sheet: &Sheet<'_>) -> Option<Intent> {
    let pointer = ui.ctx().pointer_hover_pos().filter(|at| ui.rect_contains_pointer(whole) && whole.contains(*at));
    let found = pointer.and_then(|at| {
        if at.y < body.top() {
            let lane = sheet.lanes.shown.iter().find(|lane| (sheet.x(**lane) - at.x).abs() < sheet.width / 2.0)?;
            let id = sheet.chart.participants.get(*lane)?.id.clone();
            return Some(Hover::Ends([id].into()));
        }
        rows::row_at(desk, body, at).map(Hover::Row)
    });
    hover::look(desk, Source::Sequence, found)
}

/// Where lifelines stand.
pub struct Sheet<'a> {
    /// The chart.
    pub chart: &'a Sequence,
    /// The lifelines in sight.
    pub lanes: Lanes,
    /// Lifelines that fit.
    pub fit: usize,
    /// Where the first of them has its room.
    left: f32,
    /// Room of each.
    width: f32,
    /// Where the words begin; `None`: there is no room for them.
    pub words: Option<f32>,
}

impl<'a> Sheet<'a> {
    fn of(desk: &Desk, chart: &'a Sequence, body: Rect) -> Sheet<'a> {
        let digits = desk.opened.case.len().max(1).to_string().len() as f32;
        let left = body.left() + 36.0 + digits * 8.0 + CLOCK;
        let away = chart.participants.iter().filter(|participant| desk.sequence.away.contains(&participant.id)).count();
        let all = (chart.participants.len() - away).max(desk.sequence.needed.len()).max(1);
        let room = body.right() - left;
        // Words beside the lanes, where the lanes leave room for them.
        let with_words = room - all as f32 * LANE_LEAST >= WORDS_LEAST;
        let lanes_room = if with_words { (room - WORDS_LEAST).min(all as f32 * LANE_MOST) } else { room };
        let fit = ((lanes_room / LANE_LEAST) as usize).clamp(1, all);
        let width = (lanes_room / fit as f32).min(LANE_MOST);
        let words = with_words.then_some(left + fit as f32 * width + 12.0);
        Sheet { chart, lanes: desk.sequence.lanes(fit), fit, left, width, words }
    }

    /// Where a lifeline stands; one that is out of sight, between which two it would.
    pub fn x(&self, lane: usize) -> f32 {
        let (place, in_sight) = self.lanes.place(lane);
        self.left + (place as f32 + if in_sight { 0.5 } else { 0.0 }) * self.width
    }

    /// The name of a lifeline that is out of sight.
    pub fn unseen(&self, lane: usize) -> Option<&'a str> {
        let in_sight = self.lanes.shown.contains(&lane);
        self.chart.participants.get(lane).filter(|_| !in_sight).map(|participant| short(&participant.id))
    }

    /// The part of a rectangle in which lifelines are.
    pub fn room(&self, body: Rect) -> Rect {
        Rect::from_min_max(pos2(self.left, body.top()), pos2(self.left + self.fit as f32 * self.width, body.bottom()))
    }
}

/// Which records, which lifelines, and what is not in sight.
fn tools_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    let state = &desk.sequence;
    let bar = Frame::new().fill(tokens.background).inner_margin(Margin::symmetric(10, 4));
    Panel::top("sequence tools").resizable(false).show_separator_line(false).frame(bar).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.set_height(26.0);
            ui.spacing_mut().item_spacing.x = 4.0;
            for (word, said, only) in [
                ("Filter", "All records of the filter", false),
                ("This run", "Only the run of the record in focus", true),
            ] {
                let on = state.only_run == only;
                let response = ui.add(egui::Button::selectable(on, word).min_size(vec2(0.0, 24.0)));
                response.widget_info(|| egui::WidgetInfo::selected(egui::Role::RadioButton, true, on, said));
                if response.on_hover_text(said).clicked() {
                    out.push(Intent::Sequence(SequenceIntent::OnlyRun(only)));
                }
            }
            ui.add_space(8.0);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let response = ui.add(egui::Button::new("Save").min_size(vec2(24.0, 24.0)));
                response.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::Button, true, "Save the sequence as a picture, SVG or PNG")
                });
                if response.clicked() {
                    out.extend(save_wanted(desk, Centre::Sequence));
                }
                let response = ui.add(egui::Button::new("Legend").min_size(vec2(24.0, 24.0)));
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "What the signs mean"));
                if response.clicked() {
                    out.push(Intent::Sequence(SequenceIntent::Legend));
                }
                if let Some(chart) = &state.chart {
                    let words = hostile::visible(ui, &words(desk, chart), &theme::body()).into_owned();
                    ui.add(egui::Label::new(RichText::new(words).color(tokens.secondary)).truncate());
                }
            });
        });
        out.extend(save_ui(ui, desk, Centre::Sequence));
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            out.extend(applies_ui(ui, desk, own(desk)));
            if let Some(chart) = &state.chart {
                out.extend(lanes_ui(ui, desk, chart));
            }
        });
        if state.legend {
            legend::legend_ui(ui);
        }
    });
    out
}

/// What limits the chart beside what limits every pane.
fn own(desk: &Desk) -> Vec<(String, Intent)> {
    let case = &desk.opened.case;
    let run = desk.focus.filter(|_| desk.sequence.only_run).map(|row| format!("run {}", case.text(case.run(row))));
    run.map(|run| (run, Intent::Sequence(SequenceIntent::OnlyRun(false)))).into_iter().collect()
}

fn words(desk: &Desk, chart: &Sequence) -> String {
    let mut words = vec![counted(chart.len(), "record")];
    if desk.sequence.busy {
        words.insert(0, "reading".to_owned());
    }
    if chart.other_grants > 0 {
        words.push(format!("{} held by nobody here", counted(chart.other_grants, "grant")));
    }
    if desk.focus.is_some_and(|row| desk.sequence.row_of(row).is_none()) {
        words.push("the record in focus is not among them".to_owned());
    }
    words.join(" \u{b7} ")
}

/// Which lifelines are not in sight, and the way to them.
fn lanes_ui(ui: &mut Ui, desk: &Desk, chart: &Sequence) -> Vec<Intent> {
    let (state, mut out) = (&desk.sequence, Vec::new());
    if state.lanes == 0 {
        return out;
    }
    let lanes = state.lanes(state.lanes);
    let name = |lane: &usize| chart.participants.get(*lane).map_or("", |participant| short(&participant.id));
    let missing = lanes.aside.len() + lanes.away.len();
    let open = format!("Lifelines {} of {}", chart.participants.len() - missing, count(chart.participants.len()));
    // Several are chosen at once.
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let (menu, _) = MenuButton::new(open).config(config).ui(ui, |ui| {
        egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| out.extend(choose_ui(ui, desk, chart)));
    });
    let said = "Choose lifelines";
    menu.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, said));
    if lanes.aside.is_empty() && lanes.away.is_empty() {
        return out;
    }
    let step = state.lanes.saturating_sub(1).max(1);
    let all = chart.participants.len();
    let first = state.lane.min(all.saturating_sub(state.lanes));
    for (word, said, enabled, to) in [
        ("<", "Lifelines to the left", first > 0, first.saturating_sub(step)),
        (">", "Lifelines to the right", first + state.lanes < all, first + step),
    ] {
        let response = ui.add_enabled(enabled, egui::Button::new(word).min_size(vec2(24.0, 24.0)));
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, enabled, said));
        if response.clicked() {
            out.push(Intent::Sequence(SequenceIntent::Lane(to)));
        }
    }
    let mut words = Vec::new();
    for (what, of) in [("no room for", &lanes.aside), ("put away", &lanes.away)] {
        let names: Vec<&str> = of.iter().take(NAMED).map(name).collect();
        let more = if of.len() > NAMED { format!(" and {} more", of.len() - NAMED) } else { String::new() };
        if !names.is_empty() {
            words.push(format!("{what} {}{more}", names.join(", ")));
        }
    }
    let words = hostile::visible(ui, &words.join("; "), &theme::body()).into_owned();
    ui.add(egui::Label::new(RichText::new(words).color(theme::of(ui).warning)).wrap());
    out
}

/// Every lifeline, to be put away or shown again.
fn choose_ui(ui: &mut Ui, desk: &Desk, chart: &Sequence) -> Option<Intent> {
    let mut out = None;
    if ui.add_enabled(!desk.sequence.away.is_empty(), egui::Button::new("Show all")).clicked() {
        out = Some(SequenceIntent::NoneAway);
    }
    for participant in &chart.participants {
        let mut on = !desk.sequence.away.contains(&participant.id);
        let name = hostile::visible(ui, &participant.id, &theme::body()).into_owned();
        if ui.checkbox(&mut on, name).changed() {
            out = Some(SequenceIntent::Away(participant.id.clone(), !on));
        }
    }
    out.map(Intent::Sequence)
}

fn header_ui(ui: &mut Ui, rect: Rect, sheet: &Sheet<'_>) {
    let tokens = theme::of(ui);
    ui.painter().rect_filled(rect, 0.0, tokens.panel);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.hairline));
    let title = Rect::from_min_max(pos2(rect.left() + 34.0, rect.top()), pos2(sheet.left, rect.bottom()));
    paint::at(ui, title, &Text::new("Record and time", theme::small(), tokens.secondary));
    let mut before = None;
    for lane in sheet.lanes.shown.iter().copied() {
        let Some(participant) = sheet.chart.participants.get(lane) else { continue };
        if lane > before.map_or(0, |before| before + 1) {
            cut_sign(&ui.painter_at(rect), pos2(sheet.x(lane) - sheet.width / 2.0, rect.center().y), tokens.warning);
        }
        before = Some(lane);
        let cell = Rect::from_center_size(pos2(sheet.x(lane), rect.center().y), vec2(sheet.width - 6.0, rect.height()));
        let said = hostile::visible(ui, &participant.id, &theme::body()).into_owned();
        paint::part(ui, cell, ("lane", lane), (Role::ColumnHeader, said), |ui| {
            let color = if participant.is_tool { tokens.secondary } else { tokens.text };
            let name = cut(ui, short(&participant.id), cell.width());
            paint::aligned(ui, cell, &Text::new(&name, theme::body(), color), Align::Center);
        });
    }
    if let Some(left) = sheet.words {
        let cell = Rect::from_min_max(pos2(left, rect.top()), rect.max);
        paint::at(ui, cell, &Text::new("What happened", theme::small(), tokens.secondary));
    }
}

/// Cut in the middle, so that names with one beginning still differ.
fn cut(ui: &Ui, name: &str, width: f32) -> String {
    let wide = |text: &str| ui.painter().layout_no_wrap(text.to_owned(), theme::body(), egui::Color32::WHITE).size().x;
    let chars: Vec<char> = name.chars().take(LONGEST).collect();
    if name.len() <= LONGEST && wide(name) <= width {
        return name.to_owned();
    }
    let fit = (width / 7.2).max(3.0) as usize;
    let half = fit / 2;
    let head: String = chars.iter().take(half).collect();
    let tail: String = chars.iter().skip(chars.len().saturating_sub(half)).collect();
    format!("{head}\u{2026}{tail}")
}

/// Lifelines that are named where there are more.
const NAMED: usize = 6;
const LONGEST: usize = 80;
/// Height of the names above the lifelines.
const HEADER: f32 = ROW + 6.0;
/// Room of the time.
const CLOCK: f32 = 98.0;
/// Room of a lifeline.
const LANE_LEAST: f32 = 88.0;
const LANE_MOST: f32 = 170.0;
/// Room of the words.
const WORDS_LEAST: f32 = 280.0;
