//! The verification banner: never hidden, above everything, in words, shape and colour.

use crate::gui::findings::Wish;
use crate::gui::hostile;
use crate::gui::intent::Intent;
use crate::gui::paint::{self, Text};
use crate::gui::state::{Desk, Job};
use crate::gui::theme::{self, Tokens};
use crate::verify::Verdict;
use crate::view::banner::Banner;
use crate::view::words::counted;
use crate::work::Stage;
use egui::accesskit::Role;
use egui::{Align, Color32, Layout, Rect, Ui, UiBuilder, pos2, vec2};

/// Its height.
pub const HEIGHT: f32 = 66.0;

/// The verdict on the chosen bundle, and on how many others it differs.
pub fn banner_ui(ui: &mut Ui, desk: &Desk, job: Option<&Job>) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let Some(banner) = desk.banner() else { return Vec::new() };
    let (color, back) = colors(banner.verdict, tokens);
    let rect = ui.max_rect();
    ui.painter().rect_filled(rect, 0.0, back);
    ui.painter().rect_filled(Rect::from_min_size(rect.min, vec2(4.0, rect.height())), 0.0, color);
    let role = if banner.verdict == Some(Verdict::Contradicted) { Role::Alert } else { Role::Status };
    let second = second_line(banner, desk, job);
    let said = format!("{} {} {}. {second}", banner.word, banner.bundle, banner.under);
    let mut out = Vec::new();
    let builder = UiBuilder::new().max_rect(rect).accessibility_role(role).accessibility_label(said);
    ui.scope_builder(builder, |ui| {
        let mut right = rect.right() - 12.0;
        let buttons = Rect::from_min_max(pos2(rect.center().x, rect.top()), pos2(right, rect.bottom()));
        let layout = Layout::right_to_left(Align::Center);
        ui.scope_builder(UiBuilder::new().max_rect(buttons).layout(layout), |ui| {
            out.extend(buttons_ui(ui, banner, desk, job.is_some()));
            right = ui.min_rect().left() - 12.0;
        });
        paint::verdict(ui.painter(), pos2(rect.left() + 24.0, rect.center().y), banner.verdict, tokens);
        words_ui(
            ui,
            banner,
            &second,
            Rect::from_min_max(pos2(rect.left() + 40.0, rect.top() + 7.0), pos2(right, rect.bottom())),
        );
    });
    out
}

fn words_ui(ui: &Ui, banner: &Banner, second: &str, rect: Rect) {
    let tokens = theme::of(ui);
    let line = Rect::from_min_size(rect.min, vec2(rect.width(), 20.0));
    let mut left = line.left();
    let parts = [
        (banner.word, theme::strong(), tokens.text),
        (banner.bundle.as_str(), theme::body(), tokens.text),
        (banner.under.as_str(), theme::body(), tokens.secondary),
    ];
    for (text, font, color) in parts {
        let place = Rect::from_min_max(pos2(left, line.top()), line.max);
        left = paint::at(ui, place, &Text::new(text, font, color)) + 8.0;
    }
    // Two lines: at 1280 the sentence is longer than one, and a verdict is not to be guessed from its beginning.
    let lines = Rect::from_min_max(pos2(rect.left(), rect.top() + 21.0), rect.max);
    paint::lines(ui, lines, &Text::new(second, egui::FontId::proportional(12.0), tokens.secondary), 2);
}

fn second_line(banner: &Banner, desk: &Desk, job: Option<&Job>) -> String {
    let mut out = String::new();
    if let Some(job) = job {
        let (done, total) = job.watch.progress();
        let share = (done.saturating_mul(100)).checked_div(total);
        let doing = match desk.opened.stage {
            Stage::Beginning => "Reading the rest",
            Stage::Glance | Stage::Whole => "Checking signatures",
        };
        out = share.map_or(format!("{doing}. "), |share| format!("{doing}, {share} %. "));
    }
    out.push_str(&banner.sentence);
    let others = desk.banners.iter().enumerate();
    let bad = others.filter(|(at, other)| *at != desk.bundle && other.verdict == Some(Verdict::Contradicted));
    let bad: Vec<&str> = bad.map(|(_, other)| other.bundle.as_str()).collect();
    match bad.as_slice() {
        [] => {}
        [one] => out.push_str(&format!(". Another bundle, {one}, is contradicted")),
        several => out.push_str(&format!(". {} are contradicted", counted(several.len(), "other bundle"))),
    }
    out
}

fn buttons_ui(ui: &mut Ui, banner: &Banner, desk: &Desk, running: bool) -> Vec<Intent> {
    let mut out = Vec::new();
    if ui.button("Copy statement").clicked() {
        let statement = hostile::written_out(&banner.statement(), |_| true).into_owned();
        out.push(Intent::Copy(statement));
    }
    if ui.button("Why?").clicked() {
        out.push(Intent::Findings(Wish::Why));
    }
    if let Some((row, index)) = banner.first
        && ui.button(format!("Go to record {index}")).clicked()
    {
        out.push(Intent::Reveal(row));
    }
    let untrusted = desk.opened.under.get(desk.bundle).is_some_and(Option::is_none);
    if !running && (untrusted || banner.verdict == Some(Verdict::Undecidable)) && ui.button("Trust…").clicked() {
        out.push(Intent::TrustAgain);
    }
    if running && ui.button("Stop checking").clicked() {
        out.push(Intent::StopOpening);
    }
    out
}

fn colors(verdict: Option<Verdict>, tokens: &Tokens) -> (Color32, Color32) {
    match verdict {
        Some(Verdict::Verified) => (tokens.verified, tokens.panel),
        Some(Verdict::Contradicted) => (tokens.failed, tokens.failed_back),
        Some(Verdict::Undecidable) => (tokens.warning, tokens.warning_back),
        None => (tokens.secondary, tokens.panel),
    }
}
