//! A sequence chart as one SVG file, for paper: as the graph's, with no script, link or font of its own.
//!
//! A page bears a limited number of rows; how many are left out is written below them.

use super::{Line, Sequence, What};
use crate::case::Case;
use crate::view::graph::{Ended, Ending};
use crate::view::layout::Point;
use crate::view::svg::{Weight, escaped, text_at};
use crate::view::text::{fitted, visible, width};
use crate::view::{marks, palette};
use std::fmt::Write;

/// Rows of a file.
pub const ROWS_MAX: usize = 2_000;

/// The chart as SVG, from its first row.
pub fn svg(chart: &Sequence, case: &Case, endings: &[Ended]) -> String {
    let stretch = chart.stretch(case, endings, 0..ROWS_MAX);
    let lanes = chart.participants.len();
    let words = stretch.lines.iter().map(|line| width(&line.words, TEXT)).fold(200.0, f32::max).min(WORDS_MAX);
    let left = lane(lanes) + 10.0;
    let (wide, rows_end) = (left + words + BORDER, TOP + ROW * stretch.lines.len() as f32);
    let high = rows_end + 2.0 * BORDER;
    let title = summary(chart);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" \
         font-family=\"sans-serif\" role=\"img\">\n<title>{}</title>\n<rect width=\"{w}\" height=\"{h}\" fill=\"{}\"/>\n",
        escaped(&title),
        palette::PANEL,
        w = wide.ceil(),
        h = high.ceil(),
    );
    text_at(&mut out, Point { x: BORDER, y: 30.0 }, &visible(&title), 13.0, palette::TEXT, Weight::Bold);
    for (at, participant) in chart.participants.iter().enumerate() {
        let x = lane(at);
        let name = fitted(&visible(&participant.id), TEXT, LANE - 8.0);
        let start = Point { x: x - width(&name, TEXT) / 2.0, y: TOP - 14.0 };
        text_at(&mut out, start, &name, TEXT, palette::TEXT, Weight::Normal);
        let _ = writeln!(out, "<path d=\"M{x:.1} {:.1}V{rows_end:.1}\" stroke=\"#dfe3e8\"/>", TOP - 8.0);
    }
    for bar in &stretch.bars {
        let (from, until) = (bar.from.max(stretch.first), bar.until.min(stretch.lines.len()));
        let (x, y) = (lane(bar.lane) - 3.0, TOP + ROW * from as f32);
        let _ = writeln!(
            out,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"6\" height=\"{:.1}\" fill=\"{}\" fill-opacity=\"0.35\"><title>grant {}</title></rect>",
            ROW * (until - from) as f32,
            palette::WARNING,
            escaped(&bar.grant)
        );
    }
    stretch.lines.iter().enumerate().for_each(|(at, line)| row(&mut out, line, TOP + ROW * (at as f32 + 0.5), left));
    let more = chart.len().saturating_sub(stretch.lines.len());
    if more > 0 {
        let said = format!("{more} further records are not in this file");
        text_at(&mut out, Point { x: BORDER, y: rows_end + 20.0 }, &said, TEXT, palette::FAILED, Weight::Bold);
    }
    out.push_str("</svg>\n");
    out
}

/// Filter, verdict, sizes.
fn summary(chart: &Sequence) -> String {
    let filter = if chart.request.filter.trim().is_empty() { "all records" } else { &chart.request.filter };
    let (participants, records) = (chart.participants.len(), chart.len());
    format!("{filter} \u{b7} {} \u{b7} {participants} participants, {records} records", chart.verdict.word())
}

fn row(out: &mut String, line: &Line, y: f32, left: f32) {
    let step = &line.step;
    marks::svg(out, step.assurance, Point { x: BORDER + 5.0, y });
    let index = step.index.to_string();
    text_at(out, Point { x: BORDER + 16.0, y: y + 4.0 }, &index, TEXT, palette::SECONDARY, Weight::Normal);
    text_at(out, Point { x: left, y: y + 4.0 }, &line.words, TEXT, palette::TEXT, Weight::Normal);
    let Some(from) = step.at else { return };
    let (from, to, colour, dash) = match &step.what {
        What::Message { to, handoff, ending } => {
            (from, to.clone(), of(ending, if *handoff { palette::HANDOFF } else { palette::TRAFFIC }), ending.is_some())
        }
        What::Call { tool, ending, labelled, .. } => {
            let usual = if *labelled { palette::WARNING } else { palette::TRAFFIC };
            (from, tool.iter().copied().collect(), of(ending, usual), ending.is_some())
        }
        What::Result { between: Some((tool, caller)), .. } => (*tool, vec![*caller], palette::TRAFFIC, true),
        What::Decision { outcome, .. } => {
            let colour = if outcome == "deny" { palette::FAILED } else { palette::VERIFIED };
            let _ = writeln!(out, "<path d=\"M{:.1} {:.1}l6 6l-6 6l-6 -6Z\" fill=\"{colour}\"/>", lane(from), y - 6.0);
            return;
        }
        _ => {
            let _ = writeln!(
                out,
                "<circle cx=\"{:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{}\"/>",
                lane(from),
                palette::SECONDARY
            );
            return;
        }
    };
    let dash = if dash { " stroke-dasharray=\"5 3\"" } else { "" };
    for end in to {
        let (a, b) = (lane(from), lane(end));
        let back = if b < a { 7.0 } else { -7.0 };
        let path = if a == b {
            format!("M{a:.1} {:.1}h16v8h-9", y - 4.0)
        } else {
            format!("M{a:.1} {y:.1}H{:.1}", b + back / 2.0)
        };
        let (tip, y) = if a == b { (a + 3.0, y + 4.0) } else { (b, y) };
        let back = if a == b { 7.0 } else { back };
        let _ = writeln!(out, "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\"{dash}/>");
        let _ = writeln!(out, "<path d=\"M{tip:.1} {y:.1}l{back:.1} -4v8Z\" fill=\"{colour}\"/>");
    }
}

fn of(ending: &Option<Ending>, otherwise: &'static str) -> &'static str {
    match ending {
        Some(Ending::Denied | Ending::Overridden) => palette::FAILED,
        Some(Ending::Failed) => palette::WARNING,
        Some(Ending::Doubtful) | None => otherwise,
    }
}

/// Where a lifeline stands.
fn lane(at: usize) -> f32 {
    BORDER + GUTTER + LANE * (at as f32 + 0.5)
}

const BORDER: f32 = 20.0;
const TOP: f32 = 72.0;
const ROW: f32 = 20.0;
const GUTTER: f32 = 60.0;
const LANE: f32 = 110.0;
const TEXT: f32 = 11.0;
const WORDS_MAX: f32 = 640.0;
