//! Lines with their words. Width and number say how many; dashes and words, how they ended; the replay is drawn over them.

use super::canvas::Sheet;
use super::nodes::{LEAST_TEXT, text};
use super::state::Pick;
use crate::gui::paint;
use crate::gui::theme::{self, Tokens};
use crate::view::graph::{Edge, LABEL_LINE, Label, TEXT_SIZE, Tone, Word, edge_tone};
use egui::{Painter, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2};

/// The order in which lines are drawn: the light ones below the heavy ones, the replay on top.
pub fn order(sheet: &Sheet<'_>) -> Vec<usize> {
    let is_now = |at: &usize| When::of(sheet, *at) == When::Now;
    let (now, others): (Vec<usize>, Vec<usize>) = (0..sheet.view.edges.len()).rev().partition(is_now);
    others.into_iter().chain(now).collect()
}

/// One line.
pub fn line(ui: &Ui, painter: &Painter, sheet: &Sheet<'_>, at: usize) {
    let Some(edge) = sheet.view.edges.get(at) else { return };
    let most = sheet.view.edges.iter().map(Edge::records).max().unwrap_or(1);
    draw_line(painter, sheet, at, &style(edge_tone(edge), edge.weight(most), When::of(sheet, at), theme::of(ui)));
}

/// Where an edge is in the replay.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    /// The replay is on no edge.
    Any,
    /// It is here.
    Now,
    /// Its run was here before.
    Before,
    /// Recorded as a way out of who has the work now.
    Next,
    /// Neither.
    Aside,
}

impl When {
    fn of(sheet: &Sheet<'_>, edge: usize) -> When {
        match sheet.overlay.filter(|overlay| !overlay.current.is_empty()) {
            None => When::Any,
            Some(overlay) if overlay.current.contains(&edge) => When::Now,
            Some(overlay) if overlay.next.contains(&edge) => When::Next,
            Some(overlay) if overlay.seen.contains(&edge) => When::Before,
            Some(_) => When::Aside,
        }
    }
}

/// How a line looks.
pub struct Style {
    stroke: Stroke,
    /// Length of a dash and of the gap.
    dash: Option<(f32, f32)>,
}

