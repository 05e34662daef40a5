//! One row of a comparison: signs, numbers, marks and words; what differs is told by sign, bar and word, and tinted besides.

use super::CompareIntent;
use super::places::{MARK, NAME, Places, side_words};
use super::sheet::{FACT_PAD, Piece, Row};
use crate::gui::hostile;
use crate::gui::intent::Intent;
use crate::gui::paint::{self, Text};
use crate::gui::state::Desk;
use crate::gui::theme::{self, Tokens};
use crate::view::compare::{Cell, Compared, Line, Of, Pair, Shown, Standing};
use crate::view::words::counted;
use egui::text::{LayoutJob, TextFormat};
use egui::{
    Align, Color32, CursorIcon, Painter, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2,
    vec2,
};

/// Draws a row; gives what was clicked.
pub fn row_ui(
    ui: &mut Ui,
    origin: f32,
    row: &Row,
    compared: &Compared,
    places: &Places,
    desk: &Desk,
) -> Option<Intent> {
    let top = (origin + row.top).round();
    let rect = Rect::from_min_size(pos2(places.whole.left(), top), vec2(places.whole.width(), row.height));
    let (at, only) = match row.shown {
        Shown::Skipped(at, count) => return skipped_ui(ui, rect, (at, count), compared),
        Shown::Line(at) => (at, None),
        Shown::Half(at, side) => (at, Some(side)),
    };
    match compared.lines.get(at)? {
        Line::Heading(words, records) => {
            heading_ui(ui, rect, at, (words, records), places);
            None
        }
        line @ (Line::Note(..) | Line::Gone(..)) => {
            note_ui(ui, rect, at, line.note()?, places);
            None
        }
        Line::Pair(pair) => {
            let spot = Spot { rect, at, only, places };
            if !places.unified {
                let middle = places.side(1, rect).left();
                ui.painter().vline(middle, rect.y_range(), Stroke::new(1.0, theme::of(ui).hairline));
            }
            match pair.of {
                Of::Text => text_ui(ui, &spot, pair, row),
                Of::Fact(name) => return fact_ui(ui, &spot, pair, name),
                Of::Step => return step_ui(ui, &spot, pair, desk),
            }
            None
        }
    }
}

/// Where a pair is drawn.
struct Spot<'p> {
    rect: Rect,
    at: usize,
    /// Only this side.
    only: Option<usize>,
    places: &'p Places,
}

impl Spot<'_> {
    /// The sides that are drawn, with their places.
    fn sides(&self) -> impl Iterator<Item = (usize, Rect)> {
        let wanted = move |side: &usize| self.only.is_none_or(|only| only == *side);
        [0, 1].into_iter().filter(wanted).map(|side| (side, self.places.side(side, self.rect)))
    }

    fn interact(&self, ui: &Ui, place: Rect, part: (usize, usize), sense: Sense) -> Response {
        ui.interact(place, ui.scope_id().with(("compared", self.at, part)), sense)
    }
}

fn said(ui: &Ui, response: &Response, role: Role, words: &str) {
    let words = hostile::visible(ui, words, &theme::body()).into_owned();
    response.widget_info(|| WidgetInfo::labeled(role, true, &words));
}

fn skipped_ui(ui: &Ui, rect: Rect, (at, count): (usize, usize), compared: &Compared) -> Option<Intent> {
    let tokens = theme::of(ui);
    let what = match compared.lines.get(at) {
        Some(Line::Pair(Pair { of: Of::Step, .. })) => "step",
        _ => "line",
    };
    let words = format!("{} alike: show all", counted(count, what));
    let response = ui.interact(rect, ui.scope_id().with(("skipped", at)), Sense::click());
    said(ui, &response, Role::Button, &words);
    let back = if response.hovered() { tokens.raised } else { tokens.panel };
    ui.painter().rect_filled(rect.shrink2(vec2(0.0, 1.0)), 0.0, back);
    paint::aligned(ui, rect, &Text::new(&words, theme::small(), tokens.secondary), Align::Center);
    focus_ring(ui, &response, rect);
    response.on_hover_cursor(CursorIcon::PointingHand).clicked().then_some(Intent::Compare(CompareIntent::Whole(true)))
}

fn focus_ring(ui: &Ui, response: &Response, rect: Rect) {
    if response.has_focus() {
        let stroke = Stroke::new(2.0, theme::of(ui).accent);
        ui.painter().rect_stroke(rect.shrink(1.0), 2.0, stroke, StrokeKind::Inside);
    }
}

