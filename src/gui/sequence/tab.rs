//! Choices, participants, rows, scroll bar. Only what is in sight is drawn, whatever the length of the chart.

use super::rows;
use super::state::SequenceIntent;
use crate::gui::hostile;
use crate::gui::intent::{Centre, Intent};
use crate::gui::paint::{self, Text, short};
use crate::gui::panels::{save_ui, save_wanted};
use crate::gui::state::Desk;
use crate::gui::table::scrollbar;
use crate::gui::theme::{self, ROW};
use crate::view::sequence::Sequence;
use crate::view::words::{count, counted};
use crate::work::Lane;
use egui::accesskit::Role;
use egui::{Align, Frame, Layout, Margin, Panel, Rect, RichText, Sense, Stroke, Ui, UiBuilder, pos2, vec2};

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

/// Where lifelines stand.
pub struct Sheet<'a> {
    /// The chart.
    pub chart: &'a Sequence,
    /// The lifeline at the left edge.
    pub first: usize,
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
        let all = chart.participants.len().max(1);
        let room = body.right() - left;
        // Words beside the lanes, where the lanes leave room for them.
        let with_words = room - all as f32 * LANE_LEAST >= WORDS_LEAST;
        let lanes_room = if with_words { (room - WORDS_LEAST).min(all as f32 * LANE_MOST) } else { room };
        let fit = ((lanes_room / LANE_LEAST) as usize).clamp(1, all);
        let width = (lanes_room / fit as f32).min(LANE_MOST);
        let words = with_words.then_some(left + fit as f32 * width + 12.0);
        Sheet { chart, first: desk.sequence.lane.min(all - fit), fit, left, width, words }
    }

    /// Where a lifeline stands; also of one that is out of sight.
    pub fn x(&self, lane: usize) -> f32 {
        self.left + (lane as f32 - self.first as f32 + 0.5) * self.width
    }

    /// The part of a rectangle in which lifelines are.
    pub fn lanes(&self, body: Rect) -> Rect {
        Rect::from_min_max(pos2(self.left, body.top()), pos2(self.left + self.fit as f32 * self.width, body.bottom()))
    }

    /// The lifelines in sight.
    pub fn visible(&self) -> std::ops::Range<usize> {
        self.first..(self.first + self.fit).min(self.chart.participants.len())
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
                let response = ui.add(egui::Button::new("SVG").min_size(vec2(24.0, 24.0)));
                response.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::Button, true, "Save the sequence as an SVG picture")
                });
                if response.clicked() {
                    out.extend(save_wanted(desk, Centre::Sequence));
                }
                if let Some(chart) = &state.chart {
                    out.extend(lanes_ui(ui, desk, chart));
                    let words = hostile::visible(ui, &words(desk, chart), &theme::body()).into_owned();
                    ui.add(egui::Label::new(RichText::new(words).color(tokens.secondary)).truncate());
                }
            });
        });
        out.extend(save_ui(ui, desk, Centre::Sequence));
    });
    out
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

/// Which lifelines are in sight, and the way to the others.
fn lanes_ui(ui: &mut Ui, desk: &Desk, chart: &Sequence) -> Option<Intent> {
    let (all, fit) = (chart.participants.len(), desk.sequence.lanes);
    if fit == 0 || fit >= all {
        return None;
    }
    let first = desk.sequence.lane.min(all - fit);
    let mut out = None;
    for (word, said, enabled, to) in [
        (">", "Lifelines to the right", first + fit < all, first + fit),
        ("<", "Lifelines to the left", first > 0, first.saturating_sub(fit)),
    ] {
        let response = ui.add_enabled(enabled, egui::Button::new(word).min_size(vec2(24.0, 24.0)));
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, enabled, said));
        if response.clicked() {
            out = Some(Intent::Sequence(SequenceIntent::Lane(to)));
        }
    }
    let said = format!("lifelines {} to {} of {}", first + 1, first + fit, count(all));
    ui.label(RichText::new(said).color(theme::of(ui).warning));
    out
}

fn header_ui(ui: &mut Ui, rect: Rect, sheet: &Sheet<'_>) {
    let tokens = theme::of(ui);
    ui.painter().rect_filled(rect, 0.0, tokens.panel);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.hairline));
    let title = Rect::from_min_max(pos2(rect.left() + 34.0, rect.top()), pos2(sheet.left, rect.bottom()));
    paint::at(ui, title, &Text::new("Record and time", theme::small(), tokens.secondary));
    for lane in sheet.visible() {
        let Some(participant) = sheet.chart.participants.get(lane) else { continue };
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
