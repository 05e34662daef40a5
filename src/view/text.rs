//! Text from evidence made fit for a picture: what deceives made visible, what is too long cut with a sign, widths estimated.
//!
//! Pictures go to machines whose fonts are not known. Widths are those of DejaVu Sans, one of the widest sans-serif faces, so that
//! text stays inside its box elsewhere too.

use crate::bundle::record::is_suspicious;
use unicode_width::UnicodeWidthChar;

/// A text with everything that could deceive a reader or break a file as `⟨U+202E⟩` (`ui.md`, section 10). Different texts stay
/// different: the bracket itself is spelled out too.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if deceives(c) { out.push_str(&format!("\u{27e8}U+{:04X}\u{27e9}", u32::from(c))) } else { out.push(c) }
    }
    out
}

/// A text for a terminal or a file: on one line, with what deceives as `\u{202E}`.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if is_suspicious(c) || c.is_control() => out.push_str(&format!("\\u{{{:04X}}}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

fn deceives(c: char) -> bool {
    let unusual_space = c != ' ' && c.is_whitespace();
    let no_glyph = matches!(c, '\u{27e8}' | '\u{fff9}'..='\u{ffff}' | '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}'
        | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{3164}' | '\u{ffa0}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{e0000}'..='\u{e0fff}' | '\u{e000}'..='\u{f8ff}' | '\u{2800}');
    // The last two characters of every plane are no characters, and XML forbids those of the first.
    is_suspicious(c) || c.is_control() || unusual_space || no_glyph || u32::from(c) & 0xfffe == 0xfffe
}

/// Width in points of a text in a sans-serif face of this size.
pub fn width(text: &str, size: f32) -> f32 {
    let thousandths: u32 = text.chars().map(advance).sum();
    thousandths as f32 * size / 1000.0
}

/// The same in bold.
pub fn bold_width(text: &str, size: f32) -> f32 {
    width(text, size) * BOLD
}

/// A visible text that is at most so wide; what is cut from the middle leaves `…`, so that both ends still tell names apart.
pub fn fitted(text: &str, size: f32, most: f32) -> String {
    if width(text, size) <= most {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().collect();
    let budget = most - width("\u{2026}", size);
    let (mut head, mut tail, mut used) = (0, 0, 0.0);
    while head + tail < chars.len() {
        let from_head = head <= tail;
        let at = if from_head { head } else { chars.len() - 1 - tail };
        used += chars.get(at).map_or(0.0, |c| advance(*c) as f32 * size / 1000.0);
        if used > budget {
            break;
        }
        if from_head { head += 1 } else { tail += 1 }
    }
    let start: String = chars.iter().take(head).collect();
    let end: String = chars.iter().skip(chars.len() - tail).collect();
    format!("{start}\u{2026}{end}")
}

fn advance(c: char) -> u32 {
    let ascii = u32::from(c).checked_sub(0x20).and_then(|at| ADVANCES.get(at as usize));
    match (ascii, c.width()) {
        (Some(advance), _) => u32::from(*advance),
        (None, Some(0)) => 0,
        (None, Some(2)) => 1100,
        (None, _) => 1000,
    }
}

/// Bold is a tenth wider on average; the rest is reserve.
const BOLD: f32 = 1.14;

/// Advances of U+0020 to U+007E in thousandths of the size: DejaVu Sans.
const ADVANCES: [u16; 95] = [
    317, 400, 459, 837, 636, 950, 779, 274, 390, 390, 500, 837, 317, 360, 317, 336, 636, 636, 636, 636, 636, 636, 636,
    636, 636, 636, 336, 336, 837, 837, 837, 530, 1000, 684, 686, 698, 770, 631, 575, 774, 751, 294, 294, 655, 557, 862,
    748, 787, 603, 787, 694, 634, 610, 731, 684, 988, 685, 610, 685, 390, 336, 390, 837, 500, 500, 612, 634, 549, 634,
    615, 352, 634, 633, 277, 277, 579, 277, 974, 633, 611, 634, 634, 411, 520, 392, 633, 591, 817, 591, 591, 524, 636,
    336, 636, 837,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_deceives_is_seen_and_different_texts_stay_different() {
        assert_eq!(visible("agent:\u{202e}nimda\u{0}\n"), "agent:⟨U+202E⟩nimda⟨U+0000⟩⟨U+000A⟩");
        assert_eq!(visible("\u{a0}\u{3164}\u{ffff}\u{1fffe}"), "⟨U+00A0⟩⟨U+3164⟩⟨U+FFFF⟩⟨U+1FFFE⟩");
        assert_ne!(visible("\u{202e}"), visible("⟨U+202E⟩"));
        assert_eq!(visible("Zoë 審査 & <b>"), "Zoë 審査 & <b>");
    }

    #[test]
    fn a_long_text_keeps_both_ends_and_fits() {
        let long = "agent:a-name-that-does-not-fit-anywhere-0017";
        let cut = fitted(long, 13.0, 120.0);
        assert!(width(&cut, 13.0) <= 120.0, "{cut}");
        assert!(cut.starts_with("agent:") && cut.ends_with("0017") && cut.contains('…'), "{cut}");
        assert_eq!(fitted("short", 13.0, 120.0), "short");
        assert_eq!(fitted("wide", 13.0, 1.0), "…");
    }
}