fn heading_ui(
    ui: &Ui,
    rect: Rect,
    at: usize,
    (words, records): (&str, &[Option<crate::view::mention::Mention>; 2]),
    places: &Places,
) {
    let tokens = theme::of(ui);
    let has = records.iter().any(Option::is_some);
    let low = if has { theme::LINE } else { 0.0 };
    let line = Rect::from_min_max(rect.min + vec2(theme::PAD, 8.0), pos2(rect.right() - 8.0, rect.bottom() - low));
    paint::at(ui, line, &Text::new(words, theme::strong(), tokens.text));
    let mut all = vec![words.to_owned()];
    for (side, record) in records.iter().enumerate() {
        let Some(record) = record else { continue };
        let half = if places.unified {
            let (left, right) = rect.split_left_right_at_fraction(0.5);
            if side == 0 { left } else { right }
        } else {
            places.side(side, rect)
        };
        let place = Rect::from_min_max(pos2(half.left() + theme::PAD, rect.bottom() - low), half.max);
        paint::mark(ui.painter(), pos2(place.left() + 5.0, place.center().y - 1.0), record.mark, tokens);
        let text = Rect::from_min_max(place.min + vec2(MARK, -2.0), place.max - vec2(8.0, 2.0));
        // The log stands above.
        let words = format!("in record {} ({})", record.seq, record.mark.word());
        paint::at(ui, text, &Text::new(&words, theme::small(), tokens.secondary));
        all.push(format!("{}{words}", side_words(Some(side)).to_lowercase()));
    }
    let response = ui.interact(rect, ui.scope_id().with(("compare heading", at)), Sense::hover());
    said(ui, &response, Role::Heading, &all.join(", "));
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.hairline));
}

fn note_ui(ui: &Ui, rect: Rect, at: usize, (side, text): (Option<usize>, &str), places: &Places) {
    let tokens = theme::of(ui);
    let place = side.map_or(rect, |side| places.side(side, rect));
    let galley = places.note(ui, side, text);
    let mut left = place.left() + theme::PAD;
    if side.is_some() {
        let centre = pos2(left + 5.0, place.top() + 12.0);
        paint::verdict(ui.painter(), centre, Some(crate::verify::Verdict::Undecidable), tokens);
        left += MARK;
    }
    ui.painter().galley(pos2(left, place.top() + 4.0), galley, tokens.secondary);
    let response = ui.interact(place, ui.scope_id().with(("compare note", at)), Sense::hover());
    said(ui, &response, Role::Label, &format!("{}{text}", side_words(side)));
}

/// What lies behind a side, and its sign.
fn ground(ui: &Ui, spot: &Spot<'_>, pair: &Pair, (side, place): (usize, Rect), sign_at: Option<Pos2>) {
    let tokens = theme::of(ui);
    let here = pair.cells.get(side).is_some_and(Option::is_some);
    match (pair.standing, here) {
        (Standing::Alike, _) => {}
        // Nothing on this side: hatched, so that it is not taken for an empty line.
        (_, false) => hatched(ui.painter(), place, tokens),
        (Standing::NotCompared, true) => {}
        (Standing::Differs, true) => {
            let (back, color) =
                if side == 0 { (tokens.failed_back, tokens.failed) } else { (tokens.added_back, tokens.verified) };
            // A fact is another one, not taken away or added: the bar says that it differs.
            let is_fact = matches!(pair.of, Of::Fact(_));
            ui.painter().rect_filled(place, 0.0, if is_fact { tokens.raised } else { back });
            if let Some(at) = sign_at.filter(|_| !is_fact || spot.only.is_some()) {
                sign(ui.painter(), at, side == 1, color);
            }
        }
    }
    if pair.standing == Standing::Differs && side == spot.only.unwrap_or(0) {
        let edge = Rect::from_min_size(spot.rect.min, vec2(3.0, spot.rect.height()));
        ui.painter().rect_filled(edge, 0.0, tokens.warning);
    }
}

fn hatched(painter: &Painter, place: Rect, tokens: &Tokens) {
    painter.rect_filled(place, 0.0, tokens.panel);
    let painter = painter.with_clip_rect(place.intersect(painter.clip_rect()));
    let step = 8.0;
    // Lines that meet those of the rows above and below.
    let shift = place.top().rem_euclid(step);
    let mut x = (place.left() / step).floor() * step - place.height() - shift;
    while x < place.right() {
        let from = pos2(x, place.bottom());
        painter.line_segment([from, from + vec2(place.height(), -place.height())], Stroke::new(1.0, tokens.hairline));
        x += step;
    }
}

