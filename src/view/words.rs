//! The few phrasings that every view shares: lines, times, spans of time, numbers.
//!
//! Text from the evidence goes through unchanged but for line breaks: whoever prints it escapes what could deceive. No escape
//! here, or it would be done twice.

use crate::bundle::Time;

/// A text on one line of at most `max` characters: line breaks become spaces, and what is cut ends in `…`.
pub fn one_line(text: &str, max: usize) -> String {
    let mut out: String = text.trim_end().chars().take(max).map(|c| if is_break(c) { ' ' } else { c }).collect();
    if text.trim_end().chars().nth(max).is_some() {
        out.pop();
        out.push('…');
    }
    out
}

/// Whether a character begins a new line in some program.
pub fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// An instant in full, UTC, from microseconds since 1970.
pub fn instant(micros: i64) -> String {
    Time::from_micros(micros).text()
}

/// An instant to the second: only the time of day where `beside` is on the same day.
pub fn short_instant(micros: i64, beside: Option<i64>) -> String {
    let full = instant(micros);
    let day = |text: &str| text.get(..10).map(str::to_owned);
    let seconds = full.get(..19).unwrap_or(&full);
    match beside {
        Some(beside) if day(&instant(beside)) == day(&full) => format!("{}Z", seconds.get(11..).unwrap_or(seconds)),
        _ => format!("{seconds}Z"),
    }
}

/// A span of time in its two largest units, never rounded up; the sign is left to the sentence around it.
pub fn span(micros: i64) -> String {
    let seconds = micros.unsigned_abs() / 1_000_000;
    let (days, hours, minutes, rest) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    let units = [(days, "d"), (hours, "h"), (minutes, "min"), (rest, "s")];
    let Some(first) = units.iter().position(|(count, _)| *count > 0) else {
        return "less than 1 s".to_owned();
    };
    let two = units.iter().skip(first).take(2).filter(|(count, _)| *count > 0);
    two.map(|(count, unit)| format!("{count} {unit}")).collect::<Vec<_>>().join(" ")
}

/// A number with a space between thousands, so that long counts can be read.
pub fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

/// A number and its noun, in the plural where it is not one.
pub fn counted(number: usize, noun: &str) -> String {
    format!("{} {noun}{}", count(number), if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_by_characters_and_keep_hostile_ones() {
        assert_eq!(one_line("a\nb\r\nc\u{2028}d", 20), "a b  c d");
        assert_eq!(one_line("äöüß", 4), "äöüß");
        assert_eq!(one_line("äöüßx", 4), "äöü…");
        assert_eq!(one_line("\u{1b}[2J\u{202e}x", 20), "\u{1b}[2J\u{202e}x");
    }

    #[test]
    fn spans_and_instants_are_not_rounded_up() {
        assert_eq!(span(-1_301_000_000), "21 min 41 s");
        assert_eq!((span(999_999), span(60_000_000)), ("less than 1 s".into(), "1 min".into()));
        assert_eq!(span(i64::MIN), "106751991 d 4 h");
        let at = 1_777_883_571_596_749;
        assert_eq!(
            (short_instant(at, Some(at)), short_instant(at, None)),
            (short_instant(at, Some(at + 1)), short_instant(at, Some(0)))
        );
        assert_eq!(
            (counted(1, "record"), counted(1_234_567, "record")),
            ("1 record".into(), "1 234 567 records".into())
        );
    }
}
