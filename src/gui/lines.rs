//! Long texts: only the lines in sight are laid out, so a megabyte costs what a screen costs.
//!
//! A text is drawn in the monospace, so where its lines break is arithmetic and not layout. What was cut is said.

use super::hostile;
use super::theme::{self, Tokens};
use crate::view::inspector::Lines;
use egui::{Id, Sense, Ui, UiBuilder, pos2, vec2};
use std::ops::Range;
use std::sync::Arc;

/// Lines of which rule are tinted, and how.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Tint {
    /// Half-open ranges of lines.
    pub lines: Vec<Range<usize>>,
}

impl Tint {
    fn holds(&self, line: usize) -> bool {
        self.lines.iter().any(|range| range.contains(&line))
    }
}

/// A text in a box, with a scrollbar of its own where it is longer than `height`; another text begins at what is tinted, or at its
/// top. `salt` tells boxes of one page apart.
pub fn text_ui(ui: &mut Ui, salt: &str, text: &Lines, tint: &Tint, height: f32) {
    let tokens = theme::of(ui);
    // The worker's texts do not change in place, and the one before still lies somewhere else while the next is made.
    let of = (text.lines.as_ptr() as usize, text.bytes);
    box_ui(ui, (salt, of), || Box::new(text.lines.iter().map(String::as_str)), tint, height);
    if text.right_to_left {
        let note = "Holds right-to-left text, shown in the order in which it is stored, from left to right";
        ui.label(egui::RichText::new(note).font(theme::small()).color(tokens.warning));
    }
    if let Some(missing) = text.missing() {
        ui.label(egui::RichText::new(missing).font(theme::small()).color(tokens.warning));
    }
}

/// A whole command in such a box.
pub fn command_ui(ui: &mut Ui, salt: &str, command: &str, height: f32) {
    let of = (command.as_ptr() as usize, command.len());
    box_ui(ui, (salt, of), || Box::new(command.lines()), &Tint::default(), height);
}

/// What tells a thing from others in its place: of a text where it lies, and how long it is.
pub type Of = (usize, usize);

fn box_ui<'t>(
    ui: &mut Ui,
    (salt, of): (&str, Of),
    lines: impl FnOnce() -> Box<dyn Iterator<Item = &'t str> + 't>,
    tint: &Tint,
    height: f32,
) {
    let tokens = theme::of(ui);
    let advance = ui.fonts_mut(|fonts| fonts.glyph_width(&theme::mono(), '0'));
    let columns = (((ui.available_width() - 2.0 * BOX_PAD - 10.0) / advance).floor().max(8.0)) as usize;
    let broken = broken(ui, salt, (of, columns), lines);
    let frame = egui::Frame::new()
        .fill(tokens.background)
        .stroke(egui::Stroke::new(1.0, tokens.hairline))
        .corner_radius(theme::RADIUS)
        .inner_margin(egui::Margin::symmetric(BOX_PAD as i8, 6));
    frame.show(ui, |ui| {
        let height = height.min((broken.rows.len() as f32 * theme::LINE).max(theme::LINE));
        let mut area = egui::ScrollArea::vertical()
            .id_salt(salt)
            .max_height(height)
            .min_scrolled_height(height)
            .auto_shrink([false, true]);
        if is_new(ui, salt, of) {
            let first = broken.rows.iter().position(|row| tint.holds(row.line)).unwrap_or(0);
            area = area.vertical_scroll_offset(first as f32 * theme::LINE);
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        area.show_rows(ui, theme::LINE, broken.rows.len(), |ui, seen| {
            for row in broken.rows.get(seen).unwrap_or_default() {
                row_ui(ui, row, tint, tokens);
            }
        });
    });
}

/// Whether a box holds another thing than in the frame before.
pub fn is_new(ui: &Ui, salt: &str, of: Of) -> bool {
    let id = Id::unique(("in the box", salt));
    ui.data_mut(|data| {
        let before = data.get_temp::<Of>(id);
        data.insert_temp(id, of);
        before != Some(of)
    })
}

fn row_ui(ui: &mut Ui, row: &Broken, tint: &Tint, tokens: &'static Tokens) {
    let tinted = tint.holds(row.line);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::LINE), Sense::hover());
    if tinted {
        ui.painter().rect_filled(rect, 2.0, tokens.failed_back);
    }
    let color = if tinted {
        tokens.failed
    } else if row.aside {
        tokens.secondary
    } else {
        tokens.text
    };
    let galley = ui.painter().layout_job(hostile::job(&row.text, theme::mono(), color, tokens, f32::INFINITY));
    let top = rect.center().y - galley.size().y / 2.0;
    ui.painter().galley(pos2(rect.left(), top.round()), galley, color);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, row.text.as_str()));
}

/// Annotations and comments of a policy step back.
fn is_aside(line: &str) -> bool {
    let start = line.trim_start();
    start.starts_with('@') || start.starts_with("//")
}

/// A row of a text that was broken at a width.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Broken {
    line: usize,
    text: String,
    aside: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rows {
    of: (Of, usize),
    rows: Vec<Broken>,
}

