//! What the case holds, at the left: bundles with their verdicts, then lists of which a click is a filter.

use crate::bundle::Class;
use crate::gui::findings::Wish;
use crate::gui::intent::{Centre, Intent};
use crate::gui::paint::{self, Text};
use crate::gui::state::Desk;
use crate::gui::theme;
use crate::view::banner;
use crate::view::contents::Item;
use crate::view::findings::{SEVERITIES, severity_words};
use crate::view::words::count;
use egui::{Align, Rect, Sense, Ui, pos2, vec2};

/// The lists.
pub fn contents_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let mut out = Vec::new();
    egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        heading_ui(ui, "Bundles");
        let one = desk.opened.bundles.len() == 1;
        for (at, bundle) in desk.opened.bundles.iter().enumerate() {
            let verdict = desk.banners.get(at).and_then(|banner| banner.verdict);
            let word = verdict.map_or("not verified yet", banner::word);
            let said = format!("Bundle {}, {word}, {} records", bundle.name, bundle.records);
            let name = bundle.name.trim_end_matches(".sab");
            let rect =
                line_ui(ui, (name, bundle.records), 34.0, (desk.filter.part == Some(at) || one, &said), &mut || {
                    out.push(Intent::Bundle(Some(at)));
                });
            paint::verdict(ui.painter(), pos2(rect.left() + 20.0, rect.center().y), verdict, theme::of(ui));
        }
        if !one {
            let all = desk.opened.case.len() as u64;
            line_ui(ui, ("All together", all), 34.0, (desk.filter.part.is_none(), "All bundles together"), &mut || {
                out.push(Intent::Bundle(None));
            });
        }
        findings_ui(ui, desk, &mut out);
        let conditions = desk.filter.holds.conditions();
        for section in desk.opened.sections_of(desk.filter.part) {
            heading_ui(ui, section.heading);
            for item in &section.items {
                let on = item.filter.as_ref().is_some_and(|filter| conditions.contains(filter));
                item_ui(ui, section.heading, item, on, &mut out);
            }
            if let Some(missing) = section.missing() {
                heading_ui(ui, &missing);
            }
        }
        ui.add_space(12.0);
    });
    out
}

/// The findings by severity; a click opens their page.
fn findings_ui(ui: &mut Ui, desk: &Desk, out: &mut Vec<Intent>) {
    let Some(found) = desk.findings.found() else { return };
    heading_ui(ui, "Findings");
    for (severity, number) in SEVERITIES.into_iter().zip(found.severities) {
        let words = severity_words(severity);
        let alone = |other: Class| found.request.hidden.contains(&other) != (other == severity);
        let on = desk.centre.shows(Centre::Why) && SEVERITIES.into_iter().all(alone);
        let said = format!("Findings: {words}, {}", number.told);
        let rect = line_ui(ui, (words, number.told), 34.0, (on, &said), &mut || {
            out.push(Intent::Findings(Wish::Only(severity)));
        });
        paint::severity(ui.painter(), pos2(rect.left() + 20.0, rect.center().y), severity, theme::of(ui));
    }
}

fn item_ui(ui: &mut Ui, heading: &str, item: &Item, on: bool, out: &mut Vec<Intent>) {
    let said = format!("{heading}: {}, {} records", item.name, item.records);
    line_ui(ui, (paint::short(&item.name), item.records), theme::PAD, (on, &said), &mut || {
        out.extend(item.filter.clone().map(Intent::FilterAdd));
    });
}

fn heading_ui(ui: &mut Ui, text: &str) {
    let tokens = theme::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 30.0), Sense::hover());
    let place = Rect::from_min_max(pos2(rect.left() + theme::PAD, rect.top() + 8.0), rect.max);
    paint::at(ui, place, &Text::new(text, theme::small(), tokens.secondary));
}

/// A line with a name and a count; gives its place.
fn line_ui(
    ui: &mut Ui,
    (name, records): (&str, u64),
    indent: f32,
    (on, said): (bool, &str),
    clicked: &mut dyn FnMut(),
) -> Rect {
    let tokens = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, on, said));
    if on {
        ui.painter().rect_filled(rect, 0.0, tokens.selection);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, tokens.raised);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(
            rect.shrink(1.0),
            2.0,
            egui::Stroke::new(2.0, tokens.accent),
            egui::StrokeKind::Inside,
        );
    }
    let number = count(records as usize);
    let right = Rect::from_min_max(rect.min, pos2(rect.right() - theme::PAD, rect.bottom()));
    paint::aligned(ui, right, &Text::new(&number, theme::body(), tokens.secondary), Align::Max);
    let room = 10.0 + 8.0 * number.len() as f32;
    let place = Rect::from_min_max(pos2(rect.left() + indent, rect.top()), pos2(right.right() - room, rect.bottom()));
    paint::at(ui, place, &Text::new(name, theme::body(), tokens.text));
    if response.clicked() {
        clicked();
    }
    rect
}
