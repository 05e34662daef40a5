//! A graph as one SVG file: readable on paper, complete in itself, with no script, link or font of its own.
//!
//! Shape and word carry every fact, colour only repeats it (`ui.md`, principle 2). Texts from the evidence are made visible and
//! escaped: they are data in the picture, never a part of it.

use super::graph::{GraphView, Kind, Label, Node, Part, Picture, SIGNS, Tone, Word, counted, edge_tone, inset, worst};
use super::layout::{Point, Rect};
use super::marks;
use super::palette::{self, of_kind};
use super::text::{fitted, visible, width};
use crate::case::Assurance;
use crate::verify::Verdict;
use std::fmt::Write;

/// The graph as SVG. Where there is no picture, its list is written in place of it.
pub fn svg(view: &GraphView) -> String {
    let mut body = String::new();
    let size = match &view.picture {
        Some(picture) => {
            edges(&mut body, view, picture);
            view.nodes.iter().enumerate().for_each(|(at, node)| draw_node(&mut body, picture, at, node));
            picture.labels.iter().for_each(|label| draw_label(&mut body, label));
            picture.size
        }
        None => list(&mut body, view),
    };
    let head = head(view);
    let wide = head.iter().map(|(text, _)| width(text, HEAD_SIZE) * 1.14).fold(LEGEND_WIDTH, f32::max);
    let (wide, top) = (size.x.max(wide) + 2.0 * BORDER, BORDER + head.len() as f32 * 20.0 + 14.0);
    let signs = if met(view).is_empty() { 0.0 } else { LEGEND_ROW };
    let high = top + size.y + LEGEND_HEIGHT + signs + BORDER;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" \
         font-family=\"sans-serif\" role=\"img\">\n<title>{}</title>\n<rect width=\"{w}\" height=\"{h}\" fill=\"{}\"/>\n",
        xml(&view.summary()),
        palette::PANEL,
        w = wide.ceil(),
        h = high.ceil(),
    );
    out.push_str(ARROWS);
    draw_head(&mut out, view.verdict, &head);
    let _ = writeln!(out, "<g transform=\"translate({BORDER} {top})\">\n{body}</g>");
    legend(&mut out, view, top + size.y + 26.0);
    out.push_str("</svg>\n");
    out
}

/// A text as XML character data, with what deceives made visible.
pub fn escaped(text: &str) -> String {
    xml(&visible(text))
}

/// A text that was made visible before, as XML character data.
fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Title lines: (text, bold).
fn head(view: &GraphView) -> Vec<(String, bool)> {
    let filter = if view.request.filter.trim().is_empty() { "all records" } else { &view.request.filter };
    let records: u64 = view.edges.iter().map(super::graph::Edge::records).sum();
    let handoffs: u64 = view.edges.iter().map(|edge| edge.handoffs).sum();
    let denied: u64 = view.edges.iter().map(|edge| edge.alarms.denied).sum();
    let form = if view.as_it_ran { "as it ran" } else { "aggregated" };
    let mut lines = vec![
        (capitalised(view.verdict.word()), true),
        (format!("Filter: {}", fitted(&visible(filter), HEAD_SIZE, 900.0)), false),
        (
            format!(
                "{form}: {}, {}, {records} messages and calls, {}, {denied} denied; {}",
                counted(view.nodes.len() as u64, "node"),
                counted(view.edges.len() as u64, "edge"),
                counted(handoffs, "handoff"),
                view.hidden_words()
            ),
            false,
        ),
    ];
    lines.extend(view.notes.iter().map(|note| (note.clone(), false)));
    lines
}