/// A plus or a minus.
pub fn sign(painter: &Painter, at: Pos2, plus: bool, color: Color32) {
    let stroke = Stroke::new(1.6, color);
    painter.line_segment([at - vec2(4.0, 0.0), at + vec2(4.0, 0.0)], stroke);
    if plus {
        painter.line_segment([at - vec2(0.0, 4.0), at + vec2(0.0, 4.0)], stroke);
    }
}

fn standing_word(pair: &Pair, side: usize) -> &'static str {
    match (pair.standing, side) {
        (Standing::Alike, _) => "alike",
        (Standing::NotCompared, _) => "not compared",
        (Standing::Differs, 0) => "removed",
        (Standing::Differs, _) => "added",
    }
}

fn text_ui(ui: &Ui, spot: &Spot<'_>, pair: &Pair, row: &Row) {
    let tokens = theme::of(ui);
    let mut words = Vec::new();
    for (side, place) in spot.sides() {
        let first = row.part == 0;
        let sign_at = pos2(place.left() + spot.places.gutter - 11.0, place.center().y);
        ground(ui, spot, pair, (side, place), first.then_some(sign_at));
        let cell = pair.cells.get(side).and_then(Option::as_ref);
        let Some((cell, piece)) = cell.zip(row.pieces.get(side).and_then(Option::as_ref)) else { continue };
        if let Some(number) = cell.number.filter(|_| first) {
            number_at(ui, spot.places, place, number);
        }
        let galley = ui.painter().layout_job(job(piece, side, tokens));
        let top = (place.center().y - galley.size().y / 2.0).round();
        ui.painter().galley(pos2(place.left() + spot.places.gutter, top), galley, tokens.text);
        let text: String = piece.iter().map(|(text, _)| text.as_str()).collect();
        if pair.standing == Standing::Alike && side == 0 && spot.only.is_none() {
            continue;
        }
        words.push(match (first, cell.number) {
            (true, Some(number)) => format!("{} line {number}: {text}", standing_word(pair, side)),
            _ => text,
        });
    }
    let response = spot.interact(ui, spot.rect, (row.part, 2), Sense::hover());
    // Made visible when it was broken.
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words.join("; ")));
}

fn number_at(ui: &Ui, places: &Places, place: Rect, number: u64) {
    let tokens = theme::of(ui);
    let right = Rect::from_min_max(place.min, pos2(place.left() + places.gutter - 20.0, place.bottom()));
    paint::aligned(ui, right, &Text::new(&number.to_string(), theme::mono(), tokens.secondary), Align::Max);
}

/// The words of a piece; those that the other side lacks are underlined.
fn job(piece: &Piece, side: usize, tokens: &Tokens) -> LayoutJob {
    let mut job = LayoutJob { break_on_newline: false, ..LayoutJob::default() };
    let line = if side == 0 { tokens.failed } else { tokens.verified };
    for (text, differs) in piece {
        let underline = if *differs { Stroke::new(2.0, line) } else { Stroke::NONE };
        let plain = TextFormat { font_id: theme::mono(), color: tokens.text, underline, ..TextFormat::default() };
        hostile::append(&mut job, text, &plain, tokens);
    }
    job
}

fn fact_ui(ui: &Ui, spot: &Spot<'_>, pair: &Pair, name: &'static str) -> Option<Intent> {
    let tokens = theme::of(ui);
    let mut out = None;
    for (side, place) in spot.sides() {
        let left = spot.places.fact_left(side);
        let tinted = Rect::from_min_max(pos2(place.left() + left - 18.0, place.top()), place.max);
        let sign_at = pos2(place.left() + left - 9.0, place.top() + 12.0);
        ground(ui, spot, pair, (side, tinted), Some(sign_at));
        // One below the other, the name stands once.
        let again = pair.standing != Standing::Alike && pair.cells.first().is_some_and(Option::is_some);
        if spot.only.map_or(side == 0, |only| only == 0 || !again) {
            let first =
                Rect::from_min_size(place.min + vec2(theme::PAD, 3.0), vec2(NAME - theme::PAD - 4.0, theme::LINE));
            paint::at(ui, first, &Text::new(name, theme::body(), tokens.secondary));
        }
        let Some(cell) = pair.cells.get(side).and_then(Option::as_ref) else { continue };
        let galley = spot.places.fact(ui, side, cell);
        let mut at = pos2(place.left() + left, (place.top() + FACT_PAD / 2.0 + 1.0).round());
        if let Some((_, mark)) = cell.record {
            paint::mark(ui.painter(), pos2(at.x + 5.0, place.top() + 12.0), mark, tokens);
            at.x += MARK;
        }
        ui.painter().galley(at, galley, tokens.text);
        let sense = if cell.record.is_some() { Sense::click() } else { Sense::hover() };
        let response = spot.interact(ui, tinted, (0, side), sense);
        let named = if name.is_empty() { String::new() } else { format!("{name}, ") };
        let words = format!("{named}{}: {}", side_word(pair, side), cell.text());
        said(ui, &response, if cell.record.is_some() { Role::Link } else { Role::Label }, &words);
        focus_ring(ui, &response, tinted);
        if let Some((row, _)) = cell.record
            && response.on_hover_cursor(CursorIcon::PointingHand).on_hover_text("Go to the record").clicked()
        {
            out = Some(Intent::Focus(row));
        }
    }
    out
}

