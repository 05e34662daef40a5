//! A check as a card: its result in shape, word and colour, what went in, expected, found, the rule, and the command.

use crate::gui::intent::Intent;
use crate::gui::lines;
use crate::gui::paint::{self, Text};
use crate::gui::theme::{self, Tokens};
use crate::verify::Verdict;
use crate::view::proof::{Check, Outcome};
use crate::view::words::counted;
use egui::{Color32, Frame, Margin, Rect, Sense, Stroke, Ui, pos2, vec2};

/// The card.
pub fn check_ui(ui: &mut Ui, check: &Check) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    card(tokens).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 1.0;
        title_ui(ui, check);
        let values = [("Input", &check.input), ("Expected", &check.expected), ("Found", &check.found)];
        for (name, value) in values {
            paint::pair(ui, name, value, theme::body(), tokens.text);
        }
        paint::pair(ui, "Rule", check.rule, theme::body(), tokens.secondary);
        match &check.command {
            Ok(command) => out.extend(command_ui(ui, &check.name, command)),
            Err(why) => drop(paint::pair(ui, "Command", why, theme::body(), tokens.secondary)),
        }
        if let Some((row, index)) = check.record
            && ui.button(format!("Go to record {index}")).clicked()
        {
            out.push(Intent::Reveal(row));
        }
    });
    ui.add_space(4.0);
    out
}

/// The frame of a card.
pub fn card(tokens: &Tokens) -> Frame {
    Frame::new()
        .fill(tokens.panel)
        .stroke(Stroke::new(1.0, tokens.hairline))
        .corner_radius(theme::RADIUS)
        .inner_margin(Margin::symmetric(12, 8))
}

fn title_ui(ui: &mut Ui, check: &Check) {
    let tokens = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 22.0), Sense::hover());
    paint::verdict(ui.painter(), pos2(rect.left() + 7.0, rect.center().y), verdict(check.outcome), tokens);
    let name = Rect::from_min_max(pos2(rect.left() + 20.0, rect.top()), pos2(rect.right() - 80.0, rect.bottom()));
    paint::at(ui, name, &Text::new(&check.name, theme::strong(), tokens.text));
    let word = Text::new(check.outcome.word(), theme::body(), color(check.outcome, tokens));
    paint::aligned(ui, rect, &word, egui::Align::Max);
    let said = check.words();
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &said));
}

/// The whole command, and a button that copies it.
pub fn command_ui(ui: &mut Ui, name: &str, command: &str) -> Option<Intent> {
    let tokens = theme::of(ui);
    ui.add_space(4.0);
    let mut out = None;
    ui.horizontal(|ui| {
        ui.label(egui::RichText::new("Command to repeat it").color(tokens.secondary));
        out = copy_ui(ui, "Copy command", &format!("Copy command: {name}"), command);
    });
    lines::command_ui(ui, name, command, COMMAND_HEIGHT);
    out
}

/// A button that copies a text.
pub fn copy_ui(ui: &mut Ui, word: &str, said: &str, text: &str) -> Option<Intent> {
    let response = ui.add(egui::Button::new(word).small());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, said));
    response.clicked().then(|| Intent::Copy(text.to_owned()))
}

/// How many hold, fail and were not tested, in words.
pub fn tally(checks: &[Check]) -> String {
    let of = |outcome| checks.iter().filter(|check| check.outcome == outcome).count();
    let (fails, open) = (of(Outcome::Fails), of(Outcome::NotTested));
    let mut out = counted(checks.len(), "check");
    out.push_str(&format!(", {} hold", of(Outcome::Holds)));
    if fails > 0 {
        out.push_str(&format!(", {fails} fail"));
    }
    if open > 0 {
        out.push_str(&format!(", {open} not tested"));
    }
    out
}

/// The shape of an outcome is that of the verdict that it would make.
pub fn verdict(outcome: Outcome) -> Option<Verdict> {
    Some(match outcome {
        Outcome::Holds => Verdict::Verified,
        Outcome::Fails => Verdict::Contradicted,
        Outcome::NotTested => Verdict::Undecidable,
    })
}

fn color(outcome: Outcome, tokens: &Tokens) -> Color32 {
    match outcome {
        Outcome::Holds => tokens.verified,
        Outcome::Fails => tokens.failed,
        Outcome::NotTested => tokens.warning,
    }
}

/// Height of a command before it scrolls by itself.
const COMMAND_HEIGHT: f32 = 10.0 * theme::LINE;
