//! The rows of a chart: arrows, diamonds, bars of grants. A row that was not read yet is empty, never a wrong one.

use super::tab::Sheet;
use crate::bundle::Time;
use crate::case::{Assurance, Row};
use crate::gui::hover::{self, Source};
use crate::gui::paint::{self, Text};
use crate::gui::state::Desk;
use crate::gui::theme::{self, ROW, Tokens};
use crate::gui::{hostile, table};
use crate::view::graph::Ending;
use crate::view::sequence::{Bar, Line, What};
use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, Ui, UiBuilder, pos2, vec2};

/// The rows in sight; gives the record of one that was chosen.
pub fn rows_ui(ui: &mut Ui, body: Rect, desk: &Desk, sheet: &Sheet<'_>) -> Option<Row> {
    let mut out = None;
    let state = &desk.sequence;
    let visible = state.anchor.visible(sheet.chart.len() as u64, body.height());
    ui.scope_builder(UiBuilder::new().max_rect(body), |ui| {
        ui.shrink_clip_rect(body);
        let lanes = ui.painter_at(sheet.room(body));
        for rank in visible.clone() {
            let rect =
                Rect::from_min_size(pos2(body.left(), top_of(rank, state.anchor, body)), vec2(body.width(), ROW));
            let line = read(desk, rank);
            let on = line.is_some() && line.map(|line| line.step.row) == desk.focus;
            let elsewhere = desk.hover.as_ref().filter(|(source, _)| *source != Source::Sequence);
            let met = |line: &Line| elsewhere.is_some_and(|(_, hover)| hover.has(&desk.opened.case, line.step.row));
            if line.is_some_and(met) {
                hover::mark(ui, rect);
            }
            if ground_ui(ui, rect, rank, line, on) {
                out = line.map(|line| line.step.row);
            }
        }
        lifelines(ui, &lanes, body, sheet);
        for bar in state.stretch.iter().flat_map(|stretch| &stretch.bars) {
            grant(ui, &lanes, body, (desk, sheet), bar);
        }
        for rank in visible {
            let Some(line) = read(desk, rank) else { continue };
            let rect =
                Rect::from_min_size(pos2(body.left(), top_of(rank, state.anchor, body)), vec2(body.width(), ROW));
            if is_in_sight(sheet, line) {
                happened(ui, &lanes, rect, sheet, line);
            } else if sheet.words.is_none() {
                // What happens beside the lifelines in sight is said in words, so that no row looks empty.
                let place = sheet.room(rect).shrink2(vec2(8.0, 0.0));
                words(ui, &lanes, place, line, theme::of(ui).secondary);
            }
            texts(ui, rect, sheet, line);
        }
    });
    out
}

/// Whether one of the lifelines that a record is about is in sight.
fn is_in_sight(sheet: &Sheet<'_>, line: &Line) -> bool {
    let alone = matches!(line.step.what, What::Decision { .. });
    let lanes = if alone { line.step.at.into_iter().collect() } else { line.step.lanes() };
    lanes.iter().any(|lane| sheet.lanes.shown.contains(lane))
}

/// The words of a row, which were made visible before.
fn words(ui: &Ui, painter: &Painter, cell: Rect, line: &Line, color: Color32) {
    let shown = hostile::drawable(ui, &line.words, &theme::body());
    let galley = painter.layout_job(hostile::job(&shown, theme::body(), color, theme::of(ui), cell.width()));
    painter.galley(pos2(cell.left(), (cell.center().y - galley.size().y / 2.0).round()), galley, color);
}

/// Upper edge of a row. Ranks are subtracted as whole numbers: an `f32` cannot tell two large ones apart.
fn top_of(rank: u64, anchor: table::Anchor, body: Rect) -> f32 {
    (body.top() + (rank as i64 - anchor.top as i64) as f32 * ROW - anchor.sub).round()
}

/// The record whose row lies under a point.
pub fn row_at(desk: &Desk, body: Rect, at: Pos2) -> Option<Row> {
    let anchor = desk.sequence.anchor;
    let down = ((at.y - body.top() + anchor.sub) / ROW).floor();
    let rank = anchor.top.checked_add(if down < 0.0 { return None } else { down as u64 })?;
    read(desk, rank).filter(|_| body.contains(at)).map(|line| line.step.row)
}