/// Breaks a text at a number of characters; kept until text or width change.
fn broken<'t>(
    ui: &Ui,
    salt: &str,
    of: (Of, usize),
    lines: impl FnOnce() -> Box<dyn Iterator<Item = &'t str> + 't>,
) -> Arc<Rows> {
    let (_, columns) = of;
    let id = Id::unique(("broken", salt));
    if let Some(kept) = ui.data(|data| data.get_temp::<Arc<Rows>>(id)).filter(|kept| kept.of == of) {
        return kept;
    }
    let font = theme::mono();
    let wide = wide(ui);
    let mut rows = Vec::new();
    for (line, text) in lines().enumerate() {
        let shown = hostile::visible(ui, text, &font);
        let aside = is_aside(text);
        rows.extend(pieces(&shown, columns, &wide).into_iter().map(|text| Broken {
            line,
            text: text.to_owned(),
            aside,
        }));
    }
    let made = Arc::new(Rows { of, rows });
    ui.data_mut(|data| data.insert_temp(id, Arc::clone(&made)));
    made
}

/// How many columns of the monospace a character takes. What it lacks comes from a wider font, so they can be several.
pub fn wide(ui: &Ui) -> impl Fn(char) -> usize + use<'_> {
    let font = theme::mono();
    let advance = ui.fonts_mut(|fonts| fonts.glyph_width(&font, '0')).max(1.0);
    move |c| match c {
        c if c.is_ascii() => 1,
        c => (ui.fonts_mut(|fonts| fonts.glyph_width(&font, c)) / advance - 0.05).ceil().max(1.0) as usize,
    }
}

/// The pieces of a line, as [`breaks`] has them, without the spaces at their ends.
fn pieces<'t>(line: &'t str, columns: usize, wide: &dyn Fn(char) -> usize) -> Vec<&'t str> {
    let ranges = breaks(line, columns, wide).into_iter();
    let piece = |range: Range<usize>| {
        let piece = line.get(range.clone()).unwrap_or_default();
        if range.end < line.len() { piece.trim_end_matches(' ') } else { piece }
    };
    ranges.map(piece).collect()
}

/// Where a line breaks: ranges of bytes, each at most `columns` wide, broken after a space where there is one; `wide` is the width
/// of a character.
pub fn breaks(line: &str, columns: usize, wide: &dyn Fn(char) -> usize) -> Vec<Range<usize>> {
    let (mut out, mut rest, mut start) = (Vec::new(), line, 0);
    loop {
        let mut width = 0;
        let limit = rest.char_indices().find_map(|(at, c)| {
            width += wide(c);
            // One character at least, however narrow the box is.
            (width > columns && at > 0).then_some(at)
        });
        let Some(limit) = limit else {
            out.push(start..line.len());
            return out;
        };
        let head = rest.get(..limit).unwrap_or(rest);
        let cut = head.rfind(' ').map_or(limit, |space| space + 1);
        let end = if cut * 2 < limit { limit } else { cut };
        out.push(start..start + end);
        (rest, start) = (rest.get(end..).unwrap_or_default(), start + end);
    }
}

/// A child of a page that scrolls as a whole.
pub fn page<R>(ui: &mut Ui, salt: &str, add: impl FnOnce(&mut Ui) -> R) -> R {
    page_in(ui, egui::ScrollArea::vertical().id_salt(salt), add)
}

/// As [`page`], at its top where it is about another thing than before.
pub fn page_of<R>(ui: &mut Ui, salt: &str, of: Of, add: impl FnOnce(&mut Ui) -> R) -> R {
    let area = egui::ScrollArea::vertical().id_salt(salt);
    let area = if is_new(ui, salt, of) { area.vertical_scroll_offset(0.0) } else { area };
    page_in(ui, area, add)
}

fn page_in<R>(ui: &mut Ui, area: egui::ScrollArea, add: impl FnOnce(&mut Ui) -> R) -> R {
    let width = ui.available_width();
    let area = area.auto_shrink(false);
    area.show(ui, |ui| {
        let inner = ui.available_rect_before_wrap().shrink2(vec2(theme::PAD, 0.0));
        ui.scope_builder(UiBuilder::new().max_rect(inner), |ui| {
            ui.set_width(width - 2.0 * theme::PAD);
            add(ui)
        })
        .inner
    })
    .inner
}

const BOX_PAD: f32 = 8.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_after_spaces_and_lose_nothing() {
        let of = |line, columns| pieces(line, columns, &|c| if c == '中' { 2 } else { 1 });
        assert_eq!(of("", 8), [""]);
        assert_eq!(of("one two three", 8), ["one two", "three"]);
        assert_eq!(of("abcdefghijkl", 8), ["abcdefgh", "ijkl"]);
        assert_eq!(of("a bcdefghijkl", 8), ["a bcdefg", "hijkl"]);
        assert_eq!(of("äöüßäöüßä", 8), ["äöüßäöüß", "ä"]);
        assert_eq!(of("中中中中中中", 8), ["中中中中", "中中"]);
        assert_eq!(of("中中", 1), ["中", "中"]);
        let long = "x".repeat(100_000);
        assert_eq!(of(&long, 77).concat(), long);
    }
}
