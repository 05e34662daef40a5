//! The findings: which severities and bundles are shown, the list by severity and code, and the chosen one in full with the checks
//! of its bundle below it.

mod detail;
mod list;

use crate::gui::commands;
use crate::gui::findings::Wish;
use crate::gui::intent::Intent;
use crate::gui::paint::{self, Text};
use crate::gui::state::Desk;
use crate::gui::theme;
use crate::view::findings::{Findings, SEVERITIES, severity_words};
use crate::view::words::count;
use egui::{Frame, Margin, Panel, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

/// The page.
pub fn findings_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    let Some(found) = desk.findings.found() else { return out };
    let bar = Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(8, 4));
    Panel::top("findings bar").frame(bar).show(ui, |ui| out.extend(bar_ui(ui, desk, found)));
    // Where there is more room beside than below the list, as in a small window, the chosen one stands there.
    let (width, height) = (ui.available_width(), ui.available_height());
    let (panel, room) = if height < LOW && width > WIDE {
        (Panel::right("finding beside"), width)
    } else {
        (Panel::bottom("finding"), height)
    };
    let panel = panel.resizable(true).default_size(room * 0.55).size_range(room * 0.3..=room * 0.8);
    panel.frame(Frame::new().fill(tokens.background)).show(ui, |ui| {
        ui.set_min_height(ui.available_height());
        out.extend(detail::detail_ui(ui, desk, found));
    });
    out.extend(list::list_ui(ui, desk, found).into_iter().map(Intent::Findings));
    out
}

/// Height below which the chosen finding stands beside the list, and the width that it takes.
const LOW: f32 = 320.0;
const WIDE: f32 = 560.0;

fn bar_ui(ui: &mut Ui, desk: &Desk, found: &Findings) -> Vec<Intent> {
    let mut out = Vec::new();
    let tokens = theme::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
        for (severity, number) in SEVERITIES.into_iter().zip(found.severities) {
            let shown = !found.request.hidden.contains(&severity);
            let words = format!("{} {}", severity_words(severity), count(number.told as usize));
            if toggle_ui(ui, severity, &words, shown) {
                out.push(Wish::Show(severity, !shown));
            }
        }
        if desk.filter.part.is_some() && ui.selectable_label(desk.findings.all, "All bundles").clicked() {
            out.push(Wish::All(!desk.findings.all));
        }
        let at = desk.findings.chosen.and_then(|chosen| found.order.iter().position(|place| *place == chosen));
        for on in [false, true] {
            if step_ui(ui, on) {
                out.push(Wish::Next(on));
            }
        }
        let of = count(found.order.len());
        let words = at.map_or_else(|| format!("{of} listed"), |at| format!("{} of {of}", count(at + 1)));
        ui.label(egui::RichText::new(words).color(tokens.secondary));
    });
    out.into_iter().map(Intent::Findings).collect()
}

/// To the next finding, or to the one before.
fn step_ui(ui: &mut Ui, on: bool) -> bool {
    let tokens = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(26.0, 24.0), Sense::click());
    let said = if on { "Next finding" } else { "Previous finding" };
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, said));
    let ring = if response.has_focus() { Stroke::new(2.0, tokens.accent) } else { Stroke::new(1.0, tokens.hairline) };
    ui.painter().rect(rect, theme::RADIUS, tokens.raised, ring, StrokeKind::Inside);
    let down = if on { 1.0 } else { -1.0 };
    let points = [vec2(-4.0, -2.0), vec2(0.0, 2.0), vec2(4.0, -2.0)].map(|by| rect.center() + vec2(by.x, by.y * down));
    ui.painter().line(points.to_vec(), Stroke::new(1.6, tokens.text));
    let hint = commands::hint(ui, said, &Intent::Findings(Wish::Next(on)));
    response.on_hover_text(hint).clicked()
}

/// A severity that is shown or not: shape, words, number.
fn toggle_ui(ui: &mut Ui, severity: crate::bundle::Class, words: &str, on: bool) -> bool {
    let tokens = theme::of(ui);
    let color = if on { tokens.text } else { tokens.secondary };
    let width = ui.painter().layout_no_wrap(words.to_owned(), theme::body(), color).size().x;
    let (rect, response) = ui.allocate_exact_size(vec2(width + 30.0, 24.0), Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Switch, true, on, words));
    let stroke = if response.has_focus() {
        Stroke::new(2.0, tokens.accent)
    } else {
        Stroke::new(1.0, if on { tokens.accent } else { tokens.hairline })
    };
    let fill = if on || response.hovered() { tokens.raised } else { tokens.panel };
    ui.painter().rect(rect, theme::RADIUS, fill, stroke, StrokeKind::Inside);
    paint::severity(ui.painter(), pos2(rect.left() + 12.0, rect.center().y), severity, tokens);
    paint::at(ui, rect.with_min_x(rect.left() + 23.0), &Text::new(words, theme::body(), color));
    response.on_hover_text(if on { "Shown; a click leaves it out" } else { "Left out; a click shows it" }).clicked()
}
