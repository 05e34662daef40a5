//! The record in the middle: what it says, and those of its links that lead nowhere.

use crate::case::Assurance;
use crate::gui::paint::{self, Text, short};
use crate::gui::{hostile, theme};
use crate::view::causes::{Direct, Entry};
use crate::view::words::{counted, instant};
use egui::{Rect, Sense, Stroke, Ui, pos2, vec2};

/// Height of the card of a record.
pub fn height(direct: &Direct) -> f32 {
    let lost = direct.focus.lost.len();
    let told = lost.min(LOST) + usize::from(lost > LOST) + usize::from(note(&direct.focus).is_some());
    PAD + 2.0 * LINE + told as f32 * LINE + PAD
}

/// The card.
pub fn card_ui(ui: &mut Ui, rect: Rect, direct: &Direct) {
    let tokens = theme::of(ui);
    let entry = &direct.focus;
    let of = &entry.of;
    let painter = ui.painter();
    painter.rect_filled(rect, 0.0, tokens.selection);
    painter.rect_filled(Rect::from_min_size(rect.min, vec2(3.0, rect.height())), 0.0, tokens.accent);
    let line = |nth: usize| {
        let top = rect.top() + PAD + nth as f32 * LINE;
        Rect::from_min_max(pos2(rect.left() + 12.0, top), pos2(rect.right() - 12.0, top + LINE))
    };
    let first = line(0);
    paint::mark(painter, pos2(first.left() + 5.0, first.center().y), of.record.mark, tokens);
    let name = format!("Record {}", of.record.seq);
    let after = |left: f32| Rect::from_min_max(pos2(left, first.top()), first.max);
    let end = paint::at(ui, after(first.left() + 18.0), &Text::new(&name, theme::strong(), tokens.text));
    let mark = of.record.mark.word();
    let end = paint::at(ui, after(end + 10.0), &Text::new(mark, theme::body(), color(of.record.mark, tokens)));
    let who = format!("{} \u{b7} {} \u{b7} {}", of.kind, short(&of.from), instant(entry.time));
    paint::at(ui, after(end + 10.0), &Text::new(&who, theme::body(), tokens.secondary));
    paint::at(ui, line(1), &Text::new(&of.summary, theme::body(), tokens.text));
    let mut nth = 2;
    let mut told = Vec::new();
    if let Some(note) = note(entry) {
        paint::at(ui, line(nth), &Text::new(note, theme::body(), tokens.failed));
        told.push(note.to_owned());
        nth += 1;
    }
    for lost in entry.lost.iter().take(LOST) {
        let place = line(nth);
        paint::mark(ui.painter(), pos2(place.left() + 5.0, place.center().y), Assurance::Missing, tokens);
        let words = format!("It {}", lost.words());
        let beside = Rect::from_min_max(pos2(place.left() + 18.0, place.top()), place.max);
        paint::at(ui, beside, &Text::new(&words, theme::body(), tokens.failed));
        told.push(words);
        nth += 1;
    }
    if let Some(more) = entry.lost.len().checked_sub(LOST).filter(|more| *more > 0) {
        let words = format!("{} to records that are not here", counted(more, "more link"));
        paint::at(ui, line(nth), &Text::new(&words, theme::body(), tokens.failed));
        told.push(words);
    }
    let said = format!("In focus: record {}, {mark}, {who}: {}. {}", of.record.seq, of.summary, told.join(". "));
    let said = hostile::visible(ui, &said, &theme::body()).into_owned();
    let response = ui.interact(rect, ui.scope_id().with("focus card"), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &said));
    let edge = Stroke::new(1.0, tokens.hairline);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, edge);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, edge);
}

/// What a mark means for the links.
fn note(entry: &Entry) -> Option<&'static str> {
    (entry.of.record.mark == Assurance::Failed)
        .then_some("A check of this record failed: what it refers to is what it says, and no more")
}

fn color(mark: Assurance, tokens: &theme::Tokens) -> egui::Color32 {
    match mark {
        Assurance::Verified => tokens.verified,
        Assurance::Unchecked | Assurance::Withheld => tokens.secondary,
        Assurance::Missing | Assurance::Failed => tokens.failed,
    }
}

/// Links that lead nowhere which are told one by one.
const LOST: usize = 4;
const LINE: f32 = 20.0;
const PAD: f32 = 7.0;
