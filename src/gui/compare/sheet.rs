//! Where each row of a comparison stands: texts broken at the width, tops added up. Made once for a comparison, a form and a width,
//! so that a megabyte costs what is in sight.

use super::places::Places;
use crate::gui::{hostile, lines, theme};
use crate::view::compare::{Cell, Compared, Form, Line, Of, Shown};
use egui::{Id, Ui};
use std::ops::Range;
use std::sync::Arc;

/// A piece of a text: what it says, and whether the other side lacks it.
pub type Piece = Vec<(String, bool)>;

/// A row.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it shows.
    pub shown: Shown,
    /// Of a text that was broken, which of its rows: 0 is the first.
    pub part: usize,
    /// Of a text, what its cells say here.
    pub pieces: [Option<Piece>; 2],
    /// Upper edge.
    pub top: f32,
    /// Height.
    pub height: f32,
}

/// All rows.
#[derive(Debug)]
pub struct Sheet {
    compared: Arc<Compared>,
    form: Form,
    width: f32,
    /// The rows, from above.
    pub rows: Vec<Row>,
    /// Height of all.
    pub height: f32,
    /// Where it differs, in shares of [`TICKS`] of its height.
    pub ticks: Vec<usize>,
}

impl Sheet {
    /// The rows between two heights.
    pub fn seen(&self, from: f32, to: f32) -> &[Row] {
        let first = self.rows.partition_point(|row| row.top + row.height <= from);
        let end = self.rows.partition_point(|row| row.top < to);
        self.rows.get(first..end.max(first)).unwrap_or_default()
    }

    /// Where a line stands.
    pub fn top_of(&self, line: usize) -> Option<f32> {
        let is_it = |row: &&Row| match row.shown {
            Shown::Line(at) | Shown::Half(at, _) => at == line,
            Shown::Skipped(first, count) => (first..first + count).contains(&line),
        };
        self.rows.iter().find(is_it).map(|row| row.top)
    }
}

/// The sheet that fits; kept until the comparison, the form or the width changes.
pub fn sheet(ui: &Ui, form: Form, compared: &Arc<Compared>, places: &Places) -> Arc<Sheet> {
    let id = Id::unique("comparison sheet");
    let fits = |kept: &Arc<Sheet>| {
        Arc::ptr_eq(&kept.compared, compared) && kept.form == form && kept.width == places.whole.width()
    };
    if let Some(kept) = ui.data(|data| data.get_temp::<Arc<Sheet>>(id)).filter(fits) {
        return kept;
    }
    let mut rows = Vec::new();
    let mut top = 0.0;
    let wide = lines::wide(ui);
    for shown in compared.shown(form) {
        for mut row in laid_out(ui, compared, shown, places, &wide) {
            row.top = top;
            top += row.height;
            rows.push(row);
        }
    }
    let ticks = ticks(&rows, compared, top);
    let (compared, width) = (Arc::clone(compared), places.whole.width());
    let made = Arc::new(Sheet { compared, form, width, rows, height: top, ticks });
    ui.data_mut(|data| data.insert_temp(id, Arc::clone(&made)));
    made
}

fn ticks(rows: &[Row], compared: &Compared, height: f32) -> Vec<usize> {
    let tick = |row: &Row| match row.shown {
        Shown::Line(at) | Shown::Half(at, _) if compared.lines.get(at).is_some_and(Line::differs) => {
            Some((row.top / height.max(1.0) * TICKS as f32) as usize)
        }
        _ => None,
    };
    let mut ticks: Vec<usize> = rows.iter().filter_map(tick).collect();
    ticks.dedup();
    ticks
}