impl Style {
    /// Each look of a line with its meaning, and what an edge has to be for it; `None`: the replay decides.
    pub fn legend(tokens: &Tokens) -> [(&'static str, Option<Tone>, Style); 8] {
        let of = |tone: Tone, when: When| style(tone, 0.5, when, tokens);
        let any = |tone: Tone| (Some(tone), of(tone, When::Any));
        let all = [
            ("passes control", any(Tone::Handoff)),
            ("other messages and calls", any(Tone::Plain)),
            ("all denied", any(Tone::Denied)),
            ("all failed", any(Tone::Failed)),
            ("with one that went on", any(Tone::Overridden)),
            ("with a labelled export", any(Tone::Exported)),
            ("the record in focus", (None, of(Tone::Plain, When::Now))),
            ("possible next", (None, of(Tone::Plain, When::Next))),
        ];
        all.map(|(word, (tone, style))| (word, tone, style))
    }

    /// A short line of this look.
    pub fn sample(&self, painter: &Painter, rect: Rect) {
        let ends = [rect.left_center(), rect.right_center()];
        match self.dash {
            None => {
                painter.line_segment(ends, self.stroke);
            }
            Some((dash, gap)) => painter.extend(Shape::dashed_line(&ends, self.stroke, dash, gap)),
        }
    }
}

fn style(tone: Tone, share: f32, when: When, tokens: &Tokens) -> Style {
    let (color, width, dash) = match tone {
        Tone::Denied => (tokens.failed, 1.6 + share, Some((7.0, 4.0))),
        Tone::Failed => (tokens.warning, 1.6 + share, Some((7.0, 4.0))),
        Tone::Handoff => (tokens.secondary, 2.0 + 2.6 * share, None),
        Tone::Overridden => (tokens.failed, 2.6 + share, None),
        Tone::Exported => (tokens.warning, 2.0 + share, None),
        Tone::Plain | Tone::Differs | Tone::Mark(_) => (tokens.dim, 1.0 + 1.2 * share, None),
    };
    match when {
        When::Any | When::Before => Style { stroke: Stroke::new(width, color), dash },
        When::Now => {
            let color = if tone == Tone::Denied { tokens.failed } else { tokens.accent };
            Style { stroke: Stroke::new(width.max(3.0) + 1.5, color), dash }
        }
        When::Next => Style { stroke: Stroke::new(width.max(2.0), tokens.accent), dash: Some((2.0, 5.0)) },
        When::Aside => Style { stroke: Stroke::new(width, color.gamma_multiply(ASIDE)), dash },
    }
}

fn draw_line(painter: &Painter, sheet: &Sheet<'_>, at: usize, style: &Style) {
    let Some(points) = sheet.picture.lines.get(at) else { return };
    let points: Vec<Pos2> = points.iter().map(|point| sheet.at(*point)).collect();
    let zoom = sheet.frame.zoom;
    let grown = if sheet.pick == Some(Pick::Edge(at)) { 2.0 } else { 0.0 };
    let stroke = Stroke::new(((style.stroke.width + grown) * zoom).max(0.7), style.stroke.color);
    let tip = points.last().copied();
    let size = ((6.0 + 1.7 * style.stroke.width.min(6.0)) * zoom).max(3.0);
    // The line ends where the head begins, so that a wide one does not stick out of it.
    let shaft = shortened(&points, size * 0.8);
    match style.dash {
        None => {
            painter.add(Shape::line(shaft, stroke));
        }
        Some((dash, gap)) => {
            painter.extend(Shape::dashed_line(&shaft, stroke, dash * zoom.max(0.5), gap * zoom.max(0.5)));
        }
    }
    if let (Some(tip), Some(back)) = (tip, before(&points, size)) {
        let along = (tip - back).normalized() * size;
        let across = vec2(-along.y, along.x) * 0.5;
        painter.add(Shape::convex_polygon(
            vec![tip, tip - along + across, tip - along - across],
            stroke.color,
            Stroke::NONE,
        ));
    }
}

/// The points without the last stretch of this length.
fn shortened(points: &[Pos2], by: f32) -> Vec<Pos2> {
    let Some(tip) = points.last() else { return Vec::new() };
    let kept = points.iter().take_while(|point| point.distance(*tip) > by).count();
    let mut out: Vec<Pos2> = points.iter().take(kept.max(1)).copied().collect();
    if let Some(end) = before(points, by).filter(|_| kept > 0) {
        out.push(end);
    }
    out
}

/// The point so far before the end, about.
fn before(points: &[Pos2], by: f32) -> Option<Pos2> {
    let tip = points.last()?;
    let far = points.iter().rev().find(|point| point.distance(*tip) > by)?;
    Some(*tip + (*far - *tip).normalized() * by)
}

/// The words beside a line.
pub fn label(ui: &Ui, painter: &Painter, sheet: &Sheet<'_>, at: usize) {
    if let Some(label) = sheet.picture.labels.get(at) {
        let looks = (sheet.pick == Some(Pick::Edge(at)), When::of(sheet, at) == When::Now);
        draw_label(ui, painter, sheet, label, sheet.rect(&label.rect), looks);
    }
}

fn draw_label(ui: &Ui, painter: &Painter, sheet: &Sheet<'_>, label: &Label, rect: Rect, (on, now): (bool, bool)) {
    let tokens = theme::of(ui);
    let zoom = sheet.frame.zoom;
    if TEXT_SIZE * zoom < LEAST_TEXT {
        return;
    }
    painter.rect_filled(rect, 3.0, tokens.background.gamma_multiply(0.94));
    if on || now {
        painter.rect(rect, 3.0, tokens.selection, Stroke::new(1.0, tokens.accent), egui::StrokeKind::Inside);
    }
    for (nth, word) in label.words.iter().enumerate() {
        let y = rect.top() + (1.0 + (nth as f32 + 0.5) * LABEL_LINE) * zoom;
        draw_word(ui, painter, rect, y, word, zoom);
    }
}

fn draw_word(ui: &Ui, painter: &Painter, rect: Rect, y: f32, word: &Word, zoom: f32) {
    let tokens = theme::of(ui);
    let color = paint::of_tone(word.tone, tokens);
    let strong = word.tone != Tone::Plain;
    let family = if strong { theme::strong().family } else { theme::body().family };
    let font = egui::FontId { size: TEXT_SIZE * zoom, family };
    let wide = painter.layout_no_wrap(word.text.clone(), font, color).size().x;
    let has_sign = !matches!(word.tone, Tone::Plain | Tone::Handoff);
    // Marks of records have one size everywhere, signs grow with the words.
    let mark = match word.tone {
        Tone::Mark(_) if zoom >= 0.6 => 14.0,
        Tone::Mark(_) => 0.0,
        _ => 14.0 * zoom * f32::from(has_sign),
    };
    let left = rect.center().x - (wide + mark) / 2.0;
    if mark > 0.0 {
        paint::sign(painter, pos2(left + mark * 0.36, y), (word.tone, zoom), tokens);
    }
    text(ui, painter, pos2(left + mark, y), &word.text, (TEXT_SIZE * zoom, strong, color), rect.width());
}

/// Strength of lines that have nothing to do with where the replay is.
const ASIDE: f32 = 0.6;
