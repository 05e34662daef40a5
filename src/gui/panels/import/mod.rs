//! The page on which an opening is chosen. Everything on it has a default, so that Enter is enough to have a look.

mod files;
mod place;
mod trust;

use crate::gui::hostile;
use crate::gui::importing::{Page, Source, Wish};
use crate::gui::intent::Intent;
use crate::gui::theme;
use crate::view::words::counted;
use egui::{Align, Button, CentralPanel, Frame, Key, Layout, Margin, Panel, RichText, ScrollArea, Ui, UiBuilder, vec2};

/// The page.
pub fn import_ui(ui: &mut Ui, page: &Page) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    let bar = Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(16, 0));
    Panel::bottom("import start").exact_size(56.0).frame(bar).show(ui, |ui| out.extend(start_ui(ui, page)));
    let whole = Frame::new().fill(tokens.background);
    CentralPanel::no_frame().frame(whole).show(ui, |ui| {
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            let width = (ui.available_width() - 32.0).min(WIDTH);
            let side = (ui.available_width() - width) / 2.0;
            let column = ui.max_rect().translate(vec2(side, TOP)).with_max_x(ui.max_rect().left() + side + width);
            let builder = UiBuilder::new().max_rect(column).layout(Layout::top_down(Align::Min));
            ui.scope_builder(builder, |ui| {
                ui.spacing_mut().item_spacing.y = 6.0;
                ui.label(RichText::new(title(page)).font(theme::title()).color(tokens.text));
                out.extend(files::files_ui(ui, page));
                out.extend(trust::trust_ui(ui, page));
                if matches!(page.source, Source::Bundles(_)) && !page.again {
                    out.extend(place::place_ui(ui, page));
                }
                ui.add_space(TOP);
            });
        });
    });
    out.into_iter().map(Intent::Import).collect()
}

fn title(page: &Page) -> String {
    match &page.source {
        _ if page.again => "Trust".to_owned(),
        Source::Bundles(paths) => format!("Open {}", counted(paths.len(), "bundle")),
        _ => "Open".to_owned(),
    }
}

fn start_ui(ui: &mut Ui, page: &Page) -> Vec<Wish> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    let obstacle = page.obstacle();
    let word = match (&page.into, page.again) {
        (_, true) => "Verify again",
        (Some(_), _) => "Open and keep in the case",
        (None, _) => "Open",
    };
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let button = Button::new(RichText::new(word).font(theme::strong()).color(tokens.text))
            .fill(tokens.selection)
            .shortcut_text(RichText::new("Enter").color(tokens.secondary))
            .min_size(vec2(180.0, 32.0));
        if ui.add_enabled(obstacle.is_none(), button).clicked() {
            out.push(Wish::Start);
        }
        if ui
            .add(
                Button::new("Back")
                    .shortcut_text(RichText::new("Esc").color(tokens.secondary))
                    .min_size(vec2(90.0, 32.0)),
            )
            .clicked()
        {
            out.push(Wish::Back);
        }
        let said = obstacle.map_or_else(|| outlook(page), str::to_owned);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let color = if obstacle.is_some() { tokens.warning } else { tokens.secondary };
            ui.add(egui::Label::new(RichText::new(said).color(color)).truncate());
        });
    });
    let free = ui.ctx().memory(|memory| memory.focused().is_none());
    if free && obstacle.is_none() && ui.input(|input| input.key_pressed(Key::Enter)) {
        out.push(Wish::Start);
    }
    if ui.input(|input| input.key_pressed(Key::Escape)) {
        out.push(Wish::Back);
    }
    out
}

/// What comes of it, before it is done.
fn outlook(page: &Page) -> String {
    let Some(weighed) = &page.weighed else { return String::new() };
    if weighed.fits_all() {
        return "The records can be read at once; signatures are checked meanwhile".to_owned();
    }
    "The records can be read; the verdict will be Undecidable, as no key of the log is trusted".to_owned()
}

/// The heading of a part of the page.
fn part(ui: &mut Ui, word: &str) {
    let tokens = theme::of(ui);
    ui.add_space(14.0);
    ui.label(RichText::new(word).font(theme::strong()).color(tokens.text));
    ui.separator();
}

/// A sentence, broken into lines; it may hold text from outside.
fn sentence(ui: &mut Ui, text: &str, color: egui::Color32) {
    let tokens = theme::of(ui);
    let shown = hostile::visible(ui, text, &theme::body()).into_owned();
    let width = ui.available_width();
    let builder = UiBuilder::new().layout(Layout::top_down(Align::Min));
    ui.scope_builder(builder, |ui| {
        ui.add(egui::Label::new(hostile::wrapped(&shown, theme::body(), color, tokens, width)))
    });
}

/// A field with a name.
fn field(ui: &mut Ui, name: &str, text: &mut String, width: f32) -> egui::Response {
    let tokens = theme::of(ui);
    let frame = Frame::new()
        .fill(tokens.panel)
        .stroke(egui::Stroke::new(1.0, tokens.hairline))
        .corner_radius(theme::RADIUS)
        .inner_margin(Margin::symmetric(8, 5));
    let edit = egui::TextEdit::singleline(text).font(theme::mono()).frame(frame).desired_width(width - 18.0);
    let response = edit.show(ui).response.response;
    let (said, value) = (name.to_owned(), text.clone());
    response.widget_info(move || {
        let mut info = egui::WidgetInfo::text_edit(true, value.clone(), value.clone(), "");
        info.label = Some(said.clone());
        info
    });
    response
}

const WIDTH: f32 = 760.0;
const TOP: f32 = 24.0;