fn laid_out(ui: &Ui, compared: &Compared, shown: Shown, places: &Places, wide: &dyn Fn(char) -> usize) -> Vec<Row> {
    let row = |height: f32| Row { shown, part: 0, pieces: [None, None], top: 0.0, height };
    let at = match shown {
        Shown::Skipped(..) => return vec![row(SKIPPED)],
        Shown::Line(at) | Shown::Half(at, _) => at,
    };
    match compared.lines.get(at) {
        None => Vec::new(),
        Some(Line::Heading(_, records)) => {
            vec![row(if records.iter().any(Option::is_some) { HEADING + theme::LINE } else { HEADING })]
        }
        Some(line @ (Line::Note(..) | Line::Gone(..))) => {
            let galley = line.note().map(|(side, text)| places.note(ui, side, text));
            vec![row(galley.map_or(0.0, |galley| galley.size().y) + NOTE_PAD)]
        }
        Some(Line::Pair(pair)) => match pair.of {
            Of::Step => vec![row(theme::ROW)],
            Of::Fact(_) => {
                let height = |(side, cell): (usize, &Option<Cell>)| {
                    let cell = cell.as_ref().filter(|_| sides(shown).contains(&side))?;
                    Some(places.fact(ui, side, cell).size().y)
                };
                let highest = pair.cells.iter().enumerate().filter_map(height).fold(0.0, f32::max);
                vec![row(highest.max(theme::LINE) + FACT_PAD)]
            }
            Of::Text => {
                let columns = places.columns;
                let broken = [0, 1].map(|side| {
                    let cell = pair.cells.get(side).and_then(Option::as_ref);
                    cell.filter(|_| sides(shown).contains(&side)).map(|cell| pieces(ui, cell, columns, wide))
                });
                texts(shown, broken)
            }
        },
    }
}

/// The sides that a row shows.
fn sides(shown: Shown) -> Range<usize> {
    match shown {
        Shown::Half(_, side) => side..side + 1,
        Shown::Line(_) | Shown::Skipped(..) => 0..2,
    }
}

fn texts(shown: Shown, broken: [Option<Vec<Piece>>; 2]) -> Vec<Row> {
    let count = broken.iter().flatten().map(Vec::len).max().unwrap_or(0);
    let mut parts = broken.map(|pieces| pieces.unwrap_or_default().into_iter());
    let rows = (0..count).map(|part| {
        let pieces = parts.each_mut().map(Iterator::next);
        Row { shown, part, pieces, top: 0.0, height: theme::LINE }
    });
    rows.collect()
}

/// A line broken at a number of columns. Nothing is trimmed: a space more is a difference.
fn pieces(ui: &Ui, cell: &Cell, columns: usize, wide: &dyn Fn(char) -> usize) -> Vec<Piece> {
    let font = theme::mono();
    let spans: Vec<(String, bool)> =
        cell.spans.iter().map(|span| (hostile::visible(ui, &span.text, &font).into_owned(), span.differs)).collect();
    let line: String = spans.iter().map(|(text, _)| text.as_str()).collect();
    let mut spans = spans.iter();
    let mut rest = spans.next().map(|(text, differs)| (text.as_str(), *differs));
    let mut out = Vec::new();
    for range in lines::breaks(&line, columns, wide) {
        let (mut piece, mut room) = (Vec::new(), range.len());
        while let Some((text, differs)) = rest.filter(|_| room > 0) {
            let (now, later) = text.split_at_checked(room).unwrap_or((text, ""));
            room -= now.len();
            if !now.is_empty() {
                piece.push((now.to_owned(), differs));
            }
            rest = if later.is_empty() {
                spans.next().map(|(text, differs)| (text.as_str(), *differs))
            } else {
                Some((later, differs))
            };
        }
        out.push(piece);
    }
    out
}

/// Height of a heading, and of a row for what is not shown.
const HEADING: f32 = 34.0;
const SKIPPED: f32 = theme::ROW;
/// As many places as a strip beside it can tell apart.
pub const TICKS: usize = 1_000;
/// Space around a fact, and around a sentence.
pub const FACT_PAD: f32 = 6.0;
pub const NOTE_PAD: f32 = 8.0;
