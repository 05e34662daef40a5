//! Text from evidence made visible: what could deceive the eye is shown by its code point.
//!
//! Anybody may have written any string in a bundle. Characters that hide, turn around or look like nothing become ⟨U+202E⟩; so
//! does ⟨ itself, and whatever none of our fonts can draw. So every ⟨…⟩ on the screen is ours.

use super::theme::{self, Tokens};
use crate::bundle::record::is_suspicious;
use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, FontId, Ui};
use std::borrow::Cow;

/// The text, with everything that cannot be seen as what it is written out. Line breaks and tabs are written out, too.
pub fn visible<'t>(ui: &Ui, text: &'t str, font: &FontId) -> Cow<'t, str> {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return Cow::Borrowed(text);
    }
    let drawn = |c: char| c.is_ascii() || ui.fonts_mut(|fonts| fonts.has_glyph(font, c));
    written_out(text, drawn)
}

/// As [`visible`]; `drawn` says which characters the fonts have.
pub fn written_out(text: &str, drawn: impl Fn(char) -> bool) -> Cow<'_, str> {
    let hides = |c: char| c.is_control() || is_suspicious(c) || c == OPEN || !drawn(c);
    if !text.chars().any(hides) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if hides(c) {
            out.push_str(&format!("{OPEN}U+{:04X}{CLOSE}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// As [`visible`], of a text that `view::text::visible` wrote out before: its ⟨…⟩ are ours, only what no font draws is left.
pub fn drawable<'t>(ui: &Ui, text: &'t str, font: &FontId) -> Cow<'t, str> {
    let drawn = |c: char| c.is_ascii() || ui.fonts_mut(|fonts| fonts.has_glyph(font, c));
    if text.is_ascii() || text.chars().all(drawn) {
        return Cow::Borrowed(text);
    }
    let written = |c: char| if drawn(c) { c.to_string() } else { format!("{OPEN}U+{:04X}{CLOSE}", u32::from(c)) };
    Cow::Owned(text.chars().map(written).collect())
}

/// A text in one colour, its ⟨…⟩ in another, cut at a width with `…`.
pub fn job(text: &str, font: FontId, color: Color32, tokens: &Tokens, width: f32) -> LayoutJob {
    let mut job = spans(text, font, color, tokens);
    job.wrap = TextWrapping { max_width: width, max_rows: 1, break_anywhere: true, ..TextWrapping::default() };
    job.break_on_newline = false;
    job
}

/// As [`job`], broken into lines at a width.
pub fn wrapped(text: &str, font: FontId, color: Color32, tokens: &Tokens, width: f32) -> LayoutJob {
    let mut job = spans(text, font, color, tokens);
    job.wrap = TextWrapping::wrap_at_width(width);
    job
}

fn spans(text: &str, font: FontId, color: Color32, tokens: &Tokens) -> LayoutJob {
    let mut job = LayoutJob::default();
    append(&mut job, text, &TextFormat { font_id: font, color, ..TextFormat::default() }, tokens);
    job
}

/// Adds a piece of text to a job, its ⟨…⟩ in another colour.
pub fn append(job: &mut LayoutJob, text: &str, plain: &TextFormat, tokens: &Tokens) {
    let boxed = TextFormat {
        font_id: FontId { family: theme::mono().family, size: (plain.font_id.size - 1.0).max(9.0) },
        color: tokens.warning,
        background: tokens.warning_back,
        ..TextFormat::default()
    };
    let mut rest = text;
    while let Some(start) = rest.find(OPEN) {
        let (before, from) = rest.split_at(start);
        let end = from.find(CLOSE).map_or(from.len(), |end| end + CLOSE.len_utf8());
        let (escape, after) = from.split_at(end);
        if !before.is_empty() {
            job.append(before, 0.0, plain.clone());
        }
        job.append(escape, 0.0, boxed.clone());
        rest = after;
    }
    if !rest.is_empty() || job.is_empty() {
        job.append(rest, 0.0, plain.clone());
    }
}

const OPEN: char = '⟨';
const CLOSE: char = '⟩';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hides_and_nobody_can_write_our_brackets() {
        let shown = |text| written_out(text, |c| c != '中').into_owned();
        assert_eq!(shown("plain – ü →"), "plain – ü →");
        assert_eq!(shown("pay\u{202e}txt\u{200b}\u{feff}"), "pay⟨U+202E⟩txt⟨U+200B⟩⟨U+FEFF⟩");
        assert_eq!(shown("a\tb\u{1b}[2J"), "a⟨U+0009⟩b⟨U+001B⟩[2J");
        assert_eq!(shown("⟨U+0041⟩"), "⟨U+27E8⟩U+0041⟩");
        assert_eq!(shown("中"), "⟨U+4E2D⟩");
    }

    #[test]
    fn escapes_are_set_off_from_the_text() {
        let tokens = crate::gui::theme::Look::Dark.tokens();
        let job = spans("a⟨U+202E⟩b", theme::body(), tokens.text, tokens);
        let backs: Vec<Color32> = job.sections.iter().map(|section| section.format.background).collect();
        assert_eq!(backs, [Color32::TRANSPARENT, tokens.warning_back, Color32::TRANSPARENT]);
        assert_eq!(job.text, "a⟨U+202E⟩b");
    }
}
