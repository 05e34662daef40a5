//! The inspector, at the right: the record in focus and what held just then. One file a tab.

mod changes;
mod difference;
mod grants;
mod message;
mod policy;
mod proof;
mod raw;
mod template;

use super::tabs_ui;
use crate::case::Assurance;
use crate::gui::causes::state::{CausesIntent, Page};
use crate::gui::intent::{Inspect, Intent};
use crate::gui::paint::{self, Text};
use crate::gui::state::Desk;
use crate::gui::{compare, lines, theme};
use crate::view::causes::{Way, question};
use crate::view::words::instant;
use crate::work::{Lane, Step};
use egui::{Color32, Frame, Panel, Rect, Ui, pos2, vec2};

/// Tabs, head and page.
pub fn inspector_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    let tabs: Vec<(Inspect, &str)> = Inspect::ALL.into_iter().map(|tab| (tab, tab.word())).collect();
    Panel::top("inspector tabs").exact_size(34.0).frame(Frame::new().fill(tokens.panel)).show(ui, |ui| {
        if let Some(tab) = tabs_ui(ui, &tabs, desk.inspect) {
            out.push(Intent::Inspect(tab));
        }
    });
    let Some(step) = &desk.step else {
        let reading = || desk.waits(Lane::Step, "Reading the record…");
        let words = desk.focus.map_or("Choose a record".to_owned(), |_| reading());
        let place = Rect::from_min_size(ui.cursor().min, vec2(ui.available_width(), 120.0));
        paint::told(ui, place, &words, tokens.secondary);
        return out;
    };
    lines::page(ui, desk.inspect.word(), |ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        ui.add_space(8.0);
        head_ui(ui, desk, step);
        out.extend(hidden_ui(ui, desk));
        if !matches!(desk.inspect, Inspect::Message) {
            ui.add_space(2.0);
            ui.label(egui::RichText::new(BRACKETS).font(theme::small()).color(tokens.secondary));
            ui.add_space(4.0);
        }
        match desk.inspect {
            Inspect::Message => {
                out.extend(compare::pin_ui(ui, desk));
                out.extend(message::message_ui(ui, desk, step));
            }
            Inspect::Policy => out.extend(policy::policy_ui(ui, step)),
            Inspect::Template => out.extend(template::template_ui(ui, step)),
            Inspect::Grants => out.extend(grants::grants_ui(ui, step)),
            Inspect::Proof => out.extend(proof::proof_ui(ui, desk)),
            Inspect::Raw => out.extend(raw::raw_ui(ui, desk, step)),
        }
        ui.add_space(16.0);
    });
    out
}

/// Which record, and its mark in shape and word.
fn head_ui(ui: &mut Ui, desk: &Desk, step: &Step) {
    let tokens = theme::of(ui);
    let record = &step.state.record;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), egui::Sense::hover());
    let number = format!("Record {}", record.seq);
    let end = paint::at(ui, rect, &Text::new(&number, theme::strong(), tokens.text));
    let word = record.mark.word();
    let mark = Rect::from_min_max(pos2(rect.right() - 90.0, rect.top()), pos2(rect.right() - 18.0, rect.bottom()));
    let words = Rect::from_min_max(pos2(end + 10.0, rect.top()), pos2(mark.left(), rect.bottom()));
    paint::at(ui, words, &Text::new(&record.kind, theme::body(), tokens.secondary));
    paint::aligned(ui, mark, &Text::new(word, theme::body(), mark_color(record.mark, tokens)), egui::Align::Max);
    paint::mark(ui.painter(), pos2(rect.right() - 6.0, rect.center().y), record.mark, tokens);
    let said = format!("Record {}, {}, {word}", record.seq, record.kind);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &said));
    // The table may be of another bundle than the record, and numbers are those of a log.
    if desk.opened.names.len() > 1 {
        let (part, _) = desk.opened.case.order().locate(record.row);
        maybe(ui, "Bundle", desk.opened.names.get(part).map(String::as_str));
    }
    let time = record.time.map_or("not recorded".to_owned(), instant);
    value(ui, "Time", &time);
    value(ui, "From", &format!("{}, {}", record.from, record.by_words()));
    if !record.to.is_empty() {
        value(ui, "To", &record.to.join(", "));
    }
}

/// That the table does not have the record, and a way to change that.
fn hidden_ui(ui: &mut Ui, desk: &Desk) -> Option<Intent> {
    let row = desk.focus.filter(|row| !desk.filter.busy && !desk.filter.selection.contains(*row))?;
    let tokens = theme::of(ui);
    ui.add_space(4.0);
    let shown = ui.horizontal(|ui| {
        ui.label(egui::RichText::new("Not among the records shown").color(tokens.warning));
        let button = ui.button("Show it");
        button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Show the record in the table"));
        button.on_hover_text("Lifts the filter, bundle or time range that hides it").clicked()
    });
    shown.inner.then_some(Intent::Reveal(row))
}

/// A name and its value.
fn value(ui: &mut Ui, name: &str, value: &str) {
    let tokens = theme::of(ui);
    paint::pair(ui, name, value, theme::body(), tokens.text);
}

/// As [`value`], of what this program computed: in brackets, which the head of the page explains.
fn computed(ui: &mut Ui, name: &str, value: &str, color: Color32) {
    bracketed(ui, name, value, theme::body(), color);
}

/// As [`computed`], in a font.
fn bracketed(ui: &mut Ui, name: &str, value: &str, font: egui::FontId, color: Color32) {
    paint::pair(ui, &format!("[{name}]"), &format!("[{value}]"), font, color).on_hover_text(BRACKETS);
}

/// As [`value`], where nothing may stand.
fn maybe(ui: &mut Ui, name: &str, text: Option<&str>) {
    if let Some(text) = text {
        value(ui, name, text);
    }
}

/// What brackets mean, on every page that has some.
const BRACKETS: &str = "[In brackets]: computed by this program, not recorded in the bundle";

/// The way to what led to the record, and to what followed.
fn causes_ui(ui: &mut Ui) -> Option<Intent> {
    let mut out = None;
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        for way in Way::ALL {
            if ui.add(egui::Button::new(question(way)).min_size(vec2(0.0, 24.0))).clicked() {
                out = Some(Intent::Causes(CausesIntent::Open(Page::Links, None)));
            }
        }
    });
    out
}

/// A separator with the heading of what follows.
fn section(ui: &mut Ui, heading: &str) {
    let tokens = theme::of(ui);
    ui.add_space(10.0);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), egui::Sense::hover());
    let whole = rect.expand2(vec2(theme::PAD, 0.0));
    ui.painter().hline(whole.x_range(), rect.center().y, egui::Stroke::new(1.0, tokens.hairline));
    ui.add_space(8.0);
    paint::heading(ui, heading);
    ui.add_space(2.0);
}

fn mark_color(mark: Assurance, tokens: &theme::Tokens) -> Color32 {
    match mark {
        Assurance::Verified => tokens.verified,
        Assurance::Unchecked | Assurance::Withheld => tokens.secondary,
        Assurance::Missing | Assurance::Failed => tokens.failed,
    }
}