fn side_word(pair: &Pair, side: usize) -> &'static str {
    match (pair.standing, side) {
        (Standing::Alike, _) => "alike",
        (_, 0) => "left",
        _ => "right",
    }
}

fn step_ui(ui: &Ui, spot: &Spot<'_>, pair: &Pair, desk: &Desk) -> Option<Intent> {
    let tokens = theme::of(ui);
    let mut out = None;
    for (side, place) in spot.sides() {
        let gutter = spot.places.gutter;
        ground(ui, spot, pair, (side, place), Some(pos2(place.left() + gutter - 11.0, place.center().y)));
        let Some(cell) = pair.cells.get(side).and_then(Option::as_ref) else { continue };
        let Some((row, mark)) = cell.record else { continue };
        let response = spot.interact(ui, place, (0, side), Sense::click());
        let words = format!(
            "{} step, record {}, {}: {}",
            standing_word(pair, side),
            cell.number.unwrap_or_default(),
            mark.word(),
            cell.text()
        );
        said(ui, &response, Role::Row, &words);
        if desk.focus == Some(row) {
            ui.painter().rect_filled(place.shrink2(vec2(3.0, 1.0)), 0.0, tokens.selection);
        } else if response.hovered() {
            let stroke = Stroke::new(1.0, tokens.dim);
            ui.painter().rect_stroke(place.shrink(1.0), 0.0, stroke, StrokeKind::Inside);
        }
        focus_ring(ui, &response, place);
        if let Some(number) = cell.number {
            number_at(ui, spot.places, place, number);
        }
        paint::mark(ui.painter(), pos2(place.left() + gutter + 6.0, place.center().y), mark, tokens);
        let clock = Rect::from_min_max(pos2(place.right() - CLOCK, place.top()), place.max - vec2(8.0, 0.0));
        paint::aligned(ui, clock, &Text::new(&cell.aside, theme::small(), tokens.secondary), Align::Max);
        let said = Rect::from_min_max(
            pos2(place.left() + gutter + MARK + 4.0, place.top()),
            pos2(clock.left() - 6.0, place.bottom()),
        );
        step_words(ui, said, cell, side);
        if response.on_hover_cursor(CursorIcon::PointingHand).clicked() {
            out = Some(Intent::Focus(row));
        }
    }
    out
}

/// Who, to whom, what; cut at the width with `…`.
fn step_words(ui: &Ui, place: Rect, cell: &Cell, side: usize) {
    let tokens = theme::of(ui);
    let line = if side == 0 { tokens.failed } else { tokens.verified };
    let mut job = LayoutJob::default();
    for span in &cell.spans {
        let shown = hostile::visible(ui, &span.text, &theme::body());
        let underline = if span.differs { Stroke::new(2.0, line) } else { Stroke::NONE };
        let plain = TextFormat { font_id: theme::body(), color: tokens.text, underline, ..TextFormat::default() };
        hostile::append(&mut job, &shown, &plain, tokens);
    }
    job.wrap = egui::text::TextWrapping {
        max_width: place.width().max(0.0),
        max_rows: 1,
        break_anywhere: true,
        ..Default::default()
    };
    job.break_on_newline = false;
    let galley = ui.painter().layout_job(job);
    ui.painter().galley(pos2(place.left(), (place.center().y - galley.size().y / 2.0).round()), galley, tokens.text);
}

/// Room for the time of a step.
const CLOCK: f32 = 84.0;
