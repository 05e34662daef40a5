//! Text at a place: one line, cut where it has to be, with what deceives written out.

use crate::gui::hostile;
use crate::gui::theme;
use egui::{Color32, FontId, Rect, Ui, pos2, vec2};

/// A text and how it looks.
#[derive(Clone, Debug)]
pub struct Text<'t> {
    /// What.
    pub text: &'t str,
    /// In which font.
    pub font: FontId,
    /// In which colour.
    pub color: Color32,
}

impl<'t> Text<'t> {
    /// A text.
    pub fn new(text: &'t str, font: FontId, color: Color32) -> Text<'t> {
        Text { text, font, color }
    }
}

/// Paints a text at the left of a rectangle, in its middle, cut at its width; gives where it ends.
pub fn at(ui: &Ui, rect: Rect, text: &Text<'_>) -> f32 {
    let tokens = theme::of(ui);
    let shown = hostile::visible(ui, text.text, &text.font);
    let galley =
        ui.painter().layout_job(hostile::job(&shown, text.font.clone(), text.color, tokens, rect.width().max(0.0)));
    let size = galley.size();
    ui.painter().galley(pos2(rect.left(), (rect.center().y - size.y / 2.0).round()), galley, text.color);
    rect.left() + size.x
}

/// A text from the top of a place, broken at its width into so many lines at most; what is more is cut with `…`.
pub fn lines(ui: &Ui, rect: Rect, text: &Text<'_>, most: usize) {
    let shown = hostile::visible(ui, text.text, &text.font);
    let mut job = hostile::wrapped(&shown, text.font.clone(), text.color, theme::of(ui), rect.width().max(0.0));
    job.wrap.max_rows = most;
    let galley = ui.painter().layout_job(job);
    ui.painter().galley(rect.min, galley, text.color);
}

/// As [`at`], at a side or in the middle.
pub fn aligned(ui: &Ui, rect: Rect, text: &Text<'_>, align: egui::Align) {
    let tokens = theme::of(ui);
    let shown = hostile::visible(ui, text.text, &text.font);
    let galley =
        ui.painter().layout_job(hostile::job(&shown, text.font.clone(), text.color, tokens, rect.width().max(0.0)));
    let size = galley.size();
    let x = match align {
        egui::Align::Min => rect.left(),
        egui::Align::Center => rect.center().x - size.x / 2.0,
        egui::Align::Max => rect.right() - size.x,
    };
    ui.painter().galley(pos2(x.round(), (rect.center().y - size.y / 2.0).round()), galley, text.color);
}

/// Words in the middle of a place, read out, too: what is waited for, or why there is nothing.
pub fn told(ui: &mut Ui, rect: Rect, words: &str, color: Color32) {
    let shown = hostile::visible(ui, words, &theme::body());
    let job = hostile::wrapped(&shown, theme::body(), color, theme::of(ui), rect.width());
    ui.put(rect, egui::Label::new(job));
}

/// An actor's name without `agent:` and `tool:`, which most have; every other kind stays named.
pub fn short(name: &str) -> &str {
    name.strip_prefix("agent:").or(name.strip_prefix("tool:")).unwrap_or(name)
}

/// The heading of a group.
pub fn heading(ui: &mut Ui, text: &str) {
    let tokens = theme::of(ui);
    ui.label(egui::RichText::new(text).font(theme::small()).color(tokens.secondary));
}

/// A name and its value, side by side; the value is broken into lines where it is long.
pub fn pair(ui: &mut Ui, name: &str, value: &str, font: FontId, color: Color32) -> egui::Response {
    let tokens = theme::of(ui);
    let shown = hostile::visible(ui, value, &font);
    let width = (ui.available_width() - NAME).max(40.0);
    let galley = ui.painter().layout_job(hostile::wrapped(&shown, font, color, tokens, width));
    let height = galley.size().y.max(theme::LINE);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), egui::Sense::hover());
    let first = Rect::from_min_size(rect.min, vec2(NAME - 8.0, theme::LINE));
    at(ui, first, &Text::new(name, theme::body(), tokens.secondary));
    let drop = if galley.size().y < theme::LINE { (theme::LINE - galley.size().y) / 2.0 } else { 0.0 };
    ui.painter().galley(pos2(rect.left() + NAME, (rect.top() + drop).round()), galley, color);
    let said = format!("{name}: {shown}");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, said.clone()));
    response
}

/// A text over several lines, broken at the width.
pub fn paragraph(ui: &mut Ui, text: &str, font: FontId, color: Color32) {
    let tokens = theme::of(ui);
    let shown = hostile::visible(ui, text, &font);
    let width = ui.available_width();
    ui.add(egui::Label::new(hostile::wrapped(&shown, font, color, tokens, width)));
}

/// A text that can be clicked, broken at the width: where it leads often stands at its end.
pub fn link(ui: &mut Ui, text: &str, font: FontId, color: Color32) -> egui::Response {
    let tokens = theme::of(ui);
    let shown = hostile::visible(ui, text, &font).into_owned();
    let job = hostile::wrapped(&shown, font, color, tokens, ui.available_width());
    let response = ui.add(egui::Label::new(job).selectable(false).sense(egui::Sense::click()));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Link, true, &shown));
    if response.has_focus() {
        let rect = response.rect.expand(1.0);
        ui.painter().rect_stroke(rect, 2.0, egui::Stroke::new(2.0, tokens.accent), egui::StrokeKind::Outside);
    }
    response
}

/// Width of the names.
const NAME: f32 = 112.0;