fn read(desk: &Desk, rank: u64) -> Option<&Line> {
    let stretch = desk.sequence.stretch.as_ref()?;
    stretch.lines.get((rank as usize).checked_sub(stretch.first)?)
}

/// What lies behind a row, and its place for pointer and screen reader; true: it was chosen.
fn ground_ui(ui: &mut Ui, rect: Rect, rank: u64, line: Option<&Line>, on: bool) -> bool {
    let said = line.map_or("not read yet".to_owned(), |line| {
        let words = hostile::drawable(ui, &line.words, &theme::body());
        format!("Record {}, {}, {words}", line.step.index, line.step.assurance.word())
    });
    let row = paint::Row { id: ("step", rank), place: rank, said, on };
    paint::row(ui, rect, row, |_| line.is_some()) == (true, true)
}

fn lifelines(ui: &Ui, painter: &Painter, body: Rect, sheet: &Sheet<'_>) {
    let tokens = theme::of(ui);
    for lane in sheet.lanes.shown.iter().copied() {
        painter.vline(sheet.x(lane).round() + 0.5, body.y_range(), Stroke::new(1.0, tokens.hairline));
    }
}

/// A grant: a bar on the lifeline of its holder, for as long as it counts.
fn grant(ui: &Ui, painter: &Painter, body: Rect, (desk, sheet): (&Desk, &Sheet<'_>), bar: &Bar) {
    let tokens = theme::of(ui);
    if !sheet.lanes.shown.contains(&bar.lane) {
        return;
    }
    let x = sheet.x(bar.lane);
    let edge = |row: usize| top_of(row as u64, desk.sequence.anchor, body);
    let (top, bottom) = (edge(bar.from) + ROW / 2.0, edge(bar.until) - ROW / 4.0);
    let rect = Rect::from_min_max(pos2(x - 3.0, top.max(body.top())), pos2(x + 4.0, bottom.min(body.bottom())));
    if !rect.is_positive() {
        return;
    }
    let color = if bar.assurance >= Assurance::Missing { tokens.failed } else { tokens.warning };
    painter.rect(rect, 1.0, color.gamma_multiply(0.35), Stroke::new(1.0, color), egui::StrokeKind::Inside);
}

/// Mark, number and time; and the words, where there is room.
fn texts(ui: &Ui, rect: Rect, sheet: &Sheet<'_>, line: &Line) {
    let tokens = theme::of(ui);
    let step = &line.step;
    paint::mark(ui.painter(), pos2(rect.left() + 17.0, rect.center().y), step.assurance, tokens);
    let lanes = sheet.room(rect);
    let gutter = Rect::from_min_max(pos2(rect.left() + 34.0, rect.top()), pos2(lanes.left() - 4.0, rect.bottom()));
    let time = Time::from_micros(step.time).text();
    let time = time.get(11..23).unwrap_or_default();
    let index = step.index.to_string();
    paint::at(ui, gutter, &Text::new(&index, theme::mono(), tokens.secondary));
    paint::aligned(ui, gutter, &Text::new(time, theme::mono(), tokens.secondary), egui::Align::Max);
    if let Some(left) = sheet.words {
        let cell = Rect::from_min_max(pos2(left, rect.top()), pos2(rect.right() - 8.0, rect.bottom()));
        let bad = step.assurance >= Assurance::Missing;
        let color = if bad { tokens.failed } else { tokens.text };
        words(ui, ui.painter(), cell, line, color);
    }
}

/// What happened, on the lifelines.
fn happened(ui: &Ui, painter: &Painter, rect: Rect, sheet: &Sheet<'_>, line: &Line) {
    let tokens = theme::of(ui);
    let Some(at) = line.step.at else { return };
    let y = rect.center().y;
    let here = pos2(sheet.x(at), y);
    let failed = line.step.assurance == Assurance::Failed;
    match &line.step.what {
        What::Message { to, handoff, ending } => {
            let plain = if *handoff { (tokens.accent, 2.6) } else { (tokens.secondary, 1.3) };
            let look = Look::of(ending, failed, plain, tokens);
            let word = joined(if *handoff { "handoff" } else { "" }, ending, failed);
            if to.is_empty() {
                dot(ui, painter, here, tokens.secondary, "to nobody");
            }
            to.iter().for_each(|to| arrow(ui, painter, (here, sheet.x(*to)), &look, &named(sheet, &word, at, *to)));
        }
        What::Call { tool, effect, labelled, ending } => {
            let plain = if *labelled { (tokens.warning, 2.0) } else { (tokens.secondary, 1.3) };
            let look = Look::of(ending, failed, plain, tokens);
            let word = joined(if effect.is_empty() { "call" } else { effect }, ending, failed);
            match tool {
                Some(tool) => arrow(ui, painter, (here, sheet.x(*tool)), &look, &named(sheet, &word, at, *tool)),
                None => dot(ui, painter, here, look.color, &word),
            }
        }
        What::Result { between: Some((tool, caller)), status, .. } => {
            let color = if status == "ok" { tokens.dim } else { tokens.warning };
            let look = Look { color, width: 1.2, dashed: true };
            let word = named(sheet, status, *tool, *caller);
            arrow(ui, painter, (pos2(sheet.x(*tool), y), sheet.x(*caller)), &look, &word);
        }
        What::Result { status, .. } => dot(ui, painter, here, tokens.secondary, status),
        What::Decision { outcome, .. } => {
            diamond(painter, here, outcome, tokens);
            beside(ui, painter, here, outcome, if outcome == "deny" { tokens.failed } else { tokens.secondary });
        }
        What::Grant { kind, outcome, .. } => {
            let words = if outcome.is_empty() { kind.replace('.', " ") } else { format!("grant {outcome}") };
            painter.rect_filled(Rect::from_center_size(here, vec2(8.0, 8.0)), 1.0, tokens.warning);
            beside(ui, painter, here, &words, tokens.secondary);
        }
        What::RunStart | What::RunEnd => {
            painter.hline(here.x - 9.0..=here.x + 9.0, y, Stroke::new(2.0, tokens.text));
            beside(
                ui,
                painter,
                here,
                if line.step.what == What::RunStart { "run starts" } else { "run ends" },
                tokens.secondary,
            );
        }
        What::Other { kind } => dot(ui, painter, here, tokens.secondary, kind),
    }
}

/// The word on an arrow, with the names of those of its ends that are not in sight.
fn named(sheet: &Sheet<'_>, word: &str, from: usize, to: usize) -> String {
    let from = sheet.unseen(from).map(|name| format!("from {name}"));
    let to = sheet.unseen(to).map(|name| format!("to {name}"));
    let all = [Some(word.to_owned()), from, to];
    all.into_iter().flatten().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// How an arrow looks.
pub struct Look {
    /// Its colour.
    pub color: Color32,
    /// Its width.
    pub width: f32,
    /// Whether it is dashed.
    pub dashed: bool,
}

impl Look {
    /// Of an arrow that ended so; `failed`: nobody vouches for its record.
    pub fn of(ending: &Option<Ending>, failed: bool, (color, width): (Color32, f32), tokens: &Tokens) -> Look {
        let color = if failed { tokens.failed } else { color };
        match ending {
            Some(Ending::Denied) => Look { color: tokens.failed, width, dashed: true },
            Some(Ending::Overridden) => Look { color: tokens.failed, width: width.max(2.0), dashed: false },
            Some(Ending::Failed) => Look { color: tokens.warning, width, dashed: true },
            Some(Ending::Doubtful) | None => Look { color, width, dashed: false },
        }
    }

    /// Paints the line, and its head at the tip, so far back.
    pub fn draw(&self, painter: &Painter, points: &[Pos2], tip: Pos2, back: f32) {
        let stroke = Stroke::new(self.width, self.color);
        if self.dashed {
            painter.extend(Shape::dashed_line(points, stroke, 5.0, 3.0));
        } else {
            painter.add(Shape::line(points.to_vec(), stroke));
        }
        let head = vec![tip, tip + vec2(back, -4.0), tip + vec2(back, 4.0)];
        painter.add(Shape::convex_polygon(head, self.color, Stroke::NONE));
    }
}

/// What it is, how it ended where that was not well, and whether nobody vouches for any of it.
fn joined(what: &str, ending: &Option<Ending>, failed: bool) -> String {
    let ended = match ending {
        Some(Ending::Denied) => "denied",
        Some(Ending::Overridden) => "denied, went on",
        Some(Ending::Failed) => "failed",
        Some(Ending::Doubtful) | None => "",
    };
    let checked = if failed { "failed check" } else { "" };
    [what, ended, checked].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", ")
}

fn arrow(ui: &Ui, painter: &Painter, (from, to): (Pos2, f32), look: &Look, word: &str) {
    let low = from + vec2(0.0, if word.is_empty() { 0.0 } else { 5.0 });
    let (points, tip, back) = if (from.x - to).abs() < 1.0 {
        // To itself: a small loop at the lifeline.
        let points =
            vec![from + vec2(0.0, -5.0), from + vec2(18.0, -5.0), from + vec2(18.0, 6.0), from + vec2(9.0, 6.0)];
        (points, from + vec2(2.0, 6.0), 8.0)
    } else {
        let back = if to < from.x { 8.0 } else { -8.0 };
        (vec![low, pos2(to + back, low.y)], pos2(to, low.y), back)
    };
    look.draw(painter, &points, tip, back);
    if word.is_empty() {
        return;
    }
    if (from.x - to).abs() < 1.0 {
        beside(ui, painter, from + vec2(14.0, 0.0), word, look.color);
        return;
    }
    let tokens = theme::of(ui);
    let shown = hostile::visible(ui, word, &theme::small());
    let color = if look.color == tokens.dim { tokens.secondary } else { look.color };
    let wide = (from.x - to).abs() - 16.0;
    // A name of an end that is not in sight needs its room, and has it beside the arrow.
    let room = if wide < WORD_MOST && word.contains(' ') { WORD_MOST } else { wide };
    let galley = painter.layout_job(hostile::job(&shown, theme::small(), color, tokens, room));
    // In the room between the two lifelines that are nearest to where it comes from, which is in sight when its sender is.
    let middle = (from.x + to) / 2.0;
    let clip = painter.clip_rect();
    let left = (middle - galley.size().x / 2.0)
        .clamp(clip.left() + 4.0, (clip.right() - galley.size().x - 4.0).max(clip.left() + 4.0));
    painter.galley(pos2(left.round(), (low.y - 3.0 - galley.size().y).round()), galley, color);
}

/// A decision: a diamond, full where it denies.
pub fn diamond(painter: &Painter, at: Pos2, outcome: &str, tokens: &Tokens) {
    let denied = outcome == "deny";
    let color = if denied { tokens.failed } else { tokens.verified };
    let corners = vec![at + vec2(0.0, -6.5), at + vec2(6.5, 0.0), at + vec2(0.0, 6.5), at + vec2(-6.5, 0.0)];
    if denied {
        painter.add(Shape::convex_polygon(corners, color, Stroke::NONE));
    } else {
        painter.add(Shape::convex_polygon(corners, tokens.background, Stroke::new(1.6, color)));
    }
}

fn dot(ui: &Ui, painter: &Painter, at: Pos2, color: Color32, word: &str) {
    painter.circle_filled(at, 3.0, color);
    beside(ui, painter, at, word, color);
}

/// A word to the right of a sign; to its left where there is no room.
fn beside(ui: &Ui, painter: &Painter, at: Pos2, word: &str, color: Color32) {
    let tokens = theme::of(ui);
    let shown = hostile::visible(ui, word, &theme::small());
    let galley = painter.layout_job(hostile::job(&shown, theme::small(), color, tokens, WORD_MOST));
    let right = at.x + 11.0 + galley.size().x > painter.clip_rect().right();
    let x = if right { at.x - 11.0 - galley.size().x } else { at.x + 11.0 };
    let place = Rect::from_min_size(pos2(x.round(), (at.y - galley.size().y / 2.0).round()), galley.size());
    painter.galley(place.min, galley, color);
}

const WORD_MOST: f32 = 130.0;