fn draw_head(out: &mut String, verdict: Verdict, head: &[(String, bool)]) {
    let (colour, assurance) = match verdict {
        Verdict::Verified => (palette::VERIFIED, Assurance::Verified),
        Verdict::Contradicted => (palette::FAILED, Assurance::Failed),
        Verdict::Undecidable => (palette::WARNING, Assurance::Unchecked),
    };
    for (at, (text, bold)) in head.iter().enumerate() {
        let y = BORDER + 14.0 + at as f32 * 20.0;
        if *bold {
            marks::svg(out, assurance, Point { x: BORDER + 6.0, y: y - 5.0 });
            text_at(out, Point { x: BORDER + 18.0, y }, text, 15.0, colour, Weight::Bold);
        } else {
            text_at(out, Point { x: BORDER, y }, text, HEAD_SIZE, palette::SECONDARY, Weight::Normal);
        }
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Lines first, the light ones below the heavy ones.
fn edges(out: &mut String, view: &GraphView, picture: &Picture) {
    let most = view.edges.iter().map(super::graph::Edge::records).max().unwrap_or(1);
    for (at, edge) in view.edges.iter().enumerate().rev() {
        let mut path = String::new();
        for (nth, [a, b, c, d]) in picture.curves(at).into_iter().enumerate() {
            if nth == 0 {
                let _ = write!(path, "M{:.1} {:.1}", a.x, a.y);
            }
            let _ = write!(path, "C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}", b.x, b.y, c.x, c.y, d.x, d.y);
        }
        let stroke = Stroke::of(edge, most);
        let _ = writeln!(
            out,
            "<path d=\"{path}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{:.1}\"{} marker-end=\"url(#{})\"/>",
            stroke.colour,
            stroke.width,
            if stroke.dashed { " stroke-dasharray=\"7 4\"" } else { "" },
            stroke.arrow
        );
    }
}

/// How a line looks.
struct Stroke {
    colour: &'static str,
    width: f32,
    dashed: bool,
    arrow: &'static str,
}

impl Stroke {
    fn of(edge: &super::graph::Edge, most: u64) -> Stroke {
        let share = edge.weight(most);
        let (thin, thick) = (1.1 + 0.6 * share, 2.6 + 1.8 * share);
        match edge_tone(edge) {
            Tone::Denied => Stroke { colour: palette::FAILED, width: 1.8, dashed: true, arrow: "denied" },
            Tone::Failed => Stroke { colour: palette::WARNING, width: 1.8, dashed: true, arrow: "failed" },
            Tone::Handoff => Stroke { colour: palette::HANDOFF, width: thick, dashed: false, arrow: "handoff" },
            Tone::Overridden => Stroke { colour: palette::FAILED, width: 2.6, dashed: false, arrow: "denied" },
            Tone::Exported => Stroke { colour: palette::WARNING, width: thick, dashed: false, arrow: "failed" },
            Tone::Plain | Tone::Differs | Tone::Mark(_) => {
                Stroke { colour: palette::TRAFFIC, width: thin, dashed: false, arrow: "traffic" }
            }
        }
    }
}

fn draw_node(out: &mut String, picture: &Picture, at: usize, node: &Node) {
    let (Some(rect), Some(lines)) = (picture.placement.nodes.get(at), picture.texts.get(at)) else { return };
    let _ = writeln!(out, "<g><title>{}</title>", escaped(&node.id));
    outline(out, rect, node.kind);
    let left = rect.x + inset(node.kind);
    let top = rect.y + (rect.height - lines.len() as f32 * super::graph::LINE) / 2.0;
    for (nth, line) in lines.iter().enumerate() {
        let baseline = top + nth as f32 * super::graph::LINE + 12.0;
        let mut at = Point { x: left, y: baseline };
        if let Part::Alarm(tone) = line.part {
            marks::sign_svg(out, tone, Point { x: left + 5.0, y: baseline - 4.0 });
            at.x += super::graph::MARK_ROOM;
        }
        let (size, colour, weight) = match line.part {
            Part::Name => (super::graph::NAME_SIZE, palette::TEXT, Weight::Bold),
            Part::Role | Part::Place => (super::graph::TEXT_SIZE, palette::SECONDARY, Weight::Normal),
            Part::Marks => (super::graph::TEXT_SIZE, palette::of_mark(worst(&node.marks)), Weight::Bold),
            Part::Alarm(tone) => (super::graph::TEXT_SIZE, palette::of_tone(tone), Weight::Bold),
        };
        text_at(out, at, &line.text, size, colour, weight);
    }
    marks::svg(out, worst(&node.marks), Point { x: rect.x + rect.width - inset(node.kind) - 2.0, y: top + 8.0 });
    out.push_str("</g>\n");
}

/// A shape for each kind: agents are round at the corners, people round at the ends, services square, tools cut at the corners;
/// what is not known has a dashed border.
fn outline(out: &mut String, rect: &Rect, kind: Kind) {
    let (x, y, w, h) = (rect.x, rect.y, rect.width, rect.height);
    let paint = format!("fill=\"{}\" stroke=\"{}\" stroke-width=\"1.5\"", palette::RAISED, of_kind(kind));
    let _ = match kind {
        Kind::Tool => {
            let c = 9.0;
            let (right, bottom) = (x + w, y + h);
            writeln!(
                out,
                "<path d=\"M{:.1} {y:.1}H{:.1}L{right:.1} {:.1}V{:.1}L{:.1} {bottom:.1}H{:.1}L{x:.1} {:.1}V{:.1}Z\" {paint}/>",
                x + c,
                right - c,
                y + c,
                bottom - c,
                right - c,
                x + c,
                bottom - c,
                y + c
            )
        }
        _ => {
            let radius = match kind {
                Kind::Agent => 7.0,
                Kind::Human => (h / 2.0).min(24.0),
                _ => 0.0,
            };
            let dash = if kind == Kind::Unknown { " stroke-dasharray=\"4 3\"" } else { "" };
            writeln!(
                out,
                "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{w:.1}\" height=\"{h:.1}\" rx=\"{radius:.1}\" {paint}{dash}/>"
            )
        }
    };
}

fn draw_label(out: &mut String, label: &Label) {
    let Rect { x, y, width: w, height: h } = label.rect;
    let _ = writeln!(
        out,
        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{w:.1}\" height=\"{h:.1}\" rx=\"3\" fill=\"{}\" fill-opacity=\"0.92\"/>",
        palette::PANEL
    );
    for (nth, word) in label.words.iter().enumerate() {
        let middle = Point { x: x + w / 2.0, y: y + nth as f32 * super::graph::LABEL_LINE + 12.0 };
        draw_word(out, middle, word);
    }
}

fn draw_word(out: &mut String, middle: Point, word: &Word) {
    let colour = palette::of_tone(word.tone);
    let weight = if word.tone == Tone::Plain { Weight::Normal } else { Weight::Bold };
    let long = width(&word.text, super::graph::TEXT_SIZE) * if weight == Weight::Bold { 1.14 } else { 1.0 };
    let mut start = Point { x: middle.x - long / 2.0, y: middle.y };
    let place = Point { x: start.x - 2.0, y: middle.y - 4.0 };
    match word.tone {
        Tone::Plain | Tone::Handoff => {}
        Tone::Mark(assurance) => marks::svg(out, assurance, place),
        tone => marks::sign_svg(out, tone, place),
    }
    if !matches!(word.tone, Tone::Plain | Tone::Handoff) {
        start.x += 6.0;
    }
    text_at(out, start, &word.text, super::graph::TEXT_SIZE, colour, weight);
}

/// What lines and shapes mean, below the picture.
fn legend(out: &mut String, view: &GraphView, y: f32) {
    let has = |tone: Tone| view.edges.iter().any(|edge| edge_tone(edge) == tone);
    let mut lines = vec![
        ("passes control", palette::HANDOFF, 4.0, "", "handoff"),
        ("other traffic", palette::TRAFFIC, 1.4, "", "traffic"),
        ("all denied", palette::FAILED, 1.8, " stroke-dasharray=\"7 4\"", "denied"),
        ("all failed", palette::WARNING, 1.8, " stroke-dasharray=\"7 4\"", "failed"),
    ];
    if has(Tone::Exported) {
        lines.push(("with a labelled export", palette::WARNING, 3.0, "", "failed"));
    }
    if has(Tone::Overridden) {
        lines.push(("with one that went on after a deny", palette::FAILED, 2.6, "", "denied"));
    }
    let mut x = BORDER;
    for (text, colour, thick, dash, arrow) in lines {
        let _ = writeln!(
            out,
            "<path d=\"M{x:.1} {y:.1}h34\" stroke=\"{colour}\" stroke-width=\"{thick}\"{dash} marker-end=\"url(#{arrow})\"/>"
        );
        text_at(out, Point { x: x + 42.0, y: y + 4.0 }, text, LEGEND_SIZE, palette::SECONDARY, Weight::Normal);
        x += 42.0 + width(text, LEGEND_SIZE) + 18.0;
    }
    x = BORDER;
    for kind in [Kind::Agent, Kind::Human, Kind::Service, Kind::Tool, Kind::Unknown] {
        outline(out, &Rect { x, y: y + 14.0, width: 30.0, height: 20.0 }, kind);
        text_at(out, Point { x: x + 36.0, y: y + 28.0 }, kind.word(), LEGEND_SIZE, palette::SECONDARY, Weight::Normal);
        x += 36.0 + width(kind.word(), LEGEND_SIZE) + 18.0;
    }
    let is_met = |assurance: &Assurance| view.edges.iter().any(|edge| edge.worst == *assurance);
    for assurance in Assurance::ALL.into_iter().filter(is_met) {
        marks::svg(out, assurance, Point { x: x + 6.0, y: y + 24.0 });
        let word = assurance.word();
        text_at(out, Point { x: x + 17.0, y: y + 28.0 }, word, LEGEND_SIZE, palette::SECONDARY, Weight::Normal);
        x += 17.0 + width(word, LEGEND_SIZE) + 14.0;
    }
    x = BORDER;
    for (tone, word) in met(view) {
        marks::sign_svg(out, tone, Point { x: x + 6.0, y: y + 46.0 });
        text_at(out, Point { x: x + 17.0, y: y + 50.0 }, word, LEGEND_SIZE, palette::SECONDARY, Weight::Normal);
        x += 17.0 + width(word, LEGEND_SIZE) + 14.0;
    }
}

/// The signs that stand somewhere in the picture, with their meaning.
fn met(view: &GraphView) -> Vec<(Tone, &'static str)> {
    let is_met = |tone: Tone| {
        view.nodes.iter().any(|node| node.alarms.words(node.messages).iter().any(|word| word.tone == tone))
    };
    SIGNS.into_iter().filter(|(tone, _)| is_met(*tone)).collect()
}

/// The list in place of a picture.
fn list(out: &mut String, view: &GraphView) -> Point {
    let lines = view.list();
    let mut texts: Vec<String> = lines
        .iter()
        .take(LIST_MOST)
        .map(|line| visible(&format!("{} \u{2192} {}  {}, {}", line.from, line.to, line.what, line.assurance.word())))
        .collect();
    if lines.len() > LIST_MOST {
        texts.push(format!("{} further edges are not in this file", lines.len() - LIST_MOST));
    }
    let mut wide: f32 = 0.0;
    for (at, text) in texts.iter().enumerate() {
        text_at(out, Point { x: 0.0, y: 12.0 + at as f32 * 17.0 }, text, 12.0, palette::TEXT, Weight::Normal);
        wide = wide.max(width(text, 12.0));
    }
    Point { x: wide, y: texts.len() as f32 * 17.0 }
}

/// How strong a text is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Normal,
    Bold,
}

/// Writes a text that is already visible.
pub(crate) fn text_at(out: &mut String, at: Point, text: &str, size: f32, colour: &str, weight: Weight) {
    let weight = if weight == Weight::Bold { " font-weight=\"bold\"" } else { "" };
    let text = xml(text);
    let _ = writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"{size}\" fill=\"{colour}\"{weight}>{text}</text>",
        at.x, at.y
    );
}

