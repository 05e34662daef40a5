//! Choices, then the two lists around the record in focus, or the blast radius.

use super::blast::blast_ui;
use super::card;
use super::side::{Half, side_ui};
use super::state::{CausesIntent, Page};
use crate::case::Assurance;
use crate::gui::intent::Intent;
use crate::gui::paint::{self, Text};
use crate::gui::state::Desk;
use crate::gui::{hostile, theme};
use crate::view::causes::{Direct, Way};
use crate::view::words::{counted, one_line};
use egui::{Align, Frame, Layout, Margin, Panel, Rect, RichText, ScrollArea, Sense, Ui, vec2};

/// The page.
pub fn causes_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let mut out = tools_ui(ui, desk);
    let whole = ui.available_rect_before_wrap();
    let Some(focus) = desk.focus else {
        centred(ui, whole, "Choose a record to see what led to it and what followed");
        return out;
    };
    if desk.causes.page == Page::Blast {
        out.extend(blast_ui(ui, whole, desk));
        return out;
    }
    match &desk.causes.direct {
        Some(direct) => {
            let is_old = direct.focus.of.record.row != focus;
            if is_old && !desk.causes.busy {
                centred(ui, whole, "The links of this record could not be read; the notice says why");
            } else {
                out.extend(links_ui(ui, whole, desk, direct));
            }
            if is_old && desk.causes.busy {
                let line = Rect::from_min_size(whole.min, vec2(whole.width(), 2.0));
                ui.painter().rect_filled(line, 0.0, theme::of(ui).accent);
            }
        }
        None if desk.causes.busy => centred(ui, whole, "Reading the links"),
        None => centred(ui, whole, "The links of this record could not be read; the notice says why"),
    }
    out
}

/// Words in the middle of a page that has nothing else.
pub fn centred(ui: &mut Ui, rect: Rect, words: &str) {
    let text = Text::new(words, theme::body(), theme::of(ui).secondary);
    paint::aligned(ui, rect, &text, Align::Center);
    let response = ui.interact(rect, ui.scope_id().with("says"), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, words));
}

fn tools_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    let state = &desk.causes;
    let bar = Frame::new().fill(tokens.background).inner_margin(Margin::symmetric(10, 4));
    Panel::top("causes tools").resizable(false).frame(bar).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.set_height(26.0);
            ui.spacing_mut().item_spacing.x = 4.0;
            let mut choice = |ui: &mut Ui, word: &str, on: bool, intent: CausesIntent| {
                let shown = hostile::visible(ui, word, &theme::body()).into_owned();
                let response = ui.add(egui::Button::selectable(on, &shown).min_size(vec2(0.0, 24.0)));
                response.widget_info(|| egui::WidgetInfo::selected(egui::Role::RadioButton, true, on, &shown));
                if response.clicked() && !on {
                    out.push(Intent::Causes(intent));
                }
            };
            for (word, page) in [("Causes and consequences", Page::Links), ("Blast radius", Page::Blast)] {
                choice(ui, word, state.page == page, CausesIntent::Open(page, None));
            }
            if let (Page::Blast, Some(row)) = (state.page, desk.focus) {
                ui.separator();
                let case = &desk.opened.case;
                let agent = case.text(case.context(row).agent);
                let record = format!("Record {}", case.index(row));
                choice(ui, &record, !state.blast.of_agent, CausesIntent::OfAgent(false));
                choice(
                    ui,
                    &format!("All of {}", one_line(agent, NAME_CHARS)),
                    state.blast.of_agent,
                    CausesIntent::OfAgent(true),
                );
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let words = RichText::new(rests_on(desk)).font(theme::small()).color(tokens.secondary);
                ui.add(egui::Label::new(words).truncate()).on_hover_text(RESTS_ON);
            });
        });
    });
    out
}

/// What the page rests on.
fn rests_on(desk: &Desk) -> String {
    let failed = desk.opened.marks.get(Assurance::Failed as usize).copied().unwrap_or_default();
    match failed {
        0 => "Recorded links only".to_owned(),
        1 => "Recorded links only; 1 failed record is not followed".to_owned(),
        _ => format!("Recorded links only; {} are not followed", counted(failed as usize, "failed record")),
    }
}

const RESTS_ON: &str = "A link is a reference to another record, an answer to a message, or the name of a grant or an order that \
     an earlier record established. Nothing is inferred from times or texts. Where a check of a record failed, what it refers to is not followed. What no record links to is not found here; that \
     does not show that it did not happen.";

/// Characters of an agent's name on a button.
const NAME_CHARS: usize = 40;

/// What led to it, the record, what followed: each as high as it needs to be, or as there is room.
fn links_ui(ui: &mut Ui, whole: Rect, desk: &Desk, direct: &Direct) -> Vec<Intent> {
    let (before, after) = (Half::of(desk, direct, Way::Before), Half::of(desk, direct, Way::After));
    let card = card::height(direct);
    let (above, below) = (before.height(), after.height());
    if whole.height() < card + 2.0 * Half::LEAST && above + card + below > whole.height() {
        // Too low for two lists that scroll: the page does.
        let area = ScrollArea::vertical().id_salt("links").auto_shrink(false);
        let shown = area.show(ui, |ui| {
            let size = vec2(ui.available_width(), above + card + below);
            let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
            around_ui(ui, rect, desk, direct, (&before, &after), above)
        });
        return shown.inner;
    }
    let room = (whole.height() - card).max(0.0);
    let above = if above + below <= room { above } else { above.min((room - below).max(room / 2.0)) };
    around_ui(ui, whole, desk, direct, (&before, &after), above)
}

fn around_ui(
    ui: &mut Ui,
    whole: Rect,
    desk: &Desk,
    direct: &Direct,
    (before, after): (&Half<'_>, &Half<'_>),
    above: f32,
) -> Vec<Intent> {
    let (top, rest) = whole.split_top_bottom_at_y((whole.top() + above).round());
    let (middle, bottom) = rest.split_top_bottom_at_y(rest.top() + card::height(direct));
    let mut out = side_ui(ui, top, desk, before);
    card::card_ui(ui, middle, direct);
    out.extend(side_ui(ui, bottom, desk, after));
    out
}