const BORDER: f32 = 20.0;
const HEAD_SIZE: f32 = 12.0;
const LEGEND_SIZE: f32 = 11.0;
const LEGEND_WIDTH: f32 = 680.0;
const LEGEND_HEIGHT: f32 = 70.0;
const LEGEND_ROW: f32 = 20.0;
/// Lines of a list that one page of a report bears.
const LIST_MOST: usize = 200;
/// Arrow heads that do not grow with the line.
const ARROWS: &str = "<defs>\
<marker id=\"handoff\" markerUnits=\"userSpaceOnUse\" markerWidth=\"14\" markerHeight=\"14\" refX=\"11\" refY=\"7\" orient=\"auto\"><path d=\"M0 0L13 7L0 14Z\" fill=\"#1f4f9e\"/></marker>\
<marker id=\"traffic\" markerUnits=\"userSpaceOnUse\" markerWidth=\"9\" markerHeight=\"8\" refX=\"8\" refY=\"4\" orient=\"auto\"><path d=\"M0 0L9 4L0 8Z\" fill=\"#7a8490\"/></marker>\
<marker id=\"denied\" markerUnits=\"userSpaceOnUse\" markerWidth=\"11\" markerHeight=\"10\" refX=\"10\" refY=\"5\" orient=\"auto\"><path d=\"M0 0L11 5L0 10Z\" fill=\"#c6312b\"/></marker>\
<marker id=\"failed\" markerUnits=\"userSpaceOnUse\" markerWidth=\"11\" markerHeight=\"10\" refX=\"10\" refY=\"5\" orient=\"auto\"><path d=\"M0 0L11 5L0 10Z\" fill=\"#93650a\"/></marker>\
</defs>\n";
